"""Tests and their marks travel with their cohort, and meet where two offices brought them in."""

from openpyxl import Workbook as Spreadsheet

from workbook.services import assessments, cohorts, intake, sending
from workbook.storage.book import Workbook


def take_in(book, path):
    intake.take_in(book, intake.read_list(path))


def marks_list(path, *rows):
    book = Spreadsheet()
    for row in (("Name", "Pre-test (out of 20)", "Post-test (out of 20)"), *rows):
        book.active.append(row)
    book.save(path)
    return intake.read_list(path)


def told(book):
    cohort = cohorts.get_cohort_by_code(book, code="INV-1").id
    found = assessments.results(book, cohort_id=cohort)
    return [
        (row.name, [None if score is None else score.text for score in row.scores])
        for row in found.rows
    ]


def test_marks_of_tests_reach_another_office_and_meet_there(book, make, tmp_path):
    cohort = make.cohort()
    for name in ("Adila Noor", "Bushra Gul", "Saima Khan"):
        make.enrolment(cohort, make.person(name_latin=name))
    sending.send(book, tmp_path / "first.xlsx", cohort_id=cohort, unprotected=True)
    found = marks_list(
        tmp_path / "tests.xlsx",
        ("Adila Noor", 5, 15),
        ("Bushra Gul", "A", 16),
        ("Saima Khan", 7, 8),
    )
    with Workbook.create(
        tmp_path / "other.workbook",
        passphrase="invented",
        office_code="LHR",
        office_name="Lahore",
        operator="Other",
    ) as other:
        take_in(other, tmp_path / "first.xlsx")
        there = cohorts.get_cohort_by_code(other, code="INV-1").id
        intake.apply_plan(other, intake.plan_list(other, found, cohort_id=there))
        intake.apply_plan(book, intake.plan_list(book, found, cohort_id=cohort))
        sending.send(book, tmp_path / "second.xlsx", cohort_id=cohort, unprotected=True)
        take_in(other, tmp_path / "second.xlsx")
        assert told(other) == told(book)
        assert told(book)[1] == ("Bushra Gul", ["", "16"])
        assert other.differences() == []
        assert len(assessments.results(other, cohort_id=there).tests) == 2
