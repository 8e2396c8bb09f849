"""What a session keeps, under typed keys: the disciplines that were collected, and what is red in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

if TYPE_CHECKING:
    from pytest_pwd.plugin.session import DisciplineRun

# Kept by the config, not by the session: reports and the summary see only the former, and it lives as long.
RUNS = pytest.StashKey[dict[Path, "DisciplineRun"]]()
UNSTABLE = "pwd_unstable"  # the property of an item that passes by some seeds only
REFUSED = pytest.StashKey[set[Path]]()  # folders whose problems have been told


class Recorder:
    """Notes the reports of red items, in this process or (under xdist) from its workers.

    ``failed`` maps node ids to the items' properties, ``standings`` holds what workers told as JSON,
    ``errors`` the texts of what ended the run, ``exit_code`` what that makes of the exit code here and
    ``told_exit_code`` in a worker, ``said`` what fixing has to say at the end.
    """

    KEY: ClassVar[pytest.StashKey[Recorder]] = pytest.StashKey()

    def __init__(self, config: pytest.Config) -> None:
        self.failed: dict[str, dict[str, Any]] = {}
        self.standings: list[str] = []
        self.errors: dict[str, None] = {}
        self.exit_code = self.told_exit_code = 0
        self.said: list[str] = []
        self.config = config
        config.stash[self.KEY] = self

    @property
    def has_something(self) -> bool:
        """Say whether there is anything about a discipline to report."""
        return RUNS in self.config.stash or bool(self.standings or self.errors or self.told_exit_code)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note an item that its verdicts turned red."""
        if report.failed and report.when == "call":
            properties = dict(report.user_properties)
            if "pwd_finding" in properties:
                self.failed[str(report.nodeid)] = properties

    def note_error(self, lines: list[str], exit_code: int) -> None:
        """Note what ended the run."""
        self.errors["\n".join(lines)] = None
        self.exit_code = exit_code

    def hand_over(self, standings: list[str]) -> dict[str, Any]:
        """Return what an xdist worker tells the process that reports."""
        return {"pwd_standings": standings, "pwd_errors": list(self.errors), "pwd_exit_code": self.exit_code}

    def take_over(self, told: dict[str, Any]) -> None:
        """Take over what a worker has told."""
        self.standings += told.get("pwd_standings", [])
        self.errors |= dict.fromkeys(told.get("pwd_errors", []))
        self.told_exit_code = self.told_exit_code or told.get("pwd_exit_code", 0)
