"""Attendance grids that others keep: told apart, held against the sessions, taken in as a list."""

from datetime import date

import pytest
from openpyxl import Workbook as Spreadsheet

from workbook.domain.training import STATUS_SETS, Mark, stored_statuses
from workbook.intake.detect import ListKind
from workbook.intake.plan import Outcome
from workbook.services import history, intake
from workbook.services.attendance import attendance_grid


def write(path, *rows, merged=()):
    book = Spreadsheet()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return intake.read_list(path)


def marks_of(book, cohort):
    """Codes by name, a letter a session, "." for none."""
    grid = attendance_grid(book, cohort_id=cohort)
    return {
        row.name: "".join("." if mark is None else mark.status for mark in row.marks)
        for row in grid.rows
    }


@pytest.fixture
def cohort(book, make):
    made = make.cohort()
    for name in ("Adila Noor", "Bushra Gul", "Saima Khan"):
        make.enrolment(made, make.person(name_latin=name))
    make.sessions(made, days=3)
    return made


def take_in(book, found, cohort):
    plan = intake.plan_list(book, found, cohort_id=cohort)
    intake.apply_plan(book, plan)
    return plan


def test_a_grid_of_days_marks_every_session_of_a_day(book, tmp_path, cohort):
    found = write(
        tmp_path / "grid.xlsx",
        ["Attendance of the training"],
        ["S.No", "Name", "Rank", date(2020, 11, 2), date(2020, 11, 3), date(2020, 11, 4)],
        [1, "Noor Adila", "ASI", "P", "A", None],
        [2, "BUSHRA GUL", "SI", "P", "L", "E"],
        [3, "Saima Khan", "SI", "P", "P", "P"],
    )
    assert found.kind is ListKind.MARKS
    assert not any("not understood" in warning for warning in found.warnings)
    before = len(history.history_rows(book))
    plan = take_in(book, found, cohort)
    assert plan.counts["new"] == 3
    assert any("whole days" in notice for notice in plan.notices)
    assert marks_of(book, cohort) == {
        "Adila Noor": "PPAA..",
        "Bushra Gul": "PPLLEE",
        "Saima Khan": "PPPPPP",
    }
    assert len(history.history_rows(book)) == before + 1
    again = intake.plan_list(book, found, cohort_id=cohort)
    assert again.changes_nothing
    history.undo_last(book)
    assert set(marks_of(book, cohort).values()) == {"......"}


def test_days_over_half_days_and_ticks_and_crosses(book, tmp_path, cohort):
    found = write(
        tmp_path / "grid.xlsx",
        ["Name", "2 Nov", None, "3 Nov", None],
        [None, "AM", "PM", "AM", "PM"],
        ["Adila Noor", "✓", "x", "✓", "✓"],
        ["Bushra Gul", "✓", "✓", "x", None],
        merged=("B1:C1", "D1:E1"),
    )
    take_in(book, found, cohort)
    assert marks_of(book, cohort) == {
        "Adila Noor": "PAPP..",
        "Bushra Gul": "PPA...",
        "Saima Khan": "......",
    }


@pytest.mark.parametrize(
    ("there", "away"), [(1, 0), ("yes", "no"), (True, False), ("Y", "N"), ("حاضر", "غیر حاضر")]
)
def test_other_ways_to_mark(book, tmp_path, cohort, there, away):
    found = write(
        tmp_path / "grid.xlsx",
        ["Name", "Day 1", "Day 2", "Day 3"],
        ["Adila Noor", there, away, there],
        ["Bushra Gul", there, there, away],
    )
    assert found.kind is ListKind.MARKS
    take_in(book, found, cohort)
    marks = marks_of(book, cohort)
    assert (marks["Adila Noor"], marks["Bushra Gul"]) == ("PPAAPP", "PPPPAA")


def test_month_first_dates_are_seen_by_the_days_of_the_training(book, tmp_path, cohort):
    path = tmp_path / "grid.csv"
    path.write_text(
        "Name,11/02/2020,11/03/2020\nAdila Noor,P,A\nBushra Gul,P,P\n", encoding="utf-8"
    )
    take_in(book, intake.read_list(path), cohort)
    assert marks_of(book, cohort)["Adila Noor"] == "PPAA.."


def test_a_cross_alone_is_asked_about(book, tmp_path, cohort):
    found = write(
        tmp_path / "grid.xlsx",
        ["Name", "Day 1", "Day 2"],
        ["Adila Noor", "x", None],
        ["Bushra Gul", "x", "x"],
    )
    plan = intake.plan_list(book, found, cohort_id=cohort)
    assert [record.outcome for record in plan.records] == [Outcome.NEEDS_YOU] * 2
    assert "present or absent" in plan.records[0].reasons[0]


def test_marks_that_differ_are_shown_before_and_after(book, make, tmp_path, cohort):
    grid = attendance_grid(book, cohort_id=cohort)
    make.marks([grid.sessions[0].id], [grid.rows[0].enrolment_id], "P", mode="online")
    found = write(
        tmp_path / "grid.xlsx",
        ["Name", "Mon 2 a.m.", "Mon 2 p.m."],
        ["Adila Noor", "A", "P"],
        ["Bushra Gul", "P", "P"],
    )
    plan = intake.plan_list(book, found, cohort_id=cohort)
    assert [record.outcome for record in plan.records] == [Outcome.CHANGED, Outcome.NEW]
    first = plan.records[0].changes[0]
    assert (first.cell, first.old, first.new) == ("B2", "P online", "A")
    assert any("2020-11-02 09:00 P online → A" in line for line in plan.lines())


def test_doubtful_people_wait_and_unknown_columns_stay_out(book, tmp_path, cohort):
    found = write(
        tmp_path / "grid.xlsx",
        ["Name", "Day 1", "Day 9"],
        ["Saima", "P", "P"],
        ["Nobody Known", "P", "P"],
        ["Bushra Gul", "P", "Q"],
        ["Adila Noor", "A", "P"],
    )
    plan = take_in(book, found, cohort)
    assert any("“Day 9”" in notice for notice in plan.notices)
    assert [record.outcome.value for record in plan.records] == [
        "needs_you",
        "needs_you",
        "new",
        "new",
    ]
    waiting = intake.waiting_rows(book)
    assert [row.kind for row in waiting] == [ListKind.MARKS] * 2
    intake.settle_waiting(book, waiting[0].waiting_id, waiting[0].candidates[0].person_id)
    assert marks_of(book, cohort)["Saima Khan"] == "PP...."


def test_leave_is_what_the_cohort_calls_it(book, make, tmp_path):
    cohort = make.cohort(status_set=stored_statuses(STATUS_SETS["PAL"]))
    enrolment = make.enrolment(cohort, make.person(name_latin="Adila Noor"))
    (first, second) = make.sessions(cohort, days=1)
    found = write(
        tmp_path / "grid.xlsx",
        ["Name", "Mon 2 a.m.", "Mon 2 p.m."],
        ["Adila Noor", "Present", "رخصت"],
    )
    take_in(book, found, cohort)
    grid = attendance_grid(book, cohort_id=cohort)
    assert grid.rows[0].marks == (Mark("P"), Mark("L"))
    assert (enrolment, first, second) == (
        grid.rows[0].enrolment_id,
        *(session.id for session in grid.sessions),
    )


def test_a_grid_needs_its_cohort_and_its_days(book, make, tmp_path, cohort):
    found = write(
        tmp_path / "grid.xlsx",
        ["Name", date(2019, 1, 7), date(2019, 1, 8)],
        ["Adila Noor", "P", "A"],
        ["Bushra Gul", "P", "P"],
    )
    assert "choose the cohort" in intake.plan_list(book, found).records[0].reasons[0]
    plan = intake.plan_list(book, found, cohort_id=cohort)
    assert plan.counts["refused"] == 2
    assert "No column names a session" in plan.records[0].reasons[0]


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Mobile", "Sex"], ["Adila Noor", "03005550001", "F"]],
        [["Name", "Start date", "Day 1 topic"], ["Adila Noor", "02/11/2020", "Law"]],
        [["Name", "02/11/2020"], ["Adila Noor", "arrives late"], ["Bushra Gul", "by train"]],
    ],
)
def test_other_lists_stay_what_they_are(tmp_path, rows):
    assert write(tmp_path / "list.xlsx", *rows).kind is not ListKind.MARKS
