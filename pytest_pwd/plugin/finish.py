"""The end of a session: patches are written, and an xdist worker hands over what it knows."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from pytest_pwd.plugin.collection import selected
from pytest_pwd.plugin.options import DIFF, VERIFY
from pytest_pwd.plugin.session import all_runs
from pytest_pwd.plugin.standing import standing_of
from pytest_pwd.plugin.state import Recorder

INTERRUPTED = "interrupted: no further patch is written; what was compiled is kept for the next run"


def finish(session: pytest.Session, exitstatus: int) -> None:
    """Write patches unless the run was cut short, and hand over to xdist's controller."""
    config = session.config
    recorder = config.stash[Recorder.KEY]
    if (output := getattr(config, "workeroutput", None)) is not None:
        standings = [standing_of(run, len(selected(session, run))) for run in all_runs(config) if run.scored]
        output |= recorder.hand_over([json.dumps(asdict(standing)) for standing in standings])
        return
    if recorder.told_exit_code and not config.getoption("continue_on_collection_errors"):
        session.exitstatus = recorder.told_exit_code  # xdist has lost it on the way
    how = config.getoption("pwd_fix")
    if how and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        from pytest_pwd.plugin.fixing import fix, verify

        for run in all_runs(config):
            failed = [item for nodeid, item in run.raised.items() if nodeid in recorder.failed]
            wanted = run.to_fix(failed)
            if not wanted:
                continue
            try:
                recorder.said += verify(run, wanted) if how == VERIFY else fix(run, wanted, how != DIFF)
            except KeyboardInterrupt:  # what the tests have found is still to be told
                recorder.said.append(INTERRUPTED)
                session.exitstatus = pytest.ExitCode.INTERRUPTED
                return
