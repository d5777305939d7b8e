"""The other offices: their keys, their newest files, what they have not seen."""

import re
from datetime import timedelta

import pytest

from workbook.domain.ids import named_id
from workbook.domain.office import OFFICE, OFFICE_KEY
from workbook.errors import NotFoundError
from workbook.exchange import partners
from workbook.exchange.partners import Origin
from workbook.services import offices
from workbook.services.spoken import words_of
from workbook.storage.book import Workbook

KEY = "ab" * 32
OFFICE_ID = "11" * 16


def heard_of(book: Workbook, *, lamport: int = 5, wall: str = "2020-10-19T09:00:00Z", **known: int):
    """A well-signed file of another office was taken in."""
    origin = Origin(
        export="00" * 8,
        office="LHR",
        office_id=OFFICE_ID,
        office_name="Lahore",
        replica="22" * 8,
        public_key=KEY,
        wall=wall,
        lamport=lamport,
        complete=True,
        cohorts=(),
        known={book.replica.hex(): known.get("seen", 0)},
    )
    with book.noting() as db:
        partners.remember(db, book, origin, name="LHR.xlsx", root="00" * 32)


def lahore(book: Workbook) -> offices.OfficeRow:
    return next(row for row in offices.office_rows(book) if row.public_key == KEY)


def test_the_own_office_stands_first(book):
    heard_of(book)
    rows = offices.office_rows(book)
    assert [(row.code, row.own) for row in rows] == [("ISB", True), ("LHR", False)]
    assert rows[0].unseen is None
    assert rows[0].last_file is None


def test_an_office_is_not_confirmed_until_its_words_were_read(book):
    heard_of(book)
    assert lahore(book).confirmed_on is None
    offices.confirm(book, public_key=KEY)
    row = lahore(book)
    assert row.confirmed_on is not None
    assert row.confirmed_by == "Coordinator"
    with pytest.raises(NotFoundError):
        offices.confirm(book, public_key="00" * 32)
    with pytest.raises(NotFoundError):
        offices.confirm(book, public_key=book.public_key)


def test_a_key_is_six_words_that_change_with_the_key():
    assert re.fullmatch(r"[a-z]{3,8}( [a-z]{3,8}){5}", words_of(KEY))
    assert words_of(KEY) == words_of(KEY.upper())
    assert words_of(KEY) != words_of("ac" + KEY[2:])


def test_what_an_office_has_not_seen_is_counted_in_our_steps(book, make):
    with book.reading() as db:
        held = db.exec_driver_sql("SELECT max(seq) FROM tx").scalar()
    heard_of(book, seen=held)
    assert lahore(book).unseen == 0
    make.person()
    make.person()
    assert lahore(book).unseen == 2
    heard_of(book, lamport=9, seen=held + 1)
    assert lahore(book).unseen == 1


def test_an_older_file_takes_nothing_from_what_is_known(book):
    heard_of(book, lamport=9, wall="2020-10-18T09:00:00Z")
    heard_of(book, lamport=5, wall="2020-10-01T09:00:00Z")
    last = lahore(book).last_file
    assert last is not None
    assert last.wall == "2020-10-18T09:00:00Z"


def test_an_office_is_stale_after_thirty_days(book, clock):
    heard_of(book)
    assert not lahore(book).stale
    clock.set(clock.moment + timedelta(days=31))
    assert lahore(book).stale


def test_a_file_by_a_wrong_clock_is_as_old_as_its_coming(book):
    heard_of(book, wall="2010-01-01T00:00:00Z")
    row = lahore(book)
    assert row.last_file is not None
    assert row.last_file.doubtful
    assert not row.stale


def test_an_office_known_through_others_is_listed_without_a_file(book):
    with book.changing("As another office said") as change:
        office = change.create(OFFICE, code="KHI", name="Karachi")
        uuid = named_id(book.programme_uuid, "office_key", KEY)
        change.create(OFFICE_KEY, uuid=uuid, office=office, public_key=KEY)
    row = lahore(book)
    assert (row.code, row.first_seen, row.last_file, row.unseen) == ("KHI", None, None, None)
    offices.confirm(book, public_key=KEY)
    assert lahore(book).confirmed_on is not None
    assert lahore(book).last_file is None


def test_two_offices_with_one_code_are_warned(book):
    assert offices.office_rows(book)[0].warnings == ()
    with book.changing("As another office said") as change:
        change.create(OFFICE, code="ISB", name="Islamabad East")
    assert "ISB" in offices.office_rows(book)[0].warnings[0]


def test_offices_of_which_no_file_is_among_several_are_named(book, clock):
    heard_of(book)
    with book.changing("As another office said") as change:
        office = change.create(OFFICE, code="KHI", name="Karachi")
        key = "cd" * 32
        uuid = named_id(book.programme_uuid, "office_key", key)
        change.create(OFFICE_KEY, uuid=uuid, office=office, public_key=key)
    said = offices.absences(book, files=[])
    assert said == (
        "KHI: no file, now or ever.",
        "LHR: no file among these; the last one is of 19 October 2020.",
    )
