"""What stands in a cell of names: one name or several, with what people write beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from workbook.intake import values
from workbook.intake.recognise import TELLING, is_rank, rank_at_start
from workbook.sheets.reader import Cell
from workbook.text import is_latin, skeleton

_EMAIL = re.compile(
    r"[<(\[]?\s*(?:mailto:)?([^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+\.\w{2,})\s*[>)\]]?"
)
_PHONE = re.compile(r"(?<![\w\-])\+?\d[\d\s\-]{8,15}\d(?!\w)")
_BRACKETS = re.compile(r"\s*[(\[{]([^)\]}]*)[)\]}]")
_CODE = re.compile(r"(?=\S*\d)[A-Za-z]{0,6}[-/.#]?\s?\d{1,8}(?:[-/]\w{1,4})?")
_BEHIND = re.compile(r"\s+[-–—|]+\s+")
_NUMBERED = re.compile(r"(?:(?<=\s)|^)[(]?(?:\d{1,2}\s*[.):\-۔]|[a-hA-H]\))\s*(?=[^\W\d])")
# With which a family's name of several words begins.
_OF_FAMILIES = "de del dela della den der di da dos du la le mac o san santa st ter van von"
_PARTICLES = frozenset(_OF_FAMILIES.split())
_COMMA = re.compile(r"\s*[,،](?![^(\[]*[)\]])\s*")  # none in brackets
_ANONYMOUS = re.compile(
    r"(person|participant|student|pupil|trainee|learner|teacher|employee|officer|volunteer|member"
    r"|candidate|nominee|attendee|name|surname)[ _#-]{0,2}\d{1,4}",
    re.IGNORECASE,
)
_FEWEST = 3  # cells that tell in what order names are written
_MOST_PARTS = 3
_SEPARATORS = re.compile(r"\s*[;؛\n]+\s*")
_BELT = re.compile(
    r"^(?:(?:no|nr|#|نمبر)\b\.?\s*)?[-/]?\s*([A-Z]{0,2}-?\d{1,6}(?:/[A-Z]{1,3})?)\s+"
)
_RANK_NUMBER = re.compile(r"^([A-Z]{1,4})[/-](\d{1,6})\s+(?=[^\W\d])")  # LC/1234
_LETTERS = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*|[^\W\d_]+(?:[ '\-][^\W\d_]+)*")
_SCRIPTS = re.compile(r"(?<=[^\W\d_])\s*[/|\s]\s*(?=[^\W\d_])")

NUMBER_BEHIND = re.compile(r"([^\W\d]\S*\s.*[^\W\d])\s+(\d{1,4})")
"""A name of several words and a number behind it, "Sana Ahmed 045"."""


class NameCell(NamedTuple):
    """One person of a cell of names. All but `name` are "" where the cell does not tell.

    `native` is the same name again in another script, `relative` a father's or husband's name
    behind D/o, W/o or S/o, `rank` a rank in front of the name or behind it, `code` an id
    ("Jane Smith (JS002)") or the belt number behind a rank, `aside` any other remark.
    """

    name: str
    relative: str = ""
    rank: str = ""
    email: str = ""
    phone: str = ""
    code: str = ""
    aside: str = ""
    native: str = ""


def read_name_cell(cell: Cell, *, family_first: bool = False) -> tuple[NameCell, ...]:
    """The people whom a cell of names holds, in order; empty where it names nobody.

    Several people make several records of one row: the values of the other columns then belong to
    the first one, except those that are true of the whole row (agency, rank, place of posting).
    Several are told by numbering, line breaks, semicolons or commas, and where the parts are whole
    names: "Khan, Ayesha" is one person, family name first. With `family_first` each cell of the
    column is such a name, "Diaz Rojas, Ana Maria" and "Reyes, Jo Ann, Cruz" too.
    """
    if not isinstance(cell, str):
        return _plain(cell)
    if family_first:
        cell = _given_first(cell)
    if _LETTERS.fullmatch(cell) and not _tells(cell):
        return (NameCell(values.name_case(cell)),)
    return _read(cell.strip())


def is_anonymous(name: str) -> bool:
    """Whether a name stands for one that was taken out: "Participant 12", "Student4"."""
    return bool(_ANONYMOUS.fullmatch(name))


def are_family_first(cells: Sequence[Cell]) -> bool:
    """Whether cells of names have as many commas, behind one word in most: the family's name."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    parted = [parts for text in texts if len(parts := _COMMA.split(text.strip(" ,،"))) > 1]
    if len(parted) < _FEWEST or len(parted) < 0.9 * len(texts):
        return False
    single = sum(len(parts[0].split()) == 1 for parts in parted)
    if single < 0.6 * len(parted):
        return False
    if all(len(parts) == 2 for parts in parted):
        return True
    # Three first names in each cell are three people.
    longer = sum(any(len(part.split()) > 1 for part in parts[1:]) for parts in parted)
    return 4 * longer > len(parted) and 0.9 * len(parted) <= sum(len(p) == 3 for p in parted)


def _given_first(text: str) -> str:
    """A name written "Family, Given" or "Family, Given, Middle" in the usual order."""
    parts = _COMMA.split(text.strip(" ,،"))
    if 2 <= len(parts) <= _MOST_PARTS and all(map(_is_name, parts)):
        return " ".join([*parts[1:], parts[0]])
    return text


def is_native(name: str) -> bool:
    """Whether a name is in another script than Latin: a letter of it is."""
    return not name.isascii() and any(c.isalpha() and not is_latin(c) for c in name)


def _plain(cell: Cell) -> tuple[NameCell, ...]:
    name = values.name(cell)
    return () if name is None else (NameCell(name),)


@lru_cache(maxsize=4096)
def _read(written: str) -> tuple[NameCell, ...]:
    text = values.text(written)
    if text is None:
        return ()
    people = [person for part in _parted(text) if (person := _person(part)).name]
    return tuple(people) or _plain(text)


def _tells(text: str) -> bool:
    """Whether a text of letters alone can hold more than one name in one script."""
    parts = text.replace("-", " ").lower().split()
    words = parts if text.isascii() else map(_folded, parts)
    return not TELLING.isdisjoint(words) or not (text.isascii() or _in_one_script(text))


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return skeleton(word)


def _in_one_script(text: str) -> bool:
    return not any("a" <= c <= "z" for c in text.lower())


def _parted(text: str) -> list[str]:
    """The parts of a cell that hold a person each."""
    numbered = [part.strip(" ,;\n") for part in _NUMBERED.split(text)]
    if len([part for part in numbered if part]) > 1 and not numbered[0]:
        return [part for part in numbered if part]
    text = " ".join(part for part in numbered if part) if not numbered[0] else text
    # A second line can say the name again.
    parts = list({skeleton(part): part for part in _SEPARATORS.split(text) if part}.values())
    if len(parts) == 1:
        text = parts[0]
    if len(parts) > 1:
        if all(_is_whole_name(part) for part in parts) and not _two_scripts(parts):
            return parts
        # A name over two lines, or a second line that tells of the first.
        return [" ".join(parts)] if _is_broken(parts) else ["\n".join(parts)]
    parts = [part for part in _COMMA.split(text) if part]
    if _is_family_first(parts):
        return [text]
    if len(parts) > 1 and all(_is_whole_name(part) for part in parts):
        return parts
    if len(parts) > 2 and all(len(part.split()) == 1 and _is_name(part) for part in parts):
        return parts
    return [text]


def _is_family_first(parts: Sequence[str]) -> bool:
    """Whether two parts are one name though each is of two words: "St John, Pamela K"."""
    if len(parts) != 2 or not all(map(_is_name, parts)):
        return False
    family, given = parts[0].split(), parts[1].split()
    began = len(family) == 1 or family[0].lower().strip(".'") in _PARTICLES
    return began or (len(given) > 1 and len(given[-1].strip(".")) == 1)


def _is_broken(parts: Sequence[str]) -> bool:
    """Whether lines are one name that was broken: "Muhammad", "Ali Khan"."""
    return all(_is_name(part) for part in parts) and any(len(part.split()) == 1 for part in parts)


def _two_scripts(parts: Sequence[str]) -> bool:
    return len(parts) == 2 and len({is_native(part) for part in parts}) == 2


def _is_name(text: str) -> bool:
    plain = _BRACKETS.sub("", _EMAIL.sub("", text)).strip()
    if not plain or is_rank(plain) or values.RELATION.match(plain):
        return False
    return any(c.isalpha() for c in plain) and not any(c.isdigit() for c in plain)


def _is_whole_name(text: str) -> bool:
    """Whether a part is a name of two words and more, or one that says so by a title or e-mail."""
    plain = _PHONE.sub("", _BRACKETS.sub("", _EMAIL.sub("", text))).strip()
    if not _is_name(plain):
        return False
    bare = values.without_titles(plain)
    taken = rank_at_start(bare.split())
    words = bare.split()[taken:]
    return len(words) >= 2 or (len(words) == 1 and (plain != bare or taken > 0 or "@" in text))


def _person(text: str) -> NameCell:
    """One person with what stands beside the name."""
    found = NameCell("")
    email = _EMAIL.search(text)
    if email:
        found = found._replace(email=email[1].lower())
        text = f"{text[: email.start()]} {text[email.end() :]}"
    phone = _PHONE.search(text)
    if phone and (number := _phone(phone[0])):
        found = found._replace(phone=number)
        text = f"{text[: phone.start()]} {text[phone.end() :]}"
    for inside in _BRACKETS.findall(text):
        found = _beside(found, inside.strip())
    text = _BRACKETS.sub(" ", text)
    first, *lines = [line.strip() for line in text.split("\n") if line.strip()] or [""]
    first, *remarks = _BEHIND.split(first)
    for line in (*remarks, *lines):
        found = _beside(found, line.strip(" ,;-"))
    name, relation = _related(first.strip(" ,;-"))
    if relation:
        found = found._replace(relative=values.relative_name(relation) or "")
    return _named(found, name)


def _phone(written: str) -> str:
    try:
        return values.phone(written) or ""
    except values.Unreadable:
        return ""


def _beside(found: NameCell, text: str) -> NameCell:
    """`found` with what stands in brackets, behind a dash or on another line."""
    if not text:
        return found
    name, relation = _related(text)
    if relation and not name:
        return found._replace(relative=values.relative_name(relation) or "")
    if is_rank(text) and not found.rank:
        return found._replace(rank=text)
    if _CODE.fullmatch(text) and not found.code:
        return found._replace(code=text)
    return found._replace(aside="; ".join(part for part in (found.aside, text) if part))


def _related(text: str) -> tuple[str, str]:
    """The name, and the father's or husband's behind D/o, دختر and the like; "" for none."""
    relation = values.RELATION.search(text)
    if relation:
        return text[: relation.start()].strip(" ,;-"), text[relation.end() :]
    words = text.split()
    for number, word in enumerate(words[:-1]):
        if number > 0 and skeleton(word.strip(".:،,")) in values.RELATION_WORDS:
            return " ".join(words[:number]), " ".join(words[number + 1 :])
    return text, ""


def _named(found: NameCell, text: str) -> NameCell:
    """`found` with the name in `text`, which may have a rank, a title or two scripts."""
    bare = values.without_titles(text)
    parts = [part for part in _COMMA.split(bare) if part]
    if len(parts) > 1:
        told = [part for part in parts[1:] if is_rank(part) or _CODE.fullmatch(part)]
        others = [part for part in parts[1:] if part not in told]
        if len(others) == 1 and _is_family_first([parts[0], others[0]]):
            bare = f"{others[0]} {parts[0]}"  # family name first
        else:
            bare = parts[0]
            told += others
        for part in told:
            found = _beside(found, part)
    words = _RANK_NUMBER.sub(r"\1 \2 ", bare).split()
    taken = rank_at_start(words)
    if 0 < taken < len(words):
        rest = " ".join(words[taken:])
        belt = _BELT.match(rest)
        if belt:
            found = found._replace(code=found.code or belt[1])
            rest = rest[belt.end() :]
        found = found._replace(rank=found.rank or " ".join(words[:taken]).rstrip(":,"))
        bare = values.without_titles(rest)
    bare, rank = _without_rank_behind(bare)
    found = found._replace(rank=found.rank or rank)
    if numbered := NUMBER_BEHIND.fullmatch(bare):  # "Sana Ahmed 045", by a roll
        bare = numbered[1]
        found = found._replace(code=found.code or numbered[2])
    name, native = _in_scripts(bare)
    return found._replace(name=values.name(name) or "", native=native)


def _without_rank_behind(text: str) -> tuple[str, str]:
    """A name and the rank behind it, "" for none: "Sana Khan ASI"."""
    words = text.split()
    for first in range(2, len(words)):
        if rank_at_start(words[first:]) == len(words) - first:
            return " ".join(words[:first]), " ".join(words[first:])
    return text, ""


def _in_scripts(text: str) -> tuple[str, str]:
    """A name and, where the cell has it in Latin letters and in another script, the other one."""
    for gap in _SCRIPTS.finditer(text):
        one, other = text[: gap.start()], text[gap.end() :]
        if is_latin(one) and not _has_latin(other):
            return one, other
        if is_latin(other) and not _has_latin(one):
            return other, one
    return text, ""


def _has_latin(text: str) -> bool:
    return any(is_latin(c) for c in text)
