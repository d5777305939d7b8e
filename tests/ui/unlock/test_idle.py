from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.unlock.delay import Delay
from ui.unlock.idle import IdleWatch


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Desk:
    clock: Clock
    watch: IdleWatch
    window: QWidget
    field: QLineEdit
    locked: list[int]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = QWidget()
    field = QLineEdit()
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    field.setFocus()
    clock = Clock()
    watch = IdleWatch(5, clock=clock)
    locked: list[int] = []
    watch.idle.connect(lambda: locked.append(1))
    watch.start()
    yield Desk(clock, watch, window, field, locked)
    watch.stop()


def test_a_screen_that_nobody_uses_is_locked_once(desk: Desk) -> None:
    desk.clock.seconds += 299
    desk.watch.check()
    assert not desk.locked
    desk.clock.seconds += 1
    desk.watch.check()
    assert desk.locked == [1]


def test_a_key_or_a_click_begins_the_count_anew(desk: Desk) -> None:
    for use in (
        lambda: QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_Down),
        lambda: QTest.mouseClick(desk.window.windowHandle(), Qt.MouseButton.LeftButton),
    ):
        desk.clock.seconds += 250
        use()
        desk.clock.seconds += 250
        desk.watch.check()
    assert not desk.locked


def test_it_is_never_locked_in_mid_word(desk: Desk) -> None:
    desk.clock.seconds += 299
    desk.watch.check()
    # As an input method puts it in: no key press reaches the window.
    desk.field.setText("coac")
    desk.clock.seconds += 2
    desk.watch.check()
    assert not desk.locked
    desk.clock.seconds += 6
    desk.watch.check()
    assert desk.locked == [1]


def test_wrong_passwords_take_longer_and_longer_but_never_lock_out() -> None:
    delay = Delay()
    assert [delay.note_wrong() for _ in range(10)] == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    delay.note_right()
    assert delay.note_wrong() == 0
