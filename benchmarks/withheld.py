"""The signal is real: what turns red when samples are withheld, and when facts are shuffled.

python benchmarks/withheld.py [DISCIPLINE ...]     # chemistry, if none is named
"""

from __future__ import annotations

from workspace import Line, drawn_from, each_discipline, green, items, share, table, workspace


def measure(discipline: str) -> None:
    """Count what turns red in one discipline."""
    with workspace(discipline) as place:
        whole = place.run()
        before, drawn = green(whole), drawn_from(whole)
        names = {id: concept.name for id, concept in whole.discipline.knowledge.concepts.items()}
    count = len(drawn)
    others = [item for item in items(whole) if item not in drawn]

    with workspace(discipline) as place:
        place.withhold(drawn)
        after = green(place.run())
    changed = sum((item in before) != (item in after) for item in others)
    rows = [
        (
            "samples withheld: of the concepts, red",
            share(sum(i not in after for i in drawn), count),
            "95% or more",
        ),
        ("samples withheld: of the other items, changed", share(changed, len(others)), "2% or less"),
    ]

    with workspace(discipline) as place:
        place.edit(lambda line: _renamed(line, dict(zip(drawn, drawn[1:] + drawn[:1], strict=True)), names))
        shuffled = green(place.run())
    red = sum(item not in shuffled for item in drawn)
    rows.append(("facts shuffled among them: red for the true facts", share(red, count), "95% or more"))
    table(f"the signal: {discipline}, {count} concepts", rows)


def _renamed(line: Line, given_to: dict[str, str], names: dict[str, str]) -> Line:
    """Return a drawn concept's statement as one about the next of the drawn; other lines as they are."""
    (taught, *_) = line["teaches"]
    if taught not in given_to:
        return line
    slot = "subject" if line["form"] == "fact" else "name"
    wrong = names[given_to[taught]]
    return {n: v for n, v in line.items() if not n.startswith("other")} | {slot: wrong}


if __name__ == "__main__":
    each_discipline(measure)
