"""A white panel with a heading."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.common.label import Label
from ui.common.theme import set_look


class Card(QFrame):
    """A panel; put its contents into `body`, and buttons or figures beside the heading in `top`."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(10)
        self.top = QHBoxLayout()
        self.heading = Label(heading, "strong")
        if not heading:
            self.heading.hide()
        else:
            self.setAccessibleName(heading)
            self.top.addWidget(self.heading)
            self.top.addStretch()
            self.body.addLayout(self.top)
