"""Why a discipline is compiled again: two sets of inputs side by side, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_pwd.digest import SHORT, canonical

ALWAYS = ("samples", "recipe")
DIGESTS = ("frames", "base", "tokenizer")
ORDER = (*ALWAYS, *DIGESTS, "versions", "dtype", "device", "threads", "parent")
SHOWN = 3  # changed entries of a recipe or of the versions; a line has to stay a line
WIDTH = 40


def explain(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> str:
    """Return what changed from one compile's inputs to the next's: ``samples +12 −0, recipe same``.

    Of one that goes on from a parent, only the samples are told: ``samples +12 −0 on top of 64b724468f14``.
    """
    if old is None:
        return "first compile"
    if new.get("parent"):  # its recipe is a patch's, and its frames are a replay's: nobody changed them
        return f"{_samples(old['samples'], new['samples'])} on top of {_show(new['parent'])}"
    others = sorted((old.keys() | new.keys()) - set(ORDER))
    changed, same = [], []
    for name in (*ORDER, *others):
        if canonical(old.get(name)) != canonical(new.get(name)):
            changed.append(_change(name, old.get(name), new.get(name)))
        elif name in ALWAYS:
            same.append(f"{name} same")
    return ", ".join(changed + same)


def _change(name: str, old: Any, new: Any) -> str:
    if name == "samples":
        return _samples(old or (), new or ())
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return f"{name} changed ({_entries(old, new)})"
    return f"{name} changed" if name in DIGESTS else f"{name} {_show(old)} → {_show(new)}"


def _samples(old: Sequence[str], new: Sequence[str]) -> str:
    before, after = Counter(old), Counter(new)
    added, gone = (after - before).total(), (before - after).total()
    return f"samples +{added} −{gone}" if added or gone else "samples in another order"


def _entries(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    names = [n for n in sorted(old.keys() | new.keys()) if canonical(old.get(n)) != canonical(new.get(n))]
    shown = [f"{_text(n)} {_show(old.get(n))} → {_show(new.get(n))}" for n in names[:SHOWN]]
    more = len(names) - SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _show(value: Any) -> str:
    if value is None:
        return "none"
    text = _text(value if isinstance(value, str) else canonical(value))
    return text[:SHORT] if len(text) == 64 else text


def _text(text: str) -> str:
    """Return a text fit for a terminal: short, and without control characters."""
    clean = "".join(c if c.isprintable() else "?" for c in text)
    return clean if len(clean) in (*range(WIDTH + 1), 64) else f"{clean[: WIDTH - 1]}…"
