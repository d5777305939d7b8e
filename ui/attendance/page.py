"""Attendance: the grid of the week, and typing in a signed sheet."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget

from ui.attendance.grid import Grid, week_shown
from ui.attendance.sheet import SheetPanel
from ui.attendance.week import TYPED, WeekPanel
from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.page import Page
from workbook.domain.training import Mode
from workbook.i18n import _, ngettext
from workbook.services import attendance, cohorts, schedule
from workbook.services.attendance import AttendanceGrid


class AttendancePage(Page):
    """Shows the current cohort. `show_detail` takes a sheet code, or a session's key."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "attendance",
            "attendance_sheet",
            "training_session",
            "enrolment",
            "person",
            "agency",
            "cohort",
        }
    )

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Attendance"))
        self.snapshot: AttendanceGrid | None = None
        self.fill = button("", icon="list-checks", on_click=self._on_fill)
        self.fill_menu = QMenu(self)
        self.print_sheets = button(_("Print sheets"), icon="printer", on_click=self._on_print)
        self.type_sheet = button(
            _("Type in a sheet"),
            icon="notebook-pen",
            look="primary",
            tip=_("Enter the marks of a signed sheet in the order of the paper (Ctrl+T)"),
            on_click=self.show_sheet,
        )
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self.show_sheet)
        self.back = button(_("Whole week"), icon="arrow-left", on_click=self.show_week)
        for item in (self.fill, self.print_sheets, self.back, self.type_sheet):
            self.buttons.addWidget(item)
        self.week = WeekPanel(ctx)
        self.week.column_changed.connect(self._refresh_buttons)
        self.sheet = SheetPanel(ctx)
        self.sheet.changed.connect(self._refresh_buttons)
        self.nothing = EmptyState(
            "clipboard-check",
            _("No sessions yet"),
            _("Plan the training and enrol the participants: then each has a row here."),
            action=_("Plan the training"),
            on_action=lambda: ctx.bus.go("schedule"),
        )
        self.stack = QStackedWidget()
        for panel in (self.week, self.sheet, self.nothing):
            self.stack.addWidget(panel)
        self.body.addWidget(self.stack)

    def reload(self) -> None:
        cohort = self.ctx.cohort_id
        self.snapshot = None
        if cohort is not None:
            self.snapshot = attendance.attendance_grid(self.ctx.book, cohort_id=cohort)
        if self.snapshot is None or not self.snapshot.sessions or not self.snapshot.rows:
            self.subtitle.clear()
            self.stack.setCurrentWidget(self.nothing)
            self._refresh_buttons()
            return
        if self.stack.currentWidget() is self.nothing:
            self.stack.setCurrentWidget(self.week)
        rule = cohorts.get_cohort(self.ctx.book, cohort_id=self.snapshot.cohort_id).rule
        grid = week_shown(
            self.snapshot,
            now=schedule.wall_clock(self.ctx.book),
            percent=rule.completion_percent,
        )
        self.week.set_grid(grid)
        self.sheet.set_snapshot(self.snapshot)
        self.subtitle.setText(self._said(self.snapshot))
        self._refresh_buttons()

    def show_detail(self, detail: object) -> None:
        if isinstance(detail, str):
            self.show_sheet()
            self.sheet.open_code(detail)
        elif isinstance(detail, int):
            self.show_week()
            for column, head in enumerate(self.week.view.grid.heads):
                if head.session_id == detail and not self.week.view.go_to_first_blank(column):
                    self.week.view.go(0, column)
            self.week.view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor is in the grid at once: marks are typed, not clicked."""
        super().showEvent(event)
        if self.stack.currentWidget() is self.week:
            self.week.view.setFocus()
        elif self.stack.currentWidget() is self.sheet:
            self.sheet.start()

    def show_sheet(self) -> None:
        """Type in a signed sheet."""
        if self.snapshot is None or self.stack.currentWidget() is self.nothing:
            return
        self.stack.setCurrentWidget(self.sheet)
        self.sheet.start()
        self._refresh_buttons()

    def show_week(self) -> None:
        """Back to the whole training."""
        if self.stack.currentWidget() is self.sheet:
            self.stack.setCurrentWidget(self.week)
            self.week.view.setFocus()
            self._refresh_buttons()

    def _said(self, snapshot: AttendanceGrid) -> str:
        entered = sum(mark is not None for row in snapshot.rows for mark in row.marks)
        words = [
            ngettext("{n} mark", "{n} marks", entered).format(n=entered),
        ]
        missing = attendance.unentered(snapshot)
        if missing:
            blanks = sum(len(row.enrolment_ids) for row in missing)
            words.append(ngettext("{n} blank", "{n} blanks", blanks).format(n=blanks))
        else:
            words.append(_("nothing is missing"))
        return " · ".join(words)

    def _refresh_buttons(self) -> None:
        shown = self.stack.currentWidget()
        on_week, on_sheet = shown is self.week, shown is self.sheet
        writable = not self.ctx.book.read_only
        self.back.setVisible(on_sheet)
        self.type_sheet.setVisible(on_week)
        self.type_sheet.setEnabled(writable)
        self.print_sheets.setVisible(on_week)
        column = self.week.view.currentIndex().column()
        grid = self.week.view.grid
        count = 0
        if on_week and 0 <= column < len(grid.heads) and grid.heads[column].held:
            count = len(grid.blanks(column))
            text = ngettext("Fill the {n} blank of {when}", "Fill the {n} blanks of {when}", count)
            self.fill.setText(" " + text.format(n=count, when=grid.heads[column].label))
            self.fill.setAccessibleName(self.fill.text().strip())
        self.fill.setVisible(on_week and count > 0)
        self.fill.setEnabled(writable)

    def _on_fill(self) -> None:
        """Offer the marks to fill with: nothing is presumed."""
        grid = self.week.view.grid
        self.fill_menu.clear()
        for status in grid.statuses:
            words = _("{code}  {label}").format(code=status.code, label=status.label)
            self._add_fill(words, status.code, Mode.IN_ROOM if status.counts else None)
            if status.counts:
                online = _("{code}  {label}, online").format(code=status.code, label=status.label)
                self._add_fill(online, status.code, Mode.ONLINE)
        self.fill_menu.popup(self.fill.mapToGlobal(QPoint(0, self.fill.height() + 2)))

    def _add_fill(self, text: str, code: str, mode: Mode | None) -> None:
        action = QAction(text, self.fill_menu)
        action.triggered.connect(lambda: self.fill_column(code, mode))
        self.fill_menu.addAction(action)

    def fill_column(self, code: str, mode: Mode | None) -> None:
        """Give every blank of the cursor's session the same mark."""
        grid: Grid = self.week.view.grid
        column = self.week.view.currentIndex().column()
        head = grid.heads[column]
        count = len(grid.blanks(column))
        said = ngettext("{n} blank of {when} filled.", "{n} blanks of {when} filled.", count)
        self.ctx.perform(
            lambda: attendance.fill_blanks(
                self.ctx.book, session_id=head.session_id, status=code, mode=mode, source=TYPED
            ),
            said.format(n=count, when=head.label),
        )
        self.week.view.setFocus()

    def _on_print(self) -> None:
        from ui.attendance.print_sheets import ask_and_print

        if self.snapshot is not None:
            ask_and_print(self.ctx, self.snapshot)
