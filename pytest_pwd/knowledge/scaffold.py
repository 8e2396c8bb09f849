"""What a new discipline starts from: a manifest, and a topic that teaches the format by an example."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path, PurePath
from string import Template

from pytest_pwd.errors import Problem
from pytest_pwd.knowledge.parse import Parsed, means_itself
from pytest_pwd.knowledge.schema import check, schema_bytes

TEMPLATES = Path(__file__).with_name("templates")


def scaffold(name: str) -> dict[str, str]:
    """Return the text of each file that a new discipline has, by its path below the project's folder."""
    title = name.replace("_", " ").replace("-", " ").capitalize()
    slots = {"name": name, "discipline": _text(name), "title": _text(title)}
    return {
        f"knowledge/{name}/first-topic.yaml": _filled("first-topic.yaml", slots),
        # The template has another name: as discipline.yaml, pytest would collect it.
        f"disciplines/{name}/discipline.yaml": _filled("manifest.yaml", slots),
    }


def name_problem(name: str) -> str:
    """Say what is wrong with a discipline's name, and one that would do; or return an empty text."""
    problems = _problems(name)
    if not problems:
        return ""
    better = _nearest(name)
    hint = "" if _problems(better) else f'. Did you mean "{better}"?'
    return problems[0].message + hint


def _problems(name: str) -> list[Problem]:
    """Check a name by the rule that the manifest is checked by."""
    manifest = {"discipline": name, "title": "any", "knowledge": "any"}
    return check(Parsed("", manifest), schema_bytes("discipline"))


def _nearest(name: str) -> str:
    """Return the last part of a path, its letters without accents and underscores for all else."""
    letters = unicodedata.normalize("NFKD", PurePath(name).name.lower())
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _filled(template: str, slots: dict[str, str]) -> str:
    return Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(slots)


def _text(text: str) -> str:
    """Return a text as YAML reads it as one: "no" and "12" need quotes."""
    return text if means_itself(text) else json.dumps(text)
