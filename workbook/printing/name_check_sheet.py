"""The name-check sheet of the first day: everybody sees her name as certificates will print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbook.errors import RuleError
from workbook.i18n import _
from workbook.printing.listing import Column, Listing, dotted_line, draw_listing, draw_names
from workbook.printing.paper import GREY, INK, Box, Paper, Printed
from workbook.printing.words import long_date

_COLUMNS = (
    Column("number", 9, "No.", "نمبر", "center"),
    Column("latin", 54, "Name on the certificate", "سند پر نام (انگریزی)"),
    Column("native", 47, "Name in Urdu", "سند پر نام (اردو)", "end"),
    Column("right", 13, "Right", "درست", "center"),
    Column("correction", 37, "If not: how it should be", "غلط ہو تو درست نام لکھیں"),
    Column("signature", 26, "Signature", "دستخط", "center"),
)


@dataclass(frozen=True, slots=True)
class NameCheckRow:
    """A person as her certificate would name her; "" for a script she has no name in."""

    number: int
    name_latin: str
    name_native: str


@dataclass(frozen=True, slots=True)
class NameCheckData:
    """The sheet of one cohort. `title` is the neutral short title, in the script it is kept in."""

    title: str
    venue: str
    day: date
    rows: tuple[NameCheckRow, ...]


def name_check_pdf(data: NameCheckData) -> Printed:
    """The sheet, as many pages as it needs; RuleError when there is nobody on it."""
    if not data.rows:
        raise RuleError(_("There is nobody to print a name-check sheet for."))
    paper = Paper(title="Name-check sheet")
    draw_name_check(paper, data)
    return paper.finish()


def draw_name_check(paper: Paper, data: NameCheckData) -> None:
    """The pages of `name_check_pdf` on an A4 paper."""
    draw_listing(
        paper,
        Listing(
            title="Name-check sheet",
            title_urdu="ناموں کی تصدیق",
            facts=(
                ("Training  ·  تربیت", data.title),
                ("Venue  ·  مقام", data.venue),
                ("Date  ·  تاریخ", long_date(data.day, "en", weekday=True)),
            ),
            note="Tick “Right” if both names are as you want them on your certificate. "
            "If not, write them clearly.",
            note_urdu="اگر دونوں نام درست ہوں تو خانے میں نشان لگائیں، ورنہ صاف لفظوں میں لکھیں۔",
            columns=_COLUMNS,
            rows=data.rows,
            least=13.0,
            most=17.0,
            draw_row=_draw_row,
        ),
    )


def _draw_row(paper: Paper, row: NameCheckRow, boxes: Mapping[str, Box]) -> None:
    from workbook.printing.text import Style

    number = str(row.number)
    paper.write(
        number, boxes["number"].inset(0.8), Style("sans", 8, GREY), align="center", about=number
    )
    latin, native = boxes["latin"].inset(2, 0.5), boxes["native"].inset(2, 0.5)
    draw_names(paper, row.name_latin, row.name_native, latin, native, number, 13)
    side = 5.0
    cell = boxes["right"]
    tick = Box(cell.x + (cell.w - side) / 2, cell.y + (cell.h - side) / 2, side, side)
    paper.fill(tick, "#ffffff")
    paper.frame(tick, 0.8, INK)
    correction = boxes["correction"]
    dotted_line(paper, correction, correction.h / 2)
    dotted_line(paper, correction)
    dotted_line(paper, boxes["signature"])
