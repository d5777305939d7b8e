"""Sending to another office: a cohort with its history, and what of it stays here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox

from ui.common.banner import Banner
from ui.common.context import Context
from ui.common.side import choices, note
from ui.common.tokens import Tone
from ui.exchange.fields import FieldPicker
from ui.exchange.giving import GivingForm, Left
from ui.exchange.words import people_left
from workbook.exchange.profiles import Profile
from workbook.i18n import _
from workbook.progress import Progress
from workbook.services import offices, sending


class SendForm(GivingForm):
    """To whom, which fields, and the coach's notes only when they are ticked."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(
            ctx,
            _("Send to another office"),
            _("Both hold the same after it was taken in there; nothing here changes"),
        )
        self.to = QComboBox()
        self.to.setEditable(True)
        self.to.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.to.lineEdit()
        assert line is not None
        line.setPlaceholderText(_("Code or name, for the register"))
        self.profile = choices(
            _("What for"),
            [
                (_("An office: everything but notes"), Profile.OFFICE),
                (_("An agency: names, posts and results"), Profile.AGENCY),
                (_("A donor: figures, no names"), Profile.DONOR),
            ],
        )
        self.profile.currentIndexChanged.connect(self._on_profile)
        self.fields = FieldPicker()
        self.fields.picked.connect(self.tell_leaving)
        self.notes = QCheckBox(_("Coaching notes, also those for the coach only"))
        self.notes.toggled.connect(self.tell_leaving)
        self.add(_("To whom"), self.to)
        self.add(_("What for"), self.profile)
        self.add(_("Fields that leave"), self.fields)
        self.what.body.setStretchFactor(self.fields, 1)
        self.add_field(self.notes)
        self.sealed_only = note(_("Notes leave only under a password."), "muted")
        self.what.body.addWidget(self.sealed_only)
        self.names = Banner(_("This names people. A donor seldom needs to know who."), Tone.WARN)
        self.stays = note("", "muted")
        self.summary.body.insertWidget(2, self.stays)
        self.summary.body.insertWidget(1, self.names)
        self.protection.changed.connect(self._on_protection)
        self._on_protection()

    def reload(self) -> None:
        typed = self.to.currentText()
        with QSignalBlocker(self.to):
            self.to.clear()
            codes = {row.code for row in offices.office_rows(self.ctx.book) if not row.own}
            self.to.addItems(sorted(code for code in codes if code))
            self.to.setCurrentText(typed)
        super().reload()

    def begin(self, cohort_id: int | None) -> None:
        self.to.setCurrentText("")
        self.profile.setCurrentIndex(0)
        self.notes.setChecked(False)
        self._on_profile()
        super().begin(cohort_id)

    def show_leaving(self) -> None:
        leaves = sending.what_leaves(
            self.ctx.book,
            cohort_id=self.cohort_id,
            profile=self._receiver,
            fields=self.fields.ticked(),
            with_notes=self._with_notes,
        )
        self.leaving.setText(leaves.sentence())
        self.stays.setText(_("Stays here: {what}.").format(what=", ".join(leaves.without)))
        self.stays.setVisible(bool(leaves.without))
        self.hidden.setText(
            _("Hidden in the file, for the program: {parts}.").format(
                parts="; ".join(leaves.hidden)
            )
        )
        self.names.setVisible(leaves.identifying and self._receiver is Profile.DONOR)

    def writer(self, path: Path) -> Callable[[Progress], Left]:
        book, cohort_id, to = self.ctx.book, self.cohort_id, self.to.currentText().strip()
        profile, fields = self._receiver, self.fields.ticked()
        notes, password = self._with_notes, self.protection.password()

        def work(progress: Progress) -> Left:
            sent = sending.send(
                book,
                path,
                cohort_id=cohort_id,
                to=to,
                profile=profile,
                fields=fields,
                with_notes=notes,
                password=password,
                unprotected=password is None,
                progress=progress,
            )
            return Left(sent.path, sent.sealed, people_left(sent.people, sent.fields))

        return work

    @property
    def _receiver(self) -> Profile:
        # Qt hands a text enumeration back as plain text.
        return Profile(self.profile.currentData())

    @property
    def _with_notes(self) -> bool:
        return self.notes.isEnabled() and self.notes.isChecked()

    def _on_protection(self) -> None:
        without = self.protection.without.isChecked()
        self.sealed_only.setVisible(without)
        if self.notes.isEnabled() is without:
            self.notes.setEnabled(not without)
            self.tell_leaving()

    def _on_profile(self) -> None:
        chosen = sending.chosen_for(self._receiver)
        self.fields.show_choices(sending.field_choices(), chosen)
        self.tell_leaving()
