"""One more column in a copy of somebody's .xlsx, with all else as it was.

The sheet's own XML is added to, and nothing of it written anew: pictures, colours, formulas and
their stored values stay, which a library that reads and writes the whole file would lose.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from workbook.sheets.addresses import address, column_letters, position
from workbook.sheets.package import worksheet_member
from workbook.text import clean

_LONGEST_TEXT = 32_767


class CannotAdd(Exception):
    """The sheet is written in a way that cannot be added to: the caller writes a plain copy."""


@dataclass
class _Cell:
    column: int
    start: int
    end: int = 0
    style: str = ""


@dataclass
class _Row:
    """Byte offsets: of its open tag, of what follows, of its end tag (None if `<row/>`)."""

    start: int
    content: int
    end: int | None = None
    cells: list[_Cell] = field(default_factory=list)


def add_column(
    content: bytes, sheet: str, column: int, cells: Mapping[int, str], *, width: float
) -> bytes:
    """The bytes of an .xlsx with `cells` (text by row, from 0) in `column` of the sheet called
    `sheet`. Each looks like the cell to its left; what stands in their places gives way.

    `content` must have passed the gate of read_sheets. Raises CannotAdd when the sheet is not
    there, lacks one of the rows, or is not in UTF-8.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = worksheet_member(package, sheet)
        if part is None:
            raise CannotAdd
        changed = _with_cells(package.read(part), column, cells, width)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for member in package.infolist():
                data = changed if member is part else package.read(member)
                copy.writestr(member, data, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _with_cells(part: bytes, column: int, cells: Mapping[int, str], width: float) -> bytes:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotAdd
    found = _Sheet(part)
    if cells.keys() - found.rows.keys():
        raise CannotAdd
    edits = [
        edit for row, text in cells.items() for edit in _cell_edits(part, found, row, column, text)
    ]
    edits += _width_edits(found, column, width)
    edits += _dimension_edits(part, found, column)
    changed = part
    for start, end, said in sorted(edits, reverse=True):
        changed = changed[:start] + said.encode() + changed[end:]
    return changed


_Edit = tuple[int, int, str]
"""Replace bytes from start to end; at the end of the file first."""


def _cell_edits(part: bytes, sheet: _Sheet, number: int, column: int, text: str) -> list[_Edit]:
    row = sheet.rows[number]
    left = [cell for cell in row.cells if cell.column < column and cell.style]
    style = f" s={quoteattr(left[-1].style)}" if left else ""
    shown = escape(clean(text)[:_LONGEST_TEXT])
    p = sheet.prefix
    said = (
        f'<{p}c r="{address(number, column)}"{style} t="inlineStr"><{p}is>'
        f'<{p}t xml:space="preserve">{shown}</{p}t></{p}is></{p}c>'
    )
    edits = []
    # A row may say which columns it spans; what is added would lie outside.
    tag = part[row.start : row.content]
    spans = re.search(rb"\sspans=(\"[^\"]*\"|'[^']*')", tag)
    if row.end is None:
        bare = re.sub(rb"\sspans=(\"[^\"]*\"|'[^']*')", b"", tag).rstrip()
        opened = bare.removesuffix(b"/>").rstrip().decode()
        return [(row.start, row.content, f"{opened}>{said}</{p}row>")]
    if spans is not None:
        edits.append((row.start + spans.start(), row.start + spans.end(), ""))
    there = next((cell for cell in row.cells if cell.column >= column), None)
    if there is None:
        edits.append((row.end, row.end, said))
    elif there.column == column:
        edits.append((there.start, there.end, said))
    else:
        edits.append((there.start, there.start, said))
    return edits


def _width_edits(sheet: _Sheet, column: int, width: float) -> list[_Edit]:
    number = column + 1
    if any(first <= number <= last for first, last, _start in sheet.columns):
        return []
    said = f'<{sheet.prefix}col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
    after = [start for first, _last, start in sheet.columns if first > number]
    if after:
        return [(after[0], after[0], said)]
    if sheet.columns_end is not None:
        return [(sheet.columns_end, sheet.columns_end, said)]
    if sheet.data_start is None or sheet.has_columns:
        return []
    whole = f"<{sheet.prefix}cols>{said}</{sheet.prefix}cols>"
    return [(sheet.data_start, sheet.data_start, whole)]


def _dimension_edits(part: bytes, sheet: _Sheet, column: int) -> list[_Edit]:
    """The area in use, which some readers believe."""
    if sheet.dimension is None:
        return []
    tag = re.match(rb"[^>]*?\sref=([\"'])([A-Z]+\d+)(?::([A-Z]+)(\d+))?\1", part[sheet.dimension :])
    if tag is None or tag[3] is None:
        return []
    last = position(f"{tag[3].decode()}1")[1]
    if last >= column:
        return []
    start = sheet.dimension + tag.start(3)
    return [(start, start + len(tag[3]), column_letters(column))]


class _Sheet:
    """Where things stand in a worksheet's XML: byte offsets."""

    def __init__(self, part: bytes) -> None:
        self.part = part
        self.prefix = ""
        self.rows: dict[int, _Row] = {}
        self.columns: list[tuple[int, int, int]] = []
        self.columns_end: int | None = None
        self.has_columns = False
        self.data_start: int | None = None
        self.dimension: int | None = None
        self._row: _Row | None = None
        self._number = -1
        self._cell: _Cell | None = None
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            raise CannotAdd from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        prefix, _colon, name = tag.rpartition(":")
        if name == "row":
            self._number = int(attributes["r"]) - 1 if "r" in attributes else self._number + 1
            self._row = self.rows[self._number] = _Row(at, self._after(at))
        elif name == "c" and self._row is not None:
            cells = self._row.cells
            column = (
                position(attributes["r"])[1]
                if "r" in attributes
                else (cells[-1].column + 1 if cells else 0)
            )
            self._cell = _Cell(column, at, style=attributes.get("s", ""))
            cells.append(self._cell)
        elif name == "col":
            self.columns.append((int(attributes["min"]), int(attributes["max"]), at))
        elif name == "cols":
            self.has_columns = True
        elif name == "sheetData":
            self.prefix = f"{prefix}:" if prefix else ""
            self.data_start = at
        elif name == "dimension":
            self.dimension = at

    def _end(self, tag: str) -> None:
        at = self._parser.CurrentByteIndex
        name = tag.rpartition(":")[2]
        if name == "c" and self._cell is not None:
            self._cell.end = self._after(at)
            self._cell = None
        elif name == "row" and self._row is not None:
            self._row.end = at if self.part[at : at + 2] == b"</" else None
            self._row = None
        elif name == "cols" and self.part[at : at + 2] == b"</":
            self.columns_end = at

    def _after(self, at: int) -> int:
        """Where the tag that begins at `at` ends; a > in an attribute is written &gt; or quoted."""
        tag = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>").match(self.part, at)
        if tag is None:
            raise CannotAdd
        return tag.end()
