"""Which installation a workbook is: copied, on another computer, set back."""

import shutil
from pathlib import Path

import pytest

from workbook.domain.people import PERSON
from workbook.storage import anchor
from workbook.storage.book import Workbook

from .conftest import Reopen, add_people
from .offices import PEOPLE, Places, dumped, everything, exchange, key, prepare, value


def keys_said(book: Workbook) -> list[str]:
    with book.reading() as db:
        found = db.exec_driver_sql("SELECT public_key FROM office_key ORDER BY public_key")
        return list(found.scalars())


def test_another_identity_is_said_and_changes_nothing_else(book: Workbook) -> None:
    add_people(book, 2)
    before, key_before, replica = book.steps(), book.public_key, book.replica
    book.rotate("New identity")
    assert book.replica != replica
    assert book.public_key != key_before
    assert keys_said(book) == sorted([key_before, book.public_key])
    assert book.steps()[1:] == before
    assert not book.steps()[0].undoable
    assert book.undo() is not None  # what was done before is still the last that can be undone
    add_people(book, 1)
    assert book.proof() == []


def test_on_another_computer_it_goes_on_as_another_installation(
    at_rest: Path, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopen(at_rest) as book:
        add_people(book, 1)
        replica, content = book.replica, dumped(book)
        assert not any("another computer" in notice for notice in book.notices)
    monkeypatch.setattr(anchor, "_machine", lambda: "another computer's id")
    with reopen(at_rest, read_only=True) as book:
        assert book.replica == replica
    with reopen(at_rest) as book:
        assert [n for n in book.notices if "another computer" in n] != []
        assert book.replica != replica
        assert len(dumped(book)) > len(content)  # the new key is said
        replica = book.replica
        assert book.proof() == []
    with reopen(at_rest) as book:
        assert book.replica == replica
        assert not any("another computer" in notice for notice in book.notices)


def test_a_computer_that_does_not_tell_its_id_is_known_by_its_name(
    at_rest: Path, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchor, "_machine", lambda: "")
    monkeypatch.setattr(anchor.platform, "node", lambda: "desk")
    with reopen(at_rest) as book:
        replica = book.replica
    with reopen(at_rest) as book:
        assert book.replica == replica
    monkeypatch.setattr(anchor.platform, "node", lambda: "")
    assert anchor.this_computer()


def test_a_workbook_that_was_never_anchored_keeps_its_identity(
    at_rest: Path, reopen: Reopen
) -> None:
    with reopen(at_rest) as book, book.noting() as db:
        db.exec_driver_sql("DELETE FROM setting WHERE name='anchor'")
        replica = book.replica
    with reopen(at_rest) as book:
        assert book.replica == replica
        assert book.setting("anchor") == anchor.this_computer()


def test_two_who_work_on_in_copies_of_a_file_keep_both_and_notice_it(
    places: Places, reopen: Reopen, tmp_path: Path
) -> None:
    with places.offices(1) as (one,):
        prepare(one)
        shutil.copyfile(one.path, tmp_path / "copy.workbook")
        two = reopen(tmp_path / "copy.workbook")
        assert two.replica == one.replica
        for book, phone in ((one, "0311"), (two, "0322")):
            with book.changing("Edit") as change:
                change.edit(PERSON, key(book, PEOPLE[0]), phone=phone)
                change.create(PERSON, name_latin=f"Only in {phone}")
        result = one.unite(two.lines())
        assert len(result.forked) == 1
        assert result.forked == result.steps
        assert one.proof() == []
        one.rotate("New identity")
        assert one.unite(two.lines()).forked == ()
        with one.changing("Edit") as change:
            change.edit(PERSON, key(one, PEOPLE[0]), rank="Constable")
        exchange(one, two)
        assert everything(one) == everything(two)
        assert value(one, PEOPLE[0], "rank") == "Constable"
        assert one.proof() == two.proof() == []


def test_what_a_workbook_that_was_set_back_had_said_comes_home_without_a_fork(
    places: Places,
) -> None:
    """A restore takes another identity at once: its former one is somebody else's."""
    with places.offices(2) as (one, two):
        prepare(one)
        row = one.backup_now()
        with one.changing("Edit") as change:
            change.edit(PERSON, key(one, PEOPLE[0]), phone="0311")
        two.unite(one.lines())
        back = one.restore(row)
        try:
            assert len(keys_said(back)) == 2
            result = back.unite(two.lines())
            assert result.new > 0
            assert result.forked == ()
            assert value(back, PEOPLE[0], "phone") == "0311"
        finally:
            back._dirty = False
            back.close()
