"""Questions between offices: answered by a click, a key, another value, or all at once."""

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.people.page import SAME, PeoplePage
from ui.waiting.page import QUESTIONS, WaitingPage
from workbook.domain.people import PERSON
from workbook.services import inbox, people
from workbook.storage.book import Workbook

from .conftest import edit, exchange


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def said(page: WaitingPage) -> str:
    QCoreApplication.processEvents()
    labels = page.questions.view.findChildren(QLabel)
    return plain("\n".join(label.text() for label in labels if not label.isHidden()))


def choose(page: WaitingPage, what: str) -> None:
    """Put the cursor on the first question about `what`."""
    found = next(item for item in page.questions.items if what in (item.field, item.kind))
    assert page.questions.show_id(found.id)


def press(page: WaitingPage, text: str) -> None:
    """Take the value `text` of the question that is shown."""
    choices = page.questions.view.choices
    assert choices is not None
    next(item for item in choices.buttons if text in item.accessibleName()).click()


def ranks(book: Workbook) -> set[str]:
    return {row.rank for row in people.person_rows(book)} - {""}


def test_both_values_stand_with_who_wrote_them_where_and_when(asked: WaitingPage) -> None:
    assert asked.tabs.tabText(QUESTIONS).startswith("Questions (")
    assert asked.tabs.currentIndex() == QUESTIONS
    assert asked.subtitle.text() == "3 questions"
    choose(asked, "Rank")
    text = said(asked)
    for expected in ("Sana Jibraan", "Rank", "ASI", "Inspector", "Lahore", "Amina Farooq"):
        assert expected in text
    assert "2 Nov 2020" in text


def test_a_click_decides_for_every_office_and_the_next_question_comes(
    asked: WaitingPage, book: Workbook, lahore: Workbook
) -> None:
    choose(asked, "Rank")
    press(asked, "ASI")
    assert ranks(book) == {"ASI"}
    assert len(asked.questions.items) == 2
    assert asked.questions.table.hasFocus()
    assert asked.questions.table.currentIndex().isValid()
    exchange(book, lahore)
    assert ranks(lahore) == {"ASI"}
    assert len(inbox.questions(lahore)) == 2


def test_numbers_answer_from_any_keyboard(qtbot: QtBot, asked: WaitingPage, book: Workbook) -> None:
    choose(asked, "Rank")
    item = next(item for item in asked.questions.items if item.field == "Rank")
    second = item.candidates[1].text
    key = QKeyEvent(
        QKeyEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, "۲"
    )
    QApplication.sendEvent(asked.questions.table, key)
    assert ranks(book) == {second}
    qtbot.keyClick(asked.questions.table, Qt.Key.Key_1)
    qtbot.keyClick(asked.questions.table, Qt.Key.Key_9)
    assert len(asked.questions.items) == 1


def test_another_value_is_written_where_neither_is_right(
    qtbot: QtBot, asked: WaitingPage, book: Workbook
) -> None:
    choose(asked, "Rank")
    field = asked.questions.view.other
    assert field is not None
    qtbot.keyClicks(field, "DSP 2")
    assert len(asked.questions.items) == 3, "a digit in the field is text"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert ranks(book) == {"DSP 2"}


def test_an_answer_is_undone_and_asked_again(
    asked: WaitingPage, book: Workbook, at_work: App
) -> None:
    choose(asked, "Rank")
    press(asked, "ASI")
    assert at_work.window.toast.offers_undo
    at_work.window.toast.undo.click()
    assert len(asked.questions.items) == 3


def test_all_values_of_one_office_are_looked_at_and_taken_in_one_step(
    asked: WaitingPage, book: Workbook, at_work: App
) -> None:
    assert dict(asked.questions.offices())["Lahore"] == 3
    office = "Islamabad field office"
    asked.questions.look_at_all_from(office)
    text = said(asked)
    assert f"Take all from {office}: 3 values" in text
    for taken in inbox.take_all_from(book, office=office).values:
        assert taken.old == taken.new or f"{taken.old}  →  {taken.new}" in text
    take = asked.questions.view.findChild(QPushButton, "take all")
    assert isinstance(take, QPushButton)
    assert take.hasFocus()
    take.click()
    assert asked.questions.items == ()
    assert ranks(book) == {"ASI"}
    assert asked.questions.view.isHidden()
    book.undo()
    assert len(inbox.questions(book)) == 3


def test_one_kind_alone_is_shown(
    asked: WaitingPage, book: Workbook, twice: tuple[int, int]
) -> None:
    asked.ctx.bus.tell(frozenset({"person"}))
    assert not asked.kind.isHidden()
    asked.kind.setCurrentIndex(asked.kind.findData("same_person"))
    assert [item.kind for item in asked.questions.model.rows()] == ["same_person"]
    asked.kind.setCurrentIndex(0)
    assert asked.questions.model.rowCount() == 4


def test_two_records_are_compared_from_the_question(
    qtbot: QtBot, asked: WaitingPage, book: Workbook, twice: tuple[int, int], at_work: App
) -> None:
    asked.ctx.bus.tell(frozenset({"person"}))
    choose(asked, "same_person")
    links = asked.questions.view.findChildren(QPushButton)
    next(item for item in links if item.text() == "Compare both records").click()
    assert at_work.workspace is not None
    shown = at_work.workspace.pages["people"]
    assert isinstance(shown, PeoplePage)
    assert shown.stack.currentIndex() == SAME
    assert shown.same.pair is not None
    assert {record.person_id for record in shown.same.pair.records} == set(twice)


def test_who_was_deleted_here_and_edited_there_is_asked_about(
    asked: WaitingPage, book: Workbook, lahore: Workbook
) -> None:
    key = people.person_rows(book, search="Hina")[0].id
    with book.changing("Delete") as change:
        change.delete(PERSON, key)
    edit(lahore, "Hina", remark="Speaks Pashto")
    exchange(book, lahore)
    asked.ctx.bus.tell(frozenset({"person"}))
    choose(asked, "deleted_edited")
    press(asked, "Delete it")
    assert people.person_rows(book, search="Hina") == ()


def test_a_question_is_led_to_by_its_name(asked: WaitingPage) -> None:
    wanted = asked.questions.items[-1]
    asked.ctx.bus.go("waiting", wanted.id)
    assert asked.questions.table.current_key() == wanted.id
    asked.ctx.bus.go("waiting", "IX")
    assert asked.questions.table.current_key() == wanted.id


def test_the_overview_leads_to_the_list_it_counts(asked: WaitingPage) -> None:
    asked.ctx.bus.go("waiting", "kept")
    assert asked.tab is asked.waiting
    asked.ctx.bus.go("waiting", "questions")
    assert asked.tab is asked.questions


def test_nothing_waits(qtbot: QtBot, at_work: App) -> None:
    assert at_work.workspace is not None
    at_work.workspace.show_page("waiting")
    page: Any = at_work.workspace.pages["waiting"]
    assert page.subtitle.text() == "Nothing waits."
    assert page.questions.view.isHidden()
    assert page.all_from.isHidden()
    assert page.questions.empty.isVisible()


@pytest.mark.parametrize("size", [(1024, 700), (1600, 1000)])
def test_values_stand_side_by_side_and_nothing_is_cut(
    qtbot: QtBot, asked: WaitingPage, at_work: App, size: tuple[int, int]
) -> None:
    at_work.window.resize(*size)
    choose(asked, "Rank")
    choices = asked.questions.view.choices
    assert choices is not None

    def places() -> list[QPoint]:
        return [item.mapTo(choices, item.rect().topLeft()) for item in choices.buttons]

    qtbot.waitUntil(lambda: places()[0].x() < places()[1].x())
    assert places()[0].y() == places()[1].y()
    table = asked.questions.table
    wide = sum(table.columnWidth(place) for place in range(2))
    assert wide <= table.viewport().width()


def test_every_control_can_be_named_aloud(asked: WaitingPage) -> None:
    mute = [
        item
        for item in asked.findChildren(QAbstractButton)
        if not (item.accessibleName() or item.text())
        and item.metaObject().className() != "QTableCornerButton"
    ]
    assert mute == []


def test_the_questions_keep_qts_rules(qtmodeltester: Any, asked: WaitingPage) -> None:
    qtmodeltester.check(asked.questions.model)
