"""Errors that a user can act on: where, what, and the likely fix, all problems of a file at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pytest_pwd.terms import NOWHERE, Place

BAD_INPUT = 2
USAGE = 4


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where."""

    place: Place
    message: str

    def __str__(self) -> str:
        return self.message if self.place == NOWHERE else f"{self.place}: {self.message}"


class PwdError(Exception):
    """A user's mistake or a broken environment; its text is ready to be printed as it is."""

    exit_code = BAD_INPUT

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(NOWHERE, p) for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class InputError(PwdError):
    """Files that can't be used as they are."""


class LeakError(InputError):
    """A probe, or a near copy of one, is in the training data."""


class CompileError(PwdError):
    """The compile failed, which says nothing about what the model knows."""


class ScoringError(PwdError):
    """Scoring failed, which says nothing about what the model knows either."""


class StaleProbe(PwdError):
    """A probe was frozen from knowledge that has changed since."""


class WrongUsage(PwdError):
    """Options that don't go together, or an argument that names nothing."""

    exit_code = USAGE


def raise_if(problems: Sequence[Problem], kind: type[PwdError] = InputError) -> None:
    """Raise every problem at once, in the order of the files; do nothing if there is none."""
    if problems:
        raise kind(*sorted(problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean "…"?`` for the nearest known word, or an empty text."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f' Did you mean "{near[0]}"?' if near else ""
