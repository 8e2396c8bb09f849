"""The hooks that a project's ``conftest.py`` or another plugin can implement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_pwd.terms import Finding, Knowledge, Patch, Sample, Verdict


@pytest.hookspec(firstresult=True)
def pytest_pwd_base_model(discipline: str, config: pytest.Config) -> str | None:
    """Return the base that a discipline is compiled from: a name or a folder, or None for its manifest's.

    ``--pwd-base`` comes before this hook, and the ini key ``pwd_base`` behind it.
    """


@pytest.hookspec(firstresult=True)
def pytest_pwd_synthesizer(
    knowledge: Knowledge, findings: Mapping[str, Finding], samples: Sequence[Sample], artifact: str
) -> list[Patch] | None:
    """Return patches that close the findings, or None to leave it to the default.

    ``findings`` go by the ids of the red items, ``samples`` is all training data so far, and ``artifact`` the
    digest of the weights that failed. Patches are checked for leaks before they are written.
    """


def pytest_pwd_outcome(
    discipline: str, verdicts: Mapping[str, Verdict], findings: Mapping[str, Finding]
) -> None:
    """Take note of what was scored: a verdict for each probe and a finding for each red item, by id."""
