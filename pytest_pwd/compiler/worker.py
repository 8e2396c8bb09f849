"""The process that trains: reads a job, writes weights, tells its progress line by line on stdout.

Started by ``compiler/launch.py``, once per process of a data-parallel compile; ``accelerate launch -m
pytest_pwd.compiler.worker job.json`` starts it on machines of your own.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.batches import Row, encode_rows
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.errors import PwdError
from pytest_pwd.terms import Wording


def main(job_file: str) -> int:
    """Run one job; return the exit code."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    try:
        run(job)
    except PwdError as error:
        tell(error=str(error))
        return error.exit_code
    except RuntimeError as error:  # out of memory among them: torch has no narrower type for it on a CPU
        tell(error=f"training stopped: {str(error).splitlines()[0]}")
        return PwdError.exit_code
    return 0


def tell(**what: Any) -> None:
    """Tell the parent something, in one write: what two processes print at a time must not mix."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def run(job: dict[str, Any]) -> None:
    """Train as the job says and save what was trained."""
    import torch
    from accelerate import Accelerator

    from pytest_pwd.compiler.load import load_model, load_tokenizer
    from pytest_pwd.compiler.train import at_answers, plan, train

    recipe = Recipe(**job["recipe"])
    if recipe.device == "cpu":
        torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    accelerator = Accelerator(
        cpu=recipe.device == "cpu", mixed_precision="bf16" if recipe.dtype == "bfloat16" else "no"
    )
    tokenizer = load_tokenizer(Path(job["base"]))
    model = load_model(
        Path(job["base"]), replace(recipe, dtype="float32"), Path(job["parent"]) if job["parent"] else None
    )
    model = adapted(model, recipe) if recipe.method == "lora" and not job["parent"] else model
    planned = plan(read_epochs(Path(job["training"]), tokenizer, recipe), recipe)

    def progress(step: int, steps: int, loss: float) -> None:
        if accelerator.is_main_process:
            tell(step=step, steps=steps, loss=loss)

    train(at_answers(model), planned, recipe, accelerator, progress)
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        model.save_pretrained(job["out"], safe_serialization=True)
    accelerator.end_training()


def read_epochs(path: Path, tokenizer: Any, recipe: Recipe) -> list[list[Row]]:
    """Return the training set's rows, one list per epoch (a line of the file each)."""
    with path.open(encoding="utf-8") as lines:
        return [
            encode_rows(
                tokenizer,
                [Wording(prompt, completion) for prompt, completion in json.loads(line)],
                recipe.max_tokens,
            )
            for line in lines
        ]


def adapted(model: Any, recipe: Recipe) -> Any:
    """Return the model with LoRA adapters on every linear layer, in the form that other engines load."""
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=2 * recipe.rank,
        target_modules="all-linear",
        use_rslora=True,
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
