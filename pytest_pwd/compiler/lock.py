"""One lock per key, which dies with its holder; where a disk has no locks, work is done twice instead."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_pwd.files import Files

if TYPE_CHECKING:
    from filelock import BaseFileLock

NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP})
PATIENCE = 0.5  # seconds before a wait is worth a line
POLL = 0.1  # seconds


@contextmanager
def hold(path: Path, files: Files, say: Callable[[str], None], what: str) -> Iterator[None]:
    """Hold the lock of a path, after saying whom it waits for; OSError where no lock file can be made."""
    lock = _new(path)
    holder = path.with_suffix(".holder")
    if not _acquired(lock, PATIENCE):
        say(f"waiting for {what}: {_read_holder(holder, files)} compiles it")
        _acquired(lock, -1)
    try:
        files.write_text(holder, f"pid {os.getpid()} on {socket.gethostname()}")
        yield
    finally:
        with suppress(OSError):
            files.remove(holder)
        lock.release()  # the lock file stays: unlinking it would let two processes hold one name


@contextmanager
def hold_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock of a path if nobody does, and say whether it does."""
    lock = _new(path)
    got = _acquired(lock, 0)
    try:
        yield got
    finally:
        if got:
            lock.release()


def _new(path: Path) -> BaseFileLock:
    from filelock import FileLock

    # The soft lock is a file that a killed holder leaves behind, and everyone would wait for it.
    return FileLock(path, fallback_to_soft=False, poll_interval=POLL)


def _acquired(lock: BaseFileLock, seconds: float) -> bool:
    from filelock import Timeout

    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        return False
    except NotImplementedError:  # filelock: this file system has no locks
        return True
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    return True


def _read_holder(path: Path, files: Files) -> str:
    try:
        text = files.read_bytes(path).decode()
    except (OSError, ValueError):
        return "another process"
    return text if text.isprintable() and text else "another process"
