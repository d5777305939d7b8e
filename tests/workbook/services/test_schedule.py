"""A curriculum on dates; sessions moved, cancelled, edited."""

from datetime import date, datetime

import pytest

from workbook.domain.training import Delivery, Mark
from workbook.errors import NotFoundError, RuleError
from workbook.services import attendance, schedule
from workbook.services.schedule import session_rows

MONDAY = date(2020, 11, 2)
FRIDAY = date(2020, 11, 6)


def test_a_week_of_ten_half_days_is_planned_in_one_step(book, make):
    cohort = make.cohort()
    steps = len(book.steps())
    done = schedule.plan_training(book, cohort_id=cohort, template="investigation-week")
    assert done.kinds == {"training", "training_session"}
    assert len(book.steps()) == steps + 1
    rows = session_rows(book, cohort_id=cohort)
    assert [(row.day.day, row.starts_at, row.ends_at, row.minutes) for row in rows] == [
        (day, *half)
        for day in range(2, 7)
        for half in (("09:00", "12:30", 210), ("13:30", "16:30", 180))
    ]
    assert all(row.title and row.title_native for row in rows)
    assert {row.delivery for row in rows} == {"both"}
    assert [row.mandatory for row in rows] == [True] + [False] * 9
    assert (rows[-1].label, rows[0].label) == ("Friday p.m.", "Monday a.m.")
    book.undo()
    assert session_rows(book, cohort_id=cohort) == ()


def test_a_plan_is_made_once_and_fits_the_dates(book, make):
    cohort = make.cohort()
    schedule.plan_training(book, cohort_id=cohort, template="investigation-week")
    with pytest.raises(RuleError, match="planned already"):
        schedule.plan_training(book, cohort_id=cohort, template="investigation-week")
    with pytest.raises(NotFoundError, match="investigation-week"):
        schedule.plan_training(book, cohort_id=cohort, template="no such week")
    short = make.cohort("B", dates={"starts_on": MONDAY, "ends_on": date(2020, 11, 4)})
    with pytest.raises(RuleError, match="takes 5 days, and the cohort has 3"):
        schedule.plan_training(book, cohort_id=short, template="investigation-week")
    undated = make.cohort("C", dates=None)
    with pytest.raises(RuleError, match="first day"):
        schedule.plan_training(book, cohort_id=undated, template="investigation-week")


def test_every_curriculum_that_comes_along_is_in_order():
    for row in schedule.template_rows():
        assert row.days == max(session.day for session in row.sessions)
        assert row.minutes == sum(session.minutes for session in row.sessions)
        slots = [(session.day, session.starts_at) for session in row.sessions]
        assert slots == sorted(set(slots))
        assert all(session.minutes > 0 for session in row.sessions)
        words = " ".join(session.title for session in row.sessions).casefold()
        assert "traffick" not in words
        assert "smuggl" not in words


def test_a_moved_session_keeps_its_marks_and_says_why(book, make):
    cohort = make.cohort()
    sessions = make.sessions(cohort)
    [enrolment] = make.enrolments(cohort, 1)
    attendance.mark(book, session_id=sessions[0], marks={enrolment: Mark("P")})
    new = {"day": FRIDAY, "starts_at": "17:00", "ends_at": "19:00"}
    with pytest.raises(RuleError, match="Say why"):
        schedule.move_session(book, session_id=sessions[0], reason=" ", **new)
    schedule.move_session(book, session_id=sessions[0], reason="Trainer ill", **new)
    last = session_rows(book, cohort_id=cohort)[-1]
    assert (last.id, last.day, last.minutes) == (sessions[0], FRIDAY, 120)
    assert (last.state, last.reason) == ("moved", "Trainer ill")
    grid = attendance.attendance_grid(book, cohort_id=cohort)
    assert grid.rows[0].marks[-1] == Mark("P")


def test_minutes_that_were_set_by_hand_stay_when_a_session_moves(book, make):
    cohort = make.cohort()
    first = make.sessions(cohort)[0]
    schedule.edit_session(book, session_id=first, minutes=200)
    schedule.move_session(
        book, session_id=first, day=MONDAY, starts_at="10:00", ends_at="12:00", reason="Late bus"
    )
    assert session_rows(book, cohort_id=cohort)[0].minutes == 200


@pytest.mark.parametrize("times", [("12:00", "09:00"), ("09:00", "09:00"), ("nine", "ten")])
def test_a_session_ends_after_it_begins(book, make, times):
    cohort = make.cohort()
    with pytest.raises(RuleError):
        schedule.create_session(
            book,
            cohort_id=cohort,
            day=MONDAY,
            starts_at=times[0],
            ends_at=times[1],
            title="Extra",
        )
    assert session_rows(book, cohort_id=cohort) == ()


def test_sessions_are_added_edited_and_cancelled(book, make):
    cohort = make.cohort()
    slot = {"day": MONDAY, "starts_at": "09:00", "ends_at": "10:30"}
    schedule.create_session(book, cohort_id=cohort, title="Opening", **slot)
    schedule.create_session(book, cohort_id=cohort, title="Law", **{**slot, "starts_at": "08:00"})
    second, first = session_rows(book, cohort_id=cohort)
    assert (first.minutes, second.minutes) == (90, 150)
    assert first.training_id == second.training_id
    schedule.edit_session(
        book, session_id=first.id, title="Welcome", mandatory=True, delivery=Delivery.ONLINE
    )
    schedule.cancel_session(book, session_id=second.id, reason="Power cut")
    second, first = session_rows(book, cohort_id=cohort)
    assert (first.title, first.mandatory, first.delivery) == ("Welcome", True, "online")
    assert second.cancelled
    assert not second.held
    with pytest.raises(RuleError):
        schedule.edit_session(book, session_id=first.id, minutes=-1)


def test_a_session_is_over_when_its_time_has_passed(book, clock, make):
    cohort = make.cohort()
    make.sessions(cohort)
    local = datetime(2020, 11, 2, 12, 29, 0).astimezone()
    clock.set(local)
    assert not any(row.over for row in session_rows(book, cohort_id=cohort))
    clock.set(local.replace(minute=30))
    assert [row.over for row in session_rows(book, cohort_id=cohort)] == [True] + [False] * 9


def test_trainers_of_a_session_are_those_given_last(book, make):
    cohort = make.cohort()
    first = make.sessions(cohort)[0]
    one, two = make.expert("Expert One"), make.expert("Expert Two")
    schedule.assign_trainers(book, session_id=first, roles={one: "trainer", two: "interpreter"})
    schedule.assign_trainers(book, session_id=first, roles={two: "trainer"})
    trainers = session_rows(book, cohort_id=cohort)[0].trainers
    assert [(trainer.name, trainer.role) for trainer in trainers] == [("Expert Two", "trainer")]
