"""Imports go downward only, and what is heavy is imported by the parts that need it, when they need it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

import pytest_pwd

ROOT = Path(pytest_pwd.__file__).parent

# From the top; the parts on one line don't import each other.
LAYERS = (
    {"plugin", "cli"},
    {"repair", "guard", "strategies"},
    {"loop"},
    {"artifacts"},
    {"discipline"},
    {"report"},
    {"debugger", "exchange"},
    {"builder"},
    {"tester"},
    {"compiler", "scorer"},
    {"knowledge"},
    {"files", "encoding", "logits"},
    {"errors", "edges", "arguments"},
    {"terms", "digest"},
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}
# These are one step of the loop each, joined above them.
APART = {"builder": {"tester", "compiler", "scorer"}, "tester": {"compiler", "scorer"}}

HEAVY = {"torch", "transformers", "peft", "accelerate", "tokenizers"}
HEAVY_PARTS = {"compiler", "scorer"}
PYTEST = {"pytest", "_pytest", "pluggy"}


class Import(NamedTuple):
    """One import: who imports what, on which line; ``late`` if in a function, ``typing`` if never run."""

    by: str
    name: str
    line: int
    late: bool
    typing: bool


def imports_of(source: str, by: str, package: bool = False) -> list[Import]:
    """Return every import of a module, as full names of modules or of what is in them."""
    return list(_walk(ast.parse(source), by, package, late=False, typing=False))


def _walk(node: ast.AST, by: str, package: bool, late: bool, typing: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(by, alias.name, child.lineno, late, typing) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            home = by.split(".") if package else by.split(".")[:-1]
            above = ".".join(home[: len(home) + 1 - child.level]) if child.level else ""
            base = ".".join(filter(None, [above, child.module]))
            yield from (
                Import(by, f"{base}.{alias.name}", child.lineno, late, typing) for alias in child.names
            )
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part in child.body:
                yield from _walk(ast.Module([part], []), by, package, late, typing=True)
            for part in child.orelse:
                yield from _walk(ast.Module([part], []), by, package, late, typing)
        else:
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk(child, by, package, late or function, typing)


def part_of(module: str) -> str:
    """Return the part of the package that a module belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


def upward(found: Import) -> bool:
    """Say if an import goes to its own layer's other parts or above, or to a part that is kept apart."""
    if not found.name.startswith("pytest_pwd."):
        return found.name == "pytest_pwd"  # whatever it is, it is at the top
    ours, theirs = part_of(found.by), part_of(found.name)
    if ours in ("", theirs):
        return False
    return RANK.get(theirs, -1) <= RANK[ours] or theirs in APART.get(ours, set())


def too_heavy(found: Import) -> bool:
    """Say if an import costs what only some parts may spend, or spends it too early."""
    top = found.name.split(".")[0]
    if top in PYTEST:
        return part_of(found.by) != "plugin"
    return top in HEAVY and not (part_of(found.by) in HEAVY_PARTS and (found.late or found.typing))


def cycle_in(edges: Mapping[str, set[str]]) -> list[str]:
    """Return modules that import each other in a circle, the first one again at the end; or none."""
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module not in done:
            for other in sorted(edges.get(module, ())):
                if found := visit(other, (*path, module)):
                    return found
            done.add(module)
        return []

    return next((found for module in sorted(edges) if (found := visit(module, ()))), [])


def modules() -> dict[str, Path]:
    """Return the path of every module of the package."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()
IMPORTS = [
    found
    for name, path in MODULES.items()
    for found in imports_of(path.read_text(encoding="utf-8"), name, path.name == "__init__.py")
]


def told(found: Import) -> str:
    """Return an import as people read it."""
    return f"{MODULES[found.by].relative_to(ROOT.parent)}:{found.line} imports {found.name}"


def test_every_part_has_a_layer() -> None:
    assert {part_of(name) for name in MODULES} - {""} <= set(RANK)


def test_imports_go_downward() -> None:
    """No part imports one above it or beside it, whether at once, late or for types only."""
    assert [told(found) for found in IMPORTS if upward(found)] == []


def test_only_some_parts_import_pytest_or_torch() -> None:
    """The plugin alone imports pytest; compiler and scorer alone import torch and its kin, in functions."""
    assert [told(found) for found in IMPORTS if too_heavy(found)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """What runs when a module is imported never comes back to that module."""
    edges: dict[str, set[str]] = {}
    for found in IMPORTS:
        if not (found.late or found.typing):
            home, _, _ = found.name.rpartition(".")
            edges.setdefault(found.by, set()).update(
                {found.name, home} & MODULES.keys() - {found.by, "pytest_pwd"}
            )
    assert cycle_in(edges) == []


# --------------------------------------------------------------------------- the checks see what they should


@pytest.mark.parametrize(
    ("by", "source"),
    [
        ("pytest_pwd.knowledge.load", "from pytest_pwd.builder.expand import draw"),
        ("pytest_pwd.knowledge.load", "from ..builder import expand"),
        ("pytest_pwd.knowledge.load", "import pytest_pwd"),
        ("pytest_pwd.builder.leaks", "def late():\n    from pytest_pwd.tester.frames import FRAMES"),
        ("pytest_pwd.scorer.score", "from pytest_pwd import compiler"),
        ("pytest_pwd.report.text", "if TYPE_CHECKING:\n    from pytest_pwd.loop import Outcome"),
        ("pytest_pwd.terms", "from pytest_pwd.digest import short"),
    ],
)
def test_an_upward_import_is_seen(by: str, source: str) -> None:
    assert [upward(found) for found in imports_of(source, by)] == [True]


@pytest.mark.parametrize(
    ("by", "source"),
    [
        ("pytest_pwd.scorer.score", "import torch.nn"),
        ("pytest_pwd.scorer.score", "try:\n    import torch\nexcept ImportError:\n    pass"),
        ("pytest_pwd.builder.leaks", "def late():\n    from transformers import AutoTokenizer"),
        ("pytest_pwd.builder.leaks", "if TYPE_CHECKING:\n    import torch"),
        ("pytest_pwd.cli.check", "import pytest"),
    ],
)
def test_a_heavy_import_is_seen(by: str, source: str) -> None:
    assert [too_heavy(found) for found in imports_of(source, by)] == [True]


@pytest.mark.parametrize(
    ("by", "source"),
    [
        ("pytest_pwd.scorer.score", "def late():\n    import torch"),
        ("pytest_pwd.compiler.train", "if TYPE_CHECKING:\n    import torch"),
        ("pytest_pwd.plugin.collect", "import pytest"),
        ("pytest_pwd.debugger.patch", "from pytest_pwd.builder.generate import samples_of"),
        ("pytest_pwd.builder.leaks", "from pytest_pwd.knowledge.graph import slug"),
        ("pytest_pwd.builder.leaks", "from .expand import ARROW"),
    ],
)
def test_what_is_fine_is_let_pass(by: str, source: str) -> None:
    assert [upward(found) or too_heavy(found) for found in imports_of(source, by)] == [False]


def test_a_circle_is_seen() -> None:
    assert cycle_in({"a": {"b"}, "b": {"c"}, "c": {"d", "b"}}) == ["b", "c", "b"]
    assert cycle_in({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}}) == []
