"""Why a compile happens again, in a line."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_pwd.compiler.explain import explain

OLD: dict[str, Any] = {
    "format": 1,
    "samples": ("a", "b", "b"),
    "frames": "f" * 64,
    "recipe": {"steps": 1200, "seed": 0},
    "base": "0" * 64,
    "tokenizer": "1" * 64,
    "versions": {"torch": "2.8.0"},
    "dtype": "float32",
    "device": "cpu",
    "threads": 2,
    "parent": None,
}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"samples": ["b", "b", "a", "c"]}, "samples +1 −0, recipe same"),
        ({"samples": ["a", "b"]}, "samples +0 −1, recipe same"),
        ({"samples": ["b", "a", "b"]}, "samples in another order, recipe same"),
        ({"recipe": {"steps": 1600, "seed": 0}}, "recipe changed (steps 1200 → 1600), samples same"),
        (
            {"recipe": {"seed": 0, "method": "lora"}},
            "recipe changed (method none → lora, steps 1200 → none), samples same",
        ),
        (
            {"recipe": dict.fromkeys("abcde", 1)},
            "recipe changed (a none → 1, b none → 1, c none → 1 and 4 more), samples same",
        ),
        ({"frames": "e" * 64}, "frames changed, samples same, recipe same"),
        ({"versions": {"torch": "2.9"}}, "versions changed (torch 2.8.0 → 2.9), samples same, recipe same"),
        ({"device": "cuda", "threads": 4}, "device cpu → cuda, threads 2 → 4, samples same, recipe same"),
        (
            {
                "parent": "ab" * 32,
                "samples": ["a", "b", "b", "c"],
                "recipe": {"steps": 3},
                "frames": "e" * 64,
            },
            "samples +1 −0 on top of abababababab",
        ),
        ({"format": 2}, "format 1 → 2, samples same, recipe same"),
        ({"samples": [], "base": "2"}, "samples +0 −3, base changed, recipe same"),
        ({}, "samples same, recipe same"),
    ],
)
def test_the_line_says_what_changed(changes: dict[str, Any], line: str) -> None:
    """Changes come first; samples and recipe are named even when they are the same."""
    assert explain(OLD, OLD | changes) == line


def test_the_first_compile_is_called_that() -> None:
    assert explain(None, OLD) == "first compile"


def test_what_is_shown_stays_a_line() -> None:
    """A recipe may hold any text; the line stays short and has no control characters."""
    line = explain(OLD, OLD | {"recipe": {"\x1b[2J": "x\n" * 500}})
    assert line.isprintable()
    assert len(line) < 250


def test_inputs_without_some_keys_are_explained() -> None:
    assert explain({}, OLD).startswith("samples +3 −0, recipe none → ")
