from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.unlock.new_password import NewPasswordDialog
from ui.unlock.screen import UnlockScreen
from ui.welcome.create import CreateScreen, EmergencyScreen
from ui.welcome.screen import WelcomeScreen
from workbook.storage.book import Workbook

PASSWORD = "four brave owls sing"


@pytest.fixture
def closed(book: Workbook) -> tuple[Path, str]:
    """A workbook that is closed again: its path and its emergency key."""
    key = book.emergency_key
    book.close()
    return book.path, key


def test_an_office_and_its_workbook_are_made_and_the_sheet_is_typed_back(
    qtbot: QtBot, program: App, answers: Any, tmp_path: Path
) -> None:
    program.start(None)
    welcome = program.window.screen_shown
    assert isinstance(welcome, WelcomeScreen)
    qtbot.keyClick(welcome.new, Qt.Key.Key_Return)
    create = program.window.screen_shown
    assert isinstance(create, CreateScreen)
    assert create.programme.text() == "MAIN"
    answers.files = [tmp_path / "office.workbook"]
    create.browse.click()
    create.code.setText("isb")
    create.name.setText("Islamabad field office")
    create.operator.setText("Amina Farooq")
    create.password.first.setText(PASSWORD)
    assert not create.go.isEnabled()
    create.password.again.setText(PASSWORD)
    qtbot.keyClick(create.password.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window.screen_shown, EmergencyScreen))
    sheet = program.window.screen_shown
    assert isinstance(sheet, EmergencyScreen)
    assert not sheet.go.isEnabled()
    for position, field in zip(sheet.panel.asked, sheet.panel.answers, strict=True):
        field.setText(sheet.panel.sheet.groups[position])
    qtbot.keyClick(sheet.panel.answers[1], Qt.Key.Key_Return)
    assert program.ctx is not None
    assert program.ctx.book.office_code == "ISB"
    assert program.settings.settings.recent == (str(tmp_path / "office.workbook"),)
    assert program.settings.settings.operator == "Amina Farooq"


def test_a_new_workbook_is_never_offered_a_folder_that_is_not_there(
    program: App, tmp_path: Path
) -> None:
    program.settings.settings.last_folder = str(tmp_path / "gone")
    program.show_create()
    create = program.window.screen_shown
    assert isinstance(create, CreateScreen)
    assert create.path().parent.is_dir()


def test_a_file_that_is_there_is_not_written_over(
    program: App, answers: Any, tmp_path: Path
) -> None:
    there = tmp_path / "list.workbook"
    there.write_text("something else")
    program.show_create()
    create = program.window.screen_shown
    assert isinstance(create, CreateScreen)
    answers.files = [there]
    create.browse.click()
    for field in (create.code, create.name, create.operator):
        field.setText("ISB")
    for field in (create.password.first, create.password.again):
        field.setText(PASSWORD)
    create.go.click()
    assert "already a file" in create.error.text()
    assert there.read_text() == "something else"


def opening(program: App, path: Path) -> UnlockScreen:
    program.start(path)
    screen = program.window.screen_shown
    assert isinstance(screen, UnlockScreen)
    return screen


def test_a_workbook_is_opened_by_its_password_and_a_stated_name(
    qtbot: QtBot, program: App, closed: tuple[Path, str]
) -> None:
    screen = opening(program, closed[0])
    screen.form.password.setText(PASSWORD)
    assert not screen.form.go.isEnabled()
    screen.form.operator.setText("Bushra Khan")
    screen.form.go.click()
    qtbot.waitUntil(lambda: program.ctx is not None)
    assert program.ctx is not None
    assert program.ctx.book.operator == "Bushra Khan"


def test_the_last_workbook_is_offered_at_the_next_start(
    program: App, closed: tuple[Path, str]
) -> None:
    program.settings.note_opened(closed[0])
    program.settings.settings.operator = "Amina Farooq"
    program.start(None)
    screen = program.window.screen_shown
    assert isinstance(screen, UnlockScreen)
    assert screen.path == closed[0]
    assert screen.form.operator.text() == "Amina Farooq"


def test_a_wrong_password_is_said_to_be_wrong_and_not_damage(
    qtbot: QtBot, program: App, closed: tuple[Path, str]
) -> None:
    screen = opening(program, closed[0])
    screen.form.operator.setText("Amina Farooq")
    screen.form.password.setText("something else")
    screen.form.go.click()
    qtbot.waitUntil(screen.form.error.isVisible)
    assert "Nothing is damaged" in screen.form.error.text()
    assert program.ctx is None


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"PK\x03\x04" + bytes(4000), "Excel")]
)
def test_another_kind_of_file_is_told_apart(
    qtbot: QtBot, program: App, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "list.workbook"
    path.write_bytes(content)
    screen = opening(program, path)
    screen.form.operator.setText("Amina Farooq")
    screen.form.password.setText(PASSWORD)
    screen.form.go.click()
    qtbot.waitUntil(screen.form.error.isVisible)
    assert said in screen.form.error.text()
    assert screen.form.go.isEnabled()


def use_sheet(program: App, path: Path, key: str) -> None:
    screen = opening(program, path)
    screen.form.switch.click()
    screen.form.key.setText(key)
    screen.form.operator.setText("Amina Farooq")
    screen.form.go.click()


def test_the_emergency_sheet_opens_and_forces_a_new_password(
    qtbot: QtBot, program: App, answers: Any, closed: tuple[Path, str]
) -> None:
    path, key = closed

    def renew(dialog: QDialog) -> bool:
        assert isinstance(dialog, NewPasswordDialog)
        dialog.password.first.setText("nine calm rivers bend")
        dialog.password.again.setText("nine calm rivers bend")
        dialog.go.click()
        assert dialog.panel is not None
        assert not dialog.go.isEnabled()
        panel = dialog.panel
        for position, field in zip(panel.asked, panel.answers, strict=True):
            field.setText(panel.sheet.groups[position])
        dialog.go.click()
        return dialog.result() == QDialog.DialogCode.Accepted

    answers.on_dialog = renew
    use_sheet(program, path, key)
    qtbot.waitUntil(lambda: program.ctx is not None)
    assert program.ctx is not None
    book = program.ctx.book
    assert book.verify_passphrase("nine calm rivers bend")
    assert not book.verify_passphrase(PASSWORD)
    assert book.sheet_number == 2


def test_without_a_new_password_the_sheet_opens_nothing(
    qtbot: QtBot, program: App, answers: Any, closed: tuple[Path, str]
) -> None:
    path, key = closed
    asked: list[QDialog] = []

    def refuse(dialog: QDialog) -> bool:
        asked.append(dialog)
        return False

    answers.on_dialog = refuse
    use_sheet(program, path, key)
    qtbot.waitUntil(lambda: bool(asked) and not program.jobs.busy)
    assert program.ctx is None
    with Workbook.open(path, passphrase=PASSWORD) as book:
        assert book.sheet_number == 1


def test_a_workbook_open_elsewhere_is_offered_for_reading(
    qtbot: QtBot, program: App, answers: Any, book: Workbook
) -> None:
    screen = opening(program, book.path)
    screen.form.operator.setText("Amina Farooq")
    screen.form.password.setText(PASSWORD)
    screen.form.go.click()
    qtbot.waitUntil(lambda: program.ctx is not None)
    assert answers.asked == ["Already open"]
    assert program.ctx is not None
    assert program.ctx.book.read_only


def test_the_list_of_recent_workbooks_tells_folder_and_name_and_can_be_switched_off(
    program: App, closed: tuple[Path, str]
) -> None:
    path = closed[0]
    program.settings.note_opened(path)
    program.show_welcome()
    welcome = program.window.screen_shown
    assert isinstance(welcome, WelcomeScreen)
    shown = welcome.recent[0].text().strip()
    assert shown == f"\u2066{path.parent.name}/{path.name}\u2069"
    welcome.remember.click()
    assert program.settings.settings.recent == ()
    program.settings.note_opened(path)
    assert program.settings.settings.recent == ()
