"""Whether two names can be one person's: in another spelling, order or script.

It finds candidates and proves nothing; a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from workbook.text import consonants, script, skeleton

Bearer = TypeVar("Bearer", bound=Hashable)

# Of 100, how alike two names must be: by their letters alone; by their consonants alone where the
# scripts differ; by both. Equal consonants make up for letters of which half agree.
_LETTERS = 86
_SOUND = 85
_BOTH = ((70, 88), (55, 100))


class Keys:
    """Short texts, each found by those that are alike without comparing every pair.

    A text is compared with those that begin or end with the same two letters: one slip, or a part
    left out in the middle, spares one of the two. `alike` is how like they must be, of 100.
    """

    def __init__(self, alike: int) -> None:
        self._alike = alike
        self._blocks: dict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()

    def add(self, key: str) -> None:
        """Let `key` be found from now on."""
        if key not in self._known:
            self._known.add(key)
            for block in _blocks(key):
                self._blocks[block].append(key)

    def near(self, key: str) -> dict[str, float]:
        """The texts that are alike, and how much, of 100; `key` itself where it was added."""
        from rapidfuzz import fuzz, process

        found: dict[str, float] = {}
        for block in _blocks(key):
            if keys := self._blocks.get(block):
                for other, score, _place in process.extract(
                    key, keys, scorer=fuzz.ratio, score_cutoff=self._alike, limit=None
                ):
                    found[other] = score
        return found


def _blocks(key: str) -> tuple[str, str]:
    return f"{key[:2]}-", f"-{key[-2:]}"


@dataclass(frozen=True, slots=True)
class _Name:
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


def _name(text: str) -> _Name:
    folded = skeleton(text)
    parts = folded.split()
    heard = (consonants(part).replace(" ", "") for part in text.split())
    sounds = [sound for sound in heard if sound]
    ordered = sorted(sounds)
    return _Name(
        script(text),
        "".join(c for c in folded if c.isdecimal()),
        frozenset(parts),
        frozenset({"".join(sorted(parts)), "".join(parts)} - {""}),
        frozenset({"".join(ordered), "".join(sounds)} - {""}),
        frozenset("".join(ordered[:n] + ordered[n + 1 :]) for n in range(len(ordered)))
        if len(ordered) > 2
        else frozenset(),
    )


class Names(Generic[Bearer]):
    """Names and who bears them, to be looked for."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], Keys] = {}
        self._borne: dict[tuple[str, str, str], list[tuple[_Name, Bearer]]] = defaultdict(list)

    def add(self, bearer: Bearer, text: str) -> None:
        """Let `bearer` be found by this name from now on."""
        name = _name(text)
        for kind, alike, keys in _indexed(name):
            index = self._keys.get((kind, name.digits))
            if index is None:
                index = self._keys[kind, name.digits] = Keys(alike)
            for key in keys:
                index.add(key)
                self._borne[kind, name.digits, key].append((name, bearer))
        for key in name.shorter:
            self._borne["shorter", name.digits, key].append((name, bearer))

    def near(self, text: str) -> list[Bearer]:
        """Those whose name may be this one, each once."""
        sought = _name(text)
        found: dict[Bearer, None] = {}
        for kind, _alike, keys in _indexed(sought):
            index = self._keys.get((kind, sought.digits))
            if index is None:
                continue
            for key in keys:
                for other, score in index.near(key).items():
                    for name, bearer in self._borne[kind, sought.digits, other]:
                        if bearer not in found and (
                            kind != _SOUNDS or _sounds_like(sought, name, score)
                        ):
                            found[bearer] = None
        for key in sought.sounds:
            self._add_all(found, ("shorter", sought.digits, key))
        for key in sought.shorter:
            self._add_all(found, (_SOUNDS, sought.digits, key))
        return list(found)

    def _add_all(self, found: dict[Bearer, None], place: tuple[str, str, str]) -> None:
        found.update((bearer, None) for _name, bearer in self._borne.get(place, ()))


_SOUNDS = "sounds"


def _indexed(name: _Name) -> Iterator[tuple[str, int, frozenset[str]]]:
    yield name.script, _LETTERS, name.letters
    yield _SOUNDS, _SOUND, name.sounds


def _sounds_like(one: _Name, other: _Name, score: float) -> bool:
    """Whether names that sound alike, `score` of 100, can be one by their letters too."""
    if one.script != other.script:
        return score >= _SOUND
    return any(
        score >= sound and _alike(one.letters, other.letters) >= letters for letters, sound in _BOTH
    )


def _alike(ones: frozenset[str], others: frozenset[str]) -> float:
    from rapidfuzz import fuzz

    return max((fuzz.ratio(one, other) for one in ones for other in others), default=0)


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
    if one.script == other.script and _alike(one.letters, other.letters) >= _LETTERS:
        return True
    if one.shorter & other.sounds or other.shorter & one.sounds:
        return True
    return _sounds_like(one, other, _alike(one.sounds, other.sounds))
