"""What becomes of the files that are made from the knowledge: new content, and in it what people wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.builder.sample_file import dump_samples, read_samples, to_json
from pytest_pwd.digest import canonical
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import InputError, Problem, raise_if
from pytest_pwd.files import shown
from pytest_pwd.knowledge.document import read_document
from pytest_pwd.knowledge.graph import slug
from pytest_pwd.terms import NOWHERE, WRITTEN, Probe, Sample
from pytest_pwd.tester.generate import generate_probes
from pytest_pwd.tester.probe_file import ANY_ID, dump_probes, merged, read_probes

Line = TypeVar("Line", Probe, Sample)


@dataclass(frozen=True, slots=True)
class Renewal:
    """What becomes of a file: its text, None where nothing is left, and a line that says what changed."""

    path: Path
    text: str | None
    changed: bool
    line: str


@dataclass(frozen=True, slots=True)
class _Changes:
    """How many probes or samples a file will have, and how many of them are what."""

    total: int
    new: int
    changed: int
    gone: int
    by_hand: int


# --------------------------------------------------------------------------- probes


def renewed_tests(discipline: Discipline) -> list[Renewal]:
    """Return every probe file as the knowledge has it now; a probe without "from" stays.

    Errors: InputError, when a file can't be read, or when two probes would have the same id.
    """
    folder, root, parsed = discipline.folder, discipline.root, discipline.cache / "parsed"
    made = {f"test_{topic}.yaml": probes for topic, probes in generate_probes(discipline.knowledge).items()}
    there = _read(folder, "test_*.yaml", lambda path: read_probes(path, shown(path, root), ANY_ID, parsed))
    own = {name: [probe for probe in probes if not probe.frozen_from] for name, probes in there.items()}
    _check_ids(discipline, made, own, lambda probe: probe.of)

    def text(name: str) -> str:
        topic, path = name.removeprefix("test_").removesuffix(".yaml"), folder / name
        if name in there:
            topic = read_document(path, "probes", shown(path, root), parsed).data["topic"]
        probes = merged(made.get(name, []), own.get(name, []))
        return dump_probes(discipline.name, topic, shown(folder, root), probes)

    return [
        _renewal(discipline, folder / name, "probe", _changes(name, there, made, own), text(name))
        for name in sorted({*there, *made})
    ]


# --------------------------------------------------------------------------- samples


def renewed_samples(discipline: Discipline) -> list[Renewal]:
    """Return every sample file as the knowledge has it now; written samples and people's statements stay.

    Errors: InputError, when a file can't be read, or when two samples would have the same id.
    """
    folder, root = discipline.folder / "samples", discipline.root
    made = {f"{topic}.jsonl": samples for topic, samples in generate_samples(discipline.knowledge).items()}
    there = _read(folder, "*.jsonl", lambda path: read_samples(path, shown(path, root), ANY_ID))
    ids = {sample.id for samples in made.values() for sample in samples}
    own = {name: [s for s in samples if not _is_made(s, ids)] for name, samples in there.items()}
    _check_ids(discipline, made, own, lambda sample: sample.teaches[0])

    def text(name: str) -> str:
        return dump_samples(_placed(made.get(name, []), own.get(name, [])))

    return [
        _renewal(discipline, folder / name, "sample", _changes(name, there, made, own), text(name))
        for name in sorted({*there, *made})
    ]


def _is_made(sample: Sample, ids: Collection[str]) -> bool:
    """Say if a sample is the generator's: by its id, or by the one it would have if its entry were there."""
    if sample.form == WRITTEN or sample.id in ids:
        return sample.form != WRITTEN
    attribute = slug(str(sample.slots.get("attribute", "")))
    name = {"alias": r"alias-\d+", "fact": attribute}.get(sample.form, sample.form)
    return bool(re.fullmatch(rf"{re.escape(sample.teaches[0])}\.{name}", sample.id))


def _placed(made: Sequence[Sample], own: Iterable[Sample]) -> list[Sample]:
    """Return made samples with people's own, each of these behind the last that teaches the same."""
    last = {sample.teaches[0]: number for number, sample in enumerate(made)}
    behind: dict[int, list[Sample]] = {}
    for sample in own:
        behind.setdefault(last.get(sample.teaches[0], len(made)), []).append(sample)
    found = [s for number, sample in enumerate(made) for s in (sample, *behind.get(number, ()))]
    return found + behind.get(len(made), [])


# --------------------------------------------------------------------------- both


def _read(folder: Path, pattern: str, read: Callable[[Path], list[Line]]) -> dict[str, list[Line]]:
    """Read every file, by its name, and report the problems of all of them together."""
    found: dict[str, list[Line]] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob(pattern)):
        try:
            found[path.name] = read(path)
        except InputError as error:
            problems += error.problems
    raise_if(problems)
    return found


def _check_ids(
    discipline: Discipline,
    made: Mapping[str, Sequence[Line]],
    own: Mapping[str, Sequence[Line]],
    of: Callable[[Line], str],
) -> None:
    """Refuse two of the same id before anything is written."""
    counts = Counter(line.id for lines in made.values() for line in lines)
    problems = [
        Problem(line.place, f'the id "{line.id}" is that of one made from the knowledge; choose another')
        for lines in own.values()
        for line in lines
        if line.id in counts
    ]
    for id, entry_id in {line.id: of(line) for lines in made.values() for line in lines}.items():
        entry = discipline.knowledge.entry(entry_id)
        if counts[id] > 1 and entry:
            what = f'two things of "{entry_id}" get the id "{id}"; rename one of the attributes'
            problems.append(Problem(entry.place, what))
    raise_if(problems)


def _changes(
    name: str,
    there: Mapping[str, Sequence[Line]],
    made: Mapping[str, Sequence[Line]],
    own: Mapping[str, Sequence[Line]],
) -> _Changes:
    own_ids = {line.id for line in own.get(name, ())}
    old = {line.id: _content(line) for line in there.get(name, ()) if line.id not in own_ids}
    new = {line.id: _content(line) for line in made.get(name, ())}
    return _Changes(
        total=len(new) + len(own_ids),
        new=len(new.keys() - old.keys()),
        changed=sum(new[id] != old[id] for id in new.keys() & old.keys()),
        gone=len(old.keys() - new.keys()),
        by_hand=len(own_ids),
    )


def _content(line: Probe | Sample) -> str:
    return canonical(to_json(line) if isinstance(line, Sample) else replace(line, place=NOWHERE))


def _renewal(discipline: Discipline, path: Path, noun: str, changes: _Changes, text: str) -> Renewal:
    there = _text(path) if path.exists() else None
    if changes.total == changes.by_hand and not changes.gone:
        text = there or ""  # all by hand, and so is the layout
    said = [f"{changes.total} {noun}{'' if changes.total == 1 else 's'}" if changes.total else "removed"]
    for what in ("new", "changed", "gone"):
        if count := getattr(changes, what):
            said.append(f"{count} {what}")
    if len(said) == 1:
        said.append("unchanged" if text == there else "laid out anew")
    if changes.by_hand:
        said.append(f"{changes.by_hand} by hand")
    line = f"{shown(path, discipline.folder)}: {', '.join(said)}"
    topic = path.stem.removeprefix("test_")
    if changes.gone and topic not in {entry.topic for entry in discipline.knowledge.entries}:
        line += f'; there is no topic "{topic}" any more'
    removed = changes.gone and not changes.total
    return Renewal(path, None if removed else text, text != there, line)


def _text(path: Path) -> str:
    """Return a file's text, its line ends those of Python: git may have changed them."""
    return path.read_text(encoding="utf-8-sig")
