"""The cohort's home: made, edited, filled, left."""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.cohort.page import CohortPage
from workbook.domain.cohort import EnrolmentState, LeaveReason
from workbook.domain.elearning import AttemptStatus
from workbook.domain.training import STATUS_SETS
from workbook.services import cohorts, elearning, people
from workbook.storage.book import Workbook

NAMES = ("Sana Jibraan", "Hina Raza", "Noor Khan", "Uzma Ahmed")


@pytest.fixture
def empty(at_work: App) -> CohortPage:
    assert at_work.workspace is not None
    at_work.workspace.show_page("cohort")
    made = at_work.workspace.pages["cohort"]
    assert isinstance(made, CohortPage)
    return made


@pytest.fixture
def cohort(book: Workbook) -> int:
    """Three nominated and one on reserve; one module asked for, passed by the first two."""
    today = book.sources.today()
    made = cohorts.create_cohort(
        book,
        code="INV-1",
        title="Investigation course",
        starts_on=today,
        ends_on=today + timedelta(days=4),
        venue="Hall",
    ).id
    agency = people.create_agency(book, name="Federal Agency", short_name="FA").id
    keys = [people.create_person(book, name_latin=n, agency_id=agency).id for n in NAMES]
    cohorts.nominate(book, cohort_id=made, person_ids=keys[:3])
    cohorts.nominate(book, cohort_id=made, person_ids=keys[3:], reserve=True)
    elearning.require_modules(book, cohort_id=made, codes=["SOM-201"])
    module = elearning.module_rows(book)[0].id
    for key in keys[:2]:
        elearning.record_attempt(
            book, person_id=key, module_id=module, status=AttemptStatus.PASSED, done_on=today
        )
    return made


@pytest.fixture
def page(cohort: int, empty: CohortPage) -> CohortPage:
    return empty


def row(page: CohortPage, name: str) -> Any:
    return next(row for row in page.roster if row.name == name)


def cell(page: CohortPage, name: str, column: str) -> str:
    found = next(c for c in page.model.columns if c.key == column)
    return found.text(row(page, name))


def select(page: CohortPage, *names: str) -> None:
    page.table.clearSelection()
    for name in names:
        place = page.model.position(row(page, name).id)
        assert place is not None
        flags = page.table.selectionModel().SelectionFlag
        page.table.selectionModel().select(page.model.index(place, 0), flags.Select | flags.Rows)


def test_without_a_cohort_the_page_leads_to_the_form(empty: CohortPage, book: Workbook) -> None:
    assert empty.stack.currentIndex() == 0
    empty.show_new()
    empty.form.lines["code"].setText("2020-A")
    empty.form.lines["title"].setText("Investigation course")
    empty.form.first.set_day(date(2020, 11, 2))
    empty.form.statuses.setCurrentIndex(1)
    empty.form.completion.setValue(75)
    empty.form.mandatory.setChecked(False)
    empty.form.signatories[0][0].setText("Dr Amina Farooq")
    empty.form.save()
    made = cohorts.get_cohort_by_code(book, code="2020-A")
    assert made.ends_on == date(2020, 11, 6)
    assert made.statuses == STATUS_SETS["PAL"]
    assert (made.rule.completion_percent, made.rule.mandatory_sessions) == (75, False)
    assert [signatory.name for signatory in made.signatories] == ["Dr Amina Farooq"]
    assert empty.ctx.cohort_id == made.id
    assert empty.title.text() == "Cohort 2020-A"


def test_what_cannot_be_saved_stays_in_the_form(empty: CohortPage, answers: Any) -> None:
    empty.show_new()
    empty.form.lines["title"].setText("Course")
    empty.form.save()
    assert answers.errors
    assert empty.stack.currentWidget() is empty.form
    assert empty.form.lines["title"].text() == "Course"


def test_up_to_five_sign(empty: CohortPage) -> None:
    empty.show_new()
    for _number in range(4):
        empty.form.more.click()
    assert len(empty.form.signatories) == 5
    assert empty.form.more.isHidden()


def test_editing_keeps_what_is_not_touched(page: CohortPage, book: Workbook, cohort: int) -> None:
    before = cohorts.get_cohort(book, cohort_id=cohort)
    page.edit.click()
    page.form.lines["venue"].setText("Another hall")
    page.form.save()
    after = cohorts.get_cohort(book, cohort_id=cohort)
    assert after.venue == "Another hall"
    assert (after.code, after.starts_on, after.rule) == (before.code, before.starts_on, before.rule)
    assert "Another hall" in page.subtitle.text()


def test_the_roster_says_who_may_start_and_why_not(page: CohortPage) -> None:
    assert cell(page, "Sana Jibraan", "start") == "Ready"
    assert cell(page, "Noor Khan", "start") == "Not ready: lacks SOM-201"
    assert cell(page, "Uzma Ahmed", "state") == "Reserve 1"


def test_all_ready_are_enrolled_with_one_button(page: CohortPage) -> None:
    assert page.enrol_all.accessibleName() == "Enrol all ready (2)"
    page.enrol_all.click()
    assert row(page, "Hina Raza").state == EnrolmentState.ENROLLED
    assert row(page, "Noor Khan").state == EnrolmentState.NOMINATED
    assert not page.enrol_all.isEnabled()


def test_one_who_is_not_ready_is_allowed_with_a_reason(
    qtbot: QtBot, page: CohortPage, answers: Any
) -> None:
    select(page, "Noor Khan")
    page.doing["allow"].click()
    page.panel.accept.click()
    assert "Say why" in answers.errors[0]
    qtbot.keyClicks(page.panel.reason, "No line at her post")
    qtbot.keyClick(page.panel.reason, Qt.Key.Key_Return)
    assert cell(page, "Noor Khan", "start") == "Allowed without SOM-201"
    assert cell(page, "Noor Khan", "reason") == "No line at her post"
    assert page.panel.isHidden()


def test_enrolling_one_who_is_not_ready_asks_first(page: CohortPage, answers: Any) -> None:
    answers.yes = False
    select(page, "Noor Khan")
    page.doing["enrol"].click()
    assert row(page, "Noor Khan").state == EnrolmentState.NOMINATED
    answers.yes = True
    page.doing["enrol"].click()
    assert row(page, "Noor Khan").state == EnrolmentState.ENROLLED


def test_the_reserve_takes_a_nominees_place(page: CohortPage) -> None:
    select(page, "Noor Khan")
    page.doing["replace"].click()
    assert page.panel.who.currentText().startswith("Uzma Ahmed")
    page.panel.note.setText("Not released")
    page.panel.accept.click()
    assert row(page, "Noor Khan").state == EnrolmentState.REPLACED
    assert row(page, "Uzma Ahmed").state == EnrolmentState.NOMINATED


def test_leaving_has_a_reason_and_a_day_and_is_counted(page: CohortPage, book: Workbook) -> None:
    page.enrol_all.click()
    select(page, "Hina Raza")
    page.doing["leave"].click()
    page.panel.why.setCurrentIndex(list(LeaveReason).index(LeaveReason.TRANSFERRED))
    page.panel.day.set_day(book.sources.today())
    page.panel.accept.click()
    assert row(page, "Hina Raza").state == EnrolmentState.LEFT
    assert cell(page, "Hina Raza", "reason") == "Transferred"


def test_a_nominee_declines(page: CohortPage) -> None:
    select(page, "Noor Khan")
    page.doing["leave"].click()
    page.panel.accept.click()
    assert row(page, "Noor Khan").state == EnrolmentState.DECLINED


def test_seats_only_warn(page: CohortPage) -> None:
    page.set_seats.click()
    box = next(iter(page.panel.seats.values()))
    box.set_number(2)
    page.panel.accept.click()
    assert "1 more than the 2 seats" in page.warning.text()
    assert page.quotas[0].seats == 2


def test_a_bar_leads_to_its_people(page: CohortPage) -> None:
    page.enrol_all.click()
    page.stayed.chosen.emit("0")
    assert {row.name for row in page.model.rows()} == {"Sana Jibraan", "Hina Raza"}
    page.every.click()
    assert page.model.rowCount() == 4


def test_escape_closes_the_side_and_returns_to_the_roster(qtbot: QtBot, page: CohortPage) -> None:
    select(page, "Noor Khan")
    page.doing["leave"].click()
    qtbot.keyClick(page.panel.note, Qt.Key.Key_Escape)
    assert page.panel.isHidden()
    assert page.table.hasFocus()


def test_the_roster_keeps_qts_rules(qtmodeltester: Any, page: CohortPage) -> None:
    qtmodeltester.check(page.model)
