"""That a person is known as two records, and taking them apart again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.side import clear, note
from ui.common.tables import isolated
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _, ngettext
from workbook.services import same_person, side_by_side
from workbook.services.side_by_side import RecordRow
from workbook.storage.changing import Changes


class RecordsBox(QFrame):
    """Says so where a person has more than one record; hidden otherwise."""

    def __init__(self, ctx: Context, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._person = person_id
        set_look(self, Tone.INFO.value)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(10, 8, 10, 8)
        self.lines.setSpacing(4)
        self._show()

    def _show(self) -> None:
        clear(self.lines)
        records = side_by_side.record_rows(self.ctx.book, person_id=self._person)
        self.setVisible(len(records) > 1)
        count = len(records)
        said = ngettext("Known as {n} record", "Known as {n} records", count).format(n=count)
        self.lines.addWidget(note(said, "strong"))
        for place, record in enumerate(records):
            about = ", ".join((record.ref, *record.cohorts))
            self.lines.addWidget(note(f"{isolated(record.name)} · {isolated(about)}"))
            if place:
                apart = button(_("Take them apart again"), on_click=self._taking(record))
                apart.setAccessibleName(f"{apart.text()}: {record.ref}")
                apart.setEnabled(not self.ctx.book.read_only)
                self.lines.addWidget(apart)

    def _taking(self, record: RecordRow) -> Callable[[], None]:
        def act() -> Changes:
            return same_person.unmerge(self.ctx.book, person_id=record.person_id)

        def take() -> None:
            if self.ctx.perform(act, _("They are two people again.")) is not None:
                self._show()

        return take
