"""The command line as a whole: exit codes, help for wrong paths, and nothing that steers a terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orchard
import pytest

import pytest_pwd
from pytest_pwd import cli
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.errors import CompileError

Run = Callable[..., tuple[int, list[str], str]]
FOLDER = "disciplines/orchard"


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("frob",),
        ("generate", "probes", "x"),
        ("expand",),
        ("expand", "x", "--epoch", "two"),
        ("check", "--frob", "x"),
    ],
)
def test_wrong_usage_is_exit_code_4(run: Run, argv: tuple[str, ...]) -> None:
    code, out, err = run(*argv)
    assert (code, out) == (4, [])
    assert err.startswith("usage: pytest-pwd")


def test_a_fault_of_ours_is_not_taken_for_a_red_item(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own exit code for a traceback is 1, which is red here."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(cli.stats, "open_disciplines", broken)
    code, _, err = run("stats")
    assert code == 3
    assert err.startswith("Traceback")
    assert err.endswith("ZeroDivisionError: a bug\n")


def test_help_and_version_are_fine(run: Run) -> None:
    for argv in (["--help"], ["generate", "--help"], ["expand", "-h"], ["check", "-h"]):
        assert run(*argv)[0] == 0
    code, (line,), _ = run("--version")
    assert code == 0
    assert line.startswith("pytest-pwd ")


def test_a_path_that_is_no_folder_is_wrong_usage(project: Path, run: Run) -> None:
    assert run("check", "disciplines/orchad") == (
        4, [], 'there is no folder disciplines/orchad. Did you mean "orchard"?\n'
    )  # fmt: skip
    assert run("check", "nowhere/at/all")[0] == 4
    code, _, err = run("check", f"{FOLDER}/discipline.yaml")
    assert (code, err) == (4, f"{FOLDER}/discipline.yaml is a file; give its discipline's folder: {FOLDER}\n")


@pytest.mark.parametrize("command", [("generate", "tests"), ("generate", "samples"), ("expand",), ("check",)])
def test_a_folder_that_is_no_discipline_is_bad_input(
    project: Path, run: Run, command: tuple[str, ...]
) -> None:
    """What can be done about it depends on what is in it."""
    Path("empty").mkdir()
    assert run(*command, "empty") == (
        2,
        [],
        "empty has no discipline.yaml, which names the knowledge and the recipe\n",
    )
    assert run(*command, "disciplines")[2] == (
        f"disciplines has no discipline.yaml; give a folder in it that has one: {FOLDER}\n"
    )
    assert run(*command, "knowledge/orchard") == (
        2, [], f"knowledge/orchard holds knowledge; give its discipline's folder: {FOLDER}\n"
    )  # fmt: skip
    assert not Path(".pwd").exists()


@pytest.mark.parametrize("path", ["knowledge/orchard", FOLDER])
def test_the_manifest_that_is_missing_is_spelt_out(project: Path, run: Run, path: str) -> None:
    """As it is printed, it works."""
    (project / "discipline.yaml").unlink()
    code, _, err = run("generate", "tests", path)
    assert code == 2
    first, *lines = err.splitlines()
    assert first.endswith(f"write {FOLDER}/discipline.yaml, then give that folder:")
    (project / "discipline.yaml").write_text("\n".join(line.strip() for line in lines), encoding="utf-8")
    assert run("generate", "tests", FOLDER)[0] == 0


def test_knowledge_out_of_sight_says_where_to_stand(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("disciplines")
    code, _, err = run("generate", "tests", "orchard")
    assert code == 2
    assert err.startswith("orchard/discipline.yaml: the knowledge is in ")
    assert err.endswith(f"outside the current folder; run this in {project.parents[1]}\n")


def test_the_problems_of_a_manifest_have_their_place(project: Path, run: Run) -> None:
    (project / "discipline.yaml").write_text(orchard.MANIFEST.replace("epochs: 3", "epochs: many"))
    code, _, err = run("expand", FOLDER)
    assert code == 2
    assert err.startswith(f"{FOLDER}/discipline.yaml:")


def test_the_cache_is_marked_as_one(project: Path, run: Run) -> None:
    """Git and backups leave it alone from the first command on."""
    run("generate", "tests", FOLDER)
    assert {path.name for path in Path(".pwd").iterdir()} >= {".gitignore", "CACHEDIR.TAG"}


def failing(error: BaseException) -> Callable[..., int]:
    def fail(*args: object) -> int:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CompileError("training stopped"), 2, "training stopped\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device", "x/y.yaml"), 2, "x/y.yaml: No space left on device\n"),
    ],
)
def test_each_end_has_its_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    """And says what a person needs, without a traceback."""
    monkeypatch.setattr(cli.expand, "run_expand", failing(error))
    assert run("expand", "x") == (code, [], said)


def test_a_disk_that_cannot_be_written_is_told(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*paths: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pytest_pwd.files.os.replace", full)
    code, out, err = run("generate", "tests", FOLDER)
    assert (code, out) == (2, [])
    assert err.endswith(f"{FOLDER}/test_insects.yaml: No space left on device\n")


def test_a_reader_who_has_seen_enough_is_no_trouble(project: Path, run: Run) -> None:
    """As in `pytest-pwd expand … | head -1`: not a word, not a traceback."""
    run("generate", "samples", FOLDER)
    source = "import sys; from pytest_pwd.cli import main; sys.exit(main())"
    package = str(Path(pytest_pwd.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", source, "expand", FOLDER],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": package},
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_text_steers_a_terminal(project: Path, run: Run) -> None:
    """Escapes and bidi marks of the knowledge are shown by their numbers, to people and to CI alike."""
    path = project / "samples" / "x.jsonl"
    path.parent.mkdir()
    odd = {"prompt": "\x1b[2J\u202e a\nb ##[error]", "completion": "\x9b"}
    path.write_text(json.dumps({"id": "x", "teaches": ["quillow"], **odd}), encoding="utf-8")
    code, out, _ = run("expand", FOLDER, "--limit", "1")
    assert (code, out) == (0, ["x: \\u001b[2J\\u202e a\\u000ab # #[error] → \\u009b"])
    assert run("generate", "tests", "\x1b[2J")[2] == "there is no folder \\u001b[2J.\n"


def test_a_stream_that_cannot_hold_a_character_shows_its_number() -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as out:
        Terminal(out, io.StringIO()).say("Brønsted → ✓")
        out.flush()
        assert raw.getvalue().decode() == "Br\\xf8nsted \\u2192 \\u2713\n"


def test_a_terminal_shows_a_bar_for_slow_work_only() -> None:
    """And takes it away before the next line."""
    clock = iter([0.0, 1.0, 4.0]).__next__
    out, err = io.StringIO(), Screen()
    terminal = Terminal(out, err, clock)
    terminal.progress("scoring orchard (1)", 1, 4)
    assert err.getvalue() == ""
    terminal.progress("scoring orchard (2)", 2, 4)
    assert err.getvalue() == "\r\x1b[Kscoring orchard (2) [############------------] 4 s left"
    terminal.say("done")
    assert err.getvalue().endswith("\r\x1b[K")
    assert out.getvalue() == "done\n"


def test_elsewhere_each_stage_is_one_line() -> None:
    err = io.StringIO()
    terminal = Terminal(io.StringIO(), err)
    terminal.remark("compiling orchard: first compile")
    for stage in (
        "compiling orchard (loss 2.1)",
        "compiling orchard (loss 1.9)",
        "scoring orchard",
        "scoring orchard",
    ):
        terminal.progress(stage, 1, 2)
    assert err.getvalue() == "compiling orchard: first compile\nscoring orchard\n"
