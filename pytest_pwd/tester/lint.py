"""What a careful examiner would catch in probes: choices that betray themselves, and second right ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from pytest_pwd.errors import Problem
from pytest_pwd.terms import Asks, Chain, Concept, Knowledge, Probe, Relation

LONGER = 2.0  # times as long as the longest other choice, or as short as the shortest,
BY = 12  # and by so many characters: the eye sees that
WORD = 4  # characters; what is shorter may be a symbol

CLAUSES = (Asks.STEP, Asks.CONCLUSION, Asks.WALK)  # how they begin is chance


def lint_probes(knowledge: Knowledge, probes: Iterable[Probe]) -> list[Problem]:
    """Return a remark for every probe that can be passed without knowing, or failed while knowing."""
    names = frozenset(concept.name for concept in knowledge.concepts.values())
    return sorted(remark for probe in probes for remark in _remarks(knowledge, names, probe))


def _remarks(knowledge: Knowledge, names: Collection[str], probe: Probe) -> Iterator[Problem]:
    others = [choice for choice in probe.choices if choice != probe.answer]
    if len({_plain(choice) for choice in probe.choices}) < len(probe.choices):
        yield _remark(probe, "same-choice", "two choices differ in nothing but case or punctuation")
    for choice in others:
        if _also_right(knowledge, probe, choice):
            yield _remark(probe, "second-answer", f'by the knowledge itself "{choice}" is right too')
    if probe.answer in names:
        return  # a name is among the choices of all its kin, so how it looks tells nothing
    if length := _odd_length(probe.answer, others):
        yield _remark(probe, "odd-length", f"the right choice is far {length} than all others")
    if probe.asks not in CLAUSES and (form := _odd_form(probe.answer, others)):
        yield _remark(probe, "odd-form", f"the right choice alone {form}")


def _remark(probe: Probe, rule: str, text: str) -> Problem:
    return Problem(probe.place, f'probe "{probe.id}": {text}  [{rule}]')


def _plain(text: str) -> str:
    # Of symbols the case is all that tells heat capacity, C, from specific heat, c.
    return re.sub(r"[^\w+−-]", "", text if len(text) < WORD else text.lower())


def _odd_length(answer: str, others: list[str]) -> str:
    longest, shortest = max(map(len, others)), min(map(len, others))
    if len(answer) >= max(LONGER * longest, longest + BY):
        return "longer"
    return "shorter" if len(answer) <= min(shortest / LONGER, shortest - BY) else ""


FORMS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("begins with an article", lambda text: re.match(r"(a|an|the) \w", text.lower()) is not None),
    ("ends with a mark", lambda text: text[-1] in ".,;:!?"),
)


def _odd_form(answer: str, others: list[str]) -> str:
    for name, has in FORMS:
        if has(answer) and not any(map(has, others)):
            return name
    return ""


# --------------------------------------------------------------------------- second right choices


def _also_right(knowledge: Knowledge, probe: Probe, choice: str) -> bool:
    entry = knowledge.entry(probe.of)
    match entry:
        case Concept() if probe.asks == Asks.FACT:
            return _plain(choice) == _plain(probe.answer)
        case Concept() if probe.asks in (Asks.DEFINITION, Asks.ALIAS):
            return choice in (entry.name, *entry.aliases)
        case Relation() if probe.asks in (Asks.FORWARD, Asks.BACKWARD):
            return choice in _right_ends(knowledge, entry, probe.asks)
        case Chain() if probe.asks in (Asks.STEP, Asks.CONCLUSION):
            return choice in _said(knowledge, entry)
    return False


def _right_ends(knowledge: Knowledge, asked: Relation, asks: Asks) -> set[str]:
    """Return every object (or subject) that makes a relation's sentence true, as the knowledge has it."""
    found = set()
    for other in knowledge.relations.values():
        subject, object_ = knowledge.concepts[other.subject].name, other.object
        if not other.literal:
            object_ = knowledge.concepts[other.object].name
        if other.predicate == asked.predicate:
            if asks == Asks.FORWARD and other.subject == asked.subject:
                found.add(object_)
            elif asks == Asks.BACKWARD and other.object == asked.object:
                found.add(subject)
    return found


def _said(knowledge: Knowledge, chain: Chain) -> set[str]:
    """Return what follows from a chain's given, by itself and by the chains that begin alike."""
    chains = [other for other in knowledge.chains.values() if other.given == chain.given]
    return {text for other in chains for text in (*(step.so for step in other.steps), other.conclusion)}
