"""Who stayed: from the training through each round of coaching, as a band that gets narrower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from ui.common.tokens import Tokens, tokens_of
from workbook.i18n import _

BAND = 64
HEIGHT = 128


@dataclass(frozen=True)
class Stage:
    """How many were there; `key` is what `StayedChart.chosen` tells."""

    key: str
    label: str
    day: str
    count: int


class StayedChart(QWidget):
    """Stages in the direction of reading. The arrow keys move, Enter or a click chooses."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[Stage, ...] = ()
        self._current = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_stages(self, stages: Sequence[Stage]) -> None:
        """Show these stages, the first at the reading side."""
        self._stages = tuple(stages)
        self._current = min(self._current, max(len(self._stages) - 1, 0))
        said = "; ".join(f"{stage.label}: {stage.count}" for stage in self._stages)
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(340, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stages:
            return
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_band(painter, tokens)
        for number, stage in enumerate(self._stages):
            room = self._column(number)
            before = self._stages[number - 1].count if number else stage.count
            count = f"\u2066{stage.count}\u2069"
            self._write(painter, room, 0, BAND, count, 22, True, tokens.text)
            self._write(painter, room, BAND + 8, 18, stage.label, 13, False, tokens.text)
            self._write(painter, room, BAND + 26, 16, stage.day, 12, False, tokens.muted)
            if stage.count < before:
                text = _("{n} left").format(n=before - stage.count)
                self._write(painter, room, BAND + 43, 16, text, 12, False, tokens.bad.text)
            elif stage.count > before:
                text = _("{n} more").format(n=stage.count - before)
                self._write(painter, room, BAND + 43, 16, text, 12, False, tokens.good.text)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self._column(self._current)).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, 6, 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ahead = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        step = {Qt.Key.Key_Right: ahead, Qt.Key.Key_Left: -ahead}.get(Qt.Key(event.key()))
        if step is not None and 0 <= self._current + step < len(self._stages):
            self._current += step
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            for number in range(len(self._stages)):
                if self._column(number).contains(event.position().toPoint()):
                    self._choose(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self._stages):
            self._current = number
            self.update()
            self.chosen.emit(self._stages[number].key)

    def _column(self, number: int) -> QRect:
        count = len(self._stages)
        start, end = self.width() * number // count, self.width() * (number + 1) // count
        place = QRect(start, 0, end - start, HEIGHT)
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def _paint_band(self, painter: QPainter, tokens: Tokens) -> None:
        """The band is as high as the share of the largest stage, from nothing up."""
        largest = max(stage.count for stage in self._stages)
        if not largest:
            return
        upper: list[QPointF] = []
        lower: list[QPointF] = []
        for number, stage in enumerate(self._stages):
            half = BAND / 2 * stage.count / largest
            room = QRectF(self._column(number))
            right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            sides = (
                (room.right() + 1, room.left()) if right_to_left else (room.left(), room.right())
            )
            slope = (sides[1] - sides[0]) / 5
            for side in (sides[0] + (slope if number else 0), sides[1]):
                upper.append(QPointF(side, BAND / 2 - half))
                lower.append(QPointF(side, BAND / 2 + half))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawPolygon(QPolygonF(upper + lower[::-1]))

    def _write(
        self,
        painter: QPainter,
        room: QRect,
        top: int,
        height: int,
        text: str,
        size: int,
        bold: bool,
        colour: str,
    ) -> None:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        place = QRect(room.left() + 4, top, room.width() - 8, height)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
