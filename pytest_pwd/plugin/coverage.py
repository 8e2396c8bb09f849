"""``--pwd-cov``: how much of the specification has data and probes, said at the end of a session."""

from __future__ import annotations

import pytest

from pytest_pwd.debugger.coverage import Least, Unit, coverage
from pytest_pwd.errors import BAD_INPUT, PwdError
from pytest_pwd.plugin.session import DisciplineRun, all_runs
from pytest_pwd.report.coverage import coverage_lines, percent
from pytest_pwd.report.safe import safe_lines


def write_coverage(reporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write a table for each discipline, and whether it is too little."""
    least, wanted = _least(config), config.getoption("pwd_cov_fail_under")
    reporter.write_sep("=", "coverage of the specification")
    for run in _sound(config):
        try:
            units = units_of(run)
        except PwdError as error:
            for line in safe_lines(str(error)):
                reporter.write_line(line, red=True)
            continue
        for line in coverage_lines(run.discipline.name, units, least):
            reporter.write_line(line)
        covered = percent(units, least)
        if wanted is not None and covered < wanted:
            asked = f"--pwd-cov-fail-under asks {wanted:g}%"
            reporter.write_line(f"{covered:.1f}% is covered, and {asked}", red=True)


def judge(session: pytest.Session) -> None:
    """Turn a green run red when too little is covered, or bad when what would be counted can't be read.

    With ``--collect-only``, samples are read here for the first time.
    """
    config = session.config
    wanted = config.getoption("pwd_cov_fail_under") or 0
    if session.exitstatus != pytest.ExitCode.OK:
        return
    for run in _sound(config):
        try:
            if percent(units_of(run), _least(config)) < wanted:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        except PwdError:
            session.exitstatus = BAD_INPUT
            return


def units_of(run: DisciplineRun) -> tuple[Unit, ...]:
    """Return all that can be covered in a discipline, whatever was selected for this run.

    :raises PwdError: the samples can't be used, or hold a leak.
    """
    d = run.discipline
    return coverage(d.knowledge, d.samples, d.probes)


def _least(config: pytest.Config) -> Least:
    return Least(config.getoption("pwd_cov_samples") or 1, config.getoption("pwd_cov_probes") or 1)


def _sound(config: pytest.Config) -> list[DisciplineRun]:
    return [run for run in all_runs(config) if run.sound]
