"""What tests of the command line share: a project in the current folder, and a way to run commands in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orchard
import pytest

from pytest_pwd.cli import main


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the orchard's folder, below the current one, with knowledge and manifest only."""
    monkeypatch.chdir(tmp_path)
    return orchard.write_project(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str], str]]:
    """Return a function that runs a command: exit code, lines of the result, and all else that was said."""

    def run(*argv: str) -> tuple[int, list[str], str]:
        code = main(argv)
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return run
