"""Erasing somebody for good: all of it is said before, and what is left after."""

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.people.page import PeoplePage
from workbook.services import people
from workbook.storage.book import Workbook


@pytest.fixture
def page(qtbot: QtBot, book: Workbook, at_work: App) -> PeoplePage:
    people.create_person(
        book, name_latin="Sana Jibraan", name_native="ثناء جبران", phone="0307-7625740", rank="ASI"
    )
    people.create_person(book, name_latin="Hina Raza", remark="Knows Sana Jibraan well")
    book.backup_now()
    assert at_work.workspace is not None
    at_work.workspace.show_page("people")
    made = at_work.workspace.pages["people"]
    assert isinstance(made, PeoplePage)
    return made


def said(page: PeoplePage) -> str:
    QCoreApplication.processEvents()
    labels = [label for label in page.erasing.findChildren(QLabel) if not label.isHidden()]
    return "\n".join(label.text() for label in labels).replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def asked(qtbot: QtBot, page: PeoplePage) -> PeoplePage:
    """The panel, reached through the form's menu."""
    rows = [row.name for row in page.model.rows()]
    page.table.setCurrentIndex(page.model.index(rows.index("Sana Jibraan"), 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    (action,) = page.form.more.menu().actions()
    action.trigger()
    qtbot.waitUntil(lambda: page.erasing.what is not None)
    return page


def test_what_goes_what_stays_and_who_holds_her_is_said_first(asked: PeoplePage) -> None:
    assert asked.form.isHidden()
    text = said(asked)
    for expected in (
        "This cannot be undone.",
        "What goes",
        "Person (1)",
        "Text in records about others that names her",
        "What stays",
        "Who still holds her",
        "Backup 1 of",
    ):
        assert expected in text


def test_nothing_is_erased_before_her_ref_and_a_reason_are_typed(
    qtbot: QtBot, asked: PeoplePage, book: Workbook
) -> None:
    panel = asked.erasing
    assert panel.what is not None
    assert not panel.accept.isEnabled()
    qtbot.keyClicks(panel.reason, "Asked for by law")
    assert not panel.accept.isEnabled()
    qtbot.keyClicks(panel.ref, "P000000000AA")
    assert not panel.accept.isEnabled()
    panel.ref.setText(panel.what.ref.lower())
    assert panel.accept.isEnabled()
    qtbot.keyClick(panel.ref, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert len(people.person_rows(book, search="Sana")) == 1


def test_a_reason_that_names_her_is_refused_and_stays_to_be_mended(
    asked: PeoplePage, answers: Any, book: Workbook
) -> None:
    panel = asked.erasing
    assert panel.what is not None
    panel.ref.setText(panel.what.ref)
    panel.reason.setText("Sana Jibraan asked for it")
    panel.accept.click()
    assert answers.errors
    assert panel.reason.text() == "Sana Jibraan asked for it"
    assert len(people.person_rows(book, search="Sana")) == 1


def test_after_it_is_said_what_was_done_and_the_list_shows_her_erased(
    asked: PeoplePage, book: Workbook, at_work: App
) -> None:
    panel = asked.erasing
    assert panel.what is not None
    ref = panel.what.ref
    panel.ref.setText(ref)
    panel.reason.setText("Asked for by law")
    panel.accept.click()
    text = said(asked)
    assert panel.heading.text().strip("\u2068\u2069").replace("\u2068", "").startswith("Erased")
    assert "are gone for good" in text
    assert "1 backup still holds it" in text
    name = next(column for column in asked.model.columns if column.key == "name")
    assert {name.text(row) for row in asked.model.rows()} == {"(erased)", "Hina Raza"}
    assert not at_work.window.toast.offers_undo
    links = [item.text() for item in panel.findChildren(QPushButton) if not item.isHidden()]
    assert "Backups" in links
    assert not people.person_rows(book, search="Sana")
