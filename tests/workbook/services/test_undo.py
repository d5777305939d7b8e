"""Undo and redo as the window does them: this sitting's steps, one after the other."""

from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE
from workbook.storage.book import Workbook


def mark_of(book: Workbook, pair: tuple[int, int]) -> str | None:
    with book.reading() as db:
        found = db.exec_driver_sql(
            "SELECT status FROM attendance WHERE session_id=? AND enrolment_id=? AND NOT gone", pair
        ).first()
    return found[0] if found else None


def put(book: Workbook, pair: tuple[int, int], code: str) -> None:
    with book.changing("Mark attendance") as change:
        change.put(ATTENDANCE, pair, mark={"status": code})


def a_cell(book: Workbook) -> tuple[int, int]:
    with book.changing("Two rows to link") as change:
        return change.create(PERSON, name_latin="One"), change.create(PERSON, name_latin="Two")


def test_two_marks_in_one_cell_undone_twice_leave_it_empty(book: Workbook) -> None:
    cell = a_cell(book)
    put(book, cell, "P")
    put(book, cell, "A")
    book.undo()
    assert mark_of(book, cell) == "P"
    done = book.undo()
    assert done is not None
    assert done.kept == ()
    assert mark_of(book, cell) is None


def test_redo_goes_the_same_way_forward_and_undo_back_again(book: Workbook) -> None:
    cell = a_cell(book)
    for code in "PAE":
        put(book, cell, code)
    for _again in range(2):
        assert [_undone(book, cell) for _ in range(3)] == ["A", "P", None]
        assert [_redone(book, cell) for _ in range(3)] == ["P", "A", "E"]


def test_a_mark_after_an_undo_is_undone_to_what_stood_before(book: Workbook) -> None:
    cell = a_cell(book)
    put(book, cell, "P")
    put(book, cell, "A")
    book.undo()
    put(book, cell, "E")
    assert [_undone(book, cell), _undone(book, cell)] == ["P", None]


def test_a_person_added_edited_and_undone_twice_is_gone_and_comes_back(book: Workbook) -> None:
    with book.changing("Add a person") as change:
        key = change.create(PERSON, name_latin="Invented")
    with book.changing("Edit a person") as change:
        change.edit(PERSON, key, rank="Inspector")
    book.undo()
    book.undo()
    with book.reading() as db:
        gone = "SELECT gone FROM person WHERE id=?"
        assert db.exec_driver_sql(gone, (key,)).scalar() == 1
    book.redo()
    book.redo()
    with book.reading() as db:
        found = db.exec_driver_sql("SELECT gone, rank FROM person WHERE id=?", (key,)).one()
    assert tuple(found) == (0, "Inspector")


def _undone(book: Workbook, cell: tuple[int, int]) -> str | None:
    book.undo()
    return mark_of(book, cell)


def _redone(book: Workbook, cell: tuple[int, int]) -> str | None:
    book.redo()
    return mark_of(book, cell)
