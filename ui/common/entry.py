"""The screens before a workbook is open: a card in the middle of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.common.card import Card
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
        self.heading = QLabel(heading)
        self.heading.setWordWrap(True)
        set_look(self.heading, "title")
        self.text = QLabel(text)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.text, "muted")
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


def field_label(text: str, buddy: QWidget) -> QLabel:
    """The name over a field; also gives the field its name for reading aloud."""
    label = QLabel(text)
    label.setBuddy(buddy)
    set_look(label, "field")
    if not buddy.accessibleName():
        buddy.setAccessibleName(text)
    return label
