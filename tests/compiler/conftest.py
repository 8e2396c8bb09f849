"""What the tests of the store share."""

from __future__ import annotations

from pathlib import Path

import pytest
from stores import Lines

from pytest_pwd.compiler.store import Store


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def store(tmp_path: Path, lines: Lines) -> Store:
    return Store(tmp_path / ".pwd", say=lines.append)
