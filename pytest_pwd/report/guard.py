"""The regression gate in words: what each suite lost, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pytest_pwd.debugger.guard import Guarded
from pytest_pwd.report.compare import comparison_data
from pytest_pwd.report.safe import safe
from pytest_pwd.report.words import counted, signed

LISTED = 5


def guard_lines(results: Sequence[Guarded], markdown: bool = False) -> Iterator[str]:
    """Yield a line for each suite, and the items that it lost where it fell."""
    width = max((len(safe(result.suite)) for result in results), default=0)
    for result in results:
        name, state = safe(result.suite), _state(result)
        yield f"- **{name}** {state}" if markdown else f"  {name:<{width}}  {state}"
        if result.fell:
            for move in sorted(result.comparison.lost, key=lambda m: m.after)[:LISTED]:
                indent = "  - " if markdown else "    "
                yield f"{indent}lost {safe(move.item)}: {signed(move.before)} → {signed(move.after)}"


def _state(result: Guarded) -> str:
    found = result.comparison
    said = f"{result.before} → {result.after} of {counted(len(found.moves), 'item')} green"
    if found.lost or found.won:
        said += f", {len(found.lost)} lost, {len(found.won)} won (exact McNemar p = {found.chance:.2g})"
    if result.fell:
        return f"{said}: FELL"
    return said + (": no better than guessing before, so it can't tell a fall" if result.guessing else "")


def guard_headline(results: Iterable[Guarded]) -> str:
    """Return what fell, in one line."""
    fell = [f"{safe(r.suite)} {r.before} → {r.after} of {len(r.comparison.moves)}" for r in results if r.fell]
    return f"forgotten: {', '.join(fell)}"


def guard_data(against: str, results: Iterable[Guarded]) -> dict[str, Any]:
    """Return the same as plain data."""
    return {
        "against": against,
        "suites": [
            {"suite": r.suite, "fell": r.fell, "before": r.before, "after": r.after, "guessing": r.guessing}
            | comparison_data(r.comparison)
            for r in results
        ],
    }
