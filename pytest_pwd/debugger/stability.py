"""Stability: the same data compiled from several seeds, and what that leaves open.

A seed decides in which order and in which words a model meets its data. What is green by one seed and
red by another is neither known nor unknown: it is unstable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pytest_pwd.debugger.diagnose import ProbesOf, diagnose
from pytest_pwd.terms import Finding, Knowledge, Verdict


@dataclass(frozen=True, slots=True)
class Steadiness:
    """One item by several seeds: its lowest margin by each, and what is wrong with it where it is red."""

    item: str
    margins: tuple[float, ...]
    findings: tuple[Finding | None, ...]

    @property
    def green(self) -> int:
        """By how many seeds the item passes."""
        return self.findings.count(None)

    @property
    def unstable(self) -> bool:
        """Say if the item passes by some seeds only."""
        return 0 < self.green < len(self.findings)

    @property
    def first_red(self) -> int:
        """The number of the first run, from 0, in which something is wrong; ValueError if there is none."""
        return [finding is None for finding in self.findings].index(False)


def steadiness(
    knowledge: Knowledge,
    items: Iterable[str],
    probes_of: ProbesOf,
    runs: Sequence[Mapping[str, Verdict]],
) -> dict[str, Steadiness]:
    """Return how each item does in several runs, one for each seed."""
    return {
        item: Steadiness(
            item,
            tuple(min(verdicts[probe.id].margin for probe in probes_of[item]) for verdicts in runs),
            tuple(diagnose(knowledge, item, probes_of, verdicts) for verdicts in runs),
        )
        for item in items
    }
