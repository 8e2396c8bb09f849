"""A knowledge core of ProDa as knowledge of ours: what has a counterpart is taken over, all else is listed.

Ids are positional there, so entries get new ones, from their texts; what our export made keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pytest_pwd.exchange.ids import ids_of, is_id
from pytest_pwd.exchange.item import Item, Unmapped, counted, kind, tidy
from pytest_pwd.exchange.proda_chains import Support, read_chain
from pytest_pwd.exchange.proda_file import (
    CHAINS,
    CONCEPTS,
    IDS,
    PARENTS,
    STATEMENTS,
    Core,
    id_in,
    open_core,
)
from pytest_pwd.knowledge.dump import titled
from pytest_pwd.knowledge.graph import content
from pytest_pwd.knowledge.load import same_name
from pytest_pwd.terms import Chain, Concept, Entry, Knowledge, Relation

KIND = "concept"  # of a concept that has no type

Sort = TypeVar("Sort", Concept, Relation, Chain)


@dataclass(frozen=True, slots=True)
class Taken:
    """Knowledge as it was taken over, of how many objects, and a line for each thing that wasn't."""

    knowledge: Knowledge
    offered: int
    left: tuple[str, ...]


def from_core(data: object, shown: str, discipline: str) -> Taken:
    """Read a knowledge core; ``shown`` names its file.

    Errors: InputError for what is no knowledge core at all.
    """
    core = open_core(data, shown)
    reading = _Reading(core)
    concepts = reading.identified(CONCEPTS, reading.concepts())
    reading.learn_names(concepts.values())
    relations = reading.identified(STATEMENTS, reading.collected(STATEMENTS, reading.relation))
    support = Support.of(core, reading.names, reading.ids, reading.by_place)
    chains = reading.identified(
        CHAINS, reading.collected(CHAINS, lambda item: read_chain(core, support, item))
    )
    entries: list[Entry] = [*concepts.values(), *relations.values(), *chains.values()]
    if chains and not core.is_ours:
        core.left.append(
            f"{shown}: what the steps of {counted(len(chains), 'chain')} use was found by the statements "
            "that link them and by the names in them; read it over"
        )
    topics = dict.fromkeys([*(core.topics if core.is_ours else ()), *(entry.topic for entry in entries)])
    named = {entry.source for entry in entries}
    knowledge = Knowledge(
        discipline,
        concepts,
        relations,
        chains,
        {key: source for key, source in core.sources.items() if core.is_ours or key in named},
        topics={topic: core.topics.get(topic) or titled(topic) for topic in topics},
    )
    return Taken(knowledge, core.offered, tuple(core.left))


def _identity(entry: Entry) -> str:
    """Return what makes an entry another one than those of the same label."""
    return entry.name if isinstance(entry, Concept) else f"{entry.id} {content(entry)}"


def _texts(item: Item, *names: str) -> list[str]:
    try:
        return item.texts(*names)
    except Unmapped as why:
        item.note(f"{why}; all of it is left out")
        return []


@dataclass(slots=True)
class _Reading:
    """What is known while a file is read: our ids by its own, by the places in it, and by concepts' names."""

    core: Core
    ids: dict[str, str] = field(default_factory=dict)
    by_place: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def collected(self, layer: str, read: Callable[[Item], Sort]) -> Iterator[tuple[Item, Sort]]:
        """Yield each object of a layer with what it is here, and list those that are nothing here."""
        for item in self.core.items[layer]:
            try:
                yield item, read(item)
            except Unmapped as why:
                item.note(f"not taken over: {why}")

    def identified(self, layer: str, found: Iterable[tuple[Item, Sort]]) -> dict[str, Sort]:
        """Return entries by their ids; until here an entry's id is the text that it is to be made from."""
        pairs = list(found)
        own = [id_in(item, IDS[layer]) if self.core.is_ours else "" for item, _ in pairs]
        kept = {id for id in own if is_id(id) and id not in self.used}
        ids = ids_of([(entry.id, _identity(entry)) for _, entry in pairs], taken=self.used | kept)
        entries: dict[str, Sort] = {}
        for (item, entry), given, made in zip(pairs, own, ids, strict=True):
            id = given if given in kept and given not in entries else made
            if id in entries:
                item.note("not taken over: it says the same as another one")
            entries.setdefault(id, replace(entry, id=id))
            if there := id_in(item, IDS[layer]):
                self.ids.setdefault(there, id)
            self.by_place[item.place] = id
        self.used |= entries.keys()
        return entries

    # ------------------------------------------------------------------------- concepts

    def concepts(self) -> list[tuple[Item, Concept]]:
        """Return every concept whose name no other has; an alias that is a name already is left out."""
        owners: dict[str, Item] = {}
        found = []
        for item, concept in self.collected(CONCEPTS, self._concept):
            if (first := owners.setdefault(same_name(concept.name), item)) is not item:
                item.note(f'not taken over: the name "{concept.name}" is that of {first.where}')
            else:
                found.append((item, concept))
        return [(item, self._with_aliases(item, concept, owners)) for item, concept in found]

    def _concept(self, item: Item) -> Concept:
        name, definition = item.need("term"), self.core.clause(item.need("definition"))
        if not (sort := item.text("type")):
            item.note(f'it has no "type"; its kind is "{KIND}" here')
        parents = self._parents(item)
        if missing := [id for id in parents if id not in self.core.chain_of]:
            item.note(f"its statements {', '.join(missing)} are not in the file")
        topic, source = self.core.origin(item, (self.core.chain_of.get(id, "") for id in parents))
        return Concept(name, name, sort or KIND, definition, (), self._facts(item), topic, source)

    def _parents(self, item: Item) -> list[str]:
        """Return the statements that a concept was found in, which may stand in one text with commas."""
        return [id for part in _texts(item, *PARENTS) for id in re.split(r"\s*,\s*", part)]

    def _facts(self, item: Item) -> dict[str, str]:
        facts = item.fields.get("facts") or {}
        if not isinstance(facts, dict):
            item.note(f'"facts" is {kind(facts)} where an object is wanted; it is left out')
            return {}
        found = Item(f"{item.place}: facts", facts, item.left)
        return {
            attribute: value
            for name in facts
            if (attribute := tidy(name, "facts")) and (value := found.text(name))
        }

    def _with_aliases(self, item: Item, concept: Concept, owners: dict[str, Item]) -> Concept:
        aliases = []
        for alias in _texts(item, "aliases"):
            if same_name(alias) in owners:
                item.note(
                    f'the alias "{alias}" is left out: it is a name of {owners[same_name(alias)].where}'
                )
            else:
                aliases.append(alias)
                owners[same_name(alias)] = item
        return replace(concept, aliases=tuple(aliases))

    def learn_names(self, concepts: Iterable[Concept]) -> None:
        """Remember what every concept is called, and what the file calls those that were there twice."""
        self.names = {same_name(name): c.id for c in concepts for name in (c.name, *c.aliases)}
        for item in self.core.items[CONCEPTS]:
            there, name = id_in(item, "concept_id"), same_name(str(item.fields.get("term")))
            if there and name in self.names:
                self.ids.setdefault(there, self.names[name])

    # ------------------------------------------------------------------------- relations

    def relation(self, item: Item) -> Relation:
        """Return a statement as a relation: its subject is a concept, its object a concept or a literal."""
        subject, predicate, object_ = item.need("subject"), item.need("predicate"), item.need("object")
        if not (subject_id := self._concept_named(subject)):
            raise Unmapped(f'its subject "{subject}" is no concept that was taken over')
        object_id = "" if item.fields.get("literal") is True else self._concept_named(object_)
        chain = id_in(item, "parent_chain_id")
        if chain and chain not in self.core.domains:
            item.note(f"its chain {chain} is not in the file")
        topic, source = self.core.origin(item, [chain])
        label = f"{subject} {predicate} {object_}"
        symmetric = item.fields.get("symmetric") is True
        return Relation(
            label, subject_id, predicate, object_id or object_, not object_id, symmetric, topic, source
        )

    def _concept_named(self, text: str) -> str:
        """Return the concept that a text names, or that it is the file's id of; or an empty text."""
        return self.names.get(same_name(text)) or self.ids.get(text, "")
