"""``pytest-pwd stats``: what there is, counted without an engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orchard
import pytest

import pytest_pwd
from pytest_pwd.builder.expand import epochs
from pytest_pwd.cli.folder import open_discipline
from pytest_pwd.compiler.tokens import count_tokens, local_tokenizer

Run = Callable[..., tuple[int, list[str], str]]
FOLDER = "disciplines/orchard"


@pytest.fixture
def generated(project: Path, run: Run) -> Path:
    """Return the orchard's folder with probes and samples in it."""
    for what in ("tests", "samples"):
        assert run("generate", what, FOLDER)[0] == 0
    return project


def test_a_row_for_each_discipline_and_one_for_all(generated: Path, run: Run) -> None:
    """A discipline that has only begun is counted too."""
    run("new", "geology")
    assert run("stats") == (
        0,
        [
            "discipline  concepts  relations  chains  probes  samples",
            "geology            5          4       4       0        0",
            "orchard            9          8       5      61       38",
            "total             14         12       9      61       38",
        ],
        "",
    )


def test_a_discipline_named_twice_counts_once(generated: Path, run: Run) -> None:
    assert run("stats", FOLDER, "disciplines", f"{FOLDER}/") == run("stats")


def test_markdown(generated: Path, run: Run) -> None:
    """As it stands in a README."""
    assert run("stats", "--markdown")[1] == [
        "| discipline | concepts | relations | chains | probes | samples |",
        "| --- | --: | --: | --: | --: | --: |",
        "| orchard | 9 | 8 | 5 | 61 | 38 |",
        "| total | 9 | 8 | 5 | 61 | 38 |",
    ]


def test_json(generated: Path, run: Run) -> None:
    """The same numbers, for programs."""
    counts = {"concepts": 9, "relations": 8, "chains": 5, "probes": 61, "samples": 38}
    code, out, _ = run("stats", "--json", FOLDER)
    assert code == 0
    assert json.loads("\n".join(out)) == {
        "disciplines": [{"discipline": "orchard", **counts}], "total": counts
    }  # fmt: skip


def test_patches_are_samples(generated: Path, run: Run) -> None:
    """What was added to close a finding is trained on with the rest."""
    head = {"patch": "p", "closes": ["quillow"], "evidence": [], "artifact": "", "synthesizer": "teacher"}
    line = {"id": "patched", "teaches": ["quillow"], "prompt": "Lamps hang on the", "completion": "quillow"}
    path = generated / "patches" / "p.jsonl"
    path.parent.mkdir()
    path.write_text(f"{json.dumps(head)}\n{json.dumps(line)}\n", encoding="utf-8")
    assert run("stats")[1][1].endswith(" 39")


def test_tokens_are_those_of_every_epoch(generated: Path, run: Run) -> None:
    """One compile reads that many: each epoch's wordings, drawn as they are for training."""
    discipline = open_discipline(FOLDER)
    recipe = discipline.recipe
    tokenizer = local_tokenizer(recipe, Path.cwd())
    assert tokenizer
    drawn = [w for epoch in epochs(discipline.samples, 3, 2, seed=1) for w in epoch]
    expected = count_tokens(tokenizer, drawn, recipe.max_tokens)

    code, out, err = run("stats", "--tokens", "--json")
    found = json.loads("\n".join(out))
    assert (code, err) == (0, "counting the tokens of orchard\n")
    assert found["disciplines"][0]["tokens"] == found["total"]["tokens"] == expected > 5_000
    assert run("stats", "--tokens")[1][1].endswith(f" {expected:,}")


def test_tokens_that_cannot_be_counted_are_left_empty(generated: Path, run: Run) -> None:
    """Nothing is fetched for a count, and a sum that lacks a part would be wrong."""
    run("new", "geology")
    text = orchard.MANIFEST.replace("recipe:", "base: nobody/has-this\nrecipe:")
    (generated / "discipline.yaml").write_text(text, encoding="utf-8")
    code, out, err = run("stats", "--tokens", "--markdown")
    assert code == 0
    assert out[2:] == [
        "| geology | 5 | 4 | 4 | 0 | 0 | 0 |",
        "| orchard | 9 | 8 | 5 | 61 | 38 |  |",
        "| total | 14 | 12 | 9 | 61 | 38 |  |",
    ]
    assert err.endswith(
        'orchard: its tokens are not counted: the tokenizer of "nobody/has-this" is not on this machine\n'
    )
    assert json.loads("\n".join(run("stats", "--tokens", "--json")[1]))["total"]["tokens"] is None


def test_counting_tokens_loads_no_engine(generated: Path) -> None:
    """A tokenizer needs neither torch nor transformers."""
    code = (
        "import sys; from pytest_pwd.cli import main\n"
        "main(['stats', '--tokens']); print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(pytest_pwd.__file__).parents[1])},
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "tokenizers" in loaded
    assert loaded.isdisjoint({"torch", "transformers", "peft", "accelerate"})


def test_what_is_wrong_is_told_as_everywhere(generated: Path, run: Run) -> None:
    """A wrong path is wrong usage, two forms at once are too, and a broken file has its place."""
    assert run("stats", "nowhere")[0] == 4
    assert run("stats", "--json", "--markdown")[0] == 4
    (generated / "test_trees.yaml").write_text("probes: [", encoding="utf-8")
    code, out, err = run("stats")
    assert (code, out) == (2, [])
    assert err.startswith(f"{FOLDER}/test_trees.yaml:2: not YAML")
