"""A certificate whose name two offices wrote differently leads to the question about it."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton

from ui.app import App
from ui.certificates.page import CertificatesPage
from ui.waiting.page import WaitingPage
from workbook.services import attendance, certificates, cohorts, people
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook


def test_a_blocked_certificate_says_why_and_leads_to_the_question(
    at_course: App, course: Any, tmp_path: Path
) -> None:
    book = course.book
    with Workbook.create(
        tmp_path / "LHR.workbook",
        passphrase="four brave owls sing",
        office_code="LHR",
        office_name="Lahore",
        operator="Bilal Ahmed",
        sources=seeded(b"lahore", SeededClock(course.clock())),
    ) as other:
        other.unite(book.lines())
        for office, name in ((book, "Zarmina Khan"), (other, "Zarmeena Khan")):
            person = people.person_rows(office, search="Officer 01")[0]
            people.edit_person(office, person_id=person.id, name_latin=name)
        book.unite(other.lines())
    workspace: Any = at_course.workspace
    workspace.show_page("certificates")
    page: CertificatesPage = workspace.pages["certificates"]
    row = next(row for row in page.rows if row.questions)
    page.show_detail(row.enrolment_id)
    assert "Two offices wrote different names" in row.blocked[0]
    assert row.questions[0] not in " ".join(row.blocked), "a code is nothing to read"
    QCoreApplication.processEvents()
    links = [item for item in page.panel.findChildren(QPushButton) if not item.isHidden()]
    next(item for item in links if item.accessibleName() == "Go to the question").click()
    asked: WaitingPage = workspace.pages["waiting"]
    assert workspace.current == "waiting"
    assert asked.questions.table.current_key() == row.questions[0]
    asked.questions.take(1)
    page.refresh()
    assert not any(row.questions or row.blocked for row in page.rows)


def test_two_certificates_of_one_person_lead_to_the_question_and_neither_is_printed(
    at_course: App, course: Any, tmp_path: Path
) -> None:
    book = course.book
    for session in course.sessions:
        attendance.fill_blanks(book, session_id=session, status="P")
    with Workbook.create(
        tmp_path / "LHR.workbook",
        passphrase="four brave owls sing",
        office_code="LHR",
        office_name="Lahore",
        operator="Bilal Ahmed",
        sources=seeded(b"lahore", SeededClock(course.clock())),
    ) as other:
        other.unite(book.lines())
        for office in (book, other):
            (cohort,) = cohorts.cohort_rows(office)
            rows = certificates.verdict_rows(office, cohort_id=cohort.id)
            wanted = [row.enrolment_id for row in rows if row.name == "Invented Officer 02"]
            certificates.issue(office, cohort_id=cohort.id, enrolment_ids=wanted)
        book.unite(other.lines())
    workspace: Any = at_course.workspace
    workspace.show_page("certificates")
    page: CertificatesPage = workspace.pages["certificates"]
    row = next(row for row in page.rows if row.questions)
    page.show_detail(row.enrolment_id)
    QCoreApplication.processEvents()
    offers = {item.accessibleName(): item.isEnabled() for item in page.panel.offers}
    assert not offers["Print this one alone"]
    assert not offers["Correct and reprint"]
    links = [item for item in page.panel.findChildren(QPushButton) if not item.isHidden()]
    next(item for item in links if item.accessibleName() == "Go to the question").click()
    asked: WaitingPage = workspace.pages["waiting"]
    asked.questions.take(1)
    page.refresh()
    row = next(one for one in page.rows if one.enrolment_id == row.enrolment_id)
    assert row.blocked == ()
    states = [one.state.value for one in certificates.register_rows(book)]
    assert sorted(states) == ["cancelled", "issued"]
