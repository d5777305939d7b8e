"""From what the log says of a row to the row of its table, and back again for all rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.records import ENTITIES
from workbook.storage import erasing
from workbook.storage import log as logs
from workbook.storage.log import Address, Log
from workbook.storage.state import ERASE, RowState, Seen, erased_by, row_state

_UUID = re.compile("[0-9a-f]{32}")


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


def table_sql(entity: Entity) -> TableSql:
    return _table_sql(entity.name)


# By name: hashing a whole declaration costs more than running the statement.
@cache
def _table_sql(name: str) -> TableSql:
    entity = ENTITIES[name]
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
    """None too for a value that a newer version says in another way: the log keeps it."""
    if value is None:
        return None
    if declared.kind is Kind.REF:
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            return None
        assert declared.to is not None
        return log.row_n(declared.to, bytes.fromhex(value))
    if declared.kind is Kind.YES:
        return int(bool(value))
    if declared.kind is Kind.JSON:
        return logs.canonical(value).decode()
    return value if isinstance(value, int if declared.kind is Kind.WHOLE else str) else None


def settle(log: Log, entity: Entity, address: Address) -> None:
    """Write one row of a table, and its conflicts, from all its changes."""
    log.cursor.execute("DELETE FROM conflict WHERE row=? AND sub=?", address)
    changes = log.seen(address)
    if changes:
        _write(log, entity, address, changes)
    else:
        log.cursor.execute(table_sql(entity).delete, key_of(entity, address))


def _write(log: Log, entity: Entity, address: Address, changes: list[Seen]) -> None:
    state = row_state(entity, changes)
    log.cursor.execute(
        table_sql(entity).replace,
        (*key_of(entity, address), *cells(entity, state.values, log), int(state.gone)),
    )
    _dispute(log, entity, address, state)


def settle_since(log: Log, first: int, more: Collection[Address]) -> frozenset[str]:
    """Write the rows of all changes from number `first` on, and `more`, as the log now says them.

    Returns their kinds; rows of kinds that are not known are passed over.
    """
    disputed = {
        (row, sub) for row, sub in log.cursor.execute("SELECT row, sub FROM conflict").fetchall()
    }
    settling = _Settling(log, disputed)
    kinds: set[str] = set()
    for kind, address, changes in log.rows_since(first):
        entity = ENTITIES.get(kind)
        if entity is not None:
            settling.add(entity, address, changes)
            kinds.add(kind)
    settling.write()
    for address in more:
        kind = log.kind_of(address)
        entity = ENTITIES.get(kind)
        if entity is not None:
            settle(log, entity, address)
            kinds.add(kind)
    return frozenset(kinds)


class _Settling:
    """Rows being written, many of a kind at once."""

    _AT_ONCE = 1_000

    def __init__(self, log: Log, disputed: set[Address]) -> None:
        self.log = log
        self.disputed = disputed
        self.rows: dict[str, list[tuple[object, ...]]] = {}
        self.alike: dict[tuple[str, str, bytes], tuple[object, ...]] = {}

    def add(self, entity: Entity, address: Address, changes: list[Seen]) -> None:
        rows = self.rows.setdefault(entity.name, [])
        rows.append((*key_of(entity, address), *self._cells(entity, address, changes)))
        if len(rows) >= self._AT_ONCE:
            self._flush(entity.name)

    def write(self) -> None:
        for name in self.rows:
            self._flush(name)

    def _flush(self, name: str) -> None:
        self.log.cursor.executemany(table_sql(ENTITIES[name]).replace, self.rows[name])
        self.rows[name] = []

    def _cells(self, entity: Entity, address: Address, changes: list[Seen]) -> tuple[object, ...]:
        # Most rows of a large file are marks, of which a class has few different ones.
        only = changes[0] if len(changes) == 1 and entity.pair is not None else None
        if only is not None and only.value is not None:
            key = (entity.name, only.field, only.value)
            found = self.alike.get(key)
            if found is None:
                found = self._computed(entity, address, changes)
                if len(self.alike) < self._AT_ONCE:
                    self.alike[key] = found
            return found
        return self._computed(entity, address, changes)

    def _computed(
        self, entity: Entity, address: Address, changes: list[Seen]
    ) -> tuple[object, ...]:
        state = row_state(entity, changes)
        if address in self.disputed:
            self.log.cursor.execute("DELETE FROM conflict WHERE row=? AND sub=?", address)
        _dispute(self.log, entity, address, state)
        return (*cells(entity, state.values, self.log), int(state.gone))


def _dispute(log: Log, entity: Entity, address: Address, state: RowState) -> None:
    for name in sorted(state.conflicts):
        n = log.field_n(entity.name, name)
        log.cursor.execute("INSERT INTO conflict VALUES (?,?,?)", (*address, n))


def key_of(entity: Entity, address: Address) -> Address | tuple[int]:
    """A row's address as the key columns of its table."""
    return (address[0],) if entity.pair is None else address


def rebuild(log: Log) -> None:
    """Make all tables anew from the log."""
    for entity in ENTITIES.values():
        log.cursor.execute(f'DELETE FROM "{entity.name}"')
    log.cursor.execute("DELETE FROM conflict")
    log.cursor.execute("DELETE FROM erased")
    for kind, address, changes in log.every_row():
        log.cursor.executemany(
            "INSERT INTO erased VALUES (?,?,?)",
            [(*address, name) for name in sorted(_erased(changes))],
        )
        known = ENTITIES.get(kind)
        if known is not None:
            _write(log, known, address, changes)


def _erased(changes: Iterable[Seen]) -> set[str]:
    return set().union(*(erased_by(seen.value) for seen in changes if seen.field == ERASE))


@dataclass(frozen=True)
class Difference:
    """A place where table and log disagree. `column` is None where the whole row is at odds."""

    entity: Entity
    address: Address
    column: str | None


def differences(
    log: Log, rows: Iterable[tuple[str, Address, list[Seen]]] | None = None
) -> list[Difference]:
    """Where the tables are not what the log says.

    `rows` are those of `Log.every_row`; one that comes without changes is not compared.
    """
    found: list[Difference] = []
    stand = {entity.name: _stand(log, entity) for entity in ENTITIES.values()}
    disputed = {tuple(r) for r in log.cursor.execute("SELECT row, sub, field FROM conflict")}
    erased = erasing.erased_fields(log)
    for kind, address, changes in log.every_row() if rows is None else rows:
        entity = ENTITIES.get(kind)
        noted = erased.pop(address, frozenset())
        if entity is None:
            continue
        if changes and noted != _erased(changes):
            found.append(Difference(entity, address, ERASE))
        if not changes:
            stand[kind].pop(address, None)
            disputed = {place for place in disputed if place[:2] != address}
            continue
        state = row_state(entity, changes)
        row = stand[kind].pop(address, None)
        if row is None:
            found.append(Difference(entity, address, None))
            continue
        wanted = (*cells(entity, state.values, log), int(state.gone))
        if row != wanted:
            found += [
                Difference(entity, address, column)
                for column, here, there in zip(table_sql(entity).columns, row, wanted, strict=True)
                if here != there
            ]
        for name in state.conflicts:
            place = (*address, log.field_n(kind, name))
            if place not in disputed:
                found.append(Difference(entity, address, name))
            disputed.discard(place)
    found += [
        Difference(ENTITIES[kind], address, None)
        for kind, left in stand.items()
        for address in left
    ]
    for row_n, sub, field_n in disputed:
        disputed_kind = ENTITIES.get(log.field_of(field_n)[0])
        if disputed_kind is not None:
            name = log.field_of(field_n)[1]
            found.append(Difference(disputed_kind, (row_n, sub), name))
    found += [
        Difference(ENTITIES[kind], address, ERASE)
        for address in erased
        if (kind := log.row(address[0])[0]) in ENTITIES
    ]
    return found


def _stand(log: Log, entity: Entity) -> dict[Address, tuple[Any, ...]]:
    """A table's rows by address: its columns and `gone`."""
    keys = entity.key_columns
    every = log.cursor.execute(
        f'SELECT {", ".join((*keys, *table_sql(entity).columns))} FROM "{entity.name}"'
    )
    width = len(keys)
    return {(r[0], r[1] if width == 2 else 0): tuple(r[width:]) for r in every}
