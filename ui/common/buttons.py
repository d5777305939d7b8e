"""Buttons as every page makes them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from ui.common.icons import set_icon
from ui.common.theme import set_look


def button(
    text: str,
    *,
    on_click: Callable[[], object],
    look: str = "",
    icon: str = "",
    tip: str = "",
) -> QPushButton:
    """A push button. `look`: primary (one to a page), danger, ghost, link, or plain."""
    result = QPushButton(text)
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
    result = QToolButton()
    result.setToolTip(name)
    result.setAccessibleName(name)
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_icon(result, icon)
    result.clicked.connect(lambda: on_click())
    return result
