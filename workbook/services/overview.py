"""Where a cohort stands: what is to be done next, and figures with the people behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from workbook.domain.certificate import CertificateState
from workbook.domain.cohort import COHORT, EnrolmentState, Readiness, was_in
from workbook.domain.people import Sex
from workbook.domain.training import Mode, attended_minutes
from workbook.i18n import _, ngettext
from workbook.services import certificates, coaching, elearning
from workbook.services.attendance import AttendanceGrid, GridRow, grid_of, unentered
from workbook.services.attendance_sheets import stale_sheets
from workbook.services.cohorts import readiness_of
from workbook.services.people import Member, get_row, roster
from workbook.services.schedule import wall_clock
from workbook.services.waiting_lists import waiting_count
from workbook.storage import tables as t
from workbook.storage.book import Workbook

_certificate = t.RECORDS["certificate"]


class ActionKind(StrEnum):
    """What is to be done; the order is that of urgency."""

    PEOPLE = "people"
    ENROL = "enrol"
    MODULES = "modules"
    BLANKS = "blanks"
    NAMES = "names"
    STALE_SHEET = "stale_sheet"
    CERTIFICATES = "certificates"
    PROMISES = "promises"
    WAITING = "waiting"
    CONFLICTS = "conflicts"


class FigureKind(StrEnum):
    NOMINATED = "nominated"
    READY = "ready"
    TRAINED = "trained"
    STAYED = "stayed"
    CERTIFIED = "certified"


class Attended(StrEnum):
    """How somebody took part, by her marks of held sessions."""

    IN_ROOM = "in_room"
    ONLINE = "online"
    BOTH = "both"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One thing to do next: a sentence without names, and whom or what it is about.

    `session_id` and `sheet_code` are set where the action has one.
    """

    kind: ActionKind
    sentence: str
    count: int
    enrolment_ids: tuple[int, ...] = ()
    session_id: int | None = None
    sheet_code: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A part of a figure. `value` is the agency's key, a Sex, an Attended, or None for unknown."""

    value: int | str | None
    label: str
    enrolment_ids: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.enrolment_ids)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the enrolments behind it, in the cohort's order; each split adds up to it."""

    kind: FigureKind
    title: str
    enrolment_ids: tuple[int, ...]
    by_agency: tuple[Split, ...]
    by_sex: tuple[Split, ...]
    by_mode: tuple[Split, ...]

    @property
    def count(self) -> int:
        return len(self.enrolment_ids)


@dataclass(frozen=True, slots=True)
class Overview:
    """A cohort at one moment. `next_actions` are the most urgent first, without the questions
    between offices; () when all is done.
    """

    cohort_id: int
    code: str
    title: str
    next_actions: tuple[ActionRow, ...]
    figures: tuple[Figure, ...]

    def figure(self, kind: FigureKind) -> Figure:
        return next(figure for figure in self.figures if figure.kind == kind)


def overview(book: Workbook, *, cohort_id: int) -> Overview:
    """What is next, and who is nominated, ready, trained, stayed and certified.

    - nominated: put forward by an agency and neither declined nor replaced, nor on reserve;
    - ready: of these, everybody who has passed all required modules;
    - trained: attended a held session, if only for a minute;
    - stayed: of the trained, those who are in the cohort today;
    - certified: holds a certificate that was not cancelled.

    Raises NotFoundError.
    """
    now = wall_clock(book)
    plan = certificates.plan_issue(book, cohort_id=cohort_id)
    with book.reading() as db:
        cohort = get_row(db, COHORT, cohort_id)
        members = roster(db, cohort_id=cohort_id)
        grid = grid_of(db, cohort_id=cohort_id, now=now)
        readiness = readiness_of(db, cohort_id=cohort_id, members=members)
        certified = _certified(db, members)
        actions = (
            *_people(members, readiness),
            *_modules(elearning.grid_of(db, cohort_id=cohort_id), readiness, now),
            *_blanks(grid),
            *_names(members),
            *_stale(db, grid),
            *_certificates(plan),
            *_promises(coaching.open_actions(db, cohort_id=cohort_id, today=now.date())),
            *_waiting(db),
        )
    return Overview(
        cohort_id,
        cohort.code or "",
        cohort.title or "",
        actions,
        _figures(members, grid, readiness, certified, now),
    )


# -- what is next


def questions_due(count: int) -> tuple[ActionRow, ...]:
    """The last of the actions, () for 0. It is not among those of `overview`: counting questions
    takes long in a large workbook, and the same count stands elsewhere (`inbox.count`).
    """
    if not count:
        return ()
    sentence = ngettext(
        "{n} question between offices is to be decided",
        "{n} questions between offices are to be decided",
        count,
    )
    return (ActionRow(ActionKind.CONFLICTS, sentence.format(n=count), count),)


def _people(members: Iterable[Member], readiness: Mapping[int, Readiness]) -> Iterable[ActionRow]:
    members = tuple(members)
    if not members:
        yield ActionRow(ActionKind.PEOPLE, _("Nobody has been nominated for this cohort yet"), 0)
        return
    people = tuple(
        m.enrolment_id
        for m in members
        if m.state == EnrolmentState.NOMINATED and readiness[m.enrolment_id].may_start
    )
    if people:
        sentence = ngettext(
            "{n} nominee may start and is not enrolled yet",
            "{n} nominees may start and are not enrolled yet",
            len(people),
        )
        yield ActionRow(ActionKind.ENROL, sentence.format(n=len(people)), len(people), people)


def _modules(
    grid: elearning.CompletionGrid, readiness: Mapping[int, Readiness], now: datetime
) -> Iterable[ActionRow]:
    lacking: dict[int, list[int]] = {}
    for row in elearning.missing(grid, today=now.date()):
        lacking.setdefault(row.module.id, []).extend(
            e for e in row.enrolment_ids if not readiness[e].may_start
        )
    for module in grid.modules:
        people = tuple(lacking.get(module.id, ()))
        if not people:
            continue
        sentence = ngettext(
            "{n} participant lacks module {module}",
            "{n} participants lack module {module}",
            len(people),
        ).format(n=len(people), module=module.label)
        if module.due_on is not None:
            late = module.due_on < now.date()
            said = _("{missing}; it was due on {day}") if late else _("{missing}; due on {day}")
            sentence = said.format(missing=sentence, day=elearning.long_date(module.due_on))
        yield ActionRow(ActionKind.MODULES, sentence, len(people), people)


def _blanks(grid: AttendanceGrid) -> Iterable[ActionRow]:
    for row in unentered(grid):
        yield ActionRow(
            ActionKind.BLANKS,
            row.label,
            len(row.enrolment_ids),
            row.enrolment_ids,
            session_id=row.session.id,
        )


def _names(members: Iterable[Member]) -> Iterable[ActionRow]:
    people = tuple(
        m.enrolment_id
        for m in members
        if m.state == EnrolmentState.ENROLLED and not m.names_confirmed
    )
    if people:
        sentence = ngettext(
            "{n} name is not checked yet", "{n} names are not checked yet", len(people)
        )
        yield ActionRow(ActionKind.NAMES, sentence.format(n=len(people)), len(people), people)


def _stale(db: Connection, grid: AttendanceGrid) -> Iterable[ActionRow]:
    for sheet in stale_sheets(db, grid):
        sentence = _("Sheet {code} is out of date. {why}").format(code=sheet.code, why=sheet.reason)
        yield ActionRow(ActionKind.STALE_SHEET, sentence, 1, sheet_code=sheet.code)


def _certificates(plan: certificates.IssuePlan) -> Iterable[ActionRow]:
    people = tuple(row.enrolment_id for row in plan.to_issue)
    if people:
        sentence = ngettext(
            "{n} certificate can be issued", "{n} certificates can be issued", len(people)
        )
        yield ActionRow(
            ActionKind.CERTIFICATES, sentence.format(n=len(people)), len(people), people
        )


def _promises(actions: Iterable[coaching.ActionRow]) -> Iterable[ActionRow]:
    late = [action for action in actions if action.overdue]
    if late:
        people = tuple(dict.fromkeys(action.enrolment_id for action in late))
        sentence = ngettext(
            "{n} promise made in coaching is overdue",
            "{n} promises made in coaching are overdue",
            len(late),
        )
        yield ActionRow(ActionKind.PROMISES, sentence.format(n=len(late)), len(late), people)


def _waiting(db: Connection) -> Iterable[ActionRow]:
    waiting = waiting_count(db)
    if waiting:
        sentence = ngettext("{n} row of a list waits", "{n} rows of lists wait", waiting)
        yield ActionRow(ActionKind.WAITING, sentence.format(n=waiting), waiting)


# -- figures


def _certified(db: Connection, members: Iterable[Member]) -> frozenset[int]:
    of = {key: member.enrolment_id for member in members for key in member.enrolment_ids}
    found = db.scalars(
        select(_certificate.c.enrolment_id).where(
            _certificate.c.enrolment_id.in_(of),
            _certificate.c.gone == 0,
            _certificate.c.state == CertificateState.ISSUED.value,
        )
    )
    return frozenset(of[enrolment] for enrolment in found)


def _figures(
    members: Iterable[Member],
    grid: AttendanceGrid,
    readiness: Mapping[int, Readiness],
    certified: Collection[int],
    now: datetime,
) -> tuple[Figure, ...]:
    members = tuple(members)
    modes = attended_modes(grid)
    on_a_seat = (EnrolmentState.NOMINATED, EnrolmentState.ENROLLED, EnrolmentState.LEFT)
    today = now.date().isoformat()

    def nominated(m: Member) -> bool:
        return m.state in on_a_seat and not m.provisional

    def trained(m: Member) -> bool:
        return m.enrolment_id in modes

    figures: tuple[tuple[FigureKind, str, Callable[[Member], bool]], ...] = (
        (FigureKind.NOMINATED, _("Nominated"), nominated),
        (
            FigureKind.READY,
            _("Ready"),
            lambda m: nominated(m) and readiness[m.enrolment_id].ready,
        ),
        (FigureKind.TRAINED, _("Trained"), trained),
        (
            FigureKind.STAYED,
            _("Stayed"),
            lambda m: trained(m) and was_in(m.state, m.state_on, today),
        ),
        (FigureKind.CERTIFIED, _("Certified"), lambda m: m.enrolment_id in certified),
    )
    return tuple(
        _figure(kind, title, [m for m in members if counts(m)], modes)
        for kind, title, counts in figures
    )


def _figure(
    kind: FigureKind, title: str, people: list[Member], modes: Mapping[int, Attended]
) -> Figure:
    unknown = _("not known")
    sexes = {Sex.FEMALE.value: _("women"), Sex.MALE.value: _("men")}
    ways = {
        Attended.IN_ROOM: _("in the room"),
        Attended.ONLINE: _("online"),
        Attended.BOTH: _("both"),
        Attended.UNKNOWN: unknown,
    }

    def split(part: Callable[[Member], tuple[int | str | None, str]]) -> tuple[Split, ...]:
        found: dict[tuple[int | str | None, str], list[int]] = {}
        for member in people:
            found.setdefault(part(member), []).append(member.enrolment_id)
        return tuple(Split(value, label, tuple(ids)) for (value, label), ids in found.items())

    def mode(member: Member) -> tuple[str, str]:
        way = modes.get(member.enrolment_id, Attended.UNKNOWN)
        return way.value, ways[way]

    return Figure(
        kind,
        title,
        tuple(member.enrolment_id for member in people),
        split(lambda m: (m.agency_id, m.agency or unknown)),
        split(lambda m: (m.sex or None, sexes.get(m.sex, unknown))),
        split(mode),
    )


def attended_modes(grid: AttendanceGrid) -> dict[int, Attended]:
    """How everybody who attended a held session did so, by enrolment; nobody else is in it."""
    return {row.enrolment_id: mode for row in grid.rows if (mode := _mode(row, grid)) is not None}


def _mode(row: GridRow, grid: AttendanceGrid) -> Attended | None:
    statuses = {status.code: status for status in grid.statuses}
    found = {
        mark.mode
        for session, mark in zip(grid.sessions, row.marks, strict=True)
        if mark is not None
        and session.held
        and attended_minutes(mark, session.minutes, statuses) > 0
    }
    if not found:
        return None
    if {Mode.IN_ROOM.value, Mode.ONLINE.value} <= found:
        return Attended.BOTH
    known = found - {None}
    return Attended(known.pop() or "") if known else Attended.UNKNOWN
