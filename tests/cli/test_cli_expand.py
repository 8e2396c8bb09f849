"""``pytest-pwd expand``: what the model will see, each wording with the sample that it comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import orchard
import pytest

from pytest_pwd.builder.expand import draw, epochs
from pytest_pwd.builder.generate import generate_samples
from pytest_pwd.builder.sample_file import read_samples
from pytest_pwd.knowledge.load import load_knowledge

Run = Callable[..., tuple[int, list[str], str]]
FOLDER = "disciplines/orchard"


@pytest.fixture
def expand(project: Path, run: Run) -> Run:
    """Return a function that runs it on the generated samples."""
    assert run("generate", "samples", FOLDER)[0] == 0
    return lambda *argv: run("expand", FOLDER, *argv)


def test_each_wording_is_a_line_with_its_sample(expand: Run) -> None:
    code, out, err = expand()
    assert (code, err) == (0, "")
    path = Path(FOLDER, "samples", "insects.jsonl")
    ids = [entry.id for entry in load_knowledge(Path("knowledge/orchard").resolve(), Path.cwd()).entries]
    sample = read_samples(path, "x", ids)[0]
    told = [f"{sample.id}: {w.prompt} → {w.completion}" for w in draw(sample, 2, seed="1/0")]
    assert told
    assert out[: len(told)] == told


@pytest.mark.parametrize("epoch", [0, 2])
def test_it_is_what_the_model_will_see(expand: Run, epoch: int) -> None:
    """The epoch's wordings, all of them, in the order of the samples."""
    _, out, _ = expand("--json", "--epoch", str(epoch))
    knowledge = load_knowledge(Path("knowledge/orchard").resolve(), Path.cwd())
    samples = [sample for found in generate_samples(knowledge).values() for sample in found]
    trained = list(epochs(samples, 3, 2, seed=1))[epoch]
    shown = [json.loads(line) for line in out]
    assert sorted((w.prompt, w.completion) for w in trained) == sorted(
        (w["prompt"], w["completion"]) for w in shown
    )
    assert list(shown[0]) == ["sample", "teaches", "prompt", "completion"]


def test_only_what_teaches_a_concept(expand: Run) -> None:
    """A relation or chain too, and several at once."""
    _, out, _ = expand("--concept", "quillow", "late-frost", "--concept", "quillow-soil", "--json")
    shown = [json.loads(line) for line in out]
    assert {id for wording in shown for id in wording["teaches"]} == {"quillow", "late-frost", "quillow-soil"}
    assert {w["sample"] for w in shown} >= {"quillow.definition", "late-frost.chain", "quillow-soil.relation"}


def test_an_unknown_id_is_wrong_usage(expand: Run) -> None:
    """All of them are named, with what was meant."""
    code, out, err = expand("--concept", "quilow", "frost-late-x", "quillow")
    assert (code, out) == (4, [])
    assert 'there is no concept, relation or chain "quilow". Did you mean "quillow"?' in err
    assert '"frost-late-x"' in err


def test_an_epoch_that_there_is_not_is_wrong_usage(expand: Run) -> None:
    for epoch in ("3", "-1"):
        assert expand("--epoch", epoch) == (4, [], f"--epoch {epoch}: the recipe has the epochs 0 to 2\n")
    assert expand("--limit", "-1")[0] == 4


def test_a_limit_cuts(expand: Run) -> None:
    whole = expand()[1]
    assert expand("--limit", "3")[1] == whole[:3]
    assert expand("--limit", "0")[1] == []
    assert expand("--limit", "99999")[1] == whole


def test_json_is_read_as_it_was_written(project: Path, run: Run) -> None:
    """Whatever is in a sample, one line of printable text says it."""
    odd = {
        "id": "x",
        "teaches": ["quillow"],
        "prompt": "\x1b[2J\u202e\n##[x] Ångström",
        "completion": "\x9b",
    }
    path = Path(FOLDER, "samples", "x.jsonl")
    path.parent.mkdir()
    path.write_text(json.dumps(odd) + "\n", encoding="utf-8")
    _, (line, again), _ = run("expand", FOLDER, "--json")
    assert line == again
    assert line.isprintable()
    assert json.loads(line) == {"sample": "x", "teaches": ["quillow"]} | {
        n: odd[n] for n in ("prompt", "completion")
    }


def test_without_samples_the_remedy_is_named(project: Path, run: Run) -> None:
    code, out, err = run("expand", FOLDER)
    assert (code, out) == (2, [])
    assert err == f"{FOLDER} has no samples; make them with: pytest-pwd generate samples {FOLDER}\n"


def test_a_leak_can_be_looked_at(expand: Run, run: Run) -> None:
    """Looking is no compile: it needs neither probes nor a clean bill."""
    run("generate", "tests", FOLDER)
    probe = next(
        line
        for line in Path(FOLDER, "test_trees.yaml").read_text(encoding="utf-8").splitlines()
        if "      - " in line
    )
    leak = {"id": "leak", "teaches": ["quillow"], "prompt": json.loads(probe.strip()[2:]), "completion": "x"}
    with Path(FOLDER, "samples", "trees.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(leak) + "\n")
    code, out, _ = expand("--concept", "quillow")
    assert code == 0
    assert out[-1].startswith("leak: ")


def test_patches_are_expanded_too(expand: Run) -> None:
    head = {"patch": "p", "closes": ["quillow"], "evidence": [], "artifact": "", "synthesizer": "teacher"}
    line = {"id": "patched", "teaches": ["quillow"], "prompt": "Lamps hang on the", "completion": "quillow"}
    path = Path(FOLDER, "patches", "p.jsonl")
    path.parent.mkdir()
    path.write_text(f"{json.dumps(head)}\n{json.dumps(line)}\n", encoding="utf-8")
    assert expand()[1][-2:] == ["patched: Lamps hang on the → quillow"] * 2


def test_the_seed_of_the_recipe_decides(expand: Run) -> None:
    before = expand()[1]
    Path(FOLDER, "discipline.yaml").write_text(orchard.MANIFEST + "  seed: 7\n", encoding="utf-8")
    assert expand()[1] != before
