"""A workbook with a cohort of five in two agencies, some of it still to be done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.common.context import CohortChoice, Glance
from ui.overview.page import OverviewPage
from workbook.domain.elearning import AttemptStatus
from workbook.domain.people import Sex
from workbook.services import attendance, cohorts, elearning, people, schedule
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook

MONDAY_AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)


@dataclass
class Story:
    """Keys of what is in the workbook; the fifth person lacks a module."""

    cohort: int
    people: list[int]
    enrolments: list[int]
    sessions: list[int]


@dataclass
class Template:
    """The file every test's workbook is copied from, and the key that opens it without waiting."""

    path: Path
    emergency_key: str
    story: Story


@pytest.fixture(scope="session")
def overview_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("overview") / "ISB.workbook"
    with Workbook.create(
        path,
        passphrase="four brave owls sing",
        office_code="ISB",
        office_name="Islamabad field office",
        operator="Amina Farooq",
        sources=seeded(b"overview", SeededClock(MONDAY_AFTER)),
    ) as book:
        return Template(path, book.emergency_key, _tell(book))


@pytest.fixture
def story(overview_template: Template) -> Story:
    return overview_template.story


@pytest.fixture
def book(overview_template: Template, tmp_path: Path) -> Iterator[Workbook]:
    path = tmp_path / "ISB.workbook"
    shutil.copyfile(overview_template.path, path)
    with Workbook.open(
        path,
        emergency_key=overview_template.emergency_key,
        operator="Amina Farooq",
        sources=seeded(b"test", SeededClock(MONDAY_AFTER)),
    ) as opened:
        yield opened


def _tell(book: Workbook) -> Story:
    agencies = [
        people.create_agency(book, name=name, short_name=short).id
        for name, short in (("Federal Agency", "FA"), ("Province Police", "PP"))
    ]
    persons = [
        people.create_person(
            book,
            name_latin=f"Officer {place}",
            sex=Sex.FEMALE,
            agency_id=agencies[place > 3],
        ).id
        for place in range(1, 6)
    ]
    cohort = cohorts.create_cohort(
        book,
        code="2020-A",
        title="Investigation course",
        starts_on=date(2020, 11, 2),
        ends_on=date(2020, 11, 6),
    ).id
    cohorts.nominate(book, cohort_id=cohort, person_ids=persons)
    cohorts.enrol(book, cohort_id=cohort)
    elearning.require_modules(book, cohort_id=cohort, codes=["TIP-101"])
    module = elearning.module_rows(book)[0].id
    for person in persons[:4]:
        elearning.record_attempt(
            book, person_id=person, module_id=module, status=AttemptStatus.PASSED
        )
    template = schedule.template_rows()[0].name
    schedule.plan_training(book, cohort_id=cohort, template=template)
    sessions = [row.id for row in schedule.session_rows(book, cohort_id=cohort)]
    enrolments = [row.id for row in cohorts.enrolment_rows(book, cohort_id=cohort)]
    for session in sessions[1:]:
        attendance.fill_blanks(book, session_id=session, status="P")
    return Story(cohort, persons, enrolments, sessions)


@pytest.fixture
def at_work(qtbot: QtBot, program: App, book: Workbook) -> App:
    program.show_book(book, "Amina Farooq")
    ctx = program.ctx
    assert ctx is not None

    def glance() -> Glance:
        rows = cohorts.cohort_rows(book)
        return Glance(cohorts=[CohortChoice(row.id, row.code, row.title) for row in rows])

    ctx.glance = glance
    ctx.bus.tell(frozenset({"cohort"}))
    program.window.show()
    qtbot.waitExposed(program.window)
    return program


@pytest.fixture
def page(at_work: App) -> OverviewPage:
    assert at_work.workspace is not None
    at_work.workspace.show_page("overview")
    made = at_work.workspace.pages["overview"]
    assert isinstance(made, OverviewPage)
    return made
