"""The line at the foot: whose workbook, when last backed up, and what waits for an answer."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.context import Glance
from ui.common.label import Label
from ui.common.theme import set_look
from workbook.i18n import _, ngettext

LONG_AGO_DAYS = 60


class StatusLine(QFrame):
    """`questions` leads to the page Waiting, `backup` to the page Backups."""

    page_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.office = Label()
        self.offline = Label(_("no internet needed"))
        self.backup = button("", look="status", on_click=self._on_backup)
        self.questions = button("", look="status", on_click=self._on_questions)
        for label in (self.office, self.offline):
            set_look(label, "muted")
        self.office.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setContentsMargins(12, 2, 12, 2)
        row.setSpacing(6)
        row.addWidget(self.office)
        row.addWidget(_dot())
        row.addWidget(self.backup)
        row.addWidget(_dot())
        row.addWidget(self.offline)
        row.addStretch()
        row.addWidget(self.questions)
        line = QFrame()
        line.setFixedHeight(1)
        set_look(line, "line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line)
        layout.addLayout(row)
        self.show_questions(0)

    def show_glance(self, office: str, glance: Glance, now: datetime) -> None:
        """Show the state of the workbook."""
        self.office.setText(office)
        self.backup.setText(backup_words(glance.last_backup, now))

    def show_questions(self, count: int) -> None:
        """Say how much waits for somebody; nothing for 0."""
        self.questions.setVisible(count > 0)
        self.questions.setText(
            ngettext("{n} open question", "{n} open questions", count).format(n=count)
        )

    def _on_backup(self) -> None:
        self.page_asked.emit("backups")

    def _on_questions(self) -> None:
        self.page_asked.emit("waiting")


def backup_words(when: datetime | None, now: datetime) -> str:
    """When the last backup was made, as one would say it. Both moments are aware."""
    if when is None:
        return _("no backup yet")
    local, today = when.astimezone(), now.astimezone().date()
    days = (today - local.date()).days
    if days == 0:
        return _("backed up today {time}").format(time=f"{local:%H:%M}")
    if days == 1:
        return _("backed up yesterday")
    if days > LONG_AGO_DAYS:
        return _("backed up on {day}").format(day=f"{local.day} {local:%b %Y}")
    return ngettext("backed up {n} day ago", "backed up {n} days ago", days).format(n=days)


def _dot() -> Label:
    return Label("·", "muted")
