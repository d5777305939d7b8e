"""Buttons as every page makes them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton

from ui.common.icons import set_icon
from ui.common.theme import set_look

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PushButton(QPushButton):
    """Enter presses it as Space does, in a page as in a dialog."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """Enter presses it as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    text: str,
    *,
    on_click: Callable[[], object],
    look: str = "",
    icon: str = "",
    tip: str = "",
) -> QPushButton:
    """A push button. `look`: primary (one to a page), danger, ghost, link, or plain."""
    result = PushButton(text)
    result.setAutoDefault(False)
    if look:
        set_look(result, look)
    if icon:
        roles = {"primary": "on_accent", "danger": "on_danger", "link": "accent_text"}
        set_icon(result, icon, roles.get(look, "text"))
        result.setText(f" {text}")
        result.setAccessibleName(text)
    if tip:
        result.setToolTip(tip)
    result.clicked.connect(lambda: on_click())
    return result


def icon_button(icon: str, name: str, *, on_click: Callable[[], object]) -> QToolButton:
    """A button that shows only an icon; `name` is its tool tip and is read out."""
    result = ToolButton()
    result.setToolTip(name)
    result.setAccessibleName(name)
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_icon(result, icon)
    result.clicked.connect(lambda: on_click())
    return result
