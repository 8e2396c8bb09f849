"""A build that fails, or may not write, leaves nothing half done in the store."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from stores import INPUTS, OTHER, WRITES, Lines, Log, below, failing, make, read_only, temps

from pytest_pwd.compiler.store import Store
from pytest_pwd.errors import CompileError, InputError
from pytest_pwd.files import Files


def test_a_failed_compile_is_not_stored(store: Store) -> None:
    """A compile error, out of memory, Ctrl-C: nothing is left, and the next compile starts afresh."""

    def make_and_raise(error: BaseException) -> Callable[[Path], None]:
        def make_part(folder: Path) -> None:
            make(folder)
            raise error

        return make_part

    for raised, seen in (
        (CompileError("loss is not a number"), CompileError),
        (InputError("a sample is gone"), InputError),
        (MemoryError(), CompileError),
        (ConnectionError("no route to the base model"), CompileError),
        (ZeroDivisionError(), ZeroDivisionError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (SystemExit(1), SystemExit),
    ):
        with pytest.raises(seen):
            store.build(INPUTS, make_and_raise(raised))
        assert store.find(INPUTS) is None
        assert not temps(store)
    assert store.build(INPUTS, make) == store.find(INPUTS)


def test_inputs_that_change_meanwhile_are_not_stored(store: Store) -> None:
    """Weights from samples that were edited during the compile have no key, so they are not kept."""
    with pytest.raises(CompileError, match="the inputs changed during the compile"):
        store.build(INPUTS, make, lambda: OTHER)
    assert store.find(INPUTS) is store.find(OTHER) is None
    assert not temps(store)
    assert store.build(INPUTS, make, lambda: dict(INPUTS)) == store.find(INPUTS)


def nothing(folder: Path) -> None:
    pass


def a_link(folder: Path) -> None:
    (folder / "weights").symlink_to("/dev/null")


def a_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")


@pytest.mark.parametrize("wrong", [nothing, a_link, a_manifest])
def test_what_is_no_artifact_is_refused(store: Store, wrong: Callable[[Path], None]) -> None:
    with pytest.raises(CompileError, match="the compile wrote"):
        store.build(INPUTS, wrong)
    assert store.find(INPUTS) is None
    assert not temps(store)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device", "weights.safetensors"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        RuntimeError(
            f"Error while serializing: I/O error: No space left on device (os error {errno.ENOSPC})"
        ),
    ],
)
def test_a_disk_that_is_full_while_weights_are_written_is_named(store: Store, error: Exception) -> None:
    def fill(folder: Path) -> None:
        raise error

    with pytest.raises(
        CompileError, match=r"(weights\.safetensors|\.pwd.*): the disk is full; nothing was stored"
    ):
        store.build(INPUTS, fill)
    assert store.find(INPUTS) is None


def at_number(at: int, operation: str, path: Path, number: int) -> bool:
    return number == at


def operations_of_a_build(root: Path) -> list[tuple[str, Path]]:
    log = Log()
    Store(root, Files(log)).build(INPUTS, make)
    return log.operations


def test_a_disk_that_is_full_at_any_write_stores_nothing(tmp_path: Path) -> None:
    """Whichever operation finds the disk full: an error names a path, nothing is stored, a retry works."""
    every = operations_of_a_build(tmp_path / "all")
    # What comes after the rename can't take the artifact back: the folder's sync, and the holder's note.
    until = max(n for n, (operation, path) in enumerate(every, 1) if operation == "rename")
    writes = [n for n, (operation, _) in enumerate(every[:until], 1) if operation in WRITES]
    assert len(writes) > 20
    for at in writes:
        store = Store(tmp_path / str(at))
        full = failing(store, partial(at_number, at), errno.ENOSPC)
        with pytest.raises(CompileError, match=f"^{store.root}.*: the disk is full; nothing was stored"):
            full.build(INPUTS, make)
        assert store.find(INPUTS) is None
        assert not temps(store)
        assert store.build(INPUTS, make) == store.find(INPUTS)


def test_an_interrupt_anywhere_leaves_all_or_nothing(tmp_path: Path) -> None:
    """Ctrl-C at whichever operation: the artifact is there or it is not, no temp is, and a retry works."""
    for at in range(1, len(operations_of_a_build(tmp_path / "all")) + 1):
        store = Store(tmp_path / str(at))
        seen: list[str] = []

        def interrupt(operation: str, path: Path, at: int = at, seen: list[str] = seen) -> None:
            seen.append(operation)
            if len(seen) == at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            Store(store.root, Files(interrupt)).build(INPUTS, make)
        assert not temps(store) or seen[at - 1] == "remove"
        found = store.find(INPUTS)
        assert store.build(INPUTS, make) == store.find(INPUTS)
        assert found in (None, store.find(INPUTS))


def test_a_file_that_is_too_large_for_the_disk_stores_nothing(tmp_path: Path) -> None:
    """The same with a limit of the system's own."""
    code = """
import resource, sys
from pathlib import Path
from pytest_pwd.compiler.store import Store
from pytest_pwd.errors import CompileError
store = Store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    store.build({}, lambda folder: (folder / "weights").write_bytes(bytes(9000)) and None)
except CompileError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "the disk is full; nothing was stored" in ran.stdout
    assert Store(tmp_path).find({}) is None


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_miss_in_a_read_only_cache_compiles_elsewhere(store: Store, lines: Lines, number: int) -> None:
    """Where nothing can be kept, the artifact lives as long as the process, with a warning."""
    closed = failing(store, lambda op, path, _: op in WRITES and below(store.root, path), number)
    built = closed.build(INPUTS, make)

    assert "can't be used, so what is compiled now is not kept" in lines.text
    assert (built.folder / "weights.safetensors").exists()
    assert not store.root.exists()
    assert built.weights == store.build(INPUTS, make).weights
    closed.remember("chemistry", built)
    assert store.latest("chemistry") is None


def test_a_failed_compile_elsewhere_leaves_nothing(store: Store) -> None:
    seen: list[Path] = []

    def fail(folder: Path) -> None:
        seen.append(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_only(store).build(INPUTS, fail)
    assert not seen[0].exists()


def test_what_is_compiled_elsewhere_goes_with_the_process(tmp_path: Path) -> None:
    code = """
import errno, sys
from pathlib import Path
from pytest_pwd.compiler.store import Store
from pytest_pwd.files import Files
root = Path(sys.argv[1])
def refuse(operation, path):
    if operation == "mkdir":
        raise OSError(errno.EROFS, "Read-only file system")
print(Store(root, Files(refuse)).build({}, lambda folder: (folder / "weights").touch()).folder)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "pytest-pwd-" in ran.stdout
    assert not Path(ran.stdout.strip()).exists()
