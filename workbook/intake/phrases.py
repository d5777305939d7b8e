"""Patterns of words in several languages, to be searched in texts that are folded by `skeleton`."""

from __future__ import annotations

import re

from workbook.text import skeleton


def pattern(latin: str, native: str) -> re.Pattern[str]:
    """Any of whole words in Latin letters, or of others anywhere; words are apart by " | "."""
    words = "|".join(re.escape(word) for word in latin.split(" | "))
    return re.compile(rf"\b(?:{words})\b|{any_of(native)}")


def any_of(native: str) -> str:
    """The expression for any of some words, apart by " | ", folded to be compared."""
    return "|".join(re.escape(skeleton(word)) for word in native.split(" | "))
