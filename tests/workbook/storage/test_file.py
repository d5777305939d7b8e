"""The file: what it is at rest, and how everything that is not it is told apart."""

import contextlib
import io
import os
import random
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text

from workbook.domain.people import PERSON
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
from workbook.storage import cipher
from workbook.storage.book import Workbook
from workbook.storage.tables import RECORDS

from .conftest import PASSPHRASE, Reopen, Template, add_people

RawConnection = Callable[[Path], Any]


def _child(program: str, *arguments: object) -> "subprocess.Popen[str]":
    """Another process, which says a line when it is ready and ends with its input."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


HOLDER = """
import sys
from pathlib import Path
from workbook.storage.book import Workbook
book = Workbook.open(Path(sys.argv[1]), emergency_key=sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(at_rest: Path, template: Template) -> Iterator["subprocess.Popen[str]"]:
    """A process that has the workbook open."""
    child = _child(HOLDER, at_rest, template.emergency_key)
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    yield child
    child.kill()
    child.communicate()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    with _mounted(tmp_path / "disk", "size=1m") as disk:
        yield disk


@contextlib.contextmanager
def _mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def _fill(path: Path) -> None:
    """Write until the disk is full."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass


# -- at rest


def test_a_new_workbook_is_one_private_file(tmp_path: Path) -> None:
    path = tmp_path / "new.workbook"
    with Workbook.create(
        path, passphrase=PASSPHRASE, office_code=" lhr ", office_name="Lahore"
    ) as book:
        assert (book.office_code, book.number_prefix, book.sheet_number) == ("LHR", "LHR", 1)
        assert [step.label for step in book.steps()] == ["Create workbook"]
        assert not book.can_undo
        lock = tmp_path / "new.workbook.lock"
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new backups", "new.workbook"]
    assert stat.S_IMODE((tmp_path / "new backups").stat().st_mode) == 0o700


def test_a_workbook_is_never_made_over_a_file(at_rest: Path) -> None:
    before = at_rest.read_bytes()
    with pytest.raises(OpenError, match="already a file"):
        Workbook.create(at_rest, passphrase="x", office_code="A", office_name="B")
    assert at_rest.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="“missing”"):
        Workbook.create(
            tmp_path / "missing" / "a.workbook", passphrase="x", office_code="A", office_name="B"
        )
    assert list(tmp_path.iterdir()) == []


def test_plain_sqlite_cannot_open_it(at_rest: Path) -> None:
    db = sqlite3.connect(at_rest)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        db.execute("SELECT * FROM sqlite_master")
    db.close()


def test_what_is_saved_is_there_when_opened_again(at_rest: Path, reopen: Reopen) -> None:
    with reopen(at_rest) as book:
        (key,) = add_people(book, 1, name_native="آزمائش")
    with reopen(at_rest, passphrase=PASSPHRASE) as book, book.reading() as db:
        found = db.execute(select(RECORDS["person"])).one()
        assert (found.id, found.name_native) == (key, "آزمائش")
        assert book.notices == []


def test_closing_twice_is_fine_and_a_closed_workbook_takes_nothing(book: Workbook) -> None:
    book.close()
    book.close()
    with pytest.raises(OpenError, match="closed"):
        add_people(book, 1)
    with pytest.raises(OpenError, match="closed"), book.reading():
        pass


# -- told apart


def test_a_wrong_passphrase_is_not_damage(at_rest: Path) -> None:
    with pytest.raises(WrongKeyError, match="Nothing is damaged"):
        Workbook.open(at_rest, passphrase="another")
    assert not list(at_rest.parent.glob("*.lock"))


def test_the_key_of_another_sheet_is_told_from_a_slip_of_the_pen(
    at_rest: Path, template: Template
) -> None:
    with pytest.raises(WrongKeyError, match="number of the sheet"):
        Workbook.open(at_rest, emergency_key=cipher.spell(b"k" * 32))
    slip = template.emergency_key.replace("-", " ").lower()[:-1] + "-"
    with pytest.raises(WrongKeyError, match="group by group"):
        Workbook.open(at_rest, emergency_key=slip)


def test_an_emergency_key_may_be_typed_with_blanks_and_in_small_letters(
    at_rest: Path, template: Template
) -> None:
    typed = template.emergency_key.replace("-", "  ").lower()
    with Workbook.open(at_rest, emergency_key=typed) as book:
        assert book.verify_passphrase(PASSPHRASE)
        assert book.verify_passphrase(typed)
        assert not book.verify_passphrase("another")


def test_an_empty_file_is_called_empty_and_stays_so(at_rest: Path) -> None:
    at_rest.write_bytes(b"")
    with pytest.raises(EmptyFileError, match="empty"):
        Workbook.open(at_rest, passphrase=PASSPHRASE)
    assert at_rest.stat().st_size == 0


@pytest.mark.parametrize("content", ["xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 9000])
def test_an_excel_file_is_called_one(at_rest: Path, content: "str | bytes") -> None:
    if content == "xlsx":
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
        content = held.getvalue()
    assert isinstance(content, bytes)
    at_rest.write_bytes(content)
    with pytest.raises(NotAWorkbookError, match="This is an Excel file"):
        Workbook.open(at_rest, passphrase=PASSPHRASE)


@pytest.mark.parametrize("content", [b"name,phone\n", random.Random(1).randbytes(8192)])
def test_another_kind_of_file_is_not_a_workbook(at_rest: Path, content: bytes) -> None:
    at_rest.write_bytes(content)
    with pytest.raises(NotAWorkbookError, match="not a workbook"):
        Workbook.open(at_rest, passphrase=PASSPHRASE)


def test_an_encrypted_file_of_another_program_is_told(at_rest: Path, raw: Any) -> None:
    with raw(at_rest) as db:
        db.execute("PRAGMA application_id=7")
    for read_only in (False, True):
        with pytest.raises(NotAWorkbookError, match="another program"):
            Workbook.open(at_rest, passphrase=PASSPHRASE, read_only=read_only)


def test_a_newer_version_is_refused_and_left_alone(at_rest: Path, raw: Any) -> None:
    with raw(at_rest) as db:
        found = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute(f"PRAGMA user_version={found + 1}")
    before = at_rest.read_bytes()
    for read_only in (False, True):
        with pytest.raises(NewerVersionError, match="newer version"):
            Workbook.open(at_rest, passphrase=PASSPHRASE, read_only=read_only)
    assert at_rest.read_bytes() == before
    assert [p.name for p in at_rest.parent.iterdir()] == [at_rest.name]


def test_a_cut_off_file_is_damaged_at_every_length(
    template: Template, tmp_path: Path, reopen: Reopen
) -> None:
    whole = template.path.read_bytes()
    path = tmp_path / "cut.workbook"
    steps = random.Random(2).sample(range(50, len(whole) - 10), 40)
    for size in [50, 4095, 4096, 8192, len(whole) // 8192 * 4096, len(whole) - 10, *steps]:
        path.write_bytes(whole[:size])
        with pytest.raises(DamagedError, match="damaged or was not copied completely"):
            reopen(path)
        assert path.read_bytes() == whole[:size]


def test_every_flipped_bit_is_noticed(template: Template, tmp_path: Path, reopen: Reopen) -> None:
    whole = template.path.read_bytes()
    path = tmp_path / "flipped.workbook"
    chance = random.Random(3)
    for place in [16, 17, 100, 4095, len(whole) - 1, *chance.sample(range(16, len(whole)), 195)]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises(DamagedError, match="was not changed"):
            reopen(path)
        assert path.read_bytes() == damaged


# -- a damaged head


@pytest.mark.parametrize("place", [0, 3, 4, 15])
@pytest.mark.parametrize("with_sheet", [False, True])
def test_a_damaged_head_is_put_right_from_the_newest_backup(
    at_rest: Path, reopen: Reopen, template: Template, place: int, with_sheet: bool
) -> None:
    with reopen(at_rest) as book:
        add_people(book, 3)
    damaged = bytearray(at_rest.read_bytes())
    damaged[place] ^= 0x10
    at_rest.write_bytes(damaged)
    key = {"emergency_key": template.emergency_key} if with_sheet else {"passphrase": PASSPHRASE}
    with Workbook.open(at_rest, **key) as mended:
        assert any("put right" in notice for notice in mended.notices)
        assert mended.proof() == []
    damaged[place] ^= 0x10
    assert at_rest.read_bytes()[:16] == damaged[:16]
    with pytest.raises(WrongKeyError):
        Workbook.open(at_rest, passphrase="another")


def test_more_than_a_damaged_head_sends_to_the_backup(at_rest: Path, reopen: Reopen) -> None:
    with reopen(at_rest) as book:
        add_people(book, 3)
    damaged = bytearray(at_rest.read_bytes())
    damaged[0:40] = bytes(40)
    at_rest.write_bytes(damaged)
    with pytest.raises(DamagedError, match="newest of 1 backups is number 1"):
        Workbook.open(at_rest, passphrase=PASSPHRASE)


# -- one at a time


def test_a_second_window_is_told_since_when(
    at_rest: Path, reopen: Reopen, holder: "subprocess.Popen[str]"
) -> None:
    with pytest.raises(AlreadyOpenError, match=r"already open on this computer since \d\d:\d\d"):
        reopen(at_rest)
    with reopen(at_rest, read_only=True) as book:
        assert any("read-only" in notice for notice in book.notices)
        with pytest.raises(SaveError, match="read-only"):
            add_people(book, 1)


def test_after_a_crash_the_lock_is_free_and_a_notice_says_so(
    at_rest: Path, reopen: Reopen, holder: "subprocess.Popen[str]"
) -> None:
    holder.kill()
    holder.wait()
    assert at_rest.with_name(at_rest.name + ".lock").exists()
    with reopen(at_rest) as book:
        assert any("closed unexpectedly" in notice for notice in book.notices)
    with reopen(at_rest) as book:
        assert book.notices == []


def test_a_lock_file_from_another_computer_is_named_by_it(
    at_rest: Path, reopen: Reopen, holder: "subprocess.Popen[str]"
) -> None:
    lock = at_rest.with_name(at_rest.name + ".lock")
    lock.write_text('{"pid": 1, "host": "OFFICE-7", "since": "2020-11-02T09:12:00+00:00"}')
    with pytest.raises(AlreadyOpenError, match=r"on OFFICE-7 since 0?2 November"):
        reopen(at_rest)
    lock.write_text("half a li")
    with pytest.raises(AlreadyOpenError, match=r"already open. Close it"):
        reopen(at_rest)


def test_another_program_in_the_file_is_waited_for_then_named(
    book: Workbook, at_rest: Path, raw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book.reading() as db:
        db.exec_driver_sql("PRAGMA busy_timeout=50")
    with raw(at_rest) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SaveError, match="Another program is holding"):
            add_people(book, 1)
        other.execute("ROLLBACK")
    assert len(add_people(book, 1)) == 1
    assert book.proof() == []


# -- disks


@pytest.mark.needs_root
def test_a_read_only_disk_opens_read_only(at_rest: Path, tmp_path: Path, reopen: Reopen) -> None:
    with _mounted(tmp_path / "stick", "size=8m") as folder:
        path = folder / "office.workbook"
        path.write_bytes(at_rest.read_bytes())
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with reopen(path) as book:
            assert book.read_only
            assert any("open read-only" in notice for notice in book.notices)
            assert len(book.steps()) == 1
            with pytest.raises(SaveError, match="read-only"):
                add_people(book, 1)
            with pytest.raises(SaveError, match=r"backup was not made.*Read-only file system"):
                book.backup_now()
        with pytest.raises(SaveError, match="“stick”"):
            Workbook.create(folder / "b", passphrase="x", office_code="A", office_name="B")


@pytest.mark.needs_root
def test_a_workbook_left_in_mid_step_on_a_read_only_disk_says_what_to_do(
    at_rest: Path, tmp_path: Path, reopen: Reopen, raw: Any
) -> None:
    journal = at_rest.with_name(at_rest.name + "-journal")
    with raw(at_rest) as db:
        db.execute("PRAGMA cache_size=2")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE word SET text = text || 'x'")
        db.execute("INSERT INTO draft VALUES ('a', zeroblob(200000))")
        kept = {at_rest.name: at_rest.read_bytes(), journal.name: journal.read_bytes()}
        db.execute("ROLLBACK")
    with _mounted(tmp_path / "stick", "size=8m") as folder:
        for name, content in kept.items():
            (folder / name).write_bytes(content)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with pytest.raises(OpenError, match=r"closed unexpectedly.*Copy it together with"):
            reopen(folder / at_rest.name)


@pytest.mark.needs_root
def test_a_full_disk_loses_nothing_that_was_saved(
    at_rest: Path, small_disk: Path, reopen: Reopen
) -> None:
    path = small_disk / "office.workbook"
    path.write_bytes(at_rest.read_bytes())
    with reopen(path) as book:
        add_people(book, 5)
        before = book.content_digest()
        ballast = small_disk / "ballast"
        _fill(ballast)
        with pytest.raises(SaveError, match=r"disk is full.*still on the screen"):
            add_people(book, 500)
        with pytest.raises(
            SaveError, match=r"backup was not made.*Your data is fine.*disk is full"
        ):
            book.backup_now()
        assert list(small_disk.glob("office backups/*")) == []
        assert book.content_digest() == before
        assert book.proof() == []
        ballast.unlink()
        add_people(book, 5)
        assert book.proof() == []
        book._dirty = False


# -- one way to change


def test_nothing_but_changing_writes_records(book: Workbook) -> None:
    (key,) = add_people(book, 1)
    person = RECORDS["person"]
    with book.changing("Try") as change:
        db = change.db
        for statement in (
            insert(person).values(name_latin="Other"),
            person.update().values(phone="1"),
            delete(person),
            text("UPDATE person SET phone='1'"),
            text('DELETE FROM "person"'),
            text("INSERT OR REPLACE INTO change SELECT * FROM change"),
            text("WITH x AS (SELECT 1) UPDATE person SET phone='1'"),
            text("WITH x AS (SELECT 1) DELETE FROM person"),
            text("/* harmless */ UPDATE person SET phone='1'"),
            text("DROP TABLE person"),
            text("CREATE TABLE other (a)"),
            text("ALTER TABLE person ADD COLUMN a"),
            text("ATTACH ':memory:' AS other"),
            text("VACUUM"),
        ):
            with pytest.raises(RuntimeError, match=r"only"):
                db.execute(statement)
        db.execute(text("INSERT INTO register VALUES (1,'a','b','c','d','e',NULL,'{}')"))
        read = text("WITH x AS (SELECT phone FROM person) SELECT * FROM x")
        assert db.execute(read).all() == [("03000",)]
        assert change.edit(PERSON, key, phone="03000") is False
    assert change.summary.step is None


def test_a_step_within_a_step_is_a_bug_not_a_wait(book: Workbook) -> None:
    with book.changing("Outer"), pytest.raises(RuntimeError, match="within a step"):
        book.keep_setting("a", "b")


def test_leaving_by_an_exception_leaves_nothing(book: Workbook) -> None:
    before = book.content_digest()

    def half() -> None:
        with book.changing("Half") as change:
            change.create(PERSON, name_latin="Half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert book.content_digest() == before
    # Numbers given to rows and words in the lost transaction are given anew.
    add_people(book, 2, role="new word")
    assert book.proof() == []
    assert not any(step.label == "Half" for step in book.steps())


def test_drafts_come_back(at_rest: Path, reopen: Reopen) -> None:
    with reopen(at_rest) as book:
        book.keep_draft("note/7", "half a senten")
    with reopen(at_rest) as book:
        assert book.draft("note/7") == "half a senten"
        book.drop_draft("note/7")
        assert book.draft("note/7") is None
    assert b"half a senten" not in at_rest.read_bytes()
    assert os.listdir(at_rest.parent) == [at_rest.name]


def test_a_journal_that_was_never_needed_does_not_stay(at_rest: Path, reopen: Reopen) -> None:
    journal = at_rest.with_name(at_rest.name + "-journal")
    journal.write_bytes(bytes(8192))
    with reopen(at_rest):
        pass
    assert not journal.exists()
