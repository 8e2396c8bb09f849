"""``pytest-pwd expand``: the wordings that a model is trained on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pytest_pwd.arguments import whole
from pytest_pwd.builder.expand import draw
from pytest_pwd.cli.arguments import add_path
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import Problem, WrongUsage, did_you_mean, raise_if
from pytest_pwd.terms import NOWHERE, Sample, Wording


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "expand",
        help="print the wordings that a model is trained on",
        description="Print what the model sees of the samples in one epoch, before they are shuffled.",
    )
    add_path(command)
    command.add_argument(
        "--concept",
        metavar="ID",
        nargs="+",
        action="extend",
        default=[],
        help="only what teaches this concept, relation or chain",
    )
    command.add_argument("--epoch", metavar="N", type=whole, default=0, help="the epoch, counted from 0")
    command.add_argument("--limit", metavar="N", type=whole, help="at most so many wordings")
    command.add_argument("--json", action="store_true", help="print a JSON object per wording")
    command.set_defaults(run=run_expand)


def run_expand(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print an epoch's wordings, those of one sample after the other.

    Errors: WrongUsage for an id that isn't defined and for an epoch that there isn't.
    """
    discipline = open_discipline(arguments.path)
    _check(discipline, arguments)
    wordings = _wordings(discipline, frozenset(arguments.concept), arguments.epoch)
    for sample, wording in islice(wordings, arguments.limit):
        if arguments.json:
            terminal.give(_fields(sample, wording))
        else:
            terminal.say(f"{sample.id}: {wording.prompt} → {wording.completion}")
    return 0


def _check(discipline: Discipline, arguments: argparse.Namespace) -> None:
    known = [entry.id for entry in discipline.knowledge.entries]
    problems = [
        f'there is no concept, relation or chain "{id}".{did_you_mean(id, known)}'
        for id in arguments.concept
        if id not in known
    ]
    last = discipline.recipe.epochs - 1
    if not 0 <= arguments.epoch <= last:
        problems.append(f"--epoch {arguments.epoch}: the recipe has the epochs 0 to {last}")
    if arguments.limit is not None and arguments.limit < 0:
        problems.append(f"--limit {arguments.limit}: give a number from 0")
    raise_if([Problem(NOWHERE, text) for text in problems], WrongUsage)


def _wordings(discipline: Discipline, only: frozenset[str], epoch: int) -> Iterator[tuple[Sample, Wording]]:
    recipe = discipline.recipe
    for sample in discipline.unchecked_samples:
        if not only or only & set(sample.teaches):
            for wording in draw(sample, recipe.wordings, seed=f"{recipe.seed}/{epoch}"):
                yield sample, wording


def _fields(sample: Sample, wording: Wording) -> dict[str, Any]:
    return {
        "sample": sample.id,
        "teaches": list(sample.teaches),
        "prompt": wording.prompt,
        "completion": wording.completion,
    }
