"""Every discipline as shipped: time to compile and score, green items, and the uncompiled base beside them.

python benchmarks/disciplines.py [DISCIPLINE ...]   # all, if none is named

What is stored already isn't compiled again, and has no time. For all times, remove .pwd before.
"""

from __future__ import annotations

import sys
import time

from chemistry import uncompiled
from workspace import Workspace, every_discipline, green, items, share, workspace

from pytest_pwd.artifacts import stored_artifact
from pytest_pwd.discipline import Discipline

HEAD = ("discipline", "items", "green", "time", "uncompiled: probes passed")


def main() -> None:
    """Print a line for each discipline as it is done, then the sums."""
    names = sys.argv[1:] or every_discipline()
    row(*HEAD)
    totals = [0, 0, 0.0]
    reds: list[str] = []
    for name in names:
        with workspace(name) as place:
            for number, value in enumerate(measure(name, place, reds)):
                totals[number] += value
    count, passed, seconds = totals
    row("all", f"{count:.0f}", share(int(passed), int(count)), f"{seconds:.0f} s", "")
    print("red:", ", ".join(reds) or "none")


def measure(name: str, place: Workspace, reds: list[str]) -> tuple[int, int, float]:
    """Compile and score one discipline from cold; return items, green ones and seconds."""
    stored = stored_artifact(Discipline(place.folder, place.root, place.root / ".pwd")) is not None
    began = time.monotonic()
    outcome = place.run()
    seconds = 0.0 if stored else time.monotonic() - began
    passed, all_items = green(outcome), items(outcome)
    reds += [f"{name}::{item}" for item in all_items if item not in passed]
    row(
        name,
        str(len(all_items)),
        share(len(passed), len(all_items)),
        "stored" if stored else f"{seconds:.0f} s",
        uncompiled(outcome.discipline),
    )
    return len(all_items), len(passed), seconds


def row(*cells: str) -> None:
    """Print a line of the table."""
    print(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, (24, 6, 22, 7, 30), strict=True)),
        flush=True,
    )


if __name__ == "__main__":
    main()
