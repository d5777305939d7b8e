"""The encrypted file: its transactions, its keys, and what only this laptop keeps in it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Engine, select

from workbook.errors import OpenError, SaveError, WrongKeyError
from workbook.i18n import _
from workbook.storage import cipher, keys
from workbook.storage import tables as t
from workbook.storage.connection import DRIVER_ERRORS, connect, engine, saving
from workbook.storage.keys import NewKey
from workbook.storage.log import Log, Names, canonical
from workbook.storage.sealing import Seals


class OpenFile:
    """A workbook's file while it is open. Several threads may use it; one writes at a time."""

    def __init__(self, path: Path, key: bytes, salt: bytes, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._key = key
        self._salt = salt
        self._closed = False
        self._writing = threading.RLock()
        self._inside = False
        self._names = Names()
        self._engine: Engine = engine(path, key, salt, read_only=read_only)

    # -- transactions

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the file from beginning to end."""
        self._must_be_open()
        with self._engine.connect() as db, db.begin():
            yield db

    def _must_be_open(self) -> None:
        if self._closed:
            raise OpenError(_("The workbook is closed. Open it again; nothing was changed."))

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """A transaction on what stays on this laptop: settings, drafts, waiting rows, register."""
        with self._writer() as db:
            yield db

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        self._must_be_open()
        if self.read_only:
            raise SaveError(_("This workbook is open read-only. Nothing was changed."))
        with self._writing:
            if self._inside:
                raise RuntimeError("a step within a step: it would wait for itself")
            self._inside = True
            try:
                with saving(), self._engine.connect() as plain:
                    db = plain.execution_options(writes=True)
                    with db.begin():
                        yield db
                self._names.trim()
            except BaseException:
                # What was numbered in this transaction is not in the file.
                self._names = Names()
                raise
            finally:
                self._inside = False

    @contextmanager
    def _log(self) -> Iterator[Log]:
        with self.reading() as db:
            yield Log(db.connection.cursor(), read_only=True)

    @contextmanager
    def _logging(self) -> Iterator[tuple[Connection, Log]]:
        """A transaction on the log: (a connection that sees it, the log). What it erased is gone
        from the file's free space, too.
        """
        with self._writer() as db:
            log = Log(db.connection.cursor(), self._names)
            yield db, log
            if log.erased:
                self._set(db, "compact", "1")
        if log.erased:
            self._compact()

    def _compact(self) -> None:
        """Write the file anew, so that what was erased is nowhere in its free space.

        Where another program reads the file, or the disk is full, at the next opening.
        """
        with self._writing, contextlib.suppress(*DRIVER_ERRORS):
            db = connect(self.path, self._key, self._salt)
            try:
                db.execute("VACUUM")
                db.execute("DELETE FROM setting WHERE name='compact'")
            finally:
                db.close()

    # -- what only this laptop knows

    def setting(self, name: str) -> str | None:
        with self.reading() as db:
            return db.scalar(select(t.setting.c.value).where(t.setting.c.name == name))

    def keep_setting(self, name: str, value: str) -> None:
        with self.noting() as db:
            self._set(db, name, value)

    def draft(self, name: str) -> str | None:
        """Text that was being typed when the workbook was locked, or None."""
        with self.reading() as db:
            return db.scalar(select(t.draft.c.value).where(t.draft.c.name == name))

    def keep_draft(self, name: str, text: str) -> None:
        with self.noting() as db:
            db.exec_driver_sql(
                "INSERT OR REPLACE INTO draft(name, value) VALUES (?, ?)", (name, text)
            )

    def drop_draft(self, name: str) -> None:
        with self.noting() as db:
            db.exec_driver_sql("DELETE FROM draft WHERE name=?", (name,))

    @staticmethod
    def _settings(db: Connection) -> Mapping[str, str]:
        return {r[0]: r[1] for r in db.execute(select(t.setting.c.name, t.setting.c.value))}

    @staticmethod
    def _set(db: Connection, name: str, value: str) -> None:
        db.exec_driver_sql(
            "INSERT OR REPLACE INTO setting(name, value) VALUES (?, ?)", (name, value)
        )

    # -- keys

    def _load_keys(self, stored: Mapping[str, str]) -> None:
        """From the settings of the file; raises DamagedError."""
        self._wraps: list[dict[str, Any]] = orjson.loads(stored["keys"])
        self.sheet_number, own = keys.unwrap(self._wraps, self._key)
        self._seals = Seals([own.hex(), *orjson.loads(stored.get("notes_keys", "[]"))])

    @property
    def emergency_key(self) -> str:
        """The key as the emergency sheet spells it: 14 groups of 4."""
        return cipher.spell(self._key)

    def verify_passphrase(self, text: str) -> bool:
        """Whether this is the passphrase, or the key of the emergency sheet, of the open file."""
        if cipher.looks_like_key(text) and cipher.unspell(text) == self._key:
            return True
        return cipher.key_of(text, self._salt) == self._key

    def new_emergency(self, passphrase: str) -> NewKey:
        """Draw up a new passphrase's key: print its sheet, have it typed back, then `rekey`."""
        key = cipher.key_of(passphrase, self._salt)
        return NewKey(self.sheet_number + 1, cipher.spell(key), key)

    def rekey(self, new: NewKey, typed_back: str) -> None:
        """Put a new passphrase in force. Backups keep the sheet their name says.

        Raises WrongKeyError while the new sheet was not typed back as it is printed: then the old
        passphrase stays.
        """
        if cipher.unspell(typed_back) != new.key:
            raise WrongKeyError(
                _(
                    "This is not the key on the new emergency sheet. The old password is still "
                    "in force."
                )
            )
        with self._writing:
            # Both wrappings stand while the file is encrypted anew: one fits after a power cut.
            notes_key = bytes.fromhex(self.notes_keys()[0])
            self._keep_wraps([*self._wraps, keys.wrap(new.sheet_number, new.key, notes_key)])
            self._engine.dispose()
            with saving():
                db = connect(self.path, self._key, self._salt)
                try:
                    db.execute(cipher.pragma_rekey(new.key, self._salt))
                finally:
                    db.close()
            self._key = new.key
            self._engine = engine(self.path, new.key, self._salt)
            self._keep_wraps(self._wraps[-1:])
            self.sheet_number = new.sheet_number

    def _keep_wraps(self, wraps: list[dict[str, Any]]) -> None:
        self._wraps = wraps
        self.keep_setting("keys", canonical(wraps).decode())

    def seal(
        self,
        text: str,
        *,
        row: UUID,
        field: str,
        instead_of: str | None = None,
        also: Iterable[str] = (),
    ) -> str:
        """A note's text as ciphertext, to stand in table and log as `field` of `row`: the same for
        the same text there. `instead_of` is the sealed text that it replaces, where there is one:
        it is sealed with the key of that. `also` are keys to try that are not kept.
        """
        return self._seals.seal(text, row=row, field=field, instead_of=instead_of, also=also)

    def unseal(self, sealed: str, *, also: Iterable[str] = ()) -> str:
        """The text of a sealed note, of this office or of one whose notes key came with a file;
        `also` are keys to try that are not kept.

        Raises NotFoundError where its key is not here.
        """
        return self._seals.unseal(sealed, also=also)

    def notes_keys(self) -> list[str]:
        """The keys that notes are sealed with, 64 hex digits each; this office's own first."""
        return list(self._seals.keys)

    def add_notes_keys(self, given: Iterable[str]) -> None:
        """Keep other offices' keys, so that their notes can be read here."""
        known = self.notes_keys()
        all_ = list(dict.fromkeys((*known, *given)))
        if all_ != known:
            self.keep_setting("notes_keys", canonical(all_[1:]).decode())
            self._seals = Seals(all_)
