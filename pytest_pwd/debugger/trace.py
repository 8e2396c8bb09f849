"""The trace of an item: what teaches it, what tests it, what it rests on and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pytest_pwd.knowledge.graph import Graph, closure, kind_of
from pytest_pwd.terms import NOWHERE, Chain, Knowledge, Place, Probe, Sample, Source


@dataclass(frozen=True, slots=True)
class Part:
    """An entry with the samples (and patches) that teach it and the probes that test it."""

    id: str
    kind: str  # concept, relation or chain
    place: Place
    samples: tuple[Sample, ...]
    probes: tuple[Probe, ...]


@dataclass(frozen=True, slots=True)
class Dependent:
    """An entry that rests on another; ``step`` is the first one that does, 0 where it has none."""

    id: str
    kind: str
    step: int


@dataclass(frozen=True, slots=True)
class Trace:
    """An entry, what it rests on (nearest first), and what rests on it."""

    entry: Part
    source: Source | None
    uses: tuple[Part, ...]
    dependents: tuple[Dependent, ...]


def trace(knowledge: Knowledge, id: str, samples: Iterable[Sample], probes: Iterable[Probe]) -> Trace:
    """Return the trace of an entry.

    Errors: KeyError for an id that there isn't.
    """
    below = closure(knowledge, id)
    parts = {other: _part(knowledge, other, samples, probes) for other in (id, *below)}
    entry = knowledge.entry(id)
    source = knowledge.sources.get(entry.source) if entry else None
    dependents = tuple(_dependent(knowledge, other, id) for other in Graph.of(knowledge).dependents(id))
    return Trace(parts[id], source, tuple(parts[other] for other in below), dependents)


def _part(knowledge: Knowledge, id: str, samples: Iterable[Sample], probes: Iterable[Probe]) -> Part:
    entry = knowledge.entry(id)
    return Part(
        id,
        kind_of(entry),
        entry.place if entry else NOWHERE,
        tuple(sample for sample in samples if id in sample.teaches),
        tuple(probe for probe in probes if probe.of == id),
    )


def _dependent(knowledge: Knowledge, id: str, on: str) -> Dependent:
    entry = knowledge.entry(id)
    return Dependent(id, kind_of(entry), _step(knowledge, entry, on) if isinstance(entry, Chain) else 0)


def _step(knowledge: Knowledge, chain: Chain, on: str) -> int:
    for number, step in enumerate(chain.steps, start=1):
        if any(on == used or on in closure(knowledge, used) for used in step.uses):
            return number
    return 0
