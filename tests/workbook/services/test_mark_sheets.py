"""Marks read from a spreadsheet: what is certain is entered, what is doubtful waits."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook as Spreadsheet

from workbook.domain.ids import ref
from workbook.domain.training import Mark
from workbook.errors import NotFoundError, RuleError, SheetError
from workbook.services import intake, mark_sheets
from workbook.services.attendance import attendance_grid
from workbook.services.intake import ListKind


def marks_of(book, cohort):
    grid = attendance_grid(book, cohort_id=cohort)
    return {
        (session.id, row.enrolment_id): mark
        for row in grid.rows
        for session, mark in zip(grid.sessions, row.marks, strict=True)
        if mark is not None
    }


def write(path: Path, rows) -> Path:
    book = Spreadsheet()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def officers(book, make):
    """(cohort, sessions, enrolments) of three with phones."""
    cohort = make.cohort()
    names = ("Adila Bint Khalid", "Bushra Noor", "Saima Gul")
    enrolments = [
        make.enrolment(cohort, make.person(name_latin=name, phone=f"0300555000{n}"))
        for n, name in enumerate(names)
    ]
    return cohort, make.sessions(cohort), enrolments


def test_a_sheet_of_marks_is_entered_by_phone_and_ref(book, tmp_path, officers):
    cohort, sessions, enrolments = officers
    with book.changing("Look") as change:
        person_ref = ref("E", change.uuid(enrolments[2]))
    path = write(
        tmp_path / "marks.xlsx",
        [
            ["Marks of the week"],
            ["Name", "Mobile", "Ref", "Mon 2 a.m.", "Mon 2 p.m.", "Tue 3 Nov a.m."],
            ["Khalid Adila", 3005550000, None, "P", "P online", 90],
            ["Bushra Noor", "0300-5550001", None, "A", None, "L"],
            [None, None, person_ref, "E", "E", "E"],
        ],
    )
    done = mark_sheets.read_mark_sheet(book, cohort_id=cohort, path=path)
    assert (done.new, done.same, done.changed, done.needs_you, done.marks) == (3, 0, 0, (), 8)
    assert marks_of(book, cohort) == {
        (sessions[0], enrolments[0]): Mark("P"),
        (sessions[1], enrolments[0]): Mark("P", "online"),
        (sessions[2], enrolments[0]): Mark("P", None, 90),
        (sessions[0], enrolments[1]): Mark("A"),
        (sessions[2], enrolments[1]): Mark("L"),
        **{(session, enrolments[2]): Mark("E") for session in sessions[:3]},
    }
    again = mark_sheets.read_mark_sheet(book, cohort_id=cohort, path=path)
    assert (again.new, again.same, again.changes.step) == (0, 3, None)


def test_dates_above_half_days_name_sessions(book, tmp_path, officers):
    cohort, sessions, enrolments = officers
    path = write(
        tmp_path / "marks.xlsx",
        [
            [None, None, date(2020, 11, 5), None, date(2020, 11, 6), None],
            ["Name", "Phone", "a.m.", "p.m.", "AM", "PM"],
            ["Saima Gul", "03005550002", "P", "A", "P", "L"],
        ],
    )
    mark_sheets.read_mark_sheet(book, cohort_id=cohort, path=path)
    assert {pair[0]: mark.status for pair, mark in marks_of(book, cohort).items()} == dict(
        zip(sessions[6:], "PAPL", strict=True)
    )
    assert {pair[1] for pair in marks_of(book, cohort)} == {enrolments[2]}


def test_what_is_doubtful_is_counted_and_left_out(book, tmp_path, officers):
    cohort, _sessions, _enrolments = officers
    path = write(
        tmp_path / "marks.xlsx",
        [
            ["Name", "Mobile", "2020-11-02 a.m.", "02/11/2020 p.m."],
            ["Saima Gul", None, "P", "P"],
            ["Bushra Noor", "03005550000", "P", "P"],
            ["Adila Bint Khalid", "03005550000", "P", "Q"],
            ["Adila Bint Khalid", "03005550000", "P", 999],
            ["Somebody Else", "03009999999", "P", "P"],
            ["Total", None, None, None],
        ],
    )
    done = mark_sheets.read_mark_sheet(book, cohort_id=cohort, path=path)
    assert [question.row for question in done.needs_you] == [2, 3, 6]
    assert [question.row for question in done.refused] == [4, 5]
    assert "Cell D4" in done.refused[0].sentence
    assert (done.new, done.same, done.changed, done.marks) == (0, 0, 0, 0)
    assert marks_of(book, cohort) == {}
    assert "needs_you 3, refused 2" in done.summary()
    assert "Saima" not in done.summary()


@pytest.mark.parametrize(
    "header", [["Name", "Phone"], ["Name", "Mon 2 a.m.", "02/11/2020 am"], ["A", "Mon 2 a.m."]]
)
def test_a_sheet_without_people_or_sessions_is_said_so(book, tmp_path, officers, header):
    path = write(tmp_path / "marks.xlsx", [header, ["Saima Gul", "P", "P"]])
    with pytest.raises(SheetError, match="No table of marks"):
        mark_sheets.read_mark_sheet(book, cohort_id=officers[0], path=path)


@pytest.mark.parametrize("above", [[], ["Nominations of officers"]])
def test_a_list_without_marks_is_said_to_be_none(book, tmp_path, officers, above):
    path = write(tmp_path / "list.xlsx", [above, ["Name", "Mobile"], ["Saima Gul", "03005550002"]])
    with pytest.raises(SheetError, match="No table of marks"):
        mark_sheets.read_mark_sheet(book, cohort_id=officers[0], path=path)


@pytest.fixture
def doubtful(book, tmp_path, officers):
    """A sheet on which nobody is certain: a name alone, and a phone of another name."""
    path = write(
        tmp_path / "marks.xlsx",
        [
            ["Name", "Mobile", "Mon 2 a.m.", "Mon 2 p.m."],
            ["Saima Gul", None, "P", "P online"],
            ["Nobody Known", "03005550000", "A", None],
        ],
    )
    mark_sheets.read_mark_sheet(book, cohort_id=officers[0], path=path)
    return path


def test_a_doubtful_row_waits_and_is_settled_for_the_one_it_fits(book, officers, doubtful):
    cohort, sessions, enrolments = officers
    first, second = intake.waiting_rows(book)
    assert (first.kind, first.name, first.row_number) == (ListKind.MARKS, "Saima Gul", 2)
    assert [candidate.name for candidate in first.candidates] == ["Saima Gul"]
    assert second.candidates == ()
    intake.settle_waiting(book, first.waiting_id, first.candidates[0].person_id)
    assert marks_of(book, cohort) == {
        (sessions[0], enrolments[2]): Mark("P"),
        (sessions[1], enrolments[2]): Mark("P", "online"),
    }
    assert [row.waiting_id for row in intake.waiting_rows(book)] == [second.waiting_id]
    book.undo()
    assert marks_of(book, cohort) == {}


def test_the_same_sheet_again_asks_nothing_twice(book, officers, doubtful):
    (first, _second) = intake.waiting_rows(book)
    intake.settle_waiting(book, first.waiting_id, first.candidates[0].person_id)
    mark_sheets.read_mark_sheet(book, cohort_id=officers[0], path=doubtful)
    assert len(intake.waiting_rows(book)) == 1


def test_marks_are_of_somebody_in_the_cohort(book, make, officers, doubtful):
    first, second = intake.waiting_rows(book)
    with pytest.raises(RuleError):
        intake.settle_waiting(book, second.waiting_id, None)
    with pytest.raises(NotFoundError):
        intake.settle_waiting(book, first.waiting_id, make.person())
    assert len(intake.waiting_rows(book)) == 2
    intake.dismiss_waiting(book, second.waiting_id)
    assert len(intake.waiting_rows(book)) == 1


def test_a_backup_is_made_before_marks_come_in(book, tmp_path, officers):
    path = write(
        tmp_path / "marks.xlsx",
        [["Name", "Phone", "Mon 2 a.m."], ["Saima Gul", "03005550002", "P"]],
    )
    before = len(book.backups())
    mark_sheets.read_mark_sheet(book, cohort_id=officers[0], path=path)
    assert len(book.backups()) == before + 1
    mark_sheets.read_mark_sheet(book, cohort_id=officers[0], path=path)
    assert len(book.backups()) == before + 1, "nothing new, no backup"
