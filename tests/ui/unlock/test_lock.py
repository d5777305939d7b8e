import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.unlock.lock import Lock
from workbook.storage.book import Workbook

PASSWORD = "four brave owls sing"


def lock_of(program: App) -> Lock:
    assert program.lock is not None
    return program.lock


def unlock(lock: Lock, password: str = PASSWORD) -> None:
    assert lock.screen is not None
    lock.screen.form.password.setText(password)
    lock.screen.form.go.click()


def test_locking_takes_the_pages_off_the_screen(at_work: App) -> None:
    lock = lock_of(at_work)
    assert at_work.workspace is not None
    at_work.lock_now()
    assert not at_work.workspace.isVisible()
    assert at_work.window.screen_shown is lock.screen
    unlock(lock)
    assert at_work.workspace.isVisible()
    assert not lock.is_locked


def test_ctrl_l_locks(qtbot: QtBot, at_work: App) -> None:
    qtbot.waitActive(at_work.window)
    QTest.keyClick(at_work.window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: lock_of(at_work).is_locked)


def test_a_wrong_password_keeps_it_locked_and_says_so(at_work: App) -> None:
    at_work.lock_now()
    lock = lock_of(at_work)
    unlock(lock, "something else")
    assert lock.is_locked
    assert lock.screen is not None
    assert lock.screen.form.error.isVisible()
    unlock(lock)
    assert not lock.is_locked


def test_the_third_wrong_password_has_to_wait(at_work: App) -> None:
    at_work.lock_now()
    lock = lock_of(at_work)
    for _ in range(3):
        unlock(lock, "something else")
    assert lock.screen is not None
    form = lock.screen.form
    assert not form.go.isEnabled()
    assert form.go.text() == "Wait 2 seconds"


def test_the_program_is_closed_by_its_key_while_locked(qtbot: QtBot, at_work: App) -> None:
    qtbot.waitActive(at_work.window)
    at_work.lock_now()
    screen = lock_of(at_work).screen
    assert screen is not None
    with qtbot.waitSignal(at_work.window.close_asked):
        qtbot.keyClick(screen.form.password, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_what_was_being_written_is_kept_in_the_workbook_and_comes_back(
    qtbot: QtBot, at_work: App, book: Workbook
) -> None:
    assert at_work.ctx is not None
    note = QPlainTextEdit("She promised to call the prosec")
    qtbot.addWidget(note)
    cursor = note.textCursor()
    cursor.setPosition(5)
    note.setTextCursor(cursor)
    at_work.ctx.drafts.register("coaching note 7", note)
    at_work.lock_now()
    assert note.toPlainText() == ""
    assert book.draft("coaching note 7") == "She promised to call the prosec"
    unlock(lock_of(at_work))
    assert note.toPlainText() == "She promised to call the prosec"
    assert note.textCursor().position() == 5


def test_a_draft_is_offered_when_its_place_is_opened_again(
    qtbot: QtBot, at_work: App, book: Workbook
) -> None:
    assert at_work.ctx is not None
    book.keep_draft("name 3", "Sana Ah")
    field = QLineEdit()
    qtbot.addWidget(field)
    assert at_work.ctx.drafts.register("name 3", field)
    assert field.text() == "Sana Ah"
    at_work.ctx.drafts.done("name 3")
    assert book.draft("name 3") is None


def test_an_editor_that_is_gone_does_not_keep_the_screen_open(qtbot: QtBot, at_work: App) -> None:
    assert at_work.ctx is not None
    field = QLineEdit("text")
    at_work.ctx.drafts.register("name 4", field)
    with qtbot.waitSignal(field.destroyed):
        field.deleteLater()
    del field
    at_work.lock_now()
    assert lock_of(at_work).is_locked
    unlock(lock_of(at_work))


@pytest.fixture
def dialog(qtbot: QtBot, at_work: App) -> QDialog:
    made = QDialog(at_work.window)
    made.setWindowTitle("Sana Ahmed")
    layout = QVBoxLayout(made)
    layout.addWidget(QLabel("Sana Ahmed"))
    layout.addWidget(QLineEdit("0300"))
    made.open()
    qtbot.waitExposed(made)
    return made


def test_an_open_dialog_is_covered_and_keeps_what_is_in_it(at_work: App, dialog: QDialog) -> None:
    label, field = dialog.findChild(QLabel), dialog.findChild(QLineEdit)
    at_work.lock_now()
    assert dialog.isVisible()
    assert not label.isVisible()
    assert not field.isVisible()
    assert dialog.windowTitle() == "Locked"
    unlock(lock_of(at_work))
    assert label.isVisible()
    assert field.text() == "0300"
    assert dialog.windowTitle() == "Sana Ahmed"
    assert at_work.workspace is not None
    assert at_work.workspace.isVisible()
    dialog.reject()


def test_the_lock_over_a_dialog_does_not_go_away_by_escape(
    qtbot: QtBot, at_work: App, dialog: QDialog
) -> None:
    at_work.lock_now()
    lock = lock_of(at_work)
    assert lock.screen is not None
    qtbot.keyClick(lock.screen.window(), Qt.Key.Key_Escape)
    assert lock.screen.window().isVisible()
    assert lock.is_locked
    unlock(lock)
    dialog.reject()


def test_files_dropped_on_a_locked_window_are_not_taken(at_work: App) -> None:
    at_work.lock_now()
    assert not at_work.window.acceptDrops()
    unlock(lock_of(at_work))
    assert at_work.window.acceptDrops()
