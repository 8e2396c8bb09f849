"""Training happens in processes of its own: what goes wrong there is told, and nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from engines import save_tiny

from pytest_pwd.compiler import launch
from pytest_pwd.compiler.launch import train_apart
from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.errors import CompileError

RECIPE = Recipe(base="base", processes=1, batch_tokens=64, epochs=1)


def job(tmp_path, epochs=1):
    """Write a training set; return where the base, the training set and the result are."""
    training = tmp_path / "training.jsonl"
    lines = [json.dumps([["An acid gives", "a proton"]] * 8)] * epochs
    training.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return save_tiny(tmp_path / "base", "llama"), training, tmp_path / "out"


def test_progress_is_told_step_by_step(tmp_path):
    """The parent hears of the last step, and finds safetensors and nothing pickled."""
    base, training, out = job(tmp_path)
    seen = []

    train_apart(base, RECIPE, training, out, lambda step, of, loss: seen.append((step, of)))

    assert seen[-1][0] == seen[-1][1]
    assert "model.safetensors" in {path.name for path in out.iterdir()}
    assert not [path for path in out.iterdir() if path.suffix in (".bin", ".pt", ".pkl")]


@pytest.mark.parametrize(("own", "seen"), [({}, "2000 None"), ({"OMP_WAIT_POLICY": "ACTIVE"}, "None ACTIVE")])
def test_threads_that_wait_give_way_unless_told_otherwise(tmp_path, monkeypatch, own, seen):
    """Two compiles at a time would stand nearly still; what a person has set stays."""
    (tmp_path / "env_worker.py").write_text(
        "import json, os\n"
        "names = ('GOMP_SPINCOUNT', 'OMP_WAIT_POLICY')\n"
        "print(json.dumps({'error': ' '.join(str(os.environ.get(name)) for name in names)}))\n"
        "raise SystemExit(1)\n",
        encoding="utf-8",
    )
    for name in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**own, "PYTHONPATH": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(launch, "WORKER", "env_worker")

    with pytest.raises(CompileError, match=f"^{seen}$"):
        train_apart(tmp_path, RECIPE, tmp_path / "training.jsonl", tmp_path, lambda *seen: None)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_loss_that_is_no_number_is_told(tmp_path, processes):
    """A worker's error reaches the user as one sentence."""
    base, training, out = job(tmp_path)
    recipe = replace(RECIPE, learning_rate=float("1e30"), processes=processes, epochs=1)
    training.write_text(training.read_text() * 40, encoding="utf-8")

    with pytest.raises(CompileError, match=r"^the loss is (nan|inf) at step"):
        train_apart(base, recipe, training, out, lambda *seen: None)


def test_a_base_that_cannot_be_loaded_is_told(tmp_path):
    """Weights that are cut short are an error with a name, not a traceback."""
    base, training, out = job(tmp_path)
    weights = base / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])

    with pytest.raises(CompileError) as error:
        train_apart(base, RECIPE, training, out, lambda *seen: None)

    assert "Traceback" not in str(error.value)


# What runs in the background may have been told to ignore Ctrl-C, and tells its children.
SCRIPT = """
    import signal, sys
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from dataclasses import replace
    from pathlib import Path
    sys.path[:0] = [{tests!r}]
    from pytest_pwd.compiler.base import find_base
    from pytest_pwd.compiler.compile import TrainingSet, compile_artifact
    from pytest_pwd.compiler.recipe import Recipe
    from pytest_pwd.compiler.store import Store
    from pytest_pwd.terms import Wording

    root = Path({root!r})
    recipe = Recipe(base="base", processes=2, batch_tokens=64)
    training = TrainingSet(("1",), "", lambda: [[Wording("An acid gives", "a proton")] * 400] * {epochs})
    compile_artifact(
        Store(root / ".pwd"), "tiny", training, recipe, find_base(recipe, root), print,
        lambda *seen: print(*seen, flush=True),
    )
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_compile_that_is_stopped_leaves_nothing(tmp_path, how):
    """After Ctrl-C or a kill no artifact is there, no worker runs on, and the next compile starts clean."""
    save_tiny(tmp_path / "base", "llama")
    tests = str(Path(__file__).resolve().parents[1])
    package = os.environ | {"PYTHONPATH": str(Path(tests).parent)}

    def start(epochs):
        script = textwrap.dedent(SCRIPT).format(tests=tests, root=str(tmp_path), epochs=epochs)
        command = [sys.executable, "-c", script]
        return subprocess.Popen(
            command,
            env=package,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    first = start(epochs=400)
    lines = iter(first.stdout.readline, "")
    next(line for line in lines if line[0].isdigit())
    first.send_signal(how)
    first.wait(30)
    first.stdout.close()

    assert not list((tmp_path / ".pwd").glob("artifacts/*/*/manifest.json"))
    deadline = time.monotonic() + 30
    while _workers(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _workers(tmp_path) == []
    second = start(epochs=1)
    second.communicate(timeout=120)
    assert second.returncode == 0
    assert len(list((tmp_path / ".pwd").glob("artifacts/*/*/manifest.json"))) == 1


def _workers(folder):
    """Return the processes that train for a folder's base."""
    found = []
    for status in Path("/proc").glob("[0-9]*/environ"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            jobs = [part for part in command.split(b"\0") if part.endswith(b"job.json")]
            if jobs and str(folder) in Path(jobs[0].decode()).read_text(encoding="utf-8"):
                found.append(status.parent.name)
        except OSError:
            continue
    return found
