"""One program at a time: an operating-system lock on FILE.lock, freed by a crash, gone at close."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from workbook.errors import AlreadyOpenError
from workbook.i18n import _

# Windows locks bytes against reading too: the lock lies far behind the text that others may read.
_FAR = 1 << 30


class FileLock:
    """Holds a workbook file for this process until `release`."""

    def __init__(self, workbook: Path, *, since: datetime) -> None:
        """Raises AlreadyOpenError when another process holds it, OSError in a read-only folder."""
        self._path = workbook.with_name(workbook.name + ".lock")
        # A lock file that nobody holds was left by a program that did not close.
        self.left_behind = self._path.exists()
        while True:
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _take(self._fd):
                holder = _holder(self._fd)
                os.close(self._fd)
                raise AlreadyOpenError(
                    _(
                        "This workbook is already open{since}. Close it there, or open it "
                        "read-only here."
                    ).format(since=holder)
                )
            if _is_at(self._fd, self._path):
                break
            # The holder removed the file between our opening and our locking it.
            os.close(self._fd)
        said = {"pid": os.getpid(), "host": _computer(), "since": since.isoformat()}
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, json.dumps(said).encode())

    def release(self) -> None:
        """Give the file free. A folder that has gone meanwhile, a stick pulled out, is no error."""
        with contextlib.suppress(OSError):
            if sys.platform == "win32":  # an open file cannot be removed there
                os.close(self._fd)
                self._path.unlink()
            else:
                self._path.unlink()
        if sys.platform != "win32":
            os.close(self._fd)


def _is_at(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False


def _computer() -> str:
    """This computer's name, without asking the network."""
    import platform

    return platform.node()


def _take(fd: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(fd, _FAR, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(fd: int) -> str:
    """ " on COMPUTER since 09:12", or nothing where the lock file does not say."""
    os.lseek(fd, 0, os.SEEK_SET)
    try:
        said = json.loads(os.read(fd, 4096))
        since = datetime.fromisoformat(said["since"]).astimezone()
        host = said["host"]
    except (ValueError, KeyError, TypeError):
        return ""
    if host == _computer():
        return _(" on this computer since {time}").format(time=f"{since:%H:%M}")
    return _(" on {computer} since {time}").format(computer=host, time=f"{since:%d %B, %H:%M}")
