"""The synced records as canonical JSON: what two offices in step have byte for byte alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from workbook.domain.entity import Entity, Kind
from workbook.domain.records import ENTITIES
from workbook.storage import tables as t


def dump(db: Connection) -> bytes:
    """{entity: {id: {field: value}}}, sorted; deleted rows left out, a pair's id is "id id".

    Fields in conflict stand with the value every office shows. Nothing of this laptop is in it:
    no register, replica, clock, user or setting.
    """
    uuids = {n: UUID(bytes=uuid).hex for n, uuid in db.execute(select(t.row.c.n, t.row.c.uuid))}
    said = {
        name: {
            " ".join(uuids[row[key]] for key in entity.key_columns): _fields(entity, row, uuids)
            for row in db.execute(
                select(t.RECORDS[name]).where(t.RECORDS[name].c.gone == 0)
            ).mappings()
        }
        for name, entity in ENTITIES.items()
    }
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


def _fields(entity: Entity, row: Any, uuids: dict[int, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in entity.columns:
        value = row[column.column]
        if value is None:
            continue
        if column.kind is Kind.REF:
            value = uuids[value]
        elif column.kind is Kind.YES:
            value = bool(value)
        elif column.kind is Kind.JSON:
            value = orjson.loads(value)
        found[column.name] = value
    return found
