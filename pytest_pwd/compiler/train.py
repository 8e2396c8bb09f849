"""Training: rows of tokens in, weights out, bit for bit the same for the same inputs on a CPU.

Runs under accelerate, which decides device, precision and processes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pytest_pwd.compiler.batches import Row, batches
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.errors import CompileError
from pytest_pwd.logits import logits_at

if TYPE_CHECKING:
    import torch

Progress = Callable[[int, int, float], None]


def plan(epochs: Iterable[Sequence[Row]], recipe: Recipe) -> list[list[Row]]:
    """Return every batch of the compile in order, at most ``max_steps`` of them."""
    planned = [
        batch
        for number, rows in enumerate(epochs)
        for batch in batches(rows, recipe.batch_tokens, seed=f"{recipe.seed}/{number}")
    ]
    return planned[: recipe.max_steps]


def learning_rate(step: int, steps: int, recipe: Recipe) -> float:
    """Return the rate at a step: a linear warm-up, then a cosine down to the floor."""
    warmup = max(1, round(recipe.warmup * steps))
    if step < warmup:
        return recipe.learning_rate * (step + 1) / warmup
    progress = (step - warmup) / max(1, steps - warmup)
    share = recipe.floor + (1 - recipe.floor) * (1 + math.cos(math.pi * progress)) / 2
    return recipe.learning_rate * share


def train(
    model: Any, planned: Sequence[Sequence[Row]], recipe: Recipe, accelerator: Any, progress: Progress
) -> None:
    """Fit the model's trainable weights to the planned batches, in place.

    Errors: CompileError when the loss stops being a number.
    """
    import torch

    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        parameters, lr=recipe.learning_rate, betas=(0.9, 0.98), weight_decay=recipe.weight_decay, fused=True
    )
    model, optimizer = accelerator.prepare(model, optimizer)
    model.train()
    average = _Average(parameters, recipe.average)
    for step, rows in enumerate(planned):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, len(planned), recipe)
        loss = _backward(model, rows, recipe, accelerator)
        accelerator.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.follow()
        if step % 20 == 0 or step + 1 == len(planned):
            _report(loss, step + 1, len(planned), accelerator, progress)
    average.settle()


def _backward(model: Any, rows: Sequence[Row], recipe: Recipe, accelerator: Any) -> torch.Tensor:
    """Add the gradients of one batch, of which this process sees its share, and return its loss."""
    world, rank = accelerator.num_processes, accelerator.process_index
    total = sum(weight for row in rows for weight in _weights(row, recipe.prompt_weight))
    # A batch smaller than the number of processes leaves one idle: it trains on a row at weight 0.
    mine, scale = (rows[rank::world], world) if len(rows) >= world else (rows[:1], world if rank == 0 else 0)
    if len(rows) < world and rank == 0:
        mine = rows
    loss = _loss(model, mine, recipe.prompt_weight, accelerator.device) * (scale / total)
    accelerator.backward(loss)
    return loss.detach()


def _weights(row: Row, prompt_weight: float) -> Iterator[float]:
    for position in range(1, len(row.ids)):
        yield 1.0 if position >= row.prompt else prompt_weight


def _loss(model: Any, rows: Sequence[Row], prompt_weight: float, device: Any) -> torch.Tensor:
    """Return the summed, weighted cross-entropy of rows padded on the right (one scalar)."""
    import torch

    width = max(len(row.ids) for row in rows)
    ids = torch.tensor([[*row.ids, *[0] * (width - len(row.ids))] for row in rows], device=device)
    seen = torch.tensor([[1] * len(row.ids) + [0] * (width - len(row.ids)) for row in rows], device=device)
    at, target, weight = [], [], []
    for number, row in enumerate(rows):
        for position, w in enumerate(_weights(row, prompt_weight), start=1):
            if w:
                at.append(number * width + position - 1)
                target.append(row.ids[position])
                weight.append(w)
    logits = model(ids, seen, torch.tensor(at, device=device))
    losses = torch.nn.functional.cross_entropy(
        logits.float(), torch.tensor(target, device=device), reduction="none"
    )
    return (losses * torch.tensor(weight, device=device)).sum()


def _report(loss: torch.Tensor, step: int, steps: int, accelerator: Any, progress: Progress) -> None:
    value = float(accelerator.reduce(loss, reduction="mean"))
    if not math.isfinite(value):
        raise CompileError(
            f"the loss is {value} at step {step}: the compile is stopped and nothing is stored; "
            "a smaller recipe.learning_rate is the usual cure"
        )
    progress(step, steps, value)


class _Average:
    """An exponential moving average of the weights, or nothing at decay 0."""

    def __init__(self, parameters: Sequence[torch.Tensor], decay: float) -> None:
        self.parameters, self.decay, self.steps = parameters, decay, 0
        self.mean = [p.detach().clone() for p in parameters] if decay else []

    def follow(self) -> None:
        self.steps += 1
        # A short compile must not be averaged with where it began: the memory grows with the steps.
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for mean, parameter in zip(self.mean, self.parameters, strict=False):
            mean.lerp_(parameter.detach(), 1 - decay)

    def settle(self) -> None:
        for mean, parameter in zip(self.mean, self.parameters, strict=False):
            parameter.data.copy_(mean)


def at_answers(model: Any) -> Any:
    """Wrap a causal LM so that calling it gives logits (n × vocabulary) at n chosen positions only."""
    import torch

    class AtAnswers(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: torch.Tensor, seen: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
            logits: torch.Tensor = logits_at(self.model, at, input_ids=ids, attention_mask=seen)
            return logits

    return AtAnswers()
