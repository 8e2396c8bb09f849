"""A red item in words: what was asked, what the model preferred, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pytest_pwd.knowledge.graph import kind_of
from pytest_pwd.report.impact import kind_of_finding
from pytest_pwd.report.kin_hint import kin_hint
from pytest_pwd.report.safe import cut, safe
from pytest_pwd.report.words import counted, signed
from pytest_pwd.terms import (
    Asks,
    Break,
    Chain,
    Evidence,
    Finding,
    Gap,
    Knowledge,
    Place,
    Probe,
    Step,
    Verdict,
)

WIDTH = 110  # of a text out of a file or a model
ONE_LINE = 90  # what is longer together than this gets lines of its own
SHOWN = 3  # failed probes told in full or in a line each
LISTED = 8  # ids in a list


@dataclass(frozen=True, slots=True)
class Background:
    """What a failure is told against.

    ``taught`` counts the samples that teach each id, ``turned_red`` names the items that each gap turns
    red besides its own, and ``fix`` is the command that writes a patch.
    """

    knowledge: Knowledge
    probes_of: Mapping[str, Sequence[Probe]]
    verdicts: Mapping[str, Verdict]
    findings: Mapping[str, Finding]
    taught: Mapping[str, int]
    turned_red: Mapping[str, Sequence[str]]
    fix: str


def title(knowledge: Knowledge, finding: Finding) -> str:
    """Return the heading of a failure: ``concept gap: conjugate-base``."""
    if isinstance(finding, Gap) and finding.at != finding.item:
        return f"chain {safe(finding.item)}: gap in {safe(finding.at)}"
    return f"{kind_of_finding(knowledge, finding)}: {safe(finding.item)}"


def headline(knowledge: Knowledge, finding: Finding) -> str:
    """Return a failure in one line."""
    said = title(knowledge, finding)
    if isinstance(finding, Break):
        return f"{said} at {_where(finding)}"
    first = finding.evidence[0]
    return f"{said}: expected {cut(first.probe.answer, 40)}, preferred {cut(first.verdict.preferred, 40)}"


def failure_lines(finding: Finding, background: Background) -> list[str]:
    """Return a failure in some twenty lines at most."""
    if isinstance(finding, Break):
        return list(_break(finding, background))
    if finding.at != finding.item:
        return list(_gap_elsewhere(finding, background))
    return list(_gap(finding, background))


# ----------------------------------------------------------------------------- the three sorts


def _gap(gap: Gap, background: Background) -> Iterator[str]:
    entry = background.knowledge.entry(gap.at)
    yield _places(gap.evidence[0].probe.place, entry.place if entry else None)
    yield from _evidence(gap.evidence, background)
    yield _taught(gap.at, background)
    if turned := _turned_red(gap.at, background):
        yield _row("turns red", turned)
    yield from _commands(gap.evidence[0].probe, background)


def _gap_elsewhere(gap: Gap, background: Background) -> Iterator[str]:
    own = background.probes_of.get(gap.item, ())
    entry = background.knowledge.entry(gap.item)
    support = gap.evidence[0]
    yield _places(own[0].place if own else support.probe.place, entry.place if entry else None)
    see = f"{safe(support.probe.place.file)}::{safe(gap.at)}"
    yield _row("gap in", f"{safe(gap.at)} (step {gap.step}), see {see}")
    yield from _preference(support, background)
    yield _row("fix", background.fix)


def _break(broken: Break, background: Background) -> Iterator[str]:
    chain = background.knowledge.chains[broken.item]
    step = chain.steps[broken.step - 1] if broken.step else None
    yield _places(broken.evidence[0].probe.place, step.place if step else chain.place)
    yield _row("given", cut(chain.given, WIDTH))
    yield from _steps(broken, chain, background)
    yield _row("break at", _where(broken))
    yield from _evidence(broken.evidence, background)
    yield _taught(chain.id, background)
    yield from _commands(broken.evidence[0].probe, background)


# ----------------------------------------------------------------------------- their parts


def _row(label: str, text: str) -> str:
    return f"  {label:<11}{text}"


def _places(probe: Place, knowledge: Place | None) -> str:
    known = f"   {safe(str(knowledge))}" if knowledge and knowledge.line else ""
    return f"{safe(str(probe))}{known}"


def _commands(probe: Probe, background: Background) -> Iterator[str]:
    yield _row("trace", f"pytest-pwd why {safe(probe.place.file)}::{safe(probe.of)}")
    yield _row("fix", background.fix)


def _where(broken: Break) -> str:
    return f"step {broken.step}" if broken.step else "composition"


def _evidence(evidence: Sequence[Evidence], background: Background) -> Iterator[str]:
    first, *others = evidence
    yield _row("asked", cut(_hardest(first), WIDTH))
    yield from _preference(first, background)
    for other in others[: SHOWN - 1]:
        name = safe(other.probe.id.removeprefix(f"{other.probe.of}."))
        said = f"{name}: expected {cut(other.probe.answer, 40)}, preferred {cut(other.verdict.preferred, 40)}"
        yield _row("also", f"{said} (margin {signed(other.verdict.margin)})")
    if len(others) >= SHOWN:
        yield _row("", f"… and {counted(len(others) - SHOWN + 1, 'more probe')}")


def _hardest(evidence: Evidence) -> str:
    """Return the wording with the lowest margin."""
    margins = evidence.verdict.margins
    return evidence.probe.wordings[margins.index(min(margins))] if margins else evidence.probe.wordings[0]


def _preference(evidence: Evidence, background: Background) -> Iterator[str]:
    probe, verdict = evidence.probe, evidence.verdict
    expected, preferred = cut(probe.answer, WIDTH), cut(verdict.preferred, WIDTH)
    notes = [f"margin {signed(verdict.margin)}"]
    if passed := sum(margin > 0 for margin in verdict.margins):
        notes.append(f"{passed} of {len(verdict.margins)} wordings pass")
    if hint := kin_hint(background.knowledge, probe, verdict.preferred):
        notes.append(f"kin: {hint}")
    note = f"({'; '.join(notes)})"
    if len(expected) + len(preferred) > ONE_LINE:
        yield _row("expected", expected)
        yield _row("preferred", preferred)
        yield _row("", note)
        return
    said = f"{expected}   preferred  {preferred}"
    if len(said) + len(note) <= ONE_LINE:
        yield _row("expected", f"{said}   {note}")
    else:
        yield from (_row("expected", said), _row("", note))


def _steps(broken: Break, chain: Chain, background: Background) -> Iterator[str]:
    own = background.probes_of.get(chain.id, ())
    for number, step in enumerate(chain.steps, start=1):
        asked = [p for p in own if p.asks == Asks.STEP and p.step == number]
        yield f"  {_mark(asked, background)} {number:<9}{cut(step.so, WIDTH)}   ({_uses(step, background)})"
    end = [p for p in own if p.asks in (Asks.WALK, Asks.CONCLUSION)]
    yield f"  {_mark(end, background)} {'so':<9}{cut(chain.conclusion, WIDTH)}"


def _mark(probes: Sequence[Probe], background: Background) -> str:
    verdicts = [background.verdicts[p.id] for p in probes if p.id in background.verdicts]
    if not verdicts:
        return "·"
    return "✓" if all(verdict.passed for verdict in verdicts) else "✗"


def _uses(step: Step, background: Background) -> str:
    uses = ", ".join(f"{safe(id)}: {background.taught.get(id, 0)}" for id in step.uses)
    return f"samples for {uses}"


def _taught(id: str, background: Background) -> str:
    samples = counted(background.taught.get(id, 0), "sample")
    return _row("taught by", f"{samples}   (discipline median {_median(background)})")


def _median(background: Background) -> int:
    counts = sorted(background.taught.get(id, 0) for id in background.probes_of)
    return counts[len(counts) // 2] if counts else 0


def _turned_red(gap: str, background: Background) -> str:
    """Return ``relation acid-leaves-base · chains ammonium-charge (step 2), buffer-capacity (step 1)``."""
    items: dict[str, list[str]] = {}
    turned = background.turned_red.get(gap, ())
    for item in turned[:LISTED]:
        finding = background.findings[item]
        at = f" (step {finding.step})" if isinstance(finding, Gap) and finding.step else ""
        items.setdefault(kind_of(background.knowledge.entry(item)), []).append(f"{safe(item)}{at}")
    said = [f"{kind}{'s' if len(ids) > 1 else ''} {', '.join(ids)}" for kind, ids in items.items()]
    more = [f"{len(turned) - LISTED} more"] if len(turned) > LISTED else []
    return " · ".join([*said, *more])
