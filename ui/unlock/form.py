"""Password or emergency sheet, the operator's name, and the wait after wrong tries."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.entry import field_label
from ui.common.label import Label
from ui.common.password import PasswordField
from ui.unlock.delay import Delay
from workbook.i18n import _, ngettext


class UnlockForm(QWidget):
    """Collects what opens a workbook; whoever shows it tries, and answers with `show_wrong`."""

    submitted = Signal(str, bool, str)
    """The secret, whether it is the emergency key, and the operator's name."""

    def __init__(
        self,
        *,
        operator: str,
        with_emergency: bool,
        ask_operator: bool,
        verb: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._delay = Delay()
        self._verb = verb
        self._wait = 0
        self._busy = False
        self.by_key = False
        self.operator = QLineEdit(operator)
        self.operator.setMaxLength(80)
        self.password = PasswordField(_("Password"))
        self.key = QLineEdit()
        self.key.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.key.setPlaceholderText("ABCD EFGH …")
        self._password_label = field_label(_("Password"), self.password)
        self._key_label = field_label(_("The groups on the emergency sheet, in order"), self.key)
        self.error = Label("", "error", wrap=True)
        self.error.hide()
        self.go = button(verb, look="primary", on_click=self._submit)
        self.go.setDefault(True)
        self.switch = button("", look="link", on_click=self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._password_label)
        layout.addWidget(self.password)
        layout.addWidget(self._key_label)
        layout.addWidget(self.key)
        if ask_operator:
            layout.addSpacing(8)
            layout.addWidget(field_label(_("Your name"), self.operator))
            layout.addWidget(self.operator)
            hint = Label(
                _("Stands in the history beside what you do: stated by you, not proven."),
                "muted",
                wrap=True,
            )
            layout.addWidget(hint)
        layout.addSpacing(8)
        layout.addWidget(self.error)
        layout.addSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self.switch)
        if not with_emergency:
            self.switch.hide()
        row.addStretch()
        row.addWidget(self.go)
        layout.addLayout(row)
        self._ask_operator = ask_operator
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        for field in (self.password, self.key, self.operator):
            field.textChanged.connect(self._on_typed)
            field.returnPressed.connect(self._submit)
        self._show_mode()

    def focus_first(self) -> None:
        """Put the cursor where typing starts."""
        (self.key if self.by_key else self.password).setFocus()

    def show_busy(self, busy: bool) -> None:
        """Say that the workbook is being opened."""
        self._busy = busy
        self._refresh()

    def show_wrong(self, sentence: str) -> None:
        """Say that it did not fit; after some tries in a row, with a wait."""
        self._wait = self._delay.note_wrong()
        self.show_error(sentence)
        self.password.hide_again()
        (self.key if self.by_key else self.password).selectAll()
        if self._wait:
            self._clock.start()
        self._refresh()
        self.focus_first()

    def show_error(self, sentence: str) -> None:
        """Say what else went wrong."""
        self._busy = False
        self.error.setText(sentence)
        self.error.show()
        self._refresh()

    def clear(self) -> None:
        """Forget what was typed."""
        self._delay.note_right()
        self.password.clear()
        self.key.clear()
        self.error.hide()
        self._busy = False
        self._refresh()

    def _switch(self) -> None:
        self.by_key = not self.by_key
        self._show_mode()
        self.focus_first()

    def _show_mode(self) -> None:
        self.password.setVisible(not self.by_key)
        self._password_label.setVisible(not self.by_key)
        self.key.setVisible(self.by_key)
        self._key_label.setVisible(self.by_key)
        self.switch.setText(_("Use the password") if self.by_key else _("Use the emergency sheet"))
        self._refresh()

    def _secret(self) -> str:
        return self.key.text().strip() if self.by_key else self.password.text()

    def _submit(self) -> None:
        if self.go.isEnabled():
            self.error.hide()
            self.submitted.emit(self._secret(), self.by_key, self.operator.text().strip())

    def _tick(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._clock.stop()
        self._refresh()

    def _on_typed(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        named = bool(self.operator.text().strip()) or not self._ask_operator
        free = not self._busy and self._wait <= 0
        self.go.setEnabled(bool(self._secret()) and named and free)
        if self._busy:
            self.go.setText(_("Opening…"))
        elif self._wait > 0:
            self.go.setText(
                ngettext("Wait {n} second", "Wait {n} seconds", self._wait).format(n=self._wait)
            )
        else:
            self.go.setText(self._verb)
