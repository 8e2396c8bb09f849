"""``pytest-pwd check``: the loop without pytest, a line for each red item."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orchard
import pytest

from pytest_pwd import loop
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.discipline import Discipline
from pytest_pwd.loop import Edges
from pytest_pwd.terms import Probe, Verdict

Run = Callable[..., tuple[int, list[str], str]]
FOLDER = "disciplines/orchard"


class Engine:
    """Stands in for compiling and scoring: the probes named fail."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.asked: list[Any] = []

    def compile(self, discipline: Discipline, edges: Edges, incremental: bool) -> Artifact:
        _ = discipline.samples
        self.asked.append((discipline.folder, discipline.base, incremental))
        edges.say("compiling orchard: first compile")
        edges.progress("compiling orchard (loss 1.0)", 1, 1)
        return Artifact("ab" * 32, discipline.folder, {}, "cd" * 32)

    def score(
        self, discipline: Discipline, artifact: Artifact, probes: Iterable[Probe], edges: Edges
    ) -> dict[str, Verdict]:
        edges.progress("scoring orchard", 1, 1)
        found = {p.id: Verdict(p.id, p.id not in self.failing, -1.0, (), p.choices[0]) for p in probes}
        assert self.failing <= found.keys()
        return found


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, project: Path, run: Run) -> Engine:
    """Return the engine of a project that has probes and samples."""
    for what in ("tests", "samples"):
        assert run("generate", what, FOLDER)[0] == 0
    made = Engine()
    monkeypatch.setattr(loop, "compile_discipline", made.compile)
    monkeypatch.setattr(loop, "score_probes", made.score)
    return made


def line_of(item: str) -> int:
    lines = Path(FOLDER, "test_trees.yaml").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if line == f"    of: {item}") - 1


def test_green_is_exit_code_0(engine: Engine, run: Run) -> None:
    code, out, err = run("check", FOLDER)
    assert (code, out) == (0, ["orchard: 0 red, 22 green; 0 of 61 probes failed"])
    assert err == "compiling orchard: first compile\nscoring orchard\n"


def test_each_red_item_is_a_line(engine: Engine, run: Run) -> None:
    """With the place of its probes, and what was found; then the counts."""
    engine.failing = {
        "quillow.bark",
        "quillow.definition",
        "late-frost.walk",
        "long-drought.step-2",
        "long-drought.walk",
        "loud-summer.conclusion",
    }
    code, out, _ = run("check", FOLDER)
    assert code == 1
    places = {
        item: f"{FOLDER}/test_trees.yaml:{line_of(item)}"
        for item in ("quillow", "late-frost", "long-drought", "loud-summer")
    }
    assert out == [
        f"{places['quillow']}: quillow: gap, 2 of 4 probes failed",
        f"{places['late-frost']}: late-frost: gap at quillow (step 1)",
        f"{places['long-drought']}: long-drought: break at step 2",
        f"{places['loud-summer']}: loud-summer: break at composition",
        "orchard: 4 red, 18 green; 6 of 61 probes failed",
    ]


def test_a_stale_probe_is_red(engine: Engine, run: Run) -> None:
    """It passed, but what it asks is no longer what the knowledge says."""
    path = Path("knowledge/orchard/trees.yaml")
    path.write_text(orchard.TREES.replace("bark: silver", "bark: grey"), encoding="utf-8")
    code, out, _ = run("check", FOLDER)
    assert code == 1
    assert len(out) == 2
    assert out[0].startswith(
        f'{FOLDER}/test_trees.yaml:{line_of("quillow")}: probe "quillow.definition" is stale'
    )
    assert out[1] == "orchard: 1 red, 21 green; 0 of 61 probes failed"


def test_base_and_incremental_are_passed_on(engine: Engine, run: Run) -> None:
    run("check", FOLDER, "--base", "some/base", "--incremental")
    run("check", FOLDER)
    folder = Path(FOLDER).resolve()
    assert engine.asked == [(folder, "some/base", True), (folder, "", False)]


def test_a_leak_stops_the_compile(engine: Engine, run: Run) -> None:
    tests = Path(FOLDER, "test_trees.yaml").read_text(encoding="utf-8").splitlines()
    wording = next(line for line in tests if "      - " in line).strip()[2:]
    with Path(FOLDER, "samples", "trees.jsonl").open("a", encoding="utf-8") as file:
        file.write(f'{{"id": "leak", "teaches": ["quillow"], "prompt": {wording}, "completion": "x"}}\n')
    code, out, err = run("check", FOLDER)
    assert (code, out) == (2, [])
    assert 'sample "leak" holds a wording' in err
    assert engine.asked == []


def test_without_probes_the_remedy_is_named(project: Path, run: Run) -> None:
    run("generate", "samples", FOLDER)
    code, _, err = run("check", FOLDER)
    assert code == 2
    assert err == f"{FOLDER} has no probes; make them with: pytest-pwd generate tests {FOLDER}\n"
