"""The screens before a workbook is open: a card in the middle of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.common.card import Card
from ui.common.label import Label
from ui.common.theme import set_look


class EntryScreen(QWidget):
    """A heading, a sentence and a card; scrolls where the window is low."""

    def __init__(self, heading: str, text: str, *, width: int, parent: QWidget | None = None):
        super().__init__(parent)
        set_look(self, "window")
        self.card = Card()
        self.card.setFixedWidth(width)
        self.card.body.setContentsMargins(32, 28, 32, 28)
        self.card.body.setSpacing(14)
        self.heading = Label(heading, "title", wrap=True)
        self.text = Label(text, "muted", wrap=True)
        self.card.body.addWidget(self.heading)
        self.card.body.addWidget(self.text)
        inner = QWidget()
        set_look(inner, "scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(2)
        # Stretches rather than an alignment: with one, texts that wrap get too little height.
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.card)
        row.addStretch()
        column.addLayout(row)
        column.addStretch(3)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)


def field_label(text: str, buddy: QWidget) -> Label:
    """The name over a field; also gives the field its name for reading aloud."""
    label = Label(text, "field")
    label.setBuddy(buddy)
    if not buddy.accessibleName():
        buddy.setAccessibleName(text)
    return label
