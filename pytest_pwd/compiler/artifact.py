"""An artifact: a folder of weights with a manifest, which is verified whenever it is read."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_pwd.digest import digest
from pytest_pwd.errors import CompileError, InputError
from pytest_pwd.files import Files, inside

FORMAT = 1
MANIFEST = "manifest.json"
DAMAGE = frozenset({errno.EIO, errno.EISDIR, errno.ELOOP})


@dataclass(frozen=True, slots=True)
class Artifact:
    """Compiled weights in a folder.

    ``key`` is the digest of ``inputs``, ``weights`` the digest of the digests of its files by their names.
    """

    key: str
    folder: Path
    inputs: Mapping[str, Any]
    weights: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder that is there and can't be used: ``damaged``, or only out of reach."""

    reason: str
    damaged: bool


def read_artifact(folder: Path, key: str, files: Files) -> Artifact | Broken | None:
    """Return the artifact of that key, what is wrong with it, or None if there is none; it never raises."""
    try:
        return _verified(folder, key, files)
    except (FileNotFoundError, NotADirectoryError) as error:
        # Gone as a whole is a miss: it was never there, or it was evicted while it was read.
        missing = Path(error.filename or folder).name
        return Broken(f"{missing} is missing", damaged=True) if os.path.lexists(folder) else None
    except OSError as error:
        where = Path(error.filename or folder).name
        return Broken(f"{where}: {error.strerror}", damaged=error.errno in DAMAGE)
    except MismatchError as error:
        return Broken(str(error), damaged=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InputError):
        return Broken(f"{MANIFEST} can't be understood", damaged=True)


def seal_artifact(folder: Path, key: str, inputs: Mapping[str, Any], files: Files) -> Artifact:
    """Bring what is in a folder to the disk and write its manifest; CompileError if that is no weights."""
    names = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise CompileError(f"the compile wrote a link, {path.name}, and an artifact holds files only")
        files.sync(path)
        if not path.is_dir():
            names[path.relative_to(folder).as_posix()] = files.digest(path)
    if not names:
        raise CompileError("the compile wrote no weights")
    if MANIFEST in names:
        raise CompileError(f"the compile wrote {MANIFEST}, a name that the store needs")
    manifest = {"format": FORMAT, "key": key, "inputs": inputs, "files": names, "weights": digest(names)}
    # Last, so that a folder with a manifest is whole.
    files.write_text(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return Artifact(key, folder, inputs, digest(names))


class MismatchError(ValueError):
    """What is there is not what was stored."""


def _verified(folder: Path, key: str, files: Files) -> Artifact:
    manifest = json.loads(files.read_bytes(folder / MANIFEST))
    if manifest["format"] != FORMAT:
        raise MismatchError(f"its format is not {FORMAT}")
    inputs, names, weights = manifest["inputs"], manifest["files"], manifest["weights"]
    if not names or weights != digest(names) or not key == manifest["key"] == digest(inputs):
        raise MismatchError(f"{MANIFEST} is not what was stored")
    for name, expected in names.items():
        if files.digest(inside(folder, name)) != expected:
            raise MismatchError(f"{name} is not what was stored")
    return Artifact(key, folder, inputs, weights)
