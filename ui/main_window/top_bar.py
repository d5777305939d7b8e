"""The bar over every page: cohort, search, undo and redo, lock, and a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import icon_button
from ui.common.context import CohortChoice
from ui.common.icons import icon
from ui.common.margins import margins
from ui.common.theme import set_look
from ui.common.tokens import tokens_of
from workbook.i18n import _

SEARCH_PAUSE_MS = 150


class SearchField(QLineEdit):
    """Filters the page while typing; Enter looks among the people; Escape empties it."""

    searched = Signal(str)
    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Search  (Ctrl+F)"))
        self.setAccessibleName(_("Search"))
        self.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_PAUSE_MS)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._on_text)
        self.returnPressed.connect(self._on_return)
        self.retint()

    def retint(self) -> None:
        """Draw the magnifying glass in the colours of the palette."""
        self._glass.setIcon(icon("search", tokens_of(self.palette())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _on_text(self) -> None:
        self._timer.start()

    def _tell(self) -> None:
        self.searched.emit(self.text())

    def _on_return(self) -> None:
        self._timer.stop()
        self.entered.emit(self.text())


class TopBar(QFrame):
    """Only shows and tells; what happens is the window's."""

    cohort_chosen = Signal(object)
    undo_asked = Signal()
    redo_asked = Signal()
    lock_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cohort = QComboBox()
        self.cohort.setAccessibleName(_("Cohort"))
        self.cohort.setToolTip(_("The cohort that the pages show"))
        self.cohort.setMinimumWidth(170)
        self.cohort.setMaximumWidth(340)
        self.cohort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.cohort.currentIndexChanged.connect(self._on_cohort)
        self.search = SearchField()
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(460)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.undo = icon_button("undo-2", _("Undo (Ctrl+Z)"), on_click=self.undo_asked.emit)
        self.redo = icon_button("redo-2", _("Redo (Ctrl+Y)"), on_click=self.redo_asked.emit)
        self.lock = icon_button("lock", _("Lock (Ctrl+L)"), on_click=self.lock_asked.emit)
        self.menu = QMenu(self)
        self.more = icon_button("ellipsis-vertical", _("More"), on_click=self._on_more)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.setContentsMargins(margins(24, 8, 18, 8))
        row.setSpacing(6)
        row.addWidget(self.cohort)
        row.addSpacing(6)
        row.addWidget(self.search, 1)
        row.addStretch()
        for item in (self.undo, self.redo, self.lock, self.more):
            row.addWidget(item)
        line = QFrame()
        line.setFixedHeight(1)
        set_look(line, "line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(line)

    def show_cohorts(self, cohorts: Sequence[CohortChoice], current: int | None) -> None:
        """List the cohorts; hidden while there is none."""
        with QSignalBlocker(self.cohort):
            self.cohort.clear()
            for choice in cohorts:
                self.cohort.addItem(
                    f"\u2068{choice.code}\u2069  \u2068{choice.title}\u2069", choice.id
                )
            self.cohort.setCurrentIndex(self.cohort.findData(current))
        self.cohort.setVisible(bool(cohorts))

    def show_current_cohort(self, current: int | None) -> None:
        """Name the cohort that a page made the current one."""
        with QSignalBlocker(self.cohort):
            self.cohort.setCurrentIndex(self.cohort.findData(current))

    def _on_cohort(self, place: int) -> None:
        self.cohort_chosen.emit(self.cohort.itemData(place))

    def _on_more(self) -> None:
        self.more.showMenu()
