"""Corpora for other trainers: the wordings that the compile shows, in their order."""

from __future__ import annotations

import json
from pathlib import Path

import orchard
import pytest

from pytest_pwd.builder.expand import epochs
from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.exchange.corpus import records
from pytest_pwd.exchange.json_text import json_lines, json_text
from pytest_pwd.terms import Sample

RECIPE = Recipe(epochs=2, wordings=2, seed=5)


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    made = generate_samples(orchard.orchard(tmp_path)).values()
    return [sample for topic in made for sample in topic]


def test_every_wording_of_every_epoch_is_a_line(samples: list[Sample]) -> None:
    """As they are trained on: two epochs are drawn apart, and each is shuffled."""
    drawn = list(epochs(samples, 2, 2, seed=5))
    found = list(records(samples, RECIPE, "alpaca"))

    assert found == [
        [{"instruction": w.prompt, "input": "", "output": w.completion} for w in epoch] for epoch in drawn
    ]
    assert found[0] != found[1]


def test_each_format_says_the_same(samples: list[Sample]) -> None:
    sharegpt, alpaca, plain = (
        [record for epoch in records(samples, RECIPE, format) for record in epoch]
        for format in ("sharegpt", "alpaca", "prompt-completion")
    )
    for turns, task, pair in zip(sharegpt, alpaca, plain, strict=True):
        human, gpt = turns["conversations"]
        assert (human["from"], gpt["from"]) == ("human", "gpt")
        assert (human["value"], gpt["value"]) == (task["instruction"], task["output"])
        # Trainers join these two as they are, and must get the text that the compile has.
        assert pair["prompt"] + pair["completion"] == f"{human['value']} {gpt['value']}"


def test_another_number_of_wordings_is_one_epoch(samples: list[Sample]) -> None:
    assert [len(epoch) for epoch in records(samples, RECIPE, "alpaca", wordings=4)] == [
        len(epoch) for epoch in epochs(samples, 1, 4, seed=5)
    ]


def test_a_line_stays_one_line_for_every_reader() -> None:
    """Even U+2028, at which some of them break lines, and a lone surrogate, which no file can hold."""
    odd = {"a": "x\u2028y", "b": "\ud800", "c": "line\nbreak"}
    text = json_lines([odd, {"a": "Ångström → C₂H₄"}])

    assert text.encode().decode().splitlines() == text.splitlines()
    assert [json.loads(line) for line in text.splitlines()] == [odd, {"a": "Ångström → C₂H₄"}]
    assert "Ångström → C₂H₄" in text
    assert json_text([1], indent=1) == "[\n 1\n]"
