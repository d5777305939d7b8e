"""Phone and identity card numbers as people and spreadsheets write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from workbook.i18n import _
from workbook.intake.written import Unreadable, number
from workbook.sheets.reader import Cell

_SIGNS = re.compile(r"[\s\-–—‐‑./()'\u200e\u200f_]")
_BETWEEN = re.compile(r"[,;،؛/|\n&]|\bor\b|\band\b|\bet\b|\bou\b| و | یا | أو | او ", re.IGNORECASE)
# "Mobile: 0300...", "0300... (WhatsApp)", "555-7712 ext. 45"
_LABELS = re.compile(
    r"^\s*[^\W\d][^\d+(]*[.:\s]\s*|\([^\d+]*\)|\s*(?:x|ext\.?)\s*\d{1,5}\s*$|\s+[^\W\d]\D*$",
    re.IGNORECASE,
)
_TRUNK = re.compile(r"\(0\)")

_MOBILE = re.compile(r"03[0-9]{9}")
_USUAL = re.compile(r"03\d\d[- ]?\d{7}")

# Country codes by the length of the whole number without "+": 92 300 1234567.
_COUNTRIES = {
    11: ("93", "20"),
    12: ("92", "98", "971", "966", "962", "963", "967", "961", "90", "91", "49", "44"),
    13: ("880", "964"),
}
# What is left of a mobile whose first 0 a spreadsheet took: Pakistan, Iraq, Iran, Bangladesh,
# Afghanistan.
_LOST_ZERO = re.compile(r"3\d{9}|7[3-9]\d{8}|9[0-39]\d{8}|1[3-9]\d{8}|7\d{8}")


def phone(cell: Cell) -> str | None:
    """A phone number in digits: mobiles of Pakistan as 03xxxxxxxxx, other local numbers as
    written, those with a country code with + in front. Of several in one cell, the first.

    A mobile that a spreadsheet took for a number has lost its first 0 and gets it back.
    """
    if isinstance(cell, str) and _MOBILE.fullmatch(cell):
        return cell
    found = phones(cell)
    return found[0] if found else None


def phones(cell: Cell) -> tuple[str, ...]:
    """All phone numbers of a cell, as `phone` writes them. Unreadable when the first is none."""
    found = number(cell)
    if found is None:
        return ()
    if _USUAL.fullmatch(found):
        return (found.replace("-", "").replace(" ", ""),)
    try:
        return (_phone(found),)
    except Unreadable:
        parts = [part for part in _BETWEEN.split(found) if any(c.isdecimal() for c in part)]
        if len(parts) < 2:
            raise
    numbers = [_phone(parts[0])]
    for part in parts[1:]:
        # "0300-1234567 / 68" names an extension, not another number.
        try:
            numbers.append(_phone(part))
        except Unreadable:
            continue
    return tuple(dict.fromkeys(numbers))


def _phone(written: str) -> str:
    digits = _SIGNS.sub("", _LABELS.sub("", _TRUNK.sub("", written)))
    foreign = digits.startswith(("+", "00"))
    digits = digits.removeprefix("+").removeprefix("00")
    if not digits.isdecimal():
        raise Unreadable(_("the phone number holds other signs than digits"))
    if digits.startswith("92") and (foreign or len(digits) == 12):
        digits, foreign = "0" + digits[2:].removeprefix("0"), False
    elif digits.startswith(_COUNTRIES.get(len(digits), ("+",))):
        foreign = True
    if not foreign and _LOST_ZERO.fullmatch(digits) and digits == _SIGNS.sub("", written):
        digits = "0" + digits
    most = 15 if foreign else 12
    if not 7 <= len(digits) <= most or (digits.startswith("03") and len(digits) != 11):
        raise Unreadable(_("the phone number has {n} digits").format(n=len(digits)))
    return f"+{digits}" if foreign else digits


_CARD_DIGITS = 13
_BANGLADESH = frozenset({10, 13, 17})
_LETTERED = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9 /.\-]{3,19}")
_USUAL_CARD = re.compile(r"[0-9]{5}-[0-9]{7}-[0-9]")
_TAZKIRA = re.compile(r"\d{4}-\d{4}-\d{5}")


def national_id(cell: Cell) -> str | None:
    """An identity card number: of 13 digits as 00000-0000000-0, an Afghan electronic tazkira as
    0000-0000-00000. Others are read where their column shows them (`identity_reader`).
    """
    return _identity(cell, frozenset({_CARD_DIGITS}))


def identity_reader(cells: Iterable[Cell]) -> Callable[[Cell], str | None]:
    """Reads the identity cards of a column whose cells show how many digits they have.

    Three cells or more with another number of digits than 13, and not less than have 13, are no
    slips but cards of another country: 10 or 17 digits in Bangladesh, 10 in Iran, 12 in Iraq. So
    are three or more of letters and digits, where they are at least half.
    """
    counts: Counter[int] = Counter()
    lettered = filled = 0
    for cell in cells:
        filled += cell is not None
        if isinstance(cell, str) and _USUAL_CARD.fullmatch(cell):
            counts[_CARD_DIGITS] += 1
            continue
        digits = _card_digits(cell)
        if digits:
            counts[len(digits)] += 1
        elif isinstance(cell, str):
            lettered += _LETTERED.fullmatch(cell.strip()) is not None
    if lettered >= 3 and 2 * lettered >= filled:
        return number
    lengths = {
        n
        for n, times in counts.items()
        if 4 <= n <= 20 and times >= 3 and times >= counts[_CARD_DIGITS]
    }
    if lengths & {10, 17}:
        lengths |= _BANGLADESH
    known = frozenset(lengths | {_CARD_DIGITS})
    return lambda cell: _identity(cell, known)


def _card_digits(cell: Cell) -> str | None:
    try:
        found = number(cell)
    except Unreadable:
        return None
    digits = _SIGNS.sub("", found or "")
    return digits if digits.isdecimal() else None


def _identity(cell: Cell, lengths: frozenset[int]) -> str | None:
    if isinstance(cell, str) and _USUAL_CARD.fullmatch(cell):
        return cell
    found = number(cell)
    if found is None:
        return None
    if _USUAL_CARD.fullmatch(found):
        return found
    digits = _SIGNS.sub("", found)
    if not digits.isdecimal():
        raise Unreadable(_("the identity card number holds other signs than digits"))
    if len(digits) not in lengths:
        raise Unreadable(
            _("the identity card number has {n} digits and not 13").format(n=len(digits))
        )
    if len(digits) != _CARD_DIGITS or _TAZKIRA.fullmatch(found.replace(" ", "")):
        return found.replace(" ", "") if "-" in found else digits
    return f"{digits[:5]}-{digits[5:12]}-{digits[12]}"
