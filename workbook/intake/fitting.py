"""Which of a few known people a name of a file is: a row above, or a participant of a cohort."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from workbook.intake.likeness import names_compatible
from workbook.intake.match import number_key
from workbook.text import skeleton


class Fit(IntEnum):
    """How well somebody fits; of the first three, only a person can tell."""

    NOT = 0
    OTHER_NAME = 1  # a number of hers, on another name: an office's, or a slip
    PART = 2
    SOUND = 3
    NAME = 4
    NUMBER = 5
    BEFORE = 6  # somebody said so of an earlier file


def fit(
    names: Sequence[str],
    numbers: Mapping[str, str],
    own_names: Sequence[str],
    own_numbers: Mapping[str, str],
) -> Fit:
    """How well somebody with `names` and `numbers` fits one who has her own. Numbers are by field;
    every name is in any script.
    """
    if any(
        _numbered(field, own_numbers[field]) == _numbered(field, number)
        for field, number in numbers.items()
        if own_numbers.get(field)
    ):
        return Fit.NUMBER if names_compatible(names, own_names) else Fit.OTHER_NAME
    if not names or not own_names:
        return Fit.NOT
    if {_words(one) for one in names} & {_words(own) for own in own_names}:
        return Fit.NAME
    if not names_compatible(names, own_names):
        return Fit.NOT
    return Fit.PART if any(_is_part(a, b) for a in names for b in own_names) else Fit.SOUND


Known = tuple[Sequence[str], Mapping[str, str]]
"""Somebody's names, and her numbers by field."""


def fits(wanted: Sequence[Known], known: Sequence[Known]) -> list[dict[int, Fit]]:
    """Who of `known` each of `wanted` may be, by place.

    Names that only sound alike are looked for where no name and no number is equal.
    """
    equal: dict[object, set[int]] = defaultdict(set)
    for place, one in enumerate(known):
        for key in _keys(one):
            equal[key].add(place)
    found: list[dict[int, Fit]] = []
    for one in wanted:
        places: Iterable[int] = {place for key in _keys(one) for place in equal.get(key, ())}
        places = places or range(len(known))
        scored = {place: fit(*one, *known[place]) for place in places}
        found.append({place: how for place, how in scored.items() if how is not Fit.NOT})
    return found


def _keys(one: Known) -> set[object]:
    names, numbers = one
    said = {(field, _numbered(field, number)) for field, number in numbers.items() if number}
    return said | {_words(name) for name in names}


def settle(fits: Sequence[Mapping[int, Fit]]) -> list[tuple[int, Fit] | None]:
    """Who is certain, with how well she fits, for each of `fits` (fit by key); None for a doubt.

    The one who fits best and alone, unless she is somebody else of the file; but one who goes by a
    number or an earlier word can stand in it twice.
    """
    found: list[tuple[int, Fit] | None] = [None] * len(fits)
    claimed: set[int] = set()
    for level in (Fit.BEFORE, Fit.NUMBER, Fit.NAME, Fit.SOUND):
        sure: dict[int, int] = {}
        for place, options in enumerate(fits):
            # Whoever stands in the file under this very name is not also one that sounds so.
            free = claimed if level is Fit.SOUND else frozenset[int]()
            fitting = [key for key, how in options.items() if how >= level and key not in free]
            if found[place] is None and len(fitting) == 1:
                sure[place] = fitting[0]
        times = Counter(sure.values())
        for place, key in sure.items():
            if level >= Fit.NUMBER or (times[key] == 1 and key not in claimed):
                found[place] = (key, level)
        claimed |= {one[0] for one in found if one is not None}
    return found


def _numbered(field: str, text: str) -> str:
    return text.casefold() if field == "email" else number_key(text)


def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(skeleton(name).split()))


def _is_part(one: str, other: str) -> bool:
    words, other_words = set(_words(one)), set(_words(other))
    return words < other_words or other_words < words
