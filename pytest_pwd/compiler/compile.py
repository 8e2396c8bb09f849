"""Compile: training set and recipe to an artifact, found in the store or trained."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.compiler.base import Base
from pytest_pwd.compiler.explain import explain
from pytest_pwd.compiler.launch import Progress, train_apart
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.compiler.store import Store
from pytest_pwd.terms import Wording

FORMAT = 1
# A patch release of any of these may round differently.
NUMERICS = ("torch", "transformers", "peft", "accelerate", "tokenizers")


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What a model is trained on: the digests of its samples in order, that of the frames, and the wordings.

    ``epochs`` gives each epoch's wordings in training order; it is called only when training happens.
    """

    samples: tuple[str, ...]
    frames: str
    epochs: Callable[[], Iterable[Sequence[Wording]]]


def key_inputs(training: TrainingSet, recipe: Recipe, base: Base, parent: str = "") -> dict[str, Any]:
    """Return all that decides the weights, which is all that the artifact's key is made from."""
    settings = asdict(recipe)
    settings["device"] = device = resolved_device(recipe.device)
    apart = {name: settings.pop(name) for name in ("dtype", "threads", "processes")}
    if device != "cpu":
        apart |= {"threads": 0}
    return {
        "format": FORMAT,
        "samples": list(training.samples),
        "frames": training.frames,
        "recipe": {name: value for name, value in settings.items() if name != "device"},
        "base": base.weights,
        "tokenizer": base.tokenizer,
        "versions": {name: _version(name) for name in NUMERICS},
        "device": device,
        "parent": parent,
        **apart,
    }


@cache  # what is installed doesn't change while this runs, and looking it up for 16 disciplines takes 0.2 s
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def resolved_device(asked: str) -> str:
    """Return the kind of device that "auto" means here, without importing torch; the worker makes sure."""
    if asked != "auto":
        return asked
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1") or _version("torch").endswith("+cpu")
    there = any(Path("/dev").glob("nvidia[0-9]*")) or Path("/dev/dxg").exists()  # the latter in WSL
    return "cuda" if there and not hidden else "cpu"


def compile_artifact(
    store: Store,
    name: str,
    training: TrainingSet,
    recipe: Recipe,
    base: Base,
    say: Callable[[str], None],
    progress: Progress,
    parent: Artifact | None = None,
    training_again: Callable[[], TrainingSet] | None = None,
) -> Artifact:
    """Return the artifact of a training set and a recipe, trained only if it isn't stored.

    ``training_again`` reads the samples anew after training, so that nothing is stored under the key
    of samples that were edited meanwhile.

    Errors: CompileError.
    """
    parent_weights = parent.weights if parent else ""
    inputs = key_inputs(training, recipe, base, parent_weights)

    def make(folder: Path) -> None:
        latest = store.latest(name)
        say(f"compiling {name}: {explain(latest.inputs if latest else None, inputs)}")
        settled = replace(recipe, device=str(inputs["device"]))
        with tempfile.TemporaryDirectory(prefix="pytest-pwd-") as scratch:
            lines = Path(scratch) / "training.jsonl"
            _write_epochs(lines, training)
            start = parent.folder if parent else None
            train_apart(base.folder, settled, lines, folder, progress, start, say)

    def again() -> Mapping[str, Any]:
        return key_inputs(training_again(), recipe, base, parent_weights) if training_again else inputs

    return store.find(inputs) or store.build(inputs, make, again)


def _write_epochs(path: Path, training: TrainingSet) -> None:
    with path.open("w", encoding="utf-8") as file:
        for wordings in training.epochs():
            file.write(json.dumps([[w.prompt, w.completion] for w in wordings], ensure_ascii=False) + "\n")
