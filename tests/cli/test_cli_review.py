"""``pytest-pwd review`` from where a person stands."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

HEAD = {"closes": ["quillow"], "evidence": ["quillow.bark: margin -1.20, preferred russet"], "artifact": "ab"}
SAMPLE = {
    "teaches": ["quillow"], "form": "fact", "subject": "quillow", "attribute": "bark", "value": "silver"
}  # fmt: skip

LEAK = {"id": "w", "teaches": ["quillow"], "prompt": "What is the bark of quillow?", "completion": "silver"}


@pytest.fixture
def patched(project, run):
    """A project with two patches that wait."""
    run("generate", "tests", "disciplines/orchard")
    run("generate", "samples", "disciplines/orchard")
    (project / "patches").mkdir()
    for id in ("trees-one", "trees-two"):
        lines = [
            {"patch": id, **HEAD, "synthesizer": "knowledge"},
            {"id": f"quillow.bark@{id}", **SAMPLE},
        ]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (project / "patches" / f"{id}.jsonl").write_text(text, encoding="utf-8")
    return project


@pytest.fixture
def answering(monkeypatch):
    """Return a function that puts a person with these answers before the terminal."""

    class Person(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(type(sys.stdout), "isatty", lambda stream: True)
    monkeypatch.setenv("NO_COLOR", "1")
    return lambda *answers: monkeypatch.setattr(sys, "stdin", Person("".join(f"{a}\n" for a in answers)))


def heads(project: Path) -> dict[str, bool]:
    """Return the patches that are there, and which are reviewed."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8").partition("\n")[0]).get("reviewed", False)
        for path in sorted((project / "patches").glob("*.jsonl"))
    }


def test_where_nobody_is_asked_what_waits_is_listed(patched, run):
    """A CI job sees which patches wait, and fails while any does."""
    code, lines, _ = run("review")

    assert code == 1
    assert lines == [
        "disciplines/orchard/patches/trees-one.jsonl: 1 sample for 1 item",
        "disciplines/orchard/patches/trees-two.jsonl: 1 sample for 1 item",
        "0 accepted, 0 rejected, 2 waiting",
    ]


def test_all_are_accepted_unasked_and_stay_accepted(patched, run):
    """What a person accepted doesn't come up again, and its samples are what they were."""
    before = (patched / "patches" / "trees-one.jsonl").read_text(encoding="utf-8").partition("\n")[2]

    assert run("review", "--accept", "all")[:2] == (0, ["2 accepted, 0 rejected, 0 waiting"])
    assert heads(patched) == {"trees-one": True, "trees-two": True}
    assert json.loads((patched / "patches" / "trees-one.jsonl").read_text().partition("\n")[2]) == json.loads(
        before
    )
    assert run("review")[:2] == (0, ["no patch waits for review"])


def test_one_named_patch_is_rejected_and_nothing_is_lost(patched, run):
    """A rejected patch is out of the way of every run, and still there to be looked at."""
    code, lines, _ = run("review", "--reject", "trees-one", "--accept", "all")

    assert (code, lines) == (0, ["1 accepted, 1 rejected, 0 waiting"])
    assert heads(patched) == {"trees-two": True}
    assert Path(".pwd/rejected/orchard/trees-one.jsonl").is_file()


def test_a_patch_rejected_twice_is_kept_twice(patched, run):
    """The same findings give a patch of the same name again, and somebody may have edited it."""
    path = patched / "patches" / "trees-one.jsonl"
    text = path.read_text(encoding="utf-8")
    run("review", "--reject", "trees-one")
    path.write_text(text.replace("silver", "silvery"), encoding="utf-8")

    run("review", "--reject", "trees-one")

    kept = sorted(Path(".pwd/rejected/orchard").iterdir())
    assert [file.name for file in kept] == ["trees-one-2.jsonl", "trees-one.jsonl"]
    assert "silvery" in kept[0].read_text(encoding="utf-8")


def test_accepting_changes_one_field_and_nothing_else(patched, run):
    """What a person wrote into the file, on its first line or below, stays."""
    path = patched / "patches" / "trees-one.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"patch"', '"note": "ask Ada", "patch"'))
    before = path.read_text(encoding="utf-8")

    run("review", "--accept", "trees-one")

    head, _, body = path.read_text(encoding="utf-8").partition("\n")
    assert json.loads(head) == json.loads(before.partition("\n")[0]) | {"reviewed": True}
    assert body == before.partition("\n")[2]


def test_an_unknown_id_gets_a_guess(patched, run):
    """A typing mistake changes nothing."""
    code, _, said = run("review", "--accept", "trees-on")

    assert code == 4
    assert 'no patch "trees-on" waits for review. Did you mean "trees-one"?' in said


def test_a_person_sees_what_the_model_will_read_and_decides_on_each(patched, run, answering):
    """Accept, then reject; what stands in the file and an example of its wordings are shown before."""
    answering("a", "r")

    code, lines, _ = run("review")

    assert code == 0
    assert heads(patched) == {"trees-one": True}
    text = "\n".join(lines)
    assert "  seen    quillow.bark: margin -1.20, preferred russet" in text
    assert "+   subject: quillow · attribute: bark · value: silver" in text
    assert "    read as  " in text


def test_skipping_and_quitting_leave_patches_as_they_are(patched, run, answering):
    """What isn't decided waits on."""
    answering("", "abort", "skip", "q")

    code, lines, _ = run("review")

    assert (code, lines[-1]) == (
        1,
        "accept, reject, edit, skip or quit? [a/r/e/s/q] 0 accepted, 0 rejected, 2 waiting",
    )
    assert heads(patched) == {"trees-one": False, "trees-two": False}


def test_an_edit_that_leaks_a_probe_is_told_and_not_accepted(patched, run, answering, monkeypatch, tmp_path):
    """The editor's text stays in the file; accepting it is refused until it can be used."""
    editor = tmp_path / "editor.py"
    editor.write_text(f"import sys\nopen(sys.argv[1], 'a').write({json.dumps(LEAK)!r} + '\\n')\n")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    answering("e", "a", "q")

    code, _, said = run("review")

    assert code == 1
    assert said.count("trees-one.jsonl:3") == 2
    assert heads(patched) == {"trees-one": False, "trees-two": False}
    assert LEAK["prompt"] in (patched / "patches" / "trees-one.jsonl").read_text(encoding="utf-8")


def leak(project: Path) -> None:
    """Let the first patch hold a probe's wording."""
    path = project / "patches" / "trees-one.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(LEAK) + "\n")


def test_a_leaking_patch_that_is_rejected_holds_up_no_other(patched, run):
    """What has been moved away is no longer judged by."""
    leak(patched)

    code, lines, said = run("review", "--reject", "trees-one", "--accept", "all")

    assert (code, said) == (0, "")
    assert lines[-1] == "1 accepted, 1 rejected, 0 waiting"
    assert heads(patched) == {"trees-two": True}


def test_a_leak_that_the_editor_took_out_is_gone(patched, run, answering, monkeypatch, tmp_path):
    """A patch is judged by what its file holds when it is accepted."""
    leak(patched)
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys\nlines = open(sys.argv[1]).readlines()\nopen(sys.argv[1], 'w').writelines(lines[:-1])\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    answering("e", "a", "q")

    _, _, said = run("review")

    assert "w" not in said.split()
    assert heads(patched)["trees-one"]


def test_an_edit_that_uses_an_id_twice_is_not_accepted(patched, run, answering, monkeypatch, tmp_path):
    """Accepted as it is, the next run would refuse the whole discipline."""
    editor = tmp_path / "editor.py"
    again = "lines = open(path).readlines(); open(path, 'a').write(lines[1])"
    editor.write_text(f"import sys\npath = sys.argv[1]\n{again}\n")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    answering("e", "a", "q")

    code, _, said = run("review")

    assert (code, heads(patched)["trees-one"]) == (1, False)
    assert "is there already" in said


@pytest.mark.parametrize("editor", ["no-such-editor", "'never closed"])
def test_an_editor_that_is_not_there_is_told(patched, run, answering, monkeypatch, editor):
    """A person who has set no editor is told where to set it."""
    monkeypatch.setenv("VISUAL", editor)
    answering("e", "q")

    assert "set EDITOR" in run("review")[2]
