"""Log-likelihoods are the model's own, whatever the layout, the batch or the architecture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from engines import tiny_model, tiny_tokenizer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.scorer import score as scoring
from pytest_pwd.scorer.layout import Question, batch_up, encode_questions, shared_layouts
from pytest_pwd.scorer.score import judge, log_likelihoods, score
from pytest_pwd.terms import Asks, Probe

PROBE = Probe(
    "acid.gives", "acid", Asks.FACT, ("An acid gives", "What an acid gives is", "Acids give"),
    ("a proton", "an electron", "nothing", "a neutron"), "a proton",
)  # fmt: skip


@pytest.fixture(scope="module")
def tokenizer():
    return tiny_tokenizer()


def plainly(model, tokenizer, prompt, choice):
    """Compute a choice's log-likelihood the slow, obvious way."""
    import torch

    start = len(tokenizer(prompt)["input_ids"])
    ids = torch.tensor([[*tokenizer(f"{prompt} {choice}")["input_ids"], tokenizer.eos_token_id]])
    with torch.inference_mode():
        table = model(ids).logits.log_softmax(-1)[0]
    return sum(float(table[n - 1, ids[0, n]]) for n in range(start, ids.shape[1]))


@pytest.mark.parametrize(
    "architecture", ["llama", "qwen3", "gpt_neox", "gpt2", "mamba", "granite", "gemma2", "cohere2"]
)
def test_equals_one_row_for_each_choice(architecture, tokenizer):
    """Sharing the prompt among choices changes no log-likelihood, also where it can't be shared."""
    model = tiny_model(architecture).eval()
    questions = [Question(wording, PROBE.choices) for wording in PROBE.wordings]

    found = log_likelihoods(model, tokenizer, questions)

    slow = [[plainly(model, tokenizer, q.prompt, c) for c in q.choices] for q in questions]
    assert [pytest.approx(row, abs=1e-4) for row in slow] == found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text("ab cd", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1, max_size=6)
)
def test_neighbours_in_the_batch_never_change_a_verdict(prompts):
    """Padding and batch size change no margin by more than rounding."""
    model, tokenizer = tiny_model("llama").eval(), tiny_tokenizer()
    questions = [Question(prompt, ("acid", "a base", "b")) for prompt in prompts]

    together = log_likelihoods(model, tokenizer, questions)

    alone = [log_likelihoods(model, tokenizer, [question])[0] for question in questions]
    assert [pytest.approx(row, abs=1e-4) for row in alone] == together


def test_plain_rows_are_used_when_a_prompt_cannot_be_shared(tokenizer, monkeypatch):
    """The fallback for recurrent models gives the same numbers."""
    model = tiny_model("llama").eval()
    questions = [Question(PROBE.wordings[0], PROBE.choices)]
    shared = log_likelihoods(model, tokenizer, questions)

    monkeypatch.setattr(scoring, "_can_share", lambda model, encoded: False)

    assert [pytest.approx(row, abs=1e-4) for row in shared] == log_likelihoods(model, tokenizer, questions)


def test_what_choices_begin_with_alike_is_laid_out_once(tokenizer):
    """The tokens of the prompt, and those that two choices begin with, stand in the row once."""
    encoded = encode_questions(tokenizer, [Question("An acid gives", ("a proton", "a neutron"))])

    (layout,) = shared_layouts(encoded)

    prompt = tokenizer("An acid gives")["input_ids"]
    branches = {
        choice.encoded.ids[:end] for choice in encoded[0] for end in range(1, len(choice.encoded.ids))
    }
    assert list(layout.ids[: len(prompt)]) == prompt
    assert len(layout.ids) == len(branches)


def test_a_token_is_seen_by_its_branch_alone(tokenizer):
    """What a token sees, read off the row, is the text that leads to it."""
    encoded = encode_questions(tokenizer, [Question("An acid gives", ("a proton", "a neutron", "electrons"))])

    (layout,) = shared_layouts(encoded)

    leaves = {at for _, at, target in layout.scored if target == tokenizer.eos_token_id}
    read = {tuple(layout.ids[p] for p in range(at + 1) if layout.ends[p] > at) for at in leaves}
    assert read == {choice.encoded.ids[:-1] for choice in encoded[0]}


def test_questions_that_begin_alike_share_a_row(tokenizer):
    """One row holds both, in fewer tokens than two would; a stranger gets a row of its own."""
    prompts = ["an acid gives to a base", "an acid gives to a salt", "zinc"]
    encoded = encode_questions(tokenizer, [Question(p, ("a proton", "nothing")) for p in prompts])

    rows = shared_layouts(encoded)

    assert sorted(len({choice for choice, _, _ in row.scored}) for row in rows) == [2, 4]
    assert sum(len(row.ids) for row in rows) < sum(len(shared_layouts([e])[0].ids) for e in encoded)


def test_batches_are_a_function_of_the_questions_alone(tokenizer):
    """The order in which questions come does not decide their batches."""
    prompts = ["a", "a base", "an acid gives a proton", "to", "acid base"]
    encoded = encode_questions(tokenizer, [Question(p, ("x", "y")) for p in prompts])
    rows, reversed_rows = shared_layouts(encoded), shared_layouts(encoded[::-1])

    forward = [sorted(rows[n].ids for n in batch) for batch in batch_up(rows, 40)]
    backward = [sorted(reversed_rows[n].ids for n in batch) for batch in batch_up(reversed_rows, 40)]

    assert forward == backward


def test_a_choice_is_scored_with_its_end(tokenizer):
    """A choice that another one begins with isn't the likelier for being shorter."""
    encoded = encode_questions(tokenizer, [Question("Zinc ions:", ("Zn", "Zn 2+"))])[0]

    assert [tokenizer.eos_token_id] * 2 == [choice.encoded.ids[-1] for choice in encoded]


def test_a_probe_goes_by_its_mean_margin():
    """Two small failures don't outweigh one clear pass."""
    verdict = judge(PROBE, [[-1.0, -9.0, -9.0, -9.0], [-2.0, -1.5, -9.0, -9.0], [-2.0, -1.5, -9.0, -9.0]])

    assert verdict.passed
    assert verdict.margin == pytest.approx((8.0 - 0.5 - 0.5) / 3)
    assert verdict.preferred == "a proton"


def test_a_tie_is_no_pass():
    """A model that prefers nothing knows nothing."""
    verdict = judge(PROBE, [[-1.0] * 4] * 3)

    assert not verdict.passed


def test_an_untrained_model_is_scored_without_complaint(tokenizer):
    """Every probe gets a verdict, in the order of the probes."""
    probes = [PROBE, replace(PROBE, id="acid.gives-2", answer="nothing")]

    verdicts = score(tiny_model("gpt2").eval(), tokenizer, probes)

    assert [probe.id for probe in probes] == [verdict.probe for verdict in verdicts]
