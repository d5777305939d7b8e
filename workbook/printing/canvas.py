"""The canvas every document is drawn on."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_INITIAL = "NotoSans-Regular"
_PROGRAM = "Cohort Workbook"


def new_canvas(
    path_or_file: Path | str | IO[bytes], *, title: str, pagesize: tuple[float, float]
) -> Any:
    """A reportlab Canvas that writes the same bytes for the same drawing.

    `title` is the kind of document, never a person's name: every viewer shows it. `pagesize` is
    (width, height) in points. Dates and names of this machine are not written.
    """
    if _INITIAL not in pdfmetrics.getRegisteredFontNames():
        source = files("resources") / "fonts" / f"{_INITIAL}.ttf"
        with source.open("rb") as font:
            pdfmetrics.registerFont(TTFont(_INITIAL, font))
    # Pages written as text instead of bytes would be a quarter larger.
    rl_config.useA85 = 0
    target = str(path_or_file) if isinstance(path_or_file, Path) else path_or_file
    canvas = Canvas(
        target,
        pagesize=pagesize,
        pageCompression=1,
        invariant=1,
        # reportlab lists Helvetica, unembedded, in every file that starts with it.
        initialFontName=_INITIAL,
    )
    canvas.setTitle(title)
    canvas.setAuthor(_PROGRAM)
    canvas.setCreator(_PROGRAM)
    canvas.setProducer(_PROGRAM)
    canvas.setSubject("")
    return canvas
