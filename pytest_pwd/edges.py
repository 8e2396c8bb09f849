"""Where a run meets people: what it says, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _silent(line: str) -> None:
    """Say nothing."""


def _still(stage: str, done: int, of: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Where a run meets people: ``say`` gets lines worth reading, ``progress`` (stage, done, of)."""

    say: Callable[[str], None] = _silent
    progress: Callable[[str, int, int], None] = _still


SILENT = Edges()
