"""What is earned, names, issuing, correcting, cancelling, handing over, checking a code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.certificates.page import CertificatesPage
from ui.common.label import Label
from ui.common.preview import PdfPages, Preview
from workbook.domain.training import Mark
from workbook.services import attendance, certificates, history, people


@pytest.fixture
def previews(answers: Any) -> list[Preview]:
    shown: list[Preview] = []

    def on_dialog(dialog: QDialog) -> bool:
        assert isinstance(dialog, Preview)
        shown.append(dialog)
        return False

    answers.on_dialog = on_dialog
    return shown


@pytest.fixture
def page(at_course: App, course: Any) -> CertificatesPage:
    """Everybody was always there but number 3, who missed the mandatory session."""
    marks = {
        (session, enrolment): Mark("P", "in_room")
        for session in course.sessions
        for enrolment in course.enrolments
    }
    marks[course.sessions[1], course.enrolments[2]] = Mark("A")
    attendance.mark_block(course.book, marks=marks)
    assert at_course.workspace is not None
    at_course.workspace.show_page("certificates")
    made = at_course.workspace.pages["certificates"]
    assert isinstance(made, CertificatesPage)
    return made


def issue(qtbot: QtBot, page: CertificatesPage, previews: list[Preview]) -> None:
    before = len(previews)
    page.issue_step.button.click()
    qtbot.waitUntil(lambda: page.panel.isVisible() and not page.ctx.jobs.busy, timeout=60_000)
    page.panel.accept.click()
    qtbot.waitUntil(lambda: len(previews) > before and not page.ctx.jobs.busy, timeout=60_000)


def words(page: CertificatesPage) -> str:
    # What was put into a layout is shown when the events are handled.
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.panel.findChildren(Label) if label.isVisible())


def test_the_table_keeps_qts_rules(qtmodeltester: Any, page: CertificatesPage) -> None:
    qtmodeltester.check(page.model)


def test_why_not_is_said_by_the_name_of_the_session(page: CertificatesPage, course: Any) -> None:
    page.show_detail(course.enrolments[2])
    assert page.panel.isVisible()
    said = words(page)
    assert "Missed a session that everyone must attend: Session 2." in said
    assert "Attended 90 % (1770 of 1950 minutes)." in said
    assert "Nobody has confirmed them yet." in said


def test_blanks_are_waited_for(page: CertificatesPage, course: Any, at_course: App) -> None:
    attendance.mark(course.book, session_id=course.sessions[9], marks={course.enrolments[0]: None})
    assert at_course.ctx is not None
    at_course.ctx.bus.tell(frozenset({"attendance"}))
    assert page.issue_step.state.text() == "1 waits for marks"
    assert "23 + 1" in page.issue_step.button.text()


def test_names_are_confirmed_one_by_one_and_for_the_rest(
    page: CertificatesPage, answers: Any, course: Any
) -> None:
    page.show_detail(course.enrolments[0])
    page.panel.offers[-1].click()
    assert page.names_step.state.text() == "1 of 25 confirmed"
    answers.yes = False
    page.names_step.link.click()
    assert page.names_step.state.text() == "1 of 25 confirmed"
    answers.yes = True
    page.names_step.link.click()
    assert page.names_step.state.text() == "25 of 25 confirmed"
    assert page.names_step.link.isHidden()


def test_a_name_is_corrected_before_issuing(page: CertificatesPage, course: Any) -> None:
    page.show_detail(course.enrolments[0])
    page.panel.offers[0].click()
    page.panel.latin.setText("Corrected Officer")
    page.panel.accept.click()
    row = page.rows[0]
    assert (row.name, row.names_confirmed, row.certificate) == ("Corrected Officer", True, None)


def test_the_preview_of_issuing_counts_kinds_and_warns(
    qtbot: QtBot, page: CertificatesPage, course: Any, at_course: App
) -> None:
    person = page.rows[4].person_id
    people.edit_person(course.book, person_id=person, name_latin="Officer \u1000")
    assert at_course.ctx is not None
    at_course.ctx.bus.tell(frozenset({"person"}))
    page.issue_step.button.click()
    qtbot.waitUntil(lambda: page.panel.isVisible(), timeout=60_000)
    said = words(page)
    assert "24 · Completion" in said
    assert "1 · Attendance" in said
    assert "25 names are not confirmed" in said
    assert "\u1000" in said
    page.panel.close_panel()
    assert certificates.register_rows(course.book, cohort_id=course.cohort) == ()


def test_issuing_shows_the_print_and_one_alone_prints_the_same(
    qtbot: QtBot, page: CertificatesPage, previews: list[Preview], course: Any
) -> None:
    issue(qtbot, page, previews)
    assert previews[0].paper.summary() == "25 certificates, 25 pages"
    assert page.print_step.state.text() == "25 are out"
    page.show_detail(course.enrolments[6])
    for _time in range(2):
        page.panel.offers[0].click()
        qtbot.waitUntil(lambda: not page.ctx.jobs.busy, timeout=60_000)
    assert previews[1].paper.pdf == previews[2].paper.pdf
    assert previews[1].paper.summary() == "1 certificate, 1 page"


def test_correct_and_reprint_replaces_one_certificate(
    qtbot: QtBot, page: CertificatesPage, previews: list[Preview], course: Any
) -> None:
    issue(qtbot, page, previews)
    old = page.rows[0].certificate
    assert old is not None
    page.show_detail(course.enrolments[0])
    page.panel.offers[1].click()
    page.panel.latin.setText("Corrected Officer")
    steps = history.history_rows(course.book)
    page.panel.accept.click()
    assert len(history.history_rows(course.book)) == len(steps) + 1
    qtbot.waitUntil(lambda: len(previews) == 2 and not page.ctx.jobs.busy, timeout=60_000)
    new = page.rows[0].certificate
    assert new is not None
    assert (new.name, new.number != old.number) == ("Corrected Officer", True)
    register = certificates.register_rows(course.book, cohort_id=course.cohort)
    assert [row.state for row in register if row.number == old.number] == ["replaced"]
    assert len(register) == 26


def test_a_certificate_is_cancelled_only_with_a_reason(
    qtbot: QtBot, page: CertificatesPage, previews: list[Preview], course: Any, answers: Any
) -> None:
    issue(qtbot, page, previews)
    page.show_detail(course.enrolments[0])
    page.panel.offers[3].click()
    page.panel.accept.click()
    assert "reason is needed" in answers.errors.pop()
    page.panel.reason.setText("Issued by mistake")
    page.panel.accept.click()
    assert page.rows[0].certificate is None
    register = certificates.register_rows(course.book, cohort_id=course.cohort)
    assert (register[0].state, register[0].reason) == ("cancelled", "Issued by mistake")


def test_handing_over_is_ticked_for_one_and_for_all(
    qtbot: QtBot, page: CertificatesPage, previews: list[Preview], course: Any, at_course: App
) -> None:
    issue(qtbot, page, previews)
    page.show_detail(course.enrolments[0])
    page.panel.offers[2].click()
    assert page.hand_step.state.text() == "1 of 25 handed over"
    page.hand_step.link.click()
    assert page.hand_step.state.text() == "25 of 25 handed over"
    assert at_course.workspace is not None
    at_course.workspace.undo()
    assert page.hand_step.state.text() == "1 of 25 handed over"


def test_a_code_is_checked_as_text_and_as_a_picture(
    qtbot: QtBot,
    page: CertificatesPage,
    previews: list[Preview],
    course: Any,
    answers: Any,
    tmp_path: Path,
) -> None:
    issue(qtbot, page, previews)
    (row,) = certificates.certificate_rows(
        course.book, cohort_id=course.cohort, only=page.rows[0].certificate.number
    )
    page.check.click()
    page.panel.code.setText(row.content.code)
    page.panel.accept.click()
    assert "Genuine" in words(page)
    last = row.content.code[-1]
    page.panel.code.setText(row.content.code[:-1] + ("A" if last != "A" else "B"))
    page.panel.accept.click()
    assert "signature is wrong" in words(page)
    page.panel.code.setText("something else")
    page.panel.accept.click()
    assert "neither the text of a certificate's code" in words(page)
    pages = PdfPages(previews[0].paper.pdf)
    pages.picture(0, 200 / 72).save(str(tmp_path / "page.png"))
    pages.close()
    answers.files = [tmp_path / "page.png"]
    page.panel.picture.click()
    assert "Genuine" in words(page)


def test_only_the_rows_behind_a_figure_are_shown(page: CertificatesPage, course: Any) -> None:
    page.show_detail(frozenset(course.enrolments[:3]))
    assert page.model.rowCount() == 3
    page.search("Officer 02")
    assert page.model.rowCount() == 1
