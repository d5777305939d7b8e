"""The password of a file that leaves, or the word that it leaves without one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.common.banner import Banner
from ui.common.card import Card
from ui.common.password import NewPassword
from ui.common.side import note
from ui.common.tokens import Tone
from workbook.i18n import _


class Protection(Card):
    """Protected by default; leaving without a password takes a tick and is warned of."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(_("Password of the file"))
        self.fields = NewPassword()
        self.fields.changed.connect(self.changed)
        self.without = QCheckBox(_("Without a password"))
        self.without.toggled.connect(self._on_without)
        self.warning = Banner(
            _(
                "Anyone who gets this file can read it. A stick is lost and a mail goes astray "
                "more easily than a laptop."
            ),
            Tone.WARN,
        )
        self.warning.hide()
        self.body.addWidget(self.fields)
        self.told = note(_("Tell it by phone, never in the same message as the file."), "muted")
        self.body.addWidget(self.told)
        self.body.addWidget(self.without)
        self.body.addWidget(self.warning)

    @property
    def ready(self) -> bool:
        """Whether there is a password, or the word that none is wanted."""
        return self.without.isChecked() or self.fields.password() is not None

    def in_order(self) -> list[QWidget]:
        """The fields in the order in which the cursor goes through them."""
        return [self.fields.first, self.fields.again, self.without]

    def password(self) -> str | None:
        """The password; None for a file that anyone can read."""
        return None if self.without.isChecked() else self.fields.password()

    def clear(self) -> None:
        """Forget the password; the next file is protected again."""
        self.fields.clear()
        self.without.setChecked(False)

    def _on_without(self, without: bool) -> None:
        self.fields.setVisible(not without)
        self.told.setVisible(not without)
        self.warning.setVisible(without)
        self.changed.emit()
