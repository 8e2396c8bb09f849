"""From the results of the repair study to its table and plot, each share with a 95% interval.

pip install matplotlib

What fell beyond chance is told by a sign test: an item counts once, by whether more seeds lost or won it, and
over all cells the p-values are Holm's (1979), so that 36 tests don't find what isn't there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import sqrt
from pathlib import Path

import matplotlib
from matplotlib import pyplot
from study_cells import ROUNDS, TIMES, Result

from pytest_pwd.debugger.compare import SURE, mcnemar
from pytest_pwd.report.words import counted

matplotlib.use("svg")
HEAD = """\
# Repair study

Does repairing data by diagnosis help at this size, and harm nothing? Printed by
`benchmarks/repair_study.py`.

![pass rates](repair_study.svg)

- **A run** takes a model, a discipline and a seed. Two topics of the discipline and one of biology, the
  guard, are taught, but for the samples of one entry in twenty, drawn by the seed. What is red then is
  repaired in three rounds of `--pwd-fix`.
- **Beside the first round's patch** stand as many, three and ten times as many samples that are drawn
  without diagnosis from all that the builder makes of these topics, those withheld among them. Patch or
  not, all of them go on from the same red weights by the incremental recipe.
- **Models** are of three architectures and three sizes. Their bases are made by `scripts/make_base.py`, of
  half the wordings that the embedded one has read. They are compiled by its recipe, a thread each, with
  nothing tuned for them.
- **A cell** is a model and a discipline over the seeds. A cell *fell beyond chance* when more items were
  lost than won by a sign test over its items at 5%, by Holm's correction for that many cells.

The paper (arXiv 2604.24819), for comparison: of 144 models and disciplines 130 did better after one repair
and 14 worse; a thousand targeted samples beat ten thousand of every baseline; of two suites of general
ability one fell by ten points.
"""
LAST = f"round {ROUNDS}"
STATES = ("before", *(f"round {n}" for n in range(1, ROUNDS + 1)), *(f"undirected {n}x" for n in TIMES))


@dataclass(frozen=True, slots=True)
class Row:
    """A model and a discipline over the seeds that were run: the share of green items at each state."""

    model: str
    discipline: str
    seeds: int
    rates: dict[str, float]
    won: int  # own items, by more seeds won than lost from before to after the last round
    lost: int
    guard_won: int
    guard_lost: int
    guard_rate: float

    @property
    def improved(self) -> bool:
        """Say if the pass rate is higher after the last round."""
        return self.rates[LAST] > self.rates["before"]

    def beats(self, times: int) -> bool:
        """Say if the first round's patch does better than so many times as many undirected samples."""
        return self.rates["round 1"] > self.rates[f"undirected {times}x"]


def read_results(paths: Iterable[Path]) -> list[Row]:
    """Return a row for each model and discipline."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for path in paths:
        result = Result(**json.loads(path.read_text(encoding="utf-8")))
        groups.setdefault((result.model, result.discipline), []).append(result)
    return [_row(results) for results in groups.values()]


def _row(results: Sequence[Result]) -> Row:
    rates = {
        state: sum(len(set(r.items) & set(r.green[state])) for r in results)
        / sum(len(r.items) for r in results)
        for state in STATES
    }
    won, lost = _moves(results, "items")
    guard_won, guard_lost = _moves(results, "guard")
    guards = sum(len(r.guard) for r in results)
    rate = sum(len(set(r.guard) & set(r.green["before"])) for r in results) / guards
    first = results[0]
    return Row(first.model, first.discipline, len(results), rates, won, lost, guard_won, guard_lost, rate)


def _moves(results: Sequence[Result], among: str) -> tuple[int, int]:
    net: Counter[str] = Counter()
    for result in results:
        own = set(getattr(result, among))
        before, after = (own & set(result.green[state]) for state in ("before", LAST))
        net.update(after - before)
        net.subtract(before - after)
    return sum(n > 0 for n in net.values()), sum(n < 0 for n in net.values())


def _fallen(moves: Sequence[tuple[int, int]]) -> int:
    """Count the cells (won, lost) that lost more than chance makes, by Holm's correction."""
    values = sorted(mcnemar(lost, won) if lost > won else 1.0 for won, lost in moves)
    sure = (p * (len(values) - nth) < SURE for nth, p in enumerate(values))
    return sum(takewhile(bool, sure))


def interval(part: int, of: int) -> str:
    """Return a count with its share and Wilson's interval (1927)."""
    if not of:
        return "0 of 0"
    z, share = 1.96, part / of
    centre, spread = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = ((centre + sign * spread) / (1 + z * z / of) for sign in (-1, 1))
    return f"{part} of {of} ({100 * share:.0f}%; {100 * low:.0f} to {100 * high:.0f})"


def write_report(rows: Sequence[Row], folder: Path | None = None) -> list[str]:
    """Return the report's lines; write them and the plot into a folder, if there is one."""
    lines = [*_claims(rows), "", *_table(rows)]
    if folder:
        (folder / "repair_study.md").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
        _plot(rows, folder / "repair_study.svg")
    return lines


def _claims(rows: Sequence[Row]) -> list[str]:
    count = len(rows)
    own, guards = ([(r.won, r.lost) for r in rows], [(r.guard_won, r.guard_lost) for r in rows])
    seeds = sum(row.seeds for row in rows)
    said = [
        ("cells improved after three rounds", sum(row.improved for row in rows), "97% or more"),
        ("cells that fell beyond chance", _fallen(own), "none"),
        *(
            (
                f"first patch beats {n} times as many undirected samples",
                sum(row.beats(n) for row in rows),
                bar,
            )
            for n, bar in zip(TIMES, ("", "", "95% or more"), strict=True)
        ),
        (
            "guards that fell beyond chance",
            _fallen(guards),
            "none",
        ),
    ]
    return [
        f"{counted(count, 'cell')} (a model and a discipline), {counted(seeds, 'run')}.",
        "",
        "| | cells (share; 95% interval) | asked |",
        "|---|---|---|",
        *(f"| {what} | {interval(part, count)} | {bar} |" for what, part, bar in said),
    ]


def _table(rows: Sequence[Row]) -> list[str]:
    lines = [
        f"| model | discipline | seeds | {' | '.join(STATES)} | won, lost | guard before; won, lost |",
        f"|---|---|{'--:|' * (len(STATES) + 1)}---|---|",
    ]
    for row in rows:
        rates = " | ".join(f"{100 * row.rates[state]:.1f}%" for state in STATES)
        guard = f"{100 * row.guard_rate:.0f}%; {row.guard_won}, {row.guard_lost}"
        lines.append(
            f"| {row.model} | {row.discipline} | {row.seeds} | {rates} | {row.won}, {row.lost} | {guard} |"
        )
    return lines


def _plot(rows: Sequence[Row], path: Path) -> None:
    """Draw each cell's pass rate over the rounds, a panel for each size, undirected ones beside it."""
    sizes = list(dict.fromkeys(row.model.rpartition("-")[2] for row in rows))
    figure, panels = pyplot.subplots(1, len(sizes), figsize=(4 * len(sizes), 3.2), sharey=True, squeeze=False)
    colours = {
        name: f"C{nth}" for nth, name in enumerate(dict.fromkeys(r.model.rpartition("-")[0] for r in rows))
    }
    for panel, size in zip(panels[0], sizes, strict=True):
        for row in (row for row in rows if row.model.rpartition("-")[2] == size):
            architecture = row.model.rpartition("-")[0]
            values = [100 * row.rates[state] for state in STATES]
            panel.plot(range(ROUNDS + 1), values[: ROUNDS + 1], color=colours[architecture], alpha=0.7, lw=1)
            panel.plot(
                range(ROUNDS + 2, len(STATES) + 1),
                values[ROUNDS + 1 :],
                "x",
                color=colours[architecture],
                ms=4,
            )
        panel.set_title(f"{size} parameters", fontsize=10)
        panel.set_xticks([*range(ROUNDS + 1), *range(ROUNDS + 2, len(STATES) + 1)])
        panel.set_xticklabels(
            ["before", *map(str, range(1, ROUNDS + 1)), *(f"×{n}" for n in TIMES)], fontsize=8
        )
        panel.set_xlabel("round of repair | undirected", fontsize=8)
    panels[0][0].set_ylabel("green items (%)")
    figure.legend(
        [pyplot.Line2D([], [], color=c) for c in colours.values()],
        list(colours),
        loc="lower right",
        fontsize=8,
    )
    figure.tight_layout()
    figure.savefig(path)
