"""The fixture ``pwd_model`` for Python tests."""

import shutil

KNOWS = """
def test_knows(pwd_model):
    assert pwd_model.discipline == "orchard"
    assert pwd_model.knows("quillow")
    assert not pwd_model.knows("hallot")
    assert [v.passed for v in pwd_model.verdicts("hallot")] == [True, False, True]
"""


def write(project, path, text):
    file = project.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_in_the_disciplines_folder(project):
    """A test in a discipline's folder gets that discipline's model; its name has no brackets."""
    write(project, "disciplines/orchard/test_python.py", KNOWS)
    project.engine(("hallot.bark",))
    result = project.run("disciplines/orchard/test_python.py", "-v")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*test_python.py::test_knows PASSED*"])


def test_with_the_items(project):
    """Items and Python tests share one compile and the verdicts."""
    write(project, "disciplines/orchard/test_python.py", KNOWS)
    project.engine(("hallot.bark",))
    project.run("disciplines").assert_outcomes(passed=22, failed=1)

    assert len([line for line in project.log if line.startswith("compile")]) == 1
    assert [line for line in project.log if line.startswith("score")][-1] == "score 61"


def test_outside_with_one_discipline(project):
    """A test elsewhere gets the only discipline of the project."""
    write(project, "tests/test_python.py", KNOWS)
    project.engine(("hallot.bark",))

    project.run("tests").assert_outcomes(passed=1)


def test_each_of_two_disciplines(project):
    """Tests in two disciplines' folders get a model each, and a test outside is told what to do."""
    shutil.copytree(project.folder, project.root / "disciplines" / "grove")
    manifest = project.root / "disciplines" / "grove" / "discipline.yaml"
    manifest.write_text(manifest.read_text().replace("discipline: orchard", "discipline: grove"))
    for name in ("orchard", "grove"):
        write(
            project,
            f"disciplines/{name}/test_{name}_python.py",
            f"def test_it(pwd_model):\n    assert pwd_model.discipline == {name!r}\n",
        )
    write(project, "tests/test_outside.py", KNOWS)
    result = project.run("disciplines", "tests", "-k", "python or outside")

    result.assert_outcomes(passed=2, errors=1, deselected=44)
    result.stdout.fnmatch_lines(["pwd_model: several disciplines are tested in this run; put the test into*"])


def test_unknown_id(project):
    """An id that no probe is of is refused with the nearest."""
    write(
        project,
        "disciplines/orchard/test_python.py",
        "def test_it(pwd_model):\n    pwd_model.knows('quilow')\n",
    )
    result = project.run("disciplines/orchard/test_python.py")

    result.stdout.fnmatch_lines(['*no probe of orchard is of "quilow". Did you mean "quillow"?'])


def test_compile_error_ends_the_run(project):
    """A compile that fails in the fixture ends the run as it does for an item."""
    write(project, "disciplines/orchard/test_python.py", KNOWS)
    project.engine(error="memory ran out")
    result = project.run("disciplines/orchard/test_python.py")

    assert result.ret == 2
    result.stdout.fnmatch_lines(["orchard: memory ran out"])


def test_progress_in_the_fixture(project):
    """What is compiled within a captured fixture is still shown."""
    write(project, "disciplines/orchard/test_python.py", KNOWS)
    project.engine(("hallot.bark",))
    result = project.run("disciplines/orchard/test_python.py")

    result.stdout.fnmatch_lines(["compiling orchard: first compile", "compiled in 0 s"])
