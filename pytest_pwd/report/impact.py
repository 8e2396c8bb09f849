"""Which red items go back to which gap."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_pwd.knowledge.graph import kind_of, rests_on
from pytest_pwd.terms import Finding, Gap, Knowledge


def turned_red(knowledge: Knowledge, findings: Mapping[str, Finding]) -> dict[str, tuple[str, ...]]:
    """Return, for each gap, the other items that are red because of it, in the order of the findings.

    A chain with a gap in a relation is also red because of the concepts that make that relation a gap.
    """
    gaps = {finding.at for finding in findings.values() if isinstance(finding, Gap)}
    turned: dict[str, list[str]] = {}
    for item, finding in findings.items():
        if not isinstance(finding, Gap):
            continue
        entry = knowledge.entry(finding.at)
        below = [other for other in rests_on(entry) if other in gaps] if entry else []
        for cause in (finding.at, *below):
            if cause != item:
                turned.setdefault(cause, []).append(item)
    return {cause: tuple(items) for cause, items in turned.items()}


def kind_of_finding(knowledge: Knowledge, finding: Finding) -> str:
    """Return what a finding is: ``concept gap``, ``relation gap`` or ``chain break``."""
    if isinstance(finding, Gap):
        return f"{kind_of(knowledge.entry(finding.at))} gap"
    return "chain break"


def where(finding: Finding) -> str:
    """Return where a finding is: the id of the gap, the step of a break, or its composition."""
    if isinstance(finding, Gap):
        return finding.at
    return f"step {finding.step}" if finding.step else "composition"
