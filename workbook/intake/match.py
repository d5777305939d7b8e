"""Who in the workbook a row of a list may be. It finds candidates; only equal numbers are certain.

Certain is an equal identity card, service or phone number on a compatible name, or nobody at all
who resembles her. An equal number on another name, or a name alone, is for a person to decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from workbook.text import consonants, has_arabic_script, skeleton

# Of 100. Two spellings of one name in one script, by letters and by consonants.
_ALIKE_LETTERS = 70
_ALIKE_CONSONANTS = 88


class Evidence(StrEnum):
    """What a candidate has in common with the row."""

    NATIONAL_ID = "national_id"
    SERVICE_NUMBER = "service_number"
    PHONE = "phone"
    NAME = "name"


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


class Keys:
    """Name keys, each found by those that sound like it without comparing every pair.

    Short keys that are alike agree once a letter or two of each are dropped; the few long ones are
    compared one by one.
    """

    def __init__(self) -> None:
        self._by_variant: dict[str, set[str]] = defaultdict(set)
        self._long: set[str] = set()

    def add(self, key: str) -> None:
        """Let `key` be found from now on."""
        for variant in _variants(key):
            self._by_variant[variant].add(key)
        if len(key) >= _SCANNED_FROM:
            self._long.add(key)

    def near(self, key: str) -> set[str]:
        """The keys that are _ALIKE_CONSONANTS of 100 or more like `key`, itself included."""
        from rapidfuzz import fuzz

        found: set[str] = set()
        for variant in _variants(key):
            found |= self._by_variant.get(variant, _NONE)
        if len(key) >= _SCANNED_FROM:
            found |= self._long
        return {other for other in found if fuzz.ratio(key, other) >= _ALIKE_CONSONANTS}


# At 88 of 100, keys of up to 4 letters must be equal; of up to 9 one letter may have to be dropped,
# of up to 13 two. Longer ones have no variants; what they are like has 11 letters at least.
_DROPPED = ((4, 0), (9, 1), (13, 2))
_SCANNED_FROM = 11
_NONE: frozenset[str] = frozenset()


def _variants(key: str) -> set[str]:
    dropped = next((count for length, count in _DROPPED if len(key) <= length), None)
    if dropped is None:
        return set()
    return {
        "".join(kept)
        for count in range(dropped + 1)
        for kept in combinations(key, len(key) - count)
    }


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
        self._by_key: dict[str, list[UUID]] = defaultdict(list)
        self._keys = Keys()
        for person in people:
            self.add(person)

    def add(self, person: Known) -> None:
        """Let `person` be found from now on."""
        self._people[person.id] = person
        for kind, number in person.numbers.items():
            self._by_number[kind, number_key(number)].append(person.id)
        for name in person.names:
            for key in name_keys(name):
                if key not in self._by_key:
                    self._keys.add(key)
                self._by_key[key].append(person.id)

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
                if id_ not in by_number
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
        keys = {key for name in sought.names for key in name_keys(name)}
        alike = {near for key in keys for near in self._keys.near(key)}
        found = {id_ for key in alike for id_ in self._by_key[key]}
        return sorted(
            (id_ for id_ in found if names_compatible(sought.names, self._people[id_].names)),
            key=lambda id_: id_.int,
        )


def number_key(number: str) -> str:
    """A number as it is compared: letters and digits alone."""
    return "".join(c for c in skeleton(number) if c.isalnum())


def _same_agency(one: Known, other: Known) -> bool:
    return one.agency is None or other.agency is None or one.agency == other.agency


def name_keys(name: str) -> set[str]:
    """What a name is found by: its consonants, parts in alphabetical order, and as written."""
    parts = consonants(name).split()
    return {"".join(sorted(parts)), "".join(parts)} - {""}


def names_compatible(ones: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two people's names can be one name: in another order, spelling or script.

    A name that is part of the other ("Uzma", "Uzma Ahmed") is compatible; no name at all is too.
    """
    if not ones or not others:
        return True
    return any(_one_name(one, other) for one in ones for other in others)


def _sound_alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    keys, other_keys = name_keys(one), name_keys(other)
    return any(
        fuzz.ratio(key, other_key) >= _ALIKE_CONSONANTS for key in keys for other_key in other_keys
    )


def letters_alike(one: str, other: str) -> bool:
    """Whether two folded names in one script are alike by their letters, in any order of parts."""
    from rapidfuzz import fuzz

    return fuzz.token_sort_ratio(one, other) >= _ALIKE_LETTERS


def _one_name(one: str, other: str) -> bool:
    parts, other_parts = set(skeleton(one).split()), set(skeleton(other).split())
    if parts <= other_parts or other_parts <= parts:
        return True
    same_script = has_arabic_script(one) == has_arabic_script(other)
    if same_script and not letters_alike(skeleton(one), skeleton(other)):
        return False
    return _sound_alike(one, other)
