"""Sample and patch files: JSON Lines, one reviewable line for each thing taught."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pytest_pwd.errors import InputError, Problem, did_you_mean, raise_if
from pytest_pwd.terms import WRITTEN, Place, Sample

# What a line of each form must have, and what it may have besides.
SLOTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "definition": (("name", "definition"), ("kind", "other")),
    "alias": (("name", "alias"), ("kind", "other")),
    "fact": (("subject", "attribute", "value"), ("other", "other_value")),
    "relation": (("subject", "predicate", "object"), ("other_subject", "other_object")),
    "direction": (("subject", "predicate", "object"), ()),
    "chain": (("given", "steps", "conclusion"), ()),
    WRITTEN: (("prompt", "completion"), ()),
}
HALF = re.compile(r"\\ud[89a-f]", re.IGNORECASE)  # one of the two escapes that a rare character takes
NEVER_EMPTY = {"teaches", "steps"}
LISTS = {*NEVER_EMPTY, "other", "other_value", "other_subject", "other_object"}


def read_samples(path: Path, shown: str, known: Collection[str]) -> list[Sample]:
    """Read one file of samples; ``known`` are the ids that a sample may teach.

    Errors: InputError with every bad line at once.
    """
    return parse_samples(read_text(path, shown), shown, known)


def read_text(path: Path, shown: str) -> str:
    """Return a file's text.

    Errors: InputError when it isn't UTF-8 or can't be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(Problem(Place(shown, line), "this is not UTF-8; save the file as UTF-8")) from None
    except OSError as error:
        raise InputError(f"{shown}: the file can't be read: {error.strerror}") from None


def parse_samples(text: str, shown: str, known: Collection[str], first_line: int = 1) -> list[Sample]:
    """Return the samples of a text in JSON Lines.

    Errors: InputError with every bad line at once.
    """
    samples: list[Sample] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=first_line):
        if not line.strip():
            continue
        place = Place(shown, number)
        fields, found = _parse(line, known)
        problems += [Problem(place, message) for message in found]
        if not found:
            samples.append(_sample(fields, place))
    raise_if(problems)
    return samples


def _parse(line: str, known: Collection[str]) -> tuple[Any, list[str]]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deeply")
        return None, [
            f"this is not a line of JSON ({reason}); write each sample as one JSON object on its line"
        ]
    if HALF.search(line):
        try:
            json.dumps(fields, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            half = ascii(error.object[error.start])
            return None, [f"{half} is half a character; nothing can learn it"]
    return fields, list(_problems(fields, known))


def _problems(fields: Any, known: Collection[str]) -> Iterator[str]:
    if not isinstance(fields, dict):
        yield "a sample is a JSON object"
        return
    form = fields.get("form", WRITTEN)
    if not isinstance(form, str) or form not in SLOTS:
        yield f'there is no form "{form}".{did_you_mean(str(form), SLOTS)}'
        return
    required, optional = SLOTS[form]
    for name in ("id", "teaches", *required):
        if name not in fields:
            yield f'"{name}" is missing from a sample of form "{form}"'
    allowed = {"id", "teaches", "form", *required, *optional}
    for name, value in fields.items():
        if name not in allowed:
            yield f'unknown field "{name}".{did_you_mean(name, allowed)}'
        elif message := _wrong_type(name, value):
            yield message
        elif name == "teaches":
            unknown = (id for id in value if id not in known)
            yield from (f'teaches "{id}", which is not defined.{did_you_mean(id, known)}' for id in unknown)
    others, values = fields.get("other"), fields.get("other_value")
    if isinstance(others, list) and isinstance(values, list) and len(others) != len(values):
        yield f'"other" names {len(others)} and "other_value" {len(values)}; each value is that of one other'


def _wrong_type(name: str, value: Any) -> str:
    """Say what a field takes, if this isn't it."""
    if name not in LISTS:
        return "" if isinstance(value, str) and value.strip() else f'"{name}" takes a text'
    texts = isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)
    return "" if texts and (value or name not in NEVER_EMPTY) else f'"{name}" takes a list of texts'


def _sample(fields: dict[str, Any], place: Place) -> Sample:
    slots = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in fields.items()
        if name not in ("id", "teaches", "form")
    }
    return Sample(fields["id"], tuple(fields["teaches"]), fields.get("form", WRITTEN), slots, place)


def duplicates(samples: Iterable[Sample]) -> list[Problem]:
    """Return a problem for each sample whose id was taken before."""
    first: dict[str, Place] = {}
    problems = []
    for sample in samples:
        if sample.id in first:
            problems.append(
                Problem(sample.place, f'sample "{sample.id}" is there already, at {first[sample.id]}')
            )
        first.setdefault(sample.id, sample.place)
    return problems


def dump_samples(samples: Sequence[Sample]) -> str:
    """Return the text of a sample file."""
    return "".join(json.dumps(to_json(sample), ensure_ascii=False) + "\n" for sample in samples)


def to_json(sample: Sample) -> dict[str, Any]:
    """Return a sample as the JSON object of its line; empty lists are left out."""
    slots = {n: list(v) if isinstance(v, tuple) else v for n, v in sample.slots.items() if v != ()}
    form = {} if sample.form == WRITTEN else {"form": sample.form}
    return {"id": sample.id, "teaches": list(sample.teaches), **form, **slots}
