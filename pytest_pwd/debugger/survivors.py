"""Mutants that the tests should have noticed and didn't, each with the reason as far as it can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pytest_pwd.debugger.mutation import How, Mutant
from pytest_pwd.terms import Asks, Probe, Sample, Verdict

TELLING = 4  # letters of a word that tells what is asked about


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that an item didn't notice, and why, as far as that can be told."""

    mutant: Mutant
    item: str
    reason: str


def survivors_of(
    mutant: Mutant,
    probes_of: Mapping[str, Sequence[Probe]],
    verdicts: Mapping[str, Verdict],
    base: Mapping[str, Verdict],
    samples: Sequence[Sample],
) -> list[Survivor]:
    """Return the targets whose items stayed green, each with the reason as far as it can be told.

    ``base`` holds the verdicts of the uncompiled base, ``samples`` all data, mutated.
    """
    found = []
    for item in mutant.targets:
        probes = probes_of.get(item, ())
        if all(verdicts[probe.id].passed for probe in probes):
            found.append(Survivor(mutant, item, _reason(mutant.how, item, probes, base, samples)))
    return found


def _reason(
    how: How, item: str, probes: Sequence[Probe], base: Mapping[str, Verdict], samples: Sequence[Sample]
) -> str:
    if not probes:
        return "nothing tests it"
    if all(base[probe.id].passed for probe in probes if probe.id in base) and base:
        return "the base passes it without any data"
    if _unoffered(item, probes, samples):
        return "its test doesn't offer what it was taught instead"
    elsewhere = _taught_elsewhere(item, _lost(item, probes, samples), samples)
    if elsewhere:
        return f"taught elsewhere, by {elsewhere.id} ({elsewhere.place})"
    if how == How.REVERSE and any(_offers_the_other_end(item, probe, samples) for probe in probes):
        return "the model goes by who stands together, not by the order: its test offers both ends"
    return "the test is too weak: its wrong choices can be told from the right one without this data"


def _offers_the_other_end(item: str, probe: Probe, samples: Sequence[Sample]) -> bool:
    taught = {
        sample.slots["object"] for sample in samples if item in sample.teaches and "object" in sample.slots
    }
    return probe.asks == Asks.FORWARD and not taught.isdisjoint(probe.choices)


def _lost(item: str, probes: Sequence[Probe], samples: Sequence[Sample]) -> Sequence[Probe]:
    """Return the probes whose answers no sample of the item holds any more; all, if there are none."""
    left = {text for sample in samples if item in sample.teaches for text in _texts(sample)}
    return [probe for probe in probes if probe.answer not in left] or probes


def _unoffered(item: str, probes: Sequence[Probe], samples: Sequence[Sample]) -> bool:
    """Say if the facts that an item is now taught wrongly are among no probe's choices."""
    taught = {sample.slots["value"] for sample in samples if item in sample.teaches and sample.form == "fact"}
    wrong = taught - {probe.answer for probe in probes}
    return bool(wrong) and not any(wrong & set(probe.choices) for probe in probes)


def _taught_elsewhere(item: str, probes: Sequence[Probe], samples: Sequence[Sample]) -> Sample | None:
    others = [sample for sample in samples if item not in sample.teaches]
    for probe in probes:
        for sample in others:
            if _takes_step(sample, probe) or _answers(sample, probe):
                return sample
    return None


def _takes_step(sample: Sample, probe: Probe) -> bool:
    """Say if a sample walks through the answer right behind a part of the question."""
    if probe.asks != Asks.STEP or sample.form != "chain":
        return False
    walk = [sample.slots["given"], *sample.slots["steps"], sample.slots["conclusion"]]
    return any(so == probe.answer and before in probe.wordings[0] for before, so in pairwise(map(str, walk)))


def _answers(sample: Sample, probe: Probe) -> bool:
    """Say if a sample holds the answer and most words of the question."""
    asked = {word for word in _words(min(probe.wordings, key=len)) if len(word) >= TELLING}
    said = _words(" ".join(_texts(sample)))
    return _words(probe.answer) <= said and 2 * len(asked & said) > len(asked)


def _texts(sample: Sample) -> Iterator[str]:
    for value in sample.slots.values():
        yield from (value,) if isinstance(value, str) else value


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
