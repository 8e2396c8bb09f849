"""Chains of ProDa as chains of ours: which of the steps is the given, and what each step rests on.

There a chain is a list of steps, each statement links two that follow each other, and preconditions say what
has to be true. Here a chain has a given, 2 to 4 steps and a conclusion, and every step names what it uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pytest_pwd.exchange.item import Item, Unmapped
from pytest_pwd.exchange.proda_file import STATEMENTS, Core, id_in
from pytest_pwd.knowledge.load import same_name
from pytest_pwd.terms import Chain, Step

LEAST, MOST = 2, 4  # steps, the conclusion not counted

Words = tuple[str, ...]
Link = tuple[str, Words]  # a relation's id, empty if it was not taken over, and the words of its object


@dataclass(frozen=True, slots=True)
class Support:
    """What a step can rest on: a chain's statements in their order, concepts by the words of their names."""

    ids: Mapping[str, str]  # ours, by the file's
    links: Mapping[str, Sequence[Link]]  # by the file's id of the chain
    names: Mapping[Words, str]
    longest: int  # words of a name

    @classmethod
    def of(
        cls, core: Core, names: Mapping[str, str], ids: Mapping[str, str], by_place: Mapping[str, str]
    ) -> Support:
        """Return what the steps of a file can rest on, its concepts and statements being known."""
        links: dict[str, list[Link]] = {}
        for item in core.items[STATEMENTS]:
            if chain := id_in(item, "parent_chain_id"):
                link = by_place.get(item.place, ""), _words(str(item.fields.get("object")))
                links.setdefault(chain, []).append(link)
        # A letter stands for too much, and the signs in a name like "C++" are no words.
        told = {name: id for name, id in names.items() if len(name) > 1 and re.fullmatch(r"[\w\s'-]+", name)}
        words = {_words(name): id for name, id in told.items()}
        return cls(ids, links, words, max(map(len, words), default=0))

    def leading_to(self, step: int, steps: Sequence[str], chain: str) -> Iterator[str]:
        """Yield the relations of a chain that lead to a step: by their number, else by what they lead to."""
        links = self.links.get(chain, ())
        if len(links) == len(steps) - 1:  # one for each two steps that follow each other
            yield from (id for id, _ in links[max(step - 1, 0) : step] if id)
            return
        words = _words(steps[step])
        for id, told in links:
            if id and told and any(words[at : at + len(told)] == told for at in range(len(words))):
                yield id

    def named_in(self, text: str) -> Iterator[str]:
        """Yield the concepts that a text names, by the longest names that are in it."""
        words, at = _words(text), 0
        while at < len(words):
            lengths = range(min(self.longest, len(words) - at), 0, -1)
            length = next((n for n in lengths if words[at : at + n] in self.names), 0)
            if length:
                yield self.names[words[at : at + length]]
            at += length or 1


def _words(text: str) -> Words:
    return tuple(re.findall(r"\w+", same_name(text)))


def read_chain(core: Core, support: Support, item: Item) -> Chain:
    """Return a chain, its id the text that it is to be made from; Unmapped when it has no such form."""
    before = [core.clause(text) for text in item.texts("preconditions")]
    steps = [core.clause(text) for text in item.texts("steps")]
    # The first step is the given where nothing else is said to be, and with it where the steps are too many.
    given, first = (before, 0) if before and len(steps) <= MOST + 1 else ([*before, *steps[:1]], 1)
    if not LEAST <= len(steps) - 1 - first <= MOST:
        raise Unmapped(
            f"{len(steps)} steps can't be told apart into a given, {LEAST} to {MOST} steps and a conclusion; "
            "write it as several chains, or with its preconditions"
        )
    uses = _uses_told(item, support, len(steps) - 1 - first) or [
        list(_uses_found(support, item, steps, number)) for number in range(first, len(steps) - 1)
    ]
    said = [Step(so, tuple(dict.fromkeys(used))) for so, used in zip(steps[first:-1], uses, strict=True)]
    for number, step in enumerate(said, start=1):
        if not step.uses:
            raise Unmapped(
                f'step {number} ("{step.so}") rests on no statement or concept that was taken over'
            )
    name = item.text("process_name") or "; ".join(given)
    topic, source = core.origin(item, [id_in(item, "chain_id")])
    return Chain(name, "; ".join(given), tuple(said), steps[-1], topic, source)


def _uses_told(item: Item, support: Support, count: int) -> list[list[str]]:
    """Return what each step uses as our export writes it, in a list of lists; nothing where it isn't so."""
    told = item.fields.get("uses")
    if told is None:
        return []
    if not isinstance(told, list) or len(told) != count or not all(isinstance(used, list) for used in told):
        item.note('"uses" is not a list of ids for each step; what they use is looked for instead')
        return []
    for number, used in enumerate(told, start=1):
        if missing := [str(id) for id in used if str(id) not in support.ids]:
            raise Unmapped(f'step {number} uses "{missing[0]}", which was not taken over')
    return [[support.ids[str(id)] for id in used] for used in told]


def _uses_found(support: Support, item: Item, steps: Sequence[str], number: int) -> Iterator[str]:
    """Yield the relations that lead to a step and the concepts that it names, or else what leads on."""
    chain = id_in(item, "chain_id")
    found = [*support.leading_to(number, steps, chain), *support.named_in(steps[number])]
    yield from found or support.leading_to(number + 1, steps, chain)
