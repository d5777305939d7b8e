"""Rows that wait: settled, left out, and still there after closing."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from ui.app import App
from ui.waiting.page import KEPT, WaitingPage
from workbook.exchange.take_in import PARKED
from workbook.services import export, intake, people
from workbook.sheets.reader import SheetFile
from workbook.storage import tables as t
from workbook.storage.book import Workbook

SOMEBODY_NEW, LEAVE_OUT = 2, 3


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


def test_waiting_rows_say_why_and_whom_they_may_be(page: WaitingPage, at_work: App) -> None:
    assert page.subtitle.text() == "2 rows or files wait"
    assert page.tabs.currentIndex() == KEPT, "there are no questions"
    assert page.ctx.count_open().total == 2
    assert [option.text() for option in page.waiting.panel.options] == [
        "It is Sana Jibraan",
        "Somebody new",
        "Leave it out",
    ]
    assert page.waiting.panel.options[0].toolTip() == "same name", "what speaks for her is said"


def test_what_waits_is_counted_beside_the_pages_name(
    qtbot: QtBot, page: WaitingPage, at_work: App
) -> None:
    assert at_work.workspace is not None
    page.ctx.bus.tell(frozenset({"waiting"}))
    item = at_work.workspace.navigation.buttons["waiting"]
    qtbot.waitUntil(lambda: item.accessibleName() == "Questions, 2")
    page.waiting.decide(LEAVE_OUT)
    page.waiting.decide(LEAVE_OUT)
    qtbot.waitUntil(lambda: item.accessibleName() == "Questions")


def test_a_row_is_settled_by_the_keyboard_and_undone(
    qtbot: QtBot, page: WaitingPage, book: Workbook
) -> None:
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_Return)
    qtbot.keyClick(page.waiting.panel.options[0], Qt.Key.Key_Space)
    assert page.waiting.model.rowCount() == 1
    assert len(people.person_rows(book)) == 2
    assert people.person_rows(book, search="03077625740")[0].name == "Sana Jibraan"
    book.undo()
    assert people.person_rows(book, search="03077625740") == ()


def test_the_number_keys_answer_and_the_next_row_comes(
    qtbot: QtBot, page: WaitingPage, book: Workbook
) -> None:
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_1)
    assert page.waiting.panel.heading.text() == "Hina Raza"
    assert page.waiting.table.hasFocus()
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_2)
    assert len(people.person_rows(book)) == 3


def test_a_row_can_be_somebody_new(page: WaitingPage, book: Workbook) -> None:
    page.waiting.decide(SOMEBODY_NEW)
    assert len(people.person_rows(book)) == 3


def test_a_row_left_out_is_gone_and_nothing_changes(page: WaitingPage, book: Workbook) -> None:
    page.waiting.decide(LEAVE_OUT)
    page.waiting.decide(LEAVE_OUT)
    assert page.waiting.model.rowCount() == 0
    assert page.waiting.panel.isHidden()
    assert page.subtitle.text() == "Nothing waits."
    assert len(people.person_rows(book)) == 2


def given_out_and_back(book: Workbook, path: Path, was: str, now: str | None) -> None:
    """Give the workbook's people out, change one cell, and bring the file back."""
    export.export_cohort(book, path)
    sheets = load_workbook(path)
    every = (row for sheet in sheets.worksheets for row in sheet.iter_rows())
    next(cell for row in every for cell in row if cell.value == was).value = now
    sheets.save(path)
    found = intake.read_list(path)
    assert isinstance(found, SheetFile)
    intake.apply_plan(book, intake.plan_list(book, found))


def test_a_doubt_of_a_file_given_out_waits_by_name_and_is_decided(
    page: WaitingPage, book: Workbook, tmp_path: Path
) -> None:
    people.create_person(book, name_latin="Palwasha Malik", rank="ASI")
    given_out_and_back(book, tmp_path / "people.xlsx", "ASI", None)
    page.ctx.bus.tell(frozenset({"waiting"}))
    doubt = page.waiting.items[-1]
    assert doubt.kind == "cleared"
    page.waiting.show_id(doubt.id)
    panel = page.waiting.panel
    assert "people.xlsx" in doubt.sentence
    clear = next(c.number for c in doubt.candidates if "mpt" in c.text or "lear" in c.text)
    assert [o.text().lower() for o in panel.options] == [c.text for c in doubt.candidates]
    page.waiting.decide(clear)
    assert [item.kind for item in page.waiting.items] == ["row", "row"]


def test_what_is_right_can_be_typed_for_a_value_that_cannot_be_read(
    qtbot: QtBot, page: WaitingPage, book: Workbook, tmp_path: Path
) -> None:
    person = people.create_person(book, name_latin="Palwasha Malik", sex="female").id
    given_out_and_back(book, tmp_path / "people.xlsx", "female", "Femle??")
    page.ctx.bus.tell(frozenset({"waiting"}))
    doubt = next(item for item in page.waiting.items if item.writes)
    page.waiting.show_id(doubt.id)
    field = page.waiting.panel.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "Male")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert next(r for r in people.person_rows(book) if r.id == person).sex == "male"


def test_cells_of_a_strange_sheet_are_answered_together(
    qtbot: QtBot, page: WaitingPage, book: Workbook, tmp_path: Path
) -> None:
    for name in ("Palwasha Malik", "Zarmina Noor", "Gulnaz Shah"):
        people.create_person(book, name_latin=name, rank="ASI")
    path = tmp_path / "people.xlsx"
    export.export_cohort(book, path)
    with book.noting() as db:
        db.execute(t.register.delete())
    sheets = load_workbook(path)
    del sheets["_sync"]
    for cell in (cell for row in sheets["People"].iter_rows() for cell in row):
        cell.value = "Inspector" if cell.value == "ASI" else cell.value
    sheets.save(path)
    found = intake.read_list(path)
    assert isinstance(found, SheetFile)
    intake.apply_plan(book, intake.plan_list(book, found))
    page.ctx.bus.tell(frozenset({"waiting"}))
    doubt = next(item for item in page.waiting.items if item.kind == "compared")
    page.waiting.show_id(doubt.id)
    panel = page.waiting.panel
    assert panel.heading.text() in ("Palwasha Malik", "Zarmina Noor", "Gulnaz Shah")
    assert [option.text() for option in panel.options] == [
        "Keep what is in the workbook",
        "Take what the sheet says",
        "For all 3: keep what is in the workbook",
        "For all 3: take what the sheet says",
    ]
    qtbot.keyClick(panel.options[3], Qt.Key.Key_Space)
    assert [row.rank for row in people.person_rows(book)].count("Inspector") == 3
    assert [item.kind for item in page.waiting.items] == ["row", "row"]
    book.undo()
    assert [row.rank for row in people.person_rows(book)].count("ASI") == 3


def test_a_file_that_is_kept_is_looked_at_again(
    qtbot: QtBot, page: WaitingPage, book: Workbook, at_work: App
) -> None:
    content = b64encode(b"Name,Phone\nRabia Noor,0300-1234567\n").decode()
    with book.noting() as db:
        db.execute(
            insert(t.waiting).values(
                kind=PARKED,
                wall="2020-11-02T09:00:00Z",
                name="from-lahore.csv",
                content="digest",
                detail=json.dumps({"content": content, "password": None, "min_reader": 2}),
            )
        )
    page.ctx.bus.tell(frozenset({"waiting"}))
    parked = page.waiting.items[-1]
    assert page.waiting.show_id(parked.id)
    assert "newer version" in parked.sentence
    found = page.waiting.panel.findChildren(QPushButton)
    next(item for item in found if item.accessibleName() == "Try again").click()
    assert at_work.workspace is not None
    assert at_work.workspace.current == "intake"
    preview: Any = at_work.workspace.pages["intake"]
    qtbot.waitUntil(lambda: not at_work.jobs.busy and bool(preview.files))
    assert preview.files[0].path.name == "from-lahore.csv"


def test_the_rows_keep_qts_rules(qtmodeltester: Any, page: WaitingPage) -> None:
    qtmodeltester.check(page.waiting.model)
