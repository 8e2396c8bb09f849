"""The end of a run in a few lines: what is red, what costs most, what patches closed, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pytest_pwd.debugger.stability import Steadiness
from pytest_pwd.report.safe import safe
from pytest_pwd.report.words import counted, signed

MOST = 5


@dataclass(frozen=True, slots=True)
class Red:
    """A red item; ``finding`` is concept gap, relation gap or chain break, ``at`` its id or the step."""

    item: str
    finding: str
    at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a discipline stands, in plain values, so that it can be sent from one process to another.

    ``closed`` has, for each patch, how many of its items are green and of how many seen; ``turned_red``
    the items that each gap turns red; ``thin`` what an id has that lacks samples or probes; ``unstable``
    the items that pass by some seeds only, in words. ``samples`` and ``patches`` are -1 while they were not
    read.
    """

    name: str
    base: str
    knowledge: str
    items: int
    samples: int = -1
    patched: int = 0
    patches: int = 0
    incremental: bool = False
    artifact: str = ""
    parent: str = ""
    fix: str = ""
    closed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    turned_red: Mapping[str, Sequence[str]] = field(default_factory=dict)
    thin: Mapping[str, str] = field(default_factory=dict)
    unstable: Sequence[str] = ()


def merged(standings: Iterable[Standing]) -> list[Standing]:
    """Return one standing for each discipline: workers score the same, and each runs some items only."""
    found: dict[str, Standing] = {}
    for told in standings:
        before = found.get(told.name, told)
        unstable = tuple(dict.fromkeys([*before.unstable, *told.unstable]))
        found[told.name] = replace(before, unstable=unstable)
    return list(found.values())


def header(standing: Standing) -> str:
    """Return what is tested, in one line."""
    parts = [f"pwd: {safe(standing.name)}", f"base {safe(standing.base)}"]
    if standing.samples >= 0:
        patches = f" (+{standing.patched} in {counted(standing.patches, 'patch', 'patches')})"
        parts.append(counted(standing.samples, "sample") + (patches if standing.patches else ""))
    parts += [f"knowledge {standing.knowledge}", counted(standing.items, "item")]
    if standing.artifact:
        parts.append(f"artifact {standing.artifact}")
    if standing.incremental:
        parts.append("incremental")
    return " · ".join(parts)


def summary_lines(standing: Standing, reds: Sequence[Red], fixing: bool = False) -> list[str]:
    """Return how a discipline's run ended; ``fixing`` says that patches are written for it already."""
    lines = [f"{safe(standing.name)}: {_findings(reds)} · {_artifact(standing)}"]
    lines += [f"  {line}" for line in _costly(standing, reds)]
    for patch, (green, seen) in standing.closed.items():
        lines.append(f"  patch {safe(patch)}: closed {green} of {seen}")
    lines += _thin(standing, reds)
    lines += _unstable(standing)
    if (reds or standing.unstable) and not fixing:
        lines.append(f"  fix: {standing.fix}")
    return lines


def unstable_told(items: Iterable[Steadiness]) -> list[str]:
    """Return, for each unstable item, by how many seeds it passes and how far its margins lie apart."""
    return [
        f"{safe(item.item)} passes by {item.green} of {len(item.margins)} seeds, lowest margins "
        f"{signed(min(item.margins))} to {signed(max(item.margins))}"
        for item in items
    ]


def _unstable(standing: Standing) -> list[str]:
    told = [f"  unstable: {line}" for line in standing.unstable[:MOST]]
    left = len(standing.unstable) - MOST
    return told + ([f"  unstable: {counted(left, 'item')} more"] if left > 0 else [])


def _findings(reds: Sequence[Red]) -> str:
    """Return ``12 concept gaps, 3 chain breaks``: a gap counts once, however many items it turns red."""
    if not reds:
        return "no gap, no break"
    found = {(red.finding, red.at if red.finding.endswith("gap") else red.item) for red in reds}
    counts = Counter(finding for finding, _ in found)
    order = ("concept gap", "relation gap", "chain break")
    return ", ".join(counted(counts[finding], finding) for finding in order if counts[finding])


def _artifact(standing: Standing) -> str:
    said = f"artifact {standing.artifact}"
    if standing.parent:
        said += f", continued from {standing.parent} (the next clean compile is the judge)"
    return said


def _costly(standing: Standing, reds: Sequence[Red]) -> list[str]:
    """Return the gaps that turn other items red, most first."""
    red = {r.item for r in reds}
    counts = Counter({gap: len(red & {gap, *items}) for gap, items in standing.turned_red.items()})
    costly = [(gap, count) for gap, count in counts.most_common(MOST) if count > 1]
    return [f"{safe(gap)} turns {count} items red" for gap, count in costly]


def _thin(standing: Standing, reds: Sequence[Red]) -> list[str]:
    """Return the red items, and the gaps behind them, that lack samples or probes."""
    ids = dict.fromkeys(id for red in reds for id in (red.item, red.at))
    thin = [standing.thin[id] for id in ids if id in standing.thin]
    more = f" and {len(thin) - MOST} more" if len(thin) > MOST else ""
    return [f"  thin coverage: {', '.join(thin[:MOST])}{more}"] if thin else []
