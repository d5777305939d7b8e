"""Lucide icons, tinted by the palette of the widget that shows them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

import resources
from ui.common.tokens import Tokens, tokens_of

ICONS = Path(resources.__file__).parent / "icons"
ICON_PROPERTY = "lucideIcon"
ROLE_PROPERTY = "lucideRole"
DIRECTED = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "undo-2", "redo-2", "send"}
)
"""Icons that point along the line of reading."""


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon `name` drawn in `colour` (#rrggbb), `size` logical pixels square."""
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    picture = QPixmap(QSize(size, size) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if name in DIRECTED and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        painter.translate(picture.width(), 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, tokens: Tokens, role: str = "muted", size: int = 20) -> QIcon:
    """A tinted icon. `role` names a field of Tokens; a checked button shows the accent."""
    result = QIcon()
    for ratio in (1.0, 2.0):
        colour: str = getattr(tokens, role)
        result.addPixmap(pixmap(name, colour, size, ratio))
        result.addPixmap(
            pixmap(name, tokens.accent_text if role == "muted" else colour, size, ratio),
            QIcon.Mode.Normal,
            QIcon.State.On,
        )
        result.addPixmap(pixmap(name, tokens.faint, size, ratio), QIcon.Mode.Disabled)
    return result


def set_icon(button: QAbstractButton, name: str, role: str = "muted", size: int = 18) -> None:
    """Give `button` an icon that is tinted anew whenever light and dark change."""
    button.setProperty(ICON_PROPERTY, name)
    button.setProperty(ROLE_PROPERTY, role)
    button.setIconSize(QSize(size, size))
    button.setIcon(icon(name, tokens_of(button.palette()), role, size))


def retint(root: QObject, tokens: Tokens) -> None:
    """Draw the icons of `root` and of every button under it in the colours of `tokens`."""
    buttons = root.findChildren(QAbstractButton)
    if isinstance(root, QAbstractButton):
        buttons.append(root)
    for button in buttons:
        name = button.property(ICON_PROPERTY)
        if name:
            size = button.iconSize().width()
            button.setIcon(icon(name, tokens, button.property(ROLE_PROPERTY), size))
