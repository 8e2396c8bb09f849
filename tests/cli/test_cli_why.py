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


def test_a_leak_hides_nothing(made, run):
    """Data that can't be compiled can be looked at, all the more so."""
    leak = {
        "id": "w",
        "teaches": ["quillow"],
        "prompt": "What is the bark of quillow?",
        "completion": "silver",
    }
    with (made / "samples" / "trees.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(leak) + "\n")

    code, lines, said = run("why", "quillow")

    assert (code, said) == (0, "")
    assert "  now        not compiled from what the files hold now" in lines
    assert any(line.endswith("   w") for line in lines)


def test_a_base_that_is_not_here_is_not_fetched(made, run, monkeypatch):
    """Looking something up asks no hub."""

    def refuse(*args: object, local_files_only: bool, **kwargs: object) -> None:
        from huggingface_hub.errors import LocalEntryNotFoundError

        assert local_files_only
        raise LocalEntryNotFoundError("not in the cache")

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with (made / "discipline.yaml").open("a", encoding="utf-8") as file:
        file.write("base: some/base\n")

    code, lines, said = run("why", "quillow")

    assert (code, said) == (0, "")
    assert "  now        not compiled from what the files hold now" in lines


def test_an_unknown_id_gets_a_guess(made, run):
    """A typing mistake is answered with the nearest id."""
    code, _, said = run("why", "quilow")

    assert code == 4
    assert 'no concept, relation or chain "quilow". Did you mean "quillow"?' in said
