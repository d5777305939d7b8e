"""One file before it is taken in: what it says, what is asked, and what becomes of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.card import Card
from ui.common.context import Context
from ui.common.dates import short_day
from ui.common.password import PasswordField
from ui.common.side import DecidePanel, Option, clear, note
from ui.common.tables import SnapshotModel, Table, isolated
from ui.common.tokens import Tone
from ui.common.words import evidence_word
from ui.intake.asked import ValueQuestions
from ui.intake.count_tile import CountTile
from ui.intake.files import File
from ui.intake.how_read import HowRead
from ui.intake.meeting import MeetingReview
from ui.intake.preview import (
    PreviewRow,
    columns,
    form_rows,
    office_rows,
    outcome_tone,
    outcome_word,
    preview_rows,
)
from ui.intake.proposals import Proposals
from workbook.exchange.edit_plan import FormPlan
from workbook.exchange.plans import ExchangePlan
from workbook.i18n import _
from workbook.intake.correction import NOTHING
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.plan import Outcome, Plan
from workbook.services import people
from workbook.services.intake import ListFile

LEAVE = "leave"
_OF_KNOWN = (ListKind.NATIVE_NAMES, ListKind.MARKS, ListKind.TEST_MARKS)
MOST_NOTICES = 3
MEASURED = 100
"""So many rows tell how wide the columns are."""
LOW, LOWEST = 700, 530
"""Below these heights there is no room for all while it is looked at how a list was read."""


class FilePreview(QWidget):
    """Shows one file and changes what is answered about it; the page plans anew."""

    answered = Signal()
    """Something about the file was answered: what it would do must be planned again."""
    agreed = Signal()
    """A change of so much was said to be meant, or not; the plan stays."""
    corrected = Signal(object)
    """The list is to be understood as this Correction says."""
    lettered = Signal(str)
    """The file is to be read again, its letters by this codec."""
    unlocked = Signal(str)
    """A password was typed."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.file: File | None = None
        self.answers: list[QAbstractButton] = []
        self._shown: tuple[object, ...] = ()
        self._list: ListFile | None = None
        self._in_panel: dict[str, Any] = {}
        self._wanted: frozenset[Outcome] = frozenset()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.said = QWidget()
        self.notes = QVBoxLayout(self.said)
        self.notes.setContentsMargins(0, 0, 0, 0)
        self.notes.setSpacing(6)
        column.addWidget(self.said)
        column.addWidget(self._make_lock())
        self.questions = Card()
        self.questions.body.setContentsMargins(14, 10, 14, 10)
        self.questions.body.setSpacing(4)
        column.addWidget(self.questions)
        self.values = ValueQuestions()
        self.values.corrected.connect(self.corrected)
        column.addWidget(self.values)
        self.proposals = Proposals(ctx)
        self.proposals.answered.connect(self.answered)
        column.addWidget(self.proposals)
        self.how = HowRead()
        self.how.corrected.connect(self.corrected)
        self.how.lettered.connect(self.lettered)
        self.how.turned.connect(self._share_room)
        column.addWidget(self.how)
        tiles = QHBoxLayout()
        tiles.setSpacing(10)
        self.tiles: dict[Outcome, CountTile] = {}
        for outcome in Outcome:
            tile = CountTile(outcome_word(outcome), outcome_tone(outcome))
            tile.toggled.connect(self._on_filter)
            self.tiles[outcome] = tile
            tiles.addWidget(tile)
        self.model: SnapshotModel[PreviewRow] = SnapshotModel(
            columns(), key=lambda row: row.key, named=lambda row: row.name
        )
        self.table = Table(self.model, _("Rows of the list"), least=("what",))
        self.table.horizontalHeader().setResizeContentsPrecision(MEASURED)
        self.table.selection_moved.connect(self._show_row)
        self.table.activated_key.connect(self._on_activated)
        self.panel = DecidePanel(_("The chosen row"))
        self.panel.decided.connect(self.decide)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.table, 1)
        lower.addWidget(self.panel)
        self.rows = QWidget()
        rows = QVBoxLayout(self.rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addLayout(tiles)
        rows.addLayout(lower, 1)
        column.addWidget(self.rows, 1)
        self.meeting = MeetingReview(ctx)
        column.addWidget(self.meeting, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    def _make_lock(self) -> Card:
        self.lock = Card(_("This file is protected with a password"))
        self.password = PasswordField(_("Password of the file"))
        self.password.returnPressed.connect(self._on_password)
        self.open = button(_("Open"), look="primary", icon="lock-open", on_click=self._on_password)
        self.hint = note(_("It is tried on every protected file here."), "muted")
        self.wrong = note("", "error")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.password, 1)
        row.addWidget(self.open)
        self.lock.body.addLayout(row)
        self.lock.body.addWidget(self.hint)
        self.lock.body.addWidget(self.wrong)
        self.lock.setMaximumWidth(620)
        return self.lock

    # -- showing

    def show_file(self, file: File) -> None:
        """Show another file, or what was planned anew about this one."""
        another = file is not self.file
        self.file = file
        if another:
            self.password.clear()
            self.password.hide_again()
            for tile in self.tiles.values():
                with QSignalBlocker(tile):
                    tile.setChecked(False)
        if another or file.list is not self._list:
            self.proposals.show_file(file)
        self._list = file.list
        plan = file.plan
        self.lock.setVisible(file.locked)
        wrong = file.locked and file.password is not None
        self.wrong.setText(file.error)
        self.wrong.setVisible(wrong)
        self.hint.setVisible(not wrong)
        if wrong:
            self.password.selectAll()
        self.rows.setVisible(plan is not None)
        if file.is_meeting:
            self.meeting.show_file(file)
        self._show_questions(file)
        across = isinstance(file.found, ForeignList) and file.found.across
        self.values.show_questions(file.asks_of_values, file.said, across=across)
        self.how.show_file(file)
        self._show_notes(file)
        self._order_tabs()
        self._share_room()
        for outcome, tile in self.tiles.items():
            count = file.count(outcome) or 0
            tile.show_count(count)
            if tile.isChecked() and not count:
                tile.setChecked(False)
        rows = self._rows_of(file)
        self.table.setColumnHidden(0, not any(row.number for row in rows))
        self.model.set_rows(rows)
        self._on_filter()
        if another:
            self._choose_first()

    def focus_first(self) -> None:
        """Put the cursor where the file asks for something: its password, or its rows."""
        if self.file is not None and self.file.locked:
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.file is not None and self.file.is_meeting:
            self.meeting.focus_first()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rows_of(self, file: File) -> list[PreviewRow]:
        plan = file.plan
        if isinstance(plan, Plan):
            for planned in plan.records:
                if planned.candidates:
                    file.candidates[planned.record.row_number] = planned.candidates
            rows = preview_rows(plan, file.asked, file.candidates)
            file.settled |= {row.key for row in rows if row.settled}
            return rows
        if isinstance(plan, FormPlan):
            return form_rows(plan, people.names_by_ref(self.ctx.book))
        return office_rows(plan) if isinstance(plan, ExchangePlan) else []

    def _choose_first(self) -> None:
        rows = self.model.rows()
        if rows:
            doubtful = (n for n, row in enumerate(rows) if row.outcome is Outcome.NEEDS_YOU)
            told = (n for n, row in enumerate(rows) if row.outcome is not Outcome.SAME)
            self.table.setCurrentIndex(self.model.index(next(doubtful, next(told, 0)), 0))

    def _show_notes(self, file: File) -> None:
        clear(self.notes)
        if file.error and not file.locked:
            self.notes.addWidget(Banner(file.error, Tone.BAD))
        plan = file.plan
        if plan is None:
            return
        notices = list(plan.notices)
        if isinstance(plan, ExchangePlan) and plan.new:
            listed = ", ".join(f"{kind} ({isolated(str(count))})" for kind, count in plan.new)
            notices.insert(1, _("New: {kinds}").format(kinds=listed))
        if notices:
            self.notes.addWidget(self._told(notices, Tone.INFO))
        if isinstance(plan, Plan) and file.list is not None:
            warnings: Sequence[str] = plan.foreign.warnings
            if file.list.saved is not None:
                warnings = self._show_saved(file.list, warnings)
            if warnings:
                self.notes.addWidget(self._told(warnings, Tone.WARN))

    def _show_saved(self, read: ListFile, warnings: Sequence[str]) -> Sequence[str]:
        """That the list is read as others were, or could be; the rest of the warnings."""
        assert read.saved is not None
        if read.correction == NOTHING:
            day = short_day(read.saved.saved_on)
            said = _("Read afresh, not as lists of this sender on {day}.").format(day=day)
            action, correction = _("Read it as then"), read.before
        else:
            said, *warnings = warnings
            action, correction = _("Read it afresh"), NOTHING
        self.notes.addWidget(
            Banner(
                said,
                Tone.INFO,
                action=action,
                on_action=lambda: self.corrected.emit(correction),
            )
        )
        return warnings

    def _told(self, notices: Sequence[str], tone: Tone) -> Banner:
        """The first sentences, and the rest when asked for: the rows need the room."""
        if len(notices) <= MOST_NOTICES:
            return Banner("\n".join(notices), tone, can_close=tone is Tone.WARN)

        def show_all() -> None:
            told.label.setText("\n".join(notices))
            for more in told.findChildren(QPushButton):
                more.hide()

        told = Banner(
            "\n".join(notices[:MOST_NOTICES]),
            tone,
            action=_("and {n} more").format(n=len(notices) - MOST_NOTICES),
            on_action=show_all,
        )
        return told

    def _show_questions(self, file: File) -> None:
        """What is asked about the whole file, as choices on the page.

        What is shown as it is stays, and keeps the cursor.
        """
        if self._shown == _asked(file):
            return
        self._shown = _asked(file)
        self.answers = []
        clear(self.questions.body)
        for sentence in file.asks:
            self.questions.body.addWidget(note(sentence, "strong"))
        if file.asks:
            yes = QCheckBox(_("Yes, that is meant"))
            yes.setChecked(file.agreed)
            yes.toggled.connect(self._on_agreed)
            self._add_answer(yes)
        if file.question:
            self._ask_version(file)
        if file.proposal:
            self.questions.body.addWidget(note(file.proposal, "strong"))
            repair = QCheckBox(_("Put the rows back with their people"))
            repair.setChecked(file.repair)
            repair.toggled.connect(self._on_repair)
            self._add_answer(repair)
        self.questions.setVisible(self.questions.body.count() > 0)

    def _order_tabs(self) -> None:
        """Questions stand above the rows, though they are made later."""
        items = (self.notes.itemAt(place) for place in range(self.notes.count()))
        shown = [item.widget() for item in items if item is not None]
        said = [one for told in shown if told for one in told.findChildren(QAbstractButton)]
        answers = (
            *said,
            *self.answers,
            *self.values.answers,
            *self.proposals.chain,
            *self.how.chain,
        )
        report = self.file is not None and self.file.is_meeting
        rows = self.meeting.chain if report else (*self.tiles.values(), self.table)
        for before, after in pairwise([*answers, *rows]):
            QWidget.setTabOrder(before, after)

    def _share_room(self) -> None:
        """The rest gives way to how the list was read, while that is looked at."""
        is_open = self.how.is_open
        self._column.setStretchFactor(self.how, 3 if is_open else 0)
        self._column.setStretchFactor(self.rows, 2 if is_open else 1)
        low = is_open and self.height() < LOW
        refused = self.file is not None and bool(self.file.error)
        self.said.setVisible(self.notes.count() > 0 and (refused or not low))
        self.proposals.setVisible(self.proposals.any and not low)
        self.proposals.fit(self.width())
        for tile in self.tiles.values():
            tile.setVisible(not (is_open and self.height() < LOWEST))
            tile.set_low(self.height() < LOWEST and not is_open)
        report = self.file is not None and self.file.is_meeting
        self.meeting.setVisible(report and not low)
        empty = self.rows.isHidden() and not report
        self._rest.setVisible(empty and not is_open)
        self._show_row()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _add_answer(self, answer: QAbstractButton) -> None:
        self.questions.body.addWidget(answer)
        self.answers.append(answer)

    def _ask_version(self, file: File) -> None:
        self.questions.body.addWidget(note(file.question, "strong"))
        group = QButtonGroup(self.questions)
        for text, answer in (
            (_("A newer version of the same copy: take in what was changed since"), True),
            (_("Another copy, filled in by someone else: where they differ, ask"), False),
        ):
            choice = QRadioButton(text)
            choice.setChecked(file.newer is answer)
            choice.clicked.connect(self._versioning(answer))
            group.addButton(choice)
            self._add_answer(choice)

    # -- answers about the file

    def _on_password(self) -> None:
        if self.password.text():
            self.unlocked.emit(self.password.text())

    def _on_agreed(self, agreed: bool) -> None:
        if self.file is not None:
            self.file.agreed = agreed
            self._shown = _asked(self.file)
            self.agreed.emit()

    def _on_repair(self, repair: bool) -> None:
        if self.file is not None:
            self.file.repair = repair
            self._shown = _asked(self.file)
            self.answered.emit()

    def _versioning(self, newer: bool) -> Callable[[], None]:
        def answer() -> None:
            if self.file is not None:
                self.file.newer = newer
                self._shown = _asked(self.file)
                self.answered.emit()

        return answer

    # -- rows

    def _on_filter(self) -> None:
        wanted = frozenset(outcome for outcome, tile in self.tiles.items() if tile.isChecked())
        if wanted != self._wanted:
            self._wanted = wanted
            self.model.set_filter((lambda row: row.outcome in wanted) if wanted else None)
        self._show_row()

    def _show_row(self) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is None or self.file is None or self.how.is_open:
            self.panel.hide()
            return
        options = self._options(row) if row.can_decide else []
        place = row.kind
        if row.number:
            at = (
                _("Sheet “{sheet}”, row {n}")
                if row.label.isdecimal()
                else _("Sheet “{sheet}”, column {n}")
            ).format(sheet=isolated(row.sheet), n=row.label)
            place = f"{place} · {at}" if place else at
        self._show_panel(
            heading=row.name,
            place=f"{place} · {outcome_word(row.outcome)}",
            reasons=row.reasons,
            question=_("Who is this?") if options else _later(row),
            options=options,
            facts=row.facts,
            tone=_tone(row),
        )

    def _show_panel(self, **told: Any) -> None:
        """Show a row in the panel; what is shown already stays, and so does the cursor in it."""
        if told == self._in_panel and not self.panel.isHidden():
            return
        focused = self.window().focusWidget()
        places = (place for place, one in enumerate(self.panel.options) if one is focused)
        place = next(places, None)
        self._in_panel = told
        self.panel.show_row(**told)
        if place is not None and self.panel.options:
            option = self.panel.options[min(place, len(self.panel.options) - 1)]
            option.show()
            option.setFocus(Qt.FocusReason.OtherFocusReason)

    def _options(self, row: PreviewRow) -> list[Option]:
        assert self.file is not None
        # What is answered counts at once, though the plan may still be made.
        answered = row.key[1] in self.file.asked
        decided = answered or row.settled
        chosen = self.file.asked.get(row.key[1]) if answered else row.chosen
        if row.decided and chosen not in {None, *(one.person for one in row.candidates)}:
            chosen = row.chosen  # she was said to be another row, who is somebody else by now
        options = [
            Option(
                _("It is {name}").format(name=candidate.name),
                candidate.person,
                ": ".join(
                    said for said in (candidate.row, evidence_word(candidate.evidence)) if said
                ),
                chosen=decided and chosen == candidate.person,
            )
            for candidate in row.candidates
        ]
        found = self.file.found
        if not (isinstance(found, ForeignList) and found.kind in _OF_KNOWN):
            new = decided and chosen is None
            options.append(Option(_("Somebody new"), None, _of_new(row), new))
        if row.key in self.file.settled:
            if not row.settled:
                options.append(Option(_("As you chose before"), LEAVE))
        else:
            options.append(
                Option(
                    _("Leave it waiting"),
                    LEAVE,
                    _("It stays under “Questions”, with its reason, until you decide."),
                    chosen=not decided,
                )
            )
        return options

    def decide(self, value: object) -> None:
        """Settle the chosen row: a person, None for somebody new, or leave it waiting."""
        row = self.model.row_at(self.table.currentIndex())
        if row is None or not row.can_decide or self.file is None:
            return
        number = row.key[1]
        if value == LEAVE:
            self.file.asked.pop(number, None)
        else:
            self.file.asked[number] = value if isinstance(value, UUID) else None
        self.answered.emit()
        following = next(
            (
                other.key
                for other in self.model.rows()
                if other.outcome is Outcome.NEEDS_YOU
                and other.number > row.number
                and other.key[1] not in self.file.asked
            ),
            None,
        )
        stay = following is None or value == LEAVE
        self.table.show_key(row.key if stay else following)
        self._show_row()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_activated(self, _key: object) -> None:
        self.panel.focus_first()


def _of_new(row: PreviewRow) -> str:
    """What comes of saying that a row is somebody new."""
    said = []
    if row.candidates:
        said.append(_("Whoever is proposed here is not proposed for her again."))
    if row.unread and not row.decided:
        said.append(_("What could not be read stays out."))
    return " ".join(said)


def _tone(row: PreviewRow) -> Tone:
    """The colour of what is said of a row."""
    if row.outcome is Outcome.REFUSED:
        return Tone.BAD
    return Tone.INFO if row.settled else Tone.WARN


def _later(row: PreviewRow) -> str:
    """Where it is answered, of what is asked about a row of a file of ours or of an office."""
    if row.outcome is not Outcome.NEEDS_YOU or row.can_decide:
        return ""
    return _("It waits for your answer under “Questions” once the file is taken in.")


def _asked(file: File) -> tuple[object, ...]:
    """What is asked about a file as a whole, with its answers."""
    return id(file), file.asks, file.question, file.proposal, file.agreed, file.newer, file.repair
