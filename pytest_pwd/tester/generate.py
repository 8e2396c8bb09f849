"""Freeze probes: for each concept its definition, aliases and facts, for each relation both its ends and
its direction, for each chain its conclusion, its walk and every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_pwd.digest import digest
from pytest_pwd.errors import Problem, raise_if
from pytest_pwd.knowledge.graph import entry_digest, one_way, slug
from pytest_pwd.terms import Asks, Chain, Concept, Entry, Knowledge, Probe, Relation
from pytest_pwd.tester.frames import FRAMES
from pytest_pwd.tester.kin import WRONG, Kin

WORDINGS = 5


def generate_probes(knowledge: Knowledge) -> dict[str, list[Probe]]:
    """Return the probes of every topic, in the order of the knowledge files.

    Errors: InputError naming every fact, relation and chain whose kin are too few for wrong choices.
    """
    kin = Kin(knowledge)
    topics: dict[str, list[Probe]] = {}
    problems: list[Problem] = []
    for entry in knowledge.entries:
        frozen_from = entry_digest(knowledge, entry.id)
        for probe in _probes(entry, kin, frozen_from):
            if len(probe.choices) <= WRONG:
                problems.append(Problem(entry.place, _too_few(probe)))
            topics.setdefault(entry.topic, []).append(probe)
    raise_if(problems)
    return topics


def wide_probes(knowledge: Knowledge, id: str, most: int) -> list[Probe]:
    """Return every probe of an entry in all wordings that there are, with up to ``most`` wrong choices.

    Errors: KeyError for an id that there isn't.
    """
    entry = knowledge.entry(id)
    if entry is None:
        raise KeyError(id)
    made = _probes(entry, Kin(knowledge, most), entry_digest(knowledge, id), wordings=None)
    return [probe for probe in made if len(probe.choices) > 1]


def _too_few(probe: Probe) -> str:
    return (
        f'"{probe.id}" has {len(probe.choices) - 1} wrong choices and needs {WRONG}: '
        "write more kin (concepts of the same kind, other values of the attribute, sibling chains)"
    )


def _probes(entry: Entry, kin: Kin, frozen_from: str, wordings: int | None = WORDINGS) -> Iterator[Probe]:
    freeze = _Freezer(entry.id, kin.knowledge.discipline, frozen_from, wordings)
    if isinstance(entry, Concept):
        yield from _concept_probes(entry, kin, freeze)
    elif isinstance(entry, Relation):
        yield from _relation_probes(entry, kin, freeze)
    else:
        yield from _chain_probes(entry, kin, freeze)


def _concept_probes(concept: Concept, kin: Kin, freeze: _Freezer) -> Iterator[Probe]:
    wrong = kin.names(concept)
    slots = {"kind": concept.kind}
    yield freeze(
        "definition", Asks.DEFINITION, slots | {"definition": concept.definition}, concept.name, wrong
    )
    for nth, alias in enumerate(concept.aliases, start=1):
        yield freeze(f"alias-{nth}", Asks.ALIAS, slots | {"alias": alias}, concept.name, wrong)
    for attribute, value in concept.facts.items():
        fact = {"subject": concept.name, "attribute": attribute}
        yield freeze(slug(attribute), Asks.FACT, fact, value, kin.values(concept, attribute))


def _relation_probes(relation: Relation, kin: Kin, freeze: _Freezer) -> Iterator[Probe]:
    subject, object_ = kin.subject(relation), kin.object(relation)
    slots = {"subject": subject, "predicate": relation.predicate, "object": object_}
    yield freeze("forward", Asks.FORWARD, slots, object_, kin.objects(relation))
    wrong = kin.subjects(relation)
    if len(wrong) >= WRONG:
        yield freeze("backward", Asks.BACKWARD, slots, subject, wrong)
    if one_way(kin.knowledge, relation):
        one, two = sorted((subject, object_), key=lambda end: digest([relation.id, end]))
        yield freeze(
            "direction", Asks.DIRECTION, slots | {"one": one, "two": two}, subject, kin.ends(relation)
        )


def _chain_probes(chain: Chain, kin: Kin, freeze: _Freezer) -> Iterator[Probe]:
    right = [step.so for step in chain.steps]
    wrong = [kin.steps(chain, k) for k in range(1, len(right) + 1)]
    for k, step in enumerate(right, start=1):
        before = "; ".join([chain.given, *right[: k - 1]])
        yield freeze(f"step-{k}", Asks.STEP, {"before": before}, step, wrong[k - 1], step=k)
    walk, wrong_walks = walks([*right, chain.conclusion], [*wrong, kin.conclusions(chain)])
    yield freeze("walk", Asks.WALK, {"given": chain.given}, walk, wrong_walks)
    yield freeze(
        "conclusion", Asks.CONCLUSION, {"given": chain.given}, chain.conclusion, kin.conclusions(chain)
    )


def walks(right: list[str], wrong: list[list[str]]) -> tuple[str, list[str]]:
    """Return the right walk as one text, and wrong ones that go astray at one place, at another, and at both.

    Each part stands in half of the choices then, so that comparing them doesn't give the answer away.
    """
    places = sorted((at for at in range(len(right)) if wrong[at]), key=lambda at: digest([right, at]))[:2]
    if len(places) < 2:
        return "; ".join(right), []
    one, other = places
    astray = [{one: wrong[one][0]}, {other: wrong[other][0]}, {one: wrong[one][0], other: wrong[other][0]}]
    return "; ".join(right), [
        "; ".join(change.get(at, so) for at, so in enumerate(right)) for change in astray
    ]


class _Freezer:
    """Makes the probes of one item: chooses frames (all, for None) and the order of the choices by digest."""

    def __init__(self, of: str, discipline: str, frozen_from: str, wordings: int | None) -> None:
        self.of, self.frozen_from, self.wordings = of, frozen_from, wordings
        self.field = discipline.replace("_", " ")

    def __call__(
        self, name: str, asks: Asks, slots: Mapping[str, str], answer: str, wrong: list[str], step: int = 0
    ) -> Probe:
        id = f"{self.of}.{name}"
        frames = sorted(FRAMES[asks], key=lambda frame: digest([id, frame]))[: self.wordings]
        wordings = tuple(_capital(frame.format(field=self.field, **slots)) for frame in frames)
        choices = tuple(sorted((answer, *wrong), key=lambda choice: digest([id, choice])))
        return Probe(id, self.of, asks, wordings, choices, answer, step, self.frozen_from)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
