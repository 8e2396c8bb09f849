"""The regression gate: what could be done before must still be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod, sqrt

from pytest_pwd.debugger.compare import Comparison, Verdicts, compare
from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.terms import Probe

ONE_SIDED = 1.645  # standard deviations that chance alone exceeds in one of twenty


@dataclass(frozen=True, slots=True)
class Suite:
    """Probes of something other than what is compiled."""

    name: str
    probes: tuple[Probe, ...]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A suite before and after; ``tolerance`` is the share of its items that may turn red, net."""

    suite: str
    comparison: Comparison
    chance: float
    tolerance: float

    @property
    def before(self) -> int:
        """How many items were green."""
        return sum(move.was_green for move in self.comparison.moves)

    @property
    def after(self) -> int:
        """How many items are green."""
        return sum(move.is_green for move in self.comparison.moves)

    @property
    def fell(self) -> bool:
        """Say if more was lost than is tolerated and than chance makes, of what was more than guessed."""
        return not self.guessing and self.comparison.fell(self.tolerance)

    @property
    def guessing(self) -> bool:
        """Say if what was green before is no more than guessing makes, so that there was nothing to lose."""
        count = len(self.comparison.moves)
        spread = sqrt(count * self.chance * (1 - self.chance))
        return self.before <= count * self.chance + ONE_SIDED * spread


def guarded(suite: Suite, before: Verdicts, after: Verdicts, tolerance: float) -> Guarded:
    """Return what became of a suite's items."""
    items = by_item(suite.probes)
    return Guarded(suite.name, compare(items, before, after), _by_guessing(items), tolerance)


def _by_guessing(items: Mapping[str, Sequence[Probe]]) -> float:
    """Return the mean chance that an item is green when every choice is as likely to be preferred."""
    chances = [prod(1 / len(probe.choices) for probe in probes) for probes in items.values()]
    return sum(chances) / len(chances)
