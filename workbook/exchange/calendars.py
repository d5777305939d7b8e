"""Days of the calendars that stand in the region's files beside the Gregorian one."""

from __future__ import annotations

from datetime import date


def from_jalali(year: int, month: int, day: int) -> date | None:
    """The day of a solar (Shamsi, Jalali) date of the years 1200 to 1500; None for no such day."""
    last = 31 if month < 7 else 30
    if not (1200 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= last):
        return None
    count = year + 1595
    before = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    leaps = count // 33 * 8 + (count % 33 + 3) // 4
    return date.fromordinal(365 * count + leaps + before + day - 356_033)


def from_hijri(year: int, month: int, day: int) -> date | None:
    """The day of a lunar (Hijri) date by the tabular calendar: the sighting may be a day off."""
    if not (1200 <= year <= 1600 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    before = (59 * (month - 1) + 1) // 2
    leaps = (3 + 11 * year) // 30
    return date.fromordinal(day + before + (year - 1) * 354 + leaps + 227_014)
