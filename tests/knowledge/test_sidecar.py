"""Parsed copies: the same document sooner, or made again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from documents import ACIDS, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.errors import InputError


def test_a_second_read_of_the_same_bytes_is_the_same_document(tmp_path: Path) -> None:
    first = read(tmp_path, ACIDS, cache=tmp_path / "cache")
    second = read(tmp_path, ACIDS, cache=tmp_path / "cache")

    assert second == first == read(tmp_path, ACIDS)
    assert second.place("/chains/0/steps/1").line == 30
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_other_bytes_or_another_schema_are_another_copy(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    read(tmp_path, ACIDS, cache=cache)
    read(tmp_path, ACIDS + "# more\n", cache=cache)
    with pytest.raises(InputError):
        read(tmp_path, ACIDS, "probes", cache=cache)

    assert len(list(cache.iterdir())) == 2


def _imported(folder: Path, code: str) -> set[str]:
    """Run code in a fresh interpreter, and return which of yaml and jsonschema it imported."""
    code += "\nimport sys; print(*{'yaml', 'jsonschema'} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return set(run.stdout.split())


def test_a_parsed_copy_needs_neither_yaml_nor_jsonschema(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "acids.yaml").write_text(ACIDS)
    code = """
from pathlib import Path
import pytest_pwd.knowledge.document, pytest_pwd.knowledge.graph, pytest_pwd.knowledge.load
assert pytest_pwd.knowledge.load.load_knowledge(Path("k"), Path("."), Path("cache")).chains
"""
    assert _imported(tmp_path, code) == {"yaml", "jsonschema"}
    assert _imported(tmp_path, code) == set()


@given(st.integers(0), st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_a_flipped_or_cut_copy_is_made_again(tmp_path: Path, where: int, flip: int) -> None:
    """A copy is only believed whole."""
    cache = tmp_path / "cache"
    document = read(tmp_path, ACIDS, cache=cache)
    [copy] = cache.iterdir()
    good = copy.read_bytes()
    where %= len(good)
    flipped = good[:where] + bytes([good[where] ^ flip]) + good[where + 1 :]
    for bad in (flipped, good[:where], b"", b"{}", b"[" * 100_000):
        copy.write_bytes(bad)
        assert read(tmp_path, ACIDS, cache=cache) == document
        # The closing brace is no part of what is checked, nor of what is read.
        assert copy.read_bytes() == good or (bad == flipped and where == len(good) - 1)
    copy.write_bytes(good)


@pytest.mark.parametrize("blocked", ["file", "folder"])
def test_a_cache_that_can_not_be_written_is_done_without(tmp_path: Path, blocked: str) -> None:
    cache = tmp_path / "cache"
    if blocked == "file":
        cache.write_text("in the way")
    else:  # a folder where the copy should be
        read(tmp_path, ACIDS, cache=cache)
        [copy] = cache.iterdir()
        copy.unlink()
        copy.mkdir()

    assert read(tmp_path, ACIDS, cache=cache) == read(tmp_path, ACIDS)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_full_disk_leaves_no_half_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        read(tmp_path, ACIDS, cache=tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_copy_is_read_without_a_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that is read-only serves as well as any."""
    read(tmp_path, ACIDS, cache=tmp_path / "cache")
    monkeypatch.setattr("pytest_pwd.knowledge.document.write_sidecar", pytest.fail)
    monkeypatch.setattr("pytest_pwd.knowledge.document.parse_yaml", pytest.fail)

    assert read(tmp_path, ACIDS, cache=tmp_path / "cache").data["topic"] == "acids"


def test_files_with_problems_leave_no_copy(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read(tmp_path, "topic: 5", cache=tmp_path / "cache")

    assert not (tmp_path / "cache").exists()
