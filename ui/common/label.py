"""A label that keeps to the reading side of the screen, whatever script its text is in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.common.theme import set_look

ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute


class Label(QLabel):
    """Plain text. Qt alone would put a Latin file name to the left of a right-to-left screen."""

    def __init__(
        self, text: str = "", look: str = "", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if look:
            set_look(self, look)
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and self.alignment() & ABSOLUTE:
            self._align()

    def _align(self) -> None:
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | ABSOLUTE | Qt.AlignmentFlag.AlignVCenter)
