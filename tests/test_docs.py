"""The documentation is true: what it names is there, what is there is named, and its blocks are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_pwd.compiler.recipe import problems_of

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_every_option_is_documented(pytestconfig):
    """Each option and ini key of the plugin stands in the README."""
    from pytest_pwd.plugin import options

    declared = re.findall(
        r'"(--pwd-[a-z-]+|pwd_[a-z_]+)"', Path(options.__file__).read_text(encoding="utf-8")
    )

    assert [name for name in declared if name.startswith("--") and f"`{name}" not in README] == []
    keys = [name for name in declared if re.search(rf'addini\("{name}"', Path(options.__file__).read_text())]
    assert [key for key in keys if f"`{key}`" not in README] == []


def test_every_hook_is_documented():
    """Each hook stands in the README."""
    from pytest_pwd.plugin import hookspecs

    hooks = [name for name in dir(hookspecs) if name.startswith("pytest_pwd_")]

    assert [hook for hook in hooks if f"`{hook}`" not in README] == []


@pytest.mark.parametrize(
    "command",
    [
        "generate tests",
        "generate samples",
        "expand",
        "check",
        "export lm-eval",
        "import probes quiz.jsonl --to",
    ],
)
def test_every_command_is_documented(command):
    """Each command stands in the README."""
    assert f"pytest-pwd {command} disciplines/" in README


def test_shell_blocks_name_what_is_there():
    """Scripts and folders that the README's commands name exist."""
    named = re.findall(r"(?:scripts|disciplines|knowledge)/[\w./-]+", "\n".join(blocks(README, "sh")))

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_links_and_pictures_are_there():
    """No link of the README leads to a file that isn't there."""
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]

    assert [link for link in links if not (ROOT / link).exists()] == []


def test_yaml_blocks_are_valid(tmp_path):
    """A manifest in the README is one that the plugin takes."""
    from pytest_pwd.knowledge.document import read_document

    for number, block in enumerate(blocks(README, "yaml")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(block, encoding="utf-8")
        document = read_document(path, "discipline")
        assert problems_of(document.data.get("recipe", {})) == []


def test_the_python_test_is_one_that_runs():
    """The README's test in Python stands in chemistry, word for word, where it is run with the rest."""
    shown = blocks(README, "python")[0]

    assert shown in (ROOT / "disciplines/chemistry/test_with_python.py").read_text(encoding="utf-8")


def test_the_script_in_python_runs(monkeypatch, capsys):
    """The README's script calls what there is, with arguments that it takes."""
    import inspect

    from pytest_pwd import loop

    seen = {}

    def check(*args, **kwargs):
        seen.update(inspect.signature(real).bind(*args, **kwargs).arguments)
        return loop.Outcome(None, None, {}, {"buffer": "a finding"})

    real = loop.check
    monkeypatch.setattr(loop, "check", check)
    exec(blocks(README, "python")[1], {})

    assert (ROOT / seen["folder"]).is_dir()
    assert "a finding" in capsys.readouterr().out
