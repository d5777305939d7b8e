"""Lists of people to go through by hand: heads in two languages, rows of one height."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from workbook.printing.paper import (
    GREY,
    INK,
    MARGIN,
    NAVY,
    RULE,
    TINT,
    ZEBRA,
    Box,
    Paper,
    Place,
)

Row = TypeVar("Row")

_TOP = MARGIN
_FACTS_TOP = 27.0
_TABLE_TOP = 40.0
_HEAD_HEIGHT = 10.5
_FOOT_HEIGHT = 8.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column, headed in English and in Urdu; `width` in millimetres."""

    key: str
    width: float
    english: str
    urdu: str
    align: Place = "start"


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """What a list is made of. `facts` are (label, value) pairs below the title.

    Rows are `least` to `most` millimetres high. `draw_row` gets the box of each column by its
    key; `draw_end` draws below the last row, `end_height` high.
    """

    title: str
    title_urdu: str
    facts: tuple[tuple[str, str], ...]
    note: str
    note_urdu: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    least: float
    most: float
    draw_row: Callable[[Paper, Row, Mapping[str, Box]], None]
    end_height: float = 0.0
    draw_end: Callable[[Paper, Box], None] | None = None


def draw_listing(paper: Paper, listing: Listing[Row]) -> None:
    """All pages of a list; its columns should fill the width between the margins."""
    body = Box(MARGIN, _TABLE_TOP + _HEAD_HEIGHT, paper.width - 2 * MARGIN, 0)
    full = paper.height - MARGIN - _FOOT_HEIGHT - body.y
    last = full - listing.end_height
    count = len(listing.rows)

    def room(height: float, pages: int) -> int:
        return (pages - 1) * int(full / height) + int(last / height)

    pages = 1
    while room(listing.least, pages) < count:
        pages += 1
    height = listing.most
    while height > listing.least and room(height, pages) < count:
        height = max(listing.least, height - 0.1)
    per_page = int(full / height)
    if pages > 1 and per_page * (pages - 1) >= count:
        # The end would stand alone on the last page: some rows go with it.
        per_page = -(-count // pages)
    for page in range(pages):
        if page:
            paper.next_page()
        rows = listing.rows[page * per_page : (page + 1) * per_page]
        if page == pages - 1:
            rows = listing.rows[page * per_page :]
        _draw_head(paper, listing, page + 1, pages)
        end = _draw_rows(paper, listing, rows, body, height)
        if page == pages - 1 and listing.draw_end is not None:
            listing.draw_end(paper, Box(body.x, end, body.w, listing.end_height))
        _draw_foot(paper, listing)


def _draw_head(paper: Paper, listing: Listing[Row], page: int, pages: int) -> None:
    from workbook.printing.text import Style

    width = paper.width - 2 * MARGIN
    half = width / 2 - 12
    paper.write(listing.title, Box(MARGIN, _TOP, half, 10), Style("sans-bold", 18, NAVY), floor=10)
    paper.write(
        listing.title_urdu,
        Box(paper.width - MARGIN - half, _TOP - 1, half, 13),
        Style("nastaliq-bold", 15, NAVY),
        align="end",
        floor=9,
    )
    paper.write(
        f"{page} / {pages}",
        Box(paper.width / 2 - 10, _TOP + 1, 20, 8),
        Style("sans-semibold", 9, GREY),
        align="center",
        direction="ltr",
    )
    each = width / len(listing.facts)
    for index, (label, value) in enumerate(listing.facts):
        x = MARGIN + index * each
        paper.write(label, Box(x, _FACTS_TOP, each - 4, 3.2), Style("sans", 6.5, GREY))
        box = Box(x, _FACTS_TOP + 3.4, each - 4, 5.6)
        paper.write(value, box, Style("sans-semibold", 9.5, INK), floor=6.5, about=listing.title)
    head = Box(MARGIN, _TABLE_TOP, width, _HEAD_HEIGHT)
    paper.fill(head, TINT)
    for column, box in zip(listing.columns, _boxes(listing, head), strict=True):
        inner = box.inset(1.6)
        upper = Box(inner.x, head.y + 0.6, inner.w, 4.6)
        lower = Box(inner.x, head.y + 5.2, inner.w, 4.6)
        bold, plain = Style("sans-semibold", 7.5, NAVY), Style("naskh", 7.5, NAVY, language="ur")
        paper.write(column.english, upper, bold, align=column.align, floor=5)
        paper.write(column.urdu, lower, plain, align=column.align, floor=5)
    for y in (head.y, head.bottom):
        paper.rule(MARGIN, y, paper.width - MARGIN, y, 0.9, NAVY)


def _boxes(listing: Listing[Row], band: Box) -> list[Box]:
    boxes: list[Box] = []
    x = band.x
    for column in listing.columns:
        boxes.append(Box(x, band.y, column.width, band.h))
        x += column.width
    return boxes


def _draw_rows(
    paper: Paper, listing: Listing[Row], rows: Sequence[Row], body: Box, height: float
) -> float:
    bands = [Box(body.x, body.y + at * height, body.w, height) for at in range(len(rows))]
    end = body.y + height * len(rows)
    for band in bands[1::2]:
        paper.fill(band, ZEBRA)
    for band in bands:
        paper.rule(body.x, band.bottom, body.right, band.bottom)
    for box in _boxes(listing, body)[1:]:
        paper.rule(box.x, body.y, box.x, end)
    keys = [column.key for column in listing.columns]
    for band, row in zip(bands, rows, strict=True):
        listing.draw_row(paper, row, dict(zip(keys, _boxes(listing, band), strict=True)))
    paper.frame(Box(body.x, _TABLE_TOP, body.w, end - _TABLE_TOP), 0.6, RULE)
    paper.rule(body.x, body.y, body.right, body.y, 0.9, NAVY)
    return end


def _draw_foot(paper: Paper, listing: Listing[Row]) -> None:
    from workbook.printing.text import Style

    y = paper.height - MARGIN - 6.4
    half = (paper.width - 2 * MARGIN) / 2 - 3
    paper.write(
        listing.note,
        Box(MARGIN, y, half, 6.4),
        Style("sans", 7, GREY),
        max_lines=2,
        floor=5.5,
    )
    paper.write(
        listing.note_urdu,
        Box(paper.width - MARGIN - half, y, half, 6.4),
        Style("naskh", 7.5, GREY, language="ur"),
        align="end",
        max_lines=2,
        floor=5.5,
    )


def draw_names(
    paper: Paper, latin: str, native: str, latin_box: Box, native_box: Box, about: str, size: float
) -> None:
    """A name in both scripts, each in its box: Latin as certificates print it, large Nastaliq."""
    from workbook.printing.text import Style

    paper.write(
        latin,
        latin_box,
        Style("serif-semibold", size, INK),
        floor=7.5,
        max_lines=2,
        leading=1.1,
        about=about,
        is_name=True,
    )
    paper.write(
        native,
        native_box,
        Style("nastaliq", size * 1.15, INK),
        align="end",
        floor=8,
        max_lines=2,
        leading=1.9,
        about=about,
        is_name=True,
    )


def dotted_line(paper: Paper, box: Box, up: float = 2.2) -> None:
    """A line to write on, `up` millimetres above the lower edge of a cell."""
    y = box.bottom - up
    paper.rule(box.x + 1.8, y, box.right - 1.8, y, 0.5, GREY, dotted=True)
