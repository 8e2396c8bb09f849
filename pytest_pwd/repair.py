"""Verified repair: a patch is kept only if it is seen to close its findings and to cost nothing else.

Each round compiles what is pending from the base and scores everything. What stays open is taught again
with more beside it, and items that a round turned red are taught with it in the next one. The best round
that harms nothing counts; what it doesn't need is dropped, and that is compiled and judged once more.

Every compile turns an item in some hundreds red by its seed alone, also items that were green by far. So what
the best round turned red is looked at by another seed before that round is given up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pytest_pwd.artifacts import compile_samples
from pytest_pwd.builder.generate import samples_of
from pytest_pwd.builder.replay import near
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.debugger.compare import Comparison, compare
from pytest_pwd.debugger.diagnose import by_item, diagnose_all
from pytest_pwd.debugger.patch import cause, patches_for
from pytest_pwd.discipline import Discipline
from pytest_pwd.edges import SILENT, Edges
from pytest_pwd.loop import file_name, score_probes
from pytest_pwd.report.words import counted
from pytest_pwd.terms import Finding, Patch, Sample, Verdict

ROUNDS = 3
MARGIN = 1.0  # nats; what was green by less often turns red by chance alone

Findings = Mapping[str, Finding]
Synthesizer = Callable[[Findings, Sequence[Sample]], Sequence[Patch] | None]


def by_default(findings: Findings, samples: Sequence[Sample]) -> None:
    """Leave it to the knowledge what a patch says."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What repair came to: patches that are proved, what they closed, what is given up and why.

    ``lost`` are the items that turned red meanwhile: each was barely green, or is green by another seed.
    """

    patches: tuple[Patch, ...]
    closed: tuple[str, ...]
    given_up: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _State:
    """Patches, what the model that is compiled with them answers, and what became of all unwanted items."""

    patches: tuple[Patch, ...]
    verdicts: Mapping[str, Verdict]
    findings: Findings
    judged: Comparison


def verified_repair(
    discipline: Discipline,
    artifact: Artifact,
    verdicts: Mapping[str, Verdict],
    wanted: Findings,
    rounds: int = ROUNDS,
    edges: Edges = SILENT,
    synthesizer: Synthesizer = by_default,
) -> Proof:
    """Return the patches that close the wanted findings and turn nothing red that was clearly green.

    ``verdicts`` are the artifact's on every probe of the discipline. A clean compile is made in each round.
    ``synthesizer`` gets the open findings and all samples so far; where it returns None, or is not given,
    patches come from the knowledge, each round more of them.
    """
    start = state = _State((), verdicts, _diagnosed(discipline, verdicts), Comparison((), 0))
    states = [start]
    for number in range(1, rounds + 1):
        still = _still_open(wanted, start, state)
        if not still:
            break
        samples = _samples(discipline, state.patches)
        made = synthesizer(still, samples)
        pending = list(_escalated(discipline, artifact, still, number, samples)) if made is None else made
        if not pending:
            break
        edges.say(f"round {number}: {counted(len(still), 'finding')}, {_size(pending)} in patches")
        patches = {patch.id: patch for patch in (*state.patches, *pending)}  # the same id again replaces it
        state = _compiled(discipline, wanted, start, tuple(patches.values()), edges)
        edges.say(f"round {number}: {_told(wanted, state)}")
        states.append(state)
    best = _best(discipline, wanted, start, states, edges)
    if _harmless(best.judged):
        best = _smaller(discipline, wanted, start, best, edges)
    return _proof(best, wanted)


def _diagnosed(discipline: Discipline, verdicts: Mapping[str, Verdict]) -> Findings:
    probes_of = by_item(discipline.probes)
    return diagnose_all(discipline.knowledge, probes_of, probes_of, verdicts)


def _still_open(wanted: Findings, start: _State, state: _State) -> Findings:
    """Return the findings to teach next: those wanted, and those that the last round made."""
    return {
        item: finding
        for item, finding in state.findings.items()
        if item in wanted or item not in start.findings
    }


def _compiled(
    discipline: Discipline, wanted: Findings, start: _State, patches: tuple[Patch, ...], edges: Edges
) -> _State:
    artifact = compile_samples(discipline, _samples(discipline, patches), edges)
    verdicts = score_probes(discipline, artifact, discipline.probes, edges)
    judged = _judged(discipline, wanted, start, verdicts)
    return _State(patches, verdicts, _diagnosed(discipline, verdicts), judged)


def _samples(discipline: Discipline, pending: Sequence[Patch]) -> list[Sample]:
    # In the order in which the files will be read: the next run finds what was compiled here.
    patched = sum(len(patch.samples) for patch in discipline.patches)
    written = discipline.samples[: len(discipline.samples) - patched]
    patches = sorted((*discipline.patches, *pending), key=file_name)
    return [*written, *(sample for patch in patches for sample in patch.samples)]


# --------------------------------------------------------------------------- judgement


def _judged(
    discipline: Discipline, wanted: Findings, start: _State, verdicts: Mapping[str, Verdict]
) -> Comparison:
    """Compare all but the wanted items: what a patch closes doesn't pay for what it costs."""
    rest = {item: probes for item, probes in by_item(discipline.probes).items() if item not in wanted}
    return compare(rest, start.verdicts, verdicts)


def _best(
    discipline: Discipline, wanted: Findings, start: _State, states: Sequence[_State], edges: Edges
) -> _State:
    """Return the best state that harms nothing; the start is one."""
    ranked = sorted(states, key=lambda state: _left(wanted, state))
    if not _harmless(ranked[0].judged) and _is_known_otherwise(discipline, wanted, start, ranked[0], edges):
        return ranked[0]
    return next(state for state in ranked if _harmless(state.judged))


def _is_known_otherwise(
    discipline: Discipline, wanted: Findings, start: _State, state: _State, edges: Edges
) -> bool:
    """Say if the same samples teach what was lost by the next seed: then it is unstable, and not harmed."""
    lost = {move.item for move in state.judged.lost}
    probes = [probe for probe in discipline.probes if probe.of in lost]
    other = replace(discipline, seed=discipline.recipe.seed + 1)
    edges.say(f"by another seed: {counted(len(lost), 'item')} that turned red")
    artifact = compile_samples(other, _samples(discipline, state.patches), edges)
    again = _judged(
        discipline, wanted, start, {**state.verdicts, **score_probes(other, artifact, probes, edges)}
    )
    edges.say(f"by another seed: {len(lost) - len(again.lost)} of {len(lost)} are green")
    return _harmless(again)


def _harmless(judged: Comparison) -> bool:
    """Say if no item was lost that was green with margin, and the losses are no more than chance makes."""
    clear = any(move.before >= MARGIN for move in judged.lost)
    return not clear and not judged.fell()


def _left(wanted: Findings, state: _State) -> tuple[int, int]:
    """Return how many findings are open still, and how many other items turned red: the fewer, the better."""
    return sum(item in state.findings for item in wanted), len(state.judged.lost)


def _told(wanted: Findings, state: _State) -> str:
    still, lost = _left(wanted, state)
    return f"{len(wanted) - still} of {len(wanted)} closed, {counted(lost, 'item')} turned red"


def _size(patches: Sequence[Patch]) -> str:
    return counted(sum(len(patch.samples) for patch in patches), "sample")


# --------------------------------------------------------------------------- what is taught


def _escalated(
    discipline: Discipline, artifact: Artifact, findings: Findings, number: int, taken: Sequence[Sample]
) -> Iterator[Patch]:
    """Yield a round's patches: at first the failed statements in contrast to what was preferred, then more.

    The second round teaches the whole entry, the third what is near it, too: kin, siblings of a chain.
    """
    for patch in patches_for(discipline.knowledge, findings, taken, f"{artifact.weights}/{number}"):
        more: list[Sample] = []
        if number > 1:
            causes = dict.fromkeys(cause(findings[item]) for item in patch.closes)
            more = [sample for id in causes for sample in _whole(discipline, id)]
        if number > 2:
            beside = near([*patch.samples, *more], discipline.samples)
            more += [sample for sample in discipline.samples if sample.id in beside]
        unique = {sample.id: sample for sample in more}.values()
        again = [replace(s, id=f"{s.id}@{patch.id}-{nth}") for nth, s in enumerate(unique)]
        yield replace(patch, samples=(*patch.samples, *again), artifact=artifact.weights)


def _whole(discipline: Discipline, id: str) -> list[Sample]:
    entry = discipline.knowledge.entry(id)
    return samples_of(discipline.knowledge, entry) if entry else []


def _smaller(discipline: Discipline, wanted: Findings, start: _State, best: _State, edges: Edges) -> _State:
    """Return a state without patches that close nothing, and with half the samples, if that does as well."""
    needed = tuple(p for p in best.patches if any(item not in best.findings for item in p.closes))
    taught = {_statement(sample) for sample in discipline.samples}
    halved = tuple(replace(patch, samples=_halved(patch.samples, taught)) for patch in needed)
    for fewer in (halved, needed) if halved != needed else (needed,):
        if fewer == best.patches:
            break
        edges.say(f"with fewer samples: {_size(fewer)} instead of {_size(best.patches)}")
        state = _compiled(discipline, wanted, start, fewer, edges)
        edges.say(f"with fewer samples: {_told(wanted, state)}")
        if _left(wanted, state) <= _left(wanted, best) and _harmless(state.judged):
            return state
    return best


def _halved(samples: Sequence[Sample], taught: Collection[str]) -> tuple[Sample, ...]:
    """Return every second sample of those that teach the same, the first included, and what only one says."""
    seen: dict[tuple[str, ...], int] = {}
    kept: list[Sample] = []
    for sample in samples:
        nth = seen[sample.teaches] = seen.get(sample.teaches, -1) + 1
        if nth % 2 == 0 or _statement(sample) not in {*taught, *map(_statement, kept)}:
            kept.append(sample)
    return tuple(kept)


def _statement(sample: Sample) -> str:
    """Return what a sample says, however often it was written: a patch's ids go on after an @."""
    return sample.id.partition("@")[0]


def _proof(state: _State, wanted: Findings) -> Proof:
    closed = tuple(item for item in wanted if item not in state.findings)
    patches = tuple(
        replace(patch, closes=tuple(item for item in patch.closes if item not in state.findings))
        for patch in state.patches
    )
    reason = "no round closed it without turning something else red"
    given_up = {item: reason for item in wanted if item in state.findings}
    return Proof(patches, closed, given_up, tuple(move.item for move in state.judged.lost))
