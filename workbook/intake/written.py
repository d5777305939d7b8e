"""A cell as the text a person sees, and the error of one that cannot be read."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from workbook.i18n import _
from workbook.sheets.reader import Cell
from workbook.text import ascii_digits, clean

_APOSTROPHE_OF_CSV = re.compile(r"^'(?=[=+\-@\t\r])")
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_NOTHING = frozenset(("n/a", "n.a", "n.a.", "nil", "#n/a"))
_LONGEST_NOTHING = max(map(len, _NOTHING))
_PLAIN_NUMBER = re.compile(r"[0-9][0-9\-]*")
_WHOLE = re.compile(r"(?<=\d)\.0+$")
_DIGITS_OF_EXCEL = 15


class Unreadable(ValueError):
    """A cell that cannot be what its column says; `sentence` is for the preview."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def text(cell: Cell) -> str | None:
    """Any cell as the text a person sees: numbers without a trailing .0, dates in ISO form."""
    if isinstance(cell, str):
        # A CSV that guards against formulas writes ' before them.
        return clean(_APOSTROPHE_OF_CSV.sub("", cell) if cell[:1] == "'" else cell) or None
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
    return str(cell)


def code(cell: Cell) -> str | None:
    """Text in which digits of every script count as 0 to 9: belt numbers, grades, module codes."""
    found = text(cell)
    return None if found is None else ascii_digits(found)


def told(cell: Cell) -> str | None:
    """`code` of a cell that says something: None for "-", "…" and "N/A" too."""
    found = code(cell)
    if found is None or (len(found) <= _LONGEST_NOTHING and found.casefold() in _NOTHING):
        return None
    return found if found[0].isalnum() or any(map(str.isalnum, found)) else None


def number(cell: Cell) -> str | None:
    """A number that is a name, as written: an identity card, a phone, a belt number.

    Unreadable where Excel has kept only part of its digits: 3.52E+12, or a number (not a text) of
    more than 15 digits.
    """
    if isinstance(cell, str) and _PLAIN_NUMBER.fullmatch(cell):
        return cell
    found = told(cell)
    if found is None:
        return None
    if isinstance(cell, str):
        lost = _SHORTENED.fullmatch(found) is not None
    else:
        lost = isinstance(cell, float) or len(found.lstrip("-")) > _DIGITS_OF_EXCEL
    if lost:
        raise Unreadable(_("Excel has changed long numbers: its last digits are lost"))
    return _WHOLE.sub("", found) if "." in found else found
