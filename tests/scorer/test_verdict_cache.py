"""Verdicts that are kept: the same numbers again, or scored again."""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.files import Files
from pytest_pwd.scorer.verdicts import VerdictCache, probe_digest
from pytest_pwd.terms import Asks, Place, Probe, Verdict

PROBE = Probe(
    "acid.1",
    "acid",
    Asks.FACT,
    ("What does an acid give?", "An acid gives"),
    ("proton", "electron"),
    "proton",
)
VERDICT = Verdict("acid.1", True, 0.1 + 0.2, (1e-17, -0.0, 5e300), "proton")
WRITES = ("mkdir", "write", "sync", "rename", "remove")


@pytest.fixture
def cache(tmp_path: Path) -> VerdictCache:
    return VerdictCache(tmp_path / ".pwd")


def refusing(cache: VerdictCache, number: int, lines: list[str]) -> VerdictCache:
    def refuse(operation: str, path: Path) -> None:
        if operation in WRITES:
            raise OSError(number, os.strerror(number))

    return VerdictCache(cache.root, Files(refuse), lines.append)


def test_verdicts_come_back_as_they_were(cache: VerdictCache) -> None:
    """Verdicts are kept per artifact and scorer, and later ones are added to those that are there."""
    assert cache.load("weights", "scorer") == {}
    other = replace(VERDICT, passed=False, margin=-1.5)
    cache.save("weights", "scorer", {"a": VERDICT, "b": VERDICT})
    cache.save("weights", "scorer", {"b": other, "c": other})
    assert cache.load("weights", "scorer") == {"a": VERDICT, "b": other, "c": other}
    assert cache.load("weights", "../other") == cache.load("other", "scorer") == {}


def test_the_history_has_the_verdicts_on_all_weights_oldest_first(cache: VerdictCache) -> None:
    """What past artifacts answered is found again, and a file that can't be read hides no other."""
    for age, weights in enumerate(("first", "second")):
        cache.save(weights, "scorer", {"a": VERDICT, weights: VERDICT})
        for path in cache.root.glob("verdicts/*.json"):
            if json.loads(path.read_bytes())["artifact"] == weights:
                os.utime(path, (age, age))
    (cache.root / "verdicts" / "broken.json").write_text("{", encoding="utf-8")

    assert cache.history() == [
        ("first", cache.load("first", "scorer")),
        ("second", cache.load("second", "scorer")),
    ]


@given(margin=st.floats(), margins=st.lists(st.floats(), max_size=4), text=st.text(max_size=5))
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_finite_number_is_kept_to_the_bit(
    cache: VerdictCache, margin: float, margins: list[float], text: str
) -> None:
    verdict = Verdict(text, True, margin, tuple(margins), text)
    if all(map(math.isfinite, (margin, *margins))):
        cache.save("w", "s", {"a": verdict})
        assert repr(cache.load("w", "s")["a"]) == repr(verdict)
    else:
        with pytest.raises(ValueError, match="not a finite number"):
            cache.save("w", "s", {"a": verdict})


def test_what_is_already_there_is_not_written_again(cache: VerdictCache) -> None:
    """A session in which nothing changed replays verdicts with zero writes."""
    cache.save("w", "s", {"a": VERDICT})
    lines: list[str] = []
    refusing(cache, errno.EIO, lines).save("w", "s", {"a": VERDICT})
    assert not lines


def stored(cache: VerdictCache) -> Path:
    (path,) = (cache.root / "verdicts").iterdir()
    return path


DAMAGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda stored: stored["verdicts"]["a"].update(passed=False),
    lambda stored: stored["verdicts"]["a"].update(margin=float("nan")),
    lambda stored: stored["verdicts"].clear(),
    lambda stored: stored.pop("verdicts"),
    lambda stored: stored.update(format=2),
    lambda stored: stored.update(artifact="other"),
    lambda stored: stored.update(verdicts=[]),
    lambda stored: stored.clear(),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_tampered_with_is_a_miss(
    cache: VerdictCache, damage: Callable[[dict[str, Any]], Any]
) -> None:
    cache.save("w", "s", {"a": VERDICT})
    content = json.loads(stored(cache).read_text())
    damage(content)
    stored(cache).write_text(json.dumps(content))
    assert cache.load("w", "s") == {}
    cache.save("w", "s", {"b": VERDICT})
    assert cache.load("w", "s") == {"b": VERDICT}


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"null", b"[" * 9999])
def test_a_damaged_file_is_a_miss_that_is_said(cache: VerdictCache, data: bytes) -> None:
    cache.save("w", "s", {"a": VERDICT})
    stored(cache).write_bytes(data)
    lines: list[str] = []
    assert VerdictCache(cache.root, say=lines.append).load("w", "s") == {}
    assert lines == ["verdicts on w can't be read; the probes are scored again"]
    cache.save("w", "s", {"a": VERDICT})
    assert cache.load("w", "s") == {"a": VERDICT}


@given(st.data())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_flipped_bit_changes_a_verdict(cache: VerdictCache, data: st.DataObject) -> None:
    cache.save("w", "s", {"a": VERDICT})
    content = bytearray(stored(cache).read_bytes())
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    stored(cache).write_bytes(content)
    assert cache.load("w", "s") in ({}, {"a": VERDICT})


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_read_only_cache_is_read(cache: VerdictCache, number: int) -> None:
    cache.save("w", "s", {"a": VERDICT})
    lines: list[str] = []
    closed = refusing(cache, number, lines)
    closed.save("w", "s", {"b": VERDICT})
    assert closed.load("w", "s") == {"a": VERDICT}
    assert not lines


def test_a_full_disk_is_said_and_keeps_the_old(cache: VerdictCache) -> None:
    cache.save("w", "s", {"a": VERDICT})
    lines: list[str] = []
    refusing(cache, errno.ENOSPC, lines).save("w", "s", {"b": VERDICT})
    assert len(lines) == 1
    assert f"{stored(cache)}: the disk is full; these verdicts are not kept" in lines
    assert cache.load("w", "s") == {"a": VERDICT}


def test_verdicts_of_unreadable_files_are_scored_again(cache: VerdictCache) -> None:
    def fail(operation: str, path: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    cache.save("w", "s", {"a": VERDICT})
    assert VerdictCache(cache.root, Files(fail)).load("w", "s") == {}


def test_a_probe_is_known_by_what_it_asks() -> None:
    """A new id or place keeps the verdict; another wording, choice, order or answer does not."""
    same = replace(PROBE, id="acid.2", of="base", step=2, frozen_from="x", place=Place("a", 1))
    assert probe_digest(same) == probe_digest(PROBE)
    for change in (
        {"wordings": PROBE.wordings[::-1]},
        {"wordings": PROBE.wordings[:1]},
        {"choices": PROBE.choices[::-1]},
        {"answer": "electron"},
        {"asks": Asks.WALK},
    ):
        assert probe_digest(replace(PROBE, **change)) != probe_digest(PROBE)
