"""Probes that can be passed without knowing, or failed while knowing, are remarked on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orchard
import pytest

from pytest_pwd.terms import Knowledge, Probe
from pytest_pwd.tester.generate import generate_probes
from pytest_pwd.tester.lint import lint_probes


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    """The orchard."""
    return orchard.orchard(tmp_path)


def probe(knowledge: Knowledge, id: str, wrong: tuple[str, ...], answer: str = "") -> Probe:
    """Return a probe with other choices than it was made with."""
    made = next(p for probes in generate_probes(knowledge).values() for p in probes if p.id == id)
    answer = answer or made.answer
    return replace(made, answer=answer, choices=(*wrong, answer))


def rules(knowledge: Knowledge, probe: Probe) -> set[str]:
    """Return the rules that a probe breaks."""
    remarks = lint_probes(knowledge, [probe])
    return {remark.message.rpartition("[")[2].rstrip("]") for remark in remarks}


def test_what_the_tester_makes_is_clean(knowledge):
    """Probes frozen from clean knowledge get no remark."""
    probes = [probe for topic in generate_probes(knowledge).values() for probe in topic]

    assert lint_probes(knowledge, probes) == []


def test_choices_that_differ_in_a_dot_are_the_same(knowledge):
    """Nobody knows "amber." from "amber"."""
    assert "same-choice" in rules(
        knowledge, probe(knowledge, "hallot.bark", ("Amber.", "silver", "charcoal"))
    )


def test_symbols_differ_by_case(knowledge):
    """C is not c."""
    assert not rules(knowledge, probe(knowledge, "hallot.bark", ("c", "T", "t"), answer="C"))


def test_a_second_name_of_the_answer_is_right_too(knowledge):
    """An alias beside its own name leaves two right choices."""
    wrong = ("lantern tree", "ostrel", "venfir")

    assert rules(knowledge, probe(knowledge, "quillow.definition", wrong)) == {"second-answer"}


def test_what_another_relation_says_is_right_too(knowledge):
    """A choice of which the knowledge says the same is no wrong one."""
    other = replace(knowledge.relations["quillow-attracts"], id="more", object="reed-wasp")
    known = replace(knowledge, relations={**knowledge.relations, "more": other})
    wrong = ("reed wasp", "bell beetle", "sugar fly")

    assert rules(known, probe(knowledge, "quillow-attracts.forward", wrong)) == {"second-answer"}


def test_a_far_longer_answer_betrays_itself(knowledge):
    """The eye picks it without reading."""
    wrong = ("red", "blue", "gray")
    long = "a silver that darkens toward autumn"

    assert "odd-length" in rules(knowledge, probe(knowledge, "hallot.bark", wrong, answer=long))


def test_the_only_answer_with_an_article_betrays_itself(knowledge):
    """Grammar is no knowledge."""
    wrong = ("gray crust", "pale skin", "blue rind")

    assert rules(knowledge, probe(knowledge, "hallot.bark", wrong, answer="an amber hide")) == {"odd-form"}


def test_names_may_look_as_they_do(knowledge):
    """A long name stands among the choices of all its kin."""
    wrong = ("oak", "elm", "ash")

    assert not rules(knowledge, probe(knowledge, "quillow-attracts.forward", wrong))
