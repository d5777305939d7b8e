"""An attendance grid in a list: people down, days or sessions across, a mark in each cell.

Which session a column means only a cohort tells. So a mark's field holds the caption of its column,
and its value is what stands in the cell; what is kept of a row that waits needs nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from workbook.intake import values
from workbook.intake.kinds import ListKind
from workbook.intake.phrases import any_of
from workbook.intake.rows import Record
from workbook.intake.unsaid import without_columns
from workbook.sheets.addresses import address
from workbook.sheets.reader import Cell, SheetFile
from workbook.text import ascii_digits, skeleton

if TYPE_CHECKING:
    from workbook.intake.detect import ForeignList

_FIELD = "mark"
_HEADER_ROWS = 3
_MOST_PEOPLE_FIELDS = frozenset({"relative_name", "born_on"})


def mark_field(caption: str) -> str:
    """The field of a record that holds the mark under `caption`."""
    return f"{_FIELD}|{caption}"


def caption_of(field: str | None) -> str | None:
    """The caption under which a field's mark stands; None for a field that holds no mark."""
    kind, sign, caption = (field or "").partition("|")
    return caption if kind == _FIELD and sign else None


def label_of(field: str) -> str | None:
    """What to call a mark's field, of a list or of its plan; None for any other field."""
    return None if caption_of(field) is None else field.rpartition("|")[2]


_DAY = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?[\s\-]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s?\d{1,2}\b"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|\b(?:day|session|class|lecture|week|jour|seance) ?-?#? ?\d{1,2}\b"
    r"|(?:"
    + any_of(
        "پیر | منگل | بدھ | جمعرات | جمعہ | ہفتہ | اتوار | دن | سیشن | نشست | روز | جلسه | دوشنبه"
        " | سه شنبه | چهارشنبه | پنجشنبه | شنبه | یکشنبه | ورځ | يوم | الاثنين | الثلاثاء"
        " | الأربعاء | الخميس | الجمعة | দিন | সেশন | সোমবার | মঙ্গলবার | বুধবার | বৃহস্পতিবার | শুক্রবার"
    )
    + ")"
)
_HALF = re.compile(
    r"^(?:a\.? ?m\.?|p\.? ?m\.?|morning|afternoon|forenoon|matin|apres-midi|fn|an|"
    + any_of("صبح | دوپہر | سہ پہر | شام | قبل از ظهر | بعد از ظهر | সকাল | বিকাল")
    + r"|\d{1,2}:\d{2}.*)$"
)
_MARK = re.compile(
    r"(?:p|a|l|e|x|y|n|h|yes|no|present|absent|late|leave|excused|on leave|sick|holiday|true|false"
    r"|pr|ab|abs|lv|half day|retard|excuse|oui|non|[✓✔☑✗✘✕×☒√]|[01]|p/a|[ph] ?\(?online\)?"
    r"|(?:p|l) \d{1,3}|"
    + any_of(
        "حاضر | غیر حاضر | غیرحاضر | غائب | غایب | ح | غ | رخصت | چھٹی | دیر | تاخیر | مرخصی"
        " | موجود | متأخر | إجازة | উপস্থিত | অনুপস্থিত | ছুটি | ناسوب"
    )
    + r")\.?"
)


def is_mark(cell: Cell) -> bool:
    """Whether a cell can be a mark of attendance."""
    if isinstance(cell, bool):
        return True
    if isinstance(cell, float):
        return cell in (0.0, 1.0)
    return bool(_MARK.fullmatch(ascii_digits(skeleton(str(cell))))) if cell is not None else False


def with_grid(file: SheetFile, found: ForeignList) -> ForeignList:
    """`found` as an attendance grid where it is one; else `found` itself."""
    asked = found.correction.kind
    if asked not in (None, ListKind.MARKS) or not found.header_rows:
        return found
    plain = found.kind in (ListKind.PARTICIPANTS, ListKind.NATIVE_NAMES)
    if asked is None and (
        not plain or {column.field for column in found.mapping} & _MOST_PEOPLE_FIELDS
    ):
        return found
    captions = _captions(file, found)
    wanted = {
        column: caption
        for column, caption in captions.items()
        if _DAY.search(ascii_digits(skeleton(caption))) or asked is ListKind.MARKS
    }
    cells = _Cells(file, found)
    marked = {column: c for column, c in wanted.items() if cells.hold_marks(column)}
    filled = [column for column in marked if cells.filled(column)]
    if not filled or (asked is None and len(wanted) - len(marked) > len(marked)):
        return found
    records = tuple(cells.record(record, marked) for record in found.records)
    headers = {column.header for column in found.mapping if column.column in marked}
    return replace(
        found,
        kind=ListKind.MARKS,
        records=records,
        mapping=tuple(
            replace(column, field=mark_field(marked[column.column]))
            if column.column in marked
            else column
            for column in found.mapping
        ),
        agency=None,
        sex=None,
        warnings=tuple(without_columns(found.warnings, headers)),
    )


class _Cells:
    """The cells of a list by its records and columns, turned where people stand across."""

    def __init__(self, file: SheetFile, found: ForeignList) -> None:
        self.found = found
        self.sheet = next(sheet for sheet in file.sheets if sheet.name == found.sheet)

    def cell(self, record: Record, column: int) -> Cell:
        row, column = record.row - 1, column + record.shift
        if self.found.across:
            row, column = column, row
        rows = self.sheet.rows
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None

    def filled(self, column: int) -> list[Cell]:
        """What stands in a column for the people of the list, blanks left out."""
        cells = [self.cell(record, column) for record in self.found.records if not record.sheet]
        return [cell for cell in cells if cell is not None and str(cell).strip(" -–—")]

    def hold_marks(self, column: int) -> bool:
        """Whether most of what stands there are marks; an empty column waits for them."""
        filled = self.filled(column)
        return sum(map(is_mark, filled)) * 10 >= len(filled) * 7

    def record(self, record: Record, columns: dict[int, str]) -> Record:
        fields = dict(record.fields)
        places = dict(record.places)
        for column, caption in columns.items():
            cell = self.cell(record, column)
            said = values.text(cell) if not isinstance(cell, bool) else ("yes" if cell else "no")
            if said is None or not said.strip(" -–—"):
                continue
            row, at = record.row - 1, column + record.shift
            fields[mark_field(caption)] = said
            places[mark_field(caption)] = address(*((at, row) if self.found.across else (row, at)))
        return replace(record, fields=fields, places=places)


def _captions(file: SheetFile, found: ForeignList) -> dict[int, str]:
    """What stands above each column that holds no field: days, and half-days under them."""
    sheet = next(sheet for sheet in file.sheets if sheet.name == found.sheet)
    rows: Sequence[Sequence[Cell]] = sheet.rows
    if found.across:
        width = max(len(row) for row in rows)
        rows = [[row[n] if n < len(row) else None for row in rows] for n in range(width)]
    own = [record.row for record in found.records if not record.sheet]
    first, last = found.header_rows[0], min(own, default=1) - 2
    taken = {c.column for c in found.mapping if c.field is not None or c.by == "person"}
    start = max(taken, default=-1) + 1 if taken else 0
    above = first - 1 if first and _has_days(rows[first - 1], taken) else first
    numbers = range(above, min(last, above + _HEADER_ROWS) + 1)
    width = max((len(rows[number]) for number in numbers), default=0)
    headers = [
        _spread([*rows[number], *[None] * (width - len(rows[number]))], taken, start)
        for number in numbers
    ]
    captions: dict[int, str] = {}
    for column in range(width):
        parts = [header[column] for header in headers if header[column]]
        if column not in taken and parts:
            captions[column] = " ".join(dict.fromkeys(parts))
    return _once(captions)


def _has_days(row: Sequence[Cell], taken: set[int]) -> bool:
    return any(
        isinstance(cell, date) or bool(_DAY.search(ascii_digits(skeleton(str(cell)))))
        for column, cell in enumerate(row)
        if column not in taken and cell is not None
    )


def _spread(row: Sequence[Cell], taken: set[int], start: int) -> list[str]:
    """The texts of a row of captions; a day over two half-days stands in the first of its cells."""
    texts = [values.text(cell) or "" for cell in row]
    if not any(_HALF.fullmatch(ascii_digits(skeleton(text))) for text in texts):
        for column in range(max(start, 1), len(texts)):
            if not texts[column] and column not in taken and (column - 1) not in taken:
                texts[column] = texts[column - 1]
    return texts


def _once(captions: dict[int, str]) -> dict[int, str]:
    """Captions that stand over two columns told apart by their place: "2 Nov (2)"."""
    seen: dict[str, int] = {}
    told = {}
    for column, caption in captions.items():
        seen[caption] = seen.get(caption, 0) + 1
        told[column] = caption if seen[caption] == 1 else f"{caption} ({seen[caption]})"
    return told
