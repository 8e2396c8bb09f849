"""The gate falls when more is lost than is tolerated and than chance makes, and knows when it can't tell."""

from __future__ import annotations

import pytest

from pytest_pwd.debugger.guard import Guarded, Suite, guarded
from pytest_pwd.terms import Asks, Probe, Verdict

COUNT = 100


def suite() -> Suite:
    """A hundred items of one probe with four choices each."""
    ids = [f"item-{nth}" for nth in range(COUNT)]
    return Suite(
        "reading",
        tuple(Probe(id, id, Asks.WRITTEN, ("a", "b", "c"), ("w", "x", "y", "z"), "w") for id in ids),
    )


def verdicts(green: range) -> dict[str, Verdict]:
    """The items of these numbers are green."""
    return {
        f"item-{n}": Verdict(f"item-{n}", n in green, 1.0 if n in green else -1.0, (1.0,), "w")
        for n in range(COUNT)
    }


def judged(before: range, after: range, tolerance: float = 0.01) -> Guarded:
    """Compare two runs."""
    return guarded(suite(), verdicts(before), verdicts(after), tolerance)


def test_a_loss_beyond_chance_is_a_fall():
    """Ninety green before, seventy after."""
    result = judged(range(90), range(70))

    assert (result.before, result.after, result.fell, result.guessing) == (90, 70, True, False)


def test_what_chance_alone_may_do_is_no_fall():
    """Three items fewer are above the tolerance, and nothing to be sure of (p = 0.25)."""
    assert not judged(range(90), range(87)).fell


def test_a_loss_within_the_tolerance_is_no_fall():
    """Ten items fewer are no accident, but allowed here."""
    assert judged(range(90), range(80), tolerance=0.05).fell
    assert not judged(range(90), range(80), tolerance=0.10).fell


def test_as_much_won_as_lost_is_no_fall():
    """Twenty lost and twenty won."""
    assert not judged(range(60), range(20, 80)).fell


@pytest.mark.parametrize(("green", "guessing"), [(25, True), (31, True), (40, False)])
def test_a_suite_that_was_guessed_has_nothing_to_lose(green, guessing):
    """With four choices, guessing makes a quarter of it green, give or take."""
    assert judged(range(green), range(green)).guessing is guessing
