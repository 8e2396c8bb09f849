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
