"""Where a red item fails is measured: a gap below it, a break in it, or the whole that doesn't follow."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_pwd.debugger.diagnose import by_item, diagnose, diagnose_all, failures
from pytest_pwd.terms import (
    COMPOSITION,
    Asks,
    Break,
    Chain,
    Concept,
    Finding,
    Gap,
    Knowledge,
    Probe,
    Relation,
    Step,
    Verdict,
)

CONCEPTS = {id: Concept(id, id, "sort", f"what {id} is") for id in ("acid", "base", "ion", "water")}
RELATIONS = {
    "acid-base": Relation("acid-base", "acid", "turns into", "base"),
    "base-taste": Relation("base-taste", "base", "tastes", "bitter", literal=True),
}
CHAIN = Chain(
    "rain",
    "it rains",
    (Step("one", ("ion",)), Step("two", ("acid-base", "ion")), Step("three", ("base-taste",))),
    "the end",
)
KNOWLEDGE = Knowledge("lab", CONCEPTS, RELATIONS, {"rain": CHAIN})


def probe(of: str, name: str, asks: Asks, step: int = 0) -> Probe:
    return Probe(f"{of}.{name}", of, asks, ("a", "b", "c"), ("x", "y"), "x", step)


PROBES = [
    *(probe(id, name, Asks.FACT) for id in CONCEPTS for name in ("one", "two")),
    *(probe(id, "forward", Asks.FORWARD) for id in RELATIONS),
    *(probe("rain", f"step-{n}", Asks.STEP, n) for n in (1, 2, 3)),
    probe("rain", "walk", Asks.WALK),
    probe("rain", "conclusion", Asks.CONCLUSION),
]
PROBES_OF = by_item(PROBES)
IDS = [probe.id for probe in PROBES]
ITEMS = [*CONCEPTS, *RELATIONS, "rain"]


def verdicts(*failing: str) -> dict[str, Verdict]:
    """Return a verdict for every probe, those named failed."""
    assert set(failing) <= set(IDS)
    return {id: Verdict(id, id not in failing, -1.0 if id in failing else 1.0, (), "y") for id in IDS}


def found(item: str, *failing: str) -> Finding | None:
    return diagnose(KNOWLEDGE, item, PROBES_OF, verdicts(*failing))


def evidence(finding: Finding | None) -> list[str]:
    assert finding is not None
    return [e.probe.id for e in finding.evidence]


def test_an_item_whose_probes_pass_has_no_finding() -> None:
    """Even when something that it rests on fails."""
    assert found("acid") is None
    assert found("rain", "ion.one", "base.two") is None


@pytest.mark.parametrize("item", ["acid", "acid-base"])
def test_a_concept_or_relation_that_fails_is_a_gap(item: str) -> None:
    failing = [p.id for p in PROBES_OF[item]][-1]
    finding = found(item, failing)
    assert isinstance(finding, Gap)
    assert (finding.item, finding.at, finding.step) == (item, item, 0)
    assert evidence(finding) == [failing]


def test_a_relation_is_a_gap_of_its_own_even_when_its_subject_is_one_too() -> None:
    finding = found("acid-base", "acid-base.forward", "acid.one")
    assert isinstance(finding, Gap)
    assert finding.at == "acid-base"


def test_a_chain_has_its_gap_at_the_first_support_that_fails() -> None:
    """In the order of the steps, whatever else fails; the step that needs it first is named."""
    finding = found("rain", "rain.step-1", "rain.step-3", "base-taste.forward", "acid.two", "acid.one")
    assert isinstance(finding, Gap)
    assert (finding.item, finding.at, finding.step) == ("rain", "acid", 2)
    assert evidence(finding) == ["acid.one", "acid.two"]


@pytest.mark.parametrize(
    ("failing", "at", "step"),
    [
        ("ion.one", "ion", 1),
        ("acid-base.forward", "acid-base", 2),
        ("acid.one", "acid", 2),
        ("base.one", "base", 2),
        ("base-taste.forward", "base-taste", 3),
    ],
)
def test_whatever_a_chain_rests_on_can_be_its_gap(failing: str, at: str, step: int) -> None:
    """What a step uses, and what that rests on in turn."""
    finding = found("rain", failing, "rain.conclusion")
    assert isinstance(finding, Gap)
    assert (finding.at, finding.step) == (at, step)


def test_what_a_chain_does_not_rest_on_is_no_gap_of_its() -> None:
    assert isinstance(found("rain", "water.one", "rain.conclusion"), Break)


def test_a_relation_comes_before_what_it_is_between() -> None:
    finding = found("rain", "rain.walk", "acid-base.forward", "acid.one", "base.one")
    assert isinstance(finding, Gap)
    assert finding.at == "acid-base"


def test_a_chain_breaks_at_its_first_failing_step() -> None:
    """Even when later steps, the walk and the conclusion fail too."""
    finding = found("rain", "rain.step-2", "rain.step-3", "rain.walk", "rain.conclusion")
    assert isinstance(finding, Break)
    assert (finding.item, finding.step) == ("rain", 2)
    assert evidence(finding) == ["rain.step-2"]


def test_the_first_step_is_the_first_by_its_number() -> None:
    """Not by its place in the file, nor in the order of the alphabet."""
    steps = [probe("rain", f"step-{n}", Asks.STEP, n) for n in (10, 2, 1)]
    failed = {p.id: Verdict(p.id, p.step == 1, -1.0, (), "y") for p in steps}
    finding = diagnose(KNOWLEDGE, "rain", {"rain": steps}, failed)
    assert isinstance(finding, Break)
    assert finding.step == 2


@pytest.mark.parametrize("failing", [("rain.walk",), ("rain.conclusion",), ("rain.walk", "rain.conclusion")])
def test_a_chain_breaks_at_composition_when_every_step_passes(failing: tuple[str, ...]) -> None:
    finding = found("rain", *failing)
    assert isinstance(finding, Break)
    assert finding.step == COMPOSITION
    assert evidence(finding) == list(failing)


def test_a_probe_that_was_not_scored_proves_nothing() -> None:
    scored = {id: v for id, v in verdicts("ion.one", "rain.walk").items() if id != "ion.one"}
    finding = diagnose(KNOWLEDGE, "rain", PROBES_OF, scored)
    assert isinstance(finding, Break)
    assert diagnose(KNOWLEDGE, "rain", PROBES_OF, {}) is None


def test_an_item_without_probes_has_no_finding() -> None:
    assert diagnose(KNOWLEDGE, "acid", {}, verdicts("acid.one")) is None


def test_findings_are_those_of_red_items_in_the_order_given() -> None:
    every = verdicts("acid.one", "rain.walk")
    findings = diagnose_all(KNOWLEDGE, ["rain", "ion", "acid"], PROBES_OF, every)
    assert list(findings) == ["rain", "acid"]
    assert findings["rain"] == diagnose(KNOWLEDGE, "rain", PROBES_OF, every)


def test_probes_go_to_their_items_in_their_order() -> None:
    assert [p.id for p in PROBES_OF["rain"]] == [id for id in IDS if id.startswith("rain.")]
    assert list(PROBES_OF) == ITEMS


@given(failing=st.sets(st.sampled_from(IDS)), seed=st.integers())
def test_the_order_of_verdicts_and_items_does_not_matter(failing: set[str], seed: int) -> None:
    """What is found depends on what failed, not on when it was scored or asked for."""
    rng = random.Random(seed)
    every = list(verdicts(*failing).items())
    shuffled, items = rng.sample(every, len(every)), rng.sample(ITEMS, len(ITEMS))
    mixed: Mapping[str, list[Probe]] = dict(rng.sample(list(PROBES_OF.items()), len(PROBES_OF)))
    assert diagnose_all(KNOWLEDGE, items, mixed, dict(shuffled)) == diagnose_all(
        KNOWLEDGE, ITEMS, PROBES_OF, dict(every)
    )


@given(failing=st.sets(st.sampled_from(IDS)))
def test_an_item_is_red_exactly_when_one_of_its_probes_fails(failing: set[str]) -> None:
    """And the evidence of a finding is failed probes only, of the item or of what it rests on."""
    every = verdicts(*failing)
    findings = diagnose_all(KNOWLEDGE, ITEMS, PROBES_OF, every)
    assert set(findings) == {p.of for p in PROBES if p.id in failing}
    for item, finding in findings.items():
        assert finding.item == item
        assert set(evidence(finding)) <= failing
        assert evidence(finding)
        if isinstance(finding, Gap):
            assert failures(finding.at, PROBES_OF, every) == finding.evidence
