"""What a key means for the marks: from a picture and the chosen cells to the marks to enter.

Every function returns the marks of one step, by session and enrolment; None empties a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ui.attendance.grid import Cell, Grid, Head, Pair, Standing
from workbook.domain.training import Mark, Mode, Status

Place = tuple[int, int]
"""Line and column of a cell."""
Marks = dict[Pair, Mark | None]

MODE_KEYS = "OMXZ"


def mode_key(statuses: Sequence[Status]) -> str:
    """The key for "in the room / online": O, or another where O is a mark of the cohort."""
    taken = {status.code.upper() for status in statuses}
    return next(key for key in MODE_KEYS if key not in taken)


def present(statuses: Sequence[Status]) -> Status | None:
    """The status that says "was there": the first that counts."""
    return next((status for status in statuses if status.counts), None)


def marked(grid: Grid, places: Iterable[Place], code: str) -> Marks:
    """`code` in every cell. A mark that counts keeps "online"; minutes go."""
    status = _status(grid, code)
    assert status is not None
    found: Marks = {}
    for line, column, cell in _typable(grid, places):
        found[grid.pair(line, column)] = _mark(status, cell, grid.heads[column])
    return found


def _mark(status: Status, cell: Cell, head: Head) -> Mark:
    if not status.counts:
        return Mark(status.code)
    known = cell.mark.mode if cell.mark is not None else None
    return Mark(status.code, known or head.mode.value)


def toggled(grid: Grid, places: Iterable[Place]) -> Marks:
    """In the room becomes online and back; a blank becomes present online; absence stays."""
    found: Marks = {}
    was_there = present(grid.statuses)
    for line, column, cell in _typable(grid, places):
        pair = grid.pair(line, column)
        if cell.mark is None:
            if was_there is not None:
                found[pair] = Mark(was_there.code, Mode.ONLINE.value)
        elif _counts(grid, cell.mark):
            online = cell.mark.mode == Mode.ONLINE
            mode = Mode.IN_ROOM if online else Mode.ONLINE
            found[pair] = replace(cell.mark, mode=mode.value)
    return found


def with_minutes(grid: Grid, places: Iterable[Place], minutes: int) -> Marks:
    """Partial presence: a status that counts stays, any other becomes "was there".

    All the minutes of a session are plain presence. More than it has is the service's to refuse.
    """
    found: Marks = {}
    was_there = present(grid.statuses)
    for line, column, cell in _typable(grid, places):
        head = grid.heads[column]
        status = was_there
        if cell.mark is not None and _counts(grid, cell.mark):
            status = _status(grid, cell.mark.status)
        if status is None:
            continue
        mark = _mark(status, cell, head)
        part = None if minutes == head.minutes else minutes
        found[grid.pair(line, column)] = replace(mark, minutes=part)
    return found


def cleared(grid: Grid, places: Iterable[Place]) -> Marks:
    """No mark in the cells that have one."""
    return {
        grid.pair(line, column): None
        for line, column, cell in _typable(grid, places)
        if cell.mark is not None
    }


def filled_down(grid: Grid, places: Sequence[Place]) -> Marks:
    """Into blanks only: each column's first mark downwards within the selection.

    A single marked cell fills all blanks below it; a single blank takes the mark above it.
    """
    if len(places) == 1:
        line, column = places[0]
        cell = grid.cell(line, column)
        if cell is not None and cell.mark is None:
            above = [(up, column) for up in range(line - 1, -1, -1)]
            source = _first_mark(grid, above)
            return _copied(grid, source, places)
        places = [(below, column) for below in range(line, len(grid.lines))]
    found: Marks = {}
    for column in sorted({column for _line, column in places}):
        own = sorted(place for place in places if place[1] == column)
        found |= _copied(grid, _first_mark(grid, own), own)
    return found


def filled_right(grid: Grid, places: Sequence[Place]) -> Marks:
    """Into blanks only: each line's first mark to the following sessions of the selection."""
    if len(places) == 1:
        line, column = places[0]
        places = [(line, after) for after in range(column, len(grid.heads))]
    found: Marks = {}
    for line in sorted({line for line, _column in places}):
        own = sorted(place for place in places if place[0] == line)
        found |= _copied(grid, _first_mark(grid, own), own)
    return found


def the_rest(grid: Grid, column: int, code: str) -> Marks:
    """`code` in every blank of a column: after the exceptions were typed."""
    return marked(grid, [(line, column) for line in grid.blanks(column)], code)


def _first_mark(grid: Grid, places: Iterable[Place]) -> tuple[Place, Mark] | None:
    for place in places:
        cell = grid.cell(*place)
        if cell is not None and cell.mark is not None and cell.can_type:
            return place, cell.mark
    return None


def _copied(grid: Grid, source: tuple[Place, Mark] | None, places: Iterable[Place]) -> Marks:
    """The source's mark in the blanks that come after it (or all, for a blank under it)."""
    if source is None:
        return {}
    # Minutes are one person's own; what is filled is the status.
    mark = replace(source[1], minutes=None)
    return {
        grid.pair(line, column): mark
        for line, column, cell in _typable(grid, places)
        if cell.standing is Standing.OPEN and (line, column) > source[0]
    }


def _typable(grid: Grid, places: Iterable[Place]) -> Iterable[tuple[int, int, Cell]]:
    for line, column in places:
        cell = grid.cell(line, column)
        if cell is not None and cell.can_type:
            yield line, column, cell


def _status(grid: Grid, code: str) -> Status | None:
    return next((status for status in grid.statuses if status.code == code), None)


def _counts(grid: Grid, mark: Mark) -> bool:
    status = _status(grid, mark.status)
    return status is not None and bool(status.counts)
