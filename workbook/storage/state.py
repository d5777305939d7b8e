"""From the changes of one row to its present values: pure, and the same in every office.

A field's *heads* are the changes nobody names as parent. Heads that say different things are a
conflict; every office then shows the value of the greatest (Lamport count, id) until a person
decides, and the decision is a change that names all heads as its parents.

The creation of a row is one change, `*`, that carries all its values: for each field it stands as
a change of that field.

What was erased is nothing, whatever any change says: a change of `erase` names the fields, or "*"
for the whole row, and may say what is left of some. It replaces nothing and is replaced by nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Final

import orjson

from workbook.domain.entity import Entity, Field, Kind
from workbook.text import skeleton

CREATE: Final = "*"
ALIVE: Final = "alive"
ERASE: Final = "erase"
EVERYTHING: Final = "*"
_NONE: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """One change of a row as read from the log.

    `value` is canonical JSON, or None when erased or withheld. `withheld` are fields a create
    holds at home but did not bring here.
    """

    n: int
    id: bytes
    field: str
    parents: tuple[int, ...]
    value: bytes | None
    lamport: int
    saw: frozenset[bytes] = frozenset()
    withheld: frozenset[str] = frozenset()

    @property
    def rank(self) -> tuple[int, bytes]:
        return (self.lamport, self.id)


@dataclass
class RowState:
    """What a row's changes come to. `values` by field name, parsed; absent = None.

    `conflicts` are fields whose heads say different things, `alive` among them when deleted in
    one place and restored in another. `gone`: erased, or deleted by someone who had seen every
    head.
    """

    values: dict[str, object] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)
    gone: bool = False


class Heads:
    """The heads of every field of one row."""

    def __init__(self, changes: Iterable[Seen]) -> None:
        self.creates: list[tuple[Seen, Mapping[str, object]]] = []
        self.edits: dict[str, list[Seen]] = {}
        self.erased: set[str] = set()
        left: list[tuple[tuple[int, bytes], Mapping[str, object]]] = []
        for change in changes:
            if change.field == CREATE:
                said = orjson.loads(change.value) if change.value is not None else {}
                self.creates.append((change, said))
            elif change.field == ERASE:
                self.erased |= erased_by(change.value)
                left.append((change.rank, left_by(change.value)))
            else:
                self.edits.setdefault(change.field, []).append(change)
        self.left: dict[str, object] = {}
        if EVERYTHING not in self.erased:
            for _rank, said in sorted(left, key=lambda one: one[0]):
                self.left |= said

    def alive(self) -> set[bytes]:
        """What the heads of `alive` say, b"true" or b"false"; empty if it was never deleted."""
        return {head.value for head in self._open(ALIVE)[0] if head.value is not None}

    def is_erased(self, name: str) -> bool:
        return name in self.erased or EVERYTHING in self.erased

    def exists(self) -> bool:
        return bool(self.creates or self.edits)

    def _open(self, name: str) -> tuple[list[Seen], Set[int]]:
        edits = self.edits.get(name)
        if not edits:
            return [], _NONE
        if len(edits) == 1:
            return edits, set(edits[0].parents)
        named = {parent for edit in edits for parent in edit.parents}
        return [edit for edit in edits if edit.n not in named], named

    def of(self, name: str) -> list[Seen]:
        """What an edit of this field made now names as parents.

        A change whose value of the field was withheld is not among them: its author's value must
        not be replaced unseen.
        """
        heads, named = self._open(name)
        return [head for head in heads if head.value is not None] + [
            create
            for create, said in self.creates
            if create.n not in named and name not in create.withheld
        ]

    def said(self, name: str) -> list[tuple[Seen, object]]:
        """The heads that give the field a value, with it, the strongest first."""
        if self.erased and self.is_erased(name):
            return []
        heads, named = self._open(name)
        if len(heads) == 1 and not self.creates:
            value = heads[0].value
            return [] if value is None else [(heads[0], orjson.loads(value))]
        found: list[tuple[Seen, object]] = [
            (head, orjson.loads(head.value)) for head in heads if head.value is not None
        ]
        found += [
            (create, said[name])
            for create, said in self.creates
            if create.n not in named and name in said
        ]
        return sorted(found, key=lambda head: head[0].rank, reverse=True)

    def every(self) -> set[bytes]:
        """The ids of all present heads of all fields but `alive`."""
        names = {name for name in self.edits if name != ALIVE}
        ids = {head.id for name in names for head in self._open(name)[0]}
        return ids | {create.id for create, _ in self.creates}

    def gone(self) -> tuple[bool, bool]:
        """(deleted, `alive` is in conflict)."""
        if EVERYTHING in self.erased:
            return True, False
        if ALIVE not in self.edits:
            return False, False
        heads, _ = self._open(ALIVE)
        says = self.alive()
        if says == {b"false"}:
            seen = frozenset[bytes]().union(*(head.saw for head in heads))
            missed = self.every() - seen
            return not missed, bool(missed)
        return False, len(says) > 1


def row_state(entity: Entity, changes: Iterable[Seen]) -> RowState:
    """The values, conflicts and existence of one row from all its changes, in any order."""
    heads = Heads(changes)
    state = RowState()
    state.gone, doubtful = heads.gone()
    if doubtful:
        state.conflicts.add(ALIVE)
    named = set(heads.edits).union(*(said for _, said in heads.creates))
    for declared in entity.fields:
        if declared.name not in named:
            continue
        said = heads.said(declared.name)
        if not said:
            continue
        state.values[declared.name] = said[0][1]
        if len(said) > 1 and len({compared(declared, value) for _, value in said}) > 1:
            state.conflicts.add(declared.name)
    state.values |= heads.left
    if not heads.exists():
        state.gone = True
    return state


def erased_by(value: bytes | None) -> set[str]:
    """The names in a change of `erase`; none where a newer version says something else there."""
    said = orjson.loads(value) if value is not None else None
    return {name for name in said if isinstance(name, str)} if isinstance(said, list) else set()


def left_by(value: bytes | None) -> dict[str, object]:
    """What a change of `erase` leaves of fields it names: a group without the part that went."""
    said = orjson.loads(value) if value is not None else None
    left: dict[str, object] = {}
    for part in said if isinstance(said, list) else ():
        left |= part if isinstance(part, dict) else {}
    return left


def compared(declared: Field, value: object) -> bytes:
    """What two values of a field are compared by: text by its skeleton, all else as it is."""
    if declared.kind is Kind.TEXT and isinstance(value, str):
        return skeleton(value).encode()
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
