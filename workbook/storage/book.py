"""The workbook file: opening it, and the only transactions on it."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Engine, func, select

from workbook import files
from workbook.domain import ids
from workbook.domain.office import OFFICE, OFFICE_KEY, PROGRAMME
from workbook.errors import (
    NotFoundError,
    OpenError,
    RuleError,
    SaveError,
    StaysError,
    WorkbookError,
    WrongKeyError,
)
from workbook.i18n import _
from workbook.sources import Sources
from workbook.storage import anchor, cells, cipher, history, keys, opening, proof, union, upgrade
from workbook.storage import backup as backups_
from workbook.storage import tables as t
from workbook.storage.backup import BackupRow
from workbook.storage.changing import Changes, Changing
from workbook.storage.connection import DRIVER_ERRORS, connect, engine, saving
from workbook.storage.history import FieldChange, StepRow, Undone
from workbook.storage.keys import NewKey
from workbook.storage.lock import FileLock
from workbook.storage.log import Address, Header, Log, Names, State, canonical
from workbook.storage.sealing import Seals


@dataclass(frozen=True)
class StepDone:
    """What undo or redo did: the label of the step, what changed, what it could not reach. `told`
    are sentences on what cannot be taken back at all.
    """

    label: str
    changes: Changes
    kept: tuple[FieldChange, ...]
    told: tuple[str, ...] = ()


class _NotKept(Exception):
    """Ends a transaction that was only to be looked at."""


class Workbook:
    """An open workbook. Safe to use from several threads; one writes at a time."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        salt: bytes,
        *,
        operator: str,
        sources: Sources,
        read_only: bool,
        lock: FileLock | None,
    ) -> None:
        self.path = path
        self.operator = operator
        self.sources = sources
        self.read_only = read_only
        self.notices: list[str] = []
        self._key = key
        self._salt = salt
        self._lock = lock
        self._closed = False
        self._writing = threading.RLock()
        self._inside = False
        self._names = Names()
        self._engine: Engine = engine(path, key, salt, read_only=read_only)
        self._undo: list[bytes] = []
        self._redo: list[bytes] = []
        self._dirty = False
        self._load()

    # -- opening and closing

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        passphrase: str,
        office_code: str,
        office_name: str,
        programme_code: str = "MAIN",
        operator: str = "",
        sources: Sources | None = None,
    ) -> Workbook:
        """Make a new workbook file. Raises OpenError when the file exists, SaveError when the
        folder cannot be written. `emergency_key` is to be printed once.
        """
        sources = sources or Sources.system()
        if not re.fullmatch("[A-Za-z0-9]{1,12}", office_code.strip()):
            raise RuleError(
                _(
                    "An office code has up to 12 letters and digits, such as LHR: it begins the "
                    "numbers of certificates. Nothing was made."
                )
            )
        if path.exists():
            raise OpenError(
                _("There is already a file “{name}” here. Nothing was changed.").format(
                    name=path.name
                )
            )
        salt = cipher.MAGIC + os.urandom(cipher.SALT_BYTES - len(cipher.MAGIC))
        key = cipher.key_of(passphrase, salt)
        part = opening.fresh_part(path)
        try:
            os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        except OSError as error:
            raise SaveError(
                _(
                    "A workbook cannot be made in “{folder}”: {why}. Choose your Documents folder."
                ).format(folder=path.absolute().parent.name, why=error.strerror)
            ) from error
        try:
            with saving():
                db = connect(part, key, salt)
                try:
                    upgrade.upgrade(db)
                    keys.set_up(db, key, sources)
                finally:
                    db.close()
            book = cls(
                part, key, salt, operator=operator, sources=sources, read_only=False, lock=None
            )
            try:
                book._found(office_code, office_name, programme_code)
            finally:
                book._engine.dispose()
            files.replace(part, path)
        except BaseException:
            opening.fresh_part(path)
            raise
        made = cls._opened(path, key, salt, operator=operator, sources=sources, read_only=False)
        made._dirty = True
        return made

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        passphrase: str | None = None,
        emergency_key: str | None = None,
        operator: str = "",
        read_only: bool = False,
        sources: Sources | None = None,
    ) -> Workbook:
        """Open a workbook with its passphrase or the key of its emergency sheet.

        Raises an OpenError that tells wrong key, damage, an empty file, another kind of file, a
        newer version and "already open" apart. A file in a folder that cannot be written is opened
        read-only.
        """
        if not path.is_file():
            raise OpenError(
                _("There is no workbook “{name}” in this folder.").format(name=path.name)
            )
        key, salt = opening.unlocked(path, passphrase, emergency_key)
        return cls._opened(
            path,
            key,
            salt,
            operator=operator,
            sources=sources or Sources.system(),
            read_only=read_only,
        )

    @classmethod
    def _opened(
        cls,
        path: Path,
        key: bytes,
        salt: bytes,
        *,
        operator: str,
        sources: Sources,
        read_only: bool,
    ) -> Workbook:
        lock = None
        read_only = read_only or not os.access(path, os.W_OK)
        if not read_only:
            try:
                lock = FileLock(path, since=datetime.now(UTC))
            except OSError:
                read_only = True
        try:
            interrupted = not read_only and (
                opening.interrupted(path) or (lock is not None and lock.left_behind)
            )
            mended = not read_only and opening.mend_head(path, key, salt)
            opening.bring_up_to_date(path, key, salt, read_only=read_only)
            book = cls(
                path, key, salt, operator=operator, sources=sources, read_only=read_only, lock=lock
            )
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        if interrupted:
            # A journal that was never needed goes with the next write: the file is single at rest.
            book.keep_setting("put_right", sources.random(8).hex())
            book.notices.append(_("The workbook was closed unexpectedly. All saved work is here."))
        if mended:
            book.notices.append(
                _(
                    "The beginning of the workbook was damaged and was put right from the newest "
                    "backup. All saved work is here."
                )
            )
        if read_only:
            book.notices.append(
                _("The workbook is open read-only. Printing and exporting work as always.")
            )
        else:
            book._settle_in()
        return book

    def _settle_in(self) -> None:
        """Go on under another identity on another computer; finish an erasure left half-way.

        What cannot be written now is done at the next opening.
        """
        here = anchor.this_computer()
        with contextlib.suppress(SaveError):
            known = self.setting("anchor")
            if known not in (None, here):
                self.rotate(_("New identity on another computer"))
                self.notices.append(
                    _(
                        "This workbook was last used on another computer. It goes on here under "
                        "an identity of its own; nothing was changed."
                    )
                )
            if known != here:
                self.keep_setting("anchor", here)
        if self.setting("compact") is not None:
            self._compact()

    def _load(self) -> None:
        """Check that every page of the file is whole, and read who and where we are."""
        try:
            with self.reading() as db:
                wrong = db.exec_driver_sql("PRAGMA cipher_integrity_check").first()
                if wrong is not None:
                    raise opening.damaged(self.path)
                stored = self._settings(db)
                replica = db.execute(select(t.replica.c.replica, t.replica.c.signing_key)).one()
        except (*DRIVER_ERRORS, WorkbookError) as error:
            self._engine.dispose()
            if isinstance(error, WorkbookError):
                raise
            raise opening.damaged(self.path) from error
        self.replica: bytes = bytes(replica[0])
        self._signing_key: bytes = bytes(replica[1])
        self._wraps: list[dict[str, Any]] = orjson.loads(stored["keys"])
        self.sheet_number, own = keys.unwrap(self._wraps, self._key)
        self._seals = Seals([own.hex(), *orjson.loads(stored.get("notes_keys", "[]"))])
        self.programme_uuid = UUID(stored["programme"]) if "programme" in stored else UUID(int=0)
        self._office_uuid = stored.get("office")
        self._load_office()

    def _load_office(self) -> None:
        self.office_key: int | None = None
        self.office_code = self.office_name = self.number_prefix = ""
        if self._office_uuid is None:
            return
        office = t.RECORDS["office"]
        with self.reading() as db:
            found = db.execute(
                select(office)
                .join(t.row, t.row.c.n == office.c.id)
                .where(t.row.c.uuid == bytes.fromhex(self._office_uuid))
            ).one()
        self.office_key = found.id
        self.office_code = found.code
        self.office_name = found.name
        self.number_prefix = found.number_prefix

    def _found(self, office_code: str, office_name: str, programme_code: str) -> None:
        """The first step of a new workbook: its programme, its office, the office's identity."""
        programme_id = ids.programme_id(programme_code)
        code = office_code.strip().upper()
        with self.changing(_("Create workbook")) as change:
            change.create(PROGRAMME, uuid=programme_id, code=programme_code.strip().upper())
            office = change.create(OFFICE, code=code, name=office_name.strip(), number_prefix=code)
            self.programme_uuid = programme_id
            self._say_key(change, office, self.public_key)
            self._set(change.db, "programme", programme_id.hex)
            self._set(change.db, "office", change.uuid(office).hex)
        self._undo.clear()
        with self.reading() as db:
            self._office_uuid = self._settings(db)["office"]
        self._load_office()

    def _say_key(self, change: Changing, office: int | None, public_key: str) -> None:
        change.create(
            OFFICE_KEY,
            uuid=ids.named_id(self.programme_uuid, "office_key", public_key),
            office=office,
            public_key=public_key,
        )

    def rotate(self, label: str) -> None:
        """Go on as another installation of the same office: a new replica id and a new key to sign
        with, which is said in the log. Nothing else changes, and no one needs to know.

        For a file of which a copy is in use elsewhere, or that was set back.
        """
        replica, signing_key = self.sources.random(8), self.sources.random(32)
        with self._writer() as db:
            log = Log(db.connection.cursor(), self._names)
            log.note_state()
            log.cursor.execute(
                "UPDATE replica SET replica=?, signing_key=?, seq=0, prev=NULL",
                (replica, signing_key),
            )
            change = Changing(db, log, self.sources)
            self._say_key(change, self.office_key, keys.public_of(signing_key))
            header = self._header(change.state, label, "restore", "", None)
            change.write(replace(header, replica=replica))
        self.replica, self._signing_key = replica, signing_key
        self._dirty = True

    def close(self) -> None:
        """Close the file, with a verified backup when it was changed. Closing twice is fine."""
        with self._writing:
            if self._closed:
                return
            try:
                if self._dirty and not self.read_only:
                    self.backup_now()
            finally:
                self._closed = True
                self._engine.dispose()
                if self._lock is not None:
                    self._lock.release()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
    def changing(
        self, label: str, *, kind: str = "edit", source: str = "", undoes: bytes | None = None
    ) -> Iterator[Changing]:
        """One user's action: one transaction, one step of the history, all or nothing.

        `label` says what was done without anybody's name. After the block, `summary` of the
        yielded object tells what changed. Raises SaveError when it could not be written.
        """
        with self._writer() as db:
            log = Log(db.connection.cursor(), self._names)
            change = Changing(db, log, self.sources)
            yield change
            header = self._header(change.state, label, kind, source, undoes)
            change.summary = change.write(header)
            self._note_erased(db, log)
        self._after(change.summary, kind)
        if log.erased:
            self._compact()

    def _note_erased(self, db: Connection, log: Log) -> None:
        if log.erased:
            self._set(db, "compact", "1")

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

    def _header(
        self, state: State, label: str, kind: str, source: str, undoes: bytes | None
    ) -> Header:
        return Header(
            self.replica,
            state.seq + 1,
            state.lamport + 1,
            self.sources.wall(),
            self.operator,
            source,
            kind,
            label,
            undoes,
            state.prev,
        )

    def _after(self, summary: Changes, kind: str) -> None:
        if summary.step is None:
            return
        self._dirty = True
        if "office" in summary.kinds:
            self._load_office()
        if kind in ("undo", "redo"):
            return
        self._redo.clear()
        # A look at a note is passed over; an issued certificate stands in the way and says why.
        if kind == "issue" or kind not in history.NOT_UNDONE:
            self._undo.append(summary.step)

    # -- history, undo, redo

    def steps(self, *, limit: int = 200) -> list[StepRow]:
        """What was done, newest first."""
        with self._log() as log:
            return history.step_rows(log, limit=limit)

    def step_changes(self, step: bytes) -> list[FieldChange]:
        """What one step changed, field by field."""
        with self._log() as log:
            return history.field_changes(log, history.find_step(log, step))

    @contextmanager
    def _log(self) -> Iterator[Log]:
        with self.reading() as db:
            yield Log(db.connection.cursor(), read_only=True)

    @property
    def can_undo(self) -> bool:
        return bool(self._undo) and not self.read_only

    @property
    def can_redo(self) -> bool:
        return bool(self._redo) and not self.read_only

    @property
    def last_step(self) -> bytes | None:
        """The step that `undo` would take back."""
        return self._undo[-1] if self._undo else None

    def undo(self) -> StepDone | None:
        """Take back this sitting's last step; None when there is none.

        Raises StaysError where nothing of it can be taken back: the next undo goes on before it.
        """
        if not self._undo:
            return None
        try:
            done = self.undo_step(self._undo[-1])
        except StaysError:
            self._undo.pop()
            raise
        self._undo.pop()
        if done.changes.step is not None:
            self._redo.append(done.changes.step)
        return done

    def redo(self) -> StepDone | None:
        """Do again what was last undone; None when there is nothing."""
        if not self._redo:
            return None
        done = self.undo_step(self._redo[-1], kind="redo")
        self._redo.pop()
        if done.changes.step is not None:
            self._undo.append(done.changes.step)
        return done

    def undo_step(self, step: bytes, *, kind: str = "undo") -> StepDone:
        """Take back any step, days later too, for every field untouched since; the rest is listed.

        Raises RuleError for what cannot be taken back, such as an issued certificate; StaysError
        for a file of which nothing can.
        """
        with self._log() as log:
            parts = history.find_step(log, step)
            stays = history.stays(log, step)
            label = history.label_of(log, step)
        if not parts and stays:
            raise StaysError(
                _("“{label}” cannot be undone. {why}").format(label=label, why=" ".join(stays))
            )
        if not parts:
            raise NotFoundError(_("This step is not in the history of this workbook."))
        found = parts[0]
        if found.header.kind == "issue":
            raise RuleError(
                _(
                    "Issuing a certificate cannot be undone: the paper may be in someone's hands. "
                    "Cancel the certificate with a reason instead; its number stays used."
                )
            )
        if found.header.kind in history.NOT_UNDONE:
            raise RuleError(_("This step cannot be undone. Nothing was changed."))
        said = _("Redo: {label}") if kind == "redo" else _("Undo: {label}")
        with self.changing(said.format(label=label), kind=kind, undoes=step) as change:
            undone: Undone = history.take_back(change, parts)
        return StepDone(label, change.summary, undone.kept, stays)

    # -- exchange

    def lines(
        self,
        *,
        withhold: Collection[tuple[str, str]] = (),
        rows: Collection[Address] | None = None,
    ) -> list[union.Line]:
        """The whole log as lines for another office, or that of `rows`. Fields in `withhold`,
        (entity, field), are named without their value.

        For many, `union.lines_out` gives one at a time.
        """
        with self._log() as log:
            return list(union.lines_out(log, withhold=withhold, rows=rows))

    def unite(self, lines: Iterable[union.Line], *, undoable: bytes | None = None) -> union.Union:
        """Add changes made elsewhere to the log, in one transaction: the union of the two.

        `undoable` is the step among them that undo takes back first: a sheet's hand edits.
        """
        with self.uniting(keep=True) as (_db, log):
            result = union.take_lines(log, lines)
        if (result.new or result.filled) and undoable is not None:
            self.let_undo(undoable)
        return result

    def let_undo(self, step: bytes) -> None:
        """Let `undo` take back first a step that a union brought."""
        self._undo.append(step)
        self._redo.clear()

    @contextmanager
    def uniting(self, *, keep: bool) -> Iterator[tuple[Connection, Log]]:
        """A transaction for what was done elsewhere: (a connection that sees it, the log).

        With `keep` False all is rolled back at the end: a preview does what will be done, and
        looks. Nobody else writes meanwhile.
        """
        try:
            with self._writer() as db:
                log = Log(db.connection.cursor(), self._names)
                yield db, log
                if not keep:
                    raise _NotKept
                self._note_erased(db, log)
        except _NotKept:
            return
        self._dirty = self._dirty or log.written
        if log.written:
            self._load_office()
        if log.erased:
            self._compact()

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

    @property
    def public_key(self) -> str:
        """This installation's Ed25519 public key, 64 hex digits."""
        return keys.public_of(self._signing_key)

    def sign(self, message: bytes) -> bytes:
        """64 bytes: this installation's Ed25519 signature."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._signing_key).sign(message)

    # -- backups

    def backups(self) -> list[BackupRow]:
        """The backups beside this file, newest first."""
        return backups_.rows(self.path, self._key)

    def backups_holding(self, rows: Collection[bytes]) -> list[tuple[int, datetime, int, bool]]:
        """(number, local time, sheet number, certain) of the backups that say something of one of
        these rows, by their ids, newest first; not certain where the present key does not open it.
        """
        return backups_.holding(self.path, self._key, rows)

    def backup_now(self) -> BackupRow:
        """Make a verified copy. Raises SaveError when it could not be made; the data is fine."""
        self._must_be_open()
        folder = backups_.folder_of(self.path)
        present = backups_.found(self.path)
        number = max((row[0] for row in present), default=0) + 1
        when = self.sources.now().astimezone().replace(tzinfo=None, microsecond=0)
        target = folder / backups_.file_name(number, when, self.sheet_number)
        part = target.with_suffix(".part")
        try:
            if not self.read_only:
                with self.noting() as db:
                    Log(db.connection.cursor()).note_state()
            folder.mkdir(mode=0o700, exist_ok=True)
            for left_over in folder.glob("*.part"):  # of a program that was killed here
                left_over.unlink()
            with self.reading() as db:
                # A reader's lock keeps writers out of the file while its bytes are copied.
                count = db.scalar(select(func.coalesce(func.sum(t.tx.c.count), 0)))
                files.copy(self.path, part)
            held = backups_.checked(part, self._key)
            if held["changes"] != count:
                raise ValueError("the copy holds another number of changes")
            files.replace(part, target)
        except (WorkbookError, OSError, ValueError, *DRIVER_ERRORS) as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            last = f"{present[0][1]:%d %B %Y, %H:%M}" if present else _("none yet")
            raise SaveError(
                _(
                    "The backup was not made. Your data is fine; last good backup: {last}. {why}"
                ).format(last=last, why=_why_no_copy(error))
            ) from error
        self._dirty = False
        gone = backups_.surplus([number, *(row[0] for row in present)])
        for row in present:
            if row[0] in gone:
                row[3].unlink(missing_ok=True)
        return BackupRow(target, number, when, self.sheet_number, held["people"], True)

    def restore(self, row: BackupRow, *, passphrase: str | None = None) -> Workbook:
        """Go back to a backup: the present file is saved aside as a backup first, then the copy
        takes its place under a new replica id. Returns the workbook opened anew; this one is
        closed.

        A backup of an older password needs that password, or the key of its sheet.
        """
        key = self._key if passphrase is None else opening.key_of(row.path, passphrase)
        part = opening.checked_part(self.path, row, key, self.sources)
        try:
            self.backup_now()
            self.close()
            files.replace(part, self.path)
        except WorkbookError:
            opening.fresh_part(self.path)
            raise
        return Workbook._restored(self.path, key, operator=self.operator, sources=self.sources)

    @classmethod
    def backups_beside(cls, path: Path, *, passphrase: str) -> list[BackupRow]:
        """The backups beside a file that does not open, newest first.

        `passphrase` may be the key of the emergency sheet; it need not be right, then `people` is
        None in each.
        """
        present = backups_.found(path)
        for _number, _when, _sheet, copy in present:
            with contextlib.suppress(OpenError):
                return backups_.rows(path, opening.key_of(copy, passphrase))
        return backups_.rows(path, None)

    @classmethod
    def recover(
        cls,
        path: Path,
        row: BackupRow,
        *,
        passphrase: str,
        operator: str = "",
        sources: Sources | None = None,
    ) -> Workbook:
        """Put a backup in the place of a file that is damaged, empty or gone, and open it.

        The damaged file is kept beside it under another name. `passphrase` is that of the backup,
        or the key of its sheet.
        """
        sources = sources or Sources.system()
        key = opening.key_of(row.path, passphrase)
        lock = FileLock(path, since=datetime.now(UTC))
        try:
            part = opening.checked_part(path, row, key, sources)
            when = sources.now().astimezone()
            aside = f"{path.stem} damaged {when:%Y-%m-%d %H-%M-%S}{path.suffix}"
            # Its journal goes with it: beside the backup it would be played back into that.
            for end in ("", "-journal"):
                with contextlib.suppress(FileNotFoundError):
                    path.with_name(path.name + end).rename(path.with_name(aside + end))
            files.replace(part, path)
        finally:
            lock.release()
        return cls._restored(path, key, operator=operator, sources=sources)

    @classmethod
    def _restored(cls, path: Path, key: bytes, *, operator: str, sources: Sources) -> Workbook:
        salt = cipher.salt_of(path)
        book = cls._opened(path, key, salt, operator=operator, sources=sources, read_only=False)
        with book.changing(_("New identity after a restore"), kind="restore") as change:
            book._say_key(change, book.office_key, book.public_key)
        return book

    # -- proof

    def rebuild(self) -> None:
        """Make all tables anew from the log."""
        with self._writer() as db:
            cells.rebuild(Log(db.connection.cursor(), self._names))

    def proof(self) -> list[proof.Fault]:
        """What is wrong with pages, log and tables; empty when all is well. Reads everything."""
        with self._log() as log:
            return proof.faults(log, self.replica)

    def differences(self) -> list[cells.Difference]:
        """Where the tables are not what the log says; empty when all is well."""
        with self._log() as log:
            return cells.differences(log)

    def content_digest(self) -> str:
        """A hash of the tables' present content, for comparing before and after."""
        from workbook.storage.dump import dump

        with self.reading() as db:
            return blake2b(dump(db), digest_size=16).hexdigest()


def _why_no_copy(error: Exception) -> str:
    if isinstance(error, WorkbookError):
        return error.sentence
    if isinstance(error, OSError):
        return _("The computer says of the folder: {why}.").format(why=error.strerror)
    return _("The copy did not read back as it should.")
