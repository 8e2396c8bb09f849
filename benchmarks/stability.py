"""Stability: which items pass by some seeds only, of each discipline as shipped.

python benchmarks/stability.py [DISCIPLINE ...]     # all, if none is named
python benchmarks/stability.py --average 0 biology  # by the last weights instead of their moving average
"""

from __future__ import annotations

import argparse
from functools import partial
from itertools import permutations

from workspace import Workspace, at_once, share, table

from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.debugger.stability import Steadiness, steadiness
from pytest_pwd.loop import score_other_seeds
from pytest_pwd.repair import MARGIN

SEEDS = 3


def main() -> None:
    """Compile each discipline from three seeds; what was compiled once isn't compiled again."""
    options = _options()
    rows, unstable, count = [], 0, 0
    lost: list[float] = []
    pairs = 0
    for name, found in at_once(partial(measure, average=options.average), options.disciplines):
        flipping = [one for one in found if one.unstable]
        told = [
            (f"{name}: unstable", share(len(flipping), len(found)), "under 2%"),
            *((f"  {one.item}", f"green by {one.green} of {SEEDS}", "") for one in flipping),
            ("  red by every seed", str(sum(not one.green for one in found)), ""),
        ]
        table(f"stability over {SEEDS} seeds: {name}", told)
        rows, unstable, count = [*rows, *told], unstable + len(flipping), count + len(found)
        for one, other in (pair for steady in found for pair in permutations(steady.margins, 2)):
            pairs += one > 0
            lost += [one] if one > 0 >= other else []
    rows.append(("all: unstable", share(unstable, count), "under 2%"))
    rows.append(("all: green by one seed, red by the next", share(len(lost), pairs), ""))
    rows.append((f"  of these, green by {MARGIN} nats or more", str(sum(m >= MARGIN for m in lost)), ""))
    table(f"stability over {SEEDS} seeds", rows)


def measure(place: Workspace, average: float | None) -> tuple[str, list[Steadiness]]:
    """Return how steady each item of a discipline is."""
    if average is not None:
        place.settle(average=average)
    own = place.run()
    others = score_other_seeds(own.discipline, SEEDS, own.discipline.probes)
    items = by_item(own.discipline.probes)
    seeds = [own.verdicts, *(verdicts for _, verdicts in others)]
    found = steadiness(own.discipline.knowledge, items, items, seeds)
    return own.discipline.name, list(found.values())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("disciplines", nargs="*")
    parser.add_argument("--average", type=float, help="recipe.average, where it isn't the default")
    return parser.parse_args()


if __name__ == "__main__":
    main()
