"""What becomes of one field of a person, where a list is taken in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

from workbook.domain.cohort import EnrolmentState
from workbook.intake.foreign import ForeignList
from workbook.intake.mapping import PERSON_FIELDS
from workbook.intake.rows import Record

Value = str | int | None

OWN_FIELDS = tuple(name for name in PERSON_FIELDS if name != "agency")
"""The fields of a list that a person's record holds itself, in the order they are shown."""


class FieldPlan(NamedTuple):
    """One field before and after; `cell` is where the list says it, such as "G12"."""

    field: str
    cell: str
    old: Value
    new: Value


def agency_of(foreign: ForeignList, record: Record) -> str | None:
    """The agency of a record's person: her own cell, or the letterhead of the list."""
    return record.text("agency") or (foreign.agency.name if foreign.agency else None)


@dataclass(slots=True)
class RowFields(Sequence[FieldPlan]):
    """All that a row says of its person, as of somebody new; `enrols`: that it is for a cohort.

    Made when it is looked at: a list of thousands is planned at once, and looked at by the
    screenful.
    """

    foreign: ForeignList
    record: Record
    enrols: bool

    def _made(self) -> list[FieldPlan]:
        foreign, record = self.foreign, self.record
        names = [name for name in OWN_FIELDS if name in record.fields]
        found = [
            FieldPlan(name, cell, None, str(record.fields[name]))
            for name, cell in zip(names, foreign.cells(record, names), strict=True)
        ]
        if foreign.sex is not None and "sex" not in record.fields:
            found.append(FieldPlan("sex", foreign.sex.cell, None, foreign.sex.sex.value))
        if (agency := agency_of(foreign, record)) is not None:
            cell = foreign.cell(record, "agency") if "agency" in record.fields else ""
            letterhead = foreign.agency
            cell = cell or (letterhead.cell if letterhead else "")
            found.append(FieldPlan("agency", cell, None, agency))
            if letterhead and letterhead.unit and agency == letterhead.name:
                found.append(FieldPlan("unit", cell, None, letterhead.unit))
        if self.enrols:
            state = EnrolmentState.RESERVE if record.reserve else EnrolmentState.NOMINATED
            found.append(FieldPlan("enrolment", f"A{record.row}", None, state.value))
        return found

    def __iter__(self) -> Iterator[FieldPlan]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())

    @overload
    def __getitem__(self, index: int) -> FieldPlan: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[FieldPlan]: ...

    def __getitem__(self, index: int | slice) -> FieldPlan | Sequence[FieldPlan]:
        return self._made()[index]
