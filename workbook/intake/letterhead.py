"""What the lines above a list tell of all its people: agency and sex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbook.domain.people import Sex
from workbook.intake import values
from workbook.text import has_arabic_script, skeleton


@dataclass(frozen=True)
class AgencyProposal:
    """The agency named in the letterhead, and where: `cell` is an address such as "A1".

    `short_name`, `name_native` and `unit` are "" where the letterhead does not tell.
    """

    name: str
    short_name: str
    name_native: str
    unit: str
    cell: str


@dataclass(frozen=True)
class SexProposal:
    """The sex that the subject of the list tells for all its people, and where."""

    sex: Sex
    cell: str


_AGENCY = re.compile(
    r"\b(agency|police|department|directorate|ministry|bureau|force|commission|authority|guards?"
    r"|service)\b|پولیس|ایجنسی|محکمہ|ادارہ|وزارت|ڈائریکٹوریٹ|پلیس|شرطہ"
)
_FEMALE = re.compile(r"\b(female|females|women|woman|lady|ladies)\b|خواتین|خاتون|عورت|زنان|نساء")
_MALE = re.compile(r"\b(male|males|men|gentlemen)\b|مرد|مردان|رجال")
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SUBJECT = re.compile(r"^\W*(subject|sub|re|ref|to|from|موضوع|عنوان)\b", re.IGNORECASE)
_PART = re.compile(r"\s+[—–|:-]\s+|:\s+|\s*[,،]\s+")

# Agencies that write in their own script, by the words of their name.
_LATIN_WORDS = {
    skeleton(native): latin
    for native, latin in {
        "پنجاب": "Punjab",
        "سندھ": "Sindh",
        "بلوچستان": "Balochistan",
        "خیبر": "Khyber",
        "پختونخوا": "Pakhtunkhwa",
        "گلگت": "Gilgit",
        "بلتستان": "Baltistan",
        "پولیس": "Police",
        "وفاقی": "Federal",
        "تحقیقاتی": "Investigation",
        "ادارہ": "Agency",
        "ایجنسی": "Agency",
    }.items()
}


def agency(lines: Sequence[tuple[str, str]]) -> AgencyProposal | None:
    """The agency that `lines` above a list name: addresses and texts."""
    for number, (cell, line) in enumerate(lines):
        if _SUBJECT.match(line) or not _AGENCY.search(_folded(line)):
            continue
        name = _PART.split(_ASIDE.sub("", line).strip())[0].strip()
        if not _AGENCY.search(_folded(name)):
            continue
        unit = ""
        following = lines[number + 1 : number + 2]
        if following and not _SUBJECT.match(following[0][1]) and len(following[0][1]) < 60:
            unit = _ASIDE.sub("", following[0][1]).strip()
        if has_arabic_script(name):
            words = [_LATIN_WORDS.get(word) for word in skeleton(name).split()]
            latin = " ".join(word for word in words if word) if all(words) else ""
            return AgencyProposal(latin or name, "", name, unit, cell)
        latin = values.name_case(name)
        return AgencyProposal(latin, _short_name(latin), "", unit, cell)
    return None


def _short_name(name: str) -> str:
    """FIA for Federal Investigation Agency; "" for names of one or two words."""
    words = [word for word in name.split() if word[0].isupper()]
    return "".join(word[0] for word in words) if len(words) >= 3 else ""


def sex(lines: Sequence[tuple[str, str]]) -> SexProposal | None:
    """The one sex of which `lines` above a list speak; None where they name both."""
    female = [cell for cell, line in lines if _FEMALE.search(_folded(line))]
    male = [cell for cell, line in lines if _MALE.search(_folded(line))]
    if female and not male:
        return SexProposal(Sex.FEMALE, female[0])
    if male and not female:
        return SexProposal(Sex.MALE, male[0])
    return None


def _folded(line: str) -> str:
    return line.casefold()
