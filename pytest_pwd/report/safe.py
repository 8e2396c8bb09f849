"""Text that comes from files and models, made harmless before it reaches a terminal or a CI log."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_pwd.knowledge.parse import printable

# Azure, TeamCity and older GitHub runners take these for commands wherever they stand in a line.
_ANYWHERE = re.compile(r"##(?=\w*\[)")
# GitHub takes these for commands at the start of a line, behind any spaces.
_AT_THE_START = re.compile(r"^(?=\s*::)")

_PLAIN = str.maketrans({"✓": "+", "✗": "x", "·": "-", "−": "-", "…": "...", "→": "->"})


def safe(text: str) -> str:
    """Return a text as a part of one line: control and bidi characters shown by their numbers."""
    return _ANYWHERE.sub("# #", printable(text))


def safe_lines(text: str) -> list[str]:
    """Return a text of several lines, none of which a CI system reads as a command."""
    return [_AT_THE_START.sub("| ", safe(line)) for line in text.split("\n")]


def cut(text: str, width: int) -> str:
    """Return a text as a part of one line that is no longer than ``width`` characters."""
    shown = safe(text)
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def plain(lines: Iterable[str]) -> list[str]:
    """Return lines with our own marks in ASCII, for terminals that can't show others."""
    return [line.translate(_PLAIN) for line in lines]


def shows(encoding: str | None) -> bool:
    """Say whether an encoding has our marks."""
    try:
        "✓✗·−…→".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
