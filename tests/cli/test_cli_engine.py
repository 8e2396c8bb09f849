"""``mutate`` and ``diff`` with an engine that knows just what its samples say, in place of training."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from pytest_pwd import loop
from pytest_pwd.builder.sample_file import to_json
from pytest_pwd.cli import INTERRUPTED
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.digest import digest
from pytest_pwd.discipline import Discipline
from pytest_pwd.terms import Probe, Sample, Verdict


class Engine:
    """Knows an item when all samples that teach it in the files were in what it was compiled from."""

    def __init__(self) -> None:
        self.compiled: dict[str, Sequence[Sample]] = {}
        self.known_by_base: set[str] = set()
        self.left = 1_000  # compiles before somebody stops it

    def compile_discipline(self, discipline: Discipline, edges: object) -> Artifact:
        return self.compile_samples(discipline, discipline.samples, edges)

    def compile_samples(self, discipline: Discipline, samples: Sequence[Sample], edges: object) -> Artifact:
        key = digest([to_json(sample) for sample in samples])
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        self.compiled[key] = samples
        return Artifact(key, discipline.folder, {"parent": ""}, key)

    def score_probes(
        self, discipline: Discipline, artifact: Artifact, probes: Sequence[Probe], edges: object
    ) -> dict[str, Verdict]:
        there = {(sample.id, str(to_json(sample))) for sample in self.compiled[artifact.key]}
        missing = {
            id
            for sample in discipline.samples
            if (sample.id, str(to_json(sample))) not in there
            for id in sample.teaches
        }
        return {p.id: verdict(p, p.of not in missing - self.known_by_base) for p in probes}

    def score_base(
        self, discipline: Discipline, probes: Sequence[Probe], edges: object
    ) -> Mapping[str, Verdict]:
        return {p.id: verdict(p, p.of in self.known_by_base) for p in probes}


def verdict(probe: Probe, passed: bool) -> Verdict:
    """A clear verdict."""
    return Verdict(probe.id, passed, 2.0 if passed else -2.0, (2.0,), probe.answer)


@pytest.fixture
def engine(project, run, monkeypatch):
    """A project with probes and samples, and the engine in place."""
    run("generate", "tests", "disciplines/orchard")
    run("generate", "samples", "disciplines/orchard")
    engine = Engine()
    for name in ("compile_discipline", "compile_samples", "score_probes", "score_base"):
        monkeypatch.setattr(loop, name, getattr(engine, name))
    return engine


def test_tests_that_notice_everything_have_a_full_score(engine, run):
    """Every mutant turns its items red, and several share a compile."""
    code, lines, said = run("mutate", "disciplines/orchard")

    assert code == 0
    assert lines[0] == "orchard: 22 of 22 mutants noticed, score 100%"
    assert 2 < said.count("compile ") < 22


def test_a_mutant_that_nobody_notices_is_listed_with_the_reason(engine, run):
    """What the base knows without data stays green whatever is done to the data."""
    engine.known_by_base = {"quillow"}

    code, lines, _ = run("mutate", "disciplines/orchard")

    assert code == 1
    assert "  survived: withhold quillow: quillow stays green" in lines
    assert "    the base passes it without any data" in lines


def test_the_draw_follows_the_seed(engine, run):
    """The same seed tries the same mutants."""
    drawn = [
        json.loads(run("mutate", "disciplines/orchard", "--sample", "5", "--seed", seed, "--json")[1][0])
        for seed in ("1", "1", "2")
    ]

    assert [len(told["mutants"]) for told in drawn] == [5, 5, 5]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_stopped_run_goes_on_with_the_draw_that_it_had(engine, run):
    """``--resume`` needs neither sample nor seed; once the run has ended, there is nothing to go on with."""
    argv = ("mutate", "disciplines/orchard", "--sample", "5", "--seed", "2", "--json")
    whole = run(*argv)[1]

    engine.left = 2
    assert run(*argv)[0] == INTERRUPTED
    code, resumed, said = run("mutate", "disciplines/orchard", "--resume", "--json")

    assert (code, resumed) == (0, whole)
    assert "going on with 5 mutants" in said
    code, _, said = run("mutate", "disciplines/orchard", "--resume")
    assert code == 4
    assert "no run of mutate was stopped for orchard" in said


@pytest.mark.parametrize(
    "told", ["", "[]", '{"sample": "5", "seed": 2, "of": ""}', '{"sample": 5, "seed": null, "of": ""}']
)
def test_a_note_that_nobody_can_use_is_no_stopped_run(engine, run, project, told):
    """Whatever happened to the cache, the answer says what to do."""
    note = project.parents[1] / ".pwd" / "mutate" / "orchard.json"
    note.parent.mkdir(parents=True)
    note.write_text(told, encoding="utf-8")

    code, _, said = run("mutate", "disciplines/orchard", "--resume")

    assert code == 4
    assert "no run of mutate was stopped for orchard" in said


@pytest.mark.parametrize("option", ["--sample", "--seed"])
def test_a_stopped_run_is_not_gone_on_with_in_another_way(engine, run, option):
    """What was asked for isn't passed over in silence."""
    code, _, said = run("mutate", "disciplines/orchard", "--resume", option, "3")

    assert code == 4
    assert "--resume goes on with the draw that there was; leave --sample and --seed out" in said


def test_a_stopped_run_is_not_gone_on_with_on_other_data(engine, run, project):
    """Another sample, and the same seed draws other mutants: that would be another run by the same name."""
    engine.left = 2
    assert run("mutate", "disciplines/orchard", "--sample", "5")[0] == INTERRUPTED
    path = project / "samples" / "trees.jsonl"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")

    code, _, said = run("mutate", "disciplines/orchard", "--resume")

    assert code == 4
    assert "have changed since its run of mutate was stopped" in said


@pytest.mark.parametrize("count", ["0", "-1", "some"])
def test_a_draw_of_nothing_is_refused(engine, run, count):
    """Neither a traceback nor all mutants there are."""
    code, _, said = run("mutate", "disciplines/orchard", f"--sample={count}")

    assert code == 4
    assert f'"{count}" is not a number from 1' in said


def test_a_cache_that_cannot_be_written_costs_the_resuming_only(engine, run, project):
    """Mutants are tried all the same, and it is said what is lost."""
    (project.parents[1] / ".pwd" / "mutate").write_text("in the way", encoding="utf-8")

    code, lines, said = run("mutate", "disciplines/orchard")

    assert (code, lines[0]) == (0, "orchard: 22 of 22 mutants noticed, score 100%")
    assert "this run can't be resumed" in said


def test_a_run_that_there_is_not_is_told_with_those_that_there_are(engine, run):
    """``diff`` names what can be compared."""
    code, _, said = run("diff", "base", "feed", "disciplines/orchard")

    assert code == 4
    assert '"feed" is no artifact with verdicts; the newest are: none; also: now, base' in said


def test_what_is_compiled_and_not_yet_scored_is_scored(engine, run, monkeypatch):
    """``now`` is today's artifact, whoever compiled it and whether or not it was asked anything."""
    monkeypatch.setattr(loop, "stored_artifact", engine.compile_discipline)

    code, lines, _ = run("diff", "base", "now", "disciplines/orchard", "--json")

    assert code == 0
    assert json.loads("\n".join(lines))["turned_green"]
