"""All the knowledge files of a discipline as one specification, whole or not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_pwd.digest import digest
from pytest_pwd.errors import InputError, Problem, did_you_mean, raise_if
from pytest_pwd.knowledge.document import Document, read_document
from pytest_pwd.knowledge.graph import content
from pytest_pwd.knowledge.parse import excerpt, printable
from pytest_pwd.terms import Chain, Concept, Entry, Knowledge, Place, Relation, Source, Step

# Looking for the nearest of 10,000 ids takes some 50 ms, and nobody reads more suggestions than this.
MAX_SUGGESTIONS = 25


def load_knowledge(folder: Path, root: Path, cache: Path | None = None) -> Knowledge:
    """Read and check every ``*.yaml`` of a folder, in the order of the names.

    Places are shown relative to ``root``; ``cache`` is a folder for parsed copies (see ``read_document``).

    :raises InputError: every problem of every file at once.
    """
    loading = _Loading(folder.name)
    for path in _files(folder, root):
        try:
            loading.add(read_document(path, "topic", _shown(path, root), cache), path.stem)
        except InputError as error:
            loading.unread = True
            loading.problems += error.problems
    if not loading.unread:  # what an unread file defines isn't known
        loading.check_references()
    raise_if(loading.problems)
    return loading.knowledge()


def same_name(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _files(folder: Path, root: Path) -> list[Path]:
    """Return the knowledge files of a folder; links that lead out of ``root`` are refused."""
    shown, outside = _shown(folder, root), []
    try:
        found = sorted((p for p in folder.iterdir() if not p.name.startswith(".")), key=lambda p: p.name)
        inside = root.resolve()
        files = [p for p in found if p.suffix == ".yaml"]
        outside = [p for p in (folder, *files) if not p.resolve().is_relative_to(inside)]
    except (OSError, RuntimeError, ValueError) as error:
        what = getattr(error, "strerror", None) or error
        raise InputError(f"{shown}: the folder of the knowledge can't be read: {what}") from None
    problems = [
        Problem(Place(_shown(p, root), 1), "this leads out of the project; copy it there") for p in outside
    ]
    for path in found:
        if path.suffix != ".yaml" and path.suffix.lower() in (".yml", ".yaml"):
            place = Place(_shown(path, root), 1)
            problems.append(Problem(place, f'only .yaml is read; rename it to "{printable(path.stem)}.yaml"'))
    raise_if(problems)
    if not files:
        raise InputError(f"{shown}: there is no knowledge here; write one .yaml file per topic")
    return files


def _shown(path: Path, root: Path) -> str:
    try:
        return printable(path.relative_to(root).as_posix())
    except ValueError:
        return printable(path.as_posix())


@dataclass(slots=True)
class _Loading:
    """What has been read so far, and what is wrong with it."""

    discipline: str
    unread: bool = False
    problems: list[Problem] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    sources: dict[str, tuple[Source, Place]] = field(default_factory=dict)
    names: dict[str, tuple[str, Place]] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    suggestions: dict[str, str] = field(default_factory=dict)

    def add(self, document: Document, stem: str) -> None:
        """Take over a topic's sources and entries."""
        data = document.data
        if data["topic"] != stem:
            what = f'topic is "{data["topic"]}", but the file is "{excerpt(stem)}.yaml"; make them the same'
            self._problem(document.place("/topic"), what)
        self.topics[data["topic"]] = data["title"]
        for key, source in data["sources"].items():
            self._add_source(Source(key, **source), document.place(f"/sources/{key}"))
        for n, concept in enumerate(data.get("concepts", ())):
            self._add_concept(_concept(concept, data["topic"], document.place(f"/concepts/{n}")), document, n)
        for n, relation in enumerate(data.get("relations", ())):
            self._add_entry(_relation(relation, data["topic"], document.place(f"/relations/{n}")))
        for n, chain in enumerate(data.get("chains", ())):
            self._add_entry(_chain(chain, data["topic"], document, f"/chains/{n}"))

    def knowledge(self) -> Knowledge:
        """Return everything that was read as one specification."""
        entries = self.entries.values()
        return Knowledge(
            discipline=self.discipline,
            concepts={e.id: e for e in entries if isinstance(e, Concept)},
            relations={e.id: e for e in entries if isinstance(e, Relation)},
            chains={e.id: e for e in entries if isinstance(e, Chain)},
            sources={key: source for key, (source, _) in self.sources.items()},
            digest=digest([{**content(e), "topic": e.topic, "source": e.source} for e in entries]),
            topics=self.topics,
        )

    def check_references(self) -> None:
        """Check that every id and source that an entry names is there, and of the right sort."""
        for entry in self.entries.values():
            if entry.source not in self.sources:
                hint = self._suggest(entry.source, self.sources)
                self._problem(entry.place, f'source "{entry.source}" is not among the sources.{hint}')
            if isinstance(entry, Relation):
                self._check_concept(entry, "subject", entry.subject)
                if not entry.literal:
                    self._check_concept(entry, "object", entry.object)
            elif isinstance(entry, Chain):
                for number, step in enumerate(entry.steps, 1):
                    for used in step.uses:
                        self._check_used(entry, f"step {number}", step, used)

    def _problem(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))

    def _add_source(self, source: Source, place: Place) -> None:
        first, where = self.sources.setdefault(source.id, (source, place))
        if first != source:
            what = f'source "{source.id}" is another one at {where}; make them the same, or rename one'
            self._problem(place, what)

    def _add_entry(self, entry: Entry) -> None:
        first = self.entries.setdefault(entry.id, entry)
        if first is not entry:
            self._problem(entry.place, f'the id "{entry.id}" is taken, at {first.place}; choose another')

    def _add_concept(self, concept: Concept, document: Document, n: int) -> None:
        self._add_entry(concept)
        for pointer, name in (
            (f"/concepts/{n}/name", concept.name),
            *((f"/concepts/{n}/aliases/{m}", alias) for m, alias in enumerate(concept.aliases)),
        ):
            place = document.place(pointer)
            same = same_name(name)
            if same in self.names:
                owner, where = self.names[same]
                what = f'the name "{excerpt(name)}" is already that of "{owner}", at {where}'
                self._problem(place, f"{what}; one name means one concept")
            self.names.setdefault(same, (concept.id, place))

    def _check_concept(self, relation: Relation, role: str, id: str) -> None:
        found = self.entries.get(id)
        if isinstance(found, Concept):
            return
        if found:
            what = f'{role} "{id}" is a {type(found).__name__.lower()}; a relation is between concepts'
            self._problem(relation.place, what)
            return
        hint = self._suggest(id, (e.id for e in self.entries.values() if isinstance(e, Concept)))
        if role == "object" and not hint:
            hint = f" A text that is no concept is written {{literal: {excerpt(id)}}}."
        self._problem(relation.place, f'{role} "{excerpt(id)}" is not defined.{hint}')

    def _check_used(self, chain: Chain, what: str, step: Step, used: str) -> None:
        found = self.entries.get(used)
        if used == chain.id:
            self._problem(step.place, f"{what} uses its own chain; name concepts or relations only")
        elif isinstance(found, Chain):
            self._problem(step.place, f'{what} uses the chain "{used}"; name concepts or relations only')
        elif not found:
            known = (e.id for e in self.entries.values() if not isinstance(e, Chain))
            hint = self._suggest(used, known)
            self._problem(step.place, f'{what} uses "{used}", which is not defined.{hint}')

    def _suggest(self, word: str, known: Iterable[str]) -> str:
        if word not in self.suggestions:
            searched = len(word) <= 100 and len(self.suggestions) < MAX_SUGGESTIONS
            self.suggestions[word] = did_you_mean(word, known) if searched else ""
        return self.suggestions[word]


def _concept(data: dict[str, Any], topic: str, place: Place) -> Concept:
    aliases = tuple(data.get("aliases", ()))
    return Concept(**{**data, "aliases": aliases}, topic=topic, place=place)


def _relation(data: dict[str, Any], topic: str, place: Place) -> Relation:
    literal = isinstance(data["object"], dict)
    target = data["object"]["literal"] if literal else data["object"]
    return Relation(**{**data, "object": target}, literal=literal, topic=topic, place=place)


def _chain(data: dict[str, Any], topic: str, document: Document, pointer: str) -> Chain:
    steps = tuple(
        Step(step["so"], tuple(step["uses"]), document.place(f"{pointer}/steps/{n}"))
        for n, step in enumerate(data["steps"])
    )
    return Chain(**{**data, "steps": steps}, topic=topic, place=document.place(pointer))
