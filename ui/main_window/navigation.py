"""The column of pages at the side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.common.buttons import ToolButton
from ui.common.icons import set_icon
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.page import PageSpec
from ui.common.pill import Pill
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _

WIDTH = 196


class Navigation(QFrame):
    """One button a page; Up and Down move between them."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "side")
        self.setAccessibleName(_("Pages"))
        self.setFixedWidth(WIDTH)
        self.office = Label("", "brand", wrap=True)
        self.file = Label("", "muted")
        self.file.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        heading = QVBoxLayout()
        heading.setContentsMargins(margins(12, 8, 8, 10))
        heading.setSpacing(1)
        heading.addWidget(self.office)
        heading.addWidget(self.file)
        layout = QVBoxLayout()
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(2)
        layout.addLayout(heading)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for number, spec in enumerate(pages, start=1):
            item = ToolButton()
            item.setText(f" {spec.title}")
            item.setAccessibleName(spec.title)
            item.setCheckable(True)
            item.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            item.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            item.setFixedHeight(38)
            if number < 10:
                item.setToolTip(f"{spec.title} (Ctrl+{number})")
            set_look(item, "nav")
            set_icon(item, spec.icon, size=20)
            item.clicked.connect(self._on_clicked)
            item.setObjectName(spec.key)
            corner = QHBoxLayout(item)
            corner.setContentsMargins(8, 0, 8, 0)
            corner.addStretch()
            self._group.addButton(item)
            self.buttons[spec.key] = item
            layout.addWidget(item)
        layout.addStretch()
        line = QFrame()
        line.setFixedWidth(1)
        set_look(line, "side-line")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(layout)
        outer.addWidget(line)

    def show_current(self, key: str) -> None:
        """Mark the page that is open; a cursor among the pages goes there too."""
        item = self.buttons[key]
        item.setChecked(True)
        if QApplication.focusWidget() in self.buttons.values():
            item.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_count(self, key: str, count: int) -> None:
        """Say beside a page's name how much waits there; nothing for 0."""
        item = self.buttons[key]
        layout, spec = item.layout(), item.text().strip()
        assert layout is not None
        for pill in item.findChildren(Pill):
            layout.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        item.setAccessibleName(f"{spec}, {count}" if count else spec)
        if count:
            pill = Pill(str(count), Tone.INFO)
            pill.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(pill)

    def show_file(self, office: str, file_name: str) -> None:
        """Say whose workbook this is."""
        self.office.setText(office)
        self.file.setText(file_name)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.sender().objectName())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        items = list(self.buttons.values())
        focused = self.focusWidget()
        if step is None or not isinstance(focused, QToolButton) or focused not in items:
            super().keyPressEvent(event)
            return
        place = items.index(focused) + step
        if 0 <= place < len(items):
            items[place].setFocus(Qt.FocusReason.TabFocusReason)
