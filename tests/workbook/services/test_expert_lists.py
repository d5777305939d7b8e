"""Lists of trainers: told by what they are called, matched, taken in as experts."""

import pytest
from openpyxl import Workbook as Spreadsheet

from workbook.intake.correction import Correction
from workbook.intake.detect import ListKind, detect
from workbook.intake.plan import Outcome
from workbook.services import experts, history, intake, people
from workbook.sheets.reader import read_sheets

HEADER = ["S.No", "Name", "Designation", "Organisation", "Speciality", "Languages", "Mobile"]


def write(path, *rows, title="Sheet1"):
    book = Spreadsheet()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def trainers(tmp_path):
    path = write(
        tmp_path / "list.xlsx",
        ["List of resource persons"],
        HEADER,
        [1, "Ms. ADEELA NOOR", "Prosecutor", "Prosecution Service", "Evidence", "Urdu", 3005550001],
        [2, "Imran Baig", "Inspector", "Police Academy", "Interviewing", "English, Urdu", None],
        [3, "Yusra Shah", "Lecturer", "University", "Law", None, "0300-5550003"],
    )
    return intake.read_list(path)


def test_a_list_of_trainers_becomes_experts(book, trainers):
    assert trainers.kind is ListKind.EXPERTS
    plan = intake.plan_list(book, trainers)
    assert plan.counts["new"] == 3
    before = len(history.history_rows(book))
    intake.apply_plan(book, plan)
    assert len(history.history_rows(book)) == before + 1
    found = {row.name: row for row in experts.expert_rows(book)}
    adeela = found["Adeela Noor"]
    assert (adeela.title, adeela.institution, adeela.role, adeela.languages) == (
        "Prosecutor",
        "Prosecution Service",
        "Evidence",
        "Urdu",
    )
    assert people.person_rows(book) == ()
    assert intake.plan_list(book, trainers).changes_nothing
    history.undo_last(book)
    assert experts.expert_rows(book) == ()


def test_known_experts_are_found_and_what_differs_is_shown(book, trainers):
    experts.create_expert(book, name_latin="Adila Noor", phone="03005550001", title="Judge")
    experts.create_expert(book, name_latin="BAIG Imran", institution="Police Academy")
    experts.create_expert(book, name_latin="Yusra Shah", phone="03009999999")
    plan = intake.plan_list(book, trainers)
    assert [record.outcome for record in plan.records] == [
        Outcome.CHANGED,
        Outcome.CHANGED,
        Outcome.NEEDS_YOU,
    ]
    by_field = {change.field: (change.cell, change.old) for change in plan.records[0].changes}
    assert by_field["title"] == ("C3", "Judge")
    assert by_field["role"] == ("E3", None)
    intake.apply_plan(book, plan)
    (waiting,) = intake.waiting_rows(book)
    assert [candidate.name for candidate in waiting.candidates] == ["Yusra Shah"]
    intake.settle_waiting(book, waiting.waiting_id, waiting.candidates[0].person_id)
    assert len(experts.expert_rows(book)) == 3
    assert intake.plan_list(book, trainers).counts == {
        "new": 0,
        "same": 3,
        "changed": 0,
        "needs_you": 0,
        "refused": 0,
    }


def test_somebody_who_stands_twice_is_asked_about(book, tmp_path):
    path = write(
        tmp_path / "trainers.xlsx",
        ["Name", "Organisation", "Mobile"],
        ["Adeela Noor", "Academy", None],
        ["Noor Adeela", "Academy", "0300-5550001"],
    )
    plan = intake.plan_list(book, intake.read_list(path))
    assert [record.outcome for record in plan.records] == [Outcome.NEW, Outcome.NEEDS_YOU]
    assert "Row 2" in plan.records[1].reasons[0]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("facilitators.xlsx", [["Name", "Mobile"], ["Adeela Noor", "03005550001"]]),
        ("list.xlsx", [["Name of trainer", "Mobile"], ["Adeela Noor", "03005550001"]]),
        ("list.xlsx", [["ماہرین کی فہرست"], ["نام", "موبائل"], ["عدیلہ نور", "03005550001"]]),
        ("list.xlsx", [["قائمة المدربين"], ["الاسم", "الهاتف"], ["عديلة نور", "03005550001"]]),
        ("formateurs.xlsx", [["Nom", "Telephone"], ["Adeela Noor", "03005550001"]]),
        ("list.xlsx", [["প্রশিক্ষক তালিকা"], ["Name", "Mobile"], ["Adeela Noor", "03005550001"]]),
    ],
)
def test_experts_are_told_in_many_languages(tmp_path, name, rows):
    assert intake.read_list(write(tmp_path / name, *rows)).kind is ListKind.EXPERTS


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "participants.xlsx",
            [["Training of trainers"], ["Name", "Mobile"], ["Adeela Noor", "03005550001"]],
        ),
        ("list.xlsx", [["Name", "Mobile", "Trainer"], ["Adeela Noor", "03005550001", "I. Baig"]]),
        ("nominations.xlsx", [["Name", "Rank"], ["Adeela Noor", "Instructor"]]),
    ],
)
def test_participants_are_no_experts(tmp_path, name, rows):
    assert intake.read_list(write(tmp_path / name, *rows)).kind is not ListKind.EXPERTS


def test_a_person_can_say_that_they_are_experts(tmp_path):
    path = write(tmp_path / "list.xlsx", ["Name", "Mobile"], ["Adeela Noor", "03005550001"])
    said = detect(read_sheets(path), Correction(kind=ListKind.EXPERTS))
    assert said.kind is ListKind.EXPERTS


def test_e_mail_addresses_are_said_to_stay_out(book, tmp_path):
    path = write(
        tmp_path / "trainers.xlsx",
        ["Name", "E-mail", "Organisation"],
        ["Adeela Noor", "a@example.org", "Academy"],
    )
    found = intake.read_list(path)
    assert any("e-mail" in warning for warning in found.warnings)
    plan = intake.plan_list(book, found)
    assert {change.field for change in plan.records[0].changes} == {"name_latin", "institution"}
