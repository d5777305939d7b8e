"""People pasted from a sheet, a document or a chat: a block of cells, or mere lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.intake.detect import ForeignList, ListKind, detect
from workbook.intake.mapping import meaning_of_values
from workbook.sheets.addresses import column_letters
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.text import clean, has_arabic_script

_BULLET = re.compile(r"^\W*\d{1,3}\s*[.)\-:]\s*|^[•*\-–—]\s+")
_PARTS = re.compile(r"\s*[,;|،؛]\s*|\s+[–—-]\s+|(?<!\d)\s+(?=\+?\d[\d -]{6,})")
_RANK = re.compile(
    r"\b(inspector|constable|director|superintendent|officer|asi|si|dsp|asp|sp|hc|lhc|lc)\b"
    r"|انسپکٹر|کانسٹیبل|ڈائریکٹر",
    re.IGNORECASE,
)
_HEADERS = {"national_id": "CNIC", "phone": "Mobile", "email": "E-mail"}


def detect_pasted(rows: Sequence[Sequence[str]]) -> ForeignList:
    """The list of people in pasted `rows`. Raises SheetError as `detect` does."""
    cells = [[clean(cell) or None for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        raise SheetError(_("Nothing was pasted that holds a name."), reason="empty")
    if all(len(row) == 1 for row in cells):
        cells = [_parted(row[0] or "") for row in cells]
    body: list[list[Cell]] = [list(row) for row in cells]
    try:
        return _plain(detect(_file(body)))
    except SheetError as error:
        if error.reason != "not_people":
            raise
    found = _plain(detect(_file([_headers(cells), *body])))
    records = tuple(
        replace(
            record,
            row_number=record.row_number - 1,
            problems=tuple(
                replace(problem, cell=_above(problem.cell)) for problem in record.problems
            ),
        )
        for record in found.records
    )
    return replace(found, header_row=0, records=records)


def _plain(found: ForeignList) -> ForeignList:
    """Both scripts of a name make people here: nobody pastes what is to be matched by name."""
    if found.kind is ListKind.NATIVE_NAMES:
        return replace(found, kind=ListKind.PARTICIPANTS)
    return found


def _above(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"{letters}{int(cell[len(letters) :]) - 1}"


def _file(rows: list[list[Cell]]) -> SheetFile:
    said = "\n".join("\t".join(str(cell or "") for cell in row) for row in rows)
    digest = blake2b(said.encode(), digest_size=16).hexdigest()
    name = _("Pasted")
    return SheetFile("csv", name, digest, [Sheet(name, hidden=False, rows=rows)])


def _parted(line: str) -> list[str | None]:
    """A line of a chat: "1. Sana Ahmed, ASI, 0300 1234567"."""
    return [part or None for part in _PARTS.split(_BULLET.sub("", line))]


def _headers(rows: Sequence[Sequence[str | None]]) -> list[Cell]:
    """Headers for cells that came without any; in each script the first of words holds names."""
    headers: list[Cell] = []
    taken: set[str] = set()
    for column in range(max(len(row) for row in rows)):
        cells = [cell for row in rows if column < len(row) and (cell := row[column])]
        header = _HEADERS.get(meaning_of_values(cells) or "") or _by_shape(cells)
        if not header or header in taken:
            header = _("Column {letter}").format(letter=column_letters(column))
        taken.add(header)
        headers.append(header)
    # A header needs two columns that are understood.
    return [*headers, "Remarks"]


def _by_shape(cells: Sequence[str]) -> str:
    """The header of a column by how most of its cells look; "" where they do not tell."""

    def most(test: Callable[[str], object]) -> bool:
        return sum(bool(test(cell)) for cell in cells) * 2 > len(cells)

    if most(lambda cell: "@" in cell):
        return "E-mail"
    if most(_RANK.search):
        return "Rank"
    if most(has_arabic_script):
        return "Urdu name"
    if most(lambda cell: any(letter.isalpha() for letter in cell)):
        return "Name"
    if most(lambda cell: _digits(cell) == 13):
        return "CNIC"
    if most(lambda cell: _digits(cell) >= 10):
        return "Mobile"
    return "No" if most(lambda cell: 0 < _digits(cell) < 4) else ""


def _digits(cell: str) -> int:
    return sum(letter.isdecimal() for letter in cell)
