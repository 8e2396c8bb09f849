"""Stores whose disk refuses, and what their tests build in them."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytest_pwd.compiler.store import Store
from pytest_pwd.files import Files

INPUTS: dict[str, Any] = {
    "format": 1,
    "samples": ("a", "b"),
    "recipe": {"steps": 1200, "rate": 1e-3},
    "parent": None,
}
OTHER = INPUTS | {"samples": ("a", "c")}
WRITES = ("mkdir", "write", "sync", "rename", "remove")


def make(folder: Path) -> None:
    (folder / "adapter").mkdir()
    (folder / "weights.safetensors").write_bytes(bytes(range(100)))
    (folder / "adapter" / "config.json").write_text("{}")


def never(folder: Path) -> None:
    raise AssertionError("compiled although the artifact is there")


class Lines(list[str]):
    """Collects what is said."""

    @property
    def text(self) -> str:
        return "\n".join(self)


class Log:
    """Notes the operations, and fails those that a test picks."""

    def __init__(self, fails: Callable[[str, Path, int], bool] = lambda *_: False, number: int = 0) -> None:
        self.fails, self.number = fails, number
        self.operations: list[tuple[str, Path]] = []

    def __call__(self, operation: str, path: Path) -> None:
        self.operations.append((operation, path))
        if self.fails(operation, path, len(self.operations)):
            raise OSError(self.number, os.strerror(self.number), str(path))

    @property
    def writes(self) -> list[tuple[str, Path]]:
        return [(operation, path) for operation, path in self.operations if operation in WRITES]


def failing(store: Store, fails: Callable[[str, Path, int], bool], number: int) -> Store:
    return Store(store.root, Files(Log(fails, number)), store.say)


def read_only(store: Store) -> Store:
    """A store whose cache refuses to be written."""
    return failing(
        store, lambda operation, path, _: operation in WRITES and below(store.root, path), errno.EROFS
    )


def below(root: Path, path: Path) -> bool:
    return root == path or root in path.parents


def temps(store: Store) -> list[Path]:
    return list(store.root.rglob("*.tmp"))
