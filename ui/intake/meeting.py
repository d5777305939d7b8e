"""The report of an online meeting: who was there how long, reviewed and ticked before it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.dates import inset, short_day, span
from ui.common.empty import EmptyState
from ui.common.entry import field_label
from ui.common.side import WIDTH, DecidePanel, Option, choices, choose, clear, note
from ui.common.tables import isolated
from ui.common.tokens import Tone
from ui.intake.files import File
from ui.intake.mark_table import WHO, Line, MarkTable
from workbook.domain.training import Mark
from workbook.i18n import _, ngettext
from workbook.intake.detect import ForeignList
from workbook.intake.values import DateOrder
from workbook.progress import Progress
from workbook.services import cohorts, meetings
from workbook.services.meeting_review import MeetingReview as Review
from workbook.services.meeting_review import MeetingRow, Pair
from workbook.storage.changing import Changes

NOBODY = "nobody"
_BESIDE = 40
"""The space between the table and the panel, and what a scroll bar takes."""


class MeetingReview(QWidget):
    """Shows the report of `show_file` beside the sessions of its day, and enters what is ticked.

    Space ticks a mark, its letter sets another, Enter asks who somebody is, Ctrl+Enter enters.
    """

    turned = Signal()
    """The marks of its file are all entered now, or there are others to enter again."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.file: File | None = None
        self.review: Review | None = None
        self.links: dict[str, int | None] = {}
        self.typed: dict[Pair, Mark] = {}
        self.ticks: dict[Pair, bool] = {}
        self.order: DateOrder | None = None
        self._busy = False
        self._asks_who = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(6)
        column.addWidget(self._make_asked())
        column.addLayout(self.notes)
        self.place = QVBoxLayout()
        self.panel = DecidePanel(_("The chosen row"))
        self.panel.decided.connect(self._on_decided)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addLayout(self.place, 1)
        lower.addWidget(self.panel)
        column.addLayout(lower, 1)
        self.table: MarkTable | None = None
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.enter)

    def _make_asked(self) -> Card:
        asked = Card()
        asked.body.setContentsMargins(14, 8, 14, 8)
        self.cohort = choices(_("Cohort"), [])
        self.cohort.currentIndexChanged.connect(self._on_cohort)
        self.day = choices(_("Day"), [])
        self.day.currentIndexChanged.connect(self._on_asked)
        for box in (self.cohort, self.day):
            box.setMinimumContentsLength(6)
            # As high as the numbers beside them.
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            box.currentTextChanged.connect(box.setToolTip)
        self.threshold = QSpinBox()
        self.threshold.setRange(1, 100)
        self.threshold.setSuffix(" %")
        self.threshold.setToolTip(_("Of a session's minutes, breaks left out."))
        self.shift = QSpinBox()
        self.shift.setRange(-14 * 60, 14 * 60)
        self.shift.setSingleStep(30)
        self.shift.setSuffix(" " + _("min"))
        self.shift.setToolTip(_("Where the report's clock is of another time zone."))
        for number in (self.threshold, self.shift):
            inset(number)
            number.setKeyboardTracking(False)
            number.valueChanged.connect(self._on_asked)
        self.absent = QCheckBox(_("Also mark as absent who is not in the report"))
        self.absent.toggled.connect(self._on_absent)
        self.accept = button("", look="primary", icon="check", on_click=self.enter)
        fields = QGridLayout()
        fields.setHorizontalSpacing(14)
        fields.setVerticalSpacing(2)
        asks: tuple[tuple[str, QWidget], ...] = (
            (_("Cohort"), self.cohort),
            (_("Day"), self.day),
            (_("Present from"), self.threshold),
            (_("Move its times by"), self.shift),
        )
        for place, (text, field) in enumerate(asks):
            fields.addWidget(field_label(text, field), 0, place)
            fields.addWidget(field, 1, place)
        fields.setColumnStretch(4, 1)
        fields.addWidget(self.accept, 1, 5)
        asked.body.addLayout(fields)
        below = QHBoxLayout()
        below.setSpacing(18)
        below.addWidget(self.absent)
        keys = _("Space ticks, a letter marks, Enter asks who it is, Ctrl+Enter enters")
        below.addWidget(note(keys, "muted"), 1)
        asked.body.addLayout(below)
        return asked

    # -- showing

    def show_file(self, file: File) -> None:
        """Review the report that `file` holds; what was answered about another is forgotten."""
        if file is self.file:
            self.reload()
            return
        self.file = file
        self.order = None
        self.links.clear()
        self._forget_marks()
        with QSignalBlocker(self.cohort), QSignalBlocker(self.shift), QSignalBlocker(self.absent):
            self.cohort.clear()
            for row in cohorts.cohort_rows(self.ctx.book):
                self.cohort.addItem(isolated(row.code), row.id)
            choose(self.cohort, self.ctx.cohort_id)
            self.shift.setValue(0)
            self.absent.setChecked(False)
        self._on_cohort()

    def reload(self) -> None:
        """Review anew what is asked now."""
        found = self.file.found if self.file is not None else None
        report = found.report if isinstance(found, ForeignList) else None
        cohort = self.cohort.currentData()
        self.review = None
        if report is not None and cohort is not None:
            self.review = meetings.review(
                self.ctx.book,
                report,
                cohort_id=cohort,
                day=self.day.currentData(),
                order=self.order,
                threshold=self.threshold.value(),
                shift=timedelta(minutes=self.shift.value()),
                links=self.links,
            )
            own = self.review.report.days
            self.day.setItemText(0, isolated(span(own[0], own[-1])) if own else _("as it says"))
        self._show_rows()
        if self.file is not None and self.file.entered and self.ticked():
            self._turn(entered=False)
        self._show_notes()

    @property
    def chain(self) -> tuple[QWidget, ...]:
        """What the cursor goes through first, in order."""
        return self.cohort, self.day, self.threshold, self.shift, self.accept, self.absent

    def is_answered(self, file: File) -> bool:
        """Whether somebody said something of this report that is not entered yet."""
        said = self.links or self.typed or self.ticks
        return file is self.file and not file.entered and bool(said)

    def focus_first(self) -> None:
        """Put the cursor on the first row that asks for something, else on the first."""
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.cohort.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> tuple[Line, ...]:
        """The rows as they are shown."""
        if self.review is None:
            return ()
        found = []
        for place, row in enumerate(self.review.rows):
            marks = []
            for cell in row.cells:
                pair = (cell.session_id, row.enrolment_id or 0)
                new = self.typed.get(pair, cell.new)
                ticked = self.ticks.get(pair, self._ticked_at_first(row, cell.old, cell.ticked))
                marks.append((cell.old, new, ticked and new is not None and new != cell.old))
            found.append(Line(place, row, tuple(marks)))
        return tuple(found)

    def _ticked_at_first(self, row: MeetingRow, old: Mark | None, ticked: bool) -> bool:
        if row.key:
            return ticked
        return self.absent.isChecked() and old is None

    def ticked(self) -> dict[Pair, Mark]:
        """The marks that the button enters."""
        if self.review is None:
            return {}
        return {
            (session.id, line.row.enrolment_id or 0): new
            for line in self.lines()
            for session, (_old, new, ticked) in zip(self.review.sessions, line.marks, strict=False)
            if ticked and new is not None
        }

    def _show_notes(self) -> None:
        clear(self.notes)
        review = self.review
        if review is None:
            return
        if review.question:
            self.notes.addWidget(self._question(review))
        if self.file is not None and self.file.entered:
            said = "\n".join(review.notices) or _("The marks are entered.")
            self.notes.addWidget(
                Banner(
                    said,
                    Tone.GOOD,
                    action=_("See the attendance"),
                    on_action=lambda: self.ctx.bus.go("attendance"),
                )
            )
        else:
            for notice in review.notices:
                self.notes.addWidget(Banner(notice, Tone.INFO))
        if review.warnings:
            self.notes.addWidget(Banner("\n".join(review.warnings), Tone.WARN, can_close=True))

    def _question(self, review: Review) -> Card:
        card = Card()
        card.body.addWidget(note(review.question, "strong"))
        answers = QHBoxLayout()
        if not review.report.dayless:
            for order in review.report.orders:
                days = review.report.read_as(order).days
                said = short_day(days[0]) if days else order.value
                answers.addWidget(button(isolated(said), on_click=self._ordering(order)))
        answers.addStretch()
        card.body.addLayout(answers)
        return card

    def _show_rows(self) -> None:
        lines = self.lines()
        review = self.review
        sessions = review.sessions if review is not None else ()
        known = self.table is not None and review is not None and bool(review.participants)
        if not known or self.table is None or self.table.sessions != sessions:
            clear(self.place)
            self.table = None
            if not sessions or not lines or review is None or not review.participants:
                self.place.addWidget(self._empty())
            else:
                self.table = MarkTable(sessions, review.statuses)
                self.table.selection_moved.connect(self._on_moved)
                self.table.activated_key.connect(lambda _key: self._ask_who())
                self.table.clicked.connect(self._on_clicked)
                self.table.typed.connect(self._on_typed)
                self.table.toggled.connect(self._on_toggled)
                self.place.addWidget(self.table)
        if self.table is not None:
            self.table.model_.set_rows(lines)
            if not self.table.currentIndex().isValid():
                doubtful = (line.place for line in lines if line.row.needs_you)
                self.table.setCurrentIndex(self.table.model_.index(next(doubtful, 0), 0))
        self._show_row()
        self._show_verb()

    def _empty(self) -> QWidget:
        if self.cohort.currentData() is None:
            return EmptyState(
                "users",
                _("Choose a cohort"),
                _("The report is held against the sessions and participants of a cohort."),
            )
        if self.review is not None and self.review.question:
            return EmptyState(
                "calendar-days",
                _("Answer the question above"),
                _("Then you see what would be marked; nothing was changed."),
            )
        if self.review is not None and self.review.sessions and not self.review.participants:
            return EmptyState(
                "users",
                _("Nobody is enrolled in this cohort"),
                _("Marks are of participants: enrol the nominated first, then look at this again."),
                action=_("See the cohort"),
                on_action=lambda: self.ctx.bus.go("cohort"),
            )
        return EmptyState(
            "calendar-days",
            _("Nothing to mark"),
            _("Choose another day or cohort above; nothing was changed."),
        )

    def _show_verb(self) -> None:
        count = len(self.ticked())
        said = ngettext("Enter {n} mark", "Enter {n} marks", count).format(n=count)
        said = said if count else _("Nothing is ticked")
        self.accept.setText(f" {said}")
        self.accept.setAccessibleName(said)
        self.accept.setEnabled(bool(count) and not self.ctx.book.read_only and not self._busy)

    def _show_row(self) -> None:
        line = self.table.line() if self.table is not None else None
        if line is None or self.review is None or not (self._asks_who or self._has_room()):
            self.panel.hide()
            return
        row = line.row
        if not row.key:
            self.panel.show_row(row.participant, place=_("not in the report"))
            return
        minutes = ngettext("{n} minute in the meeting", "{n} minutes in the meeting", row.minutes)
        doubt = row.left_out or (row.reason if row.needs_you else "")
        options = [
            Option(_("It is {name}").format(name=name), enrolment)
            for enrolment, name in row.candidates[:5]
        ]
        if row.participant:
            options.insert(
                0,
                Option(
                    _("It is {name}").format(name=row.participant),
                    row.enrolment_id,
                    "" if row.needs_you else row.reason,
                    chosen=True,
                ),
            )
        options.append(
            Option(
                _("Nobody of this cohort"),
                NOBODY,
                _("A trainer, a guest or a device: it is left out."),
                chosen=bool(row.left_out),
            )
        )
        self.panel.show_row(
            row.name,
            place=minutes.format(n=row.minutes),
            reasons=(doubt,) if doubt else (),
            question=_("Who is this?"),
            options=options,
        )
        offered = {enrolment for enrolment, _name in row.candidates[:5]} | {row.enrolment_id}
        others = [(n, e) for e, n in self.review.participants if e not in offered]
        if not others:
            return
        box = choices(_("Another participant"), [(_("Another participant…"), None), *others])
        box.activated.connect(lambda place: self._on_decided(box.itemData(place)))
        self.panel.body.addSpacing(8)
        self.panel.body.addWidget(box)

    def _has_room(self) -> bool:
        """Whether all marks are seen beside the panel; without, it is shown when asked for."""
        return self.table is not None and self.width() >= self.table.wide + WIDTH + _BESIDE

    def _on_moved(self) -> None:
        self._asks_who = False
        self._show_row()

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == WHO:
            self._ask_who()

    def _ask_who(self) -> None:
        self._asks_who = True
        self._show_row()
        self.panel.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.panel.isHidden() is (self._asks_who or self._has_room()):
            self._show_row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._asks_who and self.table is not None:
            self._asks_who = False
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_row()
        else:
            super().keyPressEvent(event)

    # -- answers

    def _on_cohort(self) -> None:
        cohort = self.cohort.currentData()
        with QSignalBlocker(self.day), QSignalBlocker(self.threshold):
            self.day.clear()
            self.day.addItem(_("as it says"), None)
            for day in self._days(cohort):
                self.day.addItem(isolated(short_day(day)), day)
            if cohort is not None:
                self.threshold.setValue(meetings.threshold_of(self.ctx.book, cohort_id=cohort))
        self.links.clear()
        self._forget_marks()
        self.reload()

    def _days(self, cohort: int | None) -> list[date]:
        return list(meetings.days_of(self.ctx.book, cohort_id=cohort)) if cohort else []

    def _on_asked(self) -> None:
        self._forget_marks()
        self.reload()

    def _on_absent(self) -> None:
        self._show_rows()

    def _ordering(self, order: DateOrder) -> Callable[[], None]:
        def answer() -> None:
            self.order = order
            self.reload()
            self.focus_first()

        return answer

    def _forget_marks(self) -> None:
        self.typed.clear()
        self.ticks.clear()

    def _on_decided(self, value: object) -> None:
        line = self.table.line() if self.table is not None else None
        if line is None or value is None or self.table is None:
            return
        self.links[line.row.key] = None if value == NOBODY else int(str(value))
        self._asks_who = False
        self.reload()
        following = next(
            (one.place for one in self.lines() if one.row.needs_you and one.place > line.place),
            line.place,
        )
        self.table.show_key(following)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self, pairs: list[Pair], code: str) -> None:
        assert self.review is not None
        status = next(one for one in self.review.statuses if one.code == code)
        proposed = {
            (cell.session_id, row.enrolment_id): cell
            for row in self.review.rows
            for cell in row.cells
        }
        for pair in pairs:
            minutes = proposed[pair].minutes
            whole = self._whole(pair[0])
            part = minutes if minutes and whole and minutes < whole else None
            mark = Mark(code, "online", part) if status.counts and minutes else Mark(code)
            self.typed[pair] = mark
            self.ticks[pair] = True
        self._show_rows()

    def _whole(self, session_id: int) -> int:
        assert self.review is not None
        return next(one.minutes for one in self.review.sessions if one.id == session_id)

    def _on_toggled(self, pairs: list[Pair]) -> None:
        ticked = self.ticked()
        wanted = not all(pair in ticked for pair in pairs)
        self.ticks |= dict.fromkeys(pairs, wanted)
        self._show_rows()

    # -- doing it

    def enter(self) -> None:
        """Enter the marks that are ticked, as one step."""
        review, ticked = self.review, self.ticked()
        if review is None or not ticked or self._busy or self.ctx.book.read_only:
            return
        self._busy = True
        self._show_verb()
        book = self.ctx.book

        def work(_progress: Progress) -> Changes:
            return meetings.mark(book, review, ticked=ticked)

        def done(changes: Changes) -> None:
            self._busy = False
            for pair in ticked:
                self.typed.pop(pair, None)
                self.ticks.pop(pair, None)
            self._turn(entered=True)
            self.ctx.bus.tell(changes.kinds)
            self.ctx.say(_("The marks of the meeting are entered."), True)
            self.reload()

        self.ctx.jobs.run(_("Entering the marks"), work, on_done=done, on_failed=self._on_failed)

    def _turn(self, *, entered: bool) -> None:
        assert self.file is not None
        self.file.entered = entered
        self.turned.emit()

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        self.reload()
        self.ctx.on_error(error)
