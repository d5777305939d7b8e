"""The grid of modules: typed by keyboard, asked for, reminded of."""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.elearning.grid import FIRST_MODULE
from ui.elearning.page import ElearningPage
from workbook.domain.elearning import AttemptStatus
from workbook.services import cohorts, elearning, people
from workbook.storage.book import Workbook

NAMES = ("Sana Jibraan", "Hina Raza", "Noor Khan")


@pytest.fixture
def cohort(book: Workbook) -> int:
    today = book.sources.today()
    made = cohorts.create_cohort(
        book, code="INV-1", title="Course", starts_on=today, ends_on=today + timedelta(days=4)
    ).id
    agency = people.create_agency(book, name="Federal Agency", short_name="FA").id
    keys = [people.create_person(book, name_latin=n, agency_id=agency).id for n in NAMES]
    cohorts.nominate(book, cohort_id=made, person_ids=keys)
    return made


@pytest.fixture
def page(cohort: int, at_work: App) -> ElearningPage:
    assert at_work.workspace is not None
    at_work.workspace.show_page("elearning")
    made = at_work.workspace.pages["elearning"]
    assert isinstance(made, ElearningPage)
    return made


@pytest.fixture
def asked(page: ElearningPage, cohort: int, book: Workbook) -> ElearningPage:
    """The page with two modules asked for."""
    done = elearning.require_modules(
        book, cohort_id=cohort, codes=["TIP-101", "SOM-201"], due_on=date(2020, 10, 30)
    )
    page.ctx.bus.tell(done.kinds)
    return page


def at(page: ElearningPage, row: int, module: int) -> None:
    page.table.setCurrentIndex(page.model.index(row, FIRST_MODULE + module))


def text(page: ElearningPage, row: int, module: int) -> str:
    index = page.model.index(row, FIRST_MODULE + module)
    shown: str = index.data(Qt.ItemDataRole.DisplayRole)
    return shown.strip("\u2066\u2068\u2069")


def test_modules_and_their_deadline_are_chosen_on_the_page(
    qtbot: QtBot, page: ElearningPage, book: Workbook, cohort: int
) -> None:
    assert page.stack.currentIndex() == 1
    page.ask.click()
    for code in ("TIP-101", "SOM-201"):
        qtbot.keyClicks(page.code, code)
        qtbot.keyClick(page.code, Qt.Key.Key_Return)
    page.due.set_day(date(2020, 10, 30))
    page.panel.accept.click()
    rows = elearning.module_rows(book, cohort_id=cohort)
    assert [(row.code, row.due_on) for row in rows] == [
        ("TIP-101", date(2020, 10, 30)),
        ("SOM-201", date(2020, 10, 30)),
    ]
    assert page.stack.currentIndex() == 2
    assert "deadline 30 Oct 2020" in page.subtitle.text()


def test_a_module_is_no_longer_asked_for(asked: ElearningPage, book: Workbook, cohort: int) -> None:
    asked.ask.click()
    asked.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    asked.panel.accept.click()
    assert [row.code for row in elearning.module_rows(book, cohort_id=cohort)] == ["SOM-201"]


def test_a_result_is_recorded_with_the_keyboard_alone(qtbot: QtBot, asked: ElearningPage) -> None:
    at(asked, 0, 1)
    qtbot.keyClick(asked.table, Qt.Key.Key_P)
    qtbot.keyClicks(asked.score, "85")
    asked.day.set_day(date(2020, 10, 14))
    qtbot.keyClick(asked.score, Qt.Key.Key_Return)
    assert text(asked, 0, 1) == "85 % · 14 Oct"
    assert asked.panel.isHidden()
    assert asked.table.hasFocus()
    assert asked.table.currentIndex().row() == 1
    assert asked.table.currentIndex().column() == FIRST_MODULE + 1


@pytest.mark.parametrize(
    ("key", "said"),
    [(Qt.Key.Key_F, "Failed"), (Qt.Key.Key_B, "Begun"), (Qt.Key.Key_R, "To repeat")],
)
def test_each_key_begins_its_result(
    qtbot: QtBot, asked: ElearningPage, key: Qt.Key, said: str
) -> None:
    at(asked, 0, 0)
    qtbot.keyClick(asked.table, key)
    asked.panel.accept.click()
    assert text(asked, 0, 0) == said


def test_earlier_tries_are_kept_and_told(asked: ElearningPage, book: Workbook, cohort: int) -> None:
    at(asked, 0, 0)
    asked.record(AttemptStatus.FAILED)
    asked.score.set_number(40)
    asked.panel.accept.click()
    at(asked, 0, 0)
    asked.record(AttemptStatus.PASSED)
    asked.score.set_number(90)
    asked.panel.accept.click()
    tip = asked.model.index(0, FIRST_MODULE).data(Qt.ItemDataRole.ToolTipRole)
    assert "best score 90 %" in tip
    assert "2 tries" in tip
    header = asked.model.headerData(FIRST_MODULE, Qt.Orientation.Horizontal)
    assert "1 / 3" in header


def test_the_reminder_counts_and_names_nobody(asked: ElearningPage) -> None:
    menu = asked.reminder_menu()
    assert [action.text() for action in menu.actions() if action.text()] == ["FA", "All agencies"]
    menu.actions()[0].trigger()
    copied = QApplication.clipboard().text()
    assert copied.startswith("3 of your 3 lack module TIP-101; deadline 30 October 2020.")
    assert not any(name in copied for name in NAMES)


def test_the_platforms_list_is_brought_in_from_here(asked: ElearningPage, at_work: App) -> None:
    asked.bring.click()
    assert at_work.workspace is not None
    assert at_work.workspace.current == "intake"


def test_without_a_cohort_the_page_says_what_to_do(at_work: App) -> None:
    assert at_work.workspace is not None
    at_work.workspace.show_page("elearning")
    made: Any = at_work.workspace.pages["elearning"]
    assert made.stack.currentIndex() == 0
    assert not made.ask.isEnabled()


def test_the_grid_keeps_qts_rules(qtmodeltester: Any, asked: ElearningPage) -> None:
    qtmodeltester.check(asked.model)
