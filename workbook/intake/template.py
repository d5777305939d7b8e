"""A workbook in which an agency writes its nominations, so that they read well when they come back.

Captions, choices and the guide are in one language; the reader knows them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workbook.intake.template_words import TEMPLATES, TemplateWords
from workbook.sheets.writer import BookWriter, SheetWriter, Style

LANGUAGES = tuple(TEMPLATES)
"""Codes as in ISO 639-1: en, ur, fa (Dari and Persian), ps, ar, bn, fr."""

ROWS, RESERVES = 40, 8

_HEADER = 5
_EARLIEST, _LATEST = date(1940, 1, 1), date(2015, 12, 31)
_WIDTHS: Mapping[str, float] = {
    "serial": 6,
    "name_latin": 28,
    "name_native": 26,
    "relative_name": 26,
    "sex": 11,
    "rank": 20,
    "grade": 9,
    "service_number": 16,
    "national_id": 20,
    "born_on": 14,
    "phone": 17,
    "email": 28,
    "duty_station": 24,
    "remark": 26,
}
"""The columns, in this order, and how wide they are in characters."""

_TITLE: Style = {"bold": True, "font_size": 16, "font_color": "#1f3a5f"}
_LABEL: Style = {"bold": True, "font_color": "#1f3a5f"}
_LINE: Style = {"num_format": "@", "locked": False, "bottom": 1, "bottom_color": "#8a94a3"}
_CAPTION: Style = {
    "bold": True,
    "font_color": "#ffffff",
    "bg_color": "#1f3a5f",
    "border": 1,
    "border_color": "#c9d1dc",
    "text_wrap": True,
    "valign": "vcenter",
    "align": "center",
}
_CELL: Style = {
    "num_format": "@",
    "locked": False,
    "border": 1,
    "border_color": "#c9d1dc",
    "valign": "vcenter",
}
_DATE: Style = {**_CELL, "num_format": "yyyy-mm-dd", "align": "left"}
_SERIAL: Style = {
    "border": 1,
    "border_color": "#c9d1dc",
    "align": "center",
    "font_color": "#5a6472",
    "locked": False,
}
_DIVIDER: Style = {"bold": True, "bg_color": "#e8edf4", "font_color": "#1f3a5f"}
_GUIDE: Style = {"text_wrap": True, "valign": "top"}


def template(language: str, *, created: date) -> bytes:
    """The bytes of an empty list of nominations in `language`, one of LANGUAGES.

    `created` is the only date in its properties. The sheet runs from right to left where the
    language does.
    """
    words = TEMPLATES[language]
    book = BookWriter(created=created, title=words.title)
    _write_list(book, words)
    _write_guide(book, words)
    lists = book.sheet("Lists", visible="hidden")
    for column, listed in enumerate((words.sexes, words.ranks)):
        for row, word in enumerate(listed):
            lists.write(row, column, word)
    return book.finish()


def _write_list(book: BookWriter, words: TemplateWords) -> None:
    sheet = book.sheet(words.sheet, right_to_left=words.right_to_left)
    sheet.write(0, 0, words.title, _TITLE)
    sheet.row(0, height=26)
    for row, label in enumerate((words.agency, words.training, words.contact), start=1):
        sheet.write(row, 0, label, _LABEL)
        sheet.merge((row, 3), (row, 6), "", _LINE)
    for column, (field, width) in enumerate(_WIDTHS.items()):
        sheet.column(column, column, width=width)
        sheet.write(_HEADER, column, words.captions[field], _CAPTION)
    sheet.row(_HEADER, height=34)
    first, divider = _HEADER + 1, _HEADER + 1 + ROWS
    _write_rows(sheet, first, ROWS)
    for column in range(len(_WIDTHS)):
        sheet.write(divider, column, words.reserve if column == 0 else "", _DIVIDER)
    _write_rows(sheet, divider + 1, RESERVES)
    _add_choices(sheet, words, first, divider + RESERVES)
    sheet.freeze(first, 2)
    sheet.page(landscape=True, repeat_rows=(_HEADER, _HEADER))
    sheet.protect()


def _write_rows(sheet: SheetWriter, first: int, count: int) -> None:
    for row in range(first, first + count):
        for column, field in enumerate(_WIDTHS):
            if field == "serial":
                sheet.write(row, column, row - first + 1, _SERIAL)
            else:
                sheet.write(row, column, None, _DATE if field == "born_on" else _CELL)


def _add_choices(sheet: SheetWriter, words: TemplateWords, first: int, last: int) -> None:
    columns = {field: column for column, field in enumerate(_WIDTHS)}
    sex, rank, born = columns["sex"], columns["rank"], columns["born_on"]
    sheet.choices((first, sex), (last, sex), f"=Lists!$A$1:$A${len(words.sexes)}")
    sheet.suggestions((first, rank), (last, rank), f"=Lists!$B$1:$B${len(words.ranks)}")
    sheet.dates((first, born), (last, born), _EARLIEST, _LATEST)


def _write_guide(book: BookWriter, words: TemplateWords) -> None:
    sheet = book.sheet(words.guide, right_to_left=words.right_to_left)
    sheet.column(0, 0, width=30)
    sheet.column(1, 1, width=78)
    sheet.write(0, 0, words.guide, _TITLE)
    row = 2
    for line in words.lines:
        sheet.merge((row, 0), (row, 1), line, _GUIDE)
        sheet.row(row, height=32 if len(line) > 95 else 17)
        row += 1
    row += 1
    for field, said in words.about.items():
        sheet.write(row, 0, words.captions[field], {**_LABEL, **_GUIDE})
        sheet.write(row, 1, said, _GUIDE)
        row += 1
    sheet.page()
