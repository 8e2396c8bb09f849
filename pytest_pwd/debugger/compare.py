"""Two runs beside each other: which items turned red or green, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from pytest_pwd.terms import Probe, Verdict

Verdicts = Mapping[str, Verdict]
SURE = 0.05  # a difference that chance alone makes less often than this is one


@dataclass(frozen=True, slots=True)
class Move:
    """An item in both runs: its lowest margin before and after, and whether it was and is green."""

    item: str
    before: float
    after: float
    was_green: bool
    is_green: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All items that both runs have verdicts on, and how many only one of them has."""

    moves: tuple[Move, ...]
    unseen: int

    @property
    def lost(self) -> tuple[Move, ...]:
        """The items that turned red."""
        return tuple(move for move in self.moves if move.was_green and not move.is_green)

    @property
    def won(self) -> tuple[Move, ...]:
        """The items that turned green."""
        return tuple(move for move in self.moves if move.is_green and not move.was_green)

    @property
    def chance(self) -> float:
        """How likely chance alone makes a difference as large as this one: exact McNemar, two-sided."""
        return mcnemar(len(self.lost), len(self.won))

    def fell(self, tolerance: float = 0.0) -> bool:
        """Say if more was lost, net, than a share of the items, and more than chance makes."""
        net = len(self.lost) - len(self.won)
        return net > tolerance * len(self.moves) and self.chance < SURE


def compare(probes_of: Mapping[str, Sequence[Probe]], before: Verdicts, after: Verdicts) -> Comparison:
    """Return what became of each item whose probes all have verdicts in both runs."""
    moves, unseen = [], 0
    for item, probes in probes_of.items():
        if all(probe.id in before and probe.id in after for probe in probes):
            old, new = [before[p.id] for p in probes], [after[p.id] for p in probes]
            moves.append(Move(item, _lowest(old), _lowest(new), _green(old), _green(new)))
        else:
            unseen += 1
    return Comparison(tuple(moves), unseen)


def mcnemar(lost: int, won: int) -> float:
    """Return the exact two-sided p-value of McNemar's test for so many discordant pairs each way.

    If nothing but chance is at work, each changed item is as likely lost as won (McNemar, 1947).
    """
    changed, fewer = lost + won, min(lost, won)
    ways = sum(comb(changed, k) for k in range(fewer + 1))
    return min(1.0, float(Fraction(2 * ways, 2**changed)))


def _lowest(verdicts: Sequence[Verdict]) -> float:
    return min(verdict.margin for verdict in verdicts)


def _green(verdicts: Sequence[Verdict]) -> bool:
    return all(verdict.passed for verdict in verdicts)
