"""Which suites guard a discipline, and their verdicts by what was there before and by what is there now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.compiler.store import Store
from pytest_pwd.debugger.guard import Guarded, Suite, guarded
from pytest_pwd.discipline import MANIFEST, Discipline
from pytest_pwd.edges import SILENT, Edges
from pytest_pwd.errors import InputError, WrongUsage
from pytest_pwd.loop import score_base, score_probes
from pytest_pwd.tester.probe_file import read_probes

BASE = "base"
GENERAL = "general"
GENERAL_FOLDER = Path(__file__).parent / "tester" / GENERAL
TOLERANCE = 0.01


def guard(
    discipline: Discipline,
    artifact: Artifact,
    against: str = BASE,
    tolerance: float = TOLERANCE,
    edges: Edges = SILENT,
) -> list[Guarded]:
    """Return how each guarding suite does by an artifact, beside the base or a stored former artifact.

    ``against`` is ``base`` or the beginning of an artifact's key.

    Errors: WrongUsage for an artifact that there isn't, InputError for suites that can't be read.
    """
    if against == BASE:
        before = partial(score_base, discipline)
    else:
        before = partial(score_probes, discipline, _stored(discipline, against))
    return [
        guarded(
            suite,
            before(suite.probes, edges),
            score_probes(discipline, artifact, suite.probes, edges),
            tolerance,
        )
        for suite in suites_of(discipline)
    ]


def suites_of(discipline: Discipline) -> list[Suite]:
    """Return the suites that the manifest names as ``guard``, or the general ones of this package.

    A name is a folder of probe files, from the discipline's own; it may be another discipline's.
    """
    named: list[str] = list(discipline.manifest.get("guard", [GENERAL]))
    return [suite for name in named for suite in _suites(discipline, name)]


def _suites(discipline: Discipline, name: str) -> Iterator[Suite]:
    if name == GENERAL:
        for path in sorted(GENERAL_FOLDER.glob("test_*.yaml")):
            shown, suite = f"{GENERAL}/{path.name}", path.stem.removeprefix("test_")
            yield Suite(suite, tuple(read_probes(path, shown, _Any(), discipline.cache / "parsed")))
        return
    folder = (discipline.folder / name).resolve()
    if (folder / MANIFEST).is_file():
        yield Suite(name, replace(discipline, folder=folder, base="", seed=None).probes)
        return
    paths = sorted(folder.glob("test_*.yaml"))
    if not paths:
        raise InputError(
            f"{discipline.folder.name}/{MANIFEST}: guard names {name}, and {folder} holds no test_*.yaml"
        )
    read = partial(read_probes, known=_Any(), cache=discipline.cache / "parsed")
    yield Suite(name, tuple(probe for path in paths for probe in read(path, path.as_posix())))


class _Any(Collection[str]):
    """Stands for all ids: the probes of a suite may be of anything."""

    def __contains__(self, id: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _stored(discipline: Discipline, begin: str) -> Artifact:
    having = Store(discipline.cache).starting(begin)
    if len(having) == 1:
        return having[0]
    what = "fits several artifacts" if having else "is no stored artifact"
    raise WrongUsage(f'"{begin}" {what}; give more of a key that pytest has shown, or "{BASE}"')
