"""Cohorts, seats, and the way from nomination to leaving."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.domain.certificate import Rule
from workbook.domain.cohort import (
    COHORT,
    EnrolmentState,
    LeaveReason,
    Signatory,
    leave_parts,
    leave_text,
    was_in,
)
from workbook.errors import NotFoundError, RuleError
from workbook.services import cohorts
from workbook.services.cohorts import enrolment_rows

WEEK = {"starts_on": date(2020, 11, 2), "ends_on": date(2020, 11, 6)}


def states(book, cohort):
    return {row.id: row.state for row in enrolment_rows(book, cohort_id=cohort)}


def test_a_cohort_is_made_found_by_its_code_and_edited(book):
    made = cohorts.create_cohort(
        book,
        code=" PK-2020-1 ",
        title="Investigation course",
        short_title="Course 1",
        signatories=[Signatory("Director One", "Director")],
        rule=Rule(completion_percent=90),
        **WEEK,
    )
    row = cohorts.get_cohort_by_code(book, code="pk-2020-1")
    assert row.id == made.id
    assert (row.code, row.starts_on, row.rule.completion_percent) == (
        "PK-2020-1",
        date(2020, 11, 2),
        90,
    )
    assert [status.code for status in row.statuses] == ["P", "L", "A", "E"]
    assert row.signatories == (Signatory("Director One", "Director"),)
    cohorts.edit_cohort(book, cohort_id=made.id, venue="Hall", status_set="PAL", short_title="")
    row = cohorts.get_cohort(book, cohort_id=made.id)
    assert (row.venue, row.short_title, row.starts_on) == ("Hall", "", date(2020, 11, 2))
    assert [status.code for status in row.statuses] == ["P", "A", "L"]


def test_one_cohort_reads_as_it_does_among_all(book, make):
    one, other, gone = (make.cohort(code=code) for code in ("A", "B", "C"))
    make.enrolments(one, 3)
    make.enrolments(other, 2)
    with book.changing("Delete a cohort") as change:
        change.delete(COHORT, gone)
    rows = cohorts.cohort_rows(book)
    assert {row.id: row.enrolled for row in rows} == {one: 3, other: 2}
    assert tuple(cohorts.get_cohort(book, cohort_id=row.id) for row in rows) == rows
    assert cohorts.cohort_names(book) == tuple((row.id, row.code, row.title) for row in rows)
    for key in (gone, 999):
        with pytest.raises(NotFoundError):
            cohorts.get_cohort(book, cohort_id=key)


def test_codes_are_unique_dates_in_order_and_percentages_real(book):
    made = cohorts.create_cohort(book, code="A", title="T", **WEEK)
    refused = [
        {"code": "a", "title": "T", **WEEK},
        {"code": "", "title": "T", **WEEK},
        {"code": "B", "title": "T", "starts_on": WEEK["ends_on"], "ends_on": WEEK["starts_on"]},
        {"code": "B", "title": "T", "rule": Rule(completion_percent=101), **WEEK},
        {"code": "B", "title": "T", "status_set": "XYZ", **WEEK},
    ]
    for values in refused:
        with pytest.raises(RuleError):
            cohorts.create_cohort(book, **values)
    assert [row.id for row in cohorts.cohort_rows(book)] == [made.id]
    with pytest.raises(NotFoundError, match="Its cohorts: A"):
        cohorts.get_cohort_by_code(book, code="B")


def test_a_status_set_that_lacks_a_given_mark_is_refused(book, make):
    cohort = make.cohort()
    make.marks(make.sessions(cohort)[:1], make.enrolments(cohort, 1), "E")
    with pytest.raises(RuleError, match="Marks E"):
        cohorts.edit_cohort(book, cohort_id=cohort, status_set="PAL")


def test_who_may_start_and_why_not(book, make):
    cohort = make.cohort()
    first, second = make.module("TIP-101", cohort, 2), make.module("SOM-201", cohort, 1)
    ready, waits, allowed = (make.person() for _ in range(3))
    cohorts.nominate(book, cohort_id=cohort, person_ids=[ready, waits, allowed])
    make.attempt(ready, first, "failed", "2020-10-01")
    make.attempt(ready, first, "passed", "2020-10-02")
    make.attempt(ready, second)
    make.attempt(waits, second, "in_progress", None)
    rows = {row.person_id: row for row in enrolment_rows(book, cohort_id=cohort)}
    cohorts.allow(book, enrolment_id=rows[allowed].id, reason="Platform was down")
    rows = {row.person_id: row for row in enrolment_rows(book, cohort_id=cohort)}
    assert (rows[ready].ready, rows[ready].missing, rows[ready].may_start) == (True, (), True)
    assert rows[waits].missing == ("SOM-201", "TIP-101")
    assert not rows[waits].may_start
    assert not rows[allowed].ready
    assert rows[allowed].allowed_reason == "Platform was down"
    cohorts.enrol_ready(book, cohort_id=cohort)
    assert states(book, cohort) == {
        rows[ready].id: "enrolled",
        rows[waits].id: "nominated",
        rows[allowed].id: "enrolled",
    }
    cohorts.disallow(book, enrolment_id=rows[allowed].id)
    assert not {r.id: r for r in enrolment_rows(book, cohort_id=cohort)}[rows[allowed].id].may_start
    with pytest.raises(RuleError, match="Say why"):
        cohorts.allow(book, enrolment_id=rows[waits].id, reason="  ")


def test_a_recommended_module_stops_nobody(book, make):
    from workbook.domain.elearning import REQUIRED_MODULE

    cohort = make.cohort()
    module = make.module("EXTRA", cohort)
    with book.changing("Recommend") as change:
        change.put(REQUIRED_MODULE, (cohort, module), need="recommended")
    make.enrolment(cohort)
    [row] = enrolment_rows(book, cohort_id=cohort)
    assert row.ready


def test_enrolling_is_one_step_and_comes_back_by_undo(book, make):
    cohort = make.cohort()
    people = [make.person() for _ in range(3)]
    cohorts.nominate(book, cohort_id=cohort, person_ids=people[:2])
    cohorts.nominate(book, cohort_id=cohort, person_ids=people[2:], reserve=True)
    done = cohorts.enrol(book, cohort_id=cohort)
    assert list(states(book, cohort).values()) == ["enrolled", "enrolled", "reserve"]
    assert done.kinds == {"enrolment"}
    assert cohorts.enrol(book, cohort_id=cohort).step is None
    book.undo()
    assert list(states(book, cohort).values()) == ["nominated", "nominated", "reserve"]
    cohorts.enrol(book, cohort_id=cohort, person_ids=[make.person()])
    assert list(states(book, cohort).values()) == ["nominated", "nominated", "reserve", "enrolled"]


def test_an_enrolment_of_another_cohort_is_not_enrolled_here(book, make):
    other = make.enrolment(make.cohort("INV-2"), state="nominated")
    with pytest.raises(NotFoundError):
        cohorts.enrol(book, cohort_id=make.cohort(), enrolment_ids=[other])


def test_two_offices_enrolling_one_person_make_one_row(book, make):
    from workbook.domain.cohort import enrolment_id

    cohort, person = make.cohort(), make.person()
    cohorts.enrol(book, cohort_id=cohort, person_ids=[person])
    [row] = enrolment_rows(book, cohort_id=cohort)
    with book.changing("Look") as change:
        assert change.uuid(row.id) == enrolment_id(change.uuid(cohort), change.uuid(person))


def test_reserve_order_counts_on_within_each_agency(book, make):
    cohort = make.cohort()
    federal, province = make.agency("Federal"), make.agency("Province")
    people = [make.person(agency=agency) for agency in (federal, province, federal)]
    cohorts.nominate(book, cohort_id=cohort, person_ids=people[:2], reserve=True)
    cohorts.nominate(book, cohort_id=cohort, person_ids=people[2:], reserve=True)
    order = {row.person_id: row.reserve_order for row in enrolment_rows(book, cohort_id=cohort)}
    assert [order[person] for person in people] == [1, 1, 2]


def test_quotas_warn_and_never_stop(book, make):
    cohort = make.cohort()
    federal, province = make.agency("Federal", "FA"), make.agency("Province", "PP")
    cohorts.set_seats(book, cohort_id=cohort, seats={federal: 2, province: 1})
    people = [make.person(agency=federal) for _ in range(3)]
    cohorts.nominate(book, cohort_id=cohort, person_ids=people)
    cohorts.enrol(book, cohort_id=cohort)
    first, second = cohorts.quota_rows(book, cohort_id=cohort)
    assert (first.agency, first.seats, first.nominated, first.enrolled) == ("FA", 2, 3, 3)
    assert first.warning == "1 more than the 2 seats."
    assert (second.agency, second.nominated, second.warning) == ("PP", 0, "")
    with pytest.raises(RuleError):
        cohorts.set_seats(book, cohort_id=cohort, seats={federal: -1})
    cohorts.set_seats(book, cohort_id=cohort, seats={federal: None, province: None})
    [row] = cohorts.quota_rows(book, cohort_id=cohort)
    assert (row.seats, row.warning) == (None, "")


def test_a_replacement_keeps_both_and_says_whom_she_replaces(book, make):
    cohort = make.cohort()
    old, new, third = make.person(), make.person(), make.person()
    cohorts.nominate(book, cohort_id=cohort, person_ids=[old])
    [row] = enrolment_rows(book, cohort_id=cohort)
    cohorts.replace_nominee(book, enrolment_id=row.id, person_id=new, reason="Transferred")
    first, second = enrolment_rows(book, cohort_id=cohort)
    assert (first.state, first.reason) == ("replaced", "Transferred")
    assert (second.state, second.replaces_id) == ("nominated", first.id)
    with pytest.raises(RuleError):
        cohorts.replace_nominee(book, enrolment_id=first.id, person_id=third)
    with pytest.raises(RuleError, match="already"):
        cohorts.replace_nominee(book, enrolment_id=second.id, person_id=old)


def test_nominees_decline_and_participants_leave(book, make):
    cohort = make.cohort()
    nominee, participant = make.enrolment(cohort, state="nominated"), make.enrolment(cohort)
    with pytest.raises(RuleError):
        cohorts.decline(book, enrolment_id=participant)
    with pytest.raises(RuleError):
        cohorts.withdraw(book, enrolment_id=nominee, reason=LeaveReason.LEAVE)
    cohorts.decline(book, enrolment_id=nominee, reason="Exam")
    cohorts.withdraw(book, enrolment_id=participant, reason=LeaveReason.LEAVE)
    first, second = enrolment_rows(book, cohort_id=cohort)
    assert (first.state, first.reason) == ("declined", "Exam")
    assert (second.state, second.state_on) == ("left", date(2020, 10, 20))


def test_who_stayed_from_25_to_22_with_reasons(book, make):
    from workbook.domain.coaching import COACHING_ROUND

    cohort = make.cohort()
    make.sessions(cohort)
    enrolments = make.enrolments(cohort, 25)
    days = [date(2021, 3, 1), date(2021, 10, 4), date(2022, 5, 9)]
    with book.changing("Plan rounds") as change:
        for number, day in enumerate(days, 1):
            dates = {"starts_on": day, "ends_on": day}
            change.create(COACHING_ROUND, cohort=cohort, number=number, dates=dates)
    leavers = [
        (LeaveReason.TRANSFERRED, date(2021, 1, 10), "to the coast"),
        (LeaveReason.LEAVE, days[1], ""),
        (LeaveReason.LEFT_SERVICE, date(2022, 1, 1), ""),
    ]
    for enrolment, (reason, day, note) in zip(enrolments, leavers, strict=False):
        cohorts.withdraw(book, enrolment_id=enrolment, reason=reason, on=day, note=note)
    rows = cohorts.retention_rows(book, cohort_id=cohort)
    assert [row.count for row in rows] == [25, 24, 23, 22]
    assert [row.number for row in rows] == [0, 1, 2, 3]
    assert [row.title for row in rows[:2]] == ["Training", "Coaching round 1"]
    [[first], [second], [third]] = [row.left for row in rows[1:]]
    assert (first.reason, first.note) == (LeaveReason.TRANSFERRED, "to the coast")
    assert (second.enrolment_id, second.on) == (enrolments[1], days[1])
    assert third.reason is LeaveReason.LEFT_SERVICE
    assert set(rows[3].enrolment_ids) == set(enrolments[3:])


@given(st.sampled_from(LeaveReason), st.text(st.characters(codec="ascii")))
def test_a_reason_for_leaving_is_read_as_it_was_written(reason, note):
    assert leave_parts(leave_text(reason, note)) == (reason, note.strip())


@given(st.dates(), st.dates())
def test_a_leaver_was_in_the_cohort_before_the_day_she_left(left_on, day):
    assert was_in("left", left_on.isoformat(), day.isoformat()) is (day < left_on)
    assert was_in("enrolled", left_on.isoformat(), day.isoformat())
    for state in set(EnrolmentState) - {EnrolmentState.ENROLLED, EnrolmentState.LEFT}:
        assert not was_in(state, left_on.isoformat(), day.isoformat())
