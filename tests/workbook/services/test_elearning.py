"""Modules, tries, what is missing, and reminders without names."""

from datetime import UTC, date, datetime

import pytest

from workbook.domain.elearning import AttemptStatus, Need
from workbook.errors import RuleError
from workbook.services import elearning

DUE = date(2020, 10, 30)
CODES = ["TIP-101", "SOM-201"]


def attempt(book, person, module, status, day=None, score=None):
    return elearning.record_attempt(
        book, person_id=person, module_id=module, status=status, score=score, done_on=day
    )


def test_modules_are_asked_in_order_and_no_longer(book, make):
    cohort = make.cohort()
    made = elearning.create_module(book, code="SOM-201", title="Smuggling")
    elearning.require_modules(book, cohort_id=cohort, codes=["TIP-101", "som-201"], due_on=DUE)
    rows = elearning.module_rows(book, cohort_id=cohort)
    assert [(row.code, row.due_on, row.need) for row in rows] == [
        ("TIP-101", DUE, "required"),
        ("SOM-201", DUE, "required"),
    ]
    assert rows[1].id == made.id
    elearning.require_modules(book, cohort_id=cohort, codes=["SOM-201"], need=Need.RECOMMENDED)
    [row] = elearning.module_rows(book, cohort_id=cohort)
    assert (row.code, row.due_on, row.need) == ("SOM-201", None, "recommended")
    assert len(elearning.module_rows(book)) == 2
    book.undo()
    assert [row.code for row in elearning.module_rows(book, cohort_id=cohort)] == CODES


def test_a_code_is_given_once(book, make):
    cohort = make.cohort()
    for codes in (["A", "a"], ["A", " "]):
        with pytest.raises(RuleError):
            elearning.require_modules(book, cohort_id=cohort, codes=codes)
    elearning.create_module(book, code="A")
    with pytest.raises(RuleError):
        elearning.create_module(book, code=" a ")


def test_every_try_is_kept_and_any_pass_counts(book, make):
    cohort = make.cohort()
    module = make.module("TIP-101", cohort)
    person = make.person()
    make.enrolment(cohort, person)
    attempt(book, person, module, AttemptStatus.PASSED, date(2020, 10, 9), 81)
    attempt(book, person, module, AttemptStatus.FAILED, date(2020, 10, 8), 40)
    attempt(book, person, module, AttemptStatus.PASSED, date(2020, 10, 12), 95)
    again = attempt(book, person, module, AttemptStatus.PASSED, date(2020, 10, 12), 95)
    assert again.step is None
    [row] = elearning.completion_grid(book, cohort_id=cohort).rows
    [done] = row.completions
    assert (done.passed, done.passed_on, done.best_score, done.tries) == (
        True,
        "2020-10-09",
        95,
        3,
    )


def test_asked_to_repeat_the_earlier_passes_no_longer_count(book, make):
    cohort = make.cohort()
    module = make.module("TIP-101", cohort)
    person = make.person()
    make.enrolment(cohort, person)
    attempt(book, person, module, AttemptStatus.PASSED, date(2020, 10, 9))
    attempt(book, person, module, AttemptStatus.REPEAT)
    [row] = elearning.completion_grid(book, cohort_id=cohort).rows
    assert not row.completions[0].passed
    attempt(book, person, module, AttemptStatus.PASSED, date(2020, 10, 25))
    [row] = elearning.completion_grid(book, cohort_id=cohort).rows
    assert row.completions[0].passed


def test_a_score_is_a_percentage(book, make):
    with pytest.raises(RuleError):
        attempt(book, make.person(), make.module(), AttemptStatus.PASSED, DUE, 101)


@pytest.fixture
def three_lack(book, make):
    """17 of one agency, of whom three lack SOM-201, and one of another who lacks both."""
    cohort = make.cohort()
    elearning.require_modules(book, cohort_id=cohort, codes=CODES, due_on=DUE)
    modules = [row.id for row in elearning.module_rows(book, cohort_id=cohort)]
    federal, province = make.agency("Federal", "FA"), make.agency("Province", "PP")
    people = [make.person(agency=federal) for _ in range(17)]
    for n, person in enumerate(people):
        make.enrolment(cohort, person, "nominated" if n % 2 else "enrolled")
        make.attempt(person, modules[0])
        make.attempt(person, modules[1], *(("in_progress", None) if n < 3 else ()))
    make.enrolment(cohort, make.person(agency=province))
    make.enrolment(cohort, make.person(agency=federal), "declined")
    make.enrolment(cohort, make.person(agency=federal), "reserve")
    return cohort, federal


def test_the_reminder_counts_and_names_nobody(book, three_lack):
    cohort, federal = three_lack
    text = elearning.reminder_text(book, cohort_id=cohort, agency_id=federal)
    assert text == "3 of your 17 lack module SOM-201; deadline 30 October 2020."
    assert elearning.reminder_text(book, cohort_id=cohort) == (
        f"FA:\n{text}\n\nPP:\n"
        "1 of your 1 lacks module TIP-101; deadline 30 October 2020.\n"
        "1 of your 1 lacks module SOM-201; deadline 30 October 2020."
    )


def test_what_is_missing_becomes_overdue_the_day_after(book, clock, three_lack):
    cohort, _federal = three_lack
    clock.set(datetime(2020, 10, 30, 20, tzinfo=UTC))
    assert not any(row.overdue for row in elearning.missing_rows(book, cohort_id=cohort))
    clock.set(datetime(2020, 10, 31, 8, tzinfo=UTC))
    rows = elearning.missing_rows(book, cohort_id=cohort)
    assert all(row.overdue for row in rows)
    assert [(row.agency, row.module.code, len(row.enrolment_ids), row.of) for row in rows] == [
        ("FA", "SOM-201", 3, 17),
        ("PP", "TIP-101", 1, 1),
        ("PP", "SOM-201", 1, 1),
    ]
