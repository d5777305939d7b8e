"""The margins of a layout, in the direction of reading."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QGuiApplication


def margins(start: int, top: int, end: int, bottom: int) -> QMargins:
    """In pixels; `start` is where a line begins. Qt mirrors a layout's items, not its margins."""
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        start, end = end, start
    return QMargins(start, top, end, bottom)
