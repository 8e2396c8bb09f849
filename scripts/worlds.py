"""Made-up worlds: statements about nothing, worded by the builder's frames, for the embedded base to read.

A world has the shapes of real knowledge (kinds with confusable members, attributes whose values kin
share, relations, families of chains that differ in a word or two), but its names, values and pairings
are drawn at random and live only for a while: what can be learned from them for good is how the frames
speak and how to bind a fact to a name, and no fact.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pytest_pwd.builder.expand import draw
from pytest_pwd.builder.frames import FILLERS, FRAMES, LEAD_INS
from pytest_pwd.terms import Sample, Wording

SYLLABLES = """
    ba be bi bo ca ce co cu da de di do fa fe fi fo ga ge go ha he hi la le li lo lu ma me mi mo na
    ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to tra tri va ve vi xi zo ar en in on or
    us ion ine ate ium ol ene yl
""".split()
UNITS = "kJ m kg s mol g V K J % cm nm L Pa eV A Hz W".split()
FUNCTION_WORDS = "a the of that in to by with from and at its for into as on per when one".split()


def words_of(folder: Path) -> Counter[str]:
    """Count the words in every knowledge file: the bag only, no order and no pairing survives."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml")))
    return Counter(re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", text))


class Maker:
    """Draws names, values, clauses and statements from a bag of words and a seed."""

    def __init__(self, words: Counter[str], seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = sorted(words)
        self.weights = [words[word] ** 0.5 for word in self.words]
        self.count = 0

    def word(self) -> str:
        """Return a word of the bag, or (one in four) one that doesn't exist."""
        if self.rng.random() < 0.25:
            return "".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 4)))
        return self.rng.choices(self.words, self.weights)[0]

    def phrase(self, least: int, most: int) -> str:
        """Return some words."""
        return " ".join(self.word() for _ in range(self.rng.randint(least, most)))

    def clause(self, least: int, most: int) -> str:
        """Return words with function words among them, as definitions and steps have."""
        count = self.rng.randint(least, most)
        return " ".join(
            self.rng.choice(FUNCTION_WORDS) if self.rng.random() < 0.3 else self.word() for _ in range(count)
        )

    def value(self) -> str:
        """Return a short value: words, a number with its unit, or a formula."""
        kind = self.rng.random()
        if kind < 0.65:
            return self.phrase(1, 3)
        if kind < 0.85:
            number = self.rng.choice(
                (str(self.rng.randint(-20, 400)), f"{self.rng.uniform(-3, 15):.{self.rng.randint(1, 3)}f}")
            )
            return number if self.rng.random() < 0.4 else f"{number} {self.rng.choice(UNITS)}"
        return "".join(
            self.rng.choice("BCFHIKNOPSUVW")
            + self.rng.choice(("", "", "a", "e", "l", "r"))
            + self.rng.choice(("", "", "2", "3", "4"))
            for _ in range(self.rng.randint(1, 4))
        ) + self.rng.choice(("", "", "", "+", "-", " 2+", " 2-"))

    def kin_texts(self, count: int, one: str) -> list[str]:
        """Return confusable variants of a text: each with one to three of its words changed."""
        texts = [one]
        while len(texts) < count:
            words = one.split()
            for _ in range(self.rng.randint(1, min(3, len(words)))):
                words[self.rng.randrange(len(words))] = self.word()
            texts.append(" ".join(words))
        return texts

    def names(self, count: int) -> list[str]:
        """Return one kind's names, some as alike as Lewis acid and Lewis base, or s and p orbital."""
        rng, shared = self.rng, [self.word() for _ in range(3)]
        style = rng.random()
        if style < 0.35:  # one word in common, one of their own, always at the same end
            first = rng.random() < 0.5
            own = self.distinct(count, short=rng.random() < 0.25)
            return [f"{shared[0]} {word}" if first else f"{word} {shared[0]}" for word in own]
        if style < 0.7:
            ends = ((rng.choice(shared), self.word()) for _ in range(count))
            return [f"{a} {b}" if rng.random() < 0.5 else f"{b} {a}" for a, b in ends]
        return [self.phrase(1, 2) for _ in range(count)]

    def distinct(self, count: int, short: bool) -> list[str]:
        """Return different words, or (short) letters and numbers."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.rng.choice("abcdefghijklmnopqrstuvwxyz0123456789") if short else self.word()] = None
        return list(found)

    def family(self) -> Iterator[Sample]:
        """Yield the statements on one kind: its members, their facts and relations, and some chains."""
        rng, size = self.rng, self.rng.randint(4, 7)
        kind, names = self.phrase(1, 2), self.names(size)
        for name in names:
            other = tuple(n for n in names if n != name)
            definition = self.clause(6, 13)
            yield self.sample("definition", name=name, kind=kind, definition=definition, other=other)
            if rng.random() < 0.6:
                yield self.sample("alias", name=name, alias=self.phrase(1, 2), kind=kind, other=other)
        for _ in range(rng.randint(1, 3)):
            attribute, values = self.phrase(1, 3), [self.value() for _ in range(size)]
            for name, value in zip(names, values, strict=True):
                pairs = [(n, v) for n, v in zip(names, values, strict=True) if v != value]
                if pairs:
                    others, other_values = zip(*pairs, strict=True)
                    yield self.sample(
                        "fact",
                        subject=name,
                        attribute=attribute,
                        value=value,
                        other=others,
                        other_value=other_values,
                    )
        # Half of the relations are among kin, so that only the order tells who acts on whom.
        predicate, objects = (
            self.phrase(1, 4),
            names[1:] + names[:1] if rng.random() < 0.5 else self.names(size),
        )
        for name, target in zip(names, objects, strict=True):
            others = {
                "other_subject": tuple(n for n in names if n != name),
                "other_object": tuple(o for o in objects if o != target),
            }
            yield self.sample("relation", subject=name, predicate=predicate, object=target, **others)
        yield from self.chains(rng.randint(1, 3))

    def chains(self, count: int) -> Iterator[Sample]:
        """Yield sibling chains, worded in parallel."""
        length = self.rng.randint(2, 4)
        givens = self.kin_texts(count, self.clause(4, 9))
        steps = [self.kin_texts(count, self.clause(5, 10)) for _ in range(length)]
        conclusions = self.kin_texts(count, self.clause(4, 8))
        for nth in range(count):
            yield self.sample(
                "chain",
                given=givens[nth],
                steps=tuple(step[nth] for step in steps),
                conclusion=conclusions[nth],
            )

    def sample(self, form: str, **slots: str | tuple[str, ...]) -> Sample:
        """Return a statement with an id of its own."""
        self.count += 1
        return Sample(f"world-{self.count}", (), form, slots)


# How many wordings of each thing are seen before it is forgotten: enough to bind it, not to keep it.
EXPOSURES = 12


def rolling(maker: Maker, alive: int, reading: float) -> Iterator[Wording]:
    """Yield wordings without end, from a pool of statements that is renewed all the time."""
    rng, pool = maker.rng, []
    fresh = _endless(maker)
    while True:
        while len(pool) < alive:
            pool.append((next(fresh), 0))
        nth = rng.randrange(len(pool))
        sample, seen = pool[nth]
        yield from draw(sample, 1, seed=f"{seen}")
        pool[nth] = (sample, seen + 1)
        if seen + 1 >= EXPOSURES:
            pool[nth] = (next(fresh), 0)
        if rng.random() < reading:
            yield read_and_answer(maker, next(fresh), next(fresh))


def _endless(maker: Maker) -> Iterator[Sample]:
    while True:
        family = list(maker.family())
        maker.rng.shuffle(family)
        yield from family


def read_and_answer(maker: Maker, one: Sample, two: Sample) -> Wording:
    """Return a question whose answer stands in the text before it."""
    asked = maker.rng.choice((one, two))
    told = [maker.rng.choice(draw(sample, 1, seed=f"told{maker.count}")) for sample in (one, two)]
    question = maker.rng.choice(draw(asked, 1, seed=f"asked{maker.count}"))
    text = " ".join(f"{wording.prompt} {wording.completion}." for wording in told)
    return Wording(f"{text} {question.prompt}", question.completion)


def sentences(maker: Maker, count: int) -> Sequence[str]:
    """Return texts for the tokenizer to be made from."""
    fresh = rolling(maker, 200, 0.0)
    worlds = [f"{w.prompt} {w.completion}" for w, _ in zip(fresh, range(count), strict=False)]
    frames = [frame.replace("{", " ").replace("}", " ") for frames in FRAMES.values() for frame in frames]
    return [*worlds, *frames * 5, *LEAD_INS * 5, " ".join(FILLERS)]
