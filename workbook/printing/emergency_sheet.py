"""The printed emergency sheet of a workbook: its key, to be typed when the password is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbook.errors import RuleError
from workbook.i18n import _
from workbook.printing.paper import GREY, INK, MARGIN, NAVY, PALE, RULE, TINT, Box, Paper, Printed
from workbook.printing.words import digits, long_date

GROUPS, LETTERS = 14, 4
_IN_A_ROW = 4
_CELL = 9.0


@dataclass(frozen=True, slots=True)
class EmergencySheetData:
    """What one sheet says. `key` is 14 groups of 4 letters and digits, parted by dashes or blanks.

    `file_name` is the workbook's name without its folder.
    """

    office_name: str
    file_name: str
    sheet_number: int
    issued_on: date
    key: str


def emergency_sheet_pdf(data: EmergencySheetData) -> Printed:
    """The sheet, one page. Raises RuleError for a key that is not 14 groups of 4."""
    groups = data.key.replace("-", " ").split()
    if len(groups) != GROUPS or any(len(group) != LETTERS for group in groups):
        raise RuleError(_("The emergency key has not 14 groups of 4. Nothing was printed."))
    paper = Paper(title="Emergency sheet")
    _draw(paper, data, groups)
    return paper.finish()


def _draw(paper: Paper, data: EmergencySheetData, groups: list[str]) -> None:
    from workbook.printing.text import Style, isolate

    left, width = MARGIN + 4, paper.width - 2 * MARGIN - 8
    outer = Box(MARGIN, MARGIN, paper.width - 2 * MARGIN, paper.height - 2 * MARGIN)
    paper.frame(outer, 1.4, NAVY, radius=2.5)
    paper.frame(outer.inset(1.3, 1.3), 0.4, NAVY, radius=1.8)
    head = Box(left, 19, width, 13)
    half = width / 2 - 2
    paper.write("Emergency sheet", Box(left, head.y, half, 13), Style("sans-bold", 24, NAVY))
    paper.write(
        "ہنگامی ورق",
        Box(left + half + 4, head.y - 2, half, 18),
        Style("nastaliq-bold", 21, NAVY),
        align="end",
    )
    facts = (
        ("Office  ·  دفتر", data.office_name),
        ("Workbook  ·  فائل", data.file_name),
        ("Sheet number  ·  ورق نمبر", str(data.sheet_number)),
        ("Date  ·  تاریخ", long_date(data.issued_on, "en")),
    )
    grid = Box(left, 38, width, 24)
    paper.frame(grid, 0.5, RULE, radius=1.2)
    paper.rule(left, grid.y + 12, grid.right, grid.y + 12)
    paper.rule(left + width * 0.6, grid.y, left + width * 0.6, grid.bottom)
    for index, (label, value) in enumerate(facts):
        x = left + (0 if index in (0, 1) else width * 0.6) + 3
        y = grid.y + (0 if index in (0, 2) else 12)
        room = (width * 0.6 if index in (0, 1) else width * 0.4) - 6
        paper.write(label, Box(x, y + 1, room, 3.6), Style("sans", 6.5, GREY))
        style = Style("sans-semibold", 11, INK)
        paper.write(value, Box(x, y + 4.8, room, 6.4), style, floor=7, about=label)
    _draw_key(paper, Box(left, 68, width, 84), groups)

    number = data.sheet_number
    english = (
        (
            "What it is for",
            "The key opens the workbook when the password is forgotten, and makes a new password. "
            "Where the program asks for the password, choose the emergency sheet instead and "
            "type the 14 groups. Small or capital letters and dashes do not matter.",
        ),
        (
            "Where to keep it",
            "In the office safe, in a closed envelope; never with the laptop, never photographed, "
            "never sent. Whoever holds this sheet and the file can read every name in it.",
        ),
        (
            "Older and newer sheets",
            f"This is sheet {number}. It opens the workbook and every backup that names sheet "
            f"{number}. Keep an older sheet as long as a backup names its number; then destroy it. "
            "A changed password has a new sheet with the next number.",
        ),
    )
    in_urdu = digits(number, "ur")
    urdu = (
        (
            "یہ کس لیے ہے",
            "پاس ورڈ بھول جانے پر یہ کلید ورک بک کھولتی ہے اور نیا پاس ورڈ بناتی ہے۔ "
            "چودہ حصے اسی ترتیب سے لکھیں۔",
        ),
        (
            "کہاں رکھیں",
            "دفتر کی تجوری میں، بند لفافے میں؛ لیپ ٹاپ کے ساتھ ہرگز نہیں۔ "
            "اس کی تصویر نہ لیں اور کسی کو نہ بھیجیں۔",
        ),
        (
            "پرانے اور نئے ورق",
            f"یہ ورق نمبر {isolate(in_urdu)} ہے۔ یہ ورک بک کو اور ہر اس بیک اپ کو کھولتا ہے جس پر "
            f"ورق نمبر {isolate(in_urdu)} لکھا ہو۔ "
            "پرانا ورق تب تک رکھیں جب تک اس نمبر کا بیک اپ موجود ہو۔",
        ),
    )
    y = 160.0
    gutter = 8.0
    column = (width - gutter) / 2
    for (title, text), (title_urdu, text_urdu) in zip(english, urdu, strict=True):
        paper.rule(left, y - 2, left + width, y - 2)
        paper.write(title, Box(left, y, column, 6), Style("sans-bold", 10, NAVY))
        paper.write(
            text,
            Box(left, y + 6.5, column, 29),
            Style("sans", 9.5, INK),
            height="top",
            max_lines=8,
            leading=1.35,
            wrap_first=True,
        )
        right = left + column + gutter
        bold = Style("naskh-bold", 11, NAVY, language="ur")
        paper.write(title_urdu, Box(right, y - 0.5, column, 7), bold, align="end")
        paper.write(
            text_urdu,
            Box(right, y + 7, column, 29),
            Style("naskh", 11, INK, language="ur"),
            align="end",
            height="top",
            max_lines=7,
            leading=1.6,
            wrap_first=True,
            direction="rtl",
        )
        y += 41.0


def _draw_key(paper: Paper, box: Box, groups: list[str]) -> None:
    """The groups numbered in rows, one letter to a cell so that none is skipped in typing."""
    from workbook.printing.text import Style

    paper.fill(box, TINT)
    whole = _CELL * LETTERS
    gap = (box.w - 6 - _IN_A_ROW * whole) / (_IN_A_ROW - 1)
    pitch = (box.h - 4) / -(-len(groups) // _IN_A_ROW)
    letter, label = Style("inter-bold", 19, INK, features={"zero": 1}), Style("sans", 7, GREY)
    for index, group in enumerate(groups):
        row, at = divmod(index, _IN_A_ROW)
        x = box.x + 3 + at * (whole + gap)
        y = box.y + 3 + row * pitch
        paper.write(str(index + 1), Box(x, y, whole, 3.6), label)
        field = Box(x, y + 4, whole, 11.5)
        paper.fill(field, "#ffffff")
        for place, character in enumerate(group):
            cell = Box(x + place * _CELL, field.y, _CELL, field.h)
            if place:
                paper.rule(cell.x, cell.y + 2, cell.x, cell.bottom - 2, 0.3, PALE)
            paper.write(character, cell, letter, align="center")
        paper.frame(field, 0.6, RULE)
    note = Box(box.x + 3 + 2 * (whole + gap), box.y + 3 + 3 * pitch + 4, 2 * whole + gap, 11.5)
    paper.write(
        "The last group is a check: a letter typed wrong is noticed. "
        "There is no letter O, I, L or U in the key.",
        note,
        Style("sans", 8, GREY),
        max_lines=3,
        wrap_first=True,
    )
