"""A figure that leads to its rows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from ui.common.tokens import Tone, tokens_of

MARGIN = 16


class FigureTile(QAbstractButton):
    """A label, a large figure and a line under it; a click (or Space) goes to the rows."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._figure = ""
        self._hint = ""
        self._tone: Tone | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_figure("")

    def show_figure(self, figure: str, hint: str = "", tone: Tone | None = None) -> None:
        """Show `figure` ("22 / 25") and `hint` under it; `tone` colours a dot beside the hint."""
        self._figure, self._hint, self._tone = figure, hint, tone
        self.setAccessibleName(
            f"{self._label}: {figure}. {hint}" if hint else f"{self._label}: {figure}"
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(170, 100)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self.underMouse()
        line = tokens.accent if self.hasFocus() or over else tokens.line
        pen = QPen(QColor(line), 2 if self.hasFocus() else 1)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.hover if self.isDown() else tokens.card))
        half = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 8, 8)
        self._write(painter, 12, 20, self._label, 13, QFont.Weight.DemiBold, tokens.text)
        figure = f"\u2066{self._figure}\u2069"
        self._write(painter, 33, 34, figure, 24, QFont.Weight.DemiBold, tokens.text)
        indent = 0
        if self._tone is not None and self._hint:
            indent = 14
            dot = self._mirrored(QRect(MARGIN, 78, 8, 8))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.tone(self._tone).text))
            painter.drawEllipse(dot)
        self._write(
            painter, 72, 20, self._hint, 12, QFont.Weight.Normal, tokens.muted, indent=indent
        )

    def _write(
        self,
        painter: QPainter,
        top: int,
        height: int,
        text: str,
        size: int,
        weight: QFont.Weight,
        colour: str,
        indent: int = 0,
    ) -> None:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setWeight(weight)
        room = QRect(MARGIN + indent, top, self.width() - 2 * MARGIN - indent, height)
        # A figure is never cut: it gets smaller instead.
        while QFontMetrics(font).horizontalAdvance(text) > room.width() and size > 11:
            size -= 1
            font.setPixelSize(size)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        flags = QStyle.visualAlignment(
            self.layoutDirection(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        painter.drawText(self._mirrored(room), flags, shown)

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)
