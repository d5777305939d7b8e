"""Password fields: with a look, with a repetition, and with a hint of strength."""

from __future__ import annotations

import itertools
import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from ui.common.icons import icon
from ui.common.label import Label
from ui.common.tokens import tokens_of
from workbook.i18n import _

SHORTEST = 10


class PasswordField(QLineEdit):
    """A password with an eye that shows it while it is typed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        # A password is typed left to right in any language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_eye)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._on_eye(False)

    def hide_again(self) -> None:
        """Back to dots."""
        self._eye.setChecked(False)

    def _on_eye(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._eye.setText(_("Hide the password") if shown else _("Show the password"))
        self._eye.setToolTip(self._eye.text())
        self._eye.setIcon(icon("eye-off" if shown else "eye", tokens_of(self.palette()), "muted"))


class NewPassword(QWidget):
    """A new password, typed twice, and how well it would hold."""

    changed = Signal()
    entered = Signal()
    """Enter was pressed in the repetition."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = PasswordField(_("Password"))
        self.again = PasswordField(_("The same password again"))
        self.hint = Label("", "muted", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("How well this password holds"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for field in (self.first, self.again):
            label = Label(field.accessibleName(), "field")
            label.setBuddy(field)
            layout.addWidget(label)
            layout.addWidget(field)
            if field is self.first:
                layout.addWidget(self._bar)
                layout.addSpacing(8)
            field.textChanged.connect(self._on_changed)
        layout.addWidget(self.hint)
        self.first.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.entered)
        self._on_changed()

    def password(self) -> str | None:
        """The password; None while it is too short or differs from its repetition."""
        text = self.first.text()
        return text if len(text) >= SHORTEST and text == self.again.text() else None

    def clear(self) -> None:
        """Empty both fields."""
        self.first.clear()
        self.again.clear()

    def _on_changed(self) -> None:
        text = self.first.text()
        strength = strength_of(text)
        self._bar.setValue(strength)
        if not text:
            hint = _("At least {n} characters. Four or five words that you can remember hold best.")
        elif len(text) < SHORTEST:
            hint = _("Too short: at least {n} characters.")
        elif self.again.text() and self.again.text() != text:
            hint = _("The two passwords differ.")
        elif strength < 50:
            hint = _("Weak: add a word or two. Somebody who has the laptop can try many.")
        elif strength < 80:
            hint = _("Fair. One more word would make it strong.")
        else:
            hint = _("Strong.")
        self.hint.setText(hint.format(n=SHORTEST))
        self.changed.emit()


def strength_of(text: str) -> int:
    """0 to 100, where 100 stands for about 75 bits; a rough measure, only for the hint."""
    if not text:
        return 0
    kinds = (
        (str.islower, 26),
        (str.isupper, 26),
        (str.isdigit, 10),
        (lambda letter: not letter.isalnum(), 20),
        (lambda letter: letter.isalpha() and not letter.isascii(), 30),
    )
    alphabet = sum(size for test, size in kinds if any(test(letter) for letter in text))
    # Repeats and runs (aaaa, 1234) add next to nothing.
    fresh = 1 + sum(
        abs(ord(letter) - ord(before)) > 1 for before, letter in itertools.pairwise(text)
    )
    worth = min(fresh, len(set(text)) * 2)
    bits = worth * math.log2(max(alphabet, 2)) * 0.7
    return min(100, round(bits / 75 * 100))
