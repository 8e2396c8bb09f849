"""A discipline within a session: its files, and once it is asked for, its artifact, verdicts and findings."""

from __future__ import annotations

import os
import shlex
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import pytest

from pytest_pwd import loop
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.compiler.base import find_base, is_hub_name
from pytest_pwd.compiler.lock import hold
from pytest_pwd.compiler.recipe import EMBEDDED
from pytest_pwd.debugger.diagnose import ProbesOf, by_item, diagnose_all
from pytest_pwd.debugger.stability import Steadiness, steadiness
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import BAD_INPUT, Problem, PwdError, raise_if
from pytest_pwd.files import Files
from pytest_pwd.plugin import options
from pytest_pwd.plugin.progress import Stages
from pytest_pwd.plugin.state import RUNS, Recorder
from pytest_pwd.report.failure import Background
from pytest_pwd.report.impact import turned_red
from pytest_pwd.report.safe import safe_lines
from pytest_pwd.terms import Finding, Probe, Verdict


def run_of(config: pytest.Config, folder: Path) -> DisciplineRun:
    """Return the session's one run of the discipline in a folder.

    :raises PwdError: the manifest can't be read.
    """
    runs = config.stash.setdefault(RUNS, {})
    if folder not in runs:
        runs[folder] = DisciplineRun(config, folder)
    return runs[folder]


class DisciplineRun:
    """One discipline in one session; what costs time is made at its first use."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self.config = config
        self.discipline = _discipline(config, folder)
        self.incremental = bool(config.getoption("pwd_incremental"))
        self.seeds: int = config.getoption("pwd_seeds")
        self.verdicts: dict[str, Verdict] = {}
        self.findings: Mapping[str, Finding] = {}
        self.others: list[tuple[Artifact, dict[str, Verdict]]] = []  # of the other seeds
        self.wavering: dict[str, Steadiness] = {}  # by node id, for each that was run and is unstable
        self.raised: dict[str, str] = {}  # node id to item, for each that raised its finding
        self.scored = False
        self.sound = False

    # ------------------------------------------------------------------------- input

    def check(self) -> None:
        """Read all that the discipline's folder holds, once.

        :raises PwdError: every problem, also a leak. With ``--collect-only``, samples are not read.
        """
        if self.sound:
            return
        d = self.discipline
        d.knowledge  # noqa: B018 - without knowledge, nothing else can be checked
        checks: list[Callable[[], object]] = [lambda: d.probes]
        if not self.config.getoption("collectonly"):
            checks += [lambda: d.samples, self._check_base]
        problems: dict[Problem, None] = {}
        for check in checks:
            try:
                check()
            except PwdError as error:
                problems |= dict.fromkeys(error.problems)
        raise_if(list(problems))
        self.sound = True

    def _check_base(self) -> None:
        """Look for a base that is named as a folder; a hub is asked at the compile, as it may take long."""
        base, root = self.discipline.recipe.base, self.discipline.root
        if base != EMBEDDED and not is_hub_name(base) and not (root / Path(base).expanduser()).is_dir():
            find_base(self.discipline.recipe, root)  # says that it isn't there

    def probes_in(self, path: Path) -> list[Probe]:
        """Return the probes of one file, in its order."""
        return self._by_file.get(path.name, [])

    @cached_property
    def _by_file(self) -> dict[str, list[Probe]]:
        found: dict[str, list[Probe]] = {}
        for probe in self.discipline.probes:
            found.setdefault(PurePosixPath(probe.place.file).name, []).append(probe)
        return found

    @cached_property
    def probes_of(self) -> ProbesOf:
        """The probes of each item."""
        return by_item(self.discipline.probes)

    # ------------------------------------------------------------------------- artifact, verdicts, findings

    @cached_property
    def artifact(self) -> Artifact:
        """The compiled discipline; a compile that fails ends the session."""
        with self.stages() as stages, self._ends_the_session():
            started = time.monotonic()
            artifact = loop.compile_discipline(self.discipline, stages.edges, self.incremental)
            if stages.compiled:
                stages.say(f"compiled in {time.monotonic() - started:.0f} s")
            return artifact

    def score(self, ids: Sequence[str]) -> None:
        """Score the probes of all selected items and of what these rest on, in one batch."""
        probes = loop.needed_probes(self.discipline, ids)
        self._score(probes)
        items = dict.fromkeys(probe.of for probe in probes)
        self.findings = diagnose_all(self.discipline.knowledge, items, self.probes_of, self.verdicts)
        if self.seeds > 1:
            self._score_other_seeds(probes)
        self.scored = True
        self.config.hook.pytest_pwd_outcome(
            discipline=self.discipline.name, verdicts=dict(self.verdicts), findings=dict(self.findings)
        )

    def _score_other_seeds(self, probes: Sequence[Probe]) -> None:
        """Only what is red by every seed stays a finding of this run."""
        with self.working() as stages:
            self.others = loop.score_other_seeds(self.discipline, self.seeds, probes, stages.edges)
        for _, verdicts in self.others:
            red = diagnose_all(self.discipline.knowledge, self.findings, self.probes_of, verdicts)
            self.findings = {item: found for item, found in self.findings.items() if item in red}

    def verdicts_of(self, id: str) -> list[Verdict]:
        """Return the verdicts of one item, scored now if the session has not scored it."""
        probes = self.probes_of[id]
        if any(probe.id not in self.verdicts for probe in probes):
            self._score(probes)
        return [self.verdicts[probe.id] for probe in probes]

    def judged(self, item: str, probes: list[Probe]) -> Steadiness:
        """Return how an item does by each seed, by the probes given, which may be some of its own."""
        whole = len(probes) == len(self.probes_of[item])
        probes_of = self.probes_of if whole else {**self.probes_of, item: probes}
        runs = [self.verdicts, *(verdicts for _, verdicts in self.others)]
        return steadiness(self.discipline.knowledge, [item], probes_of, runs)[item]

    def to_fix(self, failed: Iterable[str]) -> list[tuple[Artifact, dict[str, Finding]]]:
        """Return the findings of items that failed, and of unstable ones, with the artifact they are of."""
        artifacts = [self.artifact, *(artifact for artifact, _ in self.others)]
        found: list[dict[str, Finding]] = [{} for _ in artifacts]
        found[0] = {item: self.findings[item] for item in failed if item in self.findings}
        for steady in self.wavering.values():
            if finding := steady.findings[steady.first_red]:
                found[steady.first_red][steady.item] = finding
        return [(artifact, findings) for artifact, findings in zip(artifacts, found, strict=True) if findings]

    def _score(self, probes: Iterable[Probe]) -> None:
        artifact = self.artifact
        with self.working() as stages:
            self.verdicts |= loop.score_probes(self.discipline, artifact, list(probes), stages.edges)

    @contextmanager
    def stages(self) -> Iterator[Stages]:
        """Show how far work is, for as long as it goes on."""
        stages = Stages(self.config)
        try:
            yield stages
        finally:
            stages.clear()

    @contextmanager
    def working(self) -> Iterator[Stages]:
        """Let scoring happen, by one xdist worker after the other; an error ends the session."""
        with self.stages() as stages, self._ends_the_session(), self._in_turn():
            yield stages

    @contextmanager
    def _ends_the_session(self) -> Iterator[None]:
        """End the session when there is nothing to judge by: items not run are neither green nor red."""
        try:
            with quiet():
                yield
        except PwdError as error:
            end_session(self.config, f"{self.discipline.name}: {error}")

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let one xdist worker score while the others wait for its verdicts."""
        with ExitStack() as stack:
            if hasattr(self.config, "workerinput"):
                lock = self.discipline.cache / "locks" / f"score-{self.discipline.name}.lock"
                with suppress(OSError):  # where no lock can be made, each scores for itself
                    stack.enter_context(hold(lock, Files(), lambda line: None, "verdicts"))
            yield

    # ------------------------------------------------------------------------- for reports

    @cached_property
    def turned_red(self) -> dict[str, tuple[str, ...]]:
        """The other items that each gap turns red."""
        return turned_red(self.discipline.knowledge, self.findings)

    @cached_property
    def background(self) -> Background:
        """What a failure is told against."""
        taught = Counter(id for sample in self.discipline.samples for id in sample.teaches)
        return Background(
            self.discipline.knowledge,
            self.probes_of,
            self.verdicts,
            self.findings,
            taught,
            self.turned_red,
            f"{self.command} --pwd-fix",
        )

    @property
    def command(self) -> str:
        """The command that runs this discipline as it was run now."""
        folder = Path(os.path.relpath(self.discipline.folder, self.config.invocation_params.dir)).as_posix()
        base = options.base_from_command_line(self.config)
        parts = ["pytest", folder, *(["--pwd-base", base] if base else [])]
        parts += ["--pwd-seeds", str(self.seeds)] if self.seeds > 1 else []
        return shlex.join([*parts, *(["--pwd-incremental"] if self.incremental else [])])


def _discipline(config: pytest.Config, folder: Path) -> Discipline:
    found = Discipline(folder, config.rootpath, options.cache_folder(config))
    base = options.base_from_command_line(config)
    # The hook wants the discipline's name, so the manifest is read before the base is known.
    base = base or config.hook.pytest_pwd_base_model(discipline=found.name, config=config)
    return replace(found, base=base) if base else found


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of the libraries below from ending a run that makes warnings errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class SessionEnded(PwdError):
    """An xdist worker has nothing to judge by, and stops after the item that it is at."""


def end_session(config: pytest.Config, text: str) -> NoReturn:
    """End the session for a reason that says nothing about what the model knows; exit code 2.

    :raises SessionEnded: in an xdist worker, whose exit would count as a crash and turn an item red.
    """
    lines = safe_lines(text)
    config.stash[Recorder.KEY].note_error(lines, BAD_INPUT)
    if not hasattr(config, "workerinput"):
        pytest.exit(lines[0], returncode=BAD_INPUT)
    session: Any = config.pluginmanager.get_plugin("session")
    session.shouldstop = lines[0]
    raise SessionEnded(text)


def all_runs(config: pytest.Config) -> list[DisciplineRun]:
    """Return the runs of this session, in the order in which their folders were collected."""
    return list(config.stash.get(RUNS, {}).values())
