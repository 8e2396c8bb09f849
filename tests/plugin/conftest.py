"""A fresh project for every test of the plugin."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from plugin_harness import Project, write_template

import pytest_pwd


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is made once."""
    root = tmp_path_factory.mktemp("template")
    write_template(root)
    return root


@pytest.fixture
def project(pytester: pytest.Pytester, template: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A fresh copy of the project, where everything is known."""
    monkeypatch.delenv("CI", raising=False)
    # Processes of their own find the package where it is not installed, too.
    monkeypatch.setenv("PYTHONPATH", str(Path(pytest_pwd.__file__).parents[1]), prepend=os.pathsep)
    shutil.copytree(template, pytester.path, dirs_exist_ok=True)
    made = Project(pytester)
    made.engine()
    return made
