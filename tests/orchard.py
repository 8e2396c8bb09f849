"""A small discipline for tests: an orchard, whose every entry has kin enough for probes."""

from __future__ import annotations

from pathlib import Path

from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.builder.sample_file import dump_samples
from pytest_pwd.knowledge.load import load_knowledge
from pytest_pwd.terms import Knowledge, Probe, Sample
from pytest_pwd.tester.generate import generate_probes
from pytest_pwd.tester.probe_file import dump_probes

SOURCES = """\
sources:
  almanac:
    title: An invented almanac
"""

TREES = (
    "topic: trees\ntitle: Trees\n"
    + SOURCES
    + """\
concepts:
  - id: quillow
    name: quillow
    aliases: [lantern tree]
    kind: tree
    definition: tree whose hollow pods glow faintly after dusk
    facts:
      bark: silver
      planting depth: "12"
    source: almanac
  - id: bramwood
    name: bramwood
    kind: tree
    definition: tree that sheds its thorns before the first snow
    facts:
      bark: russet
      planting depth: "40"
    source: almanac
  - id: ostrel
    name: ostrel
    kind: tree
    definition: tree with leaves that fold at every sound
    facts:
      bark: pale green
      planting depth: "25"
    source: almanac
  - id: venfir
    name: venfir
    aliases: [weeping spire]
    kind: tree
    definition: tree that drips sweet water from its tip
    facts:
      bark: charcoal
      planting depth: "8"
    source: almanac
  - id: hallot
    name: hallot
    kind: tree
    definition: tree that bears fruit along its trunk
    facts:
      bark: amber
      planting depth: "33"
    source: almanac
relations:
  - id: quillow-attracts
    subject: quillow
    predicate: is visited at night by
    object: dusk-moth
    source: almanac
  - id: bramwood-attracts
    subject: bramwood
    predicate: is visited at night by
    object: bell-beetle
    source: almanac
  - id: ostrel-attracts
    subject: ostrel
    predicate: is visited at night by
    object: reed-wasp
    source: almanac
  - id: venfir-attracts
    subject: venfir
    predicate: is visited at night by
    object: sugar-fly
    source: almanac
  - id: quillow-soil
    subject: quillow
    predicate: grows best in
    object: {literal: wet clay}
    source: almanac
  - id: bramwood-soil
    subject: bramwood
    predicate: grows best in
    object: {literal: dry gravel}
    source: almanac
  - id: ostrel-soil
    subject: ostrel
    predicate: grows best in
    object: {literal: deep loam}
    source: almanac
  - id: venfir-soil
    subject: venfir
    predicate: grows best in
    object: {literal: salty sand}
    source: almanac
chains:
  - id: late-frost
    given: frost comes while the quillow is in bloom
    steps:
      - so: the dusk moths find no open blossoms
        uses: [quillow-attracts]
      - so: hardly any pods are set that year
        uses: [quillow, dusk-moth]
    conclusion: the grove stays dark in autumn
    source: almanac
  - id: long-drought
    given: no rain falls on the bramwood for a season
    steps:
      - so: the bell beetles move to the river bank
        uses: [bramwood-attracts]
      - so: the thorns stay on through the winter
        uses: [bramwood]
    conclusion: the deer keep away from the grove
    source: almanac
  - id: loud-summer
    given: a mill is built beside the ostrel
    steps:
      - so: the leaves stay folded day and night
        uses: [ostrel]
      - so: the reed wasps find no shade to nest in
        uses: [ostrel-attracts]
    conclusion: the caterpillars multiply without check
    source: almanac
"""
)

INSECTS = (
    "topic: insects\ntitle: Insects\n"
    + SOURCES
    + """\
concepts:
  - id: dusk-moth
    name: dusk moth
    kind: insect
    definition: insect that flies toward faint light only
    source: almanac
  - id: bell-beetle
    name: bell beetle
    kind: insect
    definition: insect that rings when its wings close
    source: almanac
  - id: reed-wasp
    name: reed wasp
    kind: insect
    definition: insect that builds its nest from folded leaves
    source: almanac
  - id: sugar-fly
    name: sugar fly
    kind: insect
    definition: insect that drinks nothing but tree sap
    source: almanac
chains:
  - id: bright-lamps
    given: lamps are lit along the orchard road
    steps:
      - so: the faint light of the pods is outshone
        uses: [dusk-moth]
      - so: the moths circle the lamps until morning
        uses: [dusk-moth]
    conclusion: the blossoms wither without a visit
    source: almanac
  - id: early-mowing
    given: the reeds are mown before midsummer
    steps:
      - so: the wasps look for other places
        uses: [reed-wasp]
      - so: the folded leaves fill with new nests
        uses: [reed-wasp]
    conclusion: the mill workers are stung more often
    source: almanac
"""
)

MANIFEST = """\
discipline: orchard
title: The orchard
knowledge: ../../knowledge/orchard
recipe:
  epochs: 3
  wordings: 2
"""


def write_knowledge(project: Path) -> Path:
    """Write the knowledge files below a project's folder; return their folder."""
    folder = project / "knowledge" / "orchard"
    folder.mkdir(parents=True)
    (folder / "trees.yaml").write_text(TREES, encoding="utf-8")
    (folder / "insects.yaml").write_text(INSECTS, encoding="utf-8")
    return folder


def write_project(project: Path) -> Path:
    """Write knowledge and manifest below a project's folder; return the discipline's folder."""
    write_knowledge(project)
    folder = project / "disciplines" / "orchard"
    folder.mkdir(parents=True)
    (folder / "discipline.yaml").write_text(MANIFEST, encoding="utf-8")
    return folder


def write_discipline(project: Path) -> Path:
    """Write knowledge, manifest, probes and samples, all there is to a discipline; return its folder."""
    folder = write_project(project)
    knowledge = load_knowledge(project / "knowledge" / "orchard", project)
    for topic, probes in generate_probes(knowledge).items():
        text = dump_probes("orchard", topic, "disciplines/orchard", probes)
        (folder / f"test_{topic}.yaml").write_text(text, encoding="utf-8")
    (folder / "samples").mkdir()
    for topic, samples in generate_samples(knowledge).items():
        (folder / "samples" / f"{topic}.jsonl").write_text(dump_samples(samples), encoding="utf-8")
    return folder


def orchard(project: Path) -> Knowledge:
    """Return the knowledge, written below a folder and read from there."""
    return load_knowledge(write_knowledge(project), project)


def made(project: Path) -> tuple[Knowledge, list[Sample], list[Probe]]:
    """Write the knowledge and return it, with all the samples and probes that are made from it."""
    knowledge = orchard(project)
    samples = [sample for topic in generate_samples(knowledge).values() for sample in topic]
    probes = [probe for topic in generate_probes(knowledge).values() for probe in topic]
    return knowledge, samples, probes
