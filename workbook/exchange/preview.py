"""What taking in an Exchange file would do, record by record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection

from workbook.domain.entity import Entity
from workbook.domain.ids import ref
from workbook.domain.people import PERSON, display_name
from workbook.domain.records import ENTITIES
from workbook.exchange.naming import Names
from workbook.i18n import _
from workbook.intake.plan import Outcome
from workbook.storage.cells import key_of, table_sql
from workbook.storage.log import Address, Log
from workbook.storage.state import ALIVE, Heads

_FEW = 3  # of two people one is half: that is no mass change


class Trust(StrEnum):
    """Whose an Exchange file is, as far as its signature tells."""

    OWN = "own"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    ALTERED = "altered"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as people read it; "" is nothing.

    `cell` is where it was typed, such as "G12" of `sheet`; "" for what came with the history.
    """

    field: str
    old: str
    new: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}" if self.sheet else ""


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """What becomes of one record. `kind` is a caption, `what` its name, `ref` one Ref or two.

    `reasons` are sentences: what is in question, or why something of it is left out.
    """

    kind: str
    ref: str
    what: str
    outcome: Outcome
    changes: tuple[FieldChange, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def stands_again(self) -> bool:
        """Whether all that becomes of it is that it was deleted and stands again."""
        return self.outcome is Outcome.CHANGED and [
            (change.old, change.new) for change in self.changes
        ] == [(_("deleted"), _("stands"))]


@dataclass(frozen=True)
class Compared:
    """The records of a file before and after. `records` are those that are not the same, people
    only of the new ones and of those that were deleted and stand again; `new` and `again` count
    all of these by caption.
    """

    records: tuple[RecordPlan, ...]
    counts: Mapping[str, int]
    new: tuple[tuple[str, int], ...]
    again: tuple[tuple[str, int], ...]
    people_before: int
    people_changed: int
    people_gone: tuple[str, ...]


@dataclass
class _Row:
    """A row that is told of: its table's cells before, None where it did not exist."""

    kind: str
    uuids: tuple[bytes, ...]
    before: tuple[Any, ...] | None
    fields: set[str] = field(default_factory=set)


class Watch:
    """Looks at rows before they are touched, and again afterwards, in one transaction.

    A record goes by what stands for it in a line: `"person",["<32 hex digits>"]`.
    """

    def __init__(self, db: Connection) -> None:
        self.db = db
        self.log = Log(db.connection.cursor(), read_only=True)
        self.rows: dict[str, _Row] = {}
        self.fresh: set[str] = set()  # those that were not here; in a first file they are all
        self.typed: dict[str, list[FieldChange]] = {}
        self.doubts: dict[str, list[str]] = {}
        self.refused: dict[str, list[str]] = {}
        self.loose: list[RecordPlan] = []  # rows of sheets that are nobody's yet
        self.conflicts = self._conflicts()
        self.disputed: set[Address] = set()
        self.empty = {name for name in ENTITIES if not self._any(name)}
        self.last_row = int(self.log.one("SELECT coalesce(max(n), 0) FROM row")[0])
        self.people_before = int(self.log.one("SELECT count(*) FROM person WHERE NOT gone")[0])

    def note(self, record: str, name: str) -> None:
        """Look at a record of which field `name` is about to be said something."""
        if record in self.fresh:
            return
        row = self.rows.get(record)
        if row is None and _kind(record) in self.empty:
            self.fresh.add(record)
            return
        if row is None:
            kind, uuids = _parts(record)
            address = self._address(uuids)
            # A row that was numbered since we began to look was not here.
            known = address is not None and max(address) <= self.last_row
            before = self._cells(kind, uuids) if known else None
            if before is None:
                self.fresh.add(record)
                return
            row = self.rows[record] = _Row(kind, uuids, before)
        row.fields.add(name)

    def note_address(self, entity: Entity, address: Address, name: str) -> str:
        """`note` for a row by its numbers; returns what it goes by."""
        numbers = address if entity.pair is not None else address[:1]
        uuids = [self.log.row(n)[1].hex() for n in numbers]
        record = f'"{entity.name}",{orjson.dumps(uuids).decode()}'
        self.note(record, name)
        return record

    def compared(self, records: set[str]) -> Compared:
        """What became of `records` and of all that was looked at."""
        names = Names(self.db)
        after = self._conflicts()
        self.disputed = {(row, sub) for row, sub, _field in after}
        found: list[RecordPlan] = []
        counts: Counter[Outcome] = Counter()
        new: Counter[str] = Counter()
        again: Counter[str] = Counter()
        changed = 0
        gone: list[str] = []
        told = dict.fromkeys((*self.rows, *self.doubts, *self.refused))
        first = self._first_of_their_kind(told)
        for name in first:
            n = int(self.log.one(f'SELECT count(*) FROM "{name}" WHERE NOT gone')[0])
            counts[Outcome.NEW] += n
            new += Counter({_(ENTITIES[name].caption): n})
        for record in self.fresh:
            if _kind(record) in first:
                continue
            kind = self._plainly_new(record) if record not in told else None
            if kind is None:
                told[record] = None
            elif kind:
                counts[Outcome.NEW] += 1
                new[kind] += 1
        for record in told:
            row = self.rows.get(record)
            if row is None and record in self.fresh:
                row = _Row(*_parts(record), None)
            plan = self._plan(record, row, after, names)
            counts[plan.outcome] += 1
            if plan.outcome is Outcome.NEW:
                new[plan.kind] += 1
            if plan.stands_again:
                again[plan.kind] += 1
            if row is not None and row.kind == PERSON.name and row.before is not None:
                changed += bool(plan.changes) and not row.before[-1]
                if not row.before[-1] and self._is_gone(row):
                    gone.append(plan.what)
            by_number = (
                _kind(record) != PERSON.name
                if plan.stands_again
                else plan.outcome is Outcome.NEW and not (plan.what or plan.changes)
            )
            if plan.outcome is not Outcome.SAME and not by_number:
                found.append(plan)
        besides = {record for record in (*told, *self.fresh) if record not in records}
        counts[Outcome.SAME] += len(records) + len(besides) - counts.total()
        found += self.loose
        counts[Outcome.NEEDS_YOU] += len(self.loose)
        return Compared(
            tuple(sorted(found, key=_in_order)),
            {outcome.value: counts[outcome] for outcome in Outcome},
            tuple(sorted(new.items())),
            tuple(sorted(again.items())),
            self.people_before,
            changed,
            tuple(gone),
        )

    def _first_of_their_kind(self, told: Iterable[str]) -> set[str]:
        """The kinds of which all records came now, and nothing more is to be told of any."""
        disputed = self.log.cursor.execute(
            "SELECT DISTINCT f.entity FROM conflict c JOIN field f ON f.n = c.field"
        )
        busy = {name for (name,) in disputed.fetchall()} | set(map(_kind, (*told, *self.typed)))
        return self.empty - busy - {PERSON.name}

    # -- one record

    def _plainly_new(self, record: str) -> str | None:
        """The caption of a new record of which nothing more is to be told; "" where it was deleted
        before it was ever seen here. None where it has to be looked at.
        """
        kind, uuids = _parts(record)
        entity, address = ENTITIES.get(kind), self._address(uuids)
        if (
            entity is None
            or entity is PERSON
            or address is None
            or address in self.disputed
            or record in self.typed
        ):
            return None
        after = self._cells(kind, uuids)
        return "" if after is None or after[-1] else _(entity.caption)

    def _plan(
        self, record: str, row: _Row | None, conflicts: set[tuple[int, int, int]], names: Names
    ) -> RecordPlan:
        kind, uuids = _parts(record)
        entity = ENTITIES.get(kind)
        caption = _(entity.caption) if entity is not None else _("Record of a newer version")
        refused = tuple(self.refused.get(record, ()))
        reasons = tuple(self.doubts.get(record, ()))
        address = self._address(uuids)
        if address is None or entity is None:
            outcome = Outcome.REFUSED if refused else Outcome.NEEDS_YOU if reasons else Outcome.SAME
            if outcome is Outcome.SAME and row is not None and address is not None:
                outcome = Outcome.NEW if row.before is None else Outcome.CHANGED
            return RecordPlan(caption, _ref(entity, uuids), "", outcome, (), refused + reasons)
        after = self._cells(kind, uuids)
        before = row.before if row is not None else after
        if before is None and not reasons and not refused:
            reasons = tuple(self._open(entity, address, conflicts, None, names))
            if not reasons:
                typed = tuple(self.typed.get(record, ()))
                return self._new(entity, caption, uuids, after, typed)
        elif row is not None and row.fields:
            reasons += tuple(self._open(entity, address, conflicts, row.fields, names))
        changes = self.typed.get(record, [])
        by_hand = {change.field for change in changes}
        changes = changes + [
            change
            for change in self._changes(entity, before, after, names)
            if change.field not in by_hand
        ]
        outcome = Outcome.SAME
        if refused:
            outcome = Outcome.REFUSED
        elif reasons:
            outcome = Outcome.NEEDS_YOU
        elif changes:
            outcome = Outcome.CHANGED
        what = names.at(entity, address) if outcome is not Outcome.SAME else ""
        return RecordPlan(
            caption, _ref(entity, uuids), what, outcome, tuple(changes), refused + reasons
        )

    @staticmethod
    def _new(
        entity: Entity,
        caption: str,
        uuids: tuple[bytes, ...],
        after: tuple[Any, ...] | None,
        typed: tuple[FieldChange, ...],
    ) -> RecordPlan:
        # What came and was deleted elsewhere before it was ever seen here shows nowhere.
        outcome = Outcome.SAME if after is None or after[-1] else Outcome.NEW
        what = ""
        if after is not None and entity is PERSON:
            said = dict(zip(table_sql(entity).columns, after, strict=True))
            what = display_name(said["name_latin"], said["name_native"])
        return RecordPlan(caption, _ref(entity, uuids), what, outcome, typed)

    def _open(
        self,
        entity: Entity,
        address: Address,
        conflicts: set[tuple[int, int, int]],
        fields: set[str] | None,
        names: Names,
    ) -> Iterator[str]:
        """The questions on a row: new ones, and those that something was said about."""
        if address not in self.disputed:
            return
        heads: Heads | None = None
        for name in (ALIVE, *(declared.name for declared in entity.fields)):
            place = (*address, self.log.field_n(entity.name, name))
            if place not in conflicts or (
                fields is not None and place in self.conflicts and name not in fields
            ):
                continue
            if name == ALIVE:
                yield _(
                    "It was deleted in one place and worked on in another:"
                    " it stands, and a question is open."
                )
                continue
            heads = heads or Heads(self.log.seen(address))
            declared = entity.field(name)
            said = dict.fromkeys(
                names.said(declared, value) or "—" for _head, value in heads.said(name)
            )
            yield _("{field}: {values} are all kept, and a question is open.").format(
                field=_(declared.caption), values=" · ".join(said)
            )

    @staticmethod
    def _changes(
        entity: Entity,
        before: tuple[Any, ...] | None,
        after: tuple[Any, ...] | None,
        names: Names,
    ) -> list[FieldChange]:
        if before is None or after is None or before == after:
            return []
        if before[-1] != after[-1]:
            said = _("deleted"), _("stands")
            old, new = said if before[-1] else said[::-1]
            return [FieldChange(_(entity.caption), old, new)]
        return [
            FieldChange(_(leaf.caption), names.cell(leaf, old), names.cell(leaf, new))
            for leaf, old, new in zip(entity.columns, before, after, strict=False)
            if old != new
        ]

    # -- rows as they stand

    def _address(self, uuids: tuple[bytes, ...]) -> Address | None:
        one = self.log.find_row(uuids[0]) if uuids else None
        if one is None or len(uuids) == 1:
            return None if one is None else (one, 0)
        other = self.log.find_row(uuids[1])
        return None if other is None else (one, other)

    def _cells(self, kind: str, uuids: tuple[bytes, ...]) -> tuple[Any, ...] | None:
        """The columns of a row's table and `gone`; () for a kind that has no table; None if the
        row is not there.
        """
        address = self._address(uuids)
        if address is None:
            return None
        entity = ENTITIES.get(kind)
        if entity is None:
            known = self.log.one("SELECT 1 FROM change WHERE row=? AND sub=? LIMIT 1", *address)
            return () if known else None
        found = self.log.one(table_sql(entity).select, *key_of(entity, address))
        return tuple(found) if found is not None else None

    def _any(self, name: str) -> bool:
        return self.log.one(f'SELECT 1 FROM "{name}" LIMIT 1') is not None

    def _is_gone(self, row: _Row) -> bool:
        after = self._cells(row.kind, row.uuids)
        return after is None or bool(after[-1])

    def _conflicts(self) -> set[tuple[int, int, int]]:
        found = self.log.cursor.execute("SELECT row, sub, field FROM conflict").fetchall()
        return {(row, sub, n) for row, sub, n in found}


def _kind(record: str) -> str:
    return record[1 : record.find('"', 1)]


def _parts(record: str) -> tuple[str, tuple[bytes, ...]]:
    """(kind, ids) of a record; no ids where a line could not even be read."""
    try:
        kind, uuids = orjson.loads(f"[{record}]")
        return kind, tuple(bytes.fromhex(uuid) for uuid in uuids)
    except (ValueError, TypeError):
        return "", ()


def _ref(entity: Entity | None, uuids: tuple[bytes, ...]) -> str:
    if entity is None or not uuids:
        return " · ".join(uuid.hex()[:8] for uuid in uuids)
    kinds = [entity.name] if entity.pair is None else [kind for _column, kind in entity.pair]
    return " · ".join(
        ref(ENTITIES[kind].letter, UUID(bytes=uuid))
        for kind, uuid in zip(kinds, uuids, strict=False)
    )


_ORDER = (Outcome.REFUSED, Outcome.NEEDS_YOU, Outcome.CHANGED, Outcome.NEW, Outcome.SAME)


def _in_order(record: RecordPlan) -> tuple[int, str, str, str]:
    return _ORDER.index(record.outcome), record.kind, record.what, record.ref


def asks(compared: Compared) -> tuple[str, ...]:
    """What to ask once more before so much is changed; empty when it is nothing unusual."""
    said = []
    if compared.people_gone:
        said.append(
            _("{n} people would no longer stand here: {names}. Is that meant?").format(
                n=len(compared.people_gone), names=", ".join(compared.people_gone)
            )
        )
    if compared.people_changed >= _FEW and compared.people_changed * 2 > compared.people_before:
        said.append(
            _("{n} of {total} people would change. Is that meant?").format(
                n=compared.people_changed, total=compared.people_before
            )
        )
    return tuple(said)
