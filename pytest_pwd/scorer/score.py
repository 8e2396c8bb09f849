"""Log-likelihoods of choices, and the verdicts that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pytest_pwd.logits import logits_at
from pytest_pwd.scorer.layout import (
    Choice,
    Layout,
    Question,
    batch_up,
    encode_questions,
    plain_layouts,
    shared_layouts,
)
from pytest_pwd.terms import Probe, Verdict

if TYPE_CHECKING:
    import torch

BATCH_TOKENS = 2048

# Log-likelihoods of the same choice by two layouts differ by rounding only, unless the model can't
# restart positions or be masked by segments (recurrent ones can't): then by far more than this.
AGREES = 1e-2

Progress = Callable[[int, int], None]


def score(
    model: Any, tokenizer: Any, probes: Sequence[Probe], progress: Progress = lambda done, of: None
) -> list[Verdict]:
    """Return a verdict for each probe, in their order."""
    questions = [Question(wording, probe.choices) for probe in probes for wording in probe.wordings]
    found = iter(log_likelihoods(model, tokenizer, questions, progress))
    return [judge(probe, [next(found) for _ in probe.wordings]) for probe in probes]


def judge(probe: Probe, likelihoods: Sequence[Sequence[float]]) -> Verdict:
    """Judge a probe by its wordings' log-likelihoods (wordings × choices, in nats)."""
    right = probe.choices.index(probe.answer)
    margins = tuple(
        row[right] - max(value for choice, value in enumerate(row) if choice != right) for row in likelihoods
    )
    margin = sum(margins) / len(margins)
    totals = [sum(row[choice] for row in likelihoods) for choice in range(len(probe.choices))]
    preferred = probe.choices[totals.index(max(totals))]
    return Verdict(probe.id, margin > 0, margin, margins, preferred)


def log_likelihoods(
    model: Any, tokenizer: Any, questions: Sequence[Question], progress: Progress = lambda done, of: None
) -> list[list[float]]:
    """Return each question's log-likelihoods: one sum over tokens, in nats, per choice."""
    if not questions:
        return []
    encoded = encode_questions(tokenizer, questions)
    lay_out = shared_layouts if _can_share(model, encoded[0]) else plain_layouts
    flat = iter(_score_layouts(model, lay_out(encoded), sum(map(len, encoded)), progress))
    return [[next(flat) for _ in question] for question in encoded]


def _can_share(model: Any, question: Sequence[Choice]) -> bool:
    """Say if one row for all choices gives what a row for each does, by trying it on a question."""
    try:
        shared = _score_layouts(model, shared_layouts([question]), len(question))
    except (TypeError, ValueError, RuntimeError, IndexError):
        return False
    plain = _score_layouts(model, plain_layouts([question]), len(question))
    return all(abs(a - b) < AGREES * max(1.0, abs(b)) for a, b in zip(shared, plain, strict=True))


def _score_layouts(
    model: Any, layouts: Sequence[Layout], choices: int, progress: Progress = lambda done, of: None
) -> list[float]:
    """Return the log-likelihood of every choice that the rows hold, by its number."""
    import torch

    found = [0.0] * choices
    done = 0
    with torch.inference_mode():
        for batch in batch_up(layouts, BATCH_TOKENS):
            rows = [layouts[n] for n in batch]
            values = _forward(model, rows).tolist()  # the batch's one synchronisation
            for (choice, _, _), value in zip((s for row in rows for s in row.scored), values, strict=True):
                found[choice] += value
            done += len(batch)
            progress(done, len(layouts))
    return found


def _forward(model: Any, rows: Sequence[Layout]) -> torch.Tensor:
    """Return the log-probability of every scored token, row after row (one value each)."""
    import torch

    device, dtype = model.device, next(model.parameters()).dtype
    width = max(len(row.ids) for row in rows)

    def padded(name: str) -> torch.Tensor:
        values = (getattr(row, name) for row in rows)
        return torch.tensor([v + (0,) * (width - len(v)) for v in values], device=device)

    ids, ends = padded("ids"), padded("ends")
    if all(set(row.ends) == {len(row.ids)} for row in rows):  # no branches: the model's own mask will do
        seen = {"attention_mask": (ends > 0).long()}
    else:
        seen = {"attention_mask": _mask(ends, dtype), "position_ids": padded("positions")}
    at = [n * width + at for n, row in enumerate(rows) for _, at, _ in row.scored]
    targets = torch.tensor([target for row in rows for _, _, target in row.scored], device=device)
    # Several choices go on from the same token: its logits are computed once.
    places, which = torch.unique(torch.tensor(at, device=device), return_inverse=True)
    logits = logits_at(model, places, input_ids=ids, **seen).float()
    result: torch.Tensor = torch.log_softmax(logits, dim=-1)[which, targets].double()
    return result


def _mask(ends: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Return the additive mask (rows × 1 × width × width): a token sees itself and what it descends from."""
    import torch

    place = torch.arange(ends.shape[1], device=ends.device)
    visible = (place[:, None] >= place) & (place[:, None] < ends[:, None, :])
    mask = torch.zeros(visible.shape, dtype=dtype, device=ends.device)
    return mask.masked_fill_(~visible, torch.finfo(dtype).min)[:, None]
