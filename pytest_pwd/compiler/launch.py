"""Start the training processes, follow their progress, and end them whatever happens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.recipe import Recipe
from pytest_pwd.compiler.waiting import giving_way
from pytest_pwd.errors import CompileError

KILLED = getattr(signal, "SIGKILL", 9)  # Windows has no name for it
WORKER = "pytest_pwd.compiler.worker"
Progress = Callable[[int, int, float], None]


def train_apart(
    base: Path,
    recipe: Recipe,
    training: Path,
    out: Path,
    progress: Progress,
    parent: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Train in processes of their own, so that a crash or Ctrl-C there leaves this one whole.

    ``training`` holds one epoch a line: a JSON list of (prompt, completion) pairs. The weights are
    written to the folder ``out``. What the recipe's limits leave out is said.

    Errors: CompileError with what the worker said.
    """
    job = training.with_name("job.json")
    what = {"base": str(base), "recipe": asdict(recipe), "training": str(training), "out": str(out)}
    job.write_text(json.dumps(what | {"parent": str(parent) if parent else ""}), encoding="utf-8")
    with _started(_command(recipe, job), _environment(recipe)) as process:
        said, error = deque[str](maxlen=30), ""
        for line in process.stdout or ():
            told = _told(line)
            if told is None:
                said.append(line.rstrip())
            elif "error" in told:
                error = error or told["error"]
            elif "note" in told:
                say(told["note"])
            else:
                progress(told["step"], told["steps"], told["loss"])
        if process.wait():
            raise CompileError(error or _worker_failed(process.returncode, said))


def _worker_failed(code: int, said: deque[str]) -> str:
    if code in (-KILLED, 128 + KILLED):
        return (
            "training was killed, most likely for lack of memory; a smaller recipe.batch_tokens needs less, "
            "and so does dtype: bfloat16 under an adapter"
        )
    return "\n".join([f"training stopped with exit code {code}; its last words:", *said])


def _told(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.keys() & {"error", "note", "step"} else None


def _command(recipe: Recipe, job: Path) -> list[str]:
    if recipe.device == "cpu" and recipe.processes > 1:
        # `accelerate launch --cpu` starts one process whatever it is told; torchrun starts as many as asked.
        run = [
            "torch.distributed.run",
            "--standalone",
            "--nproc-per-node",
            str(recipe.processes),
            "-m",
            WORKER,
        ]
    else:
        run = [WORKER]
    return [sys.executable, "-m", *run, str(job)]


def _environment(recipe: Recipe) -> dict[str, str]:
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    settings = {"PYTHONPATH": path, "TOKENIZERS_PARALLELISM": "false", "TORCH_CPP_LOG_LEVEL": "ERROR"}
    if recipe.device == "cpu":
        settings |= {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": str(recipe.threads)}
        settings |= {"GLOO_SOCKET_IFNAME": "lo"} if sys.platform == "linux" else {}
        settings |= giving_way(os.environ)
    return os.environ | settings


@contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command as a process group of its own, which is ended with this block."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()
