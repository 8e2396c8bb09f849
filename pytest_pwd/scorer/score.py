"""Log-likelihoods of choices, and the verdicts that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pytest_pwd.encoding import Encoded
from pytest_pwd.scorer.layout import (
    Layout,
    Question,
    batch_up,
    encode_questions,
    plain_layouts,
    shared_layout,
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
    if _can_share(model, encoded[0]):
        layouts = [shared_layout(of) for of in encoded]
        return _score_layouts(model, layouts, [len(of) for of in encoded], progress)
    rows = [plain_layouts(of) for of in encoded]
    flat = iter(
        _score_layouts(model, [row for of in rows for row in of], [1] * sum(map(len, rows)), progress)
    )
    return [[next(flat)[0] for _ in of] for of in rows]


def _can_share(model: Any, encoded: Sequence[Encoded]) -> bool:
    """Say if one row for all choices gives what a row for each does, by trying it on a question."""
    try:
        shared = _score_layouts(model, [shared_layout(encoded)], [len(encoded)])[0]
    except (TypeError, ValueError, RuntimeError, IndexError):
        return False
    plain = [_score_layouts(model, [row], [1])[0][0] for row in plain_layouts(encoded)]
    return all(abs(a - b) < AGREES * max(1.0, abs(b)) for a, b in zip(shared, plain, strict=True))


def _score_layouts(
    model: Any, layouts: Sequence[Layout], choices: Sequence[int], progress: Progress = lambda done, of: None
) -> list[list[float]]:
    import torch

    found: list[list[float]] = [[0.0] * count for count in choices]
    done = 0
    with torch.inference_mode():
        for batch in batch_up(layouts, BATCH_TOKENS):
            values = _forward(model, [layouts[n] for n in batch])
            sums = iter(values.tolist())  # the batch's one synchronisation
            for number in batch:
                for choice, _, _ in layouts[number].scored:
                    found[number][choice] += next(sums)
            done += len(batch)
            progress(done, len(layouts))
    return found


def _forward(model: Any, rows: Sequence[Layout]) -> torch.Tensor:
    """Return the log-probability of every scored token, row after row (one value each)."""
    import torch

    device, dtype = model.device, next(model.parameters()).dtype
    width = max(len(row.ids) for row in rows)
    pad = [(0,) * (width - len(row.ids)) for row in rows]
    ids = torch.tensor([row.ids + p for row, p in zip(rows, pad, strict=True)], device=device)
    positions = torch.tensor([row.positions + p for row, p in zip(rows, pad, strict=True)], device=device)
    segments = torch.tensor(
        [row.segments + (-1,) * len(p) for row, p in zip(rows, pad, strict=True)], device=device
    )
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    if all(not any(row.segments) for row in rows):  # ordinary rows: the model's own causal mask will do
        seen = (segments >= 0).long()
        hidden = base.base_model(input_ids=ids, attention_mask=seen, use_cache=False)[0]
    else:
        mask = _mask(segments, dtype)
        hidden = base.base_model(input_ids=ids, attention_mask=mask, position_ids=positions, use_cache=False)[
            0
        ]
    at = [n * width + at for n, row in enumerate(rows) for _, at, _ in row.scored]
    targets = torch.tensor([target for row in rows for _, _, target in row.scored], device=device)
    # Several choices begin after the same token: its logits are computed once.
    places, which = torch.unique(torch.tensor(at, device=device), return_inverse=True)
    logits = base.get_output_embeddings()(hidden.reshape(-1, hidden.shape[-1])[places]).float()
    chosen = logits[which, targets]
    result: torch.Tensor = (chosen - torch.logsumexp(logits, dim=-1)[which]).double()
    return result


def _mask(segments: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Return the additive mask (rows × 1 × width × width): causal, and blind to other choices."""
    import torch

    width = segments.shape[1]
    same = segments[:, :, None] == segments[:, None, :]
    shared = (segments == 0)[:, None, :]
    causal = torch.ones(width, width, dtype=torch.bool, device=segments.device).tril()
    visible = (same | shared) & causal
    mask = torch.zeros(visible.shape, dtype=dtype, device=segments.device)
    return mask.masked_fill_(~visible, torch.finfo(dtype).min)[:, None]
