"""``--pwd-guard``: what a compile has made the model forget is a red item of its own."""

from __future__ import annotations

import json

import pytest

from pytest_pwd.cli import main

GUARDING = """

import pytest_pwd.guard


def by_base(discipline, probes, edges):
    from dataclasses import replace

    note(f"base {len(probes)}")
    found = score_probes(discipline, None, probes, edges)
    guessed = json.loads((HERE / "engine.json").read_text()).get("guessed", 0)
    return found | {id: replace(found[id], passed=False, margin=-1.0) for id in list(found)[:guessed]}


def by_artifact(discipline, artifact, probes, edges):
    found = score_probes(discipline, artifact, probes, edges)
    forgotten = json.loads((HERE / "engine.json").read_text()).get("forgotten", 0)
    from dataclasses import replace

    for id in list(found)[:forgotten]:
        found[id] = replace(found[id], passed=False, margin=-1.0)
    return found


def pytest_sessionstart(session):
    patched = session.config.pwd_patched
    patched.setattr(pytest_pwd.guard, "score_base", by_base)
    patched.setattr(pytest_pwd.guard, "score_probes", by_artifact)
"""


@pytest.fixture
def guarding(project):
    """A project whose engine forgets as much of each suite as it is told to."""
    project.add_to_conftest(GUARDING)
    return project


def test_without_the_option_there_is_no_guard(guarding):
    """Nothing but the discipline's items is collected and scored."""
    result = guarding.run("disciplines", "--collect-only", "-q")

    result.stdout.no_fnmatch_line("*guard*")


def test_a_guard_that_holds_is_green(guarding):
    """It is an item of the manifest, beside the others."""
    guarding.engine()

    result = guarding.run("disciplines", "--pwd-guard", "-v")

    assert result.ret == 0
    result.stdout.fnmatch_lines(["disciplines/orchard/discipline.yaml::guard PASSED*"])
    assert guarding.log.count("base 100") == 3


def test_a_guard_that_is_not_in_the_run_is_said(guarding):
    """Whoever names a file in the folder gets no guard, and isn't left to believe otherwise."""
    result = guarding.run("disciplines/orchard/test_trees.yaml", "--pwd-guard")

    result.stdout.fnmatch_lines(["*not guarded: --pwd-guard takes the folder, disciplines/orchard"])


def test_a_concept_is_guarded_too(guarding):
    """Choosing what is tested doesn't leave out the guard that was asked for."""
    result = guarding.run("disciplines", "--pwd-guard", "--pwd-concept=hallot", "--collect-only", "-q")

    result.stdout.fnmatch_lines(["disciplines/orchard/discipline.yaml::guard", "*::hallot"])


def test_a_fall_is_a_red_item_that_names_what_was_lost(guarding):
    """The suites, how much of each, how sure that is, and the items."""
    guarding.engine(forgotten=30)

    result = guarding.run("disciplines", "--pwd-guard", "--junitxml=report.xml")

    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "before: the uncompiled base",
            "  reading  100 → 70 of 100 items green, 30 lost, 0 won (exact McNemar p = 1.9e-09): FELL",
            "    lost reading-*: +0.70 → −1.0",
            "FAILED disciplines/orchard/discipline.yaml::guard - forgotten: copying 100 →*",
        ]
    )
    report = (guarding.root / "report.xml").read_text(encoding="utf-8")
    assert 'name="pwd_guard_logic" value="100 to 70 of 100"' in report


def test_a_guard_that_can_tell_nothing_is_skipped_and_says_why(guarding):
    """Where the base only guesses, green would claim what was never seen."""
    guarding.engine(guessed=75)

    result = guarding.run("disciplines", "--pwd-guard", "-rs")

    assert result.ret == 0
    result.stdout.fnmatch_lines(["SKIPPED *: nothing to lose: no better than guessing before, on copying, *"])


def test_more_is_forgiven_when_that_is_asked_for(guarding):
    """The tolerance is a share of each suite."""
    guarding.engine(forgotten=30)

    assert guarding.run("disciplines", "--pwd-guard", "--pwd-guard-tolerance=40").ret == 0


def test_an_artifact_that_there_is_not_ends_the_run(guarding):
    """It can't be compared with, and nothing is called green because of that."""
    result = guarding.run("disciplines", "--pwd-guard=feedbeef")

    assert result.ret == 2
    result.stdout.fnmatch_lines(['*"feedbeef" is no stored artifact*'])


ASKED = ["Good morning to you too, said the", "Whoever greets whom, it is the", "Greeted by whom? The"]


@pytest.fixture
def ours(guarding):
    """A project with a suite of its own, and the line of a manifest that names it."""
    probe = {"id": "greeting", "of": "greeting", "asks": "written", "wordings": ASKED, "choices": ["x", "y"]}
    suite = {"discipline": "ours", "topic": "ours", "probes": [{**probe, "answer": "x"}]}
    path = guarding.folder / "ours" / "test_ours.yaml"
    path.parent.mkdir()
    path.write_text(json.dumps(suite), encoding="utf-8")
    return guarding


def named(project, suite):
    """Let the manifest name a suite."""
    manifest = project.folder / "discipline.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + f"guard: [{suite}]\n", encoding="utf-8")


def test_the_manifest_names_a_suite_of_ones_own(ours):
    """Whatever its probes are of."""
    named(ours, "ours")

    assert ours.run("disciplines", "--pwd-guard").ret == 0
    assert [line for line in ours.log if line.startswith("base ")] == ["base 1"]


def test_the_manifest_names_another_discipline(guarding):
    """All of its probes are asked."""
    named(guarding, "../orchard")
    files = [path.read_text(encoding="utf-8") for path in guarding.folder.glob("test_*.yaml")]

    assert guarding.run("disciplines", "--pwd-guard").ret == 0
    probes = sum(text.count("  - id: ") for text in files)
    assert [line for line in guarding.log if line.startswith("base ")] == [f"base {probes}"]


def test_a_suite_that_was_trained_on_is_refused_before_the_compile(ours):
    """A guard whose questions are in the data would hold whatever was forgotten."""
    named(ours, "ours")
    written = {"id": "w", "teaches": ["quillow"], "prompt": ASKED[0], "completion": "x"}
    (ours.folder / "samples" / "ours.jsonl").write_text(json.dumps(written) + "\n", encoding="utf-8")

    result = ours.run("disciplines", "--pwd-guard")

    assert result.ret == 2
    result.stdout.fnmatch_lines(['*holds a wording of probe "greeting"*'])
    assert not any(line.startswith("compile") for line in ours.log)


def test_paths_are_not_taken_for_an_artifact(guarding):
    """``--pwd-guard disciplines`` would guard against nothing; it is refused with what to write instead."""
    result = guarding.run("--pwd-guard", "disciplines")

    assert result.ret == 4
    result.stderr.fnmatch_lines(["*name files before --pwd-guard*"])


def test_a_suite_that_is_not_there_is_told(guarding):
    """Where, what, and no traceback."""
    manifest = guarding.folder / "discipline.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "guard: [../physics]\n", encoding="utf-8")

    result = guarding.run("disciplines", "--pwd-guard")

    assert result.ret == 2
    result.stdout.fnmatch_lines(["*guard names ../physics*"])


def test_the_command_tells_the_same(guarding, monkeypatch, capsys):
    """``pytest-pwd guard``, for those who don't run pytest; JSON for programs."""
    from pytest_pwd import guard, loop
    from pytest_pwd.compiler.artifact import Artifact
    from pytest_pwd.terms import Verdict

    def all_green(discipline, artifact, probes, edges):
        return {p.id: Verdict(p.id, True, 1.0, (1.0,), p.answer) for p in probes}

    def half_green(discipline, artifact, probes, edges):
        return {
            p.id: Verdict(p.id, n % 2 == 0, 1.0 - 2 * (n % 2), (1.0,), p.answer) for n, p in enumerate(probes)
        }

    monkeypatch.chdir(guarding.root)
    artifact = Artifact("ab" * 32, guarding.root, {}, "cd" * 32)
    monkeypatch.setattr(loop, "compile_discipline", lambda discipline, edges: artifact)
    monkeypatch.setattr(guard, "score_base", lambda d, probes, edges: all_green(d, None, probes, edges))
    monkeypatch.setattr(guard, "score_probes", half_green)

    assert main(["guard", "disciplines/orchard"]) == 1
    assert "  logic    100 → 50 of 100 items green, 50 lost" in capsys.readouterr().out
    assert main(["guard", "disciplines/orchard", "--json", "--tolerance", "60"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [suite["suite"] for suite in told["suites"]] == ["copying", "logic", "reading"]
