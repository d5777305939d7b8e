"""Which rows and fields are about a person, or may name her: declared once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from workbook.domain.entity import Entity
from workbook.domain.people import PERSON
from workbook.domain.records import ENTITIES
from workbook.storage import tables as t
from workbook.storage.log import Address, Log
from workbook.storage.state import ALIVE, CREATE, ERASE, Heads, Seen, row_state

QUOTES: Final[Mapping[str, tuple[str, ...]]] = {
    "enrolment": ("standing.reason", "allowance.allowed_reason", "source"),
    "attendance": ("remark",),
    "attempt": ("source",),
    "test_mark": ("source",),
    "need": ("title", "evidence"),
    "note": ("sealed",),
    "action_point": ("what", "owner"),
    "certificate": ("content", "status.reason", "handover.handed_over_by"),
}
"""What goes of the rows that are about a person, besides all of her own. Of a group, the part
behind the dot: who left stays counted among those who left."""

SEARCHED: Final[Mapping[str, tuple[str, ...]]] = {
    **QUOTES,
    "attendance": ("source", "remark"),
    "certificate": ("status.reason", "handover.handed_over_by"),
    "person": ("remark",),
    "coaching_round": ("title",),
    "challenge": ("what",),
    "solution": ("what",),
    "training_session": ("status.reason",),
    "test": ("title",),
    "decision": ("answer",),
}
"""Where people write freely. In a row about others, a field that names her goes."""


@dataclass
class Place:
    """A row that loses fields. `left` is what stands in some of them from now on."""

    entity: Entity
    address: Address
    names: set[str] = field(default_factory=set)
    left: dict[str, object] = field(default_factory=dict)

    @property
    def key(self) -> int | Address:
        return self.address[0] if self.entity.pair is None else self.address


def places_about(log: Log, db: Connection, people: Collection[int]) -> list[Place]:
    """The rows of people, and those about them, that still say something that goes."""
    found = [_place(log, PERSON, (key, 0), ()) for key in people]
    tables = t.RECORDS
    enrolments = db.scalars(
        select(tables["enrolment"].c.id).where(tables["enrolment"].c.person_id.in_(people))
    ).all()
    for name, wanted in QUOTES.items():
        entity, table = ENTITIES[name], tables[name]
        of_person = "person_id" in table.c
        column, keys = (
            (table.c.person_id, people) if of_person else (table.c.enrolment_id, enrolments)
        )
        columns = [table.c[key] for key in entity.key_columns]
        for address in db.execute(select(*columns).where(column.in_(keys)).order_by(*columns)):
            one, other = (*address, 0)[:2]
            found.append(_place(log, entity, (one, other), wanted))
    return [place for place in found if place.names]


def _place(log: Log, entity: Entity, address: Address, wanted: tuple[str, ...]) -> Place:
    """What goes of one row: of `wanted` what any of its changes says; with none wanted, all."""
    changes = log.seen(address)
    place = Place(entity, address)
    said = [one for change in changes for one in values_said(change)]
    if not wanted:
        # What was withheld from this office must not come later, either.
        if said or not Heads(changes).is_erased(entity.fields[0].name):
            place.names = {field.name for field in entity.fields} | {name for name, _ in said}
        return place
    now = row_state(entity, changes).values
    for one in wanted:
        name, _dot, part = one.partition(".")
        if any(name == field and _part(value, part) is not None for field, value in said):
            place.names.add(name)
            left = without_part(place.left.get(name, now.get(name)), part)
            if left:
                place.left[name] = left
    return place


def values_said(change: Seen) -> list[tuple[str, Any]]:
    """(field, value) of what one change says that can be erased."""
    if change.value is None or change.field in (ALIVE, ERASE):
        return []
    value = orjson.loads(change.value)
    return list(value.items()) if change.field == CREATE else [(change.field, value)]


def _part(value: Any, part: str) -> Any:
    return value.get(part) if part and isinstance(value, Mapping) else value


def without_part(value: Any, part: str) -> Any:
    """A group without one part; nothing of any other value."""
    if not part or not isinstance(value, Mapping):
        return None
    return {name: said for name, said in value.items() if name != part} or None
