"""A red item's exception, which carries the finding, and the text that it becomes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from pytest_pwd.report.safe import plain, shows
from pytest_pwd.terms import Finding


class ItemFailed(Exception):
    """An item's probes fail; ``finding`` says where and with what evidence."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Headline:
    """What pytest's short summary and JUnit show."""

    message: str


@dataclass(frozen=True, slots=True)
class FailureText:
    """A failure in the form in which pytest prints it; xdist's workers send its text."""

    lines: tuple[str, ...]
    reprcrash: Headline

    @classmethod
    def of(cls, lines: list[str], head: str) -> FailureText:
        """Return lines and a headline, in ASCII marks where the terminal has no others."""
        # pytest replaces stdout to capture it; whether people can see our marks, the real one knows.
        if not shows(getattr(sys.__stdout__, "encoding", None) or "utf-8"):
            lines, (head,) = plain(lines), plain([head])
        return cls(tuple(lines), Headline(head))

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def toterminal(self, writer: Any) -> None:
        """Write the lines to pytest's terminal writer."""
        for line in self.lines:
            writer.line(line)
