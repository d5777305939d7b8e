"""One person in two offices: found, merged without rewriting anything, counted once, parted again.

All people here are invented.
"""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.domain.cohort import LeaveReason
from workbook.domain.elearning import AttemptStatus
from workbook.domain.people import PERSON
from workbook.domain.training import Mark
from workbook.errors import RuleError
from workbook.services import (
    attendance,
    attendance_sheets,
    certificates,
    coaching,
    cohorts,
    elearning,
    inbox,
    intake,
    overview,
    people,
    same_person,
)
from workbook.services.overview import FigureKind
from workbook.sources import SeededClock
from workbook.storage.book import Workbook

from .conftest import AFTER, MONDAY, Make, Template
from .offices import Offices, dumped, exchange, open_questions

on_files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
ONE, OTHER, THIRD, FOURTH = PEOPLE = [UUID(int=700 + n) for n in range(4)]
LATIN, URDU = "Uzma Ahmed", "عظمیٰ احمد"


@pytest.fixture
def offices(template: Template, tmp_path: Path) -> Offices:
    return Offices(template.path, template.emergency_key, tmp_path)


def add(book: Workbook, uuid: UUID, **values: object) -> int:
    with book.changing("Add") as change:
        return change.create(PERSON, uuid=uuid, **values)


def key(book: Workbook, uuid: UUID) -> int:
    with book.reading() as db:
        found = db.exec_driver_sql("SELECT n FROM row WHERE uuid=?", (uuid.bytes,)).scalar()
    assert found is not None
    return int(found)


def edit(book: Workbook, uuid: UUID, **values: object) -> None:
    """As an office does that has not heard of the merge: in this record alone."""
    with book.changing("Edit") as change:
        change.edit(PERSON, key(book, uuid), **values)


def merge(book: Workbook, keep: UUID, other: UUID, **choices: object) -> None:
    same_person.merge(
        book, keep_id=key(book, keep), other_id=key(book, other), choices=choices or None
    )


def records(book: Workbook) -> dict[UUID, tuple[object, ...]]:
    with book.reading() as db:
        found = db.exec_driver_sql(
            "SELECT uuid, name_latin, name_native, phone, rank, remark, gone"
            " FROM person JOIN row ON n = id"
        ).all()
    return {UUID(bytes=row[0]): tuple(row[1:]) for row in found}


def shown(book: Workbook) -> list[str]:
    return [row.display_name for row in people.person_rows(book)]


def stands_for(book: Workbook) -> dict[UUID, UUID]:
    with book.reading() as db:
        same = same_person.representatives(db)
        uuids = dict(db.exec_driver_sql("SELECT n, uuid FROM row").all())
    return {UUID(bytes=uuids[k]): UUID(bytes=uuids[v]) for k, v in same.items()}


# -- who may be one person


def test_an_officer_entered_in_latin_and_in_urdu_is_suggested_in_both_offices(
    offices: Offices,
) -> None:
    """Scenario 48, the first half."""
    with offices.open(2) as books:
        add(books[0], ONE, name_latin=LATIN)
        add(books[1], OTHER, name_native=URDU)
        add(books[1], THIRD, name_native="بلال خان")
        exchange(books)
        for book in books:
            (item,) = inbox.questions(book)
            assert item.kind == "same_person"
            assert LATIN in item.sentence
            assert URDU in item.sentence
        assert open_questions(books[0]) == open_questions(books[1])


def test_numbers_are_the_stronger_reasons_and_stand_first(book: Workbook, make: Make) -> None:
    agency = make.agency()
    both = {"phone": "03001234567", "agency": agency}
    first = make.person(name_latin=LATIN, national_id="54530-2123863-6", **both)
    second = make.person(name_latin="Uzma Ahmad", national_id="5453021238636", **both)
    make.person(name_latin="Bilal Khan", **both)
    (pair,) = same_person.candidates(book)
    assert (pair.one_id, pair.other_id) == (first, second)
    assert pair.reasons == ("the same identity card", "the same phone", "the same agency")


def test_names_alone_within_one_office_are_no_question(book: Workbook, make: Make) -> None:
    make.person(name_latin=LATIN)
    make.person(name_latin=LATIN)
    assert same_person.candidates(book) == ()


@pytest.mark.parametrize(
    "differs",
    [
        {"relative_name": "Tariq Mehmood"},
        {"born_on": "1990-01-01"},
        {"national_id": "11111-1111111-1"},
        {"sex": "male"},
    ],
)
def test_what_speaks_against_it_keeps_two_people_of_one_name_apart(
    offices: Offices, differs: dict[str, str]
) -> None:
    first = {
        "relative_name": "Jamil Ahmed",
        "born_on": "1985-05-05",
        "national_id": "22222-2222222-2",
        "sex": "female",
    }
    second = {name: value for name, value in first.items() if name != "national_id"} | differs
    with offices.open(2) as books:
        add(books[0], ONE, name_latin=LATIN, **first)
        add(books[1], OTHER, name_latin=LATIN, **second)
        exchange(books)
        assert inbox.questions(books[0]) == ()


def test_people_told_apart_by_a_number_in_their_names_are_not_suggested(offices: Offices) -> None:
    with offices.open(2) as books:
        add(books[0], ONE, name_latin="Officer Number 07")
        add(books[1], OTHER, name_latin="Officer Number 08")
        exchange(books)
        assert inbox.questions(books[0]) == ()


def test_whoever_is_being_entered_is_compared_with_everybody(book: Workbook, make: Make) -> None:
    person = make.person(name_latin=LATIN, phone="03001234567")
    make.person(name_latin="Bilal Khan")
    (found,) = same_person.like(book, names=[URDU])
    assert (found.person_id, found.reasons) == (person, ("a name that sounds alike",))
    (found,) = same_person.like(book, names=["U. Ahmed"], phone="0300-1234567")
    assert (found.person_id, found.reasons) == (person, ("the same phone",))
    assert same_person.like(book, names=["Somebody Else"]) == ()


def test_not_the_same_is_remembered_in_every_office(offices: Offices) -> None:
    with offices.open(2) as books:
        add(books[0], ONE, name_latin=LATIN)
        add(books[1], OTHER, name_latin=LATIN)
        exchange(books)
        (item,) = inbox.questions(books[1])
        inbox.resolve(books[1], item.id, take=2)
        exchange(books)
        for book in books:
            assert same_person.candidates(book) == ()
            assert inbox.questions(book) == ()
            assert len(shown(book)) == 2


def test_two_offices_that_answer_differently_are_asked_again(offices: Offices) -> None:
    with offices.open(2) as books:
        add(books[0], ONE, name_latin=LATIN)
        add(books[1], OTHER, name_latin=LATIN)
        exchange(books)
        for book, answer in zip(books, (1, 2), strict=True):
            inbox.resolve(book, inbox.questions(book)[0].id, take=answer)
        exchange(books)
        assert open_questions(books[0]) == open_questions(books[1])
        (item,) = inbox.questions(books[0])
        assert item.kind == "same_person"
        inbox.resolve(books[0], item.id, take=1)
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            assert shown(book) == [LATIN]


# -- one person


def test_what_was_chosen_stands_in_both_records_and_blanks_are_filled(offices: Offices) -> None:
    with offices.open(2) as books:
        add(books[0], ONE, name_latin=LATIN, phone="0311", rank="Constable")
        add(books[1], OTHER, name_native=URDU, phone="0322", rank="Inspector")
        exchange(books)
        merge(books[1], OTHER, ONE, phone="0311")
        exchange(books)
        for book in books:
            assert set(records(book).values()) == {(LATIN, URDU, "0311", "Inspector", None, 0)}
            assert inbox.questions(book) == ()
            assert shown(book) == [LATIN]


def test_what_nobody_chose_becomes_a_question_for_both_records(offices: Offices) -> None:
    with offices.open(2) as books:
        add(books[0], ONE, name_latin=LATIN, phone="0311")
        add(books[1], OTHER, name_native=URDU, phone="0322")
        exchange(books)
        inbox.resolve(books[0], inbox.questions(books[0])[0].id, take=1)
        exchange(books)
        assert open_questions(books[0]) == open_questions(books[1])
        (item,) = inbox.questions(books[1])
        assert {c.text for c in item.candidates} == {"0311", "0322"}
        inbox.resolve(books[1], item.id, take=1)
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            assert len({row[2] for row in records(book).values()}) == 1


def test_a_merge_is_one_step_that_undo_takes_back(book: Workbook, make: Make) -> None:
    one = make.person(name_latin=LATIN, phone="0311")
    other = make.person(name_latin="Uzma A.", phone="0322")
    before = dumped(book)
    same_person.merge(book, keep_id=one, other_id=other, choices={})
    assert shown(book) == [LATIN]
    book.undo()
    assert dumped(book) == before
    book.redo()
    assert shown(book) == [LATIN]
    same_person.unmerge(book, person_id=other)
    assert sorted(shown(book)) == ["Uzma A.", LATIN]
    with pytest.raises(RuleError):
        same_person.unmerge(book, person_id=other)
    with pytest.raises(RuleError):
        same_person.merge(book, keep_id=one, other_id=one)


def test_an_edit_of_somebody_with_two_records_is_no_question(book: Workbook, make: Make) -> None:
    one, other = make.person(name_latin=LATIN), make.person(name_latin="", name_native=URDU)
    same_person.merge(book, keep_id=one, other_id=other)
    people.edit_person(book, person_id=one, phone="03001234567", rank="Inspector")
    people.confirm_names(book, person_ids=[one])
    assert inbox.questions(book) == ()
    assert len(people.person_rows(book, search=URDU)) == 1


def test_merges_crossed_and_an_edit_in_between_are_one_person_and_one_question(
    offices: Offices,
) -> None:
    """Scenario 49: A merges x into y, B merges y into x, C edits x meanwhile."""
    with offices.open(3) as books:
        add(books[0], ONE, name_latin=LATIN, phone="0311", rank="Constable")
        add(books[1], OTHER, name_latin=LATIN, phone="0322", rank="Constable")
        exchange(books)
        merge(books[0], OTHER, ONE, phone="0311")
        merge(books[1], ONE, OTHER, phone="0311")
        edit(books[2], ONE, rank="Inspector")
        exchange(books)
        for book in books:
            assert shown(book) == [LATIN]
            assert stands_for(book) == stands_for(books[0])
        assert open_questions(books[0]) == open_questions(books[1]) == open_questions(books[2])
        (item,) = inbox.questions(books[2])
        assert item.field == "Rank"
        assert {c.text for c in item.candidates} == {"Constable", "Inspector"}
        inbox.resolve(books[2], item.id, take=1)
        exchange(books)
        assert [inbox.questions(book) for book in books] == [(), (), ()]


def test_a_chain_and_a_ring_of_merges_are_one_person(offices: Offices) -> None:
    with offices.open(2) as books:
        for n, uuid in enumerate(PEOPLE):
            add(books[n % 2], uuid, name_latin=LATIN, remark=None)
        exchange(books)
        for one, other in zip(PEOPLE, (*PEOPLE[1:], PEOPLE[0]), strict=True):
            merge(books[0], one, other)
        exchange(books)
        for book in books:
            assert shown(book) == [LATIN]
            assert len(stands_for(book)) == 3
            assert stands_for(book) == stands_for(books[0])
        (first,) = set(stands_for(books[0]).values())
        assert first in (ONE, OTHER)
        with books[0].changing("Delete her first record") as change:
            change.delete(PERSON, key(books[0], first))
        assert shown(books[0]) == [LATIN]
        assert first not in stands_for(books[0]).values()


def test_a_wrong_merge_is_parted_with_each_ones_children_and_later_edits(offices: Offices) -> None:
    """Scenario 50."""
    with offices.open(2) as books:
        add(books[0], ONE, name_latin=LATIN, phone="0311")
        add(books[1], OTHER, name_latin="Uzma Ahmad", phone="0322", rank="Constable")
        exchange(books)
        make = Make(books[0])
        cohort = make.cohort()
        enrolments = [make.enrolment(cohort, key(books[0], uuid)) for uuid in (ONE, OTHER)]
        merge(books[0], ONE, OTHER, phone="0311")
        assert len(people.person_rows(books[0], cohort_id=cohort)) == 1
        exchange(books)
        edit(books[1], OTHER, remark="Seen in March")
        exchange(books)
        same_person.unmerge(books[0], person_id=key(books[0], OTHER))
        exchange(books)
        for book in books:
            assert records(book) == {
                ONE: (LATIN, None, "0311", None, None, 0),
                OTHER: ("Uzma Ahmad", None, "0322", "Constable", "Seen in March", 0),
            }
            assert inbox.questions(book) == ()
        rows = people.person_rows(books[0], cohort_id=cohort)
        assert sorted(row.enrolment_id or 0 for row in rows) == sorted(enrolments)


# -- what follows for reading and writing


class Twice:
    """A cohort in which one of four participants is enrolled under two records."""

    def __init__(self, book: Workbook, make: Make, clock: SeededClock) -> None:
        self.book = book
        self.cohort = make.cohort()
        self.people = [
            make.person(name_latin=LATIN),
            make.person(name_latin="", name_native=URDU),
            make.person(name_latin="Bilal Khan"),
        ]
        self.enrolments = [make.enrolment(self.cohort, person) for person in self.people]
        self.sessions = make.sessions(self.cohort, days=2)
        make.marks(self.sessions, self.enrolments[2:])
        make.marks(self.sessions[:2], self.enrolments[:1])
        make.marks(self.sessions[2:], self.enrolments[1:2])
        self.modules = [make.module(f"M-{n}", self.cohort, n) for n in (1, 2)]
        make.attempt(self.people[0], self.modules[0])
        make.attempt(self.people[1], self.modules[0])
        make.attempt(self.people[1], self.modules[1])
        clock.set(AFTER)

    def merge(self) -> None:
        same_person.merge(self.book, keep_id=self.people[0], other_id=self.people[1])


@pytest.fixture
def twice(book: Workbook, make: Make, clock: SeededClock) -> Twice:
    return Twice(book, make, clock)


def test_she_is_counted_once_everywhere_with_the_marks_and_tries_of_both(
    book: Workbook, twice: Twice
) -> None:
    """Scenario 48, the second half."""
    twice.merge()
    grid = attendance.attendance_grid(book, cohort_id=twice.cohort)
    assert [(row.name, row.share.attended) for row in grid.rows] == [
        (LATIN, 780),
        ("Bilal Khan", 780),
    ]
    done = elearning.completion_grid(book, cohort_id=twice.cohort).rows[0]
    assert [(c.passed, c.tries) for c in done.completions] == [(True, 1), (True, 1)]
    first, second = cohorts.enrolment_rows(book, cohort_id=twice.cohort)
    assert (first.ready, second.ready) == (True, False)
    assert cohorts.get_cohort(book, cohort_id=twice.cohort).enrolled == 2
    assert cohorts.retention_rows(book, cohort_id=twice.cohort)[0].count == 2
    seen = overview.overview(book, cohort_id=twice.cohort)
    assert seen.figure(FigureKind.TRAINED).count == 2
    assert seen.figure(FigureKind.NOMINATED).count == 2
    assert [(row.name, row.cohorts) for row in people.person_rows(book)] == [
        ("Bilal Khan", ("INV-1",)),
        (LATIN, ("INV-1",)),
    ]
    assert inbox.questions(book) == ()


def test_a_certificate_of_either_record_is_hers(book: Workbook, make: Make, twice: Twice) -> None:
    make.marks(twice.sessions[:2], twice.enrolments[1:2])
    only = [twice.enrolments[1], twice.enrolments[2]]
    certificates.issue(book, cohort_id=twice.cohort, enrolment_ids=only)
    twice.merge()
    rows = certificates.verdict_rows(book, cohort_id=twice.cohort)
    assert [row.certificate is not None for row in rows] == [True, True]
    assert overview.overview(book, cohort_id=twice.cohort).figure(FigureKind.CERTIFIED).count == 2
    assert certificates.issue(book, cohort_id=twice.cohort).numbers == ()
    first = certificates.register_rows(book)[0]
    done = certificates.replace(book, certificate_id=first.id, reason="Both names")
    printed = certificates.certificate_rows(book, cohort_id=twice.cohort, only=done.numbers[0])
    assert (printed[0].content.name_latin, printed[0].content.name_native) == (LATIN, URDU)


def test_marks_that_differ_between_her_records_are_a_question(book: Workbook, twice: Twice) -> None:
    attendance.mark(
        book, session_id=twice.sessions[0], marks={twice.enrolments[1]: Mark("A", "in_room")}
    )
    twice.merge()
    (item,) = inbox.questions(book)
    assert item.kind == "marks_differ"
    assert [c.text for c in item.candidates] == ["A, in_room", "P, in_room"]
    grid = attendance.attendance_grid(book, cohort_id=twice.cohort)
    assert len([m for m in grid.rows[0].marks if m is not None]) == 4
    inbox.resolve(book, item.id, take=2)
    assert inbox.questions(book) == ()


def test_a_mark_is_typed_where_it_stands_and_asks_nothing(book: Workbook, twice: Twice) -> None:
    twice.merge()
    (row, _bilal) = attendance.attendance_grid(book, cohort_id=twice.cohort).rows
    marks = {row.enrolment_id: Mark("A")}
    for session in (twice.sessions[0], twice.sessions[3]):
        attendance.mark(book, session_id=session, marks=marks)
    (row, _bilal) = attendance.attendance_grid(book, cohort_id=twice.cohort).rows
    assert [mark.status for mark in row.marks if mark] == ["A", "P", "P", "A"]
    assert inbox.questions(book) == ()


def test_who_leaves_leaves_under_both_records(book: Workbook, twice: Twice) -> None:
    twice.merge()
    cohorts.withdraw(book, enrolment_id=twice.enrolments[0], reason=LeaveReason.TRANSFERRED)
    states = {row.name: row.state for row in cohorts.enrolment_rows(book, cohort_id=twice.cohort)}
    assert states == {LATIN: "left", "Bilal Khan": "enrolled"}
    cohorts.enrol(book, cohort_id=twice.cohort, person_ids=[twice.people[1]])
    assert len(cohorts.enrolment_rows(book, cohort_id=twice.cohort)) == 2


def test_needs_notes_and_promises_of_both_records_stand_together(
    book: Workbook, twice: Twice
) -> None:
    coached = coaching.create_round(book, cohort_id=twice.cohort).id
    for enrolment in twice.enrolments[:2]:
        coaching.record_need(book, enrolment_id=enrolment, title=f"Need {enrolment}")
        coaching.add_note(book, enrolment_id=enrolment, text="Words")
        coaching.add_action(book, enrolment_id=enrolment, round_id=coached, what="Do it")
    twice.merge()
    first = coaching.participant_rows(book, round_id=coached)[0]
    assert (first.needs, first.notes, first.open_actions) == (2, 2, 2)
    for enrolment in twice.enrolments[:2]:
        page = coaching.participant_page(book, enrolment_id=enrolment)
        assert (len(page.needs), len(page.notes), len(page.promised)) == (2, 2, 2)


def test_a_try_entered_for_either_record_is_hers(book: Workbook, twice: Twice) -> None:
    twice.merge()
    elearning.record_attempt(
        book,
        person_id=twice.people[1],
        module_id=twice.modules[0],
        status=AttemptStatus.FAILED,
    )
    done = elearning.completion_grid(book, cohort_id=twice.cohort).rows[0]
    assert [c.tries for c in done.completions] == [2, 1]


# -- all of it at random


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["merge", "part", "edit", "pass"]),
        st.integers(0, 3), st.integers(0, 3),
    ),
    max_size=10,
)  # fmt: skip


@on_files
@given(acts=ACTS)
def test_merges_in_any_order_give_one_person_everywhere_and_lose_no_child(
    offices: Offices, acts: list[tuple[int, str, int, int]]
) -> None:
    """I16."""
    with offices.open(3) as books:
        make = Make(books[0])
        cohort = make.cohort()
        for n, uuid in enumerate(PEOPLE):
            add(books[0], uuid, name_latin=f"Officer {n}", phone=f"030{n}")
            make.enrolment(cohort, key(books[0], uuid))
        exchange(books)
        for who, act, one, other in acts:
            book = books[who]
            if act == "pass":
                book.unite(books[one % 3].lines())
            elif act == "edit":
                edit(book, PEOPLE[one], phone=f"031{other}")
            elif one != other and act == "merge":
                merge(book, PEOPLE[one], PEOPLE[other])
            elif one != other:
                same_person.not_the_same(
                    book, one_id=key(book, PEOPLE[one]), other_id=key(book, PEOPLE[other])
                )
        exchange(books)
        assert stands_for(books[0]) == stands_for(books[1]) == stands_for(books[2])
        assert open_questions(books[0]) == open_questions(books[1]) == open_questions(books[2])
        merged = stands_for(books[0])
        assert not set(merged) & set(merged.values())
        with books[2].reading() as db:
            (found,) = db.exec_driver_sql("SELECT id FROM cohort").one()
            members = people.roster(db, cohort_id=found)
        assert len(members) == 4 - len(merged)
        assert sum(len(member.enrolment_ids) for member in members) == 4


@on_files
@given(
    fields=st.lists(st.sampled_from(["phone", "rank", "remark"]), max_size=4),
    which=st.lists(st.booleans(), min_size=4, max_size=4),
    chosen=st.sampled_from([{}, {"phone": "0311"}, {"rank": "Inspector", "remark": None}]),
)
def test_parting_after_a_merge_is_as_if_it_had_not_been(
    offices: Offices, fields: list[str], which: list[bool], chosen: dict[str, object]
) -> None:
    """I17: later edits stay, each with its own record."""
    with offices.open(2) as books:
        for book in books:
            add(book, ONE, name_latin=LATIN, phone="0311", remark="Ours")
            add(book, OTHER, name_latin="Uzma Ahmad", phone="0322", rank="Constable")
        same_person.merge(
            books[0], keep_id=key(books[0], ONE), other_id=key(books[0], OTHER), choices=chosen
        )
        for n, (field, first) in enumerate(zip(fields, which, strict=False)):
            for book in books:
                edit(book, ONE if first else OTHER, **{field: f"Later {n}"})
        same_person.unmerge(books[0], person_id=key(books[0], OTHER))
        assert records(books[0]) == records(books[1])
        assert stands_for(books[0]) == {}


# -- lists and paper


def test_a_printed_sheet_and_a_ref_of_either_record_are_hers(book: Workbook, twice: Twice) -> None:
    printed = attendance_sheets.sheet_for_day(book, cohort_id=twice.cohort, day=MONDAY)
    refs = [row.ref for row in cohorts.enrolment_rows(book, cohort_id=twice.cohort)]
    twice.merge()
    entry = attendance_sheets.find_sheet(book, code=printed.code)
    assert entry is not None
    assert [row.name for row in entry.rows if row.number] == [LATIN, "Bilal Khan"]
    for ref in refs[:2]:
        found = cohorts.get_enrolment_by_ref(book, cohort_id=twice.cohort, ref=ref)
        assert found.name == LATIN


def test_a_list_finds_her_by_either_record_and_writes_both(book: Workbook, twice: Twice) -> None:
    people.edit_person(book, person_id=twice.people[1], phone="03001234567")
    twice.merge()
    rows = [["Name", "Phone", "Rank"], ["Uzma Ahmed", "0300-1234567", "Inspector"]]
    plan = intake.plan_list(book, intake.read_pasted(rows), cohort_id=twice.cohort)
    assert plan.counts["changed"] == 1
    intake.apply_plan(book, plan)
    assert {row[3] for row in list(records(book).values())[:2]} == {"Inspector"}
    assert len(cohorts.enrolment_rows(book, cohort_id=twice.cohort)) == 2
    assert inbox.questions(book) == ()
