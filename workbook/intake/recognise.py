"""What the values of a column are, whatever its caption says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from workbook.intake import value_words as words
from workbook.intake import values
from workbook.sheets.reader import Cell
from workbook.text import skeleton

ENOUGH = 0.6
"""The part of the filled cells that must agree."""

_MOBILE = re.compile(r"\+.+|03\d{9}|0[17]\d{8,9}|09\d{9}")
_CARD = re.compile(r"\d{5}-?\d{7}-?\d|\d{4}-\d{4}-\d{5}|\d{17}")
_GRADE = re.compile(r"(?:bps|bs|ng|grade|بست|گریڈ|سکیل|গ্রেড)\W*\d{1,2}", re.IGNORECASE)
_YOUNGEST = "2012"

_SHORTS = frozenset(
    form
    for word in words.RANK_SHORTS.split(" | ")
    for form in (word.replace(".", "").replace("/", ""), word.replace(".", "").upper())
)
_RANKS = values.skeletons(" | ".join(words.RANKS.values()))
_LEADING = _RANKS - values.skeletons(words.RANKS_THAT_ARE_NAMES)
TELLING = frozenset(
    part
    for word in (
        *_RANKS,
        *(skeleton(short) for short in _SHORTS),
        *values.BEFORE_NAMES,
    )
    for part in word.split()
)
"""Words, as skeletons, that tell of a rank, a title or a relative."""
_LONGEST_RANK = 5  # words
_RANK_TAIL = frozenset(("bps", "police", "female", "male", "lady", "grade"))


def rank_at_start(parts: Sequence[str], *, capitals: bool = True) -> int:
    """How many words at the start of `parts` are ranks; 0 for none. The longest rank counts.

    An abbreviation counts in capitals or as RANK_SHORTS writes it, and no rank that is a given name
    too; without `capitals`, where no name can follow, all count in any case.
    """
    for length in range(min(_LONGEST_RANK, len(parts)), 0, -1):
        key = skeleton(" ".join(parts[:length])).replace("-", " ").replace(".", " ")
        if " ".join(key.split()) in (_LEADING if capitals else _RANKS):
            return length
    short = parts[0].replace(".", "").replace("/", "").rstrip(":,") if parts else ""
    if short not in _SHORTS and (capitals or short.upper() not in _SHORTS):
        return 0
    return 1 + rank_at_start(parts[1:])


def is_rank(cell: Cell) -> bool:
    """Whether a cell names a rank and nothing else: "ASI", "Sub-Inspector (BPS-14)"."""
    text = values.text(cell)
    if text is None or len(text) > 60:
        return False
    parts = re.sub(r"[(\[].*?[)\]]|[,/]", " ", text).split()
    taken = rank_at_start(parts, capitals=False)
    rest = [skeleton(part).strip(".-") for part in parts[taken:]]
    return taken > 0 and all(part in _RANK_TAIL or part.isdigit() for part in rest)


def _is_email(cell: Cell) -> bool:
    return values.email(cell) is not None


def _is_card(cell: Cell) -> bool:
    return bool(_CARD.fullmatch((values.number(cell) or "").replace(" ", "")))


def _is_phone(cell: Cell) -> bool:
    return not _is_card(cell) and bool(_MOBILE.fullmatch(values.phone(cell) or ""))


def _is_birth(cell: Cell) -> bool:
    if not isinstance(cell, str | date):
        return False
    found = values.day(cell, values.DateOrder.DAY_FIRST, birth=True)
    return found is not None and found < _YOUNGEST


def _is_sex(cell: Cell) -> bool:
    return values.sex(cell) is not None


def _is_grade(cell: Cell) -> bool:
    return bool(_GRADE.fullmatch(values.code(cell) or ""))


STRONG: Mapping[str, Callable[[Cell], bool]] = {
    "email": _is_email,
    "national_id": _is_card,
    "phone": _is_phone,
}
"""What looks like nothing else, so that it counts against a caption."""

_ALL: Mapping[str, Callable[[Cell], bool]] = {
    **STRONG,
    "sex": _is_sex,
    "grade": _is_grade,
    "rank": is_rank,
    "born_on": _is_birth,
}


def field_of(
    cells: Sequence[Cell], known: Mapping[str, Callable[[Cell], bool]] = _ALL
) -> str | None:
    """The field that a column's values fill: three in five, and two at least, agree."""
    filled = [cell for cell in cells if cell is not None]
    for field, fits in known.items():
        if len(filled) >= 2 and share(filled, fits) >= ENOUGH:
            return field
    return None


def share(filled: Sequence[Cell], fits: Callable[[Cell], bool]) -> float:
    """The part of the cells that fit; 0 of none."""
    return sum(_safely(fits, cell) for cell in filled) / len(filled) if filled else 0.0


def _safely(fits: Callable[[Cell], bool], cell: Cell) -> bool:
    try:
        return fits(cell)
    except values.Unreadable:
        return False
