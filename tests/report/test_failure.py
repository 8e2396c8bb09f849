"""Findings in words."""

from dataclasses import replace

import orchard
import pytest

from pytest_pwd.debugger.diagnose import by_item, diagnose_all
from pytest_pwd.report.failure import Background, failure_lines, headline, title
from pytest_pwd.report.impact import turned_red
from pytest_pwd.report.kin_hint import kin_hint
from pytest_pwd.report.words import signed
from pytest_pwd.terms import Verdict
from pytest_pwd.tester.generate import generate_probes


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory):
    return orchard.orchard(tmp_path_factory.mktemp("orchard"))


@pytest.fixture(scope="module")
def probes(knowledge):
    return [probe for probes in generate_probes(knowledge).values() for probe in probes]


def background(knowledge, probes, *failing, preferred=""):
    verdicts = {}
    for probe in probes:
        passed = probe.id not in failing
        wrong = preferred or next(choice for choice in probe.choices if choice != probe.answer)
        margins = (0.5, 0.5, 0.5) if passed else (-0.5, -2.5, -1.0)
        said = probe.answer if passed else wrong
        verdicts[probe.id] = Verdict(probe.id, passed, sum(margins) / 3, margins, said)
    probes_of = by_item(probes)
    findings = diagnose_all(knowledge, probes_of, probes_of, verdicts)
    taught = dict.fromkeys(probes_of, 4) | {"hallot": 0}
    turned = turned_red(knowledge, findings)
    return Background(knowledge, probes_of, verdicts, findings, taught, turned, "pytest x --pwd-fix")


def test_the_hardest_wording_is_shown(knowledge, probes):
    """Of several wordings, the one with the lowest margin is told."""
    told = background(knowledge, probes, "hallot.bark")
    (probe,) = [probe for probe in probes if probe.id == "hallot.bark"]
    lines = failure_lines(told.findings["hallot"], told)

    assert lines[1] == f"  asked      {probe.wordings[1]}"


def test_nothing_teaches_it(knowledge, probes):
    """A concept that no sample teaches is shown beside the discipline's median."""
    told = background(knowledge, probes, "hallot.bark")

    assert "  taught by  0 samples   (discipline median 4)" in failure_lines(told.findings["hallot"], told)


def test_steps_that_were_not_asked(knowledge, probes):
    """A step without a verdict has a mark of its own."""
    told = background(knowledge, probes, "late-frost.step-2")
    verdicts = {id: v for id, v in told.verdicts.items() if id != "late-frost.step-1"}
    lines = failure_lines(told.findings["late-frost"], replace(told, verdicts=verdicts))

    assert [line[2] for line in lines if line[2:5] in ("· 1", "✗ 2", "✓ s")] == ["·", "✗", "✓"]


def test_many_failed_probes_stay_short(knowledge, probes):
    """An item with many failed probes tells the first in full and counts the rest."""
    failing = [probe.id for probe in probes if probe.of in ("quillow", "venfir")]
    told = background(knowledge, probes, *failing)
    lines = failure_lines(told.findings["quillow"], told)

    assert "             … and 1 more probe" in lines
    assert len(lines) <= 20


def test_everything_red_stays_short(knowledge, probes):
    """When all is red, every report still fits on a screen."""
    told = background(knowledge, probes, *[probe.id for probe in probes])

    assert len(told.findings) == 22
    for finding in told.findings.values():
        assert len(failure_lines(finding, told)) <= 20
        assert len(headline(knowledge, finding)) < 150


@pytest.mark.parametrize(
    ("failing", "item", "expected"),
    [
        ("hallot.bark", "hallot", "concept gap: hallot"),
        ("ostrel-soil.forward", "ostrel-soil", "relation gap: ostrel-soil"),
        ("late-frost.step-1", "late-frost", "chain break: late-frost"),
    ],
)
def test_titles(knowledge, probes, failing, item, expected):
    told = background(knowledge, probes, failing)

    assert title(knowledge, told.findings[item]) == expected


def test_hostile_text_stays_within_its_line(knowledge, probes):
    """What the model prefers can't start a line of its own."""
    told = background(knowledge, probes, "hallot.bark", preferred="\n::error::\x1b[2J")
    lines = failure_lines(told.findings["hallot"], told)

    assert all(line.isprintable() for line in lines)
    assert not [line for line in lines if line.lstrip().startswith("::")]


def test_kin_hints(knowledge, probes):
    """A hint says what the preferred choice has in common with the answer."""
    named = {probe.id: probe for probe in probes}

    assert kin_hint(knowledge, named["hallot.definition"], "ostrel") == "the same kind, tree"
    assert kin_hint(knowledge, named["hallot.bark"], "silver") == "that is true of quillow"
    assert (
        kin_hint(knowledge, replace(named["hallot.bark"], answer="acetate"), "acetone") == 'both start "acet"'
    )
    assert kin_hint(knowledge, named["ostrel-soil.forward"], "wet clay") == "that is true of quillow"
    assert kin_hint(knowledge, named["hallot.bark"], "amber") == ""
    assert kin_hint(knowledge, named["hallot.bark"], "plaid") == ""


def test_margins_are_signed():
    """A margin shows its sign and enough digits to tell it from zero."""
    assert [signed(m) for m in (-1.84, -0.042, 3.0)] == ["−1.8", "−0.04", "+3.0"]


def test_a_gap_turns_red_what_rests_on_it(knowledge, probes):
    """A concept turns red its relation and, through it, the chain that uses the relation."""
    told = background(
        knowledge,
        probes,
        "dusk-moth.definition",
        "quillow-attracts.forward",
        "late-frost.walk",
        "hallot.bark",
    )

    assert told.turned_red == {
        "dusk-moth": ("quillow-attracts", "late-frost"),
        "quillow-attracts": ("late-frost",),
    }
