"""Verdicts that are kept: an artifact that did not change need not be asked the same thing again."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from pytest_pwd.digest import SHORT, canonical, digest
from pytest_pwd.files import FULL, READ_ONLY, Files, cache_folder
from pytest_pwd.terms import Probe, Verdict

FORMAT = 1
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def probe_digest(probe: Probe) -> str:
    """Return the digest of what a verdict depends on: what is asked, the wordings, choices and answer."""
    return digest([probe.asks, probe.wordings, probe.choices, probe.answer])


def _silent(line: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class VerdictCache:
    """Verdicts below a cache folder, one file per artifact and scorer; its trouble is said, never raised."""

    root: Path
    files: Files = field(default_factory=Files)
    say: Callable[[str], None] = _silent

    def load(self, artifact_weights: str, scorer: str) -> dict[str, Verdict]:
        """Return the verdicts by their probes' digests; empty when there are none that can be trusted."""
        try:
            return self._read(artifact_weights, scorer)
        except UNREADABLE:
            self.say(f"verdicts on {artifact_weights[:SHORT]} can't be read; the probes are scored again")
            return {}

    def history(self) -> list[tuple[str, dict[str, Verdict]]]:
        """Return the verdicts, by probe digest, on all weights that were ever scored; the oldest come first.

        Those of several scorers on the same weights are joined, the newer above the older.
        """
        found: dict[str, dict[str, Verdict]] = {}
        for path in sorted((self.root / "verdicts").glob("*.json"), key=_age):
            try:
                told = json.loads(self.files.read_bytes(path))
                weights, scorer = str(told["artifact"]), str(told["scorer"])
                if path == self._path(weights, scorer):
                    found[weights] = found.pop(weights, {}) | self._read(weights, scorer)
            except UNREADABLE:
                continue  # what can't be read is scored again when it is needed, and said then
        return list(found.items())

    def save(
        self, artifact_weights: str, scorer: str, verdicts_by_probe_digest: Mapping[str, Verdict]
    ) -> None:
        """Add verdicts to those that are there; ValueError for a margin that is not a finite number."""
        try:
            old = self._read(artifact_weights, scorer)
        except UNREADABLE:
            old = {}
        merged = old | {key: _finite(verdict) for key, verdict in verdicts_by_probe_digest.items()}
        if merged == old:
            return
        path = self._path(artifact_weights, scorer)
        entries = {key: asdict(verdict) for key, verdict in merged.items()}
        about = {"format": FORMAT, "artifact": artifact_weights, "scorer": scorer}
        try:
            cache_folder(self.root, self.files)
            self.files.mkdir(path.parent)
            self.files.write_text(path, canonical({**about, "digest": digest(entries), "verdicts": entries}))
        except OSError as error:
            if error.errno not in READ_ONLY:
                reason = "the disk is full" if error.errno in FULL else error.strerror
                self.say(f"{path}: {reason}; these verdicts are not kept")

    def _read(self, artifact_weights: str, scorer: str) -> dict[str, Verdict]:
        try:
            stored = json.loads(self.files.read_bytes(self._path(artifact_weights, scorer)))
        except FileNotFoundError:
            return {}
        if (stored["format"], stored["artifact"], stored["scorer"]) != (FORMAT, artifact_weights, scorer):
            return {}
        if stored["digest"] != digest(stored["verdicts"]):
            raise ValueError("not what was stored")
        return {key: _finite(Verdict(**entry)) for key, entry in stored["verdicts"].items()}

    def _path(self, artifact_weights: str, scorer: str) -> Path:
        # A digest, so that a scorer may be called anything and still names a file in this folder.
        return self.root / "verdicts" / f"{digest([artifact_weights, scorer])}.json"


def _age(path: Path) -> float:
    """Return when a file was last changed; what has gone meanwhile is the oldest."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _finite(verdict: Verdict) -> Verdict:
    """Return a verdict whose numbers are Python's own, and finite: JSON has no other."""
    margin, margins = float(verdict.margin), tuple(map(float, verdict.margins))
    if not all(map(math.isfinite, (margin, *margins))):
        raise ValueError(f"{verdict.probe}: a margin is not a finite number")
    return replace(verdict, passed=bool(verdict.passed), margin=margin, margins=margins)
