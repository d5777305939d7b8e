"""The take-ins of Exchange files that the register of this laptop keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, insert, select, update

from workbook.storage import tables as t

TAKEN_IN = "exchange"
"""The kind of the register's entries for Exchange files that were taken in."""


@dataclass(frozen=True, slots=True)
class TakeIn:
    """One file taken in. Its changes are those numbered `first` and the `count` - 1 after it.

    `undo` is the step that took it back once; `undone`: that step stands.
    """

    number: int
    wall: str
    operator: str
    name: str
    root: str
    office: str
    first: int
    count: int
    undo: bytes | None
    undone: bool

    @property
    def span(self) -> tuple[int, int]:
        """The number of its first change, and of the first that is not its any more."""
        return self.first, self.first + self.count


def remember(
    db: Connection,
    *,
    wall: str,
    operator: str,
    name: str,
    root: str,
    detail: dict[str, Any],
) -> int:
    """Keep that a file was taken in; the register's number. `detail` has office, first, count."""
    made = db.execute(
        insert(t.register).values(
            kind=TAKEN_IN,
            wall=wall,
            operator=operator,
            name=name,
            content=root,
            step=None,
            detail=orjson.dumps(detail).decode(),
        )
    )
    (number,) = made.inserted_primary_key or (0,)
    return int(number)


def take_ins(db: Connection) -> tuple[TakeIn, ...]:
    """All take-ins, newest first."""
    rows = db.execute(
        select(t.register).where(t.register.c.kind == TAKEN_IN).order_by(t.register.c.n.desc())
    )
    return tuple(_take_in(db, row) for row in rows.mappings())


def earlier(db: Connection, root: str) -> TakeIn | None:
    """The newest take-in of a file that says just this."""
    return next((found for found in take_ins(db) if found.root == root), None)


def take_in(db: Connection, number: int) -> TakeIn | None:
    """A take-in by the register's number."""
    return next((found for found in take_ins(db) if found.number == number), None)


def note_undo(db: Connection, number: int, undo: bytes) -> None:
    """Keep that a take-in was taken back by the step `undo`."""
    kept = orjson.loads(
        db.execute(select(t.register.c.detail).where(t.register.c.n == number)).scalar_one()
    )
    kept["undo"] = undo.hex()
    db.execute(
        update(t.register)
        .where(t.register.c.n == number)
        .values(detail=orjson.dumps(kept).decode())
    )


def stands(db: Connection, step: bytes) -> bool:
    """Whether a step is not taken back, by a step that is not taken back itself."""
    chain: Iterable[bytes] = db.scalars(select(t.tx.c.hash).where(t.tx.c.undoes == step)).all()
    return not any(stands(db, bytes(taker)) for taker in chain)


def _take_in(db: Connection, row: RowMapping) -> TakeIn:
    detail = orjson.loads(row["detail"])
    undo = bytes.fromhex(detail["undo"]) if detail.get("undo") else None
    return TakeIn(
        number=row["n"],
        wall=row["wall"],
        operator=row["operator"],
        name=row["name"],
        root=row["content"],
        office=detail["office"],
        first=detail["first"],
        count=detail["count"],
        undo=undo,
        undone=undo is not None and stands(db, undo),
    )
