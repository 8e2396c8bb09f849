"""``--pwd-cov``: how much of the specification has data and probes, said at the end of a session."""

from __future__ import annotations

import pytest

from pytest_pwd.debugger.coverage import Least, Unit, coverage
from pytest_pwd.plugin.session import DisciplineRun, all_runs
from pytest_pwd.report.coverage import coverage_lines, percent


def write_coverage(reporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write a table for each discipline, and whether it is too little."""
    least, wanted = _least(config), config.getoption("pwd_cov_fail_under")
    reporter.write_sep("=", "coverage of the specification")
    for run in _sound(config):
        units = units_of(run)
        for line in coverage_lines(run.discipline.name, units, least):
            reporter.write_line(line)
        covered = percent(units, least)
        if wanted is not None and covered < wanted:
            reporter.write_line(
                f"{covered:.1f}% is covered, and --pwd-cov-fail-under asks {wanted:g}%", red=True
            )


def fail_if_under(session: pytest.Session) -> None:
    """Turn a green run red when too little is covered."""
    config = session.config
    wanted = config.getoption("pwd_cov_fail_under")
    if wanted is None or session.exitstatus != pytest.ExitCode.OK:
        return
    if any(percent(units_of(run), _least(config)) < wanted for run in _sound(config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def units_of(run: DisciplineRun) -> tuple[Unit, ...]:
    """Return all that can be covered in a discipline, whatever was selected for this run."""
    d = run.discipline
    return coverage(d.knowledge, d.samples, d.probes)


def _least(config: pytest.Config) -> Least:
    return Least(config.getoption("pwd_cov_samples"), config.getoption("pwd_cov_probes"))


def _sound(config: pytest.Config) -> list[DisciplineRun]:
    return [run for run in all_runs(config) if run.sound]
