"""A new password: asked for after the emergency sheet was used, and on request.

The new emergency sheet is printed and typed back before anything takes effect: until then the old
password and the old sheet open the workbook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.common.ask import Ask
from ui.common.buttons import button
from ui.common.emergency import EmergencyPanel, EmergencySheet
from ui.common.label import Label
from ui.common.password import NewPassword
from workbook.errors import WorkbookError
from workbook.i18n import _

if TYPE_CHECKING:
    from workbook.storage.book import Workbook
    from workbook.storage.keys import NewKey


class NewPasswordDialog(QDialog):
    """First the password, then its sheet; accepted when the new password is in effect."""

    def __init__(
        self,
        book: Workbook,
        ask: Ask,
        on_error: Callable[[BaseException], None],
        *,
        reason: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._ask = ask
        self._on_error = on_error
        self._key: NewKey | None = None
        self.panel: EmergencyPanel | None = None
        self.setWindowTitle(_("New password"))
        self.setMinimumWidth(560)
        text = Label(reason, "muted", wrap=True)
        self.password = NewPassword()
        self.password.changed.connect(self._refresh)
        self._cancel = button(_("Cancel"), on_click=self.reject)
        self.go = button(_("Make the sheet"), look="primary", on_click=self._on_go)
        self.go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.go)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 22, 24, 20)
        self._layout.setSpacing(14)
        self._layout.addWidget(text)
        self._layout.addWidget(self.password)
        self._layout.addLayout(buttons)
        self._refresh()

    def _on_go(self) -> None:
        if self._key is None:
            self._make_sheet()
        else:
            self._finish(self._key)

    def _make_sheet(self) -> None:
        password = self.password.password()
        if password is None:
            return
        try:
            self._key = self._book.new_emergency(password)
        except WorkbookError as error:
            self._on_error(error)
            return
        self.password.hide()
        self.panel = EmergencyPanel(
            EmergencySheet(
                number=self._key.sheet_number,
                key=self._key.emergency_key,
                office=self._book.office_name,
                file_name=self._book.path.name,
                made_on=self._book.sources.today(),
            ),
            self._ask,
            self._on_error,
        )
        self.panel.confirmed.connect(self._refresh)
        self._layout.insertWidget(1, self.panel)
        self.go.setText(_("Use the new password"))
        self._refresh()
        self.adjustSize()

    def _finish(self, key: NewKey) -> None:
        if self.panel is None or not self.panel.is_confirmed:
            return
        try:
            self._book.rekey(key, self.panel.sheet.key)
        except WorkbookError as error:
            self._on_error(error)
            return
        self.accept()

    def _refresh(self) -> None:
        if self.panel is None:
            self.go.setEnabled(self.password.password() is not None)
        else:
            self.go.setEnabled(self.panel.is_confirmed)
