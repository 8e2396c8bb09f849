"""A project with the orchard's discipline, and an engine in place of compiling and scoring."""

from __future__ import annotations

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import orchard
import pytest

# Training takes minutes; this engine does what engine.json says, and notes what it was asked to do.
ENGINE = """
import json
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def note(what):
    with (HERE / "engine.log").open("a") as log:
        log.write(what + "\\n")


def compile_discipline(discipline, edges, incremental=False):
    from pytest_pwd.compiler.artifact import Artifact
    from pytest_pwd.errors import CompileError

    settings = json.loads((HERE / "engine.json").read_text())
    note(f"compile {discipline.name} base={discipline.base} incremental={incremental}")
    if settings.get("stored"):
        return Artifact("ab" * 32, HERE, {"parent": ""}, "cd" * 32)
    edges.say(f"compiling {discipline.name}: first compile")
    if settings.get("interrupt"):
        raise KeyboardInterrupt
    if settings.get("error"):
        raise CompileError(settings["error"])
    for step in range(3):
        time.sleep(settings.get("pause", 0))
        edges.progress(f"compiling {discipline.name} (loss {1 / (1 + step):.2f})", step + 1, 3)
    return Artifact("ab" * 32, HERE, {"parent": "ef" * 32 if incremental else ""}, "cd" * 32)


def compile_samples(discipline, samples, edges):
    from pytest_pwd.compiler.artifact import Artifact

    note(f"compile {discipline.name} seed={discipline.recipe.seed}")
    return Artifact("ba" * 32, HERE, {"parent": ""}, f"{discipline.recipe.seed:064}")


def score_probes(discipline, artifact, probes, edges):
    from pytest_pwd.terms import Verdict

    settings = json.loads((HERE / "engine.json").read_text())
    note(f"score {len(probes)}")
    edges.progress(f"scoring {discipline.name}", 1, 1)
    failing = settings.get("by_seed", {}).get(str(discipline.recipe.seed), settings.get("failing", {}))
    found = {}
    for probe in probes:
        passed = not any(probe.id == f or probe.id.startswith(f + ".") for f in failing)
        wrong = next(choice for choice in probe.choices if choice != probe.answer)
        wrong = failing.get(probe.id) or wrong
        margins = (0.5, 0.7, 0.9) if passed else (-2.0, -3.0, 0.5)
        preferred = probe.answer if passed else wrong
        found[probe.id] = Verdict(probe.id, passed, sum(margins) / 3, margins, preferred)
    return found


def pytest_configure(config):
    config.pwd_patched = patched = pytest.MonkeyPatch()
    import pytest_pwd.loop

    patched.setattr(pytest_pwd.loop, "compile_discipline", compile_discipline)
    patched.setattr(pytest_pwd.loop, "compile_samples", compile_samples)
    patched.setattr(pytest_pwd.loop, "score_probes", score_probes)


def pytest_unconfigure(config):
    config.pwd_patched.undo()
"""


class Project:
    """A project on disk and the ways to run it."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.root = pytester.path
        self.folder = self.root / "disciplines" / "orchard"

    def engine(self, failing: dict[str, str] | tuple[str, ...] = (), **settings: Any) -> None:
        """Set which probes fail (or all of an item), with what is preferred, and what else happens."""
        settings["failing"] = failing if isinstance(failing, dict) else dict.fromkeys(failing, "")
        (self.root / "engine.json").write_text(json.dumps(settings), encoding="utf-8")

    def add_to_conftest(self, text: str) -> None:
        """Let the engine do more."""
        with (self.root / "conftest.py").open("a", encoding="utf-8") as file:
            file.write(text)

    @property
    def log(self) -> list[str]:
        """What the engine was asked to do, since the project was made."""
        path = self.root / "engine.log"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def run(self, *args: str, apart: bool = False) -> pytest.RunResult:
        """Run pytest in this process or in one of its own."""
        if apart:
            return self.pytester.runpytest_subprocess(*plugin_args(), *args)
        return self.pytester.runpytest_inprocess(*plugin_args(), *args)


def plugin_args() -> list[str]:
    """Return what loads the plugin where the package is not installed."""
    installed = any(entry.value == "pytest_pwd.plugin" for entry in entry_points(group="pytest11"))
    return [] if installed else ["-p", "pytest_pwd.plugin"]


def write_template(root: Path) -> None:
    """Write knowledge, manifest, probes, samples and the engine."""
    orchard.write_discipline(root)
    write_engine(root)


def write_engine(root: Path) -> None:
    """Write what puts the engine in place of compiling and scoring."""
    (root / "conftest.py").write_text(ENGINE, encoding="utf-8")
    # Inside a session that has the plugin already, it is imported before pytest can rewrite its assertions.
    quiet = "filterwarnings = ignore:Module already imported:pytest.PytestAssertRewriteWarning"
    ini = f"[pytest]\naddopts = --strict-markers\n{quiet}\n"
    (root / "pytest.ini").write_text(ini, encoding="utf-8")
