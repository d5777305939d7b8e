"""Verified copies of the workbook, kept beside it, thinned by count and never by date.

A copy is the file's own bytes, taken while no one can write: it keeps the salt at its head, so
that a damaged head can be tried with the newest backup's. Its name tells its number, its time and
which emergency sheet opens it; it gets that name only once it has been opened and checked.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from workbook import files
from workbook.errors import OpenError, SaveError, WorkbookError
from workbook.i18n import _
from workbook.storage import cipher
from workbook.storage import tables as t
from workbook.storage.connection import DRIVER_ERRORS, connect

_NAME = re.compile(
    r"(?P<n>\d{4,}) (?P<when>\d{4}-\d\d-\d\d \d\d-\d\d-\d\d) sheet (?P<sheet>\d+)\.workbook"
)
NEWEST_KEPT: Final = 10


@dataclass(frozen=True)
class BackupRow:
    """A backup. `when` is local time. `people` is None where the present key does not open it:
    then emergency sheet `sheet_number`, or the password of its time, does.
    """

    path: Path
    number: int
    when: datetime
    sheet_number: int
    people: int | None
    verified: bool


def folder_of(workbook: Path) -> Path:
    """Where a workbook's backups lie."""
    return workbook.with_name(f"{workbook.stem} backups")


def file_name(number: int, when: datetime, sheet_number: int) -> str:
    return f"{number:04d} {when:%Y-%m-%d %H-%M-%S} sheet {sheet_number}.workbook"


def found(workbook: Path) -> list[tuple[int, datetime, int, Path]]:
    """(number, when, sheet number, path) of each backup, newest (highest number) first."""
    folder = folder_of(workbook)
    out = []
    for path in folder.glob("*.workbook") if folder.is_dir() else ():
        read = _NAME.fullmatch(path.name)
        if read:
            when = datetime.strptime(read["when"], "%Y-%m-%d %H-%M-%S")
            out.append((int(read["n"]), when, int(read["sheet"]), path))
    return sorted(out, reverse=True)


def rows(workbook: Path, key: bytes | None) -> list[BackupRow]:
    """The backups beside a workbook, newest first, each opened with `key` where it fits."""
    out = []
    for number, when, sheet, path in found(workbook):
        people, whole = None, True
        try:
            if key is not None and cipher.key_fits(path, key, cipher.salt_of(path)):
                people = checked(path, key)["people"]
        except (OpenError, OSError, ValueError, *DRIVER_ERRORS):
            whole = False
        out.append(BackupRow(path, number, when, sheet, people, whole))
    return out


def holding(
    workbook: Path, key: bytes, rows: Collection[bytes]
) -> list[tuple[int, datetime, int, bool]]:
    """(number, when, sheet number, True) of each backup that says something of one of these rows,
    by their ids, newest first; False for one that `key` does not open, or is damaged: it may.
    """
    out = []
    for number, when, sheet, path in found(workbook):
        certain = False
        try:
            if cipher.key_fits(path, key, cipher.salt_of(path)):
                if not _says_of(path, key, rows):
                    continue
                certain = True
        except (OpenError, OSError, ValueError, *DRIVER_ERRORS):
            certain = False
        out.append((number, when, sheet, certain))
    return out


def _says_of(path: Path, key: bytes, rows: Collection[bytes]) -> bool:
    marks = ",".join("?" * len(rows))
    db = connect(path, key, cipher.salt_of(path), read_only=True)
    try:
        found = db.execute(
            'SELECT 1 FROM "row" r WHERE r.uuid IN (' + marks + ") AND EXISTS"
            ' (SELECT 1 FROM change c WHERE c."row" = r.n) AND NOT EXISTS (SELECT 1 FROM change c'
            " JOIN field f ON f.n = c.field WHERE c.\"row\" = r.n AND f.name = 'erase') LIMIT 1",
            [*rows],
        ).fetchone()
    finally:
        db.close()
    return found is not None


def checked(path: Path, key: bytes) -> dict[str, int]:
    """Open a copy read-only, check every page and count what it holds: people and changes.

    Raises the driver's error, or ValueError with what is wrong, when the copy is not whole.
    """
    salt = cipher.salt_of(path)
    db = connect(path, key, salt, read_only=True)
    try:
        wrong = db.execute("PRAGMA cipher_integrity_check").fetchall()
        quick = db.execute("PRAGMA quick_check").fetchone()[0]
        if wrong or quick != "ok":
            raise ValueError("the copy is damaged")
        return {
            "people": _count(db, "SELECT count(*) FROM person WHERE NOT gone"),
            "changes": _count(db, "SELECT coalesce(sum(count), 0) FROM tx"),
        }
    finally:
        db.close()


def _count(db: Any, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def make(
    workbook: Path,
    key: bytes,
    reading: Callable[[], AbstractContextManager[Connection]],
    *,
    when: datetime,
    sheet_number: int,
) -> BackupRow:
    """Copy a workbook beside it, check the copy, and remove the copies that may go. `reading`
    begins a transaction on the workbook, `when` is local time.

    Raises WorkbookError, OSError, ValueError or the driver's error; then nothing was removed.
    """
    folder = folder_of(workbook)
    present = found(workbook)
    number = max((row[0] for row in present), default=0) + 1
    target = folder / file_name(number, when, sheet_number)
    part = target.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for left_over in folder.glob("*.part"):  # of a program that was killed here
            left_over.unlink()
        with reading() as db:
            # A reader's lock keeps writers out of the file while its bytes are copied.
            count = db.scalar(select(func.coalesce(func.sum(t.tx.c.count), 0)))
            files.copy(workbook, part)
        held = checked(part, key)
        if held["changes"] != count:
            raise ValueError("the copy holds another number of changes")
        files.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    gone = surplus([number, *(row[0] for row in present)])
    for row in present:
        if row[0] in gone:
            row[3].unlink(missing_ok=True)
    return BackupRow(target, number, when, sheet_number, held["people"], True)


@contextmanager
def saying_why(workbook: Path) -> Iterator[None]:
    """Makes of whatever stops a backup a SaveError that tells of the last good one."""
    present = found(workbook)
    try:
        yield
    except (WorkbookError, OSError, ValueError, *DRIVER_ERRORS) as error:
        last = f"{present[0][1]:%d %B %Y, %H:%M}" if present else _("none yet")
        raise SaveError(
            _("The backup was not made. Your data is fine; last good backup: {last}. {why}").format(
                last=last, why=_why_no_copy(error)
            )
        ) from error


def _why_no_copy(error: Exception) -> str:
    if isinstance(error, WorkbookError):
        return error.sentence
    if isinstance(error, OSError):
        return _("The computer says of the folder: {why}.").format(why=error.strerror)
    return _("The copy did not read back as it should.")


def surplus(numbers: list[int]) -> set[int]:
    """Which of the backups may go: all but the newest ten, every tenth of the hundred before them
    and every hundredth of the rest. By number alone: a wrong clock deletes nothing.
    """
    ordered = sorted(numbers, reverse=True)
    old = ordered[NEWEST_KEPT:]
    newest = ordered[0] if ordered else 0
    return {n for n in old if n % 100 and (n % 10 or newest - n > 110)}
