"""What is taught again beside new samples, so that learning them costs nothing that was learned before.

Everything is shown a little, and what stands near the new samples, whose words it shares, as often as
in a clean compile: that is what gets confused with them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from pytest_pwd.builder.expand import epochs, frames_digest
from pytest_pwd.digest import digest
from pytest_pwd.terms import Sample, Wording

NEAR = 8  # samples that count as near a new one
NEW, REST = 2, 1 / 3  # times the wordings of a clean compile


def replay_digest() -> str:
    """Return the digest of all that decides how samples are expanded and replayed."""
    return digest([1, frames_digest(), NEAR, NEW, REST])


def with_replay(
    new: Sequence[Sample], old: Sequence[Sample], count: int, per_epoch: int, seed: int
) -> list[list[Wording]]:
    """Return so many epochs of new samples with others that were learned before, each in training order."""
    beside = near(new, old)
    groups = [
        (new, NEW),
        ([sample for sample in old if sample.id in beside], 1),
        ([sample for sample in old if sample.id not in beside], REST),
    ]
    drawn = [list(epochs(group, count, max(1, round(share * per_epoch)), seed)) for group, share in groups]
    return [_shuffled(parts, f"{seed}/{epoch}") for epoch, parts in enumerate(zip(*drawn, strict=True))]


def near(new: Sequence[Sample], old: Sequence[Sample]) -> set[str]:
    """Return the ids of the old samples that share most words with a new one."""
    words = {sample.id: _words(sample) for sample in old}
    found: set[str] = set()
    for sample in new:
        own = _words(sample)
        likeness = {id: len(of & own) / len(of | own) for id, of in words.items()}
        found.update(sorted(likeness, key=likeness.__getitem__, reverse=True)[:NEAR])
    return found


def _words(sample: Sample) -> set[str]:
    texts = [sample.form]
    for slot, value in sample.slots.items():
        if not slot.startswith("other"):  # what a statement is told from isn't what it says
            texts += [value] if isinstance(value, str) else value
    return set(re.findall(r"\w+", " ".join(texts).lower()))


def _shuffled(parts: Sequence[Sequence[Wording]], seed: str) -> list[Wording]:
    wordings = [wording for part in parts for wording in part]
    random.Random(f"replay/{seed}").shuffle(wordings)
    return wordings
