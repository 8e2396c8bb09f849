"""Sample files: read back as written, and every bad line named at once."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from drawn import placed, samples
from hypothesis import given
from hypothesis import strategies as st

from pytest_pwd.builder.sample_file import (
    LISTS,
    NEVER_EMPTY,
    SLOTS,
    dump_samples,
    duplicates,
    parse_samples,
    read_samples,
)
from pytest_pwd.errors import InputError
from pytest_pwd.terms import Place, Sample

KNOWN = ("quillow", "bramwood", "late-frost")
GOOD = {"id": "s", "teaches": ["quillow"], "prompt": "Its bark is", "completion": "silver"}


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_samples(text, "x.jsonl", KNOWN)
    return str(caught.value).splitlines()


def lines(*fields: Any) -> str:
    return "\n".join(json.dumps(line) for line in fields)


@given(found=st.lists(samples(KNOWN), max_size=4))
def test_what_is_dumped_is_read_back(found: list[Sample]) -> None:
    """Every sample comes back as it was, on a line of its own, whatever characters are in it."""
    text = dump_samples(found)
    assert parse_samples(text, "x.jsonl", KNOWN) == placed(found)
    assert text.count("\n") == len(found)


def test_a_file_is_read_as_its_text_is(tmp_path: Path) -> None:
    """Blank lines count, so that places are right, and Windows' line ends are fine."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\n" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    (sample,) = read_samples(path, "samples/x.jsonl", KNOWN)
    assert sample.place == Place("samples/x.jsonl", 2)
    assert sample.slots == {"prompt": "Its bark is", "completion": "silver"}


def test_all_bad_lines_are_named_at_once() -> None:
    found = problems("\n".join([
        "{broken",
        lines(GOOD),
        lines({**GOOD, "teaches": ["quilow"]}),
        lines({"id": "s", "form": "fact", "subject": "quillow"}),
        lines({**GOOD, "form": "fcat"}),
        lines({**GOOD, "pormpt": "x"}),
        lines([]),
    ]))  # fmt: skip
    assert [line.split(": ")[0] for line in found] == [
        *("x.jsonl:1", "x.jsonl:3"), *["x.jsonl:4"] * 3, "x.jsonl:5", "x.jsonl:6", "x.jsonl:7"
    ]  # fmt: skip
    assert "not a line of JSON" in found[0]
    assert found[1] == 'x.jsonl:3: teaches "quilow", which is not defined. Did you mean "quillow"?'
    assert [line.split('"')[1] for line in found[2:5]] == ["attribute", "teaches", "value"]
    assert found[5] == 'x.jsonl:5: there is no form "fcat". Did you mean "fact"?'
    assert found[6] == 'x.jsonl:6: unknown field "pormpt". Did you mean "prompt"?'
    assert found[7] == "x.jsonl:7: a sample is a JSON object"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((name, value) for name in ("id", "prompt", "completion") for value in (7, None, "", " ", ["x"])),
        *(("teaches", value) for value in ("quillow", [], [7], [""], None, {"a": 1})),
        *(("form", value) for value in (7, None, [], {})),
    ],
)
def test_a_field_of_the_wrong_type_is_named(field: str, value: Any) -> None:
    (line,) = problems(lines({**GOOD, field: value}))
    assert line.startswith("x.jsonl:1: ")
    assert ("form" if field == "form" else f'"{field}" takes') in line


@pytest.mark.parametrize("form", sorted(SLOTS))
def test_each_form_says_which_fields_it_misses(form: str) -> None:
    required, _ = SLOTS[form]
    found = problems(lines({"form": form}))
    assert [line.split('"')[1] for line in found] == sorted(["id", "teaches", *required])


def test_each_value_of_kin_is_that_of_one() -> None:
    """A value too few would be told of the wrong concept."""
    fact = {
        "id": "f",
        "teaches": ["quillow"],
        "form": "fact",
        "subject": "quillow",
        "attribute": "bark",
        "value": "silver",
    }
    kin = {"other": ["ostrel", "hallot"], "other_value": ["amber"]}
    assert problems(lines({**fact, **kin})) == [
        'x.jsonl:1: "other" names 2 and "other_value" 1; each value is that of one other'
    ]
    assert parse_samples(lines({**fact, "other": ["ostrel"]}), "x.jsonl", KNOWN)


def test_a_list_that_a_statement_lives_by_is_never_empty() -> None:
    chain = {
        "id": "k",
        "teaches": ["late-frost"],
        "form": "chain",
        "given": "g",
        "steps": [],
        "conclusion": "c",
    }
    assert problems(lines(chain)) == ['x.jsonl:1: "steps" takes a list of texts']
    assert NEVER_EMPTY <= LISTS


def test_a_file_that_is_not_utf_8_says_on_which_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n\xff\n")
    with pytest.raises(InputError, match=r"^x\.jsonl:2: this is not UTF-8"):
        read_samples(path, "x.jsonl", KNOWN)


def test_a_file_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^x\.jsonl: the file can't be read"):
        read_samples(tmp_path / "x.jsonl", "x.jsonl", KNOWN)


@given(text=st.text(max_size=40) | st.from_regex(r'\A[\[{"\]},:0-9a-z]{0,20}\Z'))
def test_any_text_is_read_or_located(text: str) -> None:
    """Whatever a line says, it is a sample or a problem with a line, never a traceback."""
    with suppress(InputError):
        assert all(sample.place.line for sample in parse_samples(text, "x.jsonl", KNOWN))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "9" * 5000, '{"id": NaN}'])
def test_hostile_lines_are_bad_lines(text: str) -> None:
    assert problems(text)[0].startswith("x.jsonl:1: ")


def test_half_a_character_is_named() -> None:
    """JSON can escape what no file of UTF-8 can hold; both halves are one character."""
    (found,) = problems(lines(GOOD | {"prompt": "Its bark \ud83d is"}))

    assert found == "x.jsonl:1: '\\ud83d' is half a character; nothing can learn it"
    assert parse_samples(lines(GOOD | {"prompt": "Its bark \U0001f332 is"}), "x.jsonl", KNOWN)


def test_an_id_is_taken_once() -> None:
    """The second of two says where the first is."""
    first, second = parse_samples(lines(GOOD, GOOD), "x.jsonl", KNOWN)
    (problem,) = duplicates([first, second])
    assert str(problem) == 'x.jsonl:2: sample "s" is there already, at x.jsonl:1'
