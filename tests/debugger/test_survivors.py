"""A mutant that no item noticed is told with the reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orchard
import pytest

from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.debugger.mutation import How, Mutant, mutated
from pytest_pwd.debugger.survivors import Survivor, survivors_of
from pytest_pwd.terms import Sample, Verdict


@pytest.fixture
def made(tmp_path: Path):
    """The orchard's knowledge, samples and probes."""
    return orchard.made(tmp_path)


def test_a_mutant_that_nothing_notices_is_told_with_the_reason(made):
    """The base that passes without data is found out, else what teaches the same elsewhere, else the test."""
    knowledge, samples, probes = made
    probes_of = by_item(probes)
    passed = {p.id: Verdict(p.id, True, 1.0, (1.0,), p.answer) for p in probes}
    failed = {p.id: Verdict(p.id, False, -1.0, (-1.0,), "") for p in probes}
    mutant = Mutant(How.WITHHOLD, ("hallot",))
    left = mutated(knowledge, samples, [mutant])

    (known,) = survivors_of(mutant, probes_of, passed, passed, left)
    (weak,) = survivors_of(mutant, probes_of, passed, failed, left)
    nothing = survivors_of(mutant, probes_of, failed, failed, left)

    assert known.reason == "the base passes it without any data"
    assert weak.reason.startswith("the test is too weak")
    assert nothing == []


def test_what_nothing_tests_survives(made):
    """An entry without probes is no test that noticed: a fault in its data goes unseen."""
    knowledge, samples, _ = made
    mutant = Mutant(How.WITHHOLD, ("hallot",))

    (survivor,) = survivors_of(mutant, {}, {}, {}, mutated(knowledge, samples, [mutant]))

    assert survivor.reason == "nothing tests it"


def survivor_beside(made, mutant: Mutant, stray: Sample) -> Survivor:
    """Return the survivor of a mutant that no item noticed, with one more sample among the data."""
    knowledge, samples, probes = made
    passed = {p.id: Verdict(p.id, True, 1.0, (1.0,), p.answer) for p in probes}
    failed = {p.id: Verdict(p.id, False, -1.0, (-1.0,), "") for p in probes}
    left = mutated(knowledge, [*samples, stray], [mutant])
    (survivor,) = survivors_of(mutant, by_item(probes), passed, failed, left)
    return survivor


def test_a_fact_that_is_taught_elsewhere_names_the_sample(made):
    """Who still teaches it is named by id."""
    copy = next(s for s in made[1] if s.id == "hallot.bark")
    stray = replace(copy, id="stray", teaches=("ostrel",))

    survivor = survivor_beside(made, Mutant(How.WITHHOLD, ("hallot",)), stray)

    assert survivor.reason.startswith("taught elsewhere, by stray")


def test_a_step_that_another_chain_takes_names_its_sample(made):
    """The same step behind the same one teaches it, whatever else the other chain is about."""
    (before, last) = [step.so for step in made[0].chains["late-frost"].steps]
    walk = next(s for s in made[1] if s.form == "chain" and s.teaches != ("late-frost",))
    stray = replace(walk, id="stray", slots={**walk.slots, "steps": ("all else", before, last)})

    survivor = survivor_beside(made, Mutant(How.DROP_STEP, ("late-frost",)), stray)

    assert survivor.reason.startswith("taught elsewhere, by stray")


def test_a_wrong_value_that_no_test_offers_is_told_as_such(made):
    """Of many kin a probe offers three: who learned the fourth one's value can't choose it."""
    knowledge, samples, probes = made
    mutant = Mutant(How.SHUFFLE, ("hallot", "ostrel"))
    left = mutated(knowledge, samples, [mutant])
    values = {s.slots["value"] for s in left if "hallot" in s.teaches and s.form == "fact"}
    without = [replace(p, choices=tuple(c for c in p.choices if c not in values)) for p in probes]
    verdicts = {p.id: Verdict(p.id, p.of == "hallot", 1.0, (1.0,), p.answer) for p in probes}

    (offered,) = survivors_of(mutant, by_item(probes), verdicts, {}, left)
    (unoffered,) = survivors_of(mutant, by_item(without), verdicts, {}, left)

    assert unoffered.reason == "its test doesn't offer what it was taught instead"
    assert offered.reason != unoffered.reason


def test_a_reversed_relation_that_passes_although_both_ends_are_offered_is_told_as_such(made):
    """Then it isn't the test that is too weak: whoever reads the order takes the other end."""
    knowledge, samples, probes = made
    mutant = Mutant(How.REVERSE, ("quillow-attracts",))
    left = mutated(knowledge, [s for s in samples if "quillow-attracts" in s.teaches], [mutant])
    passed = {p.id: Verdict(p.id, True, 1.0, (1.0,), p.answer) for p in probes}
    one_way = [replace(p, choices=tuple(c for c in p.choices if c != "quillow")) for p in probes]

    (both,) = survivors_of(mutant, by_item(probes), passed, {}, left)
    (weak,) = survivors_of(mutant, by_item(one_way), passed, {}, left)

    assert both.reason.startswith("the model goes by who stands together")
    assert weak.reason.startswith("the test is too weak")
