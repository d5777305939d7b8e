"""Coaching: rounds, promises carried on, notes that stay hidden, what groups worked out."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from workbook.domain.coaching import ActionState, Audience, RaisedBy
from workbook.domain.cohort import ENROLMENT
from workbook.domain.training import Mode
from workbook.errors import NotFoundError, RuleError, SaveError
from workbook.services import coaching
from workbook.storage import tables as t
from workbook.storage.book import Workbook

SECRET = "She asked not to be sent to the border post again."
MAY = datetime(2022, 5, 11, 9, 0, tzinfo=UTC)


@pytest.fixture
def rounds(book, make):
    """(cohort, enrolments of four, keys of three rounds)."""
    cohort = make.cohort()
    enrolments = make.enrolments(cohort, 4, make.agency())
    days = [date(2021, 3, 1), date(2021, 9, 6), date(2022, 5, 9)]
    keys = [
        coaching.create_round(book, cohort_id=cohort, starts_on=day, venue="Islamabad").id
        for day in days
    ]
    return cohort, enrolments, keys


def leave(book, enrolment, day):
    with book.changing("Leave") as change:
        standing = {"state": "left", "state_on": day, "reason": "transferred"}
        change.edit(ENROLMENT, enrolment, standing=standing)


def test_rounds_are_numbered_and_count_who_was_there(book, rounds, clock):
    cohort, enrolments, keys = rounds
    leave(book, enrolments[0], "2021-06-01")
    leave(book, enrolments[1], "2022-01-01")
    clock.set(MAY)
    rows = coaching.round_rows(book, cohort_id=cohort)
    assert [(row.number, row.participants) for row in rows] == [(1, 4), (2, 3), (3, 2)]
    assert rows[0].ends_on == date(2021, 3, 1)
    assert len(coaching.participant_rows(book, round_id=keys[2])) == 2
    with pytest.raises(RuleError, match="before it starts"):
        coaching.create_round(
            book, cohort_id=cohort, starts_on=date(2022, 5, 9), ends_on=date(2022, 5, 8)
        )


def test_what_is_open_is_carried_through_three_rounds(book, rounds, clock):
    cohort, enrolments, keys = rounds
    first = coaching.add_action(
        book,
        enrolment_id=enrolments[0],
        round_id=keys[0],
        what="Write a standard request to the bank",
        due_on=date(2021, 6, 30),
    ).id
    done = coaching.add_action(
        book, enrolment_id=enrolments[0], round_id=keys[0], what="Share the form"
    ).id
    gone = coaching.add_action(
        book, enrolment_id=enrolments[1], round_id=keys[0], what="Meet the prosecutor"
    ).id
    coaching.set_action_state(book, action_id=done, state=ActionState.DONE)
    leave(book, enrolments[1], "2021-06-01")
    step = coaching.carry_forward(book, round_id=keys[0])
    assert step.kinds == {"action_point"}
    assert step.count == 1, "neither what is done nor what belongs to her who left"
    assert coaching.carry_forward(book, round_id=keys[0]).count == 0, "twice is once"
    coaching.carry_forward(book, round_id=keys[1])
    clock.set(MAY)
    rows = {row.what: row for row in coaching.action_rows(book, cohort_id=cohort)}
    carried = rows["Write a standard request to the bank"]
    assert (carried.round_number, carried.first_round, carried.carried) == (3, 1, 2)
    assert carried.overdue
    assert carried.id != first
    assert rows["Meet the prosecutor"].id == gone
    with pytest.raises(RuleError, match="no next round"):
        coaching.carry_forward(book, round_id=keys[2])
    page = coaching.participant_page(book, enrolment_id=enrolments[0])
    assert [row.what for row in page.promised] == ["Write a standard request to the bank"]
    assert [row.state for row in page.settled] == [ActionState.DONE]
    book.undo()
    assert coaching.action_rows(book, cohort_id=cohort, state=ActionState.OPEN)[0].carried == 1


def test_a_reminder_counts_and_names_nobody(book, rounds, clock):
    cohort, enrolments, keys = rounds
    for what in ("One", "Two"):
        coaching.add_action(
            book,
            enrolment_id=enrolments[0],
            round_id=keys[0],
            what=what,
            due_on=date(2021, 6, 30) if what == "One" else None,
        )
    clock.set(MAY)
    (row,) = coaching.reminder_rows(book, cohort_id=cohort)
    assert row.text == "1 of your 4 participants has promises that are open: 2, of them 1 overdue."


def test_a_note_is_hidden_until_it_is_shown_and_that_is_recorded(book, rounds, clock):
    _cohort, enrolments, keys = rounds
    note = coaching.add_note(book, enrolment_id=enrolments[0], round_id=keys[0], text=SECRET).id
    (row,) = coaching.note_rows(book, enrolment_id=enrolments[0])
    assert row.audience is Audience.COACH
    assert SECRET not in repr(coaching.participant_page(book, enrolment_id=enrolments[0]))
    assert coaching.show_note(book, note_id=note) == SECRET
    with book.reading() as db:
        (shown,) = db.execute(select(t.register).where(t.register.c.kind == "show")).all()
    assert shown.operator == "Coordinator"
    assert SECRET not in repr(shown)


def test_a_notes_text_is_ciphertext_in_table_and_log(book, rounds):
    _cohort, enrolments, _keys = rounds
    note = coaching.add_note(book, enrolment_id=enrolments[0], text=SECRET).id
    coaching.edit_note(book, note_id=note, text=SECRET + "!", audience=Audience.TEAM)
    with book.reading() as db:
        held = [
            repr(db.execute(select(table)).all())
            for table in (t.RECORDS["note"], t.change, t.coded, t.word)
        ]
    assert not any("border post" in text for text in held)
    assert coaching.show_note(book, note_id=note) == SECRET + "!"


def test_a_note_is_not_shown_where_that_cannot_be_recorded(book, rounds, tmp_path, template):
    _cohort, enrolments, _keys = rounds
    note = coaching.add_note(book, enrolment_id=enrolments[0], text=SECRET).id
    with (
        Workbook.open(book.path, emergency_key=template.emergency_key, read_only=True) as reading,
        pytest.raises(SaveError),
    ):
        coaching.show_note(reading, note_id=note)


def test_needs_and_conversations_stand_on_the_page(book, rounds, make):
    _cohort, enrolments, keys = rounds
    coaching.record_need(book, enrolment_id=enrolments[0], title="Report writing", priority=2)
    urgent = coaching.record_need(
        book,
        enrolment_id=enrolments[0],
        title="Interview of children",
        raised_by=RaisedBy.SUPERVISOR,
        priority=1,
    ).id
    coaching.edit_need(book, need_id=urgent, evidence="Two files sent back")
    coaching.record_session(
        book,
        enrolment_id=enrolments[0],
        round_id=keys[1],
        coach_id=make.expert("Prosecutor One"),
        held_on=date(2021, 9, 6),
        minutes=45,
        mode=Mode.ONLINE,
    )
    page = coaching.participant_page(book, enrolment_id=enrolments[0])
    assert [need.title for need in page.needs] == ["Interview of children", "Report writing"]
    assert page.needs[0].evidence == "Two files sent back"
    assert (page.sessions[0].coach, page.sessions[0].round_number) == ("Prosecutor One", 2)


def test_challenges_stand_with_their_solutions(book, rounds, make):
    cohort, _enrolments, keys = rounds
    key = coaching.add_challenge(
        book, round_id=keys[2], what="Banks answer late", theme="Money", agency_id=make.agency()
    ).id
    coaching.add_solution(book, challenge_id=key, what="One form for all banks")
    (row,) = coaching.challenge_rows(book, cohort_id=cohort)
    assert (row.round_number, row.agency, row.solutions) == (3, "FA", ("One form for all banks",))


def test_what_is_missing_or_empty_is_refused(book, rounds, make):
    _cohort, enrolments, keys = rounds
    other = make.enrolment(make.cohort("OTHER"))
    with pytest.raises(RuleError, match="another cohort"):
        coaching.add_action(book, enrolment_id=other, round_id=keys[0], what="x")
    with pytest.raises(RuleError, match="no words"):
        coaching.add_note(book, enrolment_id=enrolments[0], text="  ")
    with pytest.raises(NotFoundError):
        coaching.show_note(book, note_id=999_999)


def test_a_due_day_and_a_priority_can_be_taken_away(book, rounds):
    cohort, enrolments, keys = rounds
    promise = coaching.add_action(
        book,
        enrolment_id=enrolments[0],
        round_id=keys[0],
        what="Open a file",
        due_on=date(2021, 6, 1),
    ).id
    need = coaching.record_need(book, enrolment_id=enrolments[0], title="Evidence", priority=1).id
    coaching.edit_action(book, action_id=promise, what="Open the file")
    coaching.edit_need(book, need_id=need, evidence="Two files sent back")
    assert coaching.action_rows(book, cohort_id=cohort)[0].due_on == date(2021, 6, 1)
    assert coaching.need_rows(book, enrolment_id=enrolments[0])[0].priority == 1
    coaching.edit_action(book, action_id=promise, due_on=None)
    coaching.edit_need(book, need_id=need, priority=None)
    assert coaching.action_rows(book, cohort_id=cohort)[0].due_on is None
    assert coaching.need_rows(book, enrolment_id=enrolments[0])[0].priority is None
