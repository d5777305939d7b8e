"""Tests of a cohort: marks that lists bring, and what participants gained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, select

from workbook.domain.assessment import TEST, TEST_MARK, Gain, Occasion, Score, gain, id_of_test
from workbook.domain.cohort import COHORT, EnrolmentState
from workbook.i18n import _
from workbook.intake.detect import ForeignList, Record
from workbook.intake.fitting import Fit
from workbook.intake.match import Evidence
from workbook.intake.plan import (
    CandidatePlan,
    CohortPlan,
    FieldPlan,
    Outcome,
    Plan,
    RecordPlan,
    base_of,
)
from workbook.intake.test_marks import ABSENT, FoundTest, of_field
from workbook.services.participants import Found, Participants, Sought
from workbook.services.people import Member, get_row, roster
from workbook.services.same_person import representatives, uuids_of
from workbook.storage import tables as t
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing

_test = t.RECORDS[TEST.name]
_mark = t.RECORDS[TEST_MARK.name]

Pair = tuple[int, int]
"""(test, enrolment)."""


# -- what stands


@dataclass(frozen=True, slots=True)
class HeldTest:
    """A test of a cohort. `out_of` is None where nobody said."""

    id: int
    title: str
    occasion: Occasion
    held_on: date | None
    out_of: int | None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What one participant had: a score for each test of the cohort, None where nothing is known.

    `before` and `after` are percent of the first test before and the last after the training.
    """

    enrolment_id: int
    person_id: int
    name: str
    name_native: str
    agency: str
    scores: tuple[Score | None, ...]
    before: float | None
    after: float | None

    @property
    def gain(self) -> float | None:
        """Percentage points gained; None unless she has marks in both."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Results:
    """The tests of a cohort, those before the training first, and who had what.

    `pre` and `post` are the tests that are compared, None where there is none.
    """

    tests: tuple[HeldTest, ...]
    rows: tuple[ResultRow, ...]
    pre: HeldTest | None
    post: HeldTest | None
    gain: Gain


def results(book: Workbook, *, cohort_id: int) -> Results:
    """What the participants of a cohort had in its tests; nobody stands who has no marks and is
    not enrolled. Raises NotFoundError.
    """
    with book.reading() as db:
        get_row(db, COHORT, cohort_id)
        tests = _tests(db, cohort_id)
        scores = _scores(db, [test.id for test in tests])
        members = roster(db, cohort_id=cohort_id)
    pre = next((test for test in tests if test.occasion is Occasion.PRE), None)
    post = next((test for test in reversed(tests) if test.occasion is Occasion.POST), None)
    rows = []
    for member in members:
        own = tuple(_score(scores, test.id, member) for test in tests)
        if not any(own) and member.state != EnrolmentState.ENROLLED:
            continue
        rows.append(
            ResultRow(
                member.enrolment_id,
                member.person_id,
                member.name,
                member.name_native,
                member.agency,
                own,
                _percent(tests, own, pre),
                _percent(tests, own, post),
            )
        )
    return Results(tests, tuple(rows), pre, post, gain((row.before, row.after) for row in rows))


def _percent(
    tests: Sequence[HeldTest], scores: Sequence[Score | None], wanted: HeldTest | None
) -> float | None:
    if wanted is None:
        return None
    score = scores[tests.index(wanted)]
    return score.percent(wanted.out_of) if score is not None else None


_ORDER = {Occasion.PRE: 0, Occasion.OTHER: 1, Occasion.POST: 2}


def _tests(db: Connection, cohort_id: int) -> tuple[HeldTest, ...]:
    found = [
        HeldTest(
            row.id,
            row.title or "",
            Occasion(row.kind or Occasion.OTHER),
            date.fromisoformat(row.held_on) if row.held_on else None,
            row.out_of,
        )
        for row in db.execute(
            select(_test).where(_test.c.cohort_id == cohort_id, _test.c.gone == 0)
        )
    ]
    return tuple(
        sorted(found, key=lambda one: (_ORDER[one.occasion], one.held_on or date.max, one.title))
    )


def _scores(db: Connection, tests: Iterable[int]) -> dict[Pair, Score]:
    rows = db.execute(
        select(_mark.c.test_id, _mark.c.enrolment_id, _mark.c.marks, _mark.c.absent).where(
            _mark.c.test_id.in_(list(tests)), _mark.c.gone == 0
        )
    )
    return {
        (row.test_id, row.enrolment_id): Score(Decimal(row.marks) if row.marks else None)
        for row in rows
        if row.marks or row.absent
    }


def _score(scores: Mapping[Pair, Score], test: int, member: Member) -> Score | None:
    """Hers, else that under another record of hers."""
    return next(
        (found for key in member.enrolment_ids if (found := scores.get((test, key))) is not None),
        None,
    )


# -- what a list would change


def plan_marks(
    db: Connection,
    foreign: ForeignList,
    *,
    cohort_id: int | None,
    decisions: Mapping[int, UUID | None],
) -> Plan:
    """What taking in a list of test marks would do; as intake.plan.make_plan.

    A participant is certain by a number, or by a name that fits nobody else of the cohort.
    """
    planning = _Planning(db, foreign, cohort_id, decisions)
    return Plan(
        foreign=foreign,
        cohort=planning.cohort,
        records=tuple(planning.records()),
        learners=(),
        base=base_of(db),
        decisions=dict(decisions),
    )


class _Planning:
    def __init__(
        self,
        db: Connection,
        foreign: ForeignList,
        cohort_id: int | None,
        decisions: Mapping[int, UUID | None],
    ) -> None:
        self.db = db
        self.foreign = foreign
        self.decisions = decisions
        self.cohort: CohortPlan | None = None
        if cohort_id is None:
            return
        cohort = get_row(db, COHORT, cohort_id)
        (uuid,) = uuids_of(db, [cohort_id])
        self.cohort = CohortPlan(cohort_id, uuid, cohort.code or "")
        self.participants = Participants(db, cohort_id)
        self.uuids = _uuids(db, [member.person_id for member in self.participants.members])
        self.known = _known_tests(db, uuid, foreign)
        self.scores = _scores(db, [row.id for row in self.known.values()])
        self.taken: dict[int, Record] = {}

    def records(self) -> list[RecordPlan]:
        if self.cohort is None:
            reason = _("These are marks of a test: choose the cohort they belong to.")
            return [
                RecordPlan(record, Outcome.REFUSED, _name(record), reasons=(reason,))
                for record in self.foreign.records
            ]
        found = self.participants.find([_sought(record) for record in self.foreign.records])
        return [
            self._record(record, who)
            for record, who in zip(self.foreign.records, found, strict=True)
        ]

    def _record(self, record: Record, found: Found) -> RecordPlan:
        if refusal := self._refusal(record):
            return RecordPlan(record, Outcome.REFUSED, _name(record), reasons=(refusal,))
        candidates = tuple(self._candidate(record, member) for member in found.candidates)
        decided = record.row_number in self.decisions
        member = self._decided(record) if decided else found.member
        if member is None or (record.problems and not decided):
            problems = tuple(f"{problem.cell}: {problem.sentence}." for problem in record.problems)
            reasons = problems or (_("Choose the participant.") if decided else _why(found),)
            return RecordPlan(
                record, Outcome.NEEDS_YOU, _name(record), candidates=candidates, reasons=reasons
            )
        first = self.taken.setdefault(member.enrolment_id, record)
        if first is not record:
            reason = _("Row {row} is of the same participant.").format(row=first.row)
            return RecordPlan(
                record, Outcome.NEEDS_YOU, _name(record), candidates=candidates, reasons=(reason,)
            )
        changes = tuple(self._changes(record, member))
        if not changes:
            outcome = Outcome.SAME
        else:
            new = all(change.old is None for change in changes)
            outcome = Outcome.NEW if new else Outcome.CHANGED
        person = self.uuids[member.person_id]
        return RecordPlan(
            record, outcome, _name(record), person, changes=changes, candidates=candidates
        )

    def _decided(self, record: Record) -> Member | None:
        said = self.decisions[record.row_number]
        if said is None:
            return None
        key = self.db.scalar(select(t.row.c.n).where(t.row.c.uuid == said.bytes))
        return (
            None
            if key is None
            else self.participants.by_person(representatives(self.db).get(key, key))
        )

    def _refusal(self, record: Record) -> str:
        for name in record.fields:
            test = of_field(name)
            known = self.known.get(name) if test is not None else None
            if test is None or known is None or None in (known.out_of, test.out_of):
                continue
            if known.out_of != test.out_of:
                return _("“{title}” is out of {known} in the workbook, and of {said} here.").format(
                    title=test.title, known=known.out_of, said=test.out_of
                )
        return ""

    def _changes(self, record: Record, member: Member) -> Iterable[FieldPlan]:
        for name, said in record.fields.items():
            if of_field(name) is None:
                continue
            known = self.known.get(name)
            score = _score(self.scores, known.id, member) if known is not None else None
            old = None if score is None else score.text or ABSENT
            if old != said:
                yield FieldPlan(name, self.foreign.cell(record, name), old, said)

    def _candidate(self, record: Record, member: Member) -> CandidatePlan:
        person = self.uuids[member.person_id]
        return CandidatePlan(person, member.display_name, (Evidence.NAME.value,))


def _sought(record: Record) -> Sought:
    names = (record.text("name_latin"), record.text("name_native"))
    numbers = ("national_id", "service_number", "phone", "email")
    return Sought(
        tuple(name for name in names if name),
        {name: str(record.fields[name]) for name in numbers if name in record.fields},
    )


def _why(found: Found) -> str:
    if found.taken:
        return _("The one who fits stands in another row.")
    if len(found.candidates) > 1:
        return _("More than one participant fits.")
    if found.fit is Fit.OTHER_NAME:
        return _("The number is of a participant with another name.")
    if found.candidates:
        return _("Only a part of the name fits.")
    return _("No participant of this cohort has this name or number.")


def _name(record: Record) -> str:
    return record.text("name_latin") or record.text("name_native") or ""


def _uuids(db: Connection, keys: Sequence[int]) -> dict[int, UUID]:
    found = db.execute(select(t.row.c.n, t.row.c.uuid).where(t.row.c.n.in_(keys)))
    return {row.n: UUID(bytes=row.uuid) for row in found}


def _known_tests(db: Connection, cohort: UUID, foreign: ForeignList) -> dict[str, HeldTest]:
    """The tests of a list that the cohort has already, by the field of a record."""
    key = db.scalar(select(t.row.c.n).where(t.row.c.uuid == cohort.bytes))
    assert key is not None
    tests = {test.id: test for test in _tests(db, key)}
    by_uuid = {uuid: tests[n] for n, uuid in _uuids(db, list(tests)).items()}
    found = {}
    for name, test in _tests_of(foreign).items():
        known = by_uuid.get(id_of_test(cohort, test.occasion, test.title))
        if known is not None:
            found[name] = known
    return found


def _tests_of(foreign: ForeignList) -> dict[str, FoundTest]:
    names = {name for record in foreign.records for name in record.fields}
    return {name: test for name in sorted(names) if (test := of_field(name)) is not None}


# -- doing it


def apply_marks(change: Changing, plan: Plan) -> None:
    """Write the marks of a plan, and nothing else, into the step `change`."""
    if plan.cohort is None:
        return
    members = {m.person_id: m for m in Participants(change.db, plan.cohort.key).members}
    tests = {
        name: _test_key(change, plan.cohort, test)
        for name, test in _tests_of(plan.foreign).items()
        if any(name == field.field for planned in plan.records for field in planned.changes)
    }
    scores = _scores(change.db, tests.values())
    marks: list[tuple[Pair, Mapping[str, object]]] = []
    for planned in plan.records:
        if planned.outcome not in (Outcome.NEW, Outcome.CHANGED) or planned.person is None:
            continue
        key = change.db.scalar(select(t.row.c.n).where(t.row.c.uuid == planned.person.bytes))
        member = members[int(key or 0)]
        for said in planned.changes:
            absent = said.new == ABSENT
            values = {
                "result": {
                    "marks": None if absent else said.new,
                    "absent": True if absent else None,
                },
                "source": plan.foreign.file_name,
            }
            test = tests[said.field]
            # Marks that stand under another record of hers are the same marks.
            standing = [key for key in member.enrolment_ids if (test, key) in scores]
            marks += [((test, key), values) for key in standing or [member.enrolment_id]]
    change.put_many(TEST_MARK, marks)


def _test_key(change: Changing, cohort: CohortPlan, test: FoundTest) -> int:
    uuid = id_of_test(cohort.uuid, test.occasion, test.title)
    values = {"title": test.title, "kind": test.occasion.value, "out_of": test.out_of}
    key = change.key(TEST, uuid)
    if key is None:
        return change.create(TEST, uuid=uuid, cohort=cohort.key, **values)
    if test.out_of is not None:
        change.edit(TEST, key, out_of=test.out_of)
    return key
