"""Patches teach what failed again, in words of the knowledge and the builder's frames alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from drawn import knowledges
from hypothesis import given, settings
from hypothesis import strategies as st
from orchard import orchard

from pytest_pwd.builder.expand import draw
from pytest_pwd.builder.generate import generate_samples, samples_of
from pytest_pwd.builder.leaks import check_leaks, words
from pytest_pwd.builder.patch_file import dump_patch, read_patch
from pytest_pwd.builder.sample_file import duplicates
from pytest_pwd.debugger.diagnose import by_item, diagnose_all
from pytest_pwd.debugger.patch import patches_for
from pytest_pwd.terms import Asks, Finding, Knowledge, Patch, Probe, Sample, Verdict
from pytest_pwd.tester.generate import generate_probes

ARTIFACT = "a1" * 32


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return orchard(tmp_path_factory.mktemp("orchard"))


@pytest.fixture(scope="module")
def probes(knowledge: Knowledge) -> list[Probe]:
    return probes_of(knowledge)


def probes_of(knowledge: Knowledge) -> list[Probe]:
    return [probe for found in generate_probes(knowledge).values() for probe in found]


def wrong_of(probe: Probe) -> str:
    return next(choice for choice in probe.choices if choice != probe.answer)


def findings_of(
    knowledge: Knowledge, probes: Iterable[Probe], failing: Mapping[str, str] | Iterable[str]
) -> dict[str, Finding]:
    """Return what is found when the probes named fail; a mapping says what was preferred to the answer."""
    preferred = failing if isinstance(failing, Mapping) else {}
    probes = list(probes)
    assert set(failing) <= {probe.id for probe in probes}
    verdicts = {
        p.id: Verdict(p.id, p.id not in failing, -1.5, (), preferred.get(p.id, wrong_of(p))) for p in probes
    }
    of = by_item(probes)
    return diagnose_all(knowledge, of, of, verdicts)


def patched(
    knowledge: Knowledge, probes: Iterable[Probe], failing: Mapping[str, str] | Iterable[str]
) -> list[Patch]:
    there = [sample for topic in generate_samples(knowledge).values() for sample in topic]
    return patches_for(knowledge, findings_of(knowledge, probes, failing), there, ARTIFACT)


def one(patches: list[Patch]) -> tuple[Patch, Sample]:
    (patch,) = patches
    (sample,) = patch.samples
    return patch, sample


def base_id(sample: Sample) -> str:
    return sample.id.partition("@")[0]


def test_no_finding_no_patch(knowledge: Knowledge, probes: list[Probe]) -> None:
    assert patched(knowledge, probes, []) == []


def test_only_what_failed_is_taught_again(knowledge: Knowledge, probes: list[Probe]) -> None:
    """Of a concept, the statement behind each failed probe, and none for those that passed."""
    patch, sample = one(patched(knowledge, probes, ["quillow.bark"]))
    assert sample.id == f"quillow.bark@{patch.id}"
    assert sample.teaches == patch.closes == ("quillow",)
    assert (sample.slots["subject"], sample.slots["value"]) == ("quillow", "silver")
    (both,) = patched(knowledge, probes, ["quillow.alias-1", "quillow.definition"])
    assert [base_id(s) for s in both.samples] == ["quillow.definition", "quillow.alias-1"]


def test_what_nothing_teaches_is_taught_whole(knowledge: Knowledge, probes: list[Probe]) -> None:
    """Its probes that pass do so by luck, which the next compile may not have."""
    findings = findings_of(knowledge, probes, ["quillow.bark"])
    others = [
        s for topic in generate_samples(knowledge).values() for s in topic if "quillow" not in s.teaches
    ]
    (patch,) = patches_for(knowledge, findings, others, ARTIFACT)
    assert [base_id(s) for s in patch.samples] == [
        s.id for s in samples_of(knowledge, knowledge.concepts["quillow"])
    ]


def test_a_patch_says_what_was_seen_on_which_artifact(knowledge: Knowledge, probes: list[Probe]) -> None:
    patch, _ = one(patched(knowledge, probes, {"quillow.bark": "russet"}))
    assert patch.evidence == ("quillow.bark: margin -1.50, preferred russet",)
    assert (patch.artifact, patch.synthesizer) == (ARTIFACT, "knowledge")


@pytest.mark.parametrize(
    ("failing", "preferred", "slots"),
    [
        ("quillow.definition", "venfir", {"other": ("venfir",)}),
        ("quillow.alias-1", "hallot", {"other": ("hallot",)}),
        ("quillow.bark", "russet", {"other": ("bramwood",), "other_value": ("russet",)}),
        ("quillow-attracts.forward", "sugar fly", {"other_object": ("sugar fly",)}),
        ("quillow-attracts.backward", "venfir", {"other_subject": ("venfir",)}),
        ("quillow-soil.forward", "deep loam", {"other_object": ("deep loam",)}),
    ],
)
def test_a_statement_is_taught_in_contrast_to_what_was_preferred(
    knowledge: Knowledge, probes: list[Probe], failing: str, preferred: str, slots: dict[str, object]
) -> None:
    _, sample = one(patched(knowledge, probes, {failing: preferred}))
    assert {name: sample.slots[name] for name in slots} == slots


def test_a_relation_that_fails_both_ways_is_told_apart_both_ways(
    knowledge: Knowledge, probes: list[Probe]
) -> None:
    failing = {"quillow-attracts.forward": "reed wasp", "quillow-attracts.backward": "ostrel"}
    _, sample = one(patched(knowledge, probes, failing))
    assert (sample.slots["other_object"], sample.slots["other_subject"]) == (("reed wasp",), ("ostrel",))


@pytest.mark.parametrize(("failing", "taught"), [("forward", "relation"), ("direction", "direction")])
def test_a_relation_is_retaught_by_the_statement_behind_what_failed(
    knowledge: Knowledge, probes: list[Probe], failing: str, taught: str
) -> None:
    _, sample = one(patched(knowledge, probes, [f"quillow-attracts.{failing}"]))
    assert sample.id.startswith(f"quillow-attracts.{taught}@")


def test_the_answer_is_never_what_to_tell_it_from(knowledge: Knowledge, probes: list[Probe]) -> None:
    """The right choice may have the best mean and fail by its margin in the wordings all the same."""
    _, sample = one(patched(knowledge, probes, {"quillow.definition": "quillow"}))
    assert "quillow" not in sample.slots["other"]


def test_kin_of_another_value_than_the_preferred_stay_when_none_has_it(
    knowledge: Knowledge, probes: list[Probe]
) -> None:
    """What is said of kin is true: a value that none of those at hand has is told of none."""
    _, sample = one(patched(knowledge, probes, {"quillow.bark": "a value of nobody"}))
    concept = knowledge.concepts["quillow"]
    whole = next(s for s in samples_of(knowledge, concept) if s.id == "quillow.bark")
    assert sample.slots == whole.slots


def test_a_break_is_closed_by_the_whole_chain(knowledge: Knowledge, probes: list[Probe]) -> None:
    patch, sample = one(patched(knowledge, probes, ["late-frost.step-2"]))
    assert (base_id(sample), sample.form, patch.closes) == ("late-frost.chain", "chain", ("late-frost",))


def test_a_gap_below_a_chain_is_closed_where_it_is(knowledge: Knowledge, probes: list[Probe]) -> None:
    """One statement for the gap, however many items it turns red, in the patch of the gap's own topic."""
    patch, sample = one(
        patched(knowledge, probes, ["dusk-moth.definition", "late-frost.walk", "bright-lamps.walk"])
    )
    assert patch.id.startswith("insects-")
    assert base_id(sample) == "dusk-moth.definition"
    assert set(patch.closes) == {"dusk-moth", "late-frost", "bright-lamps"}


def test_there_is_one_patch_per_topic(knowledge: Knowledge, probes: list[Probe]) -> None:
    patches = patched(knowledge, probes, ["quillow.bark", "dusk-moth.definition", "bramwood.bark"])
    assert [patch.id.partition("-")[0] for patch in patches] == ["insects", "trees"]
    assert [len(patch.samples) for patch in patches] == [1, 2]


def test_a_probe_that_a_person_wrote_may_ask_anything(knowledge: Knowledge, probes: list[Probe]) -> None:
    """All that is said of its concept is taught again, and its own choices are not."""
    own = Probe("mine", "quillow", Asks.WRITTEN, ("a", "b", "c"), ("secret choice", "x"), "x")
    (patch,) = patched(knowledge, [*probes, own], {"mine": "secret choice"})
    assert [base_id(s) for s in patch.samples] == [
        s.id for s in samples_of(knowledge, knowledge.concepts["quillow"])
    ]
    assert "secret choice" not in str([s.slots for s in patch.samples])


def test_the_same_findings_give_the_same_patch(knowledge: Knowledge, probes: list[Probe]) -> None:
    """Ids too, so that writing it twice writes it once; another artifact makes another patch."""
    findings = findings_of(knowledge, probes, ["quillow.bark", "late-frost.walk"])
    assert patches_for(knowledge, findings, (), ARTIFACT) == patches_for(knowledge, findings, (), ARTIFACT)
    ids = {patches_for(knowledge, findings, (), artifact)[0].id for artifact in (ARTIFACT, "b2" * 32)}
    assert len(ids) == 2


def test_what_is_there_already_is_not_taught_twice(knowledge: Knowledge, probes: list[Probe]) -> None:
    """A patch that was written and not compiled yet adds nothing when the same is found again."""
    findings = findings_of(knowledge, probes, ["quillow.bark", "quillow.definition"])
    (first,) = patches_for(knowledge, findings, (), ARTIFACT)
    assert patches_for(knowledge, findings, first.samples, ARTIFACT) == []


def test_a_patch_can_be_written_and_read(knowledge: Knowledge, probes: list[Probe], tmp_path: Path) -> None:
    failing = [probe.id for probe in probes][::3]
    for patch in patched(knowledge, probes, failing):
        path = tmp_path / f"{patch.id}.jsonl"
        path.write_text(dump_patch(patch), encoding="utf-8")
        read = read_patch(path, "x.jsonl", [entry.id for entry in knowledge.entries])
        assert dump_patch(read) == dump_patch(patch)
        assert [s.id for s in read.samples] == [s.id for s in patch.samples]


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_no_wording_of_a_probe_is_in_a_patch(knowledge: Knowledge, data: st.DataObject) -> None:
    """Whatever fails and whatever was preferred: not in the statements, nor in what is drawn of them."""
    probes = probes_of(knowledge)
    failing = {
        probe.id: data.draw(st.sampled_from(probe.choices))
        for probe in data.draw(
            st.lists(st.sampled_from(probes), min_size=1, max_size=6, unique_by=lambda p: p.id)
        )
    }
    check_patches(
        knowledge, probes, patched(knowledge, probes, failing), seed=str(data.draw(st.integers(0, 9)))
    )


@given(knowledge=knowledges(), data=st.data())
@settings(max_examples=10, deadline=None)
def test_no_wording_is_in_a_patch_whatever_the_knowledge_says(
    knowledge: Knowledge, data: st.DataObject
) -> None:
    probes = probes_of(knowledge)
    failing = [
        p.id for p in data.draw(st.lists(st.sampled_from(probes), max_size=6, unique_by=lambda p: p.id))
    ]
    check_patches(knowledge, probes, patched(knowledge, probes, failing), seed="1")


def check_patches(knowledge: Knowledge, probes: list[Probe], patches: list[Patch], seed: str) -> None:
    samples = [sample for found in generate_samples(knowledge).values() for sample in found]
    new = [sample for patch in patches for sample in patch.samples]
    assert duplicates([*samples, *new]) == []
    check_leaks(knowledge, probes, [*samples, *new])
    asked = [f" {' '.join(words(wording))} " for probe in probes for wording in probe.wordings]
    for sample in new:
        for wording in draw(sample, 4, seed):
            spoken = f" {' '.join(words(f'{wording.prompt} {wording.completion}'))} "
            assert not [text for text in asked if text in spoken]


def test_what_to_tell_apart_differs(knowledge: Knowledge, probes: list[Probe]) -> None:
    """No patch tells a thing apart from itself, whichever wrong choice was preferred."""
    for probe in probes:
        for preferred in probe.choices:
            for patch in patched(knowledge, probes, {probe.id: preferred}):
                for sample in patch.samples:
                    slots = sample.slots
                    assert slots.get("name") not in slots.get("other", ())
                    assert slots.get("subject") not in (
                        *slots.get("other", ()),
                        *slots.get("other_subject", ()),
                    )
                    assert slots.get("object") not in slots.get("other_object", ())
                    assert slots.get("value") not in slots.get("other_value", ())
