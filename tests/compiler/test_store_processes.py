"""Several processes at one store compile once, and a killed one costs the next a compile at most."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from stores import INPUTS, OTHER, Lines, make, temps

from pytest_pwd.compiler.store import Artifact, Store
from pytest_pwd.digest import digest
from pytest_pwd.files import temp_beside

CHILD = """
import os, signal, sys, time
from pathlib import Path
from pytest_pwd.compiler.store import Store
from pytest_pwd.files import Files
root, operation, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def kill(seen, path):
    if seen == operation and path.name.endswith(name):
        os.kill(os.getpid(), signal.SIGKILL)
def make(folder):
    (folder / "weights").write_text("half")
    if operation == "make":
        print("making", flush=True)
        time.sleep(60)
    (folder / "weights").write_text("whole")
Store(root, Files(kill)).build({"samples": ["a"]}, make)
"""


def whole(folder: Path) -> None:
    (folder / "weights").write_text("whole")


def test_a_killed_compile_is_a_miss_and_is_cleaned_up(tmp_path: Path) -> None:
    """Killed before the weights' sync, at the manifest or at the rename: a miss, and no temp for long."""
    key = digest({"samples": ["a"]})
    for number, (operation, name) in enumerate(
        [("sync", "weights"), ("write", "manifest.json"), ("rename", "manifest.json"), ("rename", key)]
    ):
        store = Store(tmp_path / str(number))
        child = [sys.executable, "-c", CHILD, str(store.root), operation, name]
        assert subprocess.run(child).returncode == -signal.SIGKILL
        assert temps(store)
        assert store.find({"samples": ["a"]}) is None

        # The next build clears up, even one of another key.
        store.build({"samples": ["a" if number % 2 else "b"]}, whole)
        assert not temps(store)
        assert (store.build({"samples": ["a"]}, whole).folder / "weights").read_text() == "whole"


def test_a_killed_holder_lets_the_next_one_in(tmp_path: Path) -> None:
    """A waiter is told who compiles; when that one is killed, it compiles, and the lock file stays."""
    lines = Lines()
    store = Store(tmp_path, say=lines.append)
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path), "make", ""], stdout=subprocess.PIPE)
    assert child.stdout
    assert child.stdout.readline() == b"making\n"
    results: list[Artifact] = []
    waiter = threading.Thread(target=lambda: results.append(store.build({"samples": ["a"]}, whole)))
    waiter.start()
    wait_until(lambda: bool(lines))
    assert lines == [
        f"waiting for artifact {digest({'samples': ['a']})[:12]}: {holder(child.pid)} compiles it"
    ]
    assert len(temps(store)) == 1

    child.kill()
    child.communicate()
    waiter.join(20)
    assert (results[0].folder / "weights").read_text() == "whole"
    assert not temps(store)
    assert [path.suffix for path in (tmp_path / "locks").iterdir()] == [".lock"]


def holder(pid: int) -> str:
    import socket

    return f"pid {pid} on {socket.gethostname()}"


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def in_threads(*functions: Callable[[], Artifact]) -> list[Artifact]:
    results: list[Artifact] = []
    threads = [threading.Thread(target=lambda f=f: results.append(f())) for f in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def test_two_at_once_compile_once(store: Store) -> None:
    """Of those that want one key at once, one compiles and the others read."""
    made: Counter[str] = Counter()

    def slow(folder: Path) -> None:
        made["times"] += 1
        time.sleep(0.1)
        make(folder)

    results = in_threads(*[lambda: store.build(INPUTS, slow)] * 4)
    assert made["times"] == 1
    assert results == [store.find(INPUTS)] * 4


def test_a_lock_that_does_nothing_costs_work_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where locks don't lock, both compile, each in a temp of its own, and both get what was stored."""
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    barrier = threading.Barrier(2, timeout=20)

    def together(folder: Path) -> None:
        barrier.wait()
        make(folder)
        barrier.wait()

    results = in_threads(*[lambda: store.build(INPUTS, together)] * 2)
    assert results == [store.find(INPUTS)] * 2
    assert not temps(store)


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK])
def test_a_disk_without_locks_costs_work_only(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert store.build(INPUTS, make) == store.find(INPUTS)


def test_a_running_build_keeps_its_temp(store: Store) -> None:
    """A build removes no temp of a process that runs, nor one whose key is locked, nor what is not a temp."""
    store.build(OTHER, make)
    key = digest(INPUTS)
    (store.root / "artifacts" / key[:2]).mkdir(exist_ok=True)
    mine = temp_beside(store.root / "artifacts" / key[:2] / key)
    strange = store.root / "artifacts" / key[:2] / ".notes.tmp"
    for path in (mine, strange):
        path.mkdir()
    store.build(INPUTS, make)
    assert set(temps(store)) == {mine, strange}
