"""How the letters of a text file are written.

Marks and zero bytes tell Unicode for certain, and what is valid UTF-8 by its rules is UTF-8. What
is left was saved on some computer's own code page, and nothing in the file says which: the page
whose letters stand together as letters do in words is taken, and the preview says so.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.refusals import damaged

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PAGES = {
    "cp1252": "Western European (Windows)",
    "cp1256": "Arabic (Windows)",
    "iso-8859-6": "Arabic (ISO)",
    "cp720": "Arabic (DOS)",
    "cp1251": "Cyrillic (Windows)",
    "cp850": "Western European (DOS)",
    "mac_roman": "Western European (Mac)",
    "mac_arabic": "Arabic (Mac)",
}
"""The code pages tried; of two that fit alike, the first is taken."""

_MAC_ARABIC = "".join(
    {0xA2: "”", 0xFC: "¦"}.get(byte, letter)
    for byte, letter in enumerate(bytes(range(256)).decode("mac_arabic", "replace"))
)

_SAMPLE = 200_000
_FEW = 0.01  # of all characters may be unreadable before a text counts as damaged
_LOST = "\ufffd"


class Text(NamedTuple):
    """A text file's text, the codec that gave it, and sentences for the preview."""

    text: str
    encoding: str
    notes: list[str]


def decode(content: bytes, encoding: str | None = None) -> Text:
    """The text of a file; `encoding` is a person's choice and is taken as it is.

    Raises SheetError: unsupported for a choice that Python does not know, damaged for bytes that
    are no text.
    """
    if encoding is not None:
        return _chosen(content, encoding)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _unicode(content, name)
    sample = content[:_SAMPLE]
    wide = _wide(sample) if b"\0" in sample else None
    if wide is not None:
        return _unicode(content, wide)
    if _is_rubbish(sample):
        raise damaged()
    try:
        return Text(content.decode("utf-8"), "utf-8", [])
    except UnicodeDecodeError:
        if _is_nearly_utf8(content):
            return _unicode(content, "utf-8")
    page = likeliest_page(content)
    said = _(
        "The file does not say how its letters are written; they were read as {page}."
        " If names look wrong, choose another."
    )
    text = _decoded(content, page)
    return Text(text, page, [said.format(page=_PAGES[page]), *_lost(text)])


def _chosen(content: bytes, encoding: str) -> Text:
    try:
        name = codecs.lookup(encoding).name
        text = _decoded(content, name)
    except (LookupError, AttributeError, UnicodeError) as error:
        raise SheetError(
            _("“{name}” is no way of writing letters that is known here.").format(name=encoding),
            reason="unsupported",
        ) from error
    return Text(text, name, _lost(text))


def _decoded(content: bytes, page: str) -> str:
    if codecs.lookup(page).name == "mac-arabic":
        # Its second set of marks, for text from right to left, is text and parts no fields.
        return codecs.charmap_decode(content, "replace", _MAC_ARABIC)[0]
    return content.decode(page, "replace")


def _unicode(content: bytes, name: str) -> Text:
    text = content.decode(name, "replace")
    if text.count(_LOST) > max(1, _FEW * len(text)):
        raise damaged()
    return Text(text, name, _lost(text))


def _lost(text: str) -> list[str]:
    at = text.find(_LOST)
    if at < 0:
        return []
    line = len(text[: at + 1].splitlines())
    said = _("Some letters could not be read and show as {sign}, first in line {line}.")
    return [said.format(sign=_LOST, line=line)]


def _wide(sample: bytes) -> str | None:
    """The codec of two or four bytes a letter, or None: then a zero byte is a fault.

    Line ends, separators and digits have zeros in the same places all through the file.
    """
    sample = sample[: len(sample) // 4 * 4] if len(sample) >= 4 else sample
    for name, step in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        text = sample.decode(name, "replace")
        places = len(sample) // step
        zeros = sample[step - 1 if name.endswith("le") else 0 :: step].count(0)
        if (
            zeros >= places / 10
            and "\0" not in text
            and text.count(_LOST) <= _FEW * len(text)
            and sum(letter < "\u3000" for letter in text) > 0.7 * len(text)
        ):
            return name
    return None


_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")


def _is_rubbish(sample: bytes) -> bool:
    """Whether the bytes are those of no text at all: texts hold next to no control codes."""
    return len(_CONTROL.findall(sample)) + sample.count(0) > max(2, len(sample) / 100)


_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _is_nearly_utf8(content: bytes) -> bool:
    """Whether most letters beyond ASCII are UTF-8: then a few were cut or mixed in."""
    beyond = sum(byte >= 0x80 for byte in content)
    inside = sum(len(found) for found in _SEQUENCE.findall(content))
    return inside > 0.9 * beyond and inside >= 4


_WORD = re.compile(r"[^\W\d_]+")
_COMMON_ARABIC = set("اليىنمرهوتدبسعكکیہں")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_TYPOGRAPHIC = set("’‘“”–—…€£°ªº·•§©®«»،؛؟\u00a0\u200c\u200f")


def likeliest_page(content: bytes) -> str:
    """The code page whose letters stand together as in words."""
    lines = [line for line in re.split(rb"[\r\n]+", content[:_SAMPLE]) if not line.isascii()]
    sample = b"\n".join(lines)
    return max(_PAGES, key=lambda page: _likelihood(sample, page))


def _likelihood(sample: bytes, page: str) -> float:
    text = sample.decode(page, "replace")
    points = sum(map(_points_of_word, _WORD.findall(text)))
    for letter in _WORD.sub("", text):
        if letter == _LOST or "\x80" <= letter <= "\x9f":
            points -= 5
        elif letter > "\x7f":
            points += 0.3 if letter in _TYPOGRAPHIC else -1
    return points


def _points_of_word(word: str) -> float:
    if word.isascii():
        return 0
    arabic = len(_ARABIC.findall(word))
    if arabic:
        if arabic < len(word):  # two scripts in one word
            return -2.0 * len(word)
        common = sum(letter in _COMMON_ARABIC for letter in word)
        return arabic + common if len(word) > 1 else -1
    return _points_of_letters(word)


def _points_of_letters(word: str) -> float:
    beyond = [letter for letter in word if letter > "\x7f"]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in beyond)
    if cyrillic:
        fits = cyrillic == len(word) and word[1:] in (word[1:].lower(), word[1:].upper())
        return 1.5 * len(word) if fits and len(word) > 1 else -2.0 * len(word)
    if any(not unicodedata.name(letter, "").startswith("LATIN") for letter in beyond):
        return -2.0 * len(beyond)
    plain = len(word) - len(beyond)
    # Names have more plain letters than marked ones, and no capitals inside.
    shape = word.istitle() or word.islower() or word.isupper()
    return 1.5 * len(beyond) if shape and plain > len(beyond) else -1.0 * len(beyond)
