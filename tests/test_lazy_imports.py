"""Looking is free: what comes before a compile loads no engine, and what comes before a file no parser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_pwd

ENGINES = ("torch", "transformers", "peft", "accelerate", "tokenizers")
PARSERS = ("yaml", "jsonschema")


@pytest.mark.parametrize(
    "module", ["pytest_pwd", "pytest_pwd.cli", "pytest_pwd.loop", "pytest_pwd.discipline"]
)
def test_an_import_loads_neither_engines_nor_parsers(module: str) -> None:
    """A fresh interpreter that imports it has loaded none of them, and no pytest."""
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    package = str(Path(pytest_pwd.__file__).parents[1])
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": package},
    )
    loaded = set(run.stdout.split())
    assert module in loaded
    assert loaded.isdisjoint({*ENGINES, *PARSERS, "pytest"})
