"""The training corpus as other trainers read it: every wording that the compile shows, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pytest_pwd.builder.expand import epochs
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.terms import Sample, Wording

Record = dict[str, object]


def _sharegpt(wording: Wording) -> Record:
    turns = [{"from": "human", "value": wording.prompt}, {"from": "gpt", "value": wording.completion}]
    return {"conversations": turns}


def _alpaca(wording: Wording) -> Record:
    return {"instruction": wording.prompt, "input": "", "output": wording.completion}


def _prompt_completion(wording: Wording) -> Record:
    # Who reads this joins the two as they are, and the compile has a space between them.
    return {"prompt": wording.prompt, "completion": f" {wording.completion}"}


FORMATS: Mapping[str, Callable[[Wording], Record]] = {
    "sharegpt": _sharegpt,
    "alpaca": _alpaca,
    "prompt-completion": _prompt_completion,
}


def records(
    samples: Sequence[Sample], recipe: Recipe, format: str, wordings: int | None = None
) -> Iterator[list[Record]]:
    """Yield each epoch's records; with ``wordings``, those of one epoch with so many per thing taught."""
    count, per_epoch = (recipe.epochs, recipe.wordings) if wordings is None else (1, wordings)
    record = FORMATS[format]
    for epoch in epochs(samples, count, per_epoch, recipe.seed):
        yield [record(wording) for wording in epoch]
