"""Reports of online meetings: who was there how long in each session, reviewed before it counts.

Nothing is marked unasked: a review proposes, a person ticks, and only what is ticked is entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, insert, select

from workbook.domain.cohort import COHORT
from workbook.domain.people import PERSON
from workbook.domain.training import Mark
from workbook.errors import RuleError
from workbook.exchange import register
from workbook.i18n import _
from workbook.intake.meeting import MeetingReport, read_report
from workbook.intake.values import DateOrder
from workbook.services.attendance import grid_of, put_marks
from workbook.services.meeting_review import MeetingReview, Pair, Reviewing, alias, marks_of
from workbook.services.participant_plans import uuids_by_key
from workbook.services.participants import Participants
from workbook.services.people import get_row
from workbook.services.same_person import representatives
from workbook.services.schedule import session_rows, wall_clock
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes

__all__ = [
    "MeetingReport",
    "MeetingReview",
    "days_of",
    "mark",
    "read_report",
    "review",
    "threshold_of",
]

SOURCE: Final = "meeting report"
"""The source of the marks, as the grid and the history tell it."""
THRESHOLD: Final = 75
"""Percent of a session's minutes from which on she was present, where nobody said otherwise."""
_ALIAS = "meeting_name"
_TAKEN_IN = "take_in"


def threshold_of(book: Workbook, *, cohort_id: int) -> int:
    """The percentage last used for a cohort on this laptop, else THRESHOLD."""
    with book.reading() as db:
        name = _threshold_name(db, cohort_id)
    said = book.setting(name)
    return int(said) if said else THRESHOLD


def days_of(book: Workbook, *, cohort_id: int) -> tuple[date, ...]:
    """The days on which a cohort has sessions that were not cancelled, in order."""
    rows = session_rows(book, cohort_id=cohort_id)
    return tuple(sorted({row.day for row in rows if row.day is not None and not row.cancelled}))


def _threshold_name(db: Connection, cohort_id: int) -> str:
    get_row(db, COHORT, cohort_id)
    uuid = db.scalar(select(t.row.c.uuid).where(t.row.c.n == cohort_id))
    return f"meeting threshold {UUID(bytes=uuid).hex}"


def review(
    book: Workbook,
    report: MeetingReport,
    *,
    cohort_id: int,
    session_id: int | None = None,
    day: date | None = None,
    order: DateOrder | None = None,
    threshold: int | None = None,
    shift: timedelta = timedelta(),
    links: Mapping[str, int | None] | None = None,
) -> MeetingReview:
    """What `report` would mark in the sessions of its days, or in one session or day of them.

    `threshold` is percent of a session's minutes. `shift` is added to the report's times, where its
    clock is of another time zone. `links` are a person's own, by `MeetingRow.key`: whose enrolment
    it is, or None for nobody's. Raises NotFoundError.
    """
    threshold = threshold if threshold is not None else threshold_of(book, cohort_id=cohort_id)
    with book.reading() as db:
        grid = grid_of(db, cohort_id=cohort_id, now=wall_clock(book))
        cohort = get_row(db, COHORT, cohort_id)
        making = Reviewing(db, grid, threshold, links or {}, _aliases(db))
        making.choose(report, session_id, day, order, shift)
        return MeetingReview(
            report=making.report,
            cohort_id=cohort_id,
            cohort=cohort.code or "",
            days=making.days,
            sessions=making.sessions,
            threshold=threshold,
            statuses=grid.statuses,
            rows=tuple(making.rows()) if not making.question else (),
            participants=tuple(
                (member.enrolment_id, member.display_name)
                for member in making.participants.members
                if member.enrolment_id in making.here
            ),
            question=making.question,
            notices=_marked_before(db, report),
            warnings=tuple(making.warnings),
        )


def mark(
    book: Workbook, review: MeetingReview, *, ticked: Mapping[Pair, Mark] | None = None
) -> Changes:
    """Enter marks of a review as one step that undo takes back; a backup is made first.

    `ticked` are those to enter, None for what the review ticks itself. Who was said by hand to be
    whom is remembered. Raises RuleError where nothing is ticked, or a mark is no longer the one
    that was shown; raises as attendance.mark does.
    """
    wanted = dict(review.ticked if ticked is None else ticked)
    if not wanted:
        raise RuleError(_("Nothing is ticked. Nothing was marked."))
    shown = {
        (cell.session_id, row.enrolment_id): cell.old for row in review.rows for cell in row.cells
    }
    book.backup_now()
    label = _("Mark attendance from a meeting report")
    with book.changing(label, kind="import", source=SOURCE) as change:
        now = marks_of(grid_of(change.db, cohort_id=review.cohort_id, now=wall_clock(book)))
        if any(pair not in shown or now.get(pair) != shown[pair] for pair in wanted):
            raise RuleError(
                _(
                    "The marks have changed since you looked at this report."
                    " Nothing was marked. Look at it again."
                )
            )
        put_marks(change, wanted, source=SOURCE)
        threshold_name = _threshold_name(change.db, review.cohort_id)
    with book.noting() as db:
        _remember(book, db, review)
        register.enter(
            book,
            db,
            _TAKEN_IN,
            name=review.report.file_name,
            content=review.report.digest,
            detail={"marks": len(wanted)},
            step=change.summary.step,
        )
    book.keep_setting(threshold_name, str(review.threshold))
    return change.summary


def _marked_before(db: Connection, report: MeetingReport) -> tuple[str, ...]:
    wall = db.scalar(
        select(t.register.c.wall)
        .where(t.register.c.kind == _TAKEN_IN, t.register.c.content == report.digest)
        .order_by(t.register.c.n.desc())
        .limit(1)
    )
    if wall is None:
        return ()
    day = f"{date.fromisoformat(wall[:10]):%d %B %Y}"
    return (_("Marks of this report were entered on {day}.").format(day=day),)


# -- names that were said to be somebody


def _aliases(db: Connection) -> dict[str, int]:
    """People by the names under which they joined before."""
    person = t.RECORDS[PERSON.name]
    keys = {
        UUID(bytes=row.uuid).hex: row.id
        for row in db.execute(
            select(person.c.id, t.row.c.uuid)
            .join(t.row, t.row.c.n == person.c.id)
            .where(person.c.gone == 0)
        )
    }
    same = representatives(db)
    kept = db.execute(
        select(t.waiting.c.name, t.waiting.c.content)
        .where(t.waiting.c.kind == _ALIAS)
        .order_by(t.waiting.c.n)
    )
    found = {alias(row.name): keys[row.content] for row in kept if row.content in keys}
    return {name: same.get(key, key) for name, key in found.items()}


def _remember(book: Workbook, db: Connection, review: MeetingReview) -> None:
    people = {m.enrolment_id: m.person_id for m in Participants(db, review.cohort_id).members}
    uuids = uuids_by_key(db, list(people.values()))
    for row in review.rows:
        if not row.by_hand or row.enrolment_id not in people:
            continue
        db.execute(
            insert(t.waiting).values(
                kind=_ALIAS,
                wall=book.sources.wall(),
                name=row.name,
                content=uuids[people[row.enrolment_id]].hex,
                detail="{}",
            )
        )
