"""Parts of an .xlsb, looked through before a library reads it.

A part is a row of records: number, length, bytes ([MS-XLSB] 2.1.4); both are written seven bits a
byte, the highest bit telling that another follows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from workbook.sheets.addresses import address
from workbook.sheets.refusals import Limits, check_place, damaged
from workbook.sheets.scan import Scan

_ROW, _ERROR, _COLUMN, _SHEET, _MERGED = 0, 3, 60, 156, 176
_VALUES = {*range(2, 8), 62}
_FORMULAS = range(8, 12)
_FORMULA_ERROR = 11
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def sheets_of_binary_book(part: bytes) -> dict[str, str]:
    """The name of each sheet, and the relation that leads to its part."""
    found = {}
    try:
        for number, record in _records(part):
            if number == _SHEET:
                relation, end = _text(record, 8)
                found[_text(record, end)[0]] = relation
    except (struct.error, IndexError, ValueError) as error:
        raise damaged() from error
    return found


def scan_binary_worksheet(part: bytes, limits: Limits) -> Scan:
    """What stands in a worksheet besides its values. Raises SheetError: limit or damaged."""
    scan = Scan()
    row = counted = -1
    try:
        for number, record in _records(part):
            if number == _ROW:
                (row,) = struct.unpack_from("<I", record)
                if record[11] & 0x10:
                    scan.hidden_rows.append(row)
            elif number == _ERROR or number in _VALUES or number in _FORMULAS:
                (column,) = struct.unpack_from("<I", record)
                check_place(row, column, limits)
                if row != counted:
                    counted = row
                    scan.use(row, column, limits)
                if number in (_ERROR, _FORMULA_ERROR):
                    scan.errors[address(row, column)] = _ERRORS.get(record[8], "#?")
                elif number in _FORMULAS:
                    scan.formula(address(row, column), "", stored=True)
            elif number == _COLUMN:
                first, last = struct.unpack_from("<II", record)
                if record[16] & 1 and last < limits.columns:
                    scan.hidden_columns += range(first, last + 1)
            elif number == _MERGED:
                top, bottom, left, right = struct.unpack_from("<IIII", record)
                scan.merged.append((top, left, bottom, right))
    except (struct.error, IndexError) as error:
        raise damaged() from error
    return scan


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        number, at = _varying(part, at, 2)
        length, at = _varying(part, at, 4)
        if at + length > len(part):
            raise damaged()
        yield number, part[at : at + length]
        at += length


def _varying(part: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = part[at + place]
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at + place + 1


def _text(record: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le"), end
