"""Green items of chemistry as shipped, for three seeds, and the uncompiled base beside them."""

from __future__ import annotations

from pathlib import Path

from workspace import green, items, share, table, workspace

from pytest_pwd.compiler.base import EMBEDDED_FOLDER
from pytest_pwd.compiler.load import load_model, load_tokenizer
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.discipline import Discipline
from pytest_pwd.scorer.score import score

SEEDS = (1, 2, 3)


def uncompiled(discipline: Discipline) -> str:
    """Return the share of probes that the base passes before it was taught anything."""
    model = load_model(EMBEDDED_FOLDER, Recipe()).eval()
    verdicts = score(model, load_tokenizer(EMBEDDED_FOLDER), discipline.probes)
    passed, of = sum(verdict.passed for verdict in verdicts), len(verdicts)
    half = 1.96 * (passed / of * (1 - passed / of) / of) ** 0.5
    return f"{share(passed, of)} ± {100 * half:.1f}"


def main() -> None:
    """Compile with each seed and count."""
    rows = []
    with workspace() as place:
        for seed in SEEDS:
            place.settle(seed=seed)
            outcome = place.run()
            passed = sum(verdict.passed for verdict in outcome.verdicts.values())
            value = share(len(green(outcome)), len(items(outcome)))
            rows.append((f"seed {seed}: green items", value, "97%; the shipped seed (1): all"))
            rows.append((f"seed {seed}: passed probes", share(passed, len(outcome.verdicts)), ""))
            rows += [(f"seed {seed}: red", item, "") for item in items(outcome) if item not in green(outcome)]
        rows.append(("uncompiled base: passed probes", uncompiled(outcome.discipline), "about 25%"))
    table(f"chemistry as shipped ({Path(__file__).name})", rows)


if __name__ == "__main__":
    main()
