"""``--pwd-fix=verify`` in a session: only what is proved is written."""

from __future__ import annotations

import pytest

from pytest_pwd import repair

PROVING = """

import pytest_pwd.repair
from pytest_pwd.compiler.artifact import Artifact


def compile_samples(discipline, samples, edges):
    note(f"prove {len(samples)}")
    settings = json.loads((HERE / "engine.json").read_text())
    (HERE / "engine.json").write_text(json.dumps(settings | {"failing": {}}))
    return Artifact("cd" * 32, HERE, {"parent": ""}, "ef" * 32)


def pytest_sessionstart(session):
    config = session.config
    config.pwd_patched.setattr(pytest_pwd.repair, "compile_samples", compile_samples)
    config.pwd_patched.setattr(pytest_pwd.repair, "score_probes", score_probes)
"""


SYNTHESIZER = """
from pytest_pwd.terms import Patch, Sample

def pytest_pwd_synthesizer(knowledge, findings, samples, artifact):
    slots = {"prompt": "Of what colour is the hallot's outside?", "completion": "amber"}
    return [Patch("mine", tuple(findings), (Sample("mine-1", tuple(findings), "written", slots),))]
"""

INTERRUPTED = """

def interrupt(discipline, samples, edges):
    raise KeyboardInterrupt

compile_samples = interrupt
"""


@pytest.fixture
def proving(project):
    """A project whose engine knows everything once a patch is compiled in."""
    project.add_to_conftest(PROVING)
    return project


def test_a_proved_patch_is_written(proving):
    """What was seen to close its finding is there, and the run says that it was seen."""
    proving.engine(failing=("hallot.bark",))

    result = proving.run("disciplines", "--pwd-fix=verify")

    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "wrote disciplines/orchard/patches/trees-*.jsonl (1 sample for 1 item)",
            "proved by a clean compile: 1 of 1 red item closed, nothing clearly green turned red",
        ]
    )
    assert any(line.startswith("prove ") for line in proving.log)
    assert len(list((proving.folder / "patches").glob("*.jsonl"))) == 1


def test_what_is_not_proved_is_not_written(proving, monkeypatch):
    """A finding that no round closes is given up by name, and the folder stays as it was."""
    proving.engine(failing=("hallot.bark",))
    monkeypatch.setattr(repair, "_left", lambda wanted, state: (len(wanted), 0))

    result = proving.run("disciplines", "--pwd-fix=verify", "--pwd-rounds=1")

    assert result.ret == 1
    assert not (proving.folder / "patches").exists()


def test_another_synthesizers_patch_is_proved_too(proving):
    """The hook that writes patches is asked here as well."""
    (proving.folder / "conftest.py").write_text(SYNTHESIZER, encoding="utf-8")
    proving.engine(failing=("hallot.bark",))

    result = proving.run("disciplines", "--pwd-fix=verify")

    result.stdout.fnmatch_lines(["wrote disciplines/orchard/patches/mine.jsonl (1 sample for 1 item)"])


def test_an_interrupt_tells_what_the_tests_have_found(proving):
    """Whoever stops the proving loses the proof, not the report."""
    proving.add_to_conftest(INTERRUPTED)
    proving.engine(failing=("hallot.bark",))

    result = proving.run("disciplines", "--pwd-fix=verify")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*concept gap*", "interrupted: no further patch is written*"])
    assert not (proving.folder / "patches").exists()


@pytest.mark.parametrize(
    ("also", "said"),
    [
        ("--pwd-incremental", "*proves by clean compiles; leave out --pwd-incremental"),
        ("--pwd-rounds=0", '*"0" is not a number from 1*'),
    ],
)
def test_what_proves_nothing_is_refused(proving, also, said):
    """Usage errors say what to leave out."""
    result = proving.run("disciplines", "--pwd-fix=verify", also)

    assert result.ret == 4
    result.stderr.fnmatch_lines([said])
