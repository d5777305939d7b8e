"""Entries of the register, and the take-ins of Exchange files and decisions on what waited of
files that stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import Connection, RowMapping, insert, select

from workbook.storage import tables as t

if TYPE_CHECKING:
    from workbook.storage.book import Workbook

TAKEN_IN = "exchange"
"""The kind of the register's entries for Exchange files that were taken in."""
DECIDED = "decided"
"""The kind of those for decisions on what waited of a file: they are taken back as a take-in is."""


@dataclass(frozen=True, slots=True)
class TakeIn:
    """One file taken in. Its changes are those numbered `first` and the `count` - 1 after it.

    `mark` is what the step that takes it back says it undoes; `undo` is that step where it stands.
    `again` are the steps that did it again, with the numbers of their first changes.
    """

    number: int
    wall: str
    operator: str
    name: str
    root: str
    office: str
    first: int
    count: int
    mark: bytes
    undo: bytes | None
    again: tuple[tuple[int, bytes], ...]

    @property
    def done_at(self) -> int:
        """The number of the first change with which it was last done."""
        return max((n for n, _step in self.again), default=self.first)

    @property
    def undone(self) -> bool:
        return self.undo is not None

    @property
    def span(self) -> tuple[int, int]:
        """The number of its first change, and of the first that is not its any more."""
        return self.first, self.first + self.count


def enter(
    book: Workbook,
    db: Connection,
    kind: str,
    *,
    name: str,
    content: str,
    detail: Mapping[str, object],
    step: bytes | None = None,
) -> int:
    """Keep that something came or went, now and by who works here; the entry's number.

    `content` tells the same thing again (a digest, a file's id), "" where nothing does; `step` is
    what it made.
    """
    made = db.execute(
        insert(t.register).values(
            kind=kind,
            wall=book.sources.wall(),
            operator=book.operator,
            name=name,
            content=content,
            step=step,
            detail=orjson.dumps(detail).decode(),
        )
    )
    (number,) = made.inserted_primary_key or (0,)
    return int(number)


def take_ins(db: Connection) -> tuple[TakeIn, ...]:
    """All take-ins, newest first."""
    return _entries(db, TAKEN_IN)


def take_ins_and_decisions(db: Connection) -> tuple[TakeIn, ...]:
    """All that is taken back as one where no step of its own stands for it, newest first."""
    return _entries(db, TAKEN_IN, DECIDED)


def _entries(db: Connection, *kinds: str) -> tuple[TakeIn, ...]:
    rows = db.execute(
        select(t.register).where(t.register.c.kind.in_(kinds)).order_by(t.register.c.n.desc())
    )
    return tuple(_take_in(db, row) for row in rows.mappings())


def earlier(db: Connection, root: str) -> TakeIn | None:
    """The newest take-in of a file that says just this."""
    return next((found for found in take_ins(db) if found.root == root), None)


def take_in(db: Connection, number: int) -> TakeIn | None:
    """A take-in, or a decision, by the register's number."""
    found = take_ins_and_decisions(db)
    return next((entry for entry in found if entry.number == number), None)


def mark_of(root: str, first: int) -> bytes:
    """What stands for a take-in where else the hash of a step does."""
    return blake2b(f"{root} {first}".encode(), digest_size=16).digest()


def stands(db: Connection, step: bytes) -> bool:
    """Whether a step is not taken back, by a step that is not taken back itself."""
    return taken_back_by(db, step) is None


def taken_back_by(db: Connection, step: bytes) -> bytes | None:
    """The step that takes `step` back, where one stands."""
    takers = db.scalars(select(t.tx.c.hash).where(t.tx.c.undoes == step)).all()
    return next((bytes(taker) for taker in takers if stands(db, bytes(taker))), None)


def _take_in(db: Connection, row: RowMapping) -> TakeIn:
    detail = orjson.loads(row["detail"])
    mark = mark_of(row["content"], detail["first"])
    return TakeIn(
        number=row["n"],
        wall=row["wall"],
        operator=row["operator"],
        name=row["name"],
        root=row["content"],
        office=detail.get("office", ""),
        first=detail["first"],
        count=detail["count"],
        mark=mark,
        undo=taken_back_by(db, mark),
        again=_again(db, mark),
    )


def _again(db: Connection, mark: bytes) -> tuple[tuple[int, bytes], ...]:
    undo, redo = t.tx.alias(), t.tx.alias()
    found = db.execute(
        select(redo.c.n, redo.c.hash)
        .join(undo, redo.c.undoes == undo.c.hash)
        .where(undo.c.undoes == mark)
    )
    return tuple((row.n, bytes(row.hash)) for row in found)
