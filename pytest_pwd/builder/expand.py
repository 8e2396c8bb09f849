"""Statements to wordings: what the model is shown, drawn afresh each epoch from the seed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence

from pytest_pwd.builder.frames import FILLERS, FRAMES, LEAD_INS
from pytest_pwd.digest import digest
from pytest_pwd.terms import WRITTEN, Sample, Wording

ARROW = " => "

# How often a form's main frames are drawn for one of its minor ones (told the other way, judged).
MINOR_SHARE = 0.1
MINOR = {"definition": "definition-told", "alias": "alias-told", "fact": "fact-judged"}

# What is learned soonest needs fewer wordings, what is mistaken for its kin more; a walk tells the steps too.
SHARE = {
    "definition": 1 / 2,
    "alias": 1 / 2,
    "fact": 7 / 6,
    "forward": 4 / 3,
    "backward": 1 / 2,
    "direction": 3 / 2,
    "walk": 1 / 2,
    "step": 1 / 2,
}

# Some of the wordings are the bare slots among filler words: the model can't lean on a frame then.
NOISE_SHARE = 0.6
FILLER_COUNT = (1, 7)
LEAD_IN_SHARE = 0.5
KEYS = {
    "definition": ("{definition}",),
    "alias": ("{alias}",),
    "fact": ("{subject}", "{attribute}"),
    "forward": ("{subject}", "{predicate}"),
    "backward": ("{predicate}", "{object}"),
    "direction": ("{one}", "{two}", "{predicate}"),
    "conclusion": ("{given}",),
    "step": ("{before}",),
}
ANSWER = {
    "definition": "{name}",
    "alias": "{name}",
    "fact": "{value}",
    "forward": "{object}",
    "backward": "{subject}",
    "direction": "{subject}",
    "conclusion": "{conclusion}",
    "step": "{step}",
}
ORDERED = {"forward", "backward"}  # who acts on whom is told by the order


def frames_digest() -> str:
    """Return the digest of all that decides how a statement is expanded."""
    shares = [MINOR, MINOR_SHARE, SHARE, NOISE_SHARE, FILLER_COUNT, LEAD_IN_SHARE]
    return digest([1, FRAMES, LEAD_INS, FILLERS, KEYS, ANSWER, sorted(ORDERED), shares])


def epochs(samples: Sequence[Sample], epochs: int, per_epoch: int, seed: int) -> Iterator[list[Wording]]:
    """Yield each epoch's wordings in training order, ``per_epoch`` for each thing taught (see ``SHARE``).

    The draw for a sample depends on the seed, the epoch and the sample alone, so that a withheld
    sample takes only its own wordings away.
    """
    for epoch in range(epochs):
        drawn = [
            (random.Random(f"{seed}/{epoch}/{sample.id}/{nth}").random(), wording)
            for sample in samples
            for nth, wording in enumerate(draw(sample, per_epoch, seed=f"{seed}/{epoch}"))
        ]
        drawn.sort(key=lambda pair: pair[0])
        yield [wording for _, wording in drawn]


def draw(sample: Sample, count: int, seed: str) -> list[Wording]:
    """Return ``count`` wordings of each thing that a sample teaches; a written one stays as it is."""
    if sample.form == WRITTEN:
        return [Wording(str(sample.slots["prompt"]), str(sample.slots["completion"]))] * count
    rng = random.Random(f"{seed}/{sample.id}")
    return [
        wording for aspect, slots in aspects(sample) for wording in _draw_aspect(aspect, slots, count, rng)
    ]


def aspects(sample: Sample) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield each thing that a statement teaches: the name of its frames, and the slots' candidates."""
    slots = {
        name: list(value) if isinstance(value, tuple) else [value] for name, value in sample.slots.items()
    }
    if sample.form == "relation":
        yield "forward", slots
        yield "backward", slots
    elif sample.form == "direction":
        subject, object_ = slots["subject"], slots["object"]
        # Both named, in either order, so that which of them acts has to be known.
        yield "direction", slots | {"one": subject + object_, "two": object_ + subject}
    elif sample.form == "chain":
        yield from _chain_aspects(slots)
    else:
        yield sample.form, slots


def _chain_aspects(slots: Mapping[str, list[str]]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    given, steps, conclusion = slots["given"], slots["steps"], slots["conclusion"]
    yield "conclusion", {"given": given, "conclusion": conclusion}
    yield "walk", {"given": given, "walk": ["; ".join([*steps, conclusion[0]])]}
    for k, step in enumerate(steps):
        yield "step", {"before": ["; ".join([*given, *steps[:k]])], "step": [step]}


def _draw_aspect(
    aspect: str, slots: Mapping[str, Sequence[str]], count: int, rng: random.Random
) -> Iterator[Wording]:
    usable = [frame for frame in FRAMES[aspect] if _fits(frame, slots)]
    minor = [frame for frame in FRAMES.get(MINOR.get(aspect, ""), ()) if _fits(frame, slots)]
    rng.shuffle(usable)
    for nth in range(math.ceil(count * SHARE.get(aspect, 1))):
        filled = _fill_slots(slots, rng)
        if aspect in KEYS and rng.random() < NOISE_SHARE:
            yield _noise(aspect, filled, rng)
        elif minor and rng.random() < MINOR_SHARE:
            yield _worded(rng.choice(minor), filled, rng)
        else:
            yield _worded(usable[nth % len(usable)], filled, rng)


def _fits(frame: str, slots: Mapping[str, Sequence[str]]) -> bool:
    return all(slots.get(slot) for slot in slots_of(frame))


def slots_of(frame: str) -> list[str]:
    """Return the names of a frame's slots, in order."""
    return [part.split("}")[0] for part in frame.split("{")[1:]]


def _fill_slots(slots: Mapping[str, Sequence[str]], rng: random.Random) -> dict[str, str]:
    # "other" and "other_value" speak of the same kin, "one" and "two" of both ends: they are drawn together.
    kin = rng.randrange(1 << 16)
    return {name: values[kin % len(values)] for name, values in slots.items() if values}


def _worded(frame: str, slots: Mapping[str, str], rng: random.Random) -> Wording:
    prompt, completion = frame.split(ARROW)
    text = prompt.format(**slots)
    if rng.random() < LEAD_IN_SHARE:
        text = f"{rng.choice(LEAD_INS)} {text}"
    return Wording(text, completion.format(**slots))


def _noise(aspect: str, slots: Mapping[str, str], rng: random.Random) -> Wording:
    words = [key.format(**slots) for key in KEYS[aspect]]
    if aspect not in ORDERED:
        rng.shuffle(words)
    for _ in range(rng.randint(*FILLER_COUNT)):
        words.insert(rng.randint(0, len(words)), rng.choice(FILLERS))
    mark = rng.choice(("", ":", "?", " is", " =", ".", ",", " –"))
    return Wording(" ".join(words) + mark, ANSWER[aspect].format(**slots))
