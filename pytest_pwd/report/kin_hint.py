"""Why a model may have preferred a wrong choice: what that choice has in common with the right one."""

from __future__ import annotations

from itertools import takewhile

from pytest_pwd.report.safe import cut
from pytest_pwd.terms import Concept, Knowledge, Probe

ALIKE = 4  # letters at the start that are worth a word


def kin_hint(knowledge: Knowledge, probe: Probe, preferred: str) -> str:
    """Return what makes the preferred choice confusable with the answer, or an empty text."""
    if preferred == probe.answer:
        return ""
    start = _common_start(probe.answer.lower(), preferred.lower())
    if len(start) >= ALIKE:
        return f'both start "{cut(start, 30)}"'
    for concept in knowledge.concepts.values():
        if concept.name == preferred:
            return _same_kind(knowledge, concept, probe.answer)
    return _another_ones_value(knowledge, probe, preferred)


def _same_kind(knowledge: Knowledge, preferred: Concept, answer: str) -> str:
    right = next((c for c in knowledge.concepts.values() if c.name == answer), None)
    return f"the same kind, {cut(preferred.kind, 30)}" if right and right.kind == preferred.kind else ""


def _another_ones_value(knowledge: Knowledge, probe: Probe, preferred: str) -> str:
    asked = knowledge.concepts.get(probe.of)
    if asked is None:
        return ""
    attributes = [name for name, value in asked.facts.items() if value == probe.answer]
    for concept in knowledge.concepts.values():
        if any(concept.facts.get(name) == preferred for name in attributes):
            return f"that is true of {cut(concept.name, 30)}"
    return ""


def _common_start(one: str, other: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in pairs).rstrip()
