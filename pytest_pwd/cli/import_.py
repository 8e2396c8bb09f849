"""``pytest-pwd import``: other tools' knowledge and questions, and a line for all that has no counterpart."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pytest_pwd.builder.sample_file import read_text
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.cli.generate import verify
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.discipline import MANIFEST, Discipline
from pytest_pwd.errors import InputError, LeakError, Problem, WrongUsage, did_you_mean, raise_if
from pytest_pwd.exchange.ids import id_of
from pytest_pwd.exchange.item import counted
from pytest_pwd.exchange.proda_read import from_core
from pytest_pwd.exchange.questions import read_questions
from pytest_pwd.files import Files, shown
from pytest_pwd.knowledge.dump import dump_knowledge
from pytest_pwd.knowledge.load import load_knowledge
from pytest_pwd.terms import NOWHERE, Place
from pytest_pwd.tester.probe_file import dump_probes

FORMATS = ("knowledge", "probes")


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "import",
        help="take over knowledge or questions from other tools",
        description="Read ProDa's knowledge core into knowledge files, or multiple-choice questions (JSON "
        "Lines: question, choices or options, answer, and of) into probes. What can't be taken over is "
        "listed with its place and the reason.",
    )
    command.add_argument("format", metavar="|".join(FORMATS), choices=FORMATS, help="what to read")
    command.add_argument("file", metavar="FILE", help="where it is")
    command.add_argument(
        "--to",
        metavar="FOLDER",
        required=True,
        help="knowledge: where its files go, such as knowledge/chemistry; probes: the discipline's folder",
    )
    command.add_argument(
        "--of",
        metavar="ID",
        default="",
        help="probes: the concept, relation or chain that a question is of, where its line doesn't say",
    )
    command.add_argument("--force", action="store_true", help="replace files that are there")
    command.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write what has a counterpart here, and list all else.

    Errors: WrongUsage; InputError for a file that can't be read, and for one that would be overwritten.
    """
    if arguments.format == "knowledge":
        _import_knowledge(arguments, terminal)
    else:
        _import_probes(arguments, terminal)
    return 0


def _import_knowledge(arguments: argparse.Namespace, terminal: Terminal) -> None:
    if arguments.of:
        raise WrongUsage("--of goes with probes; knowledge is about all that it names")
    folder = (Path.cwd() / arguments.to).resolve()
    if (folder / MANIFEST).is_file():
        raise WrongUsage(f"{arguments.to} is a discipline's folder; give that of its knowledge")
    taken = from_core(_json(arguments.file), arguments.file, folder.name)
    for line in taken.left:
        terminal.remark(line)
    knowledge = taken.knowledge
    layers = (knowledge.concepts, knowledge.relations, knowledge.chains)
    counts = [
        counted(len(found), noun)
        for found, noun in zip(layers, ("concept", "relation", "chain"), strict=True)
    ]
    if knowledge.entries:
        texts = {folder / f"{topic}.yaml": text for topic, text in dump_knowledge(knowledge).items()}
        _check_free(texts, arguments.force)
        _check_together(folder, texts)
        _write(texts, terminal)
    left = taken.offered - len(knowledge.entries)
    terminal.remark(f"{', '.join(counts)} taken over; {left} of {taken.offered} not")


def _import_probes(arguments: argparse.Namespace, terminal: Terminal) -> None:
    discipline = open_discipline(arguments.to)
    ids = [entry.id for entry in discipline.knowledge.entries]
    if arguments.of and arguments.of not in ids:
        raise WrongUsage(f"--of {arguments.of}: no such entry.{did_you_mean(arguments.of, ids)}")
    topic = id_of(Path(arguments.file).stem)
    path = discipline.folder / f"test_{topic}.yaml"
    text = read_text(Path(arguments.file), arguments.file)
    quiz = read_questions(
        text, arguments.file, discipline.knowledge, arguments.of, _ids_beside(discipline, path)
    )
    for line in quiz.left:
        terminal.remark(line)
    if quiz.probes:
        home = shown(discipline.folder, discipline.root)
        texts = {path: dump_probes(discipline.name, topic, home, quiz.probes)}
        _check_free(texts, arguments.force)
        _write(texts, terminal)
        try:
            hint = verify(replace(discipline))
        except LeakError as error:
            said = f"{shown(path, Path.cwd())} is written, but nothing compiles until these are reworded"
            raise LeakError(said, *error.problems) from None
        if hint:
            terminal.remark(hint)
    if quiz.asked_once:
        terminal.remark(
            f"{counted(quiz.asked_once, 'question')} in one wording, asked bare and behind two phrases; "
            'three ways of asking, in "wordings", measure more'
        )
    left = quiz.offered - len(quiz.probes)
    terminal.remark(f"{counted(len(quiz.probes), 'probe')} taken over; {left} of {quiz.offered} lines not")


def _ids_beside(discipline: Discipline, path: Path) -> set[str]:
    """Return the ids of the probes that are there, but for those of a file that is to be replaced."""
    if not any(discipline.folder.glob("test_*.yaml")):
        return set()
    return {probe.id for probe in discipline.probes if Path(probe.place.file).name != path.name}


def _check_together(folder: Path, texts: Mapping[Path, str]) -> None:
    """Refuse knowledge that wouldn't load with what is in its folder, by a trial in another place."""
    with TemporaryDirectory(prefix="pwd-import-") as temp:
        trial = Path(temp) / (
            folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder.name
        )
        trial.mkdir(parents=True)
        for path in folder.glob("*.yaml"):
            (trial / path.name).write_bytes(path.read_bytes())
        for path, text in texts.items():
            (trial / path.name).write_text(text, encoding="utf-8", newline="")
        try:
            load_knowledge(trial, Path(temp))
        except InputError as error:
            said = "nothing was written: the files, as they would be, don't go together"
            raise InputError(said, *error.problems) from None


def _json(file: str) -> Any:
    text = read_text(Path(file), file).removeprefix("\ufeff")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(Problem(Place(file, error.lineno), f"this is not JSON ({error.msg})")) from None
    except (ValueError, RecursionError):
        raise InputError(f"{file}: this is nested too deeply, or has too long a number") from None


def _write(texts: Mapping[Path, str], terminal: Terminal) -> None:
    files = Files()
    for path, text in texts.items():
        files.mkdir(path.parent)
        files.write_text(path, text)
        terminal.say(shown(path, Path.cwd()))


def _check_free(texts: Mapping[Path, str], force: bool) -> None:
    """Refuse to write over a file that says something else, unless told to."""
    there = [path for path, text in texts.items() if path.exists() and not _says(path, text)]
    what = "{} is there already and says something else; --force replaces it"
    raise_if([Problem(NOWHERE, what.format(shown(path, Path.cwd()))) for path in there if not force])


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()
