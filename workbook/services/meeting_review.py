"""What a report of an online meeting would mark: who is who, and who was there how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from workbook.domain.training import Mark, Mode, Status
from workbook.i18n import _, ngettext
from workbook.intake.fitting import Fit
from workbook.intake.meeting import Attendee, MeetingReport, Stay, seconds_within, together
from workbook.intake.values import DateOrder
from workbook.services.attendance import AttendanceGrid
from workbook.services.participants import Found, Participants, Sought
from workbook.services.people import Member
from workbook.services.schedule import SessionRow
from workbook.text import skeleton

LATE_AFTER: Final = timedelta(minutes=15)

Pair = tuple[int, int]
"""(session, enrolment)."""


@dataclass(frozen=True, slots=True)
class MeetingCell:
    """One participant in one session. `minutes` are those of the session she was there for, None
    where the report does not tell. `new` is what is proposed, None for nothing.
    """

    session_id: int
    minutes: int | None
    old: Mark | None
    new: Mark | None
    ticked: bool

    @property
    def changes(self) -> bool:
        """Whether ticking it would change anything."""
        return self.new is not None and self.new != self.old


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A name of the report, or with `key` "" a participant who is not in it.

    `participant` is who it is proposed, or was said, to be, "" for nobody. `reason` says why, and
    `left_out` why it is nobody's name. `candidates` are (enrolment, name) of those whose names fit,
    best first. `cells` are one for each session; none where nobody is proposed, or an entry above
    is she too.
    `minutes` are of the whole meeting.
    """

    key: str
    name: str
    minutes: int
    open: bool
    enrolment_id: int | None
    participant: str
    reason: str
    left_out: str
    candidates: tuple[tuple[int, str], ...]
    by_hand: bool
    cells: tuple[MeetingCell, ...]

    @property
    def needs_you(self) -> bool:
        """Whether only a person can tell who it is."""
        return bool(self.key) and self.enrolment_id is None and not self.left_out


@dataclass(frozen=True)
class MeetingReview:
    """What a report would mark. `sessions` are those of `days` that were not cancelled, and
    `participants` (enrolment, name) of everybody who can be marked.

    `question` is what must be answered first, with `order` or `day` of `review`, "" for nothing;
    there are no rows then. Those who are not in the report stand last.
    """

    report: MeetingReport
    cohort_id: int
    cohort: str
    days: tuple[date, ...]
    sessions: tuple[SessionRow, ...]
    threshold: int
    statuses: tuple[Status, ...]
    rows: tuple[MeetingRow, ...]
    participants: tuple[tuple[int, str], ...]
    question: str
    notices: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def ticked(self) -> dict[Pair, Mark]:
        """The marks that are ticked to begin with."""
        return {
            (cell.session_id, row.enrolment_id): cell.new
            for row in self.rows
            for cell in row.cells
            if cell.ticked and cell.new is not None and row.enrolment_id is not None
        }

    def summary(self) -> str:
        """One line: how many marks would be entered, and what needs a person."""
        marks = len(self.ticked)
        entered = ngettext("{n} mark proposed", "{n} marks proposed", marks).format(n=marks)
        doubtful = sum(row.needs_you for row in self.rows)
        asks = ngettext("{n} name needs you", "{n} names need you", doubtful).format(n=doubtful)
        left = sum(bool(row.left_out) for row in self.rows)
        out = ngettext("{n} left out", "{n} left out", left).format(n=left)
        absent = sum(not row.key for row in self.rows)
        missing = ngettext(
            "{n} participant is not in the report", "{n} participants are not in the report", absent
        ).format(n=absent)
        return ", ".join((entered, asks, out, missing))

    def lines(self) -> list[str]:
        """What a person should look at, a line for each name."""
        found = [*self.notices, *self.warnings]
        if self.question:
            found.append(self.question)
        for row in self.rows:
            name = row.name or _("(not in the report)")
            who = row.participant or "?"
            said = [self._cell_line(n, cell) for n, cell in enumerate(row.cells)]
            why = f" ({row.left_out or row.reason})" if row.left_out or row.reason else ""
            if row.left_out:
                found.append(f"{name}{why}")
            else:
                found.append("; ".join([f"{name} → {who}{why}", *said]))
        return found

    def _cell_line(self, number: int, cell: MeetingCell) -> str:
        session = self.sessions[number]
        when = session.starts_at or session.title
        minutes = "–" if cell.minutes is None else str(cell.minutes)
        old = cell.old.status if cell.old else "–"
        new = cell.new.status if cell.new else "–"
        said = _("{when}: {minutes} min, {old} → {new}").format(
            when=when, minutes=minutes, old=old, new=new
        )
        return said if cell.ticked or not cell.changes else said + " " + _("(not ticked)")

    def to_json(self) -> dict[str, Any]:
        """The review for another program; it holds names as the report does."""
        return {
            "kind": "meeting",
            "file": self.report.file_name,
            "cohort": self.cohort,
            "days": [day.isoformat() for day in self.days],
            "threshold": self.threshold,
            "people": len(self.report.people),
            "devices": len(self.report.devices),
            "question": self.question,
            "notices": list(self.notices),
            "warnings": list(self.warnings),
            "sessions": [
                {"title": s.title, "from": s.starts_at, "to": s.ends_at, "minutes": s.minutes}
                for s in self.sessions
            ],
            "rows": [
                {
                    "name": row.name,
                    "minutes": row.minutes,
                    "participant": row.participant,
                    "reason": row.reason,
                    "left_out": row.left_out,
                    "candidates": [name for _enrolment, name in row.candidates],
                    "sessions": [
                        {
                            "minutes": cell.minutes,
                            "old": _json(cell.old),
                            "new": _json(cell.new),
                            "ticked": cell.ticked,
                        }
                        for cell in row.cells
                    ],
                }
                for row in self.rows
            ],
        }


def _json(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {"status": mark.status, "mode": mark.mode, "minutes": mark.minutes}


def marks_of(grid: AttendanceGrid) -> dict[Pair, Mark]:
    """Every mark of a grid."""
    return {
        (session.id, row.enrolment_id): mark
        for row in grid.rows
        for session, mark in zip(grid.sessions, row.marks, strict=True)
        if mark is not None
    }


def alias(name: str) -> str:
    """A name of a report as it is kept and compared: its words in any order."""
    return " ".join(sorted(skeleton(name).split()))


# -- making a review


class Reviewing:
    """Puts a report beside the sessions and participants of a cohort."""

    def __init__(
        self,
        db: Connection,
        grid: AttendanceGrid,
        threshold: int,
        links: Mapping[str, int | None],
        aliases: Mapping[str, int],
    ) -> None:
        self.grid = grid
        self.threshold = threshold
        self.links = links
        self.participants = Participants(db, grid.cohort_id)
        self.aliases = aliases
        self.marks = marks_of(grid)
        self.here = {row.enrolment_id for row in grid.rows}
        self.present = _status(grid.statuses, lambda s: s.counts > 0)
        self.late = _status(grid.statuses, lambda s: s.counts > 0 and _is_late(s)) or self.present
        self.absent = _status(grid.statuses, lambda s: not s.counts and not s.excused)
        self.question = ""
        self.days: tuple[date, ...] = ()
        self.sessions: tuple[SessionRow, ...] = ()
        self.warnings: list[str] = []

    # -- which sessions

    def choose(
        self,
        report: MeetingReport,
        session_id: int | None,
        day: date | None,
        order: DateOrder | None,
        shift: timedelta,
    ) -> None:
        """Decide in which order the dates are meant, and which sessions the report is about."""
        held = [s for s in self.grid.sessions if not s.cancelled and s.day is not None]
        if session_id is not None:
            held = [session for session in held if session.id == session_id]
        if day is not None:
            held = [session for session in held if session.day == day]
        planned = {session.day for session in held if session.day is not None}
        self.shift = shift
        if report.dayless and len(planned) == 1:
            report = report.on(min(planned))
        self.report = self._in_order(report, order, planned)
        if not self.question:
            totals = not any(one.stays for one in (*report.people, *report.devices))
            moved = {moment.date() for moment in self._moments()}
            self.days = tuple(sorted(planned if totals else planned & moved))
            self.sessions = tuple(session for session in held if session.day in self.days)
        self.warnings += self.report.warnings
        if not self.question:
            self._check_days(totals)

    def _in_order(
        self, report: MeetingReport, order: DateOrder | None, planned: set[date]
    ) -> MeetingReport:
        if report.dayless:
            self.question = _("The report tells times but no day. Which day was it?")
            return report
        if order is not None:
            return report.read_as(order)
        ways = [report.read_as(one) for one in report.orders]
        fitting = [one for one in ways if planned & set(one.days)]
        if len(ways) > 1 and len(fitting) != 1:
            examples = " / ".join(f"{one.days[0]:%d %B %Y}" for one in ways if one.days)
            self.question = _(
                "The dates of the report can be read in two ways, and the sessions do not tell"
                " which: {examples}. Which is it?"
            ).format(examples=examples)
        return fitting[0] if fitting else ways[0]

    def _moments(self) -> list[datetime]:
        return [
            moment + self.shift
            for one in (*self.report.people, *self.report.devices)
            for stay in one.stays
            for moment in (stay.starts, stay.ends)
        ]

    def _check_days(self, totals: bool) -> None:
        if not self.sessions:
            days = ", ".join(f"{day:%d %B %Y}" for day in self.report.days)
            self.warnings.append(
                _("No session of this cohort is on the day of the report ({days}).").format(
                    days=days or "–"
                )
            )
            return
        if totals and len(self.sessions) > 1:
            self.warnings.append(
                _(
                    "The report tells one length of time for several sessions: who was there long"
                    " enough for all of them is proposed as present, nobody else."
                )
            )
        windows = [window for session in self.sessions if (window := _window(session))]
        people = [one for one in self.report.people if one.stays]
        met = any(
            seconds_within(self._stays([one]), *window) for one in people for window in windows
        )
        if people and windows and not met:
            self.warnings.append(
                _(
                    "Nobody of the report was there during a session ({from_} to {to} by its"
                    " clock): it may have been written in another time zone."
                ).format(
                    from_=f"{self.report.starts:%H:%M}" if self.report.starts else "–",
                    to=f"{self.report.ends:%H:%M}" if self.report.ends else "–",
                )
            )

    def _stays(self, attendees: Sequence[Attendee]) -> tuple[Stay, ...]:
        return together(
            Stay(stay.starts + self.shift, stay.ends + self.shift)
            for one in attendees
            for stay in one.stays
        )

    # -- rows

    def rows(self) -> list[MeetingRow]:
        """A row for each name, then for each participant who is not in the report."""
        everybody = (*self.report.people, *self.report.devices)
        found = self._who(everybody)
        entries: dict[int, list[Attendee]] = {}
        for attendee in everybody:
            member = found[attendee.key].member
            if member is not None:
                entries.setdefault(member.enrolment_id, []).append(attendee)
        rows = [self._row(attendee, found[attendee.key], entries) for attendee in everybody]
        missing = [
            member
            for member in self.participants.members
            if member.enrolment_id in self.here and member.enrolment_id not in entries
        ]
        return rows + [self._missing(member) for member in missing]

    def _who(self, everybody: Sequence[Attendee]) -> dict[str, Found]:
        asked = [one for one in everybody if one.key not in self.links]
        sought = [
            Sought(
                () if one.left_out else one.spellings,
                {"email": one.email} if one.email and not one.left_out else {},
                self.aliases.get(alias(one.name)),
            )
            for one in asked
        ]
        found = dict(zip((one.key for one in asked), self.participants.find(sought), strict=True))
        for key, enrolment in self.links.items():
            member = self.participants.by_enrolment(enrolment)
            found[key] = Found(member, Fit.BEFORE, ())
        return found

    def _row(
        self, attendee: Attendee, found: Found, entries: Mapping[int, Sequence[Attendee]]
    ) -> MeetingRow:
        member = found.member
        by_hand = attendee.key in self.links
        cells: tuple[MeetingCell, ...] = ()
        reason = _("chosen by you") if by_hand and member else self._reason(found)
        if member is not None and member.enrolment_id not in self.here:
            reason = _("{name} is in this cohort, but not enrolled.").format(
                name=member.display_name
            )
            member = None
        elif member is not None:
            own = entries[member.enrolment_id]
            if own[0] is attendee:
                cells = tuple(self._cells(member, own))
            else:
                reason = _("the same person as “{name}”: her times count once").format(
                    name=own[0].name
                )
        left_out = attendee.left_out if found.member is None else ""
        if by_hand and found.member is None and not left_out:
            left_out = _("left out by you")
        return MeetingRow(
            key=attendee.key,
            name=attendee.name,
            minutes=attendee.minutes,
            open=attendee.open,
            enrolment_id=member.enrolment_id if member else None,
            participant=member.display_name if member else "",
            reason=reason,
            left_out=left_out,
            candidates=tuple(
                (one.enrolment_id, one.display_name)
                for one in found.candidates
                if one.enrolment_id in self.here and one is not found.member
            ),
            by_hand=by_hand,
            cells=cells,
        )

    def _reason(self, found: Found) -> str:
        if found.member is not None:
            return {
                Fit.BEFORE: _("joined under this name before"),
                Fit.NUMBER: _("same e-mail address"),
                Fit.NAME: _("same name"),
                Fit.SOUND: _("the only participant whose name sounds like it"),
            }[found.fit]
        return found.doubt

    def _missing(self, member: Member) -> MeetingRow:
        cells = []
        for session in self.sessions:
            old = self.marks.get((session.id, member.enrolment_id))
            new = Mark(self.absent) if self.absent else None
            cells.append(MeetingCell(session.id, 0, old, new, ticked=False))
        return MeetingRow(
            key="",
            name="",
            minutes=0,
            open=False,
            enrolment_id=member.enrolment_id,
            participant=member.display_name,
            reason=_("not in the report"),
            left_out="",
            candidates=(),
            by_hand=False,
            cells=tuple(cells),
        )

    # -- marks

    def _cells(self, member: Member, entries: Sequence[Attendee]) -> list[MeetingCell]:
        stays = self._stays(entries)
        cells = []
        for session in self.sessions:
            old = self.marks.get((session.id, member.enrolment_id))
            minutes: int | None
            if stays:
                minutes, new = self._by_times(session, stays)
            else:
                minutes, new = self._by_total(session, sum(one.minutes for one in entries))
            # Whoever was online for none of it may have been in the room.
            ticked = old is None and new is not None and minutes != 0
            cells.append(MeetingCell(session.id, minutes, old, new, ticked))
        return cells

    def _by_times(self, session: SessionRow, stays: Sequence[Stay]) -> tuple[int, Mark | None]:
        assert session.day is not None
        window = _window(session)
        starts = window[0] if window else datetime.combine(session.day, time.min)
        ends = window[1] if window else starts + timedelta(days=1)
        there = seconds_within(stays, starts, ends) // 60
        whole = session.minutes or int((ends - starts).total_seconds()) // 60
        # The window holds the breaks, the minutes do not: nobody is shorter for a break.
        there = min(there, whole)
        came = min((stay.starts for stay in stays if stay.ends > starts), default=ends)
        late = window is not None and came > starts + LATE_AFTER
        return there, self._proposed(there, whole, late=late)

    def _by_total(self, session: SessionRow, minutes: int) -> tuple[int | None, Mark | None]:
        whole = sum(one.minutes for one in self.sessions)
        if len(self.sessions) == 1:
            lasts = min(minutes, session.minutes)
            return lasts, self._proposed(lasts, session.minutes, late=False)
        enough = minutes * 100 >= self.threshold * whole
        return None, Mark(self.present, Mode.ONLINE.value) if enough and self.present else None

    def _proposed(self, there: int, whole: int, *, late: bool) -> Mark | None:
        if there * 100 < self.threshold * whole or not there:
            return Mark(self.absent) if self.absent else None
        code = self.late if late else self.present
        if not code:
            return None
        return Mark(code, Mode.ONLINE.value, there if there < whole else None)


def _window(session: SessionRow) -> tuple[datetime, datetime] | None:
    """From when until when a session is, breaks included; None where it has no times."""
    if session.day is None or not session.starts_at or not session.ends_at:
        return None
    starts, ends = (
        datetime.combine(session.day, time.fromisoformat(said))
        for said in (session.starts_at, session.ends_at)
    )
    return (starts, ends) if ends > starts else None


def _is_late(status: Status) -> bool:
    return skeleton(status.label) in ("late", skeleton(_("Late")))


def _status(statuses: Sequence[Status], test: Callable[[Status], bool]) -> str:
    """The code of the first status that fits; "" where none does."""
    return next((status.code for status in statuses if test(status)), "")
