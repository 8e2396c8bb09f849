"""Progress of slow work: a bar that vanishes in a terminal, a plain line for each stage elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_pwd.loop import Edges
from pytest_pwd.report.safe import cut

PATIENCE = 0.5  # seconds of work before a bar is worth it
PAUSE = 0.1  # seconds between two drawings
WIDTH = 20


class Stages:
    """Tells people what slow work is at; says nothing where no reporter is, as in xdist's workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
        self.capture = config.pluginmanager.get_plugin("capturemanager")
        self.stage = ""
        self.since = self.drawn = 0.0
        self.shown = False
        self.compiled = False

    @property
    def edges(self) -> Edges:
        """What the loop reports to."""
        return Edges(self.say, self.progress)

    def say(self, line: str) -> None:
        """Write a line."""
        self.compiled = self.compiled or line.startswith("compiling ")
        self.stage = line.partition(":")[0]  # "compiling chemistry: first compile" opens that stage
        self.since = time.monotonic()
        self.clear()
        self._write(line)

    def progress(self, stage: str, done: int, of: int) -> None:
        """Show how far a stage is; the stage's name goes up to a parenthesis."""
        now = time.monotonic()
        name = stage.partition(" (")[0]
        if name != self.stage:
            self.stage, self.since = name, now
            if self.reporter and not self.reporter.isatty():
                self._write(name)
        if now - self.since < PATIENCE or (now - self.drawn < PAUSE and done < of):
            return
        self.drawn = now
        if self.reporter and self.reporter.isatty():
            with self._uncaptured():
                self.reporter.rewrite(bar(stage, done, of, now - self.since), erase=True)
            self.shown = True

    def clear(self) -> None:
        """Make the bar vanish."""
        if self.shown:
            with self._uncaptured():
                self.reporter.rewrite("", erase=True)
                self.reporter.write("\r", flush=True)
        self.shown = False

    def _write(self, line: str) -> None:
        if self.reporter:
            with self._uncaptured():
                self.reporter.ensure_newline()
                self.reporter.write_line(cut(line, 200))

    @contextmanager
    def _uncaptured(self) -> Iterator[None]:
        if self.capture is None:
            yield
        else:
            with self.capture.global_and_fixture_disabled():
                yield


def bar(stage: str, done: int, of: int, seconds: float) -> str:
    """Return a line such as ``compiling chemistry (loss 0.41)  [#####     ]  52%  40 s left``."""
    share = done / of if of else 1.0
    filled = int(WIDTH * share)
    left = f"{seconds / done * (of - done):.0f} s left" if done else ""
    return f"{cut(stage, 60)}  [{'#' * filled}{' ' * (WIDTH - filled)}] {share:4.0%}  {left}"
