"""Questions as rows of tokens: what choices begin with alike stands once, each branch sees its own past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pytest_pwd.encoding import Encoded, encode

ROW = 128  # tokens up to which questions share a row
ALIKE = 3  # tokens that they begin with alike


class Question(NamedTuple):
    """A text, and the choices that may follow it."""

    prompt: str
    choices: tuple[str, ...]


class Choice(NamedTuple):
    """One choice behind its prompt, numbered through all questions."""

    number: int
    encoded: Encoded


class Layout(NamedTuple):
    """One row: trees of tokens in preorder, so that a token's descendants stand right behind it.

    ``ends`` holds for each token the place behind its last descendant: the places from its own up to
    there are those that see it. ``scored`` holds a (choice, at, target) for each token of a choice: the
    logits at ``at`` predict ``target``.
    """

    ids: tuple[int, ...]
    positions: tuple[int, ...]
    ends: tuple[int, ...]
    scored: tuple[tuple[int, int, int], ...]


def encode_questions(tokenizer: Any, questions: Sequence[Question]) -> list[list[Choice]]:
    """Encode every choice of every question behind its prompt, with the end token that closes an answer.

    Without the end, "Zn" could never lose to "Zn 2+", whose beginning it is.
    """
    encoded = encode(tokenizer, [(q.prompt, choice) for q in questions for choice in q.choices])
    end = () if tokenizer.eos_token_id is None else (tokenizer.eos_token_id,)
    flat = (Choice(number, Encoded(ids + end, prompt)) for number, (ids, prompt) in enumerate(encoded))
    return [[next(flat) for _ in question.choices] for question in questions]


def shared_layouts(questions: Sequence[Sequence[Choice]]) -> list[Layout]:
    """Lay questions out in rows in which nothing stands twice, for models that can be masked at will."""
    return [tree(row) for row in _rows(questions)]


def _rows(questions: Sequence[Sequence[Choice]]) -> Iterator[list[Choice]]:
    """Put questions that begin alike together while their row is short: long ones cost more attention."""
    row: list[Choice] = []
    size = 0
    for question in sorted(questions, key=lambda choices: choices[0].encoded):
        alike = _common(row[-1].encoded.ids, question[0].encoded.ids) if row else 0
        if row and (alike < ALIKE or size + _size(question) - alike > ROW):
            yield row
            row, size, alike = [], 0, 0
        row = [*row, *question]
        size += _size(question) - alike
    if row:
        yield row


def _size(question: Sequence[Choice]) -> int:
    """Return how many tokens a question takes, its prompt counted once."""
    prompt = min(choice.encoded.prompt for choice in question)
    return prompt + sum(len(choice.encoded.ids) - prompt for choice in question)


def plain_layouts(questions: Sequence[Sequence[Choice]]) -> list[Layout]:
    """Lay every choice out in an ordinary row of its own, for models that can't share a prompt."""
    return [tree([choice]) for question in questions for choice in question]


def tree(choices: Sequence[Choice]) -> Layout:
    """Lay choices out in one row: what any two of them begin with alike stands in it once."""
    ids: list[int] = []
    positions: list[int] = []
    ends: list[int] = []
    scored: list[tuple[int, int, int]] = []
    path: list[int] = []  # the places of the branch that is being laid out
    before: tuple[int, ...] = ()
    for number, (tokens, prompt) in sorted(choices, key=lambda choice: choice.encoded.ids):
        seen = tokens[:-1]  # the last token is predicted, and predicts nothing
        shared = _common(before, seen)
        _close(path[shared:], ends, len(ids))
        path[shared:] = range(len(ids), len(ids) + len(seen) - shared)
        ids += seen[shared:]
        positions += range(shared, len(seen))
        ends += [0] * (len(seen) - shared)
        scored += [(number, path[index - 1], tokens[index]) for index in range(prompt, len(tokens))]
        before = seen
    _close(path, ends, len(ids))
    return Layout(tuple(ids), tuple(positions), tuple(ends), tuple(scored))


def _close(places: Sequence[int], ends: list[int], end: int) -> None:
    for place in places:
        ends[place] = end


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many tokens two texts begin with alike."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
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
