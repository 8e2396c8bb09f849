"""``pytest-pwd why``: everything that makes an item green or red."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pytest_pwd import loop
from pytest_pwd.cli.folder import open_disciplines
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.debugger.trace import Trace, trace
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import PwdError, WrongUsage, did_you_mean
from pytest_pwd.loop import Edges
from pytest_pwd.report.trace import Seen, trace_data, trace_lines


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "why",
        help="trace an item: what teaches it, tests it, rests on it",
        description="Print an item's verdicts now and in past artifacts, the samples that teach it, what it "
        "rests on and what rests on it. Nothing is compiled and nothing scored.",
    )
    command.add_argument("item", metavar="ID", help="an id, a probe's id, or a node id of pytest")
    command.add_argument(
        "paths", metavar="PATH", nargs="*", help="where to look for the id (default: all in disciplines)"
    )
    command.add_argument("--json", action="store_true", help="print it as one JSON object")
    command.set_defaults(run=run_why)


def run_why(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the trace of an item, from what is stored: nothing is compiled and nothing scored.

    Errors: WrongUsage for an id that no discipline has.
    """
    disciplines = open_disciplines([_folder(arguments.item)] if "::" in arguments.item else arguments.paths)
    discipline, id = _find(disciplines, arguments.item.rpartition("::")[2])
    traced = trace(discipline.knowledge, id, discipline.unchecked_samples, discipline.probes)
    seen = _seen(discipline, traced, Edges(terminal.remark))
    if arguments.json:
        terminal.give(trace_data(traced, seen))
    else:
        for line in trace_lines(traced, seen):
            terminal.say(line)
    return 0


def _folder(node: str) -> str:
    return node.partition("::")[0].rpartition("/")[0] or "."


def _find(disciplines: Sequence[Discipline], named: str) -> tuple[Discipline, str]:
    """Return the one discipline that has an entry or a probe of that id, and the entry's id."""
    name = named.partition(".")[0]  # of a probe's id, such as buffer.definition, this is the entry's
    having = [d for d in disciplines if d.knowledge.entry(name)]
    if not having:
        known = [entry.id for d in disciplines for entry in d.knowledge.entries]
        raise WrongUsage(f'there is no concept, relation or chain "{named}".{did_you_mean(name, known)}')
    if len(having) > 1:
        among = ", ".join(d.name for d in having)
        raise WrongUsage(f'"{name}" is in several disciplines ({among}); give the folder of one')
    return having[0], name


def _seen(discipline: Discipline, traced: Trace, edges: Edges) -> Seen:
    probes = [probe for part in (traced.entry, *traced.uses) for probe in part.probes]
    artifact = None
    with suppress(PwdError):  # such as a leak: it is told where the discipline is run
        artifact = loop.stored_artifact(discipline, edges)
    current = artifact.key if artifact else ""
    own = {probe.id for probe in traced.entry.probes}
    past = loop.past_verdicts(discipline, probes)
    now = next((verdicts for key, verdicts in past if key == current), {})
    before = [(key, verdicts) for key, verdicts in past if verdicts is not now and own & set(verdicts)]
    return Seen(current, now, before)
