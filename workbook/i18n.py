"""The words of the program in the user's language, by gettext: the core needs no Qt to speak."""

from __future__ import annotations

import gettext
from pathlib import Path

import resources

_translation: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Speak `language` ("en", "ur", ...) from now on; English where a translation is missing."""
    global _translation
    folder = Path(resources.__file__).parent / "translations"
    _translation = gettext.translation("workbook", folder, [language], fallback=True)


def _(message: str) -> str:
    return _translation.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` by the number `n`; neither is filled in."""
    return _translation.ngettext(one, many, n)
