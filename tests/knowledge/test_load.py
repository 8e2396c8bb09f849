"""Reading all files of a discipline: every problem of every file, at its place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pytest_pwd.errors import InputError
from pytest_pwd.knowledge.load import load_knowledge
from pytest_pwd.terms import Chain, Concept, Knowledge, Place, Relation, Source, Step

ACIDS = """\
topic: acids
title: Acids
sources:
  chem: {title: Chemistry 2e, edition: "2019", licence: CC BY 4.0}
concepts:
  - {id: acid, name: acid, aliases: [proton donor], kind: agent, definition: it gives a proton, source: chem}
  - {id: base, name: base, kind: agent, definition: it takes a proton, facts: {taste: bitter}, source: chem}
relations:
  - {id: acid-base, subject: acid, predicate: gives a proton to, object: base, source: chem}
chains:
  - id: mixing
    given: both are mixed
    steps:
      - {so: a proton moves, uses: [acid-base]}
      - {so: the base is charged, uses: [base, acid-base]}
    conclusion: a salt forms
    source: chem
"""
SALTS = """\
topic: salts
title: Salts
sources:
  chem: {title: Chemistry 2e, edition: "2019", licence: CC BY 4.0}
relations:
  - {id: salt-taste, subject: acid, predicate: tastes, object: {literal: sour}, source: chem}
"""


def load(root: Path, **files: str) -> Knowledge:
    folder = root / "knowledge" / "chemistry"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_knowledge(folder, root)


def problems(root: Path, **files: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(root, **files)
    return [str(problem).removeprefix("knowledge/chemistry/") for problem in caught.value.problems]


def test_every_entry_is_loaded_with_its_place(tmp_path: Path) -> None:
    knowledge = load(tmp_path, salts=SALTS, acids=ACIDS)

    def at(line: int, file: str = "acids") -> Place:
        return Place(f"knowledge/chemistry/{file}.yaml", line)

    assert knowledge.discipline == "chemistry"
    assert list(knowledge.concepts.values()) == [
        Concept("acid", "acid", "agent", "it gives a proton", ("proton donor",), {}, "acids", "chem", at(6)),
        Concept(
            "base", "base", "agent", "it takes a proton", (), {"taste": "bitter"}, "acids", "chem", at(7)
        ),
    ]
    assert list(knowledge.relations.values()) == [
        Relation("acid-base", "acid", "gives a proton to", "base", False, False, "acids", "chem", at(9)),
        Relation("salt-taste", "acid", "tastes", "sour", True, False, "salts", "chem", at(6, "salts")),
    ]
    steps = (
        Step("a proton moves", ("acid-base",), at(14)),
        Step("the base is charged", ("base", "acid-base"), at(15)),
    )
    assert knowledge.chains == {
        "mixing": Chain("mixing", "both are mixed", steps, "a salt forms", "acids", "chem", at(11))
    }
    assert knowledge.sources == {"chem": Source("chem", "Chemistry 2e", "2019", "", "CC BY 4.0")}


def test_the_digest_goes_by_what_is_said_and_not_by_where(tmp_path: Path) -> None:
    digest = load(tmp_path, acids=ACIDS).digest

    assert load(tmp_path, acids="# a remark\n" + ACIDS).digest == digest
    assert load(tmp_path, acids=ACIDS.replace("bitter", "soapy")).digest != digest
    assert load(tmp_path, acids=ACIDS.replace("so: a proton moves", "so: it moves")).digest != digest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("topic: acids", "topic: acid",
         'acids.yaml:1: topic is "acid", but the file is "acids.yaml"; make them the same'),
        ("uses: [acid-base]", "uses: [acid-bse]",
         'acids.yaml:14: step 1 uses "acid-bse", which is not defined. Did you mean "acid-base"?'),
        ("uses: [acid-base]", "uses: [mixing]",
         "acids.yaml:14: step 1 uses its own chain; name concepts or relations only"),
        ("object: base", "object: bse", 'acids.yaml:9: object "bse" is not defined. Did you mean "base"?'),
        ("object: base", "object: three bonds",
         'acids.yaml:9: object "three bonds" is not defined. A text that is no concept is written '
         "{literal: three bonds}."),
        ("subject: acid", "subject: mixing",
         'acids.yaml:9: subject "mixing" is a chain; a relation is between concepts'),
        ("bitter}, source: chem", "bitter}, source: chm",
         'acids.yaml:7: source "chm" is not among the sources. Did you mean "chem"?'),
        ("name: base", "name: Proton  Donor",
         'acids.yaml:7: the name "Proton  Donor" is already that of "acid", at '
         "knowledge/chemistry/acids.yaml:6; one name means one concept"),
        ("id: mixing", "id: acid",
         'acids.yaml:11: the id "acid" is taken, at knowledge/chemistry/acids.yaml:6; choose another'),
    ],
    ids=["topic", "step", "itself", "object", "literal", "chain", "source", "name", "id"],
)  # fmt: skip
def test_references_that_lead_nowhere_say_where_to(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert ACIDS.count(old) == 1
    assert problems(tmp_path, acids=ACIDS.replace(old, new)) == [expected]


def test_a_step_rests_on_no_chain(tmp_path: Path) -> None:
    other = (
        ACIDS[ACIDS.index("  - id: mixing") :].replace("mixing", "mixing-again").replace("[base,", "[mixing,")
    )

    assert problems(tmp_path, acids=ACIDS + other) == [
        'acids.yaml:22: step 2 uses the chain "mixing"; name concepts or relations only'
    ]


def test_an_alias_is_not_given_twice_to_one_concept(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, acids=ACIDS.replace("[proton donor]", "[proton donor, Acid]"))

    assert problem.startswith('acids.yaml:6: the name "Acid" is already that of "acid"')


def test_ids_and_sources_are_one_namespace_over_all_files(tmp_path: Path) -> None:
    salts = SALTS.replace("salt-taste", "acid-base").replace("2019", "2024")

    assert problems(tmp_path, acids=ACIDS, salts=salts) == [
        'salts.yaml:4: source "chem" is another one at knowledge/chemistry/acids.yaml:4; '
        "make them the same, or rename one",
        'salts.yaml:6: the id "acid-base" is taken, at knowledge/chemistry/acids.yaml:9; choose another',
    ]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path, acids=ACIDS.replace("object: base", "object: bse"), salts=SALTS.replace("acid", "acd")
    )

    assert found == [
        'acids.yaml:9: object "bse" is not defined. Did you mean "base"?',
        'salts.yaml:6: subject "acd" is not defined. Did you mean "acid"?',
    ]


def test_what_an_unread_file_defines_is_not_called_undefined(tmp_path: Path) -> None:
    assert problems(
        tmp_path, acids=ACIDS + "colour: red\n", salts=SALTS.replace("topic: salts", "topic: salt")
    ) == [
        'acids.yaml:18: unknown field "colour" in the file. Known here: topic, title, sources, concepts, '
        "relations, chains.",
        'salts.yaml:1: topic is "salt", but the file is "salts.yaml"; make them the same',
    ]


def test_a_folder_without_knowledge_is_an_error(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        "knowledge/chemistry: there is no knowledge here; write one .yaml file per topic"
    ]
    with pytest.raises(InputError, match=r"^gone: the folder of the knowledge can't be read: No such file"):
        load_knowledge(tmp_path / "gone", tmp_path)


def test_a_file_that_would_be_overlooked_is_an_error(tmp_path: Path) -> None:
    load(tmp_path, acids=ACIDS)
    (tmp_path / "knowledge" / "chemistry" / "salts.yml").write_text(SALTS)

    assert problems(tmp_path) == ['salts.yml:1: only .yaml is read; rename it to "salts.yaml"']


def test_editors_hidden_files_are_left_alone(tmp_path: Path) -> None:
    load(tmp_path, acids=ACIDS)
    (tmp_path / "knowledge" / "chemistry" / ".#acids.yaml").symlink_to("nowhere")

    assert load(tmp_path).concepts


def test_a_link_does_not_lead_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("key: hunter2")
    project = tmp_path / "project"
    load(project, acids=ACIDS)
    (project / "knowledge" / "chemistry" / "salts.yaml").symlink_to(tmp_path / "secret")

    assert problems(project) == ["salts.yaml:1: this leads out of the project; copy it there"]


def test_a_loop_of_links_is_an_error(tmp_path: Path) -> None:
    load(tmp_path, acids=ACIDS)
    (tmp_path / "knowledge" / "chemistry" / "salts.yaml").symlink_to("salts.yaml")

    [problem] = problems(tmp_path)
    assert "can't be read" in problem


def test_parsed_copies_give_the_same_knowledge(tmp_path: Path) -> None:
    knowledge = load(tmp_path, acids=ACIDS, salts=SALTS)
    folder = tmp_path / "knowledge" / "chemistry"

    assert load_knowledge(folder, tmp_path, tmp_path / "cache") == knowledge
    assert load_knowledge(folder, tmp_path, tmp_path / "cache") == knowledge


def test_thousands_of_dangling_references_are_reported_in_seconds(tmp_path: Path) -> None:
    """The search for the nearest id is the slow part, so only the first few get it."""
    concept = "  - {{id: c-{n}, name: c {n}, kind: k, definition: d, source: s}}\n"
    relation = "  - {{id: r-{n}, subject: c-{n}, predicate: p, object: x-{n}, source: s}}\n"
    many = "topic: many\ntitle: m\nsources: {s: {title: t}}\nconcepts:\n"
    many += "".join(concept.format(n=n) for n in range(2000)) + "relations:\n"
    many += "".join(relation.format(n=n) for n in range(2000))
    start = time.monotonic()

    assert len(problems(tmp_path, many=many)) == 2000
    assert time.monotonic() - start < 30
