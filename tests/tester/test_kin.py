"""Wrong choices: kin of the right one, never right themselves, and alike in form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from orchard import orchard

from pytest_pwd.terms import Chain, Concept, Knowledge, Relation, Step
from pytest_pwd.tester.kin import WRONG, Kin, form_distance, word_distance


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return orchard(tmp_path_factory.mktemp("orchard"))


@pytest.fixture
def kin(knowledge: Knowledge) -> Kin:
    return Kin(knowledge)


def with_relations(knowledge: Knowledge, *relations: Relation) -> Kin:
    return Kin(replace(knowledge, relations={**knowledge.relations, **{r.id: r for r in relations}}))


def test_names_are_of_the_same_kind(kin: Kin, knowledge: Knowledge) -> None:
    insects = {c.name for c in knowledge.concepts.values() if c.kind == "insect"}
    assert set(kin.names(knowledge.concepts["dusk-moth"])) == insects - {"dusk moth"}
    trees = {c.name for c in knowledge.concepts.values() if c.kind == "tree"}
    assert set(kin.names(knowledge.concepts["quillow"])) < trees - {"quillow"}


def test_values_are_of_the_same_attribute(kin: Kin, knowledge: Knowledge) -> None:
    for concept in knowledge.concepts.values():
        for attribute, value in concept.facts.items():
            wrong = kin.values(concept, attribute)
            assert len(set(wrong)) == 3
            assert value not in wrong
            assert set(wrong) <= {c.facts[attribute] for c in knowledge.concepts.values() if c.facts}


def test_values_of_the_same_kind_come_first() -> None:
    """Those of another kind only fill up."""
    concepts = [Concept(f"a{n}", f"a{n}", "a", "d", facts={"size": f"{n} m"}) for n in range(3)]
    concepts += [Concept(f"b{n}", f"b{n}", "b", "d", facts={"size": f"{n} km"}) for n in range(3)]
    kin = Kin(Knowledge("k", {c.id: c for c in concepts}, {}, {}))
    wrong = kin.values(concepts[0], "size")
    assert set(wrong[:2]) == {"1 m", "2 m"}
    assert len(wrong) == 3
    assert wrong[2].endswith("km")


def test_a_value_that_kin_share_is_offered_once() -> None:
    concepts = [Concept(f"a{n}", f"a{n}", "a", "d", facts={"size": size}) for n, size in enumerate("xyyyx")]
    kin = Kin(Knowledge("k", {c.id: c for c in concepts}, {}, {}))
    assert kin.values(concepts[0], "size") == ["y"]


def test_values_of_things_called_alike_come_first() -> None:
    """The two laws of heat are mixed up before any other two."""
    names = ["first law of heat", "second law of heat", "law of levers", "law of lenses", "law of tides"]
    concepts = [
        Concept(f"c{n}", name, "law", "d", facts={"says": "abcde"[n]}) for n, name in enumerate(names)
    ]
    concepts[1] = replace(concepts[1], facts={"says": "something longer"})
    kin = Kin(Knowledge("k", {c.id: c for c in concepts}, {}, {}))
    assert kin.values(concepts[0], "says")[0] == "something longer"
    assert "something longer" not in kin.values(concepts[2], "says")


def test_an_object_that_makes_the_relation_true_is_never_offered(knowledge: Knowledge) -> None:
    """The quillow is visited by two insects; neither is a wrong choice for the other."""
    second = Relation("second", "quillow", "is visited at night by", "sugar-fly")
    kin = with_relations(knowledge, second)
    for relation in (second, knowledge.relations["quillow-attracts"]):
        assert kin.objects(relation)[:2] == ["reed wasp", "bell beetle"]
        assert not {"sugar fly", "dusk moth"} & set(kin.objects(relation))


def test_a_relation_is_asked_so_that_its_direction_matters(knowledge: Knowledge) -> None:
    """Learned the wrong way round, "the ostrel grows beside the quillow", it ends in the quillow."""
    relation = Relation("beside", "quillow", "grows beside", "ostrel")
    kin = with_relations(knowledge, relation)
    assert kin.objects(relation)[-1] == "quillow"
    assert len(kin.objects(relation)) == WRONG + 1


def test_what_grows_beside_itself_is_no_wrong_choice(knowledge: Knowledge) -> None:
    relations = [Relation(f"n{id}", "quillow", "grows beside", id) for id in ("ostrel", "quillow")]
    assert "quillow" not in with_relations(knowledge, *relations).objects(relations[0])


def test_the_object_is_offered_as_subject_where_kin_are_too_few(knowledge: Knowledge) -> None:
    """Few would take what the question names for the answer, so it comes last."""
    relation = Relation("beside", "quillow", "grows beside", "ostrel")
    assert with_relations(knowledge, relation).subjects(relation)[-1] != "ostrel"
    others = [Relation(f"n{id}", id, "grows beside", "ostrel") for id in ("bramwood", "venfir")]
    assert with_relations(knowledge, relation, *others).subjects(relation)[-1] == "ostrel"


def test_a_subject_that_makes_the_relation_true_is_never_offered(knowledge: Knowledge) -> None:
    second = Relation("second", "ostrel", "is visited at night by", "dusk-moth")
    kin = with_relations(knowledge, second)
    for relation in (second, knowledge.relations["quillow-attracts"]):
        assert set(kin.subjects(relation)) == {"bramwood", "venfir", "hallot"}


def test_literals_are_those_of_the_same_predicate(kin: Kin, knowledge: Knowledge) -> None:
    assert set(kin.objects(knowledge.relations["quillow-soil"])) == {"dry gravel", "deep loam", "salty sand"}


def test_literal_and_concept_of_one_name_are_one_answer(knowledge: Knowledge) -> None:
    """An object is known by what it is called, whichever way it is written."""
    literal = Relation("literal", "quillow", "is visited at night by", "bell beetle", literal=True)
    kin = with_relations(knowledge, literal)
    assert "bell beetle" not in kin.objects(knowledge.relations["quillow-attracts"])
    concept = Relation("concept", "ostrel", "is visited at night by", "bell-beetle")
    kin = with_relations(knowledge, literal, concept)
    assert not {"quillow", "bramwood"} & set(kin.subjects(concept))


def test_steps_are_other_chains_steps(kin: Kin, knowledge: Knowledge) -> None:
    """Those of the same topic can be taken for it, and its own chain's never are wrong."""
    chain = knowledge.chains["late-frost"]
    every = {step.so for c in knowledge.chains.values() for step in c.steps}
    own = {step.so for step in chain.steps}
    for k in (1, 2):
        wrong = kin.steps(chain, k)
        assert len(set(wrong)) == 3
        assert set(wrong) <= every - own


def test_conclusions_are_other_chains(kin: Kin, knowledge: Knowledge) -> None:
    chain = knowledge.chains["late-frost"]
    wrong = kin.conclusions(chain)
    assert len(set(wrong)) == 3
    assert set(wrong) <= {c.conclusion for c in knowledge.chains.values()} - {chain.conclusion}


def test_the_step_most_alike_is_offered_first() -> None:
    def chain(id: str, so: str, end: str) -> Chain:
        return Chain(id, f"given {id}", (Step(so, ()),), end)

    chains = [
        chain("a", "the ions give a proton to water", "acid"),
        chain("b", "a bird sings in the old elm tree", "song"),
        chain("c", "the ions take a proton from water", "base"),
        chain("d", "nothing", "rest"),
        chain("e", "snow", "cold"),
    ]
    kin = Kin(Knowledge("k", {}, {}, {c.id: c for c in chains}))
    assert kin.steps(chains[0], 1)[0] == "the ions take a proton from water"


def test_no_choice_opens_the_answer() -> None:
    """A text is always likelier than one that begins with it; a part of a word opens nothing."""
    sizes = ("8 m", "8 m high", "8", "8 mm", "80 m", "9 m")
    concepts = [Concept(f"a{n}", f"a{n}", "a", "d", facts={"size": size}) for n, size in enumerate(sizes)]
    kin = Kin(Knowledge("k", {c.id: c for c in concepts}, {}, {}))
    assert set(kin.values(concepts[0], "size")) == {"8 mm", "80 m", "9 m"}


def test_fewer_kin_are_returned_where_there_are_no_more() -> None:
    lonely = Concept("a", "a", "a", "d", facts={"size": "1"})
    kin = Kin(Knowledge("k", {"a": lonely}, {}, {}))
    assert kin.names(lonely) == kin.values(lonely, "size") == []


def test_form_is_digits_words_and_length() -> None:
    right = "12 m"
    assert form_distance(right, right) == 0
    assert (
        form_distance(right, "14 m") < form_distance(right, "140 metres") < form_distance(right, "very far")
    )


def test_words_in_common_make_clauses_alike() -> None:
    right = "the pH drops below 7"
    assert word_distance(right, right) == 0
    assert word_distance(right, "the pH climbs above 7") < word_distance(right, "a bird sings")
