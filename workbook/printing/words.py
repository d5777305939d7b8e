"""Dates, digits and times as documents print them, in the document's language.

The language of a paper is not that of the screen, and one page may carry both: so these words do
not come from the screen's translation.
"""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from workbook.printing.text import isolate

Language = Literal["en", "ur"]

_URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ur": ("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"),
}
_MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "ur": (
        "جنوری",
        "فروری",
        "مارچ",
        "اپریل",
        "مئی",
        "جون",
        "جولائی",
        "اگست",
        "ستمبر",
        "اکتوبر",
        "نومبر",
        "دسمبر",
    ),
}


def digits(text: object, language: Language) -> str:
    """The text with its digits as the language writes them: ۰ to ۹ (U+06F0 on) in Urdu."""
    return str(text).translate(_URDU_DIGITS) if language == "ur" else str(text)


def long_date(day: date, language: Language, *, weekday: bool = False) -> str:
    """ "2 November 2020", with the day of the week before it when asked."""
    month = _MONTHS[language][day.month - 1]
    if language == "ur":
        text = digits(f"{day.day} {month} {day.year}ء", language)
        return f"{_DAYS[language][day.weekday()]}، {text}" if weekday else text
    text = f"{day.day} {month} {day.year}"
    return f"{_DAYS[language][day.weekday()]} {text}" if weekday else text


def hours(starts_at: time, ends_at: time, language: Language) -> str:
    """ "09:00–12:30"; in Urdu with the word for "to", so that the order cannot be misread."""
    if language == "ur":
        start, end = (digits(f"{at:%H:%M}", language) for at in (starts_at, ends_at))
        return f"{isolate(start, 'ltr')} تا {isolate(end, 'ltr')}"
    return f"{starts_at:%H:%M}–{ends_at:%H:%M}"
