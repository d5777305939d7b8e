"""Three offices with a workbook each, that send each other real files and take them in.

All people here are invented.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from workbook.domain.cohort import COHORT, ENROLMENT, enrolment_id
from workbook.domain.office import PROGRAMME
from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE, TRAINING, TRAINING_SESSION
from workbook.services import inbox, intake, sending
from workbook.sources import SeededClock, Sources, seeded
from workbook.storage import tables as t
from workbook.storage import union
from workbook.storage.book import Workbook
from workbook.storage.dump import dump
from workbook.storage.log import Log

START = datetime(2020, 11, 2, 9, 0, tzinfo=UTC)
CODES = {"LHR": "Lahore", "ISB": "Islamabad", "KHI": "Karachi"}


class Rest(NamedTuple):
    """A workbook at rest, and the key that opens it without waiting."""

    path: Path
    key: str


class Office:
    """An office: its workbook, its clock, and what it does in one line each. Rows are named by
    their ids, which are equal everywhere.
    """

    def __init__(self, book: Workbook, clock: SeededClock, folder: Path) -> None:
        self.book = book
        self.clock = clock
        self.folder = folder
        self.files = 0

    # -- what it enters

    def add(self, **values: object) -> UUID:
        with self.book.changing("Add a person") as change:
            return change.uuid(change.create(PERSON, **values))

    def edit(self, person: UUID, **values: object) -> None:
        key = self.key(person)
        with self.book.changing("Edit a person") as change:
            change.edit(PERSON, key, **values)

    def delete(self, person: UUID) -> None:
        key = self.key(person)
        with self.book.changing("Delete a person") as change:
            change.delete(PERSON, key)

    def restore(self, person: UUID) -> None:
        key = self.key(person)
        with self.book.changing("Restore a person") as change:
            change.restore(PERSON, key)

    def cohort(self, code: str = "INV-1") -> UUID:
        """A cohort with one session."""
        with self.book.changing("Add a cohort") as change:
            programme = change.key(PROGRAMME, self.book.programme_uuid)
            cohort = change.create(
                COHORT,
                programme=programme,
                code=code,
                title="Investigation course",
                dates={"starts_on": "2020-11-02", "ends_on": "2020-11-06"},
            )
            training = change.create(TRAINING, cohort=cohort, title="Week")
            change.create(
                TRAINING_SESSION,
                training=training,
                title="Opening",
                slot={"held_on": "2020-11-02", "starts_at": "09:00", "ends_at": "12:30"},
                minutes=210,
                delivery="in_person",
                status={"state": "planned"},
            )
            return change.uuid(cohort)

    def enrol(self, cohort: UUID, person: UUID, **values: object) -> UUID:
        keys = {"cohort": self.key(cohort), "person": self.key(person)}
        given = {"standing": {"state": "enrolled", "state_on": "2020-11-01"}, **values}
        uuid = enrolment_id(cohort, person)
        with self.book.changing("Enrol") as change:
            change.create(ENROLMENT, uuid=uuid, **keys, **given)
        return uuid

    def mark(self, enrolment: UUID, status: str, session: UUID | None = None) -> None:
        pair = (self.key(session or self.sessions()[0]), self.key(enrolment))
        with self.book.changing("Mark") as change:
            change.put(ATTENDANCE, pair, mark={"status": status, "mode": "in_room"})

    # -- what it holds

    def key(self, uuid: UUID) -> int:
        with self.book.reading() as db:
            found = db.exec_driver_sql("SELECT n FROM row WHERE uuid=?", (uuid.bytes,)).scalar()
        assert found is not None
        return int(found)

    def sessions(self) -> list[UUID]:
        with self.book.reading() as db:
            rows = db.exec_driver_sql(
                "SELECT r.uuid FROM training_session s JOIN row r ON r.n = s.id WHERE NOT s.gone"
            )
            return sorted(UUID(bytes=row[0]) for row in rows)

    def person(self, person: UUID) -> dict[str, Any]:
        """Her row as it stands, `gone` included; {} where she is not here."""
        table = t.RECORDS["person"]
        with self.book.reading() as db:
            found = (
                db.execute(
                    table.select()
                    .join(t.row, t.row.c.n == table.c.id)
                    .where(t.row.c.uuid == person.bytes)
                )
                .mappings()
                .one_or_none()
            )
            return dict(found) if found else {}

    def stands(self, person: UUID) -> bool:
        return self.person(person).get("gone") == 0

    def marks(self) -> list[str]:
        with self.book.reading() as db:
            return sorted(
                db.scalars(
                    t.RECORDS["attendance"]
                    .select()
                    .with_only_columns(t.RECORDS["attendance"].c.status)
                )
            )

    def dump(self) -> bytes:
        with self.book.reading() as db:
            return dump(db)

    def questions(self) -> list[Any]:
        return list(inbox.questions(self.book))

    def asked(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each question by its id, with what it can be answered by."""
        return sorted(
            (item.id, tuple(candidate.label for candidate in item.candidates))
            for item in self.questions()
        )

    def digest(self) -> str:
        """Of the set of changes it holds."""
        with self.book.reading() as db:
            return union.digest(Log(db.connection.cursor()))

    # -- what it exchanges

    def send(self, **chosen: Any) -> Path:
        self.files += 1
        path = self.folder / f"{self.book.office_code} {self.files}.xlsx"
        sending.send(self.book, path, unprotected=True, **chosen)
        return path

    def plan(self, path: Path) -> Any:
        return intake.plan_list(self.book, intake.read_list(path))

    def take(self, path: Path) -> Any:
        """Take a file in; the plan, as it was shown before."""
        plan = self.plan(path)
        intake.apply_plan(self.book, plan)
        return plan


@pytest.fixture(scope="session")
def at_rest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rest]:
    folder = tmp_path_factory.mktemp("offices")
    found = {}
    for code, name in CODES.items():
        path = folder / f"{code}.workbook"
        with Workbook.create(
            path,
            passphrase="invented",
            office_code=code,
            office_name=name,
            sources=seeded(code.encode(), SeededClock(START)),
        ) as book:
            found[code] = Rest(path, book.emergency_key)
    return found


Opens = Callable[..., Any]


@pytest.fixture
def opens(at_rest: dict[str, Rest], tmp_path: Path) -> Opens:
    """`with opens(seed=1) as offices`: Lahore, Islamabad and Karachi, new, each with its clock."""
    made = 0

    @contextmanager
    def open_(seed: int = 0) -> Iterator[list[Office]]:
        nonlocal made
        made += 1
        folder = tmp_path / f"{made}"
        folder.mkdir()
        with ExitStack() as stack:
            offices = []
            for code, (source, key) in at_rest.items():
                path = folder / source.name
                shutil.copyfile(source, path)
                clock = SeededClock(START)
                chance = random.Random(f"{seed} {code}")
                book = Workbook.open(
                    path,
                    emergency_key=key,
                    operator=f"Coordinator {code}",
                    sources=Sources(now=clock, random=chance.randbytes),
                )
                stack.callback(_close, book)
                offices.append(Office(book, clock, folder))
            yield offices
            for office in offices:
                assert office.book.differences() == [], "tables and log differ"
        shutil.rmtree(folder)

    return open_


def _close(book: Workbook) -> None:
    book._dirty = False
    book.close()


@pytest.fixture
def offices(opens: Opens) -> Iterator[list[Office]]:
    """Lahore, Islamabad and Karachi."""
    with opens() as made:
        yield made


def everybody_has_everything(first: Office, *others: Office) -> None:
    """Files go to one office, and from there to all."""
    for office in others:
        first.take(office.send())
    path = first.send()
    for office in others:
        office.take(path)
