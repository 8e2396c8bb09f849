"""Multiple-choice questions as probes: each way of naming the answer, and no line dropped in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orchard
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.exchange.questions import Quiz, read_questions
from pytest_pwd.terms import Asks, Knowledge, Probe
from pytest_pwd.tester.probe_file import dump_probes, read_probes

ASKED = {
    "question": "Which tree glows at night?",
    "choices": ["ostrel", "quillow", "hallot"],
    "answer": "B",
    "of": "quillow",
}


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return orchard.orchard(tmp_path_factory.mktemp("orchard"))


def quiz(knowledge: Knowledge, *lines: dict[str, Any] | str, **options: Any) -> Quiz:
    text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
    return read_questions(text, "quiz.jsonl", knowledge, **options)


def only(knowledge: Knowledge, **fields: Any) -> Probe:
    found = quiz(knowledge, ASKED | fields)
    assert found.left == ()
    return found.probes[0]


def refusal(knowledge: Knowledge, **fields: Any) -> str:
    found = quiz(knowledge, {name: value for name, value in (ASKED | fields).items() if value is not None})
    assert found.probes == ()
    (line,) = found.left
    assert line.startswith("quiz.jsonl:1: ")
    return line.removeprefix("quiz.jsonl:1: ")


def test_a_line_is_a_probe_that_a_person_wrote(knowledge: Knowledge) -> None:
    probe = only(knowledge)

    assert (probe.of, probe.asks, probe.answer, probe.frozen_from) == ("quillow", Asks.WRITTEN, "quillow", "")
    assert probe.choices == ("ostrel", "quillow", "hallot")
    assert probe.id == "quillow.which-tree-glows-at-night"


def test_a_question_in_one_wording_is_asked_in_three(knowledge: Knowledge) -> None:
    """The schema takes no wording twice; what stands before it suits a question and a begun sentence."""
    found = quiz(knowledge, ASKED)

    assert found.probes[0].wordings == (
        "Which tree glows at night?",
        "Question: Which tree glows at night?",
        "Choose the right answer. Which tree glows at night?",
    )
    assert found.asked_once == 1


def test_wordings_of_their_own_are_kept(knowledge: Knowledge) -> None:
    ways = ["What glows?", "It glows. Which is it?", "A lamp in the grove is the"]
    found = quiz(
        knowledge, {"wordings": ways, "options": {"A": "x", "B": "y"}, "answer": "A", "of": "quillow"}
    )

    assert found.probes[0].wordings == tuple(ways)
    assert found.asked_once == 0


@pytest.mark.parametrize("answer", ["B", "b", "(B)", "B.", 1, "1", "quillow", ["B"]])
def test_an_answer_is_a_letter_a_number_or_a_text(knowledge: Knowledge, answer: object) -> None:
    assert only(knowledge, answer=answer).answer == "quillow"


def test_options_may_have_letters_of_their_own(knowledge: Knowledge) -> None:
    options = {"1": "ostrel", "2": "quillow"}
    line = {name: value for name, value in ASKED.items() if name != "choices"} | {"options": options}

    assert quiz(knowledge, line | {"answer": "2"}).probes[0].answer == "quillow"
    assert quiz(knowledge, line | {"answer": 1}).probes[0].answer == "ostrel"


def test_a_number_counts_texts(knowledge: Knowledge) -> None:
    """Even where they are digits themselves; one that is too great to count them is one of them."""
    assert only(knowledge, choices=["3", "0", "1"], answer=1).answer == "0"
    assert only(knowledge, choices=["3", "4", "5"], answer=4).answer == "4"


def test_an_answer_with_two_meanings_is_listed(knowledge: Knowledge) -> None:
    """A number may be a choice, and a letter too."""
    said = refusal(knowledge, choices=["1", "2", "3"], answer="1")
    assert said == 'the answer "1" may mean "1" or "2"; write the text of the choice'
    assert "may mean" in refusal(knowledge, choices=[1, 2, 3], answer=1)
    assert "may mean" in refusal(knowledge, choices=["B", "C", "A"], answer="A")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answer": "E"}, 'the answer "E" is none of the choices'),
        ({"answer": 3}, 'the answer "3" is none of the choices'),
        ({"answer": -1}, 'the answer "-1" is none of the choices'),
        ({"answer": "A,B"}, 'it asks for several answers ("A,B"); a probe has one'),
        ({"answer": ["A", "B"]}, '"answer" is a list where a text is wanted'),
        ({"answer": True}, '"answer" is true or false where a text is wanted'),
        ({"answer": None}, 'it has no "answer"'),
        ({"choices": ["quillow"]}, "it has 1 choices; a probe has 2 to 8"),
        ({"choices": ["a", "a ", "b"]}, "two of its choices are the same"),
        ({"choices": ["a", " ", "b"]}, "one of its choices is empty"),
        ({"choices": ["a", {"b": 1}]}, '"choices" is an object where a text is wanted'),
        ({"choices": "a b c"}, '"choices" is a text; a list is wanted'),
        ({"choices": None}, '"options" is empty; a list is wanted'),
        ({"question": None}, 'it has no "question"'),
        ({"question": "  "}, '"question" is empty'),
        ({"question": "bell \a"}, '"question" holds the character U+0007'),
        ({"of": "quilow"}, 'it is of "quilow", which is not defined. Did you mean "quillow"?'),
        ({"of": None}, 'it doesn\'t say whose it is; add "of" with the id of an entry, or give --of'),
    ],
)
def test_a_line_that_cannot_be_taken_over_is_listed(
    knowledge: Knowledge, fields: dict[str, Any], said: str
) -> None:
    assert refusal(knowledge, **fields).startswith(said)


def test_whose_it_is_may_be_told_by_name_or_for_all(knowledge: Knowledge) -> None:
    line = {name: value for name, value in ASKED.items() if name != "of"}

    assert quiz(knowledge, line | {"concept": "Lantern Tree"}).probes[0].of == "quillow"
    assert quiz(knowledge, line, of="late-frost").probes[0].of == "late-frost"
    assert quiz(knowledge, ASKED, of="late-frost").probes[0].of == "quillow"


def test_bad_json_is_named_by_its_line(knowledge: Knowledge) -> None:
    """The others are taken over; empty lines count for places and for nothing else."""
    found = quiz(knowledge, ASKED, "\n", "{oops\n", "[1]\n", ASKED | {"question": "And?"})

    assert [line.partition(" (")[0] for line in found.left] == [
        "quiz.jsonl:3: this is not a line of JSON",
        "quiz.jsonl:4: this is a list where an object is wanted",
    ]
    assert (found.offered, len(found.probes)) == (4, 2)


def test_ids_are_kept_where_they_can_be(knowledge: Knowledge) -> None:
    assert only(knowledge, id="quillow.night-1").id == "quillow.night-1"
    assert only(knowledge, id="Night Q/1").id == "night-q-1"
    assert only(knowledge, id=17).id == "17"


def test_no_id_is_given_twice(knowledge: Knowledge) -> None:
    """Questions that begin alike are told apart; a line that is there twice is taken over once."""
    other = ASKED | {"choices": ["hallot", "quillow"]}
    found = quiz(knowledge, ASKED, other, ASKED, {**ASKED, "id": "a"}, {**ASKED, "id": "a"}, taken={"b"})

    assert len({probe.id for probe in found.probes}) == len(found.probes) == 3
    assert found.left == (
        "quiz.jsonl:3: it says the same as another one",
        'quiz.jsonl:5: the id "a" is taken',
    )
    assert quiz(knowledge, {**ASKED, "id": "b"}, taken={"b"}).left == ('quiz.jsonl:1: the id "b" is taken',)


def test_other_fields_are_listed_once(knowledge: Knowledge) -> None:
    more = {"explanation": "it just does", "subject": ""}

    assert quiz(knowledge, ASKED | more, ASKED | {"question": "And?"} | more).left == (
        'quiz.jsonl: "explanation" of 2 questions has no counterpart here and is left out',
    )


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from("ABC"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(
    lines=st.lists(
        st.dictionaries(st.sampled_from([*ASKED, "id", "wordings", "options"]), anything), max_size=4
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_line_holds_loads_or_is_listed(
    tmp_path: Path, knowledge: Knowledge, lines: list[dict[str, Any]]
) -> None:
    found = quiz(knowledge, *(ASKED | line for line in lines))
    path = tmp_path / "test_quiz.yaml"
    path.write_text(dump_probes("orchard", "quiz", "x", found.probes), encoding="utf-8")

    places = {line.split(": ")[0] for line in found.left} - {"quiz.jsonl"}
    assert found.offered == len(lines) <= len(found.probes) + len(places)
    read = read_probes(path, "x", [entry.id for entry in knowledge.entries])
    assert [probe.wordings for probe in read] == [probe.wordings for probe in found.probes]
