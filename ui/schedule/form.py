"""What is asked at the side: one session, a move, a cancellation, a curriculum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.dates import DateField, NumberField, TimeField, short_day
from ui.common.side import SidePanel, choices, choose, native_line
from ui.common.words import delivery_word
from workbook.domain.training import Delivery, SessionState
from workbook.i18n import _, ngettext
from workbook.services import experts, schedule
from workbook.services.schedule import SessionRow, TemplateRow, day_name
from workbook.storage.changing import Changes


class SessionPanel(SidePanel):
    """One session at a time."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(_("Session"), parent, drafts=ctx.drafts)
        self.ctx = ctx
        self.row: SessionRow | None = None

    def show_session(self, row: SessionRow, back: QWidget) -> None:
        """A session's fields, with what can be done to it."""
        self.row = row
        self.start(row.label, f"session {row.id}")
        self.say(f"{short_day(row.day)} · {row.starts_at}–{row.ends_at}", "muted")
        if row.state != SessionState.PLANNED and row.reason:
            self.say(row.reason, "muted")
        doing = QHBoxLayout()
        doing.setSpacing(8)
        self.mover = button(_("Move"), on_click=self.ask_move)
        self.canceller = button(_("Cancel the session"), on_click=self.ask_cancel)
        self.canceller.setVisible(not row.cancelled)
        doing.addWidget(self.mover)
        doing.addWidget(self.canceller)
        doing.addStretch()
        self.body.addLayout(doing)
        self._fields(row)
        self.minutes = NumberField(_("Minutes that count"), 1440)
        self.minutes.setValue(row.minutes)
        self.add(_("Minutes that count"), self.minutes)
        self.trainers = self._trainer_list(row)
        self.add(_("Trainers"), self.trainers)
        if not self.trainers.count():
            self.trainers.hide()
            self.say(_("Add experts under People, then choose them here."), "muted")
        save = self.finish(_("Save"), self._save)
        for item in (save, self.mover, self.canceller):
            item.setEnabled(not self.ctx.book.read_only)
        self.open_panel(self.title, back)

    def _fields(self, row: SessionRow | None) -> None:
        self.title = QLineEdit(row.title if row else "")
        self.native = native_line(_("Title in own script"))
        self.native.setText(row.title_native if row else "")
        self.mandatory = QCheckBox(_("Mandatory"))
        self.mandatory.setChecked(bool(row and row.mandatory))
        self.delivery = choices(_("Given"), [(delivery_word(kind), kind) for kind in Delivery])
        choose(self.delivery, Delivery(row.delivery) if row and row.delivery else Delivery.BOTH)
        self.add(_("Title"), self.title)
        self.add(_("Title in own script"), self.native)
        self.body.addWidget(self.mandatory)
        self.add(_("Given"), self.delivery)

    def _trainer_list(self, row: SessionRow) -> QListWidget:
        found = QListWidget()
        found.setFixedHeight(120)
        own = {trainer.expert_id for trainer in row.trainers}
        for expert in experts.expert_rows(self.ctx.book):
            text = f"{expert.name} · {expert.role}" if expert.role else expert.name
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, (expert.id, expert.role))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = Qt.CheckState.Checked if expert.id in own else Qt.CheckState.Unchecked
            item.setCheckState(checked)
            found.addItem(item)
        return found

    def _save(self) -> None:
        row = self.row
        assert row is not None
        now = {trainer.expert_id: trainer.role for trainer in row.trainers}
        roles: dict[int, str] = {}
        for n in range(self.trainers.count()):
            item = self.trainers.item(n)
            if item.checkState() == Qt.CheckState.Checked:
                key, role = item.data(Qt.ItemDataRole.UserRole)
                roles[key] = now.get(key, role or "")
        edited = (
            self.title.text().strip() != row.title
            or self.native.text().strip() != row.title_native
            or self.minutes.value() != row.minutes
            or self.mandatory.isChecked() != row.mandatory
            or self.delivery.currentData() != row.delivery
        )

        def edit() -> Changes:
            return schedule.edit_session(
                self.ctx.book,
                session_id=row.id,
                title=self.title.text(),
                title_native=self.native.text(),
                minutes=self.minutes.value(),
                mandatory=self.mandatory.isChecked(),
                delivery=Delivery(self.delivery.currentData()),
            )

        def assign() -> Changes:
            return schedule.assign_trainers(self.ctx.book, session_id=row.id, roles=roles)

        if edited and self.ctx.perform(edit, _("The session was saved.")) is None:
            return
        if roles != now and self.ctx.perform(assign, _("The trainers were saved.")) is None:
            return
        self.close_panel()

    def ask_move(self) -> None:
        """Another time, and why."""
        row = self.row
        assert row is not None
        self.start(_("Move the session"), f"move session {row.id}")
        self.say(row.title, "strong")
        self._when(row.day, row.starts_at, row.ends_at)
        self.reason = QLineEdit()
        self.add(_("Why"), self.reason)
        self.say(
            _("Its marks stay with it. Sheets printed with the old time become stale."), "muted"
        )

        def act() -> Changes:
            day = self.day.day()
            assert day is not None
            return schedule.move_session(
                self.ctx.book,
                session_id=row.id,
                day=day,
                starts_at=_text(self.starts),
                ends_at=_text(self.ends),
                reason=self.reason.text(),
            )

        self._finish(_("Move"), act, _("The session was moved."))
        self.day.setFocus()

    def ask_cancel(self) -> None:
        """Why a session does not take place."""
        row = self.row
        assert row is not None
        self.start(_("Cancel the session"), f"cancel session {row.id}")
        self.say(row.title, "strong")
        self.reason = QLineEdit()
        self.add(_("Why"), self.reason)
        self.say(_("It then counts for nobody. Its marks are kept."), "muted")

        def act() -> Changes:
            return schedule.cancel_session(
                self.ctx.book, session_id=row.id, reason=self.reason.text()
            )

        self._finish(_("Cancel it"), act, _("The session was cancelled."))
        self.reason.setFocus()

    def ask_new(self, cohort_id: int, day: date, back: QWidget) -> None:
        """A session that no curriculum brought."""
        self.row = None
        self.start(_("Add a session"), f"session of cohort {cohort_id}")
        self._fields(None)
        self._when(day, "09:00", "12:30")

        def act() -> Changes:
            held = self.day.day()
            assert held is not None
            return schedule.create_session(
                self.ctx.book,
                cohort_id=cohort_id,
                day=held,
                starts_at=_text(self.starts),
                ends_at=_text(self.ends),
                title=self.title.text(),
                title_native=self.native.text(),
                mandatory=self.mandatory.isChecked(),
                delivery=Delivery(self.delivery.currentData()),
            )

        self._finish(_("Add"), act, _("The session was added."))
        self.open_panel(self.title, back)

    def ask_curriculum(self, cohort_id: int, first: date | None, back: QWidget) -> None:
        """Which curriculum is put on the cohort's days, with its sessions to look at."""
        self.row = None
        self.start(_("Plan the week"))
        templates = schedule.template_rows()
        self.template = choices(_("Curriculum"), [(t.title, t.name) for t in templates])
        self.add(_("Curriculum"), self.template)
        self.outline = self.say("", "muted")

        def show() -> None:
            self.outline.setText(_outline(schedule.get_template(self.template.currentData())))

        self.template.currentIndexChanged.connect(show)
        show()
        if first is not None:
            self.say(_("From {day}, {date} on.").format(day=day_name(first), date=short_day(first)))

        def act() -> Changes:
            return schedule.plan_training(
                self.ctx.book, cohort_id=cohort_id, template=self.template.currentData()
            )

        self._finish(_("Plan it"), act, _("The week is planned."))
        self.open_panel(self.template, back)

    def _when(self, day: date | None, starts_at: str, ends_at: str) -> None:
        self.day = DateField(_("Day"))
        self.day.set_day(day or self.ctx.book.sources.today())
        self.starts = _time(_("From"), starts_at)
        self.ends = _time(_("To"), ends_at)
        self.add(_("Day"), self.day)
        self.add(_("From"), self.starts)
        self.add(_("To"), self.ends)

    def _finish(self, verb: str, act: Callable[[], Changes], said: str) -> None:
        def done() -> None:
            if self.ctx.perform(act, said) is not None:
                self.close_panel()

        self.finish(verb, done)


def _time(name: str, text: str) -> TimeField:
    field = TimeField(name)
    field.setTime(QTime.fromString(text or "09:00", "HH:mm"))
    return field


def _text(field: TimeField) -> str:
    return field.time().toString("HH:mm")


def _outline(template: TemplateRow) -> str:
    lines = [
        ngettext("{n} day", "{n} days", template.days).format(n=template.days)
        + " · "
        + _("{n} minutes").format(n=template.minutes)
    ]
    for session in template.sessions:
        day = _("Day {n}").format(n=session.day)
        lines.append(f"{day}, {session.starts_at}  {session.title}")
    return "\n".join(lines)
