"""The whole loop: load, compile, score, diagnose, and write patches for what failed.

Everything here works from a plain script; the pytest plugin and the command line call these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pytest_pwd.builder.expand import epochs, frames_digest
from pytest_pwd.builder.patch_file import dump_patch
from pytest_pwd.builder.replay import replay_digest, with_replay
from pytest_pwd.builder.sample_file import to_json
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.compiler.base import Base, find_base
from pytest_pwd.compiler.compile import TrainingSet, compile_artifact, key_inputs
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.compiler.recipe import incremental as continued
from pytest_pwd.compiler.store import Store
from pytest_pwd.debugger.diagnose import by_item, diagnose_all
from pytest_pwd.debugger.patch import patches_for
from pytest_pwd.digest import digest
from pytest_pwd.discipline import Discipline
from pytest_pwd.files import Files, inside
from pytest_pwd.knowledge.graph import closure
from pytest_pwd.scorer.verdicts import VerdictCache, probe_digest
from pytest_pwd.terms import Finding, Patch, Probe, Sample, Verdict

CACHE = ".pwd"


def _silent(line: str) -> None:
    """Say nothing."""


def _still(stage: str, done: int, of: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Where a run meets people: ``say`` gets lines worth reading, ``progress`` (stage, done, of)."""

    say: Callable[[str], None] = _silent
    progress: Callable[[str, int, int], None] = _still


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: the artifact, a verdict for each probe by its id, a finding for each red item."""

    discipline: Discipline
    artifact: Artifact
    verdicts: Mapping[str, Verdict]
    findings: Mapping[str, Finding]


def check(
    folder: str | Path,
    base: str = "",
    incremental: bool = False,
    edges: Edges = Edges(),
    root: Path | None = None,
) -> Outcome:
    """Compile a discipline on today's data, score every probe, and diagnose what is red.

    ``root`` (the current folder by default) holds the cache and is what places are shown relative to.

    Errors: PwdError, its text ready to be printed.
    """
    root = (root or Path.cwd()).resolve()
    discipline = Discipline((root / folder).resolve(), root, root / CACHE, base)
    artifact = compile_discipline(discipline, edges, incremental)
    verdicts = score_probes(discipline, artifact, discipline.probes, edges)
    probes_of = by_item(discipline.probes)
    return Outcome(
        discipline, artifact, verdicts, diagnose_all(discipline.knowledge, probes_of, probes_of, verdicts)
    )


# ----------------------------------------------------------------------------- compile


def compile_discipline(discipline: Discipline, edges: Edges = Edges(), incremental: bool = False) -> Artifact:
    """Return the artifact of a discipline's samples, patches and recipe, trained only if it isn't stored.

    ``incremental`` continues from the latest artifact where samples were only added since.
    """
    store = Store(discipline.cache, say=edges.say)
    base = find_base(discipline.recipe, discipline.root)
    parent = store.latest(discipline.name) if incremental else None
    if parent and not _continues(discipline, parent, base):
        parent = None
    if parent and _stands(discipline, parent, base):
        return parent
    recipe = continued(discipline.recipe) if parent else discipline.recipe
    set_of = partial(_training_set, recipe=recipe, known=parent.inputs["samples"] if parent else ())
    return compile_artifact(
        store,
        discipline.name,
        set_of(discipline.samples),
        recipe,
        base,
        edges.say,
        lambda step, steps, loss: edges.progress(
            f"compiling {discipline.name} (loss {loss:.2f})", step, steps
        ),
        parent,
        training_again=lambda: set_of(replace(discipline).samples),
    )


def stored_artifact(discipline: Discipline, edges: Edges = Edges()) -> Artifact | None:
    """Return the artifact of what the files hold now, if it was ever compiled: the clean one, if there is."""
    store = Store(discipline.cache, say=edges.say)
    base = find_base(discipline.recipe, discipline.root)
    clean = store.find(
        key_inputs(_training_set(discipline.samples, discipline.recipe, ()), discipline.recipe, base)
    )
    latest = None if clean else store.latest(discipline.name)
    if latest and not _stands(discipline, latest, base):
        latest = None
    return clean or latest


def _stands(discipline: Discipline, latest: Artifact, base: Base) -> bool:
    """Say if an artifact was compiled, clean or in several goes, from just the samples that there are."""
    same = latest.inputs["samples"] == list(_digests(discipline.samples))
    return same and _continues(discipline, latest, base)


def _continues(discipline: Discipline, latest: Artifact, base: Base) -> bool:
    """Say if nothing but new samples tells what an artifact was compiled from, from what there is now."""
    parent = latest.inputs["parent"]
    recipe = continued(discipline.recipe) if parent else discipline.recipe
    now = _training_set(discipline.samples, recipe, latest.inputs["samples"] if parent else ())
    ours = key_inputs(now, recipe, base, parent)
    added_only = not set(latest.inputs["samples"]) - set(now.samples)
    return added_only and latest.inputs == {**ours, "samples": latest.inputs["samples"]}


def _training_set(samples: Sequence[Sample], recipe: Recipe, known: Collection[str]) -> TrainingSet:
    """Return what to train on; ``known`` are the digests of the samples that the parent was compiled from."""
    digests = _digests(samples)
    new = [sample for sample, of in zip(samples, digests, strict=True) if of not in known]
    old = [sample for sample, of in zip(samples, digests, strict=True) if of in known]
    count, per_epoch, seed = recipe.epochs, recipe.wordings, recipe.seed
    if known:
        return TrainingSet(digests, replay_digest(), lambda: with_replay(new, old, count, per_epoch, seed))
    return TrainingSet(digests, frames_digest(), lambda: epochs(samples, count, per_epoch, seed))


def _digests(samples: Sequence[Sample]) -> tuple[str, ...]:
    return tuple(digest(to_json(sample)) for sample in samples)


# ----------------------------------------------------------------------------- score


def score_probes(
    discipline: Discipline,
    artifact: Artifact,
    probes: Sequence[Probe],
    edges: Edges = Edges(),
) -> dict[str, Verdict]:
    """Return a verdict for each probe, by its id; only those not scored before load the model."""
    cache = VerdictCache(discipline.cache, say=edges.say)
    scorer = scorer_digest(artifact)
    digests = {probe.id: probe_digest(probe) for probe in probes}
    known = cache.load(artifact.weights, scorer)
    missing = [probe for probe in probes if digests[probe.id] not in known]
    if missing:
        from pytest_pwd.scorer.score import score

        model, tokenizer = load_artifact(discipline, artifact)
        progress = partial(edges.progress, f"scoring {discipline.name}")
        fresh = {digests[v.probe]: v for v in score(model, tokenizer, missing, progress)}
        cache.save(artifact.weights, scorer, fresh)
        known |= fresh
    return {probe.id: replace(known[digests[probe.id]], probe=probe.id) for probe in probes}


def past_verdicts(discipline: Discipline, probes: Sequence[Probe]) -> list[tuple[str, dict[str, Verdict]]]:
    """Return the verdicts on some probes, by their ids, on all weights ever scored on one; oldest first."""
    digests = {probe_digest(probe): probe.id for probe in probes}
    found = []
    for weights, verdicts in VerdictCache(discipline.cache).history():
        known = {
            digests[key]: replace(v, probe=digests[key]) for key, v in verdicts.items() if key in digests
        }
        if known:
            found.append((weights, known))
    return found


def scorer_digest(artifact: Artifact) -> str:
    """Return the digest of all besides weights and probe that decides a verdict."""
    return digest({"scorer": 2, "versions": artifact.inputs["versions"], "device": artifact.inputs["device"]})


def load_artifact(discipline: Discipline, artifact: Artifact) -> tuple[Any, Any]:
    """Return an artifact's model, ready to be asked, and its tokenizer."""
    from pytest_pwd.compiler.load import load_model, load_tokenizer

    base = find_base(discipline.recipe, discipline.root)
    model = load_model(base.folder, discipline.recipe, artifact.folder).eval()
    return model.to(artifact.inputs["device"]), load_tokenizer(base.folder)


def needed_probes(discipline: Discipline, items: Iterable[str]) -> list[Probe]:
    """Return the probes of the items and of all that they rest on, in the order of the files."""
    wanted = set(items)
    for item in list(wanted):
        if discipline.knowledge.entry(item):
            wanted |= set(closure(discipline.knowledge, item))
    return [probe for probe in discipline.probes if probe.of in wanted]


# ----------------------------------------------------------------------------- fix


def propose_patches(
    discipline: Discipline, artifact: Artifact, findings: Mapping[str, Finding]
) -> list[Patch]:
    """Return the patches that would close the findings, one per topic."""
    return patches_for(discipline.knowledge, findings, discipline.samples, artifact.weights)


def write_patches(discipline: Discipline, patches: Sequence[Patch]) -> list[Path]:
    """Write each patch to its file below ``patches/``, wholly or not at all; return the files."""
    files, written = Files(), []
    for patch in patches:
        path = inside(discipline.folder / "patches", f"{patch.id}.jsonl")
        files.mkdir(path.parent)
        files.write_text(path, dump_patch(patch))
        written.append(path)
    return written


def closed_by(patches: Iterable[Patch], verdict_of: Mapping[str, bool]) -> dict[str, tuple[int, int]]:
    """Return, for each patch, how many of the items that it should close are green, and of how many seen."""
    counts = {}
    for patch in patches:
        seen = [verdict_of[item] for item in patch.closes if item in verdict_of]
        if seen:
            counts[patch.id] = (sum(seen), len(seen))
    return counts
