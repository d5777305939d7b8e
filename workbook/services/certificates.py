"""Certificates: who has earned one and why not, issuing, replacing, cancelling, the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, select

from workbook.domain import code as codes
from workbook.domain.certificate import (
    CERTIFICATE,
    CertificateKind,
    CertificateState,
    Number,
    Rule,
    Verdict,
    needed_minutes,
    read_number,
    rule_of,
    verdict,
)
from workbook.domain.cohort import (
    COHORT,
    ENROLMENT,
    EnrolmentState,
    Readiness,
    Signatory,
)
from workbook.domain.content import (
    DESIGN,
    Content,
    content_digest,
    content_of,
    delivery_of,
    english_lines,
    stored_content,
    urdu_lines,
)
from workbook.domain.decision import Question, question_id
from workbook.domain.elearning import Need
from workbook.domain.ids import ref
from workbook.domain.training import Share
from workbook.errors import NotFoundError, RuleError
from workbook.i18n import _, ngettext
from workbook.services.attendance import AttendanceGrid, GridRow, grid_of
from workbook.services.cohorts import readiness_of, required_modules
from workbook.services.people import Names, get_row, roster, write_names
from workbook.services.rivals import Rivals, rivals
from workbook.services.same_person import differences, groups, uuids_of
from workbook.services.schedule import SessionRow, wall_clock
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changes, Changing
from workbook.text import clean

_certificate = t.RECORDS["certificate"]
_enrolment = t.RECORDS["enrolment"]
_person = t.RECORDS["person"]
_rank = t.RECORDS["rank"]
_NAMES = frozenset({"name_latin", "name_native", "certificate_name"})


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate of the register. Dates are ISO; "" where nothing is known."""

    id: int
    enrolment_id: int
    number: str
    kind: CertificateKind
    issued_on: str
    state: CertificateState
    state_on: str
    reason: str
    name: str
    name_native: str
    agency: str
    handed_over_on: str
    handed_over_by: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What one person has earned so far, and in sentences why, why not more, and what helps.

    `waiting` says what must be entered first; `blocked` what a person must decide, and `questions`
    the names of the questions that ask it. Percentages are of planned minutes. `certificate` is
    the one that is out, not replaced or cancelled.
    """

    enrolment_id: int
    person_id: int
    ref: str
    name: str
    name_native: str
    agency: str
    state: str
    verdict: Verdict
    share: Share
    why: tuple[str, ...]
    why_not: tuple[str, ...]
    remedies: tuple[str, ...]
    waiting: tuple[str, ...]
    blocked: tuple[str, ...]
    questions: tuple[str, ...]
    names_confirmed: bool
    certificate: CertificateRow | None

    @property
    def earned(self) -> CertificateKind | None:
        return self.verdict.earned

    def line(self) -> str:
        """One line for a terminal: Ref, name, what is earned or out, and why, with the questions
        that are to be answered first.
        """
        if self.certificate is not None:
            said = f"{self.certificate.number} ({kind_label(self.certificate.kind)})"
        elif self.waiting:
            said = _("waiting")
        else:
            said = kind_label(self.earned) if self.earned else _("none yet")
        asked = [_("(question {id})").format(id=id_) for id_ in self.questions]
        reasons = (*self.blocked, *asked, *self.waiting, *self.why_not)
        return "  ".join((self.ref, self.name, said, " ".join(reasons or self.why)))


@dataclass(frozen=True, slots=True)
class ToIssue:
    """A certificate about to be issued, with the number it will bear."""

    enrolment_id: int
    person_id: int
    name: str
    kind: CertificateKind
    number: str


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """What `issue` would do. `held_back` have earned something that waits or is blocked;
    `unconfirmed` of `to_issue` have names that nobody has confirmed.
    """

    on: date
    to_issue: tuple[ToIssue, ...]
    held_back: tuple[VerdictRow, ...]
    unconfirmed: tuple[VerdictRow, ...]
    already: tuple[VerdictRow, ...]
    nothing: tuple[VerdictRow, ...]

    def summary(self) -> str:
        """One line of counts: to be issued by kind, out already, held back, nothing earned."""
        kinds = [row.kind for row in self.to_issue]
        return _(
            "To issue: {completion} completion, {attendance} attendance. Out already: {already}."
            " Wait or are blocked: {held_back}. Nothing earned: {nothing}."
        ).format(
            completion=kinds.count(CertificateKind.COMPLETION),
            attendance=kinds.count(CertificateKind.ATTENDANCE),
            already=len(self.already),
            held_back=len(self.held_back),
            nothing=len(self.nothing),
        )


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued, in the order of the numbers."""

    changes: Changes
    certificates: tuple[int, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One certificate for printing. `blocked` says why it must not be printed, "" when it may, and
    `question` names the question to be answered first, "" where none is.
    """

    id: int
    state: CertificateState
    content: Content
    blocked: str
    question: str


# -- what is earned


def verdict_rows(book: Workbook, *, cohort_id: int) -> tuple[VerdictRow, ...]:
    """Everybody who took part, in the cohort's order. Raises NotFoundError."""
    with book.reading() as db:
        return _verdicts(db, book, cohort_id)


def _verdicts(db: Connection, book: Workbook, cohort_id: int) -> tuple[VerdictRow, ...]:
    cohort = get_row(db, COHORT, cohort_id)
    rule = rule_of(orjson.loads(cohort.rule) if cohort.rule else None)
    grid = grid_of(db, cohort_id=cohort_id, now=wall_clock(book))
    members = {member.enrolment_id: member for member in roster(db, cohort_id=cohort_id)}
    ready = readiness_of(db, cohort_id=cohort_id, members=members.values())
    of = {key: member.enrolment_id for member in members.values() for key in member.enrolment_ids}
    out = {
        of.get(row.enrolment_id, row.enrolment_id): row
        for row in _certificates(db, cohort_id)
        if _is_out(row)
    }
    doubtful, numbers = names_in_doubt(db), _blocked_numbers(db)
    contested = {of.get(key, key): one for one in rivals(db) for key in one.enrolment_ids}
    titles = {session.id: session for session in grid.sessions}
    rows = []
    for row in grid.rows:
        if row.state not in (EnrolmentState.ENROLLED, EnrolmentState.LEFT):
            continue
        member = members[row.enrolment_id]
        readiness = ready[row.enrolment_id]
        share = _closed(row, grid)
        found = verdict(rule, share, readiness)
        certificate = out.get(row.enrolment_id)
        blocked, questions = [], []
        if member.person_id in doubtful:
            questions.append(doubtful[member.person_id])
            blocked.append(_in_doubt())
        if row.enrolment_id in contested:
            questions.append(contested[row.enrolment_id].question)
            blocked.append(contested[row.enrolment_id].sentence)
        elif certificate is not None and certificate.number in numbers:
            questions.append(numbers[certificate.number])
            blocked.append(_number_in_doubt(certificate.number))
        if not (member.name or member.name_native):
            blocked.append(_("She has no name in either script."))
        rows.append(
            VerdictRow(
                enrolment_id=row.enrolment_id,
                person_id=row.person_id,
                ref=ref(ENROLMENT.letter, member.enrolment_uuid),
                name=member.display_name,
                name_native=member.name_native,
                agency=member.agency,
                state=row.state,
                verdict=found,
                share=share,
                why=_why(rule, share, readiness),
                why_not=_why_not(rule, found, share, titles),
                remedies=_remedies(found),
                waiting=_waiting(row, grid),
                blocked=tuple(blocked),
                questions=tuple(questions),
                names_confirmed=member.names_confirmed,
                certificate=certificate,
            )
        )
    return tuple(rows)


def _closed(row: GridRow, grid: AttendanceGrid) -> Share:
    """Her share, sessions after she left no longer open to her."""
    gone = sum(
        session.minutes
        for session, mark, expected in zip(grid.sessions, row.marks, row.expected, strict=True)
        if mark is None and not expected and not session.cancelled
    )
    missed = tuple(
        session.id
        for session, mark, expected in zip(grid.sessions, row.marks, row.expected, strict=True)
        if mark is None and not expected and not session.cancelled and session.mandatory
    )
    return changed(
        row.share,
        open=row.share.open - gone,
        missed_mandatory=(*row.share.missed_mandatory, *missed),
    )


def _why(rule: Rule, share: Share, readiness: Readiness) -> tuple[str, ...]:
    said = []
    if share.planned:
        said.append(
            _("Attended {percent} % ({attended} of {planned} minutes).").format(
                percent=share.of_plan, attended=share.attended, planned=share.planned
            )
        )
    if rule.modules and readiness.allowed_reason is not None:
        said.append(
            _("Allowed to start without all modules: {reason}.").format(
                reason=readiness.allowed_reason.rstrip(".")
            )
        )
    elif rule.modules and readiness.ready:
        said.append(_("All required modules passed."))
    return tuple(said)


def _why_not(
    rule: Rule, found: Verdict, share: Share, sessions: Mapping[int, SessionRow]
) -> tuple[str, ...]:
    """Reasons against completion, and, where nothing is earned, against attendance too."""
    said = []
    if "modules" in found.short_of_completion:
        said.append(
            ngettext(
                "Module {codes} not passed.",
                "Modules {codes} not passed.",
                len(found.missing_modules),
            ).format(codes=", ".join(found.missing_modules))
        )
    if not share.planned:
        said.append(_("No sessions are planned."))
    elif found.missing_minutes:
        ending = (
            _("can still reach it.") if found.missing_minutes <= share.open else _("out of reach.")
        )
        said.append(
            _("{minutes} minutes short of {percent} %; {ending}").format(
                minutes=found.missing_minutes, percent=rule.completion_percent, ending=ending
            )
        )
    said += [
        _("Missed a session that everyone must attend: {title}.").format(
            title=sessions[missed].title or sessions[missed].label
        )
        for missed in found.missed_sessions
    ]
    if found.earned is None and share.planned:
        short = needed_minutes(share.planned, rule.attendance_percent) - share.attended
        if short > 0:
            said.append(
                _("{minutes} minutes short of {percent} % for attendance.").format(
                    minutes=short, percent=rule.attendance_percent
                )
            )
    return tuple(said)


def _remedies(found: Verdict) -> tuple[str, ...]:
    said = []
    if "modules" in found.short_of_completion:
        said.append(_("Pass the modules, or allow with a reason."))
    if found.missing_minutes and found.reachable:
        said.append(_("Attend the sessions that are still open."))
    return tuple(said)


def _waiting(row: GridRow, grid: AttendanceGrid) -> tuple[str, ...]:
    """What is open: not yet held told apart from not yet entered."""
    entered = held = 0
    for session, mark, expected in zip(grid.sessions, row.marks, row.expected, strict=True):
        if mark is None and expected and not session.cancelled:
            if session.held:
                entered += 1
            else:
                held += 1
    said = []
    if entered:
        said.append(
            ngettext(
                "{n} session is not entered yet.", "{n} sessions are not entered yet.", entered
            ).format(n=entered)
        )
    if held:
        said.append(
            ngettext("{n} session is not held yet.", "{n} sessions are not held yet.", held).format(
                n=held
            )
        )
    return tuple(said)


def names_in_doubt(db: Connection) -> dict[int, str]:
    """People whose names two offices wrote differently, or whose records differ in them: the name
    of the question to be answered first, by the key of each record.
    """
    group_of = {key: group for group in groups(db) for key in group}
    doubtful = {
        (group_of.get(row, (row,)), name)
        for row, name in db.execute(
            select(t.conflict.c.row, t.field.c.name)
            .join(t.field, t.field.c.n == t.conflict.c.field)
            .where(t.field.c.entity == "person", t.field.c.name.in_(_NAMES))
        )
    }
    doubtful |= {(group, field.name) for group, field in differences(db) if field.name in _NAMES}
    return {
        key: question_id(Question.DIFFERENT_VALUES, uuids_of(db, group), name)
        for group, name in sorted(doubtful, reverse=True)
        for key in group
    }


def _in_doubt() -> str:
    return _("Two offices wrote different names: choose one first.")


def _number_in_doubt(number: str) -> str:
    return _(
        "Number {number} stands on two certificates, or two offices changed it: choose first."
    ).format(number=number)


def kind_label(kind: CertificateKind) -> str:
    """The kind in the user's language."""
    return _("completion") if kind is CertificateKind.COMPLETION else _("attendance")


# -- issuing


def plan_issue(book: Workbook, *, cohort_id: int, on: date | None = None) -> IssuePlan:
    """Who would get which certificate and number, issued `on` a day (today when None)."""
    with book.reading() as db:
        return _plan(db, book, cohort_id, on or book.sources.today())


def _plan(db: Connection, book: Workbook, cohort_id: int, on: date) -> IssuePlan:
    rows = _verdicts(db, book, cohort_id)
    already = tuple(row for row in rows if row.certificate is not None)
    rest = [row for row in rows if row.certificate is None]
    due = [row for row in rest if row.earned and not row.waiting and not row.blocked]
    numbers = _next_numbers(db, book.number_prefix, on.year, len(due))
    to_issue = tuple(
        ToIssue(row.enrolment_id, row.person_id, row.name, row.earned, str(number))
        for row, number in zip(due, numbers, strict=True)
        if row.earned is not None
    )
    return IssuePlan(
        on,
        to_issue,
        held_back=tuple(row for row in rest if row.waiting or (row.earned and row.blocked)),
        unconfirmed=tuple(row for row in due if not row.names_confirmed),
        already=already,
        nothing=tuple(row for row in rest if row.earned is None and not row.waiting),
    )


def draft_contents(
    book: Workbook, *, cohort_id: int, on: date | None = None
) -> tuple[Content, ...]:
    """What the certificates of `plan_issue` would say, not signed: to look at before issuing."""
    day = on or book.sources.today()
    with book.reading() as db:
        plan = _plan(db, book, cohort_id, day)
        maker = _Maker(db, book, cohort_id)
        return tuple(
            maker.content(row.enrolment_id, row.kind, row.number, day) for row in plan.to_issue
        )


def issue(
    book: Workbook,
    *,
    cohort_id: int,
    on: date | None = None,
    enrolment_ids: Collection[int] | None = None,
) -> Issued:
    """Issue what is earned and not out yet: to all of the cohort, or to `enrolment_ids` of it.

    Those whose attendance is not complete yet, or whose name is in conflict, are left out. The
    step cannot be undone. Raises NotFoundError.
    """
    day = on or book.sources.today()
    with book.changing(_("Issue certificates"), kind="issue") as change:
        plan = _plan(change.db, book, cohort_id, day)
        wanted = [
            row
            for row in plan.to_issue
            if enrolment_ids is None or row.enrolment_id in enrolment_ids
        ]
        numbers = _next_numbers(change.db, book.number_prefix, day.year, len(wanted))
        maker = _Maker(change.db, book, cohort_id)
        keys = [
            maker.make(change, row.enrolment_id, row.kind, number, day)
            for row, number in zip(wanted, numbers, strict=True)
        ]
    return Issued(change.summary, tuple(keys), tuple(str(number) for number in numbers))


def replace(
    book: Workbook,
    *,
    certificate_id: int,
    reason: str,
    on: date | None = None,
    names: Names | None = None,
) -> Issued:
    """Issue a new certificate of the same kind, with today's names, in place of one that is out.

    `names` corrects the person's names in the same step. The old number stays used. Raises
    RuleError without a reason or a name, when it is not out, or while the name is in conflict;
    NotFoundError.
    """
    _reason(reason)
    with book.changing(_("Replace a certificate"), kind="issue") as change:
        key, number = put_in_place(change, book, certificate_id, reason, on=on, names=names)
    return Issued(change.summary, (key,), (str(number),))


def put_in_place(
    change: Changing,
    book: Workbook,
    certificate_id: int,
    reason: str,
    *,
    on: date | None = None,
    names: Names | None = None,
) -> tuple[int, Number]:
    """`replace` within a step of kind "issue"; the new certificate's key and number."""
    said = _reason(reason)
    day = on or book.sources.today()
    old = _get_out(change.db, certificate_id)
    enrolment = get_row(change.db, ENROLMENT, old.enrolment_id)
    if enrolment.person_id in names_in_doubt(change.db):
        raise RuleError(f"{_in_doubt()} {_('Nothing was changed.')}")
    contested = next((one for one in rivals(change.db) if certificate_id in one.keys), None)
    if contested is not None:
        raise RuleError(f"{contested.sentence} {_('Nothing was changed.')}")
    if names is not None:
        write_names(change, enrolment.person_id, names)
    (number,) = _next_numbers(change.db, book.number_prefix, day.year, 1)
    maker = _Maker(change.db, book, enrolment.cohort_id)
    key = maker.make(
        change,
        old.enrolment_id,
        CertificateKind(old.kind),
        number,
        day,
        replaces=certificate_id,
    )
    _end(change, certificate_id, CertificateState.REPLACED, day, said)
    return key, number


def cancel(book: Workbook, *, certificate_id: int, reason: str, on: date | None = None) -> Changes:
    """Cancel a certificate that is out; its number stays used.

    Raises RuleError without a reason or when it is not out; NotFoundError.
    """
    said = _reason(reason)
    with book.changing(_("Cancel a certificate"), kind="issue") as change:
        _get_out(change.db, certificate_id)
        day = on or book.sources.today()
        _end(change, certificate_id, CertificateState.CANCELLED, day, said)
    return change.summary


def let_stand(change: Changing, contested: Rivals, kept: int) -> None:
    """Of rivals let the certificate `kept` stand and cancel those that are out besides, within a
    step of kind "issue".

    Two offices that decide alike say the same: the day is that from which there were two.
    """
    number = dict(zip(contested.keys, contested.numbers, strict=True))[kept]
    day = date.fromisoformat(contested.since)
    if not contested.out:
        _end(change, kept, CertificateState.ISSUED, day, "")
        return
    for key in contested.keys:
        if key != kept:
            reason = _("Certificate {number} stands instead").format(number=number)
            _end(change, key, CertificateState.CANCELLED, day, reason)


def record_handover(
    book: Workbook, *, certificate_ids: Collection[int], by: str = "", on: date | None = None
) -> Changes:
    """Record that certificates were handed over, when and by whom. Raises NotFoundError."""
    handover = {"handed_over_on": on or book.sources.today(), "handed_over_by": clean(by)}
    with book.changing(_("Record handing over")) as change:
        for key in certificate_ids:
            get_row(change.db, CERTIFICATE, key)
            change.edit(CERTIFICATE, key, handover=handover)
    return change.summary


def _end(change: Changing, key: int, state: CertificateState, day: date, reason: str) -> None:
    status = {"state": state, "state_on": day, "reason": reason or None}
    change.edit(CERTIFICATE, key, status=status)


def _reason(reason: str) -> str:
    said = clean(reason)
    if not said:
        raise RuleError(_("A reason is needed. Nothing was changed."))
    return said


def _get_out(db: Connection, key: int) -> Any:
    found = get_row(db, CERTIFICATE, key)
    if found.state != CertificateState.ISSUED:
        raise RuleError(_("This certificate was replaced or cancelled already."))
    return found


class _Maker:
    """Says what the certificates of one cohort say, and makes them within a step."""

    def __init__(self, db: Connection, book: Workbook, cohort_id: int) -> None:
        self.book = book
        self.cohort = get_row(db, COHORT, cohort_id)
        self.grid = grid_of(db, cohort_id=cohort_id, now=wall_clock(book))
        self.rows = {row.enrolment_id: row for row in self.grid.rows}
        members = roster(db, cohort_id=cohort_id)
        self.members = {key: member for member in members for key in member.enrolment_ids}
        self.ready = readiness_of(db, cohort_id=cohort_id, members=members)
        self.required = sum(
            module.need != Need.RECOMMENDED for module in required_modules(db, cohort_id=cohort_id)
        )
        self.ranks = {
            (row.agency_id, row.name): row.name_native or ""
            for row in db.execute(select(_rank).where(_rank.c.gone == 0))
        }
        self.public_key = book.public_key

    def make(
        self,
        change: Changing,
        enrolment_id: int,
        kind: CertificateKind,
        number: Number,
        day: date,
        *,
        replaces: int | None = None,
    ) -> int:
        content = self.content(enrolment_id, kind, str(number), day)
        return change.create(
            CERTIFICATE,
            enrolment=enrolment_id,
            issue={"number": str(number), "kind": kind, "issued_on": day},
            content=stored_content(self._proven(content)),
            status={"state": CertificateState.ISSUED, "state_on": day},
            replaces=replaces,
        )

    def content(self, enrolment_id: int, kind: CertificateKind, number: str, day: date) -> Content:
        """What the certificate says, not signed yet."""
        cohort = self.cohort
        member = self.members[enrolment_id]
        share = self.rows[member.enrolment_id].share
        readiness = self.ready[member.enrolment_id]
        latin, native = member.certificate_names
        held = [session.delivery for session in self.grid.sessions if not session.cancelled]
        content = Content(
            number=number,
            kind=kind.value,
            issued_on=day.isoformat(),
            design=DESIGN,
            office_code=self.book.office_code,
            office_name=self.book.office_name,
            name_latin=latin,
            name_native=native,
            rank=member.rank,
            rank_native=self.ranks.get((member.agency_id, member.rank), ""),
            agency=member.agency_name,
            agency_native=member.agency_native,
            cohort_code=cohort.code or "",
            title=cohort.title or "",
            title_native=cohort.title_native or "",
            course=cohort.short_title or cohort.title or "",
            course_native=cohort.short_title_native or cohort.title_native or "",
            starts_on=cohort.starts_on or "",
            ends_on=cohort.ends_on or "",
            minutes_attended=share.attended,
            minutes_planned=share.planned,
            modules=self.required if readiness.ready else 0,
            venue=cohort.venue or "",
            venue_native=cohort.venue_native or "",
            delivery=delivery_of(held),
            signatories=_signatories(cohort.signatories),
        )
        return changed(
            content,
            english=english_lines(content) if latin else None,
            urdu=urdu_lines(content) if native else None,
        )

    def _proven(self, content: Content) -> Content:
        signed = codes.Signed(
            number=content.number,
            kind=content.kind,
            issued_on=content.issued_on,
            minutes=content.minutes_attended,
            name=content.name,
            course=content.cohort_code,
            digest=content_digest(stored_content(content)),
        )
        message = codes.message_of(signed, self.public_key)
        signature = self.book.sign(message)
        return changed(
            content,
            public_key=self.public_key,
            signature=signature.hex(),
            code=codes.code_text(message, signature),
        )


def _signatories(stored: str | None) -> tuple[Signatory, ...]:
    return tuple(Signatory(**said) for said in (orjson.loads(stored) if stored else ()))


# -- numbers


def _numbers(db: Connection) -> list[Number]:
    """Every number ever given, those of cancelled certificates and of other offices included."""
    found = db.execute(select(_certificate.c.number).where(_certificate.c.number.is_not(None)))
    return [number for text in found.scalars() if (number := read_number(text)) is not None]


def _next_numbers(db: Connection, prefix: str, year: int, count: int) -> list[Number]:
    used = [n.count for n in _numbers(db) if (n.prefix, n.year) == (prefix, year)]
    first = max(used, default=0) + 1
    return [Number(prefix, year, first + n) for n in range(count)]


def number_gaps(book: Workbook) -> tuple[str, ...]:
    """Numbers that nobody holds although higher ones of the same office and year are used."""
    used: dict[tuple[str, int], set[int]] = defaultdict(set)
    with book.reading() as db:
        for number in _numbers(db):
            used[number.prefix, number.year].add(number.count)
    return tuple(
        str(Number(prefix, year, count))
        for (prefix, year), counts in sorted(used.items())
        for count in range(1, max(counts))
        if count not in counts
    )


# -- the register


def register_rows(book: Workbook, *, cohort_id: int | None = None) -> tuple[CertificateRow, ...]:
    """Every certificate, replaced and cancelled ones too, in the order of the numbers."""
    with book.reading() as db:
        return tuple(_certificates(db, cohort_id))


def find_certificate(book: Workbook, *, number: str) -> CertificateRow | None:
    """The certificate with this number, in any writing of its letters; None when there is none."""
    sought = clean(number).upper()
    return next((row for row in register_rows(book) if row.number == sought), None)


def _certificates(db: Connection, cohort_id: int | None) -> list[CertificateRow]:
    wanted = (
        select(_certificate)
        .join(_enrolment, _enrolment.c.id == _certificate.c.enrolment_id, isouter=True)
        .where(_certificate.c.gone == 0)
    )
    if cohort_id is not None:
        wanted = wanted.where(_enrolment.c.cohort_id == cohort_id)
    rows = [_row(stored) for stored in db.execute(wanted)]
    return sorted(rows, key=lambda row: (_order(row.number), row.id))


def _order(number: str) -> tuple[str, int, int]:
    found = read_number(number)
    return (found.prefix, found.year, found.count) if found else (number, 0, 0)


def _row(stored: Any) -> CertificateRow:
    said = orjson.loads(stored.content) if stored.content else {}
    return CertificateRow(
        id=stored.id,
        enrolment_id=stored.enrolment_id,
        number=stored.number or "",
        kind=CertificateKind(stored.kind or CertificateKind.ATTENDANCE),
        issued_on=stored.issued_on or "",
        state=CertificateState(stored.state or CertificateState.ISSUED),
        state_on=stored.state_on or "",
        reason=stored.reason or "",
        name=said.get("name_latin") or said.get("name_native") or "",
        name_native=said.get("name_native") or "",
        agency=said.get("agency") or "",
        handed_over_on=stored.handed_over_on or "",
        handed_over_by=stored.handed_over_by or "",
    )


def _is_out(row: CertificateRow) -> bool:
    return row.state is CertificateState.ISSUED


# -- printing


def certificate_rows(
    book: Workbook, *, cohort_id: int, only: str | None = None
) -> tuple[PrintRow, ...]:
    """The certificates of a cohort that are out, as frozen at issue, in the order of the numbers.

    `only` is one number: that certificate alone, also one replaced or cancelled, which is then
    blocked. So is one beside which another is out for the same person, and one whose number or name
    is in question. Raises NotFoundError when no certificate of the cohort has the number.
    """
    with book.reading() as db:
        rows = _certificates(db, cohort_id)
        contents = {
            stored.id: content_of(orjson.loads(stored.content))
            for stored in db.execute(
                select(_certificate.c.id, _certificate.c.content).where(
                    _certificate.c.id.in_([row.id for row in rows]),
                    _certificate.c.content.is_not(None),
                )
            )
        }
        doubts = _Doubts(db)
    if only is not None:
        sought = clean(only).upper()
        rows = [row for row in rows if row.number == sought]
        if not rows:
            raise NotFoundError(
                _("There is no certificate {number} in this cohort.").format(number=only)
            )
    else:
        rows = [row for row in rows if _is_out(row)]
    return tuple(
        PrintRow(row.id, row.state, contents[row.id], *doubts.about(row))
        for row in rows
        if row.id in contents
    )


class _Doubts:
    """What is in question of certificates that are out, read at once."""

    def __init__(self, db: Connection) -> None:
        self.contested = {key: one for one in rivals(db) for key in one.keys}
        self.numbers = _blocked_numbers(db)
        self.names = _blocked_names(db)

    def about(self, row: CertificateRow) -> tuple[str, str]:
        """(why it must not be printed, the name of the question), "" and "" when it may."""
        if row.id in self.contested:
            return self.contested[row.id].sentence, self.contested[row.id].question
        if row.state is CertificateState.REPLACED:
            return _("Certificate {number} was replaced.").format(number=row.number), ""
        if row.state is CertificateState.CANCELLED:
            return _("Certificate {number} was cancelled.").format(number=row.number), ""
        if row.number in self.numbers:
            return _number_in_doubt(row.number), self.numbers[row.number]
        if row.enrolment_id in self.names:
            said = _("{number}: two offices wrote different names; choose one first.")
            return said.format(number=row.number), self.names[row.enrolment_id]
        return "", ""


def numbers_twice(db: Connection) -> dict[str, tuple[int, ...]]:
    """Numbers that several certificates bear which are out: with their keys, by number. Where all
    of them are one person's, which of them stands is asked instead.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for key, number in db.execute(
        select(_certificate.c.id, _certificate.c.number)
        .where(
            _certificate.c.gone == 0,
            _certificate.c.number.is_not(None),
            _certificate.c.state == CertificateState.ISSUED.value,
        )
        .order_by(_certificate.c.id)
    ):
        holders[number].append(key)
    contested = [set(one.keys) for one in rivals(db)]
    return {
        number: tuple(keys)
        for number, keys in holders.items()
        if len(keys) > 1 and not any(one >= set(keys) for one in contested)
    }


def _blocked_numbers(db: Connection) -> dict[str, str]:
    """Numbers that two certificates bear, or that are in conflict, and the question about each."""
    disputed = db.execute(
        select(_certificate.c.id, _certificate.c.number)
        .join(t.conflict, t.conflict.c.row == _certificate.c.id)
        .join(t.field, t.field.c.n == t.conflict.c.field)
        .where(t.field.c.entity == "certificate", t.field.c.name == "issue")
    ).all()
    blocked = {
        number: question_id(Question.DIFFERENT_VALUES, uuids_of(db, [key]), "issue")
        for key, number in disputed
    }
    return blocked | {
        number: question_id(Question.NUMBER_TWICE, uuids_of(db, keys), "issue")
        for number, keys in numbers_twice(db).items()
    }


def _blocked_names(db: Connection) -> dict[int, str]:
    """Enrolments of people whose name is in doubt, and the question about it."""
    doubtful = names_in_doubt(db)
    if not doubtful:
        return {}
    return {
        row.id: doubtful[row.person_id]
        for row in db.execute(select(_enrolment.c.id, _enrolment.c.person_id))
        if row.person_id in doubtful
    }
