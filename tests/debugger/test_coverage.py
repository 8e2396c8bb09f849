"""What has data and probes is counted per concept, relation and step."""

from __future__ import annotations

from pathlib import Path

import orchard
import pytest

from pytest_pwd.debugger.coverage import Least, coverage
from pytest_pwd.report.coverage import coverage_lines, percent, thin


@pytest.fixture
def made(tmp_path: Path):
    """The orchard's knowledge, with all the samples and probes that are made from it."""
    return orchard.made(tmp_path)


def test_what_is_generated_covers_everything(made):
    """Generated samples and probes leave no concept, relation or step out."""
    knowledge, samples, probes = made

    units = coverage(knowledge, samples, probes)

    steps = sum(len(chain.steps) for chain in knowledge.chains.values())
    assert len(units) == len(knowledge.concepts) + len(knowledge.relations) + steps
    assert percent(units, Least()) == 100


def test_a_withheld_sample_uncovers_what_it_taught(made):
    """A chain without its sample has none of its steps taught."""
    knowledge, samples, probes = made
    kept = [sample for sample in samples if "late-frost" not in sample.teaches]

    units = coverage(knowledge, kept, probes)

    thin = [(unit.id, unit.step, unit.samples) for unit in units if not Least().covers(unit)]
    assert thin == [("late-frost", 1, 0), ("late-frost", 2, 0)]


def test_a_step_without_its_probe_is_not_tested(made):
    """The walk's probe isn't one of the step."""
    knowledge, samples, probes = made
    kept = [probe for probe in probes if probe.id != "late-frost.step-2"]

    units = coverage(knowledge, samples, kept)

    assert [(u.id, u.step, u.probes) for u in units if not Least().covers(u)] == [("late-frost", 2, 0)]


def test_more_may_be_asked_for(made):
    """With two samples wanted, what one line teaches isn't covered."""
    units = coverage(*made)

    assert percent(units, Least(samples=2)) < 100
    assert {u.id for u in units if not Least(samples=2).covers(u)} >= {"bell-beetle", "late-frost"}


def test_the_table_names_what_is_missing(made):
    """Each topic has its counts, and under it the places that lack something."""
    knowledge, samples, probes = made
    kept = [sample for sample in samples if "hallot" not in sample.teaches]

    lines = coverage_lines("orchard", coverage(knowledge, kept, probes), Least())

    assert lines[0] == "orchard, covered by 1 sample and 1 probe:"
    missing = next(n for n, line in enumerate(lines) if "hallot (0 samples, 3 probes)" in line)
    assert lines[missing].strip().startswith("knowledge/orchard/trees.yaml:41: ")
    assert lines[missing - 1].startswith("trees ")
    assert lines[-1].split()[-1] == "96%"


def test_nearly_all_is_not_all(made):
    """99.9% isn't written as 100%."""
    unit = coverage(*made)[0]
    bare = [*[unit] * 999, coverage(made[0], [], made[2])[0]]

    assert coverage_lines("orchard", bare, Least())[-1].endswith("99%")


def test_what_is_thin_is_told_by_its_id(made):
    """An id without data has its counts told; one with data isn't there."""
    knowledge, samples, probes = made
    units = coverage(knowledge, [s for s in samples if "hallot" not in s.teaches], probes)

    assert thin(units, Least()) == {"hallot": "hallot (0 samples, 3 probes)"}
