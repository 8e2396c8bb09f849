"""The documentation is true: what it names is there, what is there is named, and its blocks are valid."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from plugin_harness import Project, write_engine

from pytest_pwd.cli import main
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
        "new",
        "generate tests",
        "generate samples",
        "expand",
        "lint",
        "stats",
        "why",
        "diff",
        "mutate",
        "check",
        "export lm-eval",
        "import probes quiz.jsonl --to",
    ],
)
def test_every_command_is_documented(command):
    """Each command stands in the README."""
    assert f"pytest-pwd {command} " in README


def test_ids_that_are_shown_are_there():
    """Whoever copies an example gets no error about an id that there isn't."""
    from pytest_pwd.knowledge.load import load_knowledge

    named = r"""(?:--pwd-concept|--concept|pytest-pwd why|id=|knows\(|probes_of\()[ '"]+([a-z][a-z0-9-]+)"""
    ids = set(re.findall(named, README))
    knowledge = load_knowledge(ROOT / "knowledge" / "chemistry", ROOT)

    assert len(ids) > 1
    assert [id for id in ids if not knowledge.entry(id)] == []


def test_shell_blocks_name_what_is_there():
    """Scripts and folders that the README's commands name exist, but for what the tutorial makes."""
    others = [block for block in blocks(README, "sh") if block != tutorial()]
    named = re.findall(r"(?:scripts|disciplines|knowledge)/[\w./-]+", "\n".join(others))

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def tutorial():
    """Return the block of commands that starts a discipline."""
    (block,) = (block for block in blocks(README, "sh") if "pytest-pwd new" in block)
    return block


def test_the_tutorial_runs(pytester, monkeypatch):
    """Each of its commands does what it says, with an engine in place of compiling and scoring."""
    monkeypatch.delenv("CI", raising=False)
    write_engine(pytester.path)
    project = Project(pytester)
    for line in tutorial().splitlines():
        command, *arguments = shlex.split(line, comments=True)
        if command == "pytest-pwd":
            assert main(arguments) == 0
        elif command == "cat":
            assert Path(arguments[0]).is_file()
        elif "--pwd-fix" in arguments:
            project.engine(failing=("second",))
            assert project.run(*arguments).ret == pytest.ExitCode.TESTS_FAILED
            assert list(pytester.path.glob("disciplines/*/patches/*.jsonl"))
        else:
            assert command == "pytest"
            project.engine()
            project.run(*arguments).assert_outcomes(passed=13)


def test_the_table_is_what_there_is(monkeypatch, capsys):
    """The README counts what is in the repository."""
    monkeypatch.chdir(ROOT)
    (shown,) = re.findall(r"^<!-- stats -->\n(.*?)^<!-- /stats -->", README, re.MULTILINE | re.DOTALL)

    assert main(["stats", "--markdown", "disciplines"]) == 0
    assert shown == capsys.readouterr().out, "renew it with: pytest-pwd stats --markdown disciplines"


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


def test_the_varied_question_finds_what_a_model_gets_wrong(monkeypatch):
    """The README's example with hypothesis runs, and shrinks what a model that takes the last gets wrong."""

    class TakesTheLast:
        def __init__(self):
            self.asked = []

        def ask(self, question, choices):
            self.asked.append((question, choices))
            return choices[-1]

    monkeypatch.chdir(ROOT)
    space = {}
    exec(blocks(README, "python")[2], space)
    model = TakesTheLast()

    with pytest.raises(AssertionError):
        space["test_acids_in_all_wordings"](pwd_model=model)

    assert len(model.asked[-1][1]) == 2
