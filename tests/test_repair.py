"""A patch is kept only when it is seen to close what it is for, and to cost nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import orchard
import pytest

from pytest_pwd import repair
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.debugger.diagnose import by_item, diagnose_all
from pytest_pwd.discipline import Discipline
from pytest_pwd.edges import Edges
from pytest_pwd.loop import write_patches
from pytest_pwd.terms import Patch, Sample, Verdict


class Learner:
    """A model that knows what enough samples teach, and forgets some when others are taught too much."""

    def __init__(self, root: Path) -> None:
        folder = orchard.write_discipline(root)
        self.discipline = Discipline(folder, root, root / ".pwd")
        self.needs: dict[str, int] = {}  # samples that an item takes to be known
        self.bears: dict[str, int] = {}  # samples in all that an item survives
        self.wavering: set[str] = set()  # items that no patched model of the first seed knows
        self.said: list[str] = []
        self.samples: list[Sequence[Sample]] = []

    def compile(self, discipline: Discipline, samples: Sequence[Sample], edges: Edges) -> Artifact:
        """Keep the samples; the artifact is their number."""
        self.samples.append(samples)
        return Artifact(str(len(self.samples) - 1), Path(), {}, str(len(samples)))

    def score(self, discipline, artifact, probes, edges) -> dict[str, Verdict]:
        """Answer by what the samples teach."""
        found = self.answer(self.samples[int(artifact.key)])
        first = discipline.recipe.seed == self.discipline.recipe.seed
        red = {p.id for p in probes if p.of in self.wavering} if first else set()
        return {
            p.id: replace(found[p.id], passed=False, margin=-1.0) if p.id in red else found[p.id]
            for p in probes
        }

    def answer(self, samples: Sequence[Sample]) -> dict[str, Verdict]:
        """Return a verdict for each probe."""
        taught = Counter(id for sample in samples for id in sample.teaches)
        found = {}
        for probe in self.discipline.probes:
            known = taught[probe.of] >= self.needs.get(probe.of, 1) and len(samples) <= self.bears.get(
                probe.of, 10_000
            )
            wrong = next(choice for choice in probe.choices if choice != probe.answer)
            margin = 3.0 if known else -3.0
            found[probe.id] = Verdict(probe.id, known, margin, (margin,), probe.answer if known else wrong)
        return found

    def repair(self, rounds: int = 3, synthesizer: repair.Synthesizer = repair.by_default) -> repair.Proof:
        """Repair all that is red."""
        samples = self.discipline.samples
        verdicts = self.answer(samples)
        probes_of = by_item(self.discipline.probes)
        wanted = diagnose_all(self.discipline.knowledge, probes_of, probes_of, verdicts)
        artifact = Artifact("", Path(), {}, "weights")
        return repair.verified_repair(
            self.discipline, artifact, verdicts, wanted, rounds, Edges(self.said.append), synthesizer
        )


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    """A learner in place of compiling and scoring."""
    made = Learner(tmp_path)
    monkeypatch.setattr(repair, "compile_samples", made.compile)
    monkeypatch.setattr(repair, "score_probes", made.score)
    return made


def size(proof: repair.Proof) -> int:
    """Return how many samples the patches of a proof hold."""
    return sum(len(patch.samples) for patch in proof.patches)


def test_what_one_patch_closes_is_kept(learner):
    """A relation that needs a second sample gets one, and nothing more."""
    learner.needs = {"quillow-soil": 2}

    proof = learner.repair()

    assert proof.closed == ("quillow-soil",)
    assert not proof.given_up
    assert size(proof) == 1


def test_what_stays_open_is_taught_more(learner):
    """A concept that the first round doesn't close is closed by a later, larger one."""
    learner.needs = {"hallot": 8}

    proof = learner.repair()

    assert proof.closed == ("hallot",)
    assert [line for line in learner.said if line.startswith("round 2: 1 of 1 closed")]


def test_a_patch_that_costs_another_item_is_not_kept(learner):
    """An item that was clearly green and is lost outweighs one that is won."""
    learner.needs = {"quillow-soil": 2}
    learner.bears = {"dusk-moth": len(learner.discipline.samples)}

    proof = learner.repair()

    assert proof.patches == ()
    assert list(proof.given_up) == ["quillow-soil"]


def test_an_item_that_another_seed_knows_is_unstable_and_no_harm(learner):
    """A clean compile may turn any item red by its seed alone; that is named, and doesn't cost the proof."""
    learner.needs = {"quillow-soil": 2}
    learner.wavering = {"dusk-moth"}

    proof = learner.repair()

    assert proof.closed == ("quillow-soil",)
    assert proof.lost == ("dusk-moth",)
    assert learner.said[-1] == "by another seed: 1 of 1 are green"


def test_what_cannot_be_closed_is_given_up_and_the_rest_is_kept(learner):
    """One hopeless finding doesn't cost the proof of another."""
    learner.needs = {"quillow-soil": 2, "bramwood-soil": 10_000}

    proof = learner.repair()

    assert proof.closed == ("quillow-soil",)
    assert list(proof.given_up) == ["bramwood-soil"]
    assert all("quillow-soil" in patch.closes for patch in proof.patches)


def test_a_patch_is_shrunk_while_it_still_closes(learner):
    """Of many samples for one thing, half are left where half are enough."""
    learner.needs = {"hallot": 5}

    proof = learner.repair()

    assert proof.closed == ("hallot",)
    assert any(line.startswith("with fewer samples") for line in learner.said)
    assert size(proof) < 3


def test_what_nothing_else_says_is_not_shrunk_away(learner):
    """Each statement of a concept that had lost its data is the only one: no compile is spent on fewer."""
    path = learner.discipline.folder / "samples" / "trees.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '["hallot"]' not in line), encoding="utf-8")
    learner.needs = {"hallot": 1}

    proof = learner.repair()

    assert size(proof) == 3
    assert not any(line.startswith("with fewer samples") for line in learner.said)


def test_what_is_kept_was_compiled_as_it_is(learner):
    """The proof is of the very samples that are written."""
    learner.needs = {"hallot": 6, "quillow-soil": 2, "bramwood-soil": 10_000}

    proof = learner.repair()

    kept = {sample.id for patch in proof.patches for sample in patch.samples}
    own = {sample.id for sample in learner.discipline.samples}
    assert any({sample.id for sample in samples} == own | kept for samples in learner.samples)


def margins_of(learner: Learner, monkeypatch: pytest.MonkeyPatch, margin: float) -> None:
    """Let every item be green by so much."""
    answered = learner.answer

    def barely(samples: Sequence[Sample]) -> dict[str, Verdict]:
        return {id: replace(v, margin=margin) if v.passed else v for id, v in answered(samples).items()}

    monkeypatch.setattr(learner, "answer", barely)


def test_what_a_patch_closes_does_not_pay_for_what_it_costs(learner, monkeypatch):
    """Six items lost are more than chance makes, barely green or not, however many were won."""
    items = list(dict.fromkeys(probe.of for probe in learner.discipline.probes))
    learner.needs = dict.fromkeys(items[:6], 4)
    learner.bears = dict.fromkeys(items[6:12], len(learner.discipline.samples))
    margins_of(learner, monkeypatch, 0.5)

    proof = learner.repair()

    assert proof.patches == ()


def test_an_item_lost_to_chance_is_named(learner, monkeypatch):
    """One item that was barely green may turn red, but not unsaid."""
    learner.needs = {"quillow-soil": 2}
    learner.bears = {"dusk-moth": len(learner.discipline.samples)}
    margins_of(learner, monkeypatch, 0.5)

    proof = learner.repair(rounds=1)

    assert proof.closed == ("quillow-soil",)
    assert proof.lost == ("dusk-moth",)


def test_of_two_rounds_that_close_all_the_one_that_costs_less_is_kept(learner, monkeypatch):
    """What a round turned red is taught in the next, and that next one counts."""
    learner.needs = {"quillow-soil": 2}
    margins_of(learner, monkeypatch, 0.5)
    answered, count = learner.answer, len(learner.discipline.samples)

    def first_costs_one(samples: Sequence[Sample]) -> dict[str, Verdict]:
        found = answered(samples)
        if len(samples) == count + 1:
            found |= {
                i: replace(v, passed=False, margin=-1.0) for i, v in found.items() if i[:9] == "dusk-moth"
            }
        return found

    monkeypatch.setattr(learner, "answer", first_costs_one)

    proof = learner.repair()

    assert (proof.closed, proof.lost) == (("quillow-soil",), ())


def test_a_patch_that_closes_nothing_is_dropped_though_another_cannot_be_halved(learner):
    """The patch of a hopeless finding isn't kept for the sake of one that needs all its samples."""
    learner.needs = {"quillow-soil": 5, "dusk-moth": 10_000}

    proof = learner.repair()

    assert proof.closed == ("quillow-soil",)
    assert all(patch.closes for patch in proof.patches)


def test_the_next_run_reads_just_what_was_proved(learner):
    """Among patches that there were before, new ones stand where their files will be read."""
    old = Patch("zzz", (), (replace(learner.discipline.samples[0], id="zzz-1"),))
    write_patches(learner.discipline, [old])
    learner.discipline = replace(learner.discipline)
    learner.needs = {"quillow-soil": 2}

    proof = learner.repair()
    write_patches(learner.discipline, proof.patches)

    read = [sample.id for sample in replace(learner.discipline).samples]
    assert read[-1] == "zzz-1"
    assert read in [[sample.id for sample in samples] for samples in learner.samples]


def test_another_synthesizers_patches_are_proved_like_our_own(learner):
    """What it writes is compiled, and the same patch again, with more in it, takes its place."""
    learner.needs = {"hallot": 5}
    asked = []

    def synthesize(findings, samples):
        asked.append(len(samples))
        count = len(asked)
        more = [
            replace(learner.discipline.samples[0], id=f"mine-{n}", teaches=("hallot",)) for n in range(count)
        ]
        return [Patch("mine", tuple(findings), tuple(more))]

    proof = learner.repair(synthesizer=synthesize)

    assert len(asked) == 2
    assert [patch.id for patch in proof.patches] == ["mine"]
    assert proof.closed == ("hallot",)
