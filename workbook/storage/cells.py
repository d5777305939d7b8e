"""From what the log says of a row to the row of its table, and back again for all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.records import ENTITIES
from workbook.storage import log as logs
from workbook.storage.log import Address, Log
from workbook.storage.state import row_state


@dataclass(frozen=True)
class TableSql:
    """The statements for one kind of record. `columns` are those of `select`, in order."""

    columns: tuple[str, ...]
    select: str
    insert: str
    replace: str
    gone: str
    delete: str
    _update: str

    def update(self, columns: tuple[str, ...]) -> str:
        return self._update.format(", ".join(f"{column}=?" for column in columns))


@cache
def table_sql(entity: Entity) -> TableSql:
    columns = (*(column.column for column in entity.columns), "gone")
    keys = entity.key_columns
    where = " AND ".join(f"{key}=?" for key in keys)
    every = (*keys, *columns)
    marks = ", ".join("?" for _ in every)
    into = f'INTO "{entity.name}"({", ".join(every)}) VALUES ({marks})'
    return TableSql(
        columns,
        f'SELECT {", ".join(columns)} FROM "{entity.name}" WHERE {where}',
        f"INSERT {into}",
        f"INSERT OR REPLACE {into}",
        f'UPDATE "{entity.name}" SET gone=? WHERE {where}',
        f'DELETE FROM "{entity.name}" WHERE {where}',
        f'UPDATE "{entity.name}" SET {{}} WHERE {where}',
    )


def cells(
    entity: Entity, said: Mapping[str, object], log: Log, only: Field | None = None
) -> tuple[Any, ...]:
    """The table's cells for what is said of a row, in the order of its columns (or of one field's).

    A REF to a row that has not come yet gets a number all the same: the row attaches when it comes.
    """
    found: list[Any] = []
    for declared in (only,) if only else entity.fields:
        value = said.get(declared.name)
        if declared.kind is Kind.GROUP:
            parts = value if isinstance(value, Mapping) else {}
            found += (_cell(part, parts.get(part.name), log) for part in declared.parts)
        else:
            found.append(_cell(declared, value, log))
    return tuple(found)


def _cell(declared: Field, value: object, log: Log) -> object:
    if value is None:
        return None
    if declared.kind is Kind.REF:
        assert declared.to is not None
        return log.row_n(declared.to, bytes.fromhex(str(value)))
    if declared.kind is Kind.YES:
        return int(bool(value))
    if declared.kind is Kind.JSON:
        return logs.canonical(value).decode()
    return value


def settle(log: Log, entity: Entity, address: Address) -> None:
    """Write one row of a table, and its conflicts, from all its changes."""
    changes = log.seen(address)
    sql = table_sql(entity)
    key = (address[0],) if entity.pair is None else address
    log.cursor.execute("DELETE FROM conflict WHERE row=? AND sub=?", address)
    if not changes:
        log.cursor.execute(sql.delete, key)
        return
    state = row_state(entity, changes)
    log.cursor.execute(sql.replace, (*key, *cells(entity, state.values, log), int(state.gone)))
    log.cursor.executemany(
        "INSERT INTO conflict VALUES (?,?,?)",
        [(*address, log.field_n(entity.name, name)) for name in sorted(state.conflicts)],
    )


def addresses(log: Log, entity: Entity) -> list[Address]:
    """Every row of this kind that the log knows of, in the order of its numbers."""
    return [
        (int(r[0]), int(r[1]))
        for r in log.cursor.execute(
            "SELECT DISTINCT row, sub FROM change WHERE field IN"
            " (SELECT n FROM field WHERE entity=?) ORDER BY row, sub",
            (entity.name,),
        ).fetchall()
    ]


def rebuild(log: Log) -> None:
    """Make all tables anew from the log."""
    for entity in ENTITIES.values():
        log.cursor.execute(f'DELETE FROM "{entity.name}"')
        for address in addresses(log, entity):
            settle(log, entity, address)


@dataclass(frozen=True)
class Difference:
    """A place where table and log disagree. `column` is None where the whole row is at odds."""

    entity: Entity
    address: Address
    column: str | None


def differences(log: Log) -> list[Difference]:
    """Where the tables are not what the log says."""
    found: list[Difference] = []
    for entity in ENTITIES.values():
        sql = table_sql(entity)
        keys = ", ".join(entity.key_columns)
        stand = {
            (r[0], r[1] if entity.pair else 0): r[len(entity.key_columns) :]
            for r in log.cursor.execute(
                f'SELECT {keys}, {", ".join(sql.columns)} FROM "{entity.name}"'
            ).fetchall()
        }
        for address in addresses(log, entity):
            state = row_state(entity, log.seen(address))
            wanted = (*cells(entity, state.values, log), int(state.gone))
            row = stand.pop(address, None)
            if row is None:
                found.append(Difference(entity, address, None))
                continue
            found += [
                Difference(entity, address, column)
                for column, here, there in zip(sql.columns, row, wanted, strict=True)
                if here != there
            ]
        found += [Difference(entity, address, None) for address in stand]
    return found
