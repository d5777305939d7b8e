"""The reading libraries, behind one face.

Each takes what the gate admitted and gives its sheets; a second one is tried where the first fails
on a file that is sound, or nearly so.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.addresses import address
from workbook.sheets.admitted import Admitted, Form, Table
from workbook.sheets.refusals import Limits, check_place, damaged
from workbook.sheets.scan import Scan


def tables(admitted: Admitted) -> list[Table]:
    """The sheets with cells, in their order.

    Raises SheetError: damaged, limit, empty or unsupported.
    """
    failed = False
    for number, read in enumerate(_LIBRARIES[admitted.form]):
        try:
            found = read(admitted)
        except SheetError:
            raise
        except BaseException as error:
            if not _is_the_librarys(error):
                raise
            failed = True
            continue
        if found and number and admitted.form == "biff":
            admitted.notes.append(
                _(
                    "Parts of this file are not as Excel writes them. Compare its rows with what"
                    " Excel shows: which are hidden is not known."
                )
            )
        if found:
            return found
    if not (failed or admitted.scans):
        raise SheetError(_("This file holds no sheet with cells."), reason="empty")
    if admitted.form == "xlsb" and admitted.scans:  # its parts are whole and were looked through
        raise SheetError(
            _(
                "This .xlsb file is written in a way that cannot be read here. Nothing was read."
                " Open it in Excel or LibreOffice, save it as .xlsx and choose that file."
            ),
            reason="unsupported",
        )
    raise damaged()


def _is_the_librarys(error: BaseException) -> bool:
    """Whether a library gave up on a file: each has its own dozen of ways to.

    Rust code that panics raises something that is no Exception and has no name to import.
    """
    if isinstance(error, MemoryError):
        return False
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _with_calamine(admitted: Admitted) -> list[Table]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(admitted.content))
    found = []
    for known in book.sheets_metadata:
        if known.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        if sheet.end is not None:
            check_place(*sheet.end, admitted.limits)
        hidden = known.visible is not SheetVisibleEnum.Visible
        scan = admitted.scans.get(known.name)
        if scan is None:
            scan = Scan()
            scan.merged = [(*a, *b) for a, b in sheet.merged_cell_ranges or ()]
        if scan.comparable and scan.last_value > (-1 if sheet.end is None else sheet.end[0]):
            raise _Unread
        found.append(Table(known.name, hidden, scan, _calamine_rows(sheet)))
    return found


class _Unread(Exception):
    """Rows that stand in the file are missing from what a library read, without a word."""


def _calamine_rows(sheet: Any) -> Iterator[list[Any]]:
    if sheet.start is None:
        return
    before = [None] * sheet.start[1]
    for cells in sheet.iter_rows():
        yield before + cells


def _with_calamine_mended(admitted: Admitted) -> list[Table]:
    from workbook.sheets.mending import mended

    admitted.content = mended(admitted.content)
    return _with_calamine(admitted)


def _with_openpyxl(admitted: Admitted) -> list[Table]:
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(admitted.content), read_only=True, data_only=True, keep_links=False
    )
    found = []
    for sheet in book.worksheets:
        # What a file says of its own size is often wrong.
        sheet.reset_dimensions()
        scan = admitted.scans.get(sheet.title, Scan())
        # All at once: what fails must fail before anything is told.
        rows = iter([list(map(_plain, cells)) for cells in sheet.iter_rows(values_only=True)])
        found.append(Table(sheet.title, sheet.sheet_state != "visible", scan, rows))
    return found


def _plain(value: Any) -> Any:
    """A day as a day; a text without halves of letters, which an escape can spell."""
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _with_xlrd(admitted: Admitted) -> list[Table]:
    import xlrd

    with open(os.devnull, "w") as nowhere:
        book = xlrd.open_workbook(
            file_contents=admitted.content, formatting_info=True, logfile=nowhere
        )
    return [_xls_table(book, sheet, admitted.limits) for sheet in book.sheets()]


def _xls_table(book: Any, sheet: Any, limits: Limits) -> Table:
    import xlrd

    scan = Scan()
    scan.merged = [(top, left, end - 1, right - 1) for top, end, left, right in sheet.merged_cells]
    scan.hidden_rows = [row for row, said in sheet.rowinfo_map.items() if said.hidden]
    scan.hidden_columns = [
        column
        for column, said in sheet.colinfo_map.items()
        if said.hidden and column < limits.columns
    ]
    rows = []
    empty = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        cells: list[Any] = [None] * len(kinds)
        last = -1
        for column, (kind, value) in enumerate(zip(kinds, sheet.row_values(row), strict=True)):
            if kind in empty or value == "":
                continue
            last = column
            if kind == xlrd.XL_CELL_ERROR:
                said = xlrd.error_text_from_code.get(value, "#?")
                scan.errors[address(row, column)] = said
            elif kind == xlrd.XL_CELL_DATE:
                cells[column] = _xls_date(value, book.datemode)
            elif kind == xlrd.XL_CELL_BOOLEAN:
                cells[column] = bool(value)
            else:
                cells[column] = value
        if last >= 0:
            scan.use(row, last, limits)
        rows.append(cells)
    return Table(sheet.name, sheet.visibility != 0, scan, iter(rows))


def _xls_date(value: float, datemode: int) -> date | datetime | time | float:
    import xlrd

    if not 0 <= value < 2_958_466:  # the year 9999 is the last
        return value
    moment: datetime = xlrd.xldate.xldate_as_datetime(value, datemode)
    if value < 1:
        return moment.time()
    return moment.date() if value.is_integer() else moment


def _with_spreadsheetml(admitted: Admitted) -> list[Table]:
    from workbook.sheets.spreadsheetml import spreadsheetml_tables

    return spreadsheetml_tables(admitted)


def _with_separators(admitted: Admitted) -> list[Table]:
    from workbook.sheets.delimited import delimited_tables

    return delimited_tables(admitted)


_LIBRARIES: dict[Form, tuple[Callable[[Admitted], list[Table]], ...]] = {
    "xlsx": (_with_calamine, _with_calamine_mended, _with_openpyxl),
    "xlsb": (_with_calamine, _with_calamine_mended),
    "biff": (_with_xlrd, _with_calamine),
    "spreadsheetml": (_with_spreadsheetml,),
    "ods": (_with_calamine,),
    "text": (_with_separators,),
}
