"""What rests on what, in both directions."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_pwd.knowledge.graph import Graph, closure, dependents, entry_digest, kin, slug
from pytest_pwd.terms import Chain, Concept, Entry, Knowledge, Place, Relation, Step


def knowledge(*entries: Entry) -> Knowledge:
    return Knowledge(
        "chemistry",
        {e.id: e for e in entries if isinstance(e, Concept)},
        {e.id: e for e in entries if isinstance(e, Relation)},
        {e.id: e for e in entries if isinstance(e, Chain)},
    )


def concept(id: str, kind: str = "reagent") -> Concept:
    return Concept(id, f"the {id}", kind, f"what {id} is")


def chain(id: str, *uses: tuple[str, ...]) -> Chain:
    return Chain(id, "given", tuple(Step(f"step {n}", used) for n, used in enumerate(uses)), "then")


SMALL = knowledge(
    concept("acid"),
    concept("base"),
    concept("salt", "product"),
    concept("water"),
    Relation("acid-base", "acid", "reacts with", "base"),
    Relation("acid-sour", "acid", "tastes", "sour", literal=True),
    chain("mixing", ("salt",), ("acid-base", "salt")),
    chain("tasting", ("acid-sour",), ("acid",)),
)


@pytest.mark.parametrize(
    ("id", "below"),
    [
        ("acid", ()),
        ("acid-base", ("acid", "base")),
        ("acid-sour", ("acid",)),
        ("mixing", ("salt", "acid-base", "acid", "base")),
        ("tasting", ("acid-sour", "acid")),
    ],
)
def test_an_entry_rests_on_what_it_names_and_on_what_that_names(id: str, below: tuple[str, ...]) -> None:
    assert closure(SMALL, id) == Graph.of(SMALL).closure(id) == below


@pytest.mark.parametrize(
    ("id", "above"),
    [
        ("acid", ("acid-base", "acid-sour", "tasting", "mixing")),
        ("base", ("acid-base", "mixing")),
        ("acid-sour", ("tasting",)),
        ("water", ()),
        ("mixing", ()),
    ],
)
def test_dependents_are_all_that_rest_on_an_entry(id: str, above: tuple[str, ...]) -> None:
    assert dependents(SMALL, id) == Graph.of(SMALL).dependents(id) == above


@st.composite
def graphs(draw: st.DrawFn) -> Knowledge:
    """Draw a graph of any shape."""
    concepts = [concept(f"c{n}") for n in range(draw(st.integers(1, 6)))]
    some = st.sampled_from([c.id for c in concepts])
    relations = [
        Relation(f"r{n}", draw(some), "p", draw(some), draw(st.booleans()))
        for n in range(draw(st.integers(0, 6)))
    ]
    uses = st.lists(st.sampled_from([e.id for e in (*concepts, *relations)]), min_size=1, max_size=3).map(
        tuple
    )
    chains = [
        chain(f"s{n}", *draw(st.lists(uses, min_size=2, max_size=4))) for n in range(draw(st.integers(0, 5)))
    ]
    return knowledge(*concepts, *relations, *chains)


@given(graphs())
def test_closure_and_dependents_are_each_others_mirror(drawn: Knowledge) -> None:
    graph = Graph.of(drawn)
    ids = [*drawn.concepts, *drawn.relations, *drawn.chains]
    down = {(above, below) for above in ids for below in graph.closure(above)}
    up = {(above, below) for below in ids for above in graph.dependents(below)}

    assert down == up
    assert all(above != below for above, below in down)
    assert all(len(set(below)) == len(below) for below in map(graph.closure, ids))


def test_kin_are_the_others_of_the_kind() -> None:
    assert [c.id for c in kin(SMALL, "base")] == ["acid", "water"]
    assert Graph.of(SMALL).kin("base") == kin(SMALL, "base")
    assert kin(SMALL, "salt") == ()


@pytest.mark.parametrize("ask", [closure, dependents, kin, entry_digest])
def test_an_id_that_there_is_not_is_a_key_error(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(KeyError, match="acd"):
        ask(SMALL, "acd")


def changed(id: str, **fields: object) -> Knowledge:
    """Return the small graph with one entry changed."""
    entries = [*SMALL.concepts.values(), *SMALL.relations.values(), *SMALL.chains.values()]
    return knowledge(*(replace(e, **fields) if e.id == id else e for e in entries))  # type: ignore[arg-type] # kinds differ


@pytest.mark.parametrize("field", ["name", "kind", "definition"])
def test_a_digest_changes_with_what_the_entry_says(field: str) -> None:
    assert entry_digest(changed("acid", **{field: "other"}), "acid") != entry_digest(SMALL, "acid")


def test_a_digest_does_not_change_with_where_the_entry_is() -> None:
    steps = tuple(replace(step, place=Place("x", 9)) for step in SMALL.chains["mixing"].steps)
    moved = changed("mixing", steps=steps, place=Place("x", 8), topic="y", source="z")

    assert entry_digest(moved, "mixing") == entry_digest(SMALL, "mixing")
    assert len(entry_digest(SMALL, "mixing")) == 12


@pytest.mark.parametrize(
    ("id", "depends"),
    [("acid-base", True), ("acid-sour", True), ("tasting", True), ("mixing", False), ("base", False)],
)
def test_a_digest_changes_with_the_names_that_the_entry_refers_to(id: str, depends: bool) -> None:
    renamed = changed("acid", name="proton donor")
    redefined = changed("acid", definition="something else")

    assert (entry_digest(renamed, id) != entry_digest(SMALL, id)) == depends
    assert entry_digest(redefined, id) == entry_digest(SMALL, id)


def test_ten_thousand_entries_are_walked_in_seconds() -> None:
    concepts = [concept(f"c{n}", f"kind {n // 5}") for n in range(4000)]
    relations = [Relation(f"r{n}", f"c{n}", "p", f"c{n + 1}") for n in range(3000)]
    chains = [chain(f"s{n}", (f"r{n}",), (f"r{n // 2}",)) for n in range(3000)]
    large = knowledge(*concepts, *relations, *chains)
    start = time.monotonic()
    graph = Graph.of(large)
    for any_id in [*large.concepts, *large.relations, *large.chains]:
        graph.closure(any_id)
        graph.dependents(any_id)
        entry_digest(large, any_id)
    for concept_id in large.concepts:
        graph.kin(concept_id)

    assert time.monotonic() - start < 20


def test_attributes_in_any_script_are_told_apart():
    """An id is in Latin letters; what has none of them gets a part of its own all the same."""
    found = {slug(text) for text in ("Boiling point", "沸点", "颜色", "цвет")}

    assert "boiling-point" in found
    assert len(found) == 4
