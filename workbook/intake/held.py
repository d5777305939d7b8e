"""What the workbook holds, as far as a list is held against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, RowMapping, select

from workbook.storage import tables as t
from workbook.text import skeleton


def standing(db: Connection, entity: str) -> Sequence[RowMapping]:
    """Every row of a kind that is not deleted, with its travelling id as `uuid`."""
    table = t.RECORDS[entity]
    return (
        db.execute(
            select(table, t.row.c.uuid)
            .join(t.row, t.row.c.n == table.c.id)
            .where(table.c.gone == 0)
            .order_by(table.c.id)
        )
        .mappings()
        .all()
    )


def find_agency(rows: Iterable[RowMapping], name: str) -> RowMapping | None:
    """Of the agencies `rows`, the one that goes by `name`: its name, short name or own script."""
    sought = skeleton(name)
    for row in rows:
        names = (row["name"], row["short_name"], row["name_native"])
        if sought in (skeleton(known) for known in names if known):
            return row
    return None


def find_module(rows: Iterable[RowMapping], code: str) -> RowMapping | None:
    """Of the modules `rows`, the one with this code, or this title where it has no code."""
    sought = skeleton(code)
    for row in rows:
        if sought == skeleton(row["code"] or row["title"] or ""):
            return row
    return None
