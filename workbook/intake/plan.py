"""What taking in a list would do: looked at first, then applied exactly so.

Every record of the list has one outcome. Nothing here writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, select

from workbook.domain.elearning import Attempt, AttemptStatus, attempt_id, module_id
from workbook.domain.ids import listed_person_id, ref
from workbook.domain.people import EXPERT, PERSON, NameCheck, agency_id, display_name
from workbook.garbage import uncollected
from workbook.i18n import _, ngettext
from workbook.intake.attendance_grid import label_of
from workbook.intake.detect import ForeignList, ListKind, Record
from workbook.intake.field_plan import (
    OWN_FIELDS,
    FieldPlan,
    NewPerson,
    Value,
    agency_cell,
    agency_of,
    state_of,
    unit_of,
)
from workbook.intake.likeness import names_compatible
from workbook.intake.match import NUMBERS, Candidate, Evidence, Known, People
from workbook.intake.remembered import Choice, choices, listing
from workbook.intake.test_marks import of_field
from workbook.services.erase import erased_people
from workbook.services.people import roster
from workbook.services.same_person import representatives
from workbook.storage import tables as t
from workbook.text import consonants, has_arabic_script, skeleton


class Outcome(StrEnum):
    """What becomes of one record of the list."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    NEEDS_YOU = "needs_you"
    REFUSED = "refused"


def counts_said(counts: Mapping[str, int]) -> str:
    """The records by outcome, every one of which is in `counts`, in one line."""
    return _(
        "{new} new, {same} the same, {changed} changed, {needs_you} need you, {refused} refused"
    ).format(**counts)


@dataclass(frozen=True)
class CandidatePlan:
    """Somebody a record may be, as the preview shows her."""

    person: UUID
    name: str
    evidence: tuple[str, ...]


class RecordPlan(NamedTuple):
    """What becomes of one record. `reasons` are sentences: why it needs you, is refused, or is
    settled though others resemble her. `candidates` are those whom a person chooses or chose from;
    where she chose, `listed` is how the row names her.

    `person` is None where the outcome is NEEDS_YOU or REFUSED; with `makes_person` she is not in
    the workbook yet.
    """

    record: Record
    outcome: Outcome
    name: str
    person: UUID | None = None
    makes_person: bool = False
    changes: Sequence[FieldPlan] = ()
    candidates: tuple[CandidatePlan, ...] = ()
    reasons: tuple[str, ...] = ()
    listed: str = ""


@dataclass(frozen=True)
class LearnerPlan:
    """What a list of completions tells about a person besides her tries.

    Her Latin name in its commonest spelling where she has none; with `makes_person`, she herself.
    """

    person: UUID
    makes_person: bool
    values: Mapping[str, str]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CohortPlan:
    """The cohort that a list nominates for."""

    key: int
    uuid: UUID
    code: str


@dataclass(frozen=True)
class Plan:
    """What taking in `foreign` would do, as the workbook stood at its change number `base`.

    `requires` are codes (else titles) of modules that become required of the cohort, in order.
    """

    foreign: ForeignList
    cohort: CohortPlan | None
    records: tuple[RecordPlan, ...]
    learners: tuple[LearnerPlan, ...]
    base: int
    requires: tuple[str, ...] = ()
    decisions: Mapping[int, UUID | None] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Records of the list by outcome; every outcome is there, and together they are all."""
        found = Counter(record.outcome for record in self.records)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def people_made(self) -> int:
        """How many people it brings who are not in the workbook."""
        return len({r.person for r in self.records if r.makes_person and r.person is not None})

    @property
    def changes_nothing(self) -> bool:
        """Whether every record is the same already, or refused."""
        counts = self.counts
        some = counts["new"] + counts["changed"] + counts["needs_you"]
        return not (some + len(self.learners) + len(self.requires))

    def summary(self) -> str:
        """One line: what becomes of the records."""
        return counts_said(self.counts)

    def lines(self) -> list[str]:
        """What a person should look at: notices, warnings, changes, doubts, refusals."""
        found = [*self.notices, *self.foreign.warnings]
        if self.requires:
            found.append(
                _(
                    "The cohort requires no modules yet."
                    " Those of this list become required: {codes}."
                ).format(codes=", ".join(self.requires))
            )
        for planned in self.records:
            if planned.outcome is Outcome.CHANGED:
                found += [self._change_line(planned, change) for change in planned.changes]
            elif planned.outcome in (Outcome.NEEDS_YOU, Outcome.REFUSED):
                found.append(
                    _("Sheet “{sheet}”, row {row}, {name}: {reasons}").format(
                        sheet=self.foreign.sheet,
                        row=planned.record.row_number,
                        name=planned.name,
                        reasons=" ".join(planned.reasons),
                    )
                )
        return found

    def _change_line(self, planned: RecordPlan, change: FieldPlan) -> str:
        return _("Sheet “{sheet}”, row {row}, cell {cell}, {name}: {field} {old} → {new}").format(
            sheet=self.foreign.sheet,
            row=planned.record.row_number,
            cell=change.cell,
            name=planned.name,
            field=_caption(change.field),
            old=change.old if change.old is not None else "—",
            new=change.new,
        )

    def to_json(self) -> dict[str, Any]:
        """The preview for another program; it holds names and numbers as the list does."""
        return {
            "kind": self.foreign.kind,
            "file": self.foreign.file_name,
            "sheet": self.foreign.sheet,
            "cohort": self.cohort.code if self.cohort else None,
            "counts": self.counts,
            "people_made": self.people_made,
            "agency": self.foreign.agency.name if self.foreign.agency else None,
            "sex": self.foreign.sex.sex if self.foreign.sex else None,
            "notices": list(self.notices),
            "requires": list(self.requires),
            "warnings": list(self.foreign.warnings),
            "records": [_record_json(record) for record in self.records],
            "learners": [
                {
                    "person": ref(PERSON.letter, learner.person),
                    "makes_person": learner.makes_person,
                    "values": dict(learner.values),
                    "cells": list(learner.cells),
                }
                for learner in self.learners
            ],
        }


def _caption(name: str) -> str:
    captions = {one.name: one.caption for one in (*EXPERT.fields, *PERSON.fields)}
    if (test := of_field(name)) is not None:
        return test.title
    if (label := label_of(name)) is not None:
        return label
    return captions.get(name, _("state in the cohort"))


def _record_json(record: RecordPlan) -> dict[str, Any]:
    return {
        "row": record.record.row_number,
        "outcome": record.outcome,
        "name": record.name,
        "person": ref(PERSON.letter, record.person) if record.person else None,
        "makes_person": record.makes_person,
        "changes": [
            {"field": c.field, "cell": c.cell, "old": c.old, "new": c.new} for c in record.changes
        ],
        "candidates": [
            {
                "person": ref(PERSON.letter, candidate.person),
                "name": candidate.name,
                "evidence": list(candidate.evidence),
            }
            for candidate in record.candidates
        ],
        "reasons": list(record.reasons),
    }


@uncollected()
def make_plan(
    db: Connection,
    foreign: ForeignList,
    *,
    programme: UUID,
    cohort_id: int | None = None,
    decisions: Mapping[int, UUID | None] | None = None,
) -> Plan:
    """What taking in `foreign` would do.

    `cohort_id` is where nominations go. `decisions` are a person's own, by row number: who the row
    is, or None for somebody new.
    """
    planner = _Planner(db, foreign, programme, cohort_id, decisions or {})
    records = planner.records()
    return Plan(
        foreign=foreign,
        cohort=planner.cohort,
        records=tuple(records),
        learners=tuple(planner.learners),
        base=base_of(db),
        requires=_newly_required(db, foreign, planner.cohort),
        decisions=dict(decisions or {}),
        notices=planner.notices(records),
    )


def _newly_required(
    db: Connection, foreign: ForeignList, cohort: CohortPlan | None
) -> tuple[str, ...]:
    """The list's modules, where it is brought in for a cohort that requires none so far."""
    if cohort is None or foreign.kind is not ListKind.COMPLETIONS:
        return ()
    table = t.RECORDS["required_module"]
    standing_already = select(table).where(table.c.cohort_id == cohort.key, table.c.gone == 0)
    if db.execute(standing_already).first() is not None:
        return ()
    called = (
        record.text("module_code") or record.text("module_title") for record in foreign.records
    )
    return tuple(sorted({name for name in called if name}))


def base_of(db: Connection) -> int:
    """How far the log has come: a plan holds as long as this stays."""
    return int(db.scalar(select(func.coalesce(func.max(t.tx.c.n), 0))) or 0)


def attempt_of(record: Record) -> Attempt:
    """The try that a record of completions tells; its status was read."""
    score = record.fields.get("score")
    assert score is None or isinstance(score, int)
    return Attempt(AttemptStatus(str(record.fields["status"])), score, record.text("done_on"))


def find_agency(rows: Iterable[RowMapping], name: str) -> RowMapping | None:
    """Of the agencies `rows`, the one that goes by `name`: its name, short name or own script."""
    sought = skeleton(name)
    for row in rows:
        names = (row["name"], row["short_name"], row["name_native"])
        if sought in (skeleton(known) for known in names if known):
            return row
    return None


def find_module(rows: Iterable[RowMapping], code: str) -> RowMapping | None:
    """Of the modules `rows`, the one with this code, or this title where it has no code."""
    sought = skeleton(code)
    for row in rows:
        if sought == skeleton(row["code"] or row["title"] or ""):
            return row
    return None


def standing(db: Connection, entity: str) -> Sequence[RowMapping]:
    """Every row of a kind that is not deleted, with its travelling id as `uuid`."""
    table = t.RECORDS[entity]
    return (
        db.execute(
            select(table, t.row.c.uuid)
            .join(t.row, t.row.c.n == table.c.id)
            .where(table.c.gone == 0)
            .order_by(table.c.id)
        )
        .mappings()
        .all()
    )


class _Planner:
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

    def records(self) -> list[RecordPlan]:
        if self.foreign.kind is ListKind.COMPLETIONS:
            return self._completions()
        if self.foreign.kind is ListKind.NATIVE_NAMES:
            return [self._native_name(record) for record in self.foreign.records]
        return self._people()

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

    @property
    def _nominates(self) -> bool:
        return self.foreign.kind is ListKind.NOMINATIONS

    def _new_id(self, record: Record) -> UUID:
        return listed_person_id(self.foreign.sheet_hash, record.row_number)

    def _sought(self, record: Record) -> Known:
        agency = agency_of(self.foreign, record)
        return Known(
            self._new_id(record),
            _names(record),
            {kind: str(record.fields[kind]) for kind in NUMBERS if kind in record.fields},
            self._agency_id(agency) if agency else None,
        )

    def _agency_id(self, name: str) -> UUID:
        if name not in self.agency_ids:
            found = find_agency(self.agencies.values(), name)
            id_ = UUID(bytes=found["uuid"]) if found else agency_id(self.programme, name)
            self.agency_ids[name] = id_
        return self.agency_ids[name]

    # -- lists of people

    def _people(self) -> list[RecordPlan]:
        everybody = [self._sought(record) for record in self.foreign.records]
        repeated = _repeated(everybody)
        found = []
        # Two of one name with different identity cards are two people.
        above = People(slips=0)
        rows: dict[UUID, int] = {}
        for record, sought in zip(self.foreign.records, everybody, strict=True):
            planned = self._person(record, sought)
            found.append(planned)
            if repeated is not None and repeated.isdisjoint(sought.keys.values()):
                continue
            undecided = record.row_number not in self.decisions
            if planned.outcome is Outcome.NEW and undecided:
                match = above.match(sought)
                other = match.certain or next((one.id for one in match.candidates), None)
                if other is not None:
                    said = _("Row {row} of this list may be the same person.")
                    found[-1] = RecordPlan(
                        record,
                        Outcome.NEEDS_YOU,
                        planned.name,
                        reasons=(said.format(row=rows[other]),),
                    )
            above.add(sought)
            rows[sought.id] = record.row_number
        return found

    def _person(self, record: Record, sought: Known) -> RecordPlan:
        name = display_name(record.text("name_latin"), record.text("name_native"))
        if not sought.names:
            return RecordPlan(record, Outcome.REFUSED, name, reasons=(_("This row has no name."),))
        undecided = record.row_number not in self.decisions
        if record.problems and undecided:
            return self._doubtful(record, sought)
        match = self.index.match(sought)
        # Where nobody resembles her, nobody is chosen and nothing remembered.
        listed = listing(sought, record.text("relative_name")) if match.candidates else ""
        reasons: tuple[str, ...] = ()
        if undecided:
            person, candidates = match.certain, match.candidates
            if person is None and candidates:
                chosen = self.chosen.get(listed, Choice())
                person, candidates = chosen.certain(candidates), chosen.left(candidates)
                if person is None and candidates:
                    return self._ask(record, candidates)
                reasons = (_("As you chose when she was listed so before."),)
        else:
            person = self._decided(record, sought.id)
        shown = tuple(self._candidate(candidate) for candidate in match.candidates)
        listed = "" if undecided else listed
        if person is None:
            return RecordPlan(
                record,
                Outcome.NEW,
                name,
                sought.id,
                makes_person=True,
                changes=NewPerson(self.foreign, record, self.cohort is not None),
                candidates=shown,
                reasons=reasons,
                listed=listed,
            )
        changes = self._differences(record, self.people[person])
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return RecordPlan(
            record,
            outcome,
            name,
            person,
            changes=changes,
            candidates=shown,
            reasons=reasons,
            listed=listed,
        )

    def _decided(self, record: Record, new_id: UUID) -> UUID | None:
        """Who a person said the row is; None for somebody new who is not in the workbook yet."""
        said = self.decisions[record.row_number] or new_id
        return self.same.get(said, said) if said in self.people else None

    def _doubtful(self, record: Record, sought: Known) -> RecordPlan:
        """A record with a cell that cannot be read: it waits, with whom it may be."""
        match = self.index.match(sought)
        candidates = match.candidates
        if match.certain is not None:
            candidates = (Candidate(match.certain, (Evidence.NAME,), True),)
        return self._ask(record, candidates, _unread(record))

    def _ask(
        self, record: Record, candidates: Sequence[Candidate], reasons: Sequence[str] = ()
    ) -> RecordPlan:
        return RecordPlan(
            record,
            Outcome.NEEDS_YOU,
            display_name(record.text("name_latin"), record.text("name_native")),
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

    def _differences(self, record: Record, present: RowMapping) -> tuple[FieldPlan, ...]:
        """What the record would change of a person; nothing is ever emptied."""
        fields = record.fields
        names = [
            name
            for name in OWN_FIELDS
            if name in fields and not _same(name, present[name], str(fields[name]), present)
        ]
        found = [
            FieldPlan(name, cell, present[name], str(fields[name]))
            for name, cell in zip(names, self.foreign.cells(record, names), strict=True)
        ]
        said = self.foreign.sex
        # A subject line tells of most; it does not overrule what is on record of one.
        if said and "sex" not in fields and present["sex"] is None:
            found.append(FieldPlan("sex", said.cell, None, said.sex.value))
        if present["provisional"] and self._nominates:
            found.append(FieldPlan("provisional", f"A{record.row_number}", 1, 0))
        found += self._agency_differences(record, present)
        found += self._enrolment_difference(record, present)
        return tuple(found)

    def _agency_differences(self, record: Record, present: RowMapping) -> Iterable[FieldPlan]:
        name = agency_of(self.foreign, record)
        if name is None:
            return
        cell = agency_cell(self.foreign, record)
        agency = self.agencies.get(present["agency_id"])
        if agency is None or self._agency_id(name).bytes != agency["uuid"]:
            yield FieldPlan("agency", cell, agency["name"] if agency else None, name)
        unit = unit_of(self.foreign, name)
        if unit and self.units.get(present["unit_id"]) is None:
            yield FieldPlan("unit", cell, None, unit)

    def _enrolment_difference(self, record: Record, present: RowMapping) -> Iterable[FieldPlan]:
        if self.cohort is None:
            return
        state = state_of(record)
        now = self.enrolments.get(present["id"])
        # Whoever has gone further than the list stays where she is.
        if now is None or (now != state and now in ("nominated", "reserve")):
            yield FieldPlan("enrolment", f"A{record.row_number}", now, state.value)

    # -- names in their own script

    def _native_name(self, record: Record) -> RecordPlan:
        name = display_name(record.text("name_latin"), record.text("name_native"))
        if "name_native" not in record.fields:
            return RecordPlan(
                record, Outcome.REFUSED, name, reasons=(_("This row has no name in Urdu."),)
            )
        sought = self._sought(record)
        person = None
        if record.row_number in self.decisions:
            person = self._decided(record, sought.id)
        if person is None:
            match = self.index.match(sought)
            if match.certain is None or record.problems:
                nobody = _("Nobody in this workbook has this name or number.")
                return self._ask(
                    record,
                    match.candidates,
                    _unread(record) or [] if match.candidates else [nobody],
                )
            person = match.certain
        present = self.people[person]
        new = str(record.fields["name_native"])
        changes: tuple[FieldPlan, ...] = ()
        if not _same("name_native", present["name_native"], new, present):
            cell = self.foreign.cell(record, "name_native")
            changes = (FieldPlan("name_native", cell, present["name_native"], new),)
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return RecordPlan(record, outcome, name, person, changes=changes)

    # -- tries at modules

    def _completions(self) -> list[RecordPlan]:
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in self.foreign.records:
            groups[learner_key(record)].append(record)
        attempts = {UUID(bytes=row["uuid"]) for row in standing(self.db, "attempt")}
        planned: dict[int, RecordPlan] = {}
        for records in groups.values():
            for plan in self._learner(records, attempts):
                planned[plan.record.row_number] = plan
        return [planned[record.row_number] for record in self.foreign.records]

    def _learner(self, records: Sequence[Record], attempts: set[UUID]) -> Iterable[RecordPlan]:
        usable = [record for record in records if not _refusal(record)]
        yield from (
            RecordPlan(record, Outcome.REFUSED, _name(record), reasons=(reason,))
            for record in records
            if (reason := _refusal(record))
        )
        if not usable:
            return
        decided = [record for record in usable if record.row_number in self.decisions]
        first = usable[0]
        candidates: tuple[Candidate, ...] = ()
        if decided:
            person = self._decided(decided[0], self._new_id(first))
        else:
            spellings = tuple(dict.fromkeys(n for record in usable for n in _names(record)))
            if any(not names_compatible(spellings[:1], (other,)) for other in spellings[1:]):
                several = _("One phone number stands beside different names in this list.")
                yield from (self._ask(record, (), (several,)) for record in usable)
                return
            sought = self._sought(first)
            match = self.index.match(Known(sought.id, spellings, sought.numbers, sought.agency))
            person, candidates = match.certain, match.candidates
        if person is None and candidates:
            yield from (self._ask(record, candidates) for record in usable)
            return
        whole = []
        for record in usable:
            if record.problems and record.row_number not in self.decisions:
                yield self._unread(record, person or self._new_id(first))
                continue
            whole.append(record)
            whose = person or self._new_id(first)
            yield self._attempt(record, whose, attempts, made=person is None)
        if whole:
            self._plan_learner(whole, person, self._new_id(first))

    def _unread(self, record: Record, person: UUID) -> RecordPlan:
        """A try with a cell that cannot be read: it waits, and whose it is is known."""
        return RecordPlan(
            record,
            Outcome.NEEDS_YOU,
            _name(record),
            candidates=(CandidatePlan(person, _name(record), (Evidence.NAME.value,)),),
            reasons=_unread(record),
        )

    def _attempt(
        self, record: Record, person: UUID, attempts: set[UUID], *, made: bool
    ) -> RecordPlan:
        code = str(record.fields.get("module_code") or record.fields["module_title"])
        found = find_module(self.modules, code)
        module = UUID(bytes=found["uuid"]) if found else module_id(self.programme, code)
        said = attempt_of(record)
        whose = (person, *self.records_of.get(person, ()))
        if any(attempt_id(one, module, said) in attempts for one in whose):
            return RecordPlan(record, Outcome.SAME, _name(record), person)
        attempts.add(attempt_id(person, module, said))
        changes = tuple(
            FieldPlan(name, self.foreign.cell(record, name), None, record.fields[name])
            for name in ("module_code", "module_title", "status", "score", "done_on")
            if name in record.fields
        )
        return RecordPlan(
            record, Outcome.NEW, _name(record), person, makes_person=made, changes=changes
        )

    def _plan_learner(self, records: Sequence[Record], person: UUID | None, new_id: UUID) -> None:
        present = self.people[person] if person is not None else None
        values: dict[str, str] = {}
        if present is None or not present["name_latin"]:
            native = present["name_native"] if present is not None else None
            spelling = commonest_spelling([r.text("name_latin") or "" for r in records], native)
            if spelling:
                values["name_latin"] = spelling
                values["name_check"] = NameCheck.PROPOSED.value
        if present is None:
            for name in ("phone", "national_id", "email", "name_native"):
                if found := records[0].text(name):
                    values[name] = found
        if values:
            cells = tuple(self.foreign.cell(record, "name_latin") for record in records)
            self.learners.append(LearnerPlan(person or new_id, present is None, values, cells))


def _repeated(everybody: Sequence[Known]) -> set[str] | None:
    """The numbers that stand twice in a list, where they alone tell who stands in it twice.

    None where somebody has no identity card: then names tell, too.
    """
    if not all(one.card for one in everybody):
        return None
    times = Counter(chain.from_iterable(one.keys.values() for one in everybody))
    return {number for number, n in times.items() if n > 1}


def learner_key(record: Record) -> str:
    """What groups the tries of one learner within a list: her phone, else her name's parts."""
    phone = record.text("phone") or record.text("national_id")
    return phone or " ".join(sorted(skeleton(" ".join(_names(record))).split()))


def commonest_spelling(spellings: Sequence[str], native: str | None) -> str | None:
    """The spelling most often used, of those in the order of the native name where there is one."""
    counted = Counter(spelling for spelling in spellings if spelling)
    if not counted:
        return None
    in_order = {s for s in counted if native and consonants(s) == consonants(native)}
    return max(counted, key=lambda s: (s in in_order, counted[s]))


def _names(record: Record) -> tuple[str, ...]:
    latin, native = record.text("name_latin"), record.text("name_native")
    if latin and native:
        return latin, native
    name = latin or native
    return (name,) if name else ()


def _name(record: Record) -> str:
    return display_name(record.text("name_latin"), record.text("name_native"))


def _refusal(record: Record) -> str | None:
    if not _names(record) and "phone" not in record.fields:
        return _("This row has no name.")
    if not {"module_code", "module_title"} & record.fields.keys():
        return _("This row names no module.")
    if "status" not in record.fields:
        return _("This row tells no result.")
    return None


def _unread(record: Record) -> tuple[str, ...]:
    return tuple(f"{problem.cell}: {problem.sentence}." for problem in record.problems)


def _reason(candidate: Candidate) -> str:
    if candidate.evidence == (Evidence.NAME,):
        return _("Somebody of this name is in the workbook, and no number shows that it is she.")
    if candidate.names_agree:
        return _("More than one person in the workbook fits.")
    return _("Somebody in the workbook has this number under another name.")


def _same(name: str, old: Value, new: str, present: RowMapping | None) -> bool:
    """Whether a field says the same already: equal to the eye, or a name in another order."""
    if old is None:
        return False
    if skeleton(str(old)) == skeleton(new):
        return True
    if name not in ("name_latin", "name_native"):
        return False
    if present is not None and present["name_check"] == NameCheck.CONFIRMED:
        return True
    same_script = has_arabic_script(str(old)) == has_arabic_script(new)
    return same_script and sorted(skeleton(str(old)).split()) == sorted(skeleton(new).split())
