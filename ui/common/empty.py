"""What a page says when there is nothing to show yet, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.icons import pixmap
from ui.common.label import Label
from ui.common.tokens import tokens_of


class EmptyState(QWidget):
    """An icon, a heading, a sentence and, where there is one, the next step; `more` below it."""

    def __init__(
        self,
        icon: str,
        heading: str,
        text: str,
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        more: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = Label()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heading = Label(heading, "heading")
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = Label(text, "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setMaximumWidth(440)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.action: QPushButton | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self._picture, 0, centre)
        layout.addWidget(self.heading, 0, centre)
        # Stretches rather than an alignment: with one, a text that wraps gets too little height.
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.text, 100)
        row.addStretch()
        layout.addLayout(row)
        if action and on_action is not None:
            self.action = button(action, look="primary", on_click=on_action)
            layout.addSpacing(8)
            layout.addWidget(self.action, 0, centre)
        for widget in more:
            layout.addWidget(widget, 0, centre)
        layout.addStretch(3)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        colour = tokens_of(self.palette()).faint
        self._picture.setPixmap(pixmap(self._icon, colour, 40, self.devicePixelRatioF()))
