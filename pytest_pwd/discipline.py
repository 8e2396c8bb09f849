"""A discipline as its folder holds it: manifest, knowledge, probes, samples and patches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pytest_pwd.builder.leaks import check_leaks, leak_inputs
from pytest_pwd.builder.patch_file import read_patch
from pytest_pwd.builder.sample_file import duplicates, read_samples
from pytest_pwd.compiler.recipe import EMBEDDED, Recipe, problems_of, recipe_for
from pytest_pwd.digest import digest
from pytest_pwd.errors import InputError, Problem, raise_if
from pytest_pwd.files import Files, shown
from pytest_pwd.knowledge.document import read_document
from pytest_pwd.knowledge.graph import entry_digest
from pytest_pwd.knowledge.load import load_knowledge
from pytest_pwd.terms import Entry, Knowledge, Patch, Place, Probe, Sample
from pytest_pwd.tester.probe_file import read_probes

MANIFEST = "discipline.yaml"


@dataclass(frozen=True)
class Discipline:
    """What one discipline's folder holds; files are read when they are first needed.

    ``root`` is what places are shown relative to, ``cache`` the ``.pwd`` folder; ``base`` and ``seed``
    override the manifest's.
    """

    folder: Path
    root: Path
    cache: Path
    base: str = ""
    seed: int | None = None

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """The manifest's fields, checked."""
        path = self.folder / MANIFEST
        if not path.is_file():
            raise InputError(
                f"{self.shown(self.folder)} has no {MANIFEST}; it names the knowledge and the recipe"
            )
        document = read_document(path, "discipline", self.shown(path), self._parsed)
        place = document.place("/recipe")
        raise_if([Problem(place, text) for text in problems_of(document.data.get("recipe", {}))])
        fields: Mapping[str, Any] = document.data
        return fields

    @cached_property
    def name(self) -> str:
        """The discipline's name."""
        return str(self.manifest["discipline"])

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe, defaults and the manifest's settings joined."""
        base = self.base or self.manifest.get("base", EMBEDDED)
        recipe = recipe_for(base, self.manifest.get("recipe", {}))
        return recipe if self.seed is None else replace(recipe, seed=self.seed)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The specification."""
        return load_knowledge((self.folder / self.manifest["knowledge"]).resolve(), self.root, self._parsed)

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """Every probe of every test file.

        Errors: InputError, also when there is none.
        """
        paths = sorted(self.folder.glob("test_*.yaml"))
        known = self._ids
        read = _all(lambda path: read_probes(path, self.shown(path), known, self._parsed), paths)
        raise_if(repeated(read))
        if not read:
            raise InputError(
                f"{self.shown(self.folder)} has no probes; make them with: "
                f"pytest-pwd generate tests {self.shown(self.folder)}"
            )
        return tuple(read)

    @cached_property
    def patches(self) -> tuple[Patch, ...]:
        """Every patch, in the order of the file names."""
        paths = sorted((self.folder / "patches").glob("*.jsonl"))
        return tuple(_all(lambda path: [read_patch(path, self.shown(path), self._ids)], paths))

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """All training data, free of leaks: samples, then patches, each in the order of the files.

        Errors: InputError with every bad line, when there is no sample, and for a leak.
        """
        samples = self.unchecked_samples  # before the probes, so that the problems of both are told
        self.check_leaks(self.probes)
        return samples

    @cached_property
    def unchecked_samples(self) -> tuple[Sample, ...]:
        """The same, with whatever leaks there are: for looking at, not for a compile.

        Errors: InputError with every bad line, and when there is no sample.
        """
        paths = sorted((self.folder / "samples").glob("*.jsonl"))
        written = _all(lambda path: read_samples(path, self.shown(path), self._ids), paths)
        found = [*written, *(sample for patch in self.patches for sample in patch.samples)]
        raise_if(duplicates(found))
        if not found:
            raise InputError(
                f"{self.shown(self.folder)} has no samples; make them with: "
                f"pytest-pwd generate samples {self.shown(self.folder)}"
            )
        return tuple(found)

    def stale(self, probe: Probe) -> str:
        """Say that a probe's knowledge has changed since it was frozen, and the remedy; or an empty text."""
        if not probe.frozen_from or probe.frozen_from == self.digests[probe.of]:
            return ""
        entry = self.knowledge.entry(probe.of)
        changed = entry.place if entry else "its knowledge"
        return (
            f'{probe.place}: probe "{probe.id}" is stale: {changed} has changed since '
            f"it was frozen; renew it with: pytest-pwd generate tests {self.shown(self.folder)}"
        )

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The digest of each entry that a probe is of."""
        return {id: entry_digest(self.knowledge, id) for id in {probe.of for probe in self.probes}}

    def topic_of(self, item: str) -> str:
        """Return the topic that an item belongs to."""
        entry: Entry | None = self.knowledge.entry(item)
        return entry.topic if entry else ""

    @cached_property
    def _ids(self) -> frozenset[str]:
        k = self.knowledge
        return frozenset([*k.concepts, *k.relations, *k.chains])

    @property
    def _parsed(self) -> Path:
        return self.cache / "parsed"

    def shown(self, path: Path) -> str:
        """Return a path as people read it: relative to the root where it is below it."""
        return shown(path, self.root)

    def check_leaks(self, probes: Sequence[Probe]) -> None:
        """Check that none of some probes is in the samples, unless these very texts were found clean before.

        Errors: LeakError.
        """
        samples = self.unchecked_samples
        clean = self.cache / "clean" / digest(leak_inputs(self.knowledge, probes, samples))
        if clean.exists():
            return
        check_leaks(self.knowledge, probes, samples)
        try:
            clean.parent.mkdir(parents=True, exist_ok=True)
            Files().write_text(clean, "no probe is in the training data\n")
        except OSError:
            pass  # a cache that can't be written costs time, and only that


def repeated(probes: Iterable[Probe]) -> list[Problem]:
    """Return a problem for each probe whose id another has before it."""
    first: dict[str, Place] = {}
    return [
        Problem(probe.place, f'probe "{probe.id}" is there already, at {first[probe.id]}')
        for probe in probes
        if first.setdefault(probe.id, probe.place) != probe.place
    ]


def _all(read: Any, paths: Iterable[Path]) -> list[Any]:
    """Read every file and report the problems of all of them together."""
    found: list[Any] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found += read(path)
        except InputError as error:
            problems += error.problems
    raise_if(problems)
    return found
