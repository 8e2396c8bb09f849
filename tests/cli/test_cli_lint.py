"""``pytest-pwd lint`` from where a person stands."""

from __future__ import annotations

import orchard
import pytest


def test_remarks_have_a_line_a_rule_and_an_exit_code(project, run):
    """A line per remark, a count per discipline, and 1 to stop a commit."""
    code, lines, said = run("lint", "disciplines/orchard")

    assert code == 1
    assert 'knowledge/orchard/trees.yaml:41: no relation and no chain uses "hallot"  [unused]' in lines
    assert said == "orchard: 2 remarks\n"


def test_all_disciplines_are_read_without_a_path(project, run):
    """A commit hook needs no argument."""
    assert run("lint") == run("lint", "disciplines") == run("lint", "disciplines/orchard")


def test_clean_knowledge_passes(project, run):
    """Nothing to remark on is exit code 0."""
    text = orchard.TREES.replace(
        "title: An invented almanac", 'title: Almanac\n    edition: "1"\n    section: "2"'
    )
    use = "uses: [ostrel-attracts]"
    trees = project.parents[1] / "knowledge" / "orchard" / "trees.yaml"
    trees.write_text(text.replace(use, "uses: [ostrel-attracts, hallot]"), encoding="utf-8")
    insects = trees.with_name("insects.yaml")
    lines = insects.read_text(encoding="utf-8")
    insects.write_text(
        lines.replace("title: An invented almanac", 'title: Almanac\n    edition: "1"\n    section: "2"'),
        encoding="utf-8",
    )

    assert run("lint") == (0, [], "orchard: clean\n")


def test_too_few_wrong_choices_are_a_remark(project, run):
    """What can't be asked yet is said beside the rest, with its place."""
    trees = project.parents[1] / "knowledge" / "orchard" / "trees.yaml"
    trees.write_text(
        orchard.TREES.replace("bark: amber", "bark: silver").replace("bark: charcoal", "bark: silver")
    )

    code, lines, _ = run("lint")

    assert code == 1
    assert any("needs 3" in line for line in lines)


@pytest.mark.parametrize("path", ["nowhere", "knowledge"])
def test_a_path_that_is_no_discipline_is_named(project, run, path):
    """Wrong usage is said as everywhere."""
    code, lines, said = run("lint", path)

    assert code in (2, 4)
    assert not lines
    assert path in said
