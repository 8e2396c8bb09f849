"""From a path that a user gives to a discipline, with help when it isn't one."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pytest_pwd.discipline import MANIFEST, Discipline
from pytest_pwd.errors import InputError, WrongUsage, did_you_mean
from pytest_pwd.files import Files, cache_folder, shown
from pytest_pwd.loop import CACHE

DISCIPLINES = "disciplines"
HEAD = 65_536  # bytes in which a knowledge file names its topic


def open_discipline(path: str, base: str = "") -> Discipline:
    """Return the discipline of a folder, its places shown from the current folder.

    Errors: WrongUsage for a path that is no folder, InputError for a folder that is no discipline.
    """
    root = Path.cwd()
    folder = (root / path).resolve()
    if not folder.is_dir():
        raise WrongUsage(_no_folder(folder, path))
    if not (folder / MANIFEST).is_file():
        raise InputError(_no_manifest(folder, root))
    discipline = Discipline(folder, root, root / CACHE, base)
    _check_inside(discipline)
    with suppress(OSError):  # a cache that can't be written costs time, and only that
        cache_folder(discipline.cache, Files())
    return discipline


def open_disciplines(paths: Sequence[str]) -> list[Discipline]:
    """Return the disciplines of some folders and of those in them, each once; with no path, of all here.

    Errors: WrongUsage and InputError, as ``open_discipline`` raises them.
    """
    found: list[Discipline] = []
    for path in paths or [DISCIPLINES]:
        folder = Path.cwd() / path
        below = sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}"))
        if (folder / MANIFEST).is_file() or not below:
            found.append(open_discipline(path))
        else:
            found += [open_discipline(str(home)) for home in below]
    return list({discipline.folder: discipline for discipline in found}.values())


def _no_folder(folder: Path, path: str) -> str:
    if folder.is_file():
        return f"{path} is a file; give its discipline's folder: {shown(folder.parent, Path.cwd())}"
    if path == DISCIPLINES:
        return (
            f"there is no folder {path} here; go where it is, or begin a discipline with: pytest-pwd new NAME"
        )
    with suppress(OSError):
        beside = [p.name for p in folder.parent.iterdir() if p.is_dir()]
        return f"there is no folder {path}.{did_you_mean(folder.name, beside)}"
    return f"there is no folder {path}"


def _no_manifest(folder: Path, root: Path) -> str:
    here = shown(folder, root)
    below = sorted(shown(p.parent, root) for p in folder.glob(f"*/{MANIFEST}"))
    if below:
        return f"{here} has no {MANIFEST}; give a folder in it that has one: {', '.join(below)}"
    if _holds_knowledge(folder):
        home, knowledge = root / "disciplines" / folder.name, folder
        if (home / MANIFEST).is_file():
            return f"{here} holds knowledge; give its discipline's folder: {shown(home, root)}"
        missing = f"{here} holds knowledge, and {MANIFEST} is in a folder of its own"
    else:
        home, knowledge = folder, root / "knowledge" / folder.name
        missing = f"{here} has no {MANIFEST}, which names the knowledge and the recipe"
        if not _holds_knowledge(knowledge):
            return missing
    lines = (
        f"discipline: {folder.name}",
        f"title: {folder.name.replace('_', ' ').capitalize()}",
        f"knowledge: {Path(os.path.relpath(knowledge, home)).as_posix()}",
    )
    text = "".join(f"\n    {line}" for line in lines)
    return f"{missing}; write {shown(home / MANIFEST, root)}, then give that folder:{text}"


def _holds_knowledge(folder: Path) -> bool:
    with suppress(OSError):
        return any(_is_knowledge(path) for path in sorted(folder.glob("*.yaml")))
    return False


def _is_knowledge(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return bool(
        re.search(rb"^topic:", head, re.MULTILINE) and not re.search(rb"^probes:", head, re.MULTILINE)
    )


def _check_inside(discipline: Discipline) -> None:
    """Refuse a current folder from which the knowledge can't be seen, and name one from which it can."""
    knowledge = (discipline.folder / discipline.manifest["knowledge"]).resolve()
    if not knowledge.is_relative_to(discipline.root):
        with suppress(ValueError):  # two drives of Windows have nothing above both
            above = os.path.commonpath([discipline.folder, knowledge])
            here = shown(discipline.folder / MANIFEST, discipline.root)
            raise InputError(
                f"{here}: the knowledge is in {knowledge}, outside the current folder; run this in {above}"
            )
