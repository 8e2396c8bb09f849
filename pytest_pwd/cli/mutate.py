"""``pytest-pwd mutate``: break the data on purpose, and see which tests notice."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pytest_pwd import loop
from pytest_pwd.arguments import at_least_one, whole
from pytest_pwd.builder.sample_file import to_json
from pytest_pwd.cli.arguments import add_path
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.debugger.mutation import Mutant, grouped, mutants_of, mutated, sampled
from pytest_pwd.debugger.survivors import Survivor, survivors_of
from pytest_pwd.digest import short
from pytest_pwd.discipline import Discipline
from pytest_pwd.edges import Edges
from pytest_pwd.errors import WrongUsage
from pytest_pwd.files import Files, inside
from pytest_pwd.report.mutation import Tally, mutation_data, mutation_lines
from pytest_pwd.report.words import counted
from pytest_pwd.terms import Probe, Verdict

SURVIVED = 1


@dataclass(frozen=True, slots=True)
class Draw:
    """How many mutants are drawn, None for all of them, the seed of it, and the digest of what it is from."""

    sample: int | None
    seed: int
    of: str


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "mutate",
        help="break the data on purpose, and list what no test notices",
        description="Withhold a concept's samples, shuffle facts between kin, reverse relations, drop steps "
        "of chains; compile, and list the mutants that the tests miss, with the reason. Mutants that don't "
        "touch each other share a compile; what was compiled is stored, so a stopped run can go on.",
    )
    add_path(command)
    command.add_argument(
        "--sample", metavar="K", type=at_least_one, help="so many mutants, drawn at random (default: all)"
    )
    command.add_argument("--seed", metavar="S", type=whole, help="of the draw (default: 1)")
    command.add_argument(
        "--resume", action="store_true", help="go on with the run that was stopped: its draw, its compiles"
    )
    command.add_argument("--json", action="store_true", help="print it as one JSON object")
    command.set_defaults(run=run_mutate)


def run_mutate(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Try mutants of the data, several in one compile; return 1 if the tests missed one.

    Every compile is stored, and the draw is noted until the run has ended, so that a stopped run can go on.
    """
    discipline = open_discipline(arguments.path)
    edges = Edges(terminal.remark, terminal.progress)
    mutants = mutants_of(discipline.knowledge, discipline.samples)
    note = inside(discipline.cache / "mutate", f"{discipline.name}.json")
    of = short([discipline.knowledge.digest, [to_json(sample) for sample in discipline.samples]])
    draw = _asked_for(arguments, of) or _stopped(discipline, note, of)
    if draw.sample:
        mutants = sampled(mutants, draw.sample, draw.seed)
    if arguments.resume:
        terminal.remark(f"going on with {counted(len(mutants), 'mutant')}")
    _remember(draw, note, edges)
    tally = _tried(discipline, mutants, edges)
    with suppress(OSError):  # a cache that can't be written holds no note
        Files().remove(note)
    if arguments.json:
        terminal.give(mutation_data(discipline.name, tally))
    else:
        for line in mutation_lines(discipline.name, tally):
            terminal.say(line)
    return SURVIVED if tally.survivors else 0


def _asked_for(arguments: argparse.Namespace, of: str) -> Draw | None:
    """Return the draw that was asked for, or None for that of the run that was stopped."""
    if not arguments.resume:
        return Draw(arguments.sample, 1 if arguments.seed is None else arguments.seed, of)
    if (arguments.sample, arguments.seed) != (None, None):
        raise WrongUsage("--resume goes on with the draw that there was; leave --sample and --seed out")
    return None


def _stopped(discipline: Discipline, note: Path, of: str) -> Draw:
    """Return the draw of the run that was stopped, if what it draws from is still the same."""
    draw = None
    with suppress(OSError, ValueError, TypeError):
        draw = Draw(**json.loads(Files().read_bytes(note)))
    if not draw or not isinstance(draw.sample, int | None) or not isinstance(draw.seed, int):
        raise WrongUsage(
            f"no run of mutate was stopped for {discipline.name}; leave --resume out to begin one"
        )
    if draw.of != of:
        raise WrongUsage(
            f"the knowledge or samples of {discipline.name} have changed since its run of mutate was "
            "stopped; leave --resume out to begin anew"
        )
    return draw


def _remember(draw: Draw, note: Path, edges: Edges) -> None:
    """Note a draw until its run has ended; trouble with the cache is said, never raised."""
    try:
        Files().mkdir(note.parent)
        Files().write_text(note, json.dumps(asdict(draw)))
    except OSError as error:
        edges.say(f"{note}: {error.strerror}; this run can't be resumed")


def _tried(discipline: Discipline, mutants: Sequence[Mutant], edges: Edges) -> Tally:
    probes_of = by_item(discipline.probes)
    whole = loop.compile_discipline(discipline, edges)
    before = loop.score_probes(discipline, whole, discipline.probes, edges)
    red = [m for m in mutants if not all(_green(probes_of.get(t, ()), before) for t in m.targets)]
    left = [mutant for mutant in mutants if mutant not in red]
    base = loop.score_base(discipline, discipline.probes, edges)
    groups = grouped(discipline.knowledge, left)
    survivors: list[Survivor] = []
    for number, group in enumerate(groups, start=1):
        edges.say(f"compile {number} of {len(groups)}: {counted(len(group), 'mutant')}")
        samples = mutated(discipline.knowledge, discipline.samples, group)
        artifact = loop.compile_samples(discipline, samples, edges)
        verdicts = loop.score_probes(discipline, artifact, discipline.probes, edges)
        for mutant in group:
            survivors += survivors_of(mutant, probes_of, verdicts, base, samples)
    return Tally(left, survivors, red)


def _green(probes: Sequence[Probe], verdicts: Mapping[str, Verdict]) -> bool:
    return all(verdicts[probe.id].passed for probe in probes)
