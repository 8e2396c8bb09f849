"""Multiple-choice questions, one JSON object a line, as probes that a person wrote.

A probe is asked in three wordings or more, and no wording stands in it twice. A question that comes in one is
therefore asked bare and behind two short phrases; that measures less than three ways of asking do, so it is
told how many were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_pwd.digest import canonical
from pytest_pwd.errors import did_you_mean
from pytest_pwd.exchange.ids import id_of, ids_of
from pytest_pwd.exchange.item import Item, Unmapped, kind, tidy, unknown_fields
from pytest_pwd.knowledge.load import same_name
from pytest_pwd.terms import Asks, Knowledge, Probe
from pytest_pwd.tester.frames import ASKED_ONCE

KNOWN = {"id", "of", "concept", "question", "wordings", "choices", "options", "answer"}
WORDINGS = 3  # the least that a probe has
CHOICES = (2, 8)
LETTERS = "ABCDEFGH"
ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
LONGEST_ID = 200
LETTER = re.compile(r"\(?(\w+)[.):]*")  # (B), B. and B)
SEVERAL = re.compile(r"\w+(\s*[,;&+]\s*\w+)+")


@dataclass(frozen=True, slots=True)
class Quiz:
    """A file's probes, of how many lines, how many came in one wording, and a line for all that was left."""

    probes: tuple[Probe, ...]
    offered: int
    asked_once: int
    left: tuple[str, ...]


def read_questions(
    text: str, shown: str, knowledge: Knowledge, of: str = "", taken: Collection[str] = ()
) -> Quiz:
    """Read a file's questions; ``of`` is whose probe a line is that doesn't say, ``taken`` the ids in use."""
    left: list[str] = []
    items: list[Item] = []
    found: list[tuple[Item, Probe]] = []
    owners = _owners(knowledge)
    lines = [(n, line) for n, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1) if line.strip()]
    for number, line in lines:
        item = Item(f"{shown}:{number}", {}, left)
        try:
            item = replace(item, fields=_fields(line))
            items.append(item)
            found.append((item, _probe(item, owners, of)))
        except Unmapped as why:
            item.note(why)
    for said in unknown_fields(items, KNOWN, "question"):
        left.append(f"{shown}: {said}")
    probes = list(_identified(found, set(taken)))
    once = sum(probe.wordings[1:] == _asked_once(probe.wordings[0])[1:] for probe in probes)
    return Quiz(tuple(probes), len(lines), once, tuple(left))


def _owners(knowledge: Knowledge) -> dict[str, str]:
    """Return whose a question can be: every entry's id by itself, and by a concept's names."""
    names = {same_name(n): c.id for c in knowledge.concepts.values() for n in (c.name, *c.aliases)}
    return names | {entry.id: entry.id for entry in knowledge.entries}


def _fields(line: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deeply, or a number too long")
        raise Unmapped(f"this is not a line of JSON ({reason})") from None
    if not isinstance(fields, dict):
        raise Unmapped(f"this is {kind(fields)} where an object is wanted")
    return fields


def _probe(item: Item, owners: Mapping[str, str], of: str) -> Probe:
    """Return a line as a probe, which has an id if the line has one."""
    named = item.text("of") or item.text("concept") or of
    if not named:
        raise Unmapped('it doesn\'t say whose it is; add "of" with the id of an entry, or give --of')
    owner = owners.get(named) or owners.get(same_name(named))
    if not owner:
        raise Unmapped(f'it is of "{named}", which is not defined.{did_you_mean(named, owners)}')
    labels, choices, texts_only = _choices(item)
    answer = _answer(item.fields.get("answer"), labels, choices, texts_only)
    given = item.text("id")
    id = given if len(given) <= LONGEST_ID and ID.fullmatch(given) else id_of(given) if given else ""
    return Probe(id, owner, Asks.WRITTEN, _wordings(item), tuple(choices), answer)


def _wordings(item: Item) -> tuple[str, ...]:
    told = item.texts("wordings")
    if not told or item.fields.get("question") is not None:
        told = [item.need("question"), *told]
    told = list(dict.fromkeys(told))
    return tuple(told if len(told) >= WORDINGS else dict.fromkeys([*told, *_asked_once(told[0])]))


def _asked_once(question: str) -> tuple[str, ...]:
    return tuple(frame.format(question=question) for frame in ASKED_ONCE)


# --------------------------------------------------------------------------- choices and answer


def _choices(item: Item) -> tuple[list[str], list[str], bool]:
    """Return what the choices are called, the choices, and whether all of them are texts in the file."""
    name = "choices" if item.fields.get("choices") is not None else "options"
    given = item.fields.get(name)
    if isinstance(given, dict):
        labels, values = [str(label).strip() for label in given], list(given.values())
    elif isinstance(given, list):
        labels, values = list(LETTERS[: len(given)]), given
    else:
        raise Unmapped(f'"{name}" is {kind(given)}; a list is wanted, or an object with a letter for each')
    choices = [tidy(value, name) for value in values]
    if not CHOICES[0] <= len(choices) <= CHOICES[1]:
        raise Unmapped(f"it has {len(choices)} choices; a probe has {CHOICES[0]} to {CHOICES[1]}")
    if not all(choices) or len(set(choices)) < len(choices):
        raise Unmapped(
            "one of its choices is empty" if not all(choices) else "two of its choices are the same"
        )
    return labels, choices, all(isinstance(value, str) for value in values)


def _answer(given: object, labels: list[str], choices: list[str], texts_only: bool) -> str:
    """Return the choice that an answer means: by its letter, its number from 0, or its text."""
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    if given is None:
        raise Unmapped('it has no "answer"')
    text = tidy(given, "answer")
    meant = {choices[number] for number in _readings(text, labels, choices)}
    if isinstance(given, int) and given in range(len(choices)) and texts_only and not labels[0].isdigit():
        meant = {choices[given]}  # a number among texts counts them, even where they are digits
    if len(meant) == 1:
        return meant.pop()
    if meant:
        options = " or ".join(f'"{choice}"' for choice in sorted(meant))
        raise Unmapped(f'the answer "{text}" may mean {options}; write the text of the choice')
    if SEVERAL.fullmatch(text):
        raise Unmapped(f'it asks for several answers ("{text}"); a probe has one')
    raise Unmapped(
        f'the answer "{text}" is none of the choices; give its letter, its number from 0, or its text'
    )


def _readings(text: str, labels: list[str], choices: list[str]) -> Iterator[int]:
    if text in choices:
        yield choices.index(text)
    letter = LETTER.fullmatch(text)
    named = [label.casefold() for label in labels]
    if letter and letter[1].casefold() in named:
        yield named.index(letter[1].casefold())
    elif re.fullmatch(r"[0-7]", text) and int(text) < len(choices):
        yield int(text)


# --------------------------------------------------------------------------- ids


def _identified(found: list[tuple[Item, Probe]], taken: set[str]) -> Iterator[Probe]:
    """Yield the probes whose id is free; one without gets it from its question."""
    labels = [(p.wordings[0], canonical([p.wordings, sorted(p.choices)])) for _, p in found]
    for (item, probe), made in zip(found, ids_of(labels, ()), strict=True):
        id = probe.id or f"{probe.of}.{made}"
        if id in taken:
            item.note(f'the id "{id}" is taken' if probe.id else "it says the same as another one")
            continue
        taken.add(id)
        yield replace(probe, id=id)
