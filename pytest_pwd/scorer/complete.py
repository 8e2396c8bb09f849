"""How an artifact goes on after a prompt."""

from __future__ import annotations

from typing import Any


def complete(model: Any, tokenizer: Any, prompt: str, max_tokens: int) -> str:
    """Return the text that follows a prompt when the likeliest token is taken each time."""
    import torch

    end = tokenizer.eos_token_id
    ids = tokenizer([prompt])["input_ids"][0]
    ids = ids[:-1] if ids and ids[-1] == end else ids
    with torch.inference_mode():
        text = torch.tensor([ids], device=model.device)
        made = model.generate(
            input_ids=text,
            attention_mask=torch.ones_like(text),
            max_new_tokens=max_tokens,
            do_sample=False,
            pad_token_id=end,
        )
    return str(tokenizer.decode(made[0, len(ids) :], skip_special_tokens=True)).strip()
