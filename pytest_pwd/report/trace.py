"""A trace in words, and as data for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_pwd.debugger.trace import Dependent, Part, Trace
from pytest_pwd.digest import SHORT
from pytest_pwd.report.safe import cut, safe
from pytest_pwd.report.words import counted, signed
from pytest_pwd.terms import Probe, Source, Verdict

WIDTH = 60  # of a text out of a file or a model
RUNS = 8  # past artifacts that are shown

Verdicts = Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Seen:
    """What artifacts answered: today's ``now`` (empty without one), others by their keys, oldest first."""

    artifact: str
    now: Verdicts
    past: Sequence[tuple[str, Verdicts]]


def trace_lines(trace: Trace, seen: Seen) -> list[str]:
    """Return a trace for people: the entry, its probes and samples, what it uses, what needs it, its past."""
    entry = trace.entry
    return [
        f"{entry.kind} {safe(entry.id)}   {safe(str(entry.place))}",
        _row("source", _source(trace.source)),
        _row("now", _now(entry, seen)),
        *(_probe(probe, seen.now.get(probe.id)) for probe in entry.probes),
        *_taught(entry),
        *_labelled("rests on", [_part(part, seen.now) for part in trace.uses]),
        *_labelled("needed by", [_dependent(other) for other in trace.dependents]),
        *_labelled("before", _past(entry, seen)),
    ]


def trace_data(trace: Trace, seen: Seen) -> dict[str, Any]:
    """Return a trace as plain data: the same facts, whole."""
    return {
        "source": _source(trace.source),
        "artifact": seen.artifact,
        "entry": _part_data(trace.entry, seen.now),
        "uses": [_part_data(part, seen.now) for part in trace.uses],
        "dependents": [{"id": d.id, "kind": d.kind, "step": d.step} for d in trace.dependents],
        "past": [
            {"artifact": key, "verdicts": {id: _verdict_data(v) for id, v in verdicts.items()}}
            for key, verdicts in seen.past
        ],
    }


def _row(label: str, text: str) -> str:
    return f"  {label:<11}{text}"


def _labelled(label: str, texts: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield _row(label if number == 0 else "", text)


def _source(source: Source | None) -> str:
    if source is None:
        return "none"
    edition = f" ({safe(source.edition)})" if source.edition else ""
    section = f", {safe(source.section)}" if source.section else ""
    licence = f", {safe(source.licence)}" if source.licence else ""
    return f"{safe(source.title)}{edition}{section}{licence}"


def _now(entry: Part, seen: Seen) -> str:
    if not seen.artifact:
        return "not compiled from what the files hold now"
    return f"artifact {seen.artifact[:SHORT]}: {_standing(entry.probes, seen.now)}"


def _standing(probes: Sequence[Probe], verdicts: Verdicts) -> str:
    """Return ``green, lowest margin +3.2 (definition)``, or ``2 of 5 probes scored, …``."""
    known = [verdicts[probe.id] for probe in probes if probe.id in verdicts]
    if not known:
        return "not scored"
    worst = min(known, key=lambda verdict: verdict.margin)
    colour = "green" if all(verdict.passed for verdict in known) else "red"
    part = "" if len(known) == len(probes) else f"{len(known)} of {counted(len(probes), 'probe')} scored, "
    return f"{part}{colour}, lowest margin {signed(worst.margin)} ({safe(worst.probe.partition('.')[2])})"


def _probe(probe: Probe, verdict: Verdict | None) -> str:
    name = safe(probe.id.removeprefix(f"{probe.of}."))
    if verdict is None:
        return f"  · {name:<32} {'':>6}   {safe(str(probe.place))}"
    preferred = "" if verdict.passed else f"   preferred {cut(verdict.preferred, WIDTH)}"
    mark = "✓" if verdict.passed else "✗"
    return f"  {mark} {name:<32} {signed(verdict.margin):>6}   {safe(str(probe.place))}{preferred}"


def _taught(entry: Part) -> Iterator[str]:
    if not entry.samples:
        yield _row("taught by", "nothing")
    yield from _labelled("taught by", [f"{safe(str(s.place))}   {safe(s.id)}" for s in entry.samples])


def _part(part: Part, verdicts: Verdicts) -> str:
    taught = counted(len(part.samples), "sample")
    return (
        f"{part.kind} {safe(part.id)}: {_standing(part.probes, verdicts)}, {taught}   {safe(str(part.place))}"
    )


def _dependent(dependent: Dependent) -> str:
    step = f" (step {dependent.step})" if dependent.step else ""
    return f"{dependent.kind} {safe(dependent.id)}{step}"


def _past(entry: Part, seen: Seen) -> list[str]:
    """Return what other artifacts answered, the newest first."""
    lines = [
        f"artifact {key[:SHORT]}: {_standing(entry.probes, verdicts)}"
        for key, verdicts in reversed(seen.past)
    ]
    return [*lines[:RUNS], f"… and {len(lines) - RUNS} more"] if len(lines) > RUNS else lines


def _part_data(part: Part, verdicts: Verdicts) -> dict[str, Any]:
    return {
        "id": part.id,
        "kind": part.kind,
        "place": str(part.place),
        "samples": [{"id": sample.id, "place": str(sample.place)} for sample in part.samples],
        "probes": [
            {"id": probe.id, "place": str(probe.place), "verdict": _verdict_data(verdicts.get(probe.id))}
            for probe in part.probes
        ],
    }


def _verdict_data(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {"passed": verdict.passed, "margin": verdict.margin, "preferred": verdict.preferred}
