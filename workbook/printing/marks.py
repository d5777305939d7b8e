"""What a machine reads from paper: QR codes and the corner marks of a sheet."""

from __future__ import annotations

from functools import lru_cache

from workbook.printing.paper import MM, Box, Paper, number

# Four marks of the ArUco dictionary 4x4_50 (ids 0 to 3): cells from the top left, 1 is white.
_CORNERS = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)
CORNER_SIDE = 6.0
# Below this the modules of a code are lost between the dots of a printer and the lens of a phone.
LEAST_MODULE = 0.40
_QUIET = 4
# A fixed mask: choosing the best of eight costs six times all the rest, and any of them is read.
_MASK = 2


def corner_boxes(paper_size: tuple[float, float], margin: float) -> tuple[Box, ...]:
    """Where the four marks lie: top left, top right, bottom left, bottom right."""
    width, height = paper_size
    right, low = width - margin - CORNER_SIDE, height - margin - CORNER_SIDE
    return tuple(
        Box(x, y, CORNER_SIDE, CORNER_SIDE)
        for x, y in ((margin, margin), (right, margin), (margin, low), (right, low))
    )


def draw_corners(paper: Paper, margin: float) -> None:
    """The marks by which a photograph of the page is straightened, never mirrored."""
    cell = CORNER_SIDE / 6
    for box, cells in zip(corner_boxes((paper.width, paper.height), margin), _CORNERS, strict=True):
        black = [_rectangle(paper, box.x, box.y, CORNER_SIDE, CORNER_SIDE)]
        white = [
            _rectangle(paper, box.x + (1 + at) * cell, box.y + (1 + row) * cell, cell, cell)
            for row, bits in enumerate(cells)
            for at, bit in enumerate(bits)
            if bit == "1"
        ]
        paper.put(f"0 g {' '.join(black)} f 1 g {' '.join(white)} f")


def qr_side(text: str, side: float, *, quiet: int = _QUIET) -> float:
    """The side in millimetres that `text` needs: `side`, or more to keep modules of 0.40 mm."""
    return max(side, len(_modules(text)) * LEAST_MODULE + 2 * quiet * LEAST_MODULE)


def draw_qr(paper: Paper, text: str, box: Box, *, quiet: int = _QUIET) -> None:
    """A QR code of level L filling a square box, `quiet` modules of white around it included."""
    modules = _modules(text)
    box = paper.turned(box)
    module = box.w / (len(modules) + 2 * quiet)
    side = len(modules)
    parts: list[str] = []
    for row, line in enumerate(modules):
        start = None
        for at, dark in enumerate((*line, 0)):
            if dark and start is None:
                start = at
            elif not dark and start is not None:
                parts.append(f"{start} {side - row - 1} {at - start} 1 re")
                start = None
    white = f"1 g {-quiet} {-quiet} {side + 2 * quiet} {side + 2 * quiet} re f" if quiet else ""
    x, y = (box.x + quiet * module) * MM, paper.from_below(box.bottom - quiet * module)
    scale = f"{module * MM:.5f}"
    paper.put(f"{scale} 0 0 {scale} {number(x)} {number(y)} cm {white} 0 g {' '.join(parts)} f")


@lru_cache(maxsize=4)
def _modules(text: str) -> tuple[bytearray, ...]:
    import segno

    code = segno.make_qr(text, error="l", boost_error=False, mask=_MASK)
    return tuple(code.matrix)


def _rectangle(paper: Paper, x: float, y: float, w: float, h: float) -> str:
    return (
        f"{number(x * MM)} {number(paper.from_below(y + h))} {number(w * MM)} {number(h * MM)} re"
    )
