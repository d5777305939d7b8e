"""A spreadsheet of marks: a row for each person, a column for each session."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import orjson
from sqlalchemy import Connection, insert, select, update

from workbook.domain.cohort import COHORT
from workbook.domain.ids import is_ref
from workbook.domain.people import display_name
from workbook.domain.training import TRAINING_SESSION, Mark, Mode
from workbook.errors import NotFoundError, SheetError
from workbook.i18n import _
from workbook.intake import mapping, values
from workbook.intake.likeness import names_compatible
from workbook.services.attendance import PAPER, AttendanceGrid, grid_of, put_marks, read_mark
from workbook.services.people import Member, members_by_ref, roster
from workbook.services.same_person import representatives
from workbook.services.schedule import SessionRow, wall_clock
from workbook.sheets.addresses import address
from workbook.sheets.reader import Cell, Sheet, SheetFile, read_sheets
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import skeleton


@dataclass(frozen=True, slots=True)
class MarkQuestion:
    """A row of a sheet of marks that was left out; `row` as the sheet counts it, from 1."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class MarkSheetDone:
    """What a sheet of marks did. Counts are rows of the sheet, each in exactly one of them."""

    changes: Changes
    new: int
    same: int
    changed: int
    needs_you: tuple[MarkQuestion, ...]
    refused: tuple[MarkQuestion, ...]
    marks: int

    def summary(self) -> str:
        """The counts in one line, then a line for each row that was left out."""
        head = _(
            "{marks} marks entered. Rows: new {new}, same {same}, changed {changed}, "
            "needs_you {needs_you}, refused {refused}."
        ).format(
            marks=self.marks,
            new=self.new,
            same=self.same,
            changed=self.changed,
            needs_you=len(self.needs_you),
            refused=len(self.refused),
        )
        left_out = sorted((*self.needs_you, *self.refused), key=lambda q: q.row)
        return "\n".join(
            [head, *(_("  row {row}: {why}").format(row=q.row, why=q.sentence) for q in left_out)]
        )


def read_mark_sheet(
    book: Workbook, *, cohort_id: int, path: Path, password: str | None = None
) -> MarkSheetDone:
    """Enter the marks of a spreadsheet, as one step; a backup is made first.

    A person is certain by her Ref, or by her phone on a compatible name; by name alone, or where
    the two disagree, her row waits for a person to decide. A session's header is its date and
    half-day ("Mon 2 a.m.", "2020-11-02 p.m.") or its title. A blank cell erases nothing; a row
    with a cell that is no mark is refused whole.

    Raises SheetError when the file cannot be read or holds no such table. Two columns for one
    session make it none.
    """
    file = read_sheets(path, password=password)
    with book.reading() as db:
        first = _read(book, db, cohort_id, file)
    if first.counts["new"] or first.counts["changed"]:
        book.backup_now()
    with book.changing(_("Mark attendance"), kind="import", source=PAPER) as change:
        reading = _read(book, change.db, cohort_id, file)
        entered = put_marks(change, reading.marks, source=PAPER)
        _keep_waiting(book, change, cohort_id, file, reading)
    counts = reading.counts
    return MarkSheetDone(
        change.summary,
        counts["new"],
        counts["same"],
        counts["changed"],
        tuple(doubt.question for doubt in reading.doubts),
        tuple(reading.refused),
        entered,
    )


def _read(book: Workbook, db: Connection, cohort_id: int, file: SheetFile) -> _Reading:
    grid = grid_of(db, cohort_id=cohort_id, now=wall_clock(book))
    table = _find_table(file.sheets, grid.sessions)
    if table is None:
        raise SheetError(
            _(
                "No table of marks was found in “{name}”: it needs a column of phones or "
                "Refs beside the names, and a column for each session, such as “Mon 2 a.m.”. "
                "Nothing was changed."
            ).format(name=file.name),
            reason="not_people",
        )
    reading = _Reading(db, grid, table)
    for number, cells in enumerate(table.sheet.rows[table.first :], table.first):
        reading.take(number, cells)
    return reading


# -- rows that wait

WAITING = "mark_row"
_SETTLED = "mark_row settled"


@dataclass(frozen=True, slots=True)
class WaitingMarks:
    """A row of marks of which it is not certain whose they are; `row` is counted from 1.

    `candidates` are (person's key, name) of participants whose name fits. `marks` are codes.
    """

    waiting_id: int
    file_name: str
    sheet: str
    row: int
    name: str
    reason: str
    candidates: tuple[tuple[int, str], ...]
    marks: tuple[str, ...]


def _keep_waiting(
    book: Workbook, change: Changing, cohort_id: int, file: SheetFile, reading: _Reading
) -> None:
    known = set(
        change.db.execute(
            select(t.waiting.c.content).where(t.waiting.c.kind.in_((WAITING, _SETTLED)))
        ).scalars()
    )
    cohort = change.uuid(cohort_id).hex
    for doubt in reading.doubts:
        content = f"{file.digest}:{cohort}:{reading.sheet}:{doubt.question.row}"
        if content in known or not doubt.marks:
            continue
        detail = {
            "cohort": cohort,
            "sheet": reading.sheet,
            "row": doubt.question.row,
            "name": doubt.name,
            "reason": doubt.question.sentence,
            "candidates": [change.uuid(person).hex for person in doubt.candidates],
            "marks": [
                [change.uuid(session).hex, mark.status, mark.mode, mark.minutes]
                for session, mark in doubt.marks.items()
            ],
        }
        change.db.execute(
            insert(t.waiting).values(
                kind=WAITING,
                wall=book.sources.wall(),
                name=file.name,
                content=content,
                detail=orjson.dumps(detail).decode(),
            )
        )


def waiting_marks(db: Connection) -> tuple[WaitingMarks, ...]:
    """The rows of sheets of marks that wait, in the order they came."""
    kept = db.execute(
        select(t.waiting).where(t.waiting.c.kind == WAITING).order_by(t.waiting.c.n)
    ).all()
    if not kept:
        return ()
    person = t.RECORDS["person"]
    names = {
        UUID(bytes=row.uuid).hex: (row.id, display_name(row.name_latin, row.name_native))
        for row in db.execute(
            select(person.c.id, person.c.name_latin, person.c.name_native, t.row.c.uuid)
            .join(t.row, t.row.c.n == person.c.id)
            .where(person.c.gone == 0)
        )
    }
    rows = []
    for row in kept:
        said = orjson.loads(row.detail)
        rows.append(
            WaitingMarks(
                row.n,
                row.name,
                said["sheet"],
                said["row"],
                said["name"],
                said["reason"],
                tuple(names[uuid] for uuid in said["candidates"] if uuid in names),
                tuple(status for _session, status, _mode, _minutes in said["marks"]),
            )
        )
    return tuple(rows)


def settle_marks(book: Workbook, *, waiting_id: int, person_id: int) -> Changes:
    """Give a waiting row's marks to a participant. Raises NotFoundError when the row does not wait
    any more, or she is not in the cohort.
    """
    with book.changing(_("Decide on a row of marks"), kind="import", source=PAPER) as change:
        kept = change.db.execute(
            select(t.waiting.c.detail).where(
                t.waiting.c.n == waiting_id, t.waiting.c.kind == WAITING
            )
        ).scalar()
        if kept is None:
            raise NotFoundError(_("This row does not wait any more. Nothing was changed."))
        said = orjson.loads(kept)
        cohort = change.key(COHORT, UUID(hex=said["cohort"]))
        person = representatives(change.db).get(person_id, person_id)
        members = roster(change.db, cohort_id=cohort) if cohort else ()
        enrolment = next((m.enrolment_id for m in members if m.person_id == person), None)
        if not enrolment:
            raise NotFoundError(_("She is not in this cohort any more. Nothing was changed."))
        marks = {
            (session, enrolment): Mark(status, Mode(mode) if mode else None, minutes)
            for uuid, status, mode, minutes in said["marks"]
            if (session := change.key(TRAINING_SESSION, UUID(hex=uuid))) is not None
        }
        put_marks(change, marks, source=PAPER)
        change.db.execute(
            update(t.waiting).where(t.waiting.c.n == waiting_id).values(kind=_SETTLED)
        )
    return change.summary


# -- reading


@dataclass(frozen=True)
class _Table:
    """Where things stand in a sheet; rows and columns counted from 0."""

    sheet: Sheet
    first: int
    fields: Mapping[str, int]
    sessions: Mapping[int, int]  # column -> session


_IDENTITY = ("ref", "phone", "name", "name_latin", "name_native")
_SEARCHED_ROWS = 40


def _find_table(sheets: Iterable[Sheet], sessions: Sequence[SessionRow]) -> _Table | None:
    for sheet in sheets:
        if sheet.hidden:
            continue
        for top in range(min(_SEARCHED_ROWS, len(sheet.rows))):
            fields = _identity_columns(sheet.rows[top])
            if not fields:
                continue
            # Dates can stand in the row of the names, above it, or have the half-days below them.
            for rows in ((top,), (top - 1, top), (top, top + 1)):
                if rows[0] < 0 or rows[-1] >= len(sheet.rows):
                    continue
                columns = _session_columns(sheet, rows, fields, sessions)
                if columns:
                    return _Table(sheet, rows[-1] + 1, fields, columns)
    return None


def _identity_columns(header: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(header):
        if not isinstance(cell, str):
            continue
        field = "ref" if skeleton(cell) == "ref" else mapping.meaning((cell,))
        if field in _IDENTITY:
            found.setdefault(field, column)
    return found


def _session_columns(
    sheet: Sheet,
    rows: Sequence[int],
    fields: Mapping[str, int],
    sessions: Sequence[SessionRow],
) -> dict[int, int]:
    """Columns whose header, read over `rows`, names one session; {} when two name the same."""
    headers = [list(sheet.rows[row]) for row in rows]
    width = max(len(header) for header in headers)
    for header in headers[:-1]:
        header += [None] * (width - len(header))
        # A date over two half-days stands in the first of its merged cells.
        for column in range(1, width):
            if header[column] is None and column - 1 not in fields.values():
                header[column] = header[column - 1]
    found: dict[int, int] = {}
    for column in range(width):
        if column in fields.values():
            continue
        parts = [header[column] for header in headers if column < len(header)]
        session = _session_named(parts, sessions)
        if session is not None:
            found[column] = session
    return found if len(set(found.values())) == len(found) else {}


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NATIVE_WEEKDAYS = tuple(
    skeleton(name) for name in ("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار")
)
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})\b")
_MORNING = re.compile(r"(?<![^\W\d_])(a\.? ?m\b\.?|morning|forenoon|صبح)")
_AFTERNOON = re.compile(r"(?<![^\W\d_])(p\.? ?m\b\.?|afternoon|دوپهر|سه پهر)")
_NUMBERED_DAY = re.compile(r"\bday (\d{1,2})\b")


def _session_named(parts: Sequence[Cell], sessions: Sequence[SessionRow]) -> int | None:
    """The one session that a column's header means, or None."""
    found = sessions_named(parts, sessions)
    return found[0].id if len(found) == 1 else None


def sessions_named(parts: Sequence[Cell], sessions: Sequence[SessionRow]) -> tuple[SessionRow, ...]:
    """The sessions that fit a header: one as a rule, those of a day where only the day is said."""
    days = {c.date() if isinstance(c, datetime) else c for c in parts if isinstance(c, date)}
    text = skeleton(" ".join(part for part in parts if isinstance(part, str)))
    titled = tuple(
        s for s in sessions if text and text in (skeleton(s.title), skeleton(s.title_native))
    )
    if len(titled) == 1:
        return titled
    for pattern, order in ((_ISO_DAY, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0))):
        for found in pattern.findall(text):
            year, month, day = (int(found[n]) for n in order)
            try:
                days.add(date(year + 2000 if year < 100 else year, month, day))
            except ValueError:
                return ()
        text = pattern.sub(" ", text)
    clocks = {f"{int(hour):02}:{minute}" for hour, minute in _CLOCK.findall(text)}
    text = _CLOCK.sub(" ", text)
    halves = {0} if _MORNING.search(text) else set()
    halves |= {1} if _AFTERNOON.search(text) else set()
    text = _AFTERNOON.sub(" ", _MORNING.sub(" ", text))
    ordered = sorted({s.day for s in sessions if s.day is not None})
    for number in _NUMBERED_DAY.findall(text):
        if not 1 <= int(number) <= len(ordered):
            return ()
        days.add(ordered[int(number) - 1])
    text = _NUMBERED_DAY.sub(" ", text)
    weekdays = {
        n
        for word in re.findall(r"[^\W\d_]+", text)
        for n, (name, native) in enumerate(zip(_WEEKDAYS, _NATIVE_WEEKDAYS, strict=True))
        if (len(word) >= 3 and name.startswith(word)) or word == native
    }
    numbers = {int(number) for number in re.findall(r"\b\d{1,2}\b", text)}
    if not (days or weekdays or numbers):
        return ()
    return tuple(
        s
        for s in sessions
        if s.day is not None
        and days <= {s.day}
        and weekdays <= {s.day.weekday()}
        and numbers <= {s.day.day}
        and halves <= {s.half}
        and (not clocks or s.starts_at in clocks)
    )


@dataclass(frozen=True)
class _Doubt:
    """A row of which it is not certain whose it is; `candidates` are keys of people."""

    question: MarkQuestion
    name: str
    candidates: tuple[int, ...]
    marks: Mapping[int, Mark]


class _Reading:
    """Goes through the rows of a table of marks and sorts each into one count."""

    def __init__(self, db: Connection, grid: AttendanceGrid, table: _Table) -> None:
        self.marks: dict[tuple[int, int], Mark | None] = {}
        self.counts: Counter[str] = Counter()
        self.doubts: list[_Doubt] = []
        self.refused: list[MarkQuestion] = []
        self.sheet = table.sheet.name
        self._grid = grid
        self._table = table
        self._present = {
            (session.id, row.enrolment_id): mark
            for row in grid.rows
            for session, mark in zip(grid.sessions, row.marks, strict=True)
        }
        self._minutes = {session.id: session.minutes for session in grid.sessions}
        self._taken: set[int] = set()
        here = {row.enrolment_id for row in grid.rows}
        self._members = [m for m in roster(db, cohort_id=grid.cohort_id) if m.enrolment_id in here]
        self._by_ref = members_by_ref(db, self._members)

    def take(self, row: int, cells: Sequence[Cell]) -> None:
        """Read row `row` (from 0) of the table."""
        said = {
            field: cells[column]
            for field, column in self._table.fields.items()
            if column < len(cells) and cells[column] is not None
        }
        broken = self._table.sheet.broken
        places = {column: address(row, column) for column in self._table.sessions}
        filled = {
            column: cells[column]
            for column in self._table.sessions
            if column < len(cells) and str(cells[column] or "").strip()
        }
        if not said or not (filled or broken.keys() & set(places.values())):
            return
        member, doubt = self._who(said)
        if member is None:
            self.doubts.append(self._doubt(row, said, filled, doubt))
            return
        own: dict[tuple[int, int], Mark | None] = {}
        for column, session in self._table.sessions.items():
            given = None
            if column in filled:
                given = self._mark(filled[column], self._minutes[session])
            if (column in filled and given is None) or places[column] in broken:
                sentence = _("Cell {cell} is no mark of this cohort.")
                self.refused.append(MarkQuestion(row + 1, sentence.format(cell=places[column])))
                return
            if given is not None:
                own[session, member.enrolment_id] = given
        self._taken.add(member.enrolment_id)
        olds = [self._present.get(pair) for pair in own]
        if all(old == new for old, new in zip(olds, own.values(), strict=True)):
            self.counts["same"] += 1
        elif all(old in (None, new) for old, new in zip(olds, own.values(), strict=True)):
            self.counts["new"] += 1
        else:
            self.counts["changed"] += 1
        self.marks |= own

    def _doubt(
        self, row: int, said: Mapping[str, Cell], filled: Mapping[int, Cell], why: str
    ) -> _Doubt:
        names = _names(said)
        marks = {
            session: mark
            for column, session in self._table.sessions.items()
            if column in filled
            and (mark := self._mark(filled[column], self._minutes[session])) is not None
        }
        fitting = tuple(
            member.person_id
            for member in self._members
            if names
            and names_compatible(names, [n for n in (member.name, member.name_native) if n])
        )
        name = names[0] if names else str(said.get("ref") or said.get("phone") or "")
        return _Doubt(MarkQuestion(row + 1, why), name, fitting, marks)

    def _mark(self, cell: Cell, minutes: int) -> Mark | None:
        if isinstance(cell, bool | float) or not isinstance(cell, str | int):
            return None
        try:
            found = read_mark(str(cell), self._grid.statuses)
        except ValueError:
            return None
        too_long = found is not None and found.minutes is not None and found.minutes > minutes
        return None if too_long else found

    def _who(self, said: Mapping[str, Cell]) -> tuple[Member | None, str]:
        names = _names(said)
        given_ref = str(said.get("ref", "")).strip().upper()
        found: list[Member] = []
        if given_ref:
            if not is_ref(given_ref) or given_ref not in self._by_ref:
                return None, _("The Ref is of nobody in this cohort.")
            found = [self._by_ref[given_ref]]
        elif "phone" in said:
            phone = _digits(said["phone"])
            found = [m for m in self._members if phone and m.phone == phone]
        if not found:
            return None, _("By the name alone nobody is certain: add her phone or her Ref.")
        if len(found) > 1:
            return None, _("Two participants have this phone.")
        member = found[0]
        if not names_compatible(names, [n for n in (member.name, member.name_native) if n]):
            return None, _("The phone or Ref is of a participant with another name.")
        if member.enrolment_id in self._taken:
            return None, _("A row above is for the same participant.")
        return member, ""


def _names(said: Mapping[str, Cell]) -> list[str]:
    return [
        str(said[field])
        for field in ("name", "name_latin", "name_native")
        if isinstance(said.get(field), str)
    ]


def _digits(cell: Cell) -> str | None:
    try:
        return values.phone(cell)
    except values.Unreadable:
        return None
