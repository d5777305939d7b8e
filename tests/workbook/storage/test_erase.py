"""What is erased for good is nowhere: not in tables, log or file, nor brought back by anybody."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from workbook.domain.cohort import ENROLMENT
from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE, TRAINING_SESSION
from workbook.errors import RuleError
from workbook.storage import cipher, union
from workbook.storage.book import Workbook
from workbook.storage.log import Log
from workbook.storage.union import Line

from .conftest import Reopen, Template
from .offices import (
    ENROLLED,
    PEOPLE,
    SESSION,
    Places,
    conflicts,
    disagree,
    dumped,
    everything,
    exchange,
    key,
    prepare,
    value,
)

HER = UUID(int=100)
CANARY = "Canaria Birdwing"


def erase(book: Workbook, *fields: str) -> None:
    with book.changing("Erase", kind="erase") as change:
        change.erase(PERSON, key(book, HER), fields or ("*",))


def tell(book: Workbook) -> None:
    """A person who says more than one thing, in several steps."""
    prepare(book)
    with book.changing("Edit") as change:
        change.edit(PERSON, key(book, HER), name_latin=CANARY, phone="0311")
        change.create(PERSON, uuid=PEOPLE[1], name_latin="Officer Two", phone="0333")


def plain_pages(path: Path, key_: bytes) -> bytes:
    """All pages of the file decrypted, those in no use as well: AES-256-CBC, IV before the HMAC."""
    content = path.read_bytes()
    found = []
    for start in range(0, len(content), cipher.PAGE):
        page = content[start : start + cipher.PAGE]
        body = page[16 if start == 0 else 0 : -80]
        opened = Cipher(algorithms.AES(key_), modes.CBC(page[-80:-64])).decryptor()
        found.append(opened.update(body) + opened.finalize())
    return b"".join(found)


def test_the_value_is_in_no_byte_of_the_file(
    at_rest: Path, reopen: Reopen, template: Template
) -> None:
    key_ = cipher.unspell(template.emergency_key)
    with reopen(at_rest) as book:
        with book.changing("Add many") as change:
            for n in range(300):
                change.create(PERSON, name_latin=f"Officer {n:03}", remark="filler " * 20)
        tell(book)
        with book.changing("Edit again") as change:
            change.edit(PERSON, key(book, HER), name_latin=f"{CANARY} again")
        assert CANARY.encode() in plain_pages(at_rest, key_)
        erase(book)
        assert CANARY.encode() not in plain_pages(at_rest, key_)
        assert b"Officer 007" in plain_pages(at_rest, key_)
        assert book.setting("compact") is None
        assert book.proof() == []
    with reopen(at_rest) as book:
        assert book.proof() == []


def test_a_whole_row_goes_from_tables_log_lines_and_history(places: Places) -> None:
    with places.offices(1) as (book,):
        tell(book)
        with book.reading() as db:
            ids = db.exec_driver_sql("SELECT id FROM change ORDER BY n").scalars().all()
        erase(book)
        assert value(book, HER, "gone") == 1
        assert value(book, HER, "coalesce(name_latin, phone)") is None
        for gone in (CANARY, "0311", "0300"):
            assert gone.encode() not in orjson.dumps(book.lines()) + dumped(book)
        with book.reading() as db:
            after = db.exec_driver_sql("SELECT id FROM change ORDER BY n").scalars().all()
            log = Log(db.connection.cursor(), read_only=True)
            # The salt of a value that is gone cannot be had from its step's secret any more.
            address = (key(book, HER), 0)
            secrets = [
                log.one("SELECT secret FROM tx WHERE n <= ? ORDER BY n DESC LIMIT 1", seen.n)[0]
                for seen in log.seen(address)
                if seen.field != "erase"
            ]
        assert after[: len(ids)] == ids
        assert set(secrets) == {b""}
        assert book.proof() == []
        told = [change for row in book.steps() for change in book.step_changes(row.step)]
        hers = [change for change in told if change.address == (key(book, HER), 0)]
        assert {change.field for change in hers if change.erased} == {
            "name_latin",
            "phone",
            "erase",
        }
        assert [change.new for change in hers if change.new is not None] == []
        before = everything(book)
        book.rebuild()
        assert everything(book) == before
        assert book.proof() == []


def test_one_field_goes_and_takes_no_new_value(places: Places) -> None:
    with places.offices(1) as (book,):
        tell(book)
        erase(book, "phone")
        assert (value(book, HER, "phone"), value(book, HER, "name_latin")) == (None, CANARY)
        with pytest.raises(RuleError, match="erased for good"), book.changing("Edit") as change:
            change.edit(PERSON, key(book, HER), phone="0322")
        with book.changing("Edit") as change:
            change.edit(PERSON, key(book, HER), name_latin="Officer", phone=None)
        assert value(book, HER, "name_latin") == "Officer"
        with book.changing("Erase", kind="erase") as change:
            assert not change.erase(PERSON, key(book, HER), ("phone",))
            assert change.erase(PERSON, key(book, HER), ("phone", "name_latin"))
        assert value(book, HER, "name_latin") is None
        assert book.proof() == []


def test_an_erased_row_is_not_restored_edited_or_made_again(places: Places) -> None:
    with places.offices(1) as (book,):
        tell(book)
        erase(book)
        row = key(book, HER)
        with pytest.raises(RuleError, match="erased"), book.changing("Restore") as change:
            change.restore(PERSON, row)
        with pytest.raises(RuleError, match="erased"), book.changing("Edit") as change:
            change.edit(PERSON, row, name_latin="Back")
        with book.changing("Make again") as change:
            # A derived id that stands for an erased row is not used again.
            again = change.create(PERSON, uuid=HER, name_latin="Somebody else")
            assert again != row
        assert value(book, HER, "name_latin") is None
        with book.changing("Mark") as change:
            pair = change.key(TRAINING_SESSION, SESSION), change.key(ENROLMENT, ENROLLED)
            assert pair[0] is not None
            assert pair[1] is not None
            change.put(ATTENDANCE, (pair[0], pair[1]), mark={"status": "P"}, remark=CANARY)
        with book.changing("Erase", kind="erase") as change:
            change.erase(ATTENDANCE, (pair[0], pair[1]))
        with pytest.raises(RuleError, match="erased"), book.changing("Mark") as change:
            change.put(ATTENDANCE, (pair[0], pair[1]), mark={"status": "A"})
        assert CANARY.encode() not in orjson.dumps(book.lines())
        assert book.proof() == []


def test_undo_reaches_an_erased_value_as_little_as_redo(places: Places) -> None:
    with places.offices(1) as (book,):
        prepare(book)
        for phone in ("0311", "0322"):
            with book.changing("Edit") as change:
                change.edit(PERSON, key(book, HER), phone=phone, rank=f"Rank {phone}")
        erase(book, "phone")
        assert book.undo() is not None
        assert (value(book, HER, "phone"), value(book, HER, "rank")) == (None, "Rank 0311")
        assert book.redo() is not None
        assert (value(book, HER, "phone"), value(book, HER, "rank")) == (None, "Rank 0322")
        with pytest.raises(RuleError):
            book.undo_step(next(row.step for row in book.steps() if row.kind == "erase"))
        erase(book)
        book.undo()
        assert value(book, HER, "gone") == 1
        assert book.proof() == []


def test_what_is_erased_in_the_step_that_says_it_is_never_said(places: Places) -> None:
    with places.offices(1) as (book,):
        prepare(book)
        with book.changing("Both", kind="erase") as change:
            gone = change.create(PERSON, name_latin=CANARY)
            change.erase(PERSON, gone)
            other = change.create(PERSON, name_latin="Officer", phone="0399")
            change.erase(PERSON, other, ("phone",))
            change.edit(PERSON, key(book, HER), phone="0388")
            change.erase(PERSON, key(book, HER), ("phone",))
        said = orjson.dumps(book.lines())
        assert [text for text in ("0388", "0399", CANARY) if text.encode() in said] == []
        assert book.proof() == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_offices_come_to_the_same_in_whatever_order_they_hear_of_it(
    places: Places, order: tuple[int, ...]
) -> None:
    """Also where the erasure comes before the values, or beside an edit nobody there had seen."""
    with places.offices(3) as (one, two, three):
        tell(one)
        exchange(one, two)
        old = two.lines()
        with two.changing("Edit unseen") as change:
            change.edit(PERSON, key(two, HER), name_latin=f"{CANARY} too", rank="Constable")
        erase(one)
        heard: list[list[Line]] = [old, two.lines(), one.lines()]
        for which in order:
            three.unite(heard[which])
        exchange(one, two, three)
        for book in (one, two, three):
            assert everything(book) == everything(one)
            assert conflicts(book) == []
            assert CANARY.encode() not in orjson.dumps(book.lines())
            assert value(book, HER, "gone") == 1
            assert book.proof() == []


def test_an_old_file_brings_nothing_back_and_says_how_much_it_tried(places: Places) -> None:
    with places.offices(2) as (one, two):
        tell(one)
        exchange(one, two)
        old = two.lines()
        erase(one)
        result = one.unite(old)
        assert (result.new, result.filled) == (0, 0)
        assert result.erased == 3  # how she was made, her name edited, her phone edited
        assert CANARY.encode() not in orjson.dumps(one.lines())
        with two.changing("Edit unseen") as change:
            change.edit(PERSON, key(two, HER), phone="0377")
        assert one.unite(two.lines()).erased == 4
        assert b"0377" not in orjson.dumps(one.lines())
        assert one.proof() == []


def test_an_erased_field_is_in_no_question(places: Places) -> None:
    with places.offices(2) as (one, two):
        disagree(one, two)
        assert len(conflicts(one)) == 1
        erase(one, "phone")
        assert conflicts(one) == []
        exchange(one, two)
        assert conflicts(two) == []
        assert everything(one) == everything(two)


def test_a_file_that_withholds_fills_nothing_that_was_erased(places: Places) -> None:
    with places.offices(3) as (one, two, three):
        tell(one)
        three.unite(one.lines(withhold={("person", "phone")}))
        two.unite(one.lines())
        erase(one, "phone")
        three.unite(one.lines(withhold={("person", "phone")}))
        result = three.unite(two.lines())
        assert result.filled == 1  # of the other person
        assert value(three, HER, "phone") is None
        assert three.proof() == []


def test_what_waits_for_its_parents_is_erased_too(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        with one.changing("First") as change:
            change.edit(PERSON, key(one, HER), name_latin="Between")
        with one.changing("Second") as change:
            change.edit(PERSON, key(one, HER), name_latin=CANARY)
        lines = one.lines()
        between = [line for line in lines if line[-1] == "Between"]
        assert two.unite([line for line in lines if line not in between]).parked == 1
        erase(two)
        with two.reading() as db:
            assert CANARY not in db.exec_driver_sql("SELECT line FROM parked").scalar_one()
        assert two.unite(lines).parked == 0
        exchange(one, two)
        assert everything(one) == everything(two)
        assert CANARY.encode() not in orjson.dumps(one.lines())


def test_a_busy_file_is_cleaned_at_the_next_opening(
    at_rest: Path, reopen: Reopen, raw: Callable[[Path], Any], template: Template
) -> None:
    key_ = cipher.unspell(template.emergency_key)
    with reopen(at_rest) as book:
        tell(book)
        with book.noting() as db:
            db.exec_driver_sql("INSERT INTO setting VALUES ('compact', '1')")
    with reopen(at_rest) as book:
        assert book.setting("compact") is None
        erase(book)
    assert CANARY.encode() not in plain_pages(at_rest, key_)


def test_erasing_is_told_from_a_newer_version_s_way_of_it(places: Places) -> None:
    header, secret = union.sheet_step(b"\x09" * 8, 9)
    with places.offices(1) as (book,):
        tell(book)
        for said in ({"all": True}, "phone", None):
            line = union.edit_line(header, secret, "person", [HER.bytes], "erase", said)
            assert book.unite([["step", header.listed()], line]).new == 1
        assert value(book, HER, "name_latin") == CANARY
        assert book.proof() == []
