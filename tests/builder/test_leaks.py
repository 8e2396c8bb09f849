"""No probe is in the training data, neither word for word nor nearly."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from drawn import knowledges
from hypothesis import given, settings
from hypothesis import strategies as st
from orchard import orchard

from pytest_pwd.builder import frames as builder_frames
from pytest_pwd.builder.expand import ARROW, draw
from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.builder.leaks import check_leaks, disjoint, words
from pytest_pwd.errors import LeakError
from pytest_pwd.terms import WRITTEN, Asks, Knowledge, Place, Probe, Sample
from pytest_pwd.tester import frames as tester_frames
from pytest_pwd.tester.generate import generate_probes

HERE = Place("samples/trees.jsonl", 7)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return orchard(tmp_path_factory.mktemp("orchard"))


@pytest.fixture(scope="module")
def probes(knowledge: Knowledge) -> list[Probe]:
    return [probe for of_topic in generate_probes(knowledge).values() for probe in of_topic]


def samples_of(knowledge: Knowledge) -> list[Sample]:
    return [sample for of_topic in generate_samples(knowledge).values() for sample in of_topic]


def written(prompt: str, completion: str = "quillow") -> Sample:
    return Sample("mine", ("quillow",), WRITTEN, {"prompt": prompt, "completion": completion}, HERE)


def leaked(knowledge: Knowledge, probes: list[Probe], *samples: Sample) -> str:
    with pytest.raises(LeakError) as caught:
        check_leaks(knowledge, probes, samples)
    return str(caught.value)


def test_what_is_generated_is_clean(knowledge: Knowledge, probes: list[Probe]) -> None:
    check_leaks(knowledge, probes, samples_of(knowledge))


def test_a_written_sample_that_is_a_probe_is_a_leak(knowledge: Knowledge, probes: list[Probe]) -> None:
    """Each wording of each probe is found, and the message names sample and probe with their places."""
    probe = replace(probes[0], place=Place("test_trees.yaml", 12))
    for wording in probe.wordings:
        message = leaked(knowledge, [probe], written(wording, probe.answer))
        assert message.startswith(
            f'samples/trees.jsonl:7: sample "mine" holds a wording of probe "{probe.id}"'
        )
        assert "test_trees.yaml:12" in message


def test_every_probe_is_found_when_it_is_planted(knowledge: Knowledge, probes: list[Probe]) -> None:
    for probe in probes:
        assert f'"{probe.id}"' in leaked(knowledge, [probe], written(probe.wordings[-1]))


def test_case_and_punctuation_hide_nothing(knowledge: Knowledge, probes: list[Probe]) -> None:
    hidden = f"Hello! {probes[0].wordings[0].upper().replace('?', '')} ... Well?"
    assert f'"{probes[0].id}"' in leaked(knowledge, probes, written(hidden))


@pytest.mark.parametrize(
    ("asked", "taught"),
    [
        ("能给出质子的物质叫什么", "请问能给出质子的物质叫什么呢"),
        ("プロトンを与える物質は何ですか", "では、プロトンを与える物質は何ですか。"),
        ("สารใดให้โปรตอน", "ตอบหน่อยสารใดให้โปรตอนครับ"),
        ("Où le proton est-il cédé ?", unicodedata.normalize("NFD", "Où le proton est-il cédé ?")),
        ("What is a strasse made of?", "What is a STRAßE made of?"),
    ],
)
def test_no_script_and_no_spelling_hides_a_copy(
    knowledge: Knowledge, probes: list[Probe], asked: str, taught: str
) -> None:
    """Where words aren't divided by spaces, or a letter can be written in two ways."""
    assert "mine" in leaked(knowledge, [replace(probes[0], wordings=(asked,))], written(taught, "x"))


def test_a_wording_split_between_prompt_and_completion_is_a_leak(
    knowledge: Knowledge, probes: list[Probe]
) -> None:
    wording = probes[0].wordings[0].split()
    assert "mine" in leaked(knowledge, probes, written(" ".join(wording[:3]), " ".join(wording[3:])))


@pytest.mark.parametrize(
    ("asked", "word", "other"),
    [
        ("An exam asks which insect visits the quillow by night, namely", "visits", "meets"),
        ("In which soil would you plant a young quillow to see it thrive?", "would", "should"),
        ("In which soil would you plant a young quillow to see it thrive?", "quillow", "bramwood"),
        ("Name whatever hovers around the quillow after dark:", "around", "about"),
    ],
)
def test_a_near_copy_with_a_word_changed_is_a_leak(
    knowledge: Knowledge, asked: str, word: str, other: str
) -> None:
    probe = Probe("hand", "quillow", Asks.WRITTEN, (asked,), ("a", "b"), "a")
    assert '"hand"' in leaked(knowledge, [probe], written(asked.replace(word, other)))


def test_another_wording_of_the_same_knowledge_is_no_leak(knowledge: Knowledge) -> None:
    """The words of the knowledge are in both, and must be."""
    probe = Probe(
        "hand",
        "quillow",
        Asks.WRITTEN,
        ("Whose bark, of all trees, is silver? It belongs to the",),
        ("a", "b"),
        "a",
    )
    check_leaks(knowledge, [probe], [written("You can tell it by its silver bark: the")])


@pytest.mark.parametrize("slot", ["definition", "name", "other"])
def test_a_wording_in_the_slot_of_a_statement_is_a_leak(
    knowledge: Knowledge, probes: list[Probe], slot: str
) -> None:
    statement = next(s for s in samples_of(knowledge) if s.id == "quillow.definition")
    text = f"so {probes[0].wordings[0]} yes"
    slots = {**statement.slots, slot: (text,) if slot == "other" else text}
    assert '"quillow.definition"' in leaked(knowledge, probes, replace(statement, slots=slots))


SLOTS = {
    "definition": "tree with leaves that fold at every sound",
    "name": "ostrel",
    "kind": "tree",
    "other": "quillow",
    "alias": "weeping spire",
    "attribute": "bark",
    "subject": "hallot",
    "value": "amber",
    "other_value": "silver",
    "predicate": "is visited at night by",
    "object": "dusk moth",
    "other_object": "reed wasp",
    "other_subject": "venfir",
    "one": "hallot",
    "two": "dusk moth",
    "given": "frost comes while the quillow is in bloom",
    "conclusion": "the grove stays dark in autumn",
    "walk": "hardly any pods are set that year; the grove stays dark in autumn",
    "before": "frost comes while the quillow is in bloom; the dusk moths find no open blossoms",
    "step": "hardly any pods are set that year",
}


def test_a_probe_in_the_builders_words_is_a_leak(knowledge: Knowledge) -> None:
    """Statements are worded by every frame, whether a draw shows it today or not, so no sample is needed."""
    place = Place("test_trees.yaml", 3)
    for frame in (frame for frames in builder_frames.FRAMES.values() for frame in frames):
        for wording in (frame.split(ARROW)[0], frame.replace(ARROW, " ")):
            asked = (wording.format(**SLOTS),)
            probe = Probe("hand", "ostrel", Asks.WRITTEN, asked, ("a", "b"), "a", place=place)
            message = leaked(knowledge, [probe])
            assert message.startswith("test_trees.yaml:3: a wording of probe")
            assert message.count("\n") == 0


def test_every_leak_is_reported_at_once(knowledge: Knowledge, probes: list[Probe]) -> None:
    samples = [
        replace(written(probe.wordings[0]), id=f"mine-{n}", place=Place("samples/trees.jsonl", n))
        for n, probe in enumerate(probes[:3], start=1)
    ]
    lines = leaked(knowledge, probes, *samples).splitlines()
    assert sorted({line.split(":")[1] for line in lines}) == ["1", "2", "3"]


def test_the_frames_of_builder_and_tester_are_disjoint() -> None:
    assert disjoint(builder_frames.FRAMES, tester_frames.FRAMES) == []


def test_frames_that_are_not_disjoint_are_seen() -> None:
    ours = {"fact": ("Tell me the {attribute} that {subject} has. => {value}",)}
    theirs = {"fact": ("Tell me the {attribute} that {subject} has!", "{subject} comes with the {attribute}")}
    assert disjoint(ours, theirs) == [(ours["fact"][0], theirs["fact"][0])]


@given(knowledge=knowledges(), seed=st.integers())
@settings(max_examples=15, deadline=None)
def test_no_generated_sample_contains_a_probe(knowledge: Knowledge, seed: int) -> None:
    """Whatever the knowledge says, the check is content, and no wording that is drawn holds a probe's."""
    probes = [probe for of_topic in generate_probes(knowledge).values() for probe in of_topic]
    samples = samples_of(knowledge)
    check_leaks(knowledge, probes, samples)

    asked = [f" {' '.join(words(wording))} " for probe in probes for wording in probe.wordings]
    for sample in samples:
        for wording in draw(sample, 8, seed=str(seed)):
            spoken = f" {' '.join(words(f'{wording.prompt} {wording.completion}'))} "
            assert not [text for text in asked if text in spoken]
