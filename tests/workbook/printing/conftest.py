"""Reading back what was printed."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pypdf
import pypdfium2
import pytest

from workbook.printing.paper import MARGIN, MM, Paper

Pictures = Callable[..., list[Any]]
Words = Callable[[bytes], list[str]]


def _pictures(pdf: bytes, dpi: float = 72.0) -> list[Any]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    document.close()
    return pages


def _words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return [unicodedata.normalize("NFC", text) for text in texts]


@pytest.fixture
def pictures() -> Pictures:
    """pictures(pdf, dpi=72): a grey picture of each page."""
    return _pictures


@pytest.fixture
def words() -> Words:
    """words(pdf): the text of each page as a reader's search finds it."""
    return _words


@pytest.fixture
def check_paper() -> Callable[[Paper], None]:
    """check_paper(paper): every text lies in its box, within the margins, and touches no other."""

    def check(paper: Paper) -> None:
        assert paper.placed
        for placed in paper.placed:
            assert placed.box.holds(placed.ink), placed
            assert placed.box.x >= MARGIN - 0.01, placed
            assert placed.box.right <= paper.width - MARGIN + 0.01, placed
        for page in range(1, paper.page + 1):
            here = [placed for placed in paper.placed if placed.page == page]
            for one, other in combinations(here, 2):
                a, b = one.ink, other.ink
                apart = (
                    a.right <= b.x + 0.01
                    or b.right <= a.x + 0.01
                    or a.bottom <= b.y + 0.01
                    or b.bottom <= a.y + 0.01
                )
                assert apart, (one, other)

    return check


@pytest.fixture
def check_pdf() -> Callable[[bytes, str], None]:
    """check_pdf(pdf, title): margins blank, fonts embedded, nothing said about who and where."""

    def check(pdf: bytes, title: str) -> None:
        edge = int(MARGIN * MM) - 1
        for picture in _pictures(pdf):
            inside = picture.copy()
            inside.paste(255, (edge, edge, picture.width - edge, picture.height - edge))
            assert inside.getextrema() == (255, 255)
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        assert dict(reader.metadata or {}).keys() <= {
            "/Title",
            "/Author",
            "/Creator",
            "/Producer",
            "/Subject",
            "/Keywords",
            "/CreationDate",
            "/ModDate",
            "/Trapped",
        }
        assert reader.metadata is not None
        assert reader.metadata.title == title
        assert reader.metadata.author == reader.metadata.creator == "Cohort Workbook"
        for page in reader.pages:
            fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
            for font in fonts.values():
                (descendant,) = font.get_object()["/DescendantFonts"]
                assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]

    return check
