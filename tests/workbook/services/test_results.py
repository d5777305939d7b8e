"""The copy of a list with what became of each row."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from workbook.errors import RuleError
from workbook.intake.plan import Plan
from workbook.services import intake
from workbook.services.results import default_name, write_results
from workbook.sheets.reader import read_sheets
from workbook.sheets.seal import seal
from workbook.storage.book import Workbook

SAMPLE = Path(str(files("resources"))) / "sample"
_DAY = date(2026, 5, 4)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Workbook]:
    path = tmp_path / "office.workbook"
    with Workbook.create(
        path, passphrase="invented", office_code="ISB", office_name="Islamabad"
    ) as opened:
        yield opened


def taken_in(book: Workbook, path: Path, password: str | None = None) -> Plan:
    found = intake.read_list(path, password=password)
    plan = intake.plan_list(book, found)
    assert isinstance(plan, Plan)
    intake.apply_plan(book, plan)
    return plan


def results(path: Path) -> dict[int, str]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    column = next(
        cell.column for row in sheet.iter_rows() for cell in row if cell.value == "Result"
    )
    return {
        row: str(value)
        for row in range(1, sheet.max_row + 1)
        if (value := sheet.cell(row, column).value) is not None
    }


def test_an_xlsx_keeps_all_it_had_and_gains_a_column(book: Workbook, tmp_path: Path) -> None:
    source, target = tmp_path / "list.xlsx", tmp_path / "copy.xlsx"
    shutil.copyfile(SAMPLE / "fia-nominations.xlsx", source)
    plan = taken_in(book, source)
    write_results(plan, source, target, created=_DAY)

    said = results(target)
    assert said[plan.foreign.caption_row + 1] == "Result"
    assert list(said.values()).count("New") == 19
    before, after = (openpyxl.load_workbook(path).worksheets[0] for path in (source, target))
    for row in before.iter_rows():
        for cell in row:
            other = after.cell(cell.row, cell.column)
            assert (other.value, other.style_id) == (cell.value, cell.style_id)
    assert before.merged_cells.ranges == after.merged_cells.ranges
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert len(changed) == 1, "only the sheet itself"


def test_the_copy_can_be_read_and_written_again(book: Workbook, tmp_path: Path) -> None:
    source, copy = SAMPLE / "fia-nominations.xlsx", tmp_path / "copy.xlsx"
    write_results(taken_in(book, source), source, copy, created=_DAY)
    again = taken_in(book, copy)
    assert again.counts["same"] == 19
    second = tmp_path / "second.xlsx"
    write_results(again, copy, second, created=_DAY)
    said = results(second)
    assert list(said.values()).count("There already, the same") == 19
    sheet = openpyxl.load_workbook(second).worksheets[0]
    captions = [cell.value for row in sheet.iter_rows() for cell in row]
    assert captions.count("Result") == 1


def test_reasons_and_fields_are_said_and_no_value_of_ours(book: Workbook, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    head = "Name,Father's name,CNIC,Mobile,Rank\n"
    source.write_text(head + "Sana Jibraan,Rizwan Ahmed,54530-2123863-6,0307-7625740,ASI\n")
    taken_in(book, source)
    source.write_text(
        head
        + "Sana Jibraan,Rizwan Ahmed,54530-2123863-6,0311-7625741,DSP\n"
        + "Sana Jibraan,Rizwan Ahmed,,,ASI\n"
        + "Hina Butt,,1234,,\n"
    )
    target = tmp_path / default_name(source)
    assert target.name == "list - result.xlsx"
    write_results(taken_in(book, source), source, target, created=_DAY)
    said = results(target)
    assert said[2] == "Changed: Rank, Phone" or said[2] == "Changed: Phone, Rank"
    assert said[3].startswith("Waits for a decision: ")
    assert "13" in said[4]
    assert "0307" not in " ".join(said.values())


def test_a_protected_list_gives_a_copy_under_the_same_password(
    book: Workbook, tmp_path: Path
) -> None:
    source, target = tmp_path / "list.xlsx", tmp_path / "copy.xlsx"
    source.write_bytes(seal((SAMPLE / "fia-nominations.xlsx").read_bytes(), "by phone"))
    plan = taken_in(book, source, "by phone")
    write_results(plan, source, target, created=_DAY, password="by phone")
    assert not zipfile.is_zipfile(target)
    (sheet, *_others) = read_sheets(target, password="by phone").sheets
    assert any("Result" in row for row in sheet.rows)


def test_a_list_that_changed_since_gets_no_copy(book: Workbook, tmp_path: Path) -> None:
    source, target = tmp_path / "list.csv", tmp_path / "copy.xlsx"
    source.write_text("Name,Rank\nSana Jibraan,ASI\n")
    plan = taken_in(book, source)
    source.write_text("Name,Rank\nHina Butt,ASI\n")
    with pytest.raises(RuleError, match="No copy was written"):
        write_results(plan, source, target, created=_DAY)
    assert not target.exists()


def test_a_row_of_a_plain_sheet_without_styles_or_widths_is_added_to(
    book: Workbook, tmp_path: Path
) -> None:
    source, target = tmp_path / "list.xlsx", tmp_path / "copy.xlsx"
    made = openpyxl.Workbook()
    for row in (["Name", "Rank"], ["Sana <&> Jibraan", "ASI"], ["Hina Butt", "DSP"]):
        made.active.append(row)
    made.save(source)
    write_results(taken_in(book, source), source, target, created=_DAY)
    assert next(iter(results(target).values())) == "Result"
    assert openpyxl.load_workbook(io.BytesIO(target.read_bytes())).active.dimensions == "A1:C3"
