"""Whether two names can be one person's: in another spelling, order or script.

It finds candidates and proves nothing; a person decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Sequence
from functools import cache, lru_cache
from types import ModuleType
from typing import Generic, NamedTuple, TypeVar

from workbook.text import clean, consonants, script, skeleton

Bearer = TypeVar("Bearer", bound=Hashable)

# Of 100, how alike two names must be: by their letters alone; by their consonants alone where the
# scripts differ; by both. Equal consonants make up for letters of which half agree.
_LETTERS = 86
_SOUND = 85
_BOTH = ((55, 100), (70, 88))


class Keys:
    """Short texts, each found by those that are alike without comparing every pair.

    A text is compared with those that begin or end with the same two letters: one slip, or a part
    left out in the middle, spares one of the two. `alike` is how like they must be, of 100: so much
    of both together must be common, which rules out those that are much longer or shorter.
    """

    def __init__(self, alike: int) -> None:
        self._alike = alike
        # The texts of each block, the shortest first, and how long each of them is.
        self._blocks: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        self._known: set[str] = set()

    def add(self, key: str) -> None:
        """Let `key` be found from now on."""
        if key not in self._known:
            self._known.add(key)
            for block in _blocks(key):
                keys, lengths = self._blocks[block]
                place = bisect_right(lengths, len(key))
                keys.insert(place, key)
                lengths.insert(place, len(key))

    def near(self, key: str) -> dict[str, float]:
        """The texts that are alike, and how much, of 100; `key` itself where it was added."""
        fuzz, process = _rapidfuzz()
        alike, others = self._alike, 200 - self._alike
        shortest, longest = -(-alike * len(key) // others), others * len(key) // alike
        found: dict[str, float] = {}
        for block in _blocks(key):
            if block not in self._blocks:
                continue
            keys, lengths = self._blocks[block]
            fitting = keys[bisect_left(lengths, shortest) : bisect_right(lengths, longest)]
            for other, score, _place in process.extract(
                key, fitting, scorer=fuzz.ratio, score_cutoff=alike, limit=None
            ):
                found[other] = score
        return found


@cache
def _rapidfuzz() -> tuple[ModuleType, ModuleType]:
    """Its modules fuzz and process, loaded when names are compared."""
    from rapidfuzz import fuzz, process

    return fuzz, process


def _blocks(key: str) -> tuple[str, str]:
    return f"{key[:2]}-", f"-{key[-2:]}"


class _Name(NamedTuple):
    """A name as it is compared. `letters` and `sounds` have no blanks: parts in alphabetical order,
    and as written. `digits` tell apart people who are numbered. `shorter` are the sounds without
    one of three parts or more.
    """

    script: str
    digits: str
    parts: frozenset[str]
    letters: frozenset[str]
    sounds: frozenset[str]
    shorter: frozenset[str]


@lru_cache(maxsize=2_000)
def _name(text: str) -> _Name:
    words = [_word(word) for word in clean(text).split()]
    parts = " ".join([folded for folded, _sound in words]).split()
    written = "".join(parts)
    sounds = [sound for _folded, sound in words if sound]
    ordered = sorted(sounds)
    return _Name(
        script(text),
        "" if written.isalpha() else "".join(c for c in written if c.isdecimal()),
        frozenset(parts),
        frozenset(filter(None, ("".join(sorted(parts)), written))),
        frozenset(filter(None, ("".join(ordered), "".join(sounds)))),
        frozenset("".join(ordered[:n] + ordered[n + 1 :]) for n in range(len(ordered)))
        if len(ordered) > 2
        else frozenset(),
    )


@lru_cache(maxsize=20_000)
def _word(word: str) -> tuple[str, str]:
    """A word of a name for comparison, and how it sounds: many people share it."""
    return skeleton(word), consonants(word).replace(" ", "")


class _Index(Generic[Bearer]):
    """Names that are compared with each other: those of equal digits.

    `letters` are by script. By a key of each kind: who bears a name that has it.
    """

    def __init__(self) -> None:
        self.letters: dict[str, Keys] = defaultdict(lambda: Keys(_LETTERS))
        self.sounds = Keys(_SOUND)
        self.by_letters: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
        self.by_sound: dict[str, list[tuple[Bearer, _Name]]] = defaultdict(list)
        self.by_shorter: dict[str, list[Bearer]] = defaultdict(list)

    def add(self, bearer: Bearer, name: _Name) -> None:
        for key in name.letters:
            self.letters[name.script].add(key)
            self.by_letters[name.script, key].append(bearer)
        for key in name.sounds:
            self.sounds.add(key)
            self.by_sound[key].append((bearer, name))
        for key in name.shorter:
            self.by_shorter[key].append(bearer)

    def near(self, sought: _Name) -> dict[Bearer, None]:
        found: dict[Bearer, None] = {}
        if keys := self.letters.get(sought.script):
            for key in sought.letters:
                for other in keys.near(key):
                    found.update(dict.fromkeys(self.by_letters[sought.script, other]))
        for key in sought.sounds:
            for other, score in self.sounds.near(key).items():
                for bearer, name in self.by_sound[other]:
                    if bearer not in found and _sounds_like(sought, name, score):
                        found[bearer] = None
            found.update(dict.fromkeys(self.by_shorter.get(key, ())))
        for key in sought.shorter:
            found.update((bearer, None) for bearer, _name in self.by_sound.get(key, ()))
        return found


class Names(Generic[Bearer]):
    """Names and who bears them, to be looked for."""

    def __init__(self) -> None:
        self._added: list[tuple[Bearer, str]] = []
        self._by_digits: dict[str, _Index[Bearer]] = defaultdict(_Index)

    def add(self, bearer: Bearer, text: str) -> None:
        """Let `bearer` be found by this name from now on."""
        # Who is known by a number is never looked for by name: many a list needs no index.
        self._added.append((bearer, text))

    def near(self, text: str) -> list[Bearer]:
        """Those whose name may be this one, each once."""
        for bearer, added in self._added:
            name = _name(added)
            self._by_digits[name.digits].add(bearer, name)
        self._added.clear()
        if not self._by_digits:
            return []
        sought = _name(text)
        index = self._by_digits.get(sought.digits)
        return [] if index is None else list(index.near(sought))


def _sounds_like(one: _Name, other: _Name, score: float) -> bool:
    """Whether names that sound alike, `score` of 100, can be one by their letters too."""
    if one.script != other.script:
        return score >= _SOUND
    for letters, sound in _BOTH:
        if score >= sound:
            return _are_alike(one.letters, other.letters, letters)
    return False


def _are_alike(ones: frozenset[str], others: frozenset[str], least: int) -> bool:
    """Whether two of them are alike by `least` of 100 and more."""
    ratio = _rapidfuzz()[0].ratio
    for one in ones:
        for other in others:
            if ratio(one, other, score_cutoff=least) >= least:
                return True
    return False


def _most_alike(ones: frozenset[str], others: frozenset[str]) -> float:
    """How much the two that are most alike are so, of 100; 0 of none."""
    ratio = _rapidfuzz()[0].ratio
    return max((ratio(one, other) for one in ones for other in others), default=0)


def names_compatible(ones: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two people's names can be one name: in another order, spelling or script.

    A name that is part of the other ("Uzma", "Uzma Ahmed") is compatible; no name at all is too.
    """
    if not ones or not others:
        return True
    mine, theirs = [_name(one) for one in ones], [_name(other) for other in others]
    return any(_one_name(one, other) for one in mine for other in theirs)


def _one_name(one: _Name, other: _Name) -> bool:
    if one.parts <= other.parts or other.parts <= one.parts:
        return True
    if one.digits != other.digits:
        return False
    if one.script == other.script and _are_alike(one.letters, other.letters, _LETTERS):
        return True
    if one.shorter & other.sounds or other.shorter & one.sounds:
        return True
    return _sounds_like(one, other, _most_alike(one.sounds, other.sounds))
