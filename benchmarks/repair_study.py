"""The repair study: three architectures, three sizes, four disciplines, three seeds; docs/repair_study.md.

python benchmarks/repair_study.py --small     one cell, with the embedded base: some minutes
python benchmarks/repair_study.py             all that isn't done yet (hours), then the report
python benchmarks/repair_study.py --report    the report of what is done
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from study_cells import TOPICS, Cell, run_cell
from study_report import read_results, write_report
from workspace import REPOSITORY

FOLDER = REPOSITORY / ".pwd" / "study"
SIZES = {"0.5M": (96, 2), "1M": (128, 4), "3M": (192, 5)}  # dimensions and layers
ARCHITECTURES = ("llama", "qwen3", "gpt_neox")
SEEDS = (1, 2, 3)
WORDINGS = 60_000  # that a base is made from: half of what the embedded one has read


def main() -> None:
    """Make the bases, run the cells, one seed of all before the next, and write the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="cells at a time, a thread each")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    if options.small:
        path = run_cell(Cell("embedded", "embedded", "history", 1), FOLDER / "small")
        print("\n".join(write_report(read_results([path]))))
        return
    models = [
        (f"{architecture}-{size}", architecture, *SIZES[size])
        for size in SIZES
        for architecture in ARCHITECTURES
    ]
    if not options.report:
        with ProcessPoolExecutor(options.jobs) as pool:
            bases = list(pool.map(_base, models))
            cells = [
                Cell(name, str(base), discipline, seed)
                for seed in SEEDS
                for (name, *_), base in zip(models, bases, strict=True)
                for discipline in TOPICS
            ]
            for path in pool.map(run_cell, cells, [FOLDER / "cells"] * len(cells)):
                print(path.stem, flush=True)
    lines = write_report(read_results(sorted((FOLDER / "cells").glob("*.json"))), REPOSITORY / "docs")
    print("\n".join(lines))


def _base(model: tuple[str, str, int, int]) -> Path:
    """Return a base's folder, made by the script that made the embedded one."""
    name, architecture, hidden, layers = model
    folder = FOLDER / "bases" / name
    if not (folder / "made.json").exists():  # written last
        script = REPOSITORY / "scripts" / "make_base.py"
        command = [sys.executable, str(script), "--out", str(folder), "--architecture", architecture]
        command += ["--hidden", str(hidden), "--layers", str(layers), "--wordings", str(WORDINGS)]
        subprocess.run(command, cwd=REPOSITORY, check=True)
    return folder


if __name__ == "__main__":
    main()
