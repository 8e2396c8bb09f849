"""Coverage as a table: a line per topic, and what is missing there."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_pwd.debugger.coverage import Least, Unit
from pytest_pwd.report.safe import safe
from pytest_pwd.report.words import counted

LISTED = 5  # missing units of a topic that are named
COLUMNS = ("Topic", "Concepts, relations, steps", "Taught", "Tested", "Cover")


def percent(units: Sequence[Unit], least: Least) -> float:
    """Return the share of covered units, 0 to 100; nothing to cover is all covered."""
    return 100 * sum(map(least.covers, units)) / len(units) if units else 100.0


def coverage_lines(name: str, units: Sequence[Unit], least: Least) -> list[str]:
    """Return a discipline's table: per topic how much is taught, tested and both, and what is missing."""
    topics = list(dict.fromkeys(unit.topic for unit in units))
    rows = [_row(topic, [unit for unit in units if unit.topic == topic], least) for topic in topics]
    rows.append(_row("all", units, least))
    widths = [max(len(row[column]) for row in (COLUMNS, *rows)) for column in range(len(COLUMNS))]
    lines = [f"{safe(name)}, covered by {_wanted(least)}:", _aligned(COLUMNS, widths)]
    for topic, row in zip([*topics, None], rows, strict=True):
        lines.append(_aligned(row, widths))
        lines += [f"    {line}" for line in _missing(units, topic, least)]
    return lines


def thin(units: Sequence[Unit], least: Least) -> dict[str, str]:
    """Return, for each id that lacks samples or probes, what it has of both."""
    return {unit.id: _named(unit) for unit in units if not least.covers(unit)}


def _wanted(least: Least) -> str:
    return f"{counted(least.samples, 'sample')} and {counted(least.probes, 'probe')}"


def _row(topic: str, units: Sequence[Unit], least: Least) -> tuple[str, ...]:
    taught = sum(unit.samples >= least.samples for unit in units)
    tested = sum(unit.probes >= least.probes for unit in units)
    # As coverage.py does, 100% is said of nothing that lacks something.
    cover = percent(units, least)
    return (
        safe(topic),
        str(len(units)),
        str(taught),
        str(tested),
        f"{min(round(cover), 99 + (cover == 100))}%",
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        text.ljust(width) if column == 0 else text.rjust(width)
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others])


def _missing(units: Sequence[Unit], topic: str | None, least: Least) -> list[str]:
    thin = [unit for unit in units if unit.topic == topic and not least.covers(unit)]
    lines = [f"{safe(str(unit.place))}: {_named(unit)}" for unit in thin[:LISTED]]
    return [*lines, f"… and {len(thin) - LISTED} more"] if len(thin) > LISTED else lines


def _named(unit: Unit) -> str:
    step = f", step {unit.step}" if unit.step else ""
    return f"{safe(unit.id)}{step} ({counted(unit.samples, 'sample')}, {counted(unit.probes, 'probe')})"
