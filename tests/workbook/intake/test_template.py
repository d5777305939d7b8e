from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from workbook.errors import SheetError
from workbook.intake.detect import ListKind, detect
from workbook.intake.template import LANGUAGES, RESERVES, ROWS, template
from workbook.intake.template_words import TEMPLATES
from workbook.sheets.reader import read_sheets

_DAY = date(2026, 5, 4)
_FILLED = {
    "name_latin": "Uzma Ahmed",
    "relative_name": "Karim Ahmed",
    "rank": "Inspector",
    "grade": "16",
    "service_number": "0418",
    "national_id": "31961-6039487-8",
    "phone": "03149412691",
    "email": "uzma.ahmed@example.org",
    "duty_station": "Lahore",
    "remark": "speaks English",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_template_reads_as_what_was_written(language: str, tmp_path: Path) -> None:
    words = TEMPLATES[language]
    book = openpyxl.load_workbook(BytesIO(template(language, created=_DAY)))
    sheet = book[words.sheet]
    assert bool(sheet.sheet_view.rightToLeft) is words.right_to_left
    captions = {cell.value: cell.column for cell in sheet[6]}
    columns = {field: captions[caption] for field, caption in words.captions.items()}
    sheet.cell(2, 4).value = "Federal Investigation Agency"
    for row, name in ((7, "Uzma Ahmed"), (8, "Sana Jibraan"), (8 + ROWS, "Hina Butt")):
        for field, text in _FILLED.items():
            sheet.cell(row, columns[field]).value = text
        sheet.cell(row, columns["name_latin"]).value = name
        sheet.cell(row, columns["national_id"]).value = f"31961-603948{row % 10}-8"
        sheet.cell(row, columns["sex"]).value = words.sexes[0]
        sheet.cell(row, columns["born_on"]).value = date(1990, 2, row % 28 + 1)
    path = tmp_path / "filled.xlsx"
    book.save(path)

    found = detect(read_sheets(path))

    assert found.kind is ListKind.NOMINATIONS
    assert [record.text("name_latin") for record in found.records] == [
        "Uzma Ahmed",
        "Sana Jibraan",
        "Hina Butt",
    ]
    assert [record.reserve_order for record in found.records] == [0, 0, 1]
    first = {
        name: value for name, value in found.records[0].fields.items() if name != "national_id"
    }
    assert first == {
        **{name: value for name, value in _FILLED.items() if name != "national_id"},
        "sex": "female",
        "born_on": "1990-02-08",
    }
    assert found.agency is not None
    assert found.agency.name == "Federal Investigation Agency"
    assert not [record.problems for record in found.records if record.problems]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_has_nobody_in_it(language: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(template(language, created=_DAY))
    with pytest.raises(SheetError) as caught:
        detect(read_sheets(path))
    assert caught.value.reason == "empty"


def test_a_template_offers_choices_and_keeps_numbers_as_text() -> None:
    book = openpyxl.load_workbook(BytesIO(template("ur", created=_DAY)))
    sheet = book[TEMPLATES["ur"].sheet]
    assert sheet.protection.sheet
    assert not sheet.cell(7, 9).protection.locked
    assert sheet.cell(7, 9).number_format == "@"
    ranges = {
        str(rule.sqref): rule.showErrorMessage for rule in sheet.data_validations.dataValidation
    }
    last = 7 + ROWS + RESERVES
    assert ranges == {
        f"E7:E{last}": True,
        f"F7:F{last}": False,
        f"J7:J{last}": True,
    }
    assert book["Lists"].sheet_state == "hidden"


def test_a_template_says_nothing_about_who_made_it() -> None:
    book = openpyxl.load_workbook(BytesIO(template("en", created=_DAY)))
    assert (book.properties.creator, book.properties.lastModifiedBy) in (("", ""), (None, None))
    assert template("en", created=_DAY) == template("en", created=_DAY)
