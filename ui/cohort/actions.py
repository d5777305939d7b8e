"""What is asked at the side before somebody is let in, replaced, or leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.cohort.roster import state_text
from ui.common.context import Context
from ui.common.dates import DateField, NumberField
from ui.common.side import SidePanel, choices
from ui.common.words import reason_word
from workbook.domain.cohort import EnrolmentState, LeaveReason
from workbook.i18n import _, ngettext
from workbook.services import cohorts, people
from workbook.services.cohorts import EnrolmentRow, QuotaRow
from workbook.storage.changing import Changes


class ActionPanel(SidePanel):
    """One question at a time, answered with a reason that stands on record."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(_("Action"), parent, drafts=ctx.drafts)
        self.ctx = ctx

    def ask_allow(self, row: EnrolmentRow, back: QWidget) -> None:
        """Let somebody start though modules are missing."""
        self.start(_("Allow with a reason"), f"allow {row.id}")
        self.say(row.display_name, "strong")
        self.say(_("She lacks {modules}.").format(modules=", ".join(row.missing)), "muted")
        self.reason = QLineEdit(row.allowed_reason or "")
        self.add(_("Why she may start all the same"), self.reason)

        def act() -> Changes:
            return cohorts.allow(self.ctx.book, enrolment_id=row.id, reason=self.reason.text())

        self._finish(_("Allow"), act, _("Allowed, with the reason on record."))
        self.open_panel(self.reason, back)

    def ask_withdraw(self, row: EnrolmentRow, back: QWidget) -> None:
        """Let a participant leave; one who is not enrolled yet declines."""
        enrolled = row.state == EnrolmentState.ENROLLED
        self.start(_("Leave the cohort") if enrolled else _("Decline"), f"leave {row.id}")
        self.say(row.display_name, "strong")
        self.note = QLineEdit()
        if enrolled:
            self.why = choices(_("Reason"), [(reason_word(r), r) for r in LeaveReason])
            self.day = DateField(_("First day away"))
            self.day.set_day(self.ctx.book.sources.today())
            self.add(_("Reason"), self.why)
            self.add(_("First day away"), self.day)
        self.add(_("Note") if enrolled else _("Reason"), self.note)
        if enrolled:
            self.say(_("Her marks stay. She is counted under who stayed up to that day."), "muted")

        def act() -> Changes:
            if not enrolled:
                return cohorts.decline(self.ctx.book, enrolment_id=row.id, reason=self.note.text())
            return cohorts.withdraw(
                self.ctx.book,
                enrolment_id=row.id,
                reason=LeaveReason(self.why.currentData()),
                on=self.day.day(),
                note=self.note.text(),
            )

        verb = _("She leaves") if enrolled else _("She declines")
        self._finish(verb, act, _("It is on record, with the reason."))
        self.open_panel(self.why if enrolled else self.note, back)

    def ask_replace(self, row: EnrolmentRow, roster: Sequence[EnrolmentRow], back: QWidget) -> None:
        """Let another take the place of a nominee: the reserve of her agency first."""
        self.start(_("Replace"), f"replace {row.id}")
        self.say(row.display_name, "strong")
        reserve = [r for r in roster if r.state == EnrolmentState.RESERVE]
        reserve.sort(key=lambda r: (r.agency_id != row.agency_id, r.reserve_order or 0))
        options: list[tuple[str, object]] = [
            (f"{r.display_name} · {r.agency} · {state_text(r)}", r.person_id) for r in reserve
        ]
        taken = {r.person_id for r in roster}
        options += [
            (f"{p.display_name} · {p.agency}", p.id)
            for p in people.person_rows(self.ctx.book)
            if p.id not in taken
        ]
        self.who = choices(_("Who comes in her place"), options)
        self.note = QLineEdit()
        self.add(_("Who comes in her place"), self.who)
        self.add(_("Reason"), self.note)
        self.say(_("Both stay on record."), "muted")

        def act() -> Changes:
            return cohorts.replace_nominee(
                self.ctx.book,
                enrolment_id=row.id,
                person_id=self.who.currentData(),
                reason=self.note.text(),
            )

        done = self._finish(_("Replace"), act, _("Replaced; both are on record."))
        done.setEnabled(bool(options))
        if not options:
            self.say(_("Nobody is on reserve, and nobody else is in the workbook."), "muted")
        self.open_panel(self.who, back)

    def ask_seats(self, cohort_id: int, quotas: Sequence[QuotaRow], back: QWidget) -> None:
        """How many seats each agency has."""
        self.start(_("Seats"))
        self.say(_("More people than seats are only pointed out, never stopped."), "muted")
        known = {quota.agency_id: quota.seats for quota in quotas}
        self.seats: dict[int, NumberField] = {}
        for agency in people.agency_rows(self.ctx.book):
            box = NumberField(agency.name, 999, none=True)
            box.set_number(known.get(agency.id))
            self.add(agency.name, box)
            self.seats[agency.id] = box
        if not self.seats:
            self.say(_("No agency is in the workbook yet."), "muted")

        def act() -> Changes:
            said = {key: box.number() for key, box in self.seats.items()}
            return cohorts.set_seats(self.ctx.book, cohort_id=cohort_id, seats=said)

        self._finish(_("Save"), act, _("The seats were saved."))
        self.open_panel(next(iter(self.seats.values()), None), back)

    def _finish(self, verb: str, act: Callable[[], Changes], said: str) -> QWidget:
        def done() -> None:
            if self.ctx.perform(act, said) is not None:
                self.close_panel()

        return self.finish(verb, done)


def enrolled_text(count: int) -> str:
    """How many were enrolled."""
    return ngettext("{n} person was enrolled.", "{n} people were enrolled.", count).format(n=count)
