"""A workbook for each test, copied from one made once; a cohort in it. All people are invented."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbook.domain.cohort import COHORT
from workbook.domain.office import PROGRAMME
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("made") / "office.workbook"
    with Workbook.create(
        path, passphrase="invented", office_code="ISB", office_name="Islamabad"
    ) as book:
        return path, book.emergency_key


@pytest.fixture
def book(made_once: tuple[Path, str], tmp_path: Path) -> Iterator[Workbook]:
    path = tmp_path / "office.workbook"
    shutil.copyfile(made_once[0], path)
    clock = SeededClock(datetime(2020, 10, 20, 9, 0, tzinfo=UTC))
    opened = Workbook.open(
        path, emergency_key=made_once[1], operator="Coordinator", sources=seeded(b"test", clock)
    )
    yield opened
    assert opened.differences() == [], "tables and log differ"
    opened.close()


@pytest.fixture
def cohort(book: Workbook) -> int:
    with book.changing("Add cohort") as change:
        programme = change.key(PROGRAMME, book.programme_uuid)
        return change.create(COHORT, programme=programme, code="INV-1", title="Investigation")
