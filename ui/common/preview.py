"""Paper before it is printed: the pages as they will be, what to look at first, and where to.

The PDF is made first and kept in memory; it is on the disk only where the user saves it. Pages are
drawn by PDFium, which is not safe for threads: every call holds one lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from PySide6.QtCore import (
    QMarginsF,
    QRect,
    QRunnable,
    QSize,
    QSizeF,
    Qt,
    QThreadPool,
    QUrl,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QKeyEvent,
    QPageLayout,
    QPageSize,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.label import Label
from ui.common.progress_strip import ProgressStrip
from ui.common.tokens import Tone, tokens_of
from workbook.errors import SaveError, WorkbookError
from workbook.files import atomic_write
from workbook.i18n import _, ngettext
from workbook.progress import Progress

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 300
POINTS_PER_INCH = 72
MOST_WARNINGS = 4
KEPT_PICTURES = 12
GAP = 14
_PDFIUM = threading.Lock()


class Paper(Protocol):
    """A finished document, as the printing services give it."""

    @property
    def pdf(self) -> bytes: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def file_name(self) -> str: ...
    def summary(self) -> str: ...


class PdfPages:
    """The pages of a PDF as pictures. May be called from any thread."""

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2

        with _PDFIUM:
            self._document = pypdfium2.PdfDocument(pdf)
            self.sizes: list[tuple[float, float]] = [
                self._document.get_page_size(number) for number in range(len(self._document))
            ]
        """Width and height of each page, in points."""

    def picture(self, number: int, scale: float) -> QImage:
        """Page `number` (from 0), `scale` pixels to the point."""
        with _PDFIUM:
            page = self._document[number]
            bitmap = page.render(scale=scale, prefer_bgrx=True)
            raw = bytes(bitmap.buffer)
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
            bitmap.close()
            page.close()
        image = QImage(raw, width, height, stride, QImage.Format.Format_RGB32)
        return image.copy()

    def close(self) -> None:
        """Let the document go."""
        with _PDFIUM:
            self._document.close()


def show_paper(
    ctx: Context,
    title: str,
    make: Callable[[Progress], Paper],
    *,
    kinds: frozenset[str] = frozenset(),
) -> None:
    """Make a document off the screen's thread, then show it. `make` may be stopped.

    `kinds` are told to the pages: what making the document may have changed.
    """

    def done(paper: Paper) -> None:
        if kinds:
            ctx.bus.tell(kinds)
        preview = Preview(ctx, title, paper)
        ctx.ask.run(preview)
        preview.close_pages()
        preview.deleteLater()

    ctx.jobs.run(title, make, on_done=done)


class Preview(QDialog):
    """Shows a document, prints and saves it."""

    def __init__(self, ctx: Context, title: str, paper: Paper) -> None:
        super().__init__(QApplication.activeWindow())
        self.ctx = ctx
        self.paper = paper
        self.saved: Path | None = None
        self.setWindowTitle(title)
        self.setMinimumSize(640, 480)
        self.pages = PdfPages(paper.pdf)
        self.view = PagesView(self.pages)
        self.view.page_changed.connect(self._on_page)
        heading = Label(paper.summary(), "heading", wrap=True)
        self.place = Label("", "muted")
        self.place.setMinimumWidth(110)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self.place)
        self.said = Label("", "muted", wrap=True)
        self.print_button = button(
            _("Print…"), icon="printer", look="primary", on_click=self.print_paper
        )
        self.save_button = button(_("Save as PDF…"), icon="file-down", on_click=self.save)
        self.open_button = button(
            _("Open in PDF viewer"),
            icon="eye",
            tip=_("Saves the document first, where you choose."),
            on_click=self.open_in_viewer,
        )
        self.close_button = button(_("Close"), on_click=self.reject)
        self.print_button.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.said, 1)
        for item in (self.open_button, self.save_button, self.close_button, self.print_button):
            row.addWidget(item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        for sentence in _shortened(paper.warnings):
            layout.addWidget(Banner(sentence, Tone.WARN))
        layout.addWidget(self.view, 1)
        layout.addWidget(ProgressStrip(ctx.jobs))
        layout.addLayout(row)
        self._on_page(0)
        self.print_button.setFocus()
        self._fit_screen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End):
            QApplication.sendEvent(self.view, event)
        else:
            super().keyPressEvent(event)

    def close_pages(self) -> None:
        """Stop drawing pages, and let the document go."""
        self.view.stop()
        self.pages.close()

    def print_paper(self) -> None:
        """Ask for a printer and send the pages there in their true size."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.paper.file_name)
        printer.setFullPage(True)
        printer.setPageLayout(_layout_of(self.pages.sizes[0]))
        printer.setFromTo(1, len(self.pages.sizes))
        printer.setPrintRange(QPrinter.PrintRange.AllPages)
        dialog = QPrintDialog(printer, self)
        chosen = self.ctx.ask.run(dialog)
        dialog.deleteLater()
        if chosen:
            self.send_to(printer)

    def send_to(self, printer: QPrinter) -> None:
        """Print in the background; can be stopped between pages."""
        pages = self.pages
        self.print_button.setEnabled(False)

        def work(progress: Progress) -> int:
            return print_pages(pages, printer, progress)

        self.ctx.jobs.run(
            _("Printing"), work, on_done=self._on_printed, on_failed=self._on_not_printed
        )

    def save(self) -> bool:
        """Save as a PDF where the user says; False when not."""
        path = self.ctx.ask.save_file(
            _("Save as PDF"), Path(self.paper.file_name), _("PDF documents (*.pdf)")
        )
        if path is None:
            return False

        def write(file: BinaryIO) -> None:
            file.write(self.paper.pdf)

        try:
            atomic_write(path, write)
        except SaveError as error:
            self.ctx.on_error(error)
            return False
        self.saved = path
        self._say(_("Saved as {name}. Anyone can read this file.").format(name=path.name))
        return True

    def open_in_viewer(self) -> None:
        """Save where that was not done yet, and open the file in the computer's own viewer."""
        if self.saved is None and not self.save():
            return
        assert self.saved is not None
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.saved))):
            self.ctx.on_error(
                WorkbookError(_("No program for PDF files was found. The file is saved."))
            )

    def _on_printed(self, count: int) -> None:
        self.print_button.setEnabled(True)
        said = ngettext("{n} page sent to the printer.", "{n} pages sent to the printer.", count)
        self._say(said.format(n=count))

    def _on_not_printed(self, error: BaseException) -> None:
        self.print_button.setEnabled(True)
        self.ctx.on_error(error)

    def _say(self, text: str) -> None:
        self.said.setText(text)

    def _on_page(self, number: int) -> None:
        shown = _("Page {n} of {all}").format(n=number + 1, all=len(self.pages.sizes))
        self.place.setText(shown)

    def _fit_screen(self) -> None:
        width, height = self.pages.sizes[0]
        screen = self.screen().availableSize()
        wide = 900 if width > height else 720
        self.resize(
            min(wide, screen.width() - 40),
            min(int(wide * height / width) + 190, screen.height() - 80, 860),
        )


def _shortened(warnings: Sequence[str]) -> list[str]:
    if len(warnings) <= MOST_WARNINGS:
        return list(warnings)
    rest = len(warnings) - MOST_WARNINGS + 1
    more = ngettext("{n} more remark on this print.", "{n} more remarks on this print.", rest)
    return [*warnings[: MOST_WARNINGS - 1], more.format(n=rest)]


class PagesView(QScrollArea):
    """The pages under each other, as wide as there is room; drawn when they come into sight."""

    page_changed = Signal(int)
    _drawn = Signal(int, int, QImage)

    def __init__(self, pages: PdfPages) -> None:
        super().__init__()
        self._pages = pages
        self._sheet = _PagesSheet(pages.sizes)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._asked: set[tuple[int, int]] = set()
        self._stopped = threading.Event()
        self._current = 0
        self.setWidget(self._sheet)
        self.setWidgetResizable(False)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(_("Pages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._drawn.connect(self._on_drawn)

    @property
    def waiting(self) -> bool:
        """Whether a page in sight is still being drawn."""
        return bool(self._asked)

    def stop(self) -> None:
        """Draw nothing more, and wait for the page being drawn."""
        self._stopped.set()
        self._pool.clear()
        self._pool.waitForDone()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet.fit(self.viewport().width())
        self._ask_for_pages()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_pages()

    def _on_scrolled(self) -> None:
        self._ask_for_pages()

    def _ask_for_pages(self) -> None:
        top = self.verticalScrollBar().value()
        height = self.viewport().height()
        seen = self._sheet.pages_between(top, top + height)
        if not seen or self._stopped.is_set():
            return
        middle = self._sheet.page_at(top + height // 2)
        if middle != self._current:
            self._current = middle
            self.page_changed.emit(middle)
        ratio = self.devicePixelRatioF()
        for number in seen:
            width = self._sheet.width_of(number)
            if width <= 0 or self._sheet.has_picture(number, width):
                continue
            if (number, width) in self._asked:
                continue
            self._asked.add((number, width))
            scale = width * ratio / self._pages.sizes[number][0]
            self._pool.start(_Draw(self._pages, number, width, scale, self._drawn, self._stopped))

    def _on_drawn(self, number: int, width: int, image: QImage) -> None:
        self._asked.discard((number, width))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._sheet.put_picture(number, width, image)


class _Draw(QRunnable):
    def __init__(
        self,
        pages: PdfPages,
        number: int,
        width: int,
        scale: float,
        drawn: SignalInstance,
        stopped: threading.Event,
    ) -> None:
        super().__init__()
        self._work = (pages, number, width, scale, drawn, stopped)

    def run(self) -> None:
        pages, number, width, scale, drawn, stopped = self._work
        if not stopped.is_set():
            drawn.emit(number, width, pages.picture(number, scale))


class _PagesSheet(QWidget):
    """White pages on the window's ground."""

    def __init__(self, sizes: Sequence[tuple[float, float]]) -> None:
        super().__init__()
        self._sizes = sizes
        self._places: list[QRect] = []
        self._pictures: dict[int, tuple[int, QImage]] = {}

    def fit(self, width: int) -> None:
        """Lay the pages out on this width."""
        widest = max(size[0] for size in self._sizes)
        room = max(width - 24, 80)
        top = 6
        self._places = []
        for wide, high in self._sizes:
            across = int(room * wide / widest)
            down = int(across * high / wide)
            self._places.append(QRect((width - across) // 2, top, across, down))
            top += down + GAP
        self.setFixedSize(QSize(width, top))
        self.update()

    def pages_between(self, top: int, bottom: int) -> list[int]:
        """The pages in sight."""
        return [
            number
            for number, place in enumerate(self._places)
            if place.top() < bottom and place.bottom() > top
        ]

    def page_at(self, height: int) -> int:
        """The page at this height, or the one above it."""
        tops = [number for number, place in enumerate(self._places) if place.top() <= height]
        return tops[-1] if tops else 0

    def width_of(self, number: int) -> int:
        """How wide a page is shown, in logical pixels."""
        return self._places[number].width()

    def has_picture(self, number: int, width: int) -> bool:
        """Whether a page is drawn in this width."""
        return number in self._pictures and self._pictures[number][0] == width

    def put_picture(self, number: int, width: int, image: QImage) -> None:
        """Show a page; the pictures farthest from it are let go."""
        self._pictures[number] = (width, image)
        for far in sorted(self._pictures, key=lambda other: abs(other - number))[KEPT_PICTURES:]:
            del self._pictures[far]
        self.update(self._places[number])

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in self.pages_between(event.rect().top() - 2, event.rect().bottom() + 2):
            place = self._places[number]
            painter.fillRect(place, QColor("#ffffff"))
            if number in self._pictures:
                painter.drawImage(place, self._pictures[number][1])
            painter.setPen(QColor(tokens.line))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))


def print_pages(pages: PdfPages, printer: QPrinter, progress: Progress) -> int:
    """Send pages to a printer as pictures in true size; returns how many.

    Never more than 300 dots to the inch: a page then takes 2 MB of the spooler instead of 6. When
    stopped, what was not sent yet is thrown away.
    """
    first, last = 0, len(pages.sizes) - 1
    if printer.printRange() == printer.PrintRange.PageRange and printer.fromPage() > 0:
        first, last = printer.fromPage() - 1, min(printer.toPage() - 1, last)
    dpi = min(printer.resolution(), MOST_DPI)
    printer.setResolution(dpi)
    printer.setFullPage(True)
    printer.setPageLayout(_layout_of(pages.sizes[first]))
    painter = QPainter()
    if not painter.begin(printer):
        raise WorkbookError(
            _("The printer does not answer. Save as PDF, or choose another printer.")
        )
    try:
        for number in range(first, last + 1):
            progress.report(number - first, last - first + 1, _("Page {n}").format(n=number + 1))
            if number > first:
                printer.setPageLayout(_layout_of(pages.sizes[number]))
                printer.newPage()
            image = pages.picture(number, dpi / POINTS_PER_INCH)
            painter.drawImage(QRect(0, 0, image.width(), image.height()), image)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return last - first + 1


def _layout_of(size: tuple[float, float]) -> QPageLayout:
    """The paper of a page, without margins: what is drawn keeps its own."""
    width, height = size
    portrait = QSizeF(min(size), max(size))
    page = QPageSize(portrait, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = width > height
    orientation = QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait
    layout = QPageLayout(page, orientation, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
