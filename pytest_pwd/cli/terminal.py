"""Where commands meet people: results on one stream, all else on the other, no text that steers it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from pytest_pwd.exchange.json_text import json_text
from pytest_pwd.report.safe import safe, safe_lines

PATIENCE = 2.0  # seconds before work shows a bar
BAR = 24  # cells
CLEAR = "\r\x1b[K"
GREEN, PLAIN = "\x1b[32m", "\x1b[0m"


@dataclass(slots=True)
class Terminal:
    """Prints text of any origin: control and bidi characters are shown by their numbers."""

    out: TextIO
    err: TextIO
    clock: Callable[[], float] = time.monotonic
    keys: TextIO | None = None
    _stage: str = field(default="", init=False)
    _since: float = field(default=0.0, init=False)
    _bar: bool = field(default=False, init=False)

    def say(self, text: str, added: bool = False) -> None:
        """Print a line of the result; what is added by a patch is green where there are colours."""
        shown = fitting(safe(text), self.out)
        self._write(self.out, f"{GREEN}{shown}{PLAIN}" if added and self._has_colours() else shown)

    @property
    def is_attended(self) -> bool:
        """Say if somebody is there to read and to answer."""
        return bool(self.keys and self.keys.isatty() and self.out.isatty())

    def ask(self, question: str) -> str | None:
        """Return what a person answers, without spaces around it; None at the end of the input."""
        self._clear()
        self.out.write(safe(question) + " ")
        self.out.flush()
        answer = self.keys.readline() if self.keys else ""
        return answer.strip() if answer else None

    def give(self, data: object, indent: int | None = None) -> None:
        """Print JSON for programs, on one line or indented; they read the same text from it everywhere."""
        text = json_text(data, indent)
        self._write(self.out, text if text == fitting(text, self.out) else json.dumps(data, indent=indent))

    def remark(self, text: str) -> None:
        """Print an error, or what people may want to know, of one line or more."""
        # "compiling chemistry: first compile" opens a stage as its progress does.
        self._stage, self._since = text.partition(":")[0], self.clock()
        for line in safe_lines(text.rstrip("\n")):
            self._write(self.err, line)

    def progress(self, stage: str, done: int, of: int) -> None:
        """Show how far a stage is: a bar in a terminal, one line per stage elsewhere."""
        name = stage.partition(" (")[0]  # what is in brackets changes with every step
        if name != self._stage:
            self._stage, self._since = name, self.clock()
            if not self.err.isatty():
                self._write(self.err, safe(name))
        passed = self.clock() - self._since
        if self.err.isatty() and done and passed >= PATIENCE:
            filled = BAR * done // max(1, of)
            bar = "#" * filled + "-" * (BAR - filled)
            self.err.write(f"{CLEAR}{safe(stage)} [{bar}] {passed / done * (of - done):.0f} s left")
            self.err.flush()
            self._bar = True

    def flush(self) -> None:
        """Take the bar away and write what is left."""
        self._clear()
        self.out.flush()

    def _has_colours(self) -> bool:
        return self.out.isatty() and not os.environ.get("NO_COLOR")

    def _clear(self) -> None:
        if self._bar:
            self._bar = False
            self.err.write(CLEAR)
            self.err.flush()

    def _write(self, stream: TextIO, line: str) -> None:
        self._clear()
        stream.write(fitting(line, stream) + "\n")


def fitting(text: str, stream: TextIO) -> str:
    """Return a text with what a stream's encoding can't hold as ``\\u…``."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
