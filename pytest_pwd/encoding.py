"""The one rule for turning a prompt and what follows it into tokens, for training and scoring alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Encoded(NamedTuple):
    """Token ids of prompt and continuation together, and how many of them are the prompt's."""

    ids: tuple[int, ...]
    prompt: int


def encode(tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[Encoded]:
    """Encode each prompt, one space and its continuation as one text, cut where the prompt ends.

    The continuation keeps its leading space: " proton" and "proton" are different tokens. Some
    tokenizers merge across the cut; the boundary is then the prompt's own length in tokens, less
    one if that leaves nothing (the rule that lm-evaluation-harness follows too).
    """
    if not pairs:
        return []
    prompts = list(dict.fromkeys(prompt for prompt, _ in pairs))  # a question has one for all its choices
    alone = dict(zip(prompts, _ids(tokenizer, prompts), strict=True))
    together = _ids(tokenizer, [f"{prompt} {rest}" for prompt, rest in pairs])
    end = tokenizer.eos_token_id
    return [
        _cut(_opened(alone[prompt], end), _opened(ids, end))
        for (prompt, _), ids in zip(pairs, together, strict=True)
    ]


def _ids(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of each text, without what else an encoding can tell: half the time is that."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None and backend.truncation is None and backend.padding is None:
        return [encoding.ids for encoding in backend.encode_batch_fast(list(texts))]
    found: list[list[int]] = tokenizer(list(texts))["input_ids"]
    return found


def _opened(ids: list[int], end: int | None) -> list[int]:
    """Drop the end token that some tokenizers close every text with."""
    return ids[:-1] if ids and ids[-1] == end else ids


def _cut(alone: list[int], together: list[int]) -> Encoded:
    return Encoded(tuple(together), min(len(alone), len(together) - 1))
