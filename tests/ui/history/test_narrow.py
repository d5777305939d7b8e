"""The lists of the history, of what waits and of certificates are whole at 1024 by 700."""

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication
from pytestqt.qtbot import QtBot

from ui.app import App
from workbook.services import intake, people
from workbook.storage.book import Workbook

LONG = "Muhammad Abdurrahman Invented-Longname Siddiqui"


def scrolling(app: App) -> list[str]:
    """The names of what scrolls sideways."""
    QCoreApplication.processEvents()
    areas = app.window.findChildren(QAbstractScrollArea)
    return [
        f"{area.accessibleName() or area.parent()}: {area.horizontalScrollBar().maximum()}"
        for area in areas
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0
    ]


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_nothing_scrolls_sideways_in_a_small_window(
    qtbot: QtBot, qapp: QApplication, at_work: App, book: Workbook, direction: Qt.LayoutDirection
) -> None:
    person = people.create_person(book, name_latin=LONG, relative_name="Rizwan Ahmed").id
    people.edit_person(book, person_id=person, rank="ASI", duty_station="Lahore", phone="0300")
    rows = [["Name", "Rank"], [" ".join(reversed(LONG.split())), "Inspector"]]
    intake.apply_plan(book, intake.plan_list(book, intake.read_pasted(rows)))
    qapp.setLayoutDirection(direction)
    workspace: Any = at_work.workspace
    at_work.window.resize(1024, 700)
    for name, detail in (("waiting", "kept"), ("history", None), ("certificates", None)):
        workspace.show_page(name, detail)
        page = workspace.pages[name]
        table = page.tab.table if name == "waiting" else page.table
        assert scrolling(at_work) == []
        table.setCurrentIndex(table.snapshot.index(0, 0))
        qtbot.keyClick(table, Qt.Key.Key_Return)
        assert scrolling(at_work) == []
