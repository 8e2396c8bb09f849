"""How a run ends: what is red and why, and what ends a run early."""

import os
import pty
import re
import sys
import xml.etree.ElementTree as ET

import pytest
from plugin_harness import plugin_args


def test_all_green(project):
    """A run in which everything is known ends with 0 and names the artifact."""
    result = project.run("disciplines")

    result.assert_outcomes(passed=22)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["orchard: no gap, no break · artifact abababababab"])
    assert len(project.log) == 2  # one compile, one batch


def test_the_compile_does_not_depend_on_the_selection(project):
    """Selecting changes what is scored; the compile comes first and is the same."""
    project.run("disciplines", "-k", "hallot")
    project.run("disciplines")

    compiles = [line for line in project.log if line.startswith("compile")]
    assert compiles[0] == compiles[1]
    assert [line for line in project.log if line.startswith("score")] == ["score 3", "score 61"]


def test_concept_gap(project):
    """A concept gap says what was asked, preferred and taught, what it turns red, and the fix."""
    project.engine(
        {"dusk-moth.definition": "sugar fly", "quillow-attracts.forward": "", "late-frost.walk": ""}
    )
    result = project.run("disciplines")

    result.assert_outcomes(passed=19, failed=3)
    assert result.ret == 1
    result.stdout.re_match_lines(
        [
            r"_+ concept gap: dusk-moth _+",
            r"disciplines/orchard/test_insects.yaml:8   knowledge/orchard/insects.yaml:7",
            r"  asked      .*insect that flies toward faint light only",
            r"  expected   dusk moth   preferred  sugar fly",
            r"             \(margin −1\.5; 1 of 3 wordings pass; kin: the same kind, insect\)",
            r"  taught by  1 sample   \(discipline median 1\)",
            r"  turns red  relation quillow-attracts · chain late-frost \(step 1\)",
            r"  fix        pytest disciplines/orchard --pwd-fix",
            r"_+ chain late-frost: gap in quillow-attracts _+",
            r"  gap in     quillow-attracts \(step 1\), see disciplines/orchard/.*::quillow-attracts",
            r"orchard: 1 concept gap, 1 relation gap · artifact abababababab",
            r"  dusk-moth turns 3 items red",
            r"  fix: pytest disciplines/orchard --pwd-fix",
            r"FAILED disciplines/orchard/test_insects.yaml::dusk-moth - concept gap: ",
        ]
    )
    result.stdout.no_fnmatch_line("*.py:*")


def test_chain_breaks(project):
    """A break shows the chain with a mark per step and where it breaks."""
    project.engine(("long-drought.step-2", "early-mowing.conclusion"))
    result = project.run("disciplines")

    result.stdout.re_match_lines(
        [
            r"_+ chain break: early-mowing _+",
            r"  ✓ 1        the wasps look for other places   \(samples for reed-wasp: 1\)",
            r"  ✗ so       the mill workers are stung more often",
            r"  break at   composition",
            r"_+ chain break: long-drought _+",
            r"  given      no rain falls on the bramwood for a season",
            r"  ✓ 1 ",
            r"  ✗ 2        the thorns stay on through the winter   \(samples for bramwood: 3\)",
            r"  break at   step 2",
            r"orchard: 2 chain breaks ",
        ]
    )


def test_marks_in_ascii(project):
    """Where the terminal can't show our marks, ASCII stands for them."""
    project.engine(("long-drought.step-2",))
    project.pytester._monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    result = project.run("disciplines", apart=True)

    result.stdout.fnmatch_lines(["  + 1 *", "  x 2 *", "*(margin -1.5; *"])
    result.stdout.no_fnmatch_line("*\\\\u*")


def test_what_the_model_says_is_neutralised(project):
    """A model's words reach neither the terminal's escapes nor a CI system's commands."""
    project.engine({"quillow.bark": "\x1b]0;gotcha\x07##[set-env]\u202e\n::error::no"})
    result = project.run("disciplines")

    text = result.stdout.str()
    assert "\\u001b]0;gotcha\\u0007# #[set-env]\\u202e\\u000a::error::no" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


# ----------------------------------------------------------------------------- ended early


def test_compile_error_is_no_knowledge_failure(project):
    """A compile that fails ends the run with 2 and its reason; nothing is green and nothing red."""
    project.engine(error="training was killed, most likely because memory ran out\nlast words: ::error::x")
    result = project.run("disciplines")

    assert result.ret == 2
    result.assert_outcomes()
    result.stdout.fnmatch_lines(
        [
            "*= no verdict =*",
            "orchard: training was killed, most likely because memory ran out",
            "*orchard: training was killed*",
            "*no tests ran*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_interrupt_in_a_compile(project):
    """Ctrl-C in a compile ends the run as pytest's own does; no item counts."""
    project.engine(interrupt=True)
    result = project.run("disciplines", "--pwd-fix", apart=True)

    assert result.ret == 2
    result.stdout.fnmatch_lines(["*KeyboardInterrupt*", "*no tests ran*"])
    assert not (project.folder / "patches").exists()


def test_stop_at_the_first(project):
    """``-x`` stops at the first red item, and the summary counts what was run."""
    project.engine(("dusk-moth", "quillow"))
    result = project.run("disciplines", "-x")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["orchard: 1 concept gap *"])


def test_last_failed(project):
    """``--lf`` runs what was red, and scores only that and what it rests on."""
    project.engine(("hallot",))
    project.run("disciplines")
    result = project.run("disciplines", "--lf")

    result.assert_outcomes(failed=1)
    assert project.log[-1] == "score 3"


# ----------------------------------------------------------------------------- progress


def test_a_line_per_stage(project):
    """Where there is no terminal, each stage is one line, and pytest's own output goes on below."""
    result = project.run("disciplines", "-s")

    lines = result.outlines
    start = lines.index("compiling orchard: first compile")
    assert re.fullmatch(r"compiled in \d+ s", lines[start + 1])
    assert lines[start + 2] == "scoring orchard"
    assert "disciplines/orchard/test_insects.yaml ......" in lines


def test_stored_artifacts_are_silent(project):
    """A session that finds its artifact says nothing of compiling."""
    project.engine(stored=True)
    result = project.run("disciplines")

    result.stdout.no_fnmatch_line("compil*")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_bar_that_vanishes(project):
    """In a terminal, slow work shows a bar with what is left, which is gone when the items run."""
    project.engine(pause=0.4)
    text = in_terminal(
        [sys.executable, "-m", "pytest", *plugin_args(), "disciplines", "-p", "no:cacheprovider"]
    )

    drawn = re.findall(r"\rcompiling orchard \(loss 0\.\d+\)  \[#+ *\] +\d+%  \d+ s left", text)
    assert drawn
    lines = [line.rpartition("\r")[2] for line in text.replace("\r\n", "\n").split("\n")]
    assert not [line for line in lines if "loss" in line]
    assert "compiled in 1 s" in lines


def in_terminal(command):
    """Run a command in a pseudo-terminal and return what it wrote."""
    read = []
    pid, descriptor = pty.fork()
    if pid == 0:
        os.execve(command[0], command, os.environ | {"TERM": "xterm", "COLUMNS": "120"})
    while True:
        try:
            if not (data := os.read(descriptor, 4096)):
                break
        except OSError:  # Linux's way to say that the other end is closed
            break
        read.append(data)
    os.waitpid(pid, 0)
    return b"".join(read).decode()


# ----------------------------------------------------------------------------- other reports


def test_junit(project):
    """JUnit gets kind, margin, finding, place and artifact, and the finding in words."""
    project.engine({"quillow.bark": "<script>\x1b"})
    project.run("disciplines", "--junitxml", "junit.xml", "-k", "quillow or hallot")

    cases = {case.get("name"): case for case in ET.parse(project.root / "junit.xml").iter("testcase")}
    told = {p.get("name"): p.get("value") for p in cases["quillow"].iter("property")}
    assert told == {
        "pwd_discipline": "orchard",
        "pwd_kind": "concept",
        "pwd_margin": "-1.5",
        "pwd_artifact": "abababababab",
        "pwd_finding": "concept gap",
        "pwd_at": "quillow",
    }
    failure = cases["quillow"].find("failure")
    assert failure.get("message").startswith("concept gap: quillow: expected silver, preferred <script>")
    assert "pwd_finding" not in {p.get("name") for p in cases["hallot"].iter("property")}


def test_quiet(project):
    """``-q`` leaves the header out and keeps what is red."""
    project.engine(("hallot",))
    result = project.run("disciplines", "-q")

    result.stdout.no_fnmatch_line("pwd: *")
    result.stdout.fnmatch_lines(["*concept gap: hallot*"])
