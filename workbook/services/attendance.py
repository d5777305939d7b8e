"""Who was there: the grid of marks, typed, pasted, filled, or read from a sheet of marks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from workbook.domain.cohort import COHORT, EnrolmentState
from workbook.domain.training import (
    ATTENDANCE,
    TRAINING_SESSION,
    Mark,
    Mode,
    SessionState,
    Share,
    Slot,
    Status,
    share,
    statuses_of,
)
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _, ngettext
from workbook.services.people import Member, get_row, roster
from workbook.services.same_person import further_enrolments
from workbook.services.schedule import SessionRow, session_row, sessions_of, wall_clock
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import skeleton

_attendance = t.RECORDS["attendance"]
_session = t.RECORDS["training_session"]
_training = t.RECORDS["training"]
_enrolment = t.RECORDS["enrolment"]
_cohort = t.RECORDS["cohort"]

PAPER = "paper"

Marks = Mapping[tuple[int, int], Mark | None]
"""Marks by (session, enrolment); None empties a cell."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One enrolment and its marks, one for each session of the grid in its order.

    `expected[n]`: a mark of session n is due from her once it is held; not after she left.
    `further` are her other enrolments in the cohort, whose marks are among hers.
    """

    enrolment_id: int
    person_id: int
    name: str
    name_native: str
    agency_id: int | None
    agency: str
    sex: str
    state: str
    provisional: bool
    marks: tuple[Mark | None, ...]
    expected: tuple[bool, ...]
    share: Share
    further: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AttendanceGrid:
    """All marks of a cohort at one moment.

    `rows` stand agency by agency in the cohort's order. A cell without a mark is not yet held
    (its session is not `over`) or not yet entered (it is `held`); nobody is absent by silence.
    """

    cohort_id: int
    sessions: tuple[SessionRow, ...]
    rows: tuple[GridRow, ...]
    statuses: tuple[Status, ...]

    @property
    def legend(self) -> str:
        """What each code means, such as "P Present · L Late"."""
        return " · ".join(f"{status.code} {status.label}" for status in self.statuses)

    def blanks(self, session_id: int) -> tuple[int, ...]:
        """Enrolments whose mark of a held session was not entered yet; () while it is not held."""
        for n, session in enumerate(self.sessions):
            if session.id == session_id and session.held:
                return tuple(
                    row.enrolment_id
                    for row in self.rows
                    if row.expected[n] and row.marks[n] is None
                )
        return ()


@dataclass(frozen=True, slots=True)
class UnenteredRow:
    """A held session with blank cells."""

    session: SessionRow
    enrolment_ids: tuple[int, ...]

    @property
    def label(self) -> str:
        """What to do, such as "Fill the 4 blanks of Friday p.m."."""
        count = len(self.enrolment_ids)
        said = ngettext("Fill the {n} blank of {when}", "Fill the {n} blanks of {when}", count)
        return said.format(n=count, when=self.session.label)


# -- reading


def attendance_grid(
    book: Workbook, *, cohort_id: int, now: datetime | None = None
) -> AttendanceGrid:
    """The marks of everybody who is enrolled, was during the training, or has a mark.

    `now` is a wall-clock time without a zone; the computer's own when None. Raises NotFoundError.
    """
    with book.reading() as db:
        return grid_of(db, cohort_id=cohort_id, now=now or wall_clock(book))


def grid_of(db: Connection, *, cohort_id: int, now: datetime) -> AttendanceGrid:
    """`attendance_grid` within a transaction that is open."""
    cohort = get_row(db, COHORT, cohort_id)
    statuses = _statuses(cohort.status_set)
    sessions = tuple(session_row(s, now=now) for s in sessions_of(db, cohort_id=cohort_id))
    marks = _stored_marks(db, [session.id for session in sessions])
    by_enrolment: dict[int, dict[int, Mark]] = {}
    for (session, enrolment), mark in marks.items():
        by_enrolment.setdefault(enrolment, {})[session] = mark
    members = roster(db, cohort_id=cohort_id)
    for member in members:
        # Where her two records differ, that is a question; her own mark is shown until then.
        for further in member.further:
            own = by_enrolment.setdefault(member.enrolment_id, {})
            own.update({s: m for s, m in by_enrolment.get(further, {}).items() if s not in own})
    by_code = {status.code: status for status in statuses}
    slots = [
        Slot(session.id, session.minutes, session.mandatory, session.held, session.cancelled)
        for session in sessions
    ]
    first = min((s.day.isoformat() for s in sessions if s.day is not None), default="")
    rows = []
    for member in members:
        own = by_enrolment.get(member.enrolment_id, {})
        if not own and not _took_part(member, first):
            continue
        rows.append(
            GridRow(
                enrolment_id=member.enrolment_id,
                person_id=member.person_id,
                name=member.name,
                name_native=member.name_native,
                agency_id=member.agency_id,
                agency=member.agency,
                sex=member.sex,
                state=member.state,
                provisional=member.provisional,
                marks=tuple(own.get(session.id) for session in sessions),
                expected=tuple(_expected(member, session) for session in sessions),
                share=share(slots, own, by_code),
                further=member.further,
            )
        )
    return AttendanceGrid(cohort_id, sessions, tuple(rows), statuses)


def _took_part(member: Member, first_day: str) -> bool:
    if member.state == EnrolmentState.LEFT:
        return bool(first_day) and (member.state_on or "") > first_day
    return member.state == EnrolmentState.ENROLLED


def _expected(member: Member, session: SessionRow) -> bool:
    if member.state == EnrolmentState.ENROLLED:
        return True
    if member.state != EnrolmentState.LEFT or session.day is None:
        return False
    return (member.state_on or "") > session.day.isoformat()


def _statuses(stored: str | None) -> tuple[Status, ...]:
    return statuses_of(orjson.loads(stored) if stored else None)


def _stored_marks(
    db: Connection, sessions: Collection[int], enrolments: Collection[int] | None = None
) -> dict[tuple[int, int], Mark]:
    a = _attendance.c
    wanted = select(a.session_id, a.enrolment_id, a.status, a.mode, a.minutes).where(
        a.session_id.in_(sessions), a.gone == 0, a.status.is_not(None)
    )
    if enrolments is not None:
        wanted = wanted.where(a.enrolment_id.in_(enrolments))
    return {(r[0], r[1]): Mark(r[2], r[3], r[4]) for r in db.execute(wanted).all()}


def unentered_rows(book: Workbook, *, cohort_id: int) -> tuple[UnenteredRow, ...]:
    """Held sessions with blank cells, in the order of their time."""
    return unentered(attendance_grid(book, cohort_id=cohort_id))


def unentered(grid: AttendanceGrid) -> tuple[UnenteredRow, ...]:
    """`unentered_rows` of a grid that was read."""
    found = (UnenteredRow(session, grid.blanks(session.id)) for session in grid.sessions)
    return tuple(row for row in found if row.enrolment_ids)


# -- marking


def mark(
    book: Workbook,
    *,
    session_id: int,
    marks: Mapping[int, Mark | None],
    source: str = "",
) -> Changes:
    """Enter marks of one session by enrolment; None empties a cell.

    Raises RuleError for a code that is not of the cohort's status set, an unknown mode, or minutes
    the session does not have; NotFoundError for a session or enrolment that is not of one cohort.
    Then nothing is changed.
    """
    return mark_block(
        book,
        marks={(session_id, enrolment): mark for enrolment, mark in marks.items()},
        source=source,
    )


def mark_block(book: Workbook, *, marks: Marks, source: str = "") -> Changes:
    """Enter marks of several sessions of one cohort in one step; raises as `mark` does."""
    with book.changing(_("Mark attendance"), source=source) as change:
        put_marks(change, marks, source=source)
    return change.summary


def put_marks(change: Changing, marks: Marks, *, source: str) -> int:
    """`mark_block` within a step that is under way; returns how many cells changed."""
    if not marks:
        return 0
    sessions = {session for session, _enrolment in marks}
    enrolments = {enrolment for _session, enrolment in marks}
    minutes, statuses = _frame(change.db, sessions, enrolments)
    said = {
        pair: None if mark is None else _checked(mark, minutes[pair[0]], statuses)
        for pair, mark in marks.items()
    }
    further = further_enrolments(change.db, enrolments)
    present = _stored_marks(
        change.db, sessions, {*enrolments, *(key for keys in further.values() for key in keys)}
    )
    for (session, enrolment), wanted in list(said.items()):
        # A mark that stands under another record of hers is the same cell.
        others = [(session, key) for key in further.get(enrolment, ()) if (session, key) in present]
        said |= dict.fromkeys(others, wanted)
        if others and (session, enrolment) not in present:
            del said[session, enrolment]
    rows: list[tuple[tuple[int, int], Mapping[str, object]]] = []
    for pair, given in said.items():
        if given == present.get(pair):
            continue
        if given is None:
            rows.append((pair, {"mark": None, "source": None}))
        else:
            parts = {"status": given.status, "mode": given.mode, "minutes": given.minutes}
            rows.append((pair, {"mark": parts, "source": source or None}))
    return change.put_many(ATTENDANCE, rows)


def _frame(
    db: Connection, sessions: Collection[int], enrolments: Collection[int]
) -> tuple[dict[int, int], dict[str, Status]]:
    """Minutes by session, and the statuses of the one cohort all of them are of."""
    found = db.execute(
        select(_session.c.id, _session.c.minutes, _cohort.c.id, _cohort.c.status_set)
        .join(_training, _training.c.id == _session.c.training_id)
        .join(_cohort, _cohort.c.id == _training.c.cohort_id)
        .where(_session.c.id.in_(sessions), _session.c.gone == 0)
    ).all()
    cohorts = {row[2] for row in found}
    enrolled = db.execute(
        select(_enrolment.c.id, _enrolment.c.cohort_id).where(
            _enrolment.c.id.in_(enrolments), _enrolment.c.gone == 0
        )
    ).all()
    cohorts |= {row[1] for row in enrolled}
    if len(found) < len(sessions) or len(enrolled) < len(enrolments) or len(cohorts) != 1:
        raise NotFoundError(
            _("A session or a participant is no longer in this cohort. Nothing was changed.")
        )
    return (
        {row[0]: row[1] or 0 for row in found},
        {status.code: status for status in _statuses(found[0][3])},
    )


def _checked(mark: Mark, minutes: int, statuses: Mapping[str, Status]) -> Mark:
    if mark.status not in statuses:
        raise RuleError(
            _("“{code}” is no mark of this cohort. Its marks are {codes}.").format(
                code=mark.status, codes=", ".join(statuses)
            )
        )
    if mark.mode is not None and mark.mode not in tuple(Mode):
        raise RuleError(_("A participant is in the room or online. Nothing was changed."))
    if mark.minutes is not None and not 0 <= mark.minutes <= minutes:
        raise RuleError(
            _("This session has {minutes} minutes, not {given}. Nothing was changed.").format(
                minutes=minutes, given=mark.minutes
            )
        )
    return Mark(mark.status, None if mark.mode is None else str(mark.mode), mark.minutes)


def fill_blanks(
    book: Workbook,
    *,
    session_id: int,
    status: str,
    mode: Mode | None = None,
    source: str = "",
) -> Changes:
    """Give every blank cell of a held session the same mark; a mark that stands is not touched.

    Raises RuleError while the session is not held, or was cancelled: nobody was there yet.
    """
    with book.changing(_("Fill blank marks"), source=source) as change:
        session = get_row(change.db, TRAINING_SESSION, session_id)
        cohort = change.db.scalar(
            select(_training.c.cohort_id).where(_training.c.id == session.training_id)
        )
        if cohort is None:
            raise NotFoundError(_("The training of this session is no longer in the workbook."))
        if session.state == SessionState.CANCELLED:
            raise RuleError(_("This session was cancelled. Nothing was filled."))
        grid = grid_of(change.db, cohort_id=cohort, now=wall_clock(book))
        if not any(row.id == session_id and row.held for row in grid.sessions):
            raise RuleError(
                _(
                    "By this computer's clock the session is not over yet. Nothing was filled: "
                    "mark who is there one by one, or check the clock."
                )
            )
        given = Mark(status, None if mode is None else mode.value)
        put_marks(
            change,
            {(session_id, enrolment): given for enrolment in grid.blanks(session_id)},
            source=source,
        )
    return change.summary


# -- pasted blocks


_MODE_WORDS = {
    "o": Mode.ONLINE,
    "on": Mode.ONLINE,
    "online": Mode.ONLINE,
    "آن لائن": Mode.ONLINE,
    "r": Mode.IN_ROOM,
    "room": Mode.IN_ROOM,
    "in room": Mode.IN_ROOM,
    "in the room": Mode.IN_ROOM,
    "in person": Mode.IN_ROOM,
}


def parse_block(text: str, *, statuses: Sequence[Status]) -> tuple[tuple[Mark | None, ...], ...]:
    """Marks of a block copied from a spreadsheet, row by row; a blank cell is None.

    A cell is a code or its label in any case, minutes, or both, and then "o" or "online", or "r"
    or "room": "P", "present", "P online", "90", "L 90 room". Minutes alone mean the first status
    that counts. Raises RuleError naming the first bad cell by its row and column in the block.
    """
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return tuple(
        tuple(_block_cell(cell, statuses, row_number, column) for column, cell in enumerate(row, 1))
        for row_number, row in enumerate(rows, 1)
    )


def _block_cell(cell: str, statuses: Sequence[Status], row: int, column: int) -> Mark | None:
    try:
        return read_mark(cell, statuses)
    except ValueError:
        raise RuleError(
            _(
                "Row {row}, column {column} of what you copied is “{cell}”, which is no mark. "
                "The marks are {codes}, or minutes. Nothing was changed."
            ).format(
                row=row,
                column=column,
                cell=cell.strip()[:20],
                codes=", ".join(status.code for status in statuses),
            )
        ) from None


def read_mark(cell: str, statuses: Sequence[Status]) -> Mark | None:
    """One cell as `parse_block` reads it. Raises ValueError when it is no mark."""
    words = skeleton(cell).split()
    if not words:
        return None
    mode = None
    for count in (3, 2, 1):
        tail = " ".join(words[-count:])
        if len(words) > count and tail in _MODE_WORDS:
            mode = _MODE_WORDS[tail]
            words = words[:-count]
            break
    minutes = None
    if re.fullmatch(r"\d{1,4}", words[-1]):
        minutes = int(words.pop())
    known = {skeleton(name): s.code for s in statuses for name in (s.code, s.label)}
    if words:
        code = known.get(" ".join(words))
    else:
        code = next((status.code for status in statuses if status.counts), None)
    if code is None:
        raise ValueError(cell)
    return Mark(code, None if mode is None else mode.value, minutes)


def place_block(
    block: Sequence[Sequence[Mark | None]],
    *,
    session_ids: Sequence[int],
    enrolment_ids: Sequence[int],
) -> dict[tuple[int, int], Mark | None]:
    """A parsed block laid on the grid: its first row on the first of `enrolment_ids`, its first
    column on the first of `session_ids`. Blank cells are left out: they erase nothing.

    Raises RuleError when the block is larger than what it is laid on.
    """
    width = max((len(row) for row in block), default=0)
    if len(block) > len(enrolment_ids) or width > len(session_ids):
        raise RuleError(
            _(
                "What you copied has {rows} rows and {columns} columns; from this cell on there "
                "is room for {free_rows} and {free_columns}. Nothing was changed."
            ).format(
                rows=len(block),
                columns=width,
                free_rows=len(enrolment_ids),
                free_columns=len(session_ids),
            )
        )
    return {
        (session, enrolment): given
        for enrolment, row in zip(enrolment_ids, block, strict=False)
        for session, given in zip(session_ids, row, strict=False)
        if given is not None
    }
