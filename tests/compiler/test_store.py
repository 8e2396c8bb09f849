"""The store finds what was built, and remembers the newest artifact of a discipline."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import INPUTS, OTHER, Lines, Log, failing, make, never, read_only, temps

from pytest_pwd.compiler.store import Store
from pytest_pwd.digest import digest
from pytest_pwd.errors import InputError
from pytest_pwd.files import Files


def test_what_was_built_is_found(store: Store) -> None:
    """An artifact is named by its inputs, holds what was made, and is found by equal inputs."""
    built = store.build(INPUTS, make)

    assert built.key == digest(INPUTS)
    assert built.folder == store.root / "artifacts" / built.key[:2] / built.key
    assert (built.folder / "weights.safetensors").read_bytes() == bytes(range(100))
    assert built.inputs["recipe"] == INPUTS["recipe"]
    assert store.find(dict(reversed(INPUTS.items()))) == built
    assert store.build(INPUTS, never) == built
    assert store.find(OTHER) is None
    assert not temps(store)


def test_a_hit_writes_nothing(store: Store) -> None:
    """A hit only reads, so a cache that can't be written serves as well as another."""
    built = store.build(INPUTS, make)
    log = Log()
    again = Store(store.root, Files(log))
    assert again.find(INPUTS) == again.build(INPUTS, never) == built
    assert not log.writes
    assert read_only(store).find(INPUTS) == read_only(store).build(INPUTS, never) == built


def test_equal_files_are_equal_weights(store: Store) -> None:
    """The weights' digest is of the files alone, so verdicts outlive a change that changes nothing."""
    one, two = store.build(INPUTS, make), store.build(OTHER, make)
    assert one.key != two.key
    assert one.weights == two.weights
    assert store.keys() == {one.weights: sorted([one.key, two.key])}


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=5,
        ),
        max_size=4,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_inputs_are_found_again(store: Store, inputs: dict[str, Any]) -> None:
    assert store.build(inputs, make) == store.find(inputs)


def test_numbers_as_names_are_found_again(store: Store) -> None:
    """JSON sorts the names 2 and 10 in another order than numbers, and the key does not mind."""
    inputs = {"recipe": {2: "a", 10: "b"}}
    assert store.build(inputs, make) == store.find(inputs)


def test_the_newest_artifact_of_a_discipline_is_remembered(store: Store) -> None:
    old, new = store.build(INPUTS, make), store.build(OTHER, make)
    assert store.latest("chemistry") is None
    store.remember("chemistry", old)
    store.remember("chemistry", new)
    store.remember("law", old)
    assert (store.latest("chemistry"), store.latest("law")) == (new, old)

    log = Log()
    Store(store.root, Files(log)).remember("chemistry", new)
    assert not log.writes


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1, "name": "law", "key": 1}', "\udcff", "[" * 9999]
)
def test_a_damaged_note_is_forgotten(store: Store, text: str) -> None:
    store.remember("law", store.build(INPUTS, make))
    (store.root / "latest" / "law.json").write_bytes(text.encode(errors="surrogateescape"))
    assert store.latest("law") is None


def test_a_note_of_a_name_in_another_case_is_not_taken(store: Store) -> None:
    """On a disk that ignores case, Law and law are one file; the note says whose it is."""
    store.remember("law", store.build(INPUTS, make))
    (store.root / "latest" / "law.json").rename(store.root / "latest" / "Law.json")
    assert store.latest("Law") is None


def test_a_note_never_leads_out_of_the_cache(store: Store) -> None:
    """Neither a hostile name nor a hostile note reaches a file outside."""
    artifact = store.build(INPUTS, make)
    for name in ("../x", "/tmp/x", "CON", "a\0"):
        with pytest.raises(InputError):
            store.remember(name, artifact)
        with pytest.raises(InputError):
            store.latest(name)
    note = json.dumps({"format": 1, "name": "law", "key": "../../../x"})
    (store.root / "latest").mkdir()
    (store.root / "latest" / "law.json").write_text(note)
    assert store.latest("law") is None


def test_an_evicted_artifact_is_forgotten(store: Store) -> None:
    artifact = store.build(INPUTS, make)
    store.remember("law", artifact)
    Files().remove(artifact.folder)
    assert store.latest("law") is None


def test_a_note_that_does_not_fit_is_said(store: Store, lines: Lines) -> None:
    artifact = store.build(INPUTS, make)
    failing(store, lambda operation, *_: operation == "write", errno.ENOSPC).remember("law", artifact)
    assert "No space left on device" in lines.text
    read_only(store).remember("law", artifact)
    assert len(lines) == 1


def test_nothing_heavy_is_imported() -> None:
    """Reading the store needs neither torch nor a lock."""
    code = (
        "import sys, pytest_pwd.compiler.store, pytest_pwd.scorer.verdicts\n"
        "print({'torch', 'transformers', 'peft', 'filelock', 'yaml', 'pytest'} & sys.modules.keys())"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
