"""hypothesis strategies: questions about a concept, varied by a test and shrunk to the simplest that fails.

from hypothesis import given, settings
from pytest_pwd.strategies import probes_of

@settings(deadline=None)  # the first question loads the model
@given(probe=probes_of("bronsted-acid"))
def test_acids(pwd_model, probe):
    assert pwd_model.ask(probe.wordings[0], probe.choices) == probe.answer
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from pytest_pwd.discipline import MANIFEST, Discipline
from pytest_pwd.errors import InputError, WrongUsage, did_you_mean
from pytest_pwd.terms import Probe
from pytest_pwd.tester.generate import wide_probes

MOST = 8  # wrong choices to draw from
SHOWN = 4  # wrong choices of one question at the most


def probes_of(id: str, discipline: str | Path = "") -> st.SearchStrategy[Probe]:
    """Return a strategy for questions about a concept, relation or chain.

    Each has one wording out of all that the tester has, and the answer among one to four wrong choices,
    which are the entry's kin, in any order. The simplest one asks the first thing that there is to ask in
    the shortest wording with one wrong choice. ``discipline`` is a discipline's folder; without it, the one
    below ``disciplines/`` of the current folder that has the id.

    Errors, when the first question is drawn: WrongUsage for an id that there isn't, InputError.
    """
    return st.deferred(lambda: _questions(_probes(Path.cwd(), id, str(discipline))))


def _questions(probes: tuple[Probe, ...]) -> st.SearchStrategy[Probe]:
    return st.sampled_from(probes).flatmap(_varied)


def _varied(probe: Probe) -> st.SearchStrategy[Probe]:
    wordings = sorted(probe.wordings, key=len)
    wrong = [choice for choice in probe.choices if choice != probe.answer]

    def question(wording: str, order: list[str], kept: tuple[bool, ...], place: int) -> Probe:
        chosen = [choice for choice, keep in zip(wrong, kept, strict=True) if keep][:SHOWN] or wrong[:1]
        others = [choice for choice in order if choice in chosen]
        choices = (*others[:place], probe.answer, *others[place:])
        return replace(probe, wordings=(wording,), choices=choices)

    # Each draw stands for itself, so that one choice less changes nothing else: that shrinks best.
    return st.builds(
        question,
        st.sampled_from(wordings),
        st.permutations(wrong),
        st.tuples(*[st.booleans()] * len(wrong)),
        st.integers(0, SHOWN),
    )


@cache
def _probes(root: Path, id: str, folder: str) -> tuple[Probe, ...]:
    folders = [root / folder] if folder else [path.parent for path in root.glob(f"disciplines/*/{MANIFEST}")]
    if folder and not (root / folder / MANIFEST).is_file():
        raise InputError(f"{folder} has no {MANIFEST}")
    disciplines = [Discipline(found, root, root / ".pwd") for found in sorted(folders)]
    having = [discipline for discipline in disciplines if discipline.knowledge.entry(id)]
    if not having:
        known = [entry.id for discipline in disciplines for entry in discipline.knowledge.entries]
        raise WrongUsage(f'there is no concept, relation or chain "{id}".{did_you_mean(id, known)}')
    if len(having) > 1:
        raise WrongUsage(
            f'"{id}" is in several disciplines; name the folder of one: probes_of("{id}", FOLDER)'
        )
    return tuple(wide_probes(having[0].knowledge, id, MOST))
