"""Which suites guard a discipline, and their verdicts by what was there before and by what is there now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pytest_pwd.artifacts import former_artifact
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.debugger.guard import Guarded, Suite, guarded
from pytest_pwd.discipline import MANIFEST, Discipline, repeated
from pytest_pwd.edges import SILENT, Edges
from pytest_pwd.errors import InputError, Problem, raise_if
from pytest_pwd.loop import score_base, score_probes
from pytest_pwd.tester.probe_file import ANY_ID, read_probes

BASE = "base"
GENERAL = "general"
GENERAL_FOLDER = Path(__file__).parent / "tester" / GENERAL
TOLERANCE = 0.01


def guard(
    discipline: Discipline,
    artifact: Artifact,
    suites: Sequence[Suite],
    former: Artifact | None = None,
    tolerance: float = TOLERANCE,
    edges: Edges = SILENT,
) -> list[Guarded]:
    """Return how each suite does by an artifact, beside a former one or (None) the bare base."""
    before = partial(score_probes, discipline, former) if former else partial(score_base, discipline)
    return [
        guarded(
            suite,
            before(suite.probes, edges),
            score_probes(discipline, artifact, suite.probes, edges),
            tolerance,
        )
        for suite in suites
    ]


def former_of(discipline: Discipline, against: str) -> Artifact | None:
    """Return what to compare with: a stored artifact by the beginning of its key, or None for ``base``.

    Errors: WrongUsage for an artifact that there isn't, or that is none of this discipline.
    """
    return None if against == BASE else former_artifact(discipline, against)


def suites_of(discipline: Discipline) -> list[Suite]:
    """Return the suites that the manifest names as ``guard``, or the general ones of this package.

    A name is a folder of probe files, from the discipline's own; it may be another discipline's.

    Errors: InputError for suites that can't be used, also because of a leak.
    """
    named: list[str] = list(discipline.manifest.get("guard", [GENERAL]))
    suites = [suite for name in named for suite in _suites(discipline, name)]
    for suite in suites:
        _check(discipline, suite)
    return suites


def _check(discipline: Discipline, suite: Suite) -> None:
    """Refuse a suite without probes, with an id twice, or whose wordings are in the training data."""
    if not suite.probes:
        raise InputError(f"the guarding suite {suite.name} has no probes")
    raise_if(repeated(suite.probes))
    discipline.check_leaks(suite.probes)


def _suites(discipline: Discipline, name: str) -> Iterator[Suite]:
    if name == GENERAL:
        for path in sorted(GENERAL_FOLDER.glob("test_*.yaml")):
            shown, suite = f"{GENERAL}/{path.name}", path.stem.removeprefix("test_")
            yield Suite(suite, tuple(read_probes(path, shown, ANY_ID, discipline.cache / "parsed")))
        return
    folder = (discipline.folder / name).resolve()
    if (folder / MANIFEST).is_file():
        other = replace(discipline, folder=folder, base="", seed=None)
        raise_if([Problem(probe.place, text) for probe in other.probes if (text := other.stale(probe))])
        yield Suite(name, other.probes)
        return
    paths = sorted(folder.glob("test_*.yaml"))
    if not paths:
        raise InputError(
            f"{discipline.folder.name}/{MANIFEST}: guard names {name}, and {folder} holds no test_*.yaml"
        )
    read = partial(read_probes, known=ANY_ID, cache=discipline.cache / "parsed")
    yield Suite(name, tuple(probe for path in paths for probe in read(path, discipline.shown(path))))
