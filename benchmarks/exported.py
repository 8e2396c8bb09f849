"""Exported probes in lm-evaluation-harness: which choices it prefers, beside those that our scorer prefers.

pip install lm-eval==0.4.13
python benchmarks/exported.py                                 the embedded base, uncompiled
python benchmarks/exported.py MODEL disciplines/chemistry     any model's folder, any discipline
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from workspace import share, table

from pytest_pwd.cli import main as pytest_pwd
from pytest_pwd.compiler.base import EMBEDDED_FOLDER
from pytest_pwd.compiler.load import load_model, load_tokenizer
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.scorer.layout import Question
from pytest_pwd.scorer.score import log_likelihoods

OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}


def main(model: str = str(EMBEDDED_FOLDER), discipline: str = "disciplines/chemistry") -> None:
    """Export, have the harness run what was exported, and compare choice by choice."""
    tokenizer = load_tokenizer(Path(model))
    with tempfile.TemporaryDirectory(prefix="pwd-bench-") as temp:
        folder = Path(temp)
        argv = ["export", "lm-eval", discipline, "--out", str(folder / "tasks")]
        assert pytest_pwd([*argv, "--end", tokenizer.eos_token]) == 0
        theirs, accuracy = _harness(model, folder)
    names, questions, found = [], [], []
    for document, values in theirs:
        bare = tuple(choice.removesuffix(tokenizer.eos_token) for choice in document["choices"])
        names.append(document["probe"])
        questions.append(Question(document["question"], bare))
        found.append(values)
    ours = log_likelihoods(load_model(Path(model), Recipe()), tokenizer, questions)
    same = sum(_best(a) == _best(b) for a, b in zip(ours, found, strict=True))
    pairs = [(a, b) for rows in zip(ours, found, strict=True) for a, b in zip(*rows, strict=True)]
    apart = max(abs(a - b) for a, b in pairs)
    rows = [
        (f"wordings of {len(set(names))} probes: same choice preferred", share(same, len(names)), "all"),
        ("  log-likelihoods of a choice at most apart by (nats)", f"{apart:.1e}", ""),
        ("  acc of the group, as the harness prints it", f"{accuracy:.4f}", ""),
    ]
    table("exported", rows)


def _best(values: list[float]) -> int:
    return values.index(max(values))


def _harness(model: str, folder: Path) -> tuple[list[tuple[dict[str, Any], list[float]]], float]:
    """Run the exported group as a user would; return each document with its choices' values, and acc."""
    (group,) = [p.stem for p in (folder / "tasks").glob("pwd_*.yaml") if "__" not in p.stem]
    command = [sys.executable, "-m", "lm_eval", "--model", "hf", "--device", "cpu", "--batch_size", "64"]
    command += ["--model_args", f"pretrained={model},dtype=float32", "--tasks", group]
    command += ["--include_path", str(folder / "tasks"), "--output_path", str(folder), "--log_samples"]
    done = subprocess.run(command, env=os.environ | OFFLINE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = []
    for path in sorted(folder.rglob("samples_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            sample = json.loads(line)
            values = [float(answer[0]) for answer in sample["filtered_resps"]]
            found.append((sample["doc"], values))
    (results,) = folder.rglob("results_*.json")
    return found, json.loads(results.read_text(encoding="utf-8"))["groups"][group]["acc,none"]


if __name__ == "__main__":
    main(*sys.argv[1:])
