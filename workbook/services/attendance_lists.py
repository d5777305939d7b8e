"""Attendance grids that others keep: planned, looked at and taken in as any list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from workbook.domain.training import TRAINING_SESSION, Mark, Mode, Status
from workbook.i18n import _, ngettext
from workbook.intake.attendance_grid import caption_of
from workbook.intake.detect import ForeignList, Record
from workbook.intake.field_plan import FieldPlan
from workbook.intake.plan import CohortPlan, Outcome, Plan
from workbook.services.attendance import PAPER, grid_of, put_marks, read_mark
from workbook.services.mark_sheets import sessions_named
from workbook.services.participant_plans import (
    ParticipantPlanner,
    planned_members,
    uuids_by_key,
)
from workbook.services.participants import Participants
from workbook.services.people import Member
from workbook.services.schedule import SessionRow, wall_clock
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing
from workbook.text import ascii_digits, skeleton

_FIELD = "mark"


def _folded(words: str) -> frozenset[str]:
    return frozenset(skeleton(word) for word in words.split(" | "))


_PRESENT = _folded(
    "✓ | ✔ | ☑ | √ | yes | y | true | oui | present | pr | h | حاضر | موجود | ح | উপস্থিত"
)
_ABSENT = _folded(
    "✗ | ✘ | ✕ | ☒ | × | no | n | false | non | absent | a | ab | abs | غیر حاضر | غیرحاضر | غائب"
    " | غایب | غ | অনুপস্থিত | ناسوب"
)
_LATE = _folded("late | retard | دیر | تاخیر | متأخر")
_LEAVE = _folded(
    "leave | on leave | lv | excused | excuse | sick | رخصت | چھٹی | مرخصی | إجازة | ছুটি"
)
_CROSS = "x"
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{2,4})\b")


def plan_grid(
    book: Workbook,
    db: Connection,
    foreign: ForeignList,
    *,
    cohort_id: int | None,
    decisions: Mapping[int, UUID | None],
) -> Plan:
    """What taking in an attendance grid would do; as intake.planning.make_plan.

    A column whose caption is a day without a half marks every session of that day. Blank cells
    erase nothing.
    """
    return _Planner(book, db, foreign, cohort_id, decisions).plan()


def apply_grid(change: Changing, plan: Plan) -> None:
    """Write the marks of a plan, and nothing else, into the step `change`."""
    if plan.cohort is None:
        return
    members = planned_members(change.db, plan)
    marks: dict[tuple[int, int], Mark | None] = {}
    for planned in plan.records:
        if planned.outcome not in (Outcome.NEW, Outcome.CHANGED) or planned.person is None:
            continue
        for said in planned.changes:
            session = change.key(TRAINING_SESSION, UUID(hex=said.field.split("|")[1]))
            assert session is not None, "the plan was made for this state of the workbook"
            marks[session, members[planned.person].enrolment_id] = _mark(str(said.new))
    put_marks(change, marks, source=PAPER)


class _Planner(ParticipantPlanner):
    @property
    def homeless(self) -> str:
        return _("This is an attendance grid: choose the cohort it belongs to.")

    def __init__(
        self,
        book: Workbook,
        db: Connection,
        foreign: ForeignList,
        cohort_id: int | None,
        decisions: Mapping[int, UUID | None],
    ) -> None:
        self.book = book
        super().__init__(db, foreign, cohort_id, decisions)

    def prepare(self, cohort: CohortPlan) -> None:
        grid = grid_of(self.db, cohort_id=cohort.key, now=wall_clock(self.book))
        self.present = {
            (session.id, row.enrolment_id): mark
            for row in grid.rows
            for session, mark in zip(grid.sessions, row.marks, strict=True)
        }
        here = {row.enrolment_id for row in grid.rows}
        self.participants = Participants(self.db, cohort.key, among=here)
        self.ids = uuids_by_key(self.db, [session.id for session in grid.sessions])
        self.words = _Words(grid.statuses, self.foreign)
        captions = dict.fromkeys(
            caption
            for record in self.foreign.records
            for name in record.fields
            if (caption := caption_of(name)) is not None
        )
        self.sessions = _sessions_of(list(captions), grid.sessions)
        self.notices = tuple(self._notices(captions))

    def _notices(self, captions: Iterable[str]) -> Iterable[str]:
        lost = [caption for caption in captions if caption not in self.sessions]
        if lost and self.sessions:
            yield ngettext(
                "A column names no session of this cohort, and stays out: {columns}.",
                "Columns that name no session of this cohort stay out: {columns}.",
                len(lost),
            ).format(columns=", ".join(f"“{caption}”" for caption in lost))
        several = [c for c, sessions in self.sessions.items() if len(sessions) > 1]
        if several:
            yield ngettext(
                "{columns} is a whole day: its marks go into every session of that day.",
                "{columns} are whole days: their marks go into every session of each day.",
                len(several),
            ).format(columns=", ".join(f"“{caption}”" for caption in several))

    def refusal(self, record: Record) -> str:
        if self.sessions:
            return ""
        return _(
            "No column names a session of this cohort: choose another cohort, or plan its days."
        )

    def doubts(self, record: Record) -> tuple[str, ...]:
        found = list(super().doubts(record))
        for name, _caption, said in self._said(record):
            try:
                self.words.mark(said)
            except ValueError:
                cross = skeleton(said) == _CROSS
                why = _("“x” can mean present or absent here") if cross else _("this is no mark")
                found.append(f"{self.foreign.cell(record, name)}: {why}.")
        return tuple(found)

    def changes(self, record: Record, member: Member) -> Iterable[FieldPlan]:
        for name, caption, said in self._said(record):
            try:
                mark = self.words.mark(said)
            except ValueError:
                continue
            for session in self.sessions[caption]:
                if mark.minutes is not None and mark.minutes > session.minutes:
                    continue
                old = self.present.get((session.id, member.enrolment_id))
                if old is not None and _text(old) == _text(mark):
                    continue
                yield FieldPlan(
                    f"{_FIELD}|{self.ids[session.id].hex}|{_label(session)}",
                    self.foreign.cell(record, name),
                    None if old is None else _text(old),
                    _text(mark),
                )

    def _said(self, record: Record) -> Iterable[tuple[str, str, str]]:
        """(field, caption, what stands there) of the columns that name a session."""
        for name, said in record.fields.items():
            caption = caption_of(name)
            if caption is not None and caption in self.sessions:
                yield name, caption, str(said)


def _sessions_of(
    captions: Sequence[str], sessions: Sequence[SessionRow]
) -> dict[str, tuple[SessionRow, ...]]:
    """The sessions each caption means: one, or those of one day. Two captions for one session are
    none. Where no date fits day first, all are read month first.
    """
    open_ = [session for session in sessions if not session.cancelled]
    for ways in (captions, [_SLASHED.sub(r"\2/\1/\3", caption) for caption in captions]):
        found: dict[str, tuple[SessionRow, ...]] = {}
        for caption, read in zip(captions, ways, strict=True):
            named = sessions_named((read,), open_)
            if named and len({session.day for session in named}) == 1:
                found[caption] = named
        times: dict[int, int] = {}
        for named in found.values():
            for session in named:
                times[session.id] = times.get(session.id, 0) + 1
        single = {c: named for c, named in found.items() if all(times[s.id] == 1 for s in named)}
        if single:
            return single
    return {}


def _label(session: SessionRow) -> str:
    day = session.day.isoformat() if session.day is not None else session.title
    return f"{day} {session.starts_at}".strip()


def _text(mark: Mark) -> str:
    """A mark as it is typed: "P", "L 90", "P online"."""
    mode = {Mode.ONLINE.value: "online", Mode.IN_ROOM.value: "room"}.get(mark.mode or "", "")
    minutes = "" if mark.minutes is None else str(mark.minutes)
    return " ".join(part for part in (mark.status, minutes, mode) if part)


def _mark(text: str) -> Mark:
    """The mark that `_text` wrote."""
    status, *rest = text.split()
    modes = {"online": Mode.ONLINE.value, "room": Mode.IN_ROOM.value}
    mode = next((modes[part] for part in rest if part in modes), None)
    minutes = next((int(part) for part in rest if part.isdecimal()), None)
    return Mark(status, mode, minutes)


class _Words:
    """What the cells of one list mean as marks of a cohort."""

    def __init__(self, statuses: Sequence[Status], foreign: ForeignList) -> None:
        self.statuses = statuses
        said = {
            _plain(str(value))
            for record in foreign.records
            for name, value in record.fields.items()
            if caption_of(name) is not None
        }
        # A grid of nothing but 0 and 1 counts nobody's minutes.
        self.ones = bool(said) and said <= {"0", "1"}
        own = {word: code for word in said - {_CROSS} if (code := self._known(word)) is not None}
        counting = {status.code for status in statuses if status.counts}
        there = any(code in counting for code in own.values())
        away = any(code not in counting for code in own.values())
        self.cross = None
        if there and not away:
            self.cross = self._absent
        elif away and not there:
            self.cross = self._present

    @property
    def _present(self) -> str | None:
        return next((status.code for status in self.statuses if status.counts), None)

    @property
    def _absent(self) -> str | None:
        return next((s.code for s in self.statuses if not s.counts and not s.excused), None)

    def _known(self, word: str) -> str | None:
        """The code of a word that means one alone; None for an unknown one."""
        if self.ones:
            return self._present if word == "1" else self._absent
        for status in self.statuses:
            if word in (skeleton(status.code), skeleton(status.label)):
                return status.code
        if word in _PRESENT:
            return self._present
        if word in _ABSENT:
            return self._absent
        if word in _LATE:
            return self._labelled("late")
        if word in _LEAVE:
            excused = (status.code for status in self.statuses if status.excused)
            return self._labelled("leave") or next(excused, None)
        return None

    def _labelled(self, label: str) -> str | None:
        return next((s.code for s in self.statuses if skeleton(s.label) == label), None)

    def mark(self, said: str) -> Mark:
        """The mark a cell means. Raises ValueError where it means none, or not one alone."""
        word = _plain(said)
        code = self.cross if word == _CROSS and self._known(word) is None else self._known(word)
        if code is not None:
            return Mark(code)
        if word == _CROSS:
            raise ValueError(said)
        found = read_mark(said, self.statuses)
        if found is None:
            raise ValueError(said)
        return found


def _plain(said: str) -> str:
    return ascii_digits(skeleton(said)).strip(". ").removesuffix(".0")
