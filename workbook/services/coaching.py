"""Coaching after the training: rounds, needs, notes, action points, and what groups worked out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from workbook.domain.coaching import (
    ACTION_POINT,
    CHALLENGE,
    COACHING_ROUND,
    COACHING_SESSION,
    NEED,
    NOTE,
    SOLUTION,
    ActionState,
    Audience,
    RaisedBy,
)
from workbook.domain.cohort import COHORT, ENROLMENT, EnrolmentState, was_in
from workbook.domain.ids import linked_id, ref
from workbook.domain.training import Mode
from workbook.errors import NotFoundError, RuleError
from workbook.exchange import register
from workbook.i18n import _, ngettext
from workbook.services.people import Made, Member, get_row, given, roster
from workbook.services.same_person import further_enrolments
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import clean

_round = t.RECORDS["coaching_round"]
_session = t.RECORDS["coaching_session"]
_need = t.RECORDS["need"]
_note = t.RECORDS["note"]
_action = t.RECORDS["action_point"]
_challenge = t.RECORDS["challenge"]
_solution = t.RECORDS["solution"]
_enrolment = t.RECORDS["enrolment"]
_expert = t.RECORDS["expert"]
_agency = t.RECORDS["agency"]

SHOWN = "show"
"""The kind of the register's entries that say who had a note shown."""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One coaching round. `participants` were in the cohort on its first day, or are now while it
    is yet to come; `open_actions` are promises of this round not yet done, dropped or carried on.
    """

    id: int
    number: int
    title: str
    starts_on: date | None
    ends_on: date | None
    venue: str
    participants: int
    open_actions: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A promise as it stands now: the last of its chain.

    `first_round` is where it was made, `carried` how many rounds it was carried on. `overdue`:
    open, and its day has passed.
    """

    id: int
    enrolment_id: int
    name: str
    round_id: int | None
    round_number: int
    what: str
    owner: str
    due_on: date | None
    state: ActionState
    first_round: int
    carried: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What a participant needs. `priority` 1 is the most urgent; None is not set."""

    id: int
    enrolment_id: int
    title: str
    raised_by: str
    priority: int | None
    evidence: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note without its text: `show_note` gives that."""

    id: int
    enrolment_id: int
    round_id: int | None
    round_number: int
    audience: Audience


@dataclass(frozen=True, slots=True)
class CoachingSessionRow:
    """One conversation of a participant with a coach."""

    id: int
    round_id: int | None
    round_number: int
    coach: str
    held_on: date | None
    minutes: int | None
    mode: str


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """A participant of a round, with what is open."""

    enrolment_id: int
    ref: str
    name: str
    name_native: str
    agency: str
    needs: int
    open_actions: int
    overdue_actions: int
    notes: int
    sessions: int


@dataclass(frozen=True, slots=True)
class ParticipantPage:
    """One participant's coaching: `promised` first, what she promised and has not done yet."""

    enrolment_id: int
    name: str
    name_native: str
    agency: str
    promised: tuple[ActionRow, ...]
    settled: tuple[ActionRow, ...]
    needs: tuple[NeedRow, ...]
    sessions: tuple[CoachingSessionRow, ...]
    notes: tuple[NoteRow, ...]


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """What a group found hard, and the solutions it worked out. Nobody's name is in it."""

    id: int
    round_id: int | None
    round_number: int
    what: str
    theme: str
    agency: str
    solutions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionReminder:
    """What an agency's participants still owe, without names, ready to copy."""

    agency: str
    participants: int
    people: int
    open: int
    overdue: int

    @property
    def text(self) -> str:
        said = ngettext(
            "{people} of your {all} participants has promises that are open: {open}, of them "
            "{overdue} overdue.",
            "{people} of your {all} participants have promises that are open: {open}, of them "
            "{overdue} overdue.",
            self.people,
        )
        return said.format(
            people=self.people, all=self.participants, open=self.open, overdue=self.overdue
        )


# -- rounds


def create_round(
    book: Workbook,
    *,
    cohort_id: int,
    starts_on: date | None = None,
    ends_on: date | None = None,
    title: str = "",
    venue: str = "",
) -> Made:
    """Add a round after those the cohort has. Raises RuleError when it ends before it starts."""
    with book.changing(_("Add coaching round")) as change:
        get_row(change.db, COHORT, cohort_id)
        last = change.db.scalar(
            select(func.max(_round.c.number)).where(
                _round.c.cohort_id == cohort_id, _round.c.gone == 0
            )
        )
        key = change.create(
            COACHING_ROUND,
            cohort=cohort_id,
            number=(last or 0) + 1,
            title=clean(title),
            dates=_dates(starts_on, ends_on),
            venue=clean(venue),
        )
    return Made(key, change.summary)


def edit_round(
    book: Workbook,
    *,
    round_id: int,
    starts_on: date | None = None,
    ends_on: date | None = None,
    title: str | None = None,
    venue: str | None = None,
) -> Changes:
    """Change what is given; both days together. Raises NotFoundError, RuleError."""
    values = given(title=title, venue=venue)
    if starts_on is not None or ends_on is not None:
        values["dates"] = _dates(starts_on, ends_on)
    with book.changing(_("Edit coaching round")) as change:
        get_row(change.db, COACHING_ROUND, round_id)
        change.edit(COACHING_ROUND, round_id, **values)
    return change.summary


def _dates(starts_on: date | None, ends_on: date | None) -> dict[str, date | None]:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise RuleError(_("The round would end before it starts. Nothing was changed."))
    return {"starts_on": starts_on, "ends_on": ends_on or starts_on}


def round_rows(book: Workbook, *, cohort_id: int) -> tuple[RoundRow, ...]:
    """The rounds of a cohort by number."""
    with book.reading() as db:
        members = roster(db, cohort_id=cohort_id)
        actions = _actions(db, cohort_id, book.sources.today())
        today = book.sources.today().isoformat()
        return tuple(
            RoundRow(
                id=row.id,
                number=row.number or 0,
                title=row.title or "",
                starts_on=_date(row.starts_on),
                ends_on=_date(row.ends_on),
                venue=row.venue or "",
                participants=len(_there(members, row.starts_on, today)),
                open_actions=sum(
                    action.round_id == row.id and action.state is ActionState.OPEN
                    for action in actions
                ),
            )
            for row in _rounds(db, cohort_id)
        )


def _rounds(db: Connection, cohort_id: int) -> Sequence[Any]:
    return db.execute(
        select(_round)
        .where(_round.c.cohort_id == cohort_id, _round.c.gone == 0)
        .order_by(_round.c.number, _round.c.id)
    ).all()


def _there(members: Iterable[Member], starts_on: str | None, today: str) -> list[Member]:
    day = min(starts_on or today, today)
    return [member for member in members if was_in(member.state, member.state_on, day)]


# -- participants


def participant_rows(book: Workbook, *, round_id: int) -> tuple[ParticipantRow, ...]:
    """Who takes part in a round, in the cohort's order. Raises NotFoundError."""
    with book.reading() as db:
        held = get_row(db, COACHING_ROUND, round_id)
        today = book.sources.today()
        members = _there(roster(db, cohort_id=held.cohort_id), held.starts_on, today.isoformat())
        actions: dict[int, list[ActionRow]] = defaultdict(list)
        for action in _actions(db, held.cohort_id, today):
            if action.state is ActionState.OPEN:
                actions[action.enrolment_id].append(action)
        needs = _counts(db, _need, members)
        notes = _counts(db, _note, members)
        sessions = _counts(db, _session, members)
    return tuple(
        ParticipantRow(
            enrolment_id=m.enrolment_id,
            ref=ref(ENROLMENT.letter, m.enrolment_uuid),
            name=m.display_name,
            name_native=m.name_native,
            agency=m.agency,
            needs=needs.get(m.enrolment_id, 0),
            open_actions=len(actions[m.enrolment_id]),
            overdue_actions=sum(action.overdue for action in actions[m.enrolment_id]),
            notes=notes.get(m.enrolment_id, 0),
            sessions=sessions.get(m.enrolment_id, 0),
        )
        for m in members
    )


def _counts(db: Connection, table: Any, members: Sequence[Member]) -> dict[int, int]:
    of = {key: m.enrolment_id for m in members for key in m.enrolment_ids}
    found = db.execute(
        select(table.c.enrolment_id, func.count())
        .where(table.c.enrolment_id.in_(of), table.c.gone == 0)
        .group_by(table.c.enrolment_id)
    )
    counts: Counter[int] = Counter()
    for enrolment, count in found:
        counts[of[enrolment]] += count
    return counts


def participant_page(book: Workbook, *, enrolment_id: int) -> ParticipantPage:
    """One participant's coaching, opening with what she promised last time. NotFoundError."""
    with book.reading() as db:
        enrolment = get_row(db, ENROLMENT, enrolment_id)
        member = next(
            (
                m
                for m in roster(db, cohort_id=enrolment.cohort_id)
                if enrolment_id in m.enrolment_ids
            ),
            None,
        )
        if member is None:
            raise NotFoundError(_("This person was deleted."))
        numbers = {row.id: row.number or 0 for row in _rounds(db, enrolment.cohort_id)}
        actions = [
            action
            for action in _actions(db, enrolment.cohort_id, book.sources.today())
            if action.enrolment_id == member.enrolment_id
        ]
        sessions = db.execute(
            select(_session, _expert.c.name_latin, _expert.c.name_native)
            .join(_expert, _expert.c.id == _session.c.coach_id, isouter=True)
            .where(_session.c.enrolment_id.in_(member.enrolment_ids), _session.c.gone == 0)
            .order_by(_session.c.held_on, _session.c.id)
        ).all()
        return ParticipantPage(
            enrolment_id=enrolment_id,
            name=member.display_name,
            name_native=member.name_native,
            agency=member.agency,
            promised=tuple(a for a in actions if a.state is ActionState.OPEN),
            settled=tuple(a for a in actions if a.state is not ActionState.OPEN),
            needs=_need_rows(db, member.enrolment_ids),
            sessions=tuple(
                CoachingSessionRow(
                    id=row.id,
                    round_id=row.round_id,
                    round_number=numbers.get(row.round_id, 0),
                    coach=row.name_latin or row.name_native or "",
                    held_on=_date(row.held_on),
                    minutes=row.minutes,
                    mode=row.mode or "",
                )
                for row in sessions
            ),
            notes=_note_rows(db, member.enrolment_ids, numbers),
        )


def record_session(
    book: Workbook,
    *,
    enrolment_id: int,
    round_id: int,
    coach_id: int | None = None,
    held_on: date | None = None,
    minutes: int | None = None,
    mode: Mode | None = None,
) -> Made:
    """Record a conversation with a coach. Raises NotFoundError, RuleError (other cohort)."""
    with book.changing(_("Record coaching session")) as change:
        _check_pair(change.db, enrolment_id, round_id)
        key = change.create(
            COACHING_SESSION,
            enrolment=enrolment_id,
            round=round_id,
            coach=coach_id,
            held_on=held_on or book.sources.today(),
            minutes=minutes,
            mode=mode,
        )
    return Made(key, change.summary)


def _check_pair(db: Connection, enrolment_id: int, round_id: int) -> None:
    enrolment = get_row(db, ENROLMENT, enrolment_id)
    if get_row(db, COACHING_ROUND, round_id).cohort_id != enrolment.cohort_id:
        raise RuleError(_("This round is of another cohort. Nothing was changed."))


# -- needs


def record_need(
    book: Workbook,
    *,
    enrolment_id: int,
    title: str,
    raised_by: RaisedBy = RaisedBy.SELF,
    priority: int | None = None,
    evidence: str = "",
) -> Made:
    """Record what a participant needs. Raises RuleError without words, NotFoundError."""
    with book.changing(_("Record a need")) as change:
        get_row(change.db, ENROLMENT, enrolment_id)
        key = change.create(
            NEED,
            enrolment=enrolment_id,
            title=_said(title),
            raised_by=raised_by,
            priority=priority,
            evidence=clean(evidence),
        )
    return Made(key, change.summary)


def edit_need(
    book: Workbook,
    *,
    need_id: int,
    title: str | None = None,
    raised_by: RaisedBy | None = None,
    priority: int | EllipsisType | None = ...,
    evidence: str | None = None,
) -> Changes:
    """Change what is given; a `priority` of None takes it away.

    Raises NotFoundError, RuleError without words.
    """
    values = given(raised_by=raised_by, evidence=evidence)
    if priority is not ...:
        values["priority"] = priority
    if title is not None:
        values["title"] = _said(title)
    with book.changing(_("Edit a need")) as change:
        get_row(change.db, NEED, need_id)
        change.edit(NEED, need_id, **values)
    return change.summary


def need_rows(book: Workbook, *, enrolment_id: int) -> tuple[NeedRow, ...]:
    """A participant's needs, the most urgent first."""
    with book.reading() as db:
        further = further_enrolments(db, [enrolment_id]).get(enrolment_id, ())
        return _need_rows(db, [enrolment_id, *further])


def _need_rows(db: Connection, enrolments: Sequence[int]) -> tuple[NeedRow, ...]:
    found = db.execute(
        select(_need)
        .where(_need.c.enrolment_id.in_(enrolments), _need.c.gone == 0)
        .order_by(_need.c.priority.is_(None), _need.c.priority, _need.c.id)
    )
    return tuple(
        NeedRow(
            row.id,
            row.enrolment_id,
            row.title or "",
            row.raised_by or "",
            row.priority,
            row.evidence or "",
        )
        for row in found
    )


# -- notes


def add_note(
    book: Workbook,
    *,
    enrolment_id: int,
    text: str,
    round_id: int | None = None,
    audience: Audience = Audience.COACH,
) -> Made:
    """Keep a note, its text as ciphertext in table and log. Raises RuleError without words."""
    uuid = book.sources.uuid()
    sealed = book.seal(_said(text), row=uuid, field="sealed")
    with book.changing(_("Add a note")) as change:
        get_row(change.db, ENROLMENT, enrolment_id)
        if round_id is not None:
            _check_pair(change.db, enrolment_id, round_id)
        key = change.create(
            NOTE,
            uuid=uuid,
            enrolment=enrolment_id,
            round=round_id,
            audience=audience,
            sealed=sealed,
        )
    return Made(key, change.summary)


def edit_note(
    book: Workbook, *, note_id: int, text: str | None = None, audience: Audience | None = None
) -> Changes:
    """Change a note's text or who may read it. Raises NotFoundError, RuleError without words."""
    values = given(audience=audience)
    said = _said(text) if text is not None else None
    with book.changing(_("Edit a note")) as change:
        note = get_row(change.db, NOTE, note_id)
        if said is not None:
            values["sealed"] = book.seal(
                said, row=change.uuid(note_id), field="sealed", instead_of=note.sealed
            )
        change.edit(NOTE, note_id, **values)
    return change.summary


def note_rows(book: Workbook, *, enrolment_id: int) -> tuple[NoteRow, ...]:
    """A participant's notes without their text."""
    with book.reading() as db:
        enrolment = get_row(db, ENROLMENT, enrolment_id)
        numbers = {row.id: row.number or 0 for row in _rounds(db, enrolment.cohort_id)}
        further = further_enrolments(db, [enrolment_id]).get(enrolment_id, ())
        return _note_rows(db, [enrolment_id, *further], numbers)


def _note_rows(
    db: Connection, enrolments: Sequence[int], numbers: Mapping[int, int]
) -> tuple[NoteRow, ...]:
    found = db.execute(
        select(_note.c.id, _note.c.enrolment_id, _note.c.round_id, _note.c.audience)
        .where(_note.c.enrolment_id.in_(enrolments), _note.c.gone == 0)
        .order_by(_note.c.id)
    )
    return tuple(
        NoteRow(
            row.id,
            row.enrolment_id,
            row.round_id,
            numbers.get(row.round_id, 0),
            Audience(row.audience or Audience.COACH),
        )
        for row in found
    )


def show_note(book: Workbook, *, note_id: int) -> str:
    """The text of a note; that it was shown, when and to whom, is recorded on this laptop first.

    Raises NotFoundError, and SaveError where it cannot be recorded: then it is not shown.
    """
    with book.noting() as db:
        note = get_row(db, NOTE, note_id)
        uuid = db.scalar(select(t.row.c.uuid).where(t.row.c.n == note_id))
        shown = UUID(bytes=uuid)
        register.enter(
            book,
            db,
            SHOWN,
            name=ref(NOTE.letter, shown),
            content="",
            detail={"note": shown.hex},
        )
    return book.unseal(note.sealed) if note.sealed else ""


# -- action points


def add_action(
    book: Workbook,
    *,
    enrolment_id: int,
    round_id: int,
    what: str,
    owner: str = "",
    due_on: date | None = None,
) -> Made:
    """Write down what a participant promised. Raises RuleError without words, NotFoundError."""
    with book.changing(_("Add an action point")) as change:
        _check_pair(change.db, enrolment_id, round_id)
        key = change.create(
            ACTION_POINT,
            enrolment=enrolment_id,
            round=round_id,
            what=_said(what),
            owner=clean(owner),
            due_on=due_on,
            state=ActionState.OPEN,
        )
    return Made(key, change.summary)


def edit_action(
    book: Workbook,
    *,
    action_id: int,
    what: str | None = None,
    owner: str | None = None,
    due_on: date | EllipsisType | None = ...,
) -> Changes:
    """Change what is given; a `due_on` of None takes the day away.

    Raises NotFoundError, RuleError without words.
    """
    values = given(owner=owner)
    if due_on is not ...:
        values["due_on"] = due_on
    if what is not None:
        values["what"] = _said(what)
    with book.changing(_("Edit an action point")) as change:
        get_row(change.db, ACTION_POINT, action_id)
        change.edit(ACTION_POINT, action_id, **values)
    return change.summary


def set_action_state(book: Workbook, *, action_id: int, state: ActionState) -> Changes:
    """Say that a promise is done, dropped, or open again. Raises NotFoundError."""
    with book.changing(_("Update an action point")) as change:
        get_row(change.db, ACTION_POINT, action_id)
        change.edit(ACTION_POINT, action_id, state=state)
    return change.summary


def carry_forward(book: Workbook, *, round_id: int) -> Changes:
    """Carry what is still open of a round into the next one, for all who are still in the cohort.

    Twice is once. Raises RuleError when there is no next round, NotFoundError.
    """
    with book.changing(_("Carry action points forward")) as change:
        held = get_row(change.db, COACHING_ROUND, round_id)
        rounds = [row.id for row in _rounds(change.db, held.cohort_id)]
        later = rounds[rounds.index(round_id) + 1 :]
        if not later:
            raise RuleError(_("There is no next round yet. Add it first; nothing was changed."))
        _carry(change, held.cohort_id, round_id, later[0])
    return change.summary


def _carry(change: Changing, cohort_id: int, round_id: int, target: int) -> None:
    staying = {
        enrolment
        for member in roster(change.db, cohort_id=cohort_id)
        if member.state == EnrolmentState.ENROLLED
        for enrolment in member.enrolment_ids
    }
    open_ones = change.db.execute(
        select(_action)
        .where(
            _action.c.round_id == round_id,
            _action.c.state == ActionState.OPEN,
            _action.c.enrolment_id.in_(staying),
            _action.c.gone == 0,
        )
        .order_by(_action.c.id)
    ).all()
    carried = set(
        change.db.execute(
            select(_action.c.carried_from_id).where(
                _action.c.carried_from_id.is_not(None), _action.c.gone == 0
            )
        ).scalars()
    )
    for action in open_ones:
        if action.id in carried:
            continue
        change.create(
            ACTION_POINT,
            uuid=linked_id("carried", change.uuid(action.id), change.uuid(target)),
            enrolment=action.enrolment_id,
            round=target,
            what=action.what,
            owner=action.owner,
            due_on=action.due_on,
            state=ActionState.OPEN,
            carried_from=action.id,
        )


def action_rows(
    book: Workbook, *, cohort_id: int, state: ActionState | None = None
) -> tuple[ActionRow, ...]:
    """Every promise of a cohort once, as the last of its chain says; the earliest due first."""
    with book.reading() as db:
        rows = _actions(db, cohort_id, book.sources.today())
    return tuple(row for row in rows if state is None or row.state is state)


def _actions(db: Connection, cohort_id: int, today: date) -> list[ActionRow]:
    numbers = {row.id: row.number or 0 for row in _rounds(db, cohort_id)}
    members = {
        enrolment: m for m in roster(db, cohort_id=cohort_id) for enrolment in m.enrolment_ids
    }
    found = {
        row.id: row
        for row in db.execute(
            select(_action).where(_action.c.enrolment_id.in_(members), _action.c.gone == 0)
        )
    }
    continued = {row.carried_from_id for row in found.values()}
    rows = []
    for row in found.values():
        if row.id in continued:
            continue
        chain = _chain(row, found)
        state = ActionState(row.state or ActionState.OPEN)
        due_on = _date(row.due_on)
        rows.append(
            ActionRow(
                id=row.id,
                enrolment_id=members[row.enrolment_id].enrolment_id,
                name=members[row.enrolment_id].display_name,
                round_id=row.round_id,
                round_number=numbers.get(row.round_id, 0),
                what=row.what or "",
                owner=row.owner or "",
                due_on=due_on,
                state=state,
                first_round=numbers.get(chain[-1].round_id, 0),
                carried=len(chain) - 1,
                overdue=state is ActionState.OPEN and due_on is not None and due_on < today,
            )
        )
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or today, row.id))


def _chain(row: Any, found: Mapping[int, Any]) -> list[Any]:
    """The row and what it was carried from, back to the first; a ring in the data ends."""
    chain = [row]
    seen = {row.id}
    while (before := found.get(chain[-1].carried_from_id)) is not None and before.id not in seen:
        seen.add(before.id)
        chain.append(before)
    return chain


def open_actions(db: Connection, *, cohort_id: int, today: date) -> tuple[ActionRow, ...]:
    """What those who are still in the cohort promised and have not done, the earliest due first."""
    here = {
        m.enrolment_id
        for m in roster(db, cohort_id=cohort_id)
        if m.state == EnrolmentState.ENROLLED
    }
    return tuple(
        action
        for action in _actions(db, cohort_id, today)
        if action.state is ActionState.OPEN and action.enrolment_id in here
    )


def reminder_rows(book: Workbook, *, cohort_id: int) -> tuple[ActionReminder, ...]:
    """What each agency's participants still owe, agencies in the cohort's order."""
    with book.reading() as db:
        members = [m for m in roster(db, cohort_id=cohort_id) if m.state == EnrolmentState.ENROLLED]
        actions = open_actions(db, cohort_id=cohort_id, today=book.sources.today())
    rows = []
    for agency in dict.fromkeys(m.agency for m in members):
        own = {m.enrolment_id for m in members if m.agency == agency}
        open_ones = [action for action in actions if action.enrolment_id in own]
        if open_ones:
            rows.append(
                ActionReminder(
                    agency=agency,
                    participants=len(own),
                    people=len({action.enrolment_id for action in open_ones}),
                    open=len(open_ones),
                    overdue=sum(action.overdue for action in open_ones),
                )
            )
    return tuple(rows)


# -- group work


def add_challenge(
    book: Workbook, *, round_id: int, what: str, theme: str = "", agency_id: int | None = None
) -> Made:
    """Write down what a group found hard. Raises RuleError without words, NotFoundError."""
    with book.changing(_("Add a challenge")) as change:
        get_row(change.db, COACHING_ROUND, round_id)
        key = change.create(
            CHALLENGE, round=round_id, what=_said(what), theme=clean(theme), agency=agency_id
        )
    return Made(key, change.summary)


def add_solution(book: Workbook, *, challenge_id: int, what: str) -> Made:
    """Write down a solution to a challenge. Raises RuleError without words, NotFoundError."""
    with book.changing(_("Add a solution")) as change:
        get_row(change.db, CHALLENGE, challenge_id)
        key = change.create(SOLUTION, challenge=challenge_id, what=_said(what))
    return Made(key, change.summary)


def challenge_rows(book: Workbook, *, cohort_id: int) -> tuple[ChallengeRow, ...]:
    """The challenges of all rounds with their solutions, round by round."""
    with book.reading() as db:
        numbers = {row.id: row.number or 0 for row in _rounds(db, cohort_id)}
        agencies = {
            row.id: row.short_name or row.name or ""
            for row in db.execute(select(_agency.c.id, _agency.c.name, _agency.c.short_name))
        }
        found = db.execute(
            select(_challenge)
            .where(_challenge.c.round_id.in_(numbers), _challenge.c.gone == 0)
            .order_by(_challenge.c.id)
        ).all()
        solutions: dict[int, list[str]] = defaultdict(list)
        for row in db.execute(select(_solution).where(_solution.c.gone == 0).order_by("id")):
            solutions[row.challenge_id].append(row.what or "")
    rows = [
        ChallengeRow(
            id=row.id,
            round_id=row.round_id,
            round_number=numbers[row.round_id],
            what=row.what or "",
            theme=row.theme or "",
            agency=agencies.get(row.agency_id, ""),
            solutions=tuple(solutions[row.id]),
        )
        for row in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.round_number, row.id)))


def _said(text: str) -> str:
    said = clean(text)
    if not said:
        raise RuleError(_("There are no words yet. Nothing was changed."))
    return said


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
