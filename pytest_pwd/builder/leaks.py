"""The leak check: no probe, nor a near copy of one, is in the training data.

Training data and probes speak of the same knowledge, so names, definitions and values stand in both;
what must never be shared is the *wording*. Texts are therefore compared as templates: what the knowledge
itself says is masked, and the words around it are compared. Statements are expanded by the builder's
frames only, a finite set, so comparing frames covers every wording that can be drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pytest_pwd.builder.expand import ARROW
from pytest_pwd.builder.frames import FRAMES
from pytest_pwd.builder.sample_file import to_json
from pytest_pwd.errors import LeakError, Problem, raise_if
from pytest_pwd.terms import WRITTEN, Knowledge, Probe, Sample

MASK = "\x00"

# Share of a probe's word triples that a training text may have in common with it.
NEAR = 0.6
GRAM = 3

# Chinese and Japanese; Thai and Lao; Burmese; Khmer.
UNSPACED = (
    "\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
WORD = re.compile(rf"{MASK}|(?=\w)[{UNSPACED}]|[^\W{UNSPACED}]+")

Grams = frozenset[tuple[str, ...]]


def check_leaks(knowledge: Knowledge, probes: Sequence[Probe], samples: Sequence[Sample]) -> None:
    """Compare every wording of every probe with all that can be trained on.

    Errors: LeakError naming each sample (file:line) and the probe whose wording it holds.
    """
    index = _Index(Masker(knowledge))
    for probe in probes:
        for wording in probe.wordings:
            index.add(wording, probe)
    problems = [
        Problem(sample.place, _message(sample.id, probe))
        for sample in samples
        for probe in index.found_in(_texts(sample), verbatim_only=sample.form != WRITTEN)
    ]
    problems += [Problem(probe.place, _frame_message(probe, frame)) for frame, probe in _frames_leaked(index)]
    raise_if(problems, LeakError)


def leak_inputs(knowledge: Knowledge, probes: Sequence[Probe], samples: Sequence[Sample]) -> list[object]:
    """Return all that the check depends on, for remembering what was found clean."""
    asked = [[probe.id, probe.wordings] for probe in probes]
    return [2, NEAR, GRAM, FRAMES, knowledge.digest, asked, [to_json(sample) for sample in samples]]


def _message(sample: str, probe: Probe) -> str:
    return (
        f'sample "{sample}" holds a wording of probe "{probe.id}" ({probe.place}), or nearly; '
        "a test that was trained on proves nothing: reword the sample or remove it"
    )


def _frame_message(probe: Probe, frame: str) -> str:
    return (
        f'a wording of probe "{probe.id}" is nearly the builder\'s frame "{frame}", '
        "which training data is worded by; reword the probe"
    )


def _frames_leaked(index: _Index) -> Iterator[tuple[str, Probe]]:
    """Yield each probe that is worded like a frame, with the first such frame."""
    first: dict[str, tuple[str, Probe]] = {}
    for frame in (frame for frames in FRAMES.values() for frame in frames):
        templates = _templates(frame)
        found = index.found_in(templates, verbatim_only=False)
        if not all(grams(words(template)) for template in templates):
            found += index.wordless
        for probe in found:
            first.setdefault(probe.id, (frame, probe))
    yield from first.values()


def _templates(frame: str) -> list[str]:
    """Return a frame with masks in its slots, with its completion and, as a probe may be, without."""
    bare = re.sub(r"\{\w+\}", MASK, frame)
    return [bare.replace(ARROW, " "), bare.split(ARROW)[0]]


def _texts(sample: Sample) -> list[str]:
    """Return the texts that a person wrote into a sample."""
    if sample.form == WRITTEN:
        return [f"{sample.slots['prompt']} {sample.slots['completion']}", str(sample.slots["prompt"])]
    return [
        text for value in sample.slots.values() for text in ([value] if isinstance(value, str) else value)
    ]


class _Index:
    """Probes' wordings, by their words and by their templates' word triples."""

    def __init__(self, mask: Masker) -> None:
        self.mask = mask
        self.probes: dict[tuple[str, ...], Probe] = {}
        self.lengths: set[int] = set()
        self.templates: dict[str, tuple[Grams, Probe]] = {}
        self.by_gram: dict[tuple[str, ...], set[str]] = {}
        self.wordless: list[Probe] = []  # those that say what the knowledge says and not a word more

    def add(self, wording: str, probe: Probe) -> None:
        spoken = tuple(words(wording))
        self.lengths.add(len(spoken))
        self.probes.setdefault(spoken, probe)
        masked = self.mask(wording)
        template = " ".join(masked)
        if template not in self.templates:
            of_template = grams(masked)
            self.templates[template] = (of_template, probe)
            if not of_template:
                self.wordless.append(probe)
            for gram in of_template:
                self.by_gram.setdefault(gram, set()).add(template)

    def found_in(self, texts: Iterable[str], verbatim_only: bool) -> list[Probe]:
        """Return the probes of which a wording is in one of the texts, word for word or nearly."""
        found: dict[str, Probe] = {}
        for text in texts:
            for probe in self._verbatim(words(text)):
                found[probe.id] = probe
            if not verbatim_only:
                for probe in self._near(text):
                    found[probe.id] = probe
        return list(found.values())

    def _verbatim(self, spoken: Sequence[str]) -> Iterator[Probe]:
        for length in self.lengths:
            for start in range(len(spoken) - length + 1):
                probe = self.probes.get(tuple(spoken[start : start + length]))
                if probe:
                    yield probe

    def _near(self, text: str) -> Iterator[Probe]:
        there = grams(self.mask(text))
        for template in {t for gram in there for t in self.by_gram.get(gram, ())}:
            asked, probe = self.templates[template]
            if len(asked & there) >= NEAR * len(asked):
                yield probe


class Masker:
    """Puts masks in a text for all that the knowledge itself says, the longest first."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.phrases: dict[str, list[list[str]]] = {}  # by their first words, the longest first
        for phrase in sorted(map(words, _texts_of(knowledge)), key=len, reverse=True):
            if phrase:
                self.phrases.setdefault(phrase[0], []).append(phrase)

    def __call__(self, text: str) -> list[str]:
        """Return a text's words with masks among them."""
        spoken, at, masked = words(text), 0, []
        while at < len(spoken):
            phrases = self.phrases.get(spoken[at], ())
            length = next((len(p) for p in phrases if spoken[at : at + len(p)] == p), 0)
            masked.append(MASK if length else spoken[at])
            at += length or 1
        return masked


def _texts_of(knowledge: Knowledge) -> set[str]:
    """Return all that the knowledge says."""
    texts: set[str] = {knowledge.discipline.replace("_", " ")}
    for concept in knowledge.concepts.values():
        texts |= {concept.name, concept.kind, concept.definition, *concept.aliases}
        texts |= {*concept.facts, *concept.facts.values()}
    for relation in knowledge.relations.values():
        texts |= {relation.predicate} | ({relation.object} if relation.literal else set())
    for chain in knowledge.chains.values():
        texts |= {chain.given, chain.conclusion, *(step.so for step in chain.steps)}
    return texts


def words(text: str) -> list[str]:
    """Return a text's words, each in the one spelling that Unicode's many come to, masks counted as words.

    Scripts that put no spaces between words count by the letter.
    """
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def grams(masked: Sequence[str]) -> Grams:
    """Return the triples of words that hold at least one outside the masks; masks side by side are one."""
    apart = [word for n, word in enumerate(masked) if word != MASK or not n or masked[n - 1] != MASK]
    spoken = [MASK, *apart, MASK]
    found = (tuple(spoken[n : n + GRAM]) for n in range(len(spoken) - GRAM + 1))
    return frozenset(gram for gram in found if set(gram) != {MASK})


def disjoint(
    builders: Mapping[str, Collection[str]], testers: Mapping[str, Collection[str]]
) -> list[tuple[str, str]]:
    """Return the pairs of frames, builder's and tester's, that are near copies of each other."""
    pairs = []
    for ours in (frame for frames in builders.values() for frame in frames):
        there = [grams(words(template)) for template in _templates(ours)]
        for theirs in (frame for frames in testers.values() for frame in frames):
            asked = grams(words(_templates(theirs)[0]))
            if any(len(asked & grams_there) >= NEAR * len(asked) for grams_there in there):
                pairs.append((ours, theirs))
    return pairs
