"""Two offices through the window: sent, taken in, confirmed over the phone, undone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.exchange.page import ExchangePage
from ui.exchange.send import SendForm
from ui.intake.page import IntakePage
from ui.intake.report import Report
from workbook.intake.plan import Outcome
from workbook.services import history, offices, people, sending
from workbook.storage.book import Workbook

PASSWORD = "seven quiet rivers run"


@pytest.fixture
def lahore(tmp_path: Path) -> Iterator[Workbook]:
    """Another office of the programme, which knows nobody yet."""
    made = Workbook.create(
        tmp_path / "LHR.workbook",
        passphrase=PASSWORD,
        office_code="LHR",
        office_name="Lahore field office",
        operator="Bushra Gul",
    )
    yield made
    made.close()


def settled(qtbot: QtBot, program: App) -> None:
    qtbot.waitUntil(lambda: not program.jobs.busy, timeout=30_000)


def send_through_the_window(qtbot: QtBot, program: App, answers: Any, out: Path) -> None:
    assert program.workspace is not None
    program.workspace.show_page("exchange")
    page = program.workspace.pages["exchange"]
    assert isinstance(page, ExchangePage)
    page.cards["send"].click()
    form = page.form
    assert isinstance(form, SendForm)
    for field in (form.protection.fields.first, form.protection.fields.again):
        field.setText(PASSWORD)
    answers.files = [out]
    page.save.click()
    settled(qtbot, program)


def intake_page(program: App, book: Workbook) -> IntakePage:
    program.show_book(book, "Bushra Gul")
    assert program.workspace is not None
    program.workspace.show_page("intake")
    page = program.workspace.pages["intake"]
    assert isinstance(page, IntakePage)
    return page


def test_what_one_office_sends_the_other_takes_in_confirms_and_can_undo(
    qtbot: QtBot, at_course: App, course: Any, lahore: Workbook, answers: Any, tmp_path: Path
) -> None:
    out = tmp_path / "from Islamabad.xlsx"
    send_through_the_window(qtbot, at_course, answers, out)
    at_course.ctx = None
    page = intake_page(at_course, lahore)
    page.read([out])
    settled(qtbot, at_course)
    assert page.one.lock.isVisible()
    page.one.password.setText(PASSWORD)
    page.one.open.click()
    settled(qtbot, at_course)
    assert page.subtitle.text().startswith("From ISB · Islamabad field office · signed, the key")
    assert page.files[0].count(Outcome.NEEDS_YOU) == 0
    assert people.person_rows(lahore) == ()
    page.accept.click()
    settled(qtbot, at_course)
    assert len(people.person_rows(lahore)) == 25

    assert at_course.workspace is not None
    at_course.workspace.show_page("exchange")
    exchange = at_course.workspace.pages["exchange"]
    assert isinstance(exchange, ExchangePage)
    table = exchange.offices
    assert [row.code for row in table.model.rows()] == ["LHR", "ISB"]
    table.table.setCurrentIndex(table.model.index(1, 0))
    qtbot.keyClick(table.table, Qt.Key.Key_Return)
    said = [label.text() for label in table.panel.findChildren(QLabel)]
    own = next(row for row in offices.office_rows(course.book) if row.own)
    assert own.words in said, "both offices read the same six words"
    table.confirm.click()
    assert table.model.rows()[1].confirmed_by == "Bushra Gul"

    report = page.message.findChild(Report)
    assert report is not None
    report.cards[0].take_back()
    assert people.person_rows(lahore) == ()
    page.read([out])
    settled(qtbot, at_course)
    page.one.password.setText(PASSWORD)
    page.one.open.click()
    settled(qtbot, at_course)
    page.accept.click()
    settled(qtbot, at_course)
    assert len(people.person_rows(lahore)) == 25, "taken in again after an undo, it is as before"
    at_course.close_book()


def test_files_of_offices_dropped_together_are_planned_as_they_will_be_taken_in(
    qtbot: QtBot, at_work: App, book: Workbook, lahore: Workbook, tmp_path: Path
) -> None:
    people.create_person(lahore, name_latin="Sana Jibraan")
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    sending.send(lahore, first, unprotected=True)
    people.create_person(lahore, name_latin="Hina Raza")
    sending.send(lahore, second, unprotected=True)
    page = intake_page(at_work, book)
    page.read([first, second])
    settled(qtbot, at_work)
    assert [row.name for row in page.one.model.rows()] == ["Sana Jibraan"]
    page.queue.show_key(id(page.files[1]))
    assert [row.name for row in page.one.model.rows()] == ["Hina Raza"]
    page.accept.click()
    settled(qtbot, at_work)
    assert {row.name for row in people.person_rows(book)} == {"Sana Jibraan", "Hina Raza"}
    report = page.message.findChild(Report)
    assert report is not None
    assert all(card.undo for card in report.cards)
    assert len(report.cards) == 2
    history.undo_take_in(book, take_in=1)


def test_a_file_of_another_programme_stops_no_other(
    qtbot: QtBot, at_work: App, book: Workbook, lahore: Workbook, tmp_path: Path
) -> None:
    people.create_person(lahore, name_latin="Sana Jibraan")
    good, foreign = tmp_path / "good.xlsx", tmp_path / "foreign.xlsx"
    sending.send(lahore, good, unprotected=True)
    with Workbook.create(
        tmp_path / "other.workbook",
        passphrase=PASSWORD,
        office_code="KBL",
        office_name="Kabul field office",
        programme_code="ANOTHER",
    ) as other:
        sending.send(other, foreign, unprotected=True)
    page = intake_page(at_work, book)
    page.read([foreign, good])
    settled(qtbot, at_work)
    assert "another programme" in page.files[0].error
    assert page.accept.accessibleName() == "Take in 1 file"


def test_an_office_that_is_alone_is_told_what_to_do_and_knows_its_words(at_work: App) -> None:
    assert at_work.workspace is not None
    at_work.workspace.show_page("exchange")
    page = at_work.workspace.pages["exchange"]
    assert isinstance(page, ExchangePage)
    assert page.offices.alone.isVisible()
    assert [row.own for row in page.offices.model.rows()] == [True]
