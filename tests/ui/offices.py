"""A second office of the same programme, to disagree with. All people here are invented."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbook.domain.ids import named_id
from workbook.domain.office import OFFICE, OFFICE_KEY
from workbook.sources import Sources
from workbook.storage.book import Workbook


@contextmanager
def another_office(book: Workbook, folder: Path, name: str) -> Iterator[Workbook]:
    """A copy of `book` as it stands on disk, gone on with as an office of its own."""
    path = folder / f"{name}.workbook"
    shutil.copyfile(book.path, path)
    chance = random.Random(name)
    minutes = iter(range(1 << 30))

    def now() -> datetime:
        return datetime(2020, 11, 2, 9, tzinfo=UTC) + timedelta(minutes=next(minutes))

    with Workbook.open(
        path,
        emergency_key=book.emergency_key,
        operator=f"Coordinator of {name}",
        sources=Sources(now=now, random=chance.randbytes),
    ) as other:
        other.rotate("An installation of its own")
        with other.changing("An office of its own") as change:
            office = change.create(OFFICE, code=name[:3].upper(), name=name)
            identity = named_id(other.programme_uuid, "office_key", other.public_key)
            key = change.key(OFFICE_KEY, identity)
            assert key is not None
            change.edit(OFFICE_KEY, key, office=office)
        yield other


def exchange(one: Workbook, other: Workbook) -> None:
    """Each gets all that the other has."""
    one.unite(other.lines())
    other.unite(one.lines())
