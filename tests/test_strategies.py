"""Questions drawn by hypothesis are ones that the knowledge can answer, and shrink to the simplest."""

from __future__ import annotations

from pathlib import Path

import orchard
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from pytest_pwd.errors import WrongUsage
from pytest_pwd.strategies import probes_of
from pytest_pwd.terms import Asks

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The orchard's project as the current folder."""
    orchard.write_project(tmp_path)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("here")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_question_has_its_answer_once_among_kin(data):
    """Whatever is drawn has one right choice, and one wording to ask it in."""
    probe = data.draw(probes_of(data.draw(st.sampled_from(["quillow", "quillow-attracts", "late-frost"]))))

    assert probe.choices.count(probe.answer) == 1
    assert 2 <= len(set(probe.choices)) == len(probe.choices) <= 5
    assert len(probe.wordings) == 1


@pytest.mark.usefixtures("here")
def test_a_failure_shrinks_to_the_shortest_wording_and_one_wrong_choice():
    """Of a model that takes moths for beetles, the simplest question that shows it is left."""

    def mistaken(probe) -> bool:
        return probe.answer == "dusk moth" and "bell beetle" in probe.choices

    found = find(probes_of("quillow-attracts"), mistaken, settings=settings(derandomize=True, database=None))

    assert found.asks == Asks.FORWARD
    assert set(found.choices) == {"dusk moth", "bell beetle"}


@pytest.mark.usefixtures("here")
def test_an_unknown_id_gets_a_guess():
    """A typing mistake is told when the first question is drawn."""
    with pytest.raises(WrongUsage, match='Did you mean "quillow"'):
        find(probes_of("quilow"), lambda probe: True)
