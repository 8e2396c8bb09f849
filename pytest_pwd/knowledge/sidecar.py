"""A parsed copy of a file beside the cache's other entries, so that a second read needs no YAML at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

# Raise it when the reading or the checks change: copies made before are then not found.
FORMAT = 1
_HEAD = '{"sha256":"%s","body":'
_BODY = len(_HEAD % ("0" * 64))


def sidecar_path(cache: Path, raw: bytes, schema: bytes) -> Path:
    """Return where the parsed copy of a file's bytes, checked by that schema, is kept."""
    named = hashlib.sha256(b"%d\n%s\n" % (FORMAT, hashlib.sha256(schema).hexdigest().encode()))
    named.update(raw)
    return cache / f"{named.hexdigest()}.json"


def read_sidecar(path: Path) -> tuple[Any, dict[str, int]] | None:
    """Return data and lines, or None for a copy that isn't there or isn't whole."""
    try:
        text = path.read_text(encoding="utf-8")
        if text[:_BODY] != _HEAD % _sha256(text[_BODY:-1]):
            return None
        body = json.loads(text[_BODY:-1])
        return body["data"], body["lines"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write_sidecar(path: Path, data: Any, lines: dict[str, int]) -> None:
    """Store a parsed copy atomically; a cache that can't be written is no error."""
    body = json.dumps({"data": data, "lines": lines}, separators=(",", ":"))
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.stem[:12], suffix=".tmp", dir=path.parent)
        # No fsync: a copy that a power loss cut short fails its checksum and is made again.
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a handle, not a path
            file.write(_HEAD % _sha256(body) + body + "}")
        Path(temporary).replace(path)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
