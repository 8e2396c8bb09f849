"""``pytest-pwd stats``: how much there is of everything, a row for each discipline and one for all."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from pytest_pwd.builder.expand import epochs
from pytest_pwd.cli.arguments import add_paths
from pytest_pwd.cli.folder import open_disciplines
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.compiler.tokens import count_tokens, local_tokenizer
from pytest_pwd.discipline import Discipline
from pytest_pwd.report.table import markdown_table, text_table

Counts = dict[str, int | None]  # None is what can't be counted here
TOTAL = "total"


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "stats",
        help="count what there is",
        description="Count concepts, relations, chains, probes and samples, of each discipline and of all.",
    )
    add_paths(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print a table of Markdown")
    command.add_argument(
        "--tokens",
        action="store_true",
        help="count what a clean compile reads, too: all wordings of all epochs, which takes seconds",
    )
    command.set_defaults(run=run_stats)


def run_stats(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the counts of some disciplines and their totals: as text, as JSON, or as Markdown."""
    disciplines = open_disciplines(arguments.paths)
    counts = [counts_of(discipline) for discipline in disciplines]
    if arguments.tokens:
        for discipline, found in zip(disciplines, counts, strict=True):
            found["tokens"] = tokens_of(discipline, terminal)
    names = [discipline.name for discipline in disciplines]
    if arguments.json:
        terminal.give(_data(names, counts), indent=2)
        return 0
    table = markdown_table if arguments.markdown else text_table
    rows = [[name, *map(_cell, found.values())] for name, found in zip(names, counts, strict=True)]
    for line in table(["discipline", *counts[0]], [*rows, [TOTAL, *map(_cell, total(counts).values())]]):
        terminal.say(line)
    return 0


def counts_of(discipline: Discipline) -> Counts:
    """Return how many entries of each layer a discipline has, how many probes, and how many samples."""
    knowledge, folder = discipline.knowledge, discipline.folder
    trained = any([*folder.glob("samples/*.jsonl"), *folder.glob("patches/*.jsonl")])
    return {
        "concepts": len(knowledge.concepts),
        "relations": len(knowledge.relations),
        "chains": len(knowledge.chains),
        "probes": len(discipline.probes) if any(folder.glob("test_*.yaml")) else 0,
        "samples": len(discipline.unchecked_samples) if trained else 0,
    }


def tokens_of(discipline: Discipline, terminal: Terminal) -> int | None:
    """Return how many tokens one clean compile reads, all epochs together.

    That is None, and said, where the base's tokenizer isn't on this machine.
    """
    recipe, name = discipline.recipe, discipline.name
    tokenizer = local_tokenizer(recipe, discipline.root)
    if not tokenizer:
        terminal.remark(
            f'{name}: its tokens are not counted: the tokenizer of "{recipe.base}" is not on this machine'
        )
        return None
    samples = discipline.unchecked_samples if counts_of(discipline)["samples"] else ()
    count = 0
    for done, drawn in enumerate(epochs(samples, recipe.epochs, recipe.wordings, recipe.seed), start=1):
        count += count_tokens(tokenizer, drawn, recipe.max_tokens)
        terminal.progress(f"counting the tokens of {name}", done, recipe.epochs)
    return count


def total(counts: Sequence[Counts]) -> Counts:
    """Return the sum of every column; None where a part of it is."""
    columns = {what: [found[what] for found in counts] for what in counts[0]}
    return {
        what: None if None in column else sum(number or 0 for number in column)
        for what, column in columns.items()
    }


def _cell(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _data(names: Sequence[str], counts: Sequence[Counts]) -> dict[str, object]:
    disciplines = [{"discipline": name, **found} for name, found in zip(names, counts, strict=True)]
    return {"disciplines": disciplines, TOTAL: total(counts)}
