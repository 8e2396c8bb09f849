"""How many tokens a compile reads, by a base's tokenizer alone: neither weights nor torch are loaded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.base import is_hub_name, local_folder
from pytest_pwd.compiler.batches import encode_rows
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.errors import InputError
from pytest_pwd.terms import Wording

TOKENIZER = "tokenizer.json"


class Tokenizer:
    """A base's tokenizer, as training calls it."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer as Rust

        try:
            self._rust: Any = Rust.from_file(str(path))
        except Exception as error:  # tokenizers has no narrower type
            raise InputError(f"{path} can't be read as a tokenizer: {error}") from None
        self._rust.no_truncation()
        self._rust.no_padding()
        self.eos_token_id = self._rust.token_to_id(_end(path.with_name("tokenizer_config.json")))

    def __call__(self, texts: Sequence[str], **_: bool) -> dict[str, list[list[int]]]:
        """Return the token ids of every text."""
        return {"input_ids": [encoding.ids for encoding in self._rust.encode_batch(texts)]}


def _end(config: Path) -> str:
    """Return the token that ends a text, or an empty text where none is named."""
    try:
        token = json.loads(config.read_text(encoding="utf-8")).get("eos_token")
    except (OSError, ValueError):
        token = None
    return str(token.get("content", "") if isinstance(token, dict) else token or "")


def local_tokenizer(recipe: Recipe, root: Path) -> Tokenizer | None:
    """Return the tokenizer of a recipe's base, or None where it isn't on this machine: nothing is fetched.

    Errors: InputError when it is there and can't be read.
    """
    folder = local_folder(recipe, root)
    path = folder / TOKENIZER if folder else _fetched_before(recipe)
    return Tokenizer(path) if path and path.is_file() else None


def _fetched_before(recipe: Recipe) -> Path | None:
    """Return where a hub's tokenizer was stored by an earlier compile."""
    if not is_hub_name(recipe.base):
        return None
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(recipe.base, TOKENIZER, revision=recipe.revision or None)
    except HFValidationError:
        return None
    return Path(found) if isinstance(found, str) else None


def count_tokens(tokenizer: Tokenizer, wordings: Sequence[Wording], max_tokens: int) -> int:
    """Return how many tokens training makes of some wordings, prompts and end tokens included."""
    return sum(len(row.ids) for row in encode_rows(tokenizer, wordings, max_tokens))
