"""Bring in a list that an agency or a learning platform sent: read, plan, look, apply.

What is certain is applied; what is doubtful waits in the workbook for a person's decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import overload
from uuid import UUID

from sqlalchemy import Connection, exists, select

from workbook.errors import RuleError
from workbook.exchange import register
from workbook.exchange.edits import FormPlan, apply_form, plan_form
from workbook.exchange.plans import ExchangeFile, ExchangePlan, ParkedPlan
from workbook.exchange.take_in import (
    ExchangeDone,
    apply_exchange,
    plan_exchange,
    take_exchange,
)
from workbook.i18n import _, ngettext
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.plan import Plan, base_of
from workbook.progress import Progress, Silent
from workbook.services.list_plans import planned, write
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
from workbook.services.waiting_lists import (
    WaitingCandidate,
    WaitingRow,
    decided_before,
    dismiss_waiting,
    keep_decisions,
    keep_waiting,
    settle_waiting,
    waiting_rows,
)
from workbook.sheets.reader import SheetFile
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes

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
    "dismiss_waiting",
    "keep_correction",
    "open_file",
    "open_pasted",
    "plan_list",
    "read_list",
    "read_pasted",
    "settle_waiting",
    "take_in",
    "waiting_rows",
]

_TAKEN_IN = "take_in"


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
        decided = {**decided_before(db, found), **(decisions or {})}
        made = planned(book, db, found, cohort_id, decided)
        return replace(made, notices=(*_taken_in_before(db, made), *made.notices))


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
            fresh = planned(book, change.db, plan.foreign, cohort_id, plan.decisions)
            if (fresh.records, fresh.learners) != (plan.records, plan.learners):
                raise RuleError(
                    _(
                        "The workbook has changed since you looked at this list."
                        " Nothing was taken in. Look at it again."
                    )
                )
        write(book, change, plan, progress or Silent())
        keep_waiting(book, change.db, plan)
        keep_decisions(book, change.db, plan)
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
