"""Coaching: its rounds, what each participant promised and needs, group work, and who stayed."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui.coaching.groups import GroupWork
from ui.coaching.participant import ParticipantPane
from ui.coaching.round_form import RoundForm
from ui.coaching.stayed import WhoStayed
from ui.coaching.words import round_words
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.dates import span
from ui.common.empty import EmptyState
from ui.common.page import Page
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.tokens import Tone
from workbook.domain.coaching import ActionState
from workbook.domain.cohort import EnrolmentState
from workbook.i18n import _, ngettext
from workbook.services import coaching, cohorts
from workbook.services.coaching import ParticipantRow, RoundRow

LIST_WIDTH = 284
NO_ROUND, NO_COHORT, HOME, FORM = range(4)
PARTICIPANTS, GROUP_WORK, WHO_STAYED = range(3)


class CoachingPage(Page):
    """Shows the current cohort. `show_detail` takes the key of a participant's enrolment."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "action_point",
            "agency",
            "challenge",
            "coaching_round",
            "coaching_session",
            "cohort",
            "enrolment",
            "expert",
            "need",
            "note",
            "person",
            "solution",
        }
    )
    searchable: ClassVar[bool] = True

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Coaching"))
        self.rounds: tuple[RoundRow, ...] = ()
        self.shown: dict[int, str] = {}
        self.panes: dict[tuple[int, int], ParticipantPane] = {}
        self.pane: ParticipantPane | None = None
        self._cohort: int | None = None
        self._round_id: int | None = None
        self.edit = button(_("Edit round"), icon="pencil", on_click=self._on_edit)
        self.carry = button("", icon="arrow-right", on_click=self._on_carry)
        self.add = button(_("Add a round"), look="primary", icon="plus", on_click=self.add_round)
        for item in (self.edit, self.carry, self.add):
            self.buttons.addWidget(item)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Rounds"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self._on_round)
        self.views = QTabBar()
        self.views.setAccessibleName(_("What is shown"))
        self.views.setDrawBase(False)
        self.views.setExpanding(False)
        for title in (_("Participants"), _("Group work"), _("Who stayed")):
            self.views.addTab(title)
        self.views.currentChanged.connect(self._on_view)
        self.form = RoundForm(ctx)
        self.stack = QStackedWidget()
        self.stack.addWidget(
            EmptyState(
                "messages-square",
                _("No coaching round yet"),
                _(
                    "After the training each participant is coached in rounds: what she needs, "
                    "what she promises, and what came of it."
                ),
                action=_("Add a round"),
                on_action=self.add_round,
            )
        )
        self.stack.addWidget(
            EmptyState(
                "users-round",
                _("No cohort yet"),
                _("Coaching belongs to a cohort."),
                action=_("Go to the cohort"),
                on_action=lambda: ctx.bus.go("cohort"),
            )
        )
        self.stack.addWidget(self._home())
        form = QWidget()
        row = QHBoxLayout(form)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.form)
        row.addStretch()
        self.stack.addWidget(form)
        self.form.made.connect(self._on_made)
        self.form.closed.connect(self.reload)
        self.body.addWidget(self.stack, 1)

    def _home(self) -> QWidget:
        home = QWidget()
        column = QVBoxLayout(home)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        bar = QHBoxLayout()
        bar.addWidget(self.tabs)
        bar.addStretch()
        bar.addWidget(self.views)
        column.addLayout(bar)
        self.model: SnapshotModel[ParticipantRow] = SnapshotModel(
            _columns(), key=lambda row: row.enrolment_id, named=lambda row: row.name
        )
        self.table = Table(
            self.model,
            _("Participants of the round"),
            empty=EmptyState(
                "users", _("Nobody here"), _("Nobody was in the cohort when this round began.")
            ),
            sortable=False,
        )
        self.table.setFixedWidth(LIST_WIDTH)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selection_moved.connect(self._show_participant)
        self.table.activated_key.connect(self._on_activated)
        self.remind = button(
            _("Copy reminder"),
            look="link",
            icon="copy",
            tip=_("What is still open, a line for each agency, without names"),
            on_click=self.copy_reminder,
        )
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.table, 1)
        left.addWidget(self.remind, 0, Qt.AlignmentFlag.AlignLeading)
        self.place = QStackedWidget()
        self.nobody = QWidget()
        self.place.addWidget(self.nobody)
        people = QWidget()
        row = QHBoxLayout(people)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left)
        row.addWidget(self.place, 1)
        self.groups = GroupWork(self.ctx)
        self.who_stayed = WhoStayed()
        self.who_stayed.stage_chosen.connect(self._on_stage)
        self.view = QStackedWidget()
        for each in (people, self.groups, self.who_stayed):
            self.view.addWidget(each)
        column.addWidget(self.view, 1)
        return home

    # -- showing

    def reload(self) -> None:
        cohort = self.ctx.cohort_id
        if cohort != self._cohort:
            self._cohort, self._round_id = cohort, None
            self.form.close_panel()
        can = cohort is not None and not self.ctx.book.read_only
        for item in (self.edit, self.carry, self.add):
            item.setVisible(cohort is not None)
            item.setEnabled(can)
        self.subtitle.clear()
        self.rounds = ()
        if cohort is None:
            self.stack.setCurrentIndex(NO_COHORT)
            return
        self.rounds = coaching.round_rows(self.ctx.book, cohort_id=cohort)
        if not self.rounds:
            self._turn_to(NO_ROUND)
            return
        self._show_tabs()
        stages = cohorts.retention_rows(self.ctx.book, cohort_id=cohort)
        self.who_stayed.show_stages(stages)
        self.remind.setVisible(any(row.open_actions for row in self.rounds))
        self._show_round()
        self._turn_to(HOME)

    def _turn_to(self, place: int) -> None:
        """Show this part of the page, unless the form of a round is open."""
        writing = not self.form.isHidden()
        self.stack.setCurrentIndex(FORM if writing else place)
        for item in (self.edit, self.carry, self.add):
            if writing or place == NO_ROUND:
                item.hide()

    def _show_tabs(self) -> None:
        ids = [row.id for row in self.rounds]
        if self._round_id not in ids:
            self._round_id = self._newest()
        with QSignalBlocker(self.tabs):
            while self.tabs.count() > len(ids):
                self.tabs.removeTab(self.tabs.count() - 1)
            for place, row in enumerate(self.rounds):
                if place == self.tabs.count():
                    self.tabs.addTab("")
                self.tabs.setTabToolTip(place, f"{round_words(row)[0]}  {row.title}".strip())
            self.tabs.setCurrentIndex(ids.index(self._round_id))
        self._name_tabs()

    def _name_tabs(self) -> None:
        """Name the rounds as fully as there is room beside the views."""
        room = self.contentsRect().width() - 2 * 24 - self.views.sizeHint().width() - 24
        for length in range(3):
            with QSignalBlocker(self.tabs):
                for place, row in enumerate(self.rounds):
                    self.tabs.setTabText(place, round_words(row)[length])
            if self.tabs.sizeHint().width() <= room:
                break

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_tabs()

    def _newest(self) -> int:
        """The round that goes on or was held last; before the first, the first."""
        today = self.ctx.book.sources.today()
        begun = [row for row in self.rounds if row.starts_on is not None and row.starts_on <= today]
        return (begun[-1] if begun else self.rounds[0]).id

    def held(self) -> RoundRow:
        """The round shown."""
        return next(row for row in self.rounds if row.id == self._round_id)

    def _show_round(self) -> None:
        held = self.held()
        rows = coaching.participant_rows(self.ctx.book, round_id=held.id)
        count = len(rows)
        about = (
            held.title,
            held.venue,
            ngettext("{n} participant", "{n} participants", count).format(n=count),
            span(held.starts_on, held.ends_on),
        )
        self.subtitle.setText(" · ".join(text for text in about if text))
        with QSignalBlocker(self.table):
            self.model.set_rows(rows)
            if self.table.current_key() is None and self.model.rowCount():
                self.table.setCurrentIndex(self.model.index(0, 0))
        assert self._cohort is not None
        challenges = coaching.challenge_rows(self.ctx.book, cohort_id=self._cohort)
        self.groups.show_rows(challenges, held.id)
        self._show_carry()
        self._show_participant()

    def _show_carry(self) -> None:
        place = [row.id for row in self.rounds].index(self.held().id)
        count = 0
        if place + 1 < len(self.rounds):
            count = self._open_here()
            text = ngettext(
                "Carry {n} open point into round {next}",
                "Carry {n} open points into round {next}",
                count,
            ).format(n=count, next=self.rounds[place + 1].number)
            self.carry.setText(f" {text}")
            self.carry.setAccessibleName(text)
        self.carry.setVisible(count > 0)

    def _open_here(self) -> int:
        """How many promises of this round are open, of those who are still in the cohort."""
        assert self._cohort is not None
        here = {
            row.id
            for row in cohorts.enrolment_rows(self.ctx.book, cohort_id=self._cohort)
            if row.state == EnrolmentState.ENROLLED
        }
        actions = coaching.action_rows(
            self.ctx.book, cohort_id=self._cohort, state=ActionState.OPEN
        )
        return sum(row.round_id == self._round_id and row.enrolment_id in here for row in actions)

    def _show_participant(self) -> None:
        chosen = self.table.current_key()
        if not isinstance(chosen, int) or self._round_id is None:
            self._put(None)
            return
        held = self.held()
        key = (chosen, held.id)
        pane = self.panes.get(key)
        if pane is None:
            pane = self.panes[key] = ParticipantPane(self.ctx, chosen, held, self.shown)
            self.place.addWidget(pane)
        pane.show_page(coaching.participant_page(self.ctx.book, enrolment_id=chosen), held)
        self._put(pane)

    def _put(self, pane: ParticipantPane | None) -> None:
        """Show `pane`, and let go of those in which nobody is writing."""
        self.pane = pane
        self.place.setCurrentWidget(self.nobody if pane is None else pane)
        for key, other in list(self.panes.items()):
            if other is not pane and not other.is_written_in:
                del self.panes[key]
                self.place.removeWidget(other)
                other.deleteLater()

    def search(self, text: str) -> None:
        self.model.set_search(text)

    def show_detail(self, detail: object) -> None:
        if isinstance(detail, int) and self.rounds:
            self.views.setCurrentIndex(PARTICIPANTS)
            if self.table.show_key(detail):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Notes that were shown are hidden again when the page is left, or locked."""
        super().hideEvent(event)
        if self.shown:
            self.shown.clear()
            if self.pane is not None:
                self.pane.show_notes()

    # -- doing

    def add_round(self) -> None:
        """Show the form of the next round."""
        number = max((row.number for row in self.rounds), default=0) + 1
        self.form.show_round(None, number, self.add)
        self._turn_to(FORM)

    def _on_edit(self) -> None:
        held = self.held()
        self.form.show_round(held, held.number, self.edit)
        self._turn_to(FORM)

    def _on_made(self, key: int) -> None:
        self._round_id = key

    def _on_carry(self) -> None:
        held = self.held()
        self.ctx.perform(
            lambda: coaching.carry_forward(self.ctx.book, round_id=held.id),
            _("The open points are carried on."),
        )

    def copy_reminder(self) -> None:
        """Put what each agency's participants still owe on the clipboard."""
        assert self._cohort is not None
        rows = coaching.reminder_rows(self.ctx.book, cohort_id=self._cohort)
        lines = [f"{row.agency or _('Without agency')}: {row.text}" for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))
        said = _("The reminder is copied: it holds no names. Paste it into a message.")
        self.ctx.say(said, False)

    def _on_round(self, place: int) -> None:
        if 0 <= place < len(self.rounds):
            self._round_id = self.rounds[place].id
            self._show_round()

    def _on_view(self, place: int) -> None:
        self.view.setCurrentIndex(place)
        self.tabs.setVisible(place != WHO_STAYED)

    def _on_stage(self, place: int) -> None:
        """A stage leads to its people: a round here, the training in the cohort."""
        assert self._cohort is not None
        stages = cohorts.retention_rows(self.ctx.book, cohort_id=self._cohort)
        ids = [row.id for row in self.rounds]
        if stages[place].round_id in ids:
            self.views.setCurrentIndex(PARTICIPANTS)
            self.tabs.setCurrentIndex(ids.index(stages[place].round_id or 0))
        else:
            self.ctx.bus.go("cohort", frozenset(stages[place].enrolment_ids))

    def _on_activated(self, _key: object) -> None:
        if self.pane is not None:
            self.pane.promises.add_button.setFocus(Qt.FocusReason.TabFocusReason)


def _open_words(row: ParticipantRow) -> str:
    if row.overdue_actions:
        return _("{n} overdue").format(n=row.overdue_actions)
    return _("{n} open").format(n=row.open_actions) if row.open_actions else ""


def _open_tone(row: ParticipantRow) -> Tone | None:
    if row.overdue_actions:
        return Tone.BAD
    return Tone.INFO if row.open_actions else None


def _columns() -> list[Column[ParticipantRow]]:
    return [
        Column(
            "name",
            _("Participant"),
            lambda row: row.name,
            tip=lambda row: f"{row.name_native} · {row.agency}".strip(" ·"),
            stretch=True,
        ),
        Column(
            "open",
            _("Promises"),
            _open_words,
            lambda row: -row.open_actions,
            tone=_open_tone,
        ),
    ]
