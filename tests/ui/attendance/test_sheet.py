"""Typing in a signed sheet by its code."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from ui.app import App
from ui.attendance.page import AttendancePage
from ui.attendance.print_sheets import SheetsDialog
from ui.attendance.sheet import SheetPanel
from ui.common.preview import Preview
from workbook.services import attendance, cohorts, schedule

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(at_course: App) -> AttendancePage:
    assert at_course.workspace is not None
    at_course.workspace.show_page("attendance")
    made = at_course.workspace.pages["attendance"]
    assert isinstance(made, AttendancePage)
    made.show_sheet()
    return made


@pytest.fixture
def panel(page: AttendancePage) -> SheetPanel:
    return page.sheet


def column(panel: SheetPanel, place: int) -> list[str]:
    return [cells[place].text for cells in panel.view.grid.cells]


def test_the_models_keep_qts_rules(qtmodeltester: Any, panel: SheetPanel, course: Any) -> None:
    panel.open_code(course.codes[0])
    qtmodeltester.check(panel.view.grid_model)
    qtmodeltester.check(panel.sheets)


def test_a_code_however_typed_opens_its_rows_in_the_order_of_the_paper(
    panel: SheetPanel, course: Any
) -> None:
    QTest.keyClicks(panel.code, course.codes[1].lower().replace("-", " "))
    QTest.keyClick(panel.code, Qt.Key.Key_Return)
    assert panel.code.text() == course.codes[1]
    assert [line.number for line in panel.view.grid.lines] == list(range(1, 26))
    assert [head.label for head in panel.view.grid.heads] == ["Tuesday a.m.", "Tuesday p.m."]
    assert panel.view.hasFocus()
    assert (panel.view.currentIndex().row(), panel.view.currentIndex().column()) == (0, 0)


def test_a_wrong_code_is_said_and_nothing_opens(panel: SheetPanel) -> None:
    assert not panel.open_code("ZZZZ-D1")
    assert "ZZZZ-D1" in panel.wrong.text()
    assert panel.view.grid.lines == ()


def test_exceptions_and_then_the_rest(panel: SheetPanel, course: Any) -> None:
    panel.open_code(course.codes[0])
    QTest.keyClicks(panel.view, "7a")
    assert panel.rest.accessibleName() == "P for the 24 blanks of Monday a.m."
    QTest.keyClick(panel.view, Qt.Key.Key_Return, CONTROL)
    assert column(panel, 0) == ["P"] * 6 + ["A"] + ["P"] * 18
    assert panel.view.currentIndex().column() == 1
    QTest.keyClick(panel.view, Qt.Key.Key_Return, CONTROL)
    assert panel.code.hasFocus()
    assert panel.code.placeholderText() == f"Enter: {course.codes[1]}"
    assert [row.blanks for row in panel.sheets.rows()] == [0, 50, 50, 50, 50]
    changes = course.book.step_changes(course.book.steps()[0].step)
    assert any(course.codes[0] in str(change) for change in changes)


def test_a_moved_or_cancelled_session_is_said_over_the_sheet(
    panel: SheetPanel, course: Any
) -> None:
    schedule.cancel_session(course.book, session_id=course.sessions[1], reason="Power cut")
    schedule.move_session(
        course.book,
        session_id=course.sessions[0],
        day=date(2020, 11, 2),
        starts_at="10:00",
        ends_at="13:00",
        reason="Late bus",
    )
    panel.ctx.bus.tell(frozenset({"training_session"}))
    panel.open_code(course.codes[0])
    assert panel.stale.isVisible()
    assert "Power cut" in panel.stale.label.text()
    assert "Late bus" in panel.stale.label.text()
    panel.view.go(0, 1)
    assert not panel.rest.isEnabled()


def test_a_blank_row_adds_somebody_who_came_without_nomination(
    panel: SheetPanel, course: Any
) -> None:
    panel.open_code(course.codes[0])
    assert panel.walk_in_number.text() == "26."
    QTest.keyClicks(panel.walk_in, "Unexpected Guest")
    panel.agency.setCurrentIndex(2)
    QTest.keyClick(panel.walk_in, Qt.Key.Key_Return)
    line = panel.view.grid.lines[-1]
    assert (line.number, line.name, line.note) == (
        26,
        "Unexpected Guest",
        "came without nomination",
    )
    assert panel.view.hasFocus()
    assert panel.view.currentIndex().row() == 25
    QTest.keyClicks(panel.view, "p")
    grid = attendance.attendance_grid(course.book, cohort_id=course.cohort)
    walked = next(row for row in grid.rows if row.provisional)
    assert walked.agency == "PP"
    assert walked.marks[0] is not None
    assert panel.walk_in.text() == ""


def test_a_detail_from_another_page_opens_the_sheet(at_course: App, course: Any) -> None:
    assert at_course.workspace is not None
    at_course.workspace.show_page("attendance", course.codes[4])
    page = at_course.workspace.pages["attendance"]
    assert isinstance(page, AttendancePage)
    assert page.sheet.entry is not None
    assert page.sheet.entry.day == date(2020, 11, 6)
    page.show_week()
    assert page.stack.currentWidget() is page.week


def test_sheets_are_made_in_the_background_and_shown(
    qtbot: Any, page: AttendancePage, answers: Any
) -> None:
    shown: list[Preview] = []

    def on_dialog(dialog: QDialog) -> bool:
        if isinstance(dialog, SheetsDialog):
            dialog.day.setCurrentIndex(1)
            return True
        assert isinstance(dialog, Preview)
        shown.append(dialog)
        assert dialog.paper.summary() == "1 attendance sheet, 1 page"
        return False

    answers.on_dialog = on_dialog
    page.show_week()
    page.print_sheets.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=30_000)
    assert QApplication.activeModalWidget() is None


def test_a_sheet_of_another_cohort_says_that_the_window_switched(
    panel: SheetPanel, course: Any, at_course: App
) -> None:
    other = cohorts.create_cohort(
        course.book,
        code="INV-2",
        title="Another course",
        starts_on=date(2021, 3, 1),
        ends_on=date(2021, 3, 5),
    ).id
    ctx = at_course.ctx
    assert ctx is not None
    ctx.bus.tell(frozenset({"cohort"}))
    ctx.choose_cohort(other)
    panel.open_code(course.codes[0])
    assert ctx.cohort_id == course.cohort
    assert "INV-1" in at_course.window.toast.label.text()
    assert len(panel.view.grid.lines) == 25
