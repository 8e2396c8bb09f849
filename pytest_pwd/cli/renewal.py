"""What becomes of the files that are made from the knowledge: new content with what people wrote in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.builder.sample_file import dump_samples, read_samples
from pytest_pwd.cli.folder import shown
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import InputError, Problem, raise_if
from pytest_pwd.knowledge.document import read_document
from pytest_pwd.knowledge.graph import slug
from pytest_pwd.terms import NOWHERE, WRITTEN, Knowledge, Probe, Sample
from pytest_pwd.tester.generate import generate_probes
from pytest_pwd.tester.probe_file import dump_probes, merged, read_probes

Line = TypeVar("Line", Probe, Sample)
Lines = Mapping[Path, Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What becomes of a file: its new text, or None where nothing is left, and a line that says what changed."""

    path: Path
    text: str | None
    changed: bool
    line: str


class _AnyId(Collection[str]):
    """Stands for all ids: what is of an entry that is no more has to be read before it can go."""

    def __contains__(self, id: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


# --------------------------------------------------------------------------- probes


def renewed_tests(discipline: Discipline) -> list[Renewal]:
    """Return every probe file as the knowledge has it now; a probe without "from" stays.

    Errors: InputError, when a file can't be read, or when two probes would have the same id.
    """
    folder, root, parsed = discipline.folder, discipline.root, discipline.cache / "parsed"
    topics = generate_probes(discipline.knowledge)
    made = {folder / f"test_{topic}.yaml": probes for topic, probes in topics.items()}
    there = _read(
        folder.glob("test_*.yaml"), lambda path: read_probes(path, shown(path, root), _AnyId(), parsed)
    )
    own = {path: [probe for probe in probes if not probe.frozen_from] for path, probes in there.items()}
    _check_ids(discipline.knowledge, made, own, lambda probe: probe.of)

    def text(path: Path, probes: Sequence[Probe]) -> str:
        topic = path.stem.removeprefix("test_")
        if path in there:
            topic = read_document(path, "probes", shown(path, root), parsed).data["topic"]
        return dump_probes(discipline.name, topic, shown(folder, root), probes)

    return [
        _renewal(discipline, "probes", path, made, there, own, merged, text)
        for path in sorted({*there, *made})
    ]


# --------------------------------------------------------------------------- samples


def renewed_samples(discipline: Discipline) -> list[Renewal]:
    """Return every sample file as the knowledge has it now; written samples and people's statements stay.

    Errors: InputError, when a file can't be read, or when two samples would have the same id.
    """
    folder, root = discipline.folder / "samples", discipline.root
    topics = generate_samples(discipline.knowledge)
    made = {folder / f"{topic}.jsonl": samples for topic, samples in topics.items()}
    there = _read(folder.glob("*.jsonl"), lambda path: read_samples(path, shown(path, root), _AnyId()))
    ids = {sample.id for samples in made.values() for sample in samples}
    own = {path: [s for s in samples if not _is_made(s, ids)] for path, samples in there.items()}
    _check_ids(discipline.knowledge, made, own, lambda sample: sample.teaches[0])
    return [
        _renewal(
            discipline, "samples", path, made, there, own,
            lambda new, _, path=path: _placed(new, own.get(path, [])), lambda _, samples: dump_samples(samples),
        )
        for path in sorted({*there, *made})
    ]  # fmt: skip
