"""Statements become wordings: the same ones every time, and each for itself."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from drawn import knowledges
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_pwd.builder import expand
from pytest_pwd.builder.expand import ARROW, aspects, draw, epochs, frames_digest, slots_of
from pytest_pwd.builder.frames import FILLERS, FRAMES, LEAD_INS
from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.builder.sample_file import SLOTS
from pytest_pwd.digest import digest
from pytest_pwd.terms import WRITTEN, Sample, Wording

FACT = Sample(
    "quillow.bark",
    ("quillow",),
    "fact",
    {
        "subject": "quillow",
        "attribute": "bark",
        "value": "silver",
        "other": ("ostrel",),
        "other_value": ("green",),
    },
)
RELATION = Sample(
    "r",
    ("r",),
    "relation",
    {
        "subject": "quillow",
        "predicate": "feeds",
        "object": "moth",
        "other_object": ("bee",),
        "other_subject": ("ostrel",),
    },
)
DIRECTION = Sample(
    "r.direction", ("r",), "direction", {"subject": "quillow", "predicate": "feeds", "object": "moth"}
)
CHAIN = Sample(
    "k", ("k",), "chain", {"given": "frost comes", "steps": ("moths leave", "no pods"), "conclusion": "dark"}
)
OURS = Sample("mine", ("quillow",), WRITTEN, {"prompt": "  Its bark? ", "completion": "silver"})
DEFINITION = Sample(
    "d",
    ("d",),
    "definition",
    {"name": "quillow", "kind": "tree", "definition": "it glows", "other": ("ostrel",)},
)
ALIAS = Sample(
    "a", ("a",), "alias", {"name": "quillow", "kind": "tree", "alias": "lantern", "other": ("ostrel",)}
)
STATEMENTS = (DEFINITION, ALIAS, FACT, RELATION, DIRECTION, CHAIN)
ALL = (*STATEMENTS, OURS)

# What of a statement stands behind the arrow, per aspect.
SLOTS_OF_ASPECT = {
    "definition": {*DEFINITION.slots},
    "definition-told": {*DEFINITION.slots},
    "alias": {*ALIAS.slots},
    "alias-told": {*ALIAS.slots},
    "fact": {*FACT.slots},
    "fact-judged": {*FACT.slots},
    "forward": {*RELATION.slots},
    "backward": {*RELATION.slots},
    "direction": {*DIRECTION.slots, "one", "two"},
    "conclusion": {"given", "conclusion"},
    "walk": {"given", "walk"},
    "step": {"before", "step"},
}


def drawn(sample: Sample, draws: int = 120) -> set[Wording]:
    return {wording for seed in range(draws) for wording in draw(sample, 6, seed=str(seed))}


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s.form)
def test_the_same_seed_draws_the_same_wordings(sample: Sample) -> None:
    assert draw(sample, 5, "1/0") == draw(sample, 5, "1/0")


@pytest.mark.parametrize("sample", STATEMENTS, ids=lambda s: s.form)
def test_another_epoch_draws_others(sample: Sample) -> None:
    assert draw(sample, 5, "1/0") != draw(sample, 5, "1/1")


@given(
    count=st.integers(1, 4),
    seed=st.integers(0, 99),
    order=st.permutations(ALL),
    withheld=st.sampled_from(ALL),
)
@settings(max_examples=30, deadline=None)
def test_withholding_a_sample_takes_only_its_own_wordings_away(
    count: int, seed: int, order: list[Sample], withheld: Sample
) -> None:
    """The wordings of the others stay as they are and in the same order, in every epoch."""
    rest = [sample for sample in order if sample is not withheld]
    alone = {w for epoch in range(2) for w in draw(withheld, count, f"{seed}/{epoch}")}
    for whole, less in zip(epochs(order, 2, count, seed), epochs(rest, 2, count, seed), strict=True):
        assert [w for w in whole if w not in alone] == [w for w in less if w not in alone]
        assert len(whole) - len(less) == expected(withheld, count)


def expected(sample: Sample, count: int) -> int:
    """Return how many wordings a sample has: so many of each thing taught, or the share that is enough."""
    if sample.form == WRITTEN:
        return count
    return sum(math.ceil(count * expand.SHARE.get(aspect, 1)) for aspect, _ in aspects(sample))


@pytest.mark.parametrize("sample", ALL, ids=lambda s: s.form)
@pytest.mark.parametrize("count", [1, 6, 40])
def test_each_thing_that_is_taught_has_its_wordings(sample: Sample, count: int) -> None:
    assert len(draw(sample, count, "1/0")) == expected(sample, count) > 0
    assert [len(wordings) for wordings in epochs([sample], 2, count, seed=1)] == [expected(sample, count)] * 2


def test_a_relation_is_asked_both_ways_and_a_chain_in_every_part() -> None:
    assert [name for name, _ in aspects(RELATION)] == ["forward", "backward"]
    assert [name for name, _ in aspects(CHAIN)] == ["conclusion", "walk", "step", "step"]
    assert {w.completion for w in drawn(RELATION)} == {"moth", "quillow"}
    walk = "moths leave; no pods; dark"
    assert {w.completion for w in drawn(CHAIN)} == {"dark", walk, "moths leave", "no pods"}


def test_the_direction_is_told_with_both_ends_in_either_order() -> None:
    prompts = {w.prompt: w.completion for w in drawn(DIRECTION)}
    assert set(prompts.values()) == {"quillow"}
    assert len({prompt.index("quillow") < prompt.index("moth") for prompt in prompts}) == 2


def test_definitions_aliases_and_facts_are_told_the_other_way_too() -> None:
    """Now and then the name comes first, or a fact is judged."""
    assert {"quillow", "it glows", "It is it glows, and it counts as tree"} <= {
        w.completion for w in drawn(DEFINITION)
    }
    assert {w.completion for w in drawn(ALIAS)} == {"quillow", "lantern"}
    assert {w.completion for w in drawn(FACT)} == {"silver", "right", "wrong, it is silver"}


def test_every_frame_can_be_filled() -> None:
    """A frame has one arrow, something on both sides of it, and only slots that its aspect knows."""
    assert SLOTS_OF_ASPECT.keys() == FRAMES.keys()
    for aspect, frames in FRAMES.items():
        for frame in frames:
            prompt, completion = frame.split(ARROW)
            assert prompt.strip(), frame
            assert completion.strip(), frame
            assert set(slots_of(frame)) <= SLOTS_OF_ASPECT[aspect], frame


def test_no_two_frames_are_the_same() -> None:
    for words in (*FRAMES.values(), FILLERS, LEAD_INS):
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("sample", STATEMENTS, ids=lambda s: s.form)
def test_every_frame_of_a_form_is_drawn(sample: Sample) -> None:
    """Each main frame is there at least once in a few draws."""
    seen = drawn(sample, draws=60)
    for aspect, slots in aspects(sample):
        for frame in FRAMES[aspect]:
            texts = {name: values[0] for name, values in slots.items()}
            prompt, completion = (part.format(**texts) for part in frame.split(ARROW))
            assert any(w.prompt.endswith(prompt) and w.completion == completion for w in seen), frame


@pytest.mark.parametrize("sample", STATEMENTS, ids=lambda s: s.form)
def test_what_a_statement_need_not_have_can_be_left_out(sample: Sample) -> None:
    """Without kin, whether the list is empty or isn't there, the frames that name kin are left out."""
    required, optional = SLOTS[sample.form]
    least = replace(sample, slots={name: sample.slots[name] for name in required})
    empty = replace(
        sample,
        slots={n: () if isinstance(v, tuple) and n in optional else v for n, v in sample.slots.items()},
    )
    for spare in (least, empty):
        for seed in range(30):
            assert len(draw(spare, 20, str(seed))) == expected(sample, 20)


def test_a_written_sample_stays_as_it_is() -> None:
    assert draw(OURS, 3, "1/0") == [Wording("  Its bark? ", "silver")] * 3


def test_braces_in_the_knowledge_are_text() -> None:
    odd = replace(FACT, slots={"subject": "{x}", "attribute": "{0}", "value": "{"})
    assert all("{x}" in w.prompt and w.completion in ("{", "right") for w in drawn(odd))


def test_kin_and_its_value_are_drawn_together() -> None:
    """What is said of other concepts is true of them."""
    kin = {"other": ("ostrel", "venfir", "hallot"), "other_value": ("green", "charcoal", "amber")}
    fact = replace(FACT, slots={**FACT.slots, **kin})
    value_of = dict(zip(kin["other"], kin["other_value"], strict=True))
    for wording in drawn(fact):
        for other, value in value_of.items():
            if f"For {other} it is" in wording.prompt:
                assert f"it is {value}," in wording.prompt


@given(knowledge=knowledges(), seed=st.text(max_size=5))
@settings(max_examples=10, deadline=None)
def test_whatever_the_knowledge_says_can_be_drawn(knowledge, seed):
    for samples in generate_samples(knowledge).values():
        for sample in samples:
            assert len(draw(sample, 3, seed)) == expected(sample, 3)


def test_the_digest_changes_with_whatever_decides_a_wording(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {frames_digest()}
    for name, value in {
        "FRAMES": {**FRAMES, "fact": FRAMES["fact"][1:]},
        "LEAD_INS": LEAD_INS[1:],
        "FILLERS": FILLERS[1:],
        "SHARE": {},
        "NOISE_SHARE": 0.123,
        "MINOR_SHARE": 0.123,
        "FILLER_COUNT": (1, 1),
    }.items():
        with monkeypatch.context() as patch:
            patch.setattr(expand, name, value)
            before.add(frames_digest())
    assert len(before) == 8


def test_the_digest_speaks_for_the_code_too() -> None:
    """Artifacts are found by it: if this fails, raise the number that it begins with and mend the test."""
    drawn = [[w.prompt, w.completion] for sample in STATEMENTS for w in draw(sample, 20, seed="fixed")]
    assert (frames_digest()[:12], digest(drawn)[:12]) == ("069fe7fda266", "70e4e5ae02a4")
