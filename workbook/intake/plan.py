"""What taking in a list would do: looked at first, then applied exactly so.

Every record of the list has one outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from workbook.domain.ids import ref
from workbook.domain.people import EXPERT, PERSON
from workbook.i18n import _
from workbook.intake.attendance_grid import label_of
from workbook.intake.detect import ForeignList, Record
from workbook.intake.field_plan import FieldPlan
from workbook.intake.test_marks import of_field
from workbook.sheets.addresses import column_letters
from workbook.storage import tables as t


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
    """Somebody a record may be, as the preview shows her. `row` is which other row of the list
    is she ("Row 2 of this list"), "" for somebody of the workbook alone.
    """

    person: UUID
    name: str
    evidence: tuple[str, ...]
    row: str = ""


class RecordPlan(NamedTuple):
    """What becomes of one record. `reasons` are sentences: why it needs you, is refused, or is
    settled though others resemble her. `candidates` are those whom a person chooses or chose from;
    where she chose, `listed` is how the row names her.

    `person` is None where the outcome is NEEDS_YOU or REFUSED; with `makes_person` she is not in
    the workbook yet. Of several rows that are somebody new, the first makes her and the others
    change her.
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
        """What a person should look at: notices, warnings, changes, and reasons of rows."""
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
            if planned.reasons:
                found.append(
                    _("Sheet “{sheet}”, row {row}, {name}: {reasons}").format(
                        sheet=planned.record.sheet or self.foreign.sheet,
                        row=planned.record.row,
                        name=planned.name,
                        reasons=" ".join(planned.reasons),
                    )
                )
        return found

    def _change_line(self, planned: RecordPlan, change: FieldPlan) -> str:
        return _("Sheet “{sheet}”, row {row}, cell {cell}, {name}: {field} {old} → {new}").format(
            sheet=planned.record.sheet or self.foreign.sheet,
            row=planned.record.row,
            cell=change.cell,
            name=planned.name,
            field=caption_of(change.field),
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


def caption_of(name: str) -> str:
    """What a field of a list is called."""
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
                "row": candidate.row,
            }
            for candidate in record.candidates
        ],
        "reasons": list(record.reasons),
    }


def base_of(db: Connection) -> int:
    """How far the log has come: a plan holds as long as this stays."""
    return int(db.scalar(select(func.coalesce(func.max(t.tx.c.n), 0))) or 0)


def row_of(foreign: ForeignList, record: Record) -> str:
    """Which row of the list a record is, to begin a sentence with."""
    if foreign.across:
        return _("Column {column} of this list").format(column=column_letters(record.row - 1))
    if record.sheet:
        return _("Row {row} of sheet “{sheet}”").format(row=record.row, sheet=record.sheet)
    return _("Row {row} of this list").format(row=record.row)


def unread(record: Record) -> tuple[str, ...]:
    """What of a record cannot be read, as sentences."""
    return tuple(f"{problem.cell}: {problem.sentence}." for problem in record.problems)
