import errno
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from workbook.errors import SaveError
from workbook.files import atomic_write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    atomic_write(path, lambda file: _write(file, b"new"))
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["list.xlsx"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_old_file_stays_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"old")

    def write(file: BinaryIO) -> None:
        file.write(b"half of the new")
        file.flush()
        assert path.read_bytes() == b"old"
        assert len(names(tmp_path)) == 2, "the new file is made in the same folder"
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        atomic_write(path, write)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["list.xlsx"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EFBIG, "disk is full"),
        (errno.EIO, "disk reported an error"),
        (errno.EROFS, "does not let you write"),
    ],
)
def test_a_failing_disk_is_told_in_words(tmp_path: Path, number: int, words: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"old")

    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise OSError(number, os.strerror(number))

    with pytest.raises(SaveError, match=words):
        atomic_write(path, write)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["list.xlsx"]


def test_a_fault_of_fsync_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"old")

    def fail(handle: int) -> None:
        raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr("workbook.files.os.fsync", fail)
    with pytest.raises(SaveError):
        atomic_write(path, lambda file: _write(file, b"new"))
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["list.xlsx"]


def test_a_missing_folder_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="is not there"):
        atomic_write(tmp_path / "gone" / "list.xlsx", lambda file: _write(file, b"new"))


def test_a_name_too_long_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="too long"):
        atomic_write(tmp_path / ("x" * 300), lambda file: _write(file, b"new"))
    assert names(tmp_path) == []


class HeldFile:
    """os.replace as it is on Windows while another program holds the target."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.replace = os.replace

    def __call__(self, source: Path, target: Path) -> None:
        if self.times:
            self.times -= 1
            raise PermissionError(errno.EACCES, "held", str(source), None, str(target))
        self.replace(source, target)


def test_a_file_held_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr("workbook.files.os.replace", HeldFile(3))
    atomic_write(path, lambda file: _write(file, b"new"))
    assert path.read_bytes() == b"new"


def test_a_file_held_for_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr("workbook.files.os.replace", HeldFile(1000))
    start = time.monotonic()
    with pytest.raises(SaveError, match="Another program"):
        atomic_write(path, lambda file: _write(file, b"new"))
    assert time.monotonic() - start < 4
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["list.xlsx"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("making links needs a privilege on Windows")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"theirs")
    link = tmp_path / "list.xlsx"
    link.symlink_to(elsewhere)
    atomic_write(link, lambda file: _write(file, b"new"))
    assert elsewhere.read_bytes() == b"theirs"
    assert link.read_bytes() == b"new"


def test_what_a_killed_write_left_is_removed_by_the_next(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from workbook.files import atomic_write\n"
        "def write(file):\n"
        "    file.write(b'SADIA'); file.flush(); os._exit(9)\n"
        "atomic_write(pathlib.Path(sys.argv[1]), write)\n"
    )
    path = tmp_path / "list.xlsx"
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    (left,) = tmp_path.iterdir()
    atomic_write(tmp_path / "other.xlsx", lambda file: _write(file, b"new"))
    assert left.exists(), "it could be another program's write under way"
    os.utime(left, (time.time() - 100, time.time() - 100))
    atomic_write(path, lambda file: _write(file, b"new"))
    assert names(tmp_path) == ["list.xlsx", "other.xlsx"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.needs_root
def test_a_full_disk_leaves_the_old_file_whole(small_disk: Path) -> None:
    path = small_disk / "list.xlsx"
    path.write_bytes(b"old" * 1000)
    with pytest.raises(SaveError, match="disk is full"):
        atomic_write(path, lambda file: _write(file, b"new" * 100_000))
    assert path.read_bytes() == b"old" * 1000
    assert names(small_disk) == ["list.xlsx"]


def _write(file: BinaryIO, content: bytes) -> None:
    file.write(content)
