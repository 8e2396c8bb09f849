"""Repair: what --pwd-fix turns green again, clean and incremental, beside undirected samples.

python benchmarks/repair.py [DISCIPLINE ...]       # chemistry, if none is named
"""

from __future__ import annotations

import random

from workspace import SEED, Line, Workspace, drawn_from, each_discipline, green, share, table, workspace

from pytest_pwd.loop import Outcome

ROUNDS = 2
Rows = list[tuple[str, str, str]]


def measure(discipline: str) -> None:
    """Withhold up to 20 concepts, then repair in three ways from the same red state."""
    with workspace(discipline) as whole:
        drawn = drawn_from(whole.run())
        pool = whole.lines()
    with workspace(discipline) as broken:
        broken.withhold(drawn)
        red = broken.run()
        rows: Rows = [
            (f"red after the samples of {len(drawn)} concepts were withheld", str(len(red.findings)), "")
        ]
        for way in ("clean", "incremental"):
            with workspace(like=broken) as place:
                rows += _rounds(place, red, way, incremental=way == "incremental")
        with workspace(like=broken) as place:
            rows += _undirected(place, broken, red, pool)
    table(f"repair: {discipline}", rows)


def _rounds(place: Workspace, red: Outcome, way: str, incremental: bool) -> Rows:
    before, rows, outcome = green(red), [], place.run()
    for number in range(1, ROUNDS + 1):
        if not outcome.findings:
            break
        samples = place.fix(outcome)
        outcome = place.run(incremental)
        closed = sum(item in green(outcome) for item in red.findings)
        lost = sum(item not in green(outcome) for item in before)
        name = f"{way}, round {number} ({samples} samples)"
        rows.append((f"{name}: red items turned green", share(closed, len(red.findings)), "90% or more"))
        rows.append((f"{name}: green items turned red", share(lost, len(before)), "2% or less"))
        rows.append((f"{name}: red items left", str(len(outcome.findings)), "none after round 2"))
    return rows


def _undirected(place: Workspace, broken: Workspace, red: Outcome, pool: list[Line]) -> Rows:
    """Add as many samples as the patch has, drawn without diagnosis from all that the builder makes."""
    with workspace(like=broken) as other:
        count = other.fix(other.run())
    drawn = random.Random(SEED).sample(pool, count)
    place.add("undirected", [line | {"id": f"undirected-{n}"} for n, line in enumerate(drawn)])
    after = green(place.run())
    fixed = sum(item in after for item in red.findings)
    return [
        (
            f"undirected ({count} samples): red items turned green",
            share(fixed, len(red.findings)),
            "10% or less",
        )
    ]


if __name__ == "__main__":
    each_discipline(measure)
