"""One cell of a foreign list becomes one value as it is stored.

Every function takes a cell as read and gives the value, None for an empty cell, or raises
Unreadable with a sentence that names what is wrong, never what is in the cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum

from workbook.domain.elearning import AttemptStatus
from workbook.domain.people import Sex
from workbook.i18n import _
from workbook.sheets.reader import Cell
from workbook.text import ascii_digits, clean, is_latin, skeleton

# Two digits of a year: a birth in 16 to 99 was in 1916 to 1999.
_BIRTHS_FROM = 16

_TITLES = re.compile(
    r"^(?:(?:ms|mrs|mr|miss|mst|mstr|madam|mme|محترمہ|مسماۃ|مسماة|جناب|مس|مسز)\b[.۔]?\s*)+",
    re.IGNORECASE,
)
_RELATION = re.compile(
    r"^(?:[dsw]\s*/\s*[o0]\b\.?|(?:daughter|son|wife)\s+of\b|(?:دختر|بنت|زوجہ|ولد)\b)[\s:]*",
    re.IGNORECASE,
)
_APOSTROPHE_OF_CSV = re.compile(r"^'(?=[=+\-@\t\r])")


class Unreadable(ValueError):
    """A cell that cannot be what its column says; `sentence` is for the preview."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class DateOrder(Enum):
    """How a column writes its dates."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


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


def name(cell: Cell) -> str | None:
    """A person's name: without title and extra blanks, CAPITALS as Name Case."""
    found = text(cell)
    if found is None:
        return None
    return name_case(_TITLES.sub("", " ".join(found.split()))) or None


def relative_name(cell: Cell) -> str | None:
    """A father's or husband's name, without D/o, W/o or S/o."""
    found = text(cell)
    if found is None:
        return None
    return name(_RELATION.sub("", " ".join(found.split())))


def name_case(found: str) -> str:
    """UZMA AHMED and uzma ahmed as Uzma Ahmed; a name in mixed case or another script as it is."""
    if not is_latin(found) or not (found.isupper() or found.islower()):
        return found
    return re.sub(r"[^\W\d_]+(?:'[^\W\d_]{1,2}\b)?", lambda part: part[0].capitalize(), found)


def national_id(cell: Cell) -> str | None:
    """An identity card number as 00000-0000000-0."""
    found = code(cell)
    if found is None:
        return None
    digits = re.sub(r"[\s\-–.]", "", found)
    if not digits.isdigit():
        raise Unreadable(_("the identity card number holds other signs than digits"))
    if len(digits) != 13:
        raise Unreadable(
            _("the identity card number has {n} digits and not 13").format(n=len(digits))
        )
    return f"{digits[:5]}-{digits[5:12]}-{digits[12]}"


def phone(cell: Cell) -> str | None:
    """A phone number in digits: mobiles of the country as 03xxxxxxxxx, others with + in front.

    A mobile that a spreadsheet took for a number has lost its first 0 and gets it back.
    """
    found = code(cell)
    if found is None:
        return None
    digits = re.sub(r"[\s\-–./()]", "", found)
    foreign = digits.startswith(("+", "00"))
    digits = digits.removeprefix("+").removeprefix("00")
    if not digits.isdigit():
        raise Unreadable(_("the phone number holds other signs than digits"))
    if digits.startswith("92") and (foreign or len(digits) == 12):
        digits, foreign = "0" + digits[2:].removeprefix("0"), False
    if len(digits) == 10 and digits.startswith("3") and not foreign:
        digits = "0" + digits
    if not 7 <= len(digits) <= 15 or (digits.startswith("03") and len(digits) != 11):
        raise Unreadable(_("the phone number has {n} digits").format(n=len(digits)))
    return f"+{digits}" if foreign else digits


def email(cell: Cell) -> str | None:
    """An e-mail address in small letters."""
    found = text(cell)
    if found is None:
        return None
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", found):
        raise Unreadable(_("this is not an e-mail address"))
    return found.lower()


_DATE = re.compile(r"(\d{1,4})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,4})(?:[ T].*)?")
_EXAMPLES = 3


def date_order(cells: Iterable[Cell]) -> tuple[DateOrder, bool]:
    """How a column writes its dates, and whether its values prove it.

    Unproven columns, and those that prove both, are read day first, as the region writes.
    """
    order = proven_order(cells)
    return order or DateOrder.DAY_FIRST, order is not None


def proven_order(cells: Iterable[Cell]) -> DateOrder | None:
    """The one order of day and month in which the dates of a column can be meant; None when both
    are possible, or when some cells need the one and some the other.
    """
    orders = {order for cell in cells if (order := _only_order(cell)) is not None}
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


def _only_order(cell: Cell) -> DateOrder | None:
    """The order in which alone a cell can be a date."""
    found = _DATE.fullmatch(code(cell) or "") if isinstance(cell, str) else None
    if found is None or len(found[1]) > 2:
        return None
    possible = [order for order in DateOrder if _is_day(found, order)]
    return possible[0] if len(possible) == 1 else None


def _is_ambiguous(cell: Cell) -> bool:
    found = _DATE.fullmatch(code(cell) or "") if isinstance(cell, str) else None
    return (
        found is not None
        and len(found[1]) <= 2
        and found[1].lstrip("0") != found[2].lstrip("0")
        and all(_is_day(found, order) for order in DateOrder)
    )


def _is_day(parts: re.Match[str], order: DateOrder) -> bool:
    day_first = order is DateOrder.DAY_FIRST
    number, month = (parts[1], parts[2]) if day_first else (parts[2], parts[1])
    return 1 <= int(month) <= 12 and 1 <= int(number) <= 31


def day(cell: Cell, order: DateOrder | None, *, birth: bool = False) -> str | None:
    """A date as yyyy-mm-dd; `birth` tells which century two digits mean.

    With `order` None, a cell that could be two days is unreadable.
    """
    if isinstance(cell, date):  # a datetime is one too
        found = date(cell.year, cell.month, cell.day)
    elif isinstance(cell, int | float | time):
        raise Unreadable(_("a number stands where a date is expected"))
    else:
        written = code(cell)
        if written is None:
            return None
        found = _day_of_text(written, order, birth=birth)
    if found.year < 1900 or found.year > 2100:
        raise Unreadable(
            _("the year {year} is of another calendar, or a slip").format(year=found.year)
        )
    return found.isoformat()


def _day_of_text(written: str, order: DateOrder | None, *, birth: bool) -> date:
    parts = _DATE.fullmatch(written)
    if parts is None:
        raise Unreadable(_("this is not a date"))
    if order is None:
        if _is_ambiguous(written):
            raise Unreadable(_("the day and the month could be the other way round"))
        order = _only_order(written) or DateOrder.DAY_FIRST
    first, second, third = (int(part) for part in parts.groups())
    if len(parts[1]) == 4:
        year, month, number = first, second, third
    else:
        year = third if len(parts[3]) == 4 else _full_year(third, birth=birth)
        number, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    try:
        return date(year, month, number)
    except ValueError as error:
        raise Unreadable(_("there is no such day")) from error


def _full_year(two_digits: int, *, birth: bool) -> int:
    return (1900 if birth and two_digits >= _BIRTHS_FROM else 2000) + two_digits


_SEXES = {
    Sex.FEMALE: ("female", "f", "woman", "ms", "mrs", "miss", "خاتون", "عورت", "زن", "أنثى"),
    Sex.MALE: ("male", "m", "man", "mr", "مرد", "ذكر"),
}
_SEX_OF = {skeleton(word): sex for sex, words in _SEXES.items() for word in words}


def sex(cell: Cell) -> str | None:
    """What a column of sexes says: female or male."""
    found = text(cell)
    if found is None:
        return None
    known = _SEX_OF.get(skeleton(found).rstrip("."))
    if known is None:
        raise Unreadable(_("this is neither female nor male"))
    return known.value


_STATUSES = {
    AttemptStatus.PASSED: ("passed", "pass", "completed", "complete", "finished", "مکمل", "پاس"),
    AttemptStatus.FAILED: ("failed", "fail", "not passed", "ناکام", "فیل"),
    AttemptStatus.IN_PROGRESS: ("in progress", "started", "ongoing", "incomplete", "جاری"),
}
_STATUS_OF = {skeleton(word): status for status, words in _STATUSES.items() for word in words}


def status(cell: Cell) -> str | None:
    """What a learning platform calls a try: passed, failed or in_progress."""
    found = text(cell)
    if found is None:
        return None
    known = _STATUS_OF.get(skeleton(found).replace("-", " "))
    if known is None:
        raise Unreadable(_("this result is none of passed, failed or in progress"))
    return known.value


def score(cell: Cell) -> int | None:
    """A score in percent, rounded to a whole number."""
    found = code(cell)
    if found is None:
        return None
    try:
        percent = float(found.removesuffix("%").strip().replace(",", "."))
    except ValueError as error:
        raise Unreadable(_("the score is not a number")) from error
    if not 0 <= percent <= 100:
        raise Unreadable(_("the score is not between 0 and 100"))
    return int(percent + 0.5)


CONVERTERS: Mapping[str, Callable[[Cell], str | int | None]] = {
    "name_latin": name,
    "name_native": name,
    "given_name": name,
    "middle_name": name,
    "family_name": name,
    "relative_name": relative_name,
    "sex": sex,
    "grade": code,
    "service_number": code,
    "national_id": national_id,
    "phone": phone,
    "email": email,
    "module_code": code,
    "status": status,
    "score": score,
    "born_on": lambda cell: day(cell, None, birth=True),
    "done_on": lambda cell: day(cell, None),
}
"""How a cell is read for each field; `text` for those that are not here. Dates are read where one
reading is possible: `day` takes the order of their column."""
