"""Reading one file: strictly, with places, and with every problem at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pytest_pwd.errors import InputError, Problem
from pytest_pwd.knowledge.document import MAX_BYTES, MAX_PROBLEMS, Document, read_document
from pytest_pwd.knowledge.parse import MAX_DEPTH, parse_yaml
from pytest_pwd.terms import Asks, Place

ACIDS = """\
topic: acids
title: Acids and bases
sources:
  chem:
    title: Chemistry 2e
    edition: "2019"
concepts:
  - id: hydrochloric-acid
    name: hydrochloric acid
    aliases: [muriatic acid]
    kind: acid
    definition: a strong acid made by dissolving
      hydrogen chloride gas in water
    facts:
      formula: HCl
      charge: "1.10"
    source: chem
relations:
  - id: acid-gives
    subject: hydrochloric-acid
    predicate: gives
    object: {literal: a proton}
    source: chem
chains:
  - id: spills
    given: the acid spills
    steps:
      - so: protons spread
        uses: [acid-gives, hydrochloric-acid]
      - so: the pH falls
        uses: [hydrochloric-acid]
    conclusion: litmus turns red
    source: chem
"""

IN_QUOTES = "; write a text in quotes instead"
ONE_LINE = " must be one line of text, neither empty nor with spaces or line breaks around it"
NO_SLUG = (
    " is not a slug; write lower-case letters and digits with single hyphens between, such as bronsted-acid"
)


def read(folder: Path, text: str | bytes, schema: str = "topic", **more: Path) -> Document:
    path = folder / "acids.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path, schema, "acids.yaml", **more)


def problems(folder: Path, text: str | bytes, schema: str = "topic") -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, text, schema)
    assert all(p.place.file == "acids.yaml" and p.place.line >= 1 for p in caught.value.problems)
    return [str(p) for p in caught.value.problems]


# --------------------------------------------------------------------------- places


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


# --------------------------------------------------------------------------- what YAML would guess


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


# --------------------------------------------------------------------------- what is not one plain document


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


# --------------------------------------------------------------------------- schemas


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("definition:", "defintion:", [
            'acids.yaml:8: the concept lacks "definition" (6 to 14 words that fit no other concept and '
            "don't contain its name; no full stop)",
            'acids.yaml:12: unknown field "defintion" in the concept. Did you mean "definition"?']),
        ("title: Acids and bases", "titel: Acids and bases", [
            'acids.yaml:1: the file lacks "title" (what people call the topic)',
            'acids.yaml:2: unknown field "titel" in the file. Did you mean "title"?']),
        ("uses: [acid-gives, hydrochloric-acid]", "uses: []", [
            "acids.yaml:29: uses of step 1 has nothing; write at least 1"]),
        ("uses: [acid-gives, hydrochloric-acid]", "uses: acid-gives", [
            'acids.yaml:29: uses of step 1 is the text "acid-gives"; '
            "it should be a list, such as [acid-gives]"]),
        ("uses: [acid-gives, hydrochloric-acid]", "uses: [acid-gives, 5, acid-gives]", [
            'acids.yaml:29: use 2 of step 1 is the number 5; write "5" in quotes',
            'acids.yaml:29: uses of step 1 has "acid-gives" twice; delete one']),
        ("        uses: [hydrochloric-acid]\n", "", [
            'acids.yaml:30: step 2 lacks "uses" (the concepts and relations that the step rests on, by id)']),
        ("      - so: the pH falls\n        uses: [hydrochloric-acid]\n", "", [
            "acids.yaml:27: steps has 1; write at least 2"]),
        ("id: spills", "id: ../../etc/passwd", [
            'acids.yaml:25: id "../../etc/passwd"' + NO_SLUG]),
        ("id: spills", "id: con", [
            'acids.yaml:25: id "con" is the name of a device on Windows; choose another']),
        ("id: spills", 'id: "spills\\n"', [
            'acids.yaml:25: id "spills\\u000a"' + NO_SLUG]),
        ("id: spills", f"id: {'a' * 81}", [
            f'acids.yaml:25: id "{"a" * 59}…" has 81 characters; write at most 80']),
        ("kind: acid", 'kind: ""', [
            'acids.yaml:11: kind ""' + ONE_LINE]),
        ("kind: acid", 'kind: "acid\\n"', [
            'acids.yaml:11: kind "acid\\u000a"' + ONE_LINE]),
        ("formula:", '" ":', [
            'acids.yaml:15: the name " " in facts' + ONE_LINE]),
        ("{literal: a proton}", "{text: a proton}", [
            'acids.yaml:22: object lacks "literal" (a text that is no concept of its own)',
            'acids.yaml:22: unknown field "text" in object. Known here: literal.']),
        ("{literal: a proton}", "[a]", ["acids.yaml:22: object is a list; it should be a text or a mapping"]),
    ],
)  # fmt: skip
def test_departures_from_the_schema_say_where_what_and_how(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    assert old in ACIDS
    assert problems(tmp_path, ACIDS.replace(old, new)) == expected


@pytest.mark.parametrize(
    "id", ["/etc", "a/b", "..", "a\\b", "nul", "com1", "Acid", "a--b", "-a", "a ", "é", "a.b"]
)
def test_an_id_can_not_be_a_path_or_a_device(tmp_path: Path, id: str) -> None:
    [problem] = problems(tmp_path, ACIDS.replace("id: spills", f"id: '{id}'"))

    assert problem.startswith(f'acids.yaml:25: id "{id}" is ')


def test_all_problems_of_a_file_come_at_once(tmp_path: Path) -> None:
    text = (
        ACIDS.replace("kind: acid", "kind: no")
        .replace("given:", "gvien:")
        .replace("title: Chem", "x: &y Chem")
    )

    assert len(problems(tmp_path, text)) == 6


def test_a_flood_of_problems_is_cut(tmp_path: Path) -> None:
    found = problems(
        tmp_path, "topic: acids\ntitle: a\nsources: {s: {title: b}}\nconcepts:\n" + "- 5\n" * 1000
    )

    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1] == "acids.yaml:205: … and 800 more problems from here on"


def test_probes_need_three_wordings_and_two_choices(tmp_path: Path) -> None:
    text = """\
discipline: chemistry
topic: acids
probes:
  - id: bronsted-acid.definition
    of: bronsted-acid
    asks: defintion
    wordings: [a, b, a]
    choices: [c]
    answer: c
    step: "1"
"""
    assert problems(tmp_path, text, "probes") == [
        'acids.yaml:6: asks "defintion" is not one of definition, alias, fact, forward, backward, step, '
        'walk, conclusion, written. Did you mean "definition"?',
        'acids.yaml:7: wordings has "a" twice; delete one',
        "acids.yaml:8: choices has 1; write at least 2",
        'acids.yaml:10: step is the text "1"; it should be a whole number',
    ]


def _properties(schema: object) -> list[tuple[str, object]]:
    """Return every property that a schema has, at any depth, with its rules."""
    if isinstance(schema, list):
        return [found for part in schema for found in _properties(part)]
    if not isinstance(schema, dict):
        return []
    own = list(schema["properties"].items()) if isinstance(schema.get("properties"), dict) else []
    return [*own, *(found for part in schema.values() for found in _properties(part))]


@pytest.mark.parametrize("name", ["topic", "probes", "discipline"])
def test_schemas_are_valid_and_describe_every_property(name: str) -> None:
    """Editors show the descriptions while people write."""
    from jsonschema import Draft202012Validator

    from pytest_pwd.knowledge.schema import schema_bytes

    schema = json.loads(schema_bytes(name))
    Draft202012Validator.check_schema(schema)

    assert _properties(schema)
    assert [
        key
        for key, rules in _properties(schema)
        if not (isinstance(rules, dict) and rules.get("description"))
    ] == []


def test_probes_may_ask_whatever_a_probe_can_ask() -> None:
    from pytest_pwd.knowledge.schema import schema_bytes

    probe = json.loads(schema_bytes("probes"))["properties"]["probes"]["items"]["properties"]

    assert probe["asks"]["enum"] == [str(asks) for asks in Asks]


# --------------------------------------------------------------------------- parsed copies


def test_a_second_read_of_the_same_bytes_is_the_same_document(tmp_path: Path) -> None:
    first = read(tmp_path, ACIDS, cache=tmp_path / "cache")
    second = read(tmp_path, ACIDS, cache=tmp_path / "cache")

    assert second == first == read(tmp_path, ACIDS)
    assert second.place("/chains/0/steps/1").line == 30
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_other_bytes_or_another_schema_are_another_copy(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    read(tmp_path, ACIDS, cache=cache)
    read(tmp_path, ACIDS + "# more\n", cache=cache)
    with pytest.raises(InputError):
        read(tmp_path, ACIDS, "probes", cache=cache)

    assert len(list(cache.iterdir())) == 2


def _imported(folder: Path, code: str) -> set[str]:
    """Run code in a fresh interpreter, and return which of yaml and jsonschema it imported."""
    code += "\nimport sys; print(*{'yaml', 'jsonschema'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder,
                         env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip
    return set(run.stdout.split())


def test_a_parsed_copy_needs_neither_yaml_nor_jsonschema(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "acids.yaml").write_text(ACIDS)
    code = """
from pathlib import Path
import pytest_pwd.knowledge.document, pytest_pwd.knowledge.graph, pytest_pwd.knowledge.load
assert pytest_pwd.knowledge.load.load_knowledge(Path("k"), Path("."), Path("cache")).chains
"""
    assert _imported(tmp_path, code) == {"yaml", "jsonschema"}
    assert _imported(tmp_path, code) == set()


@given(st.integers(0), st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_a_flipped_or_cut_copy_is_made_again(tmp_path: Path, where: int, flip: int) -> None:
    """A copy is only believed whole."""
    cache = tmp_path / "cache"
    document = read(tmp_path, ACIDS, cache=cache)
    [copy] = cache.iterdir()
    good = copy.read_bytes()
    where %= len(good)
    flipped = good[:where] + bytes([good[where] ^ flip]) + good[where + 1 :]
    for bad in (flipped, good[:where], b"", b"{}", b"[" * 100_000):
        copy.write_bytes(bad)
        assert read(tmp_path, ACIDS, cache=cache) == document
        # The closing brace is no part of what is checked, nor of what is read.
        assert copy.read_bytes() == good or (bad == flipped and where == len(good) - 1)
    copy.write_bytes(good)


@pytest.mark.parametrize("blocked", ["file", "folder"])
def test_a_cache_that_can_not_be_written_is_done_without(tmp_path: Path, blocked: str) -> None:
    cache = tmp_path / "cache"
    if blocked == "file":
        cache.write_text("in the way")
    else:  # a folder where the copy should be
        read(tmp_path, ACIDS, cache=cache)
        [copy] = cache.iterdir()
        copy.unlink()
        copy.mkdir()

    assert read(tmp_path, ACIDS, cache=cache) == read(tmp_path, ACIDS)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_full_disk_leaves_no_half_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        read(tmp_path, ACIDS, cache=tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_copy_is_read_without_a_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that is read-only serves as well as any."""
    read(tmp_path, ACIDS, cache=tmp_path / "cache")
    monkeypatch.setattr("pytest_pwd.knowledge.document.write_sidecar", pytest.fail)
    monkeypatch.setattr("pytest_pwd.knowledge.document.parse_yaml", pytest.fail)

    assert read(tmp_path, ACIDS, cache=tmp_path / "cache").data["topic"] == "acids"


def test_files_with_problems_leave_no_copy(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read(tmp_path, "topic: 5", cache=tmp_path / "cache")

    assert not (tmp_path / "cache").exists()
