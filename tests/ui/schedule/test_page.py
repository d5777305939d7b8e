"""The planned week: made from a curriculum, moved, cancelled, given by trainers."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.schedule.page import SchedulePage
from workbook.services import cohorts, experts, schedule
from workbook.storage.book import Workbook

MONDAY = date(2020, 11, 2)


@pytest.fixture
def cohort(book: Workbook) -> int:
    return cohorts.create_cohort(
        book, code="INV-1", title="Course", starts_on=MONDAY, ends_on=date(2020, 11, 6)
    ).id


@pytest.fixture
def page(cohort: int, at_work: App) -> SchedulePage:
    assert at_work.workspace is not None
    at_work.workspace.show_page("schedule")
    made = at_work.workspace.pages["schedule"]
    assert isinstance(made, SchedulePage)
    return made


@pytest.fixture
def planned(page: SchedulePage, cohort: int) -> SchedulePage:
    page.ctx.perform(
        lambda: schedule.plan_training(
            page.ctx.book, cohort_id=cohort, template="investigation-week"
        )
    )
    return page


def test_the_week_is_planned_from_a_curriculum(page: SchedulePage, book: Workbook) -> None:
    assert page.stack.currentIndex() == 1
    page.plan.click()
    assert "Opening and common ground" in page.panel.outline.text()
    page.panel.accept.click()
    assert len(page.week.cards) == 10
    assert page.subtitle.text() == "1950 minutes planned · 1950 held"
    assert page.plan.isHidden()
    book.undo()
    page.ctx.bus.tell(frozenset({"training_session"}))
    assert page.stack.currentIndex() == 1


def test_enter_plans_and_a_second_enter_does_not_undo_it(
    qtbot: QtBot, at_work: App, page: SchedulePage
) -> None:
    qtbot.waitActive(at_work.window)
    page.plan.click()
    for _time in range(2):
        focused = at_work.window.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert page.ctx.book.can_undo
    assert not at_work.window.toast.isAncestorOf(at_work.window.focusWidget())


def test_a_card_says_its_session(planned: SchedulePage) -> None:
    said = planned.week.cards[0].accessibleName()
    assert said.startswith("09:00–12:30, 210\u00a0min, Opening and common ground, Mandatory")


def test_a_session_is_moved_with_a_reason(
    qtbot: QtBot, planned: SchedulePage, answers: Any
) -> None:
    first = planned.rows[0]
    qtbot.keyClick(planned.week.cards[0], Qt.Key.Key_Return)
    planned.panel.mover.click()
    planned.panel.day.set_day(date(2020, 11, 3))
    planned.panel.accept.click()
    assert "Say why" in answers.errors[0]
    qtbot.keyClicks(planned.panel.reason, "Hall taken")
    qtbot.keyClick(planned.panel.reason, Qt.Key.Key_Return)
    moved = next(row for row in planned.rows if row.id == first.id)
    assert (moved.day, moved.state, moved.reason) == (date(2020, 11, 3), "moved", "Hall taken")
    card = next(card for card in planned.week.cards if card.row.id == first.id)
    assert "Moved" in card.accessibleName()
    assert planned.panel.isHidden()


def test_a_cancelled_session_counts_no_minutes(qtbot: QtBot, planned: SchedulePage) -> None:
    planned.show_session(planned.rows[0].id)
    planned.panel.canceller.click()
    planned.panel.reason.setText("Trainer ill")
    planned.panel.accept.click()
    assert planned.rows[0].cancelled
    assert planned.subtitle.text() == "1740 minutes planned · 1740 held"


def test_fields_and_trainers_of_a_session_are_saved(planned: SchedulePage, book: Workbook) -> None:
    expert = experts.create_expert(book, name_latin="Nadia Baloch", role="prosecutor").id
    planned.show_session(planned.rows[1].id)
    panel = planned.panel
    panel.title.setText("Law in practice")
    panel.mandatory.setChecked(True)
    panel.minutes.setValue(150)
    panel.trainers.item(0).setCheckState(Qt.CheckState.Checked)
    panel.accept.click()
    row = planned.rows[1]
    assert (row.title, row.mandatory, row.minutes) == ("Law in practice", True, 150)
    assert [(t.expert_id, t.role) for t in row.trainers] == [(expert, "prosecutor")]
    assert "Nadia Baloch" in planned.week.cards[1].accessibleName()


def test_a_session_is_added_by_hand(page: SchedulePage) -> None:
    page.add.click()
    page.panel.title.setText("Visit")
    page.panel.accept.click()
    assert [(row.title, row.day, row.minutes) for row in page.rows] == [("Visit", MONDAY, 210)]


def test_arrows_move_between_the_sessions(qtbot: QtBot, planned: SchedulePage) -> None:
    cards = planned.week.cards
    cards[0].setFocus()
    qtbot.keyClick(cards[0], Qt.Key.Key_Down)
    assert cards[1].hasFocus()
    qtbot.keyClick(cards[1], Qt.Key.Key_Right)
    assert cards[3].hasFocus()
    qtbot.keyClick(cards[3], Qt.Key.Key_Up)
    assert cards[2].hasFocus()


def test_without_a_cohort_the_page_says_what_to_do(at_work: App) -> None:
    assert at_work.workspace is not None
    at_work.workspace.show_page("schedule")
    made: Any = at_work.workspace.pages["schedule"]
    assert made.stack.currentIndex() == 0
