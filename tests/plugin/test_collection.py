"""What pytest collects of a discipline, and what it says when it can't."""

import pytest


def test_one_item_per_entry(project):
    """Every concept, relation and chain is one item, in the order of the files."""
    result = project.run("--collect-only", "-q", "disciplines/orchard/test_trees.yaml")

    ids = [line.partition("::")[2] for line in result.outlines if "::" in line]
    assert ids[:3] == ["quillow", "bramwood", "ostrel"]
    assert ids[-3:] == ["late-frost", "long-drought", "loud-summer"]
    assert len(ids) == 16
    result.stdout.fnmatch_lines(["disciplines/orchard/test_trees.yaml::late-frost"])
    assert result.ret == 0
