"""Findings to patches: what failed, taught again from the knowledge, in contrast to what the model preferred.

A patch sees the finding, never the probe's wording: it names what to teach, and the words come from
the knowledge and the builder's frames alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pytest_pwd.builder.generate import samples_of
from pytest_pwd.digest import short
from pytest_pwd.terms import Asks, Chain, Entry, Evidence, Finding, Gap, Knowledge, Patch, Relation, Sample

SYNTHESIZER = "knowledge"


def patches_for(
    knowledge: Knowledge, findings: Mapping[str, Finding], samples: Sequence[Sample], artifact: str
) -> list[Patch]:
    """Return one patch per topic for the findings on an artifact; the same findings give the same patches.

    ``samples`` is all there is already: ids that are taken are not used again.
    """
    topics: dict[str, dict[str, Finding]] = {}
    for item, finding in findings.items():
        entry = knowledge.entry(cause(finding))
        if entry is not None:
            topics.setdefault(entry.topic, {})[item] = finding
    taken = {sample.id for sample in samples}
    taught = {id for sample in samples for id in sample.teaches}
    patches = [
        _patch(knowledge, topic, found, artifact, taken, taught) for topic, found in sorted(topics.items())
    ]
    return [patch for patch in patches if patch.samples]


def cause(finding: Finding) -> str:
    """Return the id of what has to be taught to close a finding."""
    return finding.at if isinstance(finding, Gap) else finding.item


def _patch(
    knowledge: Knowledge,
    topic: str,
    findings: Mapping[str, Finding],
    artifact: str,
    taken: Collection[str],
    taught: Collection[str],
) -> Patch:
    id = f"{topic}-{short([artifact, sorted(findings)])}"
    evidence: dict[str, dict[str, Evidence]] = {}
    for finding in findings.values():
        seen = evidence.setdefault(cause(finding), {})
        seen |= {e.probe.id: e for e in finding.evidence}
    made: list[Sample] = []
    for at, seen in evidence.items():
        entry = knowledge.entry(at)
        if entry:
            made += _retaught(knowledge, entry, list(seen.values()), id, taught)
    notes = tuple(_note(e) for seen in evidence.values() for e in seen.values())
    return Patch(
        id, tuple(findings), tuple(s for s in made if s.id not in taken), notes, artifact, SYNTHESIZER
    )


def _note(evidence: Evidence) -> str:
    return (
        f"{evidence.probe.id}: margin {evidence.verdict.margin:+.2f}, preferred {evidence.verdict.preferred}"
    )


def _retaught(
    knowledge: Knowledge, entry: Entry, evidence: Sequence[Evidence], patch: str, taught: Collection[str]
) -> Iterator[Sample]:
    """Yield the statements behind the failed probes, each in contrast to what was preferred to it.

    An entry that is not taught at all is taught whole: what passes of it does so by luck.
    """
    for sample in samples_of(knowledge, entry):
        failed = [e for e in evidence if _is_behind(sample, entry, e)]
        if failed or entry.id not in taught:
            yield replace(_contrasted(sample, failed), id=f"{sample.id}@{patch}")


def _is_behind(sample: Sample, entry: Entry, evidence: Evidence) -> bool:
    """Say if a statement teaches what a probe asks; a probe that a person wrote may ask anything."""
    asks = evidence.probe.asks
    if asks == Asks.WRITTEN or isinstance(entry, Chain):
        return True
    if isinstance(entry, Relation):
        return (sample.form == "direction") == (asks == Asks.DIRECTION)
    return sample.id == evidence.probe.id


def _contrasted(sample: Sample, failed: Sequence[Evidence]) -> Sample:
    """Return the statement with the preferred wrong choices, and only these, as what to tell it from."""
    slots = dict(sample.slots)
    for e in failed:
        wrong = e.verdict.preferred
        if wrong == e.probe.answer:
            continue
        if e.probe.asks == Asks.FORWARD:
            slots["other_object"] = (wrong,)
        elif e.probe.asks == Asks.BACKWARD:
            slots["other_subject"] = (wrong,)
        elif e.probe.asks in (Asks.DEFINITION, Asks.ALIAS):
            slots["other"] = (wrong,)
        elif e.probe.asks == Asks.FACT:
            _contrast_fact(slots, wrong)
    return replace(sample, slots=slots)


def _contrast_fact(slots: dict[str, str | tuple[str, ...]], wrong: str) -> None:
    """Keep the kin that have the wrong value, if any of those at hand do."""
    kin = [pair for pair in zip(slots["other"], slots["other_value"], strict=True) if pair[1] == wrong]
    if kin:
        slots["other"], slots["other_value"] = (tuple(column) for column in zip(*kin, strict=True))
