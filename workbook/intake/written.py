"""A cell as the text a person sees, and the error of one that cannot be read."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from workbook.i18n import _
from workbook.sheets.reader import Cell
from workbook.text import ascii_digits, clean

_APOSTROPHE_OF_CSV = re.compile(r"^'(?=[=+\-@\t\r])")
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_DIGITS_OF_EXCEL = 15


class Unreadable(ValueError):
    """A cell that cannot be what its column says; `sentence` is for the preview."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def text(cell: Cell) -> str | None:
    """Any cell as the text a person sees: numbers without a trailing .0, dates in ISO form."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        whole_day = cell.time() == time(0)
        return cell.date().isoformat() if whole_day else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    # A CSV that guards against formulas writes ' before them.
    return clean(_APOSTROPHE_OF_CSV.sub("", str(cell))) or None


def code(cell: Cell) -> str | None:
    """Text in which digits of every script count as 0 to 9: belt numbers, grades, module codes."""
    found = text(cell)
    return None if found is None else ascii_digits(found)


def number(cell: Cell) -> str | None:
    """A number that is a name, as written: an identity card, a phone, a belt number.

    Unreadable where Excel has kept only part of its digits: 3.52E+12, or a number (not a text) of
    more than 15 digits.
    """
    found = code(cell)
    if found is None:
        return None
    digits = sum(c.isdigit() for c in found)
    lost = isinstance(cell, int | float) and digits > _DIGITS_OF_EXCEL
    if lost or isinstance(cell, float) or _SHORTENED.fullmatch(found):
        raise Unreadable(_("Excel has changed long numbers: its last digits are lost"))
    return re.sub(r"(?<=\d)\.0+$", "", found)
