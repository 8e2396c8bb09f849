"""What rests on what: concepts below relations, and both below the steps of chains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_pwd.digest import short
from pytest_pwd.terms import Chain, Concept, Entry, Knowledge, Relation


@dataclass(frozen=True, slots=True)
class Graph:
    """A specification with its edges both ways, built once for many questions.

    Every method takes the id of an entry and raises ``KeyError`` for an id that there isn't.
    """

    knowledge: Knowledge
    above: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, tuple[Concept, ...]]

    @classmethod
    def of(cls, knowledge: Knowledge) -> Graph:
        """Build the graph, in time linear in the number of references."""
        above: dict[str, list[str]] = {}
        entries: list[Entry] = [*knowledge.relations.values(), *knowledge.chains.values()]
        for entry in entries:
            for below in rests_on(entry):
                above.setdefault(below, []).append(entry.id)
        kinds: dict[str, list[Concept]] = {}
        for concept in knowledge.concepts.values():
            kinds.setdefault(concept.kind, []).append(concept)
        return cls(
            knowledge,
            {below: tuple(ids) for below, ids in above.items()},
            {kind: tuple(concepts) for kind, concepts in kinds.items()},
        )

    def closure(self, id: str) -> tuple[str, ...]:
        """Return everything that an entry rests on, nearest first, without itself."""
        return closure(self.knowledge, id)

    def dependents(self, id: str) -> tuple[str, ...]:
        """Return every entry that rests on this one, nearest first."""
        _entry(self.knowledge, id)
        return _walk(id, lambda other: self.above.get(other, ()))

    def kin(self, concept_id: str) -> tuple[Concept, ...]:
        """Return the other concepts of the same kind."""
        kind = self.knowledge.concepts[concept_id].kind
        return tuple(c for c in self.kinds[kind] if c.id != concept_id)


def closure(knowledge: Knowledge, id: str) -> tuple[str, ...]:
    """Return the ids of everything that an entry rests on, nearest first, without itself.

    A relation rests on its subject and object, a chain on what its steps use, in their order, and on
    what that rests on.
    """
    _entry(knowledge, id)
    return _walk(id, lambda other: rests_on(_entry(knowledge, other)))


def dependents(knowledge: Knowledge, id: str) -> tuple[str, ...]:
    """Return every entry whose closure has this one, nearest first (for many ids, use ``Graph``)."""
    return Graph.of(knowledge).dependents(id)


def kin(knowledge: Knowledge, concept_id: str) -> tuple[Concept, ...]:
    """Return the other concepts of the same kind, in the order of the files (for many ids, use ``Graph``)."""
    kind = knowledge.concepts[concept_id].kind
    return tuple(c for c in knowledge.concepts.values() if c.kind == kind and c.id != concept_id)


def entry_digest(knowledge: Knowledge, id: str) -> str:
    """Return 12 hex digits that change when the text that an entry's probes are made from changes.

    That is the entry without topic, source and places, and the names of the concepts that it refers to.
    """
    entry = _entry(knowledge, id)
    below = (knowledge.concepts.get(other) for other in rests_on(entry))
    return short([content(entry), {c.id: c.name for c in below if c}])


def rests_on(entry: Entry) -> tuple[str, ...]:
    """Return the ids that an entry itself names, each once, in order."""
    if isinstance(entry, Relation):
        named = [entry.subject] if entry.literal else [entry.subject, entry.object]
    elif isinstance(entry, Chain):
        named = [used for step in entry.steps for used in step.uses]
    else:
        named = []
    return tuple(dict.fromkeys(named))


def one_way(knowledge: Knowledge, relation: Relation) -> bool:
    """Say if a relation has a direction: it joins two concepts, and holds one way round only."""
    if relation.literal or relation.symmetric:
        return False
    turned = (relation.object, relation.predicate, relation.subject)
    return all((r.subject, r.predicate, r.object) != turned for r in knowledge.relations.values())


def kind_of(entry: Entry | None) -> str:
    """Return what an entry is: concept, relation or chain."""
    if isinstance(entry, Concept):
        return "concept"
    return "chain" if isinstance(entry, Chain) else "relation"


def content(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data, without topic, source and places."""
    match entry:
        case Concept():
            fields: Sequence[str] = ("id", "name", "kind", "definition", "aliases", "facts")
        case Relation():
            fields = ("id", "subject", "predicate", "object", "literal")
            # Few are symmetric: the digests of all others stay as they were before there was this field.
            fields = (*fields, "symmetric") if entry.symmetric else fields
        case Chain():
            fields = ("id", "given", "conclusion")
    plain = {name: getattr(entry, name) for name in fields}
    if isinstance(entry, Chain):
        plain["steps"] = [[step.so, step.uses] for step in entry.steps]
    return plain


def _entry(knowledge: Knowledge, id: str) -> Entry:
    entry = knowledge.entry(id)
    if entry is None:
        raise KeyError(id)
    return entry


def _walk(start: str, neighbours: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Return all that can be reached, breadth first, without the start."""
    reached = {start: None}
    queue = [start]
    for reached_id in queue:  # grows while it is walked
        new = [other for other in neighbours(reached_id) if other not in reached]
        reached.update(dict.fromkeys(new))
        queue += new
    return tuple(queue[1:])


def slug(text: str) -> str:
    """Return a text as a part of an id: lower case letters and digits with hyphens between.

    A text in another script has none of these, and gets a part of its digest.
    """
    kept = "".join(char if char.isalnum() and char.isascii() else " " for char in text.lower())
    return "-".join(kept.split()) or f"x-{short(text)}"
