"""Probes as tasks of lm-evaluation-harness, which reads YAML and JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orchard
import pytest
import yaml

from pytest_pwd.exchange.harness import task_files
from pytest_pwd.terms import Probe
from pytest_pwd.tester.generate import generate_probes


@pytest.fixture
def topics(tmp_path: Path) -> dict[str, list[Probe]]:
    return generate_probes(orchard.orchard(tmp_path))


def documents(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_wording_is_a_document(topics: dict[str, list[Probe]], tmp_path: Path) -> None:
    """With the same choices as the probe, closed by the end token, and the answer by its number."""
    files = task_files("orchard", topics, "<|end|>", tmp_path)
    found = documents(files["pwd_orchard__trees.jsonl"])

    assert len(found) == sum(len(probe.wordings) for probe in topics["trees"])
    first = topics["trees"][0]
    assert found[0] == {
        "probe": first.id,
        "of": first.of,
        "asks": first.asks.value,
        "question": first.wordings[0],
        "choices": [f"{choice}<|end|>" for choice in first.choices],
        "target": first.choices.index(first.answer),
    }


def test_a_task_names_its_data_and_its_end_token(topics: dict[str, list[Probe]], tmp_path: Path) -> None:
    """By an absolute path, as relative ones are looked for from wherever the harness is started."""
    folder = tmp_path / 'a "folder": {x} 𝄞'
    files = task_files("orchard", topics, "<|end|>", folder)
    task = yaml.safe_load(files["pwd_orchard__trees.yaml"])

    assert task["task"] == "pwd_orchard__trees"
    assert task["dataset_path"] == "json"
    assert task["dataset_kwargs"] == {"data_files": {"test": str(folder / "pwd_orchard__trees.jsonl")}}
    assert task["output_type"] == "multiple_choice"
    assert task["target_delimiter"] == " "
    assert task["metadata"]["end"] == "<|end|>"
    fields = documents(files["pwd_orchard__trees.jsonl"])[0].keys()
    assert {task["doc_to_text"], task["doc_to_choice"], task["doc_to_target"]} <= fields


def test_a_group_takes_all_topics_together(topics: dict[str, list[Probe]], tmp_path: Path) -> None:
    """Each by its size, and written last: a group that is there is complete."""
    files = task_files("orchard", topics, "", tmp_path)
    group = yaml.safe_load(files["pwd_orchard.yaml"])

    assert list(files)[-1] == "pwd_orchard.yaml"
    assert [f"{task}.yaml" in files for task in group["task"]] == [True, True]
    assert group["aggregate_metric_list"][0]["weight_by_size"] is True
    assert documents(files["pwd_orchard__trees.jsonl"])[0]["choices"][0] in topics["trees"][0].choices
