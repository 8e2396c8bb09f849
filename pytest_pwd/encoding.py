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
    alone = tokenizer([prompt for prompt, _ in pairs])["input_ids"]
    together = tokenizer([f"{prompt} {continuation}" for prompt, continuation in pairs])["input_ids"]
    end = tokenizer.eos_token_id
    return [_cut(_opened(a, end), _opened(t, end)) for a, t in zip(alone, together, strict=True)]


def _opened(ids: list[int], end: int | None) -> list[int]:
    """Drop the end token that some tokenizers close every text with."""
    return ids[:-1] if ids and ids[-1] == end else ids


def _cut(alone: list[int], together: list[int]) -> Encoded:
    return Encoded(tuple(together), min(len(alone), len(together) - 1))
