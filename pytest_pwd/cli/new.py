"""``pytest-pwd new``: a discipline to start from, in the current folder."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.errors import InputError, Problem, WrongUsage, raise_if
from pytest_pwd.files import Files, shown
from pytest_pwd.knowledge.scaffold import name_problem, scaffold
from pytest_pwd.terms import NOWHERE

NEXT = """\
next:
  pytest-pwd generate tests disciplines/{name}
  pytest-pwd generate samples disciplines/{name}
  pytest disciplines/{name}"""


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "new",
        help="start a discipline of your own",
        description="Write knowledge/NAME and disciplines/NAME into the current folder, with a small example "
        "that teaches the format. Nothing that is there is overwritten.",
    )
    command.add_argument(
        "name", metavar="NAME", help="lower-case letters, digits and underscores, such as computer_science"
    )
    command.set_defaults(run=run_new)


def run_new(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write a new discipline's knowledge and manifest, and name the commands that come next.

    Errors: WrongUsage for a bad name, InputError when a folder of that name is there.
    """
    root, name = Path.cwd(), arguments.name
    if problem := name_problem(name):
        raise WrongUsage(problem)
    texts = {root / path: text for path, text in scaffold(name).items()}
    _check_free(root, [path.parent for path in texts])
    write_all(texts, Files())
    for path in texts:
        terminal.say(f"{shown(path, root)}: new")
    terminal.remark(NEXT.format(name=name))
    return 0


def _check_free(root: Path, folders: Iterable[Path]) -> None:
    """Refuse to write into a folder that is there: an example has no place among somebody's knowledge."""
    there = [folder for folder in folders if folder.exists() or folder.is_symlink()]
    what = "{} is there already, and is left as it is; choose another name"
    raise_if([Problem(NOWHERE, what.format(shown(folder, root))) for folder in there], InputError)


def write_all(texts: Mapping[Path, str], files: Files) -> None:
    """Write every file and the folders above it, or leave nothing of them behind."""
    made: list[Path] = []
    try:
        for path, text in texts.items():
            made += [folder for folder in reversed(path.parents) if not folder.exists()]
            files.mkdir(path.parent)
            made.append(path)
            files.write_text(path, text)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                _remove(path, files)
        raise


def _remove(path: Path, files: Files) -> None:
    """Remove a file, or a folder unless somebody else has put something into it."""
    if path.is_dir():
        path.rmdir()
    else:
        files.remove(path)
