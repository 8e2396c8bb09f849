"""Mutants change what they say and nothing else, and what the tests miss is told with its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orchard
import pytest
from drawn import knowledges
from hypothesis import given, settings

from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.debugger.mutation import (
    How,
    Mutant,
    Survivor,
    grouped,
    mutants_of,
    mutated,
    sampled,
    survivors_of,
)
from pytest_pwd.knowledge.graph import dependents
from pytest_pwd.report.mutation import Tally, mutation_lines
from pytest_pwd.terms import Sample, Verdict


@pytest.fixture
def made(tmp_path: Path):
    """The orchard's knowledge, samples and probes."""
    return orchard.made(tmp_path)


def changed(made, mutant: Mutant):
    """Return the ids of the samples that a mutant changes or takes away, and the changed ones."""
    knowledge, samples, _ = made
    after = {sample.id: sample for sample in mutated(knowledge, samples, [mutant])}
    ids = {sample.id for sample in samples if after.get(sample.id) != sample}
    return ids, [after[id] for id in ids if id in after]


@settings(max_examples=25, deadline=None)
@given(knowledge=knowledges())
def test_a_mutant_changes_samples_of_its_targets_alone(knowledge):
    """Whatever the knowledge, each mutant changes something, and nothing that teaches another entry."""
    samples = [sample for topic in generate_samples(knowledge).values() for sample in topic]

    for mutant in mutants_of(knowledge, samples):
        after = {sample.id: sample for sample in mutated(knowledge, samples, [mutant])}
        differing = [sample for sample in samples if after.get(sample.id) != sample]
        assert differing
        assert all(set(sample.teaches) & set(mutant.targets) for sample in differing)


def test_shuffled_kin_have_each_others_values(made):
    """A fact's value is the other's, and the definition stays."""
    ids, samples = changed(made, Mutant(How.SHUFFLE, ("hallot", "ostrel")))

    assert ids == {"hallot.bark", "hallot.planting-depth", "ostrel.bark", "ostrel.planting-depth"}
    values = {sample.id: sample.slots["value"] for sample in samples}
    assert values["hallot.bark"] == "pale green"
    assert values["ostrel.bark"] == "amber"


def test_a_reversed_relation_says_the_opposite(made):
    """Subject and object change places."""
    _, (sample,) = changed(made, Mutant(How.REVERSE, ("quillow-attracts",)))

    assert (sample.slots["subject"], sample.slots["object"]) == ("dusk moth", "quillow")


def test_a_chain_loses_its_last_step(made):
    """The walk is one step shorter."""
    _, (sample,) = changed(made, Mutant(How.DROP_STEP, ("late-frost",)))

    assert sample.slots["steps"] == ("the dusk moths find no open blossoms",)


def test_mutants_of_one_group_touch_no_item_of_each_other(made):
    """No item rests on what two mutants of a group break."""
    knowledge, samples, _ = made

    groups = grouped(knowledge, mutants_of(knowledge, samples))

    assert len(groups) > 1
    for group in groups:
        touched = [{t, *dependents(knowledge, t)} for mutant in group for t in mutant.targets]
        apart = [a & b for mutant_a, a in enumerate(touched) for b in touched[:mutant_a]]
        kin_pairs = [mutant.targets for mutant in group if len(mutant.targets) > 1]
        assert kin_pairs or not any(apart)


def test_a_sample_of_mutants_is_the_same_for_the_same_seed(made):
    """Somebody else can try the very same mutants."""
    mutants = mutants_of(made[0], made[1])

    assert sampled(mutants, 5, seed=3) == sampled(mutants, 5, seed=3) != sampled(mutants, 5, seed=4)
    assert sampled(mutants, 10_000, seed=1) == mutants


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


def test_the_score_counts_mutants_and_lists_survivors(made):
    """A mutant counts once, however many of its items missed it."""
    mutants = [Mutant(How.WITHHOLD, (id,)) for id in ("hallot", "ostrel", "venfir", "quillow")]
    probes_of = by_item(made[2])
    verdicts = {p.id: Verdict(p.id, p.of == "hallot", 1.0, (1.0,), "") for p in made[2]}
    survivors = [s for m in mutants for s in survivors_of(m, probes_of, verdicts, {}, [])]

    lines = mutation_lines("orchard", Tally(mutants, survivors, []))

    assert lines[0] == "orchard: 3 of 4 mutants noticed, score 75%"
    assert "  survived: withhold hallot: hallot stays green" in lines
