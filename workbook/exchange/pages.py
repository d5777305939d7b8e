"""How a sheet of ours looks: rows of records to read and to fill in, choices, and the READ ME.

Row 1 holds hidden ids of the columns and row 2 their captions; the first column is the row's Ref
and the last, hidden one its token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from workbook.domain.entity import Kind
from workbook.domain.ids import ref
from workbook.exchange import slots, stamps
from workbook.exchange.cells import Shown
from workbook.exchange.layout import REF_ID, TOKEN_ID, Column, FormSheet
from workbook.i18n import _
from workbook.sheets.addresses import column_letters
from workbook.sheets.writer import BookWriter, SheetWriter, Style

FIRST_ROW = 2
CUT = " […]"
"""Ends a text that is too long for a cell: such a cell is only to be read."""

_LONGEST = 16_000
_EARLIEST, _LATEST = date(1920, 1, 1), date(2099, 12, 31)
_NARROWEST, _WIDEST = 12, 42
_LINE_WIDTH = 74  # what a page of A4 holds
_LINE_LETTERS = 84
_TEXT: Style = {"num_format": "@", "valign": "top"}
_OPEN: Style = {**_TEXT, "locked": False}
_DATES: Style = {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left", "locked": False}
_NUMBERS: Style = {
    "num_format": "0",
    "valign": "top",
    "align": "right",
    "indent": 1,
    "locked": False,
}
_NATIVE: Style = {**_OPEN, "align": "right", "reading_order": 2, "indent": 1}
_SHOWS: Style = {**_TEXT, "font_color": "#5a6472", "bg_color": "#f3f5f7"}
CAPTION: Style = {
    "num_format": "@",
    "bold": True,
    "font_color": "#ffffff",
    "bg_color": "#1f3a5f",
    "valign": "vcenter",
    "text_wrap": True,
}
LINE: Style = {"text_wrap": True, "valign": "top"}
TITLE: Style = {"bold": True, "font_size": 16, "font_color": "#1f3a5f"}
_URDU: Style = {**LINE, "reading_order": 2, "align": "right"}

Grid = list[list[Shown]]
"""Every cell of a sheet, row by row."""


def grid(sheet: FormSheet, export: bytes, *, spare: int = 0) -> Grid:
    """What stands in a sheet of the file `export`, with `spare` empty rows that have slots."""
    empty: list[Shown] = [None] * (len(sheet.columns) + 1)
    return [
        [f"{REF_ID}{sheet.entity.name}", *(column.id for column in sheet.columns), TOKEN_ID],
        ["Ref", *(column.caption for column in sheet.columns), TOKEN_ID],
        *(
            [
                ref(sheet.entity.letter, row.uuid),
                *map(fitting, row.cells),
                stamps.token(row.uuid, export),
            ]
            for row in sheet.rows
        ),
        *([*empty, slots.token(slot, export)] for slot in range(1, spare + 1)),
    ]


def fitting(cell: Shown) -> Shown:
    """What of a value stands in its cell: all of it, or of a long text the beginning."""
    if isinstance(cell, str) and len(cell) > _LONGEST:
        return cell[:_LONGEST] + CUT
    return cell


def write_sheet(
    target: SheetWriter, sheet: FormSheet, rows: Grid, ranges: Mapping[tuple[str, ...], str]
) -> None:
    """Write a `grid`; `ranges` are where lists of choices stand, as `write_lists` gave them."""
    last_row = max(FIRST_ROW, len(rows) - 1)
    end = len(sheet.columns) + 1
    target.column(0, 0, width=15.0, style=_SHOWS)
    target.column(end, end, style=_TEXT, hidden=True)
    styles = [_SHOWS]
    for place, column in enumerate(sheet.columns, start=1):
        style = style_of(column)
        styles.append(style)
        shown = [row.cells[place - 1] for row in sheet.rows]
        target.column(place, place, width=width(column.caption, shown), style=style)
        cells = (FIRST_ROW, place), (last_row, place)
        if column.choices:
            source = ranges.get(column.choices, column.choices)
            target.choices(*cells, source if isinstance(source, str) else list(source))
        elif column.field is not None and column.leaf.kind is Kind.DATE:
            target.dates(*cells, _EARLIEST, _LATEST)
    styles.append(_TEXT)
    for number, row in enumerate(rows):
        here = (
            [_TEXT] * len(row) if number == 0 else [CAPTION] * len(row) if number == 1 else styles
        )
        for place, (value, style) in enumerate(zip(row, here, strict=True)):
            # A date that is none stays the text it is.
            odd = isinstance(value, str) and style in (_DATES, _NUMBERS)
            target.write(number, place, value, _OPEN if odd else style)
    target.row(0, hidden=True)
    target.row(1, height=30.0)
    target.freeze(FIRST_ROW, 2)
    target.filter((1, 0), (last_row, end))
    target.protect()
    target.page(landscape=True, repeat_rows=(1, 1))


def width(caption: str, cells: Sequence[Shown], *, filtered: bool = True) -> float:
    """In digits: what most cells need, and the caption in two lines beside its filter button."""
    words = max((len(word) for word in caption.split()), default=0)
    wanted = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    if not filtered:
        return float(min(max(words + 2, (len(caption) + 1) // 2 + 2, wanted + 2), _WIDEST))
    return float(min(max(words + 4, (len(caption) + 1) // 2 + 5, wanted + 2, _NARROWEST), _WIDEST))


def write_lines(target: SheetWriter, said: Sequence[tuple[str, Style]], *, row: int = 0) -> None:
    """Wrapped lines below each other in column A, from `row` on."""
    target.column(0, 0, width=_LINE_WIDTH, style=LINE)
    for number, (text, style) in enumerate(said, start=row):
        target.write(number, 0, text, style)
        # LibreOffice gives a wrapped line the height of one.
        if len(text) > _LINE_LETTERS:
            target.row(number, height=15.0 * (1 + len(text) // _LINE_LETTERS))


def style_of(column: Column) -> Style:
    if column.field is None:
        return _SHOWS
    if column.leaf.name.endswith("_native"):
        return _NATIVE
    return {Kind.DATE: _DATES, Kind.WHOLE: _NUMBERS}.get(column.leaf.kind, _OPEN)


def write_lists(
    writer: BookWriter, lists: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    """The hidden sheet of choices; where each list stands, for those too long to stand inline."""
    target = writer.sheet("Lists", visible="hidden")
    ranges: dict[tuple[str, ...], str] = {}
    for place, (name, words) in enumerate(lists.items()):
        target.write(0, place, name, _TEXT)
        for number, said in enumerate(words, start=1):
            target.write(number, place, said, _TEXT)
        if words:
            letters = column_letters(place)
            ranges[words] = f"=Lists!${letters}$2:${letters}${len(words) + 1}"
    return ranges


def write_read_me(
    writer: BookWriter, title: str, english: Sequence[str], urdu: Sequence[str]
) -> None:
    """The first sheet: a title, then a line a row."""
    target = writer.sheet(_("READ ME"))
    lines = [(text, LINE) for text in english] + [(text, _URDU) for text in ("", *urdu)]
    write_lines(target, [(title, TITLE), *lines])
    target.page()
