"""Knowledge as YAML: it loads as it was, and reads as a person would have written it."""

from __future__ import annotations

from pathlib import Path

import orchard
from drawn import specifications, told
from hypothesis import HealthCheck, given, settings

from pytest_pwd.knowledge.dump import dump_knowledge
from pytest_pwd.knowledge.load import load_knowledge
from pytest_pwd.terms import Knowledge


def dumped(knowledge: Knowledge, project: Path) -> Knowledge:
    """Return knowledge as it is read back from the files that it was dumped into."""
    folder = project / "knowledge" / knowledge.discipline
    folder.mkdir(parents=True, exist_ok=True)
    for topic, text in dump_knowledge(knowledge).items():
        (folder / f"{topic}.yaml").write_text(text, encoding="utf-8")
    return load_knowledge(folder, project)


@given(knowledge=specifications())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_dumped_loads_as_it_was(tmp_path: Path, knowledge: Knowledge) -> None:
    """A "no" stays a text, and a comma or a colon in a text parts nothing."""
    assert told(dumped(knowledge, tmp_path)) == told(knowledge)


def test_it_reads_as_if_written_by_hand(tmp_path: Path) -> None:
    """Without the quotes that nobody would write, and in the order of the format."""
    text = dump_knowledge(orchard.orchard(tmp_path))["trees"]

    assert "    aliases: [lantern tree]\n    kind: tree\n" in text
    assert '      planting depth: "12"\n' in text
    assert "    object: {literal: wet clay}\n" in text
    assert "      - so: hardly any pods are set that year\n        uses: [quillow, dusk-moth]\n" in text
    # Nothing but the schema's line and blank lines has been added.
    ours = [line for line in text.splitlines()[1:] if line]
    assert ours == orchard.TREES.splitlines()


def test_the_order_and_the_digest_stay(tmp_path: Path) -> None:
    """Wrong choices are drawn by the order of the entries, so it counts as content."""
    there = orchard.orchard(tmp_path / "a")
    back = dumped(there, tmp_path / "b")

    assert list(back.concepts) == list(there.concepts)
    assert back.digest == there.digest


def test_a_source_that_nothing_names_stays(tmp_path: Path) -> None:
    """It stands in the first file, as every file has to have one."""
    folder = orchard.write_knowledge(tmp_path)
    trees = folder / "trees.yaml"
    more = "sources:\n  spare:\n    title: A spare one\n"
    trees.write_text(orchard.TREES.replace("sources:\n", more), encoding="utf-8")
    there = load_knowledge(folder, tmp_path)

    assert set(there.sources) == {"almanac", "spare"}
    assert dumped(there, tmp_path / "b").sources == there.sources
