"""Two offices that wrote different things, and this one's window with the questions open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ui.app import App
from ui.waiting.page import WaitingPage
from workbook.domain.people import PERSON
from workbook.services import people
from workbook.sources import SeededClock, seeded
from workbook.storage.book import Workbook


@pytest.fixture
def lahore(book: Workbook, tmp_path: Path) -> Iterator[Workbook]:
    """The other office, after both knew two people, disagreed on three values and exchanged."""
    for name in ("Sana Jibraan", "Hina Raza"):
        people.create_person(book, name_latin=name)
    clock = SeededClock(datetime(2020, 11, 2, 9, 0, tzinfo=UTC))
    with Workbook.create(
        tmp_path / "LHR.workbook",
        passphrase="four brave owls sing",
        office_code="LHR",
        office_name="Lahore",
        operator="Bilal Ahmed",
        sources=seeded(b"lahore", clock),
    ) as other:
        exchange(book, other)
        for here, rank in ((book, "ASI"), (other, "Inspector")):
            edit(here, "Sana", rank=rank, duty_station=f"Near {rank}")
            edit(here, "Hina", phone=f"0300-{len(rank)}234567")
        exchange(book, other)
        yield other


def edit(book: Workbook, name: str, **values: str) -> None:
    """Edit the person of this name in one of the offices."""
    people.edit_person(book, person_id=people.person_rows(book, search=name)[0].id, **values)


def exchange(one: Workbook, other: Workbook) -> None:
    """Each gets all that the other has."""
    one.unite(other.lines())
    other.unite(one.lines())


@pytest.fixture
def asked(lahore: Workbook, at_work: App) -> WaitingPage:
    """The page with the three questions."""
    assert at_work.workspace is not None
    at_work.workspace.show_page("waiting")
    made = at_work.workspace.pages["waiting"]
    assert isinstance(made, WaitingPage)
    return made


@pytest.fixture
def twice(book: Workbook) -> tuple[int, int]:
    """Two records that bear one phone."""
    with book.changing("Two records") as change:
        one, other = (
            change.create(PERSON, name_latin=name, phone="03015556667")
            for name in ("Uzma Ahmed Tariq", "Uzma Ahmad Tariq")
        )
    return one, other
