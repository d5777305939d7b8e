"""Marks of tests: taken in as a list, looked at first, told as gain over matched pairs."""

from decimal import Decimal

import pytest
from openpyxl import Workbook as Spreadsheet

from workbook.domain.assessment import TEST_MARK, Gain, Occasion, Score, gain
from workbook.errors import RuleError
from workbook.intake.plan import Outcome
from workbook.services import assessments, erase, history, intake, people, same_person
from workbook.storage import tables as t

HEADER = ["Name", "Mobile", "Pre-test (out of 20)", "Post-test (out of 20)"]


@pytest.fixture
def officers(book, make):
    """(cohort, person by name)."""
    cohort = make.cohort()
    persons = {
        "Adila Noor": make.person(name_latin="Adila Noor", phone="03005550001"),
        "Bushra Gul": make.person(name_latin="Bushra Gul"),
        "Saima Khan": make.person(name_latin="Saima Khan"),
        "Saima Shah": make.person(name_latin="Saima Shah"),
    }
    for person in persons.values():
        make.enrolment(cohort, person)
    return cohort, persons


def write(path, *rows, header=HEADER):
    book = Spreadsheet()
    for row in (header, *rows):
        book.active.append(row)
    book.save(path)
    return intake.read_list(path)


def outcomes(plan):
    return [(record.name, record.outcome.value) for record in plan.records]


def scores(book, cohort):
    found = assessments.results(book, cohort_id=cohort)
    return {
        row.name: tuple(None if s is None else s.text or "absent" for s in row.scores)
        for row in found.rows
    }


def test_marks_are_taken_in_once_as_one_step(book, tmp_path, officers):
    cohort, _persons = officers
    found = write(
        tmp_path / "tests.xlsx",
        ["NOOR ADILA", "0300-5550001", 5, 15],
        ["Bushra Gull", None, 8, "A"],
        ["Saima Khan", None, 10.5, 18],
        ["Saima Shah", None, None, 12],
    )
    plan = intake.plan_list(book, found, cohort_id=cohort)
    assert {outcome for _name, outcome in outcomes(plan)} == {"new"}
    before = len(history.history_rows(book))
    intake.apply_plan(book, plan)
    assert len(history.history_rows(book)) == before + 1
    assert scores(book, cohort) == {
        "Adila Noor": ("5", "15"),
        "Bushra Gul": ("8", "absent"),
        "Saima Khan": ("10.5", "18"),
        "Saima Shah": (None, "12"),
    }
    again = intake.plan_list(book, found, cohort_id=cohort)
    assert again.changes_nothing
    assert again.counts["same"] == 4
    history.undo_last(book)
    assert scores(book, cohort) == dict.fromkeys(
        ("Adila Noor", "Bushra Gul", "Saima Khan", "Saima Shah"), ()
    )
    intake.apply_plan(book, intake.plan_list(book, found, cohort_id=cohort))
    assert scores(book, cohort)["Adila Noor"] == ("5", "15")


def test_the_gain_is_of_matched_pairs_and_says_of_how_many(book, tmp_path, officers):
    cohort, _persons = officers
    found = write(
        tmp_path / "tests.xlsx",
        ["Adila Noor", None, 5, 15],
        ["Bushra Gul", None, 10, 20],
        ["Saima Khan", None, 20, "A"],
    )
    intake.apply_plan(book, intake.plan_list(book, found, cohort_id=cohort))
    told = assessments.results(book, cohort_id=cohort)
    assert [(test.occasion, test.out_of) for test in told.tests] == [
        (Occasion.PRE, 20),
        (Occasion.POST, 20),
    ]
    assert told.gain == Gain(2, 37.5, 87.5)
    assert (told.gain.points, told.gain.normalised) == (50.0, 0.8)
    by_name = {row.name: row.gain for row in told.rows}
    assert by_name == {
        "Adila Noor": 50.0,
        "Bushra Gul": 50.0,
        "Saima Khan": None,
        "Saima Shah": None,
    }


def test_a_gain_of_nobody_is_none():
    assert gain([(None, 3.0), (2.0, None)]) == Gain(0, None, None)
    assert Gain(1, 100.0, 100.0).normalised is None
    assert Score(Decimal("20.50")).text == "20.5"
    assert Score(Decimal("20")).percent(None) is None


def test_other_marks_are_shown_before_and_after(book, tmp_path, officers):
    cohort, _persons = officers
    first = write(tmp_path / "one.xlsx", ["Adila Noor", None, 5, 15], ["Bushra Gul", None, 6, 16])
    intake.apply_plan(book, intake.plan_list(book, first, cohort_id=cohort))
    second = write(tmp_path / "two.xlsx", ["Adila Noor", None, 5, 17], ["Bushra Gul", None, 6, 16])
    plan = intake.plan_list(book, second, cohort_id=cohort)
    assert [outcome for _name, outcome in outcomes(plan)] == ["changed", "same"]
    (change,) = plan.records[0].changes
    assert (change.cell, change.old, change.new) == ("D2", "15", "17")
    assert any("Post-test 15 → 17" in line for line in plan.lines())
    intake.apply_plan(book, plan)
    assert scores(book, cohort)["Adila Noor"] == ("5", "17")


def test_a_doubtful_row_waits_and_is_settled(book, tmp_path, officers):
    cohort, persons = officers
    found = write(
        tmp_path / "tests.xlsx",
        ["Saima", None, 5, 15],
        ["Hina Tariq", None, 6, 16],
        ["Zoya Aslam", "03005550001", 7, 17],
        ["Bushra Gul", None, 99, 12],
    )
    plan = intake.plan_list(book, found, cohort_id=cohort)
    assert [record.outcome for record in plan.records] == [Outcome.NEEDS_YOU] * 4
    assert [len(record.candidates) for record in plan.records] == [2, 0, 1, 1]
    assert plan.records[3].reasons[0].startswith("C5:")
    intake.apply_plan(book, plan)
    assert scores(book, cohort)["Saima Shah"] == ()
    waiting = intake.waiting_rows(book)
    assert len(waiting) == 4
    with pytest.raises(RuleError, match="Choose the person"):
        intake.settle_waiting(book, waiting[0].waiting_id, None)
    intake.settle_waiting(book, waiting[0].waiting_id, persons["Saima Shah"])
    intake.settle_waiting(book, waiting[3].waiting_id, persons["Bushra Gul"])
    assert scores(book, cohort)["Saima Shah"] == ("5", "15")
    # What could not be read stays out.
    assert scores(book, cohort)["Bushra Gul"] == (None, "12")
    decided = intake.plan_list(book, found, cohort_id=cohort)
    assert [r.outcome.value for r in decided.records] == ["same", "needs_you", "needs_you", "same"]


def test_two_rows_of_one_participant_are_asked_about(book, tmp_path, officers):
    cohort, _persons = officers
    found = write(
        tmp_path / "tests.xlsx",
        ["Adila Noor", "03005550001", 5, 15],
        ["A. Noor", "03005550001", 6, 16],
    )
    plan = intake.plan_list(book, found, cohort_id=cohort)
    assert plan.records[0].outcome is Outcome.NEW
    assert plan.records[1].outcome is Outcome.NEEDS_YOU


def test_marks_without_a_cohort_and_of_another_scale_are_refused(book, tmp_path, officers):
    cohort, _persons = officers
    found = write(tmp_path / "one.xlsx", ["Adila Noor", None, 5, 15], ["Bushra Gul", None, 6, 16])
    assert intake.plan_list(book, found).counts["refused"] == 2
    intake.apply_plan(book, intake.plan_list(book, found, cohort_id=cohort))
    header = ["Name", "Mobile", "Pre-test (out of 100)", "Post-test (out of 20)"]
    other = write(
        tmp_path / "two.xlsx",
        ["Adila Noor", None, 50, 15],
        ["Bushra Gul", None, 6, 16],
        header=header,
    )
    plan = intake.plan_list(book, other, cohort_id=cohort)
    assert plan.counts["refused"] == 2
    assert "out of 20 in the workbook, and of 100 here" in plan.records[0].reasons[0]


def test_marks_of_two_records_of_one_person_are_hers(book, make, tmp_path, officers):
    cohort, persons = officers
    found = write(tmp_path / "one.xlsx", ["Adila Noor", None, 5, 15], ["Bushra Gul", None, 6, 16])
    intake.apply_plan(book, intake.plan_list(book, found, cohort_id=cohort))
    other = make.person(name_latin="Adila Noor", national_id="11111-1111111-1")
    make.enrolment(cohort, other)
    same_person.merge(book, keep_id=other, other_id=persons["Adila Noor"])
    assert scores(book, cohort)["Adila Noor"] == ("5", "15")
    assert intake.plan_list(book, found, cohort_id=cohort).changes_nothing


def test_erasing_her_keeps_the_count_and_drops_where_it_came_from(book, tmp_path, officers):
    cohort, _persons = officers
    found = write(
        tmp_path / "Adila Noor.xlsx", ["Adila Noor", None, 5, 15], ["Bushra Gul", None, 6, 16]
    )
    intake.apply_plan(book, intake.plan_list(book, found, cohort_id=cohort))
    row = next(p for p in people.person_rows(book) if p.name == "Adila Noor")
    erase.erase(book, person_id=row.id, reason="asked for", confirmed=row.ref)
    assert b"Adila" not in b"".join(
        str(tuple(found)).encode() for found in _rows(book, t.RECORDS[TEST_MARK.name])
    )
    assert assessments.results(book, cohort_id=cohort).gain.n == 2


def _rows(book, table):
    with book.reading() as db:
        return db.execute(table.select()).all()
