"""What the terminal shows of a discipline before and after its items."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import pytest

from pytest_pwd.plugin.collection import KnowledgeItem
from pytest_pwd.plugin.guarding import GuardItem
from pytest_pwd.plugin.session import all_runs
from pytest_pwd.plugin.standing import standing_of
from pytest_pwd.plugin.state import Recorder
from pytest_pwd.report.safe import safe
from pytest_pwd.report.summary import Red, Standing, header, merged, summary_lines


def headers(config: pytest.Config, items: Sequence[pytest.Item]) -> list[str]:
    """Return a line for each discipline that was collected."""
    counts = Counter(item.run.discipline.folder for item in items if isinstance(item, KnowledgeItem))
    runs = [run for run in all_runs(config) if run.sound]
    guarded = {item.run.discipline.folder for item in items if isinstance(item, GuardItem)}
    lines = []
    for run in runs:
        lines.append(header(standing_of(run, counts[run.discipline.folder])))
        if config.getoption("pwd_guard") and run.discipline.folder not in guarded:
            folder = run.discipline.shown(run.discipline.folder)
            lines.append(
                f"pwd: {safe(run.discipline.name)} · not guarded: --pwd-guard takes the folder, {folder}"
            )
    return lines


def write_summary(reporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write how each discipline ended, and what was fixed."""
    recorder = config.stash[Recorder.KEY]
    standings = [Standing(**json.loads(told)) for told in recorder.standings]
    standings = merged([*standings, *(standing_of(run, 0) for run in all_runs(config) if run.scored)])
    reds: dict[str, list[Red]] = {}
    for nodeid, told in recorder.failed.items():
        red = Red(nodeid.rpartition("::")[2], told["pwd_finding"], told["pwd_at"])
        reds.setdefault(told["pwd_discipline"], []).append(red)
    lines = [
        line
        for standing in standings
        for line in summary_lines(standing, reds.get(standing.name, ()), fixing=bool(recorder.said))
    ]
    if lines or recorder.said:
        reporter.write_sep("=", "programming with data")
    for line in [*lines, *recorder.said]:
        reporter.write_line(line)
    if recorder.errors:
        reporter.write_sep("=", "no verdict", red=True)
    for error in recorder.errors:
        reporter.write_line(error, red=True)
