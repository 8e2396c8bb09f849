"""A trace leads from an item to its data, its tests, its ground and what stands on it."""

from __future__ import annotations

from pathlib import Path

import orchard
import pytest

from pytest_pwd.debugger.trace import trace
from pytest_pwd.report.trace import Seen, trace_data, trace_lines
from pytest_pwd.terms import Verdict

UNSEEN = Seen("", {}, [])


@pytest.fixture
def made(tmp_path: Path):
    """The orchard's knowledge, samples and probes."""
    return orchard.made(tmp_path)


def traced(made, id: str):
    """Trace an id in all there is."""
    knowledge, samples, probes = made
    return trace(knowledge, id, samples, probes)


def test_a_chain_is_traced_down_to_concepts(made):
    """What its steps use comes first, then what that rests on."""
    found = traced(made, "late-frost")

    assert [part.id for part in found.uses] == ["quillow-attracts", "quillow", "dusk-moth"]
    assert [part.kind for part in found.uses] == ["relation", "concept", "concept"]


def test_a_concept_is_traced_up_to_the_steps_that_need_it(made):
    """A chain that needs it names its first step that does, also through a relation."""
    found = {d.id: d.step for d in traced(made, "dusk-moth").dependents}

    assert found["quillow-attracts"] == 0
    assert found["late-frost"] == 1
    assert found["bright-lamps"] == 1


def test_each_part_has_its_own_samples_and_probes(made):
    """Nothing of a neighbour is counted."""
    found = traced(made, "quillow").entry

    assert {sample.teaches for sample in found.samples} == {("quillow",)}
    assert {probe.of for probe in found.probes} == {"quillow"}


def test_an_item_that_was_never_compiled_says_so(made):
    """Without verdicts there is a trace all the same."""
    lines = trace_lines(traced(made, "quillow"), UNSEEN)

    assert lines[0] == "concept quillow   knowledge/orchard/trees.yaml:7"
    assert "  now        not compiled from what the files hold now" in lines


def test_verdicts_are_told_now_and_before(made):
    """The lowest margin of each artifact stands for it, and a red probe names what was preferred."""
    found = traced(made, "hallot")
    now = {p.id: Verdict(p.id, True, 2.0, (2.0,), p.answer) for p in found.entry.probes}
    then = now | {"hallot.bark": Verdict("hallot.bark", False, -1.5, (-1.5,), "silver")}

    green = trace_lines(found, Seen("a" * 64, now, [("b" * 64, then)]))
    red = trace_lines(found, Seen("a" * 64, then, []))

    assert f"  now        artifact {'a' * 12}: green, lowest margin +2.0 (definition)" in green
    assert f"  before     artifact {'b' * 12}: red, lowest margin −1.5 (bark)" in green
    assert any(line.startswith("  ✗ bark") and line.endswith("preferred silver") for line in red)


def test_the_data_holds_what_the_text_says(made):
    """A program reads ids, places and verdicts."""
    found = traced(made, "late-frost")

    data = trace_data(found, UNSEEN)

    assert data["entry"]["id"] == "late-frost"
    assert [part["id"] for part in data["uses"]] == [part.id for part in found.uses]
    assert data["entry"]["probes"][0]["verdict"] is None
