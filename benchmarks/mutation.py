"""Mutation score of each discipline's tests: 20 deliberate faults each (chemistry 60), and who survived.

python benchmarks/mutation.py [DISCIPLINE ...]     # all, if none is named
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from workspace import Workspace, at_once, table

SAMPLE = {"chemistry": 60}
USUAL = 20


def main() -> None:
    """Break the data of each discipline; what was compiled once isn't compiled again."""
    rows, survivors, tried, killed = [], [], 0, 0
    for told in at_once(mutated, sys.argv[1:]):
        name = told["discipline"]
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


def mutated(place: Workspace) -> dict[str, Any]:
    """Return what ``pytest-pwd mutate --json`` says of a discipline."""
    run = "import sys; from pytest_pwd.cli import main; sys.exit(main())"
    name = place.folder.name
    count = str(SAMPLE.get(name, USUAL))
    command = [sys.executable, "-c", run, "mutate", f"disciplines/{name}", "--sample", count, "--json"]
    done = subprocess.run(command, cwd=place.root, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):  # 1 says that there are survivors
        sys.exit(done.returncode)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    main()
