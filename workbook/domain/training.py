"""The planned week, its sessions, and who was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from workbook.domain.entity import Entity, day, group, json, ref, text, whole, yes


class Mode(StrEnum):
    IN_ROOM = "in_room"
    ONLINE = "online"


class Delivery(StrEnum):
    """How a session is given; each mark then says how one person attended."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BOTH = "both"


class SessionState(StrEnum):
    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Status:
    """One mark code of a status set. `counts` is the share of the minutes, 0 to 100 percent."""

    code: str
    label: str
    counts: int
    excused: bool = False


STATUS_SETS: Mapping[str, tuple[Status, ...]] = {
    "PLAE": (
        Status("P", "Present", 100),
        Status("L", "Late", 100),
        Status("A", "Absent", 0),
        Status("E", "Excused", 0, True),
    ),
    # In many registers of the region L stands for leave.
    "PAL": (
        Status("P", "Present", 100),
        Status("A", "Absent", 0),
        Status("L", "Leave", 0, True),
    ),
}
DEFAULT_STATUS_SET = "PLAE"


def stored_statuses(statuses: Iterable[Status]) -> list[dict[str, Any]]:
    """A status set as a cohort keeps it: whole, so that a file means the same in every office."""
    return [asdict(status) for status in statuses]


def statuses_of(stored: list[dict[str, Any]] | None) -> tuple[Status, ...]:
    """The status set of a cohort from what it keeps; the default set where it keeps none."""
    if not stored:
        return STATUS_SETS[DEFAULT_STATUS_SET]
    return tuple(Status(**status) for status in stored)


TRAINING = Entity(
    "training",
    "Training",
    (
        ref("cohort", "Cohort", "cohort"),
        text("title", "Title"),
        text("title_native", "Title in own script"),
        text("template", "Curriculum"),
    ),
    letter="H",
)

TRAINING_SESSION = Entity(
    "training_session",
    "Session",
    (
        ref("training", "Training", "training"),
        text("title", "Title"),
        text("title_native", "Title in own script"),
        group(
            "slot",
            "Time",
            day("held_on", "Date"),
            text("starts_at", "From"),
            text("ends_at", "To"),
        ),
        whole("minutes", "Minutes"),
        yes("mandatory", "Mandatory"),
        text("delivery", "Delivery"),
        group("status", "State", text("state", "State"), text("reason", "Reason")),
    ),
    letter="S",
)

SESSION_TRAINER = Entity(
    "session_trainer",
    "Trainer of a session",
    (text("role", "Role"),),
    pair=(("session_id", "training_session"), ("expert_id", "expert")),
)

ATTENDANCE = Entity(
    "attendance",
    "Mark",
    (
        group(
            "mark",
            "Mark",
            text("status", "Mark"),
            text("mode", "In the room or online"),
            whole("minutes", "Minutes"),
            coded=True,
        ),
        text("source", "Source"),
        text("remark", "Remark"),
    ),
    pair=(("session_id", "training_session"), ("enrolment_id", "enrolment")),
)

# What was on a printed sheet, so that it can be typed back in its own order. Rows and sessions are
# ids only: the paper carries the names.
ATTENDANCE_SHEET = Entity(
    "attendance_sheet",
    "Printed sheet",
    (
        ref("cohort", "Cohort", "cohort"),
        text("code", "Sheet code"),
        day("held_on", "Date"),
        json("layout", "Rows and sessions"),
    ),
    letter="Z",
)


@dataclass(frozen=True)
class Slot:
    """One session as the attendance rule sees it. `held`: its time is over and it took place."""

    session_id: int
    minutes: int
    mandatory: bool
    held: bool
    cancelled: bool


def is_over(day: date | None, ends_at: str | None, now: datetime) -> bool:
    """Whether a session's time has passed on the wall clock `now`; without a date it has not.

    Without an end it is over when its day is.
    """
    if day is None:
        return False
    end = time.fromisoformat(ends_at) if ends_at else time.max
    return now.replace(tzinfo=None) >= datetime.combine(day, end)


def slot_minutes(starts_at: str, ends_at: str) -> int:
    """Minutes from "09:00" to "12:30"; 0 or less when the end is not after the start."""
    start, end = time.fromisoformat(starts_at), time.fromisoformat(ends_at)
    return (end.hour - start.hour) * 60 + end.minute - start.minute


@dataclass(frozen=True)
class Mark:
    """A mark. `minutes` is given for partial presence, else None and the status decides."""

    status: str
    mode: str | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Share:
    """A person's attendance in minutes, and the three percentages a coordinator asks for.

    `so_far` is of the sessions held and entered, `of_plan` of every planned minute,
    `reachable` what `of_plan` becomes if she attends everything still open; None without minutes.
    """

    attended: int
    entered: int
    planned: int
    open: int
    missed_mandatory: tuple[int, ...]

    @property
    def so_far(self) -> int | None:
        return _percent(self.attended, self.entered)

    @property
    def of_plan(self) -> int | None:
        return _percent(self.attended, self.planned)

    @property
    def reachable(self) -> int | None:
        return _percent(self.attended + self.open, self.planned)


def _percent(part: int, whole: int) -> int | None:
    """Rounded down: 79.9 % is not 80 %."""
    return part * 100 // whole if whole else None


def attended_minutes(mark: Mark, minutes: int, statuses: Mapping[str, Status]) -> int:
    """Minutes that count of a session of `minutes`; an unknown code counts nothing."""
    if mark.minutes is not None:
        return min(max(mark.minutes, 0), minutes)
    status = statuses.get(mark.status)
    return minutes * status.counts // 100 if status else 0


def share(
    slots: Iterable[Slot], marks: Mapping[int, Mark], statuses: Mapping[str, Status]
) -> Share:
    """Add up one person's marks; `marks` is by session id. Cancelled sessions do not count."""
    attended = entered = planned = open_minutes = 0
    missed: list[int] = []
    for slot in slots:
        if slot.cancelled:
            continue
        planned += slot.minutes
        mark = marks.get(slot.session_id)
        if mark is None:
            open_minutes += slot.minutes
            continue
        there = attended_minutes(mark, slot.minutes, statuses)
        attended += there
        entered += slot.minutes
        if slot.mandatory and there == 0:
            missed.append(slot.session_id)
    return Share(attended, entered, planned, open_minutes, tuple(missed))
