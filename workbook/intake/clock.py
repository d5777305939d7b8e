"""Moments and durations as the reports of meetings write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from workbook.intake.values import DateOrder
from workbook.sheets.reader import Cell
from workbook.text import skeleton

_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day, and the day where it is said; without one `at` is on day 1 of year 1.

    `zone` is the time zone as written, "" where there is none. It is not applied.
    """

    at: datetime
    day: date | None
    zone: str = ""


_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?![\d:])")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})(?!\d)")
_NAMED = re.compile(
    r"(?<!\d)(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.\-]+(?P<month>[^\W\d_]{3,})\.?"
    r"|(?P<month_before>[^\W\d_]{3,})\.?\s+(?P<day_after>\d{1,2})(?:st|nd|rd|th)?),?"
    r"[\s\-]+(?P<year>\d{4})(?!\d)"
)
_MONTHS = {
    name[:length]: number
    for number, names in enumerate(
        (
            ("january", "janvier"),
            ("february", "fevrier"),
            ("march", "mars"),
            ("april", "avril"),
            ("may", "mai"),
            ("june", "juin"),
            ("july", "juillet"),
            ("august", "aout"),
            ("september", "septembre"),
            ("october", "octobre"),
            ("november", "novembre"),
            ("december", "decembre"),
        ),
        start=1,
    )
    for name in names
    for length in range(3, len(name) + 1)
    # "jui" is the beginning of two.
    if name[:length] != "jui"
}
_ZONE = re.compile(r"\b(?:utc|gmt)\s*(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}\b|\bz\b")
_BEFORE_NOON = re.compile(
    r"\ba\.?\s?m\b|\bص\b|\bق\s?\.?\s?ظ|\bغ\s?\.?\s?م|صبح|قبل (?:دوپہر|دوپهر)|পূর্বাহ্ণ"
)
_AFTER_NOON = re.compile(
    r"\bp\.?\s?m\b|\bم\b|\bب\s?\.?\s?ظ|\bغ\s?\.?\s?و|شام|(?:بعد|سه) ?(?:دوپہر|دوپهر|پهر)|অপরাহ্ণ"
)


def moment_of(cell: Cell, order: DateOrder) -> Moment | None:
    """A time of day with or without its day; None for what has no time of day, or no such day."""
    if isinstance(cell, datetime):
        naive = cell.replace(tzinfo=None)
        return Moment(naive, naive.date())
    if isinstance(cell, time):
        return Moment(datetime.combine(date.min, cell.replace(tzinfo=None)), None)
    if not isinstance(cell, str):
        return None
    # ISO joins day and time by a T.
    text = re.sub(r"(?<=\d)t(?=\d)", " ", skeleton(cell))
    found = _TIME.search(text)
    if found is None:
        return None
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    clock = _clock(found, rest)
    if clock is None:
        return None
    day, rest = _day(rest, order)
    if day is None and re.search(r"\d", _ZONE.sub(" ", rest)):
        return None  # a day is written, but there is none such
    zone = _ZONE.search(rest)
    return Moment(
        datetime.combine(day or date.min, clock), day, zone[0].upper().strip() if zone else ""
    )


def _clock(found: re.Match[str], rest: str) -> time | None:
    hour, minute, second = (int(part or 0) for part in found.groups())
    before, after = _BEFORE_NOON.search(rest), _AFTER_NOON.search(rest)
    if (before or after) and not 1 <= hour <= 12 and not (hour == 0 and before):
        # "13:05 PM" is written by some; the hour says it all.
        before = after = None
    if before or after:
        hour = hour % 12 + (12 if after else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second)


def _day(text: str, order: DateOrder) -> tuple[date | None, str]:
    """The day in `text`, and the text without it."""
    if found := _NUMBERS.search(text):
        first, second, third = (int(part) for part in found.groups())
        if len(found[1]) == 4:
            year, month, day = first, second, third
        else:
            year = third if len(found[3]) == 4 else 2000 + third
            day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    elif found := _NAMED.search(text):
        named = found["month"] or found["month_before"]
        year, month = int(found["year"]), _MONTHS.get(named, 0)
        day = int(found["day"] or found["day_after"])
    else:
        return None, text
    if year not in _YEARS:
        return None, text
    try:
        said = date(year, month, day)
    except ValueError:
        return None, text
    return said, f"{text[: found.start()]} {text[found.end() :]}"


_UNITS = (
    (3600, re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:h|std|ساعت|گھنٹ|ساعه|س\b|ঘ)")),
    (60, re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:m|دقیق|منٹ|د\b|মি)")),
    (1, re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:s(?!td)|ثان|سیک|ث\b|সে)")),
)
_CLOCKED = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})")


def seconds_of(cell: Cell, unit: int = 60) -> int | None:
    """How long something took: "1h 23m 4s", "01:23:04", or a number of `unit` seconds each.

    None for what is no duration.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return int(cell * unit) if cell >= 0 else None
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if not isinstance(cell, str):
        return None
    text = skeleton(cell)
    if found := _CLOCKED.fullmatch(text):
        return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])
    if re.fullmatch(r"\d{1,5}(?:[.,]\d+)?", text):
        return int(float(text.replace(",", ".")) * unit)
    parts = [(size, found[1]) for size, unit_ in _UNITS if (found := unit_.search(text))]
    if not parts or re.search(r"[./\-:@]", re.sub(r"\d[.,]\d|\.(?=\s|$)", "", text)):
        return None
    return int(sum(size * float(number.replace(",", ".")) for size, number in parts))
