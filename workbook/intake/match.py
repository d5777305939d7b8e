"""Who in the workbook a row of a list may be. It finds candidates; only equal numbers are certain.

Certain is an equal identity card, service or phone number on a compatible name, or nobody at all
who resembles her. An equal number on another name, or a name alone, is for a person to decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from workbook.intake.likeness import Names, names_compatible
from workbook.text import skeleton


class Evidence(StrEnum):
    """What a candidate has in common with the row."""

    NATIONAL_ID = "national_id"
    SERVICE_NUMBER = "service_number"
    PHONE = "phone"
    NAME = "name"


# So many digits of an identity card can be typed wrong; more make it another person's.
_SLIPS = 2
NUMBERS = (Evidence.NATIONAL_ID, Evidence.SERVICE_NUMBER, Evidence.PHONE)
"""The numbers by which somebody is found, the best evidence first."""


@dataclass(slots=True)  # not frozen: thousands are made, each in several times as long
class Known:
    """A person of the workbook, or of the same list, as far as matching needs her.

    `names` in any script; `numbers` by Evidence; `agency` scopes the service number.
    """

    id: UUID
    names: tuple[str, ...]
    numbers: Mapping[Evidence, str] = field(default_factory=dict)
    agency: UUID | None = None
    keys: Mapping[Evidence, str] = field(init=False, repr=False, compare=False)
    """Her numbers as they are compared."""

    def __post_init__(self) -> None:
        self.keys = {kind: number_key(number) for kind, number in self.numbers.items()}

    @property
    def card(self) -> str:
        """Her identity card as it is compared; "" where none is known."""
        return self.keys.get(Evidence.NATIONAL_ID, "")


@dataclass(frozen=True)
class Candidate:
    """Somebody a row may be: what speaks for her, and whether the names agree."""

    id: UUID
    evidence: tuple[Evidence, ...]
    names_agree: bool


@dataclass(frozen=True)
class Match:
    """`certain` is who it is; else `candidates`, best first, are for a person to choose from.

    Both empty: nobody, so it is somebody new.
    """

    certain: UUID | None
    candidates: tuple[Candidate, ...]


_NOBODY = Match(None, ())


class People:
    """People to be matched against, indexed.

    `same` says by id whose record stands for somebody who has several: she is then found as that.
    `slips` is how many digits of an identity card may be wrong: nobody is found by her name whose
    card differs more.
    """

    def __init__(
        self,
        people: Iterable[Known] = (),
        *,
        same: Mapping[UUID, UUID] | None = None,
        slips: int = _SLIPS,
    ) -> None:
        self._same = same or {}
        self._slips = slips
        self._people: list[Known] = []
        self._by_id: dict[UUID, Known] = {}
        self._by_number: dict[Evidence, dict[str, list[int]]] = defaultdict(dict)
        # By place in _people; apart, because a card can rule out all who have one.
        self._with_card: Names[int] = Names()
        self._without_card: Names[int] = Names()
        for person in people:
            self.add(person)

    def add(self, person: Known) -> None:
        """Let `person` be found from now on."""
        place = len(self._people)
        self._people.append(person)
        self._by_id[person.id] = person
        for kind, key in person.keys.items():
            self._by_number[kind].setdefault(key, []).append(place)
        names = self._with_card if person.card else self._without_card
        for name in person.names:
            names.add(place, name)

    def get(self, id_: UUID) -> Known:
        """The person with this id; KeyError when she was not added."""
        return self._by_id[id_]

    def match(self, sought: Known) -> Match:
        """Who of these people `sought` is. She herself, by id, is certain."""
        if not self._people:
            return _NOBODY
        if sought.id in self._by_id:
            return Match(self._same.get(sought.id, sought.id), ())
        by_number = self._with_a_number_of(sought)
        found = self._one_each(
            [
                Candidate(
                    (known := self._people[place]).id,
                    tuple(evidence),
                    names_compatible(sought.names, known.names),
                )
                for place, evidence in by_number.items()
            ]
        )
        if len(found) == 1 and found[0].names_agree:
            return Match(found[0].id, ())
        named = self._with_the_name_of(sought)
        if not found and not named:
            return _NOBODY
        known_ids = {candidate.id for candidate in found}
        found += [
            candidate
            for candidate in self._one_each(
                [
                    Candidate(self._people[place].id, (Evidence.NAME,), True)
                    for place in named
                    if place not in by_number
                ]
            )
            if candidate.id not in known_ids
        ]
        found.sort(key=lambda c: (not c.names_agree, -len(c.evidence), c.id.int))
        return Match(None, tuple(found))

    def _one_each(self, candidates: list[Candidate]) -> list[Candidate]:
        """The same, each person once, as the record that stands for her."""
        if not self._same:
            return candidates
        found: dict[UUID, Candidate] = {}
        for candidate in candidates:
            id_ = self._same.get(candidate.id, candidate.id)
            before = found.get(id_)
            evidence = (*(before.evidence if before else ()), *candidate.evidence)
            agree = candidate.names_agree or (before is not None and before.names_agree)
            found[id_] = Candidate(id_, tuple(dict.fromkeys(evidence)), agree)
        return list(found.values())

    def _with_a_number_of(self, sought: Known) -> dict[int, list[Evidence]]:
        """Who has a number of hers, by place, and which; the best evidence first."""
        found: dict[int, list[Evidence]] = {}
        for kind in NUMBERS:
            key = sought.keys.get(kind)
            if key is None or key not in self._by_number[kind]:
                continue
            for place in self._by_number[kind][key]:
                other = self._people[place]
                if kind is not Evidence.SERVICE_NUMBER or _same_agency(sought, other):
                    found.setdefault(place, []).append(kind)
        return found

    def _with_the_name_of(self, sought: Known) -> set[int]:
        """Who has a name like hers, by place, and no other card."""
        found = {place for name in sought.names for place in self._without_card.near(name)}
        if sought.card and not self._slips:
            return found  # an equal card is a number
        named = {place for name in sought.names for place in self._with_card.near(name)}
        if sought.card and named:
            named = self._with_a_slip(sought.card, named)
        return found | named

    def _with_a_slip(self, card: str, places: Iterable[int]) -> set[int]:
        """Those whose card may be this one, written wrong."""
        extract, distance = _rapidfuzz()
        cards = {place: self._people[place].card for place in places}
        alike = extract(card, cards, scorer=distance, score_cutoff=self._slips, limit=None)
        return {place for _card, _slips, place in alike}


@cache
def _rapidfuzz() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Its search, and how many letters of two texts differ; loaded when cards are compared."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    return process.extract, OSA.distance


def in_common(one: Known, other: Known) -> tuple[Evidence, ...]:
    """What speaks for two being one person: equal numbers, the best first, and the names."""
    found = [
        kind for kind in NUMBERS if kind in one.keys and one.keys[kind] == other.keys.get(kind)
    ]
    if names_compatible(one.names, other.names):
        found.append(Evidence.NAME)
    return tuple(found)


_NO_SIGNS = re.compile("[^a-z0-9]+")


def number_key(number: str) -> str:
    """A number as it is compared: letters and digits alone."""
    if number.isascii():
        plain = number.replace("-", "")
        if plain.isdigit():
            return plain
        return _NO_SIGNS.sub("", number.lower())
    return "".join(c for c in skeleton(number) if c.isalnum())


def _same_agency(one: Known, other: Known) -> bool:
    return one.agency is None or other.agency is None or one.agency == other.agency
