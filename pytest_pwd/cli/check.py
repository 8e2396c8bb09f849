"""``pytest-pwd check``: the loop without pytest, a line for each red item."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from pytest_pwd import loop
from pytest_pwd.cli.arguments import add_path
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.discipline import Discipline
from pytest_pwd.loop import Edges, Outcome
from pytest_pwd.terms import COMPOSITION, Finding, Gap, Probe

RED = 1


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "check",
        help="compile, ask every probe, and list what is red",
        description="Run the whole loop without pytest: a line per red item, then counts. "
        "The exit code is 1 when something is red.",
    )
    add_path(command)
    command.add_argument("--base", metavar="B", default="", help="another base than the manifest's")
    command.add_argument(
        "--incremental",
        action="store_true",
        help="continue from the last artifact where samples were only added",
    )
    command.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run the loop, print what is red and how much, and return 1 if anything is."""
    folder = open_discipline(arguments.path).folder
    edges = Edges(terminal.remark, terminal.progress)
    outcome = loop.check(folder, arguments.base, arguments.incremental, edges)
    red, lines = report(outcome)
    for line in lines:
        terminal.say(line)
    return RED if red else 0


def report(outcome: Outcome) -> tuple[int, list[str]]:
    """Return how many items are red, and the lines that say which and how many."""
    items = by_item(outcome.discipline.probes)
    lines = [line for item, probes in items.items() if (line := _line(outcome, item, probes))]
    red, failed = len(lines), sum(not verdict.passed for verdict in outcome.verdicts.values())
    counts = f"{red} red, {len(items) - red} green; {failed} of {len(outcome.verdicts)} probes failed"
    return red, [*lines, f"{outcome.discipline.name}: {counts}"]


def _line(outcome: Outcome, item: str, probes: Sequence[Probe]) -> str:
    """Return what is wrong with an item, or an empty text; a stale probe proves nothing, so it is red."""
    if stale := _stale(outcome.discipline, probes):
        return stale
    finding = outcome.findings.get(item)
    return f"{probes[0].place}: {item}: {_worded(finding, probes)}" if finding else ""


def _stale(discipline: Discipline, probes: Sequence[Probe]) -> str:
    return next((text for probe in probes if (text := discipline.stale(probe))), "")


def _worded(finding: Finding, probes: Sequence[Probe]) -> str:
    if isinstance(finding, Gap):
        if finding.at != finding.item:
            return f"gap at {finding.at} (step {finding.step})"
        return f"gap, {len(finding.evidence)} of {len(probes)} probes failed"
    where = "composition" if finding.step == COMPOSITION else f"step {finding.step}"
    return f"break at {where}"
