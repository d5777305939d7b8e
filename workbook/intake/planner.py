"""What the workbook holds, and what a list says, side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from workbook.domain.ids import listed_person_id
from workbook.domain.people import agency_id, display_name
from workbook.i18n import _, ngettext
from workbook.intake.detect import ForeignList, Record
from workbook.intake.field_plan import agency_of
from workbook.intake.held import find_agency, standing
from workbook.intake.match import NUMBERS, Candidate, Evidence, Known, People, in_common
from workbook.intake.plan import (
    CandidatePlan,
    CohortPlan,
    LearnerPlan,
    Outcome,
    RecordPlan,
    unread,
)
from workbook.intake.remembered import choices
from workbook.services.erase import erased_people
from workbook.services.people import roster
from workbook.services.same_person import representatives


class Planner(ABC):
    """One planning: what the workbook holds, and what the list says, side by side."""

    def __init__(
        self,
        db: Connection,
        foreign: ForeignList,
        programme: UUID,
        cohort_id: int | None,
        decisions: Mapping[int, UUID | None],
    ) -> None:
        self.db = db
        self.foreign = foreign
        self.programme = programme
        self.decisions = decisions
        self.learners: list[LearnerPlan] = []
        self.agency_ids: dict[str, UUID] = {}
        self.chosen = choices(db)
        self.agencies = {row["id"]: row for row in standing(db, "agency")}
        self.modules = standing(db, "module")
        self.units = {row["id"]: row for row in standing(db, "unit")}
        erased = erased_people(db)
        everybody = {UUID(bytes=row["uuid"]): row for row in standing(db, "person")}
        self.people = {id_: row for id_, row in everybody.items() if row["id"] not in erased}
        self.erased = everybody.keys() - self.people.keys()
        self.records_of, self.same = self._same_people(representatives(db))
        self.index = People(
            (self._known(id_, row) for id_, row in self.people.items()), same=self.same
        )
        self.cohort = self._cohort(cohort_id)
        self.enrolments = self._enrolments()

    @abstractmethod
    def records(self) -> list[RecordPlan]:
        """What becomes of each record of the list, in its order."""

    def notices(self, records: Iterable[RecordPlan]) -> tuple[str, ...]:
        """What to know of rows whose record was erased."""
        n = len({r.person for r in records if r.makes_person and r.person in self.erased})
        if not n:
            return ()
        said = ngettext(
            "The record that {n} row of this list made once was erased: it comes in as a new one.",
            "The records that {n} rows of this list made once were erased: they come in as new"
            " ones.",
            n,
        )
        return (said.format(n=n),)

    # -- what the workbook holds

    def _cohort(self, cohort_id: int | None) -> CohortPlan | None:
        if cohort_id is None:
            return None
        for row in standing(self.db, "cohort"):
            if row["id"] == cohort_id:
                return CohortPlan(cohort_id, UUID(bytes=row["uuid"]), row["code"] or "")
        raise KeyError(f"cohort {cohort_id}")

    def _enrolments(self) -> dict[int, str]:
        """State by the person's key, of those in the cohort."""
        if self.cohort is None:
            return {}
        members = roster(self.db, cohort_id=self.cohort.key)
        return {member.person_id: member.state for member in members if member.state}

    def _same_people(
        self, same: Mapping[int, int]
    ) -> tuple[dict[UUID, list[UUID]], dict[UUID, UUID]]:
        """Of those with several records: all by the one shown, and the one shown by each other."""
        ids = {row["id"]: id_ for id_, row in self.people.items()}
        shown = {ids[key]: ids[first] for key, first in same.items() if key in ids}
        records: dict[UUID, list[UUID]] = defaultdict(list)
        for other, first in shown.items():
            records[first].append(other)
        return records, shown

    def _known(self, id_: UUID, row: RowMapping) -> Known:
        agency = self.agencies.get(row["agency_id"])
        return Known(
            id_,
            tuple(name for name in (row["name_latin"], row["name_native"]) if name),
            {kind: row[kind] for kind in NUMBERS if row[kind]},
            UUID(bytes=agency["uuid"]) if agency else None,
        )

    # -- what the list says

    def _new_id(self, record: Record) -> UUID:
        return listed_person_id(self.foreign.sheet_hash, record.row_number)

    def _sought(self, record: Record) -> Known:
        agency = agency_of(self.foreign, record)
        return Known(
            self._new_id(record),
            names_of(record),
            {kind: str(record.fields[kind]) for kind in NUMBERS if kind in record.fields},
            self._agency_id(agency) if agency else None,
        )

    def _agency_id(self, name: str) -> UUID:
        if name not in self.agency_ids:
            found = find_agency(self.agencies.values(), name)
            id_ = UUID(bytes=found["uuid"]) if found else agency_id(self.programme, name)
            self.agency_ids[name] = id_
        return self.agency_ids[name]

    # -- what is said of a record

    def _decided(self, record: Record, new_id: UUID) -> UUID | None:
        """Who a person said the row is; None for somebody new who is not in the workbook yet."""
        said = self.decisions[record.row_number] or new_id
        return self.same.get(said, said) if said in self.people else None

    def _doubtful(self, record: Record, sought: Known) -> RecordPlan:
        """A record with a cell that cannot be read: it waits, with whom it may be."""
        match = self.index.match(sought)
        candidates = match.candidates
        if match.certain is not None:
            shared = in_common(sought, self.index.get(match.certain))
            candidates = (Candidate(match.certain, shared, True),)
        return self._ask(record, candidates, unread(record))

    def _ask(
        self, record: Record, candidates: Sequence[Candidate], reasons: Sequence[str] = ()
    ) -> RecordPlan:
        return RecordPlan(
            record,
            Outcome.NEEDS_YOU,
            name_of(record),
            candidates=tuple(self._candidate(candidate) for candidate in candidates),
            reasons=tuple(reasons) or tuple(_reason(candidate) for candidate in candidates[:1]),
        )

    def _candidate(self, candidate: Candidate) -> CandidatePlan:
        row = self.people[candidate.id]
        return CandidatePlan(
            candidate.id,
            display_name(row["name_latin"], row["name_native"]),
            tuple(candidate.evidence),
        )


def names_of(record: Record) -> tuple[str, ...]:
    """The names of a record, in Latin letters first; none where it has only numbers."""
    latin, native = record.text("name_latin"), record.text("name_native")
    if latin and native:
        return latin, native
    name = latin or native
    return (name,) if name else ()


def name_of(record: Record) -> str:
    """How a record's person is called on the screen."""
    return display_name(record.text("name_latin"), record.text("name_native"))


def _reason(candidate: Candidate) -> str:
    if candidate.evidence == (Evidence.NAME,):
        return _("Somebody of this name is in the workbook, and no number shows that it is she.")
    if candidate.names_agree:
        return _("More than one person in the workbook fits.")
    return _("Somebody in the workbook has this number under another name.")
