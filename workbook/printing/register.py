"""The register signed when certificates are handed over, printed last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workbook.errors import RuleError
from workbook.i18n import _
from workbook.printing.listing import Column, Listing, dotted_line, draw_listing, draw_names
from workbook.printing.paper import A4_LANDSCAPE, GREY, INK, NAVY, Box, Paper, Printed
from workbook.printing.words import long_date

_COLUMNS = (
    Column("line", 9, "No.", "نمبر", "center"),
    Column("number", 47, "Certificate number", "سند نمبر"),
    Column("latin", 55, "Name", "نام (انگریزی)"),
    Column("native", 42, "Name in Urdu", "نام (اردو)", "end"),
    Column("kind", 24, "Kind", "قسم"),
    Column("received", 26, "Received on", "تاریخِ وصولی"),
    Column("signature", 42, "Signature", "دستخط"),
    Column("by", 28, "Handed over by", "دینے والا"),
)
_KINDS = {"completion": "Completion", "attendance": "Attendance"}
_REPLACED, _CANCELLED = "Replaced", "Cancelled"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One certificate. `state_on` and `reason` belong to "replaced" and "cancelled".

    `replaced_by` is the number of the certificate that took its place, "" if none.
    `handed_over_on` and `handed_over_by` are printed when the handover is already on record.
    """

    number: str
    kind: Literal["completion", "attendance"]
    name_latin: str
    name_native: str
    issued_on: date
    state: Literal["issued", "replaced", "cancelled"] = "issued"
    state_on: date | None = None
    reason: str = ""
    replaced_by: str = ""
    handed_over_on: date | None = None
    handed_over_by: str = ""


@dataclass(frozen=True, slots=True)
class RegisterData:
    """The certificates of one cohort in the order of their numbers."""

    office_name: str
    title: str
    printed_on: date
    rows: tuple[RegisterRow, ...]


def register_pdf(data: RegisterData) -> Printed:
    """The register, as many pages as it needs; RuleError when no certificate is in it."""
    if not data.rows:
        raise RuleError(_("There is no certificate to print a register of."))
    paper = Paper(title="Certificate register", size=A4_LANDSCAPE)
    draw_register(paper, data)
    return paper.finish()


def draw_register(paper: Paper, data: RegisterData) -> None:
    """The pages of `register_pdf` on an A4 landscape paper."""
    lines = {row.number: index for index, row in enumerate(data.rows, start=1)}

    def draw_row(paper: Paper, row: RegisterRow, boxes: Mapping[str, Box]) -> None:
        _draw_row(paper, lines[row.number], row, boxes)

    def draw_end(paper: Paper, box: Box) -> None:
        _draw_end(paper, data, box)

    draw_listing(
        paper,
        Listing(
            title="Certificate register",
            title_urdu="رجسٹر اسناد",
            facts=(
                ("Office  ·  دفتر", data.office_name),
                ("Training  ·  تربیت", data.title),
                ("Printed on  ·  تاریخ", long_date(data.printed_on, "en")),
            ),
            note="Sign for your own certificate only. Keep this register with the office's papers.",
            note_urdu="صرف اپنی سند کے سامنے دستخط کریں۔ رجسٹر دفتر کے کاغذات میں محفوظ رکھیں۔",
            columns=_COLUMNS,
            rows=data.rows,
            least=9.5,
            most=12.5,
            draw_row=draw_row,
            end_height=22.0,
            draw_end=draw_end,
        ),
    )


def _draw_row(paper: Paper, line: int, row: RegisterRow, boxes: Mapping[str, Box]) -> None:
    from workbook.printing.text import Style

    about = row.number
    small, plain = Style("sans", 8, GREY), Style("sans", 8, INK)
    paper.write(str(line), boxes["line"].inset(0.8), small, align="center")
    number = boxes["number"].inset(1.8, 0.6)
    upper = Box(number.x, number.y, number.w, number.h * 0.56)
    lower = Box(number.x, upper.bottom, number.w, number.h - upper.h)
    ink = paper.write(
        row.number, upper, Style("sans-semibold", 8.5, NAVY), direction="ltr", about=about
    )
    paper.write(
        long_date(row.issued_on, "en"), lower, Style("sans", 7, GREY), height="top", floor=5
    )
    latin, native = boxes["latin"].inset(1.8, 0.4), boxes["native"].inset(1.8, 0.4)
    draw_names(paper, row.name_latin, row.name_native, latin, native, about, 11)
    paper.write(_KINDS[row.kind], boxes["kind"].inset(1.8), plain, about=about)
    if row.state != "issued":
        if ink is not None:
            middle = ink.y + ink.h / 2
            paper.rule(ink.x - 0.6, middle, ink.right + 0.6, middle, 0.7, INK)
        _draw_state(paper, row, boxes)
        return
    received = boxes["received"]
    if row.handed_over_on is not None:
        paper.write(long_date(row.handed_over_on, "en"), received.inset(1.8), plain, floor=5.5)
    else:
        dotted_line(paper, received)
    dotted_line(paper, boxes["signature"])
    by = boxes["by"]
    if row.handed_over_by.strip():
        paper.write(row.handed_over_by, by.inset(1.8), plain, floor=5.5, max_lines=2, about=about)
    else:
        dotted_line(paper, by)


def _draw_state(paper: Paper, row: RegisterRow, boxes: Mapping[str, Box]) -> None:
    from workbook.printing.text import Style, isolate

    word = _REPLACED if row.state == "replaced" else _CANCELLED
    if row.state_on is not None:
        word += f" {long_date(row.state_on, 'en')}"
    if row.replaced_by:
        word += f" by {isolate(row.replaced_by, 'ltr')}"
    if row.reason.strip():
        word += f": {isolate(row.reason.strip())}"
    first, last = boxes["received"], boxes["by"]
    whole = Box(first.x, first.y, last.right - first.x, first.h)
    # Over the cells' own rules, so that nobody signs here.
    inner = whole.inset(0.3, 0.3)
    paper.fill(inner, "#eceff2")
    paper.write(
        word,
        inner.inset(2, 0.4),
        Style("serif-italic", 9.5, INK),
        floor=6.5,
        max_lines=2,
        leading=1.1,
        about=row.number,
        direction="ltr",
    )


def _draw_end(paper: Paper, data: RegisterData, box: Box) -> None:
    from workbook.printing.text import Style

    valid = sum(row.state == "issued" for row in data.rows)
    text = (
        f"{len(data.rows)} numbers in this register, {valid} of them valid, "
        f"{len(data.rows) - valid} replaced or cancelled."
    )
    paper.write(text, Box(box.x, box.y + 2.5, 150, 5), Style("sans-semibold", 8.5, NAVY))
    y = box.y + 17.0
    width = 62.0
    for index, label in enumerate(
        ("Closed by: name  ·  نام", "Signature  ·  دستخط", "Date  ·  تاریخ")
    ):
        x = box.x + index * (width + 8)
        paper.rule(x, y, x + width, y, 0.6, INK)
        paper.write(label, Box(x, y + 0.4, width, 3.6), Style("sans", 6.5, GREY))
