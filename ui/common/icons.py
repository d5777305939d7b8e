"""Lucide icons, tinted by the palette of the widget that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
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
    return _pixmaps(name, colour, size, (ratio,))[0]


def _pixmaps(name: str, colour: str, size: int, ratios: Sequence[float]) -> list[QPixmap]:
    drawing = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    mirrored = (
        name in DIRECTED and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    )
    drawn = []
    for ratio in ratios:
        picture = QPixmap(QSize(size, size) * ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        if mirrored:
            painter.translate(picture.width(), 0)
            painter.scale(-1, 1)
        drawing.render(painter, QRectF(picture.rect()))
        painter.end()
        picture.setDevicePixelRatio(ratio)
        drawn.append(picture)
    return drawn


@cache
def _svg(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def icon(name: str, tokens: Tokens, role: str = "muted", size: int = 20) -> QIcon:
    """A tinted icon. `role` names a field of Tokens; a muted one, checked, shows the accent."""
    result = QIcon()
    looks = [
        (getattr(tokens, role), QIcon.Mode.Normal, QIcon.State.Off),
        (tokens.faint, QIcon.Mode.Disabled, QIcon.State.Off),
    ]
    if role == "muted":
        looks.append((tokens.accent_text, QIcon.Mode.Normal, QIcon.State.On))
    for colour, mode, state in looks:
        for picture in _pixmaps(name, colour, size, (1.0, 2.0)):
            result.addPixmap(picture, mode, state)
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
