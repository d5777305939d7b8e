"""Who in the workbook a row of a list may be. It finds candidates; only equal numbers are certain.

Certain is an equal identity card, service or phone number on a compatible name, or nobody at all
who resembles her. An equal number on another name, or a name alone, is for a person to decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
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
_NUMBERS = (Evidence.NATIONAL_ID, Evidence.SERVICE_NUMBER, Evidence.PHONE)


@dataclass(frozen=True)
class Known:
    """A person of the workbook, or of the same list, as far as matching needs her.

    `names` in any script; `numbers` by Evidence; `agency` scopes the service number.
    """

    id: UUID
    names: tuple[str, ...]
    numbers: Mapping[Evidence, str] = field(default_factory=dict)
    agency: UUID | None = None


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


class People:
    """People to be matched against, indexed.

    `same` says by id whose record stands for somebody who has several: she is then found as that.
    """

    def __init__(
        self, people: Iterable[Known] = (), *, same: Mapping[UUID, UUID] | None = None
    ) -> None:
        self._same = same or {}
        self._people: dict[UUID, Known] = {}
        self._by_number: dict[tuple[Evidence, str], list[UUID]] = defaultdict(list)
        self._names: Names[UUID] = Names()
        for person in people:
            self.add(person)

    def add(self, person: Known) -> None:
        """Let `person` be found from now on."""
        self._people[person.id] = person
        for kind, number in person.numbers.items():
            self._by_number[kind, number_key(number)].append(person.id)
        for name in person.names:
            self._names.add(person.id, name)

    def get(self, id_: UUID) -> Known:
        """The person with this id; KeyError when she was not added."""
        return self._people[id_]

    def match(self, sought: Known) -> Match:
        """Who of these people `sought` is. She herself, by id, is certain."""
        if sought.id in self._people:
            return Match(self._same.get(sought.id, sought.id), ())
        by_number = self._with_a_number_of(sought)
        found = self._one_each(
            Candidate(
                id_,
                tuple(evidence),
                names_compatible(sought.names, self._people[id_].names),
            )
            for id_, evidence in by_number.items()
        )
        if len(found) == 1 and found[0].names_agree:
            return Match(found[0].id, ())
        known = {candidate.id for candidate in found}
        found += [
            candidate
            for candidate in self._one_each(
                Candidate(id_, (Evidence.NAME,), True)
                for id_ in self._with_the_name_of(sought)
                if id_ not in by_number and not _other_cards(sought, self._people[id_])
            )
            if candidate.id not in known
        ]
        found.sort(key=lambda c: (not c.names_agree, -len(c.evidence), c.id.int))
        return Match(None, tuple(found))

    def _one_each(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The same, each person once, as the record that stands for her."""
        if not self._same:
            return list(candidates)
        found: dict[UUID, Candidate] = {}
        for candidate in candidates:
            id_ = self._same.get(candidate.id, candidate.id)
            before = found.get(id_)
            evidence = (*(before.evidence if before else ()), *candidate.evidence)
            agree = candidate.names_agree or (before is not None and before.names_agree)
            found[id_] = Candidate(id_, tuple(dict.fromkeys(evidence)), agree)
        return list(found.values())

    def _with_a_number_of(self, sought: Known) -> dict[UUID, list[Evidence]]:
        found: dict[UUID, list[Evidence]] = {}
        for kind in _NUMBERS:
            number = sought.numbers.get(kind)
            if number is None:
                continue
            for id_ in self._by_number.get((kind, number_key(number)), ()):
                if kind is Evidence.SERVICE_NUMBER and not _same_agency(sought, self._people[id_]):
                    continue
                found.setdefault(id_, []).append(kind)
        return found

    def _with_the_name_of(self, sought: Known) -> list[UUID]:
        found = {id_ for name in sought.names for id_ in self._names.near(name)}
        return sorted(found, key=lambda id_: id_.int)


def number_key(number: str) -> str:
    """A number as it is compared: letters and digits alone."""
    return "".join(c for c in skeleton(number) if c.isalnum())


def _other_cards(one: Known, other: Known) -> bool:
    """Whether both have an identity card and the numbers differ by more than a slip."""
    from rapidfuzz.distance import DamerauLevenshtein

    cards = [number_key(known.numbers.get(Evidence.NATIONAL_ID, "")) for known in (one, other)]
    return all(cards) and DamerauLevenshtein.distance(*cards) > _SLIPS


def _same_agency(one: Known, other: Known) -> bool:
    return one.agency is None or other.agency is None or one.agency == other.agency
