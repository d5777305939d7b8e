"""Rows of lists that need a decision: kept in the workbook until a person settles them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from workbook.domain.people import EXPERT, PERSON, display_name
from workbook.errors import NotFoundError, RuleError
from workbook.exchange.edits import WAITING as FORM_WAITING
from workbook.i18n import _
from workbook.intake import waiting as kept_rows
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.held import standing
from workbook.intake.plan import Outcome, Plan
from workbook.intake.waiting import Kept
from workbook.progress import Silent
from workbook.services import mark_sheets
from workbook.services.list_plans import planned, write
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes

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


def waiting_count(db: Connection) -> int:
    """How many rows need a decision."""
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
        plan = planned(
            book,
            change.db,
            foreign,
            _cohort_key(change.db, chosen.cohort),
            {record.row_number: person for record in foreign.records},
        )
        if any(record.outcome is Outcome.NEEDS_YOU for record in plan.records):
            raise RuleError(_("Choose the person this row belongs to. Nothing was changed."))
        write(book, change, plan, Silent())
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


def keep_waiting(book: Workbook, db: Connection, plan: Plan) -> None:
    """Keep the doubtful rows of `plan`, each once however often its list comes."""
    doubtful = [record for record in plan.records if record.outcome is Outcome.NEEDS_YOU]
    known = set(db.scalars(select(t.waiting.c.content).where(t.waiting.c.kind == _WAITING)))
    cohort = plan.cohort.uuid if plan.cohort else None
    for doubted in doubtful:
        content = kept_rows.place(plan.foreign, doubted.record.row_number)
        if content in known:
            continue
        detail = kept_rows.keep(plan.foreign, doubted, cohort)
        _enter(book, db, _WAITING, plan.foreign, content, detail)


def decided_before(db: Connection, foreign: ForeignList) -> dict[int, UUID | None]:
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


def keep_decisions(book: Workbook, db: Connection, plan: Plan) -> None:
    """Remember who the doubtful rows are, so that the same sheet does not ask again."""
    present = decided_before(db, plan.foreign)
    for row_number, person in plan.decisions.items():
        if row_number in present:
            continue
        content = kept_rows.place(plan.foreign, row_number)
        detail = json.dumps({"person": person.hex if person else None})
        waits = t.waiting.c.kind.in_((_WAITING, _SETTLED)) & (t.waiting.c.content == content)
        db.execute(t.waiting.delete().where(waits))
        _enter(book, db, _SETTLED, plan.foreign, content, detail)


def _enter(
    book: Workbook, db: Connection, kind: str, foreign: ForeignList, content: str, detail: str
) -> None:
    db.execute(
        insert(t.waiting).values(
            kind=kind,
            wall=book.sources.wall(),
            name=foreign.file_name,
            content=content,
            detail=detail,
        )
    )


def _waiting(db: Connection) -> list[tuple[int, Kept]]:
    rows = db.execute(
        select(t.waiting.c.n, t.waiting.c.detail)
        .where(t.waiting.c.kind == _WAITING)
        .order_by(t.waiting.c.n)
    )
    return [(row.n, kept_rows.kept(row.detail)) for row in rows]


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
