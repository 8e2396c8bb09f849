"""Arguments that several commands take."""

from __future__ import annotations

import argparse


def add_path(command: argparse.ArgumentParser) -> None:
    """Let a command take the folder of one discipline."""
    command.add_argument(
        "path", metavar="PATH", help="the discipline's folder, such as disciplines/chemistry"
    )


def add_paths(command: argparse.ArgumentParser) -> None:
    """Let a command take the folders of several disciplines, or none for all."""
    command.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="disciplines' folders, or what holds them (default: disciplines)",
    )


def whole(text: str) -> int:
    """Return a whole number; argparse names the argument when it is none."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number') from None


def at_least_one(text: str) -> int:
    """Return a count as a number; argparse names the argument when it is none."""
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a number from 1')
