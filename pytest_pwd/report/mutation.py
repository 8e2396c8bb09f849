"""Mutation testing in words: the score, and every mutant that the tests didn't notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pytest_pwd.debugger.mutation import How, Mutant
from pytest_pwd.debugger.survivors import Survivor
from pytest_pwd.report.safe import safe
from pytest_pwd.report.words import counted


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the mutants: those tried, those that an item didn't notice, and those left out."""

    tried: Sequence[Mutant]
    survivors: Sequence[Survivor]
    red_before: Sequence[Mutant]

    @property
    def survived(self) -> set[Mutant]:
        """The mutants that an item of theirs didn't notice."""
        return {survivor.mutant for survivor in self.survivors}

    @property
    def score(self) -> float:
        """The share of tried mutants that all their items noticed, 0 to 100."""
        return 100 * (1 - len(self.survived) / len(self.tried)) if self.tried else 100.0


def mutation_lines(name: str, tally: Tally) -> list[str]:
    """Return the score, in all and by sort, and a line for each survivor with its reason."""
    tried, survived = Counter(m.how for m in tally.tried), Counter(m.how for m in tally.survived)
    killed = len(tally.tried) - len(tally.survived)
    lines = [
        f"{safe(name)}: {killed} of {counted(len(tally.tried), 'mutant')} noticed, score {tally.score:.0f}%"
    ]
    lines += [f"  {how:<10} {tried[how] - survived[how]} of {tried[how]}" for how in How if tried[how]]
    if tally.red_before:
        lines.append(f"  left out, because an item of theirs is red without them: {len(tally.red_before)}")
    for survivor in tally.survivors:
        lines.append(f"  survived: {safe(survivor.mutant.name)}: {safe(survivor.item)} stays green")
        lines.append(f"    {safe(survivor.reason)}")
    return lines


def mutation_data(name: str, tally: Tally) -> dict[str, Any]:
    """Return the same as plain data."""
    survived = tally.survived
    return {
        "discipline": name,
        "score": tally.score,
        "mutants": [
            {"how": m.how, "targets": list(m.targets), "noticed": m not in survived} for m in tally.tried
        ],
        "survivors": [
            {"how": s.mutant.how, "targets": list(s.mutant.targets), "item": s.item, "reason": s.reason}
            for s in tally.survivors
        ],
        "red_before": [{"how": m.how, "targets": list(m.targets)} for m in tally.red_before],
    }
