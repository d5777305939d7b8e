"""Text as people type it in two scripts: cleaned to be stored, folded to be compared.

What is stored is what was typed (`clean`). What is compared is a `skeleton`, equal for spellings
that look the same, or `consonants`, nearly equal for one name written in Latin and in Urdu.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_TATWEEL = "\u0640"
_HAMZA = "\u0621"

# Control characters but LF, lone surrogates, bidi embeddings and overrides, the byte order mark,
# and the noncharacters, two of which end every plane.
_UNSTORABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("يىےېێۍۑ", "ی"),
        **dict.fromkeys("كڪګ", "ک"),
        **dict.fromkeys("ہھةۃەۀۂ", "ه"),
        **dict.fromkeys("ٱٲٳٵ", "ا"),
        _TATWEEL: None,
        _HAMZA: None,
    }
)


class _Letters(dict[int, str | None]):
    """What becomes of each letter in `str.translate`: told once, and remembered."""

    def __init__(self, told: Callable[[str], str | None]) -> None:
        self._told = told

    def __missing__(self, code: int) -> str | None:
        self[code] = found = self._told(chr(code))
        return found


_SHOWN = _Letters(lambda c: None if unicodedata.category(c) in ("Mn", "Me", "Cf") else c)
_ASCII_DIGITS = _Letters(lambda c: str(unicodedata.decimal(c)) if c.isdecimal() else c)


def clean(text: str) -> str:
    """`text` as it is stored: NFC, trimmed, lines ended by LF.

    Without control characters, lone surrogates, noncharacters (U+FFFE...), byte order marks and
    bidirectional overrides, which can make a name read as another one. A tab becomes a blank.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", text)).strip()


def skeleton(text: str) -> str:
    """`text` for comparison: two texts that look the same have equal skeletons.

    Folds the forms of ye, kaf, heh, alef and hamza, drops joiners, tatweel, bidi marks and
    diacritics, writes digits in ASCII, collapses blanks and folds case. Not for display.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    text = clean(text)
    if text.isascii():
        return " ".join(text.lower().split())
    for _round in range(2):
        # Folding case can bring out a diacritic, and decomposing can bring out a capital.
        text = unicodedata.normalize("NFKD", text).translate(_FOLDED).casefold().translate(_SHOWN)
    return " ".join(ascii_digits(text).split())


def ascii_digits(text: str) -> str:
    """`text` with the digits of every script (۰۳۱, ٠٣١) written 0 to 9."""
    return text if text.isascii() else text.translate(_ASCII_DIGITS)


# One letter per sound that the scripts share: k also stands for g, q, kh and gh, z for j and zh,
# s for sh, c for ch. Persian writes one letter for gh and q, Bengali one for j and z.
_LATIN_LETTERS = {
    "sch": "s",
    "tch": "c",
    "sh": "s",
    "ch": "c",
    "kh": "k",
    "gh": "k",
    "zh": "z",
    "ph": "f",
    "th": "t",
    "dh": "d",
    "bh": "b",
    "ck": "k",
    "ce": "se",
    "ci": "si",
    "cy": "sy",
    "c": "k",
    "x": "ks",
    "q": "k",
    "g": "k",
    "j": "z",
    "v": "w",
}
_LATIN_SOUND = re.compile("|".join(_LATIN_LETTERS))
_NATIVE_SOUNDS = str.maketrans(
    {
        letter: sound
        for sound, letters in {
            "a": "اعأإآঅআইঈউঊঋএঐওঔ",
            "b": "بবভ",
            "c": "چڅচ",
            "d": "دڈډডঢদধ",
            "f": "فফ",
            "h": "حهহ",
            "k": "خکقغگকখগঘ",
            "l": "لল",
            "m": "مম",
            "n": "نںڼঞণনংঙ",
            "p": "پপ",
            "r": "رڑړর",
            "s": "ثسصشښছশষস",
            "t": "تٹطټটঠতথৎ",
            "w": "و",
            "y": "ی",
            "z": "جذزضظژځږজঝয",
        }.items()
        for letter in letters
    }
)
# Bengali letters whose dot makes another sound are told before the dot is dropped; a ya or ba
# below another letter is heard as a vowel, or not at all.
_BENGALI_DOTTED = re.compile("[\u09a1\u09a2]\u09bc|[\u09dc\u09dd\u09c3]")
_BENGALI_SILENT = re.compile("\u09af\u09bc|\u09df|\u09cd[\u09af\u09ac]|[\u09be-\u09cc\u09d7]")
# Vowels, and the letters that are a vowel in one spelling and a consonant in another.
_WEAK = re.compile("[aeiouwyh]")


def consonants(name: str) -> str:
    """The consonants of `name`, parts apart by one blank, in letters that the Latin, Arabic and
    Bengali scripts share.

    "Uzma Ahmed" and "عظمیٰ احمد" both give "azm amd": "a" stands for any vowel that begins a part.
    Different names can agree: it finds candidates and proves nothing.
    """
    name = _BENGALI_SILENT.sub("", _BENGALI_DOTTED.sub("র", name))
    parts: list[str] = []
    for word in re.split(r"[^\w']+", skeleton(name)):
        part = _part_consonants(word)
        if part and parts[-1:] != [part]:
            parts.append(part)
    return " ".join(parts)


def _part_consonants(word: str) -> str:
    word = re.sub(r"['\d_]", "", word)
    word = _LATIN_SOUND.sub(lambda found: _LATIN_LETTERS[found[0]], word)
    word = word.translate(_NATIVE_SOUNDS)
    if not word:
        return ""
    first = "a" if word[0] in "aeiouwy" else word[0]
    return re.sub(r"(.)\1+", r"\1", first + _WEAK.sub("", word[1:]))


def isolate(text: str) -> str:
    """`text` between U+2068 and U+2069, so that "7 / 8" keeps its order among right-to-left."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def is_latin(text: str) -> bool:
    """Whether every letter of `text` is of the Latin script, and there is one."""
    if text.isascii():
        return any(c.isalpha() for c in text)
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(unicodedata.name(c, "").startswith("LATIN") for c in letters)


def has_arabic_script(text: str) -> bool:
    """Whether `text` has a letter of the Arabic script (Urdu, Persian, Pashto, Arabic...)."""
    return not text.isascii() and any(
        c.isalpha() and unicodedata.name(c, "").startswith("ARABIC") for c in text
    )


def script(text: str) -> str:
    """The script of the first letter, as Unicode begins its name: "LATIN", "ARABIC", "BENGALI".

    "" where there is no letter.
    """
    if text[:1].isalpha() and text[0].isascii():
        return "LATIN"
    letter = next((c for c in text if c.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.I)
_LONGEST_FILE_NAME = 180


def safe_file_name(text: str) -> str:
    """`text` as the name of one file on Windows, macOS and Linux: no folder, never empty.

    At most 180 bytes, so that an ending and a number still fit.
    """
    name = "".join(c for c in clean(text) if unicodedata.category(c) != "Cf")
    name = re.sub(r'[<>:"/\\|?*\n\u2028\u2029]+', "-", name)
    name = name.encode()[:_LONGEST_FILE_NAME].decode(errors="ignore")
    name = unicodedata.normalize("NFC", name).strip(" .-~\u3000\xa0").strip()
    if _DEVICES.match(name):
        name = f"_{name}"
    return name or "file"
