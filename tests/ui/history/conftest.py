"""A workbook with a few steps: a person made and edited, a note, a certificate issued."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.history.page import HistoryPage
from workbook.domain.people import Sex
from workbook.services import attendance, certificates, coaching, cohorts, people, schedule
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook

NOW = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
LATER = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)


@dataclass
class Template:
    """The file every test's workbook is copied from, and the key that opens it without waiting."""

    path: Path
    emergency_key: str


@pytest.fixture(scope="session")
def history_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("history") / "ISB.workbook"
    with Workbook.create(
        path,
        passphrase="four brave owls sing",
        office_code="ISB",
        office_name="Islamabad field office",
        operator="Amina Farooq",
        sources=seeded(b"history", SeededClock(NOW)),
    ) as book:
        person = people.create_person(book, name_latin="Officer 1", sex=Sex.FEMALE).id
        people.edit_person(book, person_id=person, duty_station="Lahore")
        cohort = cohorts.create_cohort(
            book,
            code="2020-A",
            title="Investigation course",
            starts_on=date(2020, 11, 2),
            ends_on=date(2020, 11, 6),
        ).id
        cohorts.enrol(book, cohort_id=cohort, person_ids=[person])
        template = schedule.template_rows()[0].name
        schedule.plan_training(book, cohort_id=cohort, template=template)
        for session in schedule.session_rows(book, cohort_id=cohort):
            attendance.fill_blanks(book, session_id=session.id, status="P")
        certificates.issue(book, cohort_id=cohort)
        (enrolment,) = cohorts.enrolment_rows(book, cohort_id=cohort)
        note = coaching.add_note(book, enrolment_id=enrolment.id, text="Sealed words").id
        coaching.show_note(book, note_id=note)
        return Template(path, book.emergency_key)


@pytest.fixture
def book(history_template: Template, tmp_path: Path) -> Iterator[Workbook]:
    path = tmp_path / "ISB.workbook"
    shutil.copyfile(history_template.path, path)
    with Workbook.open(
        path,
        emergency_key=history_template.emergency_key,
        operator="Farah Naz",
        sources=seeded(b"test", SeededClock(LATER)),
    ) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, at_work: App) -> HistoryPage:
    assert at_work.workspace is not None
    at_work.workspace.show_page("history")
    made = at_work.workspace.pages["history"]
    assert isinstance(made, HistoryPage)
    return made
