"""Passphrases, emergency sheets, and the verified copies beside the workbook."""

import random
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import DamagedError, SaveError, WrongKeyError
from workbook.sources import SeededClock, seeded
from workbook.storage import backup, cipher
from workbook.storage.book import Workbook

from .conftest import PASSPHRASE, START, Reopen, Template, add_people


def backups_of(path: Path) -> list[Path]:
    return sorted(path.with_name(f"{path.stem} backups").iterdir())


# -- keys


@given(st.binary(min_size=32, max_size=32))
def test_a_sheet_spells_a_key_and_back(key: bytes) -> None:
    spelled = cipher.spell(key)
    assert len(spelled.split("-")) == 14
    assert cipher.unspell(spelled) == key


@given(st.binary(min_size=32, max_size=32), st.integers(0, 54), st.randoms())
def test_a_slip_of_the_pen_is_noticed(key: bytes, place: int, chance: random.Random) -> None:
    typed = cipher.spell(key).replace("-", "")
    other = chance.choice([c for c in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if c != typed[place]])
    with pytest.raises(WrongKeyError):
        cipher.unspell(typed[:place] + other + typed[place + 1 :])
    with pytest.raises(WrongKeyError):
        cipher.unspell(typed[:place] + typed[place + 1 :])


def test_a_passphrase_does_not_depend_on_how_the_keyboard_composes_letters() -> None:
    salt = cipher.MAGIC + bytes(12)
    assert cipher.key_of("caf\u00e9 \u06a9", salt) == cipher.key_of("cafe\u0301 \u06a9", salt)


def test_a_new_passphrase_takes_effect_only_when_its_sheet_was_typed_back(
    at_rest: Path, reopen: Reopen, template: Template
) -> None:
    book = reopen(at_rest)
    new = book.new_emergency("the new one")
    assert new.sheet_number == 2
    assert new.emergency_key != book.emergency_key
    for typed in (template.emergency_key, new.emergency_key[:-1], ""):
        with pytest.raises(WrongKeyError, match=r"old password is still|group by group"):
            book.rekey(new, typed)
    assert book.verify_passphrase(PASSPHRASE)
    note = book.seal("a note", row=UUID(int=7), field="sealed")
    book.rekey(new, new.emergency_key.lower())
    add_people(book, 2)
    assert (book.sheet_number, book.emergency_key) == (2, new.emergency_key)
    assert book.verify_passphrase("the new one")
    book.close()
    for void in ({"passphrase": PASSPHRASE}, {"emergency_key": template.emergency_key}):
        with pytest.raises(WrongKeyError):
            reopen(at_rest, **void)
    with Workbook.open(at_rest, emergency_key=new.emergency_key) as again:
        assert again.sheet_number == 2
        assert again.unseal(note) == "a note"
        assert again.proof() == []
    with Workbook.open(at_rest, passphrase="the new one") as again:
        assert again.unseal(note) == "a note"


def test_backups_open_with_the_sheet_their_name_says(
    at_rest: Path, reopen: Reopen, template: Template
) -> None:
    book = reopen(at_rest)
    add_people(book, 2)
    note = book.seal("a note", row=UUID(int=7), field="sealed")
    first = book.backup_now()
    new = book.new_emergency("the new one")
    book.rekey(new, new.emergency_key)
    second = book.backup_now()
    assert [row.sheet_number for row in (first, second)] == [1, 2]
    assert "sheet 1" in first.path.name
    assert [(row.number, row.people, row.verified) for row in book.backups()] == [
        (2, 2, True),
        (1, None, True),
    ]
    with Workbook.open(first.path, emergency_key=template.emergency_key, read_only=True) as old:
        assert old.unseal(note) == "a note"
    with Workbook.open(second.path, passphrase="the new one", read_only=True) as young:
        assert young.unseal(note) == "a note"


def test_what_is_signed_verifies_under_the_office_key(book: Workbook) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(book.public_key))
    key.verify(book.sign(b"paper"), b"paper")


# -- backups


def test_closing_a_changed_workbook_leaves_a_verified_backup(at_rest: Path, reopen: Reopen) -> None:
    with reopen(at_rest) as book:
        add_people(book, 3)
    (copy,) = backups_of(at_rest)
    assert copy.name.startswith("0001 ")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes() == at_rest.read_bytes()
    with reopen(at_rest) as book:
        assert [(row.people, row.verified) for row in book.backups()] == [(3, True)]
    assert backups_of(at_rest) == [copy], "nothing changed, so no second one"


def test_a_damaged_backup_is_not_shown_as_good(book: Workbook, raw: Any) -> None:
    add_people(book, 3)
    row = book.backup_now()
    content = bytearray(row.path.read_bytes())
    for place in (5, 100, len(content) // 2):
        damaged = bytearray(content)
        damaged[place] ^= 1
        row.path.write_bytes(damaged)
        (shown,) = book.backups()
        assert shown.people is None
        with pytest.raises((DamagedError, WrongKeyError), match="Nothing was changed"):
            book.restore(shown)
    row.path.write_bytes(content[: len(content) // 2])
    assert not book.backups()[0].verified
    row.path.write_bytes(b"")
    assert not book.backups()[0].verified
    assert len(book.steps()) == 2


def test_a_backup_keeps_the_head_of_the_file(book: Workbook, at_rest: Path) -> None:
    assert book.backup_now().path.read_bytes()[:16] == at_rest.read_bytes()[:16]


def test_what_a_killed_backup_left_goes_with_the_next(book: Workbook, at_rest: Path) -> None:
    folder = backup.folder_of(at_rest)
    folder.mkdir()
    (folder / "0001 2020-11-02 09-00-00 sheet 1.part").write_bytes(b"half")
    book.backup_now()
    assert [path.suffix for path in backups_of(at_rest)] == [".workbook"]


def test_the_newest_ten_stay_whatever_the_clock_says(at_rest: Path, reopen: Reopen) -> None:
    clock = SeededClock(START)
    book = reopen(at_rest, sources=seeded(b"clock", clock))
    for number in range(1, 26):
        clock.set(datetime(2020 + random.Random(number).randrange(-2, 3), 6, 1, tzinfo=UTC))
        book.backup_now()
        numbers = [row[0] for row in backup.found(at_rest)]
        assert numbers[:10] == list(range(number, max(0, number - 10), -1))
    assert numbers == [*range(25, 15, -1), 10]


@given(st.lists(st.integers(1, 2000), unique=True, min_size=1, max_size=300))
def test_thinning_keeps_ten_and_reaches_far_back(numbers: list[int]) -> None:
    kept = sorted(set(numbers) - backup.surplus(numbers), reverse=True)
    assert kept[:10] == sorted(numbers, reverse=True)[:10]
    assert len(kept) <= 10 + 11 + 20
    assert {n for n in numbers if n % 100 == 0} <= set(kept)
    assert backup.surplus(kept) == set()


# -- going back


def test_restoring_saves_the_present_aside_and_takes_a_new_identity(
    at_rest: Path, reopen: Reopen
) -> None:
    book = reopen(at_rest)
    add_people(book, 2)
    row = book.backup_now()
    then = book.content_digest()
    add_people(book, 3)
    now = book.content_digest()
    replica, signer = book.replica, book.public_key
    back = book.restore(row)
    with pytest.raises(Exception, match="closed"):
        book.steps()
    assert back.replica != replica
    assert back.public_key != signer
    assert [len(back.lines()), back.steps()[0].kind] == [back_lines(back), "restore"]
    assert not back.can_undo
    assert [row.people for row in back.backups()] == [5, 2]
    assert then != back.content_digest(), "the office has a second identity now"
    assert back.proof() == []
    forward = back.restore(back.backups()[0])
    assert forward.proof() == []
    assert people(forward) == 5
    assert now != forward.content_digest()
    forward.close()


def back_lines(book: Workbook) -> int:
    return sum(step.count for step in book.steps()) + len(book.steps())


def people(book: Workbook) -> int:
    with book.reading() as db:
        return int(db.exec_driver_sql("SELECT count(*) FROM person WHERE NOT gone").scalar() or 0)


def test_a_backup_of_an_older_password_asks_for_it(at_rest: Path, reopen: Reopen) -> None:
    book = reopen(at_rest)
    add_people(book, 2)
    row = book.backup_now()
    new = book.new_emergency("the new one")
    book.rekey(new, new.emergency_key)
    with pytest.raises(WrongKeyError, match="key of emergency sheet 1"):
        book.restore(row)
    with pytest.raises(WrongKeyError, match="key of emergency sheet 1"):
        book.restore(row, passphrase="wrong")
    assert people(book) == 2
    back = book.restore(row, passphrase=PASSPHRASE)
    assert (people(back), back.sheet_number) == (2, 1)
    back.close()


def test_a_damaged_workbook_is_replaced_by_a_backup_and_kept_aside(
    at_rest: Path, reopen: Reopen
) -> None:
    with reopen(at_rest) as book:
        add_people(book, 4)
    damaged = bytearray(at_rest.read_bytes())
    damaged[5000] ^= 1
    at_rest.write_bytes(damaged)
    with pytest.raises(DamagedError, match="restore it"):
        reopen(at_rest)
    journal = at_rest.with_name(at_rest.name + "-journal")
    journal.write_bytes(b"of a step that was under way")
    (row,) = Workbook.backups_beside(at_rest, passphrase=PASSPHRASE)
    assert (row.people, row.verified) == (4, True)
    assert Workbook.backups_beside(at_rest, passphrase="wrong")[0].people is None
    with pytest.raises(WrongKeyError):
        Workbook.recover(at_rest, row, passphrase="wrong")
    assert at_rest.read_bytes() == damaged
    with Workbook.recover(at_rest, row, passphrase=PASSPHRASE) as book:
        assert people(book) == 4
        assert book.proof() == []
        assert book.notices == []
    kept = [p for p in at_rest.parent.iterdir() if "damaged" in p.name]
    assert damaged in [p.read_bytes() for p in kept]
    assert len(kept) == 2


def test_a_workbook_that_vanished_comes_back_from_its_backup(
    at_rest: Path, reopen: Reopen, template: Template
) -> None:
    with reopen(at_rest) as book:
        add_people(book, 4)
    at_rest.unlink()
    (row,) = Workbook.backups_beside(at_rest, passphrase=template.emergency_key)
    with Workbook.recover(at_rest, row, passphrase=template.emergency_key) as book:
        assert people(book) == 4


def test_a_failed_restore_leaves_the_workbook_open(
    book: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(book, 2)
    row = book.backup_now()
    folder = backup.folder_of(book.path)
    shutil.copytree(folder, folder.with_name("elsewhere"))
    row = backup.rows(book.path, None)[0]
    row.path.unlink()
    with pytest.raises((SaveError, OSError)):
        book.restore(row)
    assert people(book) == 2
