from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.history.page import HistoryPage
from ui.history.words import ISSUED, LOOKED
from workbook.domain.certificate import CertificateState
from workbook.services import certificates, people
from workbook.services.history import HistoryRow
from workbook.storage.book import Workbook


def said(page: HistoryPage) -> str:
    """Everything the panel says; what is new is shown with the next events."""
    QCoreApplication.processEvents()
    labels = [text for text in page.panel.findChildren(QLabel) if text.isVisibleTo(page.panel)]
    return "\n".join(label.text() for label in labels).replace("\u2068", "").replace("\u2069", "")


def show(page: HistoryPage, label: str) -> HistoryRow:
    """Choose the newest step with this label."""
    for place, row in enumerate(page.model.rows()):
        if row.label == label:
            page.table.setCurrentIndex(page.model.index(place, 0))
            return row
    raise AssertionError([row.label for row in page.model.rows()])


def press(page: HistoryPage, name: str) -> None:
    found = page.panel.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


def test_steps_stand_newest_first_with_who_as_it_was_stated(page: HistoryPage) -> None:
    first = page.model.rows()[0]
    assert first.label == "Show a note"
    assert {row.user for row in page.model.rows()} == {"Amina Farooq"}
    assert "stated, not proven" in page.subtitle.text()
    assert page.model.index(0, 0).data().startswith("\u20689 Nov 2020, ")


def test_a_step_tells_its_values_before_and_after(page: HistoryPage) -> None:
    show(page, "Edit a person")
    assert page.panel.heading.text() == "Edit a person"
    assert "Person: Officer 1" in said(page)
    assert "Lahore" in said(page)


def test_the_list_is_narrowed_by_kind_by_what_was_touched_and_by_words(page: HistoryPage) -> None:
    page.way.setCurrentIndex(page.way.findData(ISSUED))
    assert [row.label for row in page.model.rows()] == ["Issue certificates"]
    page.way.setCurrentIndex(page.way.findData(LOOKED))
    assert [row.label for row in page.model.rows()] == ["Show a note"]
    page.way.setCurrentIndex(0)
    page.record.setCurrentIndex(page.record.findData("Person"))
    assert all("Person" in row.kinds for row in page.model.rows())
    page.record.setCurrentIndex(0)
    page.search("edit person")
    assert [row.label for row in page.model.rows()] == ["Edit a person"]
    assert page.count.text().startswith("1 of ")


def test_any_step_is_taken_back(page: HistoryPage, book: Workbook, answers: Any) -> None:
    show(page, "Edit a person")
    press(page, "undo")
    assert answers.asked == ["Undo “Edit a person”?"]
    assert people.person_rows(book)[0].duty_station == ""
    assert "All of it is as it was before." in said(page)
    newest = page.model.rows()[0]
    assert newest.label == "Undo: Edit a person"
    assert newest.user == "Farah Naz"
    show(page, "Enrol")
    assert show(page, "Edit a person").undone
    assert "This step was undone." in said(page)


def test_what_could_not_be_taken_back_is_listed(page: HistoryPage, book: Workbook) -> None:
    person = people.person_rows(book)[0].id
    page.ctx.perform(
        lambda: people.edit_person(book, person_id=person, duty_station="Quetta", remark="Leads")
    )
    step = show(page, "Edit a person").step
    page.ctx.perform(lambda: people.edit_person(book, person_id=person, duty_station="Karachi"))
    for place, row in enumerate(page.model.rows()):
        if row.step == step:
            page.table.setCurrentIndex(page.model.index(place, 0))
    press(page, "undo")
    assert "1 value was changed since and stays." in said(page)
    assert "Lahore  →  Quetta" in said(page)
    row = people.person_rows(book)[0]
    assert (row.duty_station, row.remark) == ("Karachi", "")


def test_nothing_is_taken_back_without_a_yes(
    page: HistoryPage, book: Workbook, answers: Any
) -> None:
    answers.yes = False
    show(page, "Edit a person")
    press(page, "undo")
    assert people.person_rows(book)[0].duty_station == "Lahore"


def test_an_issued_certificate_says_why_not_and_is_cancelled_with_a_reason(
    page: HistoryPage, book: Workbook, answers: Any
) -> None:
    show(page, "Issue certificates")
    assert page.panel.findChild(QPushButton, "undo") is None
    assert "the paper may be in someone's hands" in said(page)
    answers.texts = ["Her name was misspelt"]
    press(page, "cancel")
    row = certificates.register_rows(book)[0]
    assert (row.state, row.reason) == (CertificateState.CANCELLED, "Her name was misspelt")
    show(page, "Issue certificates")
    QCoreApplication.processEvents()
    assert page.panel.certificates == ()


def test_a_look_at_a_note_has_no_words_of_it(page: HistoryPage) -> None:
    show(page, "Show a note")
    assert "Sealed words" not in said(page)
    assert "never holds its words" in said(page)
    show(page, "Add a note")
    assert "Sealed words" not in said(page)


def test_the_panel_is_reached_and_left_by_keys_alone(qtbot: QtBot, page: HistoryPage) -> None:
    page.table.setFocus()
    show(page, "Edit a person")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    undo = page.panel.findChild(QPushButton, "undo")
    assert undo is not None
    assert undo.hasFocus()
    qtbot.keyClick(undo, Qt.Key.Key_Escape)
    assert page.panel.isHidden()
    assert page.table.hasFocus()


def test_the_list_keeps_qts_rules(qtmodeltester: Any, page: HistoryPage) -> None:
    qtmodeltester.check(page.model)


@pytest.mark.parametrize("open_panel", [False, True])
def test_nothing_is_cut_off_in_the_smallest_window(
    qtbot: QtBot, at_work: App, page: HistoryPage, open_panel: bool
) -> None:
    at_work.window.resize(1024, 700)
    if open_panel:
        show(page, "Edit a person")
    qtbot.waitUntil(lambda: page.panel.isVisible() == open_panel)
    shown = [place for place in range(6) if not page.table.isColumnHidden(place)]
    assert sum(page.table.columnWidth(place) for place in shown) <= page.table.width()


def test_every_control_can_be_named_aloud(page: HistoryPage) -> None:
    show(page, "Issue certificates")
    mute = [
        item
        for item in page.findChildren(QAbstractButton)
        if not (item.accessibleName() or item.text())
        and item.metaObject().className() != "QTableCornerButton"
    ]
    assert mute == []
