"""Months in words, and the Solar Hijri calendar of Afghanistan and Iran."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from workbook.intake import value_words as words
from workbook.text import skeleton


def _numbered(months: Iterable[str]) -> dict[str, int]:
    return {
        skeleton(name.replace("_", " ")): number
        for number, names in enumerate(months, start=1)
        for name in names.split()
    }


MONTHS = _numbered(words.MONTHS)
"""Month numbers by the skeleton of their Gregorian names in seven languages."""

SOLAR_MONTHS = _numbered(words.SOLAR_MONTHS)
"""Month numbers by the skeleton of their Solar Hijri names in Dari, Persian and Pashto."""

LUNAR_MONTHS = frozenset(skeleton(name) for name in words.LUNAR_MONTHS.split())
WEEKDAYS = frozenset(skeleton(name) for name in words.WEEKDAYS.split())

FIRST_SOLAR_YEAR = 1280
LAST_SOLAR_YEAR = 1420
"""The years in which dates are taken for Solar Hijri: 1901 to 2042."""

_NOWRUZ_1280 = date(1901, 3, 21)


def is_leap(year: int) -> bool:
    """Whether a Solar Hijri year has 366 days: eight years in each cycle of 33.

    The rule of the 33-year cycle agrees with the astronomical calendar that Iran and Afghanistan
    keep from 1178 to 1633 (ICU's Persian calendar uses it, after K. M. Borkowski, "The Persian
    calendar for 3000 years", 1996).
    """
    return (25 * year + 11) % 33 < 8


def solar_date(year: int, month: int, day: int) -> date:
    """The Gregorian date of a Solar Hijri one. Raises ValueError when there is no such day.

    The first six months have 31 days, the next five 30, the last 29 or in a leap year 30.
    """
    if not FIRST_SOLAR_YEAR <= year <= LAST_SOLAR_YEAR or not 1 <= month <= 12:
        raise ValueError("no such Solar Hijri date")
    longest = 31 if month <= 6 else 30 if month <= 11 or is_leap(year) else 29
    if not 1 <= day <= longest:
        raise ValueError("no such Solar Hijri date")
    years = 365 * (year - FIRST_SOLAR_YEAR) + sum(map(is_leap, range(FIRST_SOLAR_YEAR, year)))
    months = 31 * (month - 1) - max(0, month - 7)
    return _NOWRUZ_1280 + timedelta(days=years + months + day - 1)
