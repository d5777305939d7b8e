"""Bring in a list that an agency or a learning platform sent: read, plan, look, apply.

What is certain is applied; what is doubtful waits in the workbook for a person's decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import overload
from uuid import UUID

from sqlalchemy import Connection, exists, func, insert, select, update

from workbook.domain.people import EXPERT, PERSON, display_name
from workbook.errors import NotFoundError, RuleError
from workbook.exchange import register
from workbook.exchange.edits import WAITING as FORM_WAITING
from workbook.exchange.edits import FormPlan, apply_form, plan_form
from workbook.exchange.plans import ExchangeFile, ExchangePlan, ParkedPlan
from workbook.exchange.take_in import (
    ExchangeDone,
    apply_exchange,
    plan_exchange,
    take_exchange,
)
from workbook.i18n import _, ngettext
from workbook.intake import waiting as kept_rows
from workbook.intake.apply import apply
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.held import standing
from workbook.intake.plan import Outcome, Plan, base_of
from workbook.intake.planning import make_plan
from workbook.intake.remembered import remember
from workbook.intake.waiting import Kept
from workbook.progress import Progress, Silent
from workbook.services import assessments, attendance_lists, experts, mark_sheets
from workbook.services.lists import (
    ListFile,
    Opened,
    Read,
    as_before,
    correct,
    keep_correction,
    open_file,
    open_pasted,
    read_list,
    read_pasted,
)
from workbook.services.same_person import part
from workbook.sheets.reader import SheetFile
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing

__all__ = [
    "ListFile",
    "Opened",
    "Read",
    "TakeInPlan",
    "WaitingCandidate",
    "WaitingRow",
    "apply_plan",
    "as_before",
    "correct",
    "count_waiting",
    "dismiss_waiting",
    "keep_correction",
    "open_file",
    "open_pasted",
    "plan_list",
    "read_list",
    "read_pasted",
    "settle_waiting",
    "take_in",
    "waiting_count",
    "waiting_rows",
]

_TAKEN_IN = "take_in"
_WAITING = "row"
_SETTLED = "settled"
_OPEN = (_WAITING, FORM_WAITING, mark_sheets.WAITING)


@dataclass(frozen=True)
class WaitingCandidate:
    """Somebody a waiting row may be; `person_id` is her key in the workbook, `evidence` what both
    have in common, as `match.Evidence` names it.
    """

    person_id: int
    name: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class WaitingRow:
    """A row that needs a decision: of a list or, `kind` None and `name` a Ref, of a Form of ours.
    `fields` are what it says, as it would be stored.

    `row_number` is as the sheet counts, from 1. `rows` is how many waiting rows one decision
    settles.
    """

    waiting_id: int
    kind: ListKind | None
    file_name: str
    sheet: str
    row_number: int
    name: str
    fields: tuple[tuple[str, str | int], ...]
    candidates: tuple[WaitingCandidate, ...]
    reasons: tuple[str, ...]
    rows: int


TakeInPlan = Plan | FormPlan | ExchangePlan | ParkedPlan


@overload
def plan_list(
    book: Workbook,
    found: SheetFile,
    *,
    cohort_id: int | None = None,
    newer: bool | None = None,
    repair: bool = False,
) -> FormPlan: ...


@overload
def plan_list(
    book: Workbook,
    found: ExchangeFile,
    *,
    cohort_id: int | None = None,
    newer: bool | None = None,
    repair: bool = False,
    progress: Progress | None = None,
) -> ExchangePlan | ParkedPlan: ...


@overload
def plan_list(
    book: Workbook,
    found: ForeignList,
    *,
    cohort_id: int | None = None,
    decisions: Mapping[int, UUID | None] | None = None,
) -> Plan: ...


@overload
def plan_list(
    book: Workbook,
    found: Read,
    *,
    cohort_id: int | None = None,
    newer: bool | None = None,
    repair: bool = False,
) -> TakeInPlan: ...


def plan_list(
    book: Workbook,
    found: Read,
    *,
    cohort_id: int | None = None,
    decisions: Mapping[int, UUID | None] | None = None,
    newer: bool | None = None,
    repair: bool = False,
    progress: Progress | None = None,
) -> TakeInPlan:
    """What taking in `found` would do. Of a file we gave out, only its hand edits are taken in,
    wherever they belong; the file of another office is united with this workbook. Nominations go
    into `cohort_id` when one is named.

    Of what was typed into cells, `newer` says whether the file is a newer version of one taken in
    before (None: nobody said), and `repair` whether shuffled rows are put back.

    `decisions` say by row number who a doubtful row is, None for somebody new; what was decided
    on rows of this very sheet before still holds. A list that was taken in before is said to have
    been, with the date, in `notices`.
    """
    if isinstance(found, ExchangeFile):
        return plan_exchange(book, [found], newer=newer, repair=repair, progress=progress)[0]
    if isinstance(found, SheetFile):
        return plan_form(book, found, newer=newer, repair=repair)
    with book.reading() as db:
        decided = {**_settled(db, found), **(decisions or {})}
        planned = _planned(book, db, found, cohort_id, decided)
        return replace(planned, notices=(*_taken_in_before(db, planned), *planned.notices))


@overload
def apply_plan(
    book: Workbook, plan: Plan | FormPlan, *, progress: Progress | None = None
) -> Changes: ...


@overload
def apply_plan(
    book: Workbook, plan: ExchangePlan | ParkedPlan, *, progress: Progress | None = None
) -> ExchangeDone: ...


def apply_plan(
    book: Workbook, plan: TakeInPlan, *, progress: Progress | None = None
) -> Changes | ExchangeDone:
    """Do exactly what `plan` says; a backup is made first. A list or a Form becomes one step that
    one undo takes back; what another office did keeps its steps, and history.undo_take_in takes
    all of them back.

    Doubtful rows are kept waiting. When `progress` is stopped, nothing is taken in. Raises
    RuleError when the workbook has changed since and the plan would now be another: look again.
    """
    if isinstance(plan, ExchangePlan | ParkedPlan):
        return apply_exchange(book, [plan], progress=progress)
    if isinstance(plan, FormPlan):
        return apply_form(book, plan, progress=progress).changes
    if not plan.changes_nothing:
        book.backup_now()
    label = _label(plan.foreign.kind)
    with book.changing(label, kind="import") as change:
        if base_of(change.db) != plan.base:
            cohort_id = plan.cohort.key if plan.cohort else None
            fresh = _planned(book, change.db, plan.foreign, cohort_id, plan.decisions)
            if (fresh.records, fresh.learners) != (plan.records, plan.learners):
                raise RuleError(
                    _(
                        "The workbook has changed since you looked at this list."
                        " Nothing was taken in. Look at it again."
                    )
                )
        _apply(book, change, plan, progress or Silent())
        _keep_waiting(book, change.db, plan)
        _keep_decisions(book, change.db, plan)
    with book.noting() as db:
        register.enter(
            book,
            db,
            _TAKEN_IN,
            name=plan.foreign.file_name,
            content=plan.foreign.digest,
            detail=plan.counts,
            step=change.summary.step,
        )
    return change.summary


def take_in(
    book: Workbook,
    found: Read,
    *,
    cohort_id: int | None = None,
    newer: bool | None = None,
    repair: bool = False,
) -> tuple[TakeInPlan, tuple[str, ...]]:
    """Plan and apply where nobody looks between: the plan that was applied, and what to tell once.

    Raises as `plan_list` and `apply_plan`.
    """
    if isinstance(found, ExchangeFile):
        made, done = take_exchange(book, found, newer=newer, repair=repair)
        return made, done.notices
    plan = plan_list(book, found, cohort_id=cohort_id, newer=newer, repair=repair)
    apply_plan(book, plan)
    return plan, ()


def _label(kind: ListKind) -> str:
    if kind is ListKind.NOMINATIONS:
        return _("Take in nominations")
    if kind is ListKind.COMPLETIONS:
        return _("Take in module results")
    if kind is ListKind.NATIVE_NAMES:
        return _("Take in names in their own script")
    if kind is ListKind.MARKS:
        return _("Mark attendance")
    if kind is ListKind.EXPERTS:
        return _("Take in a list of experts")
    if kind is ListKind.TEST_MARKS:
        return _("Take in marks of a test")
    return _("Take in a list of people")


def count_waiting(book: Workbook) -> int:
    """How many rows need a decision."""
    with book.reading() as db:
        return waiting_count(db)


def waiting_count(db: Connection) -> int:
    """`count_waiting` for a service that is reading already."""
    return int(db.scalar(select(func.count()).where(t.waiting.c.kind.in_(_OPEN))) or 0)


def waiting_rows(book: Workbook) -> tuple[WaitingRow, ...]:
    """The rows that need a decision, in the order they came."""
    with book.reading() as db:
        waiting = _waiting(db)
        people = {
            UUID(bytes=row["uuid"]): row
            for kind in (PERSON.name, EXPERT.name)
            for row in standing(db, kind)
        }
        others = _waiting_of_forms(db) + _waiting_of_marks(db)
    return others + tuple(
        WaitingRow(
            waiting_id=number,
            kind=kept.foreign.kind,
            file_name=kept.foreign.file_name,
            sheet=kept.record.sheet or kept.foreign.sheet,
            row_number=kept.record.row,
            name=display_name(kept.record.text("name_latin"), kept.record.text("name_native")),
            fields=tuple(kept.record.fields.items()),
            candidates=tuple(
                WaitingCandidate(
                    row["id"],
                    display_name(row["name_latin"], row["name_native"]),
                    kept_rows.in_common(kept.record, row),
                )
                for candidate in kept.candidates
                if (row := people.get(candidate)) is not None
            ),
            reasons=kept.reasons,
            rows=sum(kept_rows.goes_with(kept, other) for _number, other in waiting),
        )
        for number, kept in waiting
    )


def _waiting_of_forms(db: Connection) -> tuple[WaitingRow, ...]:
    kept = db.execute(
        select(t.waiting).where(t.waiting.c.kind == FORM_WAITING).order_by(t.waiting.c.n)
    ).all()
    rows = []
    for row in kept:
        said = json.loads(row.detail)
        rows.append(
            WaitingRow(
                waiting_id=row.n,
                kind=None,
                file_name=row.name,
                sheet=said["sheet"],
                row_number=said["row"],
                name=said["ref"],
                fields=(),
                candidates=(),
                reasons=tuple(said["reasons"]),
                rows=1,
            )
        )
    return tuple(rows)


def _waiting_of_marks(db: Connection) -> tuple[WaitingRow, ...]:
    return tuple(
        WaitingRow(
            waiting_id=row.waiting_id,
            kind=ListKind.MARKS,
            file_name=row.file_name,
            sheet=row.sheet,
            row_number=row.row,
            name=row.name,
            fields=(("marks", " ".join(row.marks)),),
            candidates=tuple(WaitingCandidate(key, name) for key, name in row.candidates),
            reasons=(row.reason,),
            rows=1,
        )
        for row in mark_sheets.waiting_marks(db)
    )


def settle_waiting(book: Workbook, waiting_id: int, person_id: int | None) -> Changes:
    """Say who a waiting row is: a person of the workbook, or None for somebody new.

    The tries of one learner in one list are settled together. Cells that could not be read stay
    out. Raises NotFoundError when the row no longer waits or the person is not there, RuleError
    for a name in its own script, or for marks, without a person to give them to.
    """
    with book.reading() as db:
        kind = db.scalar(select(t.waiting.c.kind).where(t.waiting.c.n == waiting_id))
    if kind == mark_sheets.WAITING:
        if person_id is None:
            raise RuleError(_("Choose the person this row belongs to. Nothing was changed."))
        return mark_sheets.settle_marks(book, waiting_id=waiting_id, person_id=person_id)
    with book.changing(_("Decide on a waiting row"), kind="import") as change:
        waiting = dict(_waiting(change.db))
        if waiting_id not in waiting:
            raise NotFoundError(_("This row does not wait any more. Nothing was changed."))
        chosen = waiting[waiting_id]
        together = {n: k for n, k in waiting.items() if kept_rows.goes_with(chosen, k)}
        person = None
        if person_id is not None:
            person = _person(change.db, person_id)
        foreign = kept_rows.joined(list(together.values()))
        plan = _planned(
            book,
            change.db,
            foreign,
            _cohort_key(change.db, chosen.cohort),
            {record.row_number: person for record in foreign.records},
        )
        if any(record.outcome is Outcome.NEEDS_YOU for record in plan.records):
            raise RuleError(_("Choose the person this row belongs to. Nothing was changed."))
        _apply(book, change, plan, Silent())
        change.db.execute(
            update(t.waiting)
            .where(t.waiting.c.n.in_(together))
            .values(kind=_SETTLED, detail=json.dumps({"person": person.hex if person else None}))
        )
    return change.summary


def dismiss_waiting(book: Workbook, waiting_id: int) -> None:
    """Leave a waiting row out for good, alone; the same list brought in again asks again."""
    with book.noting() as db:
        db.execute(
            t.waiting.delete().where(t.waiting.c.n == waiting_id, t.waiting.c.kind.in_(_OPEN))
        )


def _planned(
    book: Workbook,
    db: Connection,
    foreign: ForeignList,
    cohort_id: int | None,
    decisions: Mapping[int, UUID | None],
) -> Plan:
    if foreign.kind is ListKind.TEST_MARKS:
        return assessments.plan_marks(db, foreign, cohort_id=cohort_id, decisions=decisions)
    if foreign.kind is ListKind.EXPERTS:
        return experts.plan_experts(db, foreign, decisions=decisions)
    if foreign.kind is ListKind.MARKS:
        return attendance_lists.plan_grid(
            book, db, foreign, cohort_id=cohort_id, decisions=decisions
        )
    return make_plan(
        db,
        foreign,
        programme=book.programme_uuid,
        cohort_id=cohort_id,
        decisions=decisions,
    )


def _apply(book: Workbook, change: Changing, plan: Plan, progress: Progress) -> None:
    if plan.foreign.kind is ListKind.TEST_MARKS:
        assessments.apply_marks(change, plan)
        return
    if plan.foreign.kind is ListKind.EXPERTS:
        experts.apply_experts(change, plan)
        return
    if plan.foreign.kind is ListKind.MARKS:
        attendance_lists.apply_grid(change, plan)
        return
    apply(
        change,
        plan,
        programme=book.programme_uuid,
        today=book.sources.today(),
        progress=progress,
    )
    _remember(book, change, plan)


def _remember(book: Workbook, change: Changing, plan: Plan) -> None:
    """Keep whom a person chose where others resemble her, and that somebody new is none of them."""
    for planned in plan.records:
        rejected = {candidate.person for candidate in planned.candidates} - {planned.person}
        if not planned.listed or planned.person is None or not planned.candidates:
            continue
        remember(change.db, book.sources.wall(), planned.listed, planned.person, rejected)
        key = change.key(PERSON, planned.person)
        for other in rejected if planned.makes_person else ():
            other_key = change.key(PERSON, other)
            if key is not None and other_key is not None:
                part(change, key, other_key)


def _waiting(db: Connection) -> list[tuple[int, Kept]]:
    rows = db.execute(
        select(t.waiting.c.n, t.waiting.c.detail)
        .where(t.waiting.c.kind == _WAITING)
        .order_by(t.waiting.c.n)
    )
    return [(row.n, kept_rows.kept(row.detail)) for row in rows]


def _settled(db: Connection, foreign: ForeignList) -> dict[int, UUID | None]:
    """What was decided on rows of this very sheet before, by row number."""
    rows = db.execute(
        select(t.waiting.c.content, t.waiting.c.detail).where(
            t.waiting.c.kind == _SETTLED,
            t.waiting.c.content.startswith(f"{foreign.sheet_hash.hex()}:"),
        )
    )
    return {
        int(row.content.rpartition(":")[2]): UUID(said) if said else None
        for row in rows
        for said in (json.loads(row.detail)["person"],)
    }


def _keep_waiting(book: Workbook, db: Connection, plan: Plan) -> None:
    doubtful = [record for record in plan.records if record.outcome is Outcome.NEEDS_YOU]
    known = set(db.scalars(select(t.waiting.c.content).where(t.waiting.c.kind == _WAITING)))
    cohort = plan.cohort.uuid if plan.cohort else None
    for planned in doubtful:
        content = kept_rows.place(plan.foreign, planned.record.row_number)
        if content in known:
            continue
        db.execute(
            insert(t.waiting).values(
                kind=_WAITING,
                wall=book.sources.wall(),
                name=plan.foreign.file_name,
                content=content,
                detail=kept_rows.keep(plan.foreign, planned, cohort),
            )
        )


def _keep_decisions(book: Workbook, db: Connection, plan: Plan) -> None:
    """Remember who the doubtful rows are, so that the same sheet does not ask again."""
    present = _settled(db, plan.foreign)
    for row_number, person in plan.decisions.items():
        if row_number in present:
            continue
        content = kept_rows.place(plan.foreign, row_number)
        detail = json.dumps({"person": person.hex if person else None})
        waits = t.waiting.c.kind.in_((_WAITING, _SETTLED)) & (t.waiting.c.content == content)
        db.execute(t.waiting.delete().where(waits))
        db.execute(
            insert(t.waiting).values(
                kind=_SETTLED,
                wall=book.sources.wall(),
                name=plan.foreign.file_name,
                content=content,
                detail=detail,
            )
        )


def _taken_in_before(db: Connection, plan: Plan) -> tuple[str, ...]:
    found = db.execute(
        select(t.register.c.wall, t.register.c.step, t.register.c.detail)
        .where(t.register.c.kind == _TAKEN_IN, t.register.c.content == plan.foreign.digest)
        .order_by(t.register.c.n.desc())
    ).all()
    if not found:
        return ()
    # The newest that changed something is the one an undo can have taken back.
    wall, step, detail = next((row for row in found if row.step is not None), found[0])
    day = f"{date.fromisoformat(wall[:10]):%d %B %Y}"
    if step is not None and _is_undone(db, step):
        return (_("This file was brought in on {day}, and that was undone.").format(day=day),)
    rows = sum(json.loads(detail).values())
    said = ngettext(
        "This file was already brought in on {day}, {n} row.",
        "This file was already brought in on {day}, {n} rows.",
        rows,
    ).format(day=day, n=rows)
    more = (
        _("Taking it in again changes nothing.")
        if plan.changes_nothing
        else _("What is in the workbook already is not brought in twice.")
    )
    return (f"{said} {more}",)


def _is_undone(db: Connection, step: bytes) -> bool:
    undo, redo = t.tx.alias(), t.tx.alias()
    return bool(
        db.scalar(
            select(
                exists().where(
                    undo.c.undoes == step,
                    ~exists().where(redo.c.undoes == undo.c.hash),
                )
            )
        )
    )


def _person(db: Connection, person_id: int) -> UUID:
    """The id of a person, or of an expert whom a list of experts names."""
    found = None
    for kind in (PERSON.name, EXPERT.name):
        table = t.RECORDS[kind]
        found = found or db.scalar(
            select(t.row.c.uuid)
            .join(table, table.c.id == t.row.c.n)
            .where(table.c.id == person_id, table.c.gone == 0)
        )
    if found is None:
        raise NotFoundError(_("This person is not in the workbook. Nothing was changed."))
    return UUID(bytes=found)


def _cohort_key(db: Connection, cohort: UUID | None) -> int | None:
    for row in standing(db, "cohort"):
        if cohort is not None and row["uuid"] == cohort.bytes:
            return int(row["id"])
    return None
