"""Counting tokens: as training reads them, with the tokenizer alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import tiny_tokenizer

from pytest_pwd.compiler.base import EMBEDDED_FOLDER
from pytest_pwd.compiler.batches import encode_rows
from pytest_pwd.compiler.load import load_tokenizer
from pytest_pwd.compiler.recipe import EMBEDDED, Recipe
from pytest_pwd.compiler.tokens import count_tokens, local_tokenizer
from pytest_pwd.errors import InputError
from pytest_pwd.terms import Wording

WORDINGS = [
    Wording("An acid gives", "a proton"),
    Wording("", "Brønsted base"),
    Wording("12 °C – «so» <|end|>", "−3.5 kJ\u0301"),
    Wording("long " * 400, "enough to be cut"),
]


@pytest.mark.parametrize("base", [EMBEDDED, "tiny"])
def test_it_counts_what_training_reads(tmp_path: Path, base: str) -> None:
    """Row by row the same, end tokens and the cut at the longest included."""
    tiny_tokenizer().save_pretrained(tmp_path / "tiny")
    tokenizer = local_tokenizer(Recipe(base=base), tmp_path)
    assert tokenizer
    trained = load_tokenizer(EMBEDDED_FOLDER if base == EMBEDDED else tmp_path / "tiny")
    rows = encode_rows(trained, WORDINGS, 256)
    assert encode_rows(tokenizer, WORDINGS, 256) == rows
    assert count_tokens(tokenizer, WORDINGS, 256) == sum(len(row.ids) for row in rows)


def test_a_hubs_tokenizer_is_found_where_a_compile_has_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only there: nothing is fetched."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    recipe = Recipe(base="some/base")
    assert local_tokenizer(recipe, tmp_path) is None

    stored = tmp_path / "models--some--base"
    tiny_tokenizer().save_pretrained(stored / "snapshots" / "abc")
    (stored / "refs").mkdir()
    (stored / "refs" / "main").write_text("abc")
    assert local_tokenizer(recipe, tmp_path)


@pytest.mark.parametrize("base", ["nobody/nothing", "a/b/c", "a b/c!", "gone"])
def test_what_is_not_here_is_none(tmp_path: Path, base: str) -> None:
    assert local_tokenizer(Recipe(base=base), tmp_path) is None


def test_a_base_without_such_a_file_is_none(tmp_path: Path) -> None:
    """Some bases have a tokenizer in another form."""
    assert local_tokenizer(Recipe(base="."), tmp_path) is None


def test_a_broken_tokenizer_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(InputError, match=r"tokenizer\.json can't be read as a tokenizer"):
        local_tokenizer(Recipe(base="."), tmp_path)
