"""Sharing or printing: values only, for people outside; codes for names where they will do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit

from ui.common.context import Context
from ui.exchange.fields import FieldPicker
from ui.exchange.giving import GivingForm, Left
from ui.exchange.words import people_left
from workbook.i18n import _
from workbook.progress import Progress
from workbook.services import hand_outs


class ShareForm(GivingForm):
    """Little is ticked to begin with; nothing is hidden in the file."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(
            ctx,
            _("Share or print"),
            _("Values only, with nothing hidden; it cannot be taken in again"),
        )
        self.to = QLineEdit()
        self.to.setPlaceholderText(_("For the register"))
        self.codes = QCheckBox(_("Codes for names; groups under five are left out"))
        self.codes.toggled.connect(self._on_codes)
        self.fields = FieldPicker()
        self.fields.picked.connect(self.tell_leaving)
        self.add(_("To whom"), self.to)
        self.add_field(self.codes)
        self.add(_("Fields that leave"), self.fields)
        self.what.body.setStretchFactor(self.fields, 1)
        self.hidden.setText(
            _("Nothing is hidden in the file: no ids, no history, no name of who made it.")
        )

    def begin(self, cohort_id: int | None) -> None:
        self.to.clear()
        self.codes.setChecked(False)
        self._on_codes()
        super().begin(cohort_id)

    def show_leaving(self) -> None:
        leaves = hand_outs.what_leaves(
            self.ctx.book,
            cohort_id=self.cohort_id,
            fields=self.fields.ticked(),
            pseudonyms=self.codes.isChecked(),
        )
        self.leaving.setText(leaves.sentence())

    def writer(self, path: Path) -> Callable[[Progress], Left]:
        book, cohort_id, to = self.ctx.book, self.cohort_id, self.to.text()
        fields, codes = self.fields.ticked(), self.codes.isChecked()
        password = self.protection.password()

        def work(progress: Progress) -> Left:
            done = hand_outs.hand_out(
                book,
                path,
                cohort_id=cohort_id,
                to=to,
                fields=fields,
                pseudonyms=codes,
                password=password,
                progress=progress,
            )
            return Left(done.path, done.sealed, people_left(done.people, done.fields))

        return work

    def _on_codes(self) -> None:
        codes = self.codes.isChecked()
        chosen = hand_outs.chosen_for(pseudonyms=codes)
        self.fields.show_choices(hand_outs.field_choices(pseudonyms=codes), chosen)
        self.tell_leaving()
