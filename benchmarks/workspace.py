"""A copy of a discipline whose data can be broken, compiled and counted."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from pytest_pwd.compiler.recipe import EMBEDDED, Recipe
from pytest_pwd.debugger.diagnose import by_item, failures
from pytest_pwd.loop import Edges, Outcome, check, propose_patches, write_patches

COUNT, SEED = 20, 20
REPOSITORY = Path(__file__).resolve().parents[1]
Line = dict[str, Any]


class Workspace:
    """A discipline's folder in a place of its own."""

    def __init__(self, root: Path, discipline: str) -> None:
        self.root, self.folder = root, root / "disciplines" / discipline

    def edit(self, change: Callable[[Line], Line | None]) -> int:
        """Change every line of the samples, or drop it (None); return how many were changed or dropped."""
        count = 0
        for path in sorted((self.folder / "samples").glob("*.jsonl")):
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            changed = [change(line) for line in lines]
            count += sum(new != old for new, old in zip(changed, lines, strict=True))
            kept = [json.dumps(line, ensure_ascii=False) + "\n" for line in changed if line is not None]
            path.write_text("".join(kept), encoding="utf-8")
        return count

    def withhold(self, ids: Iterable[str]) -> int:
        """Drop every sample that teaches one of the ids."""
        gone = set(ids)
        return self.edit(lambda line: None if gone & set(line["teaches"]) else line)

    def lines(self) -> list[Line]:
        """Return every sample's line."""
        paths = sorted((self.folder / "samples").glob("*.jsonl"))
        return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]

    def add(self, name: str, lines: Iterable[Line]) -> None:
        """Add a file of samples."""
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (self.folder / "samples" / f"{name}.jsonl").write_text(text, encoding="utf-8")

    def settle(self, base: str = EMBEDDED, **recipe: Any) -> None:
        """Compile from this base and, as far as told, by these settings from now on."""
        path = self.folder / "discipline.yaml"
        manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
        manifest |= {"base": base, "recipe": manifest.get("recipe", {}) | recipe}
        path.write_text(yaml.safe_dump(manifest, sort_keys=False), encoding="utf-8")

    def settle_like_embedded(self, base: str, **recipe: Any) -> None:
        """Compile from another base as from the embedded one: in full, and by its recipe."""
        embedded = {name: value for name, value in asdict(Recipe()).items() if name != "base"}
        self.settle(base, **embedded | recipe)

    def run(self, incremental: bool = False) -> Outcome:
        """Compile and score, telling how long it took."""
        began = time.monotonic()
        outcome = check(self.folder, incremental=incremental, edges=Edges(say=_note), root=self.root)
        _note(
            f"  {time.monotonic() - began:.0f} s, {len(green(outcome))} of {len(items(outcome))} items green"
        )
        return outcome

    def fix(self, outcome: Outcome, among: Collection[str] = ()) -> int:
        """Write the patches for all findings, or those on some items; return how many samples they hold."""
        wanted = {item: f for item, f in outcome.findings.items() if not among or item in among}
        patches = propose_patches(outcome.discipline, outcome.artifact, wanted)
        write_patches(outcome.discipline, patches)
        return sum(len(patch.samples) for patch in patches)


@contextmanager
def workspace(
    discipline: str = "chemistry", like: Workspace | None = None, kept: bool = True
) -> Iterator[Workspace]:
    """Give a copy of the repository's discipline, or of another workspace; artifacts are kept, or not."""
    discipline = like.folder.name if like else discipline
    with tempfile.TemporaryDirectory(prefix="pwd-bench-") as folder:
        root, source = Path(folder), like.root if like else REPOSITORY
        for part in (Path("knowledge") / discipline, Path("disciplines") / discipline):
            shutil.copytree(source / part, root / part)
        if kept:  # what was compiled once isn't compiled again, so that a stopped benchmark goes on
            (REPOSITORY / ".pwd").mkdir(exist_ok=True)
            (root / ".pwd").symlink_to(REPOSITORY / ".pwd")
        yield Workspace(root, discipline)


def at_once(measure: Callable[[Workspace], Any], disciplines: Sequence[str]) -> Iterator[Any]:
    """Yield what is measured of each discipline (of all, if none is named), as many at a time as cores.

    Each compiles with one thread: side by side they do more than one after another with all cores each.
    """
    os.environ["OMP_NUM_THREADS"] = "1"
    with ProcessPoolExecutor() as pool:
        yield from pool.map(partial(_with_one_thread, measure), disciplines or every_discipline())


def _with_one_thread(measure: Callable[[Workspace], Any], discipline: str) -> Any:
    with workspace(discipline) as place:
        place.settle(threads=1)
        return measure(place)


def every_discipline() -> list[str]:
    """Return the names of all disciplines that are here."""
    return sorted(path.parent.name for path in REPOSITORY.glob("disciplines/*/discipline.yaml"))


def each_discipline(measure: Callable[[str], None]) -> None:
    """Measure the disciplines named on the command line, or chemistry."""
    for discipline in sys.argv[1:] or ["chemistry"]:
        measure(discipline)


def drawn_from(outcome: Outcome) -> list[str]:
    """Return 20 concepts drawn at random, or a quarter of what a smaller discipline has."""
    concepts = list(outcome.discipline.knowledge.concepts)
    return random.Random(SEED).sample(concepts, min(COUNT, len(concepts) // 4))


def items(outcome: Outcome) -> list[str]:
    """Return the ids of all items."""
    return list(by_item(outcome.discipline.probes))


def green(outcome: Outcome) -> set[str]:
    """Return the ids of the items whose probes all pass."""
    probes_of = by_item(outcome.discipline.probes)
    return {item for item in probes_of if not failures(item, probes_of, outcome.verdicts)}


def share(part: int, of: int) -> str:
    """Return a count and its share, as people read it."""
    return f"{part} of {of} ({100 * part / of:.1f}%)" if of else "0 of 0"


def table(title: str, rows: Iterable[tuple[str, str, str]]) -> None:
    """Print what was measured beside what was asked for."""
    print(f"\n{title}")
    for what, value, bar in rows:
        print(f"  {what:<66} {value:<26} {bar}", flush=True)


def _note(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
