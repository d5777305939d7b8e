"""One worksheet of an .xlsx, looked through before a library reads it.

The XML is known to be well formed. It is searched with expressions, not parsed: a parser that calls
back for every cell takes several times as long as reading the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from workbook.sheets.addresses import address, position
from workbook.sheets.refusals import Limits, damaged
from workbook.sheets.scan import Scan
from workbook.sheets.xml import plain_xml, unescaped

_ROOT = re.compile(rb"<(?:([\w.-]+):)?(\w+)")
# Beginning with letters, they are searched for at many times the speed.
_WIDE = {b'"': re.compile(rb' r="[A-Z]{2,}\d'), b"'": re.compile(rb" r='[A-Z]{2,}\d")}
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+\d+)[\"']")
_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_RANGE = re.compile(rb"\bref=[\"']([A-Z$]+[0-9$]+):([A-Z$]+[0-9$]+)[\"']")


def scan_worksheet(part: bytes, limits: Limits) -> Scan:
    """What stands in a worksheet's XML besides its values.

    Raises SheetError: limit, or damaged where an address is none.
    """
    xml = plain_xml(part)
    root = _ROOT.search(xml)
    scan = Scan()
    if root is None or root[2] != b"worksheet":  # a chart, or something that nobody reads
        return scan
    tags = _tags(root[1] or b"")
    start = xml.find(tags.data)
    end = xml.rfind(tags.data_end)
    if start < 0:
        return scan
    try:
        _scan_columns(xml[:start], tags, limits, scan)
        _scan_rows(xml[start : end if end > 0 else len(xml)], tags, limits, scan)
        for found in tags.merged.finditer(xml, max(start, end)):
            corners = _RANGE.search(found[1])
            if corners is not None:
                first, last = (position(corner.decode()) for corner in corners.groups())
                scan.merged.append((*first, *last))
    except ValueError as error:
        raise damaged() from error
    return scan


class _Tags(NamedTuple):
    """What to look for; the writer chose the prefix, most use none."""

    data: bytes
    data_end: bytes
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    cell_start: bytes
    cell_end: bytes
    filled: re.Pattern[bytes]
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    formula_start: bytes
    column: re.Pattern[bytes]
    merged: re.Pattern[bytes]


@lru_cache(maxsize=8)
def _tags(prefix: bytes) -> _Tags:
    p = prefix + b":" if prefix else b""

    def pattern(text: bytes) -> re.Pattern[bytes]:
        return re.compile(text.replace(b"P", re.escape(p)))

    return _Tags(
        data=b"<" + p + b"sheetData",
        data_end=b"</" + p + b"sheetData",
        row=pattern(rb"<Prow\b([^>]*)>"),
        cell=pattern(rb"<Pc(?=[\s/>])([^>]*)>"),
        cell_start=b"<" + p + b"c",
        cell_end=b"</" + p + b"c>",
        filled=pattern(rb"<P[vt](?:\s[^>]*)?>[^<]"),
        value=pattern(rb"<P[vt](?:\s[^>]*)?>([^<]*)<"),
        formula=pattern(rb"<Pf(?=[\s/>])[^>]*?(?:/>|>([^<]*)<)"),
        formula_start=b"<" + p + b"f",
        column=pattern(rb"<Pcol\b([^>]*)>"),
        merged=pattern(rb"<PmergeCell\b([^>]*)>"),
    )


def _scan_columns(head: bytes, tags: _Tags, limits: Limits, scan: Scan) -> None:
    for found in tags.column.finditer(head):
        if _HIDDEN.search(found[1]) is None:
            continue
        first, last = _whole(found[1], b"min"), _whole(found[1], b"max")
        # Hiding "all the rest" reaches to the last column, which holds nothing.
        if last <= limits.columns:
            scan.hidden_columns += range(first - 1, last)


def _whole(attributes: bytes, name: bytes) -> int:
    found = re.search(rb"\b" + name + rb"=[\"'](\d{1,9})[\"']", attributes)
    return int(found[1]) if found is not None else 1


def _scan_rows(data: bytes, tags: _Tags, limits: Limits, scan: Scan) -> None:
    # One letter is found many times faster than what has it.
    marks = [mark for mark in _WIDE if mark in data]
    wide = any(_WIDE[mark].search(data) for mark in marks) or _REFERENCE.search(data) is None
    errors = any(b"t=%be%b" % (mark, mark) in data for mark in marks)
    formulas = tags.formula_start in data
    row = -1
    for attributes, start, end in _rows(data, tags):
        row = _row_number(attributes, data, start, end, row + 1)
        if b"hidden" in attributes and _HIDDEN.search(attributes) is not None:
            scan.hidden_rows.append(row)
        if errors:
            _scan_errors(row, data[start:end], tags, scan)
        unstored = len(scan.unstored)
        if formulas and data.find(tags.formula_start, start, end) >= 0:
            _scan_formulas(row, data[start:end], tags, scan)
        filled = tags.filled.search(data, start, end) is not None
        if filled:
            scan.last_value = row
        if filled or len(scan.unstored) > unstored:
            scan.use(row, _last_filled(data[start:end], tags) if wide else 0, limits)


def _rows(data: bytes, tags: _Tags) -> Iterator[tuple[bytes, int, int]]:
    """The attributes of every row, and where its inside begins and ends."""
    attributes, start = None, 0
    for found in tags.row.finditer(data):
        if attributes is not None:
            yield attributes, start, found.start()
        attributes, start = found[1], found.end()
    if attributes is not None:
        yield attributes, start, len(data)


def _row_number(attributes: bytes, data: bytes, start: int, end: int, following: int) -> int:
    said = _NUMBER.search(attributes)
    if said is not None:
        return int(said[1]) - 1
    cell = _REFERENCE.search(data, start, end)
    return following if cell is None else position(cell[1].decode())[0]


def _last_filled(content: bytes, tags: _Tags) -> int:
    last = 0
    for found in tags.filled.finditer(content):
        last = found.start()
    cell = _cell_around(content, last, tags)
    return 0 if cell is None else _column(content, cell, tags)


def _cell_around(content: bytes, at: int, tags: _Tags) -> re.Match[bytes] | None:
    start = at
    while (start := content.rfind(tags.cell_start, 0, start)) >= 0:
        found = tags.cell.match(content, start)
        if found is not None:
            return found
    return None


def _column(content: bytes, cell: re.Match[bytes], tags: _Tags) -> int:
    said = _REFERENCE.search(cell[1])
    if said is not None:
        return position(said[1].decode())[1]
    column = -1
    for before in tags.cell.finditer(content, 0, cell.end()):
        said = _REFERENCE.search(before[1])
        column = column + 1 if said is None else position(said[1].decode())[1]
    return column


def _place(row: int, content: bytes, cell: re.Match[bytes], tags: _Tags) -> str:
    said = _REFERENCE.search(cell[1])
    return said[1].decode() if said is not None else address(row, _column(content, cell, tags))


def _scan_errors(row: int, content: bytes, tags: _Tags, scan: Scan) -> None:
    for found in _ERROR.finditer(content):
        cell = _cell_around(content, found.start(), tags)
        if cell is None or found.end() > cell.end():  # it stands in a text
            continue
        value = tags.value.search(content, cell.end(), _end(content, cell, tags))
        text = "" if value is None else value[1].decode("utf-8", "replace")
        scan.errors[_place(row, content, cell, tags)] = text


def _scan_formulas(row: int, content: bytes, tags: _Tags, scan: Scan) -> None:
    for found in tags.formula.finditer(content):
        cell = _cell_around(content, found.start(), tags)
        if cell is None or _ERROR.search(cell[1]) is not None:
            continue
        value = tags.value.search(content, found.end(), _end(content, cell, tags))
        # An empty text is a result, too.
        stored = bool(value is not None and value[1]) or bool(_TEXT_RESULT.search(cell[1]))
        text = "" if stored else (found[1] or b"").decode("utf-8", "replace")
        scan.formula(_place(row, content, cell, tags), "=" + unescaped(text), stored=stored)


def _end(content: bytes, cell: re.Match[bytes], tags: _Tags) -> int:
    end = content.find(tags.cell_end, cell.end())
    return end if end >= 0 else len(content)
