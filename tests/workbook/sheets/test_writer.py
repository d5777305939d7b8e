import io
import os
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from workbook.errors import SaveError
from workbook.sheets.addresses import address, column_letters, position
from workbook.sheets.reader import read_sheets
from workbook.sheets.writer import BookWriter
from workbook.text import clean

ODD = [
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "+92 300",
    "-5",
    "@x",
    "\tTAB",
    "0099",
    "1-2",
    "TRUE",
    "1E5",
    "http://example.org",
    "_x000D_",
    "a_x0041_b",
    "two\nlines",
    "  padded",
    "عائشہ ہاشمی",
    "بی‌بی",
    "😀",
    "\x00\x1f\ud800\ufffe left",
    "<b>&amp;",
]


def book_of(texts: list[str]) -> bytes:
    book = BookWriter(created=date(2020, 11, 1), title="Cohort")
    sheet = book.sheet("People", right_to_left=True)
    for row, text in enumerate(texts):
        sheet.write(row, 0, text, {"num_format": "@"})
    return book.finish()


def test_text_stays_the_text_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(book_of(ODD))
    file = read_sheets(path)
    assert [row[0] for row in file.sheets[0].rows] == [clean(text) for text in ODD]
    assert file.notes == [], "no formula among them"
    cells = load_workbook(path)["People"]["A"]
    assert {cell.data_type for cell in cells} == {"s"}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=40), min_size=1))
def test_any_text_comes_back_by_another_library(texts: list[str]) -> None:
    sheet = load_workbook(io.BytesIO(book_of(texts)))["People"]
    for row, text in enumerate(texts, start=1):
        if "_x" not in text:  # openpyxl does not know these escapes
            assert (sheet.cell(row, 1).value or "") == clean(text)


def test_numbers_and_dates_are_themselves(tmp_path: Path) -> None:
    book = BookWriter(created=date(2020, 11, 1))
    sheet = book.sheet("x")
    for row, value in enumerate(
        [17, 3196160394878, 10**16, date(1994, 5, 1), datetime(2020, 11, 2, 9, 0), time(9, 30)]
    ):
        sheet.write(row, 0, value)
    path = tmp_path / "out.xlsx"
    path.write_bytes(book.finish())
    values = [row[0] for row in read_sheets(path).sheets[0].rows]
    assert values[:3] == [17, 3196160394878, str(10**16)]
    assert str(values[3]).startswith("1994-05-01")
    assert values[4:] == [datetime(2020, 11, 2, 9, 0), time(9, 30)]


def test_the_same_calls_give_the_same_bytes() -> None:
    assert book_of(ODD) == book_of(ODD)


def test_a_file_tells_nothing_about_its_maker() -> None:
    content = book_of(["x"])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    home = Path.home().name.encode()
    for canary in (os.uname().nodename.encode(), b"absPath", str(Path.cwd()).encode()):
        assert canary not in everything
    assert b"<dc:creator></dc:creator>" in everything
    assert b"<cp:lastModifiedBy></cp:lastModifiedBy>" in everything
    assert b"2020-11-01T00:00:00Z" in everything
    assert home not in everything or home in (b"root", b"")


def test_nothing_is_written_to_the_temp_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    real = os.open
    opened: list[str] = []

    def watched(path: str, *rest: object, **more: object) -> int:
        opened.append(str(path))
        return real(path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", watched)
    book_of(ODD)
    assert not [path for path in opened if path.startswith(str(tmp_path))]
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_is_refused_and_never_cut() -> None:
    book_of(["x" * 32_767])
    with pytest.raises(SaveError, match="A1"):
        book_of(["x" * 32_768])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a/b:c[d]?*", "a-b-c-d-"),
        ("'quoted'", "quoted"),
        ("", "-"),
        ("x" * 40, "x" * 31),
        ("History", "History-"),
        ("نامزدگی", "نامزدگی"),
    ],
)
def test_sheet_names_are_made_acceptable(name: str, written: str) -> None:
    assert BookWriter(created=date(2020, 1, 1)).sheet(name).name == written


def test_sheets_of_one_name_are_numbered() -> None:
    book = BookWriter(created=date(2020, 1, 1))
    assert [book.sheet("Day").name, book.sheet("day").name] == ["Day", "day (2)"]


def test_what_a_coordinator_likes_is_in_the_file() -> None:
    book = BookWriter(created=date(2020, 1, 1))
    sheet = book.sheet("People")
    sheet.column(0, 0, width=4, style={"num_format": "@"})
    sheet.column(5, 5, hidden=True)
    sheet.row(0, hidden=True)
    sheet.freeze(2, 2)
    sheet.filter((1, 0), (9, 5))
    sheet.choices((2, 1), (9, 1), ["female", "male"])
    sheet.choices((2, 3), (9, 3), "=Lists!$A$1:$A$3")
    sheet.dates((2, 2), (9, 2), date(2020, 1, 1), date(2030, 1, 1))
    sheet.protect()
    sheet.page(landscape=True, repeat_rows=(1, 1))
    book.sheet("Lists", visible="hidden")
    book.sheet("_sync", visible="very_hidden")
    read = load_workbook(io.BytesIO(book.finish()))
    people = read["People"]
    assert people.freeze_panes == "C3"
    assert people.auto_filter.ref == "A2:F10"
    assert people.row_dimensions[1].hidden
    assert people.column_dimensions["F"].hidden
    assert len(people.data_validations.dataValidation) == 3
    assert people.protection.sheet
    assert [read[name].sheet_state for name in ("Lists", "_sync")] == ["hidden", "veryHidden"]


@given(st.integers(0, 2_000_000), st.integers(0, 16_383))
def test_addresses_come_back(row: int, column: int) -> None:
    assert position(address(row, column)) == (row, column)


def test_addresses_are_as_people_say_them() -> None:
    assert address(6, 3) == "D7"
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert position("$AA$10") == (9, 26)
    for wrong in ("", "7", "D", "D0", "D7:E8", "é1"):
        with pytest.raises(ValueError, match="^" + re.escape(wrong)):
            position(wrong)


def test_long_texts_stand_as_they_are_and_are_hidden(tmp_path: Path) -> None:
    rows = [("first\nline", '["<&>\\"]'), ("x" * 30_000, "  padded ", "y")]
    book = BookWriter(created=date(2020, 11, 2))
    book.sheet("People").write(0, 0, "Sana")
    book.texts("_sync", rows)
    book.sheet("After").write(0, 0, "Uzma")
    path = tmp_path / "book.xlsx"
    path.write_bytes(book.finish())
    file = read_sheets(path)
    assert [(sheet.name, sheet.hidden) for sheet in file.sheets] == [
        ("People", False),
        ("_sync", True),
        ("After", False),
    ]
    assert [tuple(row) for row in file.sheets[1].rows] == rows
    sheet = load_workbook(path)["_sync"]
    assert sheet.sheet_state == "veryHidden"
    assert sheet["A1"].value == "first\nline"
