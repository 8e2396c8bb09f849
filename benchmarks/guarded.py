"""The guard on purpose: physics before and after history is compiled over it, and before and after a repair.

python benchmarks/guarded.py
"""

from __future__ import annotations

import shutil
import tempfile

from workspace import REPOSITORY, drawn_from, table, workspace

from pytest_pwd.compiler.base import EMBEDDED_FOLDER
from pytest_pwd.debugger.guard import Guarded, Suite
from pytest_pwd.guard import guard, suites_of

KNOWN, NEW = "physics", "history"


def main() -> None:
    """A compile without any of the former data should fail its guard, a repair should not."""
    rows = [_row(f"{NEW} compiled over {KNOWN}: {KNOWN}", _compiled_over(), "a guard that is red")]
    rows += [_row(f"{KNOWN} repaired: all its items", _repaired(), "a guard that is green")]
    table("guard", rows)


def _row(what: str, told: Guarded, bar: str) -> tuple[str, str, str]:
    judged = "red" if told.fell else "green"
    return what, f"{told.before} to {told.after} of {len(told.comparison.moves)}: {judged}", bar


def _compiled_over() -> Guarded:
    with workspace(KNOWN) as place:
        compiled = place.run().artifact.folder.resolve()  # in the cache that all workspaces share
    with workspace(NEW) as place, tempfile.TemporaryDirectory(prefix="pwd-bench-") as base:
        shutil.copytree(EMBEDDED_FOLDER, base, dirs_exist_ok=True)  # its tokenizer
        shutil.copytree(compiled, base, dirs_exist_ok=True)
        for part in ("knowledge", "disciplines"):
            shutil.copytree(REPOSITORY / part / KNOWN, place.root / part / KNOWN)
        place.settle_like_embedded(base)
        with (place.folder / "discipline.yaml").open("a", encoding="utf-8") as manifest:
            manifest.write(f"guard: [../{KNOWN}]\n")
        outcome = place.run()
        (told,) = guard(outcome.discipline, outcome.artifact, suites_of(outcome.discipline))
        return told


def _repaired() -> Guarded:
    with workspace(KNOWN) as place:
        place.withhold(drawn_from(place.run()))
        red = place.run()
        place.fix(red)
        repaired = place.run(incremental=True)
        suite = Suite(KNOWN, repaired.discipline.probes)
        (told,) = guard(repaired.discipline, repaired.artifact, [suite], red.artifact)
        return told


if __name__ == "__main__":
    main()
