"""Mutants change what they say and nothing else, and the score counts each once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orchard
import pytest
from drawn import knowledges
from hypothesis import given, settings

from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.debugger.mutation import How, Mutant, grouped, mutants_of, mutated, sampled
from pytest_pwd.debugger.survivors import survivors_of
from pytest_pwd.knowledge.graph import dependents
from pytest_pwd.report.mutation import Tally, mutation_lines
from pytest_pwd.terms import Verdict


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


def test_what_is_said_of_both_kin_is_not_shuffled(made):
    """A person may have written one sample that teaches both: there is no other's value to give it."""
    knowledge, samples, _ = made
    both = [
        replace(s, teaches=("hallot", "ostrel")) if s.id in ("hallot.bark", "ostrel.bark") else s
        for s in samples
    ]

    after = mutated(knowledge, both, [Mutant(How.SHUFFLE, ("hallot", "ostrel"))])

    assert {s.id for s in after if s not in both} == {"hallot.planting-depth", "ostrel.planting-depth"}


def test_a_reversed_relation_says_the_opposite(made):
    """Subject and object change places."""
    ids, samples = changed(made, Mutant(How.REVERSE, ("quillow-attracts",)))

    assert ids == {"quillow-attracts.relation", "quillow-attracts.direction"}
    assert {(s.slots["subject"], s.slots["object"]) for s in samples} == {("dusk moth", "quillow")}


def test_what_is_as_true_the_other_way_round_is_no_mutant(made):
    """A mutant that says nothing false would survive whatever the tests."""
    knowledge, samples, _ = made
    relation = replace(knowledge.relations["quillow-attracts"], symmetric=True)
    symmetric = replace(knowledge, relations={**knowledge.relations, relation.id: relation})

    reversed_ = Mutant(How.REVERSE, (relation.id,))
    assert reversed_ in mutants_of(knowledge, samples)
    assert reversed_ not in mutants_of(symmetric, samples)


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


def test_the_score_counts_mutants_and_lists_survivors(made):
    """A mutant counts once, however many of its items missed it."""
    mutants = [Mutant(How.WITHHOLD, (id,)) for id in ("hallot", "ostrel", "venfir", "quillow")]
    probes_of = by_item(made[2])
    verdicts = {p.id: Verdict(p.id, p.of == "hallot", 1.0, (1.0,), "") for p in made[2]}
    survivors = [s for m in mutants for s in survivors_of(m, probes_of, verdicts, {}, [])]

    lines = mutation_lines("orchard", Tally(mutants, survivors, []))

    assert lines[0] == "orchard: 3 of 4 mutants noticed, score 75%"
    assert "  survived: withhold hallot: hallot stays green" in lines
