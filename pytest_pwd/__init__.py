"""Test what a language model knows, the way code is tested.

import pytest_pwd

outcome = pytest_pwd.check("disciplines/chemistry")
print(outcome.findings)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_pwd.errors import PwdError

if TYPE_CHECKING:
    from pytest_pwd.loop import Edges, Outcome, check

__all__ = ["Edges", "Outcome", "PwdError", "check"]


def __getattr__(name: str) -> Any:
    # Every project that has the plugin imports this; only those with a discipline need the loop.
    if name in ("Edges", "Outcome", "check"):
        from pytest_pwd import loop

        return getattr(loop, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
