"""A doubtful record as it waits inside the workbook: all that is needed to take it in later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from workbook.domain.people import Sex
from workbook.intake.correction import NOTHING
from workbook.intake.detect import (
    AgencyProposal,
    ForeignList,
    ListKind,
    Problem,
    Record,
    SexProposal,
)
from workbook.intake.likeness import names_compatible
from workbook.intake.mapping import Column
from workbook.intake.match import Evidence, number_key
from workbook.intake.plan import RecordPlan
from workbook.intake.tries import learner_key


@dataclass(frozen=True)
class Kept:
    """A waiting record: the list it came from, with it alone in `records`."""

    foreign: ForeignList
    cohort: UUID | None
    candidates: tuple[UUID, ...]
    reasons: tuple[str, ...]

    @property
    def record(self) -> Record:
        return self.foreign.records[0]


def in_common(record: Record, person: Mapping[Any, Any]) -> tuple[str, ...]:
    """What a record says that the row of a person says too, as Evidence names it."""
    found = [
        kind.value
        for kind in Evidence
        if kind in record.fields
        and person.get(kind)
        and number_key(str(record.fields[kind])) == number_key(person[kind])
    ]
    fields = ("name_latin", "name_native")
    named, known = (
        tuple(str(said[name]) for name in fields if said.get(name))
        for said in (record.fields, person)
    )
    if named and known and names_compatible(named, known):
        found.append(Evidence.NAME.value)
    return tuple(found)


def place(foreign: ForeignList, row_number: int) -> str:
    """What names a row of one sheet, whatever its file is called."""
    return f"{foreign.sheet_hash.hex()}:{row_number}"


def goes_with(one: Kept, other: Kept) -> bool:
    """Whether one decision settles both: the tries of one learner in one list."""
    return one == other or (
        one.foreign.kind is ListKind.COMPLETIONS
        and one.foreign.sheet_hash == other.foreign.sheet_hash
        and learner_key(one.record) == learner_key(other.record)
    )


def joined(kept: Sequence[Kept]) -> ForeignList:
    """One list of the records of several that go together."""
    records = tuple(one.record for one in kept)
    return replace(kept[0].foreign, records=records)


def keep(foreign: ForeignList, planned: RecordPlan, cohort: UUID | None) -> str:
    """The JSON text of a waiting record."""
    said = asdict(
        replace(foreign, records=(), warnings=(), sheets=(), questions=(), correction=NOTHING)
    )
    said["sheet_hash"] = foreign.sheet_hash.hex()
    record = asdict(replace(planned.record, fields={}))
    record["fields"] = dict(planned.record.fields)
    return json.dumps(
        {
            "list": said,
            "record": record,
            "cohort": cohort.hex if cohort else None,
            "candidates": [candidate.person.hex for candidate in planned.candidates],
            "reasons": list(planned.reasons),
        },
        ensure_ascii=False,
    )


def kept(text: str) -> Kept:
    """The record that `keep` wrote."""
    said: dict[str, Any] = json.loads(text)
    about, record = said["list"], said["record"]
    agency, sex = about["agency"], about["sex"]
    foreign = ForeignList(
        kind=ListKind(about["kind"]),
        file_name=about["file_name"],
        digest=about["digest"],
        sheet=about["sheet"],
        sheet_hash=bytes.fromhex(about["sheet_hash"]),
        header_row=about["header_row"],
        mapping=tuple(Column(**column) for column in about["mapping"]),
        records=(
            Record(
                record["row_number"],
                record["fields"],
                record["reserve_order"],
                tuple(Problem(**problem) for problem in record["problems"]),
                record.get("sheet", ""),
                record.get("shift", 0),
                record.get("places", {}),
            ),
        ),
        agency=AgencyProposal(**agency) if agency else None,
        sex=SexProposal(Sex(sex["sex"]), sex["cell"]) if sex else None,
        across=about.get("across", False),
    )
    return Kept(
        foreign,
        UUID(said["cohort"]) if said["cohort"] else None,
        tuple(UUID(candidate) for candidate in said["candidates"]),
        tuple(said["reasons"]),
    )
