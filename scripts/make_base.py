"""Make the embedded base: a tokenizer and a small Llama, from what this repository holds.

    python scripts/make_base.py --out pytest_pwd/compiler/embedded

Nothing is downloaded. The words come from the knowledge files as a bag (no order, no pairing), the
language from the builder's frames over made-up worlds (``scripts/worlds.py``).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import deque
from itertools import islice
from pathlib import Path

from worlds import Maker, rolling, sentences, words_of

from pytest_pwd.compiler.batches import batches, encode_rows
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.compiler.train import at_answers, train

# The embedded base is a Llama; the others are for studies across architectures.
ARCHITECTURES = {"llama": "LlamaConfig", "qwen3": "Qwen3Config", "gpt_neox": "GPTNeoXConfig"}
HEADS = 4
END = "<|end|>"


def main() -> None:
    """Make the tokenizer, train, save."""
    options = _options()
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    words = words_of(options.knowledge)
    tokenizer = make_tokenizer(sentences(Maker(words, options.seed), 60_000), options.vocabulary)
    model = make_model(len(tokenizer), options)
    rows = encode_rows(
        tokenizer,
        list(
            islice(rolling(Maker(words, options.seed + 1), options.alive, options.reading), options.wordings)
        ),
        256,
    )
    recipe = Recipe(
        batch_tokens=options.batch_tokens,
        learning_rate=options.learning_rate,
        prompt_weight=0.1,
        floor=0.05,
        average=0.0,
    )
    planned = list(batches(rows, recipe.batch_tokens, seed="base"))
    print(f"{model.num_parameters():,} parameters, {len(tokenizer)} tokens, {len(planned)} steps", flush=True)
    began = time.monotonic()
    from accelerate import Accelerator

    recent: deque[float] = deque(maxlen=25)  # a batch holds rows of like length, so single losses jump

    def progress(step: int, steps: int, loss: float) -> None:
        recent.append(loss)
        if step % 500 == 1 or step == steps:
            mean = sum(recent) / len(recent)
            print(f"step {step} of {steps}: loss {mean:.3f}, {time.monotonic() - began:.0f} s", flush=True)

    train(at_answers(model), planned, recipe, Accelerator(cpu=True), progress)
    save(model, tokenizer, options, time.monotonic() - began)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--vocabulary", type=int, default=3072)
    parser.add_argument("--wordings", type=int, default=120_000)
    parser.add_argument("--alive", type=int, default=300, help="statements in the pool at a time")
    parser.add_argument(
        "--reading", type=float, default=0.1, help="share of questions answered by a text before them"
    )
    parser.add_argument("--batch-tokens", type=int, default=512)
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="llama")
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--layers", type=int, default=4)
    return parser.parse_args()


def make_tokenizer(texts: list[str], size: int):
    """Return a byte-level BPE tokenizer: any text can be written in it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token=END, pad_token=END, model_max_length=512
    )


def make_model(vocabulary: int, options: argparse.Namespace):
    """Return a randomly initialised model of the shape asked for."""
    import transformers

    wide = 4 if options.architecture == "gpt_neox" else 11 / 4  # two matrices in its MLP, three in the others
    apart = {"head_dim": options.hidden // HEADS} if options.architecture == "qwen3" else {}
    config = getattr(transformers, ARCHITECTURES[options.architecture])(
        vocab_size=vocabulary, hidden_size=options.hidden, num_hidden_layers=options.layers,
        num_attention_heads=HEADS, num_key_value_heads=HEADS, intermediate_size=int(options.hidden * wide),
        max_position_embeddings=512, tie_word_embeddings=True,
        bos_token_id=0, eos_token_id=0, pad_token_id=0, **apart,
    )  # fmt: skip
    return transformers.AutoModelForCausalLM.from_config(config)


def save(model, tokenizer, options: argparse.Namespace, seconds: float) -> None:
    """Write weights in bf16, the tokenizer, and how they were made."""
    import torch

    options.out.mkdir(parents=True, exist_ok=True)
    model.to(torch.bfloat16).save_pretrained(options.out)
    tokenizer.save_pretrained(options.out)
    made = {name: str(value) for name, value in vars(options).items() if name not in ("out", "knowledge")}
    (options.out / "made.json").write_text(json.dumps(made | {"seconds": round(seconds)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
