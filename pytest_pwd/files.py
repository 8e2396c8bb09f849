"""The one seam to the file system: whatever is written is wholly old or wholly new, even after a kill."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pytest_pwd.digest import file_digest
from pytest_pwd.errors import InputError

READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

WEEK = 7 * 24 * 3600  # seconds
TEMP = re.compile(r"\.(?P<name>.*)\.(?P<host>[0-9a-f]{8})-(?P<pid>\d{1,10})-[0-9a-f]{8}\.tmp", re.DOTALL)

# Windows can't hold these, and a repository is shared with people who use it.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]|[. ]$')


def _nothing(operation: str, path: Path) -> None:
    """Let every operation happen."""


@dataclass(frozen=True, slots=True)
class Files:
    """Reads and writes; ``before`` sees the name and path of each operation, and a test lets it fail there.

    The operations are read, mkdir, write, sync, rename and remove.
    """

    before: Callable[[str, Path], None] = _nothing

    def read_bytes(self, path: Path) -> bytes:
        """Return a file's bytes."""
        self.before("read", path)
        return path.read_bytes()

    def digest(self, path: Path) -> str:
        """Return the sha256 of a file's bytes, in hex."""
        self.before("read", path)
        return file_digest(path)

    def write_text(self, path: Path, text: str) -> None:
        """Replace a file's content by a text in UTF-8, line ends as given."""
        self.write_bytes(path, text.encode())

    def write_bytes(self, path: Path, data: bytes) -> None:
        """Replace a file's content as a whole; OSError, naming the path, leaves the old content as it was."""
        temp = temp_beside(path)
        try:
            self.before("write", path)
            self._clear(path.parent)
            with temp.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self.rename(temp, path)
        except BaseException as error:
            with suppress(OSError):
                temp.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.filename in (None, str(temp)):
                # A full disk shows in write(), which knows no name; and nobody looks for the temp's.
                error.filename, error.filename2 = str(path), None
            raise
        self.sync(path.parent)

    def sync(self, path: Path) -> None:
        """Wait until a file's content, or a folder's names, are on the disk."""
        self.before("sync", path)
        folder = path.is_dir()
        if folder and os.name != "posix":
            return  # only posix can open a folder
        descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if not (folder and error.errno in UNSUPPORTED):
                raise
        finally:
            os.close(descriptor)

    def mkdir(self, path: Path) -> None:
        """Make a folder and those above it; one that is there is fine."""
        self.before("mkdir", path)
        path.mkdir(parents=True, exist_ok=True)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file or folder another name; it replaces a file of that name, but no folder with content."""
        self.before("rename", target)
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file, a link, or a folder with all in it; one that isn't there is fine."""
        self.before("remove", path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def _clear(self, folder: Path) -> None:
        """Remove the temp files that killed writes left in a folder."""
        for temp in folder.glob(".*.tmp"):
            if is_dead(temp) and temp.is_file():
                with suppress(OSError):
                    self.remove(temp)


# --------------------------------------------------------------------------- temp names


def temp_beside(path: Path) -> Path:
    """Return a new name in the same folder, hence on the same file system, that says whose it is."""
    return path.with_name(f".{path.name[:80]}.{_host()}-{os.getpid()}-{secrets.token_hex(4)}.tmp")


def temp_for(temp: Path) -> str | None:
    """Return the name that a temp stands for, or None for a path that is no temp."""
    match = TEMP.fullmatch(temp.name)
    return match["name"] if match else None


def is_dead(temp: Path) -> bool:
    """Say whether the process that made a temp is gone: by its pid, or on another host by a week's age."""
    match = TEMP.fullmatch(temp.name)
    if not match:
        return False
    # On Windows, os.kill(pid, 0) ends the process instead of asking for it.
    if match["host"] == _host() and os.name == "posix":
        return not _alive(int(match["pid"]))
    try:
        return time.time() - temp.lstat().st_mtime > WEEK
    except OSError:
        return False


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # it is another user's
    return True


# --------------------------------------------------------------------------- names and folders


def shown(path: Path, root: Path) -> str:
    """Return a path as people read it: relative to the root where it is below it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def inside(folder: Path, name: str) -> Path:
    """Return the path of a name below a folder; InputError if it leads out, or if some disk can't hold it."""
    parts = PurePosixPath(name).parts
    bad = not parts or any(FORBIDDEN.search(part) or RESERVED.fullmatch(part) for part in parts)
    try:
        if not bad and folder.resolve() in (folder / name).resolve().parents:
            return folder / name
    except (OSError, RuntimeError, ValueError):
        pass  # a loop of links, or no path at all
    raise InputError(f'"{ascii(name)[1:-1]}" can\'t name a file in {folder.name}: use letters, digits, "-"')


def cache_folder(root: Path, files: Files) -> None:
    """Make the cache folder, and the files in it that tell git, backups and people what it is."""
    files.mkdir(root)
    for name, text in ABOUT.items():
        if not (root / name).exists():
            files.write_text(root / name, text)


ABOUT = {
    ".gitignore": "# Made by pytest-pwd.\n*\n",
    "CACHEDIR.TAG": (
        "Signature: 8a477f597d28d172789f06886806bc55\n"
        "# This folder is a cache of pytest-pwd. See https://bford.info/cachedir/\n"
    ),
    "README.md": (
        "# The cache of pytest-pwd\n\n"
        "Artifacts (compiled weights) and verdicts, each named by the digest of what it was made from.\n"
        "What can't be verified is moved to `quarantine/` and made again.\n"
        "Don't commit this folder. It is safe to delete: the next run compiles and scores again.\n"
        "Only `rejected/` holds what can't be made again: patches that a review turned down.\n"
    ),
}
