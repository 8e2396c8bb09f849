"""Each fault that is planted in a clean specification is remarked on, and by its own rule alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orchard
import pytest

from pytest_pwd.knowledge.lint import lint_knowledge
from pytest_pwd.terms import Knowledge, Relation, Step

Change = Callable[[Knowledge], Knowledge]


@pytest.fixture
def clean(tmp_path: Path) -> Knowledge:
    """The orchard, with what an editor would have it say."""
    knowledge = orchard.orchard(tmp_path)
    sources = {id: replace(s, edition="1", section="2") for id, s in knowledge.sources.items()}
    visited = Relation("hallot-attracts", "hallot", "is visited at night by", "sugar-fly", source="almanac")
    return replace(knowledge, sources=sources, relations={**knowledge.relations, "hallot-attracts": visited})


def concept(id: str, **changes) -> Change:
    """Return what changes a concept."""

    def change(knowledge: Knowledge) -> Knowledge:
        changed = replace(knowledge.concepts[id], **changes)
        return replace(knowledge, concepts={**knowledge.concepts, id: changed})

    return change


def without(id: str) -> Change:
    """Return what takes a relation out."""
    return lambda k: replace(k, relations={other: r for other, r in k.relations.items() if other != id})


def loosened(knowledge: Knowledge) -> Knowledge:
    """Let a step go on from nothing."""
    chain = knowledge.chains["late-frost"]
    steps = (chain.steps[0], replace(chain.steps[1], uses=("ostrel",)))
    return replace(knowledge, chains={**knowledge.chains, chain.id: replace(chain, steps=steps)})


def unsourced(knowledge: Knowledge) -> Knowledge:
    """Leave open where in a book something stands."""
    return replace(knowledge, sources={id: replace(s, section="") for id, s in knowledge.sources.items()})


FAULTS: dict[str, tuple[str, Change]] = {
    "a concept that nothing uses": ("unused", without("hallot-attracts")),
    "a kind of one": ("few-kin", concept("dusk-moth", kind="butterfly")),
    "its own name": ("own-name", concept("hallot", definition="tree whose fruit is called a hallot")),
    "another's alias": ("own-name", concept("hallot", definition="tree that a Lantern Tree shades")),
    "the same definition": (
        "same-definition",
        concept("hallot", definition="a tree with leaves that fold at every sound"),
    ),
    "an attribute of its own": ("lone-attribute", concept("hallot", facts={"age": "three hundred years"})),
    "a step out of nowhere": ("loose-step", loosened),
    "a source without a section": ("vague-source", unsourced),
}


def test_clean_knowledge_gets_no_remark(clean):
    """What an editor would leave as it is stays without comment."""
    assert lint_knowledge(clean) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_remarked_on(clean, fault):
    """One remark or more, all by the rule that the fault breaks."""
    rule, plant = FAULTS[fault]

    remarks = lint_knowledge(plant(clean))

    assert {remark.message.rpartition("[")[2] for remark in remarks} == {f"{rule}]"}


def test_a_name_inside_a_longer_word_is_no_giveaway(clean):
    """Names are looked for as words."""
    changed = concept("hallot", definition="tree that hallotropic fungi grow on")(clean)

    assert lint_knowledge(changed) == []


def test_steps_may_be_joined_by_a_relation(clean):
    """Two steps hang together when one relation links what they use."""
    chain = clean.chains["late-frost"]
    steps = (Step("a", ("quillow",)), Step("b", ("dusk-moth",)))
    joined = replace(clean, chains={**clean.chains, chain.id: replace(chain, steps=steps)})

    assert lint_knowledge(joined) == []
