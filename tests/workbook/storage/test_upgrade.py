"""Older files are brought up to date after a copy, and new files have just the declared tables."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from workbook.errors import DamagedError, OpenError, WrongKeyError
from workbook.storage import cipher, upgrade
from workbook.storage.book import Workbook
from workbook.storage.tables import metadata

from .conftest import add_people

OLD = Path(__file__).parents[2] / "files" / "format-1.workbook"
OLD_PASSPHRASE = "an old passphrase"
OLD_KEY = "XPBB-83FH-WRXC-9G7J-SE2J-JYR7-GE3G-MJBX-N7TX-81PE-YC7Q-AR0V-0P6G-52J4"
OLD_DIGEST = "0ef03f5a5137731e65ccea87047ba0c0"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.workbook"
    shutil.copyfile(OLD, path)
    return path


def _described(db: Any) -> dict[str, Any]:
    """Every table with its columns and indexes, as SQLite says them."""
    tables = sorted(
        row[0]
        for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        if not row[0].startswith("sqlite_")
    )
    described = {}
    for table in tables:
        indexes = {
            row[1]: (row[2], row[3], [c[2] for c in db.execute(f'PRAGMA index_info("{row[1]}")')])
            for row in db.execute(f'PRAGMA index_list("{table}")')
        }
        columns = [tuple(row[1:]) for row in db.execute(f'PRAGMA table_info("{table}")')]
        rowid = (
            "WITHOUT ROWID"
            in db.execute("SELECT sql FROM sqlite_master WHERE name=?", (table,)).fetchone()[0]
        )
        described[table] = (columns, indexes, rowid)
    return described


def test_the_upgrade_steps_make_the_declared_tables() -> None:
    stepped = sqlite3.connect(":memory:", isolation_level=None)
    upgrade.upgrade(stepped)
    declared = create_engine("sqlite://")
    with declared.connect() as db:
        metadata.create_all(db)
        assert inspect(db).get_table_names()
        wanted = _described(db.connection.driver_connection)
    declared.dispose()
    assert _described(stepped) == wanted
    assert upgrade.version(stepped) == len(upgrade.steps())
    upgrade.upgrade(stepped)
    assert _described(stepped) == wanted
    stepped.close()


def test_an_old_file_is_brought_up_to_date_after_a_copy(old: Path) -> None:
    before = old.read_bytes()
    with Workbook.open(old, passphrase=OLD_PASSPHRASE, operator="Coordinator") as book:
        assert book.notices == []
        assert book.content_digest() == OLD_DIGEST
        assert book.proof() == []
        book.keep_draft("a", "b")
        add_people(book, 1)
        steps = [step.label for step in book.steps()]
        assert steps[:2] == ["Add people", "Undo: Edit person"]
        assert book.proof() == []
        (marks,) = [step for step in book.steps() if step.label == "Mark attendance"]
        assert book.undo_step(marks.step).changes.count == 10
        assert book.proof() == []
    aside = old.with_name("old version 1.workbook")
    assert aside.read_bytes() == before
    assert aside.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in old.parent.iterdir()) == [
        "old backups",
        "old version 1.workbook",
        "old.workbook",
    ]
    with Workbook.open(old, emergency_key=OLD_KEY) as again:
        assert again.content_digest() != OLD_DIGEST


def test_a_wrong_passphrase_brings_nothing_up_to_date(old: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(WrongKeyError):
        Workbook.open(old, passphrase="wrong")
    assert old.read_bytes() == before
    assert list(old.parent.iterdir()) == [old]


def test_an_old_file_that_is_damaged_is_not_upgraded(old: Path) -> None:
    damaged = bytearray(old.read_bytes())
    damaged[-5000] ^= 1
    old.write_bytes(damaged)
    with pytest.raises(DamagedError):
        Workbook.open(old, emergency_key=OLD_KEY)
    assert old.read_bytes() == damaged


def test_an_old_file_that_must_not_be_written_says_what_to_do(old: Path) -> None:
    with pytest.raises(OpenError, match="older version"):
        Workbook.open(old, emergency_key=OLD_KEY, read_only=True)
    assert list(old.parent.iterdir()) == [old]


def test_what_a_killed_upgrade_left_does_not_reach_the_next(old: Path) -> None:
    part = old.with_name(old.name + ".part")
    part.write_bytes(b"half an upgrade")
    part.with_name(part.name + "-journal").write_bytes(
        bytes.fromhex("d9d505f920a163d7") + bytes(4088)
    )
    with Workbook.open(old, emergency_key=OLD_KEY) as book:
        assert book.content_digest() == OLD_DIGEST
        assert book.proof() == []
    assert not list(old.parent.glob("*.part*"))


def test_an_old_backup_is_restored_into_a_new_version(old: Path) -> None:
    backups = old.with_name("old backups")
    backups.mkdir()
    shutil.copyfile(old, backups / "0007 2020-11-02 09-00-00 sheet 1.workbook")
    with Workbook.open(old, emergency_key=OLD_KEY) as book:
        add_people(book, 1)
        (row,) = book.backups()
        back = book.restore(row)
        assert [r.number for r in back.backups()] == [8, 7]
        assert back.proof() == []
        assert back.steps()[0].kind == "restore"
        back.close()


def test_what_a_newer_version_said_fills_the_tables_after_an_upgrade(
    old: Path, tmp_path: Path
) -> None:
    """Rows whose kind was not known are stored, and stand in the tables once it is."""
    copy = tmp_path / "copy.workbook"
    shutil.copyfile(old, copy)
    from workbook.storage.connection import connect

    db = connect(copy, cipher.unspell(OLD_KEY), cipher.salt_of(copy))
    db.execute("DELETE FROM person")
    db.close()
    with Workbook.open(copy, emergency_key=OLD_KEY) as book:
        assert book.content_digest() == OLD_DIGEST
