from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.common.banner import Banner
from ui.main_window.status_bar import backup_words
from ui.main_window.window import SMALLEST
from ui.main_window.workspace import Workspace
from workbook.domain.people import PERSON
from workbook.services import cohorts
from workbook.services.inbox import OpenCount
from workbook.storage.book import Workbook

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def workspace(at_work: App) -> Workspace:
    assert at_work.workspace is not None
    return at_work.workspace


def add_person(book: Workbook) -> None:
    with book.changing("Add a person") as change:
        change.create(PERSON, name_latin="Sana Ahmed")


def press(program: App, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    QTest.keyClick(program.window.windowHandle(), key, modifier)


def test_a_page_is_made_when_it_is_first_shown(workspace: Workspace) -> None:
    assert list(workspace.pages) == ["overview"]
    workspace.navigation.buttons["backups"].click()
    assert list(workspace.pages) == ["overview", "backups"]
    first = workspace.pages["backups"]
    workspace.show_page("overview")
    workspace.show_page("backups")
    assert workspace.pages["backups"] is first


def test_pages_are_reached_by_keys_alone(qtbot: QtBot, at_work: App, workspace: Workspace) -> None:
    qtbot.waitActive(at_work.window)
    press(at_work, Qt.Key.Key_2)
    assert workspace.current == "people"
    workspace.navigation.buttons["people"].setFocus()
    press(at_work, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    assert workspace.navigation.buttons["cohort"].hasFocus()
    press(at_work, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    assert workspace.current == "cohort"


def test_a_step_is_undone_and_done_again_by_keys(
    qtbot: QtBot, at_work: App, workspace: Workspace, book: Workbook
) -> None:
    qtbot.waitActive(at_work.window)
    add_person(book)
    workspace.ctx.bus.tell(frozenset({PERSON.name}))
    assert workspace.top_bar.undo.isEnabled()
    assert not workspace.top_bar.redo.isEnabled()
    with qtbot.waitSignal(workspace.ctx.bus.changed) as told:
        press(at_work, Qt.Key.Key_Z)
    assert PERSON.name in told.args[0]
    assert at_work.window.toast.label.text() == "Undone: Add a person"
    assert workspace.top_bar.redo.isEnabled()
    with qtbot.waitSignal(workspace.ctx.bus.changed):
        press(at_work, Qt.Key.Key_Y)
    assert at_work.window.toast.label.text() == "Done again: Add a person"


def test_a_toast_never_offers_to_undo_another_step_than_it_names(
    at_work: App, workspace: Workspace, book: Workbook
) -> None:
    add_person(book)
    workspace.ctx.say("The person was added.", True)
    workspace.ctx.bus.tell(frozenset({PERSON.name}))
    assert at_work.window.toast.offers_undo
    add_person(book)
    workspace.ctx.bus.tell(frozenset({PERSON.name}))
    assert not at_work.window.toast.offers_undo


def test_nothing_to_undo_is_said(at_work: App, workspace: Workspace) -> None:
    workspace.undo()
    assert at_work.window.toast.label.text() == "There is nothing to undo."


def test_ctrl_f_goes_to_the_search_field(qtbot: QtBot, at_work: App, workspace: Workspace) -> None:
    qtbot.waitActive(at_work.window)
    press(at_work, Qt.Key.Key_F)
    assert workspace.top_bar.search.hasFocus()


def test_a_dropped_file_is_told_to_the_pages(
    qtbot: QtBot, at_work: App, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "nominations.xlsx"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(workspace.ctx.bus.files_dropped) as told:
        at_work.window.dropEvent(event)
    assert told.args == [[path]]


@pytest.fixture
def two_cohorts(workspace: Workspace, book: Workbook) -> list[int]:
    """The keys of two cohorts, the current one first."""
    for code, year in (("2020-A", 2020), ("2021-A", 2021)):
        cohorts.create_cohort(
            book,
            code=code,
            title="Investigation course",
            starts_on=date(year, 11, 2),
            ends_on=date(year, 11, 6),
        )
    workspace.ctx.bus.tell(frozenset({"cohort"}))
    box = workspace.top_bar.cohort
    keys = [box.itemData(place) for place in range(box.count())]
    assert len(keys) == 2
    return sorted(keys, key=lambda key: key != workspace.ctx.cohort_id)


def test_choosing_a_cohort_makes_it_the_current_one(
    workspace: Workspace, two_cohorts: list[int]
) -> None:
    box = workspace.top_bar.cohort
    box.setCurrentIndex(box.findData(two_cohorts[1]))
    assert workspace.ctx.cohort_id == two_cohorts[1]


def test_the_switcher_follows_a_page_that_chose_another_cohort(
    workspace: Workspace, two_cohorts: list[int]
) -> None:
    workspace.ctx.choose_cohort(two_cohorts[1])
    assert workspace.top_bar.cohort.currentData() == two_cohorts[1]


def test_the_cursor_goes_along_to_the_page_that_is_shown(
    qtbot: QtBot, at_work: App, workspace: Workspace
) -> None:
    qtbot.waitActive(at_work.window)
    workspace.show_page("people")
    people = workspace.pages["people"]
    people.focus_start()
    assert people.isAncestorOf(people.focusWidget())
    press(at_work, Qt.Key.Key_9)
    history = workspace.pages["history"]
    focused = at_work.window.focusWidget()
    assert isinstance(focused, QTableView)
    assert history.isAncestorOf(focused)
    workspace.navigation.buttons["people"].setFocus()
    press(at_work, Qt.Key.Key_1)
    assert workspace.navigation.buttons["overview"].hasFocus()


def test_what_waits_is_counted_once_when_a_run_of_changes_is_over(
    qtbot: QtBot, at_work: App, workspace: Workspace
) -> None:
    counted: list[int] = []

    def count_open() -> OpenCount:
        counted.append(1)
        return OpenCount(questions=1, kept=2)

    qtbot.waitUntil(lambda: not at_work.jobs.busy)
    workspace.ctx.count_open = count_open
    for _key in range(5):
        workspace.ctx.bus.tell(frozenset({"mark"}))
        assert not at_work.jobs.busy, "a count would hold up who is typing"
    qtbot.waitUntil(lambda: workspace.status.questions.text() == "3 open questions")
    assert counted == [1]


def test_a_backup_of_long_ago_is_told_by_its_day() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert backup_words(now - timedelta(days=3), now) == "backed up 3 days ago"
    assert backup_words(datetime(2022, 5, 9, 12, tzinfo=UTC), now) == "backed up on 9 May 2022"


def test_a_workbook_open_for_reading_says_so_and_offers_no_change(
    qtbot: QtBot, program: App, book: Workbook
) -> None:
    with Workbook.open(book.path, passphrase="four brave owls sing", read_only=True) as reading:
        program.show_book(reading, "Amina Farooq")
        assert program.workspace is not None
        banners = [banner.label.text() for banner in program.workspace.findChildren(Banner)]
        assert any("read-only" in text for text in banners)
        assert not program.workspace.top_bar.undo.isEnabled()
        program.close_book()


def test_every_control_can_be_named_aloud(workspace: Workspace) -> None:
    workspace.show_page("backups")
    kinds = (QAbstractButton, QLineEdit, QComboBox, QTableView)
    controls = [w for kind in kinds for w in workspace.findChildren(kind)]
    mute = [
        control
        for control in controls
        if not (control.accessibleName() or getattr(control, "text", str)() or _is_qts(control))
    ]
    assert mute == []


def _is_qts(control: QWidget) -> bool:
    """Parts that Qt makes inside its own controls; they are reached through those."""
    return control.metaObject().className() in ("QLineEditIconButton", "QTableCornerButton")


def test_everything_fits_the_smallest_window(
    qtbot: QtBot, at_work: App, workspace: Workspace
) -> None:
    workspace.show_page("backups")
    smallest = workspace.minimumSizeHint()
    assert smallest.width() <= SMALLEST[0]
    assert smallest.height() <= SMALLEST[1]
