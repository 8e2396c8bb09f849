"""The hooks that a project can implement."""


def conftest(project, text):
    path = project.folder / "conftest.py"
    path.write_text(text, encoding="utf-8")


def test_base_model_hook(project):
    """A project's own answer is used, but for the command line's; the ini key comes last."""
    conftest(
        project, "def pytest_pwd_base_model(discipline, config):\n    return f'owner/{discipline}-base'\n"
    )
    (project.root / "pytest.ini").write_text("[pytest]\npwd_base = owner/ini\n", encoding="utf-8")
    project.run("disciplines")
    project.run("disciplines", "--pwd-base", "owner/typed")
    (project.folder / "conftest.py").unlink()
    project.run("disciplines")

    bases = [line.split("base=")[1].split()[0] for line in project.log if line.startswith("compile")]
    assert bases == ["owner/orchard-base", "owner/typed", "owner/ini"]


def test_outcome_hook(project):
    """After scoring, verdicts and findings are told once."""
    conftest(
        project,
        "def pytest_pwd_outcome(discipline, verdicts, findings):\n"
        "    print('OUTCOME', discipline, len(verdicts), sorted(findings))\n",
    )
    project.engine(("hallot", "ostrel.bark"))
    result = project.run("disciplines", "-s")

    result.stdout.fnmatch_lines(["OUTCOME orchard 61 ['hallot', 'ostrel']"])


SYNTHESIZER = """
from pytest_pwd.terms import Patch, Sample

def pytest_pwd_synthesizer(knowledge, findings, samples, artifact):
    slots = {{"prompt": {prompt!r}, "completion": "amber"}}
    return [Patch("mine", tuple(findings), (Sample("mine-1", tuple(findings), "written", slots),),
                  artifact=artifact, synthesizer="mine")]
"""


def test_synthesizer_hook(project):
    """Another synthesizer's patch is written like our own."""
    conftest(project, SYNTHESIZER.format(prompt="Of what colour is the hallot's outside?"))
    project.engine(("hallot.bark",))
    project.run("disciplines", "--pwd-fix")

    text = (project.folder / "patches" / "mine.jsonl").read_text(encoding="utf-8")
    assert '"synthesizer": "mine"' in text
    assert '"completion": "amber"' in text


def test_a_synthesizers_leak_is_blocked(project):
    """A patch that holds a probe's wording is not written."""
    probes = (project.folder / "test_trees.yaml").read_text(encoding="utf-8")
    wording = probes.partition("id: hallot.bark")[2].partition('wordings:\n      - "')[2].partition('"')[0]
    conftest(project, SYNTHESIZER.format(prompt=wording))
    project.engine(("hallot.bark",))
    result = project.run("disciplines", "--pwd-fix")

    result.stdout.fnmatch_lines(["no patch is written:", '*sample "mine-1" holds a wording of probe*'])
    assert not (project.folder / "patches").exists()
    assert result.ret == 1


def test_a_synthesizers_patch_replaces_no_other(project):
    """A file that is there already, accepted by a person or not, stays as it is."""
    conftest(project, SYNTHESIZER.format(prompt="Of what colour is the hallot's outside?"))
    kept = project.folder / "patches" / "mine.jsonl"
    kept.parent.mkdir()
    text = (
        '{"patch": "mine", "closes": ["hallot"], "evidence": [], "artifact": "", '
        '"synthesizer": "mine", "reviewed": true}\n'
        '{"id": "other-1", "teaches": ["hallot"], "prompt": "How is the hallot?", "completion": "amber"}\n'
    )
    kept.write_text(text, encoding="utf-8")
    project.engine(("hallot.bark",))
    result = project.run("disciplines", "--pwd-fix")

    result.stdout.fnmatch_lines(["not written:", "*mine.jsonl is there already*"])
    assert kept.read_text(encoding="utf-8") == text


def test_a_synthesizers_ids_must_be_free(project):
    """A sample whose id is taken would make the next run refuse the discipline, so it isn't written."""
    text = SYNTHESIZER.format(prompt="Of what colour is the hallot's outside?")
    conftest(project, text.replace("mine-1", "hallot.bark"))
    project.engine(("hallot.bark",))
    result = project.run("disciplines", "--pwd-fix")

    result.stdout.fnmatch_lines(["no patch is written:", '*sample "hallot.bark" is there already*'])
    assert not (project.folder / "patches").exists()
