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
    names = _with_same_fact(knowledge, probe, preferred) or _with_same_predicate(knowledge, probe, preferred)
    return f"that is true of {cut(names[0], 30)}" if names else ""


def _with_same_fact(knowledge: Knowledge, probe: Probe, value: str) -> list[str]:
    """Return the names of concepts for which an attribute that is asked for has this value."""
    asked = knowledge.concepts.get(probe.of)
    attributes = [n for n, v in asked.facts.items() if v == probe.answer] if asked else []
    return [c.name for c in knowledge.concepts.values() if any(c.facts.get(a) == value for a in attributes)]


def _with_same_predicate(knowledge: Knowledge, probe: Probe, literal: str) -> list[str]:
    """Return the names of concepts that the predicate asked for leads to this literal."""
    asked = knowledge.relations.get(probe.of)
    return [
        knowledge.concepts[r.subject].name
        for r in knowledge.relations.values()
        if asked and r.literal and r.predicate == asked.predicate and r.object == literal
    ]


def _common_start(one: str, other: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in pairs).rstrip()
