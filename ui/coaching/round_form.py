"""The form of a coaching round."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.common.context import Context
from ui.common.dates import DateField
from ui.common.side import SidePanel
from workbook.i18n import _
from workbook.services import coaching
from workbook.services.coaching import RoundRow
from workbook.storage.changing import Changes


class RoundForm(SidePanel):
    """Adds a round after those there are, or edits one."""

    made = Signal(int)
    """The key of a new round."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Coaching round"), drafts=ctx.drafts)
        self.ctx = ctx
        self.row: RoundRow | None = None

    def show_round(self, row: RoundRow | None, number: int, back: QWidget) -> None:
        """Show a round, or the empty form of round `number` for None."""
        self.row = row
        heading = _("Add round {n}") if row is None else _("Round {n}")
        self.start(heading.format(n=number), f"round {row.id}" if row else f"round no. {number}")
        self.name = QLineEdit(row.title if row else "")
        self.name.setPlaceholderText(_("Coaching {n}").format(n=number))
        self.first = DateField(_("From"), optional=True)
        self.last = DateField(_("To"), optional=True)
        self.first.set_day(row.starts_on if row else None)
        self.last.set_day(row.ends_on if row else None)
        self.venue = QLineEdit(row.venue if row else "")
        self.add(_("From"), self.first)
        self.add(_("To"), self.last)
        self.add(_("Title"), self.name)
        self.add(_("Venue"), self.venue)
        if row is None:
            self.body.addSpacing(8)
            self.say(_("Days can be given later. What is open is carried on when you say so."))
        self.finish(_("Add the round") if row is None else _("Save"), self.save)
        self.open_panel(self.first, back)

    def save(self) -> None:
        """Add or edit the round."""
        row, cohort = self.row, self.ctx.cohort_id
        if cohort is None:
            return

        new: list[int] = []

        def act() -> Changes:
            if row is None:
                made = coaching.create_round(
                    self.ctx.book,
                    cohort_id=cohort,
                    starts_on=self.first.day(),
                    ends_on=self.last.day(),
                    title=self.name.text(),
                    venue=self.venue.text(),
                )
                new.append(made.id)
                return made.changes
            return coaching.edit_round(
                self.ctx.book,
                round_id=row.id,
                starts_on=self.first.day(),
                ends_on=self.last.day(),
                title=self.name.text(),
                venue=self.venue.text(),
            )

        said = _("The round was added.") if row is None else _("The round was saved.")
        if self.ctx.perform(act, said) is not None:
            for key in new:
                self.made.emit(key)
            self.close_panel()
