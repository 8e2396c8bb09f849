"""Probe files as pytest collects them: a folder, its files, and one item per concept, relation or chain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_pwd.debugger.stability import Steadiness
from pytest_pwd.digest import SHORT
from pytest_pwd.errors import BAD_INPUT, PwdError, StaleProbe
from pytest_pwd.knowledge.graph import closure, kind_of
from pytest_pwd.plugin.failed import FailureText, ItemFailed
from pytest_pwd.plugin.guarding import GuardItem
from pytest_pwd.plugin.session import DisciplineRun, SessionEnded, run_of
from pytest_pwd.plugin.state import REFUSED, UNSTABLE, Recorder
from pytest_pwd.report.failure import failure_lines, headline, title
from pytest_pwd.report.impact import kind_of_finding, where
from pytest_pwd.report.safe import safe_lines
from pytest_pwd.terms import Finding, Probe


class ManifestFile(pytest.File):
    """A ``discipline.yaml``: it tells what is wrong with its folder, test files or not, and has the guard."""

    def collect(self) -> Iterator[pytest.Item]:
        """Check the discipline; yield its guard if it is asked for."""
        run = checked_run(self)
        if run and self.config.getoption("pwd_guard"):
            yield GuardItem.from_parent(self, name="guard", run=run)


class ProbeFile(pytest.File):
    """One ``test_*.yaml``."""

    def collect(self) -> Iterator[KnowledgeItem]:
        """Yield an item for each concept, relation or chain that has probes in this file, in their order."""
        run = checked_run(self)
        items: dict[str, list[Probe]] = {}
        for probe in run.probes_in(self.path) if run else []:
            items.setdefault(probe.of, []).append(probe)
        for of, probes in items.items():
            yield KnowledgeItem.from_parent(self, name=of, run=run, probes=probes)


def checked_run(file: pytest.File) -> DisciplineRun | None:
    """Return the run of the discipline that a file belongs to, or None when its problems were told before.

    :raises pytest.Collector.CollectError: every problem of the discipline, and nothing else.
    """
    folder = file.path.parent
    refused = file.config.stash.setdefault(REFUSED, set())
    if folder in refused:
        return None
    try:
        run = run_of(file.config, folder)
        run.check()
    except PwdError as error:
        refused.add(folder)
        file.config.stash[Recorder.KEY].exit_code = BAD_INPUT
        raise file.CollectError("\n".join(safe_lines(str(error)))) from None
    return run


class KnowledgeItem(pytest.Item):
    """A concept, relation or chain: it passes when all its probes pass."""

    def __init__(self, *, run: DisciplineRun, probes: list[Probe], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self.probes = probes
        knowledge = run.discipline.knowledge
        self.add_marker(getattr(pytest.mark, kind_of(knowledge.entry(self.name)))(id=self.name))
        for used in closure(knowledge, self.name):
            self.add_marker(pytest.mark.uses(id=used))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the file and the line of the item's first probe (from 0)."""
        return self.path, self.probes[0].place.line - 1, self.name

    def stale(self) -> str:
        """Say which of the probes are stale, a line each."""
        return "\n".join(filter(None, map(self.run.discipline.stale, self.probes)))

    def setup(self) -> None:
        """Refuse to judge by probes that the knowledge has left behind."""
        if stale := self.stale():
            raise StaleProbe(stale)

    def runtest(self) -> None:
        """Look the verdicts up."""
        if not self.run.scored:  # pytest was told to leave out the hook that prepares
            self.run.score(selected(self.session, self.run))
        steady = self.run.judged(self.name, self.probes)
        finding = None if steady.green else steady.findings[0]
        if steady.unstable:
            self.run.wavering[self.nodeid] = steady
        self._note(steady, finding)
        if finding:
            self.run.raised[self.nodeid] = self.name
            self.location = (*self.location[:2], title(self.run.discipline.knowledge, finding))
            raise ItemFailed(finding)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Word a finding; anything that isn't about knowledge is shown as pytest does."""
        if isinstance(excinfo.value, ItemFailed):
            finding, background = excinfo.value.finding, self.run.background
            return FailureText.of(failure_lines(finding, background), headline(background.knowledge, finding))
        if isinstance(excinfo.value, PwdError):
            return "\n".join(safe_lines(str(excinfo.value)))
        return super().repr_failure(excinfo, style)

    def _note(self, steady: Steadiness, finding: Finding | None) -> None:
        """Note what JUnit, other reports and xdist's controller are to know."""
        knowledge = self.run.discipline.knowledge
        noted: dict[str, object] = {
            "pwd_discipline": self.run.discipline.name,
            "pwd_kind": kind_of(knowledge.entry(self.name)),
            "pwd_margin": round(steady.margins[0], 4),
            "pwd_artifact": self.run.artifact.key[:SHORT],
        }
        if len(steady.margins) > 1:
            noted |= {
                "pwd_green_seeds": f"{steady.green} of {len(steady.margins)}",
                "pwd_margins": " ".join(f"{margin:.4f}" for margin in steady.margins),
            }
            noted |= {UNSTABLE: True} if steady.unstable else {}
        if finding:
            noted |= {"pwd_finding": kind_of_finding(knowledge, finding), "pwd_at": where(finding)}
        # A plugin may run an item again.
        others = [(name, value) for name, value in self.user_properties if name not in noted]
        self.user_properties[:] = [*others, *noted.items()]


def selected(session: pytest.Session, run: DisciplineRun) -> list[str]:
    """Return the ids of a run's items that the session is going to judge."""
    return [item.name for item in session.items if isinstance(item, KnowledgeItem) and item.run is run]


def prepare(item: pytest.Item) -> bool | None:
    """Compile and score for an item's discipline, unless that is done or the item can't be judged anyway.

    Return True when there is nothing to judge by, which leaves the item neither green nor red.
    """
    planned = item.config.getoption("setuponly", False)
    try:
        if isinstance(item, KnowledgeItem) and not (item.run.scored or planned or item.stale()):
            item.run.score(selected(item.session, item.run))
        if isinstance(item, GuardItem) and not planned:
            item.prepare()
    except SessionEnded:
        return True
    return None
