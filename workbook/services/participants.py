"""Who among the participants of a cohort the names of a report or a list of marks are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from sqlalchemy import Connection, select

from workbook.domain.people import PERSON
from workbook.intake.match import names_compatible, number_key
from workbook.services.people import Member, roster
from workbook.storage import tables as t
from workbook.text import skeleton

_person = t.RECORDS[PERSON.name]


class Fit(IntEnum):
    """How well a participant fits a name; of the first two, only a person can tell."""

    NOT = 0
    PART = 1
    SOUND = 2
    NAME = 3
    NUMBER = 4
    BEFORE = 5


@dataclass(frozen=True)
class Sought:
    """Somebody to be found: her spellings, and phone, identity card, e-mail or Ref by field.

    `before` is the person who was said to be she in an earlier file.
    """

    spellings: tuple[str, ...]
    numbers: Mapping[str, str] = field(default_factory=dict)
    before: int | None = None


@dataclass(frozen=True)
class Found:
    """Who somebody is: `member` None where a person must tell; `candidates` best first.

    `taken`: the one who fits is somebody else of the same file. `several`: more than one fits.
    """

    member: Member | None
    fit: Fit
    candidates: tuple[Member, ...]
    taken: bool = False

    @property
    def several(self) -> bool:
        return len(self.candidates) > 1


_NUMBERS = ("phone", "national_id", "email")


class Participants:
    """The members of a cohort, each once, with what they are found by."""

    def __init__(self, db: Connection, cohort_id: int) -> None:
        self.members = tuple(m for m in roster(db, cohort_id=cohort_id) if not m.erased)
        people = [member.person_id for member in self.members]
        rows = db.execute(
            select(_person.c.id, *(_person.c[name] for name in _NUMBERS)).where(
                _person.c.id.in_(people)
            )
        ).mappings()
        self._numbers = {
            row["id"]: {n: _numbered(n, row[n]) for n in _NUMBERS if row[n]} for row in rows
        }

    def by_enrolment(self, enrolment: int | None) -> Member | None:
        """The member with this enrolment among hers."""
        return next((m for m in self.members if enrolment in m.enrolment_ids), None)

    def find(self, wanted: Sequence[Sought]) -> list[Found]:
        """Who each of `wanted` is. Where two could be one participant, a person must tell, but
        of those that number or an earlier decision proves.
        """
        fits = [[(self._fit(one, m), m) for m in self.members] for one in wanted]
        found: list[Found | None] = [None] * len(wanted)
        claimed: set[int] = set()
        for level in (Fit.BEFORE, Fit.NUMBER, Fit.NAME, Fit.SOUND):
            sure: dict[int, Member] = {}
            for place, options in enumerate(fits):
                if found[place] is not None:
                    continue
                # Whoever has this very name elsewhere in the file is not also one that sounds so.
                open_ = [
                    m
                    for fit, m in options
                    if fit >= level and (level is not Fit.SOUND or m.enrolment_id not in claimed)
                ]
                if len(open_) == 1:
                    sure[place] = open_[0]
            times = Counter(member.enrolment_id for member in sure.values())
            for place, member in sure.items():
                one_only = times[member.enrolment_id] == 1 and member.enrolment_id not in claimed
                if level >= Fit.NUMBER or one_only:
                    found[place] = Found(member, level, (member,))
            claimed |= {one.member.enrolment_id for one in found if one and one.member}
        return [
            one if one is not None else _doubt(options, claimed)
            for one, options in zip(found, fits, strict=True)
        ]

    def _fit(self, sought: Sought, member: Member) -> Fit:
        if sought.before == member.person_id:
            return Fit.BEFORE
        own = self._numbers.get(member.person_id, {})
        names = [name for name in (member.name, member.name_native) if name]
        said = {n: _numbered(n, text) for n, text in sought.numbers.items()}
        if any(own.get(n) == text for n, text in said.items()):
            # A number on another name is an office's, or a slip.
            return Fit.NUMBER if names_compatible(sought.spellings, names) else Fit.PART
        if not sought.spellings or not names:
            return Fit.NOT
        if {_words(one) for one in sought.spellings} & {_words(name) for name in names}:
            return Fit.NAME
        if not names_compatible(sought.spellings, names):
            return Fit.NOT
        parts = any(_is_part(one, name) for one in sought.spellings for name in names)
        return Fit.PART if parts else Fit.SOUND


def _numbered(name: str, text: str) -> str:
    return text.casefold() if name == "email" else number_key(text)


def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(skeleton(name).split()))


def _is_part(one: str, other: str) -> bool:
    words, other_words = set(_words(one)), set(_words(other))
    return words < other_words or other_words < words


def _doubt(options: Iterable[tuple[Fit, Member]], claimed: set[int]) -> Found:
    fitting = sorted(
        ((fit, member) for fit, member in options if fit is not Fit.NOT),
        key=lambda option: (-option[0], option[1].enrolment_id in claimed, option[1].name),
    )
    best = fitting[0][0] if fitting else Fit.NOT
    candidates = tuple(member for _fit, member in fitting)
    taken = len(candidates) == 1 and candidates[0].enrolment_id in claimed
    return Found(None, best, candidates, taken)
