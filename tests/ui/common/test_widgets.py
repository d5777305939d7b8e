from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt, QTime
from PySide6.QtWidgets import QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from ui.common.bar_chart import Bar, BarChart
from ui.common.dates import DateField, TimeField
from ui.common.empty import EmptyState
from ui.common.password import NewPassword, strength_of
from ui.common.scrolling import scrolling
from ui.common.tile import FigureTile
from ui.common.toast import Toast


def test_a_figure_is_read_out_and_leads_on_by_keyboard(qtbot: QtBot) -> None:
    tile = FigureTile("Ready")
    qtbot.addWidget(tile)
    tile.show_figure("23 / 25", "2 lack a module")
    assert tile.accessibleName() == "Ready: 23 / 25. 2 lack a module"
    with qtbot.waitSignal(tile.clicked):
        qtbot.keyClick(tile, Qt.Key.Key_Space)


def test_what_is_higher_than_its_place_scrolls_up_and_down_alone(qtbot: QtBot) -> None:
    inner = QWidget()
    inner.setMinimumHeight(500)
    area = scrolling(inner)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    qtbot.waitExposed(area)
    assert area.verticalScrollBar().maximum() == 400
    assert inner.width() == area.viewport().width()
    assert not area.horizontalScrollBar().isVisible()
    assert area.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_bar_is_chosen_by_keyboard_or_mouse(qtbot: QtBot) -> None:
    chart = BarChart("Modules finished")
    qtbot.addWidget(chart)
    chart.set_bars([Bar("1", "Concepts", 25, 25), Bar("2", "Interviewing", 20, 25)])
    chart.resize(400, 80)
    chart.show()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    with qtbot.waitSignal(chart.chosen) as told:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert told.args == ["2"]
    with qtbot.waitSignal(chart.chosen) as told:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    assert told.args == ["1"]
    assert "Interviewing: 20 / 25" in chart.accessibleDescription()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_painted_parts_can_be_drawn_in_both_directions(
    qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    chart, tile = BarChart("Modules finished"), FigureTile("Ready")
    chart.set_bars([Bar("1", "Concepts", 0, 0), Bar("2", "Interviewing", 20, 25)])
    tile.show_figure("23 / 25", "a hint that is far too long for a tile of this size")
    for widget in (chart, tile):
        qtbot.addWidget(widget)
        widget.setLayoutDirection(direction)
        widget.resize(130, 100)
        assert not widget.grab().isNull()


def test_a_toast_offers_undo_once(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    toast = Toast(window)
    undone: list[int] = []
    toast.say("25 marks entered.", lambda: undone.append(1))
    assert toast.isVisible()
    toast.undo.click()
    assert undone == [1]
    assert toast.isHidden()


def test_a_toast_without_undo_shows_none(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    toast = Toast(window)
    toast.say("Backed up.")
    assert toast.undo.isHidden()


def test_an_empty_page_offers_the_next_step(qtbot: QtBot) -> None:
    taken: list[int] = []
    empty = EmptyState(
        "users",
        "Nobody yet",
        "Bring in a list.",
        action="Bring in a list",
        on_action=lambda: taken.append(1),
    )
    qtbot.addWidget(empty)
    assert empty.action is not None
    empty.action.click()
    assert taken == [1]


def test_a_password_must_be_long_enough_and_typed_twice(qtbot: QtBot) -> None:
    fields = NewPassword()
    qtbot.addWidget(fields)
    fields.first.setText("short")
    fields.again.setText("short")
    assert fields.password() is None
    fields.first.setText("four brave owls")
    assert fields.password() is None
    fields.again.setText("four brave owls")
    assert fields.password() == "four brave owls"


def test_longer_passwords_count_as_stronger() -> None:
    assert strength_of("") == 0
    assert strength_of("aaaaaaaaaaaaaaaa") < strength_of("river")
    assert strength_of("owls sing") < strength_of("four brave owls sing at noon")


@pytest.mark.parametrize("before", ["", "home", "all", "click"])
def test_a_day_is_typed_over_the_one_that_stands_there(qtbot: QtBot, before: str) -> None:
    field = DateField("First day")
    qtbot.addWidget(field)
    field.set_day(date(2026, 11, 23))
    field.show()
    field.setFocus()
    line = field.findChild(QLineEdit)
    assert line is not None
    if before == "home":
        qtbot.keyClick(field, Qt.Key.Key_Home)
        line.deselect()
    elif before == "all":
        line.selectAll()
    elif before == "click":
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(12, line.height() // 2))
    qtbot.keyClicks(field, "02112020")
    assert field.day() == date(2020, 11, 2)
    line.setCursorPosition(0)
    qtbot.keyClick(field, Qt.Key.Key_Home)
    qtbot.keyClicks(field, "5.3.2021")
    assert field.day() == date(2021, 3, 5)


def test_a_day_is_typed_where_none_was(qtbot: QtBot) -> None:
    field = DateField("Deadline", optional=True)
    qtbot.addWidget(field)
    field.set_day(None)
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "02112020")
    assert field.day() == date(2020, 11, 2)
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert field.day() is None


def test_a_time_is_typed_over_the_one_that_stands_there(qtbot: QtBot) -> None:
    field = TimeField("From")
    qtbot.addWidget(field)
    field.setTime(QTime(9, 0))
    field.show()
    field.setFocus()
    line = field.findChild(QLineEdit)
    assert line is not None
    line.setCursorPosition(1)
    qtbot.keyClicks(field, "13:30")
    assert field.time() == QTime(13, 30)
