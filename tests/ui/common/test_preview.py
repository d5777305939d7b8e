"""Paper on the screen, on the printer, in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.common.banner import Banner
from ui.common.preview import PdfPages, Preview, print_pages, show_paper
from workbook.errors import Cancelled
from workbook.printing.paper import A4, A4_LANDSCAPE, INK, MM, Box, Paper
from workbook.printing.text import Style
from workbook.progress import Progress, Silent, Stoppable


@dataclass(frozen=True)
class Document:
    pdf: bytes
    warnings: tuple[str, ...] = ()
    file_name: str = "invented.pdf"

    def summary(self) -> str:
        return "A document"


def made(pages: int, size: tuple[float, float] = A4) -> Document:
    paper = Paper(title="Invented", size=size)
    for number in range(pages):
        if number:
            paper.next_page()
        paper.fill(Box(50, 60, 20, 10), INK)
        paper.write(f"Page {number + 1}", Box(20, 20, 60, 10), Style("sans", 12, INK))
    return Document(paper.finish().pdf)


@pytest.fixture
def preview(qtbot: QtBot, at_work: App) -> Iterator[Preview]:
    assert at_work.ctx is not None
    dialog = Preview(at_work.ctx, "Preview", made(20))
    qtbot.addWidget(dialog)
    yield dialog
    dialog.close_pages()


def test_pages_are_drawn_when_they_come_into_sight(qtbot: QtBot, preview: Preview) -> None:
    preview.show()
    qtbot.waitUntil(lambda: not preview.view.waiting, timeout=10_000)
    sheet = preview.view.widget()
    assert sheet is not None
    width = preview.view.viewport().width()
    assert abs(sheet.width() - width) <= 1
    assert preview.place.text() == "Page 1 of 20"
    bar = preview.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: not preview.view.waiting, timeout=10_000)
    assert preview.place.text() == "Page 20 of 20"


def test_what_to_look_at_first_stands_over_the_pages(qtbot: QtBot, at_work: App) -> None:
    assert at_work.ctx is not None
    document = made(1)
    warnings = tuple(f"Remark {number}." for number in range(1, 8))
    dialog = Preview(at_work.ctx, "Preview", Document(document.pdf, warnings))
    qtbot.addWidget(dialog)
    said = [banner.label.text() for banner in dialog.findChildren(Banner)]
    assert said == ["Remark 1.", "Remark 2.", "Remark 3.", "4 more remarks on this print."]
    dialog.close_pages()


@pytest.mark.parametrize("size", [A4, A4_LANDSCAPE])
def test_a_print_has_the_true_size(tmp_path: Path, size: tuple[float, float]) -> None:
    out = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(out))
    printer.setResolution(150)
    pages = PdfPages(made(2, size).pdf)
    assert print_pages(pages, printer, Silent()) == 2
    pages.close()
    document = pypdfium2.PdfDocument(out)
    try:
        assert len(document) == 2
        width, height = document.get_page_size(1)
        assert (round(width / MM), round(height / MM)) == size
        picture = document[1].render(scale=4 * 25.4 / 72).to_pil().convert("L")
    finally:
        document.close()
    dark = picture.point(lambda value: 255 if value < 60 else 0)
    left, top, right, bottom = dark.crop((40 * 4, 50 * 4, 80 * 4, 80 * 4)).getbbox()
    assert (left / 4 + 40, top / 4 + 50) == pytest.approx((50, 60), abs=0.6)
    assert ((right - left) / 4, (bottom - top) / 4) == pytest.approx((20, 10), abs=0.6)


def test_a_stopped_print_says_so(tmp_path: Path) -> None:
    stop = Stoppable()
    stop.stop()
    pages = PdfPages(made(1).pdf)
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with pytest.raises(Cancelled):
        print_pages(pages, printer, stop)
    pages.close()


def test_chosen_pages_alone_are_printed(
    qtbot: QtBot, preview: Preview, answers: Any, at_work: App, tmp_path: Path
) -> None:
    out = tmp_path / "printed.pdf"

    def on_dialog(dialog: QDialog) -> bool:
        assert isinstance(dialog, QPrintDialog)
        printer = dialog.printer()
        printer.setOutputFileName(str(out))
        printer.setResolution(72)
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(3, 4)
        return True

    answers.on_dialog = on_dialog
    preview.show()
    preview.print_button.click()
    qtbot.waitUntil(lambda: bool(preview.said.text()), timeout=20_000)
    assert preview.said.text() == "2 pages sent to the printer."
    document = pypdfium2.PdfDocument(out)
    assert len(document) == 2
    document.close()


def test_saving_writes_the_document_and_the_viewer_opens_that_file(
    preview: Preview, answers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    preview.open_button.click()
    assert opened == []
    answers.files = [tmp_path / "saved.pdf"]
    preview.open_button.click()
    assert (tmp_path / "saved.pdf").read_bytes() == preview.paper.pdf
    assert opened[0].toLocalFile() == str(tmp_path / "saved.pdf")
    preview.open_button.click()
    assert len(opened) == 2
    answers.files = [tmp_path / "no folder" / "saved.pdf"]
    preview.save_button.click()
    assert "not there" in answers.errors.pop()


def test_a_document_is_made_off_the_screen_and_then_shown(
    qtbot: QtBot, at_work: App, answers: Any
) -> None:
    assert at_work.ctx is not None
    shown: list[str] = []

    def on_dialog(dialog: QDialog) -> bool:
        shown.append(dialog.windowTitle())
        return False

    def make(progress: Progress) -> Document:
        return made(1)

    answers.on_dialog = on_dialog
    heard: list[frozenset[str]] = []
    at_work.ctx.bus.changed.connect(heard.append)
    show_paper(at_work.ctx, "Sheets", make, kinds=frozenset({"attendance_sheet"}))
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown == ["Sheets"]
    assert heard == [frozenset({"attendance_sheet"})]
