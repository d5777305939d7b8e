import threading
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.common.label import Label
from ui.overview.next import NextCard
from ui.overview.page import OverviewPage
from workbook.services import attendance, coaching, cohorts, people
from workbook.services.inbox import OpenCount
from workbook.services.overview import ActionKind, FigureKind


def go_button(page: OverviewPage, kind: ActionKind) -> QPushButton:
    found = page.next.findChild(QPushButton, kind.value)
    assert isinstance(found, QPushButton)
    return found


def names(page: OverviewPage) -> list[str]:
    return [row.name for row in page.panel.model.rows()]


def test_what_is_due_comes_first_and_leads_to_where_it_is_done(
    qtbot: QtBot, page: OverviewPage, story: Any
) -> None:
    assert page.snapshot is not None
    kinds = [row.kind for row in page.snapshot.next_actions]
    assert kinds == [ActionKind.MODULES, ActionKind.BLANKS, ActionKind.NAMES]
    for kind, place, detail in (
        (ActionKind.MODULES, "elearning", None),
        (ActionKind.BLANKS, "attendance", story.sessions[0]),
        (ActionKind.NAMES, "people", frozenset(story.people)),
    ):
        with qtbot.waitSignal(page.ctx.bus.page_asked) as asked:
            go_button(page, kind).click()
        assert asked.args == [place, detail]


def test_what_was_done_elsewhere_is_no_longer_due(
    qtbot: QtBot, page: OverviewPage, story: Any
) -> None:
    page.ctx.perform(
        lambda: attendance.fill_blanks(page.ctx.book, session_id=story.sessions[0], status="P")
    )
    qtbot.waitUntil(lambda: page.next.findChild(QPushButton, ActionKind.BLANKS.value) is None)
    assert go_button(page, ActionKind.CERTIFICATES).isVisible()


def test_questions_are_counted_once_for_window_and_page_and_not_by_the_page(
    qtbot: QtBot, at_work: App, page: OverviewPage
) -> None:
    count, counted_by = page.ctx.count_open, []

    def count_open() -> OpenCount:
        counted_by.append(threading.current_thread())
        return count()

    def said() -> int:
        row = page.next.findChild(QPushButton, ActionKind.CONFLICTS.value)
        return int(row.accessibleName().split()[1]) if row is not None else 0

    qtbot.waitUntil(lambda: page.ctx.counted is not None)
    before = said()
    page.ctx.count_open = count_open
    for name in ("Sana Jibraan", "Zarmina Khan"):
        people.create_person(page.ctx.book, name_latin=name, national_id="35202-1234567-1")
        page.ctx.bus.tell(frozenset({"person"}))
    qtbot.waitUntil(lambda: said() == before + 1)
    assert len(counted_by) == 1
    assert counted_by[0] is not threading.main_thread()
    assert at_work.workspace is not None
    told = at_work.workspace.navigation.buttons["waiting"].accessibleName()
    assert told == f"Questions, {before + 1}"
    with qtbot.waitSignal(page.ctx.bus.page_asked) as asked:
        go_button(page, ActionKind.CONFLICTS).click()
    assert asked.args == ["waiting", "questions"]


def test_a_count_leaves_what_is_due_and_the_cursor_where_they_are(
    qtbot: QtBot, page: OverviewPage
) -> None:
    qtbot.waitUntil(lambda: page.ctx.counted is not None)
    first = go_button(page, ActionKind.MODULES)
    first.setFocus()
    page.ctx.bus.counted.emit(page.ctx.counted)
    assert go_button(page, ActionKind.MODULES) is first, "nothing new, nothing drawn anew"
    page.ctx.counted = OpenCount(questions=3, kept=0)
    page.ctx.bus.counted.emit(page.ctx.counted)
    assert go_button(page, ActionKind.CONFLICTS)
    focused = page.window().focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused is not first
    assert focused.accessibleName() == first.accessibleName()


def test_that_nothing_is_due_is_said_when_the_questions_are_counted(qtbot: QtBot) -> None:
    card = NextCard()
    qtbot.addWidget(card)
    card.show_actions((), all_known=False)
    card.show()
    qtbot.waitExposed(card)
    (said,) = (label for label in card.findChildren(Label) if "Nothing is due" in label.text())
    assert not said.isVisible()
    height = card.sizeHint().height()
    card.show_actions((), all_known=True)
    qtbot.waitUntil(
        lambda: any(
            "Nothing is due" in label.text() and label.isVisible()
            for label in card.findChildren(Label)
        )
    )
    assert card.sizeHint().height() == height, "nothing below it moves"


def test_every_figure_leads_to_its_people(page: OverviewPage) -> None:
    figures = {FigureKind.NOMINATED: 5, FigureKind.READY: 4, FigureKind.TRAINED: 5}
    for kind, count in figures.items():
        page.tiles[kind].click()
        assert len(names(page)) == count
        assert page.panel.heading.text().endswith(f": {count}")
    assert names(page) == [f"Officer {n}" for n in range(1, 6)]


def test_a_number_of_the_split_leads_to_its_people_by_keys(
    qtbot: QtBot, page: OverviewPage
) -> None:
    rows = page.split.model_of_splits.rows()
    assert [(row.group, row.label) for row in rows][:3] == [
        ("Agency", "FA"),
        ("", "PP"),
        ("Sex", "Women"),
    ]
    page.split.setFocus()
    page.split.setCurrentIndex(page.split.model_of_splits.index(1, 3))
    qtbot.keyClick(page.split, Qt.Key.Key_Return)
    assert page.panel.heading.text() == "Ready, PP: 1"
    assert names(page) == ["Officer 4"]
    qtbot.keyClick(page.panel.first, Qt.Key.Key_Escape)
    assert page.panel.isHidden()
    assert page.split.hasFocus()


def test_a_name_leads_to_the_person_and_the_button_to_all_in_the_cohort(
    qtbot: QtBot, page: OverviewPage, story: Any
) -> None:
    page.tiles[FigureKind.STAYED].click()
    with qtbot.waitSignal(page.ctx.bus.page_asked) as asked:
        page.panel.every.click()
    assert asked.args == ["cohort", frozenset(story.enrolments)]
    with qtbot.waitSignal(page.ctx.bus.page_asked) as asked:
        qtbot.keyClick(page.panel.first, Qt.Key.Key_Return)
    assert asked.args == ["people", story.people[0]]


def test_the_names_follow_what_changes(page: OverviewPage, story: Any) -> None:
    page.tiles[FigureKind.STAYED].click()
    page.ctx.perform(
        lambda: cohorts.withdraw(
            page.ctx.book, enrolment_id=story.enrolments[0], reason=cohorts.LeaveReason.TRANSFERRED
        )
    )
    assert page.panel.heading.text() == "Stayed: 4"
    assert "Officer 1" not in names(page)


def test_a_module_leads_to_those_who_lack_it(qtbot: QtBot, page: OverviewPage) -> None:
    page.modules.setFocus()
    qtbot.keyClick(page.modules, Qt.Key.Key_Space)
    assert page.panel.heading.text() == "Lack TIP-101: 1"
    assert names(page) == ["Officer 5"]


def test_who_stayed_says_who_left_and_why(qtbot: QtBot, page: OverviewPage, story: Any) -> None:
    book = page.ctx.book
    cohorts.withdraw(
        book,
        enrolment_id=story.enrolments[1],
        reason=cohorts.LeaveReason.NOT_RELEASED,
        on=date(2020, 11, 7),
    )
    page.ctx.perform(
        lambda: (
            coaching.create_round(book, cohort_id=story.cohort, starts_on=date(2020, 11, 8)).changes
        )
    )
    page.stayed.setFocus()
    qtbot.keyClick(page.stayed, Qt.Key.Key_Right)
    qtbot.keyClick(page.stayed, Qt.Key.Key_Return)
    assert page.panel.heading.text() == "Coaching round 1: 4"
    assert page.left.text() == "Left: Not released by her office 1"
    assert "Officer 2" not in names(page)


def test_the_reminder_is_copied_without_names(page: OverviewPage) -> None:
    page.next.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "1 of your 2 lacks module TIP-101" in text
    assert "Officer" not in text


def test_a_workbook_without_a_cohort_says_how_to_begin(qtbot: QtBot, page: OverviewPage) -> None:
    page.ctx.choose_cohort(None)
    assert page.empty.isVisible()
    assert page.empty.action is not None
    for item, asked_for in (
        (page.empty.action, ["cohort", "new"]),
        (page.first_list, ["intake", "choose"]),
    ):
        with qtbot.waitSignal(page.ctx.bus.page_asked) as asked:
            item.click()
        assert asked.args == asked_for


def test_the_tables_keep_qts_rules(qtmodeltester: Any, page: OverviewPage) -> None:
    page.tiles[FigureKind.NOMINATED].click()
    qtmodeltester.check(page.split.model_of_splits)
    qtmodeltester.check(page.panel.model)


@pytest.mark.parametrize("open_panel", [False, True])
def test_nothing_is_cut_off_in_the_smallest_window(
    qtbot: QtBot, at_work: App, page: OverviewPage, open_panel: bool
) -> None:
    at_work.window.resize(1024, 700)
    if open_panel:
        page.tiles[FigureKind.NOMINATED].click()
    qtbot.waitUntil(lambda: page.panel.isVisible() == open_panel)
    inner = page.area.widget()
    assert inner.width() <= page.area.viewport().width()
    for tile in page.tiles.values():
        assert tile.width() >= tile.minimumSizeHint().width()


def test_every_control_can_be_named_aloud(page: OverviewPage) -> None:
    page.tiles[FigureKind.NOMINATED].click()
    mute = [
        item
        for item in page.findChildren(QAbstractButton)
        if not (item.accessibleName() or item.text())
        and item.metaObject().className() != "QTableCornerButton"
    ]
    assert mute == []
