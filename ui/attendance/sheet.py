"""Typing in a signed sheet: its code, then only the exceptions, then the rest with one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.attendance import typing
from ui.attendance.grid import Grid, sheet_shown
from ui.attendance.legend import Legend
from ui.attendance.typing import Marks
from ui.attendance.view import GridView
from ui.common.banner import Banner
from ui.common.buttons import button
from ui.common.context import Changes, Context
from ui.common.empty import EmptyState
from ui.common.label import Label
from ui.common.tables import Column, SnapshotModel, Table
from ui.common.theme import set_look
from ui.common.tokens import Tone
from workbook.i18n import _, ngettext
from workbook.services import attendance_sheets, cohorts, people
from workbook.services.attendance_sheets import ListedSheet, SheetEntry
from workbook.services.schedule import day_name, wall_clock

if TYPE_CHECKING:
    from workbook.services.attendance import AttendanceGrid

WALK_IN = "walk-in name"
LIST_WIDTH = 268
LIST_PAUSE_MS = 250


class SheetPanel(QWidget):
    """A field for the code, the rows in the order of the paper, and the printed sheets."""

    changed = Signal()

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.entry: SheetEntry | None = None
        self._snapshot: AttendanceGrid | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LIST_PAUSE_MS)
        self._late.timeout.connect(self._list_sheets)
        self.code = QLineEdit()
        self.code.setAccessibleName(_("Sheet code"))
        self.code.setFixedWidth(160)
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code.returnPressed.connect(self._on_code)
        self.code.textEdited.connect(self._on_code_edited)
        code_label = Label(_("Sheet code"), "field")
        code_label.setBuddy(self.code)
        self.title = Label("", "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(code_label)
        top.addWidget(self.code)
        top.addWidget(self.title, 1)
        self.wrong = Label("", "error", wrap=True)
        self.wrong.hide()
        self.stale = Banner("", Tone.WARN)
        self.stale.hide()
        self.view = GridView(_("Sheet"), self._put)
        self.view.column_changed.connect(self._refresh_rest)
        self.view.past_end.connect(self._on_past_end)
        self.legend = Legend(at_side=True)
        self.legend.hide()
        self.rest = button("", look="primary", icon="check-check", on_click=self.fill_rest)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.fill_rest)
        self.hint = EmptyState(
            "notebook-pen",
            _("Type the code of a signed sheet"),
            _(
                "It is printed in the upper corner, such as A7K2-D1. The people then stand here in "
                "the order of the paper: type only the exceptions, and the rest with one key."
            ),
        )
        self.sheet_area = QWidget()
        area = QVBoxLayout(self.sheet_area)
        area.setContentsMargins(0, 0, 0, 0)
        area.setSpacing(10)
        area.addWidget(self.view, 1)
        area.addLayout(self._walk_in_line())
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(top)
        left.addWidget(self.wrong)
        left.addWidget(self.stale)
        left.addWidget(self.sheet_area, 1)
        left.addWidget(self.hint, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(self._printed_sheets())
        self._show_entry()

    def _walk_in_line(self) -> QHBoxLayout:
        self.walk_in_number = Label("", "muted")
        self.walk_in_number.setMinimumWidth(26)
        self.walk_in = QLineEdit()
        self.walk_in.setPlaceholderText(_("Name on a blank row of the paper"))
        self.walk_in.setAccessibleName(_("Name of somebody who came without nomination"))
        self.walk_in.returnPressed.connect(self._on_walk_in)
        self.walk_in.textChanged.connect(self._on_walk_in_edited)
        self.ctx.drafts.register(WALK_IN, self.walk_in)
        self.agency = QComboBox()
        self.agency.setAccessibleName(_("Agency"))
        self.agency.setFixedWidth(150)
        self.add_walk_in = button(_("Add"), icon="user-plus", on_click=self._on_walk_in)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.walk_in_number)
        row.addWidget(self.walk_in, 1)
        row.addWidget(self.agency)
        row.addWidget(self.add_walk_in)
        return row

    def _printed_sheets(self) -> QWidget:
        self.sheets: SnapshotModel[ListedSheet] = SnapshotModel(
            _columns(), key=lambda row: row.code, named=lambda row: row.code
        )
        self.list = Table(
            self.sheets,
            _("Printed sheets"),
            empty=EmptyState(
                "printer", _("None yet"), _("Print the sheets first: each has its own code.")
            ),
            sortable=False,
        )
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated_key.connect(self._on_list)
        side = QWidget()
        side.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        heading = Label(_("Printed sheets"), "strong")
        heading.setFixedHeight(self.code.sizeHint().height())
        column.addWidget(heading)
        column.addWidget(self.list, 1)
        column.addWidget(self.legend)
        column.addWidget(self.rest)
        return side

    # -- what is shown

    def set_snapshot(self, snapshot: AttendanceGrid) -> None:
        """Show a new snapshot; the open sheet stays open while its cohort is shown."""
        before, self._snapshot = self._snapshot, snapshot
        self._late.start()
        if self.entry is not None and (before is None or _plan(before) != _plan(snapshot)):
            entry = None
            if self.entry.cohort_id == snapshot.cohort_id:
                entry = attendance_sheets.find_sheet(self.ctx.book, code=self.entry.code)
            self.entry = entry
        self._show_entry()

    def _list_sheets(self) -> None:
        """Read the list of printed sheets. Not after every mark: it can wait for a pause."""
        self._late.stop()
        if self._snapshot is not None and self.isVisible():
            self.sheets.set_rows(
                attendance_sheets.listed_sheets(self.ctx.book, cohort_id=self._snapshot.cohort_id)
            )

    def start(self) -> None:
        """Be ready for the code of the next sheet."""
        self._list_sheets()
        self.code.setFocus()
        self.code.selectAll()
        self._offer_next()

    def open_code(self, code: str) -> bool:
        """Show the sheet with this code, the cursor in its first blank; False where none has it."""
        entry = attendance_sheets.find_sheet(self.ctx.book, code=code)
        if entry is None:
            self.wrong.setText(
                _(
                    "No sheet with the code “{code}” was printed from this workbook. Compare it "
                    "with the upper corner of the paper."
                ).format(code=code.strip())
            )
            self.wrong.show()
            set_look(self.code, "wrong")
            self.code.selectAll()
            return False
        self.wrong.hide()
        set_look(self.code, "")
        self.entry = entry
        if entry.cohort_id != self.ctx.cohort_id:
            self.ctx.choose_cohort(entry.cohort_id)
            code = cohorts.get_cohort(self.ctx.book, cohort_id=entry.cohort_id).code
            self.ctx.say(
                _("This sheet is of cohort {code}: the window shows that one now.").format(
                    code=f"\u2068{code}\u2069"
                ),
                False,
            )
        self.code.setText(entry.code)
        self._show_entry()
        self.agency.clear()
        self.agency.addItem(_("No agency"), None)
        for agency in people.agency_rows(self.ctx.book):
            self.agency.addItem(agency.label, agency.id)
        self.list.show_key(entry.code)
        if not self.view.go_to_first_blank():
            self.view.go(0, 0)
        self.view.setFocus()
        return True

    def _show_entry(self) -> None:
        entry, snapshot = self.entry, self._snapshot
        shown = entry is not None and snapshot is not None
        self.sheet_area.setVisible(shown)
        self.legend.setVisible(shown)
        self.rest.setVisible(shown)
        self.hint.setVisible(not shown)
        self.stale.setVisible(shown and bool(entry.stale if entry else ""))
        if entry is None or snapshot is None:
            self.title.clear()
            self.view.set_grid(Grid())
            return
        grid = sheet_shown(snapshot, entry, now=wall_clock(self.ctx.book))
        self.view.set_grid(grid)
        self.legend.show_statuses(grid.statuses)
        self.stale.label.setText(entry.stale)
        count = len(grid.lines)
        people_said = ngettext("{n} person", "{n} people", count).format(n=count)
        self.title.setText(f"{day_name(entry.day)} {entry.day.day} · {people_said}")
        last = grid.lines[-1].number if grid.lines else 0
        self.walk_in_number.setText(f"{last + 1}.")
        self._on_walk_in_edited(self.walk_in.text())
        self._refresh_rest()

    def _refresh_rest(self) -> None:
        grid, column = self.view.grid, self.view.currentIndex().column()
        status = typing.present(grid.statuses)
        if status is None or not 0 <= column < len(grid.heads):
            self.rest.hide()
            return
        head = grid.heads[column]
        count = len(grid.blanks(column))
        if count:
            text = ngettext(
                "{code} for the {n} blank\nof {when}", "{code} for the {n} blanks\nof {when}", count
            ).format(code=status.code, n=count, when=head.label)
        elif grid.heads[column].cancelled:
            text = _("{when} was cancelled").format(when=head.label)
        else:
            text = _("{when} is complete").format(when=head.label)
        self.rest.setText(f" {text}")
        self.rest.setAccessibleName(text.replace("\n", " "))
        self.rest.setToolTip(_("Ctrl+Enter"))
        self.rest.setEnabled(bool(count) and head.held and not self.ctx.book.read_only)
        self.rest.show()

    # -- what is typed

    def fill_rest(self) -> None:
        """Everybody of the column who has no mark yet was there."""
        grid, column = self.view.grid, self.view.currentIndex().column()
        status = typing.present(grid.statuses)
        if status is None or not self.rest.isEnabled() or not 0 <= column < len(grid.heads):
            return
        marks = typing.the_rest(grid, column, status.code)
        said = ngettext("{n} mark entered for {when}.", "{n} marks entered for {when}.", len(marks))
        if self._put(marks, said.format(n=len(marks), when=grid.heads[column].label)):
            self._go_on()

    def _put(self, marks: Marks, said: str) -> bool:
        entry = self.entry
        if entry is None or not marks:
            return False
        done = self.ctx.perform(
            lambda: attendance_sheets.mark_sheet(self.ctx.book, code=entry.code, marks=marks), said
        )
        return done is not None

    def _go_on(self) -> None:
        """To the next blank of the sheet; when there is none, to the next sheet."""
        if self.view.go_to_first_blank():
            self.view.setFocus()
        else:
            self.start()
            self.code.clear()

    def _on_past_end(self) -> None:
        self._go_on()

    def _offer_next(self) -> None:
        code = self._next_code()
        self.code.setPlaceholderText(_("Enter: {code}").format(code=code) if code else "")

    def _next_code(self) -> str:
        """The first printed sheet with blanks of sessions that were held."""
        return next((row.code for row in self.sheets.rows() if row.blanks and row.newest), "")

    def _on_code(self) -> None:
        code = self.code.text().strip() or self._next_code()
        if code:
            self.open_code(code)

    def _on_code_edited(self) -> None:
        self.wrong.hide()
        set_look(self.code, "")

    def _on_list(self, key: object) -> None:
        self.open_code(str(key))

    def _on_walk_in_edited(self, text: str) -> None:
        self.add_walk_in.setEnabled(bool(text.strip()) and not self.ctx.book.read_only)

    def _on_walk_in(self) -> None:
        entry, name = self.entry, self.walk_in.text().strip()
        if entry is None or not name:
            return
        agency: int | None = self.agency.currentData()
        made: list[people.Made] = []

        def add() -> Changes:
            made.append(
                attendance_sheets.walk_in(
                    self.ctx.book, code=entry.code, name=name, agency_id=agency
                )
            )
            return made[0].changes

        if self.ctx.perform(add, _("Added as somebody who came without nomination.")) is None:
            return
        self.walk_in.clear()
        self.ctx.drafts.done(WALK_IN)
        self.ctx.drafts.register(WALK_IN, self.walk_in)
        column = max(self.view.currentIndex().column(), 0)
        for place, line in enumerate(self.view.grid.lines):
            if line.enrolment_id == made[0].id:
                self.view.go(place, column)
        self.view.setFocus()


def _plan(snapshot: AttendanceGrid) -> tuple[object, ...]:
    """What of a snapshot decides about the rows of a sheet: everything but the marks."""
    people_ = [(row.enrolment_id, row.name, row.name_native, row.expected) for row in snapshot.rows]
    return snapshot.sessions, people_


def _columns() -> list[Column[ListedSheet]]:
    return [
        Column("code", _("Code"), lambda row: row.code, width=92),
        Column(
            "day",
            _("Day"),
            lambda row: f"{day_name(row.day)[:3]} {row.day.day}",
            lambda row: row.day,
            width=62,
        ),
        Column("state", _("Left"), _left, tone=_left_tone, tip=lambda row: row.stale, stretch=True),
    ]


def _left(row: ListedSheet) -> str:
    if row.stale:
        return _("changed")
    if not row.held:
        return _("ahead")
    return str(row.blanks) if row.blanks else _("done")


def _left_tone(row: ListedSheet) -> Tone:
    if row.stale:
        return Tone.BAD
    if not row.held:
        return Tone.NEUTRAL
    return Tone.WARN if row.blanks else Tone.GOOD
