"""The page every document is laid out on: millimetres from the top left, nothing outside its box.

Documents draw on a Paper and end with `Paper.finish`. Text is fitted to the box it is given by its
ink, not by its nominal size: Nastaliq climbs to twice that.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from workbook.i18n import ngettext

if TYPE_CHECKING:
    from workbook.printing.text import Line, Style

MM = 72 / 25.4
A4 = (210.0, 297.0)
A4_LANDSCAPE = (297.0, 210.0)
# Borrowed printers leave up to this much of each edge white.
MARGIN = 12.0

NAVY = "#14304f"
GOLD = "#a27c2b"
INK = "#1a1d21"
GREY = "#59626e"
PALE = "#8d96a1"
RULE = "#a9b1ba"
ZEBRA = "#f5f7f9"
TINT = "#e8edf2"

Place = Literal["start", "center", "end"]
Height = Literal["top", "middle", "bottom"]

# From the baseline to the middle of a capital, in ems: what the eye takes for a line's middle.
_HALF_CAPITAL = 0.34
_TOP_OF_LETTERS = 0.95
_HANGING = 0.28
_SLACK = 0.001


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres; (x, y) is its upper left corner seen from that of the page."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def inset(self, across: float, down: float = 0.0) -> Box:
        """The box without `across` at its left and right and `down` at its top and bottom."""
        return Box(self.x + across, self.y + down, self.w - 2 * across, self.h - 2 * down)

    def mirrored(self, width: float) -> Box:
        """The box on a page of that width which reads from right to left."""
        return replace(self, x=width - self.x - self.w)

    def holds(self, other: Box, slack: float = 0.02) -> bool:
        """Whether `other` lies inside, up to `slack` millimetres."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """One text as drawn: page (from 1), the ink of all its lines, the box it was given."""

    page: int
    text: str
    ink: Box
    box: Box
    size: float


@dataclass(frozen=True, slots=True)
class PrintWarning:
    """What to look at before printing, as a sentence.

    `kind` is "letters" (no bundled font can draw some letters) or "small" (the text had to be set
    smaller than is easy to read). `about` are the numbers of the certificates, rows or sheets.
    """

    sentence: str
    kind: Literal["letters", "small"]
    about: tuple[str, ...]

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document: its bytes, and what to ask about before it goes to the printer."""

    pdf: bytes
    warnings: tuple[PrintWarning, ...]
    pages: int


class Paper:
    """Pages of one size. With `mirrored` every box and every "start" is turned right to left."""

    def __init__(
        self, *, title: str, size: tuple[float, float] = A4, mirrored: bool = False
    ) -> None:
        """`title` is the kind of document, as viewers show it; `size` in millimetres."""
        from workbook.printing.canvas import new_canvas
        from workbook.printing.text import Typesetter

        self.width, self.height = size
        self.mirrored = mirrored
        self.page = 1
        self.placed: list[Placed] = []
        self._file = io.BytesIO()
        self._canvas = new_canvas(self._file, title=title, pagesize=(size[0] * MM, size[1] * MM))
        self._texts = Typesetter(self._canvas)
        self._lacking: dict[tuple[bool, str], str] = {}
        self._small: dict[str, None] = {}
        self._forms: set[str] = set()
        self._looked: dict[tuple[str, str], str] = {}
        self._fits: dict[tuple[object, ...], tuple[Sequence[Line], bool]] = {}

    # -- pages -------------------------------------------------------------------------------

    def next_page(self) -> None:
        self._canvas.showPage()
        self.page += 1

    def finish(self) -> Printed:
        """The document; the paper is used up."""
        self._canvas.showPage()
        self._canvas.save()
        return Printed(self._file.getvalue(), self._warnings(), self.page)

    def has_form(self, name: str) -> bool:
        """Whether drawing shared by several pages was already begun under that name."""
        return name in self._forms

    def begin_form(self, name: str) -> None:
        """Draw into a Form XObject, stored once and painted on any page by `paint_form`."""
        self._forms.add(name)
        self._canvas.beginForm(name)

    def end_form(self) -> None:
        self._canvas.endForm()

    def paint_form(self, name: str) -> None:
        self._canvas.doForm(name)

    # -- shapes ------------------------------------------------------------------------------

    def turned(self, box: Box) -> Box:
        """The box where it really lies: mirrored on a page that reads from right to left."""
        return box.mirrored(self.width) if self.mirrored else box

    def put(self, code: str) -> None:
        """PDF operators in points from the lower left corner; the state is kept."""
        self._canvas.addLiteral(f"q {code} Q")

    def fill(self, box: Box, color: str) -> None:
        self.put(f"{paint(color)} rg {self._rectangle(box)} f")

    def frame(self, box: Box, width: float = 0.4, color: str = RULE, radius: float = 0.0) -> None:
        """An outline; `width` in points, `radius` of the corners in millimetres."""
        pen = f"{number(width)} w {paint(color)} RG"
        if not radius:
            self.put(f"{pen} {self._rectangle(box)} S")
            return
        box = self.turned(box)
        left, right = box.x * MM, box.right * MM
        top, bottom = self.from_below(box.y), self.from_below(box.bottom)
        r = radius * MM
        k = r * 0.4477
        n = number
        self.put(
            f"{pen} {n(left + r)} {n(bottom)} m {n(right - r)} {n(bottom)} l "
            f"{n(right - k)} {n(bottom)} {n(right)} {n(bottom + k)} {n(right)} {n(bottom + r)} c "
            f"{n(right)} {n(top - r)} l "
            f"{n(right)} {n(top - k)} {n(right - k)} {n(top)} {n(right - r)} {n(top)} c "
            f"{n(left + r)} {n(top)} l "
            f"{n(left + k)} {n(top)} {n(left)} {n(top - k)} {n(left)} {n(top - r)} c "
            f"{n(left)} {n(bottom + r)} l "
            f"{n(left)} {n(bottom + k)} {n(left + k)} {n(bottom)} {n(left + r)} {n(bottom)} c S"
        )

    def rule(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        width: float = 0.4,
        color: str = RULE,
        *,
        dotted: bool = False,
    ) -> None:
        """A straight line from (x, y) to (x2, y2); `width` in points."""
        if self.mirrored:
            x, x2 = self.width - x, self.width - x2
        dash = f"1 J [0 {number(width * 3.2)}] 0 d " if dotted else ""
        self.put(
            f"{number(width)} w {dash}{paint(color)} RG "
            f"{number(x * MM)} {number(self.from_below(y))} m "
            f"{number(x2 * MM)} {number(self.from_below(y2))} l S"
        )

    def from_below(self, y: float) -> float:
        """A height on the page in points from its lower edge, as PDF counts."""
        return (self.height - y) * MM

    def _rectangle(self, box: Box) -> str:
        box = self.turned(box)
        return (
            f"{number(box.x * MM)} {number(self.from_below(box.bottom))} "
            f"{number(box.w * MM)} {number(box.h * MM)} re"
        )

    # -- text --------------------------------------------------------------------------------

    def write(
        self,
        text: str,
        box: Box,
        style: Style,
        *,
        align: Place = "start",
        height: Height = "middle",
        floor: float = 6.0,
        max_lines: int = 1,
        leading: float = 1.25,
        wrap_first: bool = False,
        direction: Literal["auto", "ltr", "rtl"] = "auto",
        about: str | None = None,
        is_name: bool = False,
    ) -> Box | None:
        """Set a text inside a box; returns the ink it covers, None for an empty text.

        It shrinks to `floor` points, then wraps to `max_lines` lines `leading` ems apart, or
        (`wrap_first`, for paragraphs) the other way round. If that
        does not fit either it is set smaller still, so that nothing is cut or drawn outside, and
        `about` (the number of the row or certificate) is warned of. "top" and "bottom" put the
        letters, not the ink of marks above and below them, near the edge, unless that needs room.
        """
        text = text.strip()
        if not text:
            return None
        self._look_for_letters(text, style, about, is_name)
        where = self.turned(box)
        shape = (where.w, where.h, align, floor, max_lines, leading, wrap_first, direction)
        key = (text, style, shape)
        known = self._fits.get(key) if style.features is None else None
        if known is None:
            lines, small = self._fitted(
                text,
                style,
                where.w * MM,
                where.h * MM,
                floor,
                max_lines,
                leading,
                wrap_first,
                direction,
            )
            if align == "center" and len(lines) > 1 and not small:
                lines = self._balanced(text, lines, where, leading, direction)
            known = lines, small
            if style.features is None:
                # Bodies and agencies come back on every page; wrapping them is the dear part.
                self._fits[key] = known
        lines, small = known
        if small and about is not None:
            self._small[about] = None
        return self._set(text, lines, where, align, height, leading)

    def _set(
        self,
        text: str,
        lines: Sequence[Line],
        where: Box,
        align: Place,
        height: Height,
        leading: float,
    ) -> Box:
        size = lines[0].style.size
        step = leading * size
        top, bottom = _extent(lines, step)
        down = (len(lines) - 1) * step
        room = where.h * MM
        # Distances of the first baseline from the upper edge of the box, downwards.
        if height == "top":
            baseline = size * _TOP_OF_LETTERS
        elif height == "bottom":
            baseline = room - down - size * _HANGING
        elif "nastaliq" in lines[0].style.face:
            baseline = (room + top + bottom) / 2
        else:
            baseline = (room - down) / 2 + size * _HALF_CAPITAL
        baseline = min(max(baseline, top), room + bottom)
        side = {"start": "left", "center": "center", "end": "right"}[align]
        if self.mirrored and side != "center":
            side = "right" if side == "left" else "left"
        first_y = self.from_below(where.y) - baseline
        left, right = where.x * MM, where.right * MM
        inked: list[tuple[float, float]] = []
        for index, line in enumerate(lines):
            x = left
            if side == "center":
                x = (left + right - line.width) / 2
            elif side == "right":
                x = right - line.width
            x = max(x, left - line.ink[2])
            x = min(x, right - line.ink[3])
            self._texts.draw(line, x, first_y - index * step)
            inked.append((x + line.ink[2], x + line.ink[3]))
        ink = Box(
            min(one for one, _ in inked) / MM,
            self.height - (first_y + top) / MM,
            (max(other for _, other in inked) - min(one for one, _ in inked)) / MM,
            (top - bottom) / MM,
        )
        self.placed.append(Placed(self.page, text, ink, where, size))
        return ink

    def _fitted(
        self,
        text: str,
        style: Style,
        width: float,
        height: float,
        floor: float,
        max_lines: int,
        leading: float,
        wrap_first: bool,
        direction: Literal["auto", "ltr", "rtl"],
    ) -> tuple[Sequence[Line], bool]:
        """The lines, and whether they had to be set below the floor."""
        texts = self._texts
        floor = min(floor, style.size)
        if "\n" not in text:
            line = texts.line(text, style, direction)
            share = _share((line,), width, height, 0.0)
            if share >= 1:
                return (line,), False
            size = int(style.size * share * 10) / 10
            if size >= floor and not wrap_first:
                return (texts.line(text, style.at(size), direction),), False

        def at(size: float) -> Sequence[Line] | None:
            found = texts.fit(
                text, style.at(size), width, floor=size, max_lines=max_lines, direction=direction
            )
            fits = not found.overflows and _share(found.lines, width, height, leading * size) >= 1
            return found.lines if fits else None

        if max_lines > 1:
            # Most texts fit as they are; the rest by halving, and then at the floor itself.
            whole = at(style.size)
            low, high = 1, int((style.size - floor) * 4)
            while whole is None and low < high:
                middle = (low + high) // 2
                if at(style.size - middle / 4) is None:
                    low = middle + 1
                else:
                    high = middle
            for size in (style.size - low / 4, floor):
                whole = whole or (at(size) if size >= floor else None)
            if whole is not None:
                return whole, False
        size = floor
        while True:
            size *= 0.94
            below = texts.wrap(text, style.at(size), width, direction)
            if _share(below, width, height, leading * size) >= 1 or size < 0.5:
                return below, True

    def _balanced(
        self,
        text: str,
        lines: Sequence[Line],
        where: Box,
        leading: float,
        direction: Literal["auto", "ltr", "rtl"],
    ) -> Sequence[Line]:
        """Centred lines of about one length, instead of a full one and a single word."""
        style, width = lines[0].style, where.w * MM
        narrow = width / 2
        while width - narrow > 2:
            middle = (narrow + width) / 2
            found = self._texts.fit(
                text, style, middle, floor=style.size, max_lines=len(lines), direction=direction
            )
            step = leading * style.size
            if found.overflows or _share(found.lines, middle, where.h * MM, step) < 1:
                narrow = middle
            else:
                width, lines = middle, found.lines
        return lines

    def _look_for_letters(self, text: str, style: Style, about: str | None, name: bool) -> None:
        looked = (text, style.face)
        missing = self._looked.get(looked)
        if missing is None:
            missing = self._looked[looked] = self._texts.missing(text, style)
        if missing:
            key = (name, about or "")
            known = self._lacking.get(key, "")
            self._lacking[key] = known + "".join(c for c in missing if c not in known)

    def _warnings(self) -> tuple[PrintWarning, ...]:
        found: list[PrintWarning] = []
        names = {about: letters for (name, about), letters in self._lacking.items() if name}
        other = {about: letters for (name, about), letters in self._lacking.items() if not name}
        if names:
            sentence = ngettext(
                "This name contains letters the font lacks: {places}.",
                "These {count} names contain letters the font lacks: {places}.",
                len(names),
            )
            found.append(_lacking(sentence, names))
        if other:
            sentence = ngettext(
                "This text contains letters the font lacks: {places}.",
                "These {count} texts contain letters the font lacks: {places}.",
                len(other),
            )
            found.append(_lacking(sentence, other))
        if self._small:
            sentence = ngettext(
                "A text is too long for its place and is printed very small: {places}. "
                "Shorten it, or look at it before printing.",
                "{count} texts are too long for their places and are printed very small: "
                "{places}. Shorten them, or look at them before printing.",
                len(self._small),
            )
            text = sentence.format(count=len(self._small), places=", ".join(self._small))
            found.append(PrintWarning(text, "small", tuple(self._small)))
        return tuple(found)


def _lacking(sentence: str, places: dict[str, str]) -> PrintWarning:
    listed = ", ".join(
        f"{about} ({' '.join(letters)})" if about else " ".join(letters)
        for about, letters in places.items()
    )
    text = sentence.format(count=len(places), places=listed)
    return PrintWarning(text, "letters", tuple(about for about in places if about))


def _extent(lines: Sequence[Line], step: float) -> tuple[float, float]:
    """The ink of all lines above and below the first baseline, upwards positive."""
    top = max(line.ink[0] - index * step for index, line in enumerate(lines))
    bottom = min(line.ink[1] - index * step for index, line in enumerate(lines))
    return top, bottom


def _share(lines: Sequence[Line], width: float, height: float, step: float) -> float:
    """By how much the lines could grow and still fit; below 1 they do not."""
    top, bottom = _extent(lines, step)
    widest = max(max(line.width, line.ink[3] - line.ink[2]) for line in lines)
    across = (width + _SLACK) / widest if widest else 1e9
    down = (height + _SLACK) / (top - bottom) if top > bottom else 1e9
    return min(across, down)


def number(value: float) -> str:
    """A PDF number to a thousandth of a point."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def paint(color: str) -> str:
    """ "#rrggbb" as the three numbers of rg and RG."""
    return " ".join(number(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
