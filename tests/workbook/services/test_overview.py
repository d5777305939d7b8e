"""What is next, and figures that are true and lead to their rows."""

from datetime import UTC, date, datetime

import pytest

from workbook.domain.cohort import LeaveReason
from workbook.errors import NotFoundError
from workbook.services import (
    attendance,
    attendance_sheets,
    certificates,
    coaching,
    cohorts,
    people,
    schedule,
)
from workbook.services.overview import ActionKind, FigureKind, overview, questions_due
from workbook.storage import tables as t

AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def story(book, make):
    """(cohort, sessions, five enrolments) of two agencies; the last lacks a module."""
    cohort = make.cohort()
    federal, province = make.agency("Federal", "FA"), make.agency("Province", "PP")
    module = make.module("TIP-101", cohort)
    people = [make.person(agency=federal) for _ in range(3)]
    people += [make.person(agency=province, sex="male"), make.person(agency=province, sex=None)]
    for person in people[:4]:
        make.attempt(person, module)
    return cohort, make.sessions(cohort), [make.enrolment(cohort, p) for p in people]


def kinds(book, cohort):
    return [action.kind for action in overview(book, cohort_id=cohort).next_actions]


def test_before_the_training_modules_and_names_come_first(book, story):
    cohort, _sessions, enrolments = story
    modules, names = overview(book, cohort_id=cohort).next_actions
    assert modules.kind is ActionKind.MODULES
    assert modules.sentence == "1 participant lacks module TIP-101; due on 30 October 2020"
    assert modules.enrolment_ids == (enrolments[4],)
    assert (names.kind, names.count) == (ActionKind.NAMES, 5)
    cohorts.allow(book, enrolment_id=enrolments[4], reason="Platform was down")
    rows = cohorts.enrolment_rows(book, cohort_id=cohort)
    people.confirm_names(book, person_ids=[row.person_id for row in rows])
    assert overview(book, cohort_id=cohort).next_actions == ()


def test_after_the_training_blanks_then_certificates(book, clock, make, story):
    cohort, sessions, enrolments = story
    make.marks(sessions[:9], enrolments)
    make.marks(sessions[9:], enrolments[:3])
    clock.set(AFTER)
    blank = overview(book, cohort_id=cohort).next_actions[1]
    assert (blank.kind, blank.sentence, blank.session_id) == (
        ActionKind.BLANKS,
        "Fill the 2 blanks of Friday p.m.",
        sessions[9],
    )
    assert blank.enrolment_ids == tuple(enrolments[3:])
    attendance.fill_blanks(book, session_id=sessions[9], status="P")
    found = overview(book, cohort_id=cohort).next_actions
    assert [action.kind for action in found] == [
        ActionKind.MODULES,
        ActionKind.NAMES,
        ActionKind.CERTIFICATES,
    ]
    assert found[2].count == 5
    certificates.issue(book, cohort_id=cohort)
    after = overview(book, cohort_id=cohort)
    assert ActionKind.CERTIFICATES not in [action.kind for action in after.next_actions]
    assert after.figure(FigureKind.CERTIFIED).enrolment_ids == tuple(enrolments)


def test_a_stale_sheet_is_to_be_printed_again_once(book, story):
    cohort, sessions, _enrolments = story
    day = date(2020, 11, 2)
    printed = attendance_sheets.sheet_for_day(book, cohort_id=cohort, day=day)
    schedule.cancel_session(book, session_id=sessions[1], reason="Power cut")
    [stale] = [
        action
        for action in overview(book, cohort_id=cohort).next_actions
        if action.kind is ActionKind.STALE_SHEET
    ]
    assert stale.sheet_code == printed.code
    attendance_sheets.sheet_for_day(book, cohort_id=cohort, day=day)
    assert ActionKind.STALE_SHEET not in kinds(book, cohort)


def test_a_moved_session_keeps_its_sheet_stale_until_it_is_on_a_good_one(book, story):
    cohort, sessions, _enrolments = story
    monday, friday = date(2020, 11, 2), date(2020, 11, 6)
    for day in (monday, friday):
        attendance_sheets.sheet_for_day(book, cohort_id=cohort, day=day)
    slot = {"day": friday, "starts_at": "17:00", "ends_at": "20:30"}
    schedule.move_session(book, session_id=sessions[0], reason="Trainer ill", **slot)
    attendance_sheets.sheet_for_day(book, cohort_id=cohort, day=monday)
    assert ActionKind.STALE_SHEET in kinds(book, cohort)
    attendance_sheets.sheet_for_day(book, cohort_id=cohort, day=friday)
    assert ActionKind.STALE_SHEET not in kinds(book, cohort)


def test_a_day_that_is_cancelled_whole_needs_no_new_sheet(book, story):
    cohort, sessions, _enrolments = story
    attendance_sheets.sheet_for_day(book, cohort_id=cohort, day=date(2020, 11, 2))
    for session in sessions[:2]:
        schedule.cancel_session(book, session_id=session, reason="Holiday")
    assert ActionKind.STALE_SHEET not in kinds(book, cohort)


def test_figures_follow_the_way_from_nominated_to_stayed(book, clock, make, story):
    cohort, sessions, enrolments = story
    make.enrolment(cohort, state="reserve")
    make.enrolment(cohort, state="declined")
    walk_in = make.enrolment(cohort, make.person(provisional=True))
    make.marks(sessions[:1], enrolments[:1])
    make.marks(sessions[1:2], enrolments[:1], mode="online")
    make.marks(sessions[:1], [enrolments[1], walk_in], mode="online")
    make.marks(sessions[:1], enrolments[2:3], "A")
    make.marks(sessions[:1], enrolments[3:4], mode=None)
    assert overview(book, cohort_id=cohort).figure(FigureKind.TRAINED).count == 0
    clock.set(AFTER)
    cohorts.withdraw(
        book, enrolment_id=enrolments[1], reason=LeaveReason.TRANSFERRED, on=date(2020, 11, 8)
    )
    seen = overview(book, cohort_id=cohort)
    by_kind = {figure.kind: figure for figure in seen.figures}
    assert by_kind[FigureKind.NOMINATED].enrolment_ids == tuple(enrolments)
    assert by_kind[FigureKind.READY].enrolment_ids == tuple(enrolments[:4])
    trained = by_kind[FigureKind.TRAINED]
    assert trained.enrolment_ids == (enrolments[0], enrolments[1], enrolments[3], walk_in)
    assert {split.value: split.enrolment_ids for split in trained.by_mode} == {
        "both": (enrolments[0],),
        "online": (enrolments[1], walk_in),
        "": (enrolments[3],),
    }
    assert by_kind[FigureKind.STAYED].enrolment_ids == (enrolments[0], enrolments[3], walk_in)
    nominated = by_kind[FigureKind.NOMINATED]
    assert [(split.label, split.count) for split in nominated.by_agency] == [("FA", 3), ("PP", 2)]
    assert [(split.value, split.count) for split in nominated.by_sex] == [
        ("female", 3),
        ("male", 1),
        (None, 1),
    ]
    for figure in seen.figures:
        for splits in (figure.by_agency, figure.by_sex, figure.by_mode):
            behind = [enrolment for split in splits for enrolment in split.enrolment_ids]
            assert sorted(behind) == sorted(figure.enrolment_ids)


def test_waiting_rows_are_counted_and_no_action_names_anybody(book, story):
    with book.noting() as db:
        row = {"kind": "row", "wall": "", "name": "a.xlsx", "content": "x", "detail": "{}"}
        db.execute(t.waiting.insert().values(row))
    found = overview(book, cohort_id=story[0]).next_actions
    assert found[-1].sentence == "1 row of a list waits"
    assert not any("Officer" in action.sentence for action in found)


def test_a_cohort_that_is_gone_is_said_so(book):
    with pytest.raises(NotFoundError):
        overview(book, cohort_id=999)


def test_an_empty_cohort_asks_for_people_and_then_for_enrolling(book, make):
    cohort = make.cohort()
    assert kinds(book, cohort) == [ActionKind.PEOPLE]
    enrolment = make.enrolment(cohort, state="nominated")
    first = overview(book, cohort_id=cohort).next_actions[0]
    assert (first.kind, first.enrolment_ids) == (ActionKind.ENROL, (enrolment,))
    cohorts.enrol(book, cohort_id=cohort)
    assert not {ActionKind.PEOPLE, ActionKind.ENROL} & set(kinds(book, cohort))


def test_overdue_promises_of_those_still_here_are_due(book, clock, make):
    cohort = make.cohort()
    enrolments = make.enrolments(cohort, 2)
    round_ = coaching.create_round(book, cohort_id=cohort).id
    for enrolment in enrolments:
        coaching.add_action(
            book,
            enrolment_id=enrolment,
            round_id=round_,
            what="Hold a meeting",
            due_on=date(2020, 11, 1),
        )
    assert ActionKind.PROMISES not in kinds(book, cohort)
    clock.set(AFTER)
    cohorts.withdraw(book, enrolment_id=enrolments[0], reason=LeaveReason.TRANSFERRED)
    (late,) = [
        action
        for action in overview(book, cohort_id=cohort).next_actions
        if action.kind is ActionKind.PROMISES
    ]
    assert (late.count, late.enrolment_ids) == (1, (enrolments[1],))


def test_the_count_of_questions_gives_the_last_line():
    assert questions_due(0) == ()
    (line,) = questions_due(2)
    assert (line.kind, line.count) == (ActionKind.CONFLICTS, 2)
    assert line.sentence == "2 questions between offices are to be decided"


def test_a_row_that_was_settled_waits_no_more(book, make):
    cohort = make.cohort()
    with book.noting() as db:
        for kind in ("row", "settled", "mark_row settled"):
            row = {"kind": kind, "wall": "", "name": "a.xlsx", "content": kind, "detail": "{}"}
            db.execute(t.waiting.insert().values(row))
    (waiting,) = [
        action
        for action in overview(book, cohort_id=cohort).next_actions
        if action.kind is ActionKind.WAITING
    ]
    assert waiting.count == 1
