"""Which artifact a discipline's data make: compiled clean, continued from the latest, or found stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from pytest_pwd.builder.expand import epochs, frames_digest
from pytest_pwd.builder.replay import replay_digest, with_replay
from pytest_pwd.builder.sample_file import to_json
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.compiler.base import Base, find_base
from pytest_pwd.compiler.compile import TrainingSet, compile_artifact, key_inputs
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.compiler.recipe import incremental as continued
from pytest_pwd.compiler.store import Store
from pytest_pwd.digest import digest
from pytest_pwd.discipline import Discipline
from pytest_pwd.edges import SILENT, Edges
from pytest_pwd.errors import WrongUsage
from pytest_pwd.terms import Sample


def compile_discipline(discipline: Discipline, edges: Edges = SILENT, incremental: bool = False) -> Artifact:
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
    artifact = compile_artifact(
        store,
        discipline.name,
        set_of(discipline.samples),
        recipe,
        base,
        edges.say,
        _progress(discipline, edges),
        parent,
        training_again=lambda: set_of(replace(discipline).samples),
    )
    store.remember(discipline.name, artifact)
    return artifact


def compile_samples(discipline: Discipline, samples: Sequence[Sample], edges: Edges = SILENT) -> Artifact:
    """Return the artifact of other samples than a discipline's own; no run continues from it."""
    return compile_artifact(
        Store(discipline.cache, say=edges.say),
        discipline.name,
        _training_set(samples, discipline.recipe, ()),
        discipline.recipe,
        find_base(discipline.recipe, discipline.root),
        edges.say,
        _progress(discipline, edges),
    )


def _progress(discipline: Discipline, edges: Edges) -> Callable[[int, int, float], None]:
    def show(step: int, steps: int, loss: float) -> None:
        edges.progress(f"compiling {discipline.name} (loss {loss:.2f})", step, steps)

    return show


def stored_artifact(discipline: Discipline, edges: Edges = SILENT) -> Artifact | None:
    """Return the artifact of what the files hold now, if it was ever compiled: the clean one, if there is.

    Nothing is fetched: from a base that isn't on this machine, nothing was compiled here.
    """
    store = Store(discipline.cache, say=edges.say)
    base = find_base(discipline.recipe, discipline.root, fetch=False)
    clean = store.find(
        key_inputs(_training_set(discipline.samples, discipline.recipe, ()), discipline.recipe, base)
    )
    latest = None if clean else store.latest(discipline.name)
    if latest and not _stands(discipline, latest, base):
        latest = None
    return clean or latest


def former_artifact(discipline: Discipline, begin: str) -> Artifact:
    """Return the one stored artifact of a discipline whose key begins so.

    Errors: WrongUsage when there is none, or several, or it is of another base or other data altogether.
    """
    having = Store(discipline.cache).starting(begin)
    if len(having) != 1:
        what = "fits several artifacts" if having else "is no stored artifact"
        raise WrongUsage(f'"{begin}" {what}; give as much of a key as pytest has shown')
    (found,) = having
    base = find_base(discipline.recipe, discipline.root)
    if (found.inputs["base"], found.inputs["tokenizer"]) != (base.weights, base.tokenizer):
        raise WrongUsage(f'artifact "{begin}" was compiled from another base than {discipline.recipe.base}')
    if not set(found.inputs["samples"]) & set(_digests(discipline.samples)):
        raise WrongUsage(
            f'artifact "{begin}" has no sample of {discipline.name}; it is another discipline\'s'
        )
    return found


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
