"""Time from cold and with nothing changed, and questions a second beside lm-evaluation-harness.

pip install lm-eval==0.4.13
python benchmarks/speed.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from workspace import share, table, workspace

from pytest_pwd.loop import Outcome, load_artifact
from pytest_pwd.scorer.layout import Question
from pytest_pwd.scorer.score import log_likelihoods

ROUNDS = 3
TASK = """\
task: pwd_questions
dataset_path: json
dataset_kwargs: {{data_files: {{test: {file}}}}}
test_split: test
output_type: multiple_choice
doc_to_text: question
doc_to_choice: choices
doc_to_target: target
target_delimiter: " "
metric_list: [{{metric: acc}}]
"""


def main() -> None:
    """Time the two runs of pytest, then the two scorers in turn on the same questions."""
    rows = []
    with workspace(kept=False) as place:
        cold, _ = _pytest(place.root)
        again = sorted(_pytest(place.root)[0] for _ in range(5))
        rows.append(("fresh cache, compile and score chemistry", f"{cold:.0f} s", "180 s or less"))
        rows.append(("nothing changed (median of 5)", f"{again[2]:.2f} s", "under 1.5 s"))
        rows.append(("  torch imported then", _imports_torch(place.root), "no"))
        outcome = place.run()
        rows.append(("same weights from another process", _same_weights(outcome), "yes"))
        rows += _beside_lm_eval(outcome)
    table("speed", rows)


def _pytest(root: Path) -> tuple[float, str]:
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "disciplines/chemistry", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, env=os.environ | {"CI": ""}, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return time.monotonic() - began, done.stdout


def _same_weights(outcome: Outcome) -> str:
    """Compare with the artifact that an earlier benchmark left, or that is compiled here now."""
    with workspace() as other:
        return "yes" if other.run().artifact.weights == outcome.artifact.weights else "no"


def _imports_torch(root: Path) -> str:
    code = "import sys, pytest; pytest.main(['-q', 'disciplines/chemistry']); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    return "yes" if done.stdout.strip().endswith("True") else "no"


def _beside_lm_eval(outcome: Outcome) -> list[tuple[str, str, str]]:
    model, tokenizer = load_artifact(outcome.discipline, outcome.artifact)
    probes = outcome.discipline.probes
    questions = [Question(wording, probe.choices) for probe in probes for wording in probe.wordings]
    targets = [probe.choices.index(probe.answer) for probe in probes for _ in probe.wordings]
    ours, theirs, ratios = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        # Here a choice is scored with the end token behind it; the harness scores what it is given.
        closed = [
            Question(q.prompt, tuple(f"{choice}{tokenizer.eos_token}" for choice in q.choices))
            for q in questions
        ]
        harness = _Harness(Path(folder), closed, targets)
        for _ in range(ROUNDS):
            began = time.monotonic()
            found = log_likelihoods(model, tokenizer, questions)
            ours.append(time.monotonic() - began)
            began = time.monotonic()
            peer = harness.run()
            theirs.append(time.monotonic() - began)
            ratios.append(theirs[-1] / ours[-1])
    preferred = [row.index(max(row)) for row in found]
    same = sum(a == b for a, b in zip(preferred, peer, strict=True))
    n = len(questions)
    return [
        (f"{n} questions: a second, here (median of {ROUNDS})", f"{n / sorted(ours)[ROUNDS // 2]:.0f}", ""),
        (
            "  a second, lm-evaluation-harness (hf, batch size auto)",
            f"{n / sorted(theirs)[ROUNDS // 2]:.0f}",
            "",
        ),
        (
            "  times as many here (median of the rounds' ratios)",
            f"{sorted(ratios)[ROUNDS // 2]:.1f}",
            "5 or more",
        ),
        ("  same choice preferred", share(same, n), "all"),
    ]


class _Harness:
    """lm-evaluation-harness with its hf backend, loaded once: only the scoring is timed."""

    def __init__(self, folder: Path, questions: list[Question], targets: list[int]) -> None:
        os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
        os.environ["TQDM_DISABLE"] = "1"
        from lm_eval.models.huggingface import HFLM
        from lm_eval.tasks import TaskManager

        file = folder / "questions.jsonl"
        docs = [
            {"question": q.prompt, "choices": q.choices, "target": t}
            for q, t in zip(questions, targets, strict=True)
        ]
        file.write_text("".join(json.dumps(doc) + "\n" for doc in docs), encoding="utf-8")
        (folder / "pwd_questions.yaml").write_text(TASK.format(file=file), encoding="utf-8")
        self.model: Any = HFLM(pretrained=str(folder), dtype="float32", device="cpu", batch_size="auto")
        self.tasks = TaskManager(include_path=str(folder), include_defaults=False)

    def run(self) -> list[int]:
        """Score every question; return the preferred choices, in the questions' order."""
        import lm_eval

        result: Any = lm_eval.simple_evaluate(
            model=self.model,
            tasks=["pwd_questions"],
            task_manager=self.tasks,
            log_samples=True,
            bootstrap_iters=0,
        )
        samples = sorted(result["samples"]["pwd_questions"], key=lambda sample: sample["doc_id"])
        values = [[answer[0] for answer in sample["filtered_resps"]] for sample in samples]
        return [row.index(max(row)) for row in values]


if __name__ == "__main__":
    main()
