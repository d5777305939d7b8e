"""The planned week: a curriculum put on dates, and sessions moved, cancelled and edited."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, select

from workbook.domain.cohort import COHORT
from workbook.domain.people import EXPERT, display_name
from workbook.domain.training import (
    SESSION_TRAINER,
    TRAINING,
    TRAINING_SESSION,
    Delivery,
    SessionState,
    is_over,
    slot_minutes,
)
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _
from workbook.services.people import get_row, given
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes
from workbook.text import clean

_training = t.RECORDS["training"]
_session = t.RECORDS["training_session"]
_trainer = t.RECORDS["session_trainer"]
_expert = t.RECORDS["expert"]


@dataclass(frozen=True, slots=True)
class TemplateSession:
    """`day` counts from 1; times as "09:00"."""

    day: int
    starts_at: str
    ends_at: str
    title: str
    title_native: str
    minutes: int
    mandatory: bool
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A curriculum the program brings along; `name` is what `plan_training` takes."""

    name: str
    title: str
    title_native: str
    days: int
    sessions: tuple[TemplateSession, ...]

    @property
    def minutes(self) -> int:
        return sum(session.minutes for session in self.sessions)


@dataclass(frozen=True, slots=True)
class SessionTrainer:
    expert_id: int
    name: str
    name_native: str
    role: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of a cohort's training. `day` is None while it has no date.

    `over`: its time has passed, whether or not it took place. `reason` says why it was moved or
    cancelled. `half` is 0 for a session that begins before noon, else 1.
    """

    id: int
    training_id: int
    day: date | None
    starts_at: str
    ends_at: str
    title: str
    title_native: str
    minutes: int
    mandatory: bool
    delivery: str
    state: str
    reason: str
    over: bool
    trainers: tuple[SessionTrainer, ...]

    @property
    def cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def held(self) -> bool:
        """It took place: its time has passed and it was not cancelled."""
        return self.over and not self.cancelled

    @property
    def half(self) -> int:
        return 0 if self.starts_at < "12:00" else 1

    @property
    def label(self) -> str:
        """Day and half-day for a sentence, such as "Friday p.m."."""
        if self.day is None:
            return self.title
        said = _("{day} p.m.") if self.half else _("{day} a.m.")
        return said.format(day=day_name(self.day))


def day_name(day: date) -> str:
    """The day of the week in the user's language."""
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[day.weekday()]


# -- curricula


def template_rows() -> tuple[TemplateRow, ...]:
    """Every curriculum, by title."""
    return tuple(sorted(_templates().values(), key=lambda row: row.title))


def get_template(name: str) -> TemplateRow:
    """Raises NotFoundError, naming those there are."""
    found = _templates().get(clean(name))
    if found is None:
        raise NotFoundError(
            _("There is no curriculum “{name}”. There are: {names}.").format(
                name=clean(name), names=", ".join(sorted(_templates()))
            )
        )
    return found


@cache
def _templates() -> Mapping[str, TemplateRow]:
    folder = files("resources") / "curricula"
    found = [
        _template(tomllib.loads(file.read_text("utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return {row.name: row for row in found}


def _template(read: Mapping[str, Any]) -> TemplateRow:
    halves = read["half_days"]
    sessions = [
        TemplateSession(
            day=session["day"],
            starts_at=halves[session["half"]][0],
            ends_at=halves[session["half"]][1],
            title=session["en"],
            title_native=session["ur"],
            minutes=slot_minutes(*halves[session["half"]]),
            mandatory=session.get("mandatory", False),
            delivery=Delivery(session.get("delivery", read["delivery"])),
        )
        for session in read["session"]
    ]
    return TemplateRow(
        read["name"],
        read["title"]["en"],
        read["title"]["ur"],
        max(session.day for session in sessions),
        tuple(sessions),
    )


def plan_training(book: Workbook, *, cohort_id: int, template: str) -> Changes:
    """Put a curriculum on consecutive days from the cohort's first day on, in one step.

    Raises NotFoundError for an unknown curriculum; RuleError when the cohort has no first day, is
    too short for the curriculum, or has a planned training.
    """
    curriculum = get_template(template)
    with book.changing(_("Plan the training")) as change:
        cohort = get_row(change.db, COHORT, cohort_id)
        if cohort.starts_on is None:
            raise RuleError(
                _("The cohort has no first day yet. Give it its dates, then plan the training.")
            )
        first = date.fromisoformat(cohort.starts_on)
        if cohort.ends_on is not None:
            days = (date.fromisoformat(cohort.ends_on) - first).days + 1
            if days < curriculum.days:
                raise RuleError(
                    _(
                        "This curriculum takes {needed} days, and the cohort has {days}. "
                        "Nothing was planned."
                    ).format(needed=curriculum.days, days=days)
                )
        if sessions_of(change.db, cohort_id=cohort_id):
            raise RuleError(
                _(
                    "The training of this cohort is planned already. "
                    "Move or cancel its sessions, or undo the plan."
                )
            )
        training = change.create(
            TRAINING,
            cohort=cohort_id,
            title=curriculum.title,
            title_native=curriculum.title_native,
            template=curriculum.name,
        )
        for session in curriculum.sessions:
            change.create(
                TRAINING_SESSION,
                training=training,
                title=session.title,
                title_native=session.title_native,
                slot={
                    "held_on": first + timedelta(days=session.day - 1),
                    "starts_at": session.starts_at,
                    "ends_at": session.ends_at,
                },
                minutes=session.minutes,
                mandatory=session.mandatory,
                delivery=session.delivery,
                status={"state": SessionState.PLANNED},
            )
    return change.summary


# -- sessions


def session_rows(book: Workbook, *, cohort_id: int) -> tuple[SessionRow, ...]:
    """The sessions of a cohort's training in the order of their time, cancelled ones among them."""
    with book.reading() as db:
        get_row(db, COHORT, cohort_id)
        found = sessions_of(db, cohort_id=cohort_id)
        trainers = db.execute(
            select(_trainer, _expert.c.name_latin, _expert.c.name_native)
            .join(_expert, _expert.c.id == _trainer.c.expert_id)
            .where(
                _trainer.c.session_id.in_([session.id for session in found]),
                _trainer.c.gone == 0,
                _expert.c.gone == 0,
            )
            .order_by(_trainer.c.expert_id)
        ).all()
    of_session: dict[int, list[SessionTrainer]] = {}
    for trainer in trainers:
        of_session.setdefault(trainer.session_id, []).append(
            SessionTrainer(
                trainer.expert_id,
                display_name(trainer.name_latin, trainer.name_native),
                trainer.name_native or "",
                trainer.role or "",
            )
        )
    now = wall_clock(book)
    return tuple(session_row(s, now=now, trainers=of_session.get(s.id, ())) for s in found)


def sessions_of(db: Connection, *, cohort_id: int) -> Sequence[Any]:
    """The stored sessions of a cohort, in the order of their time; those without a date last."""
    return db.execute(
        select(_session)
        .join(_training, _training.c.id == _session.c.training_id)
        .where(_training.c.cohort_id == cohort_id, _training.c.gone == 0, _session.c.gone == 0)
        .order_by(
            _session.c.held_on.is_(None), _session.c.held_on, _session.c.starts_at, _session.c.id
        )
    ).all()


def session_row(
    stored: Any, *, now: datetime, trainers: Sequence[SessionTrainer] = ()
) -> SessionRow:
    """A stored session as pages and papers see it; `now` is the wall clock."""
    day = date.fromisoformat(stored.held_on) if stored.held_on else None
    return SessionRow(
        id=stored.id,
        training_id=stored.training_id,
        day=day,
        starts_at=stored.starts_at or "",
        ends_at=stored.ends_at or "",
        title=stored.title or "",
        title_native=stored.title_native or "",
        minutes=stored.minutes or 0,
        mandatory=bool(stored.mandatory),
        delivery=stored.delivery or "",
        state=stored.state or SessionState.PLANNED,
        reason=stored.reason or "",
        over=is_over(day, stored.ends_at, now),
        trainers=tuple(trainers),
    )


def wall_clock(book: Workbook) -> datetime:
    """The time on the wall where the computer stands, without a zone, as timetables mean it."""
    return book.sources.now().astimezone().replace(tzinfo=None)


def create_session(
    book: Workbook,
    *,
    cohort_id: int,
    day: date,
    starts_at: str,
    ends_at: str,
    title: str,
    title_native: str = "",
    mandatory: bool = False,
    delivery: Delivery = Delivery.BOTH,
) -> Changes:
    """Add a session to a cohort's training, which is made with its first one.

    Raises RuleError unless it ends after it begins.
    """
    minutes = _minutes(starts_at, ends_at)
    with book.changing(_("Add a session")) as change:
        cohort = get_row(change.db, COHORT, cohort_id)
        training = change.db.scalar(
            select(_training.c.id)
            .where(_training.c.cohort_id == cohort_id, _training.c.gone == 0)
            .order_by(_training.c.id)
        )
        if training is None:
            training = change.create(TRAINING, cohort=cohort_id, title=cohort.title)
        change.create(
            TRAINING_SESSION,
            training=training,
            title=clean(title),
            title_native=clean(title_native),
            slot={"held_on": day, "starts_at": starts_at, "ends_at": ends_at},
            minutes=minutes,
            mandatory=mandatory,
            delivery=delivery,
            status={"state": SessionState.PLANNED},
        )
    return change.summary


def move_session(
    book: Workbook, *, session_id: int, day: date, starts_at: str, ends_at: str, reason: str
) -> Changes:
    """Give a session another time; its marks stay with it. Sheets printed with it become stale.

    Its minutes follow when they were those of its old time. Raises RuleError without a reason, or
    unless it ends after it begins.
    """
    said = _reason(reason)
    minutes = _minutes(starts_at, ends_at)
    with book.changing(_("Move a session")) as change:
        present = get_row(change.db, TRAINING_SESSION, session_id)
        values: dict[str, object] = {
            "slot": {"held_on": day, "starts_at": starts_at, "ends_at": ends_at},
            "status": {"state": SessionState.MOVED, "reason": said},
        }
        if (
            present.starts_at
            and present.ends_at
            and present.minutes == slot_minutes(present.starts_at, present.ends_at)
        ):
            values["minutes"] = minutes
        change.edit(TRAINING_SESSION, session_id, **values)
    return change.summary


def cancel_session(book: Workbook, *, session_id: int, reason: str) -> Changes:
    """Cancel a session: it counts for nobody, its marks are kept.

    Raises RuleError without a reason.
    """
    said = _reason(reason)
    with book.changing(_("Cancel a session")) as change:
        get_row(change.db, TRAINING_SESSION, session_id)
        change.edit(
            TRAINING_SESSION,
            session_id,
            status={"state": SessionState.CANCELLED, "reason": said},
        )
    return change.summary


def edit_session(
    book: Workbook,
    *,
    session_id: int,
    title: str | None = None,
    title_native: str | None = None,
    minutes: int | None = None,
    mandatory: bool | None = None,
    delivery: Delivery | None = None,
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it."""
    if minutes is not None and minutes < 0:
        raise RuleError(_("Minutes are 0 or more. Nothing was changed."))
    with book.changing(_("Edit a session")) as change:
        get_row(change.db, TRAINING_SESSION, session_id)
        change.edit(
            TRAINING_SESSION,
            session_id,
            **given(
                title=title,
                title_native=title_native,
                minutes=minutes,
                mandatory=mandatory,
                delivery=delivery,
            ),
        )
    return change.summary


def assign_trainers(book: Workbook, *, session_id: int, roles: Mapping[int, str]) -> Changes:
    """Let these experts, and no others, give a session. `roles` is by expert: "trainer"..."""
    with book.changing(_("Assign trainers")) as change:
        get_row(change.db, TRAINING_SESSION, session_id)
        present = change.db.scalars(
            select(_trainer.c.expert_id).where(
                _trainer.c.session_id == session_id, _trainer.c.gone == 0
            )
        ).all()
        for expert in present:
            if expert not in roles:
                change.delete(SESSION_TRAINER, (session_id, expert))
        for expert, role in roles.items():
            get_row(change.db, EXPERT, expert)
            change.put(SESSION_TRAINER, (session_id, expert), role=clean(role))
    return change.summary


def _reason(reason: str) -> str:
    said = clean(reason)
    if not said:
        raise RuleError(_("Say why, so that it stands on record. Nothing was changed."))
    return said


def _minutes(starts_at: str, ends_at: str) -> int:
    try:
        minutes = slot_minutes(starts_at, ends_at)
    except ValueError:
        raise RuleError(_("A time is written 09:00. Nothing was changed.")) from None
    if minutes <= 0:
        raise RuleError(_("A session ends after it begins. Nothing was changed."))
    return minutes
