"""Trainers, coaches and speakers: kept one by one, or brought in as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from workbook.domain.ids import listed_expert_id
from workbook.domain.people import EXPERT, display_name
from workbook.errors import RuleError
from workbook.i18n import _
from workbook.intake.detect import ForeignList, Record
from workbook.intake.experts import EXPERT_FIELDS
from workbook.intake.field_plan import FieldPlan
from workbook.intake.fitting import Fit, Known, fits
from workbook.intake.held import standing
from workbook.intake.match import Evidence
from workbook.intake.plan import CandidatePlan, Outcome, Plan, RecordPlan, base_of, row_of, unread
from workbook.services.people import Made, get_row, given
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import skeleton

_expert = t.RECORDS["expert"]


@dataclass(frozen=True, slots=True)
class ExpertRow:
    """An expert. `name` is the one shown; empty texts where nothing is known."""

    id: int
    name: str
    name_native: str
    role: str
    title: str
    institution: str
    languages: str


def expert_rows(book: Workbook) -> tuple[ExpertRow, ...]:
    """Every expert, by name."""
    with book.reading() as db:
        found = db.execute(select(_expert).where(_expert.c.gone == 0)).all()
    rows = (
        ExpertRow(
            row.id,
            display_name(row.name_latin, row.name_native),
            row.name_native or "",
            row.role or "",
            row.title or "",
            row.institution or "",
            row.languages or "",
        )
        for row in found
    )
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))


def create_expert(
    book: Workbook,
    *,
    name_latin: str = "",
    name_native: str = "",
    role: str = "",
    title: str = "",
    institution: str = "",
    languages: str = "",
    phone: str = "",
) -> Made:
    """Add an expert. Raises RuleError without a name in either script."""
    said = given(
        name_latin=name_latin,
        name_native=name_native,
        role=role,
        title=title,
        institution=institution,
        languages=languages,
        phone=phone,
    )
    if not (said["name_latin"] or said["name_native"]):
        raise RuleError(_("A name is needed. Nothing was added."))
    with book.changing(_("Add an expert")) as change:
        made = change.create(EXPERT, uuid=None, **said)
    return Made(made, change.summary)


def edit_expert(
    book: Workbook,
    *,
    expert_id: int,
    name_latin: str | None = None,
    name_native: str | None = None,
    role: str | None = None,
    title: str | None = None,
    institution: str | None = None,
    languages: str | None = None,
    phone: str | None = None,
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it."""
    with book.changing(_("Edit an expert")) as change:
        get_row(change.db, EXPERT, expert_id)
        change.edit(
            EXPERT,
            expert_id,
            **given(
                name_latin=name_latin,
                name_native=name_native,
                role=role,
                title=title,
                institution=institution,
                languages=languages,
                phone=phone,
            ),
        )
    return change.summary


# -- brought in as a list


def plan_experts(
    db: Connection, foreign: ForeignList, *, decisions: Mapping[int, UUID | None]
) -> Plan:
    """What taking in a list of experts would do; as intake.planning.make_plan. The people of its
    records are experts.

    Certain is an equal phone on a compatible name, or an equal name without another phone.
    """
    planner = _Planner(db, foreign, decisions)
    return Plan(
        foreign=foreign,
        cohort=None,
        records=tuple(planner.records()),
        learners=(),
        base=base_of(db),
        decisions=dict(decisions),
    )


def apply_experts(change: Changing, plan: Plan) -> None:
    """Write the experts of a plan, and nothing else, into the step `change`."""
    for planned in plan.records:
        if planned.outcome not in (Outcome.NEW, Outcome.CHANGED) or planned.person is None:
            continue
        values = {field.field: field.new for field in planned.changes}
        key = change.key(EXPERT, planned.person)
        if key is None:
            change.create(EXPERT, uuid=planned.person, **values)
        else:
            change.edit(EXPERT, key, **values)


class _Planner:
    def __init__(
        self, db: Connection, foreign: ForeignList, decisions: Mapping[int, UUID | None]
    ) -> None:
        self.foreign = foreign
        self.decisions = decisions
        self.rows = standing(db, EXPERT.name)
        self.by_uuid = {UUID(bytes=row["uuid"]): row for row in self.rows}
        self.taken: dict[object, Record] = {}

    def records(self) -> Iterable[RecordPlan]:
        records = self.foreign.records
        options = fits([_known(r.fields) for r in records], [_known(row) for row in self.rows])
        for record, found in zip(records, options, strict=True):
            yield self._record(record, found)

    def _record(self, record: Record, found: Mapping[int, Fit]) -> RecordPlan:
        name = display_name(record.text("name_latin"), record.text("name_native"))
        if not record.named:
            return RecordPlan(record, Outcome.REFUSED, name, reasons=(_("This row has no name."),))
        ordered = sorted(found, key=lambda place: (-found[place], place))
        candidates = tuple(self._candidate(self.rows[place]) for place in ordered)
        own = listed_expert_id(self.foreign.sheet_hash, record.row_number)
        reasons: tuple[str, ...] = ()
        if record.row_number in self.decisions:
            expert = self.decisions[record.row_number] or own
        else:
            sure = [place for place in ordered if self._is_sure(record, place, found[place])]
            uuids = [UUID(bytes=self.rows[place]["uuid"]) for place in sure]
            reasons = unread(record)
            if own in self.by_uuid:
                expert = own
            elif len(uuids) == 1 or not found:
                expert = uuids[0] if uuids else own
            else:
                reasons = reasons or (_("An expert of the workbook has this name or phone."),)
                expert = own
        # Somebody new may stand twice in the list itself.
        key: object = expert
        if expert not in self.by_uuid and record.row_number not in self.decisions:
            key = tuple(_words(name))
        first = self.taken.setdefault(key, record)
        if first is not record and not reasons:
            reasons = (_("{row} may be the same expert.").format(row=row_of(self.foreign, first)),)
        if reasons:
            return RecordPlan(
                record, Outcome.NEEDS_YOU, name, candidates=candidates, reasons=reasons
            )
        present = self.by_uuid.get(expert)
        changes = tuple(self._changes(record, present))
        same = present is not None and not changes
        outcome = Outcome.SAME if same else Outcome.CHANGED if present else Outcome.NEW
        return RecordPlan(
            record,
            outcome,
            name,
            expert,
            makes_person=present is None,
            changes=changes,
            candidates=candidates,
        )

    def _is_sure(self, record: Record, place: int, fit: Fit) -> bool:
        if fit is Fit.NUMBER:
            return True
        phones = {said for said in (record.text("phone"), self.rows[place]["phone"]) if said}
        return fit is Fit.NAME and len(phones) < 2

    def _changes(self, record: Record, present: RowMapping | None) -> Iterable[FieldPlan]:
        for name in EXPERT_FIELDS:
            new = record.text(name)
            old = present[name] if present is not None else None
            if new is None or (old is not None and _words(old) == _words(new)):
                continue
            yield FieldPlan(name, self.foreign.cell(record, name), old, new)

    @staticmethod
    def _candidate(row: RowMapping) -> CandidatePlan:
        name = display_name(row["name_latin"], row["name_native"])
        return CandidatePlan(UUID(bytes=row["uuid"]), name, (Evidence.NAME.value,))


def _known(said: Mapping[str, object] | RowMapping) -> Known:
    names = (said.get("name_latin"), said.get("name_native"))
    phone = said.get("phone")
    return [str(name) for name in names if name], {"phone": str(phone)} if phone else {}


def _words(text: str) -> list[str]:
    return sorted(skeleton(text).split())
