"""``pytest-pwd generate``: knowledge to files of probes and samples, checked for leaks."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from pytest_pwd.cli.folder import open_discipline, shown
from pytest_pwd.cli.renewal import Renewal, renewed_samples, renewed_tests
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.discipline import Discipline
from pytest_pwd.files import Files


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
        _ = discipline.samples  # reads all, and raises for a leak
    elif tests:
        _ = discipline.probes
        return f"there are no samples yet; make them with: pytest-pwd generate samples {where}"
    elif samples:
        _ = discipline.unchecked_samples
        return f"there are no probes yet; make them with: pytest-pwd generate tests {where}"
    return ""
