"""The report of an online meeting on the page: looked at, ticked with the keyboard, entered."""

import re
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.common.empty import EmptyState
from ui.intake.files import State, state_word
from ui.intake.kept import kept
from ui.intake.meeting import MeetingReview
from ui.intake.page import IntakePage
from ui.intake.words import counts_of
from workbook.domain.training import TRAINING, TRAINING_SESSION, Mark
from workbook.services import cohorts
from workbook.services.attendance import attendance_grid

PATIENCE = 180_000
"""Milliseconds that end a run which hangs; a busy computer takes its time over many files."""
REPORT = """\
Full Name\tUser Action\tTimestamp
Invented Officer 01 (FA)\tJoined\t11/03/2020, 08:55:00 AM
Invented Officer 01 (FA)\tLeft\t11/03/2020, 04:30:00 PM
Invented Officer 02\tJoined\t11/03/2020, 09:20:00 AM
Invented Officer 02\tLeft\t11/03/2020, 12:30:00 PM
Somebody Unheard\tJoined\t11/03/2020, 09:00:00 AM
Somebody Unheard\tLeft\t11/03/2020, 12:30:00 PM
Trainer's iPad\tJoined\t11/03/2020, 08:41:10 AM
"""


def plain(text: str) -> str:
    """Without the marks that keep scripts apart."""
    return re.sub("[\u2066-\u2069]", "", text)


@pytest.fixture
def page(at_course: App) -> IntakePage:
    assert at_course.workspace is not None
    at_course.workspace.show_page("intake")
    made = at_course.workspace.pages["intake"]
    assert isinstance(made, IntakePage)
    return made


def settled(qtbot: QtBot, page: IntakePage) -> None:
    qtbot.waitUntil(lambda: not page.ctx.jobs.busy, timeout=PATIENCE)


@pytest.fixture
def meeting(qtbot: QtBot, page: IntakePage, tmp_path: Path) -> MeetingReview:
    path = tmp_path / "meeting.csv"
    path.write_bytes(REPORT.encode("utf-16"))
    page.read([path])
    settled(qtbot, page)
    return page.one.meeting


def shown(meeting: MeetingReview, line: int) -> list[str]:
    assert meeting.table is not None
    model = meeting.table.model_
    return [plain(str(model.index(line, n).data())) for n in range(model.columnCount())]


def marks(meeting: MeetingReview) -> dict[int, dict[str, Mark]]:
    """The marks in the workbook by session's number from 1 and name."""
    grid = attendance_grid(meeting.ctx.book, cohort_id=meeting.cohort.currentData())
    found: dict[int, dict[str, Mark]] = {}
    for row in grid.rows:
        for number, mark in enumerate(row.marks, 1):
            if mark is not None:
                found.setdefault(number, {})[row.name] = mark
    return found


def test_a_report_is_shown_beside_its_sessions_and_entered_as_one_step(
    qtbot: QtBot, page: IntakePage, meeting: MeetingReview
) -> None:
    assert meeting.isVisible()
    assert page.accept.isHidden()
    assert plain(meeting.day.currentText()) == "3 Nov 2020"
    assert shown(meeting, 0) == [
        "Invented Officer 01",
        "Invented Officer 01",
        "210 min",
        "✓ P",
        "180 min",
        "✓ P",
    ]
    assert shown(meeting, 1)[2:] == ["190 min", "✓ L", "0 min", "A ?"]
    assert shown(meeting, 2)[1:] == ["Who is this?", "", "", "", ""]
    assert shown(meeting, 3)[:2] == ["Trainer's iPad", "left out"]
    assert meeting.accept.accessibleName() == "Enter 3 marks"
    assert marks(meeting) == {}
    meeting.accept.click()
    settled(qtbot, page)
    assert marks(meeting) == {
        3: {
            "Invented Officer 01": Mark("P", "online"),
            "Invented Officer 02": Mark("L", "online", 190),
        },
        4: {"Invented Officer 01": Mark("P", "online")},
    }
    assert not meeting.accept.isEnabled()
    page.ctx.book.undo()
    assert marks(meeting) == {}


def test_the_keyboard_ticks_marks_and_says_who_somebody_is(
    qtbot: QtBot, page: IntakePage, meeting: MeetingReview
) -> None:
    table = meeting.table
    assert table is not None
    line = table.line()
    assert line is not None
    assert line.row.name == "Somebody Unheard"
    QTest.keyClick(table, Qt.Key.Key_Return)
    QApplication.processEvents()  # the panel's fields are shown by the event loop
    (others,) = (box for box in meeting.panel.findChildren(QComboBox) if box.isVisible())
    others.setCurrentIndex(others.findText("Invented Officer 05"))
    others.activated.emit(others.currentIndex())
    assert shown(meeting, 2)[1:3] == ["Invented Officer 05", "210 min"]
    assert meeting.accept.accessibleName() == "Enter 4 marks"
    table.setCurrentIndex(table.model_.index(2, 3))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert shown(meeting, 2)[3] == "P ?"
    QTest.keyClick(table, Qt.Key.Key_E)
    assert shown(meeting, 2)[3] == "✓ E"
    QApplication.processEvents()  # the panel's buttons are shown by the event loop
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert isinstance(meeting.window().focusWidget(), QPushButton)
    meeting.enter()
    settled(qtbot, page)
    assert marks(meeting)[3]["Invented Officer 05"] == Mark("E")


def test_who_is_not_in_the_report_is_absent_only_when_that_is_said(
    meeting: MeetingReview,
) -> None:
    assert len(meeting.ticked()) == 3
    meeting.absent.setChecked(True)
    assert len(meeting.ticked()) == 3 + 2 * 23
    meeting.absent.setChecked(False)
    assert len(meeting.ticked()) == 3


def test_another_threshold_or_clock_is_seen_at_once(meeting: MeetingReview) -> None:
    meeting.threshold.setValue(95)
    assert shown(meeting, 1)[3] == "✓ A"
    meeting.shift.setValue(300)
    assert shown(meeting, 0)[2:4] == ["0 min", "A ?"]


def test_a_report_is_to_be_looked_through_until_its_marks_are_entered(
    qtbot: QtBot, page: IntakePage, meeting: MeetingReview
) -> None:
    (file,) = page.files
    assert state_word(file) == "To look through"
    assert counts_of(file) == "3 people in the report"
    assert kept(page.ctx.book) == [file.path]
    meeting.accept.click()
    settled(qtbot, page)
    assert file.state is State.ENTERED
    assert kept(page.ctx.book) == [], "it asks for nothing when the workbook is opened again"
    assert page.cancel.text() == "Done"
    page.ctx.book.undo()
    page.ctx.bus.tell(frozenset({"attendance"}))
    assert file.state is State.REVIEW
    assert kept(page.ctx.book) == [file.path]
    assert page.cancel.text() == "Cancel"


def test_a_mark_that_was_not_ticked_stays_so_when_others_are_entered(
    qtbot: QtBot, page: IntakePage, meeting: MeetingReview
) -> None:
    assert meeting.table is not None
    meeting.table.setCurrentIndex(meeting.table.model_.index(1, 3))
    QTest.keyClick(meeting.table, Qt.Key.Key_Space)
    meeting.accept.click()
    settled(qtbot, page)
    assert meeting.ticked() == {}
    assert shown(meeting, 1)[3] == "L ?"


def test_in_a_narrow_window_all_marks_are_seen_until_it_is_asked_who_somebody_is(
    qtbot: QtBot, page: IntakePage, meeting: MeetingReview
) -> None:
    window = page.window()
    window.resize(1024, 700)
    QApplication.processEvents()
    table = meeting.table
    assert table is not None
    assert meeting.panel.isHidden()
    assert table.columnViewportPosition(5) + table.columnWidth(5) <= table.viewport().width()
    assert meeting.accept.width() >= meeting.accept.sizeHint().width()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert meeting.panel.isVisible()
    QTest.keyClick(meeting.panel.options[0], Qt.Key.Key_Escape)
    assert meeting.panel.isHidden()
    assert page.files, "the report is not put away"
    window.resize(1600, 800)
    QApplication.processEvents()
    assert meeting.panel.isVisible()


def test_where_nobody_is_enrolled_it_says_so_once(
    qtbot: QtBot, page: IntakePage, tmp_path: Path
) -> None:
    day = date(2020, 11, 3)
    cohort = cohorts.create_cohort(
        page.ctx.book, code="INV-2", title="Other", starts_on=day, ends_on=day
    ).id
    with page.ctx.book.changing("Plan") as change:
        training = change.create(TRAINING, cohort=cohort, title="Day")
        change.create(
            TRAINING_SESSION,
            training=training,
            title="Morning",
            slot={"held_on": day, "starts_at": "09:00", "ends_at": "12:30"},
            minutes=210,
            mandatory=False,
            delivery="online",
            status={"state": "planned"},
        )
    page.ctx.choose_cohort(cohort)
    path = tmp_path / "meeting.csv"
    path.write_bytes(REPORT.encode("utf-16"))
    page.read([path])
    settled(qtbot, page)
    texts = [
        label.text() for label in page.one.meeting.findChildren(EmptyState)[-1].findChildren(QLabel)
    ]
    assert "Nobody is enrolled in this cohort" in texts
    assert page.one.meeting.table is None
    assert not page.one.meeting.accept.isEnabled()
