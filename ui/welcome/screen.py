"""The first screen: a new workbook, an existing one, or one of the recent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from ui.common.buttons import button
from ui.common.entry import EntryScreen
from ui.common.label import Label
from workbook.i18n import _

WIDTH = 480


class WelcomeScreen(EntryScreen):
    """Says what is wanted; what follows is decided by who shows it."""

    new_asked = Signal()
    open_asked = Signal()
    recent_asked = Signal(str)
    remember_changed = Signal(bool)

    def __init__(
        self, recent: Sequence[str], remember: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Cohort Workbook"),
            _(
                "Follows a group of officers from nomination to coaching. Everything stays in one "
                "encrypted file on this computer; no internet is needed."
            ),
            width=WIDTH,
            parent=parent,
        )
        body = self.card.body
        self.new = button(
            _("Create a workbook for my office"),
            look="primary",
            icon="file-plus",
            on_click=self.new_asked.emit,
        )
        self.open = button(_("Open a workbook"), icon="folder-open", on_click=self.open_asked.emit)
        for item in (self.new, self.open):
            item.setMinimumHeight(38)
            body.addWidget(item)
        self._files: list[QWidget] = []
        self.recent: list[QPushButton] = []
        if recent:
            label = Label(_("Opened here before"), "strong")
            body.addSpacing(6)
            body.addWidget(label)
            self._files.append(label)
        for text in recent:
            path = Path(text)
            # The whole path would tell more than is needed to recognise the file.
            shown = f"\u2066{path.parent.name}/{path.name}\u2069"
            item = button(shown, look="link", icon="book-open", on_click=self._on_recent)
            item.setObjectName(text)
            item.setToolTip(text)
            body.addWidget(item, 0, Qt.AlignmentFlag.AlignLeading)
            self.recent.append(item)
            self._files.append(item)
        self.remember = QCheckBox(_("Remember which workbooks were opened here"))
        self.remember.setChecked(remember)
        self.remember.toggled.connect(self._on_remember)
        body.addSpacing(4)
        body.addWidget(self.remember)

    def _on_recent(self) -> None:
        self.recent_asked.emit(self.sender().objectName())

    def _on_remember(self, remember: bool) -> None:
        for widget in self._files:
            widget.setVisible(remember)
        self.remember_changed.emit(remember)
