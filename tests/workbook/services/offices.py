"""Offices with a workbook each, that exchange whole logs. All people here are invented."""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbook.domain.ids import named_id
from workbook.domain.office import OFFICE, OFFICE_KEY
from workbook.services import inbox
from workbook.sources import Sources
from workbook.storage.book import Workbook
from workbook.storage.dump import dump

NAMES = ("Islamabad", "Lahore", "Karachi", "Quetta")


class Offices:
    """Makes offices that are named, each an installation of its own with a clock of its own."""

    def __init__(self, path: Path, emergency_key: str, folder: Path) -> None:
        self.path = path
        self.emergency_key = emergency_key
        self.folder = folder
        self.made = 0

    @contextmanager
    def open(self, count: int) -> Iterator[list[Workbook]]:
        with ExitStack() as stack:
            yield [self._one(stack, NAMES[n]) for n in range(count)]

    def _one(self, stack: ExitStack, name: str) -> Workbook:
        self.made += 1
        path = self.folder / f"{self.made}.workbook"
        shutil.copyfile(self.path, path)
        chance = random.Random(f"{self.made} {name}")
        minutes = iter(range(1 << 30))

        def now() -> datetime:
            return datetime(2020, 11, 2, 9, tzinfo=UTC) + timedelta(minutes=next(minutes))

        book = Workbook.open(
            path,
            emergency_key=self.emergency_key,
            operator=f"Coordinator of {name}",
            sources=Sources(now=now, random=chance.randbytes),
        )

        def close() -> None:
            assert book.differences() == [], "tables and log differ"
            book._dirty = False
            book.close()
            path.unlink()

        stack.callback(close)
        # A copied file is another installation.
        book._identity = replace(book._identity, replica=chance.randbytes(8))
        with book.noting() as db:
            db.exec_driver_sql("UPDATE replica SET replica=?, seq=0, prev=NULL", (book.replica,))
        with book.changing("An office of its own") as change:
            office = change.create(OFFICE, code=name[:3].upper(), name=name)
            key = named_id(book.programme_uuid, "office_key", book.replica.hex())
            change.create(OFFICE_KEY, uuid=key, office=office, public_key=book.replica.hex())
        return book


def exchange(books: Sequence[Workbook]) -> None:
    """Everybody gets everybody's file, by way of the first."""
    for book in books[1:]:
        books[0].unite(book.lines())
    for book in books[1:]:
        book.unite(books[0].lines())


def dumped(book: Workbook) -> bytes:
    with book.reading() as db:
        return dump(db)


def open_questions(book: Workbook) -> list[tuple[str, str, tuple[str, ...]]]:
    """(id, kind, answers) of every question."""
    return [
        (item.id, item.kind, tuple(candidate.text for candidate in item.candidates))
        for item in inbox.questions(book)
    ]
