"""How the attendance grid is drawn: cells, session headers and the column of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.attendance.grid import (
    HEAD_ROLE,
    LINE_ROLE,
    Cell,
    Figure,
    FigureHead,
    Head,
    Line,
    Standing,
)
from ui.common.fonts import native_font
from ui.common.tokens import Tokens, Tone, tokens_of
from workbook.domain.training import Mode
from workbook.text import has_arabic_script

if TYPE_CHECKING:
    from ui.attendance.view import GridView

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 32
BAND_HEIGHT = 28
HEADER_HEIGHT = 48
NUMBER_WIDTH = 34
WIDEST_PEOPLE = 330
NATIVE_PIXELS = 12


def fill_hatched(painter: QPainter, rect: QRect, tokens: Tokens) -> None:
    """A quiet ground that says: nothing can be entered here."""
    painter.fillRect(rect, QColor(tokens.header))
    painter.setBrushOrigin(rect.topLeft())
    painter.fillRect(rect, QBrush(QColor(tokens.line), Qt.BrushStyle.BDiagPattern))


def draw_blank(painter: QPainter, rect: QRect, tokens: Tokens) -> None:
    """A small open circle: here a mark is missing."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.field_line), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect.center() + QPoint(1, 1), 3, 3)


def draw_waves(painter: QPainter, foot: QPoint, ink: str) -> None:
    """Waves over a point: she was there by the line."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(ink), 1.3))
    for radius in (3, 6):
        box = QRect(foot.x() - radius, foot.y() - radius, 2 * radius, 2 * radius)
        painter.drawArc(box, 45 * 16, 90 * 16)
    painter.setBrush(QColor(ink))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(foot, 1, 1)


class CellDelegate(QStyledItemDelegate):
    """Draws marks, percentages and bands; the cursor stands out from the selection."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = tokens_of(option.palette)
        painter.save()
        # Straight from the picture: a question by role costs more than the drawing.
        grid, row, column = self._view.grid, index.row(), index.column()
        if grid.lines[row].enrolment_id is None:
            self._paint_band(painter, option.rect, tokens)
        else:
            cell = grid.cell(row, column)
            if cell is not None:
                self._paint_cell(painter, option, cell, tokens)
            else:
                figure = grid.figures[row][column - len(grid.heads)]
                self._paint_figure(painter, option, figure, tokens)
            closes = column < len(grid.heads) and grid.heads[column].closes_day
            self._paint_lines(painter, option, tokens, closes_day=closes)
            self._paint_choice(painter, option, index, tokens)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(54, ROW_HEIGHT)

    def _paint_band(self, painter: QPainter, rect: QRect, tokens: Tokens) -> None:
        painter.fillRect(rect, QColor(tokens.neutral.back))

    def _paint_cell(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        cell: Cell,
        tokens: Tokens,
    ) -> None:
        rect = option.rect
        if cell.standing is Standing.AHEAD:
            fill_hatched(painter, rect, tokens)
            return
        if cell.standing is Standing.OFF:
            painter.fillRect(rect, QColor(tokens.header))
            if cell.mark is None:
                self._paint_text(painter, option, rect, "–", tokens.faint)
                return
        if cell.mark is None:
            painter.fillRect(rect, QColor(tokens.card))
            draw_blank(painter, rect, tokens)
            return
        assert cell.tone is not None
        pair = tokens.tone(cell.tone)
        ink = tokens.faint if cell.standing is Standing.OFF else pair.text
        if cell.standing is Standing.MARKED:
            painter.fillRect(rect, QColor(pair.back))
        if cell.mark.minutes is None:
            self._paint_text(painter, option, rect, cell.mark.status, ink, bold=True)
        else:
            upper = QRect(rect.left(), rect.top() + 2, rect.width(), rect.height() // 2)
            lower = QRect(rect.left(), rect.center().y(), rect.width(), rect.height() // 2)
            self._paint_text(painter, option, upper, cell.mark.status, ink, bold=True)
            self._paint_text(painter, option, lower, f"{cell.mark.minutes}\u2032", ink, pixels=10)
        if cell.mark.mode == Mode.ONLINE:
            self._paint_online(painter, option, ink)

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        rect: QRect,
        text: str,
        ink: str,
        *,
        bold: bool = False,
        pixels: int = 13,
    ) -> None:
        font = QFont(option.font)
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_online(self, painter: QPainter, option: QStyleOptionViewItem, ink: str) -> None:
        rect = option.rect
        right = option.direction == Qt.LayoutDirection.LeftToRight
        foot = QPoint(rect.right() - 9 if right else rect.left() + 9, rect.top() + 12)
        draw_waves(painter, foot, ink)

    def _paint_figure(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        figure: Figure,
        tokens: Tokens,
    ) -> None:
        rect = option.rect
        painter.fillRect(rect, QColor(tokens.header))
        ink = tokens.muted
        if figure.tone is not None:
            pair = tokens.tone(figure.tone)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(pair.back))
            width = min(rect.width() - 8, 54)
            pill = QRect(0, 0, width, 22)
            pill.moveCenter(rect.center())
            painter.drawRoundedRect(pill, 11, 11)
            ink = pair.text
        self._paint_text(painter, option, rect, f"\u2066{figure.text}\u2069", ink, pixels=12)

    def _paint_lines(
        self, painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens, *, closes_day: bool
    ) -> None:
        rect = option.rect
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if closes_day:
            painter.setPen(QColor(tokens.field_line))
        if option.direction == Qt.LayoutDirection.LeftToRight:
            painter.drawLine(rect.topRight(), rect.bottomRight())
        else:
            painter.drawLine(rect.topLeft(), rect.bottomLeft())

    def _paint_choice(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, tokens: Tokens
    ) -> None:
        current = self._view.currentIndex() == index
        if option.state & QStyle.StateFlag.State_Selected and not current:
            colour = QColor(tokens.accent)
            colour.setAlpha(70)
            painter.fillRect(option.rect, colour)
        if not current:
            return
        typed = self._view.typed
        if typed:
            painter.fillRect(option.rect, QColor(tokens.card))
            self._paint_text(painter, option, option.rect, f"{typed}|", tokens.text)
        focused = self._view.hasFocus()
        painter.setPen(QPen(QColor(tokens.accent if focused else tokens.muted), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(option.rect.adjusted(1, 1, -1, -1))


class SessionHeader(QHeaderView):
    """Day over half-day; the column of the cursor stands out."""

    def __init__(self, view: GridView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(40)
        self.setFixedHeight(HEADER_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        head = self.model().headerData(section, Qt.Orientation.Horizontal, HEAD_ROLE)
        if not isinstance(head, Head | FigureHead):
            return
        tokens = tokens_of(self.palette())
        painter.save()
        current = self._view.currentIndex().column() == section
        painter.fillRect(rect, QColor(tokens.accent_soft if current else tokens.header))
        quiet = isinstance(head, Head) and head.quiet
        ink = tokens.accent_text if current else tokens.faint if quiet else tokens.text
        second = tokens.accent_text if current else tokens.faint if quiet else tokens.muted
        upper = QRect(rect.left(), rect.top() + 6, rect.width(), 18)
        lower = QRect(rect.left(), rect.top() + 24, rect.width(), 18)
        font = QFont(self.font())
        font.setPixelSize(13)
        font.setWeight(QFont.Weight.DemiBold)
        font.setStrikeOut(isinstance(head, Head) and head.cancelled)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, head.top)
        font.setPixelSize(12)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(second))
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, head.bottom)
        if isinstance(head, Head) and head.mandatory:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(QPoint(rect.center().x(), rect.top() + 5), 2, 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if isinstance(head, Head) and head.closes_day:
            painter.setPen(QColor(tokens.field_line))
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            painter.drawLine(rect.topRight(), rect.bottomRight())
        else:
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.restore()


class PeopleHeader(QHeaderView):
    """Number, name, and the name in its own script: always in sight, however far one scrolls."""

    def __init__(self, view: GridView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view = view
        self.shows_native = True
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(BAND_HEIGHT)
        self.setDefaultSectionSize(ROW_HEIGHT)

    def wanted_width(self, room: int) -> int:
        """The width for the names in both scripts; where `room` is less, Latin names go first.

        Never narrower than the widest Latin name; the other script is then in the tool tip only.
        """
        names = QFontMetrics(self._name_font())
        native = QFontMetrics(native_font(NATIVE_PIXELS))
        both = alone = 150
        for line in self._view.grid.lines:
            width = names.horizontalAdvance(line.name) + 20
            if line.enrolment_id is not None:
                width += NUMBER_WIDTH
            if line.note:
                width += names.horizontalAdvance(line.note) + 12
            alone = max(alone, width)
            if line.name_native:
                both = max(both, width + native.horizontalAdvance(line.name_native) + 18)
        alone = min(alone, WIDEST_PEOPLE)
        self.shows_native = max(alone, min(both, WIDEST_PEOPLE)) <= max(room, 0)
        return max(alone, min(both, WIDEST_PEOPLE)) if self.shows_native else alone

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        line = self.model().headerData(section, Qt.Orientation.Vertical, LINE_ROLE)
        if not isinstance(line, Line):
            return
        tokens = tokens_of(self.palette())
        painter.save()
        if line.enrolment_id is None:
            self._paint_band(painter, rect, line, tokens)
        else:
            self._paint_person(painter, rect, line, tokens, section)
        painter.restore()

    def _name_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(13)
        font.setWeight(QFont.Weight.Medium)
        return font

    def _paint_band(self, painter: QPainter, rect: QRect, line: Line, tokens: Tokens) -> None:
        painter.fillRect(rect, QColor(tokens.neutral.back))
        font = self._name_font()
        font.setPixelSize(12)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(tokens.neutral.text))
        inner = self._turned(
            QRect(rect.left() + 12, rect.top(), rect.width() - 16, rect.height()), rect
        )
        fitted = QFontMetrics(font).elidedText(
            line.name, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, self._aligned(Qt.AlignmentFlag.AlignLeft), fitted)

    def _paint_person(
        self, painter: QPainter, rect: QRect, line: Line, tokens: Tokens, section: int
    ) -> None:
        current = self._view.currentIndex().row() == section
        painter.fillRect(rect, QColor(tokens.accent_soft if current else tokens.card))
        font = self._name_font()
        small = QFont(font)
        small.setPixelSize(12)
        small.setWeight(QFont.Weight.Normal)
        painter.setFont(small)
        painter.setPen(QColor(tokens.accent_text if current else tokens.faint))
        number = QRect(rect.left(), rect.top(), NUMBER_WIDTH - 8, rect.height())
        painter.drawText(
            self._turned(number, rect), self._aligned(Qt.AlignmentFlag.AlignRight), str(line.number)
        )
        left, right = rect.left() + NUMBER_WIDTH, rect.right() - 10
        if line.name_native and self.shows_native:
            font_native = native_font(NATIVE_PIXELS)
            width = QFontMetrics(font_native).horizontalAdvance(line.name_native) + 4
            width = min(width, (right - left) // 2)
            place = QRect(right - width, rect.top(), width, rect.height())
            painter.setFont(font_native)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(
                self._turned(place, rect),
                self._aligned(Qt.AlignmentFlag.AlignRight),
                line.name_native,
            )
            right -= width + 8
        if line.note:
            metrics = QFontMetrics(small)
            width = min(metrics.horizontalAdvance(line.note) + 4, (right - left) // 2)
            place = QRect(right - width, rect.top(), width, rect.height())
            painter.setFont(small)
            painter.setPen(QColor(tokens.warn.text))
            noted = metrics.elidedText(line.note, Qt.TextElideMode.ElideRight, width)
            painter.drawText(
                self._turned(place, rect), self._aligned(Qt.AlignmentFlag.AlignRight), noted
            )
            right -= width + 8
        if has_arabic_script(line.name):
            font = native_font(13)
        painter.setFont(font)
        painter.setPen(QColor(tokens.accent_text if current else tokens.text))
        place = QRect(left, rect.top(), right - left, rect.height())
        name = QFontMetrics(font).elidedText(line.name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(self._turned(place, rect), self._aligned(Qt.AlignmentFlag.AlignLeft), name)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(tokens.field_line))
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            painter.drawLine(rect.topRight(), rect.bottomRight())
        else:
            painter.drawLine(rect.topLeft(), rect.bottomLeft())

    def _turned(self, place: QRect, within: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), within, place)

    def _aligned(self, side: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
        both = side | Qt.AlignmentFlag.AlignVCenter
        return QStyle.visualAlignment(self.layoutDirection(), both) | Qt.AlignmentFlag.AlignAbsolute


class Swatch(QWidget):
    """A cell as the grid draws it, beside its meaning in the legend."""

    def __init__(self, standing: Standing, code: str = "", tone: Tone | None = None) -> None:
        """Without a code: an open or closed cell; MARKED without a code is "online"."""
        super().__init__()
        self._standing = standing
        self._code = code
        self._tone = tone
        self.setFixedSize(24, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        rect = self.rect().adjusted(0, 0, -1, -1)
        if self._standing is Standing.AHEAD:
            fill_hatched(painter, rect, tokens)
        elif self._standing is Standing.OPEN:
            painter.fillRect(rect, QColor(tokens.card))
            draw_blank(painter, rect, tokens)
        elif self._tone is None:
            painter.fillRect(rect, QColor(tokens.card))
            draw_waves(painter, rect.center() + QPoint(0, 5), tokens.text)
        else:
            pair = tokens.tone(self._tone)
            painter.fillRect(rect, QColor(pair.back))
            font = QFont(self.font())
            font.setPixelSize(12)
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor(pair.text))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._code)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(tokens.line))
        painter.drawRect(rect)
