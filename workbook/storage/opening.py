"""What happens before a file is open: its key, its damage, its upgrade, a backup in its place."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

from workbook import files
from workbook.errors import (
    AlreadyOpenError,
    DamagedError,
    EmptyFileError,
    NewerVersionError,
    NotAWorkbookError,
    OpenError,
    SaveError,
    WrongKeyError,
)
from workbook.i18n import _
from workbook.sources import Sources
from workbook.storage import backup as backups_
from workbook.storage import cells, cipher, keys, upgrade
from workbook.storage.backup import BackupRow
from workbook.storage.connection import DRIVER_ERRORS, connect, saving
from workbook.storage.identity import Identity
from workbook.storage.lock import FileLock
from workbook.storage.log import Log


def lock(path: Path) -> FileLock | None:
    """Hold the file for this process; None where it can only be read. AlreadyOpenError where
    another holds it.
    """
    if not os.access(path, os.W_OK):
        return None
    try:
        return FileLock(path, since=datetime.now(UTC))
    except OSError:
        return None


def interrupted(path: Path) -> bool:
    """Whether a program was killed in a transaction: its journal is played back at opening."""
    journal = path.with_name(path.name + "-journal")
    return journal.exists() and journal.stat().st_size > 0


def fresh_part(path: Path) -> Path:
    """Where a file is made before it takes the place of `path`; what was left there is removed.

    A journal left there would be played back into the new part.
    """
    part = path.with_name(path.name + ".part")
    for end in ("", "-journal"):
        with contextlib.suppress(OSError):
            part.with_name(part.name + end).unlink()
    return part


def begun(path: Path, passphrase: str, sources: Sources) -> tuple[Path, bytes, bytes]:
    """A new file that holds no step yet, its key and the 16 bytes at its head. It is made where it
    can take the place of `path`. Raises OpenError where a file is there, SaveError.
    """
    if path.exists():
        raise OpenError(
            _("There is already a file “{name}” here. Nothing was changed.").format(name=path.name)
        )
    salt = cipher.MAGIC + os.urandom(cipher.SALT_BYTES - len(cipher.MAGIC))
    key = cipher.key_of(passphrase, salt)
    part = fresh_part(path)
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
    except BaseException:
        fresh_part(path)
        raise
    return part, key, salt


def key_of(path: Path, passphrase: str) -> bytes:
    """The key to a file, from its passphrase or as its emergency sheet spells it."""
    if cipher.looks_like_key(passphrase):
        return cipher.unspell(passphrase)
    return cipher.key_of(passphrase, cipher.salt_of(path, whole=False))


def unlocked(path: Path, passphrase: str | None, emergency_key: str | None) -> tuple[bytes, bytes]:
    """The key that fits the file, and the 16 bytes at its head, or an OpenError that says why not.

    A head that was damaged is tried with the newest backup's.
    """
    killed = interrupted(path)
    head: bytes | None = None
    error: OpenError | None = None
    try:
        head = cipher.salt_of(path, whole=not killed)
    except NotAWorkbookError as other_kind:
        error = other_kind
    except (EmptyFileError, DamagedError) as broken:
        raise type(broken)(f"{broken.sentence} {_backups_said(path)}") from broken

    def key_over(salt: bytes) -> bytes:
        if emergency_key is not None:
            return cipher.unspell(emergency_key)
        return cipher.key_of(passphrase or "", salt)

    if head is not None:
        key = key_over(head)
        # In mid-rekey the file holds pages of two keys until its journal is played back.
        if killed or cipher.key_fits(path, key, head):
            return key, head
        error = _wrong_key(emergency_key is not None)
    other = _newest_head(path)
    if other is not None and other != head:
        key = key_over(other)
        if cipher.key_fits(path, key, other):
            return key, other
    assert error is not None
    raise error


def _newest_head(path: Path) -> bytes | None:
    for _number, _when, _sheet, copy in backups_.found(path):
        with contextlib.suppress(OpenError):
            return cipher.salt_of(copy)
    return None


def _wrong_key(of_sheet: bool) -> WrongKeyError:
    return WrongKeyError(
        _(
            "This emergency sheet does not open this workbook. It may belong to an older "
            "password: look at the number of the sheet."
        )
        if of_sheet
        else _(
            "The password does not open this workbook. Nothing is damaged: try again, "
            "or use the emergency sheet."
        )
    )


def mend_head(path: Path, key: bytes, salt: bytes) -> bool:
    """Put the first 16 bytes right where they are not `salt`; True when they were not."""
    with path.open("rb") as file:
        if file.read(cipher.SALT_BYTES) == salt:
            return False
    if not cipher.key_fits(path, key, salt, head=True):
        raise damaged(path)
    cipher.put_salt_back(path, salt)
    return True


def bring_up_to_date(path: Path, key: bytes, salt: bytes, *, read_only: bool = False) -> None:
    """Upgrade an older file: a copy is upgraded and checked, then takes the file's place.

    The file as it was stays beside it, named after its version.
    """
    try:
        found, foreign = _version(path, key, salt, read_only=read_only)
    except DRIVER_ERRORS as error:
        if "locked" in str(error):
            raise AlreadyOpenError(
                _("Another program is holding this workbook. Close it there and try again.")
            ) from error
        if read_only and interrupted(path):
            raise OpenError(
                _(
                    "This workbook was closed unexpectedly and must be put right before it can be "
                    "read. Copy it together with “{journal}” to your Documents folder and open it "
                    "there."
                ).format(journal=path.name + "-journal")
            ) from error
        raise (damaged(path) if cipher.key_fits(path, key, salt) else _wrong_key(False)) from error
    if foreign:
        raise NotAWorkbookError(_("This is an encrypted file of another program."))
    newest = len(upgrade.steps())
    if found > newest:
        raise newer(found)
    if found == newest:
        return
    if read_only:
        raise OpenError(
            _(
                "This workbook was made by an older version of the program, and cannot be brought "
                "up to date here, where it is read-only. Copy it to your Documents folder and "
                "open it there."
            )
        )
    aside = path.with_name(f"{path.stem} version {found}{path.suffix}")
    files.copy(path, aside)
    try:
        backups_.checked(aside, key)
    except (ValueError, *DRIVER_ERRORS) as error:
        raise damaged(path) from error
    part = fresh_part(path)
    files.copy(path, part)
    _upgrade(part, key, salt)
    backups_.checked(part, key)
    files.replace(part, path)


def _upgrade(path: Path, key: bytes, salt: bytes) -> None:
    """Run the upgrade steps, and fill the tables with what the log knew before they were there."""
    with saving():
        db = connect(path, key, salt)
        try:
            upgrade.upgrade(db)
            db.execute("BEGIN IMMEDIATE")
            cells.rebuild(Log(db.cursor()))
            db.execute("COMMIT")
        finally:
            db.close()


def _version(path: Path, key: bytes, salt: bytes, *, read_only: bool) -> tuple[int, bool]:
    """(upgrade steps the file has had, whether it is another program's)."""
    db = connect(path, key, salt, read_only=read_only)
    try:
        found = upgrade.version(db)
        program = db.execute("PRAGMA application_id").fetchone()[0]
    finally:
        db.close()
    return found, program != upgrade.APPLICATION_ID


def checked_part(path: Path, row: BackupRow, key: bytes, sources: Sources) -> Path:
    """A backup that was checked, brought up to date and given a new replica id, ready to take the
    place of `path`: two histories must not share one identity.
    """
    salt = cipher.salt_of(row.path)
    if not cipher.key_fits(row.path, key, salt):
        raise WrongKeyError(
            _(
                "This backup was made under an older password. Type that password, or the key "
                "of emergency sheet {number}. Nothing was changed."
            ).format(number=row.sheet_number)
        )
    try:
        backups_.checked(row.path, key)
        found, _foreign = _version(row.path, key, salt, read_only=True)
    except (ValueError, *DRIVER_ERRORS) as error:
        raise DamagedError(
            _("This backup is damaged. Nothing was changed. Choose another one.")
        ) from error
    if found > len(upgrade.steps()):
        raise newer(found)
    part = fresh_part(path)
    files.copy(row.path, part)
    if found < len(upgrade.steps()):
        _upgrade(part, key, salt)
    with saving():
        db = connect(part, key, salt)
        try:
            Identity.drawn(sources).put_in(db)
            db.execute("DELETE FROM setting WHERE name='anchor'")
        finally:
            db.close()
    return part


def put_in_place(path: Path, row: BackupRow, key: bytes, sources: Sources) -> None:
    """Put a backup in the place of a file that is damaged, empty or gone; what stands there is kept
    beside it under another name.
    """
    held = FileLock(path, since=datetime.now(UTC))
    try:
        part = checked_part(path, row, key, sources)
        when = sources.now().astimezone()
        aside = f"{path.stem} damaged {when:%Y-%m-%d %H-%M-%S}{path.suffix}"
        # Its journal goes with it: beside the backup it would be played back into that.
        for end in ("", "-journal"):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(path.with_name(aside + end))
        files.replace(part, path)
    finally:
        held.release()


def newer(found: int) -> NewerVersionError:
    return NewerVersionError(
        _(
            "This workbook was made by a newer version of the program (format {version}). "
            "Nothing was changed. Install the newer version here, or open it there."
        ).format(version=found)
    )


def damaged(path: Path) -> DamagedError:
    return DamagedError(
        _("This workbook is damaged or was not copied completely. It was not changed.")
        + " "
        + _backups_said(path)
    )


def _backups_said(path: Path) -> str:
    present = backups_.found(path)
    if not present:
        return _("There is no backup beside it: look for a copy on another computer or stick.")
    number, when, sheet, _path = present[0]
    return _(
        "The newest of {count} backups is number {number} of {when} (emergency sheet {sheet}): "
        "restore it."
    ).format(count=len(present), number=number, when=f"{when:%d %B %Y, %H:%M}", sheet=sheet)
