"""Planning a list that somebody sent. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from workbook.garbage import uncollected
from workbook.intake.detect import ForeignList, ListKind
from workbook.intake.people_plan import NativeNamePlanner, PeoplePlanner
from workbook.intake.plan import CohortPlan, Plan, base_of
from workbook.intake.planner import Planner
from workbook.intake.tries import TriesPlanner
from workbook.storage import tables as t

_PLANNERS: Mapping[ListKind, type[Planner]] = {
    ListKind.COMPLETIONS: TriesPlanner,
    ListKind.NATIVE_NAMES: NativeNamePlanner,
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
    planner = _PLANNERS.get(foreign.kind, PeoplePlanner)(
        db, foreign, programme, cohort_id, decisions or {}
    )
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
