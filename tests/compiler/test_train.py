"""Training does what it says: it learns, it repeats itself bit for bit, and it stops when the loss breaks."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace

import pytest
from engines import save_tiny, tiny_model, tiny_tokenizer

from pytest_pwd.compiler.base import find_base
from pytest_pwd.compiler.batches import Row, batches, encode_rows
from pytest_pwd.compiler.compile import TrainingSet, compile_artifact
from pytest_pwd.compiler.load import load_model
from pytest_pwd.compiler.recipe import HUGGING_FACE, Recipe, problems_of
from pytest_pwd.compiler.store import Store
from pytest_pwd.compiler.train import at_answers, learning_rate, plan, train
from pytest_pwd.errors import CompileError, InputError
from pytest_pwd.terms import Wording

RECIPE = Recipe(batch_tokens=256, learning_rate=1e-2, processes=1)
WORDINGS = [Wording("An acid gives", "a proton"), Wording("A base takes", "a proton too")] * 4


def trained(recipe=RECIPE, model=None, passes=8):
    from accelerate import Accelerator

    model = model or tiny_model("llama")
    rows = encode_rows(tiny_tokenizer(), WORDINGS, recipe.max_tokens)
    losses = []
    planned = plan([rows] * passes, recipe)
    train(
        at_answers(model), planned, recipe, Accelerator(cpu=True), lambda step, of, loss: losses.append(loss)
    )
    return model, losses


def weights(model):
    return b"".join(p.detach().numpy().tobytes() for p in model.parameters())


def test_the_loss_falls():
    """A model that is trained on two facts gets better at them."""
    _, losses = trained(passes=40)

    assert losses[-1] < losses[0] / 2


def test_the_same_inputs_give_the_same_weights():
    """Bit for bit, on a CPU."""
    assert weights(trained()[0]) == weights(trained()[0])


@pytest.mark.parametrize("architecture", ["llama", "granite", "gemma2", "cohere2"])
def test_the_loss_is_that_of_the_models_own_logits(architecture):
    """Also where a model scales or caps what comes out of its head."""
    import torch

    model = tiny_model(architecture)
    ids, at = torch.tensor([[5, 6, 7, 8], [9, 10, 11, 0]]), torch.tensor([1, 2, 4])

    with torch.inference_mode():
        found = at_answers(model)(ids, torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]), at)
        whole = model(ids).logits.reshape(-1, 300)

    assert torch.allclose(found, whole[at], atol=1e-5)


def test_a_loss_that_is_no_number_is_an_error():
    """A NaN says nothing about knowledge: it stops the compile."""
    model = tiny_model("llama")
    model.get_input_embeddings().weight.data.fill_(float("nan"))

    with pytest.raises(CompileError, match="the loss is nan at step 1"):
        trained(model=model)


def test_only_answers_are_learned():
    """The loss of a row is that of its completion: another prompt token to predict changes nothing."""
    from pytest_pwd.compiler.train import _weights

    assert list(_weights(Row((5, 6, 7, 8), prompt=2), prompt_weight=0.0)) == [0.0, 1.0, 1.0]


def test_batches_hold_every_row_once():
    """No row is lost or repeated, and no batch is larger than it may be."""
    rows = [Row(tuple(range(1, n % 17 + 3)), 1) for n in range(200)]

    found = list(batches(rows, 64, seed="x"))

    assert sorted(rows) == sorted(itertools.chain.from_iterable(found))
    assert all(len(batch) * max(len(row.ids) for row in batch) <= 64 for batch in found)


def test_a_long_wording_keeps_its_answer():
    """What is over the limit is cut from the left."""
    (row,) = encode_rows(tiny_tokenizer(), [Wording("a " * 200, "proton")], max_tokens=32)

    assert len(row.ids) == 32
    assert "proton" in tiny_tokenizer().decode(row.ids[row.prompt :])


def test_the_rate_warms_up_and_comes_down():
    """A linear warm-up to the recipe's rate, then a cosine to its floor."""
    rates = [learning_rate(step, 100, RECIPE) for step in range(100)]

    assert max(rates) == pytest.approx(RECIPE.learning_rate)
    assert rates[0] < rates[1] < rates[2]
    assert rates[-1] == pytest.approx(RECIPE.floor * RECIPE.learning_rate, rel=0.02)


def test_a_recipe_is_checked():
    """A misspelt setting and one of the wrong type are both named."""
    assert problems_of({"epoch": 3, "seed": "one"}) == [
        'the recipe has no "epoch". Did you mean "epochs"?',
        "recipe.seed is 'one'; it takes a whole number",
    ]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"method": "LoRA"}, "recipe.method is 'LoRA'; it takes full or lora"),
        ({"dtype": "bf16"}, "recipe.dtype is 'bf16'; it takes float32, bfloat16 or float16"),
        ({"device": "gpu"}, "recipe.device is 'gpu'; it takes auto, cpu, mps or cuda"),
        ({"epochs": 0}, "recipe.epochs is 0; it takes a number from 1"),
        ({"learning_rate": 0.0}, "recipe.learning_rate is 0.0; it takes a number above 0"),
        ({"average": 1.0}, "recipe.average is 1.0; it takes a number from 0 to below 1"),
        ({"base": "some/base"}, "the base stands beside the recipe, not in it: base: some/base"),
    ],
)
def test_a_setting_that_would_do_something_else_is_refused(setting, said):
    """Rather than fine-tune in full for a misspelt method, or store an untrained base."""
    assert problems_of(setting) == [said]
    assert problems_of({"device": "cuda:1", "dtype": "bfloat16", "method": "lora", "seed": 0}) == []


# ------------------------------------------------------------------------- whole compiles


def compiled(tmp_path, recipe, say=lambda line: None, **more):
    training = TrainingSet(("1", "2"), "frames", lambda: [WORDINGS] * recipe.epochs)
    store, base = Store(tmp_path / ".pwd"), find_base(recipe, tmp_path)
    return compile_artifact(store, "tiny", training, recipe, base, say, lambda *seen: None, **more)


@pytest.fixture
def llama(tmp_path):
    save_tiny(tmp_path / "base", "llama")
    return replace(RECIPE, base="base", epochs=2)


def test_two_processes_give_the_same_weights_twice(tmp_path, llama):
    """A data-parallel compile is as reproducible as any other, in processes of its own each time."""
    recipe = replace(llama, processes=2)

    first = compiled(tmp_path / "", recipe)
    shutil.rmtree(tmp_path / ".pwd")
    assert first.weights == compiled(tmp_path, recipe).weights


def test_what_was_compiled_is_found_again(tmp_path, llama):
    """The second time nothing is trained, and nothing is said."""
    lines = []
    first = compiled(tmp_path, llama, lines.append)

    assert first == compiled(tmp_path, llama, lines.append)
    assert lines == ["compiling tiny: first compile"]


@pytest.mark.parametrize("architecture", ["gpt_neox", "qwen3"])
def test_another_architecture_gets_an_adapter(tmp_path, architecture):
    """A Hugging Face base is left as it is; what is compiled is a LoRA adapter that loads over it."""
    save_tiny(tmp_path / "other", architecture)
    recipe = replace(HUGGING_FACE, base="other", epochs=2, learning_rate=1e-2, device="cpu")

    artifact = compiled(tmp_path, recipe)

    assert {"adapter_config.json", "adapter_model.safetensors"} <= {p.name for p in artifact.folder.iterdir()}
    before = weights(load_model(tmp_path / "other", recipe))
    assert before != weights(load_model(tmp_path / "other", recipe, artifact.folder).merge_and_unload())


def test_a_base_under_an_adapter_is_held_in_half_the_memory(tmp_path):
    """In bfloat16, what is trained keeps all its digits, and what is only read does without."""
    save_tiny(tmp_path / "other", "qwen3")
    recipe = replace(HUGGING_FACE, base="other", epochs=2, dtype="bfloat16", device="cpu")

    artifact = compiled(tmp_path, recipe)

    model = load_model(tmp_path / "other", recipe, artifact.folder)
    sizes = {name: parameter.element_size() for name, parameter in model.named_parameters()}
    assert {size for name, size in sizes.items() if "lora" in name} == {4}
    assert {size for name, size in sizes.items() if "lora" not in name} == {2}


def test_an_adapter_is_the_same_bytes_wherever_it_is_compiled(tmp_path):
    """Neither the order of a set nor the folder that its base is in counts."""
    found = []
    for place in (tmp_path / "here", tmp_path / "there"):
        save_tiny(place / "other", "qwen3")
        recipe = replace(HUGGING_FACE, base="other", epochs=1, device="cpu")
        found.append(compiled(place, recipe))

    assert found[0].weights == found[1].weights
    config = json.loads((found[0].folder / "adapter_config.json").read_text(encoding="utf-8"))
    assert config["base_model_name_or_path"] == "other"


def test_what_the_recipe_leaves_out_is_said(tmp_path, llama):
    """Training on less than there is shows as red items; nobody should have to guess why."""
    lines = []

    compiled(tmp_path, replace(llama, max_steps=1, max_tokens=8, batch_tokens=16), lines.append)

    assert lines[1:] == [
        "recipe.max_steps ends the compile with step 1: 2 of 16 wordings are read",
        "8 of 16 wordings are longer than recipe.max_tokens (8) and lose their beginnings",
    ]


def test_a_device_that_is_not_there_is_told(tmp_path, llama):
    """A compile for a graphics card never runs on something else unasked."""
    import torch

    if torch.cuda.is_available():
        pytest.skip("torch finds a graphics card here, so none is missing")
    with pytest.raises(CompileError, match=r"recipe.device is cuda, and torch finds none here"):
        compiled(tmp_path, replace(llama, device="cuda"))


def test_a_compile_goes_on_from_a_parent(tmp_path, llama):
    """The parent's weights are the start, and part of the key."""
    parent = compiled(tmp_path, llama)

    child = compiled(tmp_path, replace(llama, learning_rate=0.0), parent=parent)

    assert child.inputs["parent"] == parent.weights
    assert weights(load_model(parent.folder, llama)) == weights(load_model(child.folder, llama))


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", "isn't there"), ("./nowhere", "isn't there"), ("empty", "has no safetensors")],
)
def test_a_base_that_cannot_be_used_is_named(tmp_path, name, message):
    """A missing folder and one without safetensors are the user's to mend, in one sentence."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(InputError, match=message):
        find_base(replace(RECIPE, base=name), tmp_path)


def test_a_base_with_code_of_its_own_is_refused(tmp_path):
    """Remote code runs only for those who ask for it."""
    save_tiny(tmp_path / "base", "llama")
    config = tmp_path / "base" / "config.json"
    config.write_text(config.read_text().replace("{", '{"auto_map": {"AutoModel": "evil.Model"},', 1))

    with pytest.raises(InputError, match="auto_map"):
        find_base(replace(RECIPE, base="base"), tmp_path)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A hub that has one base, and a cache that has what a test puts into it."""
    whole, cache = save_tiny(tmp_path / "hub", "llama"), tmp_path / "cache"
    asked = []

    def snapshot_download(name, *, local_files_only, allow_patterns, **_):
        from huggingface_hub.errors import LocalEntryNotFoundError

        if not local_files_only:
            asked.append(allow_patterns)
            shutil.copytree(whole, cache, dirs_exist_ok=True)
        if not cache.exists():
            raise LocalEntryNotFoundError(name)
        return str(cache)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    return whole, cache, asked


def test_a_base_that_is_partly_here_is_fetched_whole(hub, tmp_path):
    """A tokenizer alone, or some of the weights, is what another program or a broken download leaves."""
    whole, cache, asked = hub
    recipe = replace(HUGGING_FACE, base="some/base")
    cache.mkdir()
    shutil.copy(whole / "tokenizer.json", cache)
    assert find_base(recipe, tmp_path).folder == cache

    index = {"weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (cache / "model.safetensors.index.json").write_text(json.dumps(index))
    find_base(recipe, tmp_path)
    with pytest.raises(InputError, match="isn't on this machine yet"):
        find_base(recipe, tmp_path, fetch=False)

    assert len(asked) == 2


def test_code_from_a_hub_needs_a_pin_and_is_part_of_the_base(hub, tmp_path):
    """Code that runs can't change unseen, neither on the hub nor here."""
    whole, cache, asked = hub
    (whole / "modeling.py").write_text("1")
    recipe = replace(HUGGING_FACE, base="some/base", trust_remote_code=True)

    with pytest.raises(InputError, match=r"needs recipe\.revision"):
        find_base(recipe, tmp_path)

    pinned = replace(recipe, revision="abc")
    before = find_base(pinned, tmp_path)
    (cache / "modeling.py").write_text("22")
    assert find_base(pinned, tmp_path) != before
    assert "*.py" in asked[0]
