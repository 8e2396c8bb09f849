"""What only shows in processes of their own: what is imported, and xdist."""

import subprocess
import sys

import pytest
from plugin_harness import plugin_args

HEAVY = ("torch", "transformers", "peft", "accelerate", "yaml", "jsonschema", "hypothesis")


def imported(project, *args):
    """Return which of the heavy modules a run has imported."""
    project.pytester.makepyfile(
        spy=f"""
        import sys

        def pytest_unconfigure(config):
            found = [name for name in {HEAVY!r} + ("pytest_pwd.discipline",) if name in sys.modules]
            with open("imported.txt", "w") as file:
                file.write(" ".join(found))
        """
    )
    args = [*plugin_args(), "-p", "spy", "-p", "no:hypothesispytest", "-p", "no:anyio", *args]
    result = project.pytester.runpytest_subprocess(*args)
    return (project.root / "imported.txt").read_text().split(), result


def test_importing_the_plugin_is_free():
    """The plugin's import loads none of the heavy modules."""
    code = f"import sys, pytest_pwd.plugin; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_no_discipline_pays_nothing(project):
    """A project without a discipline imports none of what reads one, even with YAML files about."""
    (project.folder / "discipline.yaml").unlink()
    (project.root / "conftest.py").unlink()
    project.pytester.makepyfile("def test_it(): pass")
    found, result = imported(project)

    result.assert_outcomes(passed=1)
    assert found == []


def test_collection_imports_no_torch(project):
    """Collecting a discipline loads no machine learning."""
    found, result = imported(project, "--collect-only", "disciplines")

    assert result.ret == 0
    assert not {"torch", "transformers", "peft", "accelerate"} & set(found)


def test_an_unchanged_run_parses_nothing(project):
    """A second run replays what was parsed: no yaml, no jsonschema, no torch."""
    project.engine(stored=True)
    project.run("disciplines")
    found, result = imported(project, "disciplines")

    result.assert_outcomes(passed=22)
    assert found == ["pytest_pwd.discipline"]


# ----------------------------------------------------------------------------- xdist


@pytest.fixture
def xdist():
    return pytest.importorskip("xdist")


@pytest.mark.usefixtures("xdist")
def test_workers_share_the_work(project):
    """Two workers judge the items; failures and summary read as in one process."""
    project.engine(("hallot.bark", "dusk-moth.definition", "quillow-attracts.forward"))
    result = project.run("disciplines", "-n", "2", apart=True)

    result.assert_outcomes(passed=19, failed=3)
    result.stdout.fnmatch_lines(["  expected   amber   preferred *"])
    result.stdout.fnmatch_lines(
        [
            "orchard: 2 concept gaps, 1 relation gap · artifact abababababab",
            "  dusk-moth turns 2 items red",
        ]
    )
    assert result.ret == 1


@pytest.mark.usefixtures("xdist")
def test_bad_input_under_xdist(project):
    """Bad input isn't a red item under xdist either, and has the same exit code."""
    (project.folder / "samples" / "trees.jsonl").write_text("not JSON\n", encoding="utf-8")
    result = project.run("disciplines", "-n", "2", apart=True)

    assert result.ret == 2
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*samples/trees.jsonl:1: this is not a line of JSON*"])


@pytest.mark.usefixtures("xdist")
def test_compile_error_under_xdist(project):
    """A worker's compile error ends the run with its reason; no item is red, and no worker crashes."""
    project.engine(error="memory ran out")
    result = project.run("disciplines", "-n", "2", apart=True)

    assert result.ret == 2
    result.assert_outcomes()
    result.stdout.fnmatch_lines(["*= no verdict =*", "orchard: memory ran out"])
    result.stdout.no_fnmatch_line("*crash*")


@pytest.mark.usefixtures("xdist")
def test_unknown_concept_under_xdist(project):
    result = project.run("disciplines", "-n", "2", "--pwd-concept", "quilow", apart=True)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(['*"quilow" is not defined in orchard. Did you mean "quillow"?'])
    result.stdout.no_fnmatch_line("*crash*")
