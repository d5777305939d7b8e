from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.backups.page import BackupsPage
from workbook.domain.people import PERSON
from workbook.storage.book import Workbook


@pytest.fixture
def page(qtbot: QtBot, at_work: App) -> BackupsPage:
    assert at_work.workspace is not None
    at_work.workspace.show_page("backups")
    qtbot.waitUntil(lambda: not at_work.jobs.busy)
    made = at_work.workspace.pages["backups"]
    assert isinstance(made, BackupsPage)
    return made


def add_person(book: Workbook, name: str) -> None:
    with book.changing("Add a person") as change:
        change.create(PERSON, name_latin=name)


def make(qtbot: QtBot, page: BackupsPage, count: int) -> None:
    page.make.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == count and not page.ctx.jobs.busy)


def test_the_list_keeps_qts_rules(qtmodeltester: Any, qtbot: QtBot, page: BackupsPage) -> None:
    make(qtbot, page, 1)
    qtmodeltester.check(page.model)


def test_a_copy_is_made_checked_and_listed(
    qtbot: QtBot, page: BackupsPage, book: Workbook, at_work: App
) -> None:
    add_person(book, "Sana Ahmed")
    make(qtbot, page, 1)
    row = page.model.rows()[0]
    assert row.people == 1
    assert row.verified
    assert at_work.workspace is not None
    assert at_work.workspace.status.backup.text().startswith("backed up today")


def test_going_back_to_a_copy_opens_it_in_place_of_what_is_there(
    qtbot: QtBot, page: BackupsPage, book: Workbook, at_work: App, answers: Any
) -> None:
    make(qtbot, page, 1)
    add_person(book, "Sana Ahmed")
    page.table.selectRow(0)
    page.restore.click()
    assert len(answers.asked) == 1
    assert at_work.ctx is not None
    assert at_work.ctx.book is not book
    newest = at_work.ctx.book.backups()[0]
    assert newest.people == 1


def test_nothing_happens_without_a_yes(
    qtbot: QtBot, page: BackupsPage, book: Workbook, at_work: App, answers: Any
) -> None:
    make(qtbot, page, 1)
    answers.yes = False
    page.table.selectRow(0)
    page.restore.click()
    assert at_work.ctx is not None
    assert at_work.ctx.book is book
