"""Lines of text on a reportlab canvas: measured, wrapped, fitted, drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from workbook.printing.text.bidi import Direction, Paragraph, resolve
from workbook.printing.text.embedding import EmbeddedFace
from workbook.printing.text.fonts import FILES, is_invisible
from workbook.printing.text.shaping import REMEMBERED, Run, Shaper, around, feature_key, missing

Align = Literal["left", "center", "right"]

# Widths are sums of whole thousandths of an em; this only absorbs floating point.
_SLACK = 0.001


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. `size` and `tracking` are in points, `color` is "#rrggbb".

    `face` is a name from fonts.FILES; other scripts fall back from it. `tracking` is added
    between letters, never between those of a script whose letters join. `features` are OpenType
    tags, {"onum": True}. `language` is a BCP 47 tag for the shapes of letters, None to guess
    Urdu from its letters. Raises ValueError for an unknown face or a colour that is none.
    """

    face: str
    size: float = 12.0
    color: str = "#000000"
    tracking: float = 0.0
    features: Mapping[str, int] | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.face not in FILES:
            raise ValueError(f"There is no face {self.face!r}.")
        if not self.size > 0:
            raise ValueError(f"A size must be above zero, not {self.size}.")
        _fill(self.color)

    def at(self, size: float) -> Style:
        """The same style at another size, tracking in proportion."""
        return replace(self, size=size, tracking=self.tracking * size / self.size)


@dataclass(frozen=True, slots=True)
class Line:
    """One shaped line. Draw it on the canvas of any Typesetter.

    `width` is the advance in points, without tracking after the last letter. `ink` is (top,
    bottom, left, right) of what is painted, in points from the start of the baseline at its left
    end, upwards positive: top > bottom, and a Nastaliq top may be twice the size. All 0.0 for a
    line that paints nothing. `direction` is that of its paragraph.
    """

    text: str
    style: Style
    direction: Literal["ltr", "rtl"]
    width: float
    ink: tuple[float, float, float, float]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What `Typesetter.fit` found: the lines, their size, and whether they still overflow."""

    lines: tuple[Line, ...]
    size: float
    overflows: bool


def isolate(text: str, direction: Literal["auto", "ltr"] = "auto") -> str:
    """The text between marks that keep it from reordering its neighbours, and they it.

    "auto" (U+2068) for names and other words of either direction, "ltr" (U+2066) for telephone
    numbers, dates, codes and addresses. Unpaired marks inside are left out, so that the text
    cannot close the isolate early.
    """
    opener = "\u2066" if direction == "ltr" else "\u2068"
    return f"{opener}{_balanced(text)}\u2069"


def _balanced(text: str) -> str:
    if not any(char in "\u2066\u2067\u2068\u2069" for char in text):
        return text
    kept: list[str] = []
    opened: list[int] = []
    for char in text:
        if char in "\u2066\u2067\u2068":
            opened.append(len(kept))
        elif char == "\u2069":
            if not opened:
                continue
            opened.pop()
        kept.append(char)
    for position in reversed(opened):
        del kept[position]
    return "".join(kept)


class Typesetter:
    """Sets text on one reportlab canvas; its fonts are embedded when the canvas is saved.

    Make one per canvas: two would embed the same faces twice. It remembers the lines it has set,
    names among them, for as long as it lives.
    """

    def __init__(self, canvas: Any) -> None:
        """`canvas` is a reportlab Canvas, bottom-up as is its default."""
        self._canvas = canvas
        self._shaper = Shaper()
        self._faces: dict[str, EmbeddedFace] = {}
        self._lines: dict[tuple[object, ...], Line] = {}

    def line(self, text: str, style: Style, direction: Direction = "auto") -> Line:
        """The whole text as one line, line breaks as spaces; "auto" goes by its first letter."""
        features = feature_key(style.features)
        key = (text, direction, replace(style, features=None), features)
        if key not in self._lines:
            if len(self._lines) >= REMEMBERED:
                self._lines.clear()
            flat = " ".join(text.splitlines())
            paragraph = resolve(flat, direction)
            self._lines[key] = self._line(flat, 0, len(flat), paragraph, style)
        return self._lines[key]

    def draw(self, line: Line, x: float, y: float, align: Align = "left") -> None:
        """Paint a line with its baseline at y; x is its left end, its middle or its right end.

        Points from the canvas origin. The graphics state of the canvas is left as it was.
        """
        if not line.runs:
            return
        if align == "center":
            x -= line.width / 2
        elif align == "right":
            x -= line.width
        parts = [f"q BT {_fill(line.style.color)} rg 1 0 0 1 {_number(x)} {_number(y)} Tm"]
        size = _number(line.style.size)
        for run in line.runs:
            face = self._embedded(run)
            codes = "".join([f"{face.code(cluster):04X}" for cluster in run.clusters])
            parts.append(f"/{face.name} {size} Tf <{codes}> Tj")
        parts.append("ET Q")
        self._canvas.addLiteral(" ".join(parts))

    def wrap(
        self,
        text: str,
        style: Style,
        width: float,
        direction: Direction = "auto",
        max_lines: int | None = None,
    ) -> list[Line]:
        """The text in lines no wider than `width` points; line breaks in it start a new one.

        Lines break at spaces and after hyphens and dashes between letters. A word that fits a
        line is never cut; one that is wider is broken between its clusters. With `max_lines` the
        last line holds all the rest and may be wider than `width`: nothing is left out, so
        compare its width. An empty text gives one empty line.
        """
        lines, _ = self._wrap_all(text, style, width, direction)
        if max_lines is None or len(lines) <= max_lines:
            return lines
        kept = lines[: max_lines - 1]
        rest = " ".join(line.text for line in lines[max_lines - 1 :])
        return [*kept, self.line(rest, style, direction)]

    def fit(
        self,
        text: str,
        style: Style,
        width: float,
        floor: float = 7.0,
        max_lines: int = 1,
        direction: Direction = "auto",
    ) -> Fit:
        """The text on one line, smaller if it must be but not below `floor` points.

        If it does not fit one line at the floor, on up to `max_lines` lines at the largest size
        that does without cutting a word. If that fails too, `overflows` is True and the lines
        are those of `wrap` at the floor: warn before printing them. Sizes go down by 0.1 pt.
        """
        smallest = min(floor, style.size)
        if "\n" not in text.strip():
            line = self.line(text, style, direction)
            if line.width <= width + _SLACK:
                return Fit((line,), style.size, overflows=False)
            size = int(style.size * width / line.width * 10) / 10
            while size >= smallest:
                line = self.line(text, style.at(size), direction)
                if line.width <= width + _SLACK:
                    return Fit((line,), size, overflows=False)
                size = round(size - 0.1, 1)
        if max_lines > 1:
            steps = int((style.size - smallest) * 10 + _SLACK)
            # Fewer lines are needed at smaller sizes, so the largest that fits is found by halving.
            low, high = 0, steps
            best: Fit | None = None
            while low <= high:
                step = (low + high) // 2
                size = round(style.size - step / 10, 4)
                lines, whole = self._wrap_all(text, style.at(size), width, direction)
                if whole and len(lines) <= max_lines:
                    best = Fit(tuple(lines), size, overflows=False)
                    high = step - 1
                else:
                    low = step + 1
            if best is not None:
                return best
        lines = self.wrap(text, style.at(smallest), width, direction, max_lines)
        return Fit(tuple(lines), smallest, overflows=True)

    def missing(self, text: str, style: Style) -> str:
        """Characters that no face the style falls back to can draw, each once."""
        return missing(text, style.face)

    def _embedded(self, run: Run) -> EmbeddedFace:
        face = self._faces.get(run.face.name)
        if face is None:
            face = self._faces[run.face.name] = EmbeddedFace(self._canvas._doc, run.face)
        return face

    def _line(self, text: str, start: int, end: int, paragraph: Paragraph, style: Style) -> Line:
        runs = self._shaper.line(
            text,
            start,
            end,
            paragraph,
            face=style.face,
            language=style.language,
            tracking=round(style.tracking * 1000 / style.size),
            features=feature_key(style.features),
        )
        scale = style.size / 1000
        pen = 0
        boxes: list[tuple[float, float, float, float]] = []
        for run in runs:
            if run.ink is not None:
                left, bottom, right, top = run.ink
                boxes.append((left + pen, bottom, right + pen, top))
            pen += run.width
        ink = (0.0, 0.0, 0.0, 0.0)
        if (box := around(boxes)) is not None:
            ink = (box[3] * scale, box[1] * scale, box[0] * scale, box[2] * scale)
        trailing = runs[-1].trailing if runs else 0
        direction: Literal["ltr", "rtl"] = "rtl" if paragraph.level & 1 else "ltr"
        return Line(text[start:end], style, direction, (pen - trailing) * scale, ink, runs)

    def _wrap_all(
        self, text: str, style: Style, width: float, direction: Direction
    ) -> tuple[list[Line], bool]:
        """All lines of a text, and whether every word stayed whole."""
        lines: list[Line] = []
        whole = True
        for part in text.splitlines() or [""]:
            paragraph = resolve(part, direction)
            breaks = _breaks(part)
            start = 0
            while start < len(part):
                line, start = self._next_line(part, start, breaks, paragraph, style, width)
                whole = whole and start in breaks and line.width <= width + _SLACK
                lines.append(line)
            if not part:
                lines.append(self._line(part, 0, 0, paragraph, style))
        return lines, whole

    def _next_line(
        self,
        text: str,
        start: int,
        breaks: list[int],
        paragraph: Paragraph,
        style: Style,
        width: float,
    ) -> tuple[Line, int]:
        """The longest line from `start` that fits, and where the next one starts."""
        ends = [end for end in breaks if end > start]
        found: tuple[Line, int] | None = None
        # Lines grow with their text: the first break that does not fit is looked for ever further
        # on, so that a long text is not shaped whole for each of its lines, then by halving.
        low, high = 0, len(ends) - 1
        middle = min(7, high)
        bounded = False
        while low <= high:
            line = self._line(text, start, _trimmed(text, start, ends[middle]), paragraph, style)
            if line.width <= width + _SLACK:
                found = line, ends[middle]
                low = middle + 1
            else:
                high = middle - 1
                bounded = True
            middle = (low + high) // 2 if bounded else min(2 * low + 1, high)
        if found is not None:
            return found
        end = _trimmed(text, start, ends[0])
        cut = start + 1
        for position in range(start + 1, end):
            if unicodedata.category(text[position])[0] == "M" or is_invisible(text[position]):
                continue
            if self._line(text, start, position, paragraph, style).width > width + _SLACK:
                break
            cut = position
        return self._line(text, start, cut, paragraph, style), cut


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of a line without the spaces that hang over it."""
    while end > start and text[end - 1].isspace() and text[end - 1] not in "\u00a0\u202f":
        end -= 1
    return end


def _breaks(text: str) -> list[int]:
    """Positions before which a line may break, the end of the text the last."""
    found: list[int] = []
    for index in range(1, len(text)):
        before, here = text[index - 1], text[index]
        if before.isspace() or before == "\u200b":
            if before not in "\u00a0\u202f" and not here.isspace():
                found.append(index)
        elif before in "-\u2010" and index > 1:
            if text[index - 2].isalpha() and here.isalpha():
                found.append(index)
        elif before in "\u2013\u2014/" and here.isalpha():
            found.append(index)
    return [*found, len(text)]


def _fill(color: str) -> str:
    """ "#rrggbb" as the operands of rg."""
    if len(color) != 7 or color[0] != "#":
        raise ValueError(f"A colour is written #rrggbb, not {color!r}.")
    return " ".join(_number(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))


def _number(value: float) -> str:
    """A PDF number: never in exponents, no more digits than are seen."""
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"
