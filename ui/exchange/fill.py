"""Giving a cohort out to be filled in: it comes back through “Bring in a list”."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox

from ui.common.context import Context
from ui.common.side import note
from ui.exchange.giving import GivingForm, Left
from ui.exchange.words import people_leave, people_left
from workbook.i18n import _
from workbook.progress import Progress
from workbook.services import export


class FillForm(GivingForm):
    """A file with ids and choices, without history: only hand edits come back."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(
            ctx,
            _("Give to a trainer to fill in"),
            _("Comes back through “Bring in a list”: only what was changed by hand is taken"),
        )
        self.ticks = {
            "phones": QCheckBox(_("Phones and e-mail addresses")),
            "ids": QCheckBox(_("Identity cards and dates of birth")),
            "notes": QCheckBox(_("Coaching notes, also those for the coach only")),
        }
        self.what.body.addSpacing(6)
        self.what.body.addWidget(note(_("Only when ticked:"), "muted"))
        for tick in self.ticks.values():
            tick.toggled.connect(self.tell_leaving)
            self.add_field(tick)
        self.hidden.setText(
            _(
                "Hidden in the file: the ids of rows and columns, the lists to choose from, and "
                "marks by which this workbook knows its own cells. No history, no older values."
            )
        )
        self.what.body.addStretch()

    def ticked(self) -> frozenset[str]:
        """What may leave besides names and posts."""
        return frozenset(name for name, tick in self.ticks.items() if tick.isChecked())

    def begin(self, cohort_id: int | None) -> None:
        for tick in self.ticks.values():
            tick.setChecked(False)
        super().begin(cohort_id)

    def show_leaving(self) -> None:
        leaves = export.what_leaves(self.ctx.book, cohort_id=self.cohort_id, ticked=self.ticked())
        self.leaving.setText(people_leave(leaves.people, [_(field) for field in leaves.fields]))

    def writer(self, path: Path) -> Callable[[Progress], Left]:
        book, cohort_id = self.ctx.book, self.cohort_id
        ticked, password = self.ticked(), self.protection.password()

        def work(progress: Progress) -> Left:
            done = export.export_cohort(
                book,
                path,
                cohort_id=cohort_id,
                ticked=ticked,
                password=password,
                progress=progress,
            )
            said = people_left(done.people, [_(field) for field in done.fields])
            return Left(done.path, done.sealed, said)

        return work
