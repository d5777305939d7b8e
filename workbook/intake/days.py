"""Dates as lists write them: figures in two orders, months in words, two calendars."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, time, timedelta
from enum import Enum

from workbook.i18n import _
from workbook.intake.calendars import (
    FIRST_SOLAR_YEAR,
    LAST_SOLAR_YEAR,
    LUNAR_MONTHS,
    MONTHS,
    SOLAR_MONTHS,
    WEEKDAYS,
    solar_date,
)
from workbook.intake.written import Unreadable, code, text, told
from workbook.sheets.reader import Cell
from workbook.text import skeleton

# Two digits of a year: a birth in 16 to 99 was in 1916 to 1999.
_BIRTHS_FROM = 16
_LAST_SOLAR_BIRTH = 1390  # 2011; a later year is of the lunar calendar, where 1399 was 1979
_LAST_LUNAR_YEAR = 1500
_EXAMPLES = 3

# What Excel counts days from, and the numbers that are days of 1927 to 2064.
_SERIAL_START = date(1899, 12, 30)
_SERIALS = range(10_000, 60_000)

_ISO = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_FIGURES = re.compile(
    r"(\d{1,4})\s*[./\-\s؍،]\s*(\d{1,2})\s*[./\-\s؍،]\s*(\d{1,4})(?:(?:[ T]|,\s).*)?"
)
_TIME = re.compile(r"[T,\s،]+\d{1,2}:\d\d.*$|\s\d{1,2}\s*[ap]\.?m\.?$", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|e|ème)\b", re.IGNORECASE)
_FILLERS = frozenset(
    skeleton(word)
    for word in ("of", "de", "du", "le", "the", "at", "à", "من", "م", "ه", "ش", "و", "ء", "تاریخ")
)


class DateOrder(Enum):
    """How a column writes its dates."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def proven_order(cells: Iterable[Cell]) -> DateOrder | None:
    """The one order of day and month in which the dates of a column can be meant; None when both
    are possible, or when some cells need the one and some the other.
    """
    texts = (cell for cell in cells if isinstance(cell, str))
    orders = {order for cell in texts if (order := _only_order(cell)) is not None}
    return orders.pop() if len(orders) == 1 else None


def ambiguous_dates(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Up to three dates of a column that could be two days, as written: what to ask about. Empty
    when the column proves its order.
    """
    cells = list(cells)
    if proven_order(cells) is not None:
        return ()
    found = dict.fromkeys(str(text(cell)) for cell in cells if _is_ambiguous(cell))
    return tuple(found)[:_EXAMPLES]


def are_days(cells: Iterable[Cell]) -> bool:
    """Whether at least half of the filled cells of a column are dates, so that the numbers among
    them are days as Excel counts them.
    """
    filled = [cell for cell in cells if cell is not None]
    days = sum(isinstance(cell, date) or _can_be_read(cell) for cell in filled)
    return days > 0 and 2 * days >= len(filled)


def _can_be_read(cell: Cell) -> bool:
    try:
        return day(cell, DateOrder.DAY_FIRST) is not None
    except Unreadable:
        return False


def day(
    cell: Cell, order: DateOrder | None, *, birth: bool = False, serials: bool = False
) -> str | None:
    """A date as yyyy-mm-dd; `birth` tells which century two digits mean.

    With `order` None, a cell that could be two days is unreadable. Years 1280 to 1420 are of the
    Solar Hijri calendar; lunar ones are unreadable. With `serials`, numbers are days as Excel
    counts them.
    """
    if isinstance(cell, str) and _ISO.fullmatch(cell):
        with suppress(ValueError):  # the 31st of a short month is said to be none below
            return date.fromisoformat(cell).isoformat()
    if isinstance(cell, date):
        found = cell if type(cell) is date else date(cell.year, cell.month, cell.day)
    elif isinstance(cell, bool | time):
        raise Unreadable(_("this is not a date"))
    else:
        written = told(cell)
        if written is None:
            return None
        number = written.removesuffix(".0")
        if number.isdecimal() or not isinstance(cell, str):
            found = _day_of_number(number, serials=serials)
        else:
            found = _day_of_text(written, order, birth=birth)
    if found.year < 1900 or found.year > 2100:
        raise Unreadable(
            _("the year {year} is of another calendar, or a slip").format(year=found.year)
        )
    return found.isoformat()


def _day_of_number(written: str, *, serials: bool) -> date:
    if re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", written):
        return _gregorian(int(written[:4]), int(written[4:6]), int(written[6:]))
    count = int(written) if written.isdecimal() else 0
    if serials and count in _SERIALS:
        return _SERIAL_START + timedelta(days=count)
    if 1900 <= count <= 2100 or FIRST_SOLAR_YEAR <= count <= LAST_SOLAR_YEAR:
        raise Unreadable(_("only a year stands where a date is expected"))
    raise Unreadable(_("a number stands where a date is expected"))


def _day_of_text(written: str, order: DateOrder | None, *, birth: bool) -> date:
    parts = _FIGURES.fullmatch(written)
    if parts is None:
        return _day_in_words(written, birth=birth)
    first, second, third = (int(part) for part in parts.groups())
    if len(parts[1]) >= 3:
        return _dated(first, second, third, birth=birth)
    if first > 31:
        raise Unreadable(_("it is not clear which of the three numbers is the year"))
    year = third if len(parts[3]) >= 3 else _full_year(third, birth=birth)
    if year < 1800:  # Solar Hijri dates never have the month first
        return _dated(year, second, first, birth=birth)
    possible = [order for order in DateOrder if _is_day(first, second, order)]
    order = possible[0] if len(possible) == 1 else order
    if order is None:
        if possible and first != second:
            raise Unreadable(_("the day and the month could be the other way round"))
        order = DateOrder.DAY_FIRST
    number, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return _gregorian(year, month, number)


def _dated(year: int, month: int, number: int, *, birth: bool) -> date:
    """A date with a year of either calendar."""
    last = _LAST_SOLAR_BIRTH if birth else LAST_SOLAR_YEAR
    if FIRST_SOLAR_YEAR <= year <= last:
        try:
            return solar_date(year, month, number)
        except ValueError as error:
            raise Unreadable(_("there is no such day in the Solar Hijri calendar")) from error
    if FIRST_SOLAR_YEAR <= year <= _LAST_LUNAR_YEAR:
        raise Unreadable(_lunar())
    return _gregorian(year, month, number)


def _lunar() -> str:
    return _("this is a date of the lunar Hijri calendar, which is not converted")


def _gregorian(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError as error:
        raise Unreadable(_("there is no such day")) from error


def _full_year(two_digits: int, *, birth: bool) -> int:
    return (1900 if birth and two_digits >= _BIRTHS_FROM else 2000) + two_digits


def _day_in_words(written: str, *, birth: bool) -> date:
    """ "5 May 2020", "May 5, 2020", "5-mai-2020", "۱۲ عقرب ۱۳۹۹", with or without a weekday."""
    plain = _ORDINAL.sub("", _TIME.sub("", written))
    parts = [skeleton(part) for part in re.findall(r"\d+|[^\d\s,،.\-/()]+", plain)]
    numbers = [part for part in parts if part.isdecimal()]
    said = [part for part in parts if not part.isdecimal()]
    if any(word in LUNAR_MONTHS for word in said):
        raise Unreadable(_lunar())
    named = [word for word in said if word not in _FILLERS | WEEKDAYS]
    month = " ".join(named)
    if len(numbers) != 2 or (month not in MONTHS and month not in SOLAR_MONTHS):
        raise Unreadable(
            _("a month without a day stands where a date is expected")
            if len(numbers) == 1 and (month in MONTHS or month in SOLAR_MONTHS)
            else _("this is not a date")
        )
    number, year = numbers
    if len(number) == 4:
        number, year = year, number
    solar = month in SOLAR_MONTHS
    if len(year) <= 2:
        if solar:
            raise Unreadable(_("the year of a Solar Hijri date has only two digits"))
        full = _full_year(int(year), birth=birth)
    else:
        full = int(year)
    if full < 1800 and solar:
        if full > LAST_SOLAR_YEAR:
            raise Unreadable(_lunar())
        return _dated(full, SOLAR_MONTHS[month], int(number), birth=birth)
    if full < 1800 or month not in MONTHS:
        raise Unreadable(_("the month is of another calendar than the year"))
    return _gregorian(full, MONTHS[month], int(number))


def _only_order(cell: Cell) -> DateOrder | None:
    """The order in which alone a cell can be a date."""
    found = _two_orders(cell)
    if found is None:
        return None
    possible = [order for order in DateOrder if _is_day(int(found[1]), int(found[2]), order)]
    return possible[0] if len(possible) == 1 else None


def _is_ambiguous(cell: Cell) -> bool:
    found = _two_orders(cell)
    return (
        found is not None
        and int(found[1]) != int(found[2])
        and all(_is_day(int(found[1]), int(found[2]), order) for order in DateOrder)
    )


def _two_orders(cell: Cell) -> re.Match[str] | None:
    """The parts of a Gregorian date in figures whose year stands last."""
    if not isinstance(cell, str) or _ISO.fullmatch(cell):
        return None
    found = _FIGURES.fullmatch(code(cell) or "")
    if found is None or len(found[1]) > 2 or (len(found[3]) >= 3 and int(found[3]) < 1800):
        return None
    return found


def _is_day(first: int, second: int, order: DateOrder) -> bool:
    number, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return 1 <= month <= 12 and 1 <= number <= 31
