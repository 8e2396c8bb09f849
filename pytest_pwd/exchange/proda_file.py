"""A knowledge core of ProDa as it stands in its file: the objects of three layers, and what they hang on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from pytest_pwd.errors import InputError
from pytest_pwd.exchange.ids import id_of, is_id
from pytest_pwd.exchange.item import Item, kind, unknown_fields
from pytest_pwd.exchange.proda_write import MADE_BY
from pytest_pwd.terms import Source

CONCEPTS, STATEMENTS, CHAINS = "l1_concepts", "l2_statements", "l3_chains"
NOUNS = {CONCEPTS: "concept", STATEMENTS: "statement", CHAINS: "chain"}
IDS = {CONCEPTS: "concept_id", STATEMENTS: "statement_id", CHAINS: "chain_id"}
# The names that ProDa itself looks for a concept's statements under.
PARENTS = (
    "parent_statement_ids",
    "supporting_statement_ids",
    "statement_ids",
    "related_statement_ids",
    "parent_l2_ids",
)
# What has a counterpart here, or is told by the rest, as counts are.
KNOWN = {
    CONCEPTS: {"concept_id", "term", "type", "definition", "aliases", "facts", "topic", "source", *PARENTS},
    STATEMENTS: set(
        "statement_id parent_chain_id subject predicate object literal symmetric topic source".split()
    ),
    CHAINS: set("chain_id domain_context process_name preconditions steps uses topic source".split()),
    "file": {"made_by", "topics", "sources", "statistics", *NOUNS},
}
MADE = {"narrative_summary"}  # which our export makes from the rest


@dataclass(slots=True)
class Core:
    """The objects of a file by layer, and a line for each thing that isn't taken over from it."""

    shown: str
    data: Mapping[str, Any]
    left: list[str] = field(default_factory=list)
    items: dict[str, list[Item]] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)  # of chains, by the file's ids
    chain_of: dict[str, str] = field(default_factory=dict)  # of statements, the same
    sources: dict[str, Source] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)  # titles, by slug

    @property
    def is_ours(self) -> bool:
        """Whether our export made the file, so that its ids mean something."""
        return self.data.get("made_by") == MADE_BY

    @property
    def offered(self) -> int:
        """How many objects the file has, odd ones too."""
        layers = (self.data.get(layer) for layer in NOUNS)
        return sum(len(found) for found in layers if isinstance(found, list))

    def clause(self, text: str) -> str:
        """Return a text without its full stop, as statements are written here."""
        return text if self.is_ours or text.endswith("..") else text.removesuffix(".")

    def origin(self, item: Item, chains: Iterable[str]) -> tuple[str, str]:
        """Return an entry's topic and source: its own, else its chain's domain and the file itself."""
        stem = PurePath(self.shown).stem
        topic, source = item.text("topic"), item.text("source")
        if not is_id(topic):
            domain = topic or next((self.domains[id] for id in chains if self.domains.get(id)), stem)
            topic = id_of(domain)
            self.topics.setdefault(topic, domain)
        if source and source not in self.sources:
            item.note(f'"{source}" is not among the sources; this file is named instead')
        if source not in self.sources:
            source = id_of(stem)
            self.sources.setdefault(source, Source(source, PurePath(self.shown).name))
        return topic, source


def id_in(item: Item, name: str) -> str:
    """Return an id as the file gives it, which may be a number."""
    value = item.fields.get(name)
    return "" if value is None else str(value).strip()


def open_core(data: object, shown: str) -> Core:
    """Return a file's objects; ``shown`` names it in messages.

    Errors: InputError for what is no knowledge core at all.
    """
    if not isinstance(data, dict) or not data.keys() & NOUNS.keys():
        raise InputError(f"{shown}: this is no knowledge core, as it has none of {', '.join(NOUNS)}")
    core = Core(shown, data)
    core.items = {layer: list(_items(core, layer)) for layer in NOUNS}
    for chain in core.items[CHAINS]:
        if id := id_in(chain, "chain_id"):
            core.domains.setdefault(id, chain.text("domain_context"))
    for statement in core.items[STATEMENTS]:
        if id := id_in(statement, "statement_id"):
            core.chain_of.setdefault(id, id_in(statement, "parent_chain_id"))
    topics = Item(f"{shown}: topics", _object(data.get("topics")), core.left)
    core.topics = {slug: title for slug in topics.fields if is_id(slug) and (title := topics.text(slug))}
    core.sources = {source.id: source for source in _sources(core)}
    _note_unknown_fields(core)
    return core


def _items(core: Core, layer: str) -> Iterator[Item]:
    found = core.data.get(layer)
    if not isinstance(found, list):
        if found is not None:
            core.left.append(f'{core.shown}: "{layer}" is {kind(found)} where a list is wanted')
        return
    seen: set[str] = set()
    for number, fields in enumerate(found):
        place = f"{core.shown}: {layer}[{number}]"
        if not isinstance(fields, dict):
            core.left.append(f"{place}: not taken over: this is {kind(fields)} where an object is wanted")
            continue
        item = Item(place, fields, core.left)
        if id := id_in(item, IDS[layer]):
            item = Item(f"{place} {id}", fields, core.left)
            if id in seen:
                item.note("this id is there twice; what names it means the first")
            seen.add(id)
        yield item


def _sources(core: Core) -> Iterator[Source]:
    for key, fields in _object(core.data.get("sources")).items():
        item = Item(f"{core.shown}: sources.{key}", _object(fields), core.left)
        if is_id(key) and (title := item.text("title")):
            yield Source(key, title, item.text("edition"), item.text("section"), item.text("licence"))
        else:
            item.note("not taken over: a source has a title, and a slug for a key")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _note_unknown_fields(core: Core) -> None:
    whole = Item(core.shown, core.data, core.left)
    for noun, items, known in (
        ("file", [whole], KNOWN["file"]),
        *((noun, core.items[layer], KNOWN[layer]) for layer, noun in NOUNS.items()),
    ):
        for line in unknown_fields(items, known | (MADE if core.is_ours else set()), noun):
            whole.note(line)
