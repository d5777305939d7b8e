"""Verified copies of the workbook: made, listed, and gone back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QPushButton

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.page import Page
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.tokens import Tone
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext
from workbook.progress import Progress

if TYPE_CHECKING:
    from workbook.storage.backup import BackupRow

BACKUP = "backup"
"""The kind that is told when a copy was made."""


class BackupsPage(Page):
    """The list of copies, the newest first. Each is opened and checked when listed: a job."""

    kinds: ClassVar[frozenset[str]] = frozenset({BACKUP})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Backups"))
        self.model: SnapshotModel[BackupRow] = SnapshotModel(
            _columns(), key=lambda row: row.path, named=_when
        )
        self.table = Table(
            self.model,
            _("Backups"),
            empty=EmptyState(
                "archive",
                _("No backup yet"),
                _(
                    "A checked copy is made by itself when you close a changed workbook, and "
                    "before every list that is brought in."
                ),
            ),
        )
        self.table.selection_moved.connect(self._refresh_buttons)
        self.restore: QPushButton = button(
            _("Go back to this copy"), icon="rotate-ccw", on_click=self._on_restore
        )
        self.make: QPushButton = button(
            _("Back up now"), look="primary", icon="archive", on_click=self._on_make
        )
        self.buttons.addWidget(self.restore)
        self.buttons.addWidget(self.make)
        self.body.addWidget(self.table)
        self._refresh_buttons()

    def reload(self) -> None:
        self.ctx.jobs.run(
            _("Checking the backups"), self._read, on_done=self._on_read, can_stop=False
        )

    def _read(self, progress: Progress) -> list[BackupRow]:
        return self.ctx.book.backups()

    def _on_read(self, rows: list[BackupRow]) -> None:
        self.model.set_rows(rows)
        count = len(rows)
        copies = ngettext("{n} copy beside the workbook", "{n} copies beside the workbook", count)
        said = copies.format(n=count) + " · " + _("keep one on a USB stick, in another place")
        self.subtitle.setText(said if rows else "")
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        can = not self.ctx.book.read_only
        self.make.setEnabled(can)
        self.restore.setEnabled(can and self.table.current_key() is not None)

    def _on_make(self) -> None:
        self.make.setEnabled(False)
        self.ctx.jobs.run(
            _("Making a backup"),
            self._make,
            on_done=self._on_made,
            on_failed=self._on_failed,
            can_stop=False,
        )

    def _make(self, progress: Progress) -> BackupRow:
        return self.ctx.book.backup_now()

    def _on_made(self, row: BackupRow) -> None:
        self.ctx.bus.tell(frozenset({BACKUP}))
        self.ctx.say(_("Backed up, and the copy was checked."), False)
        self._refresh_buttons()

    def _on_failed(self, error: BaseException) -> None:
        self._refresh_buttons()
        self.ctx.on_error(error)

    def _on_restore(self) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is None:
            return
        sure = self.ctx.ask.confirm(
            _("Go back to the copy of {when}?").format(when=_when(row)),
            _(
                "What was entered after it will no longer be in the workbook. The workbook as it "
                "is now is kept as a backup first."
            ),
            yes=_("Go back to this copy"),
            danger=True,
        )
        if not sure:
            return
        password = None
        if row.people is None:
            password = self.ctx.ask.password(
                _("An older password"),
                _("The password of that time, or the key on emergency sheet no. {n}").format(
                    n=row.sheet_number
                ),
            )
            if password is None:
                return
        try:
            book = self.ctx.book.restore(row, passphrase=password)
        except WorkbookError as error:
            self.ctx.on_error(error)
            return
        self.ctx.reopened(book)


def _when(row: BackupRow) -> str:
    return f"{row.when:%d %b %Y, %H:%M}"


def _state(row: BackupRow) -> str:
    if not row.verified:
        return _("Damaged")
    return _("Checked") if row.people is not None else _("Older password")


def _tone(row: BackupRow) -> Tone:
    if not row.verified:
        return Tone.BAD
    return Tone.GOOD if row.people is not None else Tone.NEUTRAL


def _columns() -> list[Column[BackupRow]]:
    return [
        Column(
            "number", _("No."), lambda row: str(row.number), lambda row: row.number, number=True
        ),
        Column("when", _("Made"), _when, lambda row: row.when),
        Column(
            "people",
            _("People"),
            lambda row: "" if row.people is None else str(row.people),
            lambda row: row.people,
            number=True,
        ),
        Column(
            "sheet",
            _("Opened by emergency sheet"),
            lambda row: _("no. {n}").format(n=row.sheet_number),
            lambda row: row.sheet_number,
        ),
        Column("state", _("State"), _state, tone=_tone),
        Column("file", _("File"), lambda row: row.path.name, stretch=True),
    ]
