"""``pytest-pwd generate``: what is made from the knowledge is renewed, and what people wrote stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orchard
import pytest

FOLDER = "disciplines/orchard"
TESTS, SAMPLES = ("generate", "tests", FOLDER), ("generate", "samples", FOLDER)

MINE = """\
  - id: mine
    of: quillow
    asks: written
    wordings:
      - "Its pods give light. Which of the five is meant? It must be the"
      - "Whoever walks home late likes this one best of all, it is the"
      - "Whose pods would replace a lamp? Those which hang on the"
    choices: [quillow, ostrel]
    answer: quillow
"""

OURS = {"id": "ours", "teaches": ["quillow"], "prompt": "No lamp is needed below a", "completion": "quillow"}


Run = Callable[..., tuple[int, list[str], str]]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def knowledge(name: str) -> Path:
    return Path("knowledge/orchard") / name


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def add_line(path: Path, line: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def add_fact(tree: str, fact: str) -> None:
    head, _, rest = knowledge("trees.yaml").read_text(encoding="utf-8").partition(f"  - id: {tree}\n")
    rest = rest.replace("    facts:\n", f"    facts:\n      {fact}\n", 1)
    knowledge("trees.yaml").write_text(f"{head}  - id: {tree}\n{rest}", encoding="utf-8")


# --------------------------------------------------------------------------- probes


def test_probes_are_frozen_per_topic(project: Path, run: Run) -> None:
    """And the next command is named."""
    code, out, err = run(*TESTS)
    assert (code, out) == (0, ["test_insects.yaml: 12 probes, 12 new", "test_trees.yaml: 49 probes, 49 new"])
    assert err == f"there are no samples yet; make them with: pytest-pwd generate samples {FOLDER}\n"
    assert "pytest-pwd generate tests disciplines/orchard" in (project / "test_trees.yaml").read_text(
        encoding="utf-8"
    )


def test_nothing_is_written_when_nothing_changed(project: Path, run: Run) -> None:
    run(*TESTS)
    paths = sorted(project.glob("test_*.yaml"))
    before = [path.stat() for path in paths]
    code, out, _ = run(*TESTS)
    assert (code, out) == (
        0,
        ["test_insects.yaml: 12 probes, unchanged", "test_trees.yaml: 49 probes, unchanged"],
    )
    assert [(s.st_ino, s.st_mtime_ns) for s in before] == [
        (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths
    ]


def test_other_line_ends_are_no_change(project: Path, run: Run) -> None:
    """Git gives files those of the platform."""
    run(*TESTS)
    path = project / "test_trees.yaml"
    raw = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(raw)
    _, out, _ = run(*TESTS)
    assert out[1] == "test_trees.yaml: 49 probes, unchanged"
    assert path.read_bytes() == raw


def test_what_changed_is_counted(project: Path, run: Run) -> None:
    """New, changed and gone probes, and those by hand, which stay as they are."""
    run(*TESTS)
    tests = project / "test_trees.yaml"
    with tests.open("a", encoding="utf-8") as file:
        file.write(MINE)
    edit(knowledge("trees.yaml"), "    aliases: [weeping spire]\n", "")
    for tree, crown in {
        "quillow": "round",
        "bramwood": "oval",
        "ostrel": "flat",
        "venfir": "pointed",
    }.items():
        add_fact(tree, f"crown: {crown}")
    code, out, _ = run(*TESTS)
    assert code == 0
    # The digest of every probe of these four trees is another now.
    assert out[1] == "test_trees.yaml: 53 probes, 4 new, 13 changed, 1 gone, 1 by hand"
    text = tests.read_text(encoding="utf-8")
    assert "Whoever walks home late" in text
    # Behind the last of its item.
    assert text.index("quillow.planting-depth") < text.index("- id: mine") < text.index("bramwood.definition")


def test_a_probe_whose_entry_is_gone_goes_too(project: Path, run: Run) -> None:
    run(*TESTS)
    text = orchard.TREES
    chain = text[text.index("  - id: loud-summer") :]
    knowledge("trees.yaml").write_text(text.replace(chain, ""), encoding="utf-8")
    code, out, _ = run(*TESTS)
    assert code == 0
    assert ", 4 gone" in out[1]


def drop_insects() -> None:
    """Take the topic of insects out of the knowledge, and what rests on it."""
    knowledge("insects.yaml").unlink()
    text = orchard.TREES
    relations = text[text.index("  - id: quillow-attracts") : text.index("  - id: quillow-soil")]
    chains = "chains:\n" + "".join(
        f"  - id: c{n}\n    given: given {n}\n    steps:\n      - so: step {n}\n        uses: [quillow]\n"
        f"      - so: then {n}\n        uses: [ostrel]\n    conclusion: end {n}\n    source: almanac\n"
        for n in range(5)
    )
    text = text.replace(relations, "")
    knowledge("trees.yaml").write_text(text[: text.index("chains:")] + chains, encoding="utf-8")


def test_the_file_of_a_topic_that_is_gone_is_removed(project: Path, run: Run) -> None:
    run(*TESTS)
    drop_insects()
    code, out, _ = run(*TESTS)
    assert code == 0
    assert out[0] == 'test_insects.yaml: removed, 12 gone; there is no topic "insects" any more'
    assert not (project / "test_insects.yaml").exists()


def test_what_people_wrote_outlives_its_topic(project: Path, run: Run) -> None:
    """Only what was frozen goes, and the topic that the file names stays."""
    run(*TESTS)
    tests = project / "test_insects.yaml"
    with tests.open("a", encoding="utf-8") as file:
        file.write(MINE)
    drop_insects()
    code, out, _ = run(*TESTS)
    assert code == 0
    assert out[0] == 'test_insects.yaml: 1 probe, 12 gone, 1 by hand; there is no topic "insects" any more'
    assert "topic: insects" in tests.read_text(encoding="utf-8")
    assert "Whoever walks home late" in tests.read_text(encoding="utf-8")
    assert "dusk-moth" not in tests.read_text(encoding="utf-8")
    assert run(*TESTS)[1][0] == "test_insects.yaml: 1 probe, unchanged, 1 by hand"


def test_a_file_all_by_hand_keeps_its_layout(project: Path, run: Run) -> None:
    """Comments and all."""
    text = f"# ours\ndiscipline: orchard\ntopic: extra\nprobes:\n{MINE}"
    (project / "test_extra.yaml").write_text(text, encoding="utf-8")
    (project / "test_none.yaml").write_text(
        "discipline: orchard\ntopic: none\nprobes: []\n", encoding="utf-8"
    )
    _, out, _ = run(*TESTS)
    assert out[0] == "test_extra.yaml: 1 probe, unchanged, 1 by hand"
    assert (project / "test_extra.yaml").read_text(encoding="utf-8") == text
    assert (project / "test_none.yaml").exists()


def test_a_probe_of_an_entry_that_is_gone_is_kept_and_reported(project: Path, run: Run) -> None:
    """By hand, it can't be made again; what to do about it is for people to say."""
    mine = MINE.replace("of: quillow", "of: quilow")
    text = f"discipline: orchard\ntopic: extra\nprobes:\n{mine}"
    (project / "test_extra.yaml").write_text(text, encoding="utf-8")
    code, out, err = run(*TESTS)
    assert (code, len(out)) == (2, 3)
    assert err.startswith(
        f'{FOLDER}/test_extra.yaml:4: probe "mine" is of "quilow", which is not defined. Did you'
    )


def test_an_id_that_is_made_is_refused_before_anything_is_written(project: Path, run: Run) -> None:
    mine = MINE.replace("id: mine", "id: quillow.bark")
    (project / "test_extra.yaml").write_text(
        f"discipline: orchard\ntopic: extra\nprobes:\n{mine}", encoding="utf-8"
    )
    code, out, err = run(*TESTS)
    assert (code, out) == (2, [])
    assert err.startswith(f'{FOLDER}/test_extra.yaml:4: the id "quillow.bark" is that of one made from')
    assert not (project / "test_trees.yaml").exists()


def test_two_attributes_of_one_name_are_refused(project: Path, run: Run) -> None:
    for tree, bark in {"quillow": "a", "bramwood": "b", "ostrel": "c", "venfir": "d"}.items():
        add_fact(tree, f"Bark!: {bark}")
    for what in (TESTS, SAMPLES):
        code, out, err = run(*what)
        assert (code, out) == (2, [])
        assert 'knowledge/orchard/trees.yaml:7: two things of "quillow" get the id "quillow.bark"' in err


def test_every_broken_file_is_named_and_none_is_written(project: Path, run: Run) -> None:
    run(*TESTS)
    for name in ("test_trees.yaml", "test_insects.yaml"):
        (project / name).write_text("probes: [", encoding="utf-8")
    code, out, err = run(*TESTS)
    assert (code, out) == (2, [])
    assert [line.split(":")[0] for line in err.splitlines()] == [
        f"{FOLDER}/test_insects.yaml", f"{FOLDER}/test_trees.yaml"
    ]  # fmt: skip
    assert (project / "test_trees.yaml").read_text(encoding="utf-8") == "probes: ["


# --------------------------------------------------------------------------- samples


def test_samples_are_written_per_topic(project: Path, run: Run) -> None:
    """A line for each thing taught; unchanged files are left alone."""
    code, out, err = run(*SAMPLES)
    assert (code, out) == (
        0,
        ["samples/insects.jsonl: 6 samples, 6 new", "samples/trees.jsonl: 32 samples, 32 new"],
    )
    assert "there are no probes yet; make them with: pytest-pwd generate tests" in err
    assert len(lines_of(project / "samples" / "trees.jsonl")) == 32
    _, out, _ = run(*SAMPLES)
    assert out[1] == "samples/trees.jsonl: 32 samples, unchanged"


def test_samples_that_people_wrote_stay(project: Path, run: Run) -> None:
    """Written ones, and statements of another name than the generator's, behind what teaches the same."""
    run(*SAMPLES)
    path = project / "samples" / "trees.jsonl"
    fact = {
        "id": "quillow-sap",
        "teaches": ["quillow"],
        "form": "fact",
        "subject": "quillow",
        "attribute": "sap",
        "value": "blue",
    }
    add_line(path, fact)
    add_line(path, OURS)
    edit(path, '"bark", "value": "russet"', '"bark", "value": "blue"')
    code, out, _ = run(*SAMPLES)
    assert (code, out[1]) == (0, "samples/trees.jsonl: 34 samples, 1 changed, 2 by hand")
    found = lines_of(path)
    ids = [line["id"] for line in found]
    at = ids.index("quillow.planting-depth")
    assert ids[at + 1 : at + 4] == ["quillow-sap", "ours", "bramwood.definition"]
    assert found[at + 1 : at + 3] == [fact, OURS]
    assert run(*SAMPLES)[1][1] == "samples/trees.jsonl: 34 samples, unchanged, 2 by hand"


def test_a_statement_whose_knowledge_is_gone_goes_too(project: Path, run: Run) -> None:
    """It is known by its name; nobody should go on teaching a fact that was taken back."""
    run(*SAMPLES)
    edit(knowledge("trees.yaml"), "      bark: silver\n", "")
    edit(knowledge("trees.yaml"), "    aliases: [lantern tree]\n", "")
    code, out, _ = run(*SAMPLES)
    assert code == 0
    assert out[1].startswith("samples/trees.jsonl: 30 samples, ")
    assert out[1].endswith(" 2 gone")


def test_the_samples_of_a_topic_that_is_gone_go(project: Path, run: Run) -> None:
    """Unless people wrote them; a file all by hand is left alone."""
    run(*SAMPLES)
    add_line(project / "samples" / "insects.jsonl", OURS)
    (project / "samples" / "mine.jsonl").write_text(
        json.dumps({**OURS, "id": "x"}, indent=None, separators=(" , ", " : "))
    )
    before = (project / "samples" / "mine.jsonl").read_bytes()
    drop_insects()
    code, out, _ = run(*SAMPLES)
    assert code == 0
    assert (
        out[0] == 'samples/insects.jsonl: 1 sample, 6 gone, 1 by hand; there is no topic "insects" any more'
    )
    assert out[1] == "samples/mine.jsonl: 1 sample, unchanged, 1 by hand"
    assert (project / "samples" / "mine.jsonl").read_bytes() == before


def test_a_statement_that_was_moved_is_not_taught_twice(project: Path, run: Run) -> None:
    run(*SAMPLES)
    path = project / "samples" / "trees.jsonl"
    add_line(project / "samples" / "more.jsonl", lines_of(path)[0])
    code, out, _ = run(*SAMPLES)
    assert (code, out[1]) == (0, 'samples/more.jsonl: removed, 1 gone; there is no topic "more" any more')


def test_a_broken_sample_file_is_named_and_nothing_is_written(project: Path, run: Run) -> None:
    path = project / "samples" / "trees.jsonl"
    path.parent.mkdir()
    path.write_text("{\n[]\n", encoding="utf-8")
    code, out, err = run(*SAMPLES)
    assert (code, out) == (2, [])
    assert f"{FOLDER}/samples/trees.jsonl:1: this is not a line of JSON" in err
    assert f"{FOLDER}/samples/trees.jsonl:2: a sample is a JSON object" in err
    assert path.read_text(encoding="utf-8") == "{\n[]\n"


# --------------------------------------------------------------------------- leaks


def test_samples_that_the_knowledge_left_behind_are_told_with_the_remedy(project: Path, run: Run) -> None:
    """After many entries were renamed, a few lines say so, and which command renews the samples."""
    run(*SAMPLES)
    for name in ("trees.yaml", "insects.yaml"):
        text = knowledge(name).read_text(encoding="utf-8")
        for old in ("quillow", "bramwood", "ostrel", "venfir", "dusk-moth", "reed-wasp"):
            text = text.replace(old, f"{old}-x")
        knowledge(name).write_text(text, encoding="utf-8")

    code, _, said = run(*TESTS)

    assert code == 2
    assert len(said.splitlines()) < 8
    assert said.rstrip().endswith("are renewed by: pytest-pwd generate samples disciplines/orchard")


def test_what_is_generated_has_no_leak(project: Path, run: Run) -> None:
    assert [run(*TESTS)[0], run(*SAMPLES)[0], run(*TESTS)[0]] == [0, 0, 0]


@pytest.mark.parametrize("what", [TESTS, SAMPLES])
def test_a_leak_is_an_error(project: Path, run: Run, what: tuple[str, ...]) -> None:
    """The files are renewed; then the sample and the probe in it are named, with both places."""
    run(*TESTS)
    run(*SAMPLES)
    with (project / "test_trees.yaml").open("a", encoding="utf-8") as file:
        file.write(MINE)
    leak = "Whoever walks home late likes this one best of all, it is the"
    add_line(project / "samples" / "trees.jsonl", {**OURS, "prompt": leak})
    code, out, err = run(*what)
    assert code == 2
    assert len(out) == 2
    assert err.startswith(f"{FOLDER}/samples/trees.jsonl:")
    assert 'sample "ours" holds a wording of probe "mine"' in err


def test_a_leak_in_a_patch_is_an_error_too(project: Path, run: Run) -> None:
    run(*SAMPLES)
    run(*TESTS)
    probe = next(
        line
        for line in (project / "test_trees.yaml").read_text(encoding="utf-8").splitlines()
        if "      - " in line
    )
    head = {"patch": "p", "closes": ["quillow"], "evidence": [], "artifact": "", "synthesizer": "teacher"}
    add_line(project / "patches" / "p.jsonl", head)
    add_line(project / "patches" / "p.jsonl", {**OURS, "prompt": json.loads(probe.strip()[2:])})
    code, _, err = run(*TESTS)
    assert code == 2
    assert err.startswith(f"{FOLDER}/patches/p.jsonl:2: ")
