"""``pytest-pwd generate``: knowledge to files of probes and samples, checked for leaks."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pytest_pwd.cli.arguments import add_path
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.cli.renewal import Renewal, renewed_samples, renewed_tests
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import InputError, LeakError
from pytest_pwd.files import Files, shown

SHOWN = 5  # problems of samples that the knowledge has left behind


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "generate",
        help="make probes or samples from the knowledge",
        description="Freeze a discipline's probes, or write its samples. What people wrote stays: a probe "
        'without "from", a written sample, and a statement that isn\'t named as the generator names its own.',
    )
    command.add_argument("what", metavar="tests|samples", choices=("tests", "samples"))
    add_path(command)
    command.set_defaults(run=run_generate)


def run_generate(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Renew a discipline's probes or samples, say per file what changed, then look for leaks.

    Errors: InputError; LeakError when the files, now written, hold a leak.
    """
    discipline = open_discipline(arguments.path)
    renewals = renewed_tests(discipline) if arguments.what == "tests" else renewed_samples(discipline)
    for line in _write(renewals):
        terminal.say(line)
    if hint := verify(replace(discipline)):
        terminal.remark(hint)
    return 0


def _write(renewals: Iterable[Renewal]) -> Iterable[str]:
    """Write or remove each file that changes, and yield the line of every one."""
    files = Files()
    for renewal in renewals:
        if renewal.text is None:
            files.remove(renewal.path)
        elif renewal.changed:
            files.mkdir(renewal.path.parent)
            files.write_text(renewal.path, renewal.text)
        yield renewal.line


def verify(discipline: Discipline) -> str:
    """Read back what there is, probes and samples against each other; say what is still to be made."""
    where = shown(discipline.folder, discipline.root)
    tests = any(discipline.folder.glob("test_*.yaml"))
    samples = any(discipline.folder.glob("samples/*.jsonl"))
    if tests and samples:
        _read_samples(discipline, f"pytest-pwd generate samples {where}")
    elif tests:
        _ = discipline.probes
        return f"there are no samples yet; make them with: pytest-pwd generate samples {where}"
    elif samples:
        _ = discipline.unchecked_samples
        return f"there are no probes yet; make them with: pytest-pwd generate tests {where}"
    return ""


def _read_samples(discipline: Discipline, remedy: str) -> None:
    """Read all data; samples that speak of what is no longer there are many, and one command renews them."""
    try:
        _ = discipline.samples
    except LeakError:
        raise
    except InputError as error:
        left = len(error.problems) - SHOWN
        if left <= 0:
            raise
        hint = f"… and {left} more problems; samples made from the knowledge are renewed by: {remedy}"
        raise InputError(*error.problems[:SHOWN], hint) from None
