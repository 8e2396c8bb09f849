"""Tiny, randomly initialised models of several architectures, for tests of training and scoring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

END = "<|end|>"


def tiny_tokenizer() -> Any:
    """Return a tokenizer of bytes: every text can be written in it, and no file is needed."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        ["a acid base gives a proton to"],
        trainers.BpeTrainer(
            vocab_size=300, special_tokens=[END], initial_alphabet=alphabet, show_progress=False
        ),
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=END)


def tiny_model(architecture: str, seed: int = 0) -> Any:
    """Return a model of two layers and 16 dimensions in float32."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    shapes: dict[str, dict[str, Any]] = {
        "llama": {"num_key_value_heads": 2, "intermediate_size": 32},
        "qwen3": {"num_key_value_heads": 2, "intermediate_size": 32, "head_dim": 8},
        "gpt_neox": {"intermediate_size": 32},
        "gpt2": {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 256},
        # These scale or cap what comes out of their heads.
        "granite": {"num_key_value_heads": 2, "intermediate_size": 32, "logits_scaling": 8.0},
        "gemma2": {"num_key_value_heads": 2, "intermediate_size": 32, "head_dim": 8},
        "cohere2": {"num_key_value_heads": 2, "intermediate_size": 32, "logit_scale": 4.0},
        "mamba": {"state_size": 4, "expand": 2},
    }
    common = {
        "hidden_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "max_position_embeddings": 256,
    }
    shape = shapes[architecture] if architecture == "gpt2" else common | shapes[architecture]
    torch.manual_seed(seed)
    ends = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}
    config = AutoConfig.for_model(architecture, vocab_size=300, **ends, **shape)
    return AutoModelForCausalLM.from_config(config, dtype=torch.float32)


def save_tiny(folder: Path, architecture: str) -> Path:
    """Save a tiny model and its tokenizer in the Hugging Face layout."""
    tiny_model(architecture).save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    return folder
