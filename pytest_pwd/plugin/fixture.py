"""``pwd_model``: a discipline's compiled model, to be asked from Python tests."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from pytest_pwd import loop
from pytest_pwd.discipline import MANIFEST
from pytest_pwd.errors import PwdError, WrongUsage, did_you_mean
from pytest_pwd.plugin.session import DisciplineRun, all_runs, quiet, run_of
from pytest_pwd.report.safe import safe_lines
from pytest_pwd.terms import Verdict


class PwdModel:
    """What a discipline's compiled model prefers, writes and knows."""

    def __init__(self, run: DisciplineRun) -> None:
        self._run = run

    @property
    def discipline(self) -> str:
        """The discipline's name."""
        return self._run.discipline.name

    def ask(self, question: str, choices: Sequence[str]) -> str:
        """Return the choice that the model prefers: the likeliest to follow the question."""
        from pytest_pwd.scorer.layout import Question
        from pytest_pwd.scorer.score import log_likelihoods

        if len(choices) < 2:
            raise WrongUsage("pwd_model.ask needs at least two choices")
        model, tokenizer = self._loaded
        found = log_likelihoods(model, tokenizer, [Question(question, tuple(choices))])[0]
        return choices[found.index(max(found))]

    def complete(self, prompt: str, max_tokens: int = 40) -> str:
        """Return how the model goes on after a prompt, always taking the likeliest token."""
        from pytest_pwd.scorer.complete import complete

        return complete(*self._loaded, prompt, max_tokens)

    def knows(self, id: str) -> bool:
        """Say whether all probes of a concept, relation or chain pass."""
        return all(verdict.passed for verdict in self.verdicts(id))

    def verdicts(self, id: str) -> list[Verdict]:
        """Return the verdict of each probe of a concept, relation or chain."""
        known = self._run.probes_of
        if id not in known:
            hint = did_you_mean(id, known)
            raise WrongUsage(f'no probe of {self.discipline} is of "{id}".{hint}')
        return self._run.verdicts_of(id)

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        artifact = self._run.artifact
        with quiet():
            return loop.load_artifact(self._run.discipline, artifact)


def folder_above(path: Path, root: Path) -> str:
    """Return the discipline's folder that a file is in, or an empty text."""
    for folder in path.parents:
        if (folder / MANIFEST).is_file():
            return str(folder)
        if folder == root:
            break
    return ""


def model_for(config: pytest.Config, folder: str | None) -> PwdModel:
    """Return the model of the discipline in a folder, or else of the only discipline there is."""
    try:
        run = run_of(config, Path(folder)) if folder else _only_run(config)
        run.check()
        run.artifact  # noqa: B018 - compiled now, so that what fails then fails as a fixture
    except PwdError as error:
        pytest.fail("\n".join(safe_lines(str(error))), pytrace=False)
    return PwdModel(run)


def _only_run(config: pytest.Config) -> DisciplineRun:
    runs = all_runs(config)
    folders = [path.parent for path in sorted(config.rootpath.glob(f"disciplines/*/{MANIFEST}"))]
    if not runs and len(folders) == 1:
        return run_of(config, folders[0])
    if len(runs) == 1:
        return runs[0]
    what = "several disciplines are tested" if runs else "no discipline is tested"
    raise WrongUsage(
        f"pwd_model: {what} in this run; put the test into its discipline's folder, "
        "or run it together with one discipline: pytest disciplines/NAME tests"
    )
