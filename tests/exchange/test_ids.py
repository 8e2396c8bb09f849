"""Ids from texts: readable, stable, and never the same for two things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_pwd.exchange.ids import id_of, ids_of, is_id


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Brønsted acid", "bronsted-acid"),
        ("α-decay", "alpha-decay"),
        ("H₂O", "h2o"),
        ("Straße der Zellen", "strasse-der-zellen"),
        ("naïve T cell", "naive-t-cell"),
    ],
)
def test_letters_are_spelt_in_ascii(text: str, id: str) -> None:
    assert id_of(text) == id


def test_what_leaves_no_letters_gets_a_digest() -> None:
    """And no id is a name that Windows keeps for a device."""
    assert id_of("光合作用").startswith("x-")
    assert id_of("光合作用") != id_of("呼吸作用")
    assert id_of("Con").startswith("con-")


def test_of_those_that_would_be_the_same_one_that_is_spelt_so_keeps_the_name() -> None:
    sodium, ion = ids_of([("Na", "Na"), ("Na+", "Na+")], taken=())
    assert sodium == "na"
    assert ion.startswith("na-")
    assert ids_of([("Na+", "Na+"), ("Na", "Na")], taken=()) == [ion, sodium]
    assert ids_of([("Na+", "Na+")], taken=()) == ["na"]
    assert ids_of([("Na", "Na")], taken={"na"})[0].startswith("na-")


@given(texts=st.lists(st.text(max_size=90), unique_by=str.casefold, max_size=6))
def test_every_text_gets_an_id_of_its_own(texts: list[str]) -> None:
    """Whatever the text and the order."""
    labels = [(text, text) for text in texts]
    ids = ids_of(labels, taken=())

    assert len(set(ids)) == len(texts)
    assert all(map(is_id, ids))
    assert dict(zip(reversed(texts), ids_of(labels[::-1], taken=()), strict=True)) == dict(
        zip(texts, ids, strict=True)
    )
