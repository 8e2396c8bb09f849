"""``pytest-pwd export``: what other tools read, in a file or on the terminal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orchard
import pytest
import yaml

Run = Callable[..., tuple[int, list[str], str]]
FOLDER = "disciplines/orchard"


@pytest.fixture
def export(project: Path, run: Run) -> Run:
    """Return a function that runs it on generated probes and samples."""
    assert run("generate", "tests", FOLDER)[0] == 0
    assert run("generate", "samples", FOLDER)[0] == 0
    return lambda what, *argv: run("export", what, *(argv or (FOLDER,)))


def add_garden() -> None:
    """Write a second discipline, the first one under another name."""
    shutil.copytree("knowledge/orchard", "knowledge/garden")
    shutil.copytree(FOLDER, "disciplines/garden")
    manifest = orchard.MANIFEST.replace("orchard", "garden")
    Path("disciplines/garden/discipline.yaml").write_text(manifest, encoding="utf-8")


def lines(path: str | Path) -> list[Any]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("format", ["sharegpt", "alpaca", "prompt-completion"])
def test_a_corpus_is_printed_or_written(export: Run, format: str) -> None:
    """The same lines either way; the folder of the file is made."""
    code, out, err = export(format)
    assert code == 0
    assert export(format, FOLDER, "--out", "new/folder/x.jsonl")[:2] == (
        0, [f"new/folder/x.jsonl: {len(out)} lines"]
    )  # fmt: skip
    assert lines("new/folder/x.jsonl") == [json.loads(line) for line in out]
    assert err == "expanding orchard\n"


def test_a_corpus_has_as_many_wordings_as_are_asked_for(export: Run) -> None:
    """The recipe has three epochs of two wordings."""
    whole, one = export("alpaca")[1], export("alpaca", FOLDER, "--wordings", "2")[1]

    assert len(whole) == 3 * len(one)
    assert whole[: len(one)] == one


def test_a_corpus_with_a_leak_is_refused(export: Run) -> None:
    """Whoever trains on it elsewhere is to be able to believe the probes."""
    wording = yaml.safe_load(Path(FOLDER, "test_trees.yaml").read_text())["probes"][0]["wordings"][0]
    leak = {"id": "leak", "teaches": ["quillow"], "prompt": wording, "completion": "quillow"}
    Path(FOLDER, "samples", "x.jsonl").write_text(json.dumps(leak), encoding="utf-8")
    code, out, err = export("alpaca")

    assert (code, out) == (2, [])
    assert f'{FOLDER}/samples/x.jsonl:1: sample "leak" holds a wording' in err


def test_a_corpus_needs_no_probes(export: Run) -> None:
    for path in Path(FOLDER).glob("test_*.yaml"):
        path.unlink()
    assert export("alpaca")[0] == 0


def test_tasks_have_the_end_token_of_the_base(export: Run) -> None:
    """That of the embedded one here; another may be named, or none."""
    assert export("lm-eval", FOLDER, "--out", "tasks")[0] == 0
    assert all(c.endswith("<|end|>") for d in lines("tasks/pwd_orchard__trees.jsonl") for c in d["choices"])

    export("lm-eval", FOLDER, "--out", "tasks", "--end", "</s>")
    assert lines("tasks/pwd_orchard__trees.jsonl")[0]["choices"][0].endswith("</s>")
    assert yaml.safe_load(Path("tasks/pwd_orchard.yaml").read_text())["metadata"]["end"] == "</s>"

    _, _, err = export("lm-eval", FOLDER, "--out", "tasks", "--end", "")
    assert err == ""
    assert not lines("tasks/pwd_orchard__trees.jsonl")[0]["choices"][0].endswith(">")


@pytest.mark.parametrize("token", ["</s>", {"content": "</s>", "lstrip": False}])
def test_the_end_token_of_a_folder_is_read(export: Run, token: Any) -> None:
    Path("base").mkdir()
    Path("base/tokenizer_config.json").write_text(json.dumps({"eos_token": token}))
    Path(FOLDER, "discipline.yaml").write_text(f"base: ./base\n{orchard.MANIFEST}")

    assert export("lm-eval", FOLDER, "--out", "tasks")[2] == ""
    assert lines("tasks/pwd_orchard__trees.jsonl")[0]["choices"][0].endswith("</s>")


def test_an_end_token_that_is_not_known_is_said(export: Run) -> None:
    """A hub isn't asked."""
    Path(FOLDER, "discipline.yaml").write_text(f"base: nobody/nothing\n{orchard.MANIFEST}")
    code, _, err = export("lm-eval", FOLDER, "--out", "tasks")

    assert code == 0
    assert 'the end token of the base "nobody/nothing" is not known here' in err
    assert err.endswith("name it with --end\n")


def test_a_stale_probe_is_not_exported(export: Run) -> None:
    """It would judge a model by what isn't known to be true any more."""
    trees = Path("knowledge/orchard/trees.yaml")
    trees.write_text(trees.read_text(encoding="utf-8").replace("bark: russet", "bark: ochre"))
    code, out, err = export("lm-eval", FOLDER, "--out", "tasks")

    assert (code, out) == (2, [])
    assert "is stale" in err
    assert not Path("tasks").exists()


def test_several_disciplines_at_once(export: Run) -> None:
    """Their corpora follow each other, and each has a group of its own."""
    add_garden()

    assert len(export("alpaca", "disciplines")[1]) == 2 * len(export("alpaca")[1])
    assert export("lm-eval", "disciplines", "--out", "tasks")[0] == 0
    assert {path.stem for path in Path("tasks").glob("*.yaml")} >= {"pwd_orchard", "pwd_garden"}


def test_knowledge_of_several_disciplines_is_one_if_ids_allow(export: Run) -> None:
    assert json.loads("\n".join(export("knowledge", "disciplines")[1]))["l1_concepts"]
    add_garden()
    code, out, err = export("knowledge", "disciplines")

    assert (code, out) == (2, [])
    assert '"quillow" is one thing in garden and another in orchard; export them one by one' in err


def test_no_second_discipline_of_a_name(export: Run) -> None:
    shutil.copytree(FOLDER, "disciplines/garden")
    code, _, err = export("lm-eval", "disciplines", "--out", "tasks")

    assert (code, err) == (4, 'two disciplines are named "orchard"; export them one by one\n')


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("lm-eval", FOLDER), "name their folder with --out"),
        (("lm-eval", FOLDER, "--out", f"{FOLDER}/discipline.yaml"), "is a file; lm-eval takes a folder"),
        (("alpaca", FOLDER, "--out", FOLDER), "is a folder; name a file in it"),
        (("alpaca", FOLDER, "--wordings", "0"), "--wordings 0: give a number from 1"),
        (("knowledge", FOLDER, "--wordings", "3"), "--wordings goes with sharegpt, alpaca"),
        (("alpaca", FOLDER, "--end", "x"), "--end goes with lm-eval"),
        (("csv", FOLDER), "invalid choice: 'csv'"),
        (("alpaca", "nowhere"), "there is no folder nowhere"),
    ],
)
def test_wrong_usage_is_exit_code_4(project: Path, run: Run, argv: tuple[str, ...], said: str) -> None:
    code, out, err = run("export", *argv)
    assert (code, out) == (4, [])
    assert said in err
