"""A count that filters the table under it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from ui.common.tokens import Tone, tokens_of

HEIGHT = 54
LOW_HEIGHT = 40


class CountTile(QAbstractButton):
    """A figure and its word; pressed, it shows only those rows. Without any it cannot be."""

    def __init__(self, word: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self._tone = tone
        self._count = 0
        self._height = HEIGHT
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show another figure."""
        self._count = count
        self.setEnabled(count > 0)
        self.setCursor(Qt.CursorShape.PointingHandCursor if count else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(f"{self._word}: {count}")
        self.update()

    def set_low(self, low: bool) -> None:
        """Whether the rows need the room."""
        height = LOW_HEIGHT if low else HEIGHT
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(120, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(92, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        pair = tokens.tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.isChecked()
        line = tokens.accent if lit or (self.underMouse() and self._count) else tokens.line
        pen = QPen(QColor(line), 2 if lit else 1)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.accent_soft if self.isChecked() else tokens.card))
        half = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 8, 8)
        font = QFont(self.font())
        font.setPixelSize(20)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if self._count else tokens.faint))
        figure = painter.fontMetrics().horizontalAdvance(str(self._count))
        flags = QStyle.visualAlignment(
            self.layoutDirection(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        painter.drawText(
            self._mirrored(QRect(14, 0, figure + 4, self._height)), flags, str(self._count)
        )
        font.setPixelSize(13)
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted if self._count else tokens.faint))
        word = QRect(14 + figure + 10, 0, self.width() - figure - 44, self._height)
        painter.drawText(self._mirrored(word), flags, self._word)
        if self._count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(pair.text))
            painter.drawEllipse(
                self._mirrored(QRect(self.width() - 20, (self._height - 8) // 2, 8, 8))
            )

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)
