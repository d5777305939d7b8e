"""Giving a cohort out as a spreadsheet that comes back: what leaves is chosen and seen first."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.label import Label
from ui.common.page import Page
from ui.common.password import NewPassword
from ui.common.tokens import Tone
from workbook.domain.records import ENTITIES
from workbook.i18n import _, ngettext
from workbook.progress import Progress
from workbook.services import cohorts, export
from workbook.services.export import ExportDone
from workbook.text import safe_file_name


class ExchangePage(Page):
    """One cohort, what of it leaves, under which password, and where to."""

    kinds: ClassVar[frozenset[str]] = frozenset(ENTITIES)

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Give out to fill in"))
        self.ticks = {
            "phones": QCheckBox(_("Phones and e-mail addresses")),
            "ids": QCheckBox(_("Identity cards and dates of birth")),
            "notes": QCheckBox(_("Coaching notes, also those for the coach only")),
        }
        self.leaving = Label("", wrap=True)
        fields = Card(_("What leaves"))
        fields.body.addWidget(Label(_("Only when ticked:"), "muted"))
        for tick in self.ticks.values():
            tick.toggled.connect(self._show_leaving)
            fields.body.addWidget(tick)
        fields.body.addSpacing(6)
        fields.body.addWidget(self.leaving)
        fields.body.addStretch()

        self.open_to_all = QCheckBox(_("Without a password"))
        self.open_to_all.toggled.connect(self._on_protection)
        self.password = NewPassword()
        self.password.changed.connect(self._refresh)
        self.warning = Banner(
            _(
                "Anyone who gets this file can read it. A stick is lost and a mail goes astray "
                "more easily than a laptop."
            ),
            Tone.WARN,
        )
        self.warning.hide()
        protection = Card(_("Password of the file"))
        protection.body.addWidget(self.password)
        protection.body.addWidget(
            Label(_("Tell it by phone, never in the same message as the file."), "muted", wrap=True)
        )
        protection.body.addWidget(self.open_to_all)
        protection.body.addWidget(self.warning)
        protection.body.addStretch()

        self.save = button(
            _("Save the spreadsheet"), look="primary", icon="file-down", on_click=self._on_save
        )
        self.buttons.addWidget(self.save)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        for card in (fields, protection):
            columns.addWidget(card, 1)
        self.nothing = EmptyState(
            "file-down",
            _("No cohort yet"),
            _("Create a cohort first. Then it can be given out, filled in and brought back."),
        )
        self.done = Label("", "muted", wrap=True)
        inner = QVBoxLayout()
        inner.setSpacing(12)
        inner.addLayout(columns)
        inner.addWidget(self.done)
        inner.addStretch()
        self._fields, self._protection = fields, protection
        self.body.addWidget(self.nothing, 1)
        self.body.addLayout(inner)

    def reload(self) -> None:
        chosen = self.ctx.cohort_id is not None
        for widget in (self._fields, self._protection):
            widget.setVisible(chosen)
        self.nothing.setVisible(not chosen)
        if self.ctx.cohort_id is None:
            self.subtitle.setText("")
        else:
            cohort = cohorts.get_cohort(self.ctx.book, cohort_id=self.ctx.cohort_id)
            self.subtitle.setText(
                _(
                    "{code} · comes back through “Bring in a list”: only what was changed by hand"
                ).format(code=cohort.code)
            )
            self._show_leaving()
        self._refresh()

    def ticked(self) -> frozenset[str]:
        """What may leave besides names and posts."""
        return frozenset(name for name, tick in self.ticks.items() if tick.isChecked())

    def _show_leaving(self) -> None:
        if self.ctx.cohort_id is None:
            return
        leaves = export.what_leaves(
            self.ctx.book, cohort_id=self.ctx.cohort_id, ticked=self.ticked()
        )
        said = ngettext(
            "{people} person leaves with {count} fields: {fields}.",
            "{people} people leave with {count} fields: {fields}.",
            leaves.people,
        )
        self.leaving.setText(
            said.format(
                people=leaves.people,
                count=len(leaves.fields),
                fields=", ".join(_(field) for field in leaves.fields),
            )
        )

    def _on_protection(self, unprotected: bool) -> None:
        self.password.setEnabled(not unprotected)
        self.warning.setVisible(unprotected)
        self._refresh()

    def _refresh(self) -> None:
        protected = self.open_to_all.isChecked() or self.password.password() is not None
        self.save.setEnabled(protected and self.ctx.cohort_id is not None)

    def _on_save(self) -> None:
        cohort_id = self.ctx.cohort_id
        assert cohort_id is not None
        code = cohorts.get_cohort(self.ctx.book, cohort_id=cohort_id).code
        out = self.ctx.ask.save_file(
            _("Give out to fill in"),
            Path(safe_file_name(f"{code}.xlsx")),
            _("Spreadsheets (*.xlsx)"),
        )
        if out is None:
            return
        ticked = self.ticked()
        password = None if self.open_to_all.isChecked() else self.password.password()

        def work(progress: Progress) -> ExportDone:
            return export.export_cohort(
                self.ctx.book,
                out,
                cohort_id=cohort_id,
                ticked=ticked,
                password=password,
                progress=progress,
            )

        self.ctx.jobs.run(_("Writing the spreadsheet"), work, on_done=self._on_saved)

    def _on_saved(self, done: ExportDone) -> None:
        self.password.clear()
        self.done.setText(done.summary())
        self.ctx.say(_("Saved: {name}").format(name=done.path.name), False)
