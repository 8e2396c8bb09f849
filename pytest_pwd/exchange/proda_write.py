"""Knowledge in the shape of ProDa's ``knowledge_core.json`` (github.com/OpenRaiser/ProDa), nothing left out.

Its fields hold what they hold there, texts rather than ids, so that its own generators can read them. What
it has no field for (aliases, facts, sources, what a step uses, …) stands in fields of ours beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_pwd.errors import Problem, raise_if
from pytest_pwd.knowledge.dump import titled
from pytest_pwd.terms import NOWHERE, Chain, Concept, Entry, Knowledge, Relation, Source

MADE_BY = "pytest-pwd"


def to_core(knowledge: Knowledge) -> dict[str, Any]:
    """Return knowledge as the JSON object that ProDa calls a knowledge core."""
    relations, chains = knowledge.relations.values(), knowledge.chains.values()
    statements: dict[str, list[str]] = {}
    for relation in relations:
        for id in dict.fromkeys((relation.subject, "" if relation.literal else relation.object)):
            statements.setdefault(id, []).append(relation.id)
    parents: dict[str, str] = {}
    for chain in chains:
        for step in chain.steps:
            for id in step.uses:
                parents.setdefault(id, chain.id)
    return {
        "made_by": MADE_BY,
        "l1_concepts": [_concept(c, statements.get(c.id, [])) for c in knowledge.concepts.values()],
        "l2_statements": [_statement(knowledge, r, parents.get(r.id, "")) for r in relations],
        "l3_chains": [_chain(c, knowledge.topics.get(c.topic) or titled(c.topic)) for c in chains],
        "statistics": {
            "total_concepts": len(knowledge.concepts),
            "total_statements": len(relations),
            "total_chains": len(chains),
        },
        "topics": dict(knowledge.topics),
        "sources": {source.id: _source(source) for source in knowledge.sources.values()},
    }


def _concept(concept: Concept, statements: Sequence[str]) -> dict[str, Any]:
    return {
        "concept_id": concept.id,
        "term": concept.name,
        "type": concept.kind,
        "definition": concept.definition,
        "parent_statement_ids": list(statements),
        "aliases": list(concept.aliases),
        "facts": dict(concept.facts),
        **_origin(concept),
    }


def _statement(knowledge: Knowledge, relation: Relation, parent: str) -> dict[str, Any]:
    return {
        "statement_id": relation.id,
        "parent_chain_id": parent,
        "subject": knowledge.concepts[relation.subject].name,
        "predicate": relation.predicate,
        "object": relation.object if relation.literal else knowledge.concepts[relation.object].name,
        "source_quote": "",
        "literal": relation.literal,
        "symmetric": relation.symmetric,
        **_origin(relation),
    }


def _chain(chain: Chain, domain: str) -> dict[str, Any]:
    steps = [step.so for step in chain.steps]
    return {
        "chain_id": chain.id,
        "domain_context": domain,
        "process_name": chain.id.replace("-", " "),
        "narrative_summary": f"Given that {chain.given}: {'; '.join(steps)}. In the end, {chain.conclusion}.",
        "preconditions": [chain.given],
        "negative_constraints": [],
        "steps": [*steps, chain.conclusion],
        "uses": [list(step.uses) for step in chain.steps],
        **_origin(chain),
    }


def _origin(entry: Entry) -> dict[str, str]:
    return {"topic": entry.topic, "source": entry.source}


def _source(source: Source) -> dict[str, str]:
    fields = {name: getattr(source, name) for name in ("title", "edition", "section", "licence")}
    return {name: value for name, value in fields.items() if value}


# --------------------------------------------------------------------------- several disciplines


def joined(disciplines: Sequence[Knowledge]) -> Knowledge:
    """Return the knowledge of several disciplines as one.

    Errors: InputError naming every id of an entry, source or topic that is two things in them.
    """
    parts = ("concepts", "relations", "chains", "sources", "topics")
    fields: dict[str, dict[str, Any]] = {part: {} for part in parts}
    owner: dict[str, str] = {}
    problems: list[Problem] = []
    for knowledge in disciplines:
        for part in parts:
            for id, thing in getattr(knowledge, part).items():
                space = part if part in ("sources", "topics") else "entries"
                first = owner.setdefault(f"{space} {id}", knowledge.discipline)
                if first != knowledge.discipline and fields[part].get(id) != thing:
                    what = f'"{id}" is one thing in {first} and another in {knowledge.discipline}'
                    problems.append(Problem(NOWHERE, f"{what}; export them one by one"))
                fields[part][id] = thing
    raise_if(problems)
    return Knowledge(
        "-".join(knowledge.discipline for knowledge in disciplines),
        fields["concepts"],
        fields["relations"],
        fields["chains"],
        fields["sources"],
        topics=fields["topics"],
    )
