"""Questions as rows of tokens: the prompt once, then every choice, each seeing the prompt and itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pytest_pwd.encoding import Encoded, encode


class Question(NamedTuple):
    """A text, and the choices that may follow it."""

    prompt: str
    choices: tuple[str, ...]


class Layout(NamedTuple):
    """One row: tokens, the position and the segment of each, and what is scored where.

    Segment 0 is what all choices share, segment i (from 1) the rest of choice i. ``scored`` holds
    a (choice, at, target) for each token of a choice: the logits at ``at`` predict ``target``.
    """

    ids: tuple[int, ...]
    positions: tuple[int, ...]
    segments: tuple[int, ...]
    scored: tuple[tuple[int, int, int], ...]


def encode_questions(tokenizer: Any, questions: Sequence[Question]) -> list[list[Encoded]]:
    """Encode every choice of every question behind its prompt, with the end token that closes an answer.

    Without the end, "Zn" could never lose to "Zn 2+", whose beginning it is.
    """
    encoded = encode(tokenizer, [(q.prompt, choice) for q in questions for choice in q.choices])
    end = () if tokenizer.eos_token_id is None else (tokenizer.eos_token_id,)
    flat = (Encoded(ids + end, prompt) for ids, prompt in encoded)
    return [[next(flat) for _ in question.choices] for question in questions]


def shared_layout(encoded: Sequence[Encoded]) -> Layout:
    """Lay a question out in one row that holds what its choices share only once."""
    shared = min(_common(tuple(e.ids for e in encoded)), *(e.prompt for e in encoded))
    ids, positions = list(encoded[0].ids[:shared]), list(range(shared))
    segments, scored = [0] * shared, []
    for number, (tokens, prompt) in enumerate(encoded):
        start = len(ids) - shared  # where this choice's token at index i of its own text stands: start + i
        for index in range(prompt, len(tokens)):
            at = index - 1 if index - 1 < shared else start + index - 1
            scored.append((number, at, tokens[index]))
        ids += tokens[shared:]
        positions += range(shared, len(tokens))
        segments += [number + 1] * (len(tokens) - shared)
    return Layout(tuple(ids), tuple(positions), tuple(segments), tuple(scored))


def plain_layouts(encoded: Sequence[Encoded]) -> list[Layout]:
    """Lay a question out in one ordinary row for each choice, for models that can't share a prompt."""
    rows = []
    for ids, prompt in encoded:
        scored = tuple((0, index - 1, ids[index]) for index in range(prompt, len(ids)))
        rows.append(Layout(ids, tuple(range(len(ids))), (0,) * len(ids), scored))
    return rows


def _common(texts: Sequence[tuple[int, ...]]) -> int:
    length = 0
    for tokens in zip(*texts, strict=False):
        if len(set(tokens)) > 1:
            break
        length += 1
    return length


def batch_up(layouts: Sequence[Layout], batch_tokens: int) -> list[list[int]]:
    """Return batches of row numbers, rows of like length together, padding counted in their size.

    A pure function of the rows: the same questions always share a batch, whatever order they came in.
    """
    order = sorted(range(len(layouts)), key=lambda n: (len(layouts[n].ids), layouts[n].ids))
    found: list[list[int]] = []
    for number in order:
        width = len(layouts[number].ids)
        if not found or (len(found[-1]) + 1) * width > batch_tokens:
            found.append([])
        found[-1].append(number)
    return found
