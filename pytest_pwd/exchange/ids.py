"""Ids from texts: the same text gets the same id, in whatever order a file has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from pytest_pwd.digest import short
from pytest_pwd.files import RESERVED
from pytest_pwd.knowledge.graph import slug

LONGEST = 60  # characters; the schema allows 80
HASH = 6  # hex digits
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LETTER = re.compile(r"(?:LATIN|GREEK) SMALL LETTER (\w+)(?: WITH .*)?")


def is_id(text: str) -> bool:
    """Say if a text can be an id as it is."""
    return len(text) <= 80 and bool(SLUG.fullmatch(text)) and not RESERVED.fullmatch(text)


def id_of(text: str) -> str:
    """Return a text as an id: "Brønsted acid" is bronsted-acid, and "β decay" is beta-decay."""
    found = _cut(text)
    return found if is_id(found) else f"{found}-{short(text)[:HASH]}"


def ids_of(labels: Sequence[tuple[str, str]], taken: Collection[str]) -> list[str]:
    """Return an id for each (label, identity): by its label, with a digest where that isn't its own.

    Of several that would have the same id, one that is spelt just so has it; all others have a digest of
    their identity, and so keep their ids when the file's order changes.
    """
    cuts = [_cut(label) for label, _ in labels]
    owners: dict[str, set[str]] = {}
    exact: dict[str, set[str]] = {}
    for cut, (label, identity) in zip(cuts, labels, strict=True):
        owners.setdefault(cut, set()).add(identity)
        if label.casefold().replace(" ", "-") == cut:
            exact.setdefault(cut, set()).add(identity)
    found = []
    for cut, (_, identity) in zip(cuts, labels, strict=True):
        alone = owners[cut] == {identity} or exact.get(cut) == {identity}
        free = alone and cut not in taken and is_id(cut)
        found.append(cut if free else f"{cut}-{short(identity)[:HASH]}")
    return found


def _cut(text: str) -> str:
    return slug(_spelt(text))[:LONGEST].rstrip("-")


def _spelt(text: str) -> str:
    """Return a text with letters spelt in ASCII where they have a name in it: ø is o, α is alpha, ₂ is 2."""
    return "".join(map(_letter, unicodedata.normalize("NFKD", text.casefold())))


def _letter(char: str) -> str:
    if char.isascii() or unicodedata.combining(char):
        return char if char.isascii() else ""
    named = _LETTER.fullmatch(unicodedata.name(char, ""))
    return named[1].lower() if named else char
