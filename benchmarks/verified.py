"""Verified repair from 20 withheld concepts: what is closed, what is given up, what turned red.

python benchmarks/verified.py [DISCIPLINE ...]     # chemistry, if none is named
"""

from __future__ import annotations

import sys

from workspace import drawn_from, each_discipline, green, share, table, workspace

from pytest_pwd.loop import Edges, write_patches
from pytest_pwd.repair import ROUNDS, verified_repair


def measure(discipline: str) -> None:
    """Withhold up to 20 concepts, repair with proof, write what is proved and run again."""
    with workspace(discipline) as whole:
        drawn = drawn_from(whole.run())
    with workspace(discipline) as place:
        place.withhold(drawn)
        red = place.run()
        edges = Edges(say=lambda line: print(f"  {line}", file=sys.stderr, flush=True))
        proof = verified_repair(red.discipline, red.artifact, red.verdicts, red.findings, edges=edges)
        write_patches(red.discipline, proof.patches)
        after = place.run()
    before, count = green(red), len(red.findings)
    lost = [item for item in before if item not in green(after)]
    samples = sum(len(patch.samples) for patch in proof.patches)
    rows = [
        ("red items turned green", share(len(proof.closed), count), f"all within {ROUNDS} rounds, or named"),
        ("given up", ", ".join(proof.given_up) or "none", ""),
        ("green items turned red", share(len(lost), len(before)), "none, but by the seed"),
        *((f"  {item}", "barely green before, or green by another seed", "") for item in proof.lost),
        ("samples in the proved patches", str(samples), ""),
    ]
    table(f"verified repair: {discipline}, {len(drawn)} concepts withheld", rows)


if __name__ == "__main__":
    each_discipline(measure)
