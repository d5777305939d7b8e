"""Planning and writing a list of any kind, each by the service of what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from workbook.domain.people import PERSON
from workbook.intake.apply import apply
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.plan import Plan
from workbook.intake.planning import make_plan
from workbook.intake.remembered import remember
from workbook.progress import Progress
from workbook.services import assessments, attendance_lists, experts
from workbook.services.same_person import part
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing


def planned(
    book: Workbook,
    db: Connection,
    foreign: ForeignList,
    cohort_id: int | None,
    decisions: Mapping[int, UUID | None],
) -> Plan:
    """What taking in a list would do, where somebody reads the workbook."""
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


def write(book: Workbook, change: Changing, plan: Plan, progress: Progress) -> None:
    """Write what `plan` says into the step `change`, and keep whom a person chose."""
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
