"""The store: an artifact is found by the digest of what it was compiled from, verified, or not there."""

from __future__ import annotations

import atexit
import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.artifact import MANIFEST, Artifact, Broken, read_artifact, seal_artifact
from pytest_pwd.compiler.lock import hold, hold_if_free
from pytest_pwd.digest import SHORT, canonical, digest
from pytest_pwd.errors import CompileError, PwdError
from pytest_pwd.files import FULL, READ_ONLY, Files, cache_folder, inside, is_dead, temp_beside, temp_for

__all__ = ["Artifact", "Store"]

FORMAT = 1
KEY = re.compile("[0-9a-f]{64}")

Inputs = Mapping[str, Any]


def _silent(line: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Store:
    """Artifacts below a cache folder; ``say`` gets a line for whatever a person should know."""

    root: Path
    files: Files = field(default_factory=Files)
    say: Callable[[str], None] = _silent

    def find(self, inputs: Inputs) -> Artifact | None:
        """Return the verified artifact of these inputs, or None; a hit writes nothing."""
        key = digest(_plain(inputs))
        found = self._read(key)
        if not isinstance(found, Broken):
            return found
        self._tell(key, found)
        # Only under the lock, for another process may be putting a good one in its place right now.
        with suppress(OSError):
            self.files.mkdir(self.root / "locks")
            with hold_if_free(self._lock(key)) as held:
                found = self._read(key)
                if held and isinstance(found, Broken) and found.damaged:
                    self._quarantine(key)
        return found if isinstance(found, Artifact) else None

    def build(
        self, inputs: Inputs, make: Callable[[Path], None], inputs_again: Callable[[], Inputs] | None = None
    ) -> Artifact:
        """Return the artifact of these inputs: the stored one, or what ``make`` writes into an empty folder.

        ``inputs_again`` reads the inputs once more after ``make``. CompileError, with nothing stored, when
        they have changed by then, or when a disk is full or fails. Where the cache can't be written, the
        artifact lives as long as this process.
        """
        plain = _plain(inputs)
        key = digest(plain)
        found = self._read(key)
        if isinstance(found, Artifact):
            return found
        with ExitStack() as stack, _plain_errors(self._folder(key)):
            place = self._claim(key, stack)
            if isinstance(place, Artifact):
                return place
            with _plain_errors(place):
                make(place)
                if inputs_again and digest(_plain(inputs_again())) != key:
                    raise CompileError(
                        "the inputs changed during the compile; nothing was stored. Run it again"
                    )
                artifact = seal_artifact(place, key, plain, self.files)
            return self._publish(artifact) if place.parent == self._folder(key).parent else artifact

    def remember(self, name: str, artifact: Artifact) -> None:
        """Note the newest artifact of a discipline; trouble with the cache is said, never raised."""
        path = inside(self.root / "latest", f"{name}.json")
        if artifact.folder != self._folder(artifact.key):
            return  # it goes with this process
        text = canonical({"format": FORMAT, "name": name, "key": artifact.key})
        try:
            if path.exists() and self.files.read_bytes(path) == text.encode():
                return
            self.files.mkdir(path.parent)
            self.files.write_text(path, text)
        except OSError as error:
            if error.errno not in READ_ONLY:
                self.say(f"{path}: {error.strerror}; the next recompile can't be explained")

    def latest(self, name: str) -> Artifact | None:
        """Return the verified artifact that was remembered for a discipline, or None."""
        path = inside(self.root / "latest", f"{name}.json")
        try:
            note = json.loads(self.files.read_bytes(path))
            # The name too, for a disk that ignores case keeps two names in one file.
            key = note["key"] if (note["format"], note["name"]) == (FORMAT, name) else ""
            found = self._read(key) if KEY.fullmatch(key) else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return found if isinstance(found, Artifact) else None

    def keys(self) -> dict[str, list[str]]:
        """Return the keys of all stored artifacts by their weights, as the manifests say; none is verified.

        Several have the same weights when what differs, such as the order of the samples, changes no text.
        """
        found: dict[str, list[str]] = {}
        for path in sorted((self.root / "artifacts").glob(f"*/*/{MANIFEST}")):
            with suppress(OSError, ValueError, KeyError, TypeError):
                told = json.loads(self.files.read_bytes(path))
                found.setdefault(str(told["weights"]), []).append(str(told["key"]))
        return found

    def starting(self, begin: str) -> list[Artifact]:
        """Return the verified artifacts whose keys begin so."""
        names = sorted(folder.name for folder in (self.root / "artifacts").glob("*/*"))
        found = [self._read(name) for name in names if KEY.fullmatch(name) and name.startswith(begin)]
        return [artifact for artifact in found if isinstance(artifact, Artifact)]

    # ----------------------------------------------------------------------- places

    def _folder(self, key: str) -> Path:
        return self.root / "artifacts" / key[:2] / key

    def _lock(self, key: str) -> Path:
        return self.root / "locks" / f"{key}.lock"

    def _claim(self, key: str, stack: ExitStack) -> Artifact | Path:
        """Return an empty folder to compile into, or the artifact that another process has made meanwhile."""
        try:
            return self._claim_here(key, stack)
        except OSError as error:
            if error.errno not in READ_ONLY:
                raise
            self.say(f"{error.filename or self.root}: can't be used, so what is compiled now is not kept")
            return _folder_for_this_process(stack)

    def _claim_here(self, key: str, stack: ExitStack) -> Artifact | Path:
        folder = self._folder(key)
        cache_folder(self.root, self.files)
        self.files.mkdir(self.root / "locks")
        self.files.mkdir(folder.parent)
        stack.enter_context(hold(self._lock(key), self.files, self.say, f"artifact {key[:SHORT]}"))
        self._sweep(key)
        found = self._settled(key)
        if found:
            return found
        if os.path.lexists(folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        temp = temp_beside(folder)
        stack.callback(self._discard, temp)
        self.files.mkdir(temp)
        return temp

    # ----------------------------------------------------------------------- what is there

    def _read(self, key: str) -> Artifact | Broken | None:
        return read_artifact(self._folder(key), key, self.files)

    def _settled(self, key: str) -> Artifact | None:
        """Return the stored artifact; move a damaged one out of the way. For whoever holds the lock."""
        found = self._read(key)
        if isinstance(found, Broken):
            self._tell(key, found)
            if found.damaged:
                self._quarantine(key)
            return None
        return found

    def _tell(self, key: str, broken: Broken) -> None:
        state = "is damaged" if broken.damaged else "can't be read"
        self.say(f"artifact {key[:SHORT]} {state} ({broken.reason}), so it has to be compiled again")

    def _quarantine(self, key: str) -> None:
        target = self.root / "quarantine" / key
        with suppress(OSError):
            self.files.mkdir(target.parent)
            self.files.remove(target)
            self.files.rename(self._folder(key), target)

    def _publish(self, artifact: Artifact) -> Artifact:
        target = self._folder(artifact.key)
        try:
            self.files.rename(artifact.folder, target)
        except OSError:
            # A lock that does nothing lets two compile at once: the second takes what the first stored.
            found = self._settled(artifact.key) if target.exists() else None
            if found:
                return found
            raise
        with suppress(OSError):  # it is verified whenever it is read, so what a power loss takes is a miss
            self.files.sync(target.parent)
        return replace(artifact, folder=target)

    # ----------------------------------------------------------------------- leftovers

    def _sweep(self, own: str) -> None:
        """Remove the temp folders of builds that were killed."""
        for temp in (self.root / "artifacts").glob("*/.*.tmp"):
            key = temp_for(temp) or ""
            if not (KEY.fullmatch(key) and is_dead(temp)):
                continue
            if key == own:
                self._discard(temp)
                continue
            # A pid may be of another container, so the lock has to agree.
            with suppress(OSError), hold_if_free(self._lock(key)) as held:
                if held:
                    self._discard(temp)

    def _discard(self, temp: Path) -> None:
        with suppress(OSError):
            self.files.remove(temp)


def _plain(inputs: Inputs) -> dict[str, Any]:
    """Return inputs as a manifest gives them back, so that the way there doesn't change their digest."""
    plain: dict[str, Any] = json.loads(canonical(dict(inputs)))
    return plain


def _folder_for_this_process(stack: ExitStack) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pytest-pwd-"))
    remove = partial(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(remove)

    def remove_when_it_fails(kind: object, error: object, trace: object) -> None:
        if kind:
            remove()

    stack.push(remove_when_it_fails)
    return folder


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Turn what the disk or the memory can't hold into an error that says so and names the path."""
    try:
        yield
    except PwdError:
        raise
    except MemoryError as error:
        raise CompileError("the memory is full; nothing was stored") from error
    except Exception as error:
        # safetensors raises an error of its own, with the number that the system gave in its text.
        full = getattr(error, "errno", None) in FULL or any(f"(os error {n})" in str(error) for n in FULL)
        where = getattr(error, "filename", None) or path
        if full:
            raise CompileError(f"{where}: the disk is full; nothing was stored. Free some space") from error
        if isinstance(error, OSError):
            reason = f"{where}: {error.strerror}" if error.strerror else str(error)
            raise CompileError(f"{reason}; nothing was stored") from error
        raise
