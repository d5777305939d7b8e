"""Marks entered, pasted and filled: and what they add up to."""

from datetime import UTC, datetime

import pytest

from workbook.domain.training import STATUS_SETS, Mark, Mode, stored_statuses
from workbook.errors import NotFoundError, RuleError
from workbook.services import attendance, schedule
from workbook.services.attendance import attendance_grid

AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
PLAE = STATUS_SETS["PLAE"]
PRESENT = Mark("P", "in_room")


@pytest.fixture
def week(make):
    """(cohort, ten sessions, four enrolments)."""
    cohort = make.cohort()
    return cohort, make.sessions(cohort, mandatory=[0]), make.enrolments(cohort, 4)


def marks_of(book, cohort):
    grid = attendance_grid(book, cohort_id=cohort)
    return {
        (session.id, row.enrolment_id): mark
        for row in grid.rows
        for session, mark in zip(grid.sessions, row.marks, strict=True)
        if mark is not None
    }


def test_a_mark_stands_in_the_grid_with_its_mode_minutes_and_source(book, week):
    cohort, sessions, enrolments = week
    done = attendance.mark(
        book,
        session_id=sessions[1],
        marks={enrolments[0]: Mark("L", "online", 90)},
        source="sheet A7K2-D1",
    )
    assert done.kinds == {"attendance"}
    assert done.count == 2
    assert marks_of(book, cohort) == {(sessions[1], enrolments[0]): Mark("L", "online", 90)}
    [step] = book.steps(limit=1)
    assert step.label == "Mark attendance"
    assert book.step_changes(done.step)[1].new == "sheet A7K2-D1"


def test_a_mark_is_emptied_and_comes_back_by_undo(book, week):
    cohort, sessions, enrolments = week
    attendance.mark(book, session_id=sessions[0], marks={enrolments[0]: PRESENT})
    attendance.mark(book, session_id=sessions[0], marks={enrolments[0]: None})
    assert marks_of(book, cohort) == {}
    book.undo()
    assert marks_of(book, cohort) == {(sessions[0], enrolments[0]): PRESENT}


def test_emptying_a_blank_cell_and_repeating_a_mark_change_nothing(book, week):
    _cohort, sessions, enrolments = week
    marks = {enrolments[0]: PRESENT, enrolments[1]: None}
    assert attendance.mark(book, session_id=sessions[0], marks=marks).count == 1
    assert attendance.mark(book, session_id=sessions[0], marks=marks).step is None


@pytest.mark.parametrize(
    "mark", [Mark("X"), Mark("p"), Mark("P", "by post"), Mark("P", None, 211), Mark("P", None, -1)]
)
def test_a_mark_that_is_none_is_refused_with_all_beside_it(book, week, mark):
    cohort, sessions, enrolments = week
    with pytest.raises(RuleError):
        attendance.mark(
            book, session_id=sessions[0], marks={enrolments[0]: PRESENT, enrolments[1]: mark}
        )
    assert marks_of(book, cohort) == {}


def test_a_mark_across_two_cohorts_is_refused(book, make, week):
    other = make.enrolment(make.cohort("INV-2"))
    with pytest.raises(NotFoundError):
        attendance.mark(book, session_id=week[1][0], marks={other: PRESENT})


def test_the_marks_of_a_cohort_are_those_of_its_own_status_set(book, make):
    cohort = make.cohort(status_set=stored_statuses(STATUS_SETS["PAL"]))
    [session, *_] = make.sessions(cohort)
    enrolment = make.enrolment(cohort)
    attendance.mark(book, session_id=session, marks={enrolment: Mark("L")})
    grid = attendance_grid(book, cohort_id=cohort)
    assert grid.legend == "P Present · A Absent · L Leave"
    assert grid.rows[0].share.attended == 0
    with pytest.raises(RuleError, match="P, A, L"):
        attendance.mark(book, session_id=session, marks={enrolment: Mark("E")})


def test_not_yet_held_is_told_apart_from_not_yet_entered(book, clock, week):
    cohort, sessions, enrolments = week
    grid = attendance_grid(book, cohort_id=cohort, now=datetime(2020, 11, 3, 12, 30))
    assert [session.held for session in grid.sessions] == [True] * 3 + [False] * 7
    assert grid.blanks(sessions[2]) == tuple(enrolments)
    assert grid.blanks(sessions[3]) == ()
    assert attendance.unentered_rows(book, cohort_id=cohort) == ()
    clock.set(AFTER)
    rows = attendance.unentered_rows(book, cohort_id=cohort)
    assert [row.session.id for row in rows] == sessions
    assert rows[-1].label == "Fill the 4 blanks of Friday p.m."


def test_filling_blanks_touches_no_mark_and_waits_for_the_end_of_the_session(book, clock, week):
    cohort, sessions, enrolments = week
    absent = Mark("A", None)
    attendance.mark(book, session_id=sessions[9], marks={enrolments[2]: absent})
    with pytest.raises(RuleError, match="not over yet"):
        attendance.fill_blanks(book, session_id=sessions[9], status="P", mode=Mode.ONLINE)
    clock.set(AFTER)
    done = attendance.fill_blanks(book, session_id=sessions[9], status="P", mode=Mode.ONLINE)
    assert done.count == 3
    marks = marks_of(book, cohort)
    assert marks.pop((sessions[9], enrolments[2])) == absent
    assert set(marks.values()) == {Mark("P", "online")}
    book.undo()
    assert marks_of(book, cohort) == {(sessions[9], enrolments[2]): absent}


def test_a_cancelled_session_has_no_blanks_and_counts_for_nobody(book, clock, make, week):
    cohort, sessions, enrolments = week
    make.marks(sessions, enrolments)
    clock.set(AFTER)
    before = attendance_grid(book, cohort_id=cohort).rows[0].share
    schedule.cancel_session(book, session_id=sessions[9], reason="Power cut")
    grid = attendance_grid(book, cohort_id=cohort)
    assert grid.rows[0].marks[9] == PRESENT
    assert grid.rows[0].share.planned == before.planned - 180
    assert grid.blanks(sessions[9]) == ()
    with pytest.raises(RuleError, match="cancelled"):
        attendance.fill_blanks(book, session_id=sessions[9], status="P")


def test_rows_stand_agency_by_agency_in_the_order_they_came(book, make):
    cohort = make.cohort()
    federal, province = make.agency("Federal", "FA"), make.agency("Province", "PP")
    make.sessions(cohort)
    agencies = [None, province, federal, province, None, federal]
    made = [make.enrolment(cohort, make.person(agency=agency)) for agency in agencies]
    rows = attendance_grid(book, cohort_id=cohort).rows
    assert [row.agency for row in rows] == ["PP", "PP", "FA", "FA", "", ""]
    assert [row.enrolment_id for row in rows] == [made[n] for n in (1, 3, 2, 5, 0, 4)]


def test_nominees_are_not_in_the_grid_and_leavers_owe_no_mark_after_they_left(book, clock, make):
    from workbook.domain.cohort import ENROLMENT

    cohort = make.cohort()
    sessions = make.sessions(cohort)
    make.enrolment(cohort, state="nominated")
    gone_before, gone_midweek, stays = make.enrolments(cohort, 3)
    with book.changing("Leave") as change:
        for enrolment, day in ((gone_before, "2020-10-30"), (gone_midweek, "2020-11-04")):
            standing = {"state": "left", "state_on": day, "reason": "leave"}
            change.edit(ENROLMENT, enrolment, standing=standing)
    clock.set(AFTER)
    grid = attendance_grid(book, cohort_id=cohort)
    assert [row.enrolment_id for row in grid.rows] == [gone_midweek, stays]
    assert grid.blanks(sessions[3]) == (gone_midweek, stays)
    assert grid.blanks(sessions[4]) == (stays,)


def test_marks_never_move_when_the_roster_changes(book, make, week):
    """Feature 45: people who join, leave, change agency or name move nobody's marks."""
    from workbook.services import people

    cohort, sessions, enrolments = week
    for n, enrolment in enumerate(enrolments):
        attendance.mark(
            book, session_id=sessions[n], marks={enrolment: Mark("PLAE"[n], "online", n)}
        )
    before = marks_of(book, cohort)
    agency = make.agency("Another agency")
    grid = attendance_grid(book, cohort_id=cohort)
    people.edit_person(book, person_id=grid.rows[2].person_id, agency_id=agency)
    people.edit_person(book, person_id=grid.rows[0].person_id, name_latin="Aaa First")
    make.enrolment(cohort, make.person(agency=agency))
    rows = attendance_grid(book, cohort_id=cohort).rows
    assert [row.enrolment_id for row in rows] != enrolments
    assert marks_of(book, cohort) == before


def test_blocks_from_excel_are_read_cell_by_cell():
    text = 'P\tp online\t\r\n90\tL 45 o\t"Absent"\r\n\tE\tpresent room\r\n\r\n'
    assert attendance.parse_block(text, statuses=PLAE) == (
        (Mark("P"), Mark("P", "online"), None),
        (Mark("P", None, 90), Mark("L", "online", 45), Mark("A")),
        (None, Mark("E"), Mark("P", "in_room")),
    )


@pytest.mark.parametrize("cell", ["X", "P P", "online", "12345", "P -3", "=1+1", "90 P o o"])
def test_a_bad_cell_of_a_block_is_named(cell):
    with pytest.raises(RuleError, match="Row 2, column 3") as caught:
        attendance.parse_block(f"P\tP\tP\nP\tP\t{cell}", statuses=PLAE)
    assert "P, L, A, E" in caught.value.sentence


def test_a_block_is_laid_from_a_cell_on_and_its_blanks_erase_nothing(book, week):
    cohort, sessions, enrolments = week
    attendance.mark(book, session_id=sessions[1], marks={enrolments[1]: Mark("A")})
    block = attendance.parse_block("P\t\nL\tP", statuses=PLAE)
    placed = attendance.place_block(block, session_ids=sessions[0:], enrolment_ids=enrolments[1:])
    attendance.mark_block(book, marks=placed)
    assert marks_of(book, cohort) == {
        (sessions[0], enrolments[1]): Mark("P"),
        (sessions[1], enrolments[1]): Mark("A"),
        (sessions[0], enrolments[2]): Mark("L"),
        (sessions[1], enrolments[2]): Mark("P"),
    }
    with pytest.raises(RuleError, match="2 rows and 2 columns"):
        attendance.place_block(block, session_ids=sessions[9:], enrolment_ids=enrolments)
