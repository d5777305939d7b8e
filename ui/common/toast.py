"""A short word about what was done, with Undo; it goes by itself and takes no focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QWidget

from ui.common.buttons import button, icon_button
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.theme import set_look
from workbook.i18n import _

SHOWN_MS = 7000


class Toast(QFrame):
    """Floats above the lower edge of its parent. `say` replaces what is there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        set_look(self, "toast")
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(18)
        shadow.setOffset(0, 3)
        self.setGraphicsEffect(shadow)
        self._on_undo: Callable[[], object] | None = None
        self.label = Label()
        self.undo = button(_("Undo"), look="link", on_click=self._undo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(margins(16, 8, 8, 8))
        layout.setSpacing(8)
        layout.addWidget(self.label)
        layout.addWidget(self.undo)
        layout.addWidget(icon_button("x", _("Close"), on_click=self.hide))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def offers_undo(self) -> bool:
        """Whether it is shown with Undo."""
        return self.isVisible() and self._on_undo is not None

    def say(self, text: str, on_undo: Callable[[], object] | None = None) -> None:
        """Show `text` for some seconds, with Undo where `on_undo` is given."""
        self._on_undo = on_undo
        self.label.setText(text)
        self.undo.setVisible(on_undo is not None)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _undo(self) -> None:
        self.hide()
        if self._on_undo is not None:
            self._on_undo()

    def _place(self) -> None:
        parent = self._over
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 44)
