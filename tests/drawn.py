"""Knowledge, probes and samples drawn at random, for claims that hold whatever people write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from pytest_pwd.builder.sample_file import LISTS, SLOTS
from pytest_pwd.terms import (
    NOWHERE,
    Chain,
    Concept,
    Entry,
    Knowledge,
    Place,
    Relation,
    Sample,
    Source,
    Step,
)

# Words that the frames use themselves are among them, to make it hard for the leak check.
WORDS = (
    "acid term the of is known as answer which correct concept field blank outcome next step suppose "
    "1.10 no 12:30 0x1f ~ née Ångström pH α-decay C₂H₄ NH4+ «right» it's"
).split()

# Each of these is something else to YAML where it isn't quoted.
TRICKY = [
    "- a",
    "a: b",
    "a #b",
    "a, b",
    "# no",
    "% x",
    "it's [so]",
    *"no 1.10 12:30 ~ null 0x1F 2024-01-01 ' \" \\n {a} &a *a !t @ << =".split(),
]

# One line of text, as every text of a file is.
lines = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp", "Zs"), include_characters=" "), min_size=1, max_size=30
).map(str.strip)
texts = lines.filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)


@st.composite
def knowledges(draw: st.DrawFn) -> Knowledge:
    """Return knowledge of two kinds with six concepts each, and with kin enough for every probe."""
    phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
    # A number of its own keeps each text apart from all others.
    number = iter(range(1000, 2000))

    def said() -> str:
        return f"{draw(phrases)} {next(number)}"

    concepts = [
        Concept(
            f"c{n}",
            said(),
            kind,
            said(),
            (said(),),
            {"mark": said(), "share": said()},
            topic=f"topic-{n % 2}",
        )
        for n, kind in enumerate(["first sort", "other sort"] * 6)
    ]
    relations = [
        Relation(f"r{n}", f"c{2 * n}", "leads to", f"c{2 * n + 1}", topic="topic-0") for n in range(5)
    ] + [Relation(f"l{n}", f"c{n}", "smells of", said(), literal=True, topic="topic-1") for n in range(5)]
    chains = [
        Chain(f"k{n}", said(), (Step(said(), (f"c{n}",)), Step(said(), (f"r{n}",))), said(), topic="topic-0")
        for n in range(5)
    ]
    return Knowledge(
        "drawn",
        {c.id: c for c in concepts},
        {r.id: r for r in relations},
        {k.id: k for k in chains},
    )


@st.composite
def specifications(draw: st.DrawFn) -> Knowledge:
    """Return knowledge as files can hold it: with sources, titles, and texts that YAML might misread."""
    said = st.sampled_from(TRICKY) | texts
    sources = {
        id: Source(id, draw(said), draw(said | st.just("")), draw(st.just("") | said))
        for id in draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    }
    known = draw(knowledges())
    of = st.sampled_from(sorted(sources))
    concepts = [
        replace(
            concept,
            kind=draw(said),
            definition=draw(said),
            facts=draw(st.dictionaries(said, said, max_size=2)),
            source=draw(of),
        )
        for concept in known.concepts.values()
    ]
    relations = [
        replace(
            relation,
            predicate=draw(said),
            symmetric=not relation.literal and draw(st.booleans()),
            source=draw(of),
        )
        for relation in known.relations.values()
    ]
    chains = [
        replace(chain, given=draw(said), conclusion=draw(said), source=draw(of))
        for chain in known.chains.values()
    ]
    titles = {topic: draw(said) for topic in ("topic-0", "topic-1")}
    return Knowledge(
        "drawn",
        {c.id: c for c in concepts},
        {r.id: r for r in relations},
        {k.id: k for k in chains},
        sources,
        topics=titles,
    )


def told(knowledge: Knowledge) -> Knowledge:
    """Return what knowledge says, without where it says so."""

    def bare(entries: Iterable[Entry]) -> dict[str, Any]:
        return {entry.id: replace(entry, place=NOWHERE) for entry in entries}

    chains = [
        replace(chain, steps=tuple(replace(step, place=NOWHERE) for step in chain.steps))
        for chain in knowledge.chains.values()
    ]
    return replace(
        knowledge,
        concepts=bare(knowledge.concepts.values()),
        relations=bare(knowledge.relations.values()),
        chains=bare(chains),
        digest="",
    )


@st.composite
def samples(draw: st.DrawFn, known: tuple[str, ...]) -> Sample:
    """Return a sample as a file can hold it, its place left out."""
    form = draw(st.sampled_from(sorted(SLOTS)))
    required, optional = SLOTS[form]
    wanted = [*required, *(optional if draw(st.booleans()) else ())]
    # JSON can hold any text, lone surrogates too; a sample needs something in it that can be seen.
    text = st.text(max_size=20).filter(str.strip) | texts
    length = draw(st.integers(1, 3))
    slots = {
        name: tuple(draw(st.lists(text, min_size=length, max_size=length))) if name in LISTS else draw(text)
        for name in wanted
    }
    teaches = draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
    return Sample(draw(slugs), tuple(teaches), form, slots)


def placed(found: Iterable[Sample], file: str = "x.jsonl", first_line: int = 1) -> list[Sample]:
    """Return samples with the places that a file gives them, one line each."""
    return [replace(sample, place=Place(file, n)) for n, sample in enumerate(found, start=first_line)]
