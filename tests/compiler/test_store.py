"""The store: a verified hash or a miss, whatever happens to the disk, the process or the inputs."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.compiler.lock import hold_if_free
from pytest_pwd.compiler.store import Artifact, Store
from pytest_pwd.digest import digest
from pytest_pwd.errors import CompileError, InputError
from pytest_pwd.files import Files, temp_beside

INPUTS: dict[str, Any] = {
    "format": 1,
    "samples": ("a", "b"),
    "recipe": {"steps": 1200, "rate": 1e-3},
    "parent": None,
}
OTHER = INPUTS | {"samples": ("a", "c")}
WRITES = ("mkdir", "write", "sync", "rename", "remove")


def make(folder: Path) -> None:
    (folder / "adapter").mkdir()
    (folder / "weights.safetensors").write_bytes(bytes(range(100)))
    (folder / "adapter" / "config.json").write_text("{}")


def never(folder: Path) -> None:
    raise AssertionError("compiled although the artifact is there")


class Lines(list[str]):
    """Collects what is said."""

    @property
    def text(self) -> str:
        return "\n".join(self)


class Log:
    """Notes the operations, and fails those that a test picks."""

    def __init__(self, fails: Callable[[str, Path, int], bool] = lambda *_: False, number: int = 0) -> None:
        self.fails, self.number = fails, number
        self.operations: list[tuple[str, Path]] = []

    def __call__(self, operation: str, path: Path) -> None:
        self.operations.append((operation, path))
        if self.fails(operation, path, len(self.operations)):
            raise OSError(self.number, os.strerror(self.number), str(path))

    @property
    def writes(self) -> list[tuple[str, Path]]:
        return [(operation, path) for operation, path in self.operations if operation in WRITES]


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def store(tmp_path: Path, lines: Lines) -> Store:
    return Store(tmp_path / ".pwd", say=lines.append)


def failing(store: Store, fails: Callable[[str, Path, int], bool], number: int) -> Store:
    return Store(store.root, Files(Log(fails, number)), store.say)


def read_only(store: Store) -> Store:
    """A store whose cache refuses to be written."""
    return failing(
        store, lambda operation, path, _: operation in WRITES and below(store.root, path), errno.EROFS
    )


def below(root: Path, path: Path) -> bool:
    return root == path or root in path.parents


def temps(store: Store) -> list[Path]:
    return list(store.root.rglob("*.tmp"))


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


# --------------------------------------------------------------------------- what is damaged


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


# --------------------------------------------------------------------------- builds that fail


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
from pytest_pwd.compiler.lock import hold_if_free
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


# --------------------------------------------------------------------------- read-only caches


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
from pytest_pwd.compiler.lock import hold_if_free
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


# --------------------------------------------------------------------------- several at once, and killed ones

CHILD = """
import os, signal, sys, time
from pathlib import Path
from pytest_pwd.compiler.lock import hold_if_free
from pytest_pwd.compiler.store import Store
from pytest_pwd.files import Files
root, operation, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def kill(seen, path):
    if seen == operation and path.name.endswith(name):
        os.kill(os.getpid(), signal.SIGKILL)
def make(folder):
    (folder / "weights").write_text("half")
    if operation == "make":
        print("making", flush=True)
        time.sleep(60)
    (folder / "weights").write_text("whole")
Store(root, Files(kill)).build({"samples": ["a"]}, make)
"""


def whole(folder: Path) -> None:
    (folder / "weights").write_text("whole")


def test_a_killed_compile_is_a_miss_and_is_cleaned_up(tmp_path: Path) -> None:
    """Killed before the weights' sync, at the manifest or at the rename: a miss, and no temp for long."""
    key = digest({"samples": ["a"]})
    for number, (operation, name) in enumerate(
        [("sync", "weights"), ("write", "manifest.json"), ("rename", "manifest.json"), ("rename", key)]
    ):
        store = Store(tmp_path / str(number))
        child = [sys.executable, "-c", CHILD, str(store.root), operation, name]
        assert subprocess.run(child).returncode == -signal.SIGKILL
        assert temps(store)
        assert store.find({"samples": ["a"]}) is None

        # The next build clears up, even one of another key.
        store.build({"samples": ["a" if number % 2 else "b"]}, whole)
        assert not temps(store)
        assert (store.build({"samples": ["a"]}, whole).folder / "weights").read_text() == "whole"


def test_a_killed_holder_lets_the_next_one_in(tmp_path: Path) -> None:
    """A waiter is told who compiles; when that one is killed, it compiles, and the lock file stays."""
    lines = Lines()
    store = Store(tmp_path, say=lines.append)
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path), "make", ""], stdout=subprocess.PIPE)
    assert child.stdout
    assert child.stdout.readline() == b"making\n"
    results: list[Artifact] = []
    waiter = threading.Thread(target=lambda: results.append(store.build({"samples": ["a"]}, whole)))
    waiter.start()
    wait_until(lambda: bool(lines))
    assert lines == [
        f"waiting for artifact {digest({'samples': ['a']})[:12]}: {holder(child.pid)} compiles it"
    ]
    assert len(temps(store)) == 1

    child.kill()
    child.communicate()
    waiter.join(20)
    assert (results[0].folder / "weights").read_text() == "whole"
    assert not temps(store)
    assert [path.suffix for path in (tmp_path / "locks").iterdir()] == [".lock"]


def holder(pid: int) -> str:
    import socket

    return f"pid {pid} on {socket.gethostname()}"


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def in_threads(*functions: Callable[[], Artifact]) -> list[Artifact]:
    results: list[Artifact] = []
    threads = [threading.Thread(target=lambda f=f: results.append(f())) for f in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def test_two_at_once_compile_once(store: Store) -> None:
    """Of those that want one key at once, one compiles and the others read."""
    made: Counter[str] = Counter()

    def slow(folder: Path) -> None:
        made["times"] += 1
        time.sleep(0.1)
        make(folder)

    results = in_threads(*[lambda: store.build(INPUTS, slow)] * 4)
    assert made["times"] == 1
    assert results == [store.find(INPUTS)] * 4


def test_a_lock_that_does_nothing_costs_work_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where locks don't lock, both compile, each in a temp of its own, and both get what was stored."""
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    barrier = threading.Barrier(2, timeout=20)

    def together(folder: Path) -> None:
        barrier.wait()
        make(folder)
        barrier.wait()

    results = in_threads(*[lambda: store.build(INPUTS, together)] * 2)
    assert results == [store.find(INPUTS)] * 2
    assert not temps(store)


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK])
def test_a_disk_without_locks_costs_work_only(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert store.build(INPUTS, make) == store.find(INPUTS)


def test_a_running_build_keeps_its_temp(store: Store) -> None:
    """A build removes no temp of a process that runs, nor one whose key is locked, nor what is not a temp."""
    store.build(OTHER, make)
    key = digest(INPUTS)
    (store.root / "artifacts" / key[:2]).mkdir(exist_ok=True)
    mine = temp_beside(store.root / "artifacts" / key[:2] / key)
    strange = store.root / "artifacts" / key[:2] / ".notes.tmp"
    for path in (mine, strange):
        path.mkdir()
    store.build(INPUTS, make)
    assert set(temps(store)) == {mine, strange}


# --------------------------------------------------------------------------- the newest of a discipline


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
