"""The recipe: everything besides the samples that decides the weights."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from pytest_pwd.errors import did_you_mean

EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How samples become weights; the defaults are the embedded base's, measured in ``benchmarks/``."""

    base: str = EMBEDDED
    revision: str = ""
    method: Literal["full", "lora"] = "full"
    seed: int = 1
    epochs: int = 12
    wordings: int = 6  # of each thing taught, drawn afresh each epoch
    batch_tokens: int = 512
    learning_rate: float = 4e-3
    warmup: float = 0.03  # share of the steps
    floor: float = 0.1  # the cosine ends at this share of the learning rate
    weight_decay: float = 0.0
    prompt_weight: float = 0.0  # weight of a prompt's token in the loss; an answer's token has 1
    average: float = 0.998  # decay of the weights' moving average; 0 keeps the last weights
    max_steps: int = 20_000
    max_tokens: int = 256  # of one wording
    rank: int = 16  # of LoRA
    device: str = "cpu"
    dtype: str = "float32"
    processes: int = 1  # data-parallel on the CPU
    threads: int = 2  # of each process; fixed, as the processes are, because the weights depend on it
    trust_remote_code: bool = False


# A pretrained base knows language already: few wordings at a small rate, and adapters instead of weights.
HUGGING_FACE = Recipe(
    method="lora",
    epochs=3,
    wordings=4,
    batch_tokens=2048,
    learning_rate=2e-4,
    floor=0.01,
    average=0.0,
    device="auto",
    processes=1,
    threads=2,
)


def incremental(recipe: Recipe) -> Recipe:
    """Return the recipe for continuing from a parent: half the epochs, a smaller rate, a shorter average."""
    return replace(
        recipe, epochs=max(1, recipe.epochs // 2), learning_rate=0.2 * recipe.learning_rate, average=0.99
    )


def recipe_for(base: str, overrides: Mapping[str, Any]) -> Recipe:
    """Return the defaults for a base with a project's own settings over them."""
    default = Recipe() if base == EMBEDDED else HUGGING_FACE
    return replace(default, base=base, **overrides)


# What a setting may be, beyond its type, and how to say it.
_ALLOWED: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "method": (lambda value: value in ("full", "lora"), "full or lora"),
    "dtype": (
        lambda value: value in ("float32", "bfloat16", "float16"),
        "float32, bfloat16 or float16",
    ),
    "device": (
        lambda value: re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", value) is not None,
        "auto, cpu, mps or cuda",
    ),
    **dict.fromkeys(
        ("epochs", "wordings", "batch_tokens", "max_steps", "max_tokens", "rank", "processes", "threads"),
        (lambda value: value >= 1, "a number from 1"),
    ),
    **dict.fromkeys(("seed", "weight_decay"), (lambda value: value >= 0, "no number below 0")),
    **dict.fromkeys(("warmup", "floor", "prompt_weight"), (lambda value: 0 <= value <= 1, "a share, 0 to 1")),
    "average": (lambda value: 0 <= value < 1, "a number from 0 to below 1"),
    "learning_rate": (lambda value: 0 < value < math.inf, "a number above 0"),
}


def problems_of(overrides: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a project's recipe settings, in one sentence each."""
    known = {field.name: field for field in fields(Recipe)}
    found = []
    for name, value in overrides.items():
        allowed, told = _ALLOWED.get(name, (lambda value: True, ""))
        if name == "base":
            found.append(f"the base stands beside the recipe, not in it: base: {value}")
        elif name not in known:
            found.append(f'the recipe has no "{name}".{did_you_mean(name, known)}')
        elif not _fits(value, getattr(Recipe(), name)):
            expected = type(getattr(Recipe(), name)).__name__
            found.append(f"recipe.{name} is {value!r}; it takes {_ARTICLES[expected]}")
        elif not allowed(value):
            found.append(f"recipe.{name} is {value!r}; it takes {told}")
    return found


_ARTICLES = {"int": "a whole number", "float": "a number", "str": "a text", "bool": "true or false"}


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)
