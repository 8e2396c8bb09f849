"""The command line, ``pytest-pwd …``: a command for each part of the work, from knowledge to verdicts."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from pytest_pwd.cli.check import run_check
from pytest_pwd.cli.expand import run_expand
from pytest_pwd.cli.export import FORMATS as EXPORTS
from pytest_pwd.cli.export import run_export
from pytest_pwd.cli.generate import run_generate
from pytest_pwd.cli.import_ import FORMATS as IMPORTS
from pytest_pwd.cli.import_ import run_import
from pytest_pwd.cli.lint import run_lint
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.errors import BAD_INPUT, PwdError, WrongUsage

INTERRUPTED = 130  # 128 + SIGINT and 128 + SIGPIPE, as shells have it
NOBODY_READS = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 red, 2 bad input, 4 usage, 130 on Ctrl-C."""
    terminal = Terminal(sys.stdout, sys.stderr)
    try:
        arguments = _parser().parse_args(argv)
        code: int = arguments.run(arguments, terminal)
        terminal.flush()
        return code
    except SystemExit as stop:  # argparse ends this way after --help and --version
        return stop.code if isinstance(stop.code, int) else 0
    except PwdError as error:
        terminal.remark(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        terminal.remark("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _let_go(terminal)
        return NOBODY_READS
    except OSError as error:
        terminal.remark(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return BAD_INPUT


def _let_go(terminal: Terminal) -> None:
    """Keep Python from writing what is left, and from complaining about it, when it exits."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), terminal.out.fileno())


class _Parser(argparse.ArgumentParser):
    """Reports wrong usage as every other error is reported, with pytest's exit code for it."""

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(f"{self.format_usage()}{self.prog}: {message}")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *args: Any, **kwargs: Any) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            known = version("pytest-pwd")
        except PackageNotFoundError:
            known = "(not installed)"
        print(f"pytest-pwd {known}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("pytest-pwd", description="Test what a language model knows, the way code is tested.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_generate(commands)
    _add_expand(commands)
    _add_check(commands)
    _add_lint(commands)
    _add_export(commands)
    _add_import(commands)
    return parser


def _add_generate(commands: Any) -> None:
    command = commands.add_parser(
        "generate",
        help="make probes or samples from the knowledge",
        description="Freeze a discipline's probes, or write its samples. What people wrote stays: a probe "
        'without "from", a written sample, and a statement that isn\'t named as the generator names its own.',
    )
    command.add_argument("what", choices=("tests", "samples"))
    _add_path(command)
    command.set_defaults(run=run_generate)


def _add_expand(commands: Any) -> None:
    command = commands.add_parser(
        "expand",
        help="print the wordings that a model is trained on",
        description="Print what the model sees of the samples in one epoch, before they are shuffled.",
    )
    _add_path(command)
    command.add_argument(
        "--concept",
        metavar="ID",
        nargs="+",
        action="extend",
        default=[],
        help="only what teaches this concept, relation or chain",
    )
    command.add_argument("--epoch", metavar="N", type=int, default=0, help="the epoch, counted from 0")
    command.add_argument("--limit", metavar="N", type=int, help="at most so many wordings")
    command.add_argument("--json", action="store_true", help="print a JSON object per wording")
    command.set_defaults(run=run_expand)


def _add_check(commands: Any) -> None:
    command = commands.add_parser(
        "check",
        help="compile, ask every probe, and list what is red",
        description="Run the whole loop without pytest: a line per red item, then counts. "
        "The exit code is 1 when something is red.",
    )
    _add_path(command)
    command.add_argument("--base", metavar="B", default="", help="another base than the manifest's")
    command.add_argument(
        "--incremental",
        action="store_true",
        help="continue from the last artifact where samples were only added",
    )
    command.set_defaults(run=run_check)


def _add_lint(commands: Any) -> None:
    command = commands.add_parser(
        "lint",
        help="say what a careful editor would change",
        description="Read knowledge and probes as an editor would: what nothing uses, what can't be told "
        "apart, what betrays its answer. A line per remark; the exit code is 1 when there is one.",
    )
    command.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="disciplines' folders, or what holds them (default: disciplines)",
    )
    command.set_defaults(run=run_lint)


def _add_export(commands: Any) -> None:
    command = commands.add_parser(
        "export",
        help="write samples, probes or knowledge as other tools read them",
        description="The samples with all their wordings, as the compile shows them, for other trainers "
        "(sharegpt, alpaca, prompt-completion); the probes for lm-evaluation-harness (lm-eval); "
        "the knowledge in the shape of ProDa's knowledge core (knowledge).",
    )
    command.add_argument("format", choices=EXPORTS)
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


def _add_import(commands: Any) -> None:
    command = commands.add_parser(
        "import",
        help="take over knowledge or questions from other tools",
        description="Read ProDa's knowledge core into knowledge files, or multiple-choice questions (JSON "
        "Lines: question, choices or options, answer, and of) into probes. What can't be taken over is "
        "listed with its place and the reason.",
    )
    command.add_argument("format", choices=IMPORTS)
    command.add_argument("file", metavar="FILE")
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


def _add_path(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "path", metavar="PATH", help="the discipline's folder, such as disciplines/chemistry"
    )
