"""One participant in one round: what she promised, needs, was told and is told now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.coaching.forms import InlineForm, Section, minutes_field, text_field
from ui.coaching.words import (
    audience_word,
    chain_words,
    priority_tone,
    raised_word,
    session_words,
    state_pill,
)
from ui.common.buttons import button, icon_button
from ui.common.context import Context
from ui.common.dates import DateField
from ui.common.fonts import native_font
from ui.common.label import Label
from ui.common.margins import margins
from ui.common.pill import Pill
from ui.common.scrolling import scrolling
from ui.common.side import choices, choose
from ui.common.tokens import Tone
from workbook.domain.coaching import ActionState, Audience, RaisedBy
from workbook.domain.training import Mode
from workbook.i18n import _, ngettext
from workbook.services import coaching, experts
from workbook.services.coaching import ActionRow, NeedRow, NoteRow, ParticipantPage, RoundRow
from workbook.storage.changing import Changes

PRIORITIES = 3


class ParticipantPane(QWidget):
    """Opens with what she promised last time. `shown` are the texts of notes that may be seen."""

    def __init__(
        self,
        ctx: Context,
        enrolment_id: int,
        held: RoundRow,
        shown: dict[int, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.enrolment_id = enrolment_id
        self.held = held
        self.shown = shown
        self.page: ParticipantPage | None = None
        self._all_settled = False
        self.name = Label("", "heading")
        self.native = Label()
        self.native.setFont(native_font(16))
        self.native.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.agency = Label("", "muted")
        heading = QHBoxLayout()
        heading.setContentsMargins(margins(2, 0, 6, 0))
        heading.setSpacing(10)
        heading.addWidget(self.name)
        heading.addWidget(self.agency)
        heading.addStretch()
        heading.addWidget(self.native)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(margins(0, 0, 4, 0))
        column.setSpacing(12)
        place = f"{enrolment_id}-{held.id}"
        self.promises = self._promises(place)
        self.needs = self._needs(place)
        self.sessions = self._sessions(place)
        self.notes = self._notes(place)
        self.sections = (self.promises, self.needs, self.sessions, self.notes)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch()
        self.area = scrolling(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addWidget(self.area, 1)
        if not ctx.book.read_only:
            for section in self.sections:
                section.form.come_back()

    @property
    def is_written_in(self) -> bool:
        """Whether a form is open, so that this pane must be kept."""
        return any(section.form.is_open for section in self.sections)

    def show_page(self, page: ParticipantPage, held: RoundRow) -> None:
        """Show what the workbook has of her; forms that are open stay as they are."""
        self.page, self.held = page, held
        self.name.setText(page.name)
        self.native.setText(page.name_native if page.name_native != page.name else "")
        self.agency.setText(page.agency)
        self._show_promises(page)
        self._show_needs(page)
        self._show_sessions(page)
        self.show_notes()

    # -- what she promised

    def _promises(self, place: str) -> Section:
        form = InlineForm(self.ctx, place, self._save_promise)
        self.what = QLineEdit()
        self.due = DateField(_("Due"), optional=True)
        self.due.set_day(None)
        self.owner = QLineEdit()
        self.owner.setPlaceholderText(_("herself"))
        form.row((_("What she promises"), self.what, 1))
        form.row((_("Due"), self.due, 1), (_("Owner"), self.owner, 2))
        form.watch("promise", self.what)
        form.watch("owner", self.owner)
        form.closed.connect(lambda: self.due.set_day(None))
        return Section(_("What she promised"), _("Add a promise"), form)

    def _show_promises(self, page: ParticipantPage) -> None:
        section = self.promises
        section.start()
        for row in page.promised:
            section.line(row.what, chain_words(row), *self._promise_ends(row))
        if not page.promised:
            section.nothing(_("Nothing is open."))
        if page.settled:
            count = len(page.settled)
            text = ngettext("{n} done or dropped", "{n} done or dropped", count).format(n=count)
            more = button(text, look="link", on_click=self._on_settled)
            more.setObjectName("settled")
            section.lines.addLayout(_left(more))
            if self._all_settled:
                for row in page.settled:
                    section.line(row.what, chain_words(row), *self._settled_ends(row), look="muted")

    def _promise_ends(self, row: ActionRow) -> list[QWidget]:
        said = state_pill(row)
        ends: list[QWidget] = [Pill(*said)] if said else []
        done = button(_("Done"), on_click=self._setter(row, ActionState.DONE))
        done.setAccessibleName(f"{_('Done')}: {row.what}")
        drop = icon_button("ban", _("Dropped"), on_click=self._setter(row, ActionState.DROPPED))
        drop.setAccessibleName(f"{_('Dropped')}: {row.what}")
        edit = icon_button("pencil", _("Edit"), on_click=lambda: self._edit_promise(row))
        edit.setAccessibleName(f"{_('Edit')}: {row.what}")
        for item, name in ((done, "done"), (drop, "dropped"), (edit, "edit")):
            item.setObjectName(f"{name} {row.id}")
            item.setEnabled(not self.ctx.book.read_only)
            ends.append(item)
        return ends

    def _settled_ends(self, row: ActionRow) -> list[QWidget]:
        said = state_pill(row)
        again = button(_("Open again"), look="link", on_click=self._setter(row, ActionState.OPEN))
        again.setAccessibleName(f"{_('Open again')}: {row.what}")
        again.setObjectName(f"again {row.id}")
        again.setEnabled(not self.ctx.book.read_only)
        return [Pill(*said), again] if said else [again]

    def _setter(self, row: ActionRow, state: ActionState) -> Callable[[], object]:
        said = {
            ActionState.DONE: _("The promise is done."),
            ActionState.DROPPED: _("The promise was dropped."),
            ActionState.OPEN: _("The promise is open again."),
        }

        def act() -> Changes:
            return coaching.set_action_state(self.ctx.book, action_id=row.id, state=state)

        return lambda: _do(self.ctx, act, said[state])

    def _on_settled(self) -> None:
        self._all_settled = not self._all_settled
        if self.page is not None:
            self._show_promises(self.page)

    def _edit_promise(self, row: ActionRow) -> None:
        if not self.promises.form.may_open():
            return
        self.what.setText(row.what)
        self.owner.setText(row.owner)
        self.due.set_day(row.due_on)
        self.promises.form.open_form(row.id)

    def _save_promise(self) -> bool:
        book, editing = self.ctx.book, self.promises.form.editing
        what, owner, due = self.what.text(), self.owner.text(), self.due.day()

        def act() -> Changes:
            if editing is not None:
                return coaching.edit_action(
                    book, action_id=editing, what=what, owner=owner, due_on=due
                )
            return coaching.add_action(
                book,
                enrolment_id=self.enrolment_id,
                round_id=self.held.id,
                what=what,
                owner=owner,
                due_on=due,
            ).changes

        return _do(self.ctx, act, _("The promise was saved."))

    # -- needs

    def _needs(self, place: str) -> Section:
        form = InlineForm(self.ctx, place, self._save_need)
        self.need = QLineEdit()
        self.priority = choices(
            _("Priority"),
            [
                (_("Not set"), None),
                (_("1 – most urgent"), 1),
                *((str(n), n) for n in range(2, PRIORITIES + 1)),
            ],
        )
        self.raised = choices(
            _("Raised by"),
            [
                (_("Herself"), RaisedBy.SELF),
                (_("Her supervisor"), RaisedBy.SUPERVISOR),
                (_("A trainer"), RaisedBy.TRAINER),
            ],
        )
        self.evidence = QLineEdit()
        form.row((_("What she needs"), self.need, 1))
        form.row((_("Priority"), self.priority, 1), (_("Raised by"), self.raised, 1))
        form.row((_("What shows it"), self.evidence, 1))
        form.watch("need", self.need)
        form.watch("evidence", self.evidence)
        form.closed.connect(self._reset_need)
        return Section(_("Needs"), _("Add a need"), form)

    def _reset_need(self) -> None:
        self.priority.setCurrentIndex(0)
        self.raised.setCurrentIndex(0)

    def _show_needs(self, page: ParticipantPage) -> None:
        self.needs.start()
        for row in page.needs:
            meta = " · ".join(text for text in (raised_word(row.raised_by), row.evidence) if text)
            ends: list[QWidget] = []
            if row.priority is not None:
                word = _("Priority {n}").format(n=row.priority)
                ends.append(Pill(word, priority_tone(row.priority)))
            ends.append(self._need_pencil(row))
            self.needs.line(row.title, meta, *ends)
        if not page.needs:
            self.needs.nothing(_("No needs are written down."))

    def _need_pencil(self, row: NeedRow) -> QWidget:
        pencil = icon_button("pencil", _("Edit"), on_click=lambda: self._edit_need(row))
        pencil.setEnabled(not self.ctx.book.read_only)
        return pencil

    def _edit_need(self, row: NeedRow) -> None:
        if not self.needs.form.may_open():
            return
        self.need.setText(row.title)
        self.evidence.setText(row.evidence)
        choose(self.priority, row.priority)
        choose(self.raised, RaisedBy(row.raised_by) if row.raised_by else RaisedBy.SELF)
        self.needs.form.open_form(row.id)

    def _save_need(self) -> bool:
        book, editing = self.ctx.book, self.needs.form.editing
        title, evidence = self.need.text(), self.evidence.text()
        priority, raised = self.priority.currentData(), RaisedBy(self.raised.currentData())

        def act() -> Changes:
            if editing is not None:
                return coaching.edit_need(
                    book,
                    need_id=editing,
                    title=title,
                    raised_by=raised,
                    priority=priority,
                    evidence=evidence,
                )
            return coaching.record_need(
                book,
                enrolment_id=self.enrolment_id,
                title=title,
                raised_by=raised,
                priority=priority,
                evidence=evidence,
            ).changes

        return _do(self.ctx, act, _("The need was saved."))

    # -- conversations

    def _sessions(self, place: str) -> Section:
        form = InlineForm(self.ctx, place, self._save_session)
        self.held_on = DateField(_("Date"))
        self.held_on.set_day(self.held.starts_on or self.ctx.book.sources.today())
        self.minutes = minutes_field(_("Minutes"))
        self.coach = choices(_("Coach"), [(_("Not said"), None)])
        self.mode = choices(
            _("In the room or online"),
            [(_("Not said"), None), (_("In the room"), Mode.IN_ROOM), (_("Online"), Mode.ONLINE)],
        )
        form.row((_("Date"), self.held_on, 1), (_("Minutes"), self.minutes, 1))
        form.row((_("Coach"), self.coach, 1), (_("In the room or online"), self.mode, 1))
        return Section(_("Conversations held"), _("Add a conversation"), form)

    def _show_sessions(self, page: ParticipantPage) -> None:
        chosen = self.coach.currentData()
        self.coach.clear()
        self.coach.addItem(_("Not said"), None)
        for expert in experts.expert_rows(self.ctx.book):
            self.coach.addItem(expert.name, expert.id)
        choose(self.coach, chosen)
        self.sessions.start()
        for row in page.sessions:
            pill = Pill(_("Round {n}").format(n=row.round_number), Tone.NEUTRAL)
            self.sessions.line(session_words(row), "", pill)
        if not page.sessions:
            self.sessions.nothing(_("No conversation was held yet."))

    def _save_session(self) -> bool:
        mode = self.mode.currentData()

        def act() -> Changes:
            return coaching.record_session(
                self.ctx.book,
                enrolment_id=self.enrolment_id,
                round_id=self.held.id,
                coach_id=self.coach.currentData(),
                held_on=self.held_on.day(),
                minutes=self.minutes.value() or None,
                mode=Mode(mode) if mode is not None else None,
            ).changes

        return _do(self.ctx, act, _("The conversation was saved."))

    # -- notes

    def _notes(self, place: str) -> Section:
        form = InlineForm(self.ctx, place, self._save_note)
        self.text = text_field(_("Note"))
        self.audience = choices(
            _("Who may read it"), [(audience_word(each), each) for each in Audience]
        )
        form.row((_("Note"), self.text, 1))
        form.row((_("Who may read it"), self.audience, 1))
        form.watch("note", self.text)
        form.closed.connect(lambda: self.audience.setCurrentIndex(0))
        return Section(_("Notes"), _("Add a note"), form)

    def show_notes(self) -> None:
        """List the notes; only those in `shown` with their text."""
        if self.page is None:
            return
        self.notes.start()
        for row in self.page.notes:
            self._note_line(row)
        if not self.page.notes:
            self.notes.nothing(_("No notes. They are kept sealed, and in no print unless ticked."))

    def _note_line(self, row: NoteRow) -> None:
        parts = [audience_word(row.audience)]
        if row.round_number:
            parts.insert(0, _("Round {n}").format(n=row.round_number))
        meta = " · ".join(parts)
        text = self.shown.get(row.id)
        if text is None:
            look = button(_("Show"), icon="eye", on_click=lambda: self._show_note(row))
            look.setAccessibleName(f"{_('Show')}: {meta}")
            look.setObjectName("show")
            look.setToolTip(_("That you saw it is recorded in the history"))
            look.setEnabled(not self.ctx.book.read_only)
            self.notes.line(_("Hidden"), meta, look, look="muted")
            return
        edit = icon_button("pencil", _("Edit"), on_click=lambda: self._edit_note(row, text))
        edit.setEnabled(not self.ctx.book.read_only)
        hide = icon_button("eye-off", _("Hide"), on_click=lambda: self._hide_note(row))
        self.notes.line(text, meta, edit, hide)

    def _show_note(self, row: NoteRow) -> None:
        def act() -> _Seen:
            return _Seen(coaching.show_note(self.ctx.book, note_id=row.id))

        seen = self.ctx.perform(act)
        if seen is not None:
            self.shown[row.id] = seen.text
            self.show_notes()

    def _hide_note(self, row: NoteRow) -> None:
        self.shown.pop(row.id, None)
        self.show_notes()

    def _edit_note(self, row: NoteRow, text: str) -> None:
        if not self.notes.form.may_open():
            return
        self.text.setPlainText(text)
        choose(self.audience, row.audience)
        self.notes.form.open_form(row.id)

    def _save_note(self) -> bool:
        book, editing = self.ctx.book, self.notes.form.editing
        text, audience = self.text.toPlainText(), Audience(self.audience.currentData())

        def act() -> Changes:
            if editing is not None:
                return coaching.edit_note(book, note_id=editing, text=text, audience=audience)
            return coaching.add_note(
                book,
                enrolment_id=self.enrolment_id,
                round_id=self.held.id,
                text=text,
                audience=audience,
            ).changes

        saved = _do(self.ctx, act, _("The note was saved and is hidden."))
        if saved and editing is not None:
            self.shown.pop(editing, None)
            self.show_notes()
        return saved


class _Seen:
    """A look at a note: nothing changed, but the history has one entry more."""

    kinds = frozenset({coaching.SHOWN})

    def __init__(self, text: str) -> None:
        self.text = text


def _do(ctx: Context, act: Callable[[], Changes], said: str) -> bool:
    return ctx.perform(act, said) is not None


def _left(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(widget)
    row.addStretch()
    return row
