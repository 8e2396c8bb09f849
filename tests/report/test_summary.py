"""The header and the summary of a run."""

import json
from dataclasses import asdict, replace

from pytest_pwd.report.summary import Red, Standing, header, summary_lines

STANDING = Standing(
    name="chemistry",
    base="embedded",
    knowledge="1a2b3c4d5e6f",
    items=402,
    samples=1812,
    artifact="0f0f0f0f0f0f",
    fix="pytest disciplines/chemistry --pwd-fix",
    turned_red={"acid": ["acid-leaves-base", "buffering"], "base": ["buffering"]},
)


def test_header():
    assert header(replace(STANDING, artifact="")) == (
        "pwd: chemistry · base embedded · 1,812 samples · knowledge 1a2b3c4d5e6f · 402 items"
    )


def test_header_names_an_artifact_that_is_there():
    """What was compiled before is named before anything runs."""
    assert header(STANDING).endswith("402 items · artifact 0f0f0f0f0f0f")


def test_header_with_patches():
    standing = replace(STANDING, patched=3, patches=1, items=1, incremental=True)

    assert header(standing).endswith(
        "(+3 in 1 patch) · knowledge 1a2b3c4d5e6f · 1 item · artifact 0f0f0f0f0f0f · incremental"
    )


def test_a_gap_counts_once():
    """A gap that turns several items red is one gap; a break counts for each chain."""
    reds = [
        Red("acid", "concept gap", "acid"),
        Red("buffering", "concept gap", "acid"),
        Red("titration", "chain break", "step 2"),
        Red("hydrolysis", "chain break", "step 2"),
    ]
    lines = summary_lines(STANDING, reds)

    assert lines == [
        "chemistry: 1 concept gap, 2 chain breaks · artifact 0f0f0f0f0f0f",
        "  acid turns 2 items red",
        "  fix: pytest disciplines/chemistry --pwd-fix",
    ]


def test_green():
    assert summary_lines(STANDING, []) == ["chemistry: no gap, no break · artifact 0f0f0f0f0f0f"]


def test_patches_and_parent():
    """What each patch closed is told, and that an incremental artifact has a parent."""
    standing = replace(STANDING, parent="ab12", closed={"acids-1a2b": (12, 12)})

    assert summary_lines(standing, []) == [
        "chemistry: no gap, no break · artifact 0f0f0f0f0f0f, continued from ab12 "
        "(the next clean compile is the judge)",
        "  patch acids-1a2b: closed 12 of 12",
    ]


def test_a_standing_travels():
    """What one process knows reads the same in another."""
    there = Standing(**json.loads(json.dumps(asdict(replace(STANDING, closed={"p": (1, 2)})))))

    assert summary_lines(there, []) == summary_lines(replace(STANDING, closed={"p": (1, 2)}), [])
