"""Writing an .xlsx that says nothing about who wrote it, where, or when to the minute.

Text stays text: nothing typed becomes a formula, a number or a date. The same calls give the same
bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from shutil import copyfileobj
from typing import Any, Literal

from workbook.errors import SaveError
from workbook.i18n import _
from workbook.sheets.addresses import address, column_letters
from workbook.text import clean

Value = str | int | date | datetime | time | None
Style = Mapping[str, Any]
"""XlsxWriter's format properties: {"bold": True, "bg_color": "#eeeeee"}."""

_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_LARGEST_EXACT = 10**15
_DATE_FORMATS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm"}


class BookWriter:
    """One .xlsx in the making, in memory; `finish` gives its bytes.

    `created` is the only date in the file's properties. `title` is what the file is, never a
    person's name.
    """

    def __init__(self, *, created: date, title: str = "") -> None:
        import xlsxwriter

        self._buffer = io.BytesIO()
        # in_memory: else the cells' texts would lie in the temp folder.
        self._book = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        midnight = datetime(created.year, created.month, created.day, tzinfo=UTC)
        self._book.set_properties({"title": clean(title), "created": midnight})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._styles: dict[int, tuple[Style, Any]] = {}
        self._names: set[str] = set()
        self._texts: dict[str, Iterable[Sequence[str]]] = {}

    def sheet(
        self,
        name: str,
        *,
        right_to_left: bool = False,
        visible: Literal["yes", "hidden", "very_hidden"] = "yes",
    ) -> SheetWriter:
        """A new sheet, after those that exist; its name is made one that Excel accepts."""
        sheet = self._book.add_worksheet(self._sheet_name(name))
        if right_to_left:
            sheet.right_to_left()
        if visible == "hidden":
            sheet.hide()
        elif visible == "very_hidden":
            sheet.very_hidden()
        return SheetWriter(self, sheet)

    def texts(self, name: str, rows: Iterable[Sequence[str]]) -> None:
        """A very hidden sheet of many long texts in ASCII, from the first row on.

        They are read when the file is finished, one row at a time, and stand exactly as they are.
        """
        sheet = self._book.add_worksheet(self._sheet_name(name))
        sheet.very_hidden()
        self._texts[f"xl/worksheets/sheet{sheet.index + 1}.xml"] = rows

    def finish(self) -> bytes:
        """The file. Nothing can be added afterwards."""
        self._book.close()
        self._book = None  # all cells of all sheets
        if not self._texts:
            return self._buffer.getvalue()
        # XlsxWriter would hold a sheet of long texts several times over.
        whole = io.BytesIO()
        with (
            zipfile.ZipFile(self._buffer) as source,
            zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for member in source.infolist():
                rows = self._texts.get(member.filename)
                with source.open(member) as made, target.open(member, "w") as part:
                    if rows is None:
                        copyfileobj(made, part)
                    else:
                        part.writelines(_filled(made.read(), rows))
        return whole.getvalue()

    def format(self, style: Style | None) -> Any:
        """XlsxWriter's format for `style`; one for all equal styles."""
        if not style:
            return None
        known = self._styles.get(id(style))
        if known is not None and known[0] is style:  # thousands of cells share one
            return known[1]
        key = tuple(style.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(style))
        self._styles[id(style)] = (style, self._formats[key])
        return self._formats[key]

    def _sheet_name(self, name: str) -> str:
        name = re.sub(r"[\[\]:*?/\\\n]+", "-", clean(name))[:_LONGEST_NAME].strip("' ") or "-"
        if name.casefold() == "history":  # Excel keeps this name for itself
            name = f"{name}-"
        number = 2
        unique = name
        while unique.casefold() in self._names:
            ending = f" ({number})"
            unique = name[: _LONGEST_NAME - len(ending)] + ending
            number += 1
        self._names.add(unique.casefold())
        return unique


def _filled(empty: bytes, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The XML of a sheet without cells, in pieces, with `rows` of texts put into it."""
    head, place, tail = empty.partition(b"<sheetData/>")
    assert place
    yield head + b"<sheetData>"
    for number, texts in enumerate(rows, start=1):
        cells = [
            f'<c r="{column_letters(column)}{number}" t="inlineStr">'
            f'<is><t xml:space="preserve">{_escaped(text)}</t></is></c>'
            for column, text in enumerate(texts)
        ]
        # Without a height of its own a row grows with the lines in its cells.
        yield f'<row r="{number}" ht="15" customHeight="1">{"".join(cells)}</row>'.encode()
    yield b"</sheetData>" + tail


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class SheetWriter:
    """One sheet in the making. Rows and columns are counted from 0."""

    def __init__(self, book: BookWriter, sheet: Any) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def name(self) -> str:
        """The sheet's name as it stands in the file."""
        name: str = self._sheet.get_name()
        return name

    def write(self, row: int, column: int, value: Value, style: Style | None = None) -> None:
        """Put `value` into one cell: text as text, cleaned; a number or date as itself.

        None and empty text leave the cell empty, in `style`. A whole number too long for Excel's
        15 digits becomes text. Raises SaveError for a text longer than a cell can hold.
        """
        if isinstance(value, str):
            value = clean(value)
        if value is None or value == "":
            self._sheet.write_blank(row, column, None, self._book.format(style))
        elif isinstance(value, int) and abs(value) < _LARGEST_EXACT:
            self._sheet.write_number(row, column, value, self._book.format(style))
        elif isinstance(value, str | int):
            self._write_text(row, column, str(value), style)
        else:
            dated = {"num_format": _DATE_FORMATS[type(value)], **(style or {})}
            self._sheet.write_datetime(row, column, value, self._book.format(dated))

    def _write_text(self, row: int, column: int, text: str, style: Style | None) -> None:
        # Excel counts UTF-16 units; a text half as long cannot reach the limit.
        if len(text) > _LONGEST_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
            raise SaveError(
                _(
                    "The text for cell {cell} of sheet “{sheet}” is longer than a spreadsheet can"
                    " hold ({n} characters). Nothing was written. Shorten it and try again."
                ).format(cell=address(row, column), sheet=self.name, n=f"{_LONGEST_TEXT:,}")
            )
        self._sheet.write_string(row, column, text, self._book.format(style))

    def merge(
        self, first: tuple[int, int], last: tuple[int, int], text: str, style: Style | None = None
    ) -> None:
        """Show the cells from `first` to `last` (row, column) as one, with `text` in it."""
        self._sheet.merge_range(*first, *last, "", self._book.format(style))
        self.write(*first, text, style)

    def column(
        self,
        first: int,
        last: int,
        *,
        width: float | None = None,
        style: Style | None = None,
        hidden: bool = False,
    ) -> None:
        """Set width (in characters), style of empty cells, and visibility of some columns."""
        self._sheet.set_column(
            first, last, width, self._book.format(style), {"hidden": int(hidden)}
        )

    def row(self, row: int, *, height: float | None = None, hidden: bool = False) -> None:
        """Set one row's height (in points) and visibility."""
        self._sheet.set_row(row, height, None, {"hidden": int(hidden)})

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above `row` and the columns before `column` in sight."""
        self._sheet.freeze_panes(row, column)

    def filter(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Offer filters in row `first`[0], over the cells down to `last` (row, column)."""
        self._sheet.autofilter(*first, *last)

    def choices(
        self, first: tuple[int, int], last: tuple[int, int], source: Sequence[str] | str
    ) -> None:
        """Let people choose from a list: the words, or where they stand ("=Lists!$A$1:$A$9").

        Words that are together longer than 255 characters must stand in cells (Excel's limit).
        """
        listed = source if isinstance(source, str) else list(source)
        self._sheet.data_validation(*first, *last, {"validate": "list", "source": listed})

    def suggestions(self, first: tuple[int, int], last: tuple[int, int], source: str) -> None:
        """Offer words that stand somewhere ("=Lists!$A$1:$A$9"); others may be typed too."""
        self._sheet.data_validation(
            *first, *last, {"validate": "list", "source": source, "show_error": False}
        )

    def dates(
        self, first: tuple[int, int], last: tuple[int, int], earliest: date, latest: date
    ) -> None:
        """Let people enter only dates from `earliest` to `latest` into these cells."""
        self._sheet.data_validation(
            *first,
            *last,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": earliest,
                "maximum": latest,
            },
        )

    def protect(self) -> None:
        """Guard locked cells against slips, without a password; sorting and filtering go on."""
        self._sheet.protect(
            "",
            {
                "sort": True,
                "autofilter": True,
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
                "delete_rows": True,
            },
        )

    def page(self, *, landscape: bool = False, repeat_rows: tuple[int, int] | None = None) -> None:
        """Set the paper: A4, all columns on one page's width, these rows again on every page."""
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        if landscape:
            self._sheet.set_landscape()
        if repeat_rows is not None:
            self._sheet.repeat_rows(*repeat_rows)
