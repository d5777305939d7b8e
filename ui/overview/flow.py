"""Widgets side by side, as many to a row as the width has room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget


class Flow(QWidget):
    """Columns of equal width, none narrower than `least`; the widgets of a row are equally high."""

    def __init__(
        self,
        widgets: Sequence[QWidget],
        *,
        least: int,
        gap: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._items = list(widgets)
        self._least = least
        self._gap = gap
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for item in self._items:
            item.setParent(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = self._heights(width)
        return sum(heights) + self._gap * max(len(heights) - 1, 0)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._least)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        # Below `least` there is one column, as narrow as its widgets can be.
        narrow = max((item.minimumSizeHint().width() for item in self._items), default=0)
        return QSize(min(self._least, narrow), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self._place()
            self.updateGeometry()
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [item for item in self._items if not item.isHidden()]

    def _columns(self, width: int) -> int:
        fitting = (width + self._gap) // (self._least + self._gap)
        return max(min(fitting, len(self._shown())), 1)

    def _heights(self, width: int) -> list[int]:
        shown, columns = self._shown(), self._columns(width)
        each = (width - self._gap * (columns - 1)) // columns
        rows = [shown[start : start + columns] for start in range(0, len(shown), columns)]
        return [max(_height(item, each) for item in row) for row in rows]

    def _place(self) -> None:
        columns = self._columns(self.width())
        each = (self.width() - self._gap * (columns - 1)) // columns
        heights = self._heights(self.width())
        top = 0
        for number, item in enumerate(self._shown()):
            row, column = divmod(number, columns)
            if column == 0 and row:
                top += heights[row - 1] + self._gap
            place = QRect(column * (each + self._gap), top, each, heights[row])
            item.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))


def _height(item: QWidget, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
