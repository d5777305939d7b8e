"""In which office a step was done, and which office made a record."""

from __future__ import annotations

import bisect
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, func, select

from workbook.domain.people import PERSON
from workbook.storage import tables as t
from workbook.storage.state import CREATE


def offices(db: Connection) -> dict[bytes, Any]:
    """The office (its key, code and name) that each replica works in, by the replica's id."""
    office, key = t.RECORDS["office"], t.RECORDS["office_key"]
    step = (
        select(func.max(t.tx.c.n)).where(t.tx.c.n <= t.change.c.n).correlate(t.change)
    ).scalar_subquery()
    found = db.execute(
        select(t.tx.c.replica, office.c.id, office.c.code, office.c.name)
        .select_from(t.change)
        .join(t.field, t.field.c.n == t.change.c.field)
        .join(key, key.c.id == t.change.c.row)
        .join(office, office.c.id == key.c.office_id)
        .join(t.tx, t.tx.c.n == step)
        .where(t.field.c.entity == "office_key", t.field.c.name == CREATE)
    )
    return {bytes(row.replica): row for row in found}


def person_makers(db: Connection) -> dict[int, frozenset[object]]:
    """The offices that made each person's record; {} while one office made all of them."""
    known = offices(db)
    steps = db.execute(select(t.tx.c.n, t.tx.c.replica, t.tx.c.seq).order_by(t.tx.c.n)).all()
    # What was read from a sheet has no office: its step counts 0.
    office_of = [
        (known[bytes(r)].id if bytes(r) in known else bytes(r)) if seq else None
        for _n, r, seq in steps
    ]
    if len(set(office_of) - {None}) < 2:
        return {}
    starts = [row.n for row in steps]
    made: dict[int, set[object]] = defaultdict(set)
    for n, row in db.execute(
        select(t.change.c.n, t.change.c.row).where(
            t.change.c.field
            == (
                select(t.field.c.n)
                .where(t.field.c.entity == PERSON.name, t.field.c.name == CREATE)
                .scalar_subquery()
            )
        )
    ):
        maker = office_of[bisect.bisect_right(starts, n) - 1]
        if maker is not None:
            made[row].add(maker)
    return {row: frozenset(makers) for row, makers in made.items()}
