"""What is damaged is a miss, whatever happened to it, and is made again."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import INPUTS, Lines, below, failing, make, read_only

from pytest_pwd.compiler.lock import hold_if_free
from pytest_pwd.compiler.store import Store
from pytest_pwd.errors import CompileError
from pytest_pwd.files import Files


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def other_format(path: Path) -> None:
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


DAMAGES: list[tuple[str, Callable[[Path], Any]]] = [
    *[(name, flip) for name in ("weights.safetensors", "adapter/config.json", "manifest.json")],
    *[(name, Path.unlink) for name in ("weights.safetensors", "adapter/config.json", "manifest.json")],
    *[(name, lambda p: p.write_bytes(b"")) for name in ("weights.safetensors", "manifest.json")],
    *[
        (name, lambda p: p.write_bytes(p.read_bytes()[:-5]))
        for name in ("weights.safetensors", "manifest.json")
    ],
    *[
        ("manifest.json", lambda p, text=text: p.write_text(text))
        for text in ("[]", "{}", "[" * 9999, "1", '"x"')
    ],
    ("manifest.json", lambda p: p.write_bytes(b"\xff\xfe")),
    ("manifest.json", other_format),
    ("manifest.json", loop),
    ("manifest.json", lambda p: p.write_text(p.read_text().replace("adapter/", "../../x/"))),
    ("manifest.json", lambda p: p.write_text(p.read_text().replace("1200", "1201"))),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_damage_is_a_miss_and_is_made_again(
    store: Store, lines: Lines, name: str, damage: Callable[[Path], Any]
) -> None:
    """Whatever is not what was stored is set aside with a line, and the next compile stores it anew."""
    built = store.build(INPUTS, make)
    damage(built.folder / name)

    assert store.find(INPUTS) is None
    assert len(lines) == 1
    assert "is damaged" in lines.text
    assert (store.root / "quarantine" / built.key).exists()
    assert not built.folder.exists()
    assert store.find(INPUTS) is None
    assert len(lines) == 1
    assert store.build(INPUTS, make) == store.find(INPUTS) == built


def test_build_finds_damage_by_itself(store: Store, lines: Lines) -> None:
    """A build that was not preceded by a look replaces a damaged artifact too, time after time."""
    for _ in range(2):
        built = store.build(INPUTS, make)
        flip(built.folder / "weights.safetensors")
        assert store.build(INPUTS, make) == built
    assert len(lines) == 2


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_flipped_bit_is_ever_served(store: Store, data: st.DataObject) -> None:
    """After a bit of any file is flipped, the store has what was stored, or nothing."""
    built = store.build(INPUTS, make)
    path = data.draw(st.sampled_from(sorted(p for p in built.folder.rglob("*") if p.is_file())))
    content = bytearray(path.read_bytes())
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)
    assert store.find(INPUTS) in (None, built)


def test_damage_that_another_is_replacing_is_left_to_it(store: Store) -> None:
    """A look moves nothing while a build holds the key: by then it may be the new artifact that it moves."""
    built = store.build(INPUTS, make)
    flip(built.folder / "weights.safetensors")
    with hold_if_free(store.root / "locks" / f"{built.key}.lock") as held:
        assert held
        assert store.find(INPUTS) is None
        assert built.folder.exists()


def test_damage_in_a_read_only_cache_is_ignored(store: Store, lines: Lines) -> None:
    built = store.build(INPUTS, make)
    flip(built.folder / "weights.safetensors")
    assert read_only(store).find(INPUTS) is None
    assert "weights.safetensors is not what was stored" in lines.text

    again = read_only(store).build(INPUTS, make)
    assert again.weights == built.weights
    assert not below(store.root, again.folder)


def test_a_read_error_is_one_rebuild_then_an_error(store: Store, lines: Lines) -> None:
    """Weights that the disk can't read are set aside; when the new ones can't be read, that is an error."""
    built = store.build(INPUTS, make)
    bad = failing(
        store, lambda operation, path, _: operation == "read" and path.suffix == ".safetensors", errno.EIO
    )
    assert bad.find(INPUTS) is None
    assert "Input/output error" in lines.text
    with pytest.raises(CompileError, match=r"weights\.safetensors: Input/output error; nothing was stored"):
        bad.build(INPUTS, make)
    assert store.find(INPUTS) is None
    assert store.build(INPUTS, make) == built


def test_what_belongs_to_another_is_left_alone(store: Store, lines: Lines) -> None:
    """What may not be read is neither moved nor made accessible; this process compiles for itself."""
    built = store.build(INPUTS, make)
    mode = built.folder.stat().st_mode
    denied = failing(
        store, lambda operation, path, _: operation == "read" and below(built.folder, path), errno.EACCES
    )
    assert denied.find(INPUTS) is None
    mine = denied.build(INPUTS, make)

    assert "can't be read (manifest.json: Permission denied)" in lines.text
    assert not below(store.root, mine.folder)
    assert built.folder.stat().st_mode == mode
    assert store.find(INPUTS) == built


def test_an_artifact_that_is_evicted_while_it_is_read_is_a_miss(store: Store, lines: Lines) -> None:
    built = store.build(INPUTS, make)

    def evict(operation: str, path: Path) -> None:
        if path.suffix == ".safetensors":
            Files().remove(built.folder)

    assert Store(store.root, Files(evict), store.say).find(INPUTS) is None
    assert not lines


def test_clocks_do_not_matter(store: Store) -> None:
    """Files from the future or from 1970 are as good as others."""
    built = store.build(INPUTS, make)
    for path, when in zip(sorted(built.folder.rglob("*")), (0, 2**33, 1, 2**32), strict=True):
        os.utime(path, (when, when))
    assert store.find(INPUTS) == built
