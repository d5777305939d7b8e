"""What the captions of columns mean, in seven languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from workbook.intake.header_words import NAME, OTHER, WORDS
from workbook.text import skeleton

_LONGEST = 25  # words of a caption: a question of a form, never a paragraph
_PHRASE = 7  # words of the longest phrase in header_words
_FUZZY = 6  # letters from which on one may be wrong

_NUMBERING = re.compile(r"^\s*[(\[]?\s*[Qq]?\s*\d{1,2}\s*[.):\-]\s*(?=\D)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINER = re.compile("(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])")
_NUMBER_SIGN = re.compile(r"#|\bn\s*[°º]", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_SIGNS = re.compile(r"[^A-Za-z0-9]+")
_ARTICLE = re.compile(r"(?<!\w)(و?)ال(?=\w{2})")


@dataclass(frozen=True)
class Said:
    """What a caption says: its field (or OTHER), whether it says just that and no more, and the
    caption it is a slip of, "" for none.
    """

    field: str
    whole: bool = True
    slip_of: str = ""


def caption_key(caption: str) -> str:
    """A caption for comparison: its words apart by one blank, without case, accents, signs,
    numbering and the Arabic article; "#" and "N°" are "no", "%" is "percent".
    """
    text = _NUMBERING.sub("", caption)
    text = _JOINER.sub(" ", _CAMEL.sub(" ", text))
    text = _NUMBER_SIGN.sub(" no ", text).replace("%", " percent ")
    if text.isascii():
        return " ".join(_SIGNS.sub(" ", text).casefold().split())
    text = "".join(
        c if unicodedata.category(c)[0] in "LNM" or c in "\u200d\u200c\u200e\u200f\u0640" else " "
        for c in unicodedata.normalize("NFKC", text)
    )
    return " ".join(_ARTICLE.sub(r"\1", skeleton(text)).split())


class _Table:
    """The words of header_words, looked up by key: what they mean in each language."""

    def __init__(self) -> None:
        self.whole: dict[str, dict[str, str]] = {}
        self.within: dict[str, dict[str, str]] = {}
        self.deciding: set[str] = set()
        self.shown: dict[str, str] = {}
        for field, languages in WORDS.items():
            for language, words in languages.items():
                for word in words.split(" | "):
                    self._add(field, language, word)

    def _add(self, field: str, language: str, word: str) -> None:
        key = caption_key(word.lstrip("=!"))
        for found in (key, key.replace(" ", "")):
            self.whole.setdefault(found, {}).setdefault(language, field)
        self.shown.setdefault(key, word.lstrip("=!"))
        if not word.startswith("="):
            self.within.setdefault(key, {}).setdefault(language, field)
        if word.startswith("!"):
            self.deciding.add(key)


@cache
def _table() -> _Table:
    return _Table()


def said(path: Sequence[str], language: str = "en", *, slips: bool = False) -> Said | None:
    """What a caption says; None for nothing known. `path` is ("Rank", "BPS") for BPS under Rank.

    A word that means two things is taken as `language` has it. With `slips`, one wrong letter in a
    word of six or more is forgiven.
    """
    return _said(tuple(path), language, slips)


@lru_cache(maxsize=20_000)
def _said(path: tuple[str, ...], language: str, slips: bool) -> Said | None:
    captions = [caption for caption in reversed(path) if caption.strip()]
    if len(captions) > 1:
        for words in (captions, captions[::-1]):
            if found := _whole(caption_key(" ".join(words)), language):
                return found
        under = said(captions[1:][::-1], language)
        own = said(captions[:1], language)
        if own and own.field == NAME and under and under.field in ("relative_name", OTHER):
            return under
    for caption in captions:
        if found := _one(caption, language) or (_slip(caption, language) if slips else None):
            return found
    return None


def _one(caption: str, language: str) -> Said | None:
    if len(caption) > 300:
        return None
    keys = [caption_key(caption), caption_key(_BRACKETS.sub(" ", caption))]
    for key in keys:
        if found := _whole(key, language):
            return found
    if found := _decided(keys[0]):
        return found
    return _within(keys[1], language) or _within(keys[0], language)


def _whole(key: str, language: str) -> Said | None:
    table = _table()
    found = table.whole.get(key) or table.whole.get(key.replace(" ", ""))
    return Said(_in(found, language)) if found else None


def _in(meanings: Mapping[str, str], language: str) -> str:
    return meanings.get(language) or next(iter(meanings.values()))


def _phrases(key: str) -> Iterable[str]:
    words = key.split()
    if len(words) <= _LONGEST:
        for first in range(len(words)):
            for last in range(first + 1, min(first + _PHRASE, len(words)) + 1):
                yield " ".join(words[first:last])


def _decided(key: str) -> Said | None:
    deciding = _table().deciding
    return Said(OTHER, whole=False) if any(p in deciding for p in _phrases(key)) else None


def _within(key: str, language: str) -> Said | None:
    known = _table().within
    found = max((p for p in _phrases(key) if p in known), key=len, default=None)
    return Said(_in(known[found], language), whole=False) if found else None


def _slip(caption: str, language: str) -> Said | None:
    from rapidfuzz.distance import OSA

    words = caption_key(caption).split()
    if not words or len(words) > 4 or max(map(len, words)) < _FUZZY:
        return None
    for key in _table().within:
        others = key.split()
        if len(others) != len(words):
            continue
        wrong = [(w, o) for w, o in zip(words, others, strict=True) if w != o]
        if len(wrong) != 1 or min(map(len, wrong[0])) < _FUZZY:
            continue
        if OSA.distance(*wrong[0], score_cutoff=1) <= 1:
            shown = _table().shown.get(key, key)
            return Said(_in(_table().within[key], language), slip_of=shown)
    return None


def language_of(captions: Iterable[str]) -> str:
    """The language of which most captions are: "en", "fr", "ur", "fa", "ar", "ps" or "bn"."""
    seen: Counter[str] = Counter({"en": 0})
    for caption in captions:
        key = caption_key(caption)
        table = _table()
        found = table.whole.get(key)
        if found is None:
            phrase = max((p for p in _phrases(key) if p in table.within), key=len, default="")
            found = table.within.get(phrase, {})
        seen.update(found.keys())
    return seen.most_common(1)[0][0]
