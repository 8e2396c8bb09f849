"""``--pwd-guard``: an item of its own for what the compile must not make the model forget."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pytest_pwd.debugger.guard import Guarded
from pytest_pwd.guard import BASE, former_of, guard, suites_of
from pytest_pwd.plugin.failed import FailureText
from pytest_pwd.plugin.session import DisciplineRun
from pytest_pwd.report.guard import guard_headline, guard_lines
from pytest_pwd.report.safe import safe


class GuardFailed(Exception):
    """A suite fell; ``results`` are those of all suites."""

    def __init__(self, results: Sequence[Guarded]) -> None:
        super().__init__(results)
        self.results = results


class GuardItem(pytest.Item):
    """It passes when no guarding suite falls."""

    def __init__(self, *, run: DisciplineRun, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self.results: list[Guarded] = []

    @property
    def against(self) -> str:
        """What the suites are compared with: base, or the beginning of an artifact's key."""
        asked: str = self.config.getoption("pwd_guard")
        return asked

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the manifest, which names the suites."""
        return self.path, 0, self.name

    def prepare(self) -> None:
        """Score every suite before and after, outside of pytest's capturing."""
        run = self.run
        with run.working():  # before the compile, which takes longer
            suites, former = suites_of(run.discipline), former_of(run.discipline, self.against)
        artifact = run.artifact
        tolerance: float = self.config.getoption("pwd_guard_tolerance") / 100
        with run.working() as stages:
            self.results = guard(run.discipline, artifact, suites, former, tolerance, stages.edges)

    def runtest(self) -> None:
        """Judge the suites."""
        if not self.results:  # pytest was told to leave out the hook that prepares
            self.prepare()
        for result in self.results:
            told = f"{result.before} to {result.after} of {len(result.comparison.moves)}"
            self.user_properties.append((f"pwd_guard_{result.suite}", told))
        if any(result.fell for result in self.results):
            raise GuardFailed(self.results)
        if all(result.guessing for result in self.results):
            # What was guessed before can't fall: green would promise what nobody measured.
            names = ", ".join(result.suite for result in self.results)
            pytest.skip(f"nothing to lose: no better than guessing before, on {names}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Word what was forgotten; anything else is shown as pytest does."""
        if isinstance(excinfo.value, GuardFailed):
            results = excinfo.value.results
            than = "the uncompiled base" if self.against == BASE else f"artifact {safe(self.against)}"
            return FailureText.of([f"before: {than}", *guard_lines(results)], guard_headline(results))
        return super().repr_failure(excinfo, style)
