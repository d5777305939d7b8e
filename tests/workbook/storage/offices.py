"""Offices that edit apart and exchange lines, each a real encrypted file; what they hold.

All people here are invented.
"""

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.people import PERSON
from workbook.domain.training import TRAINING, TRAINING_SESSION
from workbook.sources import Sources
from workbook.storage import union
from workbook.storage.book import Workbook
from workbook.storage.dump import dump
from workbook.storage.log import Log

PHONE = frozenset({("person", "phone")})
PEOPLE = [UUID(int=100 + n) for n in range(3)]
SESSION, ENROLLED, COHORT_ID, TRAINING_ID = (UUID(int=200 + n) for n in range(4))


class Places:
    """Makes offices; their clocks and random numbers differ, and say nothing of the order."""

    def __init__(self, template: Path, emergency_key: str, folder: Path) -> None:
        """Each office begins as a copy of `template`."""
        self.template = template
        self.emergency_key = emergency_key
        self.folder = folder
        self.made = 0

    @contextmanager
    def offices(self, count: int, seed: int = 0) -> Iterator[list[Workbook]]:
        with ExitStack() as stack:
            made = []
            for _n in range(count):
                self.made += 1
                path = self.folder / f"{self.made}.workbook"
                shutil.copyfile(self.template, path)
                chance = random.Random(f"{seed} {self.made}")
                book = Workbook.open(
                    path,
                    emergency_key=self.emergency_key,
                    operator=f"Operator {self.made}",
                    sources=Sources(now=_wild_clock(chance), random=chance.randbytes),
                )
                stack.callback(path.unlink)
                stack.callback(book.close)
                # A copied file is another installation.
                book._identity = replace(book._identity, replica=chance.randbytes(8))
                with book.noting() as db:
                    db.exec_driver_sql(
                        "UPDATE replica SET replica=?, seq=0, prev=NULL", (book.replica,)
                    )
                made.append(book)
            yield made
            for book in made:
                book._dirty = False


def _wild_clock(chance: random.Random) -> Any:
    return lambda: datetime(chance.randrange(1990, 2090), 1, 1, tzinfo=UTC)


def dumped(book: Workbook) -> bytes:
    with book.reading() as db:
        return dump(db)


def conflicts(book: Workbook) -> list[tuple[bytes, bytes, str]]:
    """(row's id, second id or nothing, field) of every open conflict."""
    with book.reading() as db:
        found = db.exec_driver_sql(
            "SELECT (SELECT uuid FROM row WHERE n=c.row),"
            " coalesce((SELECT uuid FROM row WHERE n=c.sub), x''),"
            " (SELECT name FROM field WHERE n=c.field) FROM conflict c"
        ).all()
    return sorted((bytes(a), bytes(b), name) for a, b, name in found)


def digest(book: Workbook) -> str:
    with book.reading() as db:
        return union.digest(Log(db.connection.cursor()))


def everything(book: Workbook) -> tuple[object, ...]:
    return dumped(book), conflicts(book), digest(book)


def key(book: Workbook, uuid: UUID) -> int:
    with book.reading() as db:
        found = db.exec_driver_sql("SELECT n FROM row WHERE uuid=?", (uuid.bytes,)).scalar()
    assert found is not None
    return int(found)


def value(book: Workbook, uuid: UUID, column: str) -> object:
    with book.reading() as db:
        return db.exec_driver_sql(
            f"SELECT {column} FROM person WHERE id=?", (key(book, uuid),)
        ).scalar()


def exchange(*books: Workbook) -> None:
    """Everybody gets everybody's lines, until nothing is new."""
    for _round in range(2):
        for giver in books:
            lines = giver.lines()
            for taker in books:
                if taker is not giver:
                    taker.unite(lines)


def prepare(book: Workbook) -> None:
    """A person, a session and an enrolment that all offices hold."""
    with book.changing("Prepare") as change:
        cohort = change.create(COHORT, uuid=COHORT_ID, code="C")
        training = change.create(TRAINING, uuid=TRAINING_ID, cohort=cohort)
        change.create(TRAINING_SESSION, uuid=SESSION, training=training, minutes=210)
        person = change.create(PERSON, uuid=PEOPLE[0], name_latin="Officer", phone="0300")
        change.create(ENROLMENT, uuid=ENROLLED, cohort=cohort, person=person)


def disagree(one: Workbook, two: Workbook, mine: str = "0311", theirs: str = "0322") -> None:
    prepare(one)
    exchange(one, two)
    for book, phone in ((one, mine), (two, theirs)):
        with book.changing("Edit") as change:
            change.edit(PERSON, key(book, PEOPLE[0]), phone=phone)
    exchange(one, two)
