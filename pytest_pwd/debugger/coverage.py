"""Coverage of the specification: what has data to learn it from, and probes to test it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pytest_pwd.terms import Chain, Knowledge, Place, Probe, Sample


@dataclass(frozen=True, slots=True)
class Unit:
    """A concept, a relation, or a step of a chain, and how many samples teach and probes test it."""

    id: str
    step: int  # counted from 1; 0 for a concept or relation
    topic: str
    place: Place
    samples: int
    probes: int


@dataclass(frozen=True, slots=True)
class Least:
    """How many samples and probes a unit needs to count as covered."""

    samples: int = 1
    probes: int = 1

    def covers(self, unit: Unit) -> bool:
        """Say if a unit has enough of both."""
        return unit.samples >= self.samples and unit.probes >= self.probes


def coverage(knowledge: Knowledge, samples: Iterable[Sample], probes: Iterable[Probe]) -> tuple[Unit, ...]:
    """Return every unit of a specification, in its order; a sample of a chain teaches all its steps."""
    taught = Counter(id for sample in samples for id in sample.teaches)
    tested = Counter((probe.of, probe.step) for probe in probes)
    return tuple(_units(knowledge, taught, tested))


def _units(knowledge: Knowledge, taught: Counter[str], tested: Counter[tuple[str, int]]) -> Iterator[Unit]:
    for entry in knowledge.entries:
        if isinstance(entry, Chain):
            for number, step in enumerate(entry.steps, start=1):
                place = step.place if step.place.line else entry.place
                yield Unit(entry.id, number, entry.topic, place, taught[entry.id], tested[entry.id, number])
        else:
            yield Unit(entry.id, 0, entry.topic, entry.place, taught[entry.id], tested[entry.id, 0])
