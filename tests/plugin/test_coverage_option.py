"""``--pwd-cov`` in a session."""

from __future__ import annotations


def withhold(project, id: str) -> None:
    """Take the samples of an id out of the data."""
    for path in (project.folder / "samples").glob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(
            "".join(line for line in lines if f'"teaches": ["{id}"]' not in line), encoding="utf-8"
        )


def test_coverage_is_printed_at_the_end(project):
    """A table per discipline, with what is missing under its topic."""
    withhold(project, "hallot")

    result = project.run("disciplines", "--pwd-cov")

    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "*= coverage of the specification =*",
            "orchard, covered by 1 sample and 1 probe:",
            "insects *100%",
            "trees *",
            "    knowledge/orchard/trees.yaml:41: hallot (0 samples, 3 probes)",
            "all *96%",
        ]
    )


def test_to_say_what_is_enough_is_to_ask(project):
    """Each of its options prints the table."""
    project.run("disciplines", "--pwd-cov-samples=2").stdout.fnmatch_lines(
        ["orchard, covered by 2 samples and 1 probe:"]
    )


def test_it_costs_no_compile(project):
    """With --collect-only nothing is compiled, and coverage is told all the same."""
    result = project.run("disciplines", "--pwd-cov", "--collect-only", "-q")

    result.stdout.fnmatch_lines(["all *100%"])
    assert project.log == []


def test_too_little_coverage_fails_the_run(project):
    """The exit code says so, and a red line why."""
    withhold(project, "hallot")

    result = project.run("disciplines", "--pwd-cov-fail-under=98")

    assert result.ret == 1
    result.stdout.fnmatch_lines(["96.* is covered, and --pwd-cov-fail-under asks 98%"])
    assert project.run("disciplines", "--pwd-cov-fail-under=90").ret == 0


def test_thin_coverage_of_a_red_item_is_told(project):
    """The summary says that a red item has nothing to learn it from."""
    withhold(project, "hallot")
    project.engine(failing=("hallot",))

    result = project.run("disciplines")

    result.stdout.fnmatch_lines(["  thin coverage: hallot (0 samples, 3 probes)"])


def test_collecting_with_coverage_reads_the_samples_too(project):
    """A leak is found without a compile: one command checks all that there is."""
    (project.folder / "samples" / "leak.jsonl").write_text(
        '{"id": "leak", "teaches": ["hallot"], "prompt": "Which of these is the bark of hallot?", '
        '"completion": "amber"}\n',
        encoding="utf-8",
    )

    result = project.run("disciplines", "--pwd-cov", "--collect-only", "-q")

    assert result.ret == 2
    result.stdout.fnmatch_lines(["*leak.jsonl:1:*"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert project.log == []
