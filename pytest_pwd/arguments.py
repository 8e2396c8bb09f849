"""Numbers that people type, for pytest's options and the command line's alike."""

from __future__ import annotations

import argparse


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
    raise argparse.ArgumentTypeError(f'"{text}" is not a number from 1, such as 3')
