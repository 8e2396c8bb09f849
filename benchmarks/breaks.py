"""Gap or break: what the diagnosis says when walks, or relations, are withheld."""

from __future__ import annotations

import random

from workspace import share, table, workspace

from pytest_pwd.terms import Break, Chain, Gap

COUNT, SEED = 10, 10


def main() -> None:
    """Withhold the walks of ten chains, then ten relations, and read the findings."""
    with workspace() as place:
        knowledge = place.run().discipline.knowledge
    chains = random.Random(SEED).sample(sorted(knowledge.chains), COUNT)
    used = {use for chain in knowledge.chains.values() for use in _uses(chain)}
    relations = random.Random(SEED).sample(sorted(used & set(knowledge.relations)), COUNT)

    with workspace() as place:
        place.withhold(chains)
        findings = place.run().findings
    breaks = sum(isinstance(findings.get(chain), Break) for chain in chains)
    gaps = sum(isinstance(findings.get(chain), Gap) for chain in chains)
    rows = [
        ('walks withheld from 10 chains: said to be a "break"', share(breaks, COUNT), "8 of 10 or more"),
        ("  of the rest: called a gap, or green all the same", f"{gaps}, {COUNT - breaks - gaps}", ""),
    ]

    with workspace() as place:
        place.withhold(relations)
        findings = place.run().findings
    there = sum(_gap_at(findings.get(relation), relation) for relation in relations)
    rows.append(('10 relations withheld: said to be a "gap" there', share(there, COUNT), "9 of 10 or more"))
    table("gap or break", rows)


def _uses(chain: Chain) -> set[str]:
    return {use for step in chain.steps for use in step.uses}


def _gap_at(finding: object, at: str) -> bool:
    return isinstance(finding, Gap) and finding.at == at


if __name__ == "__main__":
    main()
