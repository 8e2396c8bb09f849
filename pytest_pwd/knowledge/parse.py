"""YAML text as plain data with a line for every part; what YAML would guess at is reported, never guessed.

Built from parse events with a stack of its own, so that neither deep nesting nor aliases can cost more
than the file's size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pytest_pwd.errors import InputError, Problem, raise_if
from pytest_pwd.terms import Place

MAX_DEPTH = 12
MAX_SHOWN = 60

# Control characters but tab and line breaks, what YAML can't hold, and marks that turn text around.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

# Unquoted texts that a YAML reader takes for something else, by version 1.1 or 1.2. A "number" is one by
# both and means the same in both; a "puzzle" depends on the reader (014, 0o14, 12:30:45, 1_000).
_NOT_TEXT = re.compile(
    r"""(?P<empty>~|null|Null|NULL|)
    |(?P<truth>yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)
    |(?P<number>[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
    |(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
        (?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
        (?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)?)
    |(?P<puzzle>[-+]?(?:0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|\.(?:inf|Inf|INF|nan|NaN|NAN)
        |(?:[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?))""",
    re.VERBOSE,
)
_TRUE = {"yes", "true", "on"}

_HINTS = {
    "mapping values are not allowed": 'a text that has ": " in it is written in quotes',
    "cannot start any token": "indent with spaces; a text that begins with @, ` or % is written in quotes",
    "did not find expected key": "check the indentation, and quote a text that begins with a quote",
    "unexpected end of stream": "a quote or bracket is left open",
    "could not find expected ':'": "check the indentation, and that every field has a colon",
}


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A plain scalar that YAML doesn't read as text: what it is to YAML, and the text as written."""

    what: str
    written: str


@dataclass(slots=True)
class Parsed:
    """What a file says, with all that is wrong with it as YAML.

    ``lines`` and ``unquoted`` go by JSON pointer; a pointer that isn't in ``lines`` is on its parent's line.
    """

    shown: str
    data: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    unquoted: dict[str, Unquoted] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class NotData:
    """Stands where a value was that no schema accepts, such as a date or an alias."""


NOT_DATA = NotData()


def printable(text: str) -> str:
    """Return a text that is safe to show: control and bidi characters as ``\\u…``."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def excerpt(text: str) -> str:
    """Return a text for a message: safe to show, and short."""
    return printable(text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…")


def refused(text: str) -> str:
    """Return the first character of a text that no file may hold, as ``U+0007``, or an empty text."""
    found = _REFUSED.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def means_itself(slug: str) -> bool:
    """Say if a slug is a text without quotes too: "no" and "12" are not."""
    return not _NOT_TEXT.fullmatch(slug)


def escaped(key: str) -> str:
    """Return a key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def line_of(pointer: str, lines: Mapping[str, int]) -> int:
    """Return the line of a JSON pointer, or that of the nearest part around it."""
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)


def parse_yaml(raw: bytes, shown: str) -> Parsed:
    """Read one YAML document; ``shown`` names the file in messages.

    :raises InputError: the text isn't one YAML document; lesser problems are in ``Parsed.problems``.
    """
    parsed = Parsed(shown)
    builder = _Builder(parsed)
    for event in _events(_decoded(raw, shown), parsed):
        builder.take(event)
    if not builder.begun:
        raise InputError(Problem(Place(shown, 1), "the file is empty"))
    return parsed


def _decoded(raw: bytes, shown: str) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(shown, raw.count(b"\n", 0, error.start) + 1)
        what = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise InputError(Problem(place, what)) from None
    # The first few will do: a file full of control characters is no text file.
    found = islice(_REFUSED.finditer(text), 20)
    places = [(Place(shown, text.count("\n", 0, match.start()) + 1), match[0]) for match in found]
    raise_if([Problem(place, _refusal(char)) for place, char in places])
    return text


def _refusal(char: str) -> str:
    return f"the character U+{ord(char):04X} is refused: nobody sees it; delete it"


def _events(text: str, parsed: Parsed) -> Iterator[Any]:
    import yaml

    try:
        # The pure Python loader reads the same, some ten times slower.
        yield from yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = str(getattr(error, "problem", None) or "it can't be read")
        hint = next((f"; {hint}" for part, hint in _HINTS.items() if part in what), "")
        last = Problem(Place(parsed.shown, mark.line + 1 if mark else 1), f"not YAML: {excerpt(what)}{hint}")
        raise InputError(*parsed.problems, last) from None
    except (ValueError, OverflowError):  # the pure Python loader on "\UFFFFFFFF"
        last = Problem(Place(parsed.shown, 1), "not YAML: an escape names no character")
        raise InputError(*parsed.problems, last) from None


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being filled."""

    data: dict[str, Any] | list[Any]
    pointer: str
    line: int
    key: str | None = None
    key_line: int = 0


class _Builder:
    """Turns events into data, one call an event."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.begun = False
        self.stack: list[_Open] = []

    def take(self, event: Any) -> None:
        name = type(event).__name__
        line = event.start_mark.line + 1
        if name == "ScalarEvent":
            self._refuse_extras(event, line)
            self._scalar(event, line)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._refuse_extras(event, line)
            self._open({} if name == "MappingStartEvent" else [], line)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
        elif name == "AliasEvent":
            self._problem(line, f"the alias *{excerpt(event.anchor)} is refused; write the text out")
            self._alias(line)
        elif name == "DocumentStartEvent":
            if self.begun:
                self._stop(line, "a second document begins here (---); one file holds one")
            self.begun = True

    def _problem(self, line: int, message: str) -> None:
        self.parsed.problems.append(Problem(Place(self.parsed.shown, line), message))

    def _stop(self, line: int, message: str) -> None:
        self._problem(line, message)
        raise_if(self.parsed.problems)

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self._problem(line, f"the anchor &{excerpt(event.anchor)} is refused; write texts out")
        if event.tag is not None:
            tag = excerpt(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self._problem(line, f"the tag {tag} is refused; write a text in quotes instead")

    def _scalar(self, event: Any, line: int) -> None:
        text: str = event.value
        if event.style == '"' and (bad := _REFUSED.search(text)):  # an escape such as "\e"
            self._problem(line, _refusal(bad[0]))
        # A tag has been refused already, so what it would make of the text doesn't matter.
        found = _NOT_TEXT.fullmatch(text) if event.implicit[0] else None
        value, unquoted = _value(found) if found else (text, None)
        if self.stack and isinstance(self.stack[-1].data, dict) and self.stack[-1].key is None:
            self._key(text, unquoted, event.implicit[0], line)
            return
        pointer = self._put(value, line)
        if unquoted:
            self.parsed.unquoted[pointer] = unquoted

    def _key(self, text: str, unquoted: Unquoted | None, plain: bool, line: int) -> None:
        parent = self.stack[-1]
        shown = excerpt(text)
        if text == "<<" and plain:
            self._problem(line, "the merge key << is refused; write the fields out")
        elif unquoted:
            fix = f'write "{shown}" in quotes' if text else "write a name before the colon"
            self._problem(line, f"the key {shown} is {unquoted.what}; {fix}".replace("  ", " "))
        elif text in parent.data:
            first = line_of(f"{parent.pointer}/{escaped(text)}", self.parsed.lines)
            self._problem(line, f'"{shown}" is given twice here, first on line {first}; delete one')
        parent.key, parent.key_line = text, line

    def _alias(self, line: int) -> None:
        parent = self.stack[-1] if self.stack else None
        if parent and isinstance(parent.data, dict) and parent.key is None:
            parent.key, parent.key_line = "", line
        else:
            self._put(NOT_DATA, line)

    def _open(self, data: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.stack) == MAX_DEPTH:
            self._stop(line, f"nested more than {MAX_DEPTH} deep")
        if self.stack and isinstance(self.stack[-1].data, dict) and self.stack[-1].key is None:
            self._stop(line, "a mapping or list can't be a key; a text that begins with { or [ needs quotes")
        pointer = self._put(data, line)
        self.stack.append(_Open(data, pointer, line_of(pointer, self.parsed.lines)))

    def _put(self, value: Any, line: int) -> str:
        """Store a value in what is open, note its line, and return its pointer."""
        if not self.stack:
            self.parsed.data, self.parsed.lines[""] = value, line
            return ""
        parent = self.stack[-1]
        if isinstance(parent.data, list):
            pointer = f"{parent.pointer}/{len(parent.data)}"
            parent.data.append(value)
        else:
            key, parent.key, line = parent.key or "", None, parent.key_line
            pointer = f"{parent.pointer}/{escaped(key)}"
            parent.data[key] = value
        if line != parent.line:
            self.parsed.lines[pointer] = line
        return pointer


def _value(found: re.Match[str]) -> tuple[Any, Unquoted]:
    text, kind = found[0], found.lastgroup
    if kind == "empty":
        return None, Unquoted("empty" if not text else "empty to YAML", text)
    if kind == "truth":
        value = text.lower() in _TRUE
        return value, Unquoted(f"the truth value {str(value).lower()}", text)
    # Python converts at most 4,300 digits, and nobody means a number of more than 30.
    if kind == "number" and len(text) <= 30:
        number = float(text) if set(text) & set(".eE") else int(text)
        if math.isfinite(number):
            return number, Unquoted(f"the number {number}", text)
    return NOT_DATA, Unquoted("a date to YAML" if kind == "date" else "a number to YAML", text)
