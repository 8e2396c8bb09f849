"""``pytest-pwd diff``: two artifacts beside each other, item by item."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pytest_pwd import loop
from pytest_pwd.cli.arguments import add_path
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.debugger.compare import compare
from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.digest import SHORT
from pytest_pwd.discipline import Discipline
from pytest_pwd.edges import Edges
from pytest_pwd.errors import WrongUsage
from pytest_pwd.report.compare import comparison_data, comparison_lines
from pytest_pwd.terms import Verdict

NOW, BASE = "now", "base"
LOST = 1


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "diff",
        help="say what turned red or green between two artifacts",
        description="Compare two artifacts item by item: what turned red, what turned green, what moved, and "
        "whether chance alone does that. A run is the beginning of an artifact's key, now, or base. "
        "The exit code is 1 when an item turned red.",
    )
    for name, metavar in (("before", "RUN_A"), ("after", "RUN_B")):
        command.add_argument(name, metavar=metavar, help="base, now, or the beginning of an artifact's key")
    add_path(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print Markdown")
    command.set_defaults(run=run_diff)


def run_diff(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print what turned red or green between two artifacts; return 1 if an item turned red.

    Errors: WrongUsage for a run that there isn't.
    """
    discipline = open_discipline(arguments.path)
    edges = Edges(terminal.remark, terminal.progress)
    # Both are looked up before anything is scored, which takes a while.
    before, after = [_run(discipline, run, edges) for run in (arguments.before, arguments.after)]
    found = compare(by_item(discipline.probes), before(), after())
    if arguments.json:
        terminal.give(comparison_data(found))
    else:
        for line in comparison_lines(found, arguments.markdown):
            terminal.say(line)
    return LOST if found.lost else 0


def _run(discipline: Discipline, run: str, edges: Edges) -> Callable[[], Mapping[str, Verdict]]:
    """Return what gives a run's verdicts: of the artifact whose key begins so, of today's, or of the base."""
    if run == BASE:
        return partial(loop.score_base, discipline, discipline.probes, edges)
    if run == NOW:
        artifact = loop.stored_artifact(discipline, edges)
        if artifact is None:
            raise WrongUsage(
                f"{discipline.name} isn't compiled from what the files hold now; run pytest first"
            )
        return partial(loop.score_probes, discipline, artifact, discipline.probes, edges)
    past = loop.past_verdicts(discipline, discipline.probes)
    having = {key: verdicts for key, verdicts in past if key.startswith(run)}
    if len(having) == 1:
        return partial(having.__getitem__, *having)
    known = ", ".join(key[:SHORT] for key, _ in past[-5:]) or "none"
    what = "fits several artifacts" if having else "is no artifact with verdicts"
    raise WrongUsage(f'"{run}" {what}; the newest are: {known}; also: {NOW}, {BASE}')
