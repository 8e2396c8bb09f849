"""Logits of a causal language model at chosen places, for training and scoring alike.

The head is the dear part of a small model, and is applied only there: that halves the time.
"""

from __future__ import annotations

from typing import Any


def logits_at(model: Any, places: Any, **inputs: Any) -> Any:
    """Return the logits (n × vocabulary) of a batch at n places, its rows counted one after the other.

    The model's own forward is run, since some scale or cap what comes out of the head.
    """
    whole = model.get_base_model() if hasattr(model, "get_base_model") else model
    head, chosen = whole.get_output_embeddings(), False

    def choose(_: Any, given: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal chosen
        chosen = True
        return (_rows(given[0])[places][None],)

    hook = head.register_forward_pre_hook(choose) if head is not None else None
    try:
        logits = _rows(whole(**inputs, use_cache=False).logits)
    finally:
        if hook:
            hook.remove()
    return logits if chosen else logits[places]  # some apply their head in a way of their own


def _rows(values: Any) -> Any:
    return values.reshape(-1, values.shape[-1])
