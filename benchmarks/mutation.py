"""Mutation score of each discipline's tests: 40 deliberate faults each (chemistry 60), and who survived.

python benchmarks/mutation.py [DISCIPLINE ...]     # all, if none is named
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from workspace import REPOSITORY, table

SAMPLE = {"chemistry": 60}
USUAL = 40


def main() -> None:
    """Break the data of each discipline; what was compiled once isn't compiled again."""
    names = sys.argv[1:] or sorted(folder.name for folder in (REPOSITORY / "disciplines").iterdir())
    rows, survivors, tried, killed = [], [], 0, 0
    for name in names:
        told = _mutated(name)
        noticed = sum(mutant["noticed"] for mutant in told["mutants"])
        tried, killed = tried + len(told["mutants"]), killed + noticed
        rows.append((name, f"{noticed} of {len(told['mutants'])} ({told['score']:.1f}%)", "95% or more"))
        survivors += [
            (f"{name}: {s['how']} {' and '.join(s['targets'])}", f"{s['item']}: {s['reason']}", "")
            for s in told["survivors"]
        ]
        table("mutants that the tests noticed", [rows[-1]])
    table(
        "mutants that the tests noticed",
        [*rows, ("all", f"{killed} of {tried} ({100 * killed / tried:.1f}%)", "")],
    )
    table("survivors", survivors)


def _mutated(name: str) -> dict:
    command = [
        "pytest-pwd",
        "mutate",
        f"disciplines/{name}",
        "--sample",
        str(SAMPLE.get(name, USUAL)),
        "--json",
    ]
    run = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, env=os.environ)
    if run.returncode not in (0, 1):  # 1 says that there are survivors
        sys.exit(run.returncode)
    return json.loads(run.stdout)


if __name__ == "__main__":
    main()
