"""Two compiles at a time beside one after the other, as they are and with OpenMP's own way of waiting.

python benchmarks/together.py [LIMIT]     # seconds after which two at a time are given up (180)
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from workspace import table, workspace

DISCIPLINE, EPOCHS = "economics", 2
WAYS: dict[str, dict[str, str]] = {"as it is": {}, "OpenMP's default": {"GOMP_SPINCOUNT": "300000"}}
COMPILE = f"import pytest_pwd; pytest_pwd.check('disciplines/{DISCIPLINE}')"


def main() -> None:
    """Time fresh compiles of a short recipe, in processes of their own."""
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 180.0
    rows = []
    for way, environment in WAYS.items():
        alone, both = _timed(1, environment, limit), _timed(2, environment, limit)
        rows.append((f"{way}: one", f"{alone:.0f} s", ""))
        told = f"{both:.0f} s, {both / alone:.1f} times as long" if both < limit else f"over {limit:.0f} s"
        rows.append((f"{way}: two at a time", told, "about twice"))
    table(f"{EPOCHS} epochs of {DISCIPLINE}", rows)


def _timed(count: int, environment: dict[str, str], limit: float) -> float:
    with ExitStack() as stack:
        places = [stack.enter_context(workspace(DISCIPLINE, kept=False)) for _ in range(count)]
        for place in places:
            place.settle(epochs=EPOCHS)
        began = time.monotonic()
        started = [_start(place.root, environment) for place in places]
        try:
            return max(_ended(process, began + limit) - began for process in started)
        finally:
            for process in started:
                process.terminate()  # which ends its worker too
                process.wait()


def _start(root: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", COMPILE], cwd=root, env=os.environ | environment)


def _ended(process: subprocess.Popen[bytes], latest: float) -> float:
    try:
        process.wait(max(0.0, latest - time.monotonic()))
    except subprocess.TimeoutExpired:
        return latest
    return time.monotonic()


if __name__ == "__main__":
    main()
