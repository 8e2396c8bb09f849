"""Patch files: read back as written, and every bad line named at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drawn import placed, samples, slugs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.builder.patch_file import dump_patch, read_patch
from pytest_pwd.errors import InputError
from pytest_pwd.terms import Patch

KNOWN = ("quillow", "bramwood")
GOOD = {"id": "s", "teaches": ["quillow"], "prompt": "Its bark is", "completion": "silver"}
HEAD = {
    "patch": "trees-1",
    "closes": ["quillow"],
    "evidence": [],
    "artifact": "a1",
    "synthesizer": "knowledge",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.jsonl"


def problems(path: Path, *lines: str) -> list[str]:
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_patch(path, "x.jsonl", KNOWN)
    return str(caught.value).splitlines()


notes = st.lists(st.text(max_size=20), max_size=3).map(tuple)


@given(
    patch=st.builds(
        Patch,
        id=slugs,
        closes=st.lists(slugs, max_size=3).map(tuple),
        samples=st.lists(samples(KNOWN), max_size=3).map(tuple),
        evidence=notes,
        artifact=st.text(max_size=10),
        synthesizer=st.text(max_size=10),
        file=st.just("x.jsonl"),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_dumped_is_read_back(path: Path, patch: Patch) -> None:
    text = dump_patch(patch)
    path.write_text(text, encoding="utf-8")
    read = read_patch(path, "x.jsonl", KNOWN)
    assert read == replace(patch, samples=tuple(placed(patch.samples, first_line=2)))  # the head is line 1
    assert dump_patch(read) == text


def test_all_bad_lines_are_named_at_once(path: Path) -> None:
    """The head is checked with the samples below it."""
    bad = {**HEAD, "closes": "quillow", "artifact": 7}
    found = problems(
        path, json.dumps(bad), json.dumps(GOOD), "{", json.dumps({**GOOD, "teaches": ["quilow"]})
    )
    assert found == [
        'x.jsonl:1: "artifact" of a patch takes a text',
        'x.jsonl:1: "closes" of a patch takes a list of texts',
        found[2],
        'x.jsonl:4: teaches "quilow", which is not defined. Did you mean "quillow"?',
    ]
    assert found[2].startswith("x.jsonl:3: this is not a line of JSON")


@pytest.mark.parametrize("head", ["", "{", "[]", "7", json.dumps(GOOD), "[" * 100_000])
def test_a_patch_says_what_it_closes(path: Path, head: str) -> None:
    assert problems(path, head)[0].startswith("x.jsonl:1: the first line of a patch says what it closes")


@pytest.mark.parametrize("name", [name for name in HEAD if name != "patch"])
@pytest.mark.parametrize("value", [None, 7, {}, [7]])
def test_each_field_of_the_head_is_checked(path: Path, name: str, value: Any) -> None:
    (line,) = problems(path, json.dumps({**HEAD, name: value}))
    assert line.startswith(f'x.jsonl:1: "{name}" of a patch takes ')


def test_a_file_that_is_not_utf_8_says_on_which_line(path: Path) -> None:
    path.write_bytes(json.dumps(HEAD).encode() + b"\n\n\xff")
    with pytest.raises(InputError, match=r"^x\.jsonl:3: this is not UTF-8"):
        read_patch(path, "x.jsonl", KNOWN)
