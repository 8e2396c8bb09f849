"""Stability: which items pass by some seeds only, of each discipline as shipped.

python benchmarks/stability.py [DISCIPLINE ...]     # all, if none is named
python benchmarks/stability.py --average 0 biology  # by the last weights instead of their moving average
"""

from __future__ import annotations

import argparse

from workspace import REPOSITORY, share, table, workspace

from pytest_pwd.debugger.diagnose import by_item
from pytest_pwd.debugger.stability import steadiness
from pytest_pwd.loop import score_other_seeds

SEEDS = 3


def main() -> None:
    """Compile each discipline from three seeds; what was compiled once isn't compiled again."""
    options = _options()
    names = options.disciplines or sorted(folder.name for folder in (REPOSITORY / "disciplines").iterdir())
    rows, flipping, count = [], 0, 0
    for name in names:
        with workspace(name) as place:
            if options.average is not None:
                place.settle(average=options.average)
            own = place.run()
            others = score_other_seeds(own.discipline, SEEDS, own.discipline.probes)
        items = by_item(own.discipline.probes)
        found = steadiness(
            own.discipline.knowledge, items, items, [own.verdicts, *(verdicts for _, verdicts in others)]
        )
        unstable = [one for one in found.values() if one.unstable]
        red = sum(not one.green for one in found.values())
        flipping, count = flipping + len(unstable), count + len(items)
        rows.append((f"{name}: unstable", share(len(unstable), len(items)), "under 2%"))
        rows += [(f"  {one.item}", f"green by {one.green} of {SEEDS}", "") for one in unstable]
        rows.append(("  red by every seed", str(red), ""))
        table(f"stability over {SEEDS} seeds: {name}", rows[-2 - len(unstable) :])
    table(f"stability over {SEEDS} seeds", [*rows, ("all: unstable", share(flipping, count), "under 2%")])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("disciplines", nargs="*")
    parser.add_argument("--average", type=float, help="recipe.average, where it isn't the default")
    return parser.parse_args()


if __name__ == "__main__":
    main()
