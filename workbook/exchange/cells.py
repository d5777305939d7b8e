"""A value as a cell shows it, what a spreadsheet makes of it, and what a person typed instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from workbook.domain.entity import Field, Kind
from workbook.i18n import _
from workbook.intake import values as typed
from workbook.intake.values import Unreadable
from workbook.sheets.reader import Cell
from workbook.text import ascii_digits, clean, skeleton

Shown = str | int | date | None
"""What stands in a cell that we wrote."""

YES, NO = "yes", "no"
CLEAR = "(clear)"
_TRUE = frozenset(map(skeleton, ("yes", "true", "1", "y", "=true()", "ہاں")))
_FALSE = frozenset(map(skeleton, ("no", "false", "0", "n", "=false()", "نہیں")))
_EPOCH = date(1899, 12, 30)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_ROUNDED = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d+)")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # which openpyxl writes back without its escape
_LONG = 12  # digits, from which on a narrow cell shows a number as 3.52E+12
_SHOWN_AT_MOST = 6  # digits of such a number
_KEPT_DIGITS = 15  # of a number in a spreadsheet; those behind become 0

READERS: Mapping[str, Callable[[Cell], object]] = {
    "person.phone": typed.phone,
    "person.national_id": typed.national_id,
    "person.email": typed.email,
    "person.service_number": typed.code,
    "expert.phone": typed.phone,
}


class OtherCalendar(Unreadable):
    """A date whose year is of another calendar: `year`, `month`, `day` as typed."""

    def __init__(self, year: int, month: int, day: int) -> None:
        super().__init__(_("this date seems to be of another calendar"))
        self.year, self.month, self.day = year, month, day


class Ambiguous(Unreadable):
    """A date that can be read day first or month first; `readings` are both."""

    def __init__(self, readings: tuple[date, ...]) -> None:
        super().__init__(_("this date can be read day first or month first"))
        self.readings = readings


def word(value: str) -> str:
    """A stored word as people read it: "in_room" as "in room"."""
    return value.replace("_", " ")


def shown(field: Field, value: object, *, choices: bool = False) -> Shown:
    """A value of the log (but a REF's) as its cell shows it."""
    if value is None:
        return None
    if field.kind is Kind.YES:
        return YES if value else NO
    if field.kind is Kind.WHOLE and isinstance(value, int):
        return value
    if field.kind is Kind.DATE:
        return _iso(str(value)) or str(value)
    return word(str(value)) if choices else str(value)


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not clean(cell))


def untouched(base: Shown, cell: Cell) -> bool:
    """Whether `cell` is `base`, or what a spreadsheet can have made of it by itself.

    Equal to the eye, a leading zero lost, long digits rounded, "1-2" made a date, yes made TRUE.
    """
    if base is None or base == "":
        return is_empty(cell)
    if isinstance(base, str) and _unescaped(base, cell):
        return True
    if is_empty(cell):
        return False
    if isinstance(base, date):
        return _as_date(cell) == base or (isinstance(cell, str) and base in _day_last(cell))
    if isinstance(base, int):
        return _as_number(cell) == base
    if isinstance(cell, bool):
        return skeleton(base) in (_TRUE if cell else _FALSE)
    if isinstance(cell, datetime | date):
        return _as_date(base) == _as_date(cell) or _made_a_date(base, cell)
    if isinstance(cell, time):
        return base == cell.isoformat("minutes")
    if isinstance(cell, int | float):
        return _made_a_number(base, cell)
    assert isinstance(cell, str)
    if skeleton(cell) == skeleton(base):
        return True
    number = _as_number(cell)
    return number is not None and (_made_a_number(base, number) or _rounded(base, cell))


def mangled(base: Shown, cell: Cell) -> bool:
    """Of a cell that is `untouched`: whether it no longer says what was written into it."""
    if not isinstance(base, str) or is_empty(cell):
        return False
    return not isinstance(cell, str) or skeleton(cell) != skeleton(base)


def _unescaped(base: str, cell: Cell) -> bool:
    """Whether the sign that "_x0041_" in a text stands for took its place."""
    if _ESCAPED.search(base) is None or not (cell is None or isinstance(cell, str)):
        return False
    return skeleton(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), base)) == skeleton(
        cell or ""
    )


def _made_a_number(base: str, cell: float) -> bool:
    """Whether a number is what a spreadsheet makes of a text: 0099 as 99, 1E5 as 100000."""
    text = ascii_digits(base).strip()
    if _kept_only_first_digits(text, cell):
        return True
    if not _NUMBER.fullmatch(text):
        return False
    digits = text.lstrip("0")
    if text.isdigit() and len(digits) > _KEPT_DIGITS:
        kept = digits[:_KEPT_DIGITS] + "0" * (len(digits) - _KEPT_DIGITS)
        return float(cell) in (float(kept), float(text)) or (
            f"{float(text):.14e}" == f"{float(cell):.14e}"
        )
    return float(text) == float(cell)


def _kept_only_first_digits(base: str, cell: float) -> bool:
    """Whether a number is 3.52E+12, as a narrow cell shows it, read again: 3520000000000."""
    digits = re.sub(r"[\s-]", "", base).lstrip("0")
    if not digits.isdigit() or len(digits) < _LONG or cell != int(cell):
        return False
    kept = str(int(cell)).rstrip("0")
    places = max(len(kept) - 1, 2)
    return len(kept) <= _SHOWN_AT_MOST and float(f"{float(digits):.{places}e}") == cell


def _rounded(base: str, cell: str) -> bool:
    """Whether a text is a long number as a narrow cell shows it: 3520212345678 as 3.52E+12."""
    digits = re.sub(r"[\s-]", "", ascii_digits(base)).lstrip("0")
    found = _ROUNDED.fullmatch(ascii_digits(cell).strip())
    if found is None or not digits.isdigit():
        return False
    places = len(found[2] or "")
    mantissa, _e, power = f"{float(digits):.{places}e}".partition("e")
    return mantissa.replace(".", "") == found[1] + (found[2] or "") and int(power) == int(found[3])


def _made_a_date(base: str, cell: date) -> bool:
    """Whether a date is what a spreadsheet makes of a text such as 1-2 or 3/4/2020."""
    parts = re.split(r"[-/.]", ascii_digits(base).strip())
    if not 2 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return False
    numbers = sorted(int(part) for part in parts)
    year = cell.year
    pairs = {(cell.day, cell.month), (cell.month, year), (cell.month, year % 100)}
    found = [list(pair) for pair in pairs] + [
        [cell.day, cell.month, year],
        [cell.day, cell.month, year % 100],
    ]
    return numbers in [sorted(some) for some in found]


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _as_date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 1 <= cell < 200_000:
        return _EPOCH + timedelta(days=int(cell))
    if isinstance(cell, str):
        text = ascii_digits(clean(cell))
        found = _YEAR_FIRST.fullmatch(text)
        return _iso(text) if found is None else _day(*map(int, found.groups()))
    return None


def _day_last(cell: str) -> tuple[date, ...]:
    """The days that a text such as 03/04/2020 can mean: day first, then month first."""
    found = _YEAR_LAST.fullmatch(ascii_digits(clean(cell)))
    if found is None:
        return ()
    first, second, year = map(int, found.groups())
    days = (_day(year, second, first), _day(year, first, second))
    return tuple(dict.fromkeys(day for day in days if day is not None))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _as_number(cell: Cell) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, str):
        text = ascii_digits(clean(cell))
        return float(text) if _NUMBER.fullmatch(text) else None
    return None


def read(name: str, field: Field, cell: Cell, choices: Mapping[str, str]) -> object:
    """What a person typed, as a value of the log; raises Unreadable with a sentence.

    `name` is entity.field. `choices` are stored words by the skeleton of what the cell may say;
    empty where any text will do.
    """
    if field.kind is Kind.DATE:
        return _read_date(cell)
    if field.kind is Kind.WHOLE:
        number = _as_number(cell)
        if number is None or number != int(number) or abs(number) >= 1 << 53:
            raise Unreadable(_("this is not a whole number"))
        return int(number)
    if field.kind is Kind.YES:
        said = skeleton(str(cell))
        if said not in _TRUE | _FALSE:
            raise Unreadable(_("this is neither yes nor no"))
        return said in _TRUE
    if choices:
        found = choices.get(skeleton(str(cell)))
        if found is None:
            words = ", ".join(dict.fromkeys(word(value) for value in choices.values()))
            raise Unreadable(
                _("this is not one of the words of the list: use {words}").format(words=words)
            )
        return found
    if isinstance(cell, int | float) and abs(cell) >= 10**_KEPT_DIGITS:
        raise Unreadable(_("a spreadsheet lost the last digits of this number"))
    if isinstance(cell, str) and _ROUNDED.fullmatch(ascii_digits(cell).strip()):
        raise Unreadable(_("a spreadsheet rounded this number: its digits are lost"))
    return READERS.get(name, typed.text)(cell)


def _read_date(cell: Cell) -> str:
    if isinstance(cell, str):
        typed_parts = _YEAR_FIRST.fullmatch(ascii_digits(clean(cell)))
        last_parts = _YEAR_LAST.fullmatch(ascii_digits(clean(cell)))
        if typed_parts is not None and _is_other_calendar(int(typed_parts[1])):
            raise OtherCalendar(*map(int, typed_parts.groups()))
        if last_parts is not None and _is_other_calendar(int(last_parts[3])):
            raise OtherCalendar(int(last_parts[3]), int(last_parts[2]), int(last_parts[1]))
        readings = _day_last(cell)
        if len(readings) > 1:
            raise Ambiguous(readings)
        if readings:
            return readings[0].isoformat()
    found = _as_date(cell)
    if found is None:
        raise Unreadable(_("this is not a date such as 2020-11-02"))
    if _is_other_calendar(found.year):
        raise OtherCalendar(found.year, found.month, found.day)
    if found.year < 1900:
        raise Unreadable(_("this date is too long ago"))
    return found.isoformat()


def _is_other_calendar(year: int) -> bool:
    return 1200 <= year < 1600


def swapped(base: object, new: object) -> bool:
    """Whether two dates (ISO) differ only in day and month having changed places."""
    if not (isinstance(base, str) and isinstance(new, str)):
        return False
    old, found = _iso(base), _iso(new)
    return (
        old is not None
        and found is not None
        and old != found
        and (old.year, old.month, old.day) == (found.year, found.day, found.month)
    )
