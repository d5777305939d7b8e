"""One program at a time: an operating-system lock on FILE.lock, freed by a crash, gone at close."""

from __future__ import annotations

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
        said = {"pid": os.getpid(), "host": platform_node(), "since": since.isoformat()}
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, json.dumps(said).encode())

    def release(self) -> None:
        self._path.unlink(missing_ok=True) if sys.platform != "win32" else None
        os.close(self._fd)
        if sys.platform == "win32":
            self._path.unlink(missing_ok=True)


def platform_node() -> str:
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
    if host == platform_node():
        return _(" on this computer since {time}").format(time=f"{since:%H:%M}")
    return _(" on {computer} since {time}").format(computer=host, time=f"{since:%d %B, %H:%M}")
