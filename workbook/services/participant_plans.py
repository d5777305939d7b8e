"""Plans of lists that say something of the participants of a cohort: marks of tests, attendance."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from workbook.domain.cohort import COHORT
from workbook.i18n import _
from workbook.intake.detect import ForeignList, Record
from workbook.intake.field_plan import FieldPlan
from workbook.intake.match import Evidence
from workbook.intake.plan import (
    CandidatePlan,
    CohortPlan,
    Outcome,
    Plan,
    RecordPlan,
    base_of,
    row_of,
    unread,
)
from workbook.services.participants import Found, Participants, Sought
from workbook.services.people import Member, get_row
from workbook.services.same_person import representatives, uuids_of
from workbook.storage import tables as t

_NUMBERS = ("national_id", "service_number", "phone", "email")


class ParticipantPlanner(ABC):
    """Plans a list row by row. A participant is certain by a number, or by a name that fits nobody
    else of the cohort; all else waits.
    """

    def __init__(
        self,
        db: Connection,
        foreign: ForeignList,
        cohort_id: int | None,
        decisions: Mapping[int, UUID | None],
    ) -> None:
        self.db = db
        self.foreign = foreign
        self.decisions = decisions
        self.cohort: CohortPlan | None = None
        self.notices: tuple[str, ...] = ()
        if cohort_id is None:
            return
        row = get_row(db, COHORT, cohort_id)
        (uuid,) = uuids_of(db, [cohort_id])
        self.cohort = CohortPlan(cohort_id, uuid, row.code or "")
        self.participants = Participants(db, cohort_id)
        self.same = representatives(db)
        self.uuids = uuids_by_key(db, [m.person_id for m in self.participants.members])
        self.taken: dict[int, Record] = {}
        self.prepare(self.cohort)

    @property
    @abstractmethod
    def homeless(self) -> str:
        """What is said where no cohort was named."""

    @abstractmethod
    def prepare(self, cohort: CohortPlan) -> None:
        """Read what the rows are held against."""

    @abstractmethod
    def changes(self, record: Record, member: Member) -> Iterable[FieldPlan]:
        """What a row would change of a participant."""

    def refusal(self, record: Record) -> str:
        """Why a row cannot be taken in whoever she is; "" where it can."""
        return ""

    def doubts(self, record: Record) -> tuple[str, ...]:
        """What of a row cannot be read, as sentences."""
        return unread(record)

    def plan(self) -> Plan:
        """What taking in the list would do."""
        return Plan(
            foreign=self.foreign,
            cohort=self.cohort,
            records=tuple(self._records()),
            learners=(),
            base=base_of(self.db),
            decisions=dict(self.decisions),
            notices=self.notices,
        )

    def _records(self) -> list[RecordPlan]:
        records = self.foreign.records
        if self.cohort is None:
            reasons = (self.homeless,)
            return [RecordPlan(r, Outcome.REFUSED, _name(r), reasons=reasons) for r in records]
        found = self.participants.find([_sought(record) for record in records])
        return [self._record(record, who) for record, who in zip(records, found, strict=True)]

    def _record(self, record: Record, found: Found) -> RecordPlan:
        name = _name(record)
        if refusal := self.refusal(record):
            return RecordPlan(record, Outcome.REFUSED, name, reasons=(refusal,))
        candidates = tuple(
            CandidatePlan(self.uuids[member.person_id], member.display_name, (Evidence.NAME.value,))
            for member in found.candidates
        )
        decided = record.row_number in self.decisions
        member = self._decided(record) if decided else found.member
        reasons = () if decided else self.doubts(record)
        if member is None:
            reasons = reasons or (_("Choose the participant.") if decided else found.doubt,)
        elif not reasons:
            first = self.taken.setdefault(member.enrolment_id, record)
            if first is not record:
                reasons = (
                    _("{row} is of the same participant: only one of them can count.").format(
                        row=row_of(self.foreign, first)
                    ),
                )
        if member is None or reasons:
            return RecordPlan(
                record, Outcome.NEEDS_YOU, name, candidates=candidates, reasons=reasons
            )
        changes = tuple(self.changes(record, member))
        outcome = Outcome.SAME
        if changes:
            new = all(change.old is None for change in changes)
            outcome = Outcome.NEW if new else Outcome.CHANGED
        person = self.uuids[member.person_id]
        return RecordPlan(record, outcome, name, person, changes=changes, candidates=candidates)

    def _decided(self, record: Record) -> Member | None:
        said = self.decisions[record.row_number]
        if said is None:
            return None
        key = self.db.scalar(select(t.row.c.n).where(t.row.c.uuid == said.bytes))
        return None if key is None else self.participants.by_person(self.same.get(key, key))


def uuids_by_key(db: Connection, keys: Sequence[int]) -> dict[int, UUID]:
    """The travelling ids of rows by their keys."""
    found = db.execute(select(t.row.c.n, t.row.c.uuid).where(t.row.c.n.in_(keys)))
    return {row.n: UUID(bytes=row.uuid) for row in found}


def planned_members(db: Connection, plan: Plan) -> dict[UUID, Member]:
    """The participants of a plan's cohort by the ids of the people they are."""
    assert plan.cohort is not None
    members = Participants(db, plan.cohort.key).members
    uuids = uuids_by_key(db, [member.person_id for member in members])
    return {uuids[member.person_id]: member for member in members}


def _sought(record: Record) -> Sought:
    names = (record.text("name_latin"), record.text("name_native"))
    return Sought(
        tuple(name for name in names if name),
        {name: str(record.fields[name]) for name in _NUMBERS if name in record.fields},
    )


def _name(record: Record) -> str:
    return record.text("name_latin") or record.text("name_native") or ""
