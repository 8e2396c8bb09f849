"""The words of pytest-pwd as types: every value that more than one part of the package speaks of.

Everything here is frozen and needs the standard library only, so that any part can import it
without cost. What a word means is said once, here; the parts below give these values life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, as people write it: ``knowledge/chemistry/acids.yaml:31``."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


NOWHERE = Place("", 0)


# --------------------------------------------------------------------------- knowledge


@dataclass(frozen=True, slots=True)
class Source:
    """Where knowledge was read: a book, its edition and section, its licence where it is open."""

    id: str
    title: str
    edition: str = ""
    section: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that the model should know (L1)."""

    id: str
    name: str
    kind: str
    definition: str
    aliases: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    topic: str = ""
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Relation:
    """Subject, predicate, object (L2); the object is a concept's id, or a text if ``literal``.

    A ``symmetric`` one is as true with its ends exchanged.
    """

    id: str
    subject: str
    predicate: str
    object: str
    literal: bool = False
    symmetric: bool = False
    topic: str = ""
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Step:
    """What follows next in a chain, and the concepts and relations that it rests on."""

    so: str
    uses: tuple[str, ...]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Chain:
    """Ordered reasoning from a given to a conclusion (L3)."""

    id: str
    given: str
    steps: tuple[Step, ...]
    conclusion: str
    topic: str = ""
    source: str = ""
    place: Place = NOWHERE


Entry = Concept | Relation | Chain


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The specification of one discipline: every entry by its id, in the order of the files."""

    discipline: str
    concepts: Mapping[str, Concept]
    relations: Mapping[str, Relation]
    chains: Mapping[str, Chain]
    sources: Mapping[str, Source] = field(default_factory=dict)
    digest: str = ""
    topics: Mapping[str, str] = field(default_factory=dict)  # what people call each

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry: concepts, then relations, then chains."""
        return (*self.concepts.values(), *self.relations.values(), *self.chains.values())

    def entry(self, id: str) -> Entry | None:
        """Return the concept, relation or chain of that id, or None."""
        return self.concepts.get(id) or self.relations.get(id) or self.chains.get(id)


# --------------------------------------------------------------------------- tests


class Asks(StrEnum):
    """What a probe asks of its item."""

    DEFINITION = "definition"
    ALIAS = "alias"
    FACT = "fact"
    FORWARD = "forward"
    BACKWARD = "backward"
    DIRECTION = "direction"  # both ends are named: which is the subject?
    STEP = "step"
    WALK = "walk"
    CONCLUSION = "conclusion"
    WRITTEN = "written"  # by a person


@dataclass(frozen=True, slots=True)
class Probe:
    """One fact, relation or step, asked in several wordings with the same choices.

    ``of`` is the id of the item (concept, relation or chain) that the probe belongs to, ``step``
    counts from 1 for a probe of a chain's step, and ``frozen_from`` is the digest of the knowledge
    that it was made from (empty for a probe written by a person).
    """

    id: str
    of: str
    asks: Asks
    wordings: tuple[str, ...]
    choices: tuple[str, ...]
    answer: str
    step: int = 0
    frozen_from: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an artifact answered to a probe.

    ``margins`` holds, per wording, the log-likelihood (nats, summed over tokens) of the answer
    minus that of the best other choice; ``margin`` is their mean, and the probe passes when it is
    above zero. ``preferred`` is the choice with the highest mean log-likelihood.
    """

    probe: str
    passed: bool
    margin: float
    margins: tuple[float, ...]
    preferred: str


# --------------------------------------------------------------------------- training data


WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of training data and the ids of what it teaches.

    A *statement* has a ``form`` (definition, alias, fact, relation, chain) and its slots, which
    the compile expands into wordings; a *written* sample has the slots prompt and completion.
    """

    id: str
    teaches: tuple[str, ...]
    form: str
    slots: Mapping[str, str | tuple[str, ...]]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Wording:
    """One text that the model is trained on: what it reads, and what it learns to go on with."""

    prompt: str
    completion: str


@dataclass(frozen=True, slots=True)
class Patch:
    """Samples written to close named findings, with what was seen, and if a person accepted them."""

    id: str
    closes: tuple[str, ...]
    samples: tuple[Sample, ...]
    evidence: tuple[str, ...] = ()
    artifact: str = ""
    synthesizer: str = "knowledge"
    file: str = ""
    reviewed: bool = False


# --------------------------------------------------------------------------- findings


@dataclass(frozen=True, slots=True)
class Evidence:
    """A failed probe with the verdict that failed it."""

    probe: Probe
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Gap:
    """A concept or relation whose own probes fail.

    ``item`` is the red item; ``at`` is the concept or relation that is not known. They differ when
    a chain is red because something that it uses is a gap (``step`` says at which step).
    """

    item: str
    at: str
    evidence: tuple[Evidence, ...]
    step: int = 0


COMPOSITION = 0


@dataclass(frozen=True, slots=True)
class Break:
    """A chain that fails although all it uses passes: at step ``step``, or at composition (0)."""

    item: str
    step: int
    evidence: tuple[Evidence, ...]


Finding = Gap | Break
