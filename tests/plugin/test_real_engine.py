"""The whole of it with nothing stood in for: a tiny base of another architecture, adapters, a report."""

from __future__ import annotations

import json

from engines import save_tiny


def test_a_base_in_the_hugging_face_layout_is_compiled_with_adapters_and_tested(project):
    """Any causal LM that is named gets an adapter that peft can load; a second run only looks up."""
    (project.root / "conftest.py").unlink()
    save_tiny(project.root / "tiny", "gpt_neox")
    command = ["disciplines", "--pwd-base=./tiny", "--pwd-concept=quillow"]

    first = project.run(*command, apart=True)
    second = project.run(*command, apart=True)

    first.stderr.no_fnmatch_line("*Traceback*")
    first.stdout.fnmatch_lines(["pwd: orchard · base tiny · *", "*compiling orchard: first compile*"])
    assert first.ret == second.ret == 1, "a model that knows nothing is red"
    (adapter,) = project.root.glob(".pwd/artifacts/*/*/adapter_config.json")
    assert json.loads(adapter.read_text(encoding="utf-8"))["peft_type"] == "LORA"
    assert "compiling" not in second.stdout.str()
    assert first.parseoutcomes() == second.parseoutcomes()
