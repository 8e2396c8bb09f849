"""Reading one file: strictly, with places."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from documents import ACIDS, IN_QUOTES, problems, read
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pytest_pwd.errors import InputError, Problem
from pytest_pwd.knowledge.document import MAX_BYTES, read_document
from pytest_pwd.knowledge.parse import MAX_DEPTH, parse_yaml
from pytest_pwd.terms import Place


def test_a_document_is_the_data_that_the_file_says(tmp_path: Path) -> None:
    data = read(tmp_path, ACIDS).data

    assert data == yaml.safe_load(ACIDS)
    assert data["concepts"][0]["facts"] == {"formula": "HCl", "charge": "1.10"}


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/sources/chem/edition", 6),
        ("/concepts", 7),
        ("/concepts/0", 8),
        ("/concepts/0/aliases/0", 10),
        ("/concepts/0/definition", 12),
        ("/concepts/0/facts", 14),
        ("/concepts/0/facts/charge", 16),
        ("/concepts/0/facts/colour", 14),
        ("/chains/0/steps/1", 30),
        ("/chains/0/steps/1/uses/0", 31),
        ("/nothing/of/the/sort", 1),
    ],
)
def test_a_pointer_has_a_place_or_that_of_the_nearest_part_around_it(
    tmp_path: Path, pointer: str, line: int
) -> None:
    assert read(tmp_path, ACIDS).place(pointer) == Place("acids.yaml", line)


def test_a_key_with_a_slash_has_a_place_of_its_own(tmp_path: Path) -> None:
    document = read(tmp_path, ACIDS.replace("charge:", "mol/l ~ M:"))

    assert document.place("/concepts/0/facts/mol~1l ~0 M").line == 16


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + ACIDS.encode()).data["topic"] == "acids"


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("1.10", "the number 1.1"),
        ("5", "the number 5"),
        ("1e3", "the number 1000.0"),
        ("no", "the truth value false"),
        ("On", "the truth value true"),
        ("12:30:45", "a number to YAML"),
        ("0o14", "a number to YAML"),
        ("014", "a number to YAML"),
        ("1_000", "a number to YAML"),
        (".inf", "a number to YAML"),
        ("1e999", "a number to YAML"),
        ("2024-01-01", "a date to YAML"),
        ("2024-99-99", "a date to YAML"),
        ("null", "empty to YAML"),
        ("~", "empty to YAML"),
    ],
)
def test_what_yaml_would_not_read_as_text_is_shown_as_written(
    tmp_path: Path, written: str, what: str
) -> None:
    expected = f'acids.yaml:16: facts.charge is {what}; write "{written}" in quotes'

    assert problems(tmp_path, ACIDS.replace('"1.10"', written)) == [expected]
    assert (
        read(tmp_path, ACIDS.replace('"1.10"', f'"{written}"')).data["concepts"][0]["facts"]["charge"]
        == written
    )


def test_numbers_of_any_length_are_no_trouble(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, ACIDS.replace('"1.10"', "9" * 10_000))

    assert problem.startswith("acids.yaml:16: facts.charge is a number to YAML")
    assert len(problem) < 200


def test_a_key_is_text_too(tmp_path: Path) -> None:
    assert problems(tmp_path, ACIDS.replace("charge:", "no:")) == [
        'acids.yaml:16: the key no is the truth value false; write "no" in quotes'
    ]
    assert problems(tmp_path, ACIDS.replace("charge:", "? [a]\n      :"))[0].startswith(
        "acids.yaml:16: a mapping or list can't be a key"
    )


def test_a_field_without_a_value_is_empty(tmp_path: Path) -> None:
    assert problems(tmp_path, ACIDS.replace("kind: acid", "kind:")) == [
        "acids.yaml:11: kind is empty; it should be a text"
    ]


@given(st.text("0123456789:._-+eExobaftTzZ ~nulyoNs", max_size=12))
@example("0b1")
@example("1:00")
@example("190:20:30.15")
@example("2001-12-14 21:59:43.10 -5")
def test_nothing_that_pyyaml_takes_for_something_else_passes_as_text(text: str) -> None:
    """Other readers of YAML, and editors, see the text that this one sees."""
    try:
        theirs = yaml.safe_load(f"- {text}\n")[0]
    except (ValueError, yaml.YAMLError):  # a date such as 2024-99-99, which is no date
        return
    if theirs is not None and not isinstance(theirs, str | dict | list):
        assert not isinstance(parse_yaml(f"- {text}\n".encode(), "a").data[0], str)


def test_parameters_may_be_numbers_and_truth_values(tmp_path: Path) -> None:
    text = "discipline: chemistry\ntitle: C\nknowledge: ../k\n"
    text += "recipe: {epochs: 3, rate: 1e-3, bf16: no, method: lora}\n"

    assert read(tmp_path, text, "discipline").data["recipe"] == {
        "epochs": 3,
        "rate": 0.001,
        "bf16": False,
        "method": "lora",
    }
    assert problems(tmp_path, text.replace("3,", "1:30,"), "discipline") == [
        'acids.yaml:4: recipe.epochs is a number to YAML; write "1:30" in quotes'
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "acids.yaml:1: the file is empty"),
        (b"# nothing but a remark\n", "acids.yaml:1: the file is empty"),
        (b"title: a\ntopic: \xff", "acids.yaml:2: byte 0xff is not UTF-8; save the file as UTF-8"),
        ("topic: a".encode("utf-16"), "acids.yaml:1: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"a: b\n---\nc: d\n", "acids.yaml:2: a second document begins here (---); one file holds one"),
        (b"a: b\nc: \x1b[31m\n", "acids.yaml:2: the character U+001B is refused: nobody sees it; delete it"),
        (b"a: b\nc: \x00\n", "acids.yaml:2: the character U+0000 is refused: nobody sees it; delete it"),
        ("a: \u202egpj\n", "acids.yaml:1: the character U+202E is refused: nobody sees it; delete it"),
        (b"a: b\n  c: d: e\n", "acids.yaml:2: not YAML: mapping values are not allowed in this context; "
                              'a text that has ": " in it is written in quotes'),
    ],
    ids=["empty", "remark", "latin", "utf-16", "two", "escape", "nul", "bidi", "colon"],
)  # fmt: skip
def test_what_is_not_one_plain_document_is_refused(tmp_path: Path, text: bytes | str, expected: str) -> None:
    assert problems(tmp_path, text) == [expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("predicate: ", "predicate: &a ", "acids.yaml:21: the anchor &a is refused; write texts out"),
        ("predicate: ", "predicate: !!str ", "acids.yaml:21: the tag !!str is refused" + IN_QUOTES),
        ("predicate: ", "predicate: !!python/name:os.system ",
         "acids.yaml:21: the tag !!python/name:os.system is refused" + IN_QUOTES),
        ("kind: acid\n", 'kind: "\\e[31m"\n',
         "acids.yaml:11: the character U+001B is refused: nobody sees it; delete it"),
        ("kind: acid\n", "kind: acid\n    kind: base\n",
         'acids.yaml:12: "kind" is given twice here, first on line 11; delete one'),
    ],
    ids=["anchor", "tag", "python", "escape", "twice"],
)  # fmt: skip
def test_what_people_can_not_see_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert problems(tmp_path, ACIDS.replace(old, new)) == [expected]


def test_aliases_and_merge_keys_are_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, "topic: &a acids\ntitle: *a\nsources:\n  <<: {title: b}\n")

    assert found[:3] == [
        "acids.yaml:1: the anchor &a is refused; write texts out",
        "acids.yaml:2: the alias *a is refused; write the text out",
        "acids.yaml:2: title is an alias; it should be a text",
    ]
    assert found[3] == "acids.yaml:4: the merge key << is refused; write the fields out"


@pytest.mark.parametrize("loader", ["c", "python"])
@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 20_000])
def test_a_nesting_bomb_is_refused(bomb: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if loader == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    with pytest.raises(InputError) as caught:
        parse_yaml(bomb.encode(), "bomb.yaml")

    assert str(caught.value) in (
        f"bomb.yaml:1: nested more than {MAX_DEPTH} deep",
        "bomb.yaml:1: a mapping or list can't be a key; a text that begins with { or [ needs quotes",
    )


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    """Nine lists of nine of the one before are 387 million texts when they are written out."""
    lists = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))

    assert "acids.yaml:2: the alias *l0 is refused; write the text out" in problems(
        tmp_path, "l0: &l0 lol\n" + lists
    )


def test_a_file_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    assert problems(tmp_path, b"a" * (MAX_BYTES + 1)) == [
        "acids.yaml:1: the file is larger than 4 MB; split it into topics"
    ]


def test_a_file_that_can_not_be_read_is_an_error_with_a_reason(tmp_path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.yaml")
        with pytest.raises(InputError, match="this is not a file"):
            read_document(tmp_path / "pipe.yaml", "topic")
    (tmp_path / "folder.yaml").mkdir()
    for name, reason in (
        ("gone.yaml", "the file can't be read: No such file or directory"),
        ("folder.yaml", "this is not a file"),
        ("nul\0.yaml", "the file can't be read: embedded null byte"),
    ):
        with pytest.raises(InputError, match=reason):
            read_document(tmp_path / name, "topic")


# Bytes made of YAML's own signs reach much further into a reader than bytes at random.
YAMLISH = st.lists(
    st.sampled_from([*"-:?[]{},&*!|>'\"%@`#~<= \n\t\\", "\n  ", "- ", ": ", "...", "---", "\\ud800",
                     "\\UFFFFFFFF", "\\x1b", "<<", "%YAML 1.1", "%TAG ! a", "!!int", "&a", "*a", "topic",
                     "steps", "1.10", "no", "é", "\r", "\ufeff", "\u2028", "\ud800"]),
    max_size=30,
).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))  # fmt: skip


@pytest.mark.parametrize("loader", ["c", "python"])
@given(raw=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode), YAMLISH))
@example(raw=b'"\\ud800": a')
@example(raw=b'"\\UFFFFFFFF"')
@example(raw=b"%YAML 9.9\n---\na")
@example(raw=b"*a : b")
@example(raw=b"{*a : b, *a : c}")
@example(raw=b"? - a")
@example(raw=b": a")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_a_document_or_an_error_with_a_place(
    raw: bytes, loader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if loader == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    found: tuple[Problem, ...] = ()
    try:
        assert read(tmp_path, raw).data["topic"]
    except InputError as error:
        found = error.problems or (Problem(Place("", 0), "no problem is named"),)

    assert all(p.place.file == "acids.yaml" and p.place.line >= 1 for p in found)
    assert all(p.message.isprintable() for p in found)


@given(
    st.recursive(
        st.text("ab/~ é", min_size=1),
        lambda s: st.lists(s) | st.dictionaries(st.text("ab/~"), s),
        max_leaves=20,
    )
)
def test_what_is_written_as_yaml_is_read_back(data: object) -> None:
    text = yaml.safe_dump(data, default_style='"', allow_unicode=True)

    assert parse_yaml(text.encode(), "a").data == data
