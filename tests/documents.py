"""A topic's file for tests to spoil, and what reading it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_pwd.errors import InputError
from pytest_pwd.knowledge.document import Document, read_document

ACIDS = """\
topic: acids
title: Acids and bases
sources:
  chem:
    title: Chemistry 2e
    edition: "2019"
concepts:
  - id: hydrochloric-acid
    name: hydrochloric acid
    aliases: [muriatic acid]
    kind: acid
    definition: a strong acid made by dissolving
      hydrogen chloride gas in water
    facts:
      formula: HCl
      charge: "1.10"
    source: chem
relations:
  - id: acid-gives
    subject: hydrochloric-acid
    predicate: gives
    object: {literal: a proton}
    source: chem
chains:
  - id: spills
    given: the acid spills
    steps:
      - so: protons spread
        uses: [acid-gives, hydrochloric-acid]
      - so: the pH falls
        uses: [hydrochloric-acid]
    conclusion: litmus turns red
    source: chem
"""

IN_QUOTES = "; write a text in quotes instead"
ONE_LINE = " must be one line of text, neither empty nor with spaces or line breaks around it"
NO_SLUG = (
    " is not a slug; write lower-case letters and digits with single hyphens between, such as bronsted-acid"
)


def read(folder: Path, text: str | bytes, schema: str = "topic", **more: Path) -> Document:
    path = folder / "acids.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path, schema, "acids.yaml", **more)


def problems(folder: Path, text: str | bytes, schema: str = "topic") -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, text, schema)
    assert all(p.place.file == "acids.yaml" and p.place.line >= 1 for p in caught.value.problems)
    return [str(p) for p in caught.value.problems]
