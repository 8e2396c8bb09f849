"""Probes as tasks of lm-evaluation-harness: one per topic, and a group that takes them together.

A wording is a document, and the harness prefers the choices that our scorer prefers: it is given the end
token behind each choice, which our scorer adds by itself. It counts wordings (``acc``), where a probe of
ours goes by the mean margin of its wordings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pytest_pwd.exchange.json_text import json_lines
from pytest_pwd.terms import Probe

TASK = """\
# Probes of {topic}, exported by: pytest-pwd export lm-eval. To ask them:
#   lm_eval --model hf --model_args pretrained=MODEL --include_path {folder} --tasks {group}
# The harness looks for relative paths from the current folder, so the one below is absolute.
task: {task}
dataset_path: json
dataset_kwargs: {{data_files: {{test: {data}}}}}
test_split: test
output_type: multiple_choice
doc_to_text: question
doc_to_choice: choices
doc_to_target: target
target_delimiter: " "
metric_list: [{{metric: acc, aggregation: mean, higher_is_better: true}}]
metadata: {metadata}
"""
GROUP = """\
# Every topic of {discipline}; acc is the share of the wordings whose right choice is preferred.
group: {group}
task: {tasks}
aggregate_metric_list: [{{metric: acc, aggregation: mean, weight_by_size: true}}]
metadata: {metadata}
"""


def group_name(discipline: str) -> str:
    """Return the name that the harness knows a discipline's probes by."""
    return f"pwd_{discipline}"


def task_files(
    discipline: str, topics: Mapping[str, Sequence[Probe]], end: str, folder: Path
) -> dict[str, str]:
    """Return the text of each file by its name; ``folder`` is where they are going to be, an absolute path.

    ``end`` is put behind every choice.
    """
    group = group_name(discipline)
    metadata = {"version": 1.0, "discipline": discipline, "end": end}
    # A name has no double underscore, so no discipline's task is another discipline's.
    tasks = {f"{group}__{topic}": topic for topic in topics}
    files = {}
    for task, topic in tasks.items():
        files[f"{task}.jsonl"] = json_lines(_documents(topics[topic], end))
        files[f"{task}.yaml"] = TASK.format(
            topic=topic,
            folder=_flow(str(folder)),
            group=group,
            task=task,
            data=_flow(str(folder / f"{task}.jsonl")),
            metadata=_flow(metadata | {"topic": topic, "probes": len(topics[topic])}),
        )
    # Last, so that a group that is there has all its tasks.
    files[f"{group}.yaml"] = GROUP.format(
        discipline=discipline, group=group, tasks=_flow(list(tasks)), metadata=_flow(metadata)
    )
    return files


def _flow(value: object) -> str:
    # JSON is YAML, as long as it escapes nothing that it needn't.
    return json.dumps(value, ensure_ascii=False)


def _documents(probes: Iterable[Probe], end: str) -> Iterator[dict[str, object]]:
    for probe in probes:
        choices = [f"{choice}{end}" for choice in probe.choices]
        target = probe.choices.index(probe.answer)
        for wording in probe.wordings:
            yield {
                "probe": probe.id,
                "of": probe.of,
                "asks": probe.asks.value,
                "question": wording,
                "choices": choices,
                "target": target,
            }
