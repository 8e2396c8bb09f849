"""Diagnosis by measurement: where a red item fails, told from probes of its own and of what it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pytest_pwd.knowledge.graph import closure
from pytest_pwd.terms import (
    COMPOSITION,
    Asks,
    Break,
    Chain,
    Evidence,
    Finding,
    Gap,
    Knowledge,
    Probe,
    Verdict,
)

ProbesOf = Mapping[str, Sequence[Probe]]
Verdicts = Mapping[str, Verdict]


def by_item(probes: Iterable[Probe]) -> dict[str, list[Probe]]:
    """Return the probes of each item, in their order."""
    found: dict[str, list[Probe]] = {}
    for probe in probes:
        found.setdefault(probe.of, []).append(probe)
    return found


def failures(item: str, probes_of: ProbesOf, verdicts: Verdicts) -> tuple[Evidence, ...]:
    """Return the failed probes of an item with their verdicts; a probe that wasn't scored is none."""
    return tuple(
        Evidence(probe, verdicts[probe.id])
        for probe in probes_of.get(item, ())
        if probe.id in verdicts and not verdicts[probe.id].passed
    )


def diagnose(knowledge: Knowledge, item: str, probes_of: ProbesOf, verdicts: Verdicts) -> Finding | None:
    """Return what is wrong with an item, or None when all its probes pass.

    A concept or relation that fails is a gap. A chain that fails has a gap at the first thing that
    its steps rest on and that fails; when all of that passes it breaks at its first failing step,
    and when every step passes too, at composition.
    """
    own = failures(item, probes_of, verdicts)
    if not own:
        return None
    chain = knowledge.chains.get(item)
    if chain is None:
        return Gap(item, item, own)
    for step, support in _supports(knowledge, chain):
        if below := failures(support, probes_of, verdicts):
            return Gap(item, support, below, step)
    for evidence in sorted(own, key=lambda e: e.probe.step):
        if evidence.probe.asks == Asks.STEP:
            return Break(item, evidence.probe.step, (evidence,))
    return Break(item, COMPOSITION, own)


def diagnose_all(
    knowledge: Knowledge, items: Iterable[str], probes_of: ProbesOf, verdicts: Verdicts
) -> dict[str, Finding]:
    """Return a finding for every item that fails, in the order given."""
    found = ((item, diagnose(knowledge, item, probes_of, verdicts)) for item in items)
    return {item: finding for item, finding in found if finding}


def _supports(knowledge: Knowledge, chain: Chain) -> Iterator[tuple[int, str]]:
    """Yield what a chain rests on, each with the step that needs it first; what is nearest comes first."""
    seen: set[str] = set()
    for number, step in enumerate(chain.steps, start=1):
        for used in step.uses:
            for support in (used, *closure(knowledge, used)):
                if support not in seen:
                    seen.add(support)
                    yield number, support
