"""One cell of a foreign list becomes one value as it is stored.

Every function takes a cell as read and gives the value, None for an empty cell, or raises
Unreadable with a sentence that names what is wrong, never what is in the cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from workbook.i18n import _
from workbook.intake import value_words as words
from workbook.intake.days import (
    DateOrder,
    ambiguous_dates,
    are_days,
    day,
    proven_order,
)
from workbook.intake.numbers import identity_reader, national_id, phone, phones
from workbook.intake.written import Unreadable, code, number, text, told
from workbook.sheets.reader import Cell
from workbook.text import ascii_digits, is_latin, skeleton

__all__ = [
    "CONVERTERS",
    "DateOrder",
    "Unreadable",
    "ambiguous_dates",
    "code",
    "column_reader",
    "day",
    "email",
    "name",
    "name_case",
    "national_id",
    "number",
    "out_of",
    "phone",
    "phones",
    "proven_order",
    "relative_name",
    "score",
    "sex",
    "status",
    "text",
]


def skeletons(listed: str) -> frozenset[str]:
    """The skeletons of words that stand in one string, parted by "|"."""
    return frozenset(skeleton(word) for word in listed.split(" | "))


_TITLES = skeletons(words.TITLES)
_FIRST_WORD = re.compile(r"([^\s.۔:]+)(?:[.۔:]\s*|\s+|$)")
RELATION = re.compile(
    r"(?<!\w)(?:[dswc]\s*/\s*[o0](?!\w)\.?|(?:daughter|son|wife|widow)\s+of(?!\w)"
    r"|(?:fille|fils|[eé]pouse)\s+de(?!\w)|[eé]pouse(?!\w))[\s:.]*",
    re.IGNORECASE,
)
"""D/o, W/o, S/o and their like in Latin letters, wherever they stand."""
_LATE = re.compile(r"\(?(?:late|مرحوم|متوفی)\)?[\s.]+(?=\S)", re.IGNORECASE)
_LATE_BEHIND = re.compile(r"\s*\((?:late|مرحوم)\)$", re.IGNORECASE)
RELATION_WORDS = skeletons(words.RELATIONS)
_USUAL_RELATIVE = re.compile(r"(?:[DSWdsw]/[oO] )?(([A-Z][a-z]+)(?: [A-Z][a-z]+)*)")
BEFORE_NAMES = (
    _TITLES
    | RELATION_WORDS
    | frozenset(("daughter", "son", "wife", "widow", "fille", "fils", "epouse", "late"))
)
"""Words, as skeletons, that tell of a title or a relative, and are no names."""


def name(cell: Cell) -> str | None:
    """A person's name: without title and extra blanks, CAPITALS as Name Case."""
    found = text(cell)
    return None if found is None else _bare_name(found)


def _bare_name(found: str) -> str | None:
    return name_case(without_titles(" ".join(found.split()))) or None


def without_titles(found: str) -> str:
    """A name without Ms., Dr., محترمہ and the like in front of it."""
    while (first := _FIRST_WORD.match(found)) and skeleton(first[1]) in _TITLES:
        found = found[first.end() :]
    return found


def relative_name(cell: Cell) -> str | None:
    """A father's or husband's name, without D/o, W/o or S/o."""
    usual = _USUAL_RELATIVE.fullmatch(cell) if isinstance(cell, str) else None
    if usual and usual[2].lower() not in BEFORE_NAMES:
        return usual[1]
    found = text(cell)
    if found is None:
        return None
    found = " ".join(found.split())
    relation = RELATION.match(found)
    if relation:
        found = found[relation.end() :]
    elif (first := _FIRST_WORD.match(found)) and skeleton(first[1]) in RELATION_WORDS:
        found = found[first.end() :]
    if late := _LATE.match(found):
        found = found[late.end() :]
    if found.endswith(")"):
        found = _LATE_BEHIND.sub("", found)
    return _bare_name(found)


def name_case(found: str) -> str:
    """UZMA AHMED and uzma ahmed as Uzma Ahmed; a name in mixed case or another script as it is."""
    if not (found.isupper() or found.islower()) or not is_latin(found):
        return found
    return re.sub(r"[^\W\d_]+(?:'[^\W\d_]{1,2}\b)?", lambda part: part[0].capitalize(), found)


_USUAL_EMAIL = re.compile(r"[a-z0-9][a-z0-9._+\-]*@[a-z0-9\-]+\.[a-z0-9.\-]*[a-z0-9]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def email(cell: Cell) -> str | None:
    """An e-mail address in small letters."""
    if isinstance(cell, str) and _USUAL_EMAIL.fullmatch(cell):
        return cell
    found = told(cell)
    if found is None:
        return None
    if not _EMAIL.fullmatch(found):
        raise Unreadable(_("this is not an e-mail address"))
    return found.lower()


_SEX_OF = {
    skeleton(word): sex for sex, listed in words.SEXES.items() for word in listed.split(" | ")
}


def sex(cell: Cell) -> str | None:
    """What a column of sexes says: female or male."""
    found = told(cell)
    if found is None:
        return None
    known = _SEX_OF.get(skeleton(found).strip("().[] "))
    if known is None:
        raise Unreadable(_("this is neither female nor male"))
    return known.value


_STATUS_OF = {
    skeleton(word): status
    for status, listed in words.STATUSES.items()
    for word in listed.split(" | ")
}
_NOT_BEGUN = skeletons(words.NOT_BEGUN)


def status(cell: Cell, explained: Mapping[str, str] | None = None) -> str | None:
    """What a learning platform calls a try: passed, failed or in_progress; None for not begun.

    `explained` are words that a person explained, by their `status_key`: "" for not begun.
    """
    found = told(cell)
    if found is None:
        return None
    key = status_key(found)
    if key in _NOT_BEGUN or not key:
        return None
    if explained and key in explained:
        return explained[key] or None
    known = _STATUS_OF.get(key)
    if known is None:
        raise Unreadable(_("this result is none of passed, failed or in progress"))
    return known.value


def unknown_statuses(
    cells: Iterable[Cell], explained: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """The words of a column that `status` cannot read: by `status_key`, as first written."""
    found: dict[str, str] = {}
    for cell in cells:
        try:
            status(cell, explained)
        except Unreadable:
            written = str(told(cell))
            found.setdefault(status_key(written), written)
    return found


def status_key(written: str) -> str:
    """A status word as it is compared: "Completed (pass)" and "completed-pass" are one."""
    return " ".join(re.sub(r"[-_()\[\].:]", " ", skeleton(written)).split())


_DECIMAL = r"\d+(?:[.,]\d+)?"
_SHARE = re.compile(
    rf"({_DECIMAL})\s*(?:/|\bout of\b|\bof\b|\bsur\b|از|میں سے|من|এর মধ্যে)\s*({_DECIMAL})",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"(?:/|\bout of\b|\bof\b|\bsur\b|\bmax(?:imum)?\b|از|من|کل|\()\W*(\d{1,4}(?:[.,]0+)?)(?!\d)",
    re.IGNORECASE,
)


def score(cell: Cell, best: float = 100) -> int | None:
    """A score in percent, rounded to a whole number: "85 %", "17/20", "17 out of 20", "66,5".

    A bare number is a part of `best`.
    """
    found = told(cell)
    if found is None:
        return None
    plain = found.replace("٪", "%").replace("٫", ".").strip()
    share = _SHARE.fullmatch(plain)
    try:
        if share:
            percent = 100 * _decimal(share[1]) / _decimal(share[2])
        elif plain.endswith("%"):
            percent = _decimal(plain.removesuffix("%"))
        else:
            percent = 100 * _decimal(plain) / best
    except (ValueError, ZeroDivisionError) as error:
        raise Unreadable(_("the score is not a number")) from error
    if not 0 <= percent <= 100:
        raise Unreadable(_("the score is not between 0 and 100"))
    return int(percent + 0.5)


def _decimal(written: str) -> float:
    if not re.fullmatch(_DECIMAL, written.strip()):
        raise ValueError(written)
    return float(written.strip().replace(",", "."))


def out_of(header: str, cells: Iterable[Cell] = ()) -> float:
    """The best score of a column by its header: 10 for "Grade/10.00", 50 for "Marks (out of 50)";
    1 when all its cells are parts of one, as a spreadsheet stores 85 %; else 100.
    """
    said = _OUT_OF.search(ascii_digits(header))
    if said and (best := float(said[1].replace(",", "."))) > 1:
        return best
    numbers = [c for c in cells if isinstance(c, int | float) and not isinstance(c, bool)]
    if any(isinstance(n, float) and 0 < n < 1 for n in numbers) and max(numbers) <= 1:
        return 1
    return 100


CONVERTERS: Mapping[str, Callable[[Cell], str | int | None]] = {
    "name_latin": name,
    "name_native": name,
    "given_name": name,
    "middle_name": name,
    "family_name": name,
    "relative_name": relative_name,
    "sex": sex,
    "grade": code,
    "service_number": number,
    "national_id": national_id,
    "phone": phone,
    "email": email,
    "module_code": code,
    "status": status,
    "score": score,
    "born_on": lambda cell: day(cell, DateOrder.DAY_FIRST, birth=True),
    "done_on": lambda cell: day(cell, DateOrder.DAY_FIRST),
}
"""How a cell is read for each field where nothing is known of its column; `text` for those that
are not here. `column_reader` knows the column."""


def column_reader(
    field: str,
    header: str,
    cells: Sequence[Cell],
    order: DateOrder | None = None,
    explained: Mapping[str, str] | None = None,
) -> Callable[[Cell], str | int | None]:
    """Reads the cells of one column, knowing its header and all its cells.

    `order` is what a person said of its dates; without it, what the cells prove, and cells that
    could be two days are unreadable. `explained` are status words, as `status` takes them.
    """
    if field in ("born_on", "done_on"):
        return partial(
            day,
            order=order or proven_order(cells),
            birth=field == "born_on",
            serials=are_days(cells),
        )
    if field == "national_id":
        return identity_reader(cells)
    if field == "score":
        return partial(score, best=out_of(header, cells))
    if field == "status":
        return partial(status, explained=explained)
    read = CONVERTERS.get(field, text)
    return _remembering(read) if field in _REPEATED else read


_REPEATED = frozenset(
    ("sex", "rank", "grade", "agency", "duty_station", "module_code", "module_title")
)


def _remembering(
    read: Callable[[Cell], str | int | None],
) -> Callable[[Cell], str | int | None]:
    """The same for a column in which few texts stand again and again."""
    known: dict[str | int, str | int | None] = {}

    def reading(cell: Cell) -> str | int | None:
        if type(cell) is not str and type(cell) is not int:
            return read(cell)
        if cell not in known:
            known[cell] = read(cell)
        return known[cell]

    return reading
