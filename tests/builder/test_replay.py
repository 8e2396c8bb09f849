"""What is taught again beside new samples."""

from __future__ import annotations

from pytest_pwd.builder.replay import near, with_replay
from pytest_pwd.terms import Sample


def fact(subject: str, attribute: str, value: str) -> Sample:
    slots = {"subject": subject, "attribute": attribute, "value": value}
    return Sample(f"{subject}.{attribute}".replace(" ", "-"), (subject,), "fact", slots)


NEW = fact("acetate ion", "charge", "one minus")
KIN = [fact("sodium ion", "charge", "one plus"), fact("oxide ion", "charge", "two minus")]
FAR = [fact(f"planet {n}", "number of moons", f"{n} moons") for n in range(40)]


def test_what_shares_words_with_a_new_sample_is_near_it():
    """Kin come before what speaks of something else."""
    assert {sample.id for sample in KIN} <= near([NEW], [*FAR, *KIN])


def test_every_old_sample_is_shown_in_every_epoch():
    """Nothing that was learned before is left to be forgotten."""
    old = [*FAR, *KIN]

    for wordings in with_replay([NEW], old, count=3, per_epoch=6, seed=1):
        completions = [wording.completion for wording in wordings]
        assert {str(sample.slots["value"]) for sample in [NEW, *old]} <= set(completions)


def test_new_samples_are_shown_most_and_their_kin_more_than_the_rest():
    """The share of each is what confusion with the new ones asks for."""
    (wordings,) = with_replay([NEW], [*FAR, *KIN], count=1, per_epoch=6, seed=1)

    def shown(sample: Sample) -> int:
        return sum(wording.completion == sample.slots["value"] for wording in wordings)

    beside = near([NEW], [*FAR, *KIN])
    far = next(sample for sample in FAR if sample.id not in beside)
    assert shown(NEW) > shown(KIN[0]) > shown(far) > 0


def test_the_same_samples_are_replayed_in_the_same_order():
    """An incremental compile is as repeatable as a clean one; each epoch is another draw."""
    first, second = with_replay([NEW], FAR, 2, 6, 1), with_replay([NEW], FAR, 2, 6, 1)

    assert first == second
    assert first[0] != first[1]
