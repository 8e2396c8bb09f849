"""What pytest collects of a discipline, and what it says when it can't."""

import pytest


def ids_of(result):
    return [line.partition("::")[2] for line in result.outlines if "::" in line and " " not in line]


def test_one_item_per_entry(project):
    """Every concept, relation and chain is one item, in the order of the files."""
    result = project.run("--collect-only", "-q", "disciplines/orchard/test_trees.yaml")

    ids = ids_of(result)
    assert ids[:3] == ["quillow", "bramwood", "ostrel"]
    assert ids[-3:] == ["late-frost", "long-drought", "loud-summer"]
    assert len(ids) == 16
    result.stdout.fnmatch_lines(["disciplines/orchard/test_trees.yaml::late-frost"])
    assert result.ret == 0


def test_node_id_runs_alone(project):
    """A node id names one item; what it rests on is scored with it, in one batch."""
    result = project.run("disciplines/orchard/test_trees.yaml::quillow-attracts")

    result.assert_outcomes(passed=1)
    # Its own two, the four of its subject, and the one of its object.
    assert project.log == ["compile orchard base= incremental=False", "score 8"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("concept", 9),
        ("relation", 8),
        ("chain", 5),
        ("concept(id='ostrel')", 1),
        ("uses(id='dusk-moth')", 3),
        ("chain and uses(id='quillow')", 1),
    ],
)
def test_markers_select(project, expression, expected):
    """Items are marked by what they are, by their id and by what they rest on."""
    result = project.run("disciplines", "-m", expression, "--strict-markers")

    result.assert_outcomes(passed=expected, deselected=22 - expected)


def test_keywords_select(project):
    """``-k`` goes by the item's id."""
    result = project.run("disciplines", "--collect-only", "-q", "-k", "drought")

    assert ids_of(result) == ["long-drought"]


def test_concept_with_all_that_rests_on_it(project):
    """``--pwd-concept`` selects the concept, its relations and the chains that use them."""
    result = project.run("disciplines", "--collect-only", "-q", "--pwd-concept", "dusk-moth")

    assert ids_of(result) == ["dusk-moth", "bright-lamps", "quillow-attracts", "late-frost"]


def test_unknown_concept_is_wrong_usage(project):
    """An id that nothing has is refused, with the nearest that there is."""
    result = project.run("disciplines", "--pwd-concept", "quilow")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(['*"quilow" is not defined in orchard. Did you mean "quillow"?'])


def test_report_info_is_the_first_probe(project):
    """An item stands where its first probe does."""
    project.engine(("bramwood",))
    result = project.run("disciplines", "-k", "bramwood and not attracts and not soil")

    text = (project.folder / "test_trees.yaml").read_text(encoding="utf-8").splitlines()
    line = text.index("  - id: bramwood.definition") + 1
    result.stdout.fnmatch_lines(
        [f"disciplines/orchard/test_trees.yaml:{line} *knowledge/orchard/trees.yaml:*"]
    )


def test_header_tells_what_is_tested(project):
    """After collection, a line per discipline says what it is made of."""
    result = project.run("disciplines")

    result.stdout.re_match_lines(
        [r"pwd: orchard · base embedded · 38 samples · knowledge [0-9a-f]{12} · 22 items"]
    )


def test_collecting_only_reads_no_samples(project):
    """``--collect-only`` compiles nothing and doesn't read the samples."""
    (project.folder / "samples" / "trees.jsonl").write_text("not JSON\n", encoding="utf-8")
    result = project.run("disciplines", "--collect-only")

    assert result.ret == 0
    assert project.log == []
    result.stdout.re_match_lines([r"pwd: orchard · base embedded · knowledge .* · 22 items"])


# ----------------------------------------------------------------------------- bad input


def broken(project, path, old, new):
    file = project.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def assert_bad_input(result, *lines):
    """Bad input is one collection error with the place and the fix, no traceback, and exit code 2."""
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(list(lines))
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:*")


def test_bad_knowledge(project):
    broken(project, "knowledge/orchard/trees.yaml", "uses: [ostrel-attracts]", "uses: [ostrel-atracts]")
    result = project.run("disciplines")

    hint = '*knowledge/orchard/trees.yaml:*: step 2 uses "ostrel-atracts"*Did you mean "ostrel-attracts"?'
    assert_bad_input(result, hint)


def test_bad_probes(project):
    broken(project, "disciplines/orchard/test_trees.yaml", "of: quillow", "of: quilow")
    result = project.run("disciplines/orchard/test_trees.yaml")

    assert_bad_input(result, '*disciplines/orchard/test_trees.yaml:*is of "quilow"*')


def test_bad_probes_and_samples_are_told_together(project):
    """One run shows what is wrong with the probes and with the samples."""
    broken(project, "disciplines/orchard/test_trees.yaml", "of: quillow", "of: quilow")
    broken(project, "disciplines/orchard/samples/insects.jsonl", '"form": "definition"', '"form": "def"')
    result = project.run("disciplines")

    assert_bad_input(
        result,
        "*samples/insects.jsonl:1: there is no form*",
        '*test_trees.yaml:*is of "quilow"*',
    )


def test_leak(project):
    """A probe's wording in the training data is bad input, not a red item."""
    text = (project.folder / "test_trees.yaml").read_text(encoding="utf-8")
    wording = text.partition('wordings:\n      - "')[2].partition('"')[0]
    sample = f'{{"id": "cheat", "teaches": ["quillow"], "prompt": "{wording}", "completion": "quillow"}}\n'
    (project.folder / "samples" / "cheat.jsonl").write_text(sample, encoding="utf-8")
    result = project.run("disciplines")

    assert_bad_input(result, '*samples/cheat.jsonl:1: sample "cheat" holds a wording of probe*')
    assert project.log == []


def test_no_probes(project):
    """A discipline without test files says how to make them."""
    for path in project.folder.glob("test_*.yaml"):
        path.unlink()
    result = project.run("disciplines")

    assert_bad_input(result, "*has no probes; make them with: pytest-pwd generate tests disciplines/orchard*")


def test_no_samples(project):
    for path in (project.folder / "samples").iterdir():
        path.unlink()
    result = project.run("disciplines")

    assert_bad_input(result, "*has no samples; make them with: pytest-pwd generate samples*")


def test_missing_base(project):
    result = project.run("disciplines", "--pwd-base", "./nowhere")

    assert_bad_input(result, '*the base "./nowhere" isn\'t there*')


def test_bad_manifest(project):
    (project.folder / "discipline.yaml").write_text("discipline: orchard\ntitle: 1.10\n", encoding="utf-8")
    result = project.run("disciplines")

    assert_bad_input(result, '*lacks "knowledge"*', '*discipline.yaml:2: *write "1.10" in quotes*')


def test_bad_input_in_a_python_package(project):
    """A discipline's folder that is a Python package stays one, and its probes are collected all the same."""
    (project.folder / "__init__.py").touch()
    project.run("disciplines").assert_outcomes(passed=22)

    broken(project, "disciplines/orchard/test_trees.yaml", "of: quillow", "of: quilow")
    assert project.run("disciplines").ret == pytest.ExitCode.INTERRUPTED


def test_control_characters_are_neutralised(project):
    """What stands in a file reaches neither the terminal's escapes nor a CI system's commands."""
    hostile = "\\u001b[2J\\u202e::error::\\n::error::"
    line = f'{{"id": "x", "teaches": ["{hostile}"], "prompt": "p", "completion": "c"}}\n'
    (project.folder / "samples" / "x.jsonl").write_text(line, encoding="utf-8")
    result = project.run("disciplines")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    text = result.stdout.str()
    assert "\\u001b[2J\\u202e" in text
    assert "\x1b[2J" not in text
    assert "\u202e" not in text
    assert not [line for line in result.outlines if line.lstrip().startswith("::")]


# ----------------------------------------------------------------------------- stale probes


def test_stale_probe_is_an_error_not_a_failure(project):
    """A probe that the knowledge has left behind is an error in setup, with the remedy."""
    broken(project, "knowledge/orchard/trees.yaml", "bark: silver", "bark: golden")
    result = project.run("disciplines", "-k", "quillow or hallot")

    result.assert_outcomes(errors=1, passed=3)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of quillow*",
            '*test_trees.yaml:*: probe "quillow.definition" is stale: *generate tests*',
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_only_stale_items_compile_nothing(project):
    broken(project, "knowledge/orchard/trees.yaml", "bark: silver", "bark: golden")
    project.run("disciplines/orchard/test_trees.yaml::quillow").assert_outcomes(errors=1)

    assert project.log == []


def test_probes_of_an_entry_in_two_files(project):
    """Probes that a person keeps in a file of their own are an item there, judged by these."""
    own = (
        "discipline: orchard\ntopic: trees\n"
        "probes:\n  - id: quillow.mine\n    of: quillow\n    asks: written\n"
        "    wordings: [Whose pods shine at night?, Which tree glows?, What lights the grove?]\n"
        "    choices: [quillow, ostrel]\n    answer: quillow\n"
    )
    (project.folder / "test_mine.yaml").write_text(own, encoding="utf-8")
    project.engine(("quillow.mine",))
    result = project.run("disciplines")

    failed = [line for line in result.outlines if line.startswith("FAILED") and "::quillow " in line]
    assert len(failed) == 1
    assert "test_mine.yaml" in failed[0]
