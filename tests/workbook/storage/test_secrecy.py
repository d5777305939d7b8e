"""No name, phone or id lies anywhere in plain: the disk is read as a thief would read it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbook.domain.coaching import NOTE
from workbook.domain.people import PERSON
from workbook.storage.book import Workbook

from .conftest import PASSPHRASE, Reopen, add_people

CANARIES = {
    "name_latin": "Canaria Birdwing",
    "name_native": "کنریا آزمائشی",
    "phone": "+923005557771",
    "national_id": "35202-7777777-1",
    "email": "canaria@invented.example",
    "remark": "Prefers mornings, canary-remark",
}
NOTE_TEXT = "canary-note: she fears a transfer"
LABEL = "Canary label of a step"


def _spellings(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield text.encode(encoding)
    yield text.encode("utf-8").hex().encode()


def _assert_secret(*folders: Path) -> list[str]:
    """Search every file; returns the names of those that were read."""
    read = []
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            content = path.read_bytes()
            read.append(path.name)
            for text in (*CANARIES.values(), NOTE_TEXT, LABEL, PASSPHRASE, "CREATE TABLE"):
                for spelling in _spellings(text):
                    assert spelling not in content, f"{text!r} in {path.name}"
                    assert not set(text.split()) & set(path.name.split())
    return read


def _write(book: Workbook) -> None:
    with book.changing(LABEL) as change:
        person = change.create(PERSON, **CANARIES)
        uuid = book.sources.uuid()
        sealed = book.seal(NOTE_TEXT, row=uuid, field="sealed")
        change.create(NOTE, uuid=uuid, sealed=sealed)
        change.edit(PERSON, person, remark=CANARIES["remark"] + " again")
    book.keep_draft("person/1", CANARIES["remark"])


@pytest.fixture
def places(tmp_path: Path, home: Path) -> tuple[Path, ...]:
    return (tmp_path, home, Path(tempfile.gettempdir()))


def test_nothing_is_readable_at_rest(
    at_rest: Path, reopen: Reopen, places: tuple[Path, ...]
) -> None:
    with reopen(at_rest) as book:
        _write(book)
        book.undo()
        book.redo()
        row = book.backup_now()
        read = _assert_secret(*places)
        assert {at_rest.name, row.path.name, at_rest.name + ".lock"} <= set(read)
        back = book.restore(row)
        back.close()
    read = _assert_secret(*places)
    assert at_rest.name + ".lock" not in read
    assert len(read) >= 4


def test_nothing_is_readable_in_mid_step(
    at_rest: Path, reopen: Reopen, raw: Any, places: tuple[Path, ...]
) -> None:
    """The journal and the file are read while a step is half written to the disk."""
    journal = at_rest.with_name(at_rest.name + "-journal")
    book = reopen(at_rest)
    _write(book)
    with book.changing(LABEL) as change:
        change.db.exec_driver_sql("PRAGMA cache_size=5")
        for n in range(400):
            change.create(PERSON, **CANARIES, role=f"{n}")
        assert journal.stat().st_size > 10_000
        held = journal.read_bytes()
        _assert_secret(*places)
    assert not journal.exists()
    assert held[:8] == bytes.fromhex("d9d505f920a163d7"), "this was a journal"


def test_a_new_passphrase_leaves_nothing_readable(
    at_rest: Path, reopen: Reopen, places: tuple[Path, ...]
) -> None:
    book = reopen(at_rest)
    _write(book)
    new = book.new_emergency("another")
    book.rekey(new, new.emergency_key)
    _assert_secret(*places)
    assert sorted(os.listdir(at_rest.parent)) == [at_rest.name, at_rest.name + ".lock"]
    book.backup_now()
    _assert_secret(*places)


def test_a_note_is_sealed_inside_the_log_too(book: Workbook) -> None:
    _write(book)
    with book.reading() as db:
        for table in ("note", "change", "coded", "word"):
            for row in db.exec_driver_sql(f'SELECT * FROM "{table}"').all():
                assert "canary-note" not in repr(row)


def test_a_step_of_people_says_no_name_in_its_label_or_kinds(book: Workbook) -> None:
    add_people(book, 1, name_latin="Canaria")
    (step, *_rest) = book.steps()
    assert "Canaria" not in repr(step)
