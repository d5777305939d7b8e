"""Printed sheets: codes that stay, rows in printed order, staleness, walk-ins."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.domain.training import Mark
from workbook.errors import NotFoundError, RuleError
from workbook.services import attendance_sheets as sheets
from workbook.services import cohorts, people, schedule
from workbook.services.attendance import attendance_grid
from workbook.storage.book import Workbook

AFTER = datetime(2020, 11, 9, 9, tzinfo=UTC)
MONDAY = date(2020, 11, 2)
FRIDAY = date(2020, 11, 6)


@pytest.fixture
def week(make):
    cohort = make.cohort()
    return cohort, make.sessions(cohort), make.enrolments(cohort, 3)


def test_the_same_people_and_sessions_keep_their_code(book, make, week):
    cohort, sessions, enrolments = week
    first = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    assert sheets.fold_code(first.code) == first.code
    assert first.code.endswith("-D1")
    assert [session.id for session in first.sessions] == sessions[:2]
    assert [row.enrolment_id for row in first.rows] == enrolments
    steps = len(book.steps())
    assert sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY).code == first.code
    people.edit_person(book, person_id=first.rows[0].person_id, name_latin="Corrected Name")
    assert sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY).code == first.code
    assert len(book.steps()) == steps + 1
    assert sheets.sheet_for_day(book, cohort_id=cohort, day=FRIDAY).code.endswith("-D5")
    make.enrolment(cohort)
    assert sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY).code != first.code


def test_a_day_without_a_session_has_no_sheet(book, week):
    with pytest.raises(RuleError, match="no session on 7 November 2020"):
        sheets.sheet_for_day(book, cohort_id=week[0], day=date(2020, 11, 7))


def test_a_sheet_is_found_however_its_code_is_typed(book, week):
    printed = sheets.sheet_for_day(book, cohort_id=week[0], day=MONDAY)
    letters = printed.code[:4]
    for typed in (
        printed.code.lower(),
        f" {letters} D1 ",
        f"{letters}d1",
        f"{letters}–D۱",
        printed.code.replace("0", "O").replace("1", "l"),
    ):
        found = sheets.find_sheet(book, code=typed)
        assert found is not None
        assert found.id == printed.id
    for typed in ("", "ZZZZ-D1", letters, f"{letters}-D9", "no code at all"):
        assert sheets.find_sheet(book, code=typed) is None


@given(st.text())
def test_folding_a_code_twice_changes_nothing(text):
    folded = sheets.fold_code(text)
    assert folded is None or sheets.fold_code(folded) == folded


def test_rows_stand_in_printed_order_whatever_happens_to_the_roster(book, make, week):
    cohort, sessions, enrolments = week
    printed = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    agency = make.agency("Another")
    people.edit_person(book, person_id=printed.rows[2].person_id, agency_id=agency)
    people.edit_person(book, person_id=printed.rows[0].person_id, name_latin="Zzz")
    late = make.enrolment(cohort)
    sheets.mark_sheet(
        book,
        code=printed.code,
        marks={(sessions[0], enrolments[2]): Mark("A"), (sessions[1], late): Mark("P", "online")},
    )
    entry = sheets.find_sheet(book, code=printed.code)
    assert [(row.number, row.enrolment_id) for row in entry.rows] == [
        (1, enrolments[0]),
        (2, enrolments[1]),
        (3, enrolments[2]),
        (None, late),
    ]
    assert entry.rows[2].marks == (Mark("A"), None)
    assert entry.rows[3].marks == (None, Mark("P", "online"))
    assert (entry.stale, entry.dropped) == ("", 0)
    sources = {c.new for c in book.step_changes(book.steps()[0].step) if c.field == "source"}
    assert sources == {f"sheet {printed.code}"}


def test_a_moved_or_cancelled_session_makes_its_sheet_stale(book, week):
    cohort, sessions, enrolments = week
    printed = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    friday = sheets.sheet_for_day(book, cohort_id=cohort, day=FRIDAY)
    schedule.move_session(
        book,
        session_id=sessions[0],
        day=FRIDAY,
        starts_at="17:00",
        ends_at="20:30",
        reason="Trainer ill",
    )
    stale = sheets.find_sheet(book, code=printed.code).stale
    assert "09:00–12:30 was moved to 6 November 2020, 17:00–20:30" in stale
    assert stale.endswith("Trainer ill")
    assert sheets.find_sheet(book, code=friday.code).stale == ""
    again = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    assert again.code != printed.code
    assert sheets.find_sheet(book, code=again.code).stale == ""
    schedule.cancel_session(book, session_id=sessions[1], reason="Power cut")
    assert "was cancelled" in sheets.find_sheet(book, code=again.code).stale
    with pytest.raises(RuleError, match="cancelled"):
        sheets.mark_sheet(book, code=again.code, marks={(sessions[1], enrolments[0]): Mark("P")})


def test_marks_go_only_into_sessions_of_the_sheet(book, week):
    cohort, sessions, enrolments = week
    printed = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    with pytest.raises(RuleError, match="not on the sheet"):
        sheets.mark_sheet(book, code=printed.code, marks={(sessions[2], enrolments[0]): Mark("P")})
    with pytest.raises(NotFoundError):
        sheets.mark_sheet(book, code="ZZZZ-D1", marks={})


def test_a_walk_in_becomes_a_provisional_participant_in_one_step(book, make, week):
    cohort, sessions, enrolments = week
    agency = make.agency("Province", "PP")
    printed = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    steps = len(book.steps())
    made = sheets.walk_in(
        book,
        code=printed.code,
        name="عظمیٰ احمد",
        agency_id=agency,
        marks={sessions[1]: Mark("P", "in_room")},
    )
    assert len(book.steps()) == steps + 1
    row = sheets.find_sheet(book, code=printed.code).rows[-1]
    assert (row.number, row.enrolment_id, row.provisional, row.agency) == (
        None,
        made.id,
        True,
        "PP",
    )
    assert (row.name, row.name_native) == ("", "عظمیٰ احمد")
    assert row.marks == (None, Mark("P", "in_room"))
    assert cohorts.enrolment_rows(book, cohort_id=cohort)[-1].state == "enrolled"
    book.undo()
    assert len(attendance_grid(book, cohort_id=cohort).rows) == len(enrolments)
    with pytest.raises(RuleError):
        sheets.walk_in(book, code=printed.code, name="  ")


def test_a_read_only_workbook_prints_the_codes_it_knows(template, book, week):
    cohort = week[0]
    printed = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    with Workbook.open(book.path, emergency_key=template.emergency_key, read_only=True) as other:
        assert sheets.sheet_for_day(other, cohort_id=cohort, day=MONDAY).code == printed.code
        assert sheets.sheet_for_day(other, cohort_id=cohort, day=FRIDAY).code == ""


def test_the_list_of_printed_sheets_says_what_is_left_to_type(book, clock, make, week):
    cohort, sessions, enrolments = week
    first = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    sheets.sheet_for_day(book, cohort_id=cohort, day=FRIDAY)
    assert [(row.held, row.blanks) for row in sheets.listed_sheets(book, cohort_id=cohort)] == [
        (False, 0),
        (False, 0),
    ]
    clock.set(AFTER)
    make.marks(sessions[:1], enrolments)
    row = sheets.listed_sheets(book, cohort_id=cohort)[0]
    assert (row.code, row.held, row.blanks) == (first.code, True, len(enrolments))
    make.enrolment(cohort)
    again = sheets.sheet_for_day(book, cohort_id=cohort, day=MONDAY)
    rows = sheets.listed_sheets(book, cohort_id=cohort)[:2]
    assert [(row.code, row.newest) for row in rows] == [(first.code, False), (again.code, True)]
    schedule.cancel_session(book, session_id=sessions[1], reason="Power cut")
    assert "Power cut" in sheets.listed_sheets(book, cohort_id=cohort)[1].stale
