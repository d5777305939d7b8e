"""The engraving of a certificate: guilloche bands, corner rosettes, the pale rosette, as curves.

All of it is one Form XObject per design, so that a thousand certificates hold it once.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin, tau

from workbook.printing.paper import GOLD, MM, NAVY, Box, Paper, number, paint

CREAM = "#fffdf7"
_PALE_GOLD = "#f1ead8"
_BAND_GOLD = "#c3a262"
_BAND_TINT = "#d9c79c"

Point = tuple[float, float]
Curve = Callable[[float], Point]

# From the edge of the paper to the middle of the outer rule, and of the inner one.
_OUTER = 14.0
_INNER = 23.0
_HAIRLINE = 24.2
_CORNER_RADIUS = 5.9
# Inside this nothing of the frame is drawn.
FRAME = 26.0


def draw_frame(paper: Paper, rosette: Point, *, ink_saving: bool) -> None:
    """The frame of a landscape page, and a pale rosette about `rosette` (millimetres).

    With `ink_saving` only the rules and the outlines of the corners: no tint, hardly a band.
    """
    page = Box(0, 0, paper.width, paper.height)
    if not ink_saving:
        paper.fill(page.inset(_OUTER, _OUTER), CREAM)
        _pale_rosette(paper, rosette)
    _bands(paper, ink_saving=ink_saving)
    outer = 0.9 if ink_saving else 1.9
    paper.frame(page.inset(_OUTER, _OUTER), outer, NAVY)
    paper.frame(page.inset(_INNER, _INNER), 0.4 if ink_saving else 0.9, NAVY)
    paper.frame(page.inset(_HAIRLINE, _HAIRLINE), 0.35, GOLD)
    if ink_saving:
        paper.frame(page.inset(_OUTER + 1.1, _OUTER + 1.1), 0.35, GOLD)
    middle = (_OUTER + _INNER) / 2
    for x in (middle, paper.width - middle):
        for y in (middle, paper.height - middle):
            _corner(paper, (x, y), ink_saving=ink_saving)


def _bands(paper: Paper, *, ink_saving: bool) -> None:
    middle, depth = (_OUTER + _INNER) / 2, (_INNER - _OUTER) / 2 - 1.25
    sides: tuple[tuple[float, Callable[[float, float], Point]], ...] = (
        (paper.width - 2 * middle, lambda u, v: (middle + u, middle + v)),
        (paper.width - 2 * middle, lambda u, v: (middle + u, paper.height - middle + v)),
        (paper.height - 2 * middle, lambda u, v: (middle + v, middle + u)),
        (paper.height - 2 * middle, lambda u, v: (paper.width - middle + v, middle + u)),
    )
    for length, place in sides:
        waves = round(length / 8.6)
        if ink_saving:
            plain = [_wave(paper, place, length, waves, depth * 0.8, at) for at in (0.0, pi)]
            paper.put(f"0.3 w {paint(_BAND_GOLD)} RG {' '.join(plain)} S")
            continue
        fine: list[str] = []
        strong: list[str] = []
        for strand in range(-3, 4):
            swing = depth * strand / 3
            fine.append(_wave(paper, place, length, waves, swing, 0.0))
            fine.append(_wave(paper, place, length, waves, swing, pi / 2))
        for phase in (0.0, pi):
            strong.append(_wave(paper, place, length, waves * 2, depth, phase))
            strong.append(_wave(paper, place, length, waves * 2, depth * 0.5, phase + pi / 2))
        paper.put(f"0.3 w {paint(_BAND_TINT)} RG {' '.join(strong)} S")
        paper.put(f"0.32 w {paint(_BAND_GOLD)} RG {' '.join(fine)} S")
        for edge in (-depth - 0.42, depth + 0.42):
            ends = [place(0, edge), place(length, edge)]
            line = " ".join(
                f"{_point(paper, end)} {way}" for end, way in zip(ends, "ml", strict=True)
            )
            paper.put(f"0.5 w {paint(GOLD)} RG {line} S")


def _wave(
    paper: Paper,
    place: Callable[[float, float], Point],
    length: float,
    waves: int,
    swing: float,
    phase: float,
) -> str:
    def curve(t: float) -> Point:
        return place(t * length, swing * sin(tau * waves * t / 2 + phase))

    return _smooth(paper, curve, 4 * waves if swing else 1)


def _corner(paper: Paper, centre: Point, *, ink_saving: bool) -> None:
    radius = _CORNER_RADIUS
    paper.put(f"{paint('#ffffff' if ink_saving else CREAM)} rg {_circle(paper, centre, radius)} f")
    paper.put(f"0.9 w {paint(NAVY)} RG {_circle(paper, centre, radius - 0.2)} S")
    paper.put(f"0.35 w {paint(GOLD)} RG {_circle(paper, centre, radius - 0.75)} S")
    petals = [
        _rose(paper, centre, middle, swing, 12, phase)
        for middle, swing in ((3.2, 1.55),)
        for phase in (0.0, tau / 3, 2 * tau / 3)
    ]
    if not ink_saving:
        petals += [_rose(paper, centre, 2.1, 1.0, 8, phase) for phase in (0.0, pi)]
    paper.put(f"0.35 w {paint(GOLD)} RG {' '.join(petals)} S")
    paper.put(f"{paint(NAVY)} rg {_circle(paper, centre, 0.75)} f")
    paper.put(f"0.3 w {paint(NAVY)} RG {_circle(paper, centre, 1.15)} S")


def _pale_rosette(paper: Paper, centre: Point) -> None:
    rings = ((27.0, 9.0, 24, 8), (43.5, 13.5, 36, 8), (60.0, 9.5, 48, 6))
    for middle, swing, petals, strands in rings:
        curves = [
            _rose(paper, centre, middle, swing, petals, tau * strand / strands)
            for strand in range(strands)
        ]
        paper.put(f"0.28 w {paint(_PALE_GOLD)} RG {' '.join(curves)} S")


def _rose(
    paper: Paper, centre: Point, middle: float, swing: float, petals: int, phase: float
) -> str:
    """A closed curve that waves about a circle."""

    def curve(t: float) -> Point:
        radius = middle + swing * cos(tau * petals * t + phase)
        return centre[0] + radius * cos(tau * t), centre[1] + radius * sin(tau * t)

    return _smooth(paper, curve, 4 * petals)


def _smooth(paper: Paper, curve: Curve, pieces: int) -> str:
    """A curve over 0 to 1 as cubic pieces that agree with it in place and slope at their ends."""
    nudge = 1e-5

    def slope(t: float) -> Point:
        before, after = curve(t - nudge), curve(t + nudge)
        return (after[0] - before[0]) / (2 * nudge), (after[1] - before[1]) / (2 * nudge)

    third = 1 / (3 * pieces)
    here, way = curve(0.0), slope(0.0)
    parts = [f"{_point(paper, here)} m"]
    for piece in range(1, pieces + 1):
        t = piece / pieces
        there, then = curve(t), slope(t)
        out = (here[0] + way[0] * third, here[1] + way[1] * third)
        back = (there[0] - then[0] * third, there[1] - then[1] * third)
        parts.append(f"{_point(paper, out)} {_point(paper, back)} {_point(paper, there)} c")
        here, way = there, then
    return " ".join(parts)


def _circle(paper: Paper, centre: Point, radius: float) -> str:
    def curve(t: float) -> Point:
        return centre[0] + radius * cos(tau * t), centre[1] + radius * sin(tau * t)

    return _smooth(paper, curve, 8)


def draw_circle(paper: Paper, centre: Point, radius: float, width: float, color: str) -> None:
    """The outline of a circle; `width` in points, the rest in millimetres."""
    paper.put(f"{number(width)} w {paint(color)} RG {_circle(paper, centre, radius)} S")


def draw_diamond(paper: Paper, centre: Point, color: str) -> None:
    """A small lozenge, the middle of an ornamental rule."""
    x, y = centre
    corners = ((x - 1.7, y), (x, y - 1.05), (x + 1.7, y), (x, y + 1.05))
    path = " ".join(
        f"{_point(paper, corner)} {'l' if at else 'm'}" for at, corner in enumerate(corners)
    )
    paper.put(f"{paint(color)} rg {path} f")


def _point(paper: Paper, point: Point) -> str:
    # A hundredth of a point is a third of a dot at 2,400 dpi: more digits would only cost bytes.
    return f"{_short(point[0] * MM)} {_short(paper.from_below(point[1]))}"


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
