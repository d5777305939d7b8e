"""The only way to alter records: what is written here goes into the tables and the log at once."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection

from workbook.domain.entity import Entity, Field, Kind
from workbook.sources import Sources
from workbook.storage import log as logs
from workbook.storage.cells import cells, settle, table_sql
from workbook.storage.log import Address, Header, Log
from workbook.storage.state import ALIVE, CREATE, Heads


@dataclass(frozen=True)
class Changes:
    """What a step did: its hash (None when nothing changed), the kinds of record it touched."""

    step: bytes | None
    kinds: frozenset[str]
    count: int


@dataclass
class _Pending:
    """What one row will say in the log when the step ends. Values are as in the log."""

    entity: Entity
    create: dict[str, object] | None = None
    edits: dict[str, object] = field(default_factory=dict)
    fresh: bool = False  # the log holds nothing of this row yet
    forced: bool = False  # said though nothing differs: the answer to a conflict


class Changing:
    """One step under way. `db` reads in the same transaction, its own writes included.

    Values are Python's own: str, int, bool, date, enum members, dict for a GROUP or JSON, the
    integer key of the other row for a REF, None or "" for nothing.
    """

    def __init__(self, db: Connection, log: Log, sources: Sources) -> None:
        self.db = db
        self.log = log
        self._cursor = log.cursor
        self._sources = sources
        self._pending: dict[Address, _Pending] = {}
        self._conflicts = log.one("SELECT 1 FROM conflict LIMIT 1") is not None
        self.summary = Changes(None, frozenset(), 0)

    # -- what services call

    def create(self, entity: Entity, *, uuid: UUID | None = None, **values: object) -> int:
        """Make a row and return its key.

        With a derived `uuid` the row may have existed: then it is brought back and edited. Its
        values come from `values` alone where they are given.
        """
        assert entity.pair is None
        given = (uuid or self._sources.uuid()).bytes
        if uuid is not None:
            known = self.log.one("SELECT n FROM row WHERE uuid=?", given)
            if known is not None and self._present(entity, (known[0], 0)) is not None:
                self.restore(entity, known[0])
                self.edit(entity, known[0], **values)
                return int(known[0])
        n = self.log.row_n(entity.name, given)
        said = self._said(entity, values)
        self._insert(entity, (n, 0), said)
        self._pending[(n, 0)] = _Pending(entity, create=said, fresh=True)
        return n

    def edit(self, entity: Entity, key: int, **values: object) -> bool:
        """Give fields of a row new values; True when any differs from what stands there.

        A field that is in conflict is settled by editing it, also with the value shown.
        """
        return self._edit(entity, (key, 0), self._said(entity, values, drop=False))

    def put(self, entity: Entity, pair: tuple[int, int], **values: object) -> bool:
        """Make or edit the row that links `pair`; True when anything changed."""
        said = self._said(entity, values, drop=False)
        present = self._present(entity, pair)
        if present is None:
            self._put_new(entity, pair, {k: v for k, v in said.items() if v is not None})
            return True
        if present["gone"]:
            self.restore(entity, pair)
            self._edit(entity, pair, said)
            return True
        return self._edit(entity, pair, said)

    def put_many(
        self, entity: Entity, rows: Iterable[tuple[tuple[int, int], Mapping[str, object]]]
    ) -> int:
        """`put` for many pairs, fast where they are new; returns how many changed."""
        changed = 0
        known: dict[int, set[int]] = {}
        fresh: list[tuple[Address, dict[str, object]]] = []
        first, second = entity.key_columns
        for pair, values in rows:
            if pair[0] not in known:
                known[pair[0]] = {
                    r[0]
                    for r in self._cursor.execute(
                        f'SELECT {second} FROM "{entity.name}" WHERE {first}=?', (pair[0],)
                    )
                }
            if pair[1] in known[pair[0]]:
                changed += self.put(entity, pair, **values)
                continue
            known[pair[0]].add(pair[1])
            fresh.append((pair, self._said(entity, values)))
            changed += 1
        self._insert_many(entity, fresh)
        for pair, said in fresh:
            self._pending[pair] = _Pending(entity, edits=said or {ALIVE: True}, fresh=True)
        return changed

    def create_many(
        self, entity: Entity, rows: Iterable[tuple[UUID | None, Mapping[str, object]]]
    ) -> list[int]:
        """`create` for many rows, in order."""
        return [self.create(entity, uuid=uuid, **values) for uuid, values in rows]

    def delete(self, entity: Entity, key: int | Address) -> None:
        """Delete a row: it can be restored, and stands again if someone edited it unseen."""
        address = key if isinstance(key, tuple) else (key, 0)
        pending = self._pending.get(address)
        if pending is not None and pending.fresh:
            del self._pending[address]
            self._cursor.execute(table_sql(entity).delete, self._where(entity, address))
            return
        self._set_gone(entity, address, True)
        self._pending.setdefault(address, _Pending(entity)).edits[ALIVE] = False

    def restore(self, entity: Entity, key: int | Address) -> None:
        """Bring a deleted row back; nothing where it stands."""
        address = key if isinstance(key, tuple) else (key, 0)
        present = self._present(entity, address)
        if present is not None and present["gone"]:
            self._set_gone(entity, address, False)
            self._pending.setdefault(address, _Pending(entity)).edits[ALIVE] = True

    def uuid(self, key: int) -> UUID:
        """The travelling id of the row with this key."""
        return UUID(bytes=self.log.row(key)[1])

    def key(self, entity: Entity, uuid: UUID) -> int | None:
        """The key of the row with this id that stands (not deleted), or None."""
        found = self.log.one(
            f'SELECT id FROM "{entity.name}" JOIN row ON n = id WHERE uuid=? AND NOT gone',
            uuid.bytes,
        )
        return int(found[0]) if found else None

    # -- tables

    def _said(
        self, entity: Entity, values: Mapping[str, object], *, drop: bool = True
    ) -> dict[str, object]:
        said = {}
        for name, value in values.items():
            text = self._plain(entity.field(name), value)
            if text is not None or not drop:
                said[name] = text
        return said

    def _plain(self, declared: Field, value: object) -> object:
        """A value as the log says it; a REF by the other row's id, "" as None."""
        if declared.kind is Kind.REF:
            return None if value is None else self.log.row(_whole(value))[1].hex()
        if declared.kind is Kind.GROUP:
            assert value is None or isinstance(value, Mapping)
            given = value or {}
            unknown = set(given) - {part.name for part in declared.parts}
            assert not unknown, f"{declared.name} has no part {unknown}"
            parts = {
                part.name: plain
                for part in declared.parts
                if (plain := self._plain(part, given.get(part.name))) is not None
            }
            return parts or None
        if declared.kind is Kind.JSON:
            return orjson.loads(orjson.dumps(value)) if value is not None else None
        if isinstance(value, enum.Enum):
            value = value.value
        if isinstance(value, date):
            value = value.isoformat()
        if value is None or value == "":
            return None
        if declared.kind is Kind.YES:
            return bool(value)
        if declared.kind is Kind.WHOLE:
            return _whole(value)
        assert isinstance(value, str), f"{declared.name} = {type(value)}"
        return value

    def _where(self, entity: Entity, address: Address) -> Address | tuple[int]:
        return (address[0],) if entity.pair is None else address

    def _present(self, entity: Entity, address: Address) -> dict[str, Any] | None:
        """The table's row by column name, `gone` included, or None."""
        sql = table_sql(entity)
        found = self._cursor.execute(sql.select, self._where(entity, address)).fetchone()
        return dict(zip(sql.columns, found, strict=True)) if found else None

    def _insert(self, entity: Entity, address: Address, said: Mapping[str, object]) -> None:
        self._insert_many(entity, [(address, said)])

    def _insert_many(
        self, entity: Entity, rows: Iterable[tuple[Address, Mapping[str, object]]]
    ) -> None:
        self._cursor.executemany(
            table_sql(entity).insert,
            [
                (*self._where(entity, address), *cells(entity, said, self.log), 0)
                for address, said in rows
            ],
        )

    def _set_gone(self, entity: Entity, address: Address, gone: bool) -> None:
        self._cursor.execute(table_sql(entity).gone, (int(gone), *self._where(entity, address)))

    def _put_new(self, entity: Entity, pair: Address, said: dict[str, object]) -> None:
        self._insert(entity, pair, said)
        self._pending[pair] = _Pending(entity, edits=said or {ALIVE: True}, fresh=True)

    def _edit(self, entity: Entity, address: Address, said: dict[str, object]) -> bool:
        present = self._present(entity, address)
        if present is None:
            raise KeyError(f"{entity.name} {address}")
        changed: dict[str, object] = {}
        settled = False
        for name, value in said.items():
            declared = entity.field(name)
            now = cells(entity, {name: value}, self.log, only=declared)
            if now != tuple(present[column.column] for column in declared.columns):
                changed[name] = value
            elif self._conflicts and self._in_conflict(entity, address, name):
                changed[name] = value
                settled = True
        if not changed:
            return False
        columns: dict[str, object] = {}
        for name, value in changed.items():
            declared = entity.field(name)
            columns |= zip(
                (column.column for column in declared.columns),
                cells(entity, {name: value}, self.log, only=declared),
                strict=True,
            )
        self._cursor.execute(
            table_sql(entity).update(tuple(columns)),
            (*columns.values(), *self._where(entity, address)),
        )
        pending = self._pending.setdefault(address, _Pending(entity))
        pending.forced |= settled
        if pending.create is not None:
            for name, value in changed.items():
                if value is None:
                    pending.create.pop(name, None)
                else:
                    pending.create[name] = value
        else:
            pending.edits |= changed
        return True

    def _in_conflict(self, entity: Entity, address: Address, name: str) -> bool:
        n = self.log.field_n(entity.name, name)
        return (
            self.log.one("SELECT 1 FROM conflict WHERE row=? AND sub=? AND field=?", *address, n)
            is not None
        )

    # -- log

    def write(self, header: Header) -> Changes:
        """Say all that was done as one step; nothing is written when nothing changed."""
        hash_ = header.hash()
        secret = self._sources.random(16)
        first = n = self.log.next_n()
        rows: list[tuple[object, ...]] = []
        links: list[tuple[int, int]] = []
        seen: list[tuple[int, bytes]] = []
        unsettled: list[tuple[Entity, Address]] = []
        kinds: set[str] = set()
        for address, pending in self._pending.items():
            entity = pending.entity
            key = self.log.key(entity, address)
            heads = None if pending.fresh else Heads(self.log.seen(address))
            if pending.create is not None:
                hashes = {}
                for name, value in pending.create.items():
                    salt = logs.field_salt(secret, key, name)
                    hashes[name] = logs.value_hash(salt, logs.canonical(value))
                id_ = logs.change_id(hash_, key, CREATE, (), (), logs.create_hash(hashes))
                text = logs.canonical(pending.create).decode()
                field_n = self.log.field_n(entity.name, CREATE)
                rows.append((n, id_, *address, field_n, None, text, None))
                kinds.add(entity.name)
                n += 1
                continue
            for name, value in pending.edits.items():
                parents = heads.of(name) if heads else []
                said = heads.said(name) if heads else []
                if heads and not pending.forced and _says_already(heads, name, value):
                    continue
                text_ = logs.canonical(value)
                saw = heads.every() if heads and name == ALIVE and value is False else ()
                salt = logs.field_salt(secret, key, name)
                id_ = logs.change_id(
                    hash_,
                    key,
                    name,
                    [parent.id for parent in parents],
                    saw,
                    logs.value_hash(salt, text_),
                )
                coded = name != ALIVE and entity.field(name).coded and value is not None
                rows.append(
                    (
                        n,
                        id_,
                        *address,
                        self.log.field_n(entity.name, name),
                        parents[0].n if len(parents) == 1 else 0 if parents else None,
                        self.log.code_n(text_) if coded else text_.decode(),
                        None,
                    )
                )
                if len(parents) > 1:
                    links += [(n, parent.n) for parent in parents]
                if len(said) > 1 or (self._conflicts and not pending.fresh):
                    unsettled.append((entity, address))
                seen += [(n, head) for head in saw]
                kinds.add(entity.name)
                n += 1
        if not rows:
            return Changes(None, frozenset(), 0)
        execute_many = self._cursor.executemany
        execute_many("INSERT INTO change VALUES (?,?,?,?,?,?,?,?)", rows)
        execute_many("INSERT INTO parents VALUES (?,?)", links)
        execute_many("INSERT INTO saw VALUES (?,?)", seen)
        self.log.write_header(first, n - first, header, secret, hash_)
        for entity, address in dict.fromkeys(unsettled):
            settle(self.log, entity, address)
        return Changes(hash_, frozenset(kinds), n - first)


def _says_already(heads: Heads, name: str, value: object) -> bool:
    """Whether the one head says just this: edited there and back within the step."""
    if name == ALIVE:
        return heads.gone()[0] is not value and not heads.edits.get(ALIVE)
    said = heads.said(name)
    now = said[0][1] if said else None
    return len(said) < 2 and logs.canonical(now) == logs.canonical(value)


def _whole(value: object) -> int:
    assert isinstance(value, int), f"a whole number, not {type(value)}"
    return int(value)
