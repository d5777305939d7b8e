"""The bundled fonts of the screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

import resources

FONTS = Path(resources.__file__).parent / "fonts"
FIRST = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
LATER = ("Vazirmatn-*.ttf", "NotoNastaliqUrdu-*.ttf", "NotoSans*.ttf", "NotoNaskhArabic-*.ttf")
NATIVE_FAMILY = "Noto Nastaliq Urdu"
"""Names in Urdu are read in Nastaliq; a row that shows them needs NATIVE_HEIGHT."""
NATIVE_HEIGHT = 40


def load_first_fonts(*, right_to_left: bool) -> None:
    """Register what the first window shows."""
    for name in FIRST:
        _load(FONTS / name)
    if right_to_left:
        for path in sorted(FONTS.glob(LATER[0])):
            _load(path)


def load_other_fonts() -> None:
    """Register the fonts of the other scripts, once the window is up."""
    for pattern in LATER:
        for path in sorted(FONTS.glob(pattern)):
            _load(path)


def _load(path: Path) -> None:
    if path.exists():
        QFontDatabase.addApplicationFont(str(path))


def ui_font(pixels: int = 13) -> QFont:
    """The font of controls: Inter for Latin, Vazirmatn for Arabic script, as one family list."""
    font = QFont()
    font.setFamilies(["Inter", "Vazirmatn", "Noto Sans Bengali", "Noto Sans"])
    font.setPixelSize(pixels)
    return font


def native_font(pixels: int = 14) -> QFont:
    """The font of names in Arabic script."""
    font = QFont()
    font.setFamilies([NATIVE_FAMILY, "Vazirmatn"])
    font.setPixelSize(pixels)
    return font
