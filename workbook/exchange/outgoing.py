"""What every file that leaves has in common: how it is saved, and its entry in the register."""

from __future__ import annotations

from pathlib import Path

from workbook import files
from workbook.exchange import register
from workbook.storage.book import Workbook
from workbook.storage.log import Log

SENT = "send"
GIVEN_OUT = "form"
HANDED_OUT = "hand_out"
"""The kinds of the register's entries: for files to offices, Forms, and Hand-outs."""


def save(path: Path, content: bytes, password: str | None) -> None:
    """Write a file, sealed where there is a password. Raises SaveError."""
    if password:
        from workbook.sheets.seal import seal

        content = seal(content, password)
    files.write_bytes(path, content)


def remember(book: Workbook, kind: str, path: Path, *, content: str, **detail: object) -> None:
    """Keep in the register that a file left; not in a workbook that is open read-only.

    `content` is the file's id, "" where it has none; `detail` as JSON holds `people`, `fields`,
    `sealed` and what else the kind of file is asked for later. `upto` is added: the log's changes
    numbered below it were here then.
    """
    if book.read_only:
        return
    with book.noting() as db:
        detail["upto"] = Log(db.connection.cursor(), read_only=True).state().next_n
        register.enter(book, db, kind, name=path.name, content=content, detail=detail)
