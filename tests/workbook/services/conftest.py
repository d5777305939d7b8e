"""An encrypted workbook for each test, copied from the session's; builders with valid defaults.

All people here are invented.
"""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.elearning import ATTEMPT, MODULE, REQUIRED_MODULE
from workbook.domain.ids import linked_id
from workbook.domain.office import PROGRAMME
from workbook.domain.people import AGENCY, EXPERT, PERSON
from workbook.domain.training import ATTENDANCE, TRAINING, TRAINING_SESSION
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook

MONDAY = date(2020, 11, 2)
FRIDAY = date(2020, 11, 6)
BEFORE = datetime(2020, 10, 20, 9, 0, tzinfo=UTC)
AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
HALF_DAYS = (("09:00", "12:30"), ("13:30", "16:30"))
MINUTES = (210, 180)


class Template(NamedTuple):
    """The file every test's workbook is copied from, and the key that opens it without waiting."""

    path: Path
    emergency_key: str


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("template") / "office.workbook"
    sources = seeded(b"template", SeededClock(BEFORE))
    with Workbook.create(
        path,
        passphrase="invented",
        office_code="ISB",
        office_name="Islamabad",
        operator="Coordinator",
        sources=sources,
    ) as book:
        return Template(path, book.emergency_key)


@pytest.fixture
def clock() -> SeededClock:
    """The clock of `book`: `clock.set(AFTER)` lets the training be over. It starts before it."""
    return SeededClock(BEFORE)


@pytest.fixture
def book(template: Template, tmp_path: Path, clock: SeededClock) -> Iterator[Workbook]:
    """An empty workbook of an office ISB; ids follow from a seed."""
    path = tmp_path / "office.workbook"
    shutil.copyfile(template.path, path)
    opened = Workbook.open(
        path,
        emergency_key=template.emergency_key,
        operator="Coordinator",
        sources=seeded(b"test", clock),
    )
    yield opened
    assert opened.differences() == [], "tables and log differ"
    opened.close()


class Make:
    """Rows with valid defaults; every method returns integer keys, each call is one step."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.people = 0

    def agency(self, name: str = "Federal Agency", short_name: str = "FA") -> int:
        with self.book.changing("Add agency") as change:
            return change.create(AGENCY, name=name, short_name=short_name)

    def person(self, **values: object) -> int:
        self.people += 1
        given = {"name_latin": f"Officer {self.people:02}", "sex": "female", **values}
        with self.book.changing("Add person") as change:
            return change.create(PERSON, **given)

    def expert(self, name: str = "Expert One", role: str = "coach") -> int:
        with self.book.changing("Add expert") as change:
            return change.create(EXPERT, name_latin=name, role=role)

    def cohort(self, code: str = "INV-1", **values: object) -> int:
        """A cohort of the week of 2 to 6 November 2020."""
        given = {
            "title": "Investigation course",
            "dates": {"starts_on": MONDAY, "ends_on": FRIDAY},
            **values,
        }
        with self.book.changing("Add cohort") as change:
            programme = change.key(PROGRAMME, self.book.programme_uuid)
            return change.create(COHORT, programme=programme, code=code, **given)

    def enrolment(self, cohort: int, person: int | None = None, state: str = "enrolled") -> int:
        person = self.person() if person is None else person
        with self.book.changing("Enrol") as change:
            uuid = linked_id("enrolment", change.uuid(cohort), change.uuid(person))
            standing = {"state": state, "state_on": "2020-10-20"}
            return change.create(
                ENROLMENT, uuid=uuid, cohort=cohort, person=person, standing=standing
            )

    def enrolments(self, cohort: int, count: int, agency: int | None = None) -> list[int]:
        return [self.enrolment(cohort, self.person(agency=agency)) for _ in range(count)]

    def sessions(self, cohort: int, days: int = 5, mandatory: Sequence[int] = ()) -> list[int]:
        """A training of half-days from the cohort's Monday on; `mandatory` are positions."""
        with self.book.changing("Plan training") as change:
            training = change.create(TRAINING, cohort=cohort, title="Week")
            return [
                change.create(
                    TRAINING_SESSION,
                    training=training,
                    title=f"Session {2 * day + half + 1}",
                    slot={
                        "held_on": MONDAY + timedelta(days=day),
                        "starts_at": HALF_DAYS[half][0],
                        "ends_at": HALF_DAYS[half][1],
                    },
                    minutes=MINUTES[half],
                    mandatory=2 * day + half in mandatory,
                    delivery="both",
                    status={"state": "planned"},
                )
                for day in range(days)
                for half in range(2)
            ]

    def marks(
        self, sessions: Sequence[int], enrolments: Sequence[int], status: str = "P", **mark: object
    ) -> None:
        """The same mark for everyone in every session; `mark` takes mode and minutes."""
        said = {"status": status, "mode": "in_room", **mark}
        with self.book.changing("Mark") as change:
            change.put_many(
                ATTENDANCE, [((s, e), {"mark": said}) for s in sessions for e in enrolments]
            )

    def module(self, code: str = "TIP-101", cohort: int | None = None, position: int = 1) -> int:
        """A module, required of `cohort` when one is given."""
        with self.book.changing("Add module") as change:
            module = change.create(MODULE, code=code, title=f"Module {code}")
            if cohort is not None:
                change.put(
                    REQUIRED_MODULE,
                    (cohort, module),
                    need="required",
                    due_on="2020-10-30",
                    position=position,
                )
            return module

    def attempt(
        self, person: int, module: int, status: str = "passed", done_on: str | None = "2020-10-10"
    ) -> int:
        with self.book.changing("Record result") as change:
            uuid = linked_id(
                "attempt", change.uuid(person), change.uuid(module), says=f"{status}|{done_on}|80"
            )
            result = {"status": status, "score": 80, "done_on": done_on}
            return change.create(ATTEMPT, uuid=uuid, person=person, module=module, result=result)


@pytest.fixture
def make(book: Workbook) -> Make:
    return Make(book)
