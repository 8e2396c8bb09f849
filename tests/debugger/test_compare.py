"""Two runs side by side: what was lost and won, and whether chance alone does that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_pwd.debugger.compare import compare, mcnemar
from pytest_pwd.report.compare import comparison_data, comparison_lines
from pytest_pwd.terms import Asks, Probe, Verdict

counts = st.integers(0, 300)


def probes_of(*items: str) -> dict[str, list[Probe]]:
    """Return two probes for each item."""
    return {item: [Probe(f"{item}.{n}", item, Asks.FACT, (), (), "") for n in "ab"] for item in items}


def verdicts(**margins: tuple[float, float]) -> dict[str, Verdict]:
    """Return verdicts with these margins, two for each item."""
    return {
        f"{item}.{name}": Verdict(f"{item}.{name}", margin > 0, margin, (margin,), "")
        for item, pair in margins.items()
        for name, margin in zip("ab", pair, strict=True)
    }


def test_an_item_goes_by_its_lowest_margin():
    """One failed probe makes an item red, and is what is shown of it."""
    found = compare(probes_of("x", "y"), verdicts(x=(3, 1), y=(2, 2)), verdicts(x=(4, -1), y=(1, 5)))

    assert [(move.item, move.before, move.after) for move in found.lost] == [("x", 1, -1)]
    assert found.won == ()


def test_items_that_only_one_run_saw_are_counted():
    """They are neither lost nor won."""
    found = compare(probes_of("x", "y"), verdicts(x=(1, 1), y=(1, 1)), verdicts(x=(1, 1)))

    assert (len(found.moves), found.unseen) == (1, 1)


@pytest.mark.parametrize(
    ("lost", "won", "p"),
    [(0, 0, 1.0), (0, 1, 1.0), (5, 5, 1.0), (0, 6, 0.03125), (1, 8, 0.0390625), (10, 0, 2**-9)],
)
def test_mcnemar_is_exact(lost, won, p):
    """Known values, from the binomial table."""
    assert mcnemar(lost, won) == pytest.approx(p)


@given(counts, counts)
def test_mcnemar_is_a_probability_and_symmetric(lost, won):
    """Which run comes first doesn't matter, and no count breaks it."""
    assert 0 < mcnemar(lost, won) == mcnemar(won, lost) <= 1


@given(counts, st.integers(1, 50))
def test_more_losses_are_less_likely_chance(won, more):
    """The further apart the counts, the smaller the p-value."""
    assert mcnemar(won + more + 1, won) <= mcnemar(won + more, won)


def test_the_report_names_what_turned_and_what_moved():
    """Red first, then green, then the rest by how far it moved."""
    items = probes_of("x", "y", "z")
    found = compare(items, verdicts(x=(1, 1), y=(-1, 1), z=(5, 5)), verdicts(x=(-2, 1), y=(1, 1), z=(1, 1)))

    assert comparison_lines(found) == [
        "3 items: 1 turned red, 1 turned green (exact McNemar p = 1: chance alone may do that)",
        "turned red",
        "  x: lowest margin +1.0 → −2.0",
        "turned green",
        "  y: lowest margin −1.0 → +1.0",
        "moved most",
        "  z: lowest margin +5.0 → +1.0",
    ]
    assert comparison_lines(found, markdown=True)[2] == "- x: lowest margin +1.0 → −2.0"
    assert [move["item"] for move in comparison_data(found)["turned_red"]] == ["x"]
