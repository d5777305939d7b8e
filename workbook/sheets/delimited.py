"""Reading text with separators: .csv, .tsv, .txt."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.admitted import Admitted, Table
from workbook.sheets.encoding import decode
from workbook.sheets.refusals import LIST, a_document, check_place, too_many_rows
from workbook.sheets.scan import Scan

_SEPARATORS = "\t;|,"
"""Of two that part the lines alike, the first is taken: commas also stand in numbers and texts."""

_BEGINNING = 50_000
_LOOKED_AT = 60
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(rf'(?<![^{_SEPARATORS}\r\n])"[^"]*(?:""[^"]*)*"(?![^{_SEPARATORS}\r\n])')
_AS_TEXT = re.compile(r'^="([^"]*)"$')
"""How programs write a number that Excel is to keep as it is: ="0301"."""

_TWICE = re.compile("(?:[ÃØÙÚÛÐÑ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€])+")
"""UTF-8 read as Windows' Western European: one letter shows as two."""

_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}")


def delimited_tables(admitted: Admitted) -> list[Table]:
    """The one sheet of such a file. Raises SheetError: damaged, limit or unsupported."""
    text, admitted.encoding, notes = decode(admitted.content, admitted.encoding)
    admitted.notes += notes
    text = text.lstrip("\ufeff").removeprefix("ï»¿")
    start = text[:1_000].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<body", "<meta")):
        raise a_document()
    if "\0" in text:
        raise _fault(_line_of(text, text.index("\0")), _("a character that no text holds"))
    text = text.removesuffix("\x1a")  # with which programs of DOS end a text
    if "????" in text:
        admitted.notes.append(
            _("“????” stands where letters were lost when this file was saved as CSV.")
        )
    if (found := _TWICE.search(text)) is not None:
        admitted.notes.append(
            _(
                "Letters like “{letters}” show that this file was once opened and saved wrongly."
                " Ask for the list as .xlsx, or look at every name."
            ).format(letters=found[0])
        )
    said, text = _said_separator(text)
    rows = _rows(text, said or _separator(text), admitted.notes)
    rows = _unpacked(rows, admitted.notes)
    if '="' in text:
        rows = [[cell and (_AS_TEXT.sub(r"\1", cell) or None) for cell in row] for row in rows]
    if any(_SHORTENED.fullmatch(cell) for row in rows for cell in row if cell and "E+" in cell):
        admitted.notes.append(
            _("Excel has shortened long numbers to the like of 3.5E+12: their digits are lost.")
        )
    return [Table(_("list"), False, Scan(), iter(rows))]


def _said_separator(text: str) -> tuple[str | None, str]:
    """What Excel's own first line "sep=;" says, and the text without it."""
    found = re.match(r"\"?sep=(.)\"?\r?[\n\r]", text, re.IGNORECASE)
    return (found[1], text[found.end() :]) if found is not None else (None, text)


def _separator(text: str) -> str:
    """The separator that parts most lines into equally many fields."""
    # A text in quotation marks may go over lines; its own separators and line ends part nothing.
    bare = _QUOTED.sub('""', text[:_BEGINNING])
    lines = [line for line in _LINE_END.split(bare)[:_LOOKED_AT] if line.strip()]
    # A text has no tabs by chance; a table of several parts has as many in each part as it needs.
    if 2 * sum(_outside_quotes(line, "\t") > 0 for line in lines) >= len(lines) > 0:
        return "\t"
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        counts = Counter(_outside_quotes(line, separator) for line in lines)
        counts.pop(0, None)
        if not counts:
            continue
        fields, alike = counts.most_common(1)[0]
        share = alike / len(lines) + min(fields, 50) / 1_000
        if share > most:
            best, most = separator, share
    return best


def _outside_quotes(line: str, separator: str) -> int:
    if '"' not in line:
        return line.count(separator)
    return "".join(line.split('"')[0::2]).count(separator)


def _rows(text: str, separator: str, notes: list[str]) -> list[list[str | None]]:
    try:
        rows = _parsed(text, separator, notes)
    except _Faulty as fault:
        rows = _parsed_otherwise(text, separator, notes, fault)
    return rows


class _Faulty(Exception):
    """Quotation marks that do not fit together in the row that begins in `line`."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _parsed(
    text: str, separator: str, notes: list[str], *, escape: str | None = None, strict: bool = True
) -> list[list[str | None]]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        escapechar=escape,
        strict=strict,
        # A mark after a blank is one only where marks are written so all through.
        skipinitialspace=re.search(rf'"{re.escape(separator)} +"', text) is not None,
    )
    rows: list[list[str | None]] = []
    used = 0
    line = 1
    swallowed: list[tuple[int, str]] = []
    try:
        for row in reader:
            cells = _cells(row)
            if cells:
                used += 1
                if used > LIST.rows:
                    raise too_many_rows(LIST)
            if reader.line_num > line:
                swallowed += [(line, value) for value in row if "\n" in value or "\r" in value]
            rows.append(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _Faulty(line) from error
    if swallowed and not strict:
        raise _Faulty(swallowed[0][0])
    fields = max((len(row) for row in rows[:_LOOKED_AT]), default=0)
    notes += [
        _(
            "A text that begins in line {line} goes over several lines that look like rows:"
            " is a quotation mark missing there?"
        ).format(line=line)
        for line, value in swallowed
        if any(piece.count(separator) >= max(1, fields - 1) for piece in _LINE_END.split(value))
    ][:1]
    return rows


def _cells(values: list[str]) -> list[str | None]:
    cells = [value or None for value in values]
    while cells and cells[-1] is None:
        cells.pop()
    check_place(0, len(cells) - 1, LIST)
    return cells


def _unpacked(rows: list[list[str | None]], notes: list[str]) -> list[list[str | None]]:
    """The rows, where each stands in quotation marks as one text of which it is made.

    Excel saves them so where it opened a file whose separator is not that of the country. Texts of
    two parts are left alone: they may be names written "Malik, Sana".
    """
    texts = [row[0] or "" for row in rows if len(row) == 1]
    filled = sum(bool(row) for row in rows)
    if 2 * len(texts) < filled:
        return rows
    separator = _separator("\n".join(texts))
    parted = [_parts(row[0], separator) if len(row) == 1 and row[0] else row for row in rows]
    width = next((len(row) for row in parted if len(row) > _PAIR), 0)
    alike = sum(len(old) == 1 and len(new) == width for old, new in zip(rows, parted, strict=True))
    if alike < _PAIR or 2 * alike <= filled:
        return rows
    notes.append(
        _(
            "Each line of this file was one text in quotation marks; it was parted at “{sign}”."
        ).format(sign=separator)
    )
    return parted


_PAIR = 2


def _parts(text: str, separator: str) -> list[str | None]:
    return _cells(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), []))


def _parsed_otherwise(
    text: str, separator: str, notes: list[str], fault: _Faulty
) -> list[list[str | None]]:
    """As programs write that set a backslash before quotation marks, or none of the rules."""
    try:
        if '\\"' in text:
            return _parsed(text, separator, notes, escape="\\")
    except _Faulty:
        pass
    try:
        # An end of its own shows whether a mark that stays open has swallowed the last line.
        rows = _parsed(f"{text.rstrip()}\n{_END}", separator, notes, strict=False)
    except _Faulty:
        rows = []
    if not rows or rows.pop() != [_END]:
        raise _fault(fault.line, _("a quotation mark that is not closed, or a text too long"))
    notes.append(
        _("Quotation marks in line {line} do not stand in pairs: look at that row.").format(
            line=fault.line
        )
    )
    return rows


_END = "\u0003"


def _fault(line: int, what: str) -> SheetError:
    return SheetError(
        _(
            "Line {line} of this file has {what}. Nothing was read."
            " Open it in Excel or LibreOffice, mend that line and save it as .xlsx."
        ).format(line=line, what=what),
        reason="damaged",
    )


def _line_of(text: str, at: int) -> int:
    return len(text[: at + 1].splitlines())
