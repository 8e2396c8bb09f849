"""One run of the repair study: a model, a discipline and a seed, from deficient data through three repairs.

So that a hundred runs fit into some hours, two topics of each discipline are taught. The data of one
entry in twenty are withheld, and one topic of another discipline is taught beside them: it is the guard,
since a repair must not harm what the model knew. Everything after the first compile is incremental: patches,
and undirected samples in their place, go on from the same red weights. A compile has one thread: as many of
them side by side as there are cores do more together than one after another with all cores each.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml
from workspace import REPOSITORY, Line, Workspace, green, workspace

from pytest_pwd.loop import Outcome

WITHHELD = 0.05
ROUNDS = 3
TIMES = (1, 3, 10)  # as many undirected samples as the first patch has
TOPICS = {  # the two of each discipline that rest least on the others
    "medicine": ("pharmacology", "physiology"),
    "history": ("medieval-and-early-modern", "revolutions-and-industry"),
    "computer_science": ("data-structures", "systems"),
    "physics": ("mechanics", "thermodynamics"),
}
GUARD = ("biology", "evolution-and-ecology")  # rests on no other topic


@dataclass(frozen=True, slots=True)
class Cell:
    """What is run: the base's folder and its name, the discipline, and the seed of draw and compile."""

    model: str
    base: str
    discipline: str
    seed: int

    @property
    def name(self) -> str:
        """The name of its results' file."""
        return f"{self.model}-{self.discipline}-{self.seed}"


@dataclass(slots=True)
class Result:
    """Green items at each state: before, after each round, after undirected samples; own items and guard."""

    commit: str
    model: str
    discipline: str
    seed: int
    items: list[str] = field(default_factory=list)
    guard: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    patch: int = 0
    green: dict[str, list[str]] = field(default_factory=dict)


def run_cell(cell: Cell, folder: Path) -> Path:
    """Run a cell unless its results are there; return their file."""
    path = folder / f"{cell.name}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(_measured(cell)))
        beside = path.with_suffix(".tmp")
        beside.write_text(text, encoding="utf-8")
        beside.rename(path)
    return path


def _measured(cell: Cell) -> Result:
    with _deficient(cell) as (broken, pool, result):
        red = broken.run()
        _note(result, "before", red)
        with _copy(broken) as place:
            outcome = place.run()
            for number in range(1, ROUNDS + 1):
                if _wanted(outcome, result):
                    samples = place.fix(outcome, result.items)
                    result.patch = result.patch or samples
                    outcome = place.run(incremental=True)
                _note(result, f"round {number}", outcome)
        for times in TIMES:
            with _copy(broken) as place:
                place.run()
                place.add("undirected", _undirected(pool, times * result.patch, cell.seed))
                _note(result, f"undirected {times}x", place.run(incremental=True))
    return result


@contextmanager
def _deficient(cell: Cell) -> Iterator[tuple[Workspace, list[Line], Result]]:
    """Give a workspace with the guard's topic in it and some entries' samples taken away."""
    with workspace(cell.discipline, kept=False) as place:
        _keep(place, TOPICS[cell.discipline])
        pool = place.lines()
        items = _items(place)
        _add_guard(place)
        guard = sorted(set(_items(place)) - set(items))
        place.settle_like_embedded(cell.base, seed=cell.seed, threads=1)
        rng = random.Random(f"study/{cell.discipline}/{cell.seed}")
        withheld = rng.sample(items, max(3, round(WITHHELD * len(items))))
        place.withhold(withheld)
        yield place, pool, Result(_commit(), cell.model, cell.discipline, cell.seed, items, guard, withheld)


def _keep(place: Workspace, topics: tuple[str, ...]) -> None:
    """Keep some topics only, and of them what rests on nothing outside."""
    discipline = place.folder.name
    files = {
        path: yaml.safe_load(path.read_text(encoding="utf-8")) for path in _knowledge(place).glob("*.yaml")
    }
    kept = {path: topic for path, topic in files.items() if path.stem in topics}
    there = {entry["id"] for topic in kept.values() for entry in topic["concepts"]}
    for section in ("relations", "chains"):  # chains rest on relations
        for topic in kept.values():
            topic[section] = [entry for entry in topic.get(section, []) if _rests_on(entry) <= there]
        there |= {entry["id"] for topic in kept.values() for entry in topic[section]}
    for path in files:
        tests = place.folder / f"test_{path.stem}.yaml"
        if path in kept:
            path.write_text(yaml.safe_dump(kept[path], sort_keys=False, allow_unicode=True), encoding="utf-8")
            probes = yaml.safe_load(tests.read_text(encoding="utf-8"))
            probes["probes"] = [probe for probe in probes["probes"] if probe["of"] in there]
            tests.write_text(yaml.safe_dump(probes, sort_keys=False, allow_unicode=True), encoding="utf-8")
        else:
            path.unlink()
            tests.unlink()
    place.edit(lambda line: line if set(line["teaches"]) <= there else None)
    shutil.rmtree(place.root / "disciplines" / discipline / "patches", ignore_errors=True)


def _rests_on(entry: dict[str, Any]) -> set[str]:
    used = [
        entry.get("subject"),
        entry.get("object"),
        *(id for step in entry.get("steps", ()) for id in step["uses"]),
    ]
    return {id for id in used if isinstance(id, str)}  # a literal object is a mapping


def _knowledge(place: Workspace) -> Path:
    return place.root / "knowledge" / place.folder.name


def _items(place: Workspace) -> list[str]:
    """Return the ids of the items whose samples can be withheld: all that have probes."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(place.folder.glob("test_*.yaml"))]
    return list(dict.fromkeys(probe["of"] for file in files for probe in file["probes"]))


def _add_guard(place: Workspace) -> None:
    """Copy a topic of another discipline, its probes and samples."""
    discipline, topic = GUARD
    there = REPOSITORY / "disciplines" / discipline
    shutil.copy(REPOSITORY / "knowledge" / discipline / f"{topic}.yaml", _knowledge(place))
    shutil.copy(there / f"test_{topic}.yaml", place.folder)
    shutil.copy(there / "samples" / f"{topic}.jsonl", place.folder / "samples")


@contextmanager
def _copy(broken: Workspace) -> Iterator[Workspace]:
    """Give a copy that shares the artifacts: a run of it makes the red weights its latest."""
    with workspace(like=broken, kept=False) as place:
        (place.root / ".pwd").symlink_to(broken.root / ".pwd")
        yield place


def _undirected(pool: list[Line], count: int, seed: int) -> list[Line]:
    """Draw samples without diagnosis from all that the builder makes; the whole pool before any twice."""
    rng, drawn = random.Random(f"undirected/{seed}"), []
    while len(drawn) < count:
        drawn += rng.sample(pool, min(len(pool), count - len(drawn)))
    return [line | {"id": f"undirected-{nth}"} for nth, line in enumerate(drawn)]


def _commit() -> str:
    """Return what code and data a result is of."""
    command = ["git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _wanted(outcome: Outcome, result: Result) -> bool:
    return any(item in outcome.findings for item in result.items)


def _note(result: Result, state: str, outcome: Outcome) -> None:
    result.green[state] = sorted(green(outcome))
