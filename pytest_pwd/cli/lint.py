"""``pytest-pwd lint``: what a careful editor would change, a line for each remark."""

from __future__ import annotations

import argparse
from typing import Any

from pytest_pwd.cli.arguments import add_paths
from pytest_pwd.cli.folder import open_disciplines
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import InputError, Problem
from pytest_pwd.knowledge.lint import lint_knowledge
from pytest_pwd.tester.generate import generate_probes
from pytest_pwd.tester.lint import lint_probes

REMARKS = 1


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "lint",
        help="say what a careful editor would change",
        description="Read knowledge and probes as an editor would: what nothing uses, what can't be told "
        "apart, what betrays its answer. A line per remark; the exit code is 1 when there is one.",
    )
    add_paths(command)
    command.set_defaults(run=run_lint)


def run_lint(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print every remark on the disciplines, then how many each has; return 1 if there is one."""
    remarks = {discipline.name: lint(discipline) for discipline in open_disciplines(arguments.paths)}
    for found in remarks.values():
        for remark in found:
            terminal.say(str(remark))
    for name, found in remarks.items():
        terminal.remark(
            f"{name}: {len(found)} remark{'' if len(found) == 1 else 's'}" if found else f"{name}: clean"
        )
    return REMARKS if any(remarks.values()) else 0


def lint(discipline: Discipline) -> list[Problem]:
    """Return the remarks on a discipline's knowledge, and on its probes or those that it would get."""
    found = lint_knowledge(discipline.knowledge)
    try:
        made = generate_probes(discipline.knowledge)
    except InputError as error:
        return sorted([*found, *error.problems])
    frozen = any(discipline.folder.glob("test_*.yaml"))
    probes = discipline.probes if frozen else [probe for topic in made.values() for probe in topic]
    return sorted([*found, *lint_probes(discipline.knowledge, probes)])
