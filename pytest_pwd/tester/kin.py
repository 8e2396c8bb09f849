"""Wrong choices that only knowledge can tell from the right one: kin, alike in length and form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pytest_pwd.digest import digest
from pytest_pwd.terms import Chain, Concept, Knowledge, Relation

WRONG = 3
TELLING = 4  # letters


class Kin:
    """The confusable kin of everything in a knowledge base.

    Every method returns wrong choices, best first: at most as many as asked for (objects: and one), or
    fewer when the knowledge has no more.
    """

    def __init__(self, knowledge: Knowledge, most: int = WRONG) -> None:
        self.knowledge, self.most = knowledge, most
        self._of_kind: dict[str, list[Concept]] = {}
        self._values: dict[tuple[str, str], list[str]] = {}
        for concept in knowledge.concepts.values():
            self._of_kind.setdefault(concept.kind, []).append(concept)
            for attribute, value in concept.facts.items():
                self._values.setdefault((concept.kind, attribute), []).append(value)
                self._values.setdefault(("", attribute), []).append(value)
        self._by_predicate: dict[str, list[Relation]] = {}
        for relation in knowledge.relations.values():
            self._by_predicate.setdefault(relation.predicate, []).append(relation)

    def names(self, concept: Concept) -> list[str]:
        """Return the names of other concepts of the same kind."""
        same = [kin.name for kin in self._of_kind[concept.kind] if kin.id != concept.id]
        return self._pick(concept.name, [same], salt=concept.id)

    def values(self, concept: Concept, attribute: str) -> list[str]:
        """Return other values of the attribute: of kin whose names share a word, of other kin, of all else.

        Who mixes two things up mixes up those that are called alike.
        """
        value = concept.facts[attribute]
        kin = [other for other in self._of_kind[concept.kind] if attribute in other.facts]
        namesakes = [other.facts[attribute] for other in kin if share_word(concept.name, other.name)]
        tiers = [namesakes, self._values[concept.kind, attribute], self._values["", attribute]]
        return self._pick(value, tiers, salt=f"{concept.id}/{attribute}", alike=form_distance)

    def objects(self, relation: Relation) -> list[str]:
        """Return objects that would make the relation false, the subject itself behind them.

        Without it, who has learned the relation the wrong way round would still pass: of all choices, the
        object is the only one that it ever met beside the subject. Only a literal can't change places.
        """
        same = self._by_predicate[relation.predicate]
        right = {self.object(r) for r in same if r.subject == relation.subject}
        used = [self.object(r) for r in same]
        of_kind = [] if relation.literal else [c.name for c in self._kind_of(relation.object)]
        turned = set() if relation.literal else {self.subject(relation)} - right
        kin = self._pick(self.object(relation), [of_kind or used, used], relation.id, right | turned)
        return [*kin, *turned]

    def subjects(self, relation: Relation) -> list[str]:
        """Return subjects that would make the relation false."""
        same = self._by_predicate[relation.predicate]
        right = {self.subject(r) for r in same if self.object(r) == self.object(relation)}
        of_kind = [c.name for c in self._kind_of(relation.subject)]
        used = [self.subject(r) for r in same]
        tiers = _last([of_kind, used], self.object(relation))
        return self._pick(self.subject(relation), tiers, salt=relation.id, never=right)

    def ends(self, relation: Relation) -> list[str]:
        """Return the object, which is what a subject is mistaken for, and then others that neither end is."""
        own = {self.subject(relation), self.object(relation)}
        others = dict.fromkeys([*self.subjects(relation), *self.objects(relation)])
        return [self.object(relation), *(other for other in others if other not in own)][: self.most]

    def steps(self, chain: Chain, k: int) -> list[str]:
        """Return steps of other chains that could be taken for step ``k`` (from 1)."""
        others = [[step.so for step in other.steps] for other in self._others(chain)]
        return self._clauses(chain, chain.steps[k - 1].so, others, salt=f"{chain.id}/{k}")

    def conclusions(self, chain: Chain) -> list[str]:
        """Return conclusions of other chains that could be taken for this one's."""
        others = [[other.conclusion] for other in self._others(chain)]
        return self._clauses(chain, chain.conclusion, others, salt=chain.id)

    def subject(self, relation: Relation) -> str:
        """Return the name of the relation's subject."""
        return self.knowledge.concepts[relation.subject].name

    def object(self, relation: Relation) -> str:
        """Return the name of the relation's object, or its text when it is a literal."""
        return relation.object if relation.literal else self.knowledge.concepts[relation.object].name

    def _kind_of(self, concept: str) -> list[Concept]:
        return self._of_kind[self.knowledge.concepts[concept].kind]

    def _others(self, chain: Chain) -> Iterator[Chain]:
        chains = [other for other in self.knowledge.chains.values() if other.id != chain.id]
        yield from sorted(chains, key=lambda other: other.topic != chain.topic)

    def _clauses(self, chain: Chain, right: str, others: Sequence[Sequence[str]], salt: str) -> list[str]:
        never = {chain.given, chain.conclusion, *(step.so for step in chain.steps)}
        flat = [text for texts in others for text in texts]
        return self._pick(right, [flat], salt=salt, never=never, alike=word_distance)

    def _pick(
        self,
        right: str,
        tiers: Iterable[Iterable[str]],
        salt: str,
        never: Iterable[str] = (),
        alike: Callable[[str, str], float] | None = None,
    ) -> list[str]:
        """Return up to ``most`` texts, those of the earlier tiers first, the most alike first in each."""
        alike = alike or form_distance
        taken = {right, *never}
        picked: list[str] = []
        for tier in tiers:
            texts = sorted(set(tier) - taken, key=lambda text: (alike(right, text), digest([salt, text])))
            for text in texts[: self.most - len(picked)]:
                taken.add(text)
                picked.append(text)
        return picked


def share_word(one: str, other: str) -> bool:
    """Say if two names have a word in common, one that is long enough to tell something."""
    return any(len(word) >= TELLING for word in set(one.lower().split()) & set(other.lower().split()))


def form_distance(one: str, other: str) -> float:
    """Return how unlike in form two short values are: digits, words and length."""
    digits = bool(re.search(r"\d", one)) != bool(re.search(r"\d", other))
    words = abs(len(one.split()) - len(other.split()))
    return 4.0 * digits + words + abs(len(one) - len(other)) / 10


def word_distance(one: str, other: str) -> float:
    """Return one minus the share of words that two clauses have in common, lengths weighed in."""
    a, b = set(one.lower().split()), set(other.lower().split())
    return 1 - len(a & b) / len(a | b) + abs(len(one) - len(other)) / 100


def _last(tiers: Sequence[list[str]], asked: str) -> list[list[str]]:
    """Move what a question speaks of behind all other choices: few would take it for the answer."""
    return [*([text for text in tier if text != asked] for tier in tiers), [asked] * (asked in tiers[0])]
