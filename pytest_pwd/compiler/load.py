"""Weights from disk to a model: a base, a base with an adapter over it, or a fine-tuned whole."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.compiler.waiting import giving_way
from pytest_pwd.errors import InputError

ADAPTER = "adapter_config.json"


def load_tokenizer(base: Path, trust_remote_code: bool = False) -> Any:
    """Load a base's tokenizer."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(base, trust_remote_code=trust_remote_code)


def load_model(base: Path, recipe: Recipe, compiled: Path | None = None) -> Any:
    """Load a base, or what was compiled from it, in the recipe's dtype.

    Errors: InputError when the files aren't a causal LM in safetensors.
    """
    os.environ.update(giving_way(os.environ))  # torch reads it once, when it is imported
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call] # it would run into the lines of ours
    whole = compiled if compiled and not (compiled / ADAPTER).exists() else base
    try:
        model: Any = AutoModelForCausalLM.from_pretrained(
            whole,
            dtype=getattr(torch, recipe.dtype),
            use_safetensors=True,
            trust_remote_code=recipe.trust_remote_code,
        )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise InputError(
            f"{whole} can't be loaded as a causal language model: {str(error).splitlines()[0]}"
        ) from None
    if compiled and whole is base:
        from peft import PeftModel

        with warnings.catch_warnings():  # peft asks transformers 5 for a name that it has given up
            warnings.simplefilter("ignore", FutureWarning)
            model = PeftModel.from_pretrained(model, str(compiled), is_trainable=True)
    return model
