"""What was done, by whom and when; and taking a step back. Both come from the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from workbook.domain.entity import Entity, Kind
from workbook.domain.ids import ref
from workbook.domain.records import ENTITIES
from workbook.i18n import _
from workbook.storage.changing import Changing
from workbook.storage.log import Address, Log, Step
from workbook.storage.state import ALIVE, CREATE, Heads, Seen

# An issued certificate is paper in someone's hands, and a look at a note has happened.
NOT_UNDONE = frozenset({"issue", "erase", "send", "show", "print"})


@dataclass(frozen=True)
class StepRow:
    """One step for the history page. `when` is ISO UTC by that computer's clock; `user` stated,
    not proven. `undone`: a later step took it back. `kinds` are names of records touched.
    """

    step: bytes
    when: str
    user: str
    label: str
    kind: str
    source: str
    count: int
    undoes: bytes | None
    undone: bool
    kinds: tuple[str, ...]

    @property
    def undoable(self) -> bool:
        return self.kind not in NOT_UNDONE and not self.undone


@dataclass(frozen=True)
class FieldChange:
    """One field of one row, before and after, as values of the log (None = nothing)."""

    entity: Entity
    address: Address
    ref: str
    field: str
    caption: str
    old: object
    new: object


@dataclass(frozen=True)
class Undone:
    """What taking back did not reach, because someone has worked on it since."""

    kept: tuple[FieldChange, ...]


def step_rows(log: Log, *, limit: int = 200, before: int | None = None) -> list[StepRow]:
    """Steps, newest first; `before` (a number of changes) pages on."""
    steps = log.steps(
        "WHERE n < ? ORDER BY n DESC LIMIT ?", before if before is not None else 1 << 62, limit
    )
    undone = {
        bytes(r[0])
        for r in log.cursor.execute(
            "SELECT undoes FROM tx t WHERE undoes IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM tx u WHERE u.undoes = t.hash)"
        ).fetchall()
    }
    return [
        StepRow(
            step.hash,
            step.header.wall,
            step.header.user,
            step.header.label,
            step.header.kind,
            step.header.source,
            step.count,
            step.header.undoes,
            step.hash in undone,
            _kinds(log, step),
        )
        for step in steps
    ]


def _kinds(log: Log, step: Step) -> tuple[str, ...]:
    found = log.cursor.execute(
        "SELECT DISTINCT entity FROM field WHERE n IN"
        " (SELECT DISTINCT field FROM change WHERE n >= ? AND n < ?) ORDER BY entity",
        (step.n, step.n + step.count),
    ).fetchall()
    return tuple(r[0] for r in found)


def find_step(log: Log, hash_: bytes) -> Step | None:
    found = log.steps("WHERE hash=? LIMIT 1", hash_)
    return found[0] if found else None


def field_changes(log: Log, step: Step) -> list[FieldChange]:
    """What a step changed, field by field, in the order it was written."""
    return [
        change
        for address, entity, seen in _changed(log, step)
        for change in _told(log, entity, address, seen)
    ]


def row_history(log: Log, entity: Entity, address: Address) -> list[tuple[Step, FieldChange]]:
    """Every change of one row with the step it belongs to, oldest first."""
    found = []
    for seen in log.seen(address):
        step = log.steps("WHERE n <= ? ORDER BY n DESC LIMIT 1", seen.n)[0]
        found += [(step, change) for change in _told(log, entity, address, seen)]
    return found


def _changed(log: Log, step: Step) -> list[tuple[Address, Entity, Seen]]:
    found = log.cursor.execute(
        "SELECT c.n, c.row, c.sub, f.entity FROM change c JOIN field f ON f.n = c.field"
        " WHERE c.n >= ? AND c.n < ? ORDER BY c.n",
        (step.n, step.n + step.count),
    ).fetchall()
    out = []
    for n, row, sub, kind in found:
        entity = ENTITIES.get(kind)
        if entity is not None:
            seen = next(s for s in log.seen((row, sub)) if s.n == n)
            out.append(((row, sub), entity, seen))
    return out


def _told(log: Log, entity: Entity, address: Address, seen: Seen) -> list[FieldChange]:
    name = _row_ref(log, entity, address)
    value = orjson.loads(seen.value) if seen.value is not None else None
    if seen.field == CREATE:
        said: Mapping[str, object] = value or {}
        return [
            FieldChange(entity, address, name, field.name, field.caption, None, said[field.name])
            for field in entity.fields
            if field.name in said
        ] or [FieldChange(entity, address, name, CREATE, entity.caption, None, True)]
    if seen.field == ALIVE:
        return [FieldChange(entity, address, name, ALIVE, entity.caption, not value, value)]
    declared = next((f for f in entity.fields if f.name == seen.field), None)
    caption = declared.caption if declared else seen.field
    old = _before(log, address, seen, seen.field)
    return [FieldChange(entity, address, name, seen.field, caption, old, value)]


def _before(log: Log, address: Address, seen: Seen, field: str) -> object:
    """The value a change replaced: of its parents the strongest."""
    parents = sorted(
        (s for s in log.seen(address) if s.n in seen.parents), key=lambda s: s.rank, reverse=True
    )
    for parent in parents:
        if parent.value is None:
            continue
        value = orjson.loads(parent.value)
        if parent.field != CREATE:
            return value
        if field in value:
            return value[field]
    return None


def _row_ref(log: Log, entity: Entity, address: Address) -> str:
    from uuid import UUID

    if entity.pair is None:
        return ref(entity.letter, UUID(bytes=log.row(address[0])[1]))
    names = [ENTITIES[kind].letter for _column, kind in entity.pair]
    return " · ".join(
        ref(letter, UUID(bytes=log.row(n)[1])) for letter, n in zip(names, address, strict=True)
    )


def take_back(change: Changing, step: Step) -> Undone:
    """Write the opposite of a step: every field nobody has touched since goes back to what it was,
    what the step made is deleted, what it deleted stands again. The rest is listed.
    """
    log = change.log
    kept: list[FieldChange] = []
    last = step.n + step.count
    made: set[int] = set()
    changed = _changed(log, step)
    for address, entity, seen in changed:
        if seen.field == CREATE or (entity.pair is not None and not seen.parents):
            made.add(address[0] if entity.pair is None else 0)
    for address, entity, seen in reversed(changed):
        heads = Heads(log.seen(address))
        fresh = seen.field == CREATE or (entity.pair is not None and not seen.parents)
        if fresh:
            later = any(s.n >= last or s.n < step.n for s in log.seen(address))
            if heads.gone()[0]:
                continue
            if later or (entity.pair is None and _used(log, entity, address[0], step)):
                kept += _told(log, entity, address, seen)
            else:
                change.delete(entity, address)
        elif [head.n for head in heads.of(seen.field)] != [seen.n]:
            kept += _told(log, entity, address, seen)
        elif seen.field == ALIVE:
            if seen.value == b"false":
                change.restore(entity, address)
            else:
                change.delete(entity, address)
        else:
            declared = next((f for f in entity.fields if f.name == seen.field), None)
            if declared is None:
                continue
            old = _before(log, address, seen, seen.field)
            if declared.kind is Kind.REF and old is not None and declared.to is not None:
                old = log.row_n(declared.to, bytes.fromhex(str(old)))
            if entity.pair is None:
                change.edit(entity, address[0], **{seen.field: old})
            else:
                change.put(entity, address, **{seen.field: old})
    return Undone(tuple(kept))


def _used(log: Log, entity: Entity, key: int, step: Step) -> bool:
    """Whether a row that stands, made by another step, refers to this one."""
    for other in ENTITIES.values():
        columns = [f.column for f in other.fields if f.kind is Kind.REF and f.to == entity.name]
        columns += [column for column, kind in other.pair or () if kind == entity.name]
        for column in columns:
            keys = ", ".join(other.key_columns)
            for found in log.cursor.execute(
                f'SELECT {keys} FROM "{other.name}" WHERE {column}=? AND NOT gone', (key,)
            ).fetchall():
                address = (found[0], found[1] if other.pair else 0)
                if any(s.n < step.n or s.n >= step.n + step.count for s in log.seen(address)):
                    return True
    return False


def undo_label(step: Step) -> str:
    return _("Undo: {label}").format(label=step.header.label)
