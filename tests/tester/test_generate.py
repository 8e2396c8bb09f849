"""Frozen probes: several wordings each, and four choices that only knowledge can tell apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drawn import knowledges
from hypothesis import given, settings
from orchard import TREES, orchard, write_knowledge

from pytest_pwd.errors import InputError
from pytest_pwd.knowledge.graph import entry_digest
from pytest_pwd.knowledge.load import load_knowledge
from pytest_pwd.terms import Asks, Chain, Concept, Knowledge, Probe, Relation
from pytest_pwd.tester.frames import FRAMES
from pytest_pwd.tester.generate import WORDINGS, generate_probes, walks, wide_probes
from pytest_pwd.tester.kin import WRONG


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return orchard(tmp_path_factory.mktemp("orchard"))


def probes_of(knowledge: Knowledge) -> dict[str, Probe]:
    return {probe.id: probe for probes in generate_probes(knowledge).values() for probe in probes}


def check_probe(probe: Probe) -> None:
    """Hold what every frozen probe must be."""
    assert len(probe.choices) == len(set(probe.choices)) in ((4, 5) if probe.asks == Asks.FORWARD else (4,))
    assert probe.answer in probe.choices
    assert len(probe.wordings) == len(set(probe.wordings)) == WORDINGS >= 3
    # A choice that is the beginning of the answer is likelier than the answer, whatever a model knows.
    assert not [c for c in probe.choices if c != probe.answer and f"{probe.answer} ".startswith(f"{c} ")]
    assert not [c for c in probe.choices if c != probe.answer and f"{c} ".startswith(f"{probe.answer} ")]
    assert all(text == text.strip() and "\n" not in text for text in (*probe.wordings, *probe.choices))
    assert not any("{" in wording for wording in probe.wordings)
    assert probe.frozen_from


def test_everything_is_asked(knowledge: Knowledge) -> None:
    """A concept by definition, alias and fact; a relation by ends and direction; a chain by every part."""
    probes = probes_of(knowledge)
    of = {
        item: [id for id, p in probes.items() if p.of == item]
        for item in ("quillow", "quillow-attracts", "late-frost")
    }
    assert of == {
        "quillow": ["quillow.definition", "quillow.alias-1", "quillow.bark", "quillow.planting-depth"],
        "quillow-attracts": [f"quillow-attracts.{asks}" for asks in ("forward", "backward", "direction")],
        "late-frost": ["late-frost.step-1", "late-frost.step-2", "late-frost.walk", "late-frost.conclusion"],
    }
    assert [p.step for p in probes.values() if p.of == "late-frost"] == [1, 2, 0, 0]
    assert {p.asks for p in probes.values()} == set(Asks) - {Asks.WRITTEN}


def test_probes_are_sorted_by_topic(knowledge: Knowledge) -> None:
    topics = generate_probes(knowledge)
    assert {knowledge.entry(p.of).topic for p in topics["trees"]} == {"trees"}  # type: ignore[union-attr] # None fails the test
    assert set(topics) == {"trees", "insects"}


def test_the_same_knowledge_gives_the_same_probes(knowledge: Knowledge) -> None:
    assert generate_probes(knowledge) == generate_probes(knowledge)


def test_each_probe_of_the_orchard_is_sound(knowledge: Knowledge) -> None:
    for probe in probes_of(knowledge).values():
        check_probe(probe)
        assert probe.frozen_from == entry_digest(knowledge, probe.of)


@given(knowledge=knowledges())
@settings(max_examples=15, deadline=None)
def test_each_probe_is_sound_whatever_the_knowledge_says(knowledge: Knowledge) -> None:
    for probe in probes_of(knowledge).values():
        check_probe(probe)


@given(knowledge=knowledges())
@settings(max_examples=15, deadline=None)
def test_no_wrong_choice_is_right_by_the_knowledge(knowledge: Knowledge) -> None:
    """What the knowledge says of the same thing elsewhere is never offered as wrong."""
    for probe in probes_of(knowledge).values():
        entry = knowledge.entry(probe.of)
        wrong = set(probe.choices) - {probe.answer}
        assert wrong.isdisjoint(right_answers(knowledge, probe, entry))


def right_answers(knowledge: Knowledge, probe: Probe, entry: object) -> set[str]:
    """Return all that would be a right answer to a probe."""
    if isinstance(entry, Concept):
        return {entry.name, *entry.aliases} if probe.asks != Asks.FACT else {probe.answer}
    if isinstance(entry, Relation):
        same = [r for r in knowledge.relations.values() if r.predicate == entry.predicate]
        if probe.asks == Asks.FORWARD:
            objects = [r.object for r in same if r.subject == entry.subject]
            return {object if entry.literal else knowledge.concepts[object].name for object in objects}
        return {knowledge.concepts[r.subject].name for r in same if r.object == entry.object}
    assert isinstance(entry, Chain)
    return (
        {entry.given, entry.conclusion, *(step.so for step in entry.steps)} if probe.step else {probe.answer}
    )


def test_the_wording_of_a_probe_says_what_is_asked(knowledge: Knowledge) -> None:
    """Every wording names what it is about, and only the step's own past."""
    for probe in probes_of(knowledge).values():
        entry = knowledge.entry(probe.of)
        for wording in probe.wordings:
            if probe.asks == Asks.FACT:
                assert isinstance(entry, Concept)
                assert entry.name in wording.lower()
            if isinstance(entry, Chain):
                assert entry.given in wording.lower()
                later = [step.so for step in entry.steps[max(probe.step, 1) - 1 :]]
                assert not [text for text in (*later, entry.conclusion) if text in wording]


def test_the_answer_is_in_every_place_now_and_then(knowledge: Knowledge) -> None:
    """Where the answer stands says nothing: no place has more than half of them."""
    places = [probe.choices.index(probe.answer) for probe in probes_of(knowledge).values()]
    assert all(0 < places.count(n) < len(places) / 2 for n in range(4))


def test_other_knowledge_leaves_a_probe_as_it_is(knowledge: Knowledge) -> None:
    """Which frames a probe has goes by its id, so that an edit elsewhere makes no diff."""
    fewer = replace(knowledge, chains={id: c for id, c in knowledge.chains.items() if id != "bright-lamps"})
    before, after = probes_of(knowledge), probes_of(fewer)
    for id, probe in after.items():
        assert probe.wordings == before[id].wordings
        if probe.of not in knowledge.chains:
            assert probe == before[id]


def test_too_few_kin_are_named_with_their_places(tmp_path: Path) -> None:
    """All of them at once, where they are written, with what to do."""
    folder = write_knowledge(tmp_path)
    text = TREES.replace("      bark: russet\n", "").replace("      bark: amber\n", "")
    (folder / "trees.yaml").write_text(text.replace("kind: tree", "kind: bush", 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        generate_probes(load_knowledge(folder, tmp_path))
    lines = str(caught.value).splitlines()
    line = text[: text.index("- id: quillow")].count("\n") + 1
    assert [entry for entry in lines if entry.startswith(f"knowledge/orchard/trees.yaml:{line}: ")]
    assert '"quillow.definition" has 0 wrong choices and needs 3: write more kin' in "\n".join(lines)
    assert any('"ostrel.bark" has 2 wrong choices' in entry for entry in lines)


def test_a_subject_without_kin_is_not_asked_for(knowledge: Knowledge) -> None:
    """Nothing can be offered beside the only concept that a predicate is said of; all else is asked."""
    relation = Relation("all-shade", "quillow", "is shaded by", "ostrel", topic="trees")
    others = {
        f"shade-{n}": Relation(f"shade-{n}", subject, "is shaded by", "ostrel", topic="trees")
        for n, subject in enumerate(["bramwood", "venfir", "hallot"])
    }
    more = replace(knowledge, relations={**knowledge.relations, relation.id: relation, **others})
    assert [id for id in probes_of(more) if id.startswith("all-shade")] == [
        "all-shade.forward",
        "all-shade.direction",
    ]


def test_the_direction_is_asked_between_both_ends(knowledge: Knowledge) -> None:
    """Both are named in every wording and offered, so that who stands together tells nothing."""
    (probe,) = (p for p in probes_of(knowledge).values() if p.id == "quillow-attracts.direction")
    assert probe.answer == "quillow"
    assert "dusk moth" in probe.choices
    assert all("quillow" in wording.lower() and "dusk moth" in wording.lower() for wording in probe.wordings)
    first = [
        wording.lower().index("quillow") < wording.lower().index("dusk moth") for wording in probe.wordings
    ]
    assert len(set(first)) == 2


@pytest.mark.parametrize("change", [{"symmetric": True}, {"object": "moonlight", "literal": True}])
def test_what_has_no_direction_is_not_asked_for_it(knowledge: Knowledge, change: dict[str, Any]) -> None:
    relation = replace(knowledge.relations["quillow-attracts"], **change)
    more = replace(knowledge, relations={**knowledge.relations, relation.id: relation})
    assert "quillow-attracts.direction" not in [p.id for p in wide_probes(more, relation.id, WRONG)]


def test_what_is_known_both_ways_is_not_asked_for_its_direction(knowledge: Knowledge) -> None:
    there = knowledge.relations["quillow-attracts"]
    back = replace(there, id="back", subject=there.object, object=there.subject)
    more = replace(knowledge, relations={**knowledge.relations, "back": back})
    asked = {p.id for id in ("back", there.id) for p in wide_probes(more, id, WRONG)}
    assert asked >= {"back.forward", "quillow-attracts.forward"}
    assert asked.isdisjoint({"back.direction", "quillow-attracts.direction"})


def test_comparing_walks_gives_nothing_away() -> None:
    """Of four walks, one strays at one place, one at another, one at both: each part is in half of them."""
    parts = ["a", "b", "c"]
    right, wrong = walks(parts, [["x1", "x2"], ["y1"], ["z1"]])
    assert right == "a; b; c"
    texts = [text.split("; ") for text in (right, *wrong)]
    assert [len({text[at] for text in texts}) for at in range(3)].count(2) == 2
    for at, part in enumerate(parts):
        assert sum(text[at] == part for text in texts) in (2, 4)
    assert walks(["a", "b"], [["x1"], []]) == ("a; b", [])


def test_every_frame_ends_where_an_answer_begins() -> None:
    for frames in FRAMES.values():
        assert len(set(frames)) == len(frames) >= WORDINGS
        assert all(frame == frame.strip() for frame in frames)
    assert WRONG == 3
