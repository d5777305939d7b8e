"""The cohort's home: seats, roster, who may start and why not, who stayed."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.cohort.actions import ActionPanel, enrolled_text
from ui.cohort.form import CohortForm, form_buttons
from ui.cohort.roster import roster_columns
from ui.cohort.tests import MarksCard, MarksTable
from ui.common.bar_chart import Bar, BarChart
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.dates import span
from ui.common.empty import EmptyState
from ui.common.label import Label
from ui.common.page import Page
from ui.common.side import note
from ui.common.tables import SnapshotModel, Table
from ui.common.words import reason_word
from workbook.domain.cohort import EnrolmentState
from workbook.i18n import _, ngettext
from workbook.services import assessments, cohorts
from workbook.services.cohorts import CohortRow, EnrolmentRow, QuotaRow, RetentionRow
from workbook.storage.changing import Changes

NEW = "new"


class CohortPage(Page):
    """`show_detail` takes "new" for the form, or a collection of enrolment keys to show."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "cohort",
            "seats",
            "enrolment",
            "person",
            "agency",
            "attempt",
            "required_module",
            "coaching_round",
            "training_session",
            "test",
            "test_mark",
        }
    )
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Cohort"))
        self.row: CohortRow | None = None
        self.quotas: tuple[QuotaRow, ...] = ()
        self.stages: tuple[RetentionRow, ...] = ()
        self._only: frozenset[int] | None = None
        self.heading_buttons = QWidget()
        row = QHBoxLayout(self.heading_buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.new = button(_("New cohort"), icon="plus", on_click=self.show_new)
        self.edit = button(_("Edit"), icon="pencil", on_click=self._on_edit)
        self.enrol_all = button("", look="primary", icon="check-check", on_click=self._enrol_ready)
        for item in (self.new, self.edit, self.enrol_all):
            row.addWidget(item)
        self.form = CohortForm(ctx)
        self.form.done.connect(self._on_form_done)
        self.form_buttons = QWidget()
        self.form_buttons.setLayout(form_buttons(self.form))
        self.form_buttons.hide()
        self.buttons.addWidget(self.heading_buttons)
        self.buttons.addWidget(self.form_buttons)
        self.stack = QStackedWidget()
        self.stack.addWidget(
            EmptyState(
                "users-round",
                _("No cohort yet"),
                _(
                    "A cohort has its dates, its seats and its people. Make one, then bring in "
                    "the lists."
                ),
                action=_("New cohort"),
                on_action=self.show_new,
            )
        )
        self.stack.addWidget(self._home())
        self.stack.addWidget(self.form)
        self.body.addWidget(self.stack)

    def _home(self) -> QWidget:
        home = QWidget()
        column = QVBoxLayout(home)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        cards = QHBoxLayout()
        cards.setSpacing(12)
        self.seats_card = Card(_("Seats by agency"))
        self.seats = BarChart(_("Seats by agency"))
        self.seats.chosen.connect(self._on_agency)
        self.set_seats = button(_("Set seats"), look="link", on_click=self._on_seats)
        self.seats_card.top.addWidget(self.set_seats)
        self.warning = note("", "muted")
        self.seats_card.body.addWidget(self.seats)
        self.seats_card.body.addWidget(self.warning)
        self.seats_card.body.addStretch()
        self.stayed_card = Card(_("Who stayed"))
        self.stayed = BarChart(_("Who stayed"))
        self.stayed.chosen.connect(self._on_stage)
        self.left = note("", "muted")
        self.stayed_card.body.addWidget(self.stayed)
        self.stayed_card.body.addWidget(self.left)
        self.stayed_card.body.addStretch()
        self.tests_card = MarksCard()
        self.tests_card.wanted.connect(self._show_marks)
        for card in (self.seats_card, self.stayed_card, self.tests_card):
            card.body.setSpacing(4)
            cards.addWidget(card, 1)
        column.addLayout(cards)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.count = Label("", "strong")
        bar.addWidget(self.count)
        self.every = button(_("Show everybody"), look="link", on_click=self._show_everybody)
        self.every.hide()
        bar.addWidget(self.every)
        bar.addStretch()
        self.doing: dict[str, QPushButton] = {
            "enrol": button(_("Enrol"), icon="check", on_click=self._enrol_selected),
            "allow": button(_("Allow with a reason"), on_click=self._on_allow),
            "replace": button(_("Replace"), on_click=self._on_replace),
            "leave": button(_("Leave or decline"), on_click=self._on_leave),
        }
        for item in self.doing.values():
            bar.addWidget(item)
        column.addLayout(bar)
        self.model: SnapshotModel[EnrolmentRow] = SnapshotModel(
            roster_columns(), key=lambda row: row.id, named=lambda row: row.display_name
        )
        self.table = Table(
            self.model,
            _("Roster"),
            empty=EmptyState(
                "users",
                _("Nobody in this cohort yet"),
                _("Bring in the nomination list of an agency: its people are put forward here."),
                action=_("Bring in a list"),
                on_action=self._bring_in,
            ),
        )
        self.table.selection_moved.connect(self._refresh_actions)
        self.table.activated_key.connect(self._on_activated)
        self.panel = ActionPanel(self.ctx)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        self.marks: MarksTable | None = None
        self.below = QStackedWidget()
        self.below.addWidget(self.table)
        lower.addWidget(self.below, 1)
        lower.addWidget(self.panel)
        column.addLayout(lower, 1)
        return home

    # -- showing

    def reload(self) -> None:
        key = self.ctx.cohort_id
        if self.stack.currentWidget() is self.form:
            return
        if key is None:
            self.row = None
            self.title.setText(_("Cohort"))
            self.subtitle.clear()
            self.heading_buttons.hide()
            self.stack.setCurrentIndex(0)
            return
        if self.row is None or self.row.id != key:
            self._only = None
            self.panel.close_panel()
        row = cohorts.get_cohort(self.ctx.book, cohort_id=key)
        self.row = row
        self.heading_buttons.show()
        self.stack.setCurrentIndex(1)
        self.title.setText(_("Cohort {code}").format(code=row.code))
        about = (row.title, span(row.starts_on, row.ends_on), row.venue)
        self.subtitle.setText(" · ".join(text for text in about if text))
        self._show_seats(cohorts.quota_rows(self.ctx.book, cohort_id=key))
        self._show_stayed(cohorts.retention_rows(self.ctx.book, cohort_id=key))
        self.results = assessments.results(self.ctx.book, cohort_id=key)
        self.tests_card.show_results(self.results)
        self._show_marks(self.tests_card.shown)
        rows = cohorts.enrolment_rows(self.ctx.book, cohort_id=key)
        self.roster = rows
        self.model.set_rows(rows)
        self._filter()
        waiting = [r for r in rows if r.state == EnrolmentState.NOMINATED and r.may_start]
        said = _("Enrol all ready ({n})").format(n=len(waiting))
        self.enrol_all.setText(f" {said}")
        self.enrol_all.setAccessibleName(said)
        self.enrol_all.setEnabled(bool(waiting) and not self.ctx.book.read_only)
        for item in (self.new, self.edit, self.set_seats):
            item.setEnabled(not self.ctx.book.read_only)

    def _show_seats(self, quotas: tuple[QuotaRow, ...]) -> None:
        self.quotas = quotas
        self.seats.set_bars(
            [
                Bar(
                    str(quota.agency_id or ""),
                    quota.agency or _("Without agency"),
                    quota.nominated,
                    quota.nominated if quota.seats is None else quota.seats,
                )
                for quota in quotas
            ]
        )
        said = [f"{q.agency}: {q.warning}" for q in quotas if q.warning]
        if not quotas:
            said = [_("Nobody is put forward yet.")]
        elif all(quota.seats is None for quota in quotas):
            said = [_("No seats are set: the bars count those put forward.")]
        self.warning.setText("\n".join(said))
        self.warning.setVisible(bool(said))

    def _show_stayed(self, stages: tuple[RetentionRow, ...]) -> None:
        self.stages = stages
        first = stages[0].count if stages else 0
        self.stayed.set_bars(
            [Bar(str(n), stage.title, stage.count, first) for n, stage in enumerate(stages)]
        )
        left = [leaver for stage in stages for leaver in stage.left]
        said = ""
        if left:
            reasons = [reason_word(leaver.reason) for leaver in left]
            counted = [f"{word} {reasons.count(word)}" for word in dict.fromkeys(reasons)]
            said = _("Left: {reasons}").format(reasons=", ".join(counted))
        elif first == 0:
            said = _("Counted once people are enrolled.")
        self.left.setText(said)
        self.left.setVisible(bool(said))

    def _show_marks(self, shown: bool) -> None:
        """Show the marks of the tests in place of the roster, or the roster again."""
        if self.marks is not None:
            self.below.removeWidget(self.marks)
            self.marks.deleteLater()
            self.marks = None
        if shown:
            self.marks = MarksTable(self.results)
            self.marks.activated_key.connect(lambda person: self.ctx.bus.go("people", person))
            self.below.addWidget(self.marks)
            self.below.setCurrentWidget(self.marks)
        for item in self.doing.values():
            item.setVisible(not shown)

    def _filter(self) -> None:
        only = self._only
        self.model.set_filter(None if only is None else lambda row: row.id in only)
        self.every.setVisible(only is not None)
        count, total = self.model.rowCount(), self.model.total
        text = ngettext("{n} person", "{n} people", total).format(n=total)
        if count != total:
            text = _("{n} of {people}").format(n=count, people=text)
        self.count.setText(text)
        self._refresh_actions()

    def search(self, text: str) -> None:
        self.model.set_search(text)
        self._filter()

    def show_detail(self, detail: object) -> None:
        if detail == NEW:
            self.show_new()
        elif isinstance(detail, frozenset | set | list | tuple):
            self._only = frozenset(key for key in detail if isinstance(key, int))
            self._filter()

    def _show_everybody(self) -> None:
        self._only = None
        self._filter()

    def _on_agency(self, key: str) -> None:
        agency = int(key) if key else None
        self._only = frozenset(row.id for row in self.roster if row.agency_id == agency)
        self._filter()

    def _on_stage(self, key: str) -> None:
        self._only = frozenset(self.stages[int(key)].enrolment_ids)
        self._filter()

    # -- the form

    def show_new(self) -> None:
        """Show the empty form of a cohort."""
        self._show_form(None)

    def _on_edit(self) -> None:
        self._show_form(self.row)

    def _show_form(self, row: CohortRow | None) -> None:
        self.title.setText(
            _("New cohort") if row is None else _("Edit {code}").format(code=row.code)
        )
        self.subtitle.clear()
        self.heading_buttons.hide()
        self.form_buttons.show()
        self.stack.setCurrentWidget(self.form)
        self.form.show_cohort(row)

    def _on_form_done(self, key: object) -> None:
        self.form_buttons.hide()
        self.stack.setCurrentIndex(1)
        if isinstance(key, int):
            self.ctx.choose_cohort(key)
        self.reload()

    # -- actions

    def _selected(self) -> list[EnrolmentRow]:
        keys = set(self.table.selected_keys())
        return [row for row in self.model.rows() if row.id in keys]

    def _refresh_actions(self) -> None:
        rows = self._selected() if not self.ctx.book.read_only else []
        states = {row.state for row in rows}
        waiting = states <= {EnrolmentState.NOMINATED, EnrolmentState.RESERVE, "declined"}
        one = rows[0] if len(rows) == 1 else None
        here = (EnrolmentState.NOMINATED, EnrolmentState.ENROLLED)
        self.doing["enrol"].setEnabled(bool(rows) and waiting)
        self.doing["allow"].setEnabled(
            one is not None and not one.ready and one.state in (*here, EnrolmentState.RESERVE)
        )
        self.doing["replace"].setEnabled(one is not None and one.state in here)
        self.doing["leave"].setEnabled(
            one is not None and one.state in (*here, EnrolmentState.RESERVE)
        )

    def _enrol_ready(self) -> None:
        if self.row is None:
            return
        key = self.row.id
        ready = [r for r in self.roster if r.state == EnrolmentState.NOMINATED and r.may_start]

        def act() -> Changes:
            return cohorts.enrol_ready(self.ctx.book, cohort_id=key)

        self.ctx.perform(act, enrolled_text(len(ready)))

    def _enrol_selected(self) -> None:
        rows = self._selected()
        if self.row is None or not rows:
            return
        key = self.row.id
        unready = [row for row in rows if not row.may_start]
        if unready and not self.ctx.ask.confirm(
            ngettext(
                "{n} of them is not ready. Enrol all the same?",
                "{n} of them are not ready. Enrol all the same?",
                len(unready),
            ).format(n=len(unready)),
            _("They may finish their modules later, or be allowed with a reason."),
            yes=_("Enrol"),
        ):
            return

        def act() -> Changes:
            return cohorts.enrol(
                self.ctx.book, cohort_id=key, enrolment_ids=[row.id for row in rows]
            )

        self.ctx.perform(act, enrolled_text(len(rows)))

    def _on_allow(self) -> None:
        self.panel.ask_allow(self._selected()[0], self.table)

    def _on_replace(self) -> None:
        self.panel.ask_replace(self._selected()[0], self.roster, self.table)

    def _on_leave(self) -> None:
        self.panel.ask_withdraw(self._selected()[0], self.table)

    def _on_seats(self) -> None:
        if self.row is not None:
            self.panel.ask_seats(self.row.id, self.quotas, self.set_seats)

    def _on_activated(self, _key: object) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is not None:
            self.ctx.bus.go("people", row.person_id)

    def _bring_in(self) -> None:
        self.ctx.bus.go("intake", "choose")
