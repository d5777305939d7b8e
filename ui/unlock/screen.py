"""The screen that opens a workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.common.buttons import button
from ui.common.entry import EntryScreen
from ui.unlock.form import UnlockForm
from workbook.i18n import _

WIDTH = 440


class UnlockScreen(EntryScreen):
    """Asks for the password of one file."""

    other_asked = Signal()
    """Another workbook is wanted."""

    def __init__(self, path: Path, operator: str, parent: QWidget | None = None) -> None:
        place = f"\u2066{path.parent.name}/{path.name}\u2069"
        super().__init__(_("Open the workbook"), place, width=WIDTH, parent=parent)
        self.path = path
        self.text.setToolTip(str(path))
        self.form = UnlockForm(
            operator=operator, with_emergency=True, ask_operator=True, verb=_("Open")
        )
        self.card.body.addWidget(self.form)
        other = button(
            _("Another workbook"), look="link", icon="arrow-left", on_click=self.other_asked.emit
        )
        self.card.body.addWidget(other, 0, Qt.AlignmentFlag.AlignLeading)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Once the stack of screens has given the focus to whom it thinks fit.
        QTimer.singleShot(0, self.form.focus_first)
