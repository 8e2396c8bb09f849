"""Patch files: a first line that says what the patch closes and why, then its samples, a line each."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pytest_pwd.builder.sample_file import dump_samples, parse_samples, read_text
from pytest_pwd.errors import InputError, Problem, raise_if
from pytest_pwd.terms import Patch, Place

FIELDS = {"patch": str, "closes": list, "evidence": list, "artifact": str, "synthesizer": str}


def read_patch(path: Path, shown: str, known: Collection[str]) -> Patch:
    """Read one patch file; ``known`` are the ids that its samples may teach.

    Errors: InputError with every bad line at once.
    """
    head, _, body = read_text(path, shown).partition("\n")
    problems = [Problem(Place(shown, 1), message) for message in _head_problems(head)]
    try:
        samples = parse_samples(body, shown, known, first_line=2)
    except InputError as error:
        problems += error.problems
    raise_if(problems)
    fields = json.loads(head)
    return Patch(
        fields["patch"], tuple(fields["closes"]), tuple(samples), tuple(fields["evidence"]),
        fields["artifact"], fields["synthesizer"], shown, fields.get("reviewed", False),
    )  # fmt: skip


def _head_problems(line: str) -> list[str]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or "patch" not in fields:
        return ['the first line of a patch says what it closes: {"patch": "…", "closes": ["…"], …}']
    wrong = [
        f'"{name}" of a patch takes {"a list of texts" if kind is list else "a text"}'
        for name, kind in FIELDS.items()
        if not _is(fields.get(name), kind)
    ]
    if not isinstance(fields.get("reviewed", False), bool):
        wrong.append('"reviewed" of a patch takes true or false')
    return wrong


def _is(value: Any, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(part, str) for part in value)
    return isinstance(value, kind)


def dump_patch(patch: Patch) -> str:
    """Return the text of a patch file."""
    head: dict[str, object] = {
        "patch": patch.id,
        "closes": list(patch.closes),
        "evidence": list(patch.evidence),
        "artifact": patch.artifact,
        "synthesizer": patch.synthesizer,
    }
    if patch.reviewed:
        head["reviewed"] = True
    return json.dumps(head, ensure_ascii=False) + "\n" + dump_samples(patch.samples)
