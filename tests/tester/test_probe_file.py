"""Probe files: read back as written, whatever YAML might take the texts for, and people's probes stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from drawn import TRICKY, slugs, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from orchard import orchard

from pytest_pwd.errors import InputError
from pytest_pwd.terms import NOWHERE, Asks, Probe
from pytest_pwd.tester.generate import generate_probes
from pytest_pwd.tester.probe_file import dump_probes, merged, read_probes

KNOWN = ("quillow", "late-frost", "no")


def read(path: Path, text: str) -> list[Probe]:
    path.write_text(text, encoding="utf-8")
    return read_probes(path, "test_trees.yaml", KNOWN)


def problems(path: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(path, text)
    return str(caught.value).splitlines()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test_trees.yaml"


@st.composite
def probes(draw: st.DrawFn) -> Probe:
    said = st.sampled_from(TRICKY) | texts
    choices = draw(st.lists(said, min_size=2, max_size=8, unique=True))
    return Probe(
        id=draw(slugs | st.sampled_from(["no", "1.1", "2024-01-01", "12"])),
        of=draw(st.sampled_from(KNOWN)),
        asks=draw(st.sampled_from(Asks)),
        wordings=tuple(draw(st.lists(said, min_size=3, max_size=5, unique=True))),
        choices=tuple(choices),
        answer=draw(st.sampled_from(choices)),
        step=draw(st.integers(0, 9)),
        frozen_from=draw(st.sampled_from(["", "0123456789ab", "123456789012", "00000000e123"])),
    )


@given(found=st.lists(probes(), max_size=3, unique_by=lambda probe: probe.id))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_dumped_is_read_back(path: Path, found: list[Probe]) -> None:
    """A "no" stays a "no", a 1.10 a 1.10, and each probe knows the line that it begins on."""
    text = dump_probes("orchard", "trees", "disciplines/orchard", found)
    back = read(path, text)
    assert [replace(probe, place=NOWHERE) for probe in back] == found
    lines = text.splitlines()
    assert [lines[p.place.line - 1].replace('"', "") for p in back] == [f"  - id: {p.id}" for p in found]
    assert dump_probes("orchard", "trees", "disciplines/orchard", back) == text


def test_what_is_generated_is_read_back(path: Path, tmp_path: Path) -> None:
    frozen = generate_probes(orchard(tmp_path))["trees"]
    path.write_text(dump_probes("orchard", "trees", "disciplines/orchard", frozen), encoding="utf-8")
    back = read_probes(path, "test_trees.yaml", {probe.of for probe in frozen})
    assert [replace(probe, place=NOWHERE) for probe in back] == frozen


HAND = """\
discipline: orchard
topic: trees
probes:
  - id: mine
    of: quillow
    asks: written
    wordings: [Which, What, Whose]
    choices: ["12", "13"]
    answer: "12"
"""


def test_all_problems_are_named_at_once(path: Path) -> None:
    """An id taken twice, an unknown item and an answer that is no choice, with lines and what was meant."""
    second = (
        HAND[HAND.index("  - id") :]
        .replace("of: quillow", "of: quilow")
        .replace('answer: "12"', 'answer: "14"')
    )
    assert problems(path, HAND + second) == [
        'test_trees.yaml:4: probe "mine" is there 2 times; ids are unique',
        'test_trees.yaml:10: probe "mine" is of "quilow", which is not defined. Did you mean "quillow"?',
        'test_trees.yaml:10: probe "mine" is there 2 times; ids are unique',
        'test_trees.yaml:10: the answer "14" is not among the choices.',
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[Which, What, Whose]", "[Which, What]", "at least 3"),
        ('choices: ["12", "13"]', 'choices: ["12"]', "at least 2"),
        ('answer: "12"', "answer: 12", 'write "12" in quotes'),
        ("asks: written", "asks: facts", 'Did you mean "fact"?'),
        ("of: quillow", "off: quillow", "unknown field"),
    ],
)
def test_a_slip_is_worded_for_people(path: Path, old: str, new: str, said: str) -> None:
    assert said in "\n".join(problems(path, HAND.replace(old, new)))


def probe(id: str, of: str, frozen_from: str = "0123456789ab") -> Probe:
    return Probe(id, of, Asks.FACT, ("a", "b", "c"), ("x", "y"), "x", frozen_from=frozen_from)


def test_peoples_probes_stay_when_the_rest_is_frozen_anew() -> None:
    """Each behind the last frozen one of its item, or at the end; frozen ones that are gone, go."""
    frozen = [probe("a.1", "a"), probe("a.2", "a"), probe("b.1", "b")]
    there = [
        probe("old", "a"),
        probe("other", "z", ""),
        probe("mine-b", "b", ""),
        probe("mine-a", "a", ""),
        probe("ours-a", "a", ""),
    ]
    assert [p.id for p in merged(frozen, there)] == [
        "a.1",
        "a.2",
        "mine-a",
        "ours-a",
        "b.1",
        "mine-b",
        "other",
    ]


def test_freezing_again_changes_nothing() -> None:
    frozen = [probe("a.1", "a"), probe("b.1", "b")]
    once = merged(frozen, [probe("mine", "a", ""), probe("other", "z", "")])
    assert merged(frozen, once) == once
