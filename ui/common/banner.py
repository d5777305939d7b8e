"""A line across the top of a page that stays until its cause is gone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.common.buttons import button, icon_button
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _


class Banner(QFrame):
    """A sentence on a coloured ground, with an action or a cross where wanted."""

    def __init__(
        self,
        text: str,
        tone: Tone = Tone.INFO,
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        can_close: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_look(self, tone.value)
        self.label = Label(text)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(margins(12, 6, 6, 6))
        layout.addWidget(self.label, 1)
        if action and on_action is not None:
            layout.addWidget(button(action, on_click=on_action))
        if can_close:
            layout.addWidget(icon_button("x", _("Close"), on_click=self.hide))
        else:
            self.setMinimumHeight(38)
