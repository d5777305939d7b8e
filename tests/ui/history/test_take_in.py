"""A file of another office in the history: one entry, opened into its steps, undone whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.history.page import HistoryPage
from ui.history.words import BROUGHT
from workbook.services import erase, intake, people, sending
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook

from .conftest import LATER


@pytest.fixture
def lahore(tmp_path: Path) -> Iterator[Workbook]:
    with Workbook.create(
        tmp_path / "LHR.workbook",
        passphrase="four brave owls sing",
        office_code="LHR",
        office_name="Lahore",
        operator="Bilal Ahmed",
        sources=seeded(b"lahore", SeededClock(LATER)),
    ) as other:
        people.create_person(other, name_latin="Uzma Tariq", rank="ASI")
        person = people.create_person(other, name_latin="Noor Khan").id
        people.edit_person(other, person_id=person, duty_station="Multan")
        yield other


@pytest.fixture
def taken(page: HistoryPage, book: Workbook, lahore: Workbook, tmp_path: Path) -> HistoryPage:
    """The page after a file of Lahore was taken in, with the file chosen."""
    path = tmp_path / "from-lahore.xlsx"
    sending.send(lahore, path, to="ISB", unprotected=True)
    found: Any = intake.read_list(path)
    intake.apply_plan(book, intake.plan_list(book, found))
    page.ctx.bus.tell(frozenset({"person"}))
    page.table.setCurrentIndex(page.model.index(0, 0))
    return page


def said(page: HistoryPage) -> str:
    QCoreApplication.processEvents()
    labels = [label for label in page.panel.findChildren(QLabel) if not label.isHidden()]
    return "\n".join(label.text() for label in labels).replace("\u2068", "").replace("\u2069", "")


def press(page: HistoryPage, text: str) -> None:
    found = [item for item in page.panel.findChildren(QPushButton) if not item.isHidden()]
    next(item for item in found if text in (item.accessibleName() or item.text())).click()


def test_a_file_is_one_entry_that_says_what_it_brought(taken: HistoryPage) -> None:
    row = taken.model.rows()[0]
    assert row.take_in is not None
    assert row.source == "from-lahore.xlsx"
    assert "It brought 4 steps" in said(taken)
    assert "Bilal Ahmed" in said(taken)
    taken.way.setCurrentIndex(taken.way.findData(BROUGHT))
    assert [found.take_in for found in taken.model.rows()] == [row.take_in]


def test_a_step_of_it_is_opened_and_left_again(taken: HistoryPage) -> None:
    QCoreApplication.processEvents()
    assert "Place of posting changed\nBilal Ahmed" in said(taken)
    press(taken, "Edit a person: Place of posting changed")
    assert "Multan" in said(taken)
    press(taken, "Back to the file")
    assert "It brought 4 steps" in said(taken)


def test_the_whole_file_is_undone_but_for_what_was_worked_on_since(
    taken: HistoryPage, book: Workbook, answers: Any
) -> None:
    noor = people.person_rows(book, search="Noor")[0].id
    taken.ctx.perform(lambda: people.edit_person(book, person_id=noor, duty_station="Okara"))
    place = next(n for n, row in enumerate(taken.model.rows()) if row.take_in is not None)
    taken.table.setCurrentIndex(taken.model.index(place, 0))
    QCoreApplication.processEvents()
    press(taken, "Undo the whole file")
    assert people.person_rows(book, search="Uzma") == ()
    assert people.person_rows(book, search="Noor")[0].duty_station == "Okara"
    assert "stay" in said(taken)
    assert "Noor Khan" in said(taken)


def test_a_file_that_only_erased_says_so_and_offers_no_undo(
    taken: HistoryPage, book: Workbook, lahore: Workbook, tmp_path: Path
) -> None:
    noor = people.person_rows(lahore, search="Noor")[0]
    erase.erase_by_ref(lahore, ref=noor.ref, reason="Asked for by letter")
    path = tmp_path / "again-from-lahore.xlsx"
    sending.send(lahore, path, to="ISB", unprotected=True)
    found: Any = intake.read_list(path)
    intake.apply_plan(book, intake.plan_list(book, found))
    taken.ctx.bus.tell(frozenset({"person"}))
    place = next(n for n, row in enumerate(taken.model.rows()) if row.source == path.name)
    taken.table.setCurrentIndex(taken.model.index(place, 0))
    assert "what is erased stays erased" in said(taken)
    names = [one.objectName() for one in taken.panel.findChildren(QPushButton) if one.isVisible()]
    assert "undo" not in names
    place = next(n for n, row in enumerate(taken.model.rows()) if row.source == "from-lahore.xlsx")
    taken.table.setCurrentIndex(taken.model.index(place, 0))
    QCoreApplication.processEvents()
    press(taken, "Undo the whole file")
    assert people.person_rows(book, search="Uzma") == ()


def test_an_undone_file_says_how_it_comes_back(
    qtbot: QtBot, taken: HistoryPage, book: Workbook
) -> None:
    QCoreApplication.processEvents()
    press(taken, "Undo the whole file")
    place = next(n for n, row in enumerate(taken.model.rows()) if row.take_in is not None)
    taken.table.setCurrentIndex(taken.model.index(place, 0))
    qtbot.keyClick(taken.table, Qt.Key.Key_Return)
    assert "Taken in again, it brings all of it back." in said(taken)
    assert people.person_rows(book, search="Uzma") == ()
