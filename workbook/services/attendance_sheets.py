"""Printed attendance sheets: their codes, and typing them back in the order of the paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from workbook.domain.cohort import COHORT, ENROLMENT, EnrolmentState, enrolment_id
from workbook.domain.ids import linked_id
from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE_SHEET, Mark, SessionState
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _
from workbook.services.attendance import AttendanceGrid, GridRow, grid_of, put_marks
from workbook.services.elearning import long_date
from workbook.services.people import Made, get_row
from workbook.services.schedule import SessionRow, wall_clock
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import ascii_digits, clean, has_arabic_script

_sheet = t.RECORDS["attendance_sheet"]
_session = t.RECORDS["training_session"]

# Crockford's base 32: no I, L, O, U. Four of them are read out and typed without a slip.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_CODE = re.compile(r"([0-9A-Z]{4})D(\d{1,3})")


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet as it goes to the printer: its code, its sessions and its rows in order."""

    id: int
    code: str
    day: date
    sessions: tuple[SessionRow, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row to type. `number` is the one printed beside it; None for somebody who is not on the
    paper. `marks` stand in the order of the sheet's sessions.
    """

    number: int | None
    enrolment_id: int
    person_id: int
    name: str
    name_native: str
    agency: str
    provisional: bool
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A printed sheet to be typed: its rows in printed order, then those who came since.

    `stale` is a sentence when the paper no longer says what is planned, else "". `sessions` are as
    they are now. `dropped` counts printed rows whose enrolment is no longer in the workbook.
    """

    id: int
    code: str
    cohort_id: int
    day: date
    sessions: tuple[SessionRow, ...]
    rows: tuple[SheetRow, ...]
    stale: str
    dropped: int


@dataclass(frozen=True, slots=True)
class StaleSheet:
    """A printed sheet that is stale; `reason` is a sentence."""

    id: int
    code: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A printed sheet in the list of those to type.

    `held`: a session of it was. `blanks` are marks of held sessions not entered yet; `newest`: its
    day was not printed again later. `stale` is a sentence, or "".
    """

    id: int
    code: str
    day: date
    held: bool
    blanks: int
    newest: bool
    stale: str


# -- printing


def sheet_for_day(book: Workbook, *, cohort_id: int, day: date) -> PrintedSheet:
    """The sheet of one day of the training, with everybody of whom a mark is expected.

    The same people in the same sessions at the same times keep their code: printed again, nothing
    changes. In a workbook that is open read-only a sheet that was not printed before has no code
    (""). Raises RuleError on a day without a session.
    """
    with book.reading() as db:
        draft = _Draft(db, cohort_id, day, wall_clock(book))
        known = draft.find(db)
    if known is not None or book.read_only:
        key, code = known or (0, "")
        return PrintedSheet(key, code, day, draft.sessions, draft.rows)
    with book.changing(_("Prepare an attendance sheet")) as change:
        draft = _Draft(change.db, cohort_id, day, wall_clock(book))
        key, code = draft.find(change.db) or draft.create(change)
    return PrintedSheet(key, code, day, draft.sessions, draft.rows)


class _Draft:
    """What a sheet of a day would hold now."""

    def __init__(self, db: Connection, cohort_id: int, day: date, now: datetime) -> None:
        grid = grid_of(db, cohort_id=cohort_id, now=now)
        places = [n for n, s in enumerate(grid.sessions) if s.day == day and not s.cancelled]
        if not places:
            raise RuleError(
                _("There is no session on {day}. Nothing was printed.").format(day=long_date(day))
            )
        days = sorted({s.day for s in grid.sessions if s.day is not None})
        self.cohort_id = cohort_id
        self.day = day
        self.number = days.index(day) + 1
        self.sessions = tuple(grid.sessions[n] for n in places)
        self.rows = tuple(row for row in grid.rows if any(row.expected[n] for n in places))
        keys = [cohort_id, *(s.id for s in self.sessions), *(r.enrolment_id for r in self.rows)]
        uuids = {
            row[0]: UUID(bytes=row[1])
            for row in db.execute(select(t.row.c.n, t.row.c.uuid).where(t.row.c.n.in_(keys))).all()
        }
        self.cohort = uuids[cohort_id]
        self.layout = {
            "sessions": [
                {
                    "id": uuids[session.id].hex,
                    "day": day.isoformat(),
                    "from": session.starts_at,
                    "to": session.ends_at,
                }
                for session in self.sessions
            ],
            "rows": [uuids[row.enrolment_id].hex for row in self.rows],
        }

    def find(self, db: Connection) -> tuple[int, str] | None:
        """Key and code of the sheet that was printed with just this on it."""
        for sheet in db.execute(
            select(_sheet).where(
                _sheet.c.cohort_id == self.cohort_id,
                _sheet.c.held_on == self.day.isoformat(),
                _sheet.c.gone == 0,
            )
        ).all():
            if orjson.loads(sheet.layout) == self.layout:
                return sheet.id, sheet.code
        return None

    def create(self, change: Changing) -> tuple[int, str]:
        """Its id follows from what is on it: two offices that print the same make one row."""
        said = orjson.dumps(self.layout, option=orjson.OPT_SORT_KEYS).decode()
        taken = set(change.db.scalars(select(_sheet.c.code).where(_sheet.c.gone == 0)).all())
        uuid = linked_id("attendance_sheet", self.cohort, says=said)
        while (code := f"{_letters(uuid)}-D{self.number}") in taken:
            uuid = linked_id("attendance_sheet", uuid)
        key = change.create(
            ATTENDANCE_SHEET,
            uuid=uuid,
            cohort=self.cohort_id,
            code=code,
            held_on=self.day,
            layout=self.layout,
        )
        return key, code


def _letters(uuid: UUID) -> str:
    number = uuid.int >> (128 - 20)
    return "".join(_LETTERS[(number >> shift) & 31] for shift in (15, 10, 5, 0))


# -- typing back


def fold_code(code: str) -> str | None:
    """A sheet code as typed, as it is printed: "a7k2 d1" gives "A7K2-D1". None when it is none."""
    typed = "".join(c for c in ascii_digits(clean(code)).upper() if c.isascii() and c.isalnum())
    letters, mark, number = typed[:4], typed[4:5], typed[5:]
    found = _CODE.fullmatch(letters.translate(_LOOKALIKES) + mark + number.translate(_LOOKALIKES))
    return f"{found[1]}-D{int(found[2])}" if found else None


def find_sheet(book: Workbook, *, code: str) -> SheetEntry | None:
    """The printed sheet with this code, tolerant of case, blanks, dashes and O for 0; or None."""
    folded = fold_code(code)
    if folded is None:
        return None
    with book.reading() as db:
        sheet = _find(db, folded)
        return None if sheet is None else _entry(db, sheet, wall_clock(book))


def _find(db: Connection, folded: str) -> Any:
    return db.execute(
        select(_sheet).where(_sheet.c.code == folded, _sheet.c.gone == 0).order_by(_sheet.c.id)
    ).first()


def _get(db: Connection, code: str) -> Any:
    folded = fold_code(code)
    sheet = None if folded is None else _find(db, folded)
    if sheet is None:
        raise NotFoundError(
            _("No sheet with the code “{code}” was printed from this workbook.").format(
                code=clean(code)[:20]
            )
        )
    return sheet


def _entry(db: Connection, sheet: Any, now: datetime) -> SheetEntry:
    layout = orjson.loads(sheet.layout)
    keys = _keys(db, [s["id"] for s in layout["sessions"]] + layout["rows"])
    grid = grid_of(db, cohort_id=sheet.cohort_id, now=now)
    known = {session.id: n for n, session in enumerate(grid.sessions)}
    places = [known[key] for s in layout["sessions"] if (key := keys.get(s["id"])) in known]
    sessions = tuple(grid.sessions[n] for n in places)
    on_paper = {row.enrolment_id: row for row in grid.rows}
    # Somebody may have been printed under a record that is now merged with another.
    main = {key: row.enrolment_id for row in grid.rows for key in row.further}
    rows: list[SheetRow] = []
    for number, uuid in enumerate(layout["rows"], 1):
        key = keys.get(uuid, 0)
        row = on_paper.pop(main.get(key, key), None)
        if row is not None:
            rows.append(_sheet_row(number, row, places))
    dropped = len(layout["rows"]) - len(rows)
    rows += [
        _sheet_row(None, row, places)
        for row in on_paper.values()
        if any(row.expected[n] for n in places)
    ]
    return SheetEntry(
        sheet.id,
        sheet.code,
        sheet.cohort_id,
        date.fromisoformat(sheet.held_on),
        sessions,
        tuple(rows),
        _stale(layout, keys, grid),
        dropped,
    )


def _sheet_row(number: int | None, row: GridRow, places: list[int]) -> SheetRow:
    return SheetRow(
        number,
        row.enrolment_id,
        row.person_id,
        row.name,
        row.name_native,
        row.agency,
        row.provisional,
        tuple(row.marks[n] for n in places),
    )


def _keys(db: Connection, hexes: list[str]) -> dict[str, int]:
    uuids = [bytes.fromhex(text) for text in hexes]
    found = db.execute(select(t.row.c.n, t.row.c.uuid).where(t.row.c.uuid.in_(uuids))).all()
    return {bytes(row[1]).hex(): row[0] for row in found}


def _stale(layout: Mapping[str, Any], keys: Mapping[str, int], grid: AttendanceGrid) -> str:
    now = {session.id: session for session in grid.sessions}
    said = []
    for printed in layout["sessions"]:
        session = now.get(keys.get(printed["id"], 0))
        when = f"{printed['from']}–{printed['to']}"
        if session is None:
            said.append(_("The session of {when} was taken out since.").format(when=when))
        elif session.cancelled:
            said.append(
                _("The session of {when} was cancelled since this sheet was printed: {why}").format(
                    when=when, why=session.reason
                )
            )
        elif session.day is None or (
            session.day.isoformat(),
            session.starts_at,
            session.ends_at,
        ) != (printed["day"], printed["from"], printed["to"]):
            said.append(
                _(
                    "The session of {when} was moved to {day}, {time} since this sheet was "
                    "printed: {why}"
                ).format(
                    when=when,
                    day=long_date(session.day) if session.day else "—",
                    time=f"{session.starts_at}–{session.ends_at}",
                    why=session.reason,
                )
            )
    return " ".join(said)


def stale_sheets(db: Connection, grid: AttendanceGrid) -> tuple[StaleSheet, ...]:
    """The stale sheets of a cohort that still matter, by code.

    One matters while a session on it is to be held or typed, and is on no sheet that is good.
    """
    found = db.execute(
        select(_sheet)
        .where(_sheet.c.cohort_id == grid.cohort_id, _sheet.c.gone == 0)
        .order_by(_sheet.c.code)
    ).all()
    layouts = [orjson.loads(sheet.layout) for sheet in found]
    keys = _keys(db, [s["id"] for layout in layouts for s in layout["sessions"]])
    reasons = [_stale(layout, keys, grid) for layout in layouts]
    on_sheet = [{keys.get(s["id"], 0) for s in layout["sessions"]} for layout in layouts]
    open_ = {
        session.id
        for session in grid.sessions
        if not session.cancelled and (not session.over or grid.blanks(session.id))
    }
    for sessions, reason in zip(on_sheet, reasons, strict=True):
        if not reason:
            open_ -= sessions
    return tuple(
        StaleSheet(sheet.id, sheet.code, date.fromisoformat(sheet.held_on), reason)
        for sheet, sessions, reason in zip(found, on_sheet, reasons, strict=True)
        if reason and sessions & open_
    )


def listed_sheets(book: Workbook, *, cohort_id: int) -> tuple[ListedSheet, ...]:
    """The printed sheets of a cohort, by day and then in the order they were printed."""
    with book.reading() as db:
        grid = grid_of(db, cohort_id=cohort_id, now=wall_clock(book))
        found = db.execute(
            select(_sheet)
            .where(_sheet.c.cohort_id == cohort_id, _sheet.c.gone == 0)
            .order_by(_sheet.c.held_on, _sheet.c.id)
        ).all()
        layouts = [orjson.loads(sheet.layout) for sheet in found]
        keys = _keys(db, [s["id"] for layout in layouts for s in layout["sessions"]])
    newest = {sheet.held_on: sheet.id for sheet in found}
    blanks = {session.id: len(grid.blanks(session.id)) for session in grid.sessions}
    held = {session.id for session in grid.sessions if session.held}
    rows = []
    for sheet, layout in zip(found, layouts, strict=True):
        sessions = [keys.get(session["id"], 0) for session in layout["sessions"]]
        rows.append(
            ListedSheet(
                sheet.id,
                sheet.code,
                date.fromisoformat(sheet.held_on),
                any(key in held for key in sessions),
                sum(blanks.get(key, 0) for key in sessions),
                newest[sheet.held_on] == sheet.id,
                _stale(layout, keys, grid),
            )
        )
    return tuple(rows)


def mark_sheet(
    book: Workbook, *, code: str, marks: Mapping[tuple[int, int], Mark | None]
) -> Changes:
    """Enter marks typed from a printed sheet, by (session, enrolment); None empties a cell.

    Each mark keeps the sheet's code as its source. Raises NotFoundError for an unknown code,
    RuleError for a session that is not on the sheet, else as `attendance.mark_block` does.
    """
    with book.changing(_("Type an attendance sheet")) as change:
        sheet = _get(change.db, code)
        _check_sessions(change.db, sheet, {session for session, _enrolment in marks})
        put_marks(change, marks, source=_source(sheet.code))
    return change.summary


def walk_in(
    book: Workbook,
    *,
    code: str,
    name: str,
    agency_id: int | None = None,
    marks: Mapping[int, Mark] | None = None,
) -> Made:
    """Note somebody who signed on a blank row: a provisional person, enrolled, with her marks.

    `name` in either script. `marks` are by session of the sheet. The key is her enrolment's. Who
    she is, is settled later among the people who came without nomination.
    """
    said = clean(name)
    if not said:
        raise RuleError(_("A walk-in needs the name she signed with. Nothing was added."))
    with book.changing(_("Add a walk-in")) as change:
        sheet = _get(change.db, code)
        get_row(change.db, COHORT, sheet.cohort_id)
        _check_sessions(change.db, sheet, set(marks or ()))
        field = "name_native" if has_arabic_script(said) else "name_latin"
        person = change.create(
            PERSON, uuid=None, **{field: said}, agency=agency_id, provisional=True
        )
        enrolment = change.create(
            ENROLMENT,
            uuid=enrolment_id(change.uuid(sheet.cohort_id), change.uuid(person)),
            cohort=sheet.cohort_id,
            person=person,
            standing={"state": EnrolmentState.ENROLLED, "state_on": sheet.held_on},
            source=_source(sheet.code),
        )
        put_marks(
            change,
            {(session, enrolment): mark for session, mark in (marks or {}).items()},
            source=_source(sheet.code),
        )
    return Made(enrolment, change.summary)


def _source(code: str) -> str:
    return f"sheet {code}"


def _check_sessions(db: Connection, sheet: Any, sessions: set[int]) -> None:
    layout = orjson.loads(sheet.layout)
    printed = set(_keys(db, [s["id"] for s in layout["sessions"]]).values())
    if not sessions <= printed:
        raise RuleError(_("This session is not on the sheet. Nothing was changed."))
    cancelled = db.scalars(
        select(_session.c.id).where(
            _session.c.id.in_(sessions), _session.c.state == SessionState.CANCELLED.value
        )
    ).all()
    if cancelled:
        raise RuleError(
            _("A session of this sheet was cancelled: it takes no marks. Nothing was changed.")
        )
