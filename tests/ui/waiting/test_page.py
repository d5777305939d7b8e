"""Rows that wait: settled, left out, and still there after closing."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.waiting.page import WaitingPage
from workbook.services import export, intake, people
from workbook.sheets.reader import SheetFile
from workbook.storage.book import Workbook


def wait(book: Workbook, *rows: list[str]) -> None:
    intake.apply_plan(book, intake.plan_list(book, intake.read_pasted(rows)))


@pytest.fixture
def page(book: Workbook, at_work: App) -> WaitingPage:
    people.create_person(book, name_latin="Sana Jibraan")
    people.create_person(book, name_latin="Hina Raza")
    wait(book, ["Sana Jibraan", "0307-7625740"], ["Hina Raza", "0301-7654321"])
    assert at_work.workspace is not None
    at_work.workspace.show_page("waiting")
    made = at_work.workspace.pages["waiting"]
    assert isinstance(made, WaitingPage)
    return made


def test_waiting_rows_say_why_and_whom_they_may_be(page: WaitingPage) -> None:
    assert page.subtitle.text() == "2 rows need you"
    assert page.ctx.glance().open_questions == 2
    assert [option.text() for option in page.panel.options] == [
        "It is Sana Jibraan",
        "Somebody new",
        "Leave it out",
    ]


def test_a_row_is_settled_by_the_keyboard_and_undone(
    qtbot: QtBot, page: WaitingPage, book: Workbook
) -> None:
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.keyClick(page.panel.options[0], Qt.Key.Key_Space)
    assert page.model.rowCount() == 1
    assert len(people.person_rows(book)) == 2
    assert people.person_rows(book, search="03077625740")[0].name == "Sana Jibraan"
    book.undo()
    assert people.person_rows(book, search="03077625740") == ()


def test_a_row_can_be_somebody_new(page: WaitingPage, book: Workbook) -> None:
    page.decide(None)
    assert len(people.person_rows(book)) == 3


def test_a_row_left_out_is_gone_and_nothing_changes(page: WaitingPage, book: Workbook) -> None:
    page.decide("leave out")
    page.decide("leave out")
    assert page.model.rowCount() == 0
    assert page.panel.isHidden()
    assert len(people.person_rows(book)) == 2


def test_a_row_of_a_file_given_out_waits_by_name_and_is_left_out(
    page: WaitingPage, book: Workbook, tmp_path: Path
) -> None:
    people.create_person(book, name_latin="Palwasha Malik", rank="ASI")
    path = tmp_path / "people.xlsx"
    export.export_cohort(book, path)
    sheets = load_workbook(path)
    every = (row for sheet in sheets.worksheets for row in sheet.iter_rows())
    next(cell for row in every for cell in row if cell.value == "ASI").value = None
    sheets.save(path)
    found = intake.read_list(path)
    assert isinstance(found, SheetFile)
    intake.apply_plan(book, intake.plan_list(book, found))
    page.ctx.bus.tell(frozenset({"waiting"}))
    row = page.model.rows()[0]
    assert (row.name, row.file_name) == ("Palwasha Malik", "people.xlsx")
    assert "emptied" in row.reasons[0]
    assert page.ctx.glance().open_questions == 3
    page.table.setCurrentIndex(page.model.index(0, 0))
    assert [option.text() for option in page.panel.options] == ["Leave it out"]
    page.decide("leave out")
    assert page.ctx.glance().open_questions == 2


def test_the_rows_keep_qts_rules(qtmodeltester: Any, page: WaitingPage) -> None:
    qtmodeltester.check(page.model)
