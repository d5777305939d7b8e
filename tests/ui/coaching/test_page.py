from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.coaching.page import GROUP_WORK, WHO_STAYED, CoachingPage
from ui.coaching.participant import ParticipantPane
from workbook.domain.coaching import ActionState, Audience
from workbook.domain.cohort import LeaveReason
from workbook.services import coaching, cohorts, history
from workbook.storage.book import Workbook

SECRET = "She asked not to be sent to the border post again."


def pane_of(page: CoachingPage) -> ParticipantPane:
    assert page.pane is not None
    return page.pane


def said(widget: QWidget) -> str:
    """Everything that is written in `widget` now; what is new is shown with the next events."""
    QCoreApplication.processEvents()
    labels = [label for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join(label.text() for label in labels)


def press(page: CoachingPage, name: str) -> None:
    found = pane_of(page).findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    found.click()


def test_the_page_opens_on_the_round_that_goes_on_and_with_her_promises(
    page: CoachingPage, story: Any
) -> None:
    assert page.tabs.count() == 2
    assert page.tabs.currentIndex() == 1
    assert "May 2022" in page.tabs.tabText(1)
    assert [row.name for row in page.model.rows()] == [f"Officer {n}" for n in (1, 2, 3)]
    pane = pane_of(page)
    assert pane.enrolment_id == story.enrolments[0]
    assert "Draw up a checklist" in said(pane.promises)
    assert "promised in round 1 · due 30 Jun 2021" in said(pane.promises)


def test_open_points_are_carried_into_the_next_round(page: CoachingPage, book: Workbook) -> None:
    assert page.carry.isHidden()
    page.tabs.setCurrentIndex(0)
    assert page.carry.text().strip() == "Carry 1 open point into round 2"
    page.carry.click()
    assert page.carry.isHidden()
    row = coaching.action_rows(book, cohort_id=page.ctx.cohort_id or 0)[0]
    assert (row.round_number, row.first_round, row.carried) == (2, 1, 1)
    assert "carried on once" in said(pane_of(page).promises)


def test_what_somebody_who_left_promised_is_not_carried(
    page: CoachingPage, book: Workbook, story: Any
) -> None:
    page.tabs.setCurrentIndex(0)
    page.ctx.perform(
        lambda: cohorts.withdraw(
            book, enrolment_id=story.enrolments[0], reason=LeaveReason.TRANSFERRED
        )
    )
    assert page.carry.isHidden()


def test_a_promise_is_done_and_opened_again(page: CoachingPage, book: Workbook, story: Any) -> None:
    done = pane_of(page).findChild(QPushButton, f"done {story.promise}")
    assert done is not None
    done.setFocus()
    done.click()
    assert pane_of(page).promises.add_button.hasFocus()
    rows = coaching.action_rows(book, cohort_id=story.cohort)
    assert [row.state for row in rows] == [ActionState.DONE]
    pane = pane_of(page)
    assert "Nothing is open." in said(pane.promises)
    pane.findChild(QPushButton, "settled").click()
    assert "Draw up a checklist" in said(pane.promises)
    pane.findChild(QPushButton, f"again {story.promise}").click()
    rows = coaching.action_rows(book, cohort_id=story.cohort)
    assert [row.state for row in rows] == [ActionState.OPEN]


def test_a_promise_is_added_by_keys_alone(
    qtbot: QtBot, page: CoachingPage, book: Workbook, story: Any
) -> None:
    pane = pane_of(page)
    pane.promises.add_button.setFocus()
    qtbot.keyClick(pane.promises.add_button, Qt.Key.Key_Space)
    assert pane.what.hasFocus()
    qtbot.keyClicks(pane.what, "Meet the prosecutor")
    pane.due.setDate(QDate(2022, 9, 1))
    qtbot.keyClick(pane.what, Qt.Key.Key_Return)
    made = coaching.action_rows(book, cohort_id=story.cohort)[-1]
    assert (made.what, made.due_on, made.round_number) == (
        "Meet the prosecutor",
        date(2022, 9, 1),
        2,
    )
    assert not pane.promises.form.is_open
    assert pane.promises.add_button.hasFocus()


def test_the_due_day_of_a_promise_can_be_taken_away(
    page: CoachingPage, book: Workbook, story: Any
) -> None:
    press(page, f"edit {story.promise}")
    pane = pane_of(page)
    assert pane.due.day() == date(2021, 6, 30)
    pane.due.set_day(None)
    pane.promises.form.accept.click()
    assert coaching.action_rows(book, cohort_id=story.cohort)[0].due_on is None


def test_without_words_nothing_is_added_and_the_form_stays(
    page: CoachingPage, answers: Any
) -> None:
    pane = pane_of(page)
    pane.promises.open_new()
    pane.promises.form.accept.click()
    assert len(answers.errors) == 1
    assert pane.promises.form.is_open


def test_a_need_is_written_down_with_priority_and_who_raised_it(
    page: CoachingPage, book: Workbook, story: Any
) -> None:
    pane = pane_of(page)
    pane.needs.open_new()
    pane.need.setText("Digital evidence")
    pane.priority.setCurrentIndex(1)
    pane.raised.setCurrentIndex(1)
    pane.needs.form.accept.click()
    row = coaching.need_rows(book, enrolment_id=story.enrolments[0])[0]
    assert (row.title, row.priority, row.raised_by) == ("Digital evidence", 1, "supervisor")
    assert "raised by her supervisor" in said(pane.needs)


def test_a_conversation_is_recorded(page: CoachingPage, book: Workbook, story: Any) -> None:
    pane = pane_of(page)
    pane.sessions.open_new()
    pane.minutes.setValue(45)
    pane.sessions.form.accept.click()
    held = coaching.participant_page(book, enrolment_id=story.enrolments[0]).sessions
    assert [(row.held_on, row.minutes) for row in held] == [(date(2022, 5, 9), 45)]
    assert "9 May 2022 · 45 minutes" in said(pane.sessions)


def shows(book: Workbook) -> int:
    return sum(row.kind == coaching.SHOWN for row in history.history_rows(book))


def test_a_note_is_hidden_until_shown_and_the_look_is_recorded(
    page: CoachingPage, book: Workbook, at_work: App
) -> None:
    pane = pane_of(page)
    assert SECRET not in said(pane)
    pane.findChild(QPushButton, "show").click()
    assert SECRET in said(pane.notes)
    assert shows(book) == 1
    assert at_work.workspace is not None
    at_work.workspace.show_page("backups")
    at_work.workspace.show_page("coaching")
    assert SECRET not in said(pane_of(page))


def test_a_note_that_was_shown_is_hidden_behind_the_lock(page: CoachingPage, at_work: App) -> None:
    pane_of(page).findChild(QPushButton, "show").click()
    at_work.lock_now()
    assert page.shown == {}
    assert SECRET not in said(pane_of(page))


def test_a_new_note_is_for_the_coach_only_unless_another_is_chosen(
    page: CoachingPage, book: Workbook, story: Any
) -> None:
    pane = pane_of(page)
    for index, audience in enumerate((Audience.COACH, Audience.TEAM), start=1):
        pane.notes.open_new()
        pane.text.setPlainText("Wants to lead a case.")
        if audience is Audience.TEAM:
            pane.audience.setCurrentIndex(1)
        pane.notes.form.accept.click()
        row = coaching.note_rows(book, enrolment_id=story.enrolments[0])[index]
        assert row.audience is audience
    assert "Wants to lead a case." not in said(pane)


def test_what_is_being_written_survives_the_lock_and_the_choice_of_another(
    qtbot: QtBot, page: CoachingPage, at_work: App
) -> None:
    pane = pane_of(page)
    pane.notes.open_new()
    pane.text.setPlainText("Half a sentence")
    page.table.setCurrentIndex(page.model.index(1, 0))
    assert pane_of(page) is not pane
    at_work.lock_now()
    assert pane.text.toPlainText() == ""
    assert at_work.lock is not None
    at_work.lock.screen.form.password.setText("four brave owls sing")
    at_work.lock.screen.form.go.click()
    qtbot.waitUntil(lambda: not at_work.lock.is_locked)
    page.table.setCurrentIndex(page.model.index(0, 0))
    assert pane_of(page) is pane
    assert pane.text.toPlainText() == "Half a sentence"


def test_words_of_a_form_are_not_overwritten_by_editing_another_row(
    page: CoachingPage, story: Any
) -> None:
    pane = pane_of(page)
    pane.promises.open_new()
    pane.what.setText("Half a promise")
    press(page, f"edit {story.promise}")
    assert pane.what.text() == "Half a promise"


def test_a_text_that_was_kept_opens_its_form_again(page: CoachingPage) -> None:
    pane = pane_of(page)
    pane.notes.open_new()
    pane.text.setPlainText("Before the power went")
    page.ctx.drafts.keep()
    again = ParticipantPane(page.ctx, pane.enrolment_id, pane.held, {})
    assert again.notes.form.is_open
    assert again.text.toPlainText() == "Before the power went"
    again.notes.form.close_form()
    later = ParticipantPane(page.ctx, pane.enrolment_id, pane.held, {})
    assert not later.notes.form.is_open


def test_group_work_belongs_to_its_round(page: CoachingPage, book: Workbook, story: Any) -> None:
    page.views.setCurrentIndex(GROUP_WORK)
    page.groups.adding.open_new()
    page.groups.what.setText("No private room for interviews")
    page.groups.theme.setEditText("interviewing")
    page.groups.adding.form.accept.click()
    row = coaching.challenge_rows(book, cohort_id=story.cohort)[0]
    assert (row.round_number, row.theme) == (2, "interviewing")
    card = page.groups.cards[row.id]
    card.open_new()
    card.solution.setText("A shared room booked by the hour")
    card.form.accept.click()
    assert "A shared room booked by the hour" in said(card)
    page.tabs.setCurrentIndex(0)
    assert page.groups.cards == {}


def test_who_left_stands_there_with_the_reason(
    qtbot: QtBot, page: CoachingPage, book: Workbook, story: Any
) -> None:
    page.ctx.perform(
        lambda: cohorts.withdraw(
            book,
            enrolment_id=story.enrolments[2],
            reason=LeaveReason.LEFT_SERVICE,
            on=date(2021, 12, 1),
        )
    )
    page.views.setCurrentIndex(WHO_STAYED)
    row = page.who_stayed.model.rows()[0]
    assert (row.row.name, row.before) == ("Officer 3", "Coaching round 2")
    with qtbot.waitSignal(page.ctx.bus.page_asked) as asked:
        page.who_stayed.chart.chosen.emit("0")
    assert asked.args == ["cohort", frozenset(story.enrolments)]
    page.who_stayed.chart.chosen.emit("2")
    assert page.tabs.currentIndex() == 1
    assert page.views.currentIndex() == 0


def test_a_round_is_added_and_shown(page: CoachingPage, book: Workbook, story: Any) -> None:
    page.add.click()
    page.form.first.set_day(date(2022, 11, 1))
    page.form.last.set_day(date(2022, 11, 2))
    page.form.venue.setText("Lahore")
    page.form.accept.click()
    row = coaching.round_rows(book, cohort_id=story.cohort)[-1]
    assert (row.number, row.venue, row.ends_on) == (3, "Lahore", date(2022, 11, 2))
    assert page.held().id == row.id
    assert page.add.isVisible()


def test_the_reminder_of_promises_holds_no_names(page: CoachingPage) -> None:
    page.remind.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("FA: 1 of your 3 participants")
    assert "Officer" not in text


def test_a_cohort_without_rounds_says_what_coaching_is(page: CoachingPage, book: Workbook) -> None:
    other = cohorts.create_cohort(
        book, code="2021-A", title="Next", starts_on=date(2021, 1, 4), ends_on=date(2021, 1, 8)
    ).id
    page.ctx.choose_cohort(other)
    assert "No coaching round yet" in said(page)
    assert page.carry.isHidden()
    page.add_round()
    assert page.form.isVisible()


def test_the_lists_keep_qts_rules(qtmodeltester: Any, page: CoachingPage) -> None:
    qtmodeltester.check(page.model)
    qtmodeltester.check(page.who_stayed.model)


def test_every_control_can_be_named_aloud(page: CoachingPage) -> None:
    pane = pane_of(page)
    for section in pane.sections:
        section.open_new()
    mute = [
        item
        for item in page.findChildren(QAbstractButton)
        if not (item.accessibleName() or item.text())
        and item.metaObject().className() not in ("QTableCornerButton", "QToolButton")
    ]
    assert mute == []


@pytest.mark.parametrize("view", [0, 1, 2])
def test_the_page_fits_the_smallest_window(at_work: App, page: CoachingPage, view: int) -> None:
    at_work.window.resize(1024, 700)
    page.views.setCurrentIndex(view)
    assert page.minimumSizeHint().width() <= 1024 - 196
