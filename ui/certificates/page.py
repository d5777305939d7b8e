"""Certificates: who has earned what and why not, in four steps to a signed register."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from ui.certificates.panel import CertificatePanel, issue_words
from ui.certificates.rows import columns
from ui.certificates.steps import Step, Steps
from ui.common.buttons import button
from ui.common.context import Changes, Context
from ui.common.empty import EmptyState
from ui.common.page import Page
from ui.common.preview import show_paper
from ui.common.tables import SnapshotModel, Table
from workbook.i18n import _, ngettext
from workbook.progress import Progress
from workbook.services import certificates, people, printing
from workbook.services.certificates import IssuePlan, VerdictRow
from workbook.services.printing import Paper


class CertificatesPage(Page):
    """`show_detail` takes an enrolment's key, or the keys of those that alone are shown."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "certificate",
            "attendance",
            "training_session",
            "enrolment",
            "person",
            "agency",
            "cohort",
            "attempt",
            "required_module",
            "module",
        }
    )
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Certificates"))
        self.plan: IssuePlan | None = None
        self.rows: tuple[VerdictRow, ...] = ()
        self.check = button(_("Check a code"), icon="qr-code", on_click=self._on_check)
        self.save_ink = QCheckBox(_("Save ink"))
        self.save_ink.setToolTip(_("Prints the certificates with a light frame."))
        self.buttons.addWidget(self.save_ink)
        self.buttons.addWidget(self.check)
        self.names_step = Step(_("1  Names"), self._on_name_check, "", self._on_confirm_all)
        self.issue_step = Step(_("2  Issue"), self._on_issue, "", self._on_issue)
        self.print_step = Step(_("3  Print"), self._on_print, "", self._on_print_one)
        self.hand_step = Step(_("4  Hand over"), self._on_register, "", self._on_hand_all)
        self.steps = Steps(self.names_step, self.issue_step, self.print_step, self.hand_step)
        self.model: SnapshotModel[VerdictRow] = SnapshotModel(
            columns(), key=lambda row: row.enrolment_id, named=lambda row: row.name
        )
        self.table = Table(
            self.model,
            _("Certificates"),
            empty=EmptyState(
                "award",
                _("Nobody took part yet"),
                _("Enrol the participants and type in their attendance: then each has a row."),
            ),
            least=("native", "agency", "share", "handed", "names", "number"),
        )
        self.table.selection_moved.connect(self._on_selection)
        self.table.activated_key.connect(self._on_activated)
        self.panel = CertificatePanel(ctx)
        self.panel.print_asked.connect(self._print_number)
        self.panel.hand_asked.connect(self._on_hand)
        self.panel.correct_asked.connect(self._on_correct)
        self.panel.cancel_asked.connect(self._on_cancel)
        self.panel.confirm_asked.connect(self._on_confirm)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.table, 1)
        row.addWidget(self.panel)
        self.body.addWidget(self.steps)
        self.body.addLayout(row, 1)

    # -- what is shown

    def reload(self) -> None:
        cohort = self.ctx.cohort_id
        self.rows, self.plan = (), None
        if cohort is not None:
            self.rows = certificates.verdict_rows(self.ctx.book, cohort_id=cohort)
            self.plan = certificates.plan_issue(self.ctx.book, cohort_id=cohort)
        self.model.set_rows(self.rows)
        self._show_steps()
        if self.panel.isVisible() and self.panel.shown is not None:
            row = self._row(self.panel.shown)
            if row is None:
                self.panel.close_panel()
            else:
                self.panel.show_person(row)

    def search(self, text: str) -> None:
        self.model.set_search(text)

    def show_detail(self, detail: object) -> None:
        if isinstance(detail, int):
            self.model.set_filter(None)
            self.table.show_key(detail)
            self._on_activated(detail)
        elif isinstance(detail, set | frozenset | tuple | list):
            wanted = frozenset(detail)
            self.model.set_filter(lambda row: row.enrolment_id in wanted)

    def _show_steps(self) -> None:
        can = not self.ctx.book.read_only
        confirmed = sum(row.names_confirmed for row in self.rows)
        out = [row.certificate for row in self.rows if row.certificate is not None]
        handed = sum(bool(one.handed_over_on) for one in out)
        due = len(self.plan.to_issue) if self.plan else 0
        total, unconfirmed = len(self.rows), len(self.rows) - confirmed
        waiting = sum(bool(row.waiting) for row in self.rows if row.certificate is None)
        self.names_step.show_state(
            _("{n} of {all} confirmed").format(n=confirmed, all=total),
            _("Name-check sheet"),
            ngettext("Confirm the other {n}…", "Confirm the other {n}…", unconfirmed).format(
                n=unconfirmed
            )
            if confirmed
            else _("Confirm all {n}…").format(n=unconfirmed),
            can=total > 0,
            can_link=can and unconfirmed > 0,
            is_next=unconfirmed > 0 and not out,
        )
        if waiting:
            state = ngettext("{n} waits for marks", "{n} wait for marks", waiting).format(n=waiting)
        elif due:
            state = ngettext("{n} is due", "{n} are due", due).format(n=due)
        else:
            state = _("nothing is due")
        self.issue_step.show_state(
            state,
            issue_words(self.plan) if self.plan else _("Issue certificates"),
            "",
            can=can and due > 0,
            can_link=False,
            is_next=due > 0 and (unconfirmed == 0 or bool(out)),
        )
        self.print_step.show_state(
            ngettext("{n} is out", "{n} are out", len(out)).format(n=len(out)),
            _("Print certificates"),
            _("Print the selected one"),
            can=bool(out),
            can_link=self._selected_number() is not None,
            is_next=bool(out) and due == 0 and handed == 0,
        )
        left = len(out) - handed
        self.hand_step.show_state(
            _("{n} of {all} handed over").format(n=handed, all=len(out)),
            _("Register for signing"),
            ngettext("{n} was signed for", "All {n} were signed for", left).format(n=left),
            can=bool(out),
            can_link=can and left > 0,
            is_next=False,
        )
        completion = sum(row.earned is not None for row in self.rows)
        self.subtitle.setText(
            ngettext("{n} person", "{n} people", total).format(n=total)
            + " · "
            + _("{n} have earned a certificate").format(n=completion)
            if total
            else ""
        )

    def _row(self, enrolment: int) -> VerdictRow | None:
        return next((row for row in self.rows if row.enrolment_id == enrolment), None)

    def _current(self) -> VerdictRow | None:
        return self.model.row_at(self.table.currentIndex())

    def _selected_number(self) -> str | None:
        row = self._current()
        return row.certificate.number if row is not None and row.certificate is not None else None

    def _on_selection(self) -> None:
        self.print_step.link.setVisible(self._selected_number() is not None)
        row = self._current()
        if row is not None and self.panel.isVisible() and self.panel.shown is not None:
            self.panel.show_person(row)

    def _on_activated(self, key: object) -> None:
        row = self._row(key) if isinstance(key, int) else None
        if row is not None:
            self.panel.show_person(row)
            self.panel.open_panel(back=self.table)

    # -- names

    def _on_name_check(self) -> None:
        book, cohort = self.ctx.book, self.ctx.cohort_id
        assert cohort is not None

        def make(progress: Progress) -> Paper:
            return printing.name_check_paper(book, cohort_id=cohort)

        show_paper(self.ctx, _("Name-check sheet"), make)

    def _on_confirm_all(self) -> None:
        wanted = [row.person_id for row in self.rows if not row.names_confirmed]
        said = ngettext(
            "Confirm the names of {n} person?", "Confirm the names of {n} people?", len(wanted)
        )
        if self.ctx.ask.confirm(
            said.format(n=len(wanted)),
            _(
                "Everybody who ticked “Right” on the name-check sheet. Type the corrections in "
                "first: a row's panel has “Correct her names”."
            ),
            yes=_("They ticked “Right”"),
        ):
            self._confirm(wanted)

    def _on_confirm(self, person: object) -> None:
        if isinstance(person, int):
            self._confirm([person])

    def _confirm(self, wanted: list[int]) -> None:
        said = ngettext(
            "{n} person's names confirmed.", "{n} people's names confirmed.", len(wanted)
        )
        self.ctx.perform(
            lambda: people.confirm_names(self.ctx.book, person_ids=wanted),
            said.format(n=len(wanted)),
        )

    def _on_correct(self, row: object) -> None:
        if not isinstance(row, VerdictRow):
            return
        found = people.person_rows(self.ctx.book, cohort_id=self.ctx.cohort_id)
        person = next(one for one in found if one.id == row.person_id)
        self.panel.show_correction(row, person, lambda: self._correct(row))

    def _correct(self, row: VerdictRow) -> None:
        panel, book = self.panel, self.ctx.book
        made: list[certificates.Issued] = []

        def act() -> Changes:
            names = people.Names(panel.latin.text(), panel.native.text(), panel.own.text())
            if row.certificate is None:
                return people.correct_names(book, person_id=row.person_id, names=names)
            made.append(
                certificates.replace(
                    book,
                    certificate_id=row.certificate.id,
                    reason=panel.reason.text(),
                    names=names,
                )
            )
            return made[0].changes

        if self.ctx.perform(act) is None:
            return
        self._on_activated(row.enrolment_id)
        if made:
            self._print_number(made[0].numbers[0])

    # -- issuing

    def _on_issue(self) -> None:
        book, cohort, plan = self.ctx.book, self.ctx.cohort_id, self.plan
        if cohort is None or plan is None or not plan.to_issue:
            return

        def look(progress: Progress) -> tuple[str, ...]:
            return printing.warnings_before_issue(book, cohort_id=cohort, progress=progress)

        def done(warnings: tuple[str, ...]) -> None:
            if self.plan is not None:
                self.panel.show_issue(self.plan, warnings, self._issue)

        self.ctx.jobs.run(_("Looking at the certificates"), look, on_done=done)

    def _issue(self) -> None:
        book, cohort = self.ctx.book, self.ctx.cohort_id
        assert cohort is not None
        made: list[certificates.Issued] = []

        def act() -> Changes:
            made.append(certificates.issue(book, cohort_id=cohort))
            return made[0].changes

        if self.ctx.perform(act) is None:
            return
        count = len(made[0].numbers)
        said = ngettext("{n} certificate issued.", "{n} certificates issued.", count)
        self.ctx.say(said.format(n=count), False)
        self.panel.close_panel()
        self._on_print()

    def _on_cancel(self, row: object) -> None:
        if not isinstance(row, VerdictRow) or row.certificate is None:
            return
        key = row.certificate.id

        def act() -> None:
            reason = self.panel.reason.text()
            done = self.ctx.perform(
                lambda: certificates.cancel(self.ctx.book, certificate_id=key, reason=reason)
            )
            if done is not None:
                self.ctx.say(_("The certificate is cancelled; its number stays used."), False)
                self._on_activated(row.enrolment_id)

        self.panel.show_cancelling(row, act)

    # -- paper

    def _on_print(self) -> None:
        self._print(None)

    def _on_print_one(self) -> None:
        number = self._selected_number()
        if number is not None:
            self._print(number)

    def _print_number(self, number: str) -> None:
        self._print(number)

    def _print(self, only: str | None) -> None:
        book, cohort = self.ctx.book, self.ctx.cohort_id
        assert cohort is not None
        light = self.save_ink.isChecked()

        def make(progress: Progress) -> Paper:
            return printing.certificates_paper(
                book, cohort_id=cohort, only=only, ink_saving=light, progress=progress
            )

        show_paper(self.ctx, _("Certificates"), make)

    def _on_register(self) -> None:
        book, cohort = self.ctx.book, self.ctx.cohort_id
        assert cohort is not None

        def make(progress: Progress) -> Paper:
            return printing.register_paper(book, cohort_id=cohort)

        show_paper(self.ctx, _("Register for signing"), make)

    # -- handing over

    def _on_hand(self, key: int) -> None:
        self._hand([key])

    def _on_hand_all(self) -> None:
        self._hand(
            [
                row.certificate.id
                for row in self.rows
                if row.certificate is not None and not row.certificate.handed_over_on
            ]
        )

    def _hand(self, keys: list[int]) -> None:
        said = ngettext("{n} certificate handed over.", "{n} certificates handed over.", len(keys))
        self.ctx.perform(
            lambda: certificates.record_handover(
                self.ctx.book, certificate_ids=keys, by=self.ctx.operator
            ),
            said.format(n=len(keys)),
        )

    # -- a code

    def _on_check(self) -> None:
        self.panel.show_check()
