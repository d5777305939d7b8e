"""The grid of the week: keys become marks, blanks are filled, blocks are pasted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.attendance.grid import Standing, tone_of
from ui.attendance.page import AttendancePage
from ui.attendance.view import GridView
from ui.common.tokens import Tone
from workbook.domain.training import STATUS_SETS, Mark
from workbook.services import attendance, cohorts, schedule

CONTROL = Qt.KeyboardModifier.ControlModifier
DOWN, ENTER = Qt.Key.Key_Down, Qt.Key.Key_Return


@pytest.fixture
def page(at_course: App) -> AttendancePage:
    assert at_course.workspace is not None
    at_course.workspace.show_page("attendance")
    made = at_course.workspace.pages["attendance"]
    assert isinstance(made, AttendancePage)
    return made


@pytest.fixture
def view(page: AttendancePage) -> GridView:
    page.week.view.setFocus()
    page.week.view.go(1, 0)
    return page.week.view


def column(view: GridView, place: int) -> list[str]:
    return [cells[place].text for cells in view.grid.cells if cells]


def select(view: GridView, first: tuple[int, int], last: tuple[int, int]) -> None:
    view.go(*first)
    for _step in range(last[0] - first[0]):
        press(view, DOWN, Qt.KeyboardModifier.ShiftModifier)
    for _step in range(last[1] - first[1]):
        press(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)


def press(
    view: GridView, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(view, key, held)


def type_(view: GridView, text: str) -> None:
    QTest.keyClicks(view, text)


def test_the_grid_keeps_qts_rules(qtmodeltester: Any, page: AttendancePage) -> None:
    qtmodeltester.check(page.week.view.grid_model)


def test_people_stand_in_bands_by_agency_with_a_number_each(view: GridView) -> None:
    bands = [line.name for line in view.grid.lines if line.enrolment_id is None]
    assert bands == ["FA · 17 people", "PP · 8 people"]
    assert [line.number for line in view.grid.lines if line.enrolment_id] == list(range(1, 26))


def test_a_letter_marks_and_moves_down_past_the_bands(view: GridView) -> None:
    type_(view, "plae")
    assert column(view, 0)[:5] == ["P", "L", "A", "E", ""]
    view.go(17, 0)
    type_(view, "p")
    assert view.grid.lines[view.currentIndex().row()].number == 18


def test_each_mark_is_one_step_that_the_window_undoes(
    view: GridView, at_course: App, course: Any
) -> None:
    steps = len(course.book.steps())
    type_(view, "pa")
    assert len(course.book.steps()) == steps + 2
    assert at_course.workspace is not None
    at_course.workspace.undo()
    assert column(view, 0)[:2] == ["P", ""]


def test_a_number_and_a_letter_mark_that_row(view: GridView) -> None:
    type_(view, "18a")
    assert column(view, 0)[17] == "A"
    assert view.grid.lines[view.currentIndex().row()].number == 19
    type_(view, "99a")
    assert column(view, 0).count("A") == 1
    type_(view, "3 ")
    assert view.grid.lines[view.currentIndex().row()].number == 3


def test_digits_and_enter_are_minutes(view: GridView, answers: Any) -> None:
    type_(view, "90")
    assert view.typed == "90"
    press(view, ENTER)
    assert column(view, 0)[0] == "P 90"
    view.go(1, 0)
    type_(view, "l")
    view.go(1, 0)
    type_(view, "60")
    press(view, Qt.Key.Key_Backspace)
    type_(view, "5")
    press(view, ENTER)
    assert column(view, 0)[0] == "L 65"
    view.go(1, 0)
    type_(view, "210")
    press(view, ENTER)
    assert column(view, 0)[0] == "L"
    type_(view, "211")
    press(view, ENTER)
    assert "210 minutes" in answers.errors.pop()
    type_(view, "7")
    press(view, Qt.Key.Key_Escape)
    assert view.typed == ""


def test_o_switches_between_the_room_and_online(view: GridView) -> None:
    type_(view, "o")
    assert column(view, 0)[0] == "P o"
    type_(view, "o")
    assert column(view, 0)[0] == "P"
    type_(view, "a")
    view.go(1, 0)
    type_(view, "o")
    assert column(view, 0)[0] == "A"


def test_delete_empties_the_selection_as_one_step(view: GridView, course: Any) -> None:
    type_(view, "ppp")
    select(view, (1, 0), (3, 0))
    steps = len(course.book.steps())
    press(view, Qt.Key.Key_Delete)
    assert column(view, 0)[:3] == ["", "", ""]
    assert len(course.book.steps()) == steps + 1


def test_a_letter_marks_every_selected_cell(view: GridView) -> None:
    select(view, (1, 0), (3, 1))
    type_(view, "e")
    assert column(view, 0)[:4] == column(view, 1)[:4] == ["E", "E", "E", ""]


def test_fill_down_and_right_touch_blanks_only(view: GridView) -> None:
    type_(view, "p")
    type_(view, "a")
    select(view, (1, 0), (4, 0))
    press(view, Qt.Key.Key_D, CONTROL)
    assert column(view, 0)[:5] == ["P", "A", "P", "P", ""]
    view.go(5, 0)
    press(view, Qt.Key.Key_D, CONTROL)
    assert column(view, 0)[4:6] == ["P", ""]
    view.go(2, 0)
    press(view, Qt.Key.Key_R, CONTROL)
    assert [cell.text for cell in view.grid.cells[2]] == ["A"] * 10
    view.go(1, 0)
    press(view, Qt.Key.Key_D, CONTROL)
    assert column(view, 0) == ["P", "A", *["P"] * 23]


def test_what_is_copied_can_be_pasted_elsewhere(view: GridView, answers: Any) -> None:
    type_(view, "po")
    view.go(1, 0)
    type_(view, "o")
    type_(view, "90")
    press(view, ENTER)
    type_(view, "a")
    select(view, (1, 0), (2, 0))
    press(view, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text().replace("\r", "") == "P 90 o\nA"
    view.go(17, 1)
    press(view, Qt.Key.Key_V, CONTROL)
    assert answers.asked == ["Enter what you copied?"]
    assert column(view, 1)[16:18] == ["P 90 o", "A"]


def test_a_block_from_excel_is_one_step_after_a_look(
    view: GridView, answers: Any, course: Any
) -> None:
    QApplication.clipboard().setText("P\tabsent\t\r\n\tP online\tL 120\r\n")
    steps = len(course.book.steps())
    answers.yes = False
    press(view, Qt.Key.Key_V, CONTROL)
    assert len(course.book.steps()) == steps
    answers.yes = True
    press(view, Qt.Key.Key_V, CONTROL)
    assert len(course.book.steps()) == steps + 1
    assert [[cell.text for cell in view.grid.cells[line][:3]] for line in (1, 2)] == [
        ["P", "A", ""],
        ["", "P o", "L 120"],
    ]
    QApplication.clipboard().setText("Q")
    press(view, Qt.Key.Key_V, CONTROL)
    assert "no mark" in answers.errors.pop()


def test_a_header_click_selects_the_session(qtbot: QtBot, view: GridView) -> None:
    type_(view, "p")
    header = view.horizontalHeader()
    x = header.sectionViewportPosition(0) + 10
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 20))
    assert len(view.chosen()) == 25
    assert view.grid.lines[view.currentIndex().row()].number == 2


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_the_fill_button_names_the_blanks_and_presumes_no_mark(
    page: AttendancePage, view: GridView
) -> None:
    type_(view, "aa")
    assert page.fill.text().strip() == "Fill the 23 blanks of Monday a.m."
    page.fill.click()
    offered = [action.text() for action in page.fill_menu.actions()]
    assert "A  Absent" in offered
    assert "P  Present, online" in offered
    page.fill_menu.hide()
    next(one for one in page.fill_menu.actions() if one.text() == "P  Present").trigger()
    assert column(view, 0) == ["A", "A", *["P"] * 23]
    assert page.fill.isHidden()


def test_what_is_not_held_cannot_be_typed(
    page: AttendancePage, view: GridView, course: Any, at_course: App
) -> None:
    course.clock.set(datetime(2020, 11, 4, 5, 0, tzinfo=UTC))
    assert at_course.ctx is not None
    at_course.ctx.bus.tell(frozenset({"attendance"}))
    standing = {cells[9].standing for cells in view.grid.cells if cells}
    assert standing == {Standing.AHEAD}
    view.go(1, 9)
    type_(view, "p")
    assert column(view, 9)[0] == ""
    assert page.fill.isHidden()
    said = view.grid_model.index(1, 9).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Invented Officer 01, Friday p.m.: not yet held"


def test_a_cancelled_session_takes_no_marks_and_says_why(
    view: GridView, course: Any, at_course: App
) -> None:
    type_(view, "p")
    schedule.cancel_session(course.book, session_id=course.sessions[0], reason="Power cut")
    assert at_course.ctx is not None
    at_course.ctx.bus.tell(frozenset({"training_session"}))
    assert view.grid.heads[0].cancelled
    view.go(1, 0)
    type_(view, "a")
    assert column(view, 0)[0] == "P"
    assert "Power cut" in view.grid_model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_percentages_say_the_rule_and_the_remedy(view: GridView, course: Any) -> None:
    marks = {(session, course.enrolments[0]): Mark("A") for session in course.sessions[2:5]}
    attendance.mark_block(course.book, marks=marks)
    type_(view, "p")
    so_far, of_plan, reach = view.grid.figures[1]
    assert (so_far.text, of_plan.text, reach.text) == ("25 %", "10 %", "69 %")
    assert reach.tone is Tone.BAD
    assert "80 %" in reach.tip
    assert "catch-up" in reach.tip


def test_a_status_set_of_the_region_has_its_own_keys_and_colours(
    page: AttendancePage, view: GridView, course: Any, at_course: App
) -> None:
    cohorts.edit_cohort(course.book, cohort_id=course.cohort, status_set="PAL")
    assert at_course.ctx is not None
    at_course.ctx.bus.tell(frozenset({"cohort"}))
    type_(view, "el")
    assert column(view, 0)[:2] == ["L", ""]
    leave = STATUS_SETS["PAL"][2]
    assert tone_of(leave, STATUS_SETS["PAL"]) is Tone.INFO


def test_the_page_says_what_to_do_before_there_are_sessions(at_work: App) -> None:
    assert at_work.workspace is not None
    at_work.workspace.show_page("attendance")
    page = at_work.workspace.pages["attendance"]
    assert isinstance(page, AttendancePage)
    assert page.stack.currentWidget() is page.nothing


def test_another_page_leads_to_the_blanks_of_a_session(at_course: App, course: Any) -> None:
    assert at_course.workspace is not None
    at_course.workspace.show_page("attendance", course.sessions[3])
    page = at_course.workspace.pages["attendance"]
    assert isinstance(page, AttendancePage)
    assert page.week.view.currentIndex().column() == 3
