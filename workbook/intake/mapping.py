"""What a column means, from the words of its header and, where they say nothing, its values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workbook.i18n import _
from workbook.intake import values
from workbook.sheets.addresses import column_letters
from workbook.sheets.reader import Cell
from workbook.text import has_arabic_script, skeleton

SERIAL = "serial"
NAME = "name"
"""A column of names whose script only the values tell: name_latin or name_native."""

NAME_PARTS = ("given_name", "middle_name", "family_name")
"""Columns of parts, joined to one name in this order."""

PERSON_FIELDS = (
    "name_latin",
    "name_native",
    "relative_name",
    "rank",
    "grade",
    "service_number",
    "national_id",
    "phone",
    "email",
    "duty_station",
    "agency",
    "sex",
    "born_on",
    "remark",
)
COMPLETION_FIELDS = ("module_code", "module_title", "status", "score", "done_on")


By = Literal["header", "values", "saved", "person"]
"""Why a column is thought to fill its field: its header, its values, or somebody who said so."""


@dataclass(frozen=True)
class Column:
    """One column of the list: counted from 0, its header as written, and the field it fills.

    `field` is None when nothing is known of it; then it is not taken in. Of its `filled` cells,
    `right` look right for the field (for a column without field, all). `note` is a sentence where
    a person should look: a header that its values deny, a caption with a slip, a second column of
    one meaning; else "".
    """

    column: int
    header: str
    field: str | None
    filled: int = 0
    right: int = 0
    by: By = "header"
    note: str = ""

    @property
    def letters(self) -> str:
        return column_letters(self.column)


# Whole headers first, then words within them; in this order, because "Father's name" and "Course
# code" also hold the word of a wider meaning.
_WORDS: Mapping[str, Sequence[str]] = {
    SERIAL: (
        "s no",
        "sr no",
        "sr",
        "ser",
        "ser no",
        "serial",
        "sl no",
        "no",
        "#",
        "نمبر شمار",
        "شمار",
        "سیریل",
    ),
    "relative_name": (
        "father's / husband's name",
        "father",
        "husband",
        "parentage",
        "d/o",
        "w/o",
        "s/o",
        "relative",
        "ولدیت",
        "زوجیت",
        "والد",
        "شوہر",
        "نام پدر",
        "پدر",
    ),
    "module_code": ("course code", "module code", "course id", "module id", "کورس کوڈ"),
    "module_title": ("course", "module", "course title", "course name", "module name", "کورس"),
    "status": ("status", "result", "outcome", "حالت", "نتیجہ"),
    "score": ("score", "score %", "marks", "grade %", "percent", "percentage", "سکور", "نمبرات"),
    "done_on": (
        "completed on",
        "completion date",
        "date completed",
        "finished on",
        "passed on",
        "تاریخ تکمیل",
    ),
    "national_id": (
        "cnic",
        "cnic no",
        "nic",
        "national id",
        "identity card",
        "id card",
        "tazkira",
        "شناختی کارڈ",
        "شناختی",
        "کارڈ نمبر",
        "تذکرہ",
    ),
    "phone": (
        "mobile",
        "mobile no",
        "phone",
        "cell",
        "contact no",
        "contact number",
        "whatsapp",
        "telephone",
        "contact",
        "موبائل",
        "فون",
        "رابطہ",
    ),
    "email": ("e-mail", "email", "mail", "ای میل", "برقی"),
    "born_on": ("date of birth", "birth date", "dob", "birth", "born", "تاریخ پیدائش", "پیدائش"),
    "service_number": (
        "belt no",
        "belt",
        "badge",
        "service no",
        "service number",
        "personnel no",
        "employee no",
        "buckle",
        "بیلٹ",
        "سروس نمبر",
    ),
    "grade": ("bps", "grade", "pay scale", "scale", "گریڈ", "سکیل"),
    "rank": ("rank", "designation", "post held", "title", "عہدہ", "رینک", "رتبہ"),
    "duty_station": (
        "place of posting",
        "posting",
        "posted at",
        "duty station",
        "place of duty",
        "district",
        "station",
        "ضلع",
        "تعیناتی",
        "جائے تعیناتی",
    ),
    "agency": ("agency", "organisation", "organization", "department", "ادارہ", "محکمہ"),
    "remark": ("remarks", "remark", "comments", "note", "notes", "کیفیت", "ریمارکس"),
    "sex": ("sex", "gender", "جنس", "صنف"),
    "given_name": ("first name", "given name", "forename", "personal name", "personal"),
    "middle_name": ("middle name", "middle"),
    "family_name": ("last name", "family name", "surname", "family"),
    "name_native": (
        "urdu name",
        "name in urdu",
        "name urdu",
        "native name",
        "اردو نام",
        "نام اردو",
    ),
    NAME: (
        "name",
        "name of officer",
        "full name",
        "participant",
        "learner",
        "officer",
        "nominee",
        "student",
        "latin name",
        "english name",
        "name in english",
        "name in latin",
        "نام",
        "اسم",
    ),
}


def _key(header: str) -> str:
    return " ".join(re.sub(r"[^\w#'/%\-]|[_.:()]", " ", skeleton(header)).split())


_EXACT = {_key(word): field for field, words in _WORDS.items() for word in words}
_WITHIN: list[tuple[re.Pattern[str], str]] = [
    (re.compile(rf"(?<!\w){re.escape(_key(word))}(?!\w)"), field)
    for field, words in _WORDS.items()
    for word in words
    if field != SERIAL
]


def meaning(path: Sequence[str]) -> str | None:
    """The field that a header means, or None. `path` is ("Rank", "BPS") for BPS under Rank."""
    for header in reversed(path):
        key = _key(header)
        if exact := _EXACT.get(key):
            return exact
        for pattern, field in _WITHIN:
            if pattern.search(key):
                return field
    return None


def meaning_of_values(cells: Sequence[Cell]) -> str | None:
    """The field that a column's values fill when its header says nothing: three in five agree."""
    filled = [cell for cell in cells if cell is not None]
    for field, convert in (
        ("national_id", values.national_id),
        ("phone", values.phone),
        ("email", values.email),
    ):
        agree = 0
        for cell in filled:
            try:
                value = convert(cell)
            except values.Unreadable:
                continue
            # A phone without a telling start could be any number.
            agree += field != "phone" or str(value).startswith(("03", "+"))
        if len(filled) >= 2 and agree >= 0.6 * len(filled):
            return field
    return None


def settle(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    given: Mapping[int, str | None] | None = None,
    given_by: By = "person",
) -> tuple[Column, ...]:
    """The columns with what the values below them decide. `rows` are those of the people.

    `given` says by column number what was decided on (Correction.fields), and `given_by` by whom.
    A column of names is in one script or the other. Of two columns that fill one field the better
    filled one is taken; the other stays, with a note and without field.
    """
    given = given or {}
    settled = []
    for column in columns:
        cells = [row[column.column] if column.column < len(row) else None for row in rows]
        if column.column in given:
            column = replace(column, field=given[column.column], by=given_by)
        elif column.field is None and (field := meaning_of_values(cells)) is not None:
            column = replace(column, field=field, by="values")
        if column.field == NAME:
            field = None if _are_codes(cells) else _script_of_names(cells)
            column = replace(column, field=field)
        filled = sum(cell is not None for cell in cells)
        right = sum(cell is not None and looks_right(column.field, cell) for cell in cells)
        settled.append(replace(column, filled=filled, right=right))
    return _each_field_once(settled)


def looks_right(field: str | None, cell: Cell) -> bool:
    """Whether a cell that is not empty can be read as what `field` holds."""
    try:
        return field is None or values.CONVERTERS.get(field, values.text)(cell) is not None
    except values.Unreadable:
        return False


def _each_field_once(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, of which only the best one of each meaning keeps its field."""
    wanted = Counter(column.field for column in columns if column.field is not None)
    best = {
        field: max(
            (column for column in columns if column.field == field),
            key=lambda column: (column.by in ("person", "saved"), column.right, -column.column),
        )
        for field, times in wanted.items()
        if times > 1
    }
    return tuple(
        column
        if column.field not in best or best[column.field] is column
        else replace(
            column,
            field=None,
            note=_("Means the same as column {column}, which is taken.").format(
                column=best[column.field].letters
            ),
        )
        for column in columns
    )


def _are_codes(cells: Sequence[Cell]) -> bool:
    """Whether cells under "Learner" or "Student" hold numbers such as AL001 and not names."""
    filled = [cell for cell in cells if cell is not None]
    coded = sum(any(c.isdecimal() for c in str(cell)) for cell in filled)
    return coded > len(filled) / 2


def _script_of_names(cells: Sequence[Cell]) -> str:
    names = [cell for cell in cells if isinstance(cell, str)]
    native = sum(has_arabic_script(name) for name in names)
    return "name_native" if native > len(names) / 2 else "name_latin"
