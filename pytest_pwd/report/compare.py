"""A comparison of two runs, as text, Markdown and data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pytest_pwd.debugger.compare import SURE, Comparison, Move
from pytest_pwd.report.safe import safe
from pytest_pwd.report.words import counted, signed

SHOWN = 10  # items whose margins moved most


def comparison_lines(comparison: Comparison, markdown: bool = False) -> list[str]:
    """Return what turned red, what turned green and what moved most, with how likely chance does that."""
    bullet = "- " if markdown else "  "
    heading = "### " if markdown else ""
    lines = [f"{heading}{_summary(comparison)}"]
    for title, moves in (("turned red", comparison.lost), ("turned green", comparison.won)):
        if moves:
            lines += [f"{heading}{title}", *(f"{bullet}{_moved(move)}" for move in moves)]
    if still := _most_moved(comparison):
        lines += [f"{heading}moved most", *(f"{bullet}{_moved(move)}" for move in still)]
    return lines


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {
        "items": len(comparison.moves),
        "unseen": comparison.unseen,
        "p": comparison.chance,
        "turned_red": [asdict(move) for move in comparison.lost],
        "turned_green": [asdict(move) for move in comparison.won],
        "moves": [asdict(move) for move in comparison.moves],
    }


def _summary(comparison: Comparison) -> str:
    lost, won = len(comparison.lost), len(comparison.won)
    said = f"{counted(len(comparison.moves), 'item')}: {lost} turned red, {won} turned green"
    if lost or won:
        sure = "more than chance" if comparison.chance < SURE else "chance alone may do that"
        said += f" (exact McNemar p = {comparison.chance:.3g}: {sure})"
    return said + (f"; {comparison.unseen} not in both runs" if comparison.unseen else "")


def _moved(move: Move) -> str:
    return f"{safe(move.item)}: lowest margin {signed(move.before)} → {signed(move.after)}"


def _most_moved(comparison: Comparison) -> Sequence[Move]:
    stayed = [
        move
        for move in comparison.moves
        if move.was_green == move.is_green and signed(move.before) != signed(move.after)
    ]
    return sorted(stayed, key=lambda move: -abs(move.after - move.before))[:SHOWN]
