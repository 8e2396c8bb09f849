"""JSON as text that every program reads alike, and people too."""

from __future__ import annotations

import json
from collections.abc import Iterable


def json_text(data: object, indent: int | None = None) -> str:
    """Return JSON in which characters stand as they are, unless one of them can't be shown or encoded."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return text if all(map(str.isprintable, text.split("\n"))) else json.dumps(data, indent=indent)


def json_lines(records: Iterable[object]) -> str:
    """Return JSON Lines, one record each."""
    return "".join(json_text(record) + "\n" for record in records)
