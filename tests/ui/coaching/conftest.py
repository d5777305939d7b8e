"""A workbook with a cohort of three, two rounds of coaching, and what one of them promised."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.app import App
from ui.coaching.page import CoachingPage
from ui.common.context import CohortChoice, Glance
from workbook.domain.people import Sex
from workbook.services import coaching, cohorts, people
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook

PASSWORD = "four brave owls sing"
NOW = datetime(2022, 5, 9, 9, 0, tzinfo=UTC)
SECRET = "She asked not to be sent to the border post again."


@dataclass
class Story:
    """Keys: of the cohort, three enrolments, two rounds, one promise and one note."""

    cohort: int
    enrolments: list[int]
    rounds: list[int]
    promise: int
    note: int


@dataclass
class Template:
    """The file every test's workbook is copied from, and the key that opens it without waiting."""

    path: Path
    emergency_key: str
    story: Story


@pytest.fixture(scope="session")
def coaching_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("coaching") / "ISB.workbook"
    with Workbook.create(
        path,
        passphrase=PASSWORD,
        office_code="ISB",
        office_name="Islamabad field office",
        operator="Amina Farooq",
        sources=seeded(b"coaching", SeededClock(NOW)),
    ) as book:
        return Template(path, book.emergency_key, _tell(book))


def _tell(book: Workbook) -> Story:
    agency = people.create_agency(book, name="Federal Agency", short_name="FA").id
    persons = [
        people.create_person(
            book, name_latin=f"Officer {place}", sex=Sex.FEMALE, agency_id=agency
        ).id
        for place in range(1, 4)
    ]
    cohort = cohorts.create_cohort(
        book,
        code="2020-A",
        title="Investigation course",
        starts_on=date(2020, 11, 2),
        ends_on=date(2020, 11, 6),
    ).id
    cohorts.enrol(book, cohort_id=cohort, person_ids=persons)
    enrolments = [row.id for row in cohorts.enrolment_rows(book, cohort_id=cohort)]
    rounds = [
        coaching.create_round(book, cohort_id=cohort, starts_on=day).id
        for day in (date(2021, 3, 1), date(2022, 5, 9))
    ]
    promise = coaching.add_action(
        book,
        enrolment_id=enrolments[0],
        round_id=rounds[0],
        what="Draw up a checklist",
        due_on=date(2021, 6, 30),
    ).id
    note = coaching.add_note(book, enrolment_id=enrolments[0], round_id=rounds[0], text=SECRET).id
    return Story(cohort, enrolments, rounds, promise, note)


@pytest.fixture
def story(coaching_template: Template) -> Story:
    return coaching_template.story


@pytest.fixture
def book(coaching_template: Template, tmp_path: Path) -> Iterator[Workbook]:
    path = tmp_path / "ISB.workbook"
    shutil.copyfile(coaching_template.path, path)
    with Workbook.open(
        path,
        emergency_key=coaching_template.emergency_key,
        operator="Amina Farooq",
        sources=seeded(b"test", SeededClock(NOW)),
    ) as opened:
        yield opened


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
def page(at_work: App) -> CoachingPage:
    """The page on the second round, with the first participant chosen."""
    assert at_work.workspace is not None
    at_work.workspace.show_page("coaching")
    made = at_work.workspace.pages["coaching"]
    assert isinstance(made, CoachingPage)
    return made
