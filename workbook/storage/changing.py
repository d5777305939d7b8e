"""The only way to alter records: what is written here goes into the tables and the log at once."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection

from workbook.domain.entity import Entity, Field, Kind
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _
from workbook.sources import Sources
from workbook.storage import erasing
from workbook.storage import log as logs
from workbook.storage.cells import cells, key_of, settle, table_sql
from workbook.storage.log import Address, Header, Log
from workbook.storage.state import ALIVE, CREATE, ERASE, EVERYTHING, Heads, erased_by, left_by
from workbook.storage.union import drop_parked
from workbook.text import clean


@dataclass(frozen=True)
class Changes:
    """What a step did: its hash (None when nothing changed), the kinds of record it touched."""

    step: bytes | None
    kinds: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class _Pending:
    """What one row will say in the log when the step ends. Values are as in the log.

    Rows that will say the same may share one.
    """

    entity: Entity
    create: dict[str, object] | None = None
    edits: dict[str, object] = field(default_factory=dict)
    fresh: bool = False  # the log holds nothing of this row yet
    forced: bool = False  # said though nothing differs: the answer to a conflict


@dataclass(frozen=True, slots=True)
class _Disputed:
    """Several values for one field at once."""

    values: tuple[object, ...]


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
        self.state = log.state()
        self._conflicts = self.state.conflicts
        self._erased = erasing.erased_fields(log) if self.state.erasures else {}
        self.summary = Changes(None, frozenset(), 0)

    # -- what services call

    def create(self, entity: Entity, *, uuid: UUID | None = None, **values: object) -> int:
        """Make a row and return its key.

        With a derived `uuid` the row may have existed: then it is brought back and edited. Its
        values come from `values` alone where they are given. The id of an erased row is never used
        again: then the row gets a random one.
        """
        assert entity.pair is None
        given = (uuid or self._sources.uuid()).bytes
        if uuid is not None:
            known = self.log.find_row(given)
            if known is not None and erasing.is_whole(entity, self._erased.get((known, 0), ())):
                given = self._sources.uuid().bytes
            elif known is not None and self._present(entity, (known, 0)) is not None:
                self.restore(entity, known)
                self.edit(entity, known, **values)
                return known
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
        fresh: list[tuple[object, ...]] = []
        first, second = entity.key_columns
        insert = table_sql(entity).insert
        # A class has few different marks: each is read once, and its pending change is shared.
        alike: dict[bytes, tuple[_Pending, tuple[object, ...]]] = {}
        for pair, values in rows:
            here = known.get(pair[0])
            if here is None:
                here = known[pair[0]] = {
                    r[0]
                    for r in self._cursor.execute(
                        f'SELECT {second} FROM "{entity.name}" WHERE {first}=?', (pair[0],)
                    )
                }
            if pair[1] in here:
                if fresh and pair in self._pending:  # it may be among those not inserted yet
                    self._cursor.executemany(insert, fresh)
                    fresh.clear()
                changed += self.put(entity, pair, **values)
                continue
            here.add(pair[1])
            token = _token(values)
            shared = alike.get(token) if token is not None else None
            if shared is None:
                said = self._said(entity, values)
                pending = _Pending(entity, edits=said or {ALIVE: True}, fresh=True)
                shared = (pending, (*cells(entity, said, self.log), 0))
                if token is not None:
                    alike[token] = shared
            self._pending[pair] = shared[0]
            fresh.append(pair + shared[1])
            changed += 1
        self._cursor.executemany(insert, fresh)
        return changed

    def delete(self, entity: Entity, key: int | Address) -> None:
        """Delete a row: it can be restored, and stands again if someone edited it unseen."""
        address = key if isinstance(key, tuple) else (key, 0)
        pending = self._pending.get(address)
        if pending is not None and pending.fresh:
            del self._pending[address]
            self._cursor.execute(table_sql(entity).delete, key_of(entity, address))
            return
        present = self._present(entity, address)
        if present is None:
            raise KeyError(f"{entity.name} {address}")
        if not present["gone"]:
            self._set_gone(entity, address, True)
            self._say(entity, address, {ALIVE: False})

    def restore(self, entity: Entity, key: int | Address) -> None:
        """Bring a deleted row back, or keep one that was deleted in one place and edited in
        another; nothing where it stands undisputed. RuleError where it was erased.
        """
        address = key if isinstance(key, tuple) else (key, 0)
        self._must_not_be_erased(address, EVERYTHING)
        present = self._present(entity, address)
        if present is not None and (present["gone"] or self._in_conflict(entity, address, ALIVE)):
            self._set_gone(entity, address, False)
            self._say(entity, address, {ALIVE: True})

    def dispute(
        self, entity: Entity, address: Address, name: str, values: Sequence[object]
    ) -> None:
        """Leave a field in question between several values, as it was before. They are as in the
        log; the table shows one of them when the step ends.
        """
        self._say(entity, address, {name: _Disputed(tuple(values))}, forced=True)

    def erase(
        self,
        entity: Entity,
        key: int | Address,
        fields: Collection[str] = (EVERYTHING,),
        *,
        left: Mapping[str, object] | None = None,
    ) -> bool:
        """Drop what a row says in `fields`, or all of it and the row too, for good: no undo, no
        older file and no other office brings it back. True when there was something to erase.

        `left` is what stands in some of the fields from now on, such as a group without one part.
        The step should be of kind "erase", which is never taken back.
        """
        address = key if isinstance(key, tuple) else (key, 0)
        if self._present(entity, address) is None:
            raise KeyError(f"{entity.name} {address}")
        names = frozenset(fields) - self._erased.get(address, frozenset())
        if not names or EVERYTHING in self._erased.get(address, ()):
            return False
        whole = EVERYTHING in names
        pending = self._pending.get(address) or _Pending(entity)
        if pending.fresh and whole:
            self.delete(entity, key)
            return True
        stays = self._said(entity, {k: v for k, v in (left or {}).items() if k in names})
        self._clear(entity, address, names, stays)
        if pending.create is not None:
            said = {k: v for k, v in pending.create.items() if k not in names}
            self._pending[address] = replace(pending, create=said | stays)
            return True
        edits = {k: v for k, v in pending.edits.items() if not erasing.reaches(names, k)}
        if pending.fresh:
            self._pending[address] = replace(pending, edits=edits | stays or {ALIVE: True})
            return True
        before = logs.canonical(pending.edits.get(ERASE, []))
        value: list[object] = [*sorted(names | erased_by(before))]
        value += [left_by(before) | stays] if stays or left_by(before) else []
        self._pending[address] = _Pending(entity, edits={**edits, ERASE: value})
        self._erased[address] = names | self._erased.get(address, frozenset())
        return True

    def _clear(
        self,
        entity: Entity,
        address: Address,
        names: Collection[str],
        stays: Mapping[str, object],
    ) -> None:
        """Empty the table's cells of these fields but what stays, of all with the row for "*"."""
        if EVERYTHING in names:
            nothing = (*cells(entity, {}, self.log), 1)
            self._cursor.execute(table_sql(entity).replace, (*key_of(entity, address), *nothing))
            return
        for declared in entity.fields:
            if declared.name in names:
                self._cursor.execute(
                    table_sql(entity).update(tuple(c.column for c in declared.columns)),
                    (
                        *cells(entity, stays, self.log, only=declared),
                        *key_of(entity, address),
                    ),
                )

    def _must_not_be_erased(self, address: Address, *names: str) -> None:
        erased = self._erased.get(address, frozenset())
        if erased and any(erasing.reaches(erased, name) for name in names):
            raise RuleError(
                _("This was erased for good and takes no new value. Nothing was changed.")
            )

    def is_gone(self, entity: Entity, key: int | Address) -> bool:
        """Whether a row is deleted, or not there at all."""
        present = self._present(entity, key if isinstance(key, tuple) else (key, 0))
        return present is None or bool(present["gone"])

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
        if value is None:
            return None
        if declared.kind is Kind.REF:
            return self.log.row(_whole(value))[1].hex()
        if declared.kind is Kind.GROUP:
            assert isinstance(value, Mapping)
            parts = {}
            for part in declared.parts:
                plain = self._plain(part, value.get(part.name))
                if plain is not None:
                    parts[part.name] = plain
            if len(parts) < len(value):
                unknown = set(value) - {part.name for part in declared.parts}
                assert not unknown, f"{declared.name} has no part {unknown}"
            return parts or None
        if declared.kind is Kind.JSON:
            return _without_floats(orjson.loads(orjson.dumps(value)))
        if isinstance(value, enum.Enum):
            value = value.value
        if isinstance(value, date):
            value = value.isoformat()
        if value == "":
            return None
        if declared.kind is Kind.YES:
            return bool(value)
        if declared.kind is Kind.WHOLE:
            return _whole(value)
        assert isinstance(value, str), f"{declared.name} = {type(value)}"
        if value.isascii() and value.isprintable() and value[0] != " " != value[-1]:
            return value
        return clean(value) or None

    def _present(self, entity: Entity, address: Address) -> dict[str, Any] | None:
        """The table's row by column name, `gone` included, or None."""
        sql = table_sql(entity)
        found = self._cursor.execute(sql.select, key_of(entity, address)).fetchone()
        return dict(zip(sql.columns, found, strict=True)) if found else None

    def _insert(self, entity: Entity, address: Address, said: Mapping[str, object]) -> None:
        row = (*key_of(entity, address), *cells(entity, said, self.log), 0)
        self._cursor.execute(table_sql(entity).insert, row)

    def _set_gone(self, entity: Entity, address: Address, gone: bool) -> None:
        self._cursor.execute(table_sql(entity).gone, (int(gone), *key_of(entity, address)))

    def _put_new(self, entity: Entity, pair: Address, said: dict[str, object]) -> None:
        self._insert(entity, pair, said)
        self._pending[pair] = _Pending(entity, edits=said or {ALIVE: True}, fresh=True)

    def _edit(self, entity: Entity, address: Address, said: dict[str, object]) -> bool:
        present = self._present(entity, address)
        if present is None:
            raise KeyError(f"{entity.name} {address}")
        if present["gone"]:
            self._must_not_be_erased(address, EVERYTHING)
            raise NotFoundError(
                _("This record was deleted in the meantime. Nothing was changed: look again.")
            )
        changed: dict[str, object] = {}
        settled = False
        for name, value in said.items():
            declared = entity.field(name)
            now = cells(entity, {name: value}, self.log, only=declared)
            if now != tuple(present[column.column] for column in declared.columns):
                changed[name] = value
            elif self._in_conflict(entity, address, name):
                changed[name] = value
                settled = True
        if not changed:
            return False
        self._must_not_be_erased(address, *changed)
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
            (*columns.values(), *key_of(entity, address)),
        )
        self._say(entity, address, changed, forced=settled)
        return True

    def _say(
        self, entity: Entity, address: Address, edits: dict[str, object], *, forced: bool = False
    ) -> None:
        """Add to what a row will say. What is pending may be shared: replaced, never altered."""
        pending = self._pending.get(address) or _Pending(entity)
        if pending.create is not None:
            said = {k: v for k, v in (pending.create | edits).items() if v is not None}
            pending = replace(pending, create=said)
        else:
            pending = replace(pending, edits=pending.edits | edits, forced=pending.forced or forced)
        self._pending[address] = pending

    def _in_conflict(self, entity: Entity, address: Address, name: str) -> bool:
        if not self._conflicts:
            return False
        n = self.log.field_n(entity.name, name)
        return (
            self.log.one("SELECT 1 FROM conflict WHERE row=? AND sub=? AND field=?", *address, n)
            is not None
        )

    # -- log

    def write(self, header: Header) -> Changes:
        """Say all that was done as one step; nothing is written when nothing changed."""
        if not self._pending:
            return Changes(None, frozenset(), 0)
        hash_ = header.hash()
        step = _Writing(hash_, self._sources.random(16), self.state.next_n)
        first = step.n
        for address, pending in self._pending.items():
            if pending.create is not None:
                self._say_create(step, address, pending.entity, pending.create)
            elif pending.fresh:
                self._say_fresh(step, address, pending)
            else:
                self._say_edits(step, address, pending)
        if not step.rows:
            return Changes(None, frozenset(), 0)
        execute_many = self._cursor.executemany
        execute_many("INSERT INTO change VALUES (?,?,?,?,?,?,?,?)", step.rows)
        if step.links:
            execute_many("INSERT INTO parents VALUES (?,?)", step.links)
        if step.seen:
            execute_many("INSERT INTO saw VALUES (?,?)", step.seen)
        self.log.write_header(first, step.n - first, header, step.secret, hash_)
        self.log.written = True
        for address, names in step.erased.items():
            erasing.erase(self.log, address, names)
        if step.erased:
            drop_parked(self.log)
        for address, entity in step.unsettled.items():
            settle(self.log, entity, address)
        return Changes(hash_, frozenset(step.kinds), step.n - first)

    def _say_create(
        self, step: _Writing, address: Address, entity: Entity, said: Mapping[str, object]
    ) -> None:
        key = self.log.key(entity, address)
        hashes = {
            name: logs.value_hash(logs.field_salt(step.secret, key, name), logs.canonical(value))
            for name, value in said.items()
        }
        id_ = logs.change_id(step.hash, key, CREATE, (), (), logs.create_hash(hashes))
        field_n = self.log.field_n(entity.name, CREATE)
        step.add(entity, id_, address, field_n, None, logs.canonical(said).decode())

    def _say_fresh(self, step: _Writing, address: Address, pending: _Pending) -> None:
        spelled = step.spelled.get(id(pending))
        if spelled is None:
            entity = pending.entity
            spelled = step.spelled[id(pending)] = [
                (
                    name.encode(),
                    text := logs.canonical(value),
                    self.log.field_n(entity.name, name),
                    self._stored(entity, name, text),
                )
                for name, value in pending.edits.items()
            ]
            step.kinds.add(entity.name)
        key = self.log.key(pending.entity, address)
        n = step.n
        for name, text, field_n, stored in spelled:
            id_ = step.first_ids.of(key, name, text)
            step.rows.append((n, id_, address[0], address[1], field_n, None, stored, None))
            n += 1
        step.n = n

    def _say_edits(self, step: _Writing, address: Address, pending: _Pending) -> None:
        entity = pending.entity
        heads = Heads(self.log.seen(address))
        key = self.log.key(entity, address)
        own: set[bytes] = set()
        # A deletion comes last: it has seen what else the step says of the row.
        for name in sorted(pending.edits, key=lambda name: name == ALIVE):
            value = pending.edits[name]
            if name == ERASE:
                self._say_erased(step, address, entity, key, value)
                continue
            # A deletion that stands has not seen what the step says of the row besides.
            again = name == ALIVE and value is False and own
            if not pending.forced and not again and _says_already(heads, name, value):
                continue
            parents = heads.of(name)
            if self._conflicts or len(parents) > 1 or isinstance(value, _Disputed):
                step.unsettled[address] = entity
            for one in value.values if isinstance(value, _Disputed) else (value,):
                text = logs.canonical(one)
                saw = heads.every() | own if name == ALIVE and one is False else set()
                id_ = logs.change_id(
                    step.hash,
                    key,
                    name,
                    [parent.id for parent in parents],
                    saw,
                    logs.value_hash(logs.field_salt(step.secret, key, name), text),
                )
                own.add(id_)
                if len(parents) > 1:
                    step.links += [(step.n, parent.n) for parent in parents]
                step.seen += [(step.n, head) for head in saw]
                step.add(
                    entity,
                    id_,
                    address,
                    self.log.field_n(entity.name, name),
                    parents[0].n if len(parents) == 1 else 0 if parents else None,
                    self._stored(entity, name, text),
                )

    def _say_erased(
        self, step: _Writing, address: Address, entity: Entity, key: bytes, names: object
    ) -> None:
        """It replaces nothing: two of them hold both."""
        assert isinstance(names, list)
        text = logs.canonical(names)
        id_ = step.first_ids.of(key, ERASE.encode(), text)
        step.add(entity, id_, address, self.log.field_n(entity.name, ERASE), None, text.decode())
        step.erased[address] = frozenset(erased_by(text))
        step.unsettled[address] = entity

    def _stored(self, entity: Entity, name: str, text: bytes) -> object:
        """A value as it stands in the change table: few-valued ones as a number in `coded`."""
        if name == ALIVE or text == b"null" or not entity.field(name).coded:
            return text.decode()
        return self.log.code_n(text)


@dataclass
class _Writing:
    """What a step will say, as rows of the log's tables."""

    hash: bytes
    secret: bytes
    n: int
    rows: list[tuple[object, ...]] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    seen: list[tuple[int, bytes]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    unsettled: dict[Address, Entity] = field(default_factory=dict)
    erased: dict[Address, frozenset[str]] = field(default_factory=dict)
    # (field, canonical value, field number, stored value) by the identity of what is pending.
    spelled: dict[int, list[tuple[bytes, bytes, int, object]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first_ids = logs.FirstIds(self.hash, self.secret)

    def add(
        self,
        entity: Entity,
        id_: bytes,
        address: Address,
        field_n: int,
        parent: int | None,
        value: object,
    ) -> None:
        self.rows.append((self.n, id_, *address, field_n, parent, value, None))
        self.kinds.add(entity.name)
        self.n += 1


def _says_already(heads: Heads, name: str, value: object) -> bool:
    """Whether the one head says just this: edited there and back within the step."""
    if name == ALIVE:
        gone, doubtful = heads.gone()
        return not doubtful and gone is not value
    said = heads.said(name)
    now = said[0][1] if said else None
    return len(said) < 2 and logs.canonical(now) == logs.canonical(value)


def _token(values: Mapping[str, object]) -> bytes | None:
    """Equal only for values that say the same; None where JSON cannot tell."""
    try:
        return orjson.dumps(values)
    except TypeError:
        return None


def _without_floats(value: object) -> object:
    """JSON as the log holds it: a float has no canonical text."""
    assert not isinstance(value, float), "no floats: write a number as text"
    for part in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        _without_floats(part)
    return value


def _whole(value: object) -> int:
    assert isinstance(value, int), f"a whole number, not {type(value)}"
    return int(value)
