"""Departures from a schema: every one at once, each with its place and its remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from documents import ACIDS, NO_SLUG, ONE_LINE, problems

from pytest_pwd.knowledge.document import MAX_PROBLEMS
from pytest_pwd.terms import Asks


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
        'acids.yaml:6: asks "defintion" is not one of definition, alias, fact, forward, backward, direction, '
        'step, walk, conclusion, written. Did you mean "definition"?',
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
