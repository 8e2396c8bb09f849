"""Freeze the general suites of the regression gate: reading, copying and simple logic.

    python scripts/make_guard.py --out pytest_pwd/tester/general

Every name is made up, so no model can have read an answer anywhere: it stands in the question, as all the
choices do, so that a model which only repeats what it reads is no better than one that guesses.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from worlds import SYLLABLES

from pytest_pwd.terms import Asks, Probe
from pytest_pwd.tester.probe_file import dump_probes

COUNT = 100
Made = tuple[list[str], Sequence[str], str]  # wordings, choices, answer

PLACES = (
    ("{0} lives in {1}.", ("Where does {0} live? In", "{0} lives in", "The home of {0} is in")),
    ("{0} keeps a {1}.", ("What does {0} keep? A", "{0} keeps a", "The animal that {0} keeps is a")),
    ("{0} trades in {1}.", ("What does {0} trade in? In", "{0} trades in", "The trade of {0} is in")),
    ("{0} was taught by {1}.", ("Who taught {0}?", "{0} was taught by", "The teacher of {0} was")),
)
ORDERS = (
    ("{0} is taller than {1}.", "tallest", "shortest"),
    ("{0} is older than {1}.", "oldest", "youngest"),
    ("{0} came before {1}.", "first", "last"),
    ("{0} is heavier than {1}.", "heaviest", "lightest"),
)


def main() -> None:
    """Write one file for each suite."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    suites: dict[str, Callable[[random.Random], Made]] = {
        "reading": reading, "copying": copying, "logic": logic,
    }  # fmt: skip
    for name, make in suites.items():
        rng = random.Random(f"{options.seed} {name}")
        probes = [_probe(f"{name}-{nth:03}", *make(rng)) for nth in range(1, COUNT + 1)]
        text = dump_probes("general", name, "", probes)
        (options.out / f"test_{name}.yaml").write_text(text, encoding="utf-8")


def _probe(id: str, wordings: list[str], choices: Sequence[str], answer: str) -> Probe:
    return Probe(id, id, Asks.WRITTEN, tuple(wordings), tuple(choices), answer)


def words(rng: random.Random, count: int) -> list[str]:
    """Return different made-up words."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choices(SYLLABLES, k=rng.randint(2, 3)))] = None
    return list(found)


def reading(rng: random.Random) -> Made:
    """Make a question that one of four sentences before it answers."""
    told, asked = rng.choice(PLACES)
    people, values = [word.capitalize() for word in words(rng, 4)], words(rng, 4)
    sentences = [told.format(who, what) for who, what in zip(people, values, strict=True)]
    rng.shuffle(sentences)
    text, nth = " ".join(sentences), rng.randrange(4)
    rng.shuffle(choices := values[:])
    return [f"{text} {question.format(people[nth])}" for question in asked], choices, values[nth]


def copying(rng: random.Random) -> Made:
    """Make a list of words that goes round, and stops before one of them."""
    ring = words(rng, rng.randint(4, 6))
    stop = rng.randrange(1, len(ring))
    left = [*ring, *ring, *ring[:stop]]
    rng.shuffle(choices := [ring[stop], *rng.sample([w for w in ring if w != ring[stop]], 3)])
    wordings = [" ".join(left), ", ".join(left) + ",", f"This list goes round and round: {' '.join(left)}"]
    return wordings, choices, ring[stop]


def logic(rng: random.Random) -> Made:
    """Make an order of four with a question for an end of it, or a conclusion from two sentences."""
    return _order(rng) if rng.random() < 0.5 else _inference(rng)


def _order(rng: random.Random) -> Made:
    told, most, least = rng.choice(ORDERS)
    names = [word.capitalize() for word in words(rng, 4)]
    sentences = [told.format(one, two) for one, two in pairwise(names)]
    rng.shuffle(sentences)
    asked, answer = rng.choice(((most, names[0]), (least, names[-1])))
    text = " ".join(sentences)
    endings = (f"The {asked} of them is", f"Which of them is the {asked}?", f"So the {asked} is")
    rng.shuffle(names)
    return [f"{text} {ending}" for ending in endings], names, answer


def _inference(rng: random.Random) -> Made:
    kinds, values = words(rng, 4), words(rng, 4)
    who = words(rng, 1)[0].capitalize()
    nth = rng.randrange(4)
    sentences = [f"Every {kind} is {value}." for kind, value in zip(kinds, values, strict=True)]
    sentences.append(f"{who} is a {kinds[nth]}.")
    rng.shuffle(sentences)
    text = " ".join(sentences)
    endings = (f"So {who} is", f"What is {who}? {who} is", f"It follows that {who} is")
    rng.shuffle(choices := values[:])
    return [f"{text} {ending}" for ending in endings], choices, values[nth]


if __name__ == "__main__":
    main()
