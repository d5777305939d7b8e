"""Records of people laid side by side, for whoever decides whether they are one person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from workbook.domain.entity import Field
from workbook.domain.ids import ref
from workbook.domain.people import PERSON, display_name, masked
from workbook.errors import NotFoundError
from workbook.exchange.naming import Names
from workbook.i18n import _
from workbook.services.same_person import COMPARED, records_of
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.state import compared

_person = t.RECORDS[PERSON.name]
_enrolment = t.RECORDS["enrolment"]
_cohort = t.RECORDS["cohort"]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record of a person. `cohorts` are codes, the earliest first."""

    person_id: int
    ref: str
    name: str
    cohorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field in two records: as people read it ("" for nothing), and as `merge` takes it.

    Phones, identity cards and dates of birth are masked unless asked for. `differs`: the two say
    something else, so there is something to choose.
    """

    field: str
    caption: str
    texts: tuple[str, str]
    values: tuple[object, object]
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and every field that either has; `masked`: some of it is not shown."""

    records: tuple[RecordRow, RecordRow]
    lines: tuple[FieldLine, ...]
    masked: bool


def record_rows(book: Workbook, *, person_id: int) -> tuple[RecordRow, ...]:
    """All records of a person that stand, the one she is shown by first; one alone as a rule."""
    with book.reading() as db:
        keys = records_of(db, person_id)
        rows = _rows(db, keys)
        return tuple(_record(db, rows[key]) for key in keys if key in rows)


def pair(book: Workbook, *, one_id: int, other_id: int, reveal: bool = False) -> Pair:
    """Two records side by side. Raises NotFoundError."""
    with book.reading() as db:
        rows = _rows(db, (one_id, other_id))
        if len(rows) < 2:
            raise NotFoundError(_("This person is not in the workbook. Nothing was changed."))
        one, other = rows[one_id], rows[other_id]
        names = Names(db)
        lines = tuple(
            _line(names, field, one, other, reveal)
            for field in COMPARED
            if _value(one, field) is not None or _value(other, field) is not None
        )
        hides = bool({line.field for line in lines} & {f.name for f in COMPARED if f.tick})
        return Pair((_record(db, one), _record(db, other)), lines, hides and not reveal)


def _rows(db: Connection, keys: Collection[int]) -> dict[int, Any]:
    found = db.execute(
        select(_person, t.row.c.uuid)
        .join(t.row, t.row.c.n == _person.c.id)
        .where(_person.c.id.in_(keys), _person.c.gone == 0)
    )
    return {row.id: row for row in found}


def _record(db: Connection, row: Any) -> RecordRow:
    codes = db.scalars(
        select(_cohort.c.code)
        .join(_enrolment, _enrolment.c.cohort_id == _cohort.c.id)
        .where(_enrolment.c.person_id == row.id, _enrolment.c.gone == 0, _cohort.c.gone == 0)
        .order_by(_cohort.c.starts_on, _cohort.c.id)
    )
    return RecordRow(
        row.id,
        ref(PERSON.letter, UUID(bytes=row.uuid)),
        display_name(row.name_latin, row.name_native),
        tuple(code or "" for code in codes),
    )


def _value(row: Any, field: Field) -> Any:
    return getattr(row, field.column)


def _line(names: Names, field: Field, one: Any, other: Any, reveal: bool) -> FieldLine:
    values = (_value(one, field), _value(other, field))
    shown = [names.cell(field, value) for value in values]
    if field.tick and not reveal:
        shown = [masked(text) for text in shown]
    differs = compared(field, values[0]) != compared(field, values[1])
    return FieldLine(field.name, _(field.caption), (shown[0], shown[1]), values, differs)
