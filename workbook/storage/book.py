"""The workbook file: opening it, and the only transactions on it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select

from workbook import files
from workbook.domain import ids
from workbook.domain.office import OFFICE, PROGRAMME
from workbook.errors import (
    OpenError,
    RuleError,
    SaveError,
    StaysError,
    WorkbookError,
)
from workbook.i18n import _
from workbook.sources import Sources
from workbook.storage import anchor, cells, cipher, history, opening, proof, undoing, union
from workbook.storage import backup as backups_
from workbook.storage import tables as t
from workbook.storage.backup import BackupRow
from workbook.storage.changing import Changes, Changing
from workbook.storage.connection import DRIVER_ERRORS
from workbook.storage.file import OpenFile
from workbook.storage.history import FieldChange, StepRow
from workbook.storage.identity import Identity, say_key
from workbook.storage.lock import FileLock
from workbook.storage.log import Address, Header, Log, State
from workbook.storage.undoing import StepDone

__all__ = ["StepDone", "Workbook"]


class _NotKept(Exception):
    """Ends a transaction that was only to be looked at."""


class Workbook(OpenFile):
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
        super().__init__(path, key, salt, read_only=read_only)
        self.operator = operator
        self.sources = sources
        self.notices: list[str] = []
        self._lock = lock
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
        part, key, salt = opening.begun(path, passphrase, sources)
        try:
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
        lock = None if read_only else opening.lock(path)
        read_only = lock is None
        try:
            interrupted = lock is not None and (opening.interrupted(path) or lock.left_behind)
            mended = lock is not None and opening.mend_head(path, key, salt)
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
        self._identity = Identity(bytes(replica[0]), bytes(replica[1]))
        self._load_keys(stored)
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
            say_key(change, programme_id, office, self.public_key)
            self._set(change.db, "programme", programme_id.hex)
            self._set(change.db, "office", change.uuid(office).hex)
        self._undo.clear()
        with self.reading() as db:
            self._office_uuid = self._settings(db)["office"]
        self._load_office()

    def rotate(self, label: str) -> None:
        """Go on as another installation of the same office: a new replica id and a new key to sign
        with, which is said in the log. Nothing else changes, and no one needs to know.

        For a file of which a copy is in use elsewhere, or that was set back.
        """
        made = Identity.drawn(self.sources)
        with self._logging() as (db, log):
            log.note_state()
            made.put_in(log.cursor)
            change = Changing(db, log, self.sources)
            say_key(change, self.programme_uuid, self.office_key, made.public_key)
            header = self._header(change.state, label, "restore", "", None)
            change.write(replace(header, replica=made.replica))
        self._identity = made
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
    def changing(
        self, label: str, *, kind: str = "edit", source: str = "", undoes: bytes | None = None
    ) -> Iterator[Changing]:
        """One user's action: one transaction, one step of the history, all or nothing.

        `label` says what was done without anybody's name. After the block, `summary` of the
        yielded object tells what changed. Raises SaveError when it could not be written.
        """
        with self._logging() as (db, log):
            change = Changing(db, log, self.sources)
            yield change
            header = self._header(change.state, label, kind, source, undoes)
            change.summary = change.write(header)
        self._after(change.summary, kind)

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
            found = undoing.find(log, step)
        said = _("Redo: {label}") if kind == "redo" else _("Undo: {label}")
        with self.changing(said.format(label=found.label), kind=kind, undoes=step) as change:
            undone = history.take_back(change, found.parts)
        return StepDone(found.label, change.summary, undone.kept, found.stays)

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
            with self._logging() as (db, log):
                yield db, log
                if not keep:
                    raise _NotKept
        except _NotKept:
            return
        self._dirty = self._dirty or log.written
        if log.written:
            self._load_office()

    # -- who it is

    @property
    def replica(self) -> bytes:
        """8 bytes: which installation this is."""
        return self._identity.replica

    @property
    def public_key(self) -> str:
        """This installation's Ed25519 public key, 64 hex digits."""
        return self._identity.public_key

    def sign(self, message: bytes) -> bytes:
        """64 bytes: this installation's Ed25519 signature."""
        return self._identity.sign(message)

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
        when = self.sources.now().astimezone().replace(tzinfo=None, microsecond=0)
        with backups_.saying_why(self.path):
            if not self.read_only:
                with self.noting() as db:
                    Log(db.connection.cursor()).note_state()
            made = backups_.make(
                self.path, self._key, self.reading, when=when, sheet_number=self.sheet_number
            )
        self._dirty = False
        return made

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
        opening.put_in_place(path, row, key, sources)
        return cls._restored(path, key, operator=operator, sources=sources)

    @classmethod
    def _restored(cls, path: Path, key: bytes, *, operator: str, sources: Sources) -> Workbook:
        salt = cipher.salt_of(path)
        book = cls._opened(path, key, salt, operator=operator, sources=sources, read_only=False)
        with book.changing(_("New identity after a restore"), kind="restore") as change:
            say_key(change, book.programme_uuid, book.office_key, book.public_key)
        return book

    # -- proof

    def rebuild(self) -> None:
        """Make all tables anew from the log."""
        with self._logging() as (_db, log):
            cells.rebuild(log)

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
