"""``pytest-pwd guard``: what could be done before the compile, and still can."""

from __future__ import annotations

import argparse
from typing import Any

from pytest_pwd import loop
from pytest_pwd.cli.arguments import add_path
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.edges import Edges
from pytest_pwd.guard import BASE, TOLERANCE, former_of, guard, suites_of
from pytest_pwd.report.guard import guard_data, guard_lines

FELL = 1


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "guard",
        help="say what the compile has made the model forget",
        description="Ask the guarding suites before and after: by the base, or a former artifact, and by "
        "what the files make now, which is compiled if it isn't stored. The manifest names the suites; "
        "else they are reading, copying and simple logic. The exit code is 1 when a suite fell.",
    )
    add_path(command)
    command.add_argument(
        "--against", metavar="RUN", default=BASE, help="base, or the beginning of an artifact's key"
    )
    command.add_argument(
        "--tolerance",
        metavar="PERCENT",
        type=float,
        default=100 * TOLERANCE,
        help="how much of a suite may turn red, net of what turned green (default: 1)",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print Markdown")
    command.set_defaults(run=run_guard)


def run_guard(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print each suite before and after; return 1 if one fell."""
    discipline = open_discipline(arguments.path)
    edges = Edges(terminal.remark, terminal.progress)
    suites, former = suites_of(discipline), former_of(discipline, arguments.against)
    artifact = loop.compile_discipline(discipline, edges)
    results = guard(discipline, artifact, suites, former, arguments.tolerance / 100, edges)
    if arguments.json:
        terminal.give(guard_data(arguments.against, results))
    else:
        for line in guard_lines(results, arguments.markdown):
            terminal.say(line)
    return FELL if any(result.fell for result in results) else 0
