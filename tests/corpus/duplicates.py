"""Are people found again? Scores the matching of names on a folder of invented names.

    python tests/corpus/duplicates.py FOLDER

FOLDER holds name_variants.csv (native, latin_spellings parted by |) and names.csv (name_latin,
name_native, given_latin, family_latin, country). Prints recall across scripts, recall within a
script on names that were damaged here, and how many candidates a new person has. Exit code 1 when
a limit is missed. The same names are drawn every time.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from uuid import UUID

from workbook.intake.match import Known, Match, People

ACROSS, WITHIN, CANDIDATES = 0.94, 0.97, 3.0
PRESENT, NEW = 10_000, 1_000

Pair = tuple[str, str]
"""A name as it stands in the workbook, and as it is written in a list."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    random = Random(7)
    names = _rows(folder / "names.csv")
    variants = [
        (row["native"], latin)
        for row in _rows(folder / "name_variants.csv")
        for latin in row["latin_spellings"].split("|")
    ]
    pairs = [
        (row["name_native"], row["name_latin"])
        for row in names
        if row["name_native"] and row["name_latin"]
    ]
    good = [
        _scored("single names, native to Latin spellings", variants, ACROSS),
        _scored("whole names, native to Latin", pairs, ACROSS),
        _scored("whole names, Latin to native", [(b, a) for a, b in pairs], ACROSS),
    ]
    for column in ("name_latin", "name_native"):
        whole = sorted({row[column] for row in names if row[column]})
        for damage in DAMAGES:
            said = f"{column[5:]}, {damage.__name__.replace('_', ' ')}"
            good.append(_scored(said, list(_damaged(whole, damage, random)), WITHIN))
    good.append(_new_people(names, random))
    return 0 if all(good) else 1


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# -- people that are there


def _scored(what: str, pairs: Sequence[Pair], limit: float) -> bool:
    ids = {name: UUID(int=n) for n, name in enumerate(dict.fromkeys(name for name, _ in pairs), 1)}
    people = People(Known(id_, (name,)) for name, id_ in ids.items())
    matches = [(ids[name], people.match(_sought(written))) for name, written in pairs]
    recall = sum(_found(id_, match) for id_, match in matches) / len(matches)
    candidates = sum(len(match.candidates) for _id, match in matches) / len(matches)
    automatic = sum(match.certain is not None for _id, match in matches)
    print(
        f"{what:45} recall {recall:.3f} (limit {limit}), {candidates:4.1f} candidates,"
        f" {automatic} taken for one unasked, {len(pairs):,} pairs"
    )
    return recall >= limit and not automatic


def _found(id_: UUID, match: Match) -> bool:
    return id_ in {candidate.id for candidate in match.candidates}


def _sought(*names: str) -> Known:
    return Known(UUID(int=0), names)


# -- damage


def a_letter_left_out(name: str, random: Random) -> str:
    place = _letter(name, random)
    return name[:place] + name[place + 1 :]


def a_letter_twice(name: str, random: Random) -> str:
    place = _letter(name, random)
    return name[:place] + name[place] + name[place:]


def another_letter(name: str, random: Random) -> str:
    place = _letter(name, random)
    return name[:place] + name[_letter(name, random)].lower() + name[place + 1 :]


def two_letters_swapped(name: str, random: Random) -> str:
    places = [n for n in range(len(name) - 1) if name[n : n + 2].isalpha()]
    place = random.choice(places) if places else 0
    return name[:place] + name[place : place + 2][::-1] + name[place + 2 :]


def parts_in_another_order(name: str, random: Random) -> str:
    parts = name.split()
    random.shuffle(parts)
    return " ".join(parts)


def one_part_of_three_left_out(name: str, random: Random) -> str:
    parts = name.split()
    if len(parts) > 2:
        parts.pop(random.randrange(len(parts)))
    return " ".join(parts)


def blanks_left_out(name: str, random: Random) -> str:
    parts = name.split()
    place = random.randrange(len(parts))
    return " ".join([*parts[:place], "".join(parts[place : place + 2]), *parts[place + 2 :]])


def vowels_as_heard(name: str, random: Random) -> str:
    other = {"e": "i", "i": "e", "o": "u", "u": "o", "ee": "i"}
    return "".join(other.get(c, c) if random.random() < 0.5 else c for c in name)


def capitals(name: str, random: Random) -> str:
    return name.upper()


DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    a_letter_left_out,
    a_letter_twice,
    another_letter,
    two_letters_swapped,
    parts_in_another_order,
    one_part_of_three_left_out,
    blanks_left_out,
    vowels_as_heard,
    capitals,
)


def _letter(name: str, random: Random) -> int:
    return random.choice([place for place, letter in enumerate(name) if letter.isalpha()])


def _damaged(
    names: Iterable[str], damage: Callable[[str, Random], str], random: Random
) -> Iterable[Pair]:
    for name in names:
        # A name of one part and one slip is as near to other names as to its own.
        if " " in name:
            yield name, damage(name, random)


# -- people that are not


def _new_people(names: Sequence[dict[str, str]], random: Random) -> bool:
    """How many candidates somebody new has among PRESENT people named out of the same names."""
    halves: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for row in names:
        native, given = row["name_native"].split(), row["given_latin"].split()
        if native and given and row["family_latin"]:
            split = len(given)
            halves[row["country"]].append(
                (
                    row["given_latin"],
                    row["family_latin"],
                    " ".join(native[:split]),
                    " ".join(native[split:]),
                )
            )
    countries = sorted(halves)

    def somebody() -> tuple[str, ...]:
        known = halves[random.choice(countries)]
        one, other = random.choice(known), random.choice(known)
        latin, native = f"{one[0]} {other[1]}", f"{one[2]} {other[3]}"
        return random.choice([(latin,), (latin,), (native,), (latin, native)])

    present = [somebody() for _ in range(PRESENT)]
    people = People(Known(UUID(int=n), written) for n, written in enumerate(present, 1))
    taken = {name for written in present for name in written}
    new = [found for found in (somebody() for _ in range(NEW)) if not taken & set(found)]
    matches = [people.match(_sought(*written)) for written in new]
    average = sum(len(match.candidates) for match in matches) / len(matches)
    print(
        f"{len(new)} new people among {PRESENT:,}: {average:.2f} candidates on average"
        f" (limit {CANDIDATES:g}), {sum(not match.candidates for match in matches)} with none"
    )
    return average <= CANDIDATES and not any(match.certain for match in matches)


if __name__ == "__main__":
    sys.exit(main())
