"""``--pwd-concept``: a concept, and every relation and chain that rests on it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pytest_pwd.errors import USAGE, did_you_mean
from pytest_pwd.knowledge.graph import Graph
from pytest_pwd.plugin.collection import KnowledgeItem
from pytest_pwd.plugin.guarding import GuardItem
from pytest_pwd.plugin.session import all_runs
from pytest_pwd.plugin.state import Recorder
from pytest_pwd.report.safe import safe
from pytest_pwd.terms import Knowledge


def select(config: pytest.Config, items: list[pytest.Item], wanted: Sequence[str]) -> None:
    """Deselect every item that neither is one of the ids nor rests on one.

    :raises pytest.UsageError: for an id that no collected discipline has.
    """
    runs = [run for run in all_runs(config) if run.sound]
    if not runs:
        return  # nothing was collected, or nothing that can be used; pytest says so itself
    for id in wanted:
        if not any(run.discipline.knowledge.entry(id) for run in runs):
            names = ", ".join(run.discipline.name for run in runs)
            hint = did_you_mean(id, [known for run in runs for known in run.probes_of])
            text = f'--pwd-concept: "{safe(id)}" is not defined in {names}.{hint}'
            if not hasattr(config, "workerinput"):
                raise pytest.UsageError(text)
            # xdist takes a worker's usage error for a crash; so it runs nothing, and tells why.
            config.stash[Recorder.KEY].note_error([text], USAGE)
            items.clear()
            return
    chosen = {run.discipline.folder: _with_dependents(run.discipline.knowledge, wanted) for run in runs}
    kept = [
        item
        for item in items
        if isinstance(item, GuardItem)  # there only if it is asked for, too
        or (isinstance(item, KnowledgeItem) and item.name in chosen[item.run.discipline.folder])
    ]
    there = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in there])
    items[:] = kept


def _with_dependents(knowledge: Knowledge, wanted: Sequence[str]) -> set[str]:
    graph = Graph.of(knowledge)
    there = [id for id in wanted if knowledge.entry(id)]
    return {*there, *(above for id in there for above in graph.dependents(id))}
