"""Small pieces of sentences."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 patch``, ``1,812 samples``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def signed(margin: float) -> str:
    """Return a margin with its sign, in as many digits as tell it from zero."""
    return f"{margin:+.{1 if abs(margin) >= 1 else 2}f}".replace("-", "−")
