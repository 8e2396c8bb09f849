"""What a careful editor would catch in knowledge that can be read: every remark names its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from pytest_pwd.errors import Problem
from pytest_pwd.knowledge.graph import Graph
from pytest_pwd.terms import Chain, Concept, Knowledge, Relation

CHOICES = 4
ALIKE = 0.8  # share of their words that two definitions have in common
SMALL_WORDS = frozenset(
    "a an and as at by for from in into is it its of on or per that the to when with".split()
)


def lint_knowledge(knowledge: Knowledge) -> list[Problem]:
    """Return a remark for everything that an editor would change, in the order of the files."""
    graph = Graph.of(knowledge)
    rules: tuple[Callable[[Graph], Iterator[Problem]], ...] = (
        _unused, _few_kin, _own_name, _same_definition, _lone_attribute, _loose_step, _vague_source,
    )  # fmt: skip
    return sorted(remark for rule in rules for remark in rule(graph))


def remark(entry: Concept | Relation | Chain, rule: str, text: str) -> Problem:
    """Return a remark on an entry; its rule stands behind it, in brackets."""
    return Problem(entry.place, f"{text}  [{rule}]")


def _unused(graph: Graph) -> Iterator[Problem]:
    for concept in graph.knowledge.concepts.values():
        if not graph.above.get(concept.id):
            yield remark(concept, "unused", f'no relation and no chain uses "{concept.id}"')


def _few_kin(graph: Graph) -> Iterator[Problem]:
    for kind, concepts in graph.kinds.items():
        if len(concepts) < CHOICES:
            count = f"{len(concepts)} concept{'s' * (len(concepts) > 1)}"
            yield remark(
                concepts[0], "few-kin", f'the kind "{kind}" has {count}; {CHOICES} choices take {CHOICES}'
            )


def _own_name(graph: Graph) -> Iterator[Problem]:
    """A definition may be said in terms of other concepts, but not by its own name or a second name."""
    concepts = graph.knowledge.concepts.values()
    aliases = [(alias, concept) for concept in concepts for alias in concept.aliases]
    for concept in concepts:
        if _holds(concept.definition, concept.name):
            yield remark(concept, "own-name", f'the definition of "{concept.id}" holds its own name')
        for alias, of in aliases:
            if _holds(concept.definition, alias):
                whose = "its own" if of is concept else f'the "{of.id}"'
                text = f'the definition of "{concept.id}" holds {whose} alias "{alias}"'
                yield remark(concept, "own-name", text)


def _holds(text: str, words: str) -> bool:
    said, words = text.lower(), words.lower()
    # Most texts don't hold them at all, which is quickly seen.
    return words in said and bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", said))


def _same_definition(graph: Graph) -> Iterator[Problem]:
    for kin in graph.kinds.values():
        words = {concept.id: _words(concept.definition) for concept in kin}
        for one, other in combinations(kin, 2):
            a, b = words[one.id], words[other.id]
            if len(a & b) >= ALIKE * len(a | b):
                text = f'the definition of "{other.id}" says nearly the same as that of "{one.id}"'
                yield remark(other, "same-definition", text)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - SMALL_WORDS


def _lone_attribute(graph: Graph) -> Iterator[Problem]:
    having: dict[str, list[Concept]] = {}
    for concept in graph.knowledge.concepts.values():
        for attribute in concept.facts:
            having.setdefault(attribute, []).append(concept)
    for attribute, concepts in having.items():
        if len(concepts) == 1:
            text = f'only "{concepts[0].id}" has the attribute "{attribute}": kin need it for wrong choices'
            yield remark(concepts[0], "lone-attribute", text)


def _loose_step(graph: Graph) -> Iterator[Problem]:
    """A step goes on from those before it: they share a concept, or one relation joins theirs."""
    knowledge = graph.knowledge
    for chain in knowledge.chains.values():
        before: set[str] = set()
        for number, step in enumerate(chain.steps, start=1):
            here = _concepts(knowledge, step.uses)
            if before and not before & (here | _joined(graph, here)):
                text = f'nothing that step {number} of "{chain.id}" uses has to do with the steps before it'
                yield Problem(step.place, f"{text}  [loose-step]")
            before |= here


def _joined(graph: Graph, concepts: Iterable[str]) -> set[str]:
    relations = (id for concept in concepts for id in graph.above.get(concept, ()))
    return _concepts(graph.knowledge, (id for id in relations if id in graph.knowledge.relations))


def _concepts(knowledge: Knowledge, ids: Iterable[str]) -> set[str]:
    """Return the concepts among some ids, and those that the relations among them are of."""
    found = set()
    for id in ids:
        relation = knowledge.relations.get(id)
        found |= {id} if relation is None else {relation.subject, relation.object}
    return found & set(knowledge.concepts)


def _vague_source(graph: Graph) -> Iterator[Problem]:
    said = set()
    for entry in graph.knowledge.entries:
        source = graph.knowledge.sources.get(entry.source)
        missing = [part for part in ("edition", "section") if source and not getattr(source, part)]
        if missing and entry.source not in said:
            said.add(entry.source)
            yield remark(
                entry, "vague-source", f'the source "{entry.source}" has no {" and no ".join(missing)}'
            )
