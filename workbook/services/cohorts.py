"""A cohort, its seats, and each person's way through it from nomination to leaving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, func, select

from workbook.domain.certificate import Rule, rule_of
from workbook.domain.cohort import (
    COHORT,
    ENROLMENT,
    SEATS,
    EnrolmentState,
    LeaveReason,
    Readiness,
    Signatory,
    enrolment_id,
    leave_parts,
    leave_text,
    may_start_training,
    was_in,
)
from workbook.domain.elearning import Attempt, AttemptStatus, Completion, Need, completion
from workbook.domain.ids import ref
from workbook.domain.office import PROGRAMME
from workbook.domain.people import AGENCY, PERSON, display_name
from workbook.domain.training import (
    DEFAULT_STATUS_SET,
    STATUS_SETS,
    Status,
    statuses_of,
    stored_statuses,
)
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _
from workbook.services.people import Made, Member, get_row, given, members_by_ref, roster
from workbook.services.same_person import edit_enrolment, representatives
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import clean, skeleton

_cohort = t.RECORDS["cohort"]
_seats = t.RECORDS["seats"]
_agency = t.RECORDS["agency"]
_person = t.RECORDS["person"]
_enrolment = t.RECORDS["enrolment"]
_module = t.RECORDS["module"]
_required = t.RECORDS["required_module"]
_attempt = t.RECORDS["attempt"]
_round = t.RECORDS["coaching_round"]
_training = t.RECORDS["training"]
_session = t.RECORDS["training_session"]

# Nominated by an agency and neither declined nor replaced: these take a seat.
_ON_A_SEAT = (EnrolmentState.NOMINATED, EnrolmentState.ENROLLED, EnrolmentState.LEFT)


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cohort. Texts are "" and dates None where nothing is known."""

    id: int
    ref: str
    code: str
    title: str
    title_native: str
    short_title: str
    short_title_native: str
    starts_on: date | None
    ends_on: date | None
    venue: str
    venue_native: str
    statuses: tuple[Status, ...]
    rule: Rule
    signatories: tuple[Signatory, ...]
    enrolled: int


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One person in a cohort. `missing` are codes of required modules, in the cohort's order.

    `ready`: she has passed them all. `allowed_reason` is set when she may start all the same.
    """

    id: int
    ref: str
    person_id: int
    person_ref: str
    name: str
    name_native: str
    names_confirmed: bool
    sex: str
    rank: str
    agency_id: int | None
    agency: str
    provisional: bool
    state: str
    state_on: date | None
    reason: str
    reserve_order: int | None
    replaces_id: int | None
    source: str
    ready: bool
    missing: tuple[str, ...]
    allowed_reason: str | None
    erased: bool

    @property
    def may_start(self) -> bool:
        return self.ready or self.allowed_reason is not None

    @property
    def display_name(self) -> str:
        return display_name(self.name, self.name_native, erased=self.erased)


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """An agency's seats. `seats` is None where none were set; `nominated` counts everybody on a
    seat, enrolled ones included. `warning` is a sentence, or "": it never stops anything.
    """

    agency_id: int | None
    agency: str
    seats: int | None
    nominated: int
    enrolled: int
    reserve: int
    warning: str


@dataclass(frozen=True, slots=True)
class LeaverRow:
    enrolment_id: int
    name: str
    agency: str
    on: date | None
    reason: LeaveReason
    note: str


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """Who was there at one stage. `round_id` is None for the training, whose `number` is 0.

    `count` is len(enrolment_ids); `left` are those who left since the stage before.
    """

    round_id: int | None
    number: int
    title: str
    day: date | None
    count: int
    enrolment_ids: tuple[int, ...]
    left: tuple[LeaverRow, ...]


# -- cohorts


_LATEST_FIRST = (_cohort.c.starts_on.is_(None), _cohort.c.starts_on.desc(), _cohort.c.code)


def cohort_rows(book: Workbook) -> tuple[CohortRow, ...]:
    """Every cohort, the latest first; those without dates last."""
    with book.reading() as db:
        return _cohort_rows(db)


def cohort_names(book: Workbook) -> tuple[tuple[int, str, str], ...]:
    """(key, code, title) of every cohort, in the order of `cohort_rows`; nobody is counted."""
    with book.reading() as db:
        found = db.execute(
            select(_cohort.c.id, _cohort.c.code, _cohort.c.title)
            .where(_cohort.c.gone == 0)
            .order_by(*_LATEST_FIRST)
        )
        return tuple((key, code or "", title or "") for key, code, title in found)


def get_cohort(book: Workbook, *, cohort_id: int) -> CohortRow:
    """Raises NotFoundError."""
    with book.reading() as db:
        found = _cohort_rows(db, cohort_id)
    if not found:
        raise NotFoundError(_("This cohort is no longer in the workbook."))
    return found[0]


def _cohort_rows(db: Connection, cohort_id: int | None = None) -> tuple[CohortRow, ...]:
    """Of all cohorts, or of one."""
    wanted = select(_cohort, t.row.c.uuid).join(t.row, t.row.c.n == _cohort.c.id)
    counted = select(_enrolment.c.cohort_id, _enrolment.c.person_id).where(
        _enrolment.c.gone == 0, _enrolment.c.state == EnrolmentState.ENROLLED.value
    )
    if cohort_id is not None:
        wanted = wanted.where(_cohort.c.id == cohort_id)
        counted = counted.where(_enrolment.c.cohort_id == cohort_id)
    same = representatives(db)
    people = {(cohort, same.get(person, person)) for cohort, person in db.execute(counted)}
    enrolled = Counter(cohort for cohort, _person_id in people)
    return tuple(
        _cohort_row(row, enrolled[row.id])
        for row in db.execute(wanted.where(_cohort.c.gone == 0).order_by(*_LATEST_FIRST))
    )


def find_cohort_by_code(book: Workbook, *, code: str) -> CohortRow | None:
    """The cohort with this code, in any case and spelling; None when there is none."""
    sought = skeleton(code)
    return next((row for row in cohort_rows(book) if skeleton(row.code) == sought), None)


def get_cohort_by_code(book: Workbook, *, code: str) -> CohortRow:
    """Raises NotFoundError, naming the codes there are."""
    found = find_cohort_by_code(book, code=code)
    if found is not None:
        return found
    codes = ", ".join(row.code for row in cohort_rows(book)) or _("none yet")
    raise NotFoundError(
        _("There is no cohort “{code}” in this workbook. Its cohorts: {codes}.").format(
            code=clean(code), codes=codes
        )
    )


def _cohort_row(row: Any, enrolled: int) -> CohortRow:
    return CohortRow(
        id=row.id,
        ref=ref(COHORT.letter, UUID(bytes=row.uuid)),
        code=row.code or "",
        title=row.title or "",
        title_native=row.title_native or "",
        short_title=row.short_title or "",
        short_title_native=row.short_title_native or "",
        starts_on=_date(row.starts_on),
        ends_on=_date(row.ends_on),
        venue=row.venue or "",
        venue_native=row.venue_native or "",
        statuses=statuses_of(orjson.loads(row.status_set) if row.status_set else None),
        rule=rule_of(orjson.loads(row.rule) if row.rule else None),
        signatories=tuple(
            Signatory(**signatory)
            for signatory in (orjson.loads(row.signatories) if row.signatories else ())
        ),
        enrolled=enrolled,
    )


def create_cohort(
    book: Workbook,
    *,
    code: str,
    title: str,
    starts_on: date,
    ends_on: date,
    title_native: str = "",
    short_title: str = "",
    short_title_native: str = "",
    venue: str = "",
    venue_native: str = "",
    status_set: str = DEFAULT_STATUS_SET,
    rule: Rule | None = None,
    signatories: Sequence[Signatory] = (),
) -> Made:
    """Add a cohort. `status_set` names one of STATUS_SETS.

    Raises RuleError without a code or title, when the code is taken, or when it ends before it
    starts.
    """
    if not clean(code) or not clean(title):
        raise RuleError(_("A cohort needs a code and a title. Nothing was added."))
    if find_cohort_by_code(book, code=code) is not None:
        raise RuleError(
            _("There is already a cohort “{code}”. Nothing was added.").format(code=clean(code))
        )
    _check_cohort(starts_on, ends_on, rule)
    with book.changing(_("Create a cohort")) as change:
        made = change.create(
            COHORT,
            uuid=None,
            **given(
                programme=change.key(PROGRAMME, book.programme_uuid),
                code=code,
                title=title,
                title_native=title_native,
                short_title=short_title,
                short_title_native=short_title_native,
                dates={"starts_on": starts_on, "ends_on": ends_on},
                venue=venue,
                venue_native=venue_native,
                status_set=_status_set(status_set),
                rule=asdict(rule or Rule()),
                signatories=[asdict(signatory) for signatory in signatories] or None,
            ),
        )
    return Made(made, change.summary)


def edit_cohort(
    book: Workbook,
    *,
    cohort_id: int,
    code: str | None = None,
    title: str | None = None,
    title_native: str | None = None,
    short_title: str | None = None,
    short_title_native: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    venue: str | None = None,
    venue_native: str | None = None,
    status_set: str | None = None,
    rule: Rule | None = None,
    signatories: Sequence[Signatory] | None = None,
) -> Changes:
    """Change what is given; None leaves a field as it is, "" empties it.

    Raises RuleError as `create_cohort` does, and when a status set lacks a mark already given.
    """
    for text in (code, title):
        if text is not None and not clean(text):
            raise RuleError(_("A cohort needs a code and a title. Nothing was changed."))
    if code is not None:
        same = find_cohort_by_code(book, code=code)
        if same is not None and same.id != cohort_id:
            raise RuleError(
                _("There is already a cohort “{code}”. Nothing was changed.").format(
                    code=clean(code)
                )
            )
    with book.changing(_("Edit a cohort")) as change:
        present = get_row(change.db, COHORT, cohort_id)
        dates = {
            "starts_on": starts_on or _date(present.starts_on),
            "ends_on": ends_on or _date(present.ends_on),
        }
        _check_cohort(dates["starts_on"], dates["ends_on"], rule)
        if status_set is not None:
            _check_marks(change.db, cohort_id, status_set)
        change.edit(
            COHORT,
            cohort_id,
            **given(
                code=code,
                title=title,
                title_native=title_native,
                short_title=short_title,
                short_title_native=short_title_native,
                dates=dates,
                venue=venue,
                venue_native=venue_native,
                status_set=None if status_set is None else _status_set(status_set),
                rule=None if rule is None else asdict(rule),
                signatories=None if signatories is None else [asdict(s) for s in signatories],
            ),
        )
    return change.summary


def _check_cohort(starts_on: date | None, ends_on: date | None, rule: Rule | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise RuleError(_("A cohort ends on or after its first day. Nothing was changed."))
    if rule is not None and not (
        0 <= rule.attendance_percent <= 100 and 0 <= rule.completion_percent <= 100
    ):
        raise RuleError(_("A percentage is 0 to 100. Nothing was changed."))


def _status_set(name: str) -> list[dict[str, Any]]:
    if name not in STATUS_SETS:
        raise RuleError(
            _("There is no set of marks “{name}”. There are: {names}.").format(
                name=name, names=", ".join(STATUS_SETS)
            )
        )
    return stored_statuses(STATUS_SETS[name])


def _check_marks(db: Connection, cohort_id: int, status_set: str) -> None:
    codes = {status["code"] for status in _status_set(status_set)}
    marks = t.RECORDS["attendance"]
    used = set(
        db.scalars(
            select(marks.c.status)
            .distinct()
            .join(_session, _session.c.id == marks.c.session_id)
            .join(_training, _training.c.id == _session.c.training_id)
            .where(
                _training.c.cohort_id == cohort_id,
                marks.c.gone == 0,
                marks.c.status.is_not(None),
            )
        )
    )
    if used - codes:
        raise RuleError(
            _("Marks {codes} are in use and are not in this set. Nothing was changed.").format(
                codes=", ".join(sorted(used - codes))
            )
        )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# -- seats


def set_seats(book: Workbook, *, cohort_id: int, seats: Mapping[int, int | None]) -> Changes:
    """Set how many seats agencies have in a cohort; None takes an agency's seats away.

    Raises RuleError for less than none.
    """
    with book.changing(_("Set seats")) as change:
        get_row(change.db, COHORT, cohort_id)
        for agency, count in seats.items():
            get_row(change.db, AGENCY, agency)
            if count is not None and count < 0:
                raise RuleError(_("Seats are 0 or more. Nothing was changed."))
            change.put(SEATS, (cohort_id, agency), seats=count)
    return change.summary


def quota_rows(book: Workbook, *, cohort_id: int) -> tuple[QuotaRow, ...]:
    """Seats, nominations and enrolments by agency, in the cohort's order, then by name."""
    with book.reading() as db:
        get_row(db, COHORT, cohort_id)
        members = roster(db, cohort_id=cohort_id)
        seats = {
            row.agency_id: row.seats
            for row in db.execute(
                select(_seats).where(
                    _seats.c.cohort_id == cohort_id,
                    _seats.c.gone == 0,
                    _seats.c.seats.is_not(None),
                )
            )
        }
        names = {
            row.id: row.short_name or row.name or ""
            for row in db.execute(select(_agency).where(_agency.c.gone == 0))
        }
    order = list(dict.fromkeys(member.agency_id for member in members))
    order += sorted(set(seats) - set(order), key=lambda agency: skeleton(names.get(agency, "")))
    rows = []
    for agency in order:
        own = [member for member in members if member.agency_id == agency]
        nominated = sum(member.state in _ON_A_SEAT for member in own)
        limit = seats.get(agency)
        over = 0 if limit is None else nominated - limit
        warning = (
            _("{over} more than the {seats} seats.").format(over=over, seats=limit)
            if over > 0
            else ""
        )
        rows.append(
            QuotaRow(
                agency,
                names.get(agency, "") if agency is not None else "",
                limit,
                nominated,
                sum(member.state == EnrolmentState.ENROLLED for member in own),
                sum(member.state == EnrolmentState.RESERVE for member in own),
                warning,
            )
        )
    return tuple(rows)


# -- enrolments


def enrolment_rows(book: Workbook, *, cohort_id: int) -> tuple[EnrolmentRow, ...]:
    """Everybody with an enrolment, whatever its state, in the cohort's order."""
    with book.reading() as db:
        get_row(db, COHORT, cohort_id)
        members = roster(db, cohort_id=cohort_id)
        readiness = readiness_of(db, cohort_id=cohort_id, members=members)
        uuids = {
            row[0]: UUID(bytes=row[1])
            for row in db.execute(
                select(t.row.c.n, t.row.c.uuid).where(t.row.c.n.in_([m.person_id for m in members]))
            )
        }
    return tuple(
        EnrolmentRow(
            id=m.enrolment_id,
            ref=ref(ENROLMENT.letter, m.enrolment_uuid),
            person_id=m.person_id,
            person_ref=ref(PERSON.letter, uuids[m.person_id]),
            name=m.name,
            name_native=m.name_native,
            names_confirmed=m.names_confirmed,
            sex=m.sex,
            rank=m.rank,
            agency_id=m.agency_id,
            agency=m.agency,
            provisional=m.provisional,
            state=m.state,
            state_on=_date(m.state_on),
            reason=m.reason,
            reserve_order=m.reserve_order,
            replaces_id=m.replaces_id,
            source=m.source,
            ready=readiness[m.enrolment_id].ready,
            missing=readiness[m.enrolment_id].missing,
            allowed_reason=readiness[m.enrolment_id].allowed_reason,
            erased=m.erased,
        )
        for m in members
    )


def get_enrolment_by_ref(book: Workbook, *, cohort_id: int, ref: str) -> EnrolmentRow:
    """The enrolment with this Ref, or of the person with it, by any of her records. Raises
    NotFoundError.
    """
    sought = ref.strip().upper()
    with book.reading() as db:
        found = members_by_ref(db, roster(db, cohort_id=cohort_id)).get(sought)
    for row in enrolment_rows(book, cohort_id=cohort_id):
        if found is not None and row.id == found.enrolment_id:
            return row
    raise NotFoundError(_("Nobody in this cohort has the Ref “{ref}”.").format(ref=sought))


def required_modules(db: Connection, *, cohort_id: int) -> tuple[Any, ...]:
    """The modules of a cohort in its order, with id, code, title, need and due_on."""
    return tuple(
        db.execute(
            select(
                _module.c.id,
                _module.c.code,
                _module.c.title,
                _module.c.title_native,
                _required.c.need,
                _required.c.due_on,
            )
            .join(_required, _required.c.module_id == _module.c.id)
            .where(_required.c.cohort_id == cohort_id, _required.c.gone == 0, _module.c.gone == 0)
            .order_by(_required.c.position.is_(None), _required.c.position, _module.c.code)
        ).all()
    )


def completions(
    db: Connection, *, people: Collection[int], modules: Collection[int]
) -> dict[tuple[int, int], Completion]:
    """What each person's tries at each module come to, by (person, module); no try, no entry.

    Of somebody with several records `people` holds the one that stands for her.
    """
    same = representatives(db)
    wanted = set(people)
    wanted |= {key for key, first in same.items() if first in wanted}
    found = db.execute(
        select(_attempt).where(
            _attempt.c.module_id.in_(modules),
            _attempt.c.person_id.in_(wanted),
            _attempt.c.gone == 0,
            _attempt.c.status.is_not(None),
        )
    ).all()
    tries: dict[tuple[int, int], list[Attempt]] = {}
    for row in found:
        attempt = Attempt(AttemptStatus(row.status), row.score, row.done_on)
        own = tries.setdefault((same.get(row.person_id, row.person_id), row.module_id), [])
        # The same try in both records of one person is one try.
        if attempt not in own:
            own.append(attempt)
    return {pair: completion(own) for pair, own in tries.items()}


def readiness_of(
    db: Connection, *, cohort_id: int, members: Iterable[Member]
) -> dict[int, Readiness]:
    """Who of these may start the training, and what is missing; by enrolment."""
    members = tuple(members)
    required = [
        module
        for module in required_modules(db, cohort_id=cohort_id)
        if module.need != Need.RECOMMENDED
    ]
    done = completions(
        db, people=[m.person_id for m in members], modules=[module.id for module in required]
    )
    return {
        m.enrolment_id: may_start_training(
            required=[module.code or module.title or "" for module in required],
            passed={
                module.code or module.title or ""
                for module in required
                if (found := done.get((m.person_id, module.id))) is not None and found.passed
            },
            allowed_reason=(m.allowed_reason or "—") if m.allowed else None,
        )
        for m in members
    }


def nominate(
    book: Workbook,
    *,
    cohort_id: int,
    person_ids: Sequence[int],
    reserve: bool = False,
    source: str = "",
) -> Changes:
    """Put people forward, or on the reserve list after those of their agency who stand there.

    Somebody who already has an enrolment keeps its state, unless she had declined.
    """
    with book.changing(_("Nominate")) as change:
        get_row(change.db, COHORT, cohort_id)
        present = {m.person_id: m for m in roster(change.db, cohort_id=cohort_id)}
        last: dict[int | None, int] = {}
        for member in present.values():
            order = member.reserve_order or 0
            last[member.agency_id] = max(last.get(member.agency_id, 0), order)
        same = representatives(change.db)
        for said in person_ids:
            agency = get_row(change.db, PERSON, said).agency_id
            person = same.get(said, said)
            known = present.get(person)
            if known is not None and known.state != EnrolmentState.DECLINED:
                continue
            if reserve:
                last[agency] = last.get(agency, 0) + 1
            state = EnrolmentState.RESERVE if reserve else EnrolmentState.NOMINATED
            enrolment = (
                _enrolment_of(change, cohort_id, person, source=source)
                if known is None
                else known.enrolment_id
            )
            _stand(change, book, enrolment, state)
            change.edit(ENROLMENT, enrolment, reserve_order=last[agency] if reserve else None)
    return change.summary


def enrol(
    book: Workbook,
    *,
    cohort_id: int,
    enrolment_ids: Collection[int] | None = None,
    person_ids: Sequence[int] = (),
) -> Changes:
    """Enrol these, and these people, who need no nomination; with neither, all the nominated.

    Nobody is stopped here: `EnrolmentRow.may_start` says who may not start the training yet.
    """
    with book.changing(_("Enrol")) as change:
        get_row(change.db, COHORT, cohort_id)
        members = roster(change.db, cohort_id=cohort_id)
        if enrolment_ids is None:
            enrolment_ids = (
                []
                if person_ids
                else [m.enrolment_id for m in members if m.state == EnrolmentState.NOMINATED]
            )
        here = {enrolment: m for m in members for enrolment in m.enrolment_ids}
        for enrolment in enrolment_ids:
            if enrolment not in here:
                raise NotFoundError(_("This enrolment is not of this cohort. Nothing was changed."))
            if here[enrolment].state != EnrolmentState.ENROLLED:
                _stand(change, book, enrolment, EnrolmentState.ENROLLED)
        enrolled = {m.person_id for m in members if m.state == EnrolmentState.ENROLLED}
        present = {m.person_id: m.enrolment_id for m in members}
        same = representatives(change.db)
        for said in person_ids:
            get_row(change.db, PERSON, said)
            person = same.get(said, said)
            if person not in enrolled:
                enrolment = present.get(person) or _enrolment_of(change, cohort_id, person)
                _stand(change, book, enrolment, EnrolmentState.ENROLLED)
    return change.summary


def enrol_ready(book: Workbook, *, cohort_id: int) -> Changes:
    """Enrol the nominated who may start the training: ready, or allowed with a reason."""
    ready = [
        row.id
        for row in enrolment_rows(book, cohort_id=cohort_id)
        if row.state == EnrolmentState.NOMINATED and row.may_start
    ]
    return enrol(book, cohort_id=cohort_id, enrolment_ids=ready)


def allow(book: Workbook, *, enrolment_id: int, reason: str) -> Changes:
    """Let somebody start the training though modules are missing.

    Raises RuleError without a reason.
    """
    said = clean(reason)
    if not said:
        raise RuleError(
            _("Say why she may start all the same: it stands on record. Nothing was changed.")
        )
    with book.changing(_("Allow with a reason")) as change:
        get_row(change.db, ENROLMENT, enrolment_id)
        edit_enrolment(change, enrolment_id, allowance={"allowed": True, "allowed_reason": said})
    return change.summary


def disallow(book: Workbook, *, enrolment_id: int) -> Changes:
    """Take back that somebody may start though modules are missing."""
    with book.changing(_("Take back “allowed”")) as change:
        get_row(change.db, ENROLMENT, enrolment_id)
        edit_enrolment(change, enrolment_id, allowance=None)
    return change.summary


def decline(book: Workbook, *, enrolment_id: int, reason: str = "") -> Changes:
    """Note that a nominee does not come. Raises RuleError for one who is enrolled: she leaves."""
    with book.changing(_("Decline a nomination")) as change:
        present = get_row(change.db, ENROLMENT, enrolment_id)
        if present.state == EnrolmentState.ENROLLED:
            raise RuleError(_("She is enrolled: let her leave, with a reason and a date."))
        _stand(change, book, enrolment_id, EnrolmentState.DECLINED, reason=clean(reason))
    return change.summary


def replace_nominee(
    book: Workbook, *, enrolment_id: int, person_id: int, reason: str = ""
) -> Changes:
    """Let another person take the place of a nominee, in the state the first one had.

    Both stay on record, and the newcomer's enrolment says whom it replaces. Raises RuleError when
    she is in the cohort already, unless on reserve or declined, or replaces herself.
    """
    with book.changing(_("Replace a nominee")) as change:
        old = get_row(change.db, ENROLMENT, enrolment_id)
        if old.state not in (EnrolmentState.NOMINATED, EnrolmentState.ENROLLED):
            raise RuleError(_("Only a nominee or a participant can be replaced."))
        members = {m.person_id: m for m in roster(change.db, cohort_id=old.cohort_id)}
        person_id = representatives(change.db).get(person_id, person_id)
        known = members.get(person_id)
        free = (EnrolmentState.RESERVE, EnrolmentState.DECLINED)
        if known is not None and known.state not in free:
            raise RuleError(_("The other person is in this cohort already. Nothing was changed."))
        get_row(change.db, PERSON, person_id)
        new = known.enrolment_id if known else _enrolment_of(change, old.cohort_id, person_id)
        _stand(change, book, new, EnrolmentState(old.state))
        change.edit(ENROLMENT, new, replaces=enrolment_id, reserve_order=None)
        _stand(change, book, enrolment_id, EnrolmentState.REPLACED, reason=clean(reason))
    return change.summary


def withdraw(
    book: Workbook,
    *,
    enrolment_id: int,
    reason: LeaveReason,
    on: date | None = None,
    note: str = "",
) -> Changes:
    """Let a participant leave the cohort on a day (today when None); her marks stay.

    `on` is her first day away. Raises RuleError for somebody who is not enrolled.
    """
    with book.changing(_("Leave the cohort")) as change:
        present = get_row(change.db, ENROLMENT, enrolment_id)
        if present.state not in (EnrolmentState.ENROLLED, EnrolmentState.LEFT):
            raise RuleError(_("Only a participant can leave; a nominee declines."))
        said = leave_text(LeaveReason(reason), clean(note))
        _stand(change, book, enrolment_id, EnrolmentState.LEFT, on=on, reason=said)
    return change.summary


def _enrolment_of(change: Changing, cohort_id: int, person_id: int, *, source: str = "") -> int:
    uuid = enrolment_id(change.uuid(cohort_id), change.uuid(person_id))
    known = change.key(ENROLMENT, uuid)
    if known is not None:
        return known
    return change.create(
        ENROLMENT, uuid=uuid, cohort=cohort_id, person=person_id, source=clean(source)
    )


def _stand(
    change: Changing,
    book: Workbook,
    enrolment: int,
    state: EnrolmentState,
    *,
    on: date | None = None,
    reason: str = "",
) -> None:
    standing = {"state": state, "state_on": on or book.sources.today(), "reason": reason}
    edit_enrolment(change, enrolment, standing=standing)


# -- who stayed


def retention_rows(book: Workbook, *, cohort_id: int) -> tuple[RetentionRow, ...]:
    """Who was there at the training, and at each coaching round on its first day, in order.

    A round without a date, or yet to come, counts those who are there now.
    """
    with book.reading() as db:
        get_row(db, COHORT, cohort_id)
        return retention(db, cohort_id=cohort_id, today=book.sources.today())


def retention(db: Connection, *, cohort_id: int, today: date) -> tuple[RetentionRow, ...]:
    """`retention_rows` within a transaction that is open."""
    cohort = get_row(db, COHORT, cohort_id)
    members = roster(db, cohort_id=cohort_id)
    first = db.scalar(
        select(func.min(_session.c.held_on))
        .join(_training, _training.c.id == _session.c.training_id)
        .where(_training.c.cohort_id == cohort_id, _training.c.gone == 0, _session.c.gone == 0)
    )
    rounds = db.execute(
        select(_round)
        .where(_round.c.cohort_id == cohort_id, _round.c.gone == 0)
        .order_by(_round.c.starts_on.is_(None), _round.c.starts_on, _round.c.number)
    ).all()
    stages: list[tuple[int | None, int, str, str | None]] = [
        (None, 0, _("Training"), first or cohort.starts_on)
    ]
    for coaching in rounds:
        number = coaching.number or 0
        title = coaching.title or _("Coaching round {n}").format(n=number)
        stages.append((coaching.id, number, title, coaching.starts_on))
    rows: list[RetentionRow] = []
    before: set[int] = set()
    for round_id, number, title, day in stages:
        there = tuple(
            m.enrolment_id for m in members if was_in(m.state, m.state_on, day or today.isoformat())
        )
        left = tuple(
            _leaver(m)
            for m in members
            if m.enrolment_id in before - set(there) and m.state == EnrolmentState.LEFT
        )
        rows.append(RetentionRow(round_id, number, title, _date(day), len(there), there, left))
        before = set(there)
    return tuple(rows)


def _leaver(member: Member) -> LeaverRow:
    reason, note = leave_parts(member.reason)
    return LeaverRow(
        member.enrolment_id,
        member.display_name,
        member.agency,
        _date(member.state_on),
        reason,
        note,
    )
