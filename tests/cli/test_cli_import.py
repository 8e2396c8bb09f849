"""``pytest-pwd import``: what is taken over works at once, and what isn't is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_pwd.knowledge.load import load_knowledge

Run = Callable[..., tuple[int, list[str], str]]
FOLDER = "disciplines/orchard"
CORE = {
    "l1_concepts": [
        {"concept_id": "concept-001", "term": "Drought", "type": "stress", "definition": "no rain"},
        {"concept_id": "concept-002", "term": "Turgor", "type": "force", "definition": "push of water"},
    ],
    "l2_statements": [
        {"statement_id": "stmt-001", "subject": "drought", "predicate": "lowers", "object": "turgor"},
        {"statement_id": "stmt-002", "subject": "nobody", "predicate": "lowers", "object": "turgor"},
    ],
    "l3_chains": [],
}
ASKED = {"question": "Which tree glows?", "choices": ["ostrel", "quillow"], "answer": 1, "of": "quillow"}


def write(path: str, data: Any, *more: Any) -> str:
    Path(path).write_text("".join(json.dumps(line) + "\n" for line in (data, *more)), encoding="utf-8")
    return path


# --------------------------------------------------------------------------- knowledge


def test_knowledge_is_written_and_counted(project: Path, run: Run) -> None:
    """Files on one stream; what is left out, with place and reason, and the counts on the other."""
    code, out, err = run("import", "knowledge", write("core.json", CORE), "--to", "knowledge/botany")

    assert (code, out) == (0, ["knowledge/botany/core.yaml"])
    assert err == (
        'core.json: l2_statements[1] stmt-002: not taken over: its subject "nobody" is no concept that was '
        "taken over\n"
        "2 concepts, 1 relation, 0 chains taken over; 1 of 4 not\n"
    )
    found = load_knowledge(Path("knowledge/botany").resolve(), Path.cwd())
    assert list(found.relations) == ["drought-lowers-turgor"]


def test_an_export_comes_back(project: Path, run: Run) -> None:
    """Into files that hold the same, so a second time changes nothing and needs no force."""
    assert run("export", "knowledge", FOLDER, "--out", "core.json")[0] == 0
    for _ in range(2):
        code, out, err = run("import", "knowledge", "core.json", "--to", "knowledge/copy")
        assert (code, out) == (0, ["knowledge/copy/insects.yaml", "knowledge/copy/trees.yaml"])
        assert err == "9 concepts, 8 relations, 5 chains taken over; 0 of 22 not\n"
    there, copy = (
        load_knowledge(Path("knowledge", name).resolve(), Path.cwd()) for name in ("orchard", "copy")
    )
    assert there.digest == copy.digest


def test_nothing_is_overwritten_without_force(project: Path, run: Run) -> None:
    """And then nothing is written at all."""
    write("core.json", CORE)
    Path("knowledge/botany").mkdir()
    Path("knowledge/botany/core.yaml").write_text("mine")
    command = ("import", "knowledge", "core.json", "--to", "knowledge/botany")
    code, out, err = run(*command)

    assert (code, out) == (2, [])
    assert err.endswith(
        "knowledge/botany/core.yaml is there already and says something else; --force replaces it\n"
    )
    assert Path("knowledge/botany/core.yaml").read_text() == "mine"
    assert run(*command, "--force")[0] == 0
    assert Path("knowledge/botany/core.yaml").read_text() != "mine"


def test_what_clashes_with_knowledge_that_is_there_is_told(project: Path, run: Run) -> None:
    """Before anything is written, as it would stop every test of the discipline."""
    clash = CORE | {"l1_concepts": [{"term": "Quillow", "type": "tree", "definition": "a tree"}]}
    code, _, err = run("import", "knowledge", write("core.json", clash), "--to", "knowledge/orchard")

    assert code == 2
    assert "nothing was written: the files, as they would be, don't go together\n" in err
    assert (
        'knowledge/orchard/trees.yaml:7: the id "quillow" is taken, at knowledge/orchard/core.yaml:9' in err
    )
    assert not Path("knowledge/orchard/core.yaml").exists()


def test_nothing_to_take_over_is_no_error(project: Path, run: Run) -> None:
    code, out, err = run("import", "knowledge", write("c.json", {"l1_concepts": [7]}), "--to", "knowledge/b")

    assert (code, out) == (0, [])
    assert err == (
        "c.json: l1_concepts[0]: not taken over: this is a number where an object is wanted\n"
        "0 concepts, 0 relations, 0 chains taken over; 1 of 1 not\n"
    )
    assert not Path("knowledge/b").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a":\n oops}', "x.json:2: this is not JSON (Expecting value)\n"),
        ("[" * 100_000, "x.json: this is nested too deeply, or has too long a number\n"),
        (
            "[1]",
            "x.json: this is no knowledge core, as it has none of l1_concepts, l2_statements, l3_chains\n",
        ),
    ],
)
def test_a_file_that_is_something_else_is_bad_input(project: Path, run: Run, text: str, said: str) -> None:
    Path("x.json").write_text(text)
    assert run("import", "knowledge", "x.json", "--to", "knowledge/b") == (2, [], said)


# --------------------------------------------------------------------------- probes


def test_probes_are_written_and_collected(project: Path, run: Run) -> None:
    """Beside those that are made from the knowledge, which leave them alone."""
    run("generate", "tests", FOLDER)
    write("Night quiz.jsonl", ASKED, ASKED | {"answer": "C"})
    code, out, err = run("import", "probes", "Night quiz.jsonl", "--to", FOLDER)

    assert (code, out) == (0, [f"{FOLDER}/test_night-quiz.yaml"])
    assert err.splitlines() == [
        'Night quiz.jsonl:2: the answer "C" is none of the choices; give its letter, its number from 0, '
        "or its text",
        f"there are no samples yet; make them with: pytest-pwd generate samples {FOLDER}",
        '1 question in one wording, asked bare and behind two phrases; three ways of asking, in "wordings", '
        "measure more",
        "1 probe taken over; 1 of 2 lines not",
    ]
    text = Path(FOLDER, "test_night-quiz.yaml").read_text(encoding="utf-8")
    assert "test_night-quiz.yaml: 1 probe, unchanged, 1 by hand" in run("generate", "tests", FOLDER)[1]
    assert Path(FOLDER, "test_night-quiz.yaml").read_text(encoding="utf-8") == text


def test_ids_that_are_there_are_taken(project: Path, run: Run) -> None:
    """But not those of the file itself: to import it again changes nothing."""
    run("generate", "tests", FOLDER)
    command = (
        "import",
        "probes",
        write("q.jsonl", ASKED | {"id": "quillow.definition"}, ASKED),
        "--to",
        FOLDER,
    )
    for _ in range(2):
        code, _, err = run(*command)
        assert code == 0
        assert 'q.jsonl:1: the id "quillow.definition" is taken\n' in err


def test_no_probe_file_is_overwritten_without_force(project: Path, run: Run) -> None:
    run("generate", "tests", FOLDER)
    command = ("import", "probes", write("trees.jsonl", ASKED), "--to", FOLDER)
    code, out, err = run(*command)

    assert (code, out) == (2, [])
    assert err == f"{FOLDER}/test_trees.yaml is there already and says something else; --force replaces it\n"
    assert run(*command, "--force")[0] == 0


def test_a_question_that_is_trained_on_is_a_leak(project: Path, run: Run) -> None:
    """As for every probe."""
    run("generate", "samples", FOLDER)
    sample = {"id": "x", "teaches": ["quillow"], "prompt": "Which tree glows?", "completion": "quillow"}
    write(f"{FOLDER}/samples/x.jsonl", sample)
    code, _, err = run("import", "probes", write("q.jsonl", ASKED), "--to", FOLDER)

    assert code == 2
    assert 'sample "x" holds a wording of probe "quillow.which-tree-glows"' in err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("knowledge", "core.json"), "the following arguments are required: --to"),
        (("knowledge", "core.json", "--to", FOLDER), "is a discipline's folder; give that of its knowledge"),
        (("knowledge", "core.json", "--to", "knowledge/b", "--of", "x"), "--of goes with probes"),
        (
            ("probes", "q.jsonl", "--to", FOLDER, "--of", "quilow"),
            '--of quilow: no such entry. Did you mean "quillow"?',
        ),
        (("probes", "q.jsonl", "--to", "nowhere"), "there is no folder nowhere"),
        (("csv", "q.jsonl", "--to", FOLDER), "invalid choice: 'csv'"),
    ],
)
def test_wrong_usage_is_exit_code_4(project: Path, run: Run, argv: tuple[str, ...], said: str) -> None:
    write("core.json", CORE)
    write("q.jsonl", ASKED)
    code, out, err = run("import", *argv)
    assert (code, out) == (4, [])
    assert said in err


def test_a_file_that_is_not_there_is_bad_input(project: Path, run: Run) -> None:
    for argv in (("knowledge", "x.json", "--to", "knowledge/b"), ("probes", "x.json", "--to", FOLDER)):
        assert run("import", *argv) == (
            2,
            [],
            "x.json: the file can't be read: No such file or directory\n",
        )
