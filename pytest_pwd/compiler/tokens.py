"""How many tokens a compile reads, by a base's tokenizer alone: neither weights nor torch are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.base import end_token, file_at_hand
from pytest_pwd.compiler.batches import encode_rows
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.errors import InputError
from pytest_pwd.terms import Wording

TOKENIZER = "tokenizer.json"


class Tokenizer:
    """A base's tokenizer, as training calls it."""

    def __init__(self, path: Path, end: str) -> None:
        from tokenizers import Tokenizer as Rust

        try:
            self._rust: Any = Rust.from_file(str(path))
        except Exception as error:  # tokenizers has no narrower type
            raise InputError(f"{path} can't be read as a tokenizer: {error}") from None
        self._rust.no_truncation()
        self._rust.no_padding()
        self.eos_token_id = self._rust.token_to_id(end)

    def __call__(self, texts: Sequence[str], **_: bool) -> dict[str, list[list[int]]]:
        """Return the token ids of every text."""
        return {"input_ids": [encoding.ids for encoding in self._rust.encode_batch(texts)]}


def local_tokenizer(recipe: Recipe, root: Path) -> Tokenizer | None:
    """Return the tokenizer of a recipe's base, or None where it isn't on this machine: nothing is fetched.

    Errors: InputError when it is there and can't be read.
    """
    path = file_at_hand(recipe, root, TOKENIZER)
    return Tokenizer(path, end_token(recipe, root)) if path else None


def count_tokens(tokenizer: Tokenizer, wordings: Sequence[Wording], max_tokens: int) -> int:
    """Return how many tokens training makes of some wordings, prompts and end tokens included."""
    return sum(len(row.ids) for row in encode_rows(tokenizer, wordings, max_tokens))
