"""The command line, ``pytest-pwd …``: a command for each part of the work, from knowledge to verdicts."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from pytest_pwd.cli import (
    check,
    diff,
    expand,
    export,
    generate,
    guard,
    import_,
    lint,
    mutate,
    new,
    review,
    stats,
    why,
)
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.errors import BAD_INPUT, PwdError, WrongUsage

# In the order in which --help shows them.
COMMANDS = (new, generate, expand, check, lint, review, why, diff, guard, mutate, stats, export, import_)

INTERRUPTED = 130  # 128 + SIGINT and 128 + SIGPIPE, as shells have it
NOBODY_READS = 141
BUG = 3  # as pytest has it


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 red, 2 bad input, 3 a bug, 4 usage, 130 Ctrl-C."""
    terminal = Terminal(sys.stdout, sys.stderr, keys=sys.stdin)
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
    except Exception:  # a fault of ours: Python's own exit code for it is that of a red item
        traceback.print_exc()
        return BUG


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
    for command in COMMANDS:
        command.declare(commands)
    return parser
