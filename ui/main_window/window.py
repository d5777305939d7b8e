"""The one window: bare at first, then a screen to begin with, the workspace, the lock over it.

It is painted before anything that fills it is imported: this module imports next to nothing.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from workbook.i18n import _

if TYPE_CHECKING:
    from ui.common.toast import Toast

SMALLEST = (1024, 700)
CLOSE_KEY = "Ctrl+Q"


class MainWindow(QMainWindow):
    """Holds one screen at a time, and tells of files dropped and of the wish to close."""

    file_dropped = Signal(list)
    """Paths that were dropped on the window."""
    close_asked = Signal()
    painted = Signal()
    """The window is on the screen for the first time."""

    def __init__(self, geometry: str = "") -> None:
        super().__init__()
        self.setWindowTitle(_("Cohort Workbook"))
        self.setMinimumSize(*SMALLEST)
        self.resize(1240, 760)
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self.setAcceptDrops(True)
        self._screens = QStackedWidget()
        self.setCentralWidget(self._screens)
        self._may_close = False
        self._is_painted = False

    @cached_property
    def toast(self) -> Toast:
        """The line that says what was done."""
        from ui.common.toast import Toast

        return Toast(self)

    @property
    def screen_shown(self) -> QWidget | None:
        """What fills the window."""
        return self._screens.currentWidget()

    def show_screen(self, screen: QWidget) -> None:
        """Fill the window with `screen`; the one before is let go."""
        before = self._screens.currentWidget()
        self._screens.addWidget(screen)
        self._screens.setCurrentWidget(screen)
        if before is not None and before is not screen:
            self._screens.removeWidget(before)
            before.deleteLater()
        self.toast.hide()

    def cover(self, screen: QWidget) -> None:
        """Show `screen` and keep the one before behind it, out of sight and reach."""
        self._screens.addWidget(screen)
        self._screens.setCurrentWidget(screen)
        self.toast.hide()

    def uncover(self, screen: QWidget) -> None:
        """Take the cover away."""
        self._screens.removeWidget(screen)
        screen.deleteLater()

    def geometry_text(self) -> str:
        """Size and place, to be given to the next window."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def close_for_good(self) -> None:
        """Close without asking anybody."""
        self._may_close = True
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the key on the screens without a menu too, the lock among them."""
        if QKeySequence(event.keyCombination()) == QKeySequence(CLOSE_KEY):
            self.close_asked.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.file_dropped.emit(paths)
