"""``--pwd-fix``: patches for what failed, written at the end of the run, or shown."""

import json
import sys

import pytest


def patches(project):
    return {path.name: path.read_text(encoding="utf-8") for path in (project.folder / "patches").glob("*")}


def test_patches_for_what_failed(project):
    """The patch closes what failed in this run, the run stays red, and the next steps are named."""
    project.engine(("hallot.bark", "ostrel"))
    result = project.run("disciplines", "--pwd-fix", "-k", "hallot")

    assert result.ret == 1
    ((name, text),) = patches(project).items()
    assert json.loads(text.splitlines()[0])["closes"] == ["hallot"]
    result.stdout.fnmatch_lines(
        [
            f"wrote disciplines/orchard/patches/{name} (1 sample for 1 item)",
            "review with: git add -N disciplines/orchard/patches && git diff",
            "then run again: pytest disciplines/orchard",
        ]
    )


def test_writing_is_idempotent(project):
    """The same findings on the same artifact give the same file."""
    project.engine(("hallot.bark",))
    project.run("disciplines", "--pwd-fix")
    first = patches(project)
    for path in (project.folder / "patches").iterdir():
        path.unlink()
    project.run("disciplines", "--pwd-fix=write")

    assert patches(project) == first


def test_the_next_run_says_what_a_patch_closed(project):
    project.engine(("hallot.bark", "ostrel.bark", "dusk-moth"))
    project.run("disciplines", "--pwd-fix")
    project.engine(("ostrel.bark",))
    result = project.run("disciplines")

    result.stdout.re_match_lines([r"pwd: orchard · .* 38 samples \(\+3 in 2 patches\)"])
    result.stdout.re_match_lines_random(
        [r"  patch insects-\w+: closed 1 of 1", r"  patch trees-\w+: closed 1 of 2"]
    )


def test_diff_writes_nothing(project):
    """``--pwd-fix=diff`` shows the patches as a diff."""
    project.engine(("hallot.bark",))
    result = project.run("disciplines", "--pwd-fix=diff")

    result.stdout.re_match_lines(
        [r"--- /dev/null", r"\+\+\+ b/disciplines/orchard/patches/trees-\w+\.jsonl", r'\+\{"patch": "trees-']
    )
    assert not (project.folder / "patches").exists()
    assert result.ret == 1


def test_nothing_failed(project):
    project.run("disciplines", "--pwd-fix")

    assert not (project.folder / "patches").exists()


def test_an_expected_failure_is_not_fixed(project):
    """What a project marks as expected to fail is not red, so nothing is written for it."""
    project.engine(("hallot.bark",))
    conftest = project.folder / "conftest.py"
    conftest.write_text(
        "import pytest\n"
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items:\n"
        "        if item.name == 'hallot':\n"
        "            item.add_marker(pytest.mark.xfail)\n"
    )
    result = project.run("disciplines", "--pwd-fix")

    result.assert_outcomes(passed=21, xfailed=1)
    assert not (project.folder / "patches").exists()


FULL = """
import resource

import pytest


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish():
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on file sizes")
def test_disk_full(project):
    """A patch that can't be written is named, no part of it is left, and the run stays red."""
    project.engine(("hallot.bark",))
    (project.folder / "conftest.py").write_text(FULL, encoding="utf-8")
    result = project.run("disciplines", "--pwd-fix", "-p", "no:cacheprovider", apart=True)

    result.stdout.fnmatch_lines(
        ["not written: *disciplines/orchard/patches/trees-*.jsonl: * what was there is unchanged"]
    )
    assert result.ret == 1
    assert not list((project.folder / "patches").iterdir())


def test_refused_with_xdist(project):
    """Findings spread over processes are not fixed."""
    result = project.run("disciplines", "-n", "2", "--pwd-fix", apart=True)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--pwd-fix needs all findings in one process; leave out -n"])


def test_refused_in_ci_unless_said_in_full(project, monkeypatch):
    """In CI, files are written only if that is what was typed."""
    monkeypatch.setenv("CI", "true")
    project.engine(("hallot.bark",))
    refused = project.run("disciplines", "--pwd-fix")
    shown = project.run("disciplines", "--pwd-fix=diff")
    assert not (project.folder / "patches").exists()
    written = project.run("disciplines", "--pwd-fix=write")

    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*--pwd-fix=write*"])
    assert shown.ret == written.ret == 1
    assert patches(project)


def test_a_folder_behind_the_option(project):
    """A folder that the option would swallow is refused with what to type."""
    result = project.run("--pwd-fix", "disciplines")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(['*"disciplines" is none of write, diff and verify*--pwd-fix=write*'])


def test_the_fix_keeps_the_options(project):
    """The command that is shown compiles from the same base as this run."""
    (project.root / "some base").mkdir()
    project.engine(("hallot.bark",))
    result = project.run("disciplines", "--pwd-base", "./some base", "--pwd-incremental")

    command = "pytest disciplines/orchard --pwd-base 'some base' --pwd-incremental --pwd-fix"
    result.stdout.fnmatch_lines([f"  fix        {command}", f"  fix: {command}"])
