"""The colours of the screen, once for light and once for dark: all that is painted uses them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QPalette


class Tone(StrEnum):
    """What a pill, badge or banner says by its colour; the words say it too."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"


@dataclass(frozen=True)
class Pair:
    """A background and the text colour that reads on it (contrast at least 4.5)."""

    back: str
    text: str


@dataclass(frozen=True)
class Tokens:
    """One set of colours, as #rrggbb."""

    dark: bool
    window: str
    side: str
    card: str
    header: str
    stripe: str
    line: str
    field_line: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_soft: str
    accent_text: str
    hover: str
    press: str
    selection: str
    danger: str
    on_danger: str
    shadow: str
    neutral: Pair
    good: Pair
    warn: Pair
    bad: Pair
    info: Pair

    def tone(self, tone: Tone) -> Pair:
        """The pair of colours of `tone`."""
        pairs = {
            Tone.NEUTRAL: self.neutral,
            Tone.GOOD: self.good,
            Tone.WARN: self.warn,
            Tone.BAD: self.bad,
            Tone.INFO: self.info,
        }
        return pairs[tone]


LIGHT = Tokens(
    dark=False,
    window="#f6f7f9",
    side="#eef0f4",
    card="#ffffff",
    header="#fafbfd",
    stripe="#fafbfd",
    line="#d9dee6",
    field_line="#b9c1cd",
    text="#1b2330",
    muted="#566172",
    faint="#7a8496",
    accent="#1f6f6b",
    accent_hover="#1a5f5c",
    accent_press="#154e4b",
    on_accent="#ffffff",
    accent_soft="#dceeec",
    accent_text="#1a625e",
    hover="#e6e9ef",
    press="#dbe0e8",
    selection="#cfe6e3",
    danger="#a4262c",
    on_danger="#ffffff",
    shadow="#1b2330",
    neutral=Pair("#e8ebf0", "#475062"),
    good=Pair("#def3e3", "#14532d"),
    warn=Pair("#fdefcf", "#6b4700"),
    bad=Pair("#fadfdf", "#8a1c1c"),
    info=Pair("#dfe7fb", "#1e3a8a"),
)

DARK = Tokens(
    dark=True,
    window="#171a1f",
    side="#14171b",
    card="#1f232a",
    header="#232831",
    stripe="#22272f",
    line="#343b46",
    field_line="#4b5563",
    text="#e7ebf1",
    muted="#a0aaba",
    faint="#7a8496",
    accent="#3fb5ad",
    accent_hover="#55c4bc",
    accent_press="#33a099",
    on_accent="#08201e",
    accent_soft="#1d3b3a",
    accent_text="#5ccbc3",
    hover="#262c35",
    press="#2e3540",
    selection="#24504d",
    danger="#e5686b",
    on_danger="#240809",
    shadow="#000000",
    neutral=Pair("#2f3642", "#c3cad6"),
    good=Pair("#173d2a", "#a6e6bb"),
    warn=Pair("#46350f", "#f5d68a"),
    bad=Pair("#4d2024", "#f6b9bb"),
    info=Pair("#203260", "#bcd0ff"),
)


def tokens_of(palette: QPalette) -> Tokens:
    """The tokens that `palette` was made from: for what is painted by hand."""
    # Not the background: a style sheet makes it transparent, which counts as black.
    accent = palette.color(QPalette.ColorRole.Accent).name()
    return DARK if accent == DARK.accent else LIGHT
