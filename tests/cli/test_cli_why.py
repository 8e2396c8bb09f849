"""``pytest-pwd why`` from where a person stands."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def made(project, run):
    """A project with probes and samples."""
    run("generate", "tests", "disciplines/orchard")
    run("generate", "samples", "disciplines/orchard")
    return project


@pytest.mark.parametrize("name", ["quillow", "quillow.bark", "disciplines/orchard/test_trees.yaml::quillow"])
def test_an_item_is_found_by_its_id_a_probe_or_a_node(made, run, name):
    """Whatever a report shows can be asked about."""
    code, lines, said = run("why", name)

    assert (code, said) == (0, "")
    assert lines[0] == "concept quillow   knowledge/orchard/trees.yaml:7"
    assert any("disciplines/orchard/samples/trees.jsonl:1   quillow.definition" in line for line in lines)
    assert any(line.startswith("  needed by  relation quillow-attracts") for line in lines)


def test_the_same_as_json(made, run):
    """One object, for programs."""
    code, lines, _ = run("why", "late-frost", "--json")

    assert code == 0
    assert json.loads(lines[0])["entry"]["kind"] == "chain"


def test_an_unknown_id_gets_a_guess(made, run):
    """A typing mistake is answered with the nearest id."""
    code, _, said = run("why", "quilow")

    assert code == 4
    assert 'no concept, relation or chain "quilow". Did you mean "quillow"?' in said
