"""Connections to the encrypted file, and the transactions on them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from workbook.errors import DamagedError, SaveError
from workbook.i18n import _
from workbook.storage import cipher
from workbook.storage.tables import LOCAL

BUSY_SECONDS: Final = 5.0
PRAGMAS: Final = (
    "journal_mode=DELETE",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
    "cache_size=-65536",
)
DRIVER_ERRORS: Final = (sqlcipher.Error, DBAPIError)
_WRITES = re.compile(
    r'\s*(?:insert|replace|update|delete)\s+(?:or\s+\w+\s+)?(?:into\s+|from\s+)?"?(\w+)', re.I
)
_READS = re.compile(r"\s*(?:select|with|pragma|begin|explain|values)\b", re.I)
_WRITES_WITHIN = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update|delete\s+from)\b", re.I
)
_WITH = re.compile(r"\s*(?:with|explain)\b", re.I)


def _as_it_is(value: object) -> object:
    return value


# The driver looks for what turns None or bytes into a value; in vain takes longer than a row.
for _kind in (bytes, type(None)):
    sqlcipher.register_adapter(_kind, _as_it_is)


def connect(path: Path, key: bytes, salt: bytes, *, read_only: bool = False) -> Any:
    """A driver connection with the settings every connection has. The caller closes it.

    A rollback journal, so that the file is whole at rest with nothing beside it; deleted values
    are overwritten; nothing is spilled to a temporary file in plain text.
    """
    target = f"{path.absolute().as_uri()}?mode=ro" if read_only else str(path)
    made = sqlcipher.connect(
        target,
        uri=read_only,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
        cached_statements=256,
    )
    try:
        # A wrong key is told in a sentence, not on the terminal.
        made.execute("PRAGMA cipher_log_level=NONE")
        made.execute(cipher.pragma_key(key, salt))
        for pragma in PRAGMAS:
            made.execute(f"PRAGMA {pragma}")
    except sqlcipher.Error:
        made.close()
        raise
    return made


def engine(path: Path, key: bytes, salt: bytes, *, read_only: bool = False) -> Engine:
    """SQLAlchemy's engine over `connect`: BEGIN for readers, BEGIN IMMEDIATE for writers."""
    # The path stands in the URL as well: without it another pool would be chosen.
    made = create_engine(
        f"sqlite+pysqlite:///{path}",
        module=sqlcipher,
        creator=lambda: connect(path, key, salt, read_only=read_only),
        poolclass=QueuePool,
        pool_size=4,
        # The connection that has just written still has its pages in memory.
        pool_use_lifo=True,
    )
    event.listen(made, "begin", _begin)
    event.listen(made, "before_cursor_execute", _guard)
    return made


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _guard(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
    """Records and log change only through Workbook.changing, which has its own driver cursor."""
    written = _WRITES.match(statement)
    if written:
        if written[1] not in LOCAL:
            raise RuntimeError(f"{written[1]} changes only through Workbook.changing")
    elif not _READS.match(statement) or (
        _WITH.match(statement) and _WRITES_WITHIN.search(statement)
    ):
        raise RuntimeError("a workbook's tables are made by its upgrade steps only")


@contextmanager
def saving() -> Iterator[None]:
    """Turns what the driver says of a failed write into a sentence; nothing was saved then."""
    try:
        yield
    except DBAPIError as error:
        raise _said(error.orig or error) from error
    except (sqlcipher.Error, sqlite3.Error) as error:
        raise _said(error) from error


def _said(error: BaseException) -> Exception:
    text = str(error)
    if "full" in text:
        return SaveError(
            _(
                "The disk is full. Your last change was not saved and is still on the screen. "
                "Free some space and save again."
            )
        )
    if "I/O" in text:
        return SaveError(
            _(
                "The disk reported an error. Your last change was not saved; what was saved "
                "before is safe. Save a copy elsewhere now."
            )
        )
    if "locked" in text or "busy" in text:
        return SaveError(
            _(
                "Another program is holding the workbook. Your last change was not saved and is "
                "still on the screen. Wait a moment and save again."
            )
        )
    if "readonly" in text or "unable to open" in text:
        return SaveError(
            _(
                "The workbook cannot be written here: the folder or the stick is read-only. "
                "Nothing was changed. Copy it to your Documents folder and open it there."
            )
        )
    if "malformed" in text or "not a database" in text:
        return DamagedError(
            _("This workbook is damaged. Nothing was changed. Close it and restore a backup.")
        )
    return error if isinstance(error, Exception) else RuntimeError(text)
