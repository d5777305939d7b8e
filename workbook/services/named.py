"""Whether a text names a person: by her names in either script, her numbers, her addresses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from workbook.text import ascii_digits, skeleton

ERASED: Final = "(erased)"
"""What stands in what this laptop keeps where a name stood."""
_NUMBER_DIGITS = 7
_PHONE_DIGITS = 9
_NOT_WORDS = re.compile(r"[\W_]+")
_RUN = re.compile(r"[0-9][0-9 ()./+\-]*[0-9]")
_TAG = re.compile(rb"<[^>]*>")


@dataclass(frozen=True)
class Named:
    """What names her. All folded: `phrases` are words between single blanks, with one before and
    one after; `whole` says it only where it is the whole text; `digits` are ends of numbers.
    """

    phrases: frozenset[str]
    whole: frozenset[str]
    digits: frozenset[str]

    @classmethod
    def by(cls, *, names: Iterable[str], numbers: Iterable[str], others: Iterable[str]) -> Named:
        """`names` of one word and short `numbers` tell her only where they stand alone, and so do
        `others`, such as service numbers, which may be short.
        """
        phrases: set[str] = set()
        whole: set[str] = set()
        digits: set[str] = set()
        for name in names:
            words = _words(name)
            (phrases if " " in words.strip() else whole).add(words)
        for number in numbers:
            said = _digits(number)
            if len(said) >= _NUMBER_DIGITS:
                digits.add(said[-_PHONE_DIGITS:] if len(said) > _PHONE_DIGITS else said)
            else:
                whole.add(_words(number))
        whole |= {_words(other) for other in others}
        return cls(frozenset(phrases), frozenset(whole - {"  ", " "}), frozenset(digits))

    def __bool__(self) -> bool:
        return bool(self.phrases or self.whole or self.digits)

    def in_text(self, text: str) -> bool:
        """Whether a text of one cell or sentence names her."""
        words = _words(text)
        if words in self.whole or any(phrase in words for phrase in self.phrases):
            return True
        return bool(self.digits) and self._numbered(text)

    def somewhere_in(self, text: str) -> bool:
        """Whether a long text, such as JSON, has what names her anywhere: `within` says surely."""
        if not self:
            return False
        words = _words(text)
        names = (*self.phrases, *self.whole)
        return any(name in words for name in names) or self._numbered(text)

    def hinted_in(self, text: str) -> bool:
        """Whether a text has so much as one of her names."""
        words = set(_words(text).split())
        names = {word for phrase in (*self.phrases, *self.whole) for word in phrase.split()}
        return self.in_text(text) or any(len(name) > 2 for name in names & words)

    def _numbered(self, text: str) -> bool:
        return any(
            number in said
            for run in _RUN.findall(ascii_digits(text))
            for said in (_digits(run),)
            for number in self.digits
        )

    def within(self, value: object) -> bool:
        """Whether any text or number of a JSON value, a key of an object included, names her."""
        if isinstance(value, dict):
            return any(self.within(key) or self.within(part) for key, part in value.items())
        if isinstance(value, list):
            return any(self.within(part) for part in value)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            return False
        return self.in_text(str(value))

    def without(self, value: Any) -> Any:
        """A JSON value with `ERASED` for each text that names her; of an object, for its value."""
        if isinstance(value, dict):
            return {
                ERASED if self.within(key) else key: self.without(part)
                for key, part in value.items()
            }
        if isinstance(value, list):
            return [self.without(part) for part in value]
        return ERASED if self.within(value) else value

    def in_file(self, content: bytes) -> bool | None:
        """Whether a file's text names her; None for one that cannot be searched, being sealed."""
        if not zipfile.is_zipfile(io.BytesIO(content)):
            return None if content[:4] == b"\xd0\xcf\x11\xe0" else self.in_text(_text(content))
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return any(self.in_text(_text(parts.read(part))) for part in parts.namelist())


NOBODY: Final = Named(frozenset(), frozenset(), frozenset())


def _words(text: str) -> str:
    return f" {_NOT_WORDS.sub(' ', skeleton(text)).strip()} "


def _digits(text: str) -> str:
    return "".join(c for c in ascii_digits(text) if "0" <= c <= "9").lstrip("0")


def _text(content: bytes) -> str:
    """The text of one part of a file: without tags, and with what JSON or XML spells by number."""
    text = _TAG.sub(b"\n", content).decode(errors="replace")
    return re.sub(
        r"\\u([0-9a-fA-F]{4})|&#x([0-9a-fA-F]{1,5});",
        lambda found: chr(int(found[1] or found[2], 16)),
        text,
    )
