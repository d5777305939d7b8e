"""Bars with a label and a figure, painted; each bar may lead to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from ui.common.tokens import tokens_of

LINE = 28
BAR = 12
GAP = 12


@dataclass(frozen=True)
class Bar:
    """`value` of `total`; `key` is what `BarChart.chosen` tells."""

    key: str
    label: str
    value: int
    total: int

    @property
    def figure(self) -> str:
        """The figure beside the bar, left to right in any direction."""
        return f"\u2066{self.value} / {self.total}\u2069"


class BarChart(QWidget):
    """Horizontal bars. Up and Down move, Enter or a click chooses."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._bars: tuple[Bar, ...] = ()
        self._current = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars from top to bottom."""
        self._bars = tuple(bars)
        self._current = 0
        said = "; ".join(f"{bar.label}: {bar.value} / {bar.total}" for bar in bars)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, LINE * max(len(self._bars), 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, LINE * max(len(self._bars), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(bar.label) for bar in self._bars)
        labels = min(widest + 4, self.width() * 2 // 5)
        figures = max(metrics.horizontalAdvance(bar.figure) for bar in self._bars)
        start = labels + GAP
        length = max(self.width() - start - figures - GAP - 4, 10)
        for number, bar in enumerate(self._bars):
            top = number * LINE
            painter.setPen(QColor(tokens.text))
            label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, labels)
            painter.drawText(self._mirrored(QRect(4, top, labels, LINE)), self._side(False), label)
            track = QRect(start, top + (LINE - BAR) // 2, length, BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.line))
            painter.drawRoundedRect(QRectF(self._mirrored(track)), BAR / 2, BAR / 2)
            share = min(bar.value / bar.total, 1.0) if bar.total else 0.0
            if share > 0:
                filled = QRect(track)
                filled.setWidth(max(round(length * share), BAR))
                painter.setBrush(QColor(tokens.accent))
                painter.drawRoundedRect(QRectF(self._mirrored(filled)), BAR / 2, BAR / 2)
            painter.setPen(QColor(tokens.muted))
            figure = QRect(self.width() - figures - 4, top, figures, LINE)
            painter.drawText(self._mirrored(figure), self._side(True), bar.figure)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(1, self._current * LINE + 2, self.width() - 2, LINE - 4)
            painter.drawRoundedRect(ring, 5, 5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and 0 <= self._current + step < len(self._bars):
            self._current += step
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(event.position().y()) // LINE)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self._bars):
            self._current = number
            self.update()
            self.chosen.emit(self._bars[number].key)

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def _side(self, trailing: bool) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if trailing else Qt.AlignmentFlag.AlignLeft
        return QStyle.visualAlignment(self.layoutDirection(), side | Qt.AlignmentFlag.AlignVCenter)
