"""ProDa's knowledge core: our own comes back as it was, theirs as far as it has a counterpart here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orchard
import pytest
from drawn import specifications, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.errors import InputError
from pytest_pwd.exchange.proda_read import Taken, from_core
from pytest_pwd.exchange.proda_write import to_core
from pytest_pwd.knowledge.dump import dump_knowledge
from pytest_pwd.knowledge.load import load_knowledge
from pytest_pwd.terms import Knowledge, Relation, Source, Step

# As its own prompts ask for it, ids numbered, with one object of each layer that has no counterpart.
THEIRS: dict[str, Any] = {
    "l3_chains": [
        {
            "chain_id": "chain-001",
            "domain_context": "Plant Biology",
            "process_name": "Mechanism of β Osmosis",
            "narrative_summary": "Water follows the solute.",
            "preconditions": [],
            "negative_constraints": ["It is no active transport"],
            "steps": [
                "The soil dries out.",
                "Solute concentration rises outside the root hair",
                "Water leaves the root hair",
                "The plant wilts",
            ],
        },
        {"chain_id": "chain-002", "domain_context": "Plant Biology", "steps": ["A", "B"]},
    ],
    "l2_statements": [
        {
            "statement_id": "stmt-001",
            "parent_chain_id": "chain-001",
            "subject": "Drought",
            "predicate": "raises",
            "object": "Solute Concentration",
            "source_quote": "a dry soil is a salty soil",
        },
        {
            "statement_id": "stmt-002",
            "parent_chain_id": "chain-001",
            "subject": "solute concentration",
            "predicate": "draws",
            "object": "water out of cells",
        },
        {
            "statement_id": "stmt-003",
            "parent_chain_id": "chain-009",
            "subject": "Water",
            "predicate": "keeps up",
            "object": "turgor",
        },
        {"statement_id": "stmt-004", "subject": "Drought", "predicate": "raises", "object": ["x"]},
    ],
    "l1_concepts": [
        {
            "concept_id": "concept-001",
            "term": "Drought",
            "type": "Stress",
            "definition": "A long time\nwithout rain.",
            "parent_statement_ids": ["stmt-001", "stmt-007"],
            "CID": ["c1"],
        },
        {
            "concept_id": "concept-002",
            "term": "Solute concentration",
            "definition": "Amount dissolved per volume",
            "parent_statement_ids": "stmt-001, stmt-002",
        },
        {
            "concept_id": "concept-003",
            "term": "Root hair",
            "type": "Cell",
            "definition": "Outgrowth of a root",
        },
        {"concept_id": "concept-004", "term": "Xylem", "type": "Tissue", "definition": ""},
        {"concept_id": "concept-005", "term": "DROUGHT", "type": "Stress", "definition": "Something else"},
    ],
    "statistics": {"total_chains": 2},
}


def taken(data: Any = THEIRS) -> Taken:
    return from_core(json.loads(json.dumps(data)), "core.json", "botany")


def changed(layer: str, number: int, **fields: Any) -> dict[str, Any]:
    """Return their file with some fields of one object changed."""
    data = json.loads(json.dumps(THEIRS))
    data[layer][number] |= fields
    return data


# --------------------------------------------------------------------------- our own


@given(knowledge=specifications())
@settings(deadline=None, max_examples=40)
def test_what_is_exported_is_imported_as_it_was(knowledge: Knowledge) -> None:
    """Ids, facts, aliases, sources and titles too; nothing is left over, and nothing is said of it."""
    found = from_core(json.loads(json.dumps(to_core(knowledge))), "core.json", "drawn")

    assert told(found.knowledge) == told(knowledge)
    assert found.offered == len(knowledge.entries)
    assert found.left == ()


def test_the_round_trip_ends_in_files(tmp_path: Path) -> None:
    """Of real knowledge the digest is the same, hence the probes are."""
    there = orchard.orchard(tmp_path)
    found = from_core(to_core(there), "core.json", "orchard").knowledge
    folder = tmp_path / "back" / "orchard"
    folder.mkdir(parents=True)
    for topic, text in dump_knowledge(found).items():
        (folder / f"{topic}.yaml").write_text(text, encoding="utf-8")

    assert load_knowledge(folder, tmp_path).digest == there.digest


def test_other_programs_find_texts_in_their_fields(tmp_path: Path) -> None:
    """Names and not ids, steps that end in the conclusion, and what was found where."""
    core = to_core(orchard.orchard(tmp_path))

    statement = core["l2_statements"][0]
    assert (statement["subject"], statement["object"]) == ("quillow", "dusk moth")
    assert statement["parent_chain_id"] == "late-frost"
    chain = next(chain for chain in core["l3_chains"] if chain["chain_id"] == "late-frost")
    assert chain["domain_context"] == "Trees"
    assert chain["preconditions"] == ["frost comes while the quillow is in bloom"]
    assert chain["steps"][-1] == "the grove stays dark in autumn"
    concept = next(c for c in core["l1_concepts"] if c["term"] == "quillow")
    assert concept["parent_statement_ids"] == ["quillow-attracts", "quillow-soil"]
    assert core["statistics"]["total_concepts"] == len(core["l1_concepts"])


def test_a_literal_that_looks_like_a_name_stays_one(tmp_path: Path) -> None:
    there = orchard.orchard(tmp_path)
    odd = Relation("odd", "quillow", "rhymes with", "hallot", literal=True, topic="trees", source="almanac")
    knowledge = Knowledge(
        "orchard", there.concepts, {**there.relations, "odd": odd}, there.chains, there.sources
    )

    assert from_core(to_core(knowledge), "core.json", "orchard").knowledge.relations["odd"] == odd


def test_an_id_that_looks_numbered_is_kept_in_a_file_of_ours(tmp_path: Path) -> None:
    there = orchard.orchard(tmp_path)
    concepts = {"concept-001": next(iter(there.concepts.values()))}
    core = to_core(Knowledge("orchard", {"concept-001": concepts["concept-001"]}, {}, {}, there.sources))
    core["l1_concepts"][0]["concept_id"] = "concept-001"

    assert list(from_core(core, "core.json", "orchard").knowledge.concepts) == ["concept-001"]


# --------------------------------------------------------------------------- theirs


def test_what_has_a_counterpart_is_taken_over() -> None:
    """Ids come from texts, a topic from the domain, the source is the file."""
    found = taken().knowledge

    assert list(found.concepts) == ["drought", "solute-concentration", "root-hair"]
    drought = found.concepts["drought"]
    assert (drought.name, drought.kind, drought.definition) == (
        "Drought", "Stress", "A long time without rain"
    )  # fmt: skip
    assert (drought.topic, found.topics["plant-biology"]) == ("plant-biology", "Plant Biology")
    assert found.sources == {"core": Source("core", "core.json")}
    raises, draws = found.relations.values()
    assert (raises.id, raises.subject, raises.object, raises.literal) == (
        "drought-raises-solute-concentration", "drought", "solute-concentration", False
    )  # fmt: skip
    assert (draws.object, draws.literal) == ("water out of cells", True)


def test_a_chain_begins_with_its_given_and_ends_with_its_conclusion() -> None:
    """A step uses the statements that lead to what it tells of, and the concepts that it names."""
    (chain,) = taken().knowledge.chains.values()

    assert chain.id == "mechanism-of-beta-osmosis"
    assert (chain.given, chain.conclusion) == ("The soil dries out", "The plant wilts")
    assert chain.steps == (
        Step(
            "Solute concentration rises outside the root hair",
            ("drought-raises-solute-concentration", "solute-concentration", "root-hair"),
        ),
        Step("Water leaves the root hair", ("root-hair",)),
    )


def test_a_step_uses_the_statement_that_leads_to_it() -> None:
    """Where there is one for each two steps that follow each other."""
    data = changed("l2_statements", 2, parent_chain_id="chain-001", subject="Drought")
    (chain,) = taken(data).knowledge.chains.values()

    assert chain.steps[0].uses[0] == "drought-raises-solute-concentration"
    assert chain.steps[1].uses[0] == "solute-concentration-draws-water-out-of-cells"


def test_preconditions_are_the_given() -> None:
    """All steps are steps then, unless they would be too many."""
    more = {"preconditions": ["the root is alive", "it is warm."]}
    (chain,) = taken(
        changed("l3_chains", 0, **more, steps=["a root hair", "Root hair", "c"])
    ).knowledge.chains.values()
    assert chain.given == "the root is alive; it is warm"
    assert [step.so for step in chain.steps] == ["a root hair", "Root hair"]

    steps = [f"root hair {n}" for n in range(6)]
    (chain,) = taken(changed("l3_chains", 0, **more, steps=steps)).knowledge.chains.values()
    assert chain.given == "the root is alive; it is warm; root hair 0"
    assert [step.so for step in chain.steps] == steps[1:5]


def test_all_else_is_listed_with_its_place_and_reason() -> None:
    """Nothing is dropped in silence; what is the same of many objects takes one line."""
    found = taken()

    assert found.offered - len(found.knowledge.entries) == 5
    assert found.left == (
        'core.json: "CID" of 1 concept has no counterpart here and is left out',
        'core.json: "source_quote" of 1 statement has no counterpart here and is left out',
        'core.json: "narrative_summary" of 1 chain has no counterpart here and is left out',
        'core.json: "negative_constraints" of 1 chain has no counterpart here and is left out',
        "core.json: l1_concepts[0] concept-001: its statements stmt-007 are not in the file",
        'core.json: l1_concepts[1] concept-002: it has no "type"; its kind is "concept" here',
        'core.json: l1_concepts[3] concept-004: not taken over: "definition" is empty',
        'core.json: l1_concepts[4] concept-005: not taken over: the name "DROUGHT" is that of '
        "l1_concepts[0] concept-001",
        'core.json: l2_statements[2] stmt-003: not taken over: its subject "Water" is no concept '
        "that was taken over",
        'core.json: l2_statements[3] stmt-004: not taken over: "object" is a list where a text is wanted',
        "core.json: l3_chains[1] chain-002: not taken over: 2 steps can't be told apart into a given, "
        "2 to 4 steps and a conclusion; write it as several chains, or with its preconditions",
        "core.json: what the steps of 1 chain use was found by the statements that link them and by the "
        "names in them; read it over",
    )


def test_ids_do_not_depend_on_the_order() -> None:
    """A new extraction numbers everything anew, and the tests keep their names."""
    turned = {
        layer: list(reversed(THEIRS[layer][:3])) for layer in ("l1_concepts", "l2_statements", "l3_chains")
    }
    found, back = taken().knowledge, taken(turned).knowledge

    assert found.concepts.keys() == back.concepts.keys()
    assert found.relations.keys() == back.relations.keys()
    assert found.chains.keys() == back.chains.keys()


def test_a_dangling_chain_is_told() -> None:
    found = taken(changed("l2_statements", 2, subject="Drought"))

    assert "core.json: l2_statements[2] stmt-003: its chain chain-009 is not in the file" in found.left
    assert "drought-keeps-up-turgor" in found.knowledge.relations


def test_a_step_that_rests_on_nothing_stops_its_chain() -> None:
    steps = ["The soil dries out", "Solute concentration rises", "Nobody knows why", "The end"]
    found = taken(changed("l3_chains", 0, steps=steps))

    assert not found.knowledge.chains
    assert any('step 2 ("Nobody knows why") rests on no statement or concept' in line for line in found.left)


def test_what_has_no_id_hangs_on_nothing() -> None:
    """A statement without a chain isn't that of a chain without an id."""
    data = json.loads(json.dumps(THEIRS))
    del data["l3_chains"][0]["chain_id"], data["l2_statements"][0]["parent_chain_id"]
    found = taken(data).knowledge

    assert found.relations["drought-raises-solute-concentration"].topic == "core"
    (chain,) = found.chains.values()
    assert chain.steps[0].uses == ("solute-concentration", "root-hair")


def test_the_same_statement_twice_is_one_relation() -> None:
    data = json.loads(json.dumps(THEIRS))
    data["l2_statements"].append(THEIRS["l2_statements"][0] | {"statement_id": "stmt-005"})
    found = taken(data)

    assert len(found.knowledge.relations) == 2
    assert (
        "core.json: l2_statements[4] stmt-005: not taken over: it says the same as another one" in found.left
    )


@pytest.mark.parametrize("data", [[], "x", None, {}, {"concepts": []}])
def test_what_is_no_knowledge_core_is_an_error(data: Any) -> None:
    with pytest.raises(InputError, match=r"core\.json: this is no knowledge core"):
        from_core(data, "core.json", "botany")


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["Drought", "a"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "concept_id term type definition parent_statement_ids aliases facts topic source statement_id "
    "parent_chain_id subject predicate object literal chain_id domain_context process_name preconditions "
    "steps uses"
).split()
objects = st.dictionaries(st.sampled_from(FIELDS), anything) | anything
fallible = st.fixed_dictionaries(
    {},
    optional={
        "l1_concepts": st.lists(objects, max_size=3) | anything,
        "l2_statements": st.lists(objects, max_size=3) | anything,
        "l3_chains": st.lists(objects, max_size=3) | anything,
        "made_by": st.just("pytest-pwd"),
        "topics": anything,
        "sources": anything,
    },
).filter(lambda data: any(name.startswith("l") for name in data))


@given(data=fallible, concept=objects)
@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_a_file_holds_loads_or_is_listed(tmp_path: Path, data: dict[str, Any], concept: Any) -> None:
    """Fields may be missing or of any type: what is taken over loads, and all else has a line."""
    good = {"term": "Drought", "definition": "no rain", "type": "stress"}
    if isinstance(data.get("l1_concepts"), list):
        data["l1_concepts"] += [good, good | concept if isinstance(concept, dict) else concept]
    found = from_core(data, "core.json", "drawn")

    assert found.offered - len(found.knowledge.entries) <= sum(
        "not taken over" in line for line in found.left
    )
    if found.knowledge.entries:
        folder = tmp_path / "drawn"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for topic, text in dump_knowledge(found.knowledge).items():
            (folder / f"{topic}.yaml").write_text(text, encoding="utf-8")
        assert told(load_knowledge(folder, tmp_path)) == told(found.knowledge)
