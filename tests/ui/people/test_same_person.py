"""One person with two records: suggested, laid side by side, made one, taken apart again."""

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.people.page import PARTICIPANTS, SAME, PeoplePage
from ui.people.records import RecordsBox
from workbook.domain.people import PERSON
from workbook.services import people
from workbook.storage.book import Workbook


@pytest.fixture
def page(qtbot: QtBot, book: Workbook, at_work: App) -> PeoplePage:
    with book.changing("Two records") as change:
        change.create(
            PERSON, name_latin="Uzma Ahmed Tariq", phone="03015556667", rank="ASI", remark="Leads"
        )
        change.create(PERSON, name_latin="Uzma Ahmad Tariq", phone="03015556667", role="trainer")
        change.create(PERSON, name_latin="Hina Raza")
    assert at_work.workspace is not None
    at_work.workspace.show_page("people")
    made = at_work.workspace.pages["people"]
    assert isinstance(made, PeoplePage)
    qtbot.waitUntil(lambda: bool(made.alike))
    return made


def names(page: PeoplePage) -> list[str]:
    return [row.name for row in page.model.rows()]


def said(widget: Any) -> str:
    QCoreApplication.processEvents()
    labels = [label for label in widget.findChildren(QLabel) if not label.isHidden()]
    return "\n".join(label.text() for label in labels).replace("\u2068", "").replace("\u2069", "")


def look(page: PeoplePage) -> None:
    next(item for item in page.twice.findChildren(QPushButton)).click()
    assert page.stack.currentIndex() == SAME


def open_form(page: PeoplePage, name: str) -> None:
    page.table.setCurrentIndex(page.model.index(names(page).index(name), 0))
    page._on_activated(None)


def test_who_may_be_twice_is_said_over_the_list(page: PeoplePage) -> None:
    assert not page.twice.isHidden()
    assert "1 person may be in the workbook twice." in page.twice.label.text()


def test_both_records_stand_side_by_side_with_the_reasons(page: PeoplePage) -> None:
    look(page)
    text = said(page.same.view)
    assert "the same phone" in text
    assert "Uzma Ahmed Tariq" in text
    assert "Uzma Ahmad Tariq" in text
    assert "03015556667" not in text, "a phone is masked until it is asked for"
    page.same.view.eye.click()
    assert "03015556667" in said(page.same.view)
    assert page.same.view.eye.isHidden()


def test_values_are_chosen_field_by_field_and_the_two_become_one(
    qtbot: QtBot, page: PeoplePage, book: Workbook, at_work: App
) -> None:
    look(page)
    assert page.same.pair is not None
    one, other = (record.name for record in page.same.pair.records)
    chosen = dict(page.same.view.chosen())
    assert set(chosen) == {"name_latin", "rank", "remark", "role"}
    pick = page.same.view.pick("name_latin", 1)
    pick.setFocus()
    qtbot.keyClick(pick, Qt.Key.Key_Space)
    page.same.view.yes.click()
    assert page.stack.currentIndex() == PARTICIPANTS
    assert names(page).count(other) == 1
    assert one not in names(page)
    row = next(row for row in page.model.rows() if row.name == other)
    assert (row.rank, row.role, row.remark) == ("ASI", "trainer", "Leads")
    qtbot.waitUntil(lambda: page.alike == ())
    assert page.twice.isHidden()
    book.undo()
    assert len(people.person_rows(book)) == 3


def test_two_people_are_not_suggested_again(
    qtbot: QtBot, page: PeoplePage, book: Workbook, at_work: App
) -> None:
    look(page)
    page.same.view.no.click()
    qtbot.waitUntil(lambda: page.alike == ())
    assert page.twice.isHidden()
    assert len(page.model.rows()) == 3


def test_a_merged_person_is_known_as_two_records_and_taken_apart_again(
    page: PeoplePage, book: Workbook
) -> None:
    look(page)
    page.same.view.yes.click()
    name = next(name for name in names(page) if name.startswith("Uzma"))
    open_form(page, name)
    box = page.form.findChild(RecordsBox)
    assert isinstance(box, RecordsBox)
    assert "Known as 2 records" in said(box)
    next(item for item in box.findChildren(QPushButton) if "apart" in item.text()).click()
    assert {"Uzma Ahmed Tariq", "Uzma Ahmad Tariq"} <= set(names(page))
    assert box.isHidden()


def test_any_two_who_are_selected_are_compared(page: PeoplePage) -> None:
    page.table.selectAll()
    assert page.compare.isHidden()
    page.table.clearSelection()
    for place in range(2):
        for column in range(page.model.columnCount()):
            page.table.selectionModel().select(
                page.model.index(place, column),
                page.table.selectionModel().SelectionFlag.Select,
            )
    assert not page.compare.isHidden()
    page.compare.click()
    assert page.same.pair is not None
    assert page.same.view.heading.text() == "Are they the same person?"


def test_the_comparison_is_left_by_the_keyboard(qtbot: QtBot, page: PeoplePage) -> None:
    look(page)
    qtbot.keyClick(page.same.view, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == PARTICIPANTS
    assert page.table.hasFocus()
    assert not page.twice.isHidden()


def test_who_is_alike_is_shown_while_a_new_person_is_typed_and_holds_nobody_up(
    qtbot: QtBot, page: PeoplePage, book: Workbook, at_work: App
) -> None:
    page.add.click()
    qtbot.keyClicks(page.form.name, "Heena Raza")
    page.form.alike.look()
    qtbot.waitUntil(lambda: bool(page.form.alike.found))
    assert [person.name for person in page.form.alike.found] == ["Hina Raza"]
    page.form.save()
    assert "Heena Raza" in names(page)


def test_somebody_alike_is_opened_in_place_of_a_new_person(
    qtbot: QtBot, page: PeoplePage, book: Workbook
) -> None:
    page.add.click()
    qtbot.keyClicks(page.form.name, "Heena Raza")
    page.form.alike.look()
    qtbot.waitUntil(lambda: bool(page.form.alike.found))
    page.form.alike.findChildren(QPushButton)[0].click()
    assert page.form.row is not None
    assert page.form.row.name == "Hina Raza"
    assert len(people.person_rows(book)) == 3
