"""Writing a file so that a reader sees the old one or the complete new one, never a part.

Every file the program writes goes through `atomic_write`, but the workbook itself, which SQLite
writes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from workbook.errors import SaveError
from workbook.i18n import _

_PREFIX = ".cohort-workbook-"
_SUFFIX = ".part"
_RETRY_SECONDS = 2.5
_LEFT_OVER_SECONDS = 60.0


def atomic_write(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Let `write` fill a new file, and put it at `path` when it is complete and on the disk.

    The new file is readable by its owner only (0600). What was at `path` stays until then, and for
    good when anything fails. A link at `path` is replaced, not followed.

    Raises SaveError when the disk is full or failing, the folder is missing or closed to us, or
    another program holds the file. Whatever `write` raises besides OSError passes unchanged.
    """
    path = Path(path)
    part: Path | None = None
    try:
        remove_left_overs(path.parent)
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _replace(part, path)
        part = None
        _sync_folder(path.parent)
    except OSError as error:
        raise SaveError(_sentence(error, path)) from error
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path`, by `atomic_write`."""

    def write(file: BinaryIO) -> None:
        file.write(content)

    atomic_write(path, write)


def copy(source: Path, target: Path) -> None:
    """Put a copy of `source` at `target`, by `atomic_write`."""

    def write(file: BinaryIO) -> None:
        with source.open("rb") as read:
            shutil.copyfileobj(read, file, 1 << 20)

    atomic_write(target, write)


def replace(part: Path, path: Path) -> None:
    """Let a finished file beside `path` take its place. Raises SaveError; then both stay."""
    try:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        _replace(part, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise SaveError(_sentence(error, path)) from error


def remove_left_overs(folder: Path) -> None:
    """Remove what a killed `atomic_write` left in `folder`: files of ours, untouched for a minute.

    They can hold names in plain text. Another program's write under way is not touched.
    """
    for part in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _LEFT_OVER_SECONDS:
                part.unlink()


def _replace(part: Path, path: Path) -> None:
    # On Windows an antivirus or indexer holds a fresh file for a moment.
    give_up = time.monotonic() + _RETRY_SECONDS
    pause = 0.05
    while True:
        try:
            os.replace(part, path)
        except PermissionError:
            if path.is_dir() or time.monotonic() + pause > give_up:
                raise
            time.sleep(pause)
            pause = min(2 * pause, 1.0)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sentence(error: OSError, path: Path) -> str:
    what = _("“{name}” was not saved.").format(name=path.name)
    return f"{what} {_reason(error, path)}"


def _reason(error: OSError, path: Path) -> str:
    # mkstemp names the folder's new file only; a replace names both files.
    replacing = error.filename2 is not None
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _(
            "The disk is full. What was there before is untouched."
            " Free some space, or save to another disk, and try again."
        )
    if isinstance(error, PermissionError) and replacing:
        return _(
            "Another program (Excel, an antivirus, OneDrive) is holding the file."
            " What was there before is untouched. Close it there, or save under another name."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _(
            "The folder “{folder}” does not let you write into it."
            " Nothing was changed. Save to another folder, Documents for example."
        ).format(folder=path.parent)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return _(
            "The folder “{folder}” is not there. If it is on a USB stick, plug it in again."
            " Nothing was changed."
        ).format(folder=path.parent)
    if error.errno == errno.ENAMETOOLONG:
        return _("The name is too long for this disk. Nothing was changed. Use a shorter one.")
    if error.errno == errno.EIO:
        return _(
            "The disk reported an error. What was there before is untouched."
            " Save to another disk now."
        )
    return _("The computer refused to write it. What was there before is untouched.")
