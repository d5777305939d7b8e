"""The rows of a meeting's report beside its sessions: minutes, and the marks that are proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.common.tables import Column, SnapshotModel, Table, isolated
from ui.common.tokens import Tone
from workbook.domain.training import Mark, Status
from workbook.i18n import _
from workbook.services.meeting_review import MeetingRow, Pair
from workbook.services.schedule import SessionRow

WHO = 1
"""The column that says, or asks, who somebody of the report is."""

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the review, with the mark of each session as it stands now and whether it is
    ticked. `marks` are (old, new, ticked); none where nothing is proposed.
    """

    place: int
    row: MeetingRow
    marks: tuple[tuple[Mark | None, Mark | None, bool], ...]


class MarkTable(Table):
    """The rows of a review: Space ticks, a letter marks."""

    typed = Signal(list, str)
    """(session, enrolment) pairs, and the code of the mark that was typed."""
    toggled = Signal(list)

    def __init__(self, sessions: tuple[SessionRow, ...], statuses: tuple[Status, ...]) -> None:
        self.sessions = sessions
        self.codes = {status.code.casefold(): status.code for status in statuses}
        tones = {
            status.code: Tone.GOOD if status.counts else Tone.WARN if status.excused else Tone.BAD
            for status in statuses
        }
        self.model_: SnapshotModel[Line] = SnapshotModel(
            _columns(sessions, tones),
            key=lambda line: line.place,
            named=lambda line: line.row.name or line.row.participant,
        )
        super().__init__(self.model_, _("People of the meeting"), whole_rows=False, sortable=False)

    @property
    def wide(self) -> int:
        """The width in which all its columns are seen."""
        columns = zip(self.model_.columns, range(self.model_.columnCount()), strict=True)
        return sum(column.width or self.columnWidth(number) for column, number in columns)

    def line(self) -> Line | None:
        """The line with the cursor."""
        return self.model_.row_at(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        code = self.codes.get(event.text().casefold()) if event.text() else None
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space:
            if pairs := self._pairs():
                self.toggled.emit(pairs)
        elif code is not None and plain:
            if pairs := self._pairs():
                self.typed.emit(pairs, code)
        else:
            super().keyPressEvent(event)

    def _pairs(self) -> list[Pair]:
        """The chosen marks; of a name, all of its row."""
        found: dict[Pair, None] = {}
        for index in self.selectionModel().selectedIndexes():
            line = self.model_.row_at(index)
            if line is None or line.row.enrolment_id is None or not line.marks:
                continue
            number = (index.column() - 2) // 2
            within = 0 <= number < len(self.sessions)
            wanted = [self.sessions[number]] if within and index.column() >= 2 else self.sessions
            found |= {(session.id, line.row.enrolment_id): None for session in wanted}
        return list(found)


def _columns(sessions: tuple[SessionRow, ...], tones: dict[str, Tone]) -> list[Column[Line]]:
    found: list[Column[Line]] = [
        Column("name", _("In the report"), lambda line: line.row.name or "–", width=140),
        Column(
            "participant",
            _("Participant"),
            lambda line: _who(line.row),
            tone=lambda line: Tone.WARN if line.row.needs_you else None,
            tip=lambda line: line.row.left_out or line.row.reason,
            width=120,
            stretch=True,
        ),
    ]

    def tone(_old: Mark | None, new: Mark | None, ticked: bool) -> Tone | None:
        return tones.get(new.status) if ticked and new is not None else Tone.NEUTRAL

    for number, session in enumerate(sessions):
        when = f"{session.starts_at}–{session.ends_at}" if session.starts_at else session.title
        found.append(
            Column(
                f"minutes {number}",
                when,
                _minutes_of(number),
                number=True,
            )
        )
        found.append(
            Column(
                f"mark {number}",
                _("Mark"),
                _of_mark(number, "", _text),
                tone=_of_mark(number, None, tone),
                tip=_of_mark(number, "", _tip),
                width=70,
            )
        )
    return found


def _who(row: MeetingRow) -> str:
    if row.left_out:
        return _("left out")
    return row.participant or _("Who is this?")


def _minutes_of(number: int) -> Callable[[Line], str]:
    def text(line: Line) -> str:
        if number >= len(line.row.cells):
            return ""
        minutes = line.row.cells[number].minutes
        return "–" if minutes is None or not line.row.key else _("{n} min").format(n=minutes)

    return text


def _of_mark(
    number: int, without: Told, told: Callable[[Mark | None, Mark | None, bool], Told]
) -> Callable[[Line], Told]:
    """What is told of a session's mark, by what it is, what is proposed and whether that is
    ticked; `without` where the line has no marks.
    """
    return lambda line: told(*line.marks[number]) if number < len(line.marks) else without


def _text(old: Mark | None, new: Mark | None, ticked: bool) -> str:
    if new is None or new == old:
        return old.status if old is not None else "–"
    said = f"{old.status} → {new.status}" if old is not None else new.status
    return f"✓ {isolated(said)}" if ticked else f"{isolated(said)} ?"


def _tip(old: Mark | None, new: Mark | None, ticked: bool) -> str:
    if new is None or new == old:
        return _("as it is marked") if old is not None else _("not marked")
    return _("will be entered") if ticked else _("not ticked: Space ticks it")
