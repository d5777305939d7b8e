"""What a person wants to do with a spreadsheet, as cards to choose from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.common.buttons import ENTER
from ui.common.icons import pixmap
from ui.common.label import Label
from ui.common.tokens import tokens_of


class PurposeCard(QAbstractButton):
    """An icon, a purpose and a sentence; a click, Enter or Space chooses it."""

    def __init__(self, icon: str, purpose: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setText(purpose)
        self.setAccessibleName(purpose)
        self.setAccessibleDescription(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._picture = Label()
        self._heading = Label(purpose, "heading", wrap=True)
        self._said = Label(text, "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(4)
        layout.addWidget(self._picture)
        layout.addSpacing(4)
        for label in (self._picture, self._heading, self._said):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(self._heading)
        layout.addWidget(self._said)
        layout.addStretch()
        self._tint()

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or (self.underMouse() and self.isEnabled())
        pen = QPen(QColor(tokens.accent if lit else tokens.line), 2 if self.hasFocus() else 1)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.hover if self.isDown() else tokens.card))
        half = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 8, 8)

    def _tint(self) -> None:
        colour = tokens_of(self.palette()).accent_text
        self._picture.setPixmap(pixmap(self._icon, colour, 24, self.devicePixelRatioF()))
