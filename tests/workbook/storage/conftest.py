"""Offices with a workbook each, copied from the session's; a driver connection past the guard.

All people here are invented.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from workbook.domain.people import PERSON
from workbook.sources import SeededClock, seeded
from workbook.storage import cipher
from workbook.storage.book import Workbook
from workbook.storage.connection import connect

from .offices import Places

PASSPHRASE = "four invented words here"
START = datetime(2020, 11, 2, 9, 0, tzinfo=UTC)


class Template(NamedTuple):
    """A workbook at rest, and its emergency key, which opens it without waiting."""

    path: Path
    emergency_key: str


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("template") / "office.workbook"
    with Workbook.create(
        path,
        passphrase=PASSPHRASE,
        office_code="ISB",
        office_name="Islamabad",
        operator="Coordinator",
        sources=seeded(b"template", SeededClock(START)),
    ) as book:
        key = book.emergency_key
    shutil.rmtree(path.with_name("office backups"))
    return Template(path, key)


@pytest.fixture
def at_rest(template: Template, tmp_path: Path) -> Path:
    """A closed workbook of the test's own."""
    path = tmp_path / "office.workbook"
    shutil.copyfile(template.path, path)
    path.chmod(0o600)
    return path


@pytest.fixture
def places(template: Template, tmp_path: Path) -> Places:
    return Places(template.path, template.emergency_key, tmp_path)


Reopen = Callable[..., Workbook]


@pytest.fixture
def reopen(template: Template) -> Iterator[Reopen]:
    """`reopen(path)` opens a copy of the template; what is left open is closed after the test."""
    opened: list[Workbook] = []

    def open_(path: Path, **options: Any) -> Workbook:
        given = {"emergency_key": template.emergency_key, "operator": "Coordinator", **options}
        if "passphrase" in options:
            del given["emergency_key"]
        book = Workbook.open(path, **given)
        opened.append(book)
        return book

    yield open_
    for book in opened:
        book._dirty = False
        book.close()


@pytest.fixture
def book(at_rest: Path, reopen: Reopen) -> Workbook:
    return reopen(at_rest)


@pytest.fixture
def raw(template: Template) -> Callable[[Path], Any]:
    """`with raw(path) as db`: a driver connection that knows the key and no rules."""

    @contextmanager
    def open_(path: Path) -> Iterator[Any]:
        db = connect(path, cipher.unspell(template.emergency_key), cipher.salt_of(path))
        try:
            yield db
        finally:
            db.close()

    return open_


def add_people(book: Workbook, count: int, **values: object) -> list[int]:
    """One step that adds people, and their keys."""
    with book.changing("Add people") as change:
        return [
            change.create(
                PERSON, **{"name_latin": f"Officer {n:02}", "phone": f"0300{n}", **values}
            )
            for n in range(count)
        ]
