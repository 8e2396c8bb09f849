"""The file-system seam: whole files or none, temps that say whose they are, names that stay inside."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_pwd.errors import InputError
from pytest_pwd.files import WEEK, Files, cache_folder, inside, is_dead, temp_beside, temp_for


class Failing:
    """Lets operations happen until the one of that number, which fails."""

    def __init__(self, at: int, number: int = errno.ENOSPC) -> None:
        self.at, self.number, self.count = at, number, 0

    def __call__(self, operation: str, path: Path) -> None:
        self.count += 1
        if self.count == self.at:
            raise OSError(self.number, os.strerror(self.number))


def gone_pid() -> int:
    return int(
        subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True).stdout
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def of_process(temp: Path, pid: int) -> Path:
    return temp.with_name(temp.name.replace(f"-{os.getpid()}-", f"-{pid}-"))


def test_a_write_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """Whichever operation of a write fails, the file holds the old or the new text, and no temp is left."""
    path = tmp_path / "a.txt"
    for at in (1, 2, 3):
        path.write_text("old")
        with pytest.raises(OSError, match=r"a\.txt|No space"):
            Files(Failing(at)).write_text(path, "new")
        assert path.read_text() == ("new" if at == 3 else "old")  # the third one syncs the folder
        assert names(tmp_path) == ["a.txt"]


def test_a_text_is_written_as_it_is(tmp_path: Path) -> None:
    """A text is stored in UTF-8, and line ends are left alone."""
    Files().write_text(tmp_path / "a", "−\r\n\n")
    assert (tmp_path / "a").read_bytes() == b"\xe2\x88\x92\r\n\n"


def test_a_write_that_does_not_fit_names_the_file() -> None:
    """When the system refuses in the middle of a file, the error names the target and not the temp."""
    code = """
        import resource, sys, tempfile
        from pathlib import Path
        from pytest_pwd.files import Files
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "weights")
            path.write_text("old")
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
            try:
                Files().write_bytes(path, bytes(5000))
            except OSError as error:
                print(error.errno, Path(error.filename).name, path.read_text())
                print(len(list(path.parent.iterdir())))
    """
    out = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert out.stdout.split() == [str(errno.EFBIG), "weights", "old", "1"]


def test_a_killed_write_leaves_the_old_file_and_the_next_write_cleans_up(tmp_path: Path) -> None:
    """A kill just before the rename leaves the old file and a temp, which the next write there removes."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    code = (
        "import os, signal, sys; from pathlib import Path; from pytest_pwd.files import Files\n"
        "def kill(operation, path):\n"
        "    if operation == 'rename': os.kill(os.getpid(), signal.SIGKILL)\n"
        "Files(kill).write_text(Path(sys.argv[1]), 'new')"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)]).returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    assert len(names(tmp_path)) == 2

    Files().write_text(tmp_path / "b.txt", "")
    assert names(tmp_path) == ["a.txt", "b.txt"]


def test_a_write_lets_other_files_be(tmp_path: Path) -> None:
    """Only temps of processes that are gone are removed: nothing of a person's or of a running one's."""
    mine = temp_beside(tmp_path / "a")
    others = [tmp_path / ".notes.tmp", tmp_path / "x.tmp", mine]
    for path in others:
        path.touch()
    Files().write_text(tmp_path / "a", "")
    assert all(path.exists() for path in others)


def test_a_write_into_no_folder_says_which(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        Files().write_text(tmp_path / "no" / "a", "")
    assert caught.value.filename == str(tmp_path / "no" / "a")


def test_remove_takes_files_folders_and_links(tmp_path: Path) -> None:
    """A link goes, and what it points to stays; what isn't there is fine."""
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    for name in ("link", "nothing", "file"):
        Files().remove(tmp_path / name)
    assert names(tmp_path) == ["folder"]
    Files().remove(tmp_path / "folder")
    assert not names(tmp_path)


def test_rename_does_not_replace_a_folder_with_content(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").touch()
    with pytest.raises(OSError, match=r"not empty|exists"):
        Files().rename(tmp_path / "a", tmp_path / "b")


def test_a_temp_says_what_it_is_for_and_whose(tmp_path: Path) -> None:
    """A temp is a sibling; it is dead when its process is, or, on another host, after a week."""
    temp = temp_beside(tmp_path / "weights")
    assert (temp.parent, temp_for(temp)) == (tmp_path, "weights")
    assert temp_for(tmp_path / "weights") is None
    assert not is_dead(temp)
    assert is_dead(of_process(temp, gone_pid()))

    elsewhere = temp.with_name(f".weights.00000000-{os.getpid()}-00000000.tmp")
    assert not is_dead(elsewhere)
    elsewhere.touch()
    assert not is_dead(elsewhere)
    now = elsewhere.stat().st_mtime
    os.utime(elsewhere, (now + 10 * WEEK, now + 10 * WEEK))  # a clock that is ahead
    assert not is_dead(elsewhere)
    os.utime(elsewhere, (now - WEEK - 9, now - WEEK - 9))
    assert is_dead(elsewhere)


BAD_NAMES = ["", ".", "..", "../x", "a/../../x", "/etc/passwd", "a\0b", "CON", "nul.json", "a/COM1.txt", "x."]


@pytest.mark.parametrize("name", [*BAD_NAMES, "a b ", "a\\..\\b", "C:x", "a\nb", "out/x", "loop/x"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    with pytest.raises(InputError, match="can't name a file in folder"):
        inside(folder, name)


def test_ordinary_names_are_taken(tmp_path: Path) -> None:
    for name in ("acids", "acids.yaml", "sub/adapter.safetensors", "säure", ".hidden", "console"):
        assert inside(tmp_path, name) == tmp_path / name


@given(st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_name_ever_leads_out(tmp_path: Path, name: str) -> None:
    try:
        path = inside(tmp_path, name)
    except InputError:
        return
    assert tmp_path in path.resolve().parents


def test_the_cache_folder_says_what_it_is(tmp_path: Path) -> None:
    """Git and backups pass over it, a person can read what it is, and what is there is not written again."""
    root = tmp_path / ".pwd"
    cache_folder(root, Files())
    assert (root / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert "*" in (root / ".gitignore").read_text().splitlines()
    assert "pytest-pwd" in (root / "README.md").read_text()

    counting = Failing(at=0)
    cache_folder(root, Files(counting))
    assert counting.count == 1
