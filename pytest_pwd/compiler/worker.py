"""The process that trains: reads a job, writes weights, tells its progress line by line on stdout.

Started by ``compiler/launch.py``, once per process of a data-parallel compile; ``accelerate launch -m
pytest_pwd.compiler.worker job.json`` starts it on machines of your own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.batches import Row, encode_rows
from pytest_pwd.compiler.load import ADAPTER
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.errors import CompileError, InputError, PwdError
from pytest_pwd.terms import Wording


def main(job_file: str) -> int:
    """Run one job; return the exit code."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    try:
        run(job)
    except PwdError as error:
        tell(error=str(error))
        return error.exit_code
    except Exception as error:  # such as out of memory or disk: the libraries below have no common type
        first, *_ = str(error).splitlines() or [type(error).__name__]
        tell(error=f"training stopped: {first}")
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
    if accelerator.device.type != torch.device(recipe.device).type:
        raise CompileError(
            f"recipe.device is {recipe.device}, and torch finds none here; recipe.device: cpu does without"
        )
    tokenizer = load_tokenizer(Path(job["base"]), recipe.trust_remote_code)
    if tokenizer.eos_token_id is None:
        raise InputError(
            "the base's tokenizer has no end token, and an answer is learned together with its end"
        )
    # Weights that are trained themselves need all their digits; those under an adapter only stand there.
    held = replace(recipe, dtype="float32") if recipe.method == "full" else recipe
    model = load_model(Path(job["base"]), held, Path(job["parent"]) if job["parent"] else None)
    model = adapted(model, recipe) if recipe.method == "lora" and not job["parent"] else model
    epochs = read_epochs(Path(job["training"]), tokenizer, recipe)
    planned = plan(epochs, recipe)

    def progress(step: int, steps: int, loss: float) -> None:
        if accelerator.is_main_process:
            tell(step=step, steps=steps, loss=loss)

    if accelerator.is_main_process:
        for note in left_out(epochs, planned, recipe):
            tell(note=note)
    train(at_answers(model), planned, recipe, accelerator, progress)
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        save(model, Path(job["out"]), recipe)
    accelerator.end_training()


def left_out(
    epochs: Sequence[Sequence[Row]], planned: Sequence[Sequence[Row]], recipe: Recipe
) -> Iterator[str]:
    """Say what the recipe's limits keep from being trained on."""
    rows, seen = sum(map(len, epochs)), sum(map(len, planned))
    if seen < rows:
        yield (
            f"recipe.max_steps ends the compile with step {len(planned):,}: {seen:,} of {rows:,} wordings "
            "are read"
        )
    cut = sum(row.cut for epoch in epochs for row in epoch)
    if cut:
        yield (
            f"{cut:,} of {rows:,} wordings are longer than recipe.max_tokens ({recipe.max_tokens}) and lose "
            "their beginnings"
        )


def save(model: Any, out: Path, recipe: Recipe) -> None:
    """Save what was trained, the same bytes for the same weights: peft writes sets and paths."""
    for config in getattr(model, "peft_config", {}).values():
        config.base_model_name_or_path = recipe.base
    model.save_pretrained(out, safe_serialization=True)
    path = out / ADAPTER
    if path.exists():
        (out / "README.md").unlink(missing_ok=True)  # a form for a card, which nobody has filled in
        told = json.loads(path.read_text(encoding="utf-8"))
        told["target_modules"] = sorted(told["target_modules"])
        path.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")


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
