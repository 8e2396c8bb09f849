"""Rows of cells as a table, in aligned text or in Markdown: names in the first column, then numbers."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_pwd.report.safe import safe

Rows = Sequence[Sequence[str]]


def text_table(head: Sequence[str], rows: Rows) -> list[str]:
    """Return a line per row, columns two spaces apart."""
    cells = [[safe(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells
    ]


def markdown_table(head: Sequence[str], rows: Rows) -> list[str]:
    """Return the same as a table of Markdown."""
    rule = ["---", *["--:" for _ in head[1:]]]
    return [f"| {' | '.join(map(_escaped, row))} |" for row in (head, rule, *rows)]


def _escaped(cell: str) -> str:
    return safe(cell).replace("|", "\\|")
