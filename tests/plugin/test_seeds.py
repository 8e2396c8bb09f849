"""``--pwd-seeds``: what only some seeds know is unstable, and neither red nor quietly green."""

from __future__ import annotations

import pytest


@pytest.fixture
def shaky(project):
    """A project in which one item fails by every seed and another by the second of three only."""
    always, sometimes = {"venfir.bark": ""}, {"hallot.bark": ""}
    project.engine(failing=always, by_seed={"2": always | sometimes})
    return project


def test_an_item_that_flips_is_unstable_and_one_that_never_passes_is_red(shaky):
    """The counts tell them apart, and the summary says by how many seeds and how far apart."""
    result = shaky.run("disciplines", "--pwd-seeds=3")

    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "  unstable: hallot passes by 2 of 3 seeds, lowest margins −1.5 to +0.70",
            "*1 failed, *, 1 unstable*",
        ]
    )
    assert [line for line in shaky.log if "seed=" in line] == [
        "compile orchard seed=2",
        "compile orchard seed=3",
    ]


def test_what_is_unstable_alone_leaves_the_run_green(project):
    """Nothing failed by every seed, so the exit code is 0; the line stays."""
    project.engine(by_seed={"3": {"hallot.bark": ""}})

    result = project.run("disciplines", "--pwd-seeds=3", "-v")

    assert result.ret == 0
    result.stdout.fnmatch_lines(["*::hallot UNSTABLE*", "*unstable: hallot passes by 2 of 3*"])


def test_the_recipes_own_seed_does_not_decide_alone(project):
    """An item that only the first seed fails is unstable too, not red."""
    project.engine(by_seed={"1": {"hallot.bark": ""}})

    assert project.run("disciplines", "--pwd-seeds=2").ret == 0


def test_an_unstable_item_is_repaired(project):
    """A patch is written for it as for a red one, also when nothing is red."""
    project.engine(by_seed={"2": {"hallot.bark": ""}})

    result = project.run("disciplines", "--pwd-seeds=2", "--pwd-fix=write")

    assert result.ret == 0
    (patch,) = (project.folder / "patches").glob("*.jsonl")
    assert "hallot.bark" in patch.read_text(encoding="utf-8")


def test_workers_tell_of_all_that_is_unstable(project):
    """Under xdist each worker runs some items only; the summary has those of all."""
    flipping = {"hallot.bark": "", "venfir.bark": "", "dusk-moth.definition": "", "ostrel.bark": ""}
    project.engine(by_seed={"2": flipping})

    result = project.run("disciplines", "--pwd-seeds=2", "-n2", apart=True)

    for item in ("hallot", "venfir", "dusk-moth", "ostrel"):
        result.stdout.fnmatch_lines([f"*unstable: {item} passes by 1 of 2 seeds*"])


def test_margins_by_seed_stand_in_reports(shaky):
    """JUnit has, for each item, by how many seeds it passes and the margins."""
    shaky.run("disciplines", "--pwd-seeds=3", "--junitxml=report.xml")

    report = (shaky.root / "report.xml").read_text(encoding="utf-8")
    assert 'name="pwd_green_seeds" value="2 of 3"' in report
    assert 'name="pwd_margins" value="0.7000 -1.5000 0.7000"' in report


@pytest.mark.parametrize(
    ("also", "said"),
    [
        ("--pwd-incremental", "*compares clean compiles*"),
        ("--pwd-fix=verify", "*proves a patch by one seed*"),
    ],
)
def test_what_one_seed_decides_is_refused_together_with_several(project, also, said):
    """Usage errors say what to leave out."""
    result = project.run("disciplines", "--pwd-seeds=3", also)

    assert result.ret == 4
    result.stderr.fnmatch_lines([said])


def test_a_number_of_seeds_is_at_least_one(project):
    """Zero compiles say nothing."""
    assert project.run("disciplines", "--pwd-seeds=0").ret == 4
