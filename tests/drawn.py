"""Knowledge, probes and samples drawn at random, for claims that hold whatever people write."""

from __future__ import annotations

from hypothesis import strategies as st

from pytest_pwd.terms import Chain, Concept, Knowledge, Relation, Step

# Words that the frames use themselves are among them, to make it hard for the leak check.
WORDS = (
    "acid term the of is known as answer which correct concept field blank outcome next step suppose "
    "1.10 no 12:30 0x1f ~ née Ångström pH α-decay C₂H₄ NH4+ «right» it's"
).split()

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
    said = lambda: f"{draw(phrases)} {next(number)}"  # noqa: E731
    concepts = [
        Concept(
            f"c{n}", said(), kind, said(), (said(),), {"mark": said(), "share": said()}, topic=f"topic-{n % 2}"
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
