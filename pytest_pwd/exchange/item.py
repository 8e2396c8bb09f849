"""One object of somebody else's file: its fields as texts, and a word on each that can't be taken over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_pwd.knowledge.parse import refused

_BREAKS = re.compile("[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_KINDS = {
    type(None): "empty",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}


class Unmapped(Exception):
    """Something of another format has no counterpart here; the text says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One object, where it stands, and the list of what is left behind."""

    place: str
    fields: Mapping[str, Any]
    left: list[str]

    @property
    def where(self) -> str:
        """The place without the file's name, which stands in front of it anyway."""
        return self.place.partition(": ")[2]

    def note(self, why: object) -> None:
        """Say that something of this object isn't taken over, or what was done about it."""
        self.left.append(f"{self.place}: {why}")

    def text(self, name: str) -> str:
        """Return a field, or an empty text where it is missing or odd; what is odd is noted."""
        try:
            return tidy(self.fields.get(name, ""), name) if self.fields.get(name) is not None else ""
        except Unmapped as why:
            self.note(f"{why}; it is left out")
            return ""

    def need(self, name: str) -> str:
        """Return a field; Unmapped where it is missing, empty or odd."""
        if self.fields.get(name) is None:
            raise Unmapped(f'it has no "{name}"')
        if text := tidy(self.fields[name], name):
            return text
        raise Unmapped(f'"{name}" is empty')

    def texts(self, *names: str) -> list[str]:
        """Return the first of some fields that says something, as a list of texts; Unmapped if it is odd."""
        value: Any = next((self.fields[name] for name in names if self.fields.get(name)), [])
        found = value if isinstance(value, list) else [value]
        return [text for part in found if (text := tidy(part, names[0]))]


def tidy(value: object, name: str) -> str:
    """Return a value as one line of text; Unmapped for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unmapped(f'"{name}" is {kind(value)} where a text is wanted')
    text = str(value).strip()
    if _BREAKS.search(text):
        text = " ".join(text.split())
    if char := refused(text):
        raise Unmapped(f'"{name}" holds the character {char}, which no file of ours may hold')
    return text


def kind(value: object) -> str:
    """Return how people call a value of JSON: a list, a number, …"""
    return _KINDS.get(type(value), type(value).__name__)


def unknown_fields(items: Iterable[Item], known: Collection[str], noun: str) -> Iterator[str]:
    """Yield a line for each field that there is no place for here, with how many objects have it."""
    counts = Counter(
        name for item in items for name, value in item.fields.items() if name not in known and _says(value)
    )
    for name, count in counts.items():
        yield f'"{name}" of {counted(count, noun)} has no counterpart here and is left out'


def counted(count: int, noun: str) -> str:
    """Return how many there are of something."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _says(value: object) -> bool:
    return value is not None and value not in ("", [], {})
