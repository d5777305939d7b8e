"""The faces text is set in, and which of them a character gets.

A style names one face. Each script has its own list of faces to try after it: a Latin serif
gives Urdu to Nastaliq, a sans gives it to Naskh, and an Arabic face gives Latin to its companion.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files

import uharfbuzz as hb

# Face name -> file in resources/fonts, without ".ttf".
FILES = {
    "serif": "EBGaramond-Regular",
    "serif-italic": "EBGaramond-Italic",
    "serif-semibold": "EBGaramond-SemiBold",
    "display": "CormorantGaramond-SemiBold",
    "display-bold": "CormorantGaramond-Bold",
    "display-italic": "CormorantGaramond-Italic",
    "sans": "NotoSans-Regular",
    "sans-semibold": "NotoSans-SemiBold",
    "sans-bold": "NotoSans-Bold",
    "nastaliq": "NotoNastaliqUrdu-Regular",
    "nastaliq-bold": "NotoNastaliqUrdu-Bold",
    "naskh": "NotoNaskhArabic-Regular",
    "naskh-bold": "NotoNaskhArabic-Bold",
    "vazirmatn": "Vazirmatn-Regular",
    "vazirmatn-bold": "Vazirmatn-Bold",
    "bengali": "NotoSansBengali-Regular",
    "bengali-bold": "NotoSansBengali-Bold",
    "inter": "Inter-Regular",
    "inter-bold": "Inter-Bold",
}

# Style face -> (faces for Latin, Greek, Cyrillic and digits; for Arabic script; for Bengali).
_REGULAR_END = ("sans", "inter")
_BOLD_END = ("sans-bold", "inter-bold")
_NASTALIQ = ("nastaliq", "naskh", "vazirmatn")
_NASTALIQ_BOLD = ("nastaliq-bold", "naskh-bold", "vazirmatn-bold")
_NASKH = ("naskh", "vazirmatn", "nastaliq")
_NASKH_BOLD = ("naskh-bold", "vazirmatn-bold", "nastaliq-bold")
_VAZIRMATN = ("vazirmatn", "naskh", "nastaliq")
_VAZIRMATN_BOLD = ("vazirmatn-bold", "naskh-bold", "nastaliq-bold")
_BENGALI = ("bengali",)
_BENGALI_BOLD = ("bengali-bold",)
_CHAINS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "serif": (("serif", *_REGULAR_END), _NASTALIQ, _BENGALI),
    "serif-italic": (("serif-italic", "serif", *_REGULAR_END), _NASTALIQ, _BENGALI),
    "serif-semibold": (("serif-semibold", *_BOLD_END), _NASTALIQ_BOLD, _BENGALI_BOLD),
    "display": (("display", "serif-semibold", *_BOLD_END), _NASTALIQ, _BENGALI),
    "display-bold": (("display-bold", "serif-semibold", *_BOLD_END), _NASTALIQ_BOLD, _BENGALI_BOLD),
    "display-italic": (("display-italic", "serif-italic", *_REGULAR_END), _NASTALIQ, _BENGALI),
    "sans": (("sans", "inter"), _NASKH, _BENGALI),
    "sans-semibold": (("sans-semibold", "inter-bold"), _NASKH_BOLD, _BENGALI_BOLD),
    "sans-bold": (("sans-bold", "inter-bold"), _NASKH_BOLD, _BENGALI_BOLD),
    "nastaliq": (("serif", *_REGULAR_END), _NASTALIQ, _BENGALI),
    "nastaliq-bold": (("serif-semibold", *_BOLD_END), _NASTALIQ_BOLD, _BENGALI_BOLD),
    "naskh": (_REGULAR_END, _NASKH, _BENGALI),
    "naskh-bold": (_BOLD_END, _NASKH_BOLD, _BENGALI_BOLD),
    "vazirmatn": (_REGULAR_END, _VAZIRMATN, _BENGALI),
    "vazirmatn-bold": (_BOLD_END, _VAZIRMATN_BOLD, _BENGALI_BOLD),
    "bengali": (_REGULAR_END, _NASKH, _BENGALI),
    "bengali-bold": (_BOLD_END, _NASKH_BOLD, _BENGALI_BOLD),
    "inter": (("inter", "sans"), _NASKH, _BENGALI),
    "inter-bold": (("inter-bold", "sans-bold"), _NASKH_BOLD, _BENGALI_BOLD),
}


@dataclass(frozen=True, eq=False)
class Face:
    """One font file, ready to be shaped with. Distances are in units of 1/`upem` em."""

    name: str
    file: str
    data: bytes = field(repr=False)

    @cached_property
    def _face(self) -> hb.Face:
        return hb.Face(hb.Blob(self.data))

    @cached_property
    def font(self) -> hb.Font:
        """The HarfBuzz font, at its own scale: positions come in font units."""
        return hb.Font(self._face)

    @cached_property
    def upem(self) -> int:
        return int(self._face.upem)

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points the font has a glyph for."""
        return frozenset(self._face.unicodes)

    @cached_property
    def letters(self) -> frozenset[str]:
        """The same as strings."""
        return frozenset(map(chr, self.characters))

    @cached_property
    def _extents(self) -> dict[int, tuple[int, int, int, int] | None]:
        return {}

    def extents(self, glyph: int) -> tuple[int, int, int, int] | None:
        """(left, bottom, right, top) of a glyph's outline; None if it draws nothing."""
        if glyph not in self._extents:
            box = self.font.get_glyph_extents(glyph)
            self._extents[glyph] = (
                (
                    box.x_bearing,
                    box.y_bearing + box.height,
                    box.x_bearing + box.width,
                    box.y_bearing,
                )
                if box and box.width and box.height
                else None
            )
        return self._extents[glyph]

    def covers(self, text: str) -> bool:
        """Whether every character of a short string, or of its composed form, has a glyph."""
        if all(_drawn_as(char) in self.characters for char in text):
            return True
        composed = unicodedata.normalize("NFC", text)
        return composed != text and all(_drawn_as(char) in self.characters for char in composed)


def _drawn_as(char: str) -> int:
    # Joiners shape their neighbours and have no outline: a font need not list them.
    return 0x20 if char in "\u200c\u200d" else ord(char)


@cache
def load_face(name: str) -> Face:
    """The bundled face of that name; KeyError for a name not in FILES."""
    file = FILES[name]
    return Face(name, file, (files("resources") / "fonts" / f"{file}.ttf").read_bytes())


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """ISO 15924 tag of the character's script as HarfBuzz knows it; "" for those all share."""
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(char)])
    buffer.guess_segment_properties()
    return str(buffer.script or "")


def chain(style_face: str, script: str) -> tuple[str, ...]:
    """Names of the faces to try, best first, for one script in a style; KeyError as above."""
    latin, arabic, bengali = _CHAINS[style_face]
    if script == "Arab":
        return (*arabic, *latin, *bengali)
    if script == "Beng":
        return (*bengali, *latin, *arabic)
    return (*latin, *arabic, *bengali)


def missing_glyphs(text: str, faces: Sequence[str]) -> list[str]:
    """Characters that none of the named faces can draw, each once, in order of appearance.

    Control characters and marks of direction draw nothing and are never missing.
    """
    loaded = [load_face(name) for name in faces]
    missing: list[str] = []
    for char in text:
        if char in missing or char.isspace() or is_invisible(char):
            continue
        if not any(face.covers(char) for face in loaded):
            missing.append(char)
    return missing


# Format characters that do draw: the Arabic number and verse signs.
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2")


@lru_cache(maxsize=4096)
def is_invisible(char: str) -> bool:
    """Whether a character draws nothing by itself: controls, formats, variation selectors."""
    category = unicodedata.category(char)
    if category == "Cf":
        return char not in _VISIBLE_FORMATS
    return category == "Cc" or "\ufe00" <= char <= "\ufe0f" or char == "\u034f"
