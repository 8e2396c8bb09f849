"""One YAML file, read strictly and checked against its schema, with a place for every part of it."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_pwd.errors import InputError, Problem
from pytest_pwd.knowledge.parse import line_of, parse_yaml, printable
from pytest_pwd.knowledge.schema import check, schema_bytes
from pytest_pwd.knowledge.sidecar import read_sidecar, sidecar_path, write_sidecar
from pytest_pwd.terms import Place

MAX_BYTES = 4 * 2**20
MAX_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data; ``lines`` go by JSON pointer, and a pointer not in it is on its parent's line."""

    shown: str
    data: Any
    lines: Mapping[str, int]

    def place(self, pointer: str) -> Place:
        """Return the place of a part, such as ``/concepts/3/facts``, or of the nearest part around it."""
        return Place(self.shown, line_of(pointer, self.lines))


def read_document(path: Path, schema: str, shown: str | None = None, cache: Path | None = None) -> Document:
    """Read a YAML file and check it by ``<schema>.schema.json``: topic, probes or discipline.

    ``shown`` names the file in messages (default: the path). With ``cache``, a folder, a second read of
    the same bytes imports neither yaml nor jsonschema.

    :raises InputError: every problem of the file, each with its line.
    """
    shown = printable(path.as_posix() if shown is None else shown)
    raw, rules = _read(path, shown), schema_bytes(schema)
    sidecar = sidecar_path(cache, raw, rules) if cache else None
    if sidecar and (found := read_sidecar(sidecar)):
        return Document(shown, *found)
    parsed = parse_yaml(raw, shown)
    if problems := sorted([*parsed.problems, *check(parsed, rules)]):
        raise InputError(*_fewer(problems))
    if sidecar:
        write_sidecar(sidecar, parsed.data, parsed.lines)
    return Document(shown, parsed.data, parsed.lines)


def _read(path: Path, shown: str) -> bytes:
    """Return a file's bytes; a pipe or device is never opened, as reading it might not end."""
    problem = ""
    raw = b""
    try:
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        else:
            problem = "this is not a file"
    except (OSError, ValueError) as error:
        problem = f"the file can't be read: {getattr(error, 'strerror', None) or error}"
    if len(raw) > MAX_BYTES:
        problem = f"the file is larger than {MAX_BYTES // 2**20} MB; split it into topics"
    if problem:
        raise InputError(Problem(Place(shown, 1), problem))
    return raw


def _fewer(problems: list[Problem]) -> list[Problem]:
    """Return as many problems as a person can use, and say how many are left."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    rest = f"… and {len(problems) - MAX_PROBLEMS:,} more problems from here on"
    return [*problems[:MAX_PROBLEMS], Problem(problems[MAX_PROBLEMS].place, rest)]
