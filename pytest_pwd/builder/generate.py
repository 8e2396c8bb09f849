"""Knowledge to samples: one statement for each thing taught, each with confusable kin to contrast it with.

A concept's statements are named as the probes are that ask for them: ``buffer.definition``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_pwd.knowledge.graph import one_way, slug
from pytest_pwd.terms import Chain, Concept, Entry, Knowledge, Relation, Sample

OTHERS = 3

Slots = dict[str, str | tuple[str, ...]]


def generate_samples(knowledge: Knowledge) -> dict[str, list[Sample]]:
    """Return the samples of every topic, in the order of the knowledge files."""
    topics: dict[str, list[Sample]] = {}
    for entry in knowledge.entries:
        topics.setdefault(entry.topic, []).extend(samples_of(knowledge, entry))
    return topics


def samples_of(knowledge: Knowledge, entry: Entry) -> list[Sample]:
    """Return the statements that teach one concept, relation or chain."""
    if isinstance(entry, Concept):
        return list(_concept(knowledge, entry))
    if isinstance(entry, Relation):
        return list(_relation(knowledge, entry))
    return [_chain(entry)]


def _concept(knowledge: Knowledge, concept: Concept) -> Iterator[Sample]:
    teaches = (concept.id,)
    kin = [
        other
        for other in knowledge.concepts.values()
        if other.kind == concept.kind and other.id != concept.id
    ]
    named: Slots = {
        "name": concept.name,
        "kind": concept.kind,
        "other": tuple(other.name for other in kin[:OTHERS]),
    }
    yield Sample(
        f"{concept.id}.definition", teaches, "definition", named | {"definition": concept.definition}
    )
    for nth, alias in enumerate(concept.aliases, start=1):
        yield Sample(f"{concept.id}.alias-{nth}", teaches, "alias", named | {"alias": alias})
    for attribute, value in concept.facts.items():
        unlike = [
            (other.name, other.facts[attribute])
            for other in kin
            if other.facts.get(attribute, value) != value
        ]
        slots: Slots = {"subject": concept.name, "attribute": attribute, "value": value}
        contrast: Slots = {
            "other": tuple(name for name, _ in unlike[:OTHERS]),
            "other_value": tuple(other_value for _, other_value in unlike[:OTHERS]),
        }
        yield Sample(f"{concept.id}.{slug(attribute)}", teaches, "fact", slots | contrast)


def _relation(knowledge: Knowledge, relation: Relation) -> Iterator[Sample]:
    like = [r for r in knowledge.relations.values() if r.predicate == relation.predicate]
    subject = knowledge.concepts[relation.subject]
    slots: Slots = {
        "subject": subject.name,
        "predicate": relation.predicate,
        "object": _object(knowledge, relation),
    }
    right_subjects = {r.subject for r in like if _object(knowledge, r) == slots["object"]}
    right_objects = {_object(knowledge, r) for r in like if r.subject == relation.subject}
    subjects = (
        c.name for c in knowledge.concepts.values() if c.kind == subject.kind and c.id not in right_subjects
    )
    contrast: Slots = {
        "other_subject": _first(subjects, subject.name),
        "other_object": _first(_objects(knowledge, relation, like), *right_objects),
    }
    yield Sample(f"{relation.id}.relation", (relation.id,), "relation", slots | contrast)
    if one_way(knowledge, relation):
        yield Sample(f"{relation.id}.direction", (relation.id,), "direction", slots)


def _chain(chain: Chain) -> Sample:
    steps = tuple(step.so for step in chain.steps)
    slots: Slots = {"given": chain.given, "steps": steps, "conclusion": chain.conclusion}
    return Sample(f"{chain.id}.chain", (chain.id,), "chain", slots)


def _object(knowledge: Knowledge, relation: Relation) -> str:
    return relation.object if relation.literal else knowledge.concepts[relation.object].name


def _objects(knowledge: Knowledge, relation: Relation, like: Iterable[Relation]) -> Iterator[str]:
    """Yield what could stand in the object's place: the kin of a concept, the literals of a predicate."""
    if relation.literal:
        yield from (_object(knowledge, r) for r in like)
    else:
        kind = knowledge.concepts[relation.object].kind
        yield from (c.name for c in knowledge.concepts.values() if c.kind == kind)


def _first(texts: Iterable[str], *never: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text not in never))[:OTHERS]
