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
from workbook.intake.field_plan import FieldPlan
from workbook.intake.plan import CohortPlan, Outcome, Plan
from workbook.intake.test_marks import ABSENT, FoundTest, of_field
from workbook.services.participant_plans import (
    ParticipantPlanner,
    planned_members,
    uuids_by_key,
)
from workbook.services.people import Member, get_row, roster
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
    """What taking in a list of test marks would do; as intake.planning.make_plan.

    A participant is certain by a number, or by a name that fits nobody else of the cohort.
    """
    return _Planner(db, foreign, cohort_id, decisions).plan()


class _Planner(ParticipantPlanner):
    @property
    def homeless(self) -> str:
        return _("These are marks of a test: choose the cohort they belong to.")

    def prepare(self, cohort: CohortPlan) -> None:
        self.tests = _tests_of(self.foreign)
        self.known = _known_tests(self.db, cohort, self.tests)
        self.scores = _scores(self.db, [test.id for test in self.known.values()])

    def refusal(self, record: Record) -> str:
        if not self.tests:
            return _("No column of this list holds marks of a test.")
        for name in record.fields:
            test, known = of_field(name), self.known.get(name)
            if test is None or known is None or None in (known.out_of, test.out_of):
                continue
            if known.out_of != test.out_of:
                return _("“{title}” is out of {known} in the workbook, and of {said} here.").format(
                    title=test.title, known=known.out_of, said=test.out_of
                )
        return ""

    def changes(self, record: Record, member: Member) -> Iterable[FieldPlan]:
        for name, said in record.fields.items():
            if of_field(name) is None:
                continue
            known = self.known.get(name)
            score = _score(self.scores, known.id, member) if known is not None else None
            old = None if score is None else score.text or ABSENT
            if old != said:
                yield FieldPlan(name, self.foreign.cell(record, name), old, said)


def _known_tests(
    db: Connection, cohort: CohortPlan, said: Mapping[str, FoundTest]
) -> dict[str, HeldTest]:
    """The tests of a list that the cohort has already, by the field of a record."""
    tests = {test.id: test for test in _tests(db, cohort.key)}
    by_uuid = {uuid: tests[key] for key, uuid in uuids_by_key(db, list(tests)).items()}
    return {
        name: known
        for name, test in said.items()
        if (known := by_uuid.get(id_of_test(cohort.uuid, test.occasion, test.title))) is not None
    }


def _tests_of(foreign: ForeignList) -> dict[str, FoundTest]:
    names = {name for record in foreign.records for name in record.fields}
    return {name: test for name in sorted(names) if (test := of_field(name)) is not None}


# -- doing it


def apply_marks(change: Changing, plan: Plan) -> None:
    """Write the marks of a plan, and nothing else, into the step `change`."""
    if plan.cohort is None:
        return
    members = planned_members(change.db, plan)
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
        member = members[planned.person]
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
