"""JSON Schema for the files that people write, with its errors worded for them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_pwd.errors import Problem, did_you_mean
from pytest_pwd.knowledge.parse import NOT_DATA, Parsed, escaped, excerpt, line_of
from pytest_pwd.terms import Place

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_ERRORS = 5_000

_TYPES = {
    "string": "a text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_ONE = {
    "concepts": "concept",
    "relations": "relation",
    "chains": "chain",
    "steps": "step",
    "uses": "use",
    "aliases": "alias",
    "probes": "probe",
    "wordings": "wording",
    "choices": "choice",
}


def schema_bytes(name: str) -> bytes:
    """Return the text of a schema that ships with the package: topic, probes or discipline."""
    return Path(__file__).with_name(f"{name}.schema.json").read_bytes()


def check(parsed: Parsed, schema: bytes) -> list[Problem]:
    """Return everything in which the data departs from a schema, worded for people, with its lines."""
    errors = list(islice(_validator(schema).iter_errors(parsed.data), MAX_ERRORS))
    # A value of the wrong type also breaks the rules meant for the right one; its type says it all.
    mistyped = {_pointer(e.absolute_path) for e in errors if e.validator == "type"}
    problems = []
    for error in errors:
        pointer = _pointer(error.absolute_path)
        if error.validator == "type" or pointer not in mistyped:
            problems += [
                Problem(Place(parsed.shown, line_of(pointer + below, parsed.lines)), message)
                for below, message in _worded(error, pointer, parsed)
            ]
    return problems


def _validator(schema: bytes) -> Any:
    from jsonschema import Draft202012Validator, validators

    rules = json.loads(schema)
    # References cost jsonschema far more than the checks behind them.
    rules = _inlined(rules, rules.get("$defs", {}))
    own = {"uniqueItems": _unique}
    extended: Any = validators.extend(Draft202012Validator, own)  # type: ignore[no-untyped-call] # in its stubs
    return extended(rules)


def _inlined(rules: Any, shared: dict[str, Any]) -> Any:
    if isinstance(rules, list):
        return [_inlined(rule, shared) for rule in rules]
    if not isinstance(rules, dict):
        return rules
    if "$ref" in rules:
        rules = {**shared[rules["$ref"].removeprefix("#/$defs/")], **rules}
    return {
        key: _inlined(rule, shared) for key, rule in rules.items() if key not in ("$ref", "$defs", "$schema")
    }


def _unique(validator: Any, wanted: bool, items: Any, schema: Any) -> Iterator[ValidationError]:
    """Check texts only: jsonschema's own check is quadratic where types are mixed."""
    from jsonschema.exceptions import ValidationError

    if not (wanted and isinstance(items, list)):
        return
    counts = Counter(item for item in items if isinstance(item, str))
    yield from (ValidationError(text) for text, count in counts.items() if count > 1)


def _pointer(path: Sequence[str | int]) -> str:
    return "".join(f"/{escaped(str(part))}" for part in path)


def _worded(error: Any, pointer: str, parsed: Parsed) -> Iterator[tuple[str, str]]:
    """Yield each message of an error, with the pointer below the error's own that it is about."""
    what, value, rule = _label(list(error.absolute_path)), error.instance, error.validator_value
    below = ""
    named = f'{what} "{excerpt(value)}"' if isinstance(value, str) else what
    if "propertyNames" in error.schema_path:
        below, named = f"/{escaped(value)}", f'the name "{excerpt(value)}" in {what}'
    match error.validator:
        case "type":
            yield "", _type_message(what, value, pointer, rule, parsed)
        case "required":
            # jsonschema yields an error a field, each with all that are required.
            field = error.message.split("'")[1]
            about = error.schema["properties"][field].get("description", "")
            yield "", f'{what} lacks "{field}" ({about})'
        case "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for key in value:
                if key not in known:
                    hint = did_you_mean(key[:100], known) or f" Known here: {', '.join(known)}."
                    yield f"/{escaped(key)}", f'unknown field "{excerpt(key)}" in {what}.{hint}'
        case "pattern":
            about = error.schema.get("patternErrorMessage", f"must match {rule}")
            yield below, f"{named} {about}"
        case "minItems" | "minProperties":
            yield "", f"{what} has {len(value) or 'nothing'}; write at least {rule}"
        case "maxItems":
            yield "", f"{what} has {len(value)}; write at most {rule}"
        case "maxLength":
            yield below, f"{named} has {len(value)} characters; write at most {rule}"
        case "uniqueItems":
            yield "", f'{what} has "{excerpt(error.message)}" twice; delete one'
        case "enum":
            yield "", f"{named} is not one of {', '.join(rule)}.{did_you_mean(value[:100], rule)}"
        case "not":
            yield below, f"{named} is the name of a device on Windows; choose another"
        case "minimum":
            yield "", f"{what} is {value}; write at least {rule}"
        case _:  # a rule that a schema has and this function doesn't know yet
            yield "", f"{named}: {excerpt(error.message)}"


def _type_message(what: str, value: Any, pointer: str, rule: str | list[str], parsed: Parsed) -> str:
    wanted = [rule] if isinstance(rule, str) else rule
    fix = "it should be " + " or ".join(_TYPES[kind] for kind in wanted)
    if unquoted := parsed.unquoted.get(pointer):
        if unquoted.written and "string" in wanted:
            fix = f'write "{excerpt(unquoted.written)}" in quotes'
        return f"{what} is {unquoted.what}; {fix}"
    if isinstance(value, str):
        example = f", such as [{excerpt(value)}]" if wanted == ["array"] else ""
        return f'{what} is the text "{excerpt(value)}"; {fix}{example}'
    found = "an alias" if value is NOT_DATA else "a mapping" if isinstance(value, dict) else "a list"
    return f"{what} is {found}; {fix}"


def _label(path: list[str | int]) -> str:
    """Return how people call a part: ``facts.charge``, ``so of step 2``, ``the concept``, ``the file``."""
    first = next((n + 1 for n, part in enumerate(path) if isinstance(part, int)), 0)
    if not path[first:]:
        return f"the {_ONE.get(str(path[0]), 'entry')}" if path else "the file"
    words, dotted = [], ""
    for part in path[first:]:
        if isinstance(part, int):
            words.append(f"{_ONE.get(dotted, dotted)} {part + 1}")
            dotted = ""
        else:
            dotted += ("." if dotted else "") + excerpt(part)
    return " of ".join(reversed([*words, dotted] if dotted else words))
