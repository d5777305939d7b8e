"""The planned week of a cohort."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.page import Page
from ui.schedule.form import SessionPanel
from ui.schedule.week import WeekView
from workbook.i18n import _
from workbook.services import cohorts, schedule
from workbook.services.schedule import SessionRow


class SchedulePage(Page):
    """Days as columns; Enter on a session opens it at the side. `show_detail`: its key."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"training", "training_session", "session_trainer", "expert", "cohort"}
    )

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Schedule"))
        self.rows: tuple[SessionRow, ...] = ()
        self.add = button(_("Add a session"), icon="calendar-plus", on_click=self._on_add)
        self.plan = button(
            _("Plan from a curriculum"), look="primary", icon="book-open", on_click=self._on_plan
        )
        self.buttons.addWidget(self.add)
        self.buttons.addWidget(self.plan)
        self.week = WeekView()
        self.week.opened.connect(self.show_session)
        self.panel = SessionPanel(ctx)
        self.stack = QStackedWidget()
        self.stack.addWidget(
            EmptyState(
                "users-round",
                _("No cohort yet"),
                _("Make a cohort with its dates first; its week is planned here."),
                action=_("Go to the cohort"),
                on_action=lambda: ctx.bus.go("cohort"),
            )
        )
        self.stack.addWidget(
            EmptyState(
                "calendar-plus",
                _("Nothing is planned yet"),
                _(
                    "A curriculum puts its sessions on the days of the cohort, mornings and "
                    "afternoons. You can move and change each of them."
                ),
                action=_("Plan the week from a curriculum"),
                on_action=self._on_plan,
            )
        )
        self.stack.addWidget(self.week)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.stack, 1)
        lower.addWidget(self.panel)
        self.body.addLayout(lower, 1)

    def reload(self) -> None:
        key = self.ctx.cohort_id
        writable = not self.ctx.book.read_only
        self.rows = ()
        if key is not None:
            self.rows = schedule.session_rows(self.ctx.book, cohort_id=key)
        if self.panel.row is not None and self.panel.row not in self.rows:
            self.panel.close_panel()
        self.add.setVisible(key is not None)
        self.add.setEnabled(writable)
        self.plan.setVisible(key is not None and not self.rows)
        self.plan.setEnabled(writable)
        self.stack.setCurrentIndex(0 if key is None else 2 if self.rows else 1)
        self.week.set_rows(self.rows)
        self._say()

    def _say(self) -> None:
        if not self.rows:
            self.subtitle.clear()
            return
        planned = sum(row.minutes for row in self.rows if not row.cancelled)
        held = sum(row.minutes for row in self.rows if row.held)
        self.subtitle.setText(
            _("{planned} minutes planned · {held} held").format(planned=planned, held=held)
        )

    def show_detail(self, detail: object) -> None:
        if isinstance(detail, int):
            self.week.focus_session(detail)

    def show_session(self, session_id: int) -> None:
        """Open a session at the side."""
        row = next((row for row in self.rows if row.id == session_id), None)
        card = next((card for card in self.week.cards if card.row.id == session_id), None)
        if row is not None and card is not None:
            self.panel.show_session(row, self.week)

    def _on_plan(self) -> None:
        key = self.ctx.cohort_id
        if key is not None:
            cohort = cohorts.get_cohort(self.ctx.book, cohort_id=key)
            self.panel.ask_curriculum(key, cohort.starts_on, self.plan)

    def _on_add(self) -> None:
        key = self.ctx.cohort_id
        if key is None:
            return
        cohort = cohorts.get_cohort(self.ctx.book, cohort_id=key)
        days = [row.day for row in self.rows if row.day is not None]
        day = cohort.starts_on or (days[0] if days else self.ctx.book.sources.today())
        self.panel.ask_new(key, day, self.add)
