"""Which artifact a run uses: compiled clean, continued from the latest one, or that one itself."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import orchard
import pytest

from pytest_pwd import loop
from pytest_pwd.artifacts import former_artifact
from pytest_pwd.builder.sample_file import dump_samples
from pytest_pwd.compiler import compile as compiling
from pytest_pwd.compiler.base import EMBEDDED_FOLDER
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import ScoringError, WrongUsage
from pytest_pwd.scorer.verdicts import VerdictCache
from pytest_pwd.terms import Sample


class Project:
    """A discipline on disk whose compiles only note what they were asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = orchard.write_discipline(root)
        self.samples = list(Discipline(self.folder, root, root / ".pwd").samples)
        for path in (self.folder / "samples").iterdir():
            path.unlink()
        self.trained: list[int] = []

    def train(self, base, recipe, lines, out, progress, parent, say) -> None:
        """Stand in for training: note how many wordings there were, and write something as weights."""
        shown = sum(len(json.loads(line)) for line in lines.read_text(encoding="utf-8").splitlines())
        self.trained.append(shown)
        (out / "model.safetensors").write_text(f"{shown} {parent}", encoding="utf-8")

    def write(self, samples: list[Sample]) -> None:
        """Write these samples, and no others."""
        (self.folder / "samples" / "all.jsonl").write_text(dump_samples(samples), encoding="utf-8")

    def compile(self, incremental: bool = False):
        """Compile what is on disk now."""
        discipline = Discipline(self.folder, self.root, self.root / ".pwd", "")
        return loop.compile_discipline(discipline, incremental=incremental)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose parent, without the last sample, is compiled."""
    made = Project(tmp_path)
    monkeypatch.setattr(compiling, "train_apart", made.train)
    made.write(made.samples[:-1])
    made.compile()
    return made


def test_added_samples_are_learned_on_top_of_the_latest_artifact(project):
    """With samples added only, an incremental compile has a parent and sees less than a clean one."""
    parent = project.compile()
    project.write(project.samples)

    child, clean = project.compile(incremental=True), project.compile()

    assert child.inputs["parent"] == parent.weights
    assert not clean.inputs["parent"]
    assert project.trained[1] < project.trained[2]


def test_with_nothing_added_the_latest_artifact_stands(project):
    """A second incremental run uses what the first one made; it starts nothing over."""
    project.write(project.samples)
    child = project.compile(incremental=True)

    again = project.compile(incremental=True)

    assert again == child
    assert len(project.trained) == 2


def test_a_removed_sample_is_compiled_without_from_the_start(project):
    """What was learned can't be unlearned by going on."""
    project.write(project.samples[1:])

    assert not project.compile(incremental=True).inputs["parent"]


def test_another_recipe_starts_from_the_base(project):
    """A parent of another seed isn't gone on from, nor taken for what the new one would give."""
    manifest = project.folder / "discipline.yaml"
    text = manifest.read_text(encoding="utf-8").replace("recipe:\n", "recipe:\n  seed: 5\n")
    manifest.write_text(text, encoding="utf-8")
    project.write(project.samples)

    made = project.compile(incremental=True)

    assert not made.inputs["parent"]
    assert made.inputs["recipe"]["seed"] == 5


def test_a_former_artifact_is_found_by_the_beginning_of_its_key(project):
    """What the files made once can be compared with what they make now."""
    former = project.compile()
    project.write(project.samples)
    project.compile()
    discipline = Discipline(project.folder, project.root, project.root / ".pwd")

    assert former_artifact(discipline, former.key[:8]) == former


@pytest.mark.parametrize(("begin", "said"), [("feed", "is no stored artifact"), ("", "fits several")])
def test_a_key_that_names_no_artifact_or_several_is_refused(project, begin, said):
    """Nothing is compared with a guess."""
    project.write(project.samples)
    project.compile()

    with pytest.raises(WrongUsage, match=said):
        former_artifact(Discipline(project.folder, project.root, project.root / ".pwd"), begin)


def test_an_artifact_of_other_data_is_no_former_one(project):
    """Another discipline's artifact in the same cache says nothing about this one."""
    former = project.compile()
    project.write([replace(project.samples[0], id="new")])

    with pytest.raises(WrongUsage, match="another discipline's"):
        former_artifact(Discipline(project.folder, project.root, project.root / ".pwd"), former.key)


def test_an_artifact_of_another_base_is_refused(project, tmp_path):
    """Its weights would be read with the wrong tokenizer, or put upon the wrong base."""
    former = project.compile()
    base = tmp_path / "base"
    shutil.copytree(EMBEDDED_FOLDER, base)
    (base / "model.safetensors").write_bytes(b"other weights")

    with pytest.raises(WrongUsage, match="another base"):
        former_artifact(Discipline(project.folder, project.root, project.root / ".pwd", "base"), former.key)


@pytest.mark.parametrize("error", [RuntimeError("out of memory\nmore"), ValueError("a margin is nan")])
def test_what_breaks_while_scoring_is_no_verdict(project, monkeypatch, error):
    """A red item says something of the model; an engine that broke says nothing."""

    def broken(discipline, artifact):
        raise error

    monkeypatch.setattr(loop, "load_artifact", broken)
    discipline = Discipline(project.folder, project.root, project.root / ".pwd")

    with pytest.raises(ScoringError, match=f"^orchard: scoring stopped: {str(error).splitlines()[0]}$"):
        loop.score_probes(discipline, project.compile(), discipline.probes)


def test_a_base_is_scored_anew_in_another_precision(project, monkeypatch):
    """Its weights are the same by any; what it answers may not be."""
    scorers = []
    monkeypatch.setattr(VerdictCache, "load", lambda cache, weights, scorer: scorers.append(scorer) or {})
    for dtype in ("float32", "bfloat16", "float32"):
        discipline = Discipline(project.folder, project.root, project.root / ".pwd")
        discipline.__dict__["recipe"] = replace(discipline.recipe, dtype=dtype)
        loop.score_base(discipline, [])

    one, other, again = scorers
    assert one == again != other
