"""``pytest-pwd export``: a discipline's samples, probes and knowledge as other tools read them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_pwd.cli.folder import open_disciplines
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.compiler.base import end_token
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import StaleProbe, WrongUsage
from pytest_pwd.exchange.corpus import FORMATS as CORPORA
from pytest_pwd.exchange.corpus import Record, records
from pytest_pwd.exchange.harness import group_name, task_files
from pytest_pwd.exchange.json_text import json_lines, json_text
from pytest_pwd.exchange.proda_write import joined, to_core
from pytest_pwd.files import Files, shown
from pytest_pwd.terms import Probe, Sample

HARNESS, KNOWLEDGE = "lm-eval", "knowledge"
FORMATS = (*CORPORA, HARNESS, KNOWLEDGE)


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "export",
        help="write samples, probes or knowledge as other tools read them",
        description="The samples with all their wordings, as the compile shows them, for other trainers "
        "(sharegpt, alpaca, prompt-completion); the probes for lm-evaluation-harness (lm-eval); "
        "the knowledge in the shape of ProDa's knowledge core (knowledge).",
    )
    command.add_argument("format", metavar="FORMAT", choices=FORMATS, help=", ".join(FORMATS))
    command.add_argument(
        "path", metavar="PATH", help="a discipline's folder, or one that holds several disciplines"
    )
    command.add_argument("--out", metavar="PATH", help="the file to write (lm-eval: the folder)")
    command.add_argument(
        "--wordings",
        metavar="N",
        type=int,
        help="samples: one epoch with so many wordings of each thing taught, instead of the recipe's epochs",
    )
    command.add_argument(
        "--end",
        metavar="TOKEN",
        help="lm-eval: what stands behind each choice (default: the end token of the discipline's base)",
    )
    command.set_defaults(run=run_export)


def run_export(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write the disciplines in a format, or print them where no file is named.

    Errors: WrongUsage for options that the format hasn't; InputError, also for samples with a leak.
    """
    _check(arguments)
    disciplines = open_disciplines([arguments.path])
    if arguments.format == HARNESS:
        _write(_tasks(disciplines, arguments, terminal), terminal)
    elif arguments.format == KNOWLEDGE:
        knowledge = [discipline.knowledge for discipline in disciplines]
        core = to_core(knowledge[0] if len(knowledge) == 1 else joined(knowledge))
        if arguments.out is None:
            terminal.give(core, indent=1)
        else:
            _write({_absolute(arguments.out): json_text(core, indent=1) + "\n"}, terminal)
    else:
        found = _corpus(disciplines, arguments, terminal)
        if arguments.out is None:
            for record in found:
                terminal.give(record)
        else:
            _write({_absolute(arguments.out): json_lines(found)}, terminal)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    format, out, problems = arguments.format, arguments.out, []
    if arguments.wordings is not None:
        if format not in CORPORA:
            problems.append(f"--wordings goes with {', '.join(CORPORA)}; {format} has none")
        elif arguments.wordings < 1:
            problems.append(f"--wordings {arguments.wordings}: give a number from 1")
    if arguments.end is not None and format != HARNESS:
        problems.append(f"--end goes with {HARNESS}; {format} has no choices")
    if format == HARNESS and out is None:
        problems.append(f"{HARNESS} takes several files; name their folder with --out")
    elif format == HARNESS and Path(out).is_file():
        problems.append(f"--out {out} is a file; {HARNESS} takes a folder")
    elif format != HARNESS and out is not None and Path(out).is_dir():
        problems.append(f"--out {out} is a folder; name a file in it")
    if problems:
        raise WrongUsage(*problems)


def _absolute(path: str) -> Path:
    return Path.cwd() / path


def _write(texts: Mapping[Path, str], terminal: Terminal) -> None:
    files = Files()
    for path, text in texts.items():
        files.mkdir(path.parent)
        files.write_text(path, text)
        lines = f": {text.count(chr(10)):,} lines" if path.suffix == ".jsonl" else ""
        terminal.say(f"{shown(path, Path.cwd())}{lines}")


# --------------------------------------------------------------------------- samples


def _corpus(
    disciplines: Sequence[Discipline], arguments: argparse.Namespace, terminal: Terminal
) -> Iterator[Record]:
    for discipline in disciplines:
        count = discipline.recipe.epochs if arguments.wordings is None else 1
        each = records(_samples(discipline), discipline.recipe, arguments.format, arguments.wordings)
        for done, epoch in enumerate(each, start=1):
            terminal.progress(f"expanding {discipline.name}", done, count)
            yield from epoch


def _samples(discipline: Discipline) -> Sequence[Sample]:
    """Return the samples, which hold no probe if there are probes."""
    probes = any(discipline.folder.glob("test_*.yaml"))
    return discipline.samples if probes else discipline.unchecked_samples


# --------------------------------------------------------------------------- probes


def _tasks(
    disciplines: Sequence[Discipline], arguments: argparse.Namespace, terminal: Terminal
) -> dict[Path, str]:
    """Return the harness's files by their paths.

    Errors: StaleProbe, as a probe that the knowledge has left behind judges nobody.
    """
    folder = _absolute(arguments.out).resolve()
    texts: dict[Path, str] = {}
    for discipline in disciplines:
        if stale := [text for probe in discipline.probes if (text := discipline.stale(probe))]:
            raise StaleProbe(*stale)
        if folder / f"{group_name(discipline.name)}.yaml" in texts:
            raise WrongUsage(f'two disciplines are named "{discipline.name}"; export them one by one')
        end = _end(discipline, terminal) if arguments.end is None else arguments.end
        files = task_files(discipline.name, _by_topic(discipline), end, folder)
        texts |= {folder / name: text for name, text in files.items()}
    return texts


def _end(discipline: Discipline, terminal: Terminal) -> str:
    found = end_token(discipline.recipe, discipline.root)
    if not found:
        terminal.remark(
            f'{discipline.name}: the end token of the base "{discipline.recipe.base}" is not known here, so '
            "nothing stands behind the choices; pytest scores them with it: name it with --end"
        )
    return found


def _by_topic(discipline: Discipline) -> dict[str, list[Probe]]:
    topics: dict[str, list[Probe]] = {}
    for probe in discipline.probes:
        topics.setdefault(discipline.topic_of(probe.of), []).append(probe)
    return topics
