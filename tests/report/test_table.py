"""Tables: the same cells in aligned text and in Markdown."""

from __future__ import annotations

from pytest_pwd.report.table import markdown_table, text_table

HEAD, ROWS = ["field", "n"], [["a|b", "1,000"], ["c\x1b", ""]]


def test_columns_are_aligned() -> None:
    """Names to the left, numbers to the right, and no spaces at the end of a line."""
    assert text_table(HEAD, ROWS) == ["field        n", "a|b      1,000", "c\\u001b"]


def test_markdown_is_a_table_whatever_is_in_a_cell() -> None:
    """What would end a cell, or steer a terminal, is written otherwise."""
    assert markdown_table(HEAD, ROWS) == [
        "| field | n |",
        "| --- | --: |",
        "| a\\|b | 1,000 |",
        "| c\\u001b |  |",
    ]
