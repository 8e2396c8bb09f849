"""``pytest-pwd new``: a discipline that every other command takes as it is, or nothing at all."""

from __future__ import annotations

import errno
import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from plugin_harness import plugin_args

import pytest_pwd
from pytest_pwd.cli.new import write_all
from pytest_pwd.files import Files

Run = Callable[..., tuple[int, list[str], str]]
FOLDER = "disciplines/geology"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_it_says_what_is_new_and_what_comes_next(here: Path, run: Run) -> None:
    """The commands that it names are the ones that work."""
    code, out, err = run("new", "geology")
    assert (code, out) == (0, ["knowledge/geology/first-topic.yaml: new", f"{FOLDER}/discipline.yaml: new"])
    assert files_in(here) == [f"{FOLDER}/discipline.yaml", "knowledge/geology/first-topic.yaml"]
    assert err.splitlines() == [
        "next:",
        f"  pytest-pwd generate tests {FOLDER}",
        f"  pytest-pwd generate samples {FOLDER}",
        f"  pytest {FOLDER}",
    ]


# YAML takes some names for something else: each is quoted where it must be.
@pytest.mark.parametrize("name", ["geology", "computer_science", "no", "12", "1e3"])
def test_the_example_is_clean_and_generates(here: Path, run: Run, name: str) -> None:
    """Nothing is left to remark on, neither in the knowledge nor in what is made from it."""
    folder = f"disciplines/{name}"
    assert run("new", name)[0] == 0
    assert run("lint", folder) == (0, [], f"{name}: clean\n")
    assert run("generate", "tests", folder)[:2] == (0, ["test_first-topic.yaml: 43 probes, 43 new"])
    assert run("generate", "samples", folder) == (0, ["samples/first-topic.jsonl: 27 samples, 27 new"], "")
    assert run("lint", folder) == (0, [], f"{name}: clean\n")


def test_the_example_is_collected(pytester: pytest.Pytester, run: Run) -> None:
    """Five concepts, four relations and four chains are thirteen items, where no project was."""
    for command in (("new", "geology"), ("generate", "tests", FOLDER), ("generate", "samples", FOLDER)):
        run(*command)
    result = pytester.runpytest_inprocess(*plugin_args(), "--collect-only", "-q", FOLDER)
    assert result.ret == 0
    items = [line.partition("::")[2] for line in result.outlines if line.startswith(FOLDER)]
    assert len(items) == 13
    assert (items[0], items[-1]) == ("second", "slow-every-hour")


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Marine Biology", "marine_biology"),
        ("disciplines/geology/", "geology"),
        ("Ökologie", "okologie"),
        ("a__b", "a_b"),
        ("../x", "x"),
    ],
)
def test_a_bad_name_is_refused_with_a_better_one(here: Path, run: Run, name: str, better: str) -> None:
    """As wrong usage, and before anything is written."""
    code, out, err = run("new", name)
    assert (code, out) == (4, [])
    assert err.startswith(f'discipline "{name}" is not a name; write lower-case letters')
    assert err.endswith(f'. Did you mean "{better}"?\n')
    assert not files_in(here)


@pytest.mark.parametrize("name", ["", "con", "日本", "x" * 81, "\x1b"])
def test_where_no_name_is_near_none_is_named(here: Path, run: Run, name: str) -> None:
    code, out, err = run("new", name)
    assert (code, out) == (4, [])
    assert "Did you mean" not in err
    assert not files_in(here)


@pytest.mark.parametrize("there", ["knowledge/geology", FOLDER])
def test_what_is_there_is_left_as_it_is(here: Path, run: Run, there: str) -> None:
    """An example isn't written among somebody's knowledge, nor half of it beside."""
    (here / there).mkdir(parents=True)
    (here / there / "mine.yaml").write_text("mine", encoding="utf-8")
    assert run("new", "geology") == (
        2, [], f"{there} is there already, and is left as it is; choose another name\n"
    )  # fmt: skip
    assert files_in(here) == [f"{there}/mine.yaml"]


def test_other_disciplines_are_no_hindrance(project: Path, run: Run) -> None:
    """A second one stands beside the first."""
    assert run("new", "geology")[0] == 0
    assert run("new", "geology")[0] == 2
    assert run("lint", FOLDER)[0] == 0


def test_a_failure_leaves_nothing_behind(here: Path) -> None:
    """Whichever operation fails, neither files nor folders of ours stay, and what was there does."""
    (here / "knowledge").mkdir()
    texts = {here / "knowledge" / "x" / "a.yaml": "a", here / "disciplines" / "x" / "b.yaml": "b"}
    failed = 0
    for at in range(1, 20):
        seen: list[str] = []

        def fail(operation: str, path: Path, at: int = at, seen: list[str] = seen) -> None:
            seen.append(operation)
            if len(seen) == at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        try:
            write_all(texts, Files(fail))
        except OSError:
            failed += 1
            assert [path.name for path in here.rglob("*")] == ["knowledge"]
        else:
            break
    assert failed == 8  # mkdir, write, rename and sync, for each of the two
    assert len(files_in(here)) == 2


def test_a_file_in_place_of_a_folder_is_told(here: Path, run: Run) -> None:
    """And it stays."""
    (here / "disciplines").write_text("notes", encoding="utf-8")
    code, out, err = run("new", "geology")
    assert (code, out) == (2, [])
    assert "disciplines" in err
    assert files_in(here) == ["disciplines"]


def test_all_that_the_package_reads_is_in_it_when_installed() -> None:
    """Each file that isn't Python matches one of the patterns of package data."""
    package = Path(pytest_pwd.__file__).parent
    project = tomllib.loads((package.parent / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["pytest_pwd"]
    packed = {path for pattern in patterns for path in package.glob(pattern)}
    others = {path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert package / "knowledge" / "templates" / "first-topic.yaml" in others
    assert others <= packed
