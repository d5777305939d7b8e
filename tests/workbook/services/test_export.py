"""Giving a cohort out: what leaves, what does not, and the same bytes twice."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from workbook.domain.people import PERSON
from workbook.errors import NotFoundError, SaveError, SheetError
from workbook.exchange.sync import find_sync
from workbook.services import coaching, export, intake
from workbook.sheets.reader import read_sheets
from workbook.sheets.seal import unseal
from workbook.storage import tables as t

SECRETS = {
    "phones": ("03001234567", "officer@example.org"),
    "ids": ("35202-1234567-1", "1990-03-04"),
    "notes": ("Never to be told",),
}
AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def cohort(book, make, clock):
    cohort = make.cohort(title="Investigation course")
    agency = make.agency("Federal Agency")
    person = make.person(
        agency=agency,
        phone="03001234567",
        email="officer@example.org",
        national_id="35202-1234567-1",
        born_on="1990-03-04",
        service_number="0099",
    )
    enrolment = make.enrolment(cohort, person)
    make.enrolments(cohort, 2, agency)
    make.marks(make.sessions(cohort), [enrolment], "L", minutes=90, mode="online")
    make.attempt(person, make.module("M1", cohort))
    coaching.add_note(book, enrolment_id=enrolment, text="Never to be told")
    clock.set(AFTER)
    return cohort


def parts(path):
    """The text of every part of the zip, shared strings and all."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


def test_nothing_leaves_that_was_not_ticked(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    done = export.export_cohort(book, path, cohort_id=cohort)
    said = "".join(parts(path).values())
    for values in SECRETS.values():
        assert not any(value in said for value in values)
    assert done.people == 3
    assert "Anyone who gets this file can read it" in done.summary()


@pytest.mark.parametrize("tick", sorted(SECRETS))
def test_what_is_ticked_leaves_and_nothing_else(book, cohort, tmp_path, tick):
    path = tmp_path / "out.xlsx"
    export.export_cohort(book, path, cohort_id=cohort, ticked={tick})
    found = "\n".join(repr(sheet.rows) for sheet in read_sheets(path).sheets)
    for name, values in SECRETS.items():
        for value in values:
            shown = value in found or "datetime.date(1990, 3, 4)" in found * (value[:4] == "1990")
            assert shown == (name == tick), value


def test_the_same_workbook_gives_the_same_bytes(book, cohort, tmp_path):
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    export.export_cohort(book, one, cohort_id=cohort)
    export.export_cohort(book, two, cohort_id=cohort)
    assert one.read_bytes() == two.read_bytes()
    export.export_cohort(book, two, cohort_id=cohort, ticked={"phones"})
    assert one.read_bytes() != two.read_bytes()


def test_it_tells_nothing_of_who_made_it_or_where(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    export.export_cohort(book, path, cohort_id=cohort)
    said = parts(path)
    assert not any("<f>" in text for name, text in said.items() if "worksheets" in name)
    everything = "".join(said.values())
    assert "Coordinator" not in everything
    assert str(tmp_path) not in everything
    assert "xlsxwriter" not in everything.casefold()


def test_a_person_reads_captions_text_ids_and_choices(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    export.export_cohort(book, path, cohort_id=cohort)
    spreadsheet = load_workbook(path)
    assert [sheet.title for sheet in spreadsheet][:4] == [
        "READ ME",
        "People",
        "Cohort",
        "Enrolments",
    ]
    assert spreadsheet["_sync"].sheet_state == "veryHidden"
    assert spreadsheet["Lists"].sheet_state == "hidden"
    people = spreadsheet["People"]
    assert people.row_dimensions[1].hidden
    assert people.freeze_panes == "C3"
    assert people.auto_filter.ref.startswith("A2:")
    captions = [cell.value for cell in people[2]]
    number = people.cell(3, captions.index("Service number") + 1)
    assert (number.value, number.data_type, number.number_format) == ("0099", "s", "@")
    assert not number.protection.locked
    assert people["A3"].protection.locked
    assert people.protection.sheet
    assert people.protection.password is None
    formulas = {rule.formula1 for rule in people.data_validations.dataValidation}
    assert '"female,male"' in formulas
    assert "=Lists!$A$2:$A$2" in formulas or "Lists!$A$2:$A$2" in formulas
    marks = spreadsheet["Attendance"]
    assert marks["C3"].value == "L 90 online"


def test_a_protected_file_opens_with_its_password_only(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    done = export.export_cohort(book, path, cohort_id=cohort, password="told by phone")
    assert done.sealed
    assert "Anyone" not in done.summary()
    with pytest.raises(SheetError) as told:
        read_sheets(path)
    assert told.value.reason == "password"
    with pytest.raises(SheetError):
        read_sheets(path, password="guessed")
    assert read_sheets(path, password="told by phone").sheets[1].name == "People"
    assert b"Officer 02" not in path.read_bytes()
    assert unseal(path.read_bytes(), "told by phone")[:2] == b"PK"


def test_what_was_given_out_is_remembered(book, cohort, tmp_path):
    export.export_cohort(book, tmp_path / "out.xlsx", cohort_id=cohort, ticked={"phones"})
    with book.reading() as db:
        (entry,) = db.execute(select(t.register)).all()
    assert (entry.kind, entry.name, entry.operator) == ("form", "out.xlsx", "Coordinator")
    assert "0300" not in entry.detail


def test_it_is_as_young_as_what_it_shows(book, cohort, tmp_path):
    """What is typed into it counts as said after what it shows, also in the steps of just now."""
    path = tmp_path / "out.xlsx"
    export.export_cohort(book, path, cohort_id=cohort)
    with book.reading() as db:
        newest = db.scalar(select(func.max(t.tx.c.lamport)))
    sync = find_sync(read_sheets(path).sheets)
    assert sync.manifest["lamport"] == newest


def test_a_failed_export_leaves_the_old_file(book, cohort, tmp_path):
    with pytest.raises(NotFoundError):
        export.export_cohort(book, tmp_path / "out.xlsx", cohort_id=999)
    with pytest.raises(SaveError):
        export.export_cohort(book, tmp_path / "no folder" / "out.xlsx", cohort_id=cohort)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_without_a_cohort_everything_leaves(book, make, cohort, tmp_path):
    make.enrolments(make.cohort("SECOND"), 1)
    path = tmp_path / "all.xlsx"
    done = export.export_cohort(book, path)
    names = [sheet.name for sheet in read_sheets(path).sheets]
    assert {"Attendance INV-1", "Attendance SECOND"} <= set(names)
    assert done.people == 4


def test_what_belongs_to_a_deleted_person_is_hidden_with_her(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    person, enrolment = t.RECORDS["person"], t.RECORDS["enrolment"]
    with book.changing("Delete a person") as change:
        marked = change.db.scalar(
            select(person.c.id).where(person.c.id == enrolment.c.person_id).order_by(enrolment.c.id)
        )
        change.delete(PERSON, marked)
    done = export.export_cohort(book, path, cohort_id=cohort)
    assert done.people == 2
    rows = {sheet.name: sheet.rows for sheet in read_sheets(path).sheets}
    assert len(rows["Enrolments"]) == 2 + 2
    assert len(rows["E-learning"]) == 2
    plan = intake.plan_list(book, intake.read_list(path))
    assert plan.changes_nothing
    assert plan.notices == ()
