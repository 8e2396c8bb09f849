"""Wordings to batches: rows of like length side by side, in an order that the seed decides."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pytest_pwd.encoding import encode
from pytest_pwd.terms import Wording

# Rows are sorted by length among this many batches' worth, so that little is padding
# and each batch is still a fair draw.
BUCKETS = 8


class Row(NamedTuple):
    """One wording as tokens, its end token included; the first ``prompt`` of them are given.

    ``cut`` says that it has lost its beginning.
    """

    ids: tuple[int, ...]
    prompt: int
    cut: bool = False


def encode_rows(tokenizer: Any, wordings: Sequence[Wording], max_tokens: int) -> list[Row]:
    """Encode each wording, cut at ``max_tokens`` from the left so that the answer's end always stays."""
    rows = []
    for ids, prompt in encode(tokenizer, [(wording.prompt, wording.completion) for wording in wordings]):
        ended = (*ids, tokenizer.eos_token_id)
        cut = max(0, len(ended) - max_tokens)
        rows.append(Row(ended[cut:], max(1, prompt - cut), cut > 0))
    return rows


def batches(rows: Sequence[Row], batch_tokens: int, seed: str) -> Iterator[list[Row]]:
    """Yield batches of at most ``batch_tokens`` tokens, padding counted, of one epoch's rows."""
    rng = random.Random(seed)
    start = 0
    while start < len(rows):
        stop, tokens = start, 0
        while stop < len(rows) and tokens < BUCKETS * batch_tokens:
            tokens += len(rows[stop].ids)
            stop += 1
        chunk = list(_cut(sorted(rows[start:stop], key=lambda row: len(row.ids)), batch_tokens))
        rng.shuffle(chunk)
        yield from chunk
        start = stop


def _cut(rows: Iterable[Row], batch_tokens: int) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:  # shortest first, so the newest row is the batch's width
        if batch and (len(batch) + 1) * len(row.ids) > batch_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
