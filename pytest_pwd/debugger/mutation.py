"""Mutation testing of data: break it on purpose, and see whether the tests that should turn red do.

After mutation testing of programs (DeMillo, Lipton and Sayward, 1978): here a sample is the code.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from pytest_pwd.knowledge.graph import Graph, one_way
from pytest_pwd.terms import Concept, Knowledge, Sample


class How(StrEnum):
    """What is done to the data."""

    WITHHOLD = "withhold"  # the samples of a concept
    SHUFFLE = "shuffle"  # the facts of two kin
    REVERSE = "reverse"  # subject and object of a relation
    DROP_STEP = "drop step"  # of a chain


@dataclass(frozen=True, slots=True)
class Mutant:
    """One deliberate fault: what is done, to which entries, all of whose items should turn red."""

    how: How
    targets: tuple[str, ...]

    @property
    def name(self) -> str:
        """The fault in words."""
        return f"{self.how} {' and '.join(self.targets)}"


def mutants_of(knowledge: Knowledge, samples: Iterable[Sample]) -> list[Mutant]:
    """Return every mutant that changes a sample, in the order of the knowledge."""
    taught: dict[str, list[Sample]] = {}
    for sample in samples:
        for id in sample.teaches:
            taught.setdefault(id, []).append(sample)
    return [
        mutant
        for mutant in _all(knowledge)
        if all(_changes(mutant, taught.get(t, ())) for t in mutant.targets)
    ]


def _all(knowledge: Knowledge) -> Iterator[Mutant]:
    graph = Graph.of(knowledge)
    for concept in knowledge.concepts.values():
        yield Mutant(How.WITHHOLD, (concept.id,))
    for kin in graph.kinds.values():
        for one, other in pairwise(kin):
            if _exchangeable(one, other):
                yield Mutant(How.SHUFFLE, (one.id, other.id))
    for relation in knowledge.relations.values():
        if one_way(knowledge, relation):  # of others, the reverse is as true
            yield Mutant(How.REVERSE, (relation.id,))
    for chain in knowledge.chains.values():
        yield Mutant(How.DROP_STEP, (chain.id,))


def _exchangeable(one: Concept, other: Concept) -> bool:
    return any(other.facts.get(attribute, value) != value for attribute, value in one.facts.items())


def _changes(mutant: Mutant, samples: Sequence[Sample]) -> bool:
    forms = {How.SHUFFLE: "fact", How.REVERSE: "relation", How.DROP_STEP: "chain"}
    return any(forms.get(mutant.how, sample.form) == sample.form for sample in samples)


# --------------------------------------------------------------------------- groups that share a compile


def grouped(knowledge: Knowledge, mutants: Sequence[Mutant], most: int = 0) -> list[list[Mutant]]:
    """Return groups of mutants that don't touch each other's items, so that each group takes one compile.

    Two mutants are apart when no item rests on targets of both, and no kin of one is a target of the
    other: kin are each other's wrong choices. ``most`` limits a group, 0 doesn't.
    """
    graph = Graph.of(knowledge)
    groups: list[tuple[set[str], list[Mutant]]] = []
    for mutant in mutants:
        touched = _touched(graph, mutant)
        for taken, group in groups:
            if not taken & touched and (not most or len(group) < most):
                taken |= touched
                group.append(mutant)
                break
        else:
            groups.append((set(touched), [mutant]))
    return [group for _, group in groups]


def _touched(graph: Graph, mutant: Mutant) -> set[str]:
    found = set(mutant.targets)
    for target in mutant.targets:
        found.update(graph.dependents(target))
        if target in graph.knowledge.concepts:
            found.update(kin.id for kin in graph.kin(target))
    return found


def sampled(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Return some mutants drawn at random, in their order, as many of each sort as its share asks for."""
    if count >= len(mutants):
        return list(mutants)
    drawn = set(random.Random(seed).sample(range(len(mutants)), count))
    return [mutant for number, mutant in enumerate(mutants) if number in drawn]


# --------------------------------------------------------------------------- the fault itself


def mutated(knowledge: Knowledge, samples: Iterable[Sample], mutants: Iterable[Mutant]) -> list[Sample]:
    """Return the samples with the faults in them; a repeated statement gets its fault each time."""
    of: dict[str, Mutant] = {target: mutant for mutant in mutants for target in mutant.targets}
    found = []
    for sample in samples:
        mutant = next((of[id] for id in sample.teaches if id in of), None)
        changed = _mutate(knowledge, sample, mutant) if mutant else sample
        if changed is not None:
            found.append(changed)
    return found


def _mutate(knowledge: Knowledge, sample: Sample, mutant: Mutant) -> Sample | None:
    match mutant.how:
        case How.WITHHOLD:
            return None
        case How.SHUFFLE:
            return _shuffled(knowledge, sample, mutant)
        case How.REVERSE:
            return _reversed(sample)
        case How.DROP_STEP:
            return _shortened(sample)


def _shuffled(knowledge: Knowledge, sample: Sample, mutant: Mutant) -> Sample:
    """Give a fact's value to the other of two kin."""
    if sample.form != "fact":
        return sample
    own = [target for target in mutant.targets if target in sample.teaches]
    if len(own) > 1:  # what a person wrote of both holds either way
        return sample
    other = knowledge.concepts[next(target for target in mutant.targets if target not in own)]
    value = other.facts.get(str(sample.slots["attribute"]))
    if value is None or value == sample.slots["value"]:
        return sample
    kept = {name: slot for name, slot in sample.slots.items() if not name.startswith("other")}
    return replace(sample, slots=kept | {"value": value})


def _reversed(sample: Sample) -> Sample:
    if sample.form not in ("relation", "direction"):
        return sample
    slots = {n: slot for n, slot in sample.slots.items() if not n.startswith("other")}
    return replace(sample, slots=slots | {"subject": slots["object"], "object": slots["subject"]})


def _shortened(sample: Sample) -> Sample:
    steps = sample.slots.get("steps", ())
    if sample.form != "chain" or len(steps) < 2:
        return sample
    return replace(sample, slots={**sample.slots, "steps": tuple(steps[:-1])})
