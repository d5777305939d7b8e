"""What was done, by whom and when; and taking a step back. Both come from the log."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from workbook.domain.entity import Entity, Kind
from workbook.domain.ids import ref
from workbook.domain.records import ENTITIES
from workbook.i18n import _
from workbook.storage import erasing
from workbook.storage import log as logs
from workbook.storage.changing import Changing
from workbook.storage.log import Address, Log, Step
from workbook.storage.state import ALIVE, CREATE, ERASE, EVERYTHING, Heads, Seen, erased_by

# An issued certificate is paper in someone's hands, and a look at a note has happened.
NOT_UNDONE = frozenset({"issue", "erase", "send", "show", "print", "restore"})
_AT_ONCE = 20_000
_BUNDLE = (
    "WHERE n IN (SELECT t.n FROM tx t JOIN bundle b ON t.n >= b.n AND t.n < b.n + b.count"
    " WHERE b.hash=?) ORDER BY n"
)


@dataclass(frozen=True)
class StepRow:
    """One step for the history page. `when` is ISO UTC by that computer's clock; `user` stated,
    not proven. `undone`: a later step took it back. `kinds` are names of records touched, `fields`
    (kind, name) of the fields it changed; none where it made a record.
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
    fields: tuple[tuple[str, str], ...]

    @property
    def undoable(self) -> bool:
        return self.kind not in NOT_UNDONE and not self.undone


@dataclass(frozen=True)
class FieldChange:
    """One field of one row, before and after, as values of the log (None = nothing).

    `erased`: what was said there was erased for good, or it is this that the step did.
    """

    entity: Entity
    address: Address
    ref: str
    field: str
    caption: str
    old: object
    new: object
    erased: bool = False


@dataclass(frozen=True)
class Undone:
    """What taking back did not reach, because someone has worked on it since."""

    kept: tuple[FieldChange, ...]


def step_rows(
    log: Log, *, limit: int = 200, before: int | None = None, since: int = 0
) -> list[StepRow]:
    """Steps, newest first; `before` (a number of changes) pages on, `since` (the first number that
    is among them) ends it.
    """
    steps = log.steps(
        "WHERE n < ? AND n >= ? ORDER BY n DESC LIMIT ?",
        before if before is not None else 1 << 62,
        since,
        limit,
    )
    parts: dict[bytes, list[Step]] = {}
    for step in steps:
        parts.setdefault(step.hash, []).append(step)
    undone = _undone(log)
    return [
        StepRow(
            hash_,
            step.header.wall,
            step.header.user,
            step.header.label,
            step.header.kind,
            step.header.source,
            sum(part.count for part in here),
            step.header.undoes,
            hash_ in undone,
            *_touched(log, here),
        )
        for hash_, here in parts.items()
        for step in here[:1]
    ]


def _undone(log: Log) -> set[bytes]:
    """The steps that are taken back by a step which is not taken back itself."""
    found = log.cursor.execute(
        "SELECT DISTINCT hash, undoes FROM tx WHERE undoes IS NOT NULL"
    ).fetchall()
    by: dict[bytes, list[bytes]] = {}
    for hash_, undoes in found:
        by.setdefault(bytes(undoes), []).append(bytes(hash_))
    undone: dict[bytes, bool] = {}

    def is_undone(start: bytes) -> bool:
        chain = [start]
        while chain:
            step = chain[-1]
            takers = by.get(step, [])
            unknown = [taker for taker in takers if taker not in undone]
            if unknown:
                chain += unknown
                continue
            undone[chain.pop()] = any(not undone[taker] for taker in takers)
        return undone[start]

    return {step for step in by if is_undone(step)}


def _touched(
    log: Log, parts: Sequence[Step]
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The kinds of record a step touched, and the fields it changed."""
    found = {
        (kind, name)
        for step in parts
        for kind, name in log.cursor.execute(
            "SELECT entity, name FROM field WHERE n IN"
            " (SELECT DISTINCT field FROM change WHERE n >= ? AND n < ?)",
            (step.n, step.n + step.count),
        ).fetchall()
    }
    made = any(name == CREATE for _kind, name in found)
    fields = sorted(one for one in found if one[1] not in (ALIVE, ERASE))
    return tuple(sorted({kind for kind, _name in found})), () if made else tuple(fields)


def find_step(log: Log, hash_: bytes) -> list[Step]:
    """A step: several where it came in parts, none where it is not known. Of a bundle, all that can
    be taken back.
    """
    found = log.steps("WHERE hash=? ORDER BY n", hash_)
    return found or [
        part for part in log.steps(_BUNDLE, hash_) if part.header.kind not in NOT_UNDONE
    ]


def can_take_back(log: Log, hash_: bytes) -> bool:
    """Whether anything of a bundle can be taken back, by the kinds of its steps."""
    return bool(_kinds_of_steps(log, hash_) - NOT_UNDONE)


def stays(log: Log, hash_: bytes) -> tuple[str, ...]:
    """Of a bundle, sentences on what of it cannot be taken back; () for a step, or one whole."""
    kinds = _kinds_of_steps(log, hash_)
    said = {
        "erase": _("What it erased stays erased, for good."),
        "issue": _("The certificates it brought stay: each can be cancelled with a reason."),
    }
    found = tuple(sentence for kind, sentence in said.items() if kind in kinds)
    if kinds and kinds <= NOT_UNDONE and not found:
        return (_("It brought nothing that could be taken back."),)
    return found


def _kinds_of_steps(log: Log, hash_: bytes) -> set[str]:
    found = log.cursor.execute(
        "SELECT DISTINCT k.text FROM bundle b JOIN tx t ON t.n >= b.n AND t.n < b.n + b.count"
        " JOIN word k ON k.n = t.kind WHERE b.hash=?",
        (hash_,),
    ).fetchall()
    return {kind for (kind,) in found}


def bundle(log: Log, hash_: bytes, n: int, count: int, label: str) -> None:
    """Let `hash_` stand for a stretch of changes, as for a step, where it is taken back as one."""
    log.cursor.execute("INSERT INTO bundle VALUES (?,?,?,?)", (hash_, n, count, label))


def label_of(log: Log, hash_: bytes) -> str:
    """What a step or a bundle is called; for undo and redo, what the user once did."""
    label = ""
    while True:
        bundled = log.one("SELECT label FROM bundle WHERE hash=?", hash_)
        if bundled is not None:
            return str(bundled[0])
        steps = log.steps("WHERE hash=? ORDER BY n LIMIT 1", hash_)
        if not steps:
            return label
        label = steps[0].header.label
        if steps[0].header.undoes is None:
            return label
        hash_ = steps[0].header.undoes


def field_changes(log: Log, parts: Sequence[Step]) -> list[FieldChange]:
    """What a step changed, field by field, in the order it was written."""
    return [
        change
        for address, entity, seen in _changed(log, parts, {})
        for change in _told(log, entity, address, seen)
    ]


def _changed(
    log: Log, parts: Sequence[Step], rows: dict[Address, list[Seen]]
) -> list[tuple[Address, Entity, Seen]]:
    """The changes of some steps; `rows` comes to hold all changes of each row they touch."""
    out = []
    by_n: dict[int, Seen] = {}
    for step in parts:
        found = log.cursor.execute(
            "SELECT c.n, c.row, c.sub, f.entity FROM change c JOIN field f ON f.n = c.field"
            " WHERE c.n >= ? AND c.n < ? ORDER BY c.n",
            (step.n, step.n + step.count),
        ).fetchall()
        for n, row, sub, kind in found:
            entity = ENTITIES.get(kind)
            if entity is None:
                continue
            if (row, sub) not in rows:
                rows[row, sub] = log.seen((row, sub))
                by_n |= {seen.n: seen for seen in rows[row, sub]}
            out.append(((row, sub), entity, by_n[n]))
    return out


def _told(log: Log, entity: Entity, address: Address, seen: Seen) -> list[FieldChange]:
    place = (entity, address, _row_ref(log, entity, address))
    value = orjson.loads(seen.value) if seen.value is not None else None
    if seen.field == ALIVE:
        return [FieldChange(*place, ALIVE, entity.caption, not value, value)]
    captions = {field.name: field.caption for field in entity.fields}
    if seen.field == ERASE:
        return [
            FieldChange(*place, ERASE, captions.get(name, entity.caption), None, None, True)
            for name in sorted(erased_by(seen.value))
        ]
    erased = erasing.names_erased(log, address)
    if seen.field == CREATE:
        said: Mapping[str, object] = value or {}
        gone = {name for name in seen.withheld if erasing.reaches(erased, name)}
        return [
            FieldChange(*place, name, caption, None, said.get(name), name in gone)
            for name, caption in captions.items()
            if name in said or name in gone
        ] or [FieldChange(*place, CREATE, entity.caption, None, True)]
    old = _before(log, address, seen, seen.field)
    is_gone = seen.value is None and erasing.reaches(erased, seen.field)
    caption = captions.get(seen.field, seen.field)
    return [FieldChange(*place, seen.field, caption, old, value, is_gone)]


def _before(log: Log, address: Address, seen: Seen, field: str) -> object:
    """The value a change replaced: of its parents the strongest."""
    parents = sorted(
        (s for s in log.seen(address) if s.n in seen.parents), key=lambda s: s.rank, reverse=True
    )
    return next((value for parent in parents for value in _values(parent, field)), None)


def _values(seen: Seen, field: str) -> Iterator[object]:
    """The value a change gives a field: none where it gives none, or it is not here."""
    if seen.value is None:
        return
    value = orjson.loads(seen.value)
    if seen.field != CREATE:
        yield value
    elif field in value:
        yield value[field]


def _row_ref(log: Log, entity: Entity, address: Address) -> str:
    from uuid import UUID

    if entity.pair is None:
        return ref(entity.letter, UUID(bytes=log.row(address[0])[1]))
    names = [ENTITIES[kind].letter for _column, kind in entity.pair]
    return " · ".join(
        ref(letter, UUID(bytes=log.row(n)[1])) for letter, n in zip(names, address, strict=True)
    )


def take_back(change: Changing, parts: Sequence[Step]) -> Undone:
    """Write the opposite of a step, or of several that came together: every field nobody has
    touched since goes back to what it was, what was made is deleted, what was deleted stands again.
    The rest is listed.

    What was made stays when anyone has worked on it since, or when what stays refers to it. A field
    that was in question is in question again.
    """
    return _TakeBack(change, parts).run()


@dataclass(frozen=True)
class _Group:
    """What the steps say of one field of one row, in the order of arrival."""

    address: Address
    entity: Entity
    field: str
    changes: list[Seen]

    @property
    def turn(self) -> tuple[int, int]:
        """When its turn comes: restorations, fields, deletions; the last written first."""
        last = self.changes[-1]
        kind = 1 if self.field != ALIVE else 0 if last.value == b"false" else 2
        return kind, -last.n


class _Ranges:
    """Which changes belong to some steps, by number."""

    def __init__(self, parts: Iterable[tuple[int, int]]) -> None:
        """`parts`: (number of the first change, count)."""
        self._parts = sorted(parts)
        self._starts = [n for n, _count in self._parts]

    def at(self, n: int) -> int | None:
        """The place of the part that holds `n`, or None."""
        place = bisect.bisect_right(self._starts, n) - 1
        return place if place >= 0 and n < sum(self._parts[place]) else None

    def holds(self, n: int) -> bool:
        return self.at(n) is not None


class _TakeBack:
    """Steps being taken back. A row is named by (entity, address)."""

    def __init__(self, change: Changing, parts: Sequence[Step]) -> None:
        self.change = change
        self.log = change.log
        self.parts = _Ranges((part.n, part.count) for part in parts)
        self.kept: list[FieldChange] = []
        self.groups: dict[tuple[Address, str], _Group] = {}
        self.rows: dict[Address, list[Seen]] = {}
        for address, entity, seen in _changed(self.log, parts, self.rows):
            if seen.field != ERASE:
                empty = _Group(address, entity, seen.field, [])
                self.groups.setdefault((address, seen.field), empty).changes.append(seen)
        undoing = self.log.cursor.execute(
            "SELECT n, count, undoes FROM tx WHERE undoes IS NOT NULL ORDER BY n"
        ).fetchall()
        self._undoing = _Ranges((n, count) for n, count, _undoes in undoing)
        self._undoes = [bytes(undoes) for _n, _count, undoes in undoing]
        self._undone: dict[bytes, _Ranges] = {}
        self.heads = {address: Heads(seen) for address, seen in self.rows.items()}
        self.leaves = {address: self._stands_for(seen) for address, seen in self.rows.items()}

    def run(self) -> Undone:
        made = {
            group.address: group.entity
            for group in self.groups.values()
            if self._made(group.address)
        }
        staying = self._staying(made)
        dropped: set[Address] = set()
        # What was deleted stands again before its fields are put back, and the other way round.
        for group in sorted(self.groups.values(), key=lambda group: group.turn):
            address, entity = group.address, group.entity
            if address in made:
                if address in staying:
                    self._keep(group)
                elif address not in dropped:
                    dropped.add(address)
                    self.change.delete(entity, self._key(entity, address))
            elif self._said_elsewhere(group):
                continue
            elif not self._goes_back(group):
                self._keep(group)
            elif group.field == ALIVE:
                self._turn_back(group)
            else:
                self._put_back(group)
        return Undone(tuple(reversed(self.kept)))

    def _stands_for(self, changes: list[Seen]) -> dict[int, tuple[int, ...]]:
        """For each change of a row, the changes it leaves in force: itself, or, where it took one
        back, what was in force before that one.

        Who marks P, then A, and undoes twice has an empty cell: the first undo is no later work.
        """
        leaves: dict[int, tuple[int, ...]] = {}

        def left_by(numbers: Iterable[int]) -> tuple[int, ...]:
            return tuple(dict.fromkeys(n for number in numbers for n in leaves.get(number, ())))

        alone = all(self.parts.holds(seen.n) for seen in changes)
        for seen in changes:
            leaves[seen.n] = (seen.n,)
            undone = None if alone else self._taken_back_by(seen.n)
            if undone is None:
                continue
            before = set(left_by(seen.parents))
            for taken in changes:
                # A sheet's step goes on when the sheet is taken in again: that was not taken back.
                if taken.n >= seen.n or not undone.holds(taken.n):
                    continue
                if taken.field == seen.field and set(leaves[taken.n]) == before:
                    leaves[seen.n] = left_by(taken.parents)
                elif seen.field == ALIVE and seen.value == b"false" and not taken.parents:
                    leaves[seen.n] = ()  # the row's coming into being was taken back
        return leaves

    def _taken_back_by(self, n: int) -> _Ranges | None:
        """The changes of the step that the change's step took back; None where it took none."""
        place = self._undoing.at(n)
        if place is None:
            return None
        undoes = self._undoes[place]
        if undoes not in self._undone:
            parts = find_step(self.log, undoes)
            self._undone[undoes] = _Ranges((part.n, part.count) for part in parts)
        return self._undone[undoes]

    def _said_elsewhere(self, group: _Group) -> bool:
        """Whether they made a row just as another place made it too: nothing goes."""
        others = {
            seen.value
            for seen in self.rows[group.address]
            if seen.field == CREATE and not self.parts.holds(seen.n)
        }
        return group.field == CREATE and all(seen.value in others for seen in group.changes)

    def _in_force(self, address: Address, field: str) -> set[int]:
        leaves = self.leaves[address]
        heads = self.heads[address].of(field)
        return {n for head in heads for n in leaves.get(head.n, ())}

    def _made(self, address: Address) -> bool:
        """Whether the row came into being here: all that is in force of it began here."""
        roots = [
            s
            for s in self.rows[address]
            if not s.parents and s.value != b"false" and s.field != ERASE
        ]
        return any(self.parts.holds(root.n) for root in roots) and all(
            self.parts.holds(root.n) or not self._in_force(address, root.field) for root in roots
        )

    def _split(self, group: _Group) -> tuple[set[int], set[int]]:
        """Of what is in force: what came with these steps, and the rest."""
        in_force = self._in_force(group.address, group.field)
        leaves = self.leaves[group.address]
        ours = {n for seen in group.changes for n in leaves[seen.n]} & in_force
        return ours, in_force - ours

    def _goes_back(self, group: _Group) -> bool:
        """Whether what these steps say of the field stands, and nobody has touched it since."""
        in_force = self._in_force(group.address, group.field)
        if not in_force:
            return all(not self.leaves[group.address][seen.n] for seen in group.changes)
        ours, others = self._split(group)
        return bool(ours) and all(n < group.changes[0].n for n in others)

    def _before(self, group: _Group) -> list[Seen]:
        """What stood before these steps, and still would: the changes that no other replaces."""
        by_n = {seen.n: seen for seen in self.rows[group.address]}
        found: set[int] = set()
        spread = [seen.n for seen in group.changes]
        while spread:
            for parent in by_n[spread.pop()].parents:
                if not self.parts.holds(parent):
                    found.add(parent)
                else:
                    spread.append(parent)
        _ours, others = self._split(group)
        found |= {
            head.n
            for head in self.heads[group.address].of(group.field)
            if others & set(self.leaves[group.address].get(head.n, ()))
        }
        older = {parent for n in found for parent in by_n[n].parents}
        spread = list(older)
        while spread:
            parents = set(by_n[spread.pop()].parents) - older
            older |= parents
            spread += parents
        return [by_n[n] for n in sorted(found - older)]

    def _staying(self, made: Mapping[Address, Entity]) -> set[Address]:
        """The rows made here that cannot be deleted: worked on since, or referred to by such."""
        staying = {
            address
            for address in made
            if any(
                not self.parts.holds(n)
                for field in {seen.field for seen in self.rows[address]}
                for n in self._in_force(address, field)
            )
        }
        leaning: dict[Address, set[Address]] = {}
        going_back = {key for key, group in self.groups.items() if self._goes_back(group)}
        for row, field, target in self._references(made):
            if row in made:
                leaning.setdefault(row, set()).add(target)
            elif (row, field) not in going_back and (row, ALIVE) not in going_back:
                staying.add(target)
        spread = list(staying)
        while spread:
            for target in leaning.get(spread.pop(), set()) - staying:
                staying.add(target)
                spread.append(target)
        return staying

    def _references(self, made: Mapping[Address, Entity]) -> Iterator[tuple[Address, str, Address]]:
        """(row, its field, the made row it refers to) for all rows that stand."""
        by_kind: dict[str, list[int]] = {}
        for address, entity in made.items():
            if entity.pair is None:
                by_kind.setdefault(entity.name, []).append(address[0])
        for other in ENTITIES.values():
            columns = [(f.name, f.column, f.to) for f in other.fields if f.kind is Kind.REF]
            columns += [("", column, kind) for column, kind in other.pair or ()]
            keys = ", ".join(other.key_columns)
            for field, column, kind in columns:
                numbers = by_kind.get(kind or "", [])
                for start in range(0, len(numbers), _AT_ONCE):
                    some = numbers[start : start + _AT_ONCE]
                    marks = ",".join("?" * len(some))
                    for found in self.log.cursor.execute(
                        f'SELECT {column}, {keys} FROM "{other.name}"'
                        f" WHERE {column} IN ({marks}) AND NOT gone",
                        some,
                    ).fetchall():
                        row = (found[1], found[2] if other.pair else 0)
                        yield row, field, (found[0], 0)

    def _turn_back(self, group: _Group) -> None:
        """Delete what was brought back, or bring back what was deleted."""
        before = [seen for seen in self._before(group) if seen.field == ALIVE]
        was_deleted = any(seen.value == b"false" for seen in before)
        key = self._key(group.entity, group.address)
        if self._was_disputed(group):
            self.change.dispute(group.entity, group.address, ALIVE, [True, False])
        elif group.changes[-1].value == b"false":
            if not was_deleted and not self.heads[group.address].is_erased(EVERYTHING):
                self.change.restore(group.entity, key)
        elif was_deleted:
            self.change.delete(group.entity, key)
        elif not any(seen.value == b"false" for seen in group.changes):
            # How a pair came into being, which others have used since.
            self._keep(group)

    def _was_disputed(self, group: _Group) -> bool:
        """Whether it was open before these steps if the row stands: deleted in one place and worked
        on in another.
        """
        before = [
            seen
            for seen in self.rows[group.address]
            if seen.n < group.changes[0].n and not self.parts.holds(seen.n)
        ]
        return Heads(before).gone()[1]

    def _put_back(self, group: _Group) -> None:
        address, entity, name = group.address, group.entity, group.field
        declared = next((f for f in entity.fields if f.name == name), None)
        if (
            declared is None
            or self.heads[address].is_erased(name)
            or self.change.is_gone(entity, address)
        ):
            self._keep(group)
            return
        values = {
            logs.canonical(value): value
            for seen in sorted(self._before(group), key=lambda seen: seen.rank, reverse=True)
            for value in _values(seen, name)
        }
        if len(values) > 1:
            self.change.dispute(entity, address, name, list(values.values()))
            return
        old = next(iter(values.values()), None)
        if declared.kind is Kind.REF and old is not None and declared.to is not None:
            old = self.log.row_n(declared.to, bytes.fromhex(str(old)))
        if entity.pair is None:
            self.change.edit(entity, address[0], **{name: old})
        else:
            self.change.put(entity, address, **{name: old})

    def _keep(self, group: _Group) -> None:
        if not self.heads[group.address].gone()[0]:
            for seen in reversed(group.changes):
                self.kept += reversed(_told(self.log, group.entity, group.address, seen))

    @staticmethod
    def _key(entity: Entity, address: Address) -> int | Address:
        return address[0] if entity.pair is None else address
