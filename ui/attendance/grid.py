"""What the attendance grid shows: a frozen picture of people, sessions and marks, and its model.

The same picture serves the whole week and one printed sheet: a sheet has fewer sessions, and its
people in the order of the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.common.tokens import Tone
from workbook.domain.people import display_name
from workbook.domain.training import Delivery, Mark, Mode, Share, Status
from workbook.i18n import _, ngettext
from workbook.text import isolate

if TYPE_CHECKING:
    from workbook.services.attendance import AttendanceGrid, GridRow
    from workbook.services.attendance_sheets import SheetEntry
    from workbook.services.schedule import SessionRow

Index = QModelIndex | QPersistentModelIndex
Pair = tuple[int, int]

HEAD_ROLE = Qt.ItemDataRole.UserRole + 1
LINE_ROLE = Qt.ItemDataRole.UserRole + 2


class Standing(Enum):
    """Why a cell has a mark or none."""

    MARKED = "marked"
    OPEN = "open"  # not yet entered
    AHEAD = "ahead"  # not yet held: cannot be typed
    OFF = "off"  # cancelled, or she was no longer in the cohort


@dataclass(frozen=True, slots=True)
class Cell:
    """One person in one session. `said` is read aloud and shown as a tool tip."""

    standing: Standing
    mark: Mark | None
    tone: Tone | None
    said: str

    @property
    def text(self) -> str:
        """The mark as it is drawn, and as it is copied and pasted again."""
        if self.mark is None:
            return ""
        words = [self.mark.status]
        if self.mark.minutes is not None:
            words.append(str(self.mark.minutes))
        if self.mark.mode == Mode.ONLINE:
            words.append("o")
        return " ".join(words)

    @property
    def can_type(self) -> bool:
        """Whether a mark may be entered or changed here."""
        return self.standing in (Standing.MARKED, Standing.OPEN)


@dataclass(frozen=True, slots=True)
class Head:
    """A session as the header shows it: "Mon 2" over "a.m.".

    `label` is for sentences ("Monday a.m."), `tip` says more; `closes_day`: another day follows.
    `quiet`: nothing is expected here now. `mode` is what a new mark says if nobody says otherwise.
    """

    session_id: int
    top: str
    bottom: str
    label: str
    tip: str
    held: bool
    quiet: bool
    closes_day: bool
    mandatory: bool
    cancelled: bool
    minutes: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class Line:
    """A person, or (without `enrolment_id`) the band over the people of one agency."""

    enrolment_id: int | None
    number: int
    name: str
    name_native: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureHead:
    """A column of percentages after the sessions."""

    top: str
    bottom: str
    tip: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A percentage; `tone` where it needs an eye."""

    text: str
    tone: Tone | None
    tip: str


@dataclass(frozen=True, slots=True)
class Grid:
    """`cells` and `figures` have one tuple a line, empty for a band."""

    heads: tuple[Head, ...] = ()
    lines: tuple[Line, ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()
    figure_heads: tuple[FigureHead, ...] = ()
    figures: tuple[tuple[Figure, ...], ...] = ()
    statuses: tuple[Status, ...] = ()

    def cell(self, line: int, column: int) -> Cell | None:
        """The cell there; None on a band, a figure or outside."""
        if not 0 <= line < len(self.cells) or not 0 <= column < len(self.cells[line]):
            return None
        return self.cells[line][column]

    def pair(self, line: int, column: int) -> Pair:
        """Session and enrolment of a cell."""
        enrolment = self.lines[line].enrolment_id
        assert enrolment is not None
        return self.heads[column].session_id, enrolment

    def line_numbered(self, number: int) -> int | None:
        """The line of the person with this number; None when there is none."""
        for place, line in enumerate(self.lines):
            if line.enrolment_id is not None and line.number == number:
                return place
        return None

    def blanks(self, column: int) -> list[int]:
        """The lines with no mark yet in a column."""
        return [
            number
            for number, cells in enumerate(self.cells)
            if cells and cells[column].standing is Standing.OPEN
        ]

    def has_shape_of(self, other: Grid) -> bool:
        """Whether only marks and figures differ."""
        return (
            self.heads == other.heads
            and self.lines == other.lines
            and self.figure_heads == other.figure_heads
        )


def tone_of(status: Status | None, statuses: Sequence[Status]) -> Tone:
    """The colour of a mark, by what it counts and not by its letter."""
    if status is None:
        return Tone.NEUTRAL
    if status.counts:
        first = next(one for one in statuses if one.counts)
        return Tone.GOOD if status is first else Tone.WARN
    return Tone.INFO if status.excused else Tone.BAD


def week_shown(snapshot: AttendanceGrid, *, now: datetime, percent: int) -> Grid:
    """The whole training of a cohort, in bands by agency, with the three percentages.

    `percent` is what completion asks for, `now` the time on the wall.
    """
    heads = heads_of(snapshot.sessions)
    lines: list[Line] = []
    cells: list[tuple[Cell, ...]] = []
    figures: list[tuple[Figure, ...]] = []
    by_agency: dict[str, list[GridRow]] = {}
    for row in snapshot.rows:
        by_agency.setdefault(row.agency, []).append(row)
    number = 0
    for agency, rows in by_agency.items():
        if len(by_agency) > 1:
            lines.append(_band(agency, len(rows)))
            cells.append(())
            figures.append(())
        for row in rows:
            number += 1
            lines.append(line_of(row, number))
            cells.append(cells_of(row, snapshot, now))
            figures.append(_figures(row.share, percent, _missed(row.share, snapshot.sessions)))
    return Grid(
        heads,
        tuple(lines),
        tuple(cells),
        _figure_heads(percent),
        tuple(figures),
        snapshot.statuses,
    )


def sheet_shown(snapshot: AttendanceGrid, entry: SheetEntry, *, now: datetime) -> Grid:
    """The sessions and people of one printed sheet, numbered as on the paper.

    Walk-ins, and people who came since it was printed, take the numbers after the last.
    """
    places = {session.id: place for place, session in enumerate(snapshot.sessions)}
    kept = [places[session.id] for session in entry.sessions if session.id in places]
    rows = {row.enrolment_id: row for row in snapshot.rows}
    lines, cells = [], []
    number = 0
    for listed in entry.rows:
        row = rows.get(listed.enrolment_id)
        if row is None:
            continue
        number = listed.number or number + 1
        lines.append(line_of(row, number))
        every = cells_of(row, snapshot, now)
        cells.append(tuple(every[place] for place in kept))
    heads = heads_of([snapshot.sessions[place] for place in kept])
    return Grid(heads, tuple(lines), tuple(cells), statuses=snapshot.statuses)


def heads_of(sessions: Sequence[SessionRow]) -> tuple[Head, ...]:
    """The headers of sessions. A third session of a day is told by its hour."""
    halves: dict[tuple[date | None, int], int] = {}
    for session in sessions:
        place = (session.day, session.half)
        halves[place] = halves.get(place, 0) + 1
    heads = []
    for number, session in enumerate(sessions):
        following = sessions[number + 1].day if number + 1 < len(sessions) else session.day
        alone = halves[session.day, session.half] == 1
        half = isolate(_("p.m.") if session.half else _("a.m."))
        heads.append(
            Head(
                session.id,
                _short_day(session.day),
                half if alone else session.starts_at,
                session.label if alone else f"{session.label} {session.starts_at}",
                _session_tip(session),
                session.held,
                session.cancelled or not session.over,
                following != session.day,
                session.mandatory,
                session.cancelled,
                session.minutes,
                Mode.ONLINE if session.delivery == Delivery.ONLINE else Mode.IN_ROOM,
            )
        )
    return tuple(heads)


def _short_day(day: date | None) -> str:
    if day is None:
        return _("No date")
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return f"{names[day.weekday()]} {day.day}"


def _session_tip(session: SessionRow) -> str:
    hours = f"\u2066{session.starts_at}–{session.ends_at}\u2069"
    words = [session.title, f"{hours}, " + _("{n} minutes").format(n=session.minutes)]
    if session.mandatory:
        words.append(_("Mandatory: completion asks for it."))
    if session.cancelled:
        words.append(_("Cancelled: {why}. It counts for nobody.").format(why=session.reason))
    elif not session.over:
        words.append(_("Not yet held."))
    elif session.reason:
        words.append(_("Moved: {why}.").format(why=session.reason))
    return "\n".join(words)


def line_of(row: GridRow, number: int) -> Line:
    """A person's line; a name in one script alone stands in the first place."""
    native = row.name_native if row.name else ""
    note = _("came without nomination") if row.provisional else ""
    if row.state == "left":
        note = _("left")
    return Line(row.enrolment_id, number, display_name(row.name, row.name_native), native, note)


def _band(agency: str, count: int) -> Line:
    said = ngettext("{agency} · {n} person", "{agency} · {n} people", count)
    return Line(None, 0, said.format(agency=agency or _("No agency"), n=count))


def cells_of(row: GridRow, snapshot: AttendanceGrid, now: datetime) -> tuple[Cell, ...]:
    """A person's cells, one for each session of the snapshot."""
    statuses = {status.code: status for status in snapshot.statuses}
    found = []
    for session, mark, expected in zip(snapshot.sessions, row.marks, row.expected, strict=True):
        if session.cancelled:
            standing = Standing.OFF
        elif mark is not None:
            standing = Standing.MARKED
        elif not expected:
            standing = Standing.OFF
        elif session.over or _has_begun(session, now):
            standing = Standing.OPEN
        else:
            standing = Standing.AHEAD
        status = statuses.get(mark.status) if mark is not None else None
        tone = tone_of(status, snapshot.statuses) if mark is not None else None
        found.append(Cell(standing, mark, tone, _said(standing, session, mark, status)))
    return tuple(found)


def _has_begun(session: SessionRow, now: datetime) -> bool:
    begins = (session.day or date.max, session.starts_at)
    return begins <= (now.date(), f"{now:%H:%M}")


def _said(standing: Standing, session: SessionRow, mark: Mark | None, status: Status | None) -> str:
    if standing is Standing.OFF:
        if session.cancelled:
            return _("cancelled: {why}").format(why=session.reason)
        return _("not in the cohort that day")
    if standing is Standing.AHEAD:
        return _("not yet held")
    if mark is None:
        return _("not yet entered")
    words = [status.label if status else mark.status]
    if mark.minutes is not None:
        words.append(_("{n} of {all} minutes").format(n=mark.minutes, all=session.minutes))
    if mark.mode == Mode.ONLINE:
        words.append(_("online"))
    elif mark.mode == Mode.IN_ROOM:
        words.append(_("in the room"))
    return ", ".join(words)


def _figure_heads(percent: int) -> tuple[FigureHead, ...]:
    return (
        FigureHead(
            _("So"),
            _("far"),
            _("Minutes attended, of the sessions that were entered."),
        ),
        FigureHead(
            _("Of"),
            _("plan"),
            _("Minutes attended, of all planned minutes. Completion asks for {n} %.").format(
                n=percent
            ),
        ),
        FigureHead(
            _("Can"),
            _("reach"),
            _("What “of plan” becomes if she attends every session that is still blank."),
        ),
    )


def _missed(share: Share, sessions: Sequence[SessionRow]) -> list[str]:
    return [session.label for session in sessions if session.id in share.missed_mandatory]


def _figures(share: Share, percent: int, missed: Sequence[str]) -> tuple[Figure, ...]:
    reachable = share.reachable
    rule = _("Completion asks for {n} % of {all} planned minutes.").format(
        n=percent, all=share.planned
    )
    needed = -(-share.planned * percent // 100)
    lacking = max(needed - share.attended, 0)
    there = _("{n} minutes attended of {all} entered.").format(n=share.attended, all=share.entered)
    if missed:
        remedy = _("Missed the mandatory {sessions}: a catch-up session would be needed.").format(
            sessions=", ".join(missed)
        )
        tone: Tone | None = Tone.BAD
    elif not lacking:
        remedy = _("She has them.")
        tone = None
    elif lacking <= share.open:
        remedy = _("{n} minutes to go, {open} still open.").format(n=lacking, open=share.open)
        tone = Tone.WARN if share.open - lacking < share.planned // 10 else None
    else:
        remedy = _("{n} minutes short: a catch-up session would be needed.").format(
            n=lacking - share.open
        )
        tone = Tone.BAD
    return (
        Figure(_percent(share.so_far), None, there),
        Figure(_percent(share.of_plan), None, f"{there}\n{rule}"),
        Figure(_percent(reachable), tone, f"{rule}\n{remedy}"),
    )


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value} %"


def _differing(before: Grid, after: Grid) -> Iterator[tuple[int, int]]:
    """Line and column of what two pictures of one shape show differently."""
    for line in range(len(after.lines)):
        olds: Sequence[Cell | Figure] = before.cells[line]
        news: Sequence[Cell | Figure] = after.cells[line]
        if after.figures:
            olds, news = (*olds, *before.figures[line]), (*news, *after.figures[line])
        for column, (old, new) in enumerate(zip(olds, news, strict=True)):
            if old != new:
                yield line, column


class GridModel(QAbstractTableModel):
    """A `Grid` as Qt asks for it: lines down, sessions and then percentages across."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()

    def set_grid(self, grid: Grid) -> None:
        """Show another picture. Where only marks differ, cursor and selection stay."""
        if grid.has_shape_of(self.grid):
            before, self.grid = self.grid, grid
            # One by one: a range would have the view paint everything anew.
            for line, column in _differing(before, grid):
                index = self.index(line, column)
                self.dataChanged.emit(index, index)
            return
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.grid.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        if parent.isValid():
            return 0
        return len(self.grid.heads) + len(self.grid.figure_heads)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.grid.lines[index.row()].enrolment_id is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.grid.lines):
            return None
        line = self.grid.lines[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if line.enrolment_id is None:
            said = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return line.name if index.column() == 0 and role in said else None
        place = index.column() - len(self.grid.heads)
        if place >= 0:
            return self._figure(line, index.row(), place, role)
        return self._cell(line, self.grid.cells[index.row()][index.column()], index.column(), role)

    def _cell(self, line: Line, cell: Cell, column: int, role: int) -> Any:
        head = self.grid.heads[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.name}\n{head.label}: {cell.said}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.name}, {head.label}: {cell.said}"
        return None

    def _figure(self, line: Line, row: int, place: int, role: int) -> Any:
        figure = self.grid.figures[row][place]
        head = self.grid.figure_heads[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"\u2066{figure.text}\u2069"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.name}\n{figure.tip}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.name}, {head.top} {head.bottom}: {figure.text}. {figure.tip}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if section < 0:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._line_header(section, role)
        if section >= self.columnCount():
            return None
        sessions = len(self.grid.heads)
        head: Head | FigureHead = (
            self.grid.heads[section]
            if section < sessions
            else self.grid.figure_heads[section - sessions]
        )
        if role == HEAD_ROLE:
            return head
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{head.top}\n{head.bottom}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return head.tip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{head.top} {head.bottom}. {head.tip}"
        return None

    def _line_header(self, section: int, role: int) -> Any:
        if section >= len(self.grid.lines):
            return None
        line = self.grid.lines[section]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.number}. {line.name}" if line.enrolment_id is not None else line.name
        if role == Qt.ItemDataRole.ToolTipRole:
            said = (line.name, line.name_native, line.note)
            return "\n".join(part for part in said if part)
        return None
