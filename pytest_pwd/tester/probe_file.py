"""Probe files: ``test_<topic>.yaml``, frozen by the tester, open to probes written by people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pytest_pwd.errors import Problem, did_you_mean, raise_if
from pytest_pwd.knowledge.document import Document, read_document
from pytest_pwd.knowledge.parse import means_itself
from pytest_pwd.terms import Asks, Probe

MADE = "# Probes of {topic}, frozen from the knowledge by: pytest-pwd generate tests {folder}\n"
WRITTEN = "# Probes of {topic}, none of them made from the knowledge.\n"
RULES = """\
# A probe without "from" is written by a person and stays as it is when the rest is frozen anew.
# No wording of this file may be in training data; the leak check holds that.
"""


class _AnyId(Collection[str]):
    """Stands for all ids, where an entry may be unknown: it is no more, or was never here."""

    def __contains__(self, id: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


ANY_ID = _AnyId()


def read_probes(path: Path, shown: str, known: Collection[str], cache: Path | None = None) -> list[Probe]:
    """Read one file of probes; ``known`` are the ids that a probe may be of.

    Errors: InputError with every problem of the file at once.
    """
    document = read_document(path, "probes", shown=shown, cache=cache)
    probes = [_probe(document, number) for number in range(len(document.data["probes"]))]
    raise_if(list(_problems(probes, known)))
    return probes


def _probe(document: Document, number: int) -> Probe:
    fields = document.data["probes"][number]
    return Probe(
        id=fields["id"],
        of=fields["of"],
        asks=Asks(fields.get("asks", Asks.WRITTEN)),
        wordings=tuple(fields["wordings"]),
        choices=tuple(fields["choices"]),
        answer=fields["answer"],
        step=fields.get("step", 0),
        frozen_from=fields.get("from", ""),
        place=document.place(f"/probes/{number}"),
    )


def _problems(probes: Sequence[Probe], known: Collection[str]) -> Iterator[Problem]:
    counts = Counter(probe.id for probe in probes)
    for probe in probes:
        if counts[probe.id] > 1:
            yield Problem(
                probe.place, f'probe "{probe.id}" is there {counts[probe.id]} times; ids are unique'
            )
        if probe.of not in known:
            hint = did_you_mean(probe.of, known)
            yield Problem(probe.place, f'probe "{probe.id}" is of "{probe.of}", which is not defined.{hint}')
        if probe.answer not in probe.choices:
            hint = did_you_mean(probe.answer, probe.choices)
            yield Problem(probe.place, f'the answer "{probe.answer}" is not among the choices.{hint}')


def dump_probes(discipline: str, topic: str, folder: str, probes: Sequence[Probe]) -> str:
    """Return the text of a probe file."""
    head = MADE if any(probe.frozen_from for probe in probes) else WRITTEN
    lines = [
        head.format(topic=topic, folder=folder) + RULES,
        f"discipline: {_slug(discipline)}",
        f"topic: {_slug(topic)}",
        "probes:" if probes else "probes: []",
    ]
    for probe in probes:
        lines += _lines(probe)
    return "\n".join(lines) + "\n"


def _lines(probe: Probe) -> Iterator[str]:
    yield f"  - id: {_slug(probe.id)}"
    yield f"    of: {_slug(probe.of)}"
    yield f"    asks: {probe.asks.value}"
    if probe.step:
        yield f"    step: {probe.step}"
    if probe.frozen_from:
        yield f"    from: {_quoted(probe.frozen_from)}"
    yield "    wordings:"
    yield from (f"      - {_quoted(wording)}" for wording in probe.wordings)
    yield "    choices:"
    yield from (f"      - {_quoted(choice)}" for choice in probe.choices)
    yield f"    answer: {_quoted(probe.answer)}"


def _slug(text: str) -> str:
    return text if means_itself(text) else _quoted(text)


def _quoted(text: str) -> str:
    # A JSON text is a YAML text: what looks like a number, a date or a "no" stays a text.
    return json.dumps(text, ensure_ascii=False)


def merged(frozen: Sequence[Probe], there: Sequence[Probe]) -> list[Probe]:
    """Return newly frozen probes with the ones that people wrote, each behind the last of its item."""
    written = [probe for probe in there if not probe.frozen_from]
    found: list[Probe] = []
    for nth, probe in enumerate(frozen):
        found.append(probe)
        if nth + 1 == len(frozen) or frozen[nth + 1].of != probe.of:
            found += [w for w in written if w.of == probe.of]
    return found + [w for w in written if w.of not in {probe.of for probe in frozen}]
