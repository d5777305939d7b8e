"""What rows are called where changes are told to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from workbook.domain.entity import Entity, Field, Kind
from workbook.domain.ids import ref
from workbook.domain.records import ENTITIES
from workbook.i18n import _
from workbook.storage import tables as t
from workbook.storage.log import Address

_LABELS = ("name_latin", "name", "name_native", "title", "code", "number")


class Names:
    """What rows are called: their names now, else their Ref. Good for one transaction."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self.known: dict[str, str] = {}

    def of(self, entity: Entity | None, uuid: str) -> str:
        """The name of a row by the hex of its id."""
        if uuid not in self.known:
            self.known[uuid] = self._find(entity, uuid)
        return self.known[uuid]

    def at(self, entity: Entity, address: Address) -> str:
        """The name of the row, or the names of the two rows of a pair."""
        kinds = [entity.name] if entity.pair is None else [kind for _, kind in entity.pair]
        return " · ".join(
            self.of(ENTITIES.get(kind), uuid)
            for kind, uuid in zip(kinds, self._uuids(address), strict=False)
        )

    def ref_at(self, entity: Entity, address: Address) -> str:
        """The Ref of the row, or the Refs of the two rows of a pair."""
        kinds = [entity.name] if entity.pair is None else [kind for _, kind in entity.pair]
        return " · ".join(
            ref(ENTITIES[kind].letter, UUID(hex=uuid))
            for kind, uuid in zip(kinds, self._uuids(address), strict=False)
        )

    def cell(self, leaf: Field, value: object) -> str:
        """A cell of a record's table as people read it; "" for nothing."""
        if value is None:
            return ""
        if leaf.kind is Kind.REF:
            uuids = self._uuids((int(str(value)), 0))
            return self.of(ENTITIES.get(leaf.to or ""), uuids[0]) if uuids else ""
        if leaf.kind is Kind.YES:
            return _("yes") if value else _("no")
        if leaf.kind is Kind.JSON:
            return _("(as set)")
        return "•••" if leaf.tick == "notes" else str(value)

    def said(self, declared: Field, value: object) -> str:
        """A value of the log as people read it, a group as its parts; "" for nothing."""
        if isinstance(value, Mapping):
            parts = [self.said(part, value.get(part.name)) for part in declared.parts]
            return ", ".join(part for part in parts if part) or _("(as set)")
        if declared.kind is Kind.REF and value is not None:
            return self.of(ENTITIES.get(declared.to or ""), str(value))
        return self.cell(declared, value)

    def _uuids(self, address: Address) -> list[str]:
        """The ids of the rows of an address, in its order."""
        found = self.db.execute(select(t.row.c.n, t.row.c.uuid).where(t.row.c.n.in_(address))).all()
        uuids = {row.n: UUID(bytes=row.uuid).hex for row in found}
        return [uuids[n] for n in address if n in uuids]

    def _find(self, entity: Entity | None, uuid: str) -> str:
        if entity is None:
            return uuid[:8]
        table = t.RECORDS[entity.name]
        row = (
            self.db.execute(
                select(table)
                .join(t.row, t.row.c.n == table.c.id)
                .where(t.row.c.uuid == bytes.fromhex(uuid))
            )
            .mappings()
            .one_or_none()
        )
        name = ref(entity.letter, UUID(hex=uuid))
        if row is None:
            return _("{ref} (not in your data)").format(ref=name)
        for label in _LABELS:
            if row.get(label):
                return str(row[label])
        # A row answers to "person_id" as the id of a person's own, too.
        person = self._person_of(dict(row))
        if person:
            return person
        if row.get("what"):
            return str(row["what"])
        return name

    def _person_of(self, row: Mapping[str, Any]) -> str:
        """An enrolment goes by its person, and what hangs on an enrolment by that one's."""
        for column, kind in (("person_id", "person"), ("enrolment_id", "enrolment")):
            if row.get(column):
                uuid = self.db.scalar(select(t.row.c.uuid).where(t.row.c.n == row[column]))
                if uuid is not None:
                    return self.of(ENTITIES[kind], UUID(bytes=uuid).hex)
        return ""
