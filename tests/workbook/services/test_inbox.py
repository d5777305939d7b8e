"""Questions: the same in every office, decided once, and never asked again."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from workbook.domain.certificate import CERTIFICATE
from workbook.domain.people import PERSON, agency_id
from workbook.domain.training import ATTENDANCE
from workbook.errors import NotFoundError, RuleError
from workbook.exchange.take_in import PARKED
from workbook.services import certificates, inbox, intake, people
from workbook.sources import Sources
from workbook.storage import tables as t
from workbook.storage.book import Workbook

from .conftest import AFTER, Make, Template
from .offices import Offices, dumped, exchange, open_questions

on_files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
PEOPLE = [UUID(int=500 + n) for n in range(3)]


@pytest.fixture
def offices(template: Template, tmp_path: Path) -> Offices:
    return Offices(template.path, template.emergency_key, tmp_path)


def add(book: Workbook, uuid: UUID = PEOPLE[0], **values: object) -> int:
    with book.changing("Add") as change:
        return change.create(PERSON, uuid=uuid, **{"name_latin": "Sana Ahmed", **values})


def key(book: Workbook, uuid: UUID = PEOPLE[0]) -> int:
    with book.reading() as db:
        found = db.exec_driver_sql("SELECT n FROM row WHERE uuid=?", (uuid.bytes,)).scalar()
    assert found is not None
    return int(found)


def edit(book: Workbook, uuid: UUID = PEOPLE[0], **values: object) -> None:
    with book.changing("Edit") as change:
        change.edit(PERSON, key(book, uuid), **values)


def value(book: Workbook, column: str, uuid: UUID = PEOPLE[0]) -> object:
    with book.reading() as db:
        return db.exec_driver_sql(
            f"SELECT {column} FROM person WHERE id=?", (key(book, uuid),)
        ).scalar()


def disagree(books: list[Workbook], *phones: str) -> None:
    add(books[0])
    exchange(books)
    for book, phone in zip(books, phones, strict=False):
        edit(book, phone=phone)
    exchange(books)


# -- different values


def test_two_phones_are_one_question_everywhere_and_one_answer_empties_all(
    offices: Offices,
) -> None:
    """Scenario 2."""
    with offices.open(3) as books:
        disagree(books, "0311", "0322")
        (item,) = inbox.questions(books[2])
        assert [open_questions(book) for book in books] == [open_questions(books[2])] * 3
        assert item.kind == "different_values"
        assert item.subject == "Sana Ahmed"
        assert {c.text for c in item.candidates} == {"0311", "0322"}
        assert {c.voices[0].office for c in item.candidates} == {"Islamabad", "Lahore"}
        old = books[1].lines()
        (wanted,) = [c.number for c in item.candidates if not c.stands]
        inbox.resolve(books[2], item.id, take=wanted)
        exchange(books)
        for book in books:
            book.unite(old)  # a file from before does not ask again
            assert inbox.items(book) == ()
            assert value(book, "phone") == item.candidates[wanted - 1].text
        assert dumped(books[0]) == dumped(books[1]) == dumped(books[2])


def test_the_same_number_in_other_digits_is_no_question(offices: Offices) -> None:
    """Scenario 3, I14."""
    with offices.open(2) as books:
        disagree(books, "0322", "۰۳۲۲")
        assert inbox.questions(books[0]) == inbox.questions(books[1]) == ()


def test_two_offices_that_decide_differently_are_asked_once_more(offices: Offices) -> None:
    """Scenario 4."""
    with offices.open(2) as books:
        disagree(books, "0311", "0322")
        for book, number in zip(books, (1, 2), strict=True):
            inbox.resolve(book, inbox.questions(book)[0].id, take=number)
        exchange(books)
        assert open_questions(books[0]) == open_questions(books[1])
        (item,) = inbox.questions(books[0])
        assert len(item.candidates) == 2
        inbox.resolve(books[1], item.id, take=2)
        exchange(books)
        assert inbox.questions(books[0]) == inbox.questions(books[1]) == ()


def test_another_value_can_be_written_and_is_read_as_in_a_sheet(offices: Offices) -> None:
    with offices.open(2) as books:
        disagree(books, "03111111111", "03222222222")
        (item,) = inbox.questions(books[0])
        with pytest.raises(RuleError, match="cannot be taken"):
            inbox.resolve(books[0], item.id, value="not a phone")
        inbox.resolve(books[0], item.id, value="+92 333 3333333")
        assert value(books[0], "phone") == "03333333333"
        assert inbox.questions(books[0]) == ()
        books[0].undo()
        (again,) = inbox.questions(books[0])
        assert again.id == item.id
        assert {c.text for c in again.candidates} == {c.text for c in item.candidates}


@pytest.mark.parametrize("answer", [{}, {"take": 3}, {"take": 0}, {"take": 1, "value": "0333"}])
def test_an_answer_that_there_is_not_changes_nothing(
    offices: Offices, answer: dict[str, object]
) -> None:
    with offices.open(2) as books:
        disagree(books, "0311", "0322")
        (item,) = inbox.questions(books[0])
        with pytest.raises(RuleError, match="Nothing was changed"):
            inbox.resolve(books[0], item.id, **answer)  # type: ignore[arg-type]
        with pytest.raises(NotFoundError):
            inbox.resolve(books[0], "IZZZZZZZZZZZ", take=1)
        assert inbox.questions(books[0]) == (item,)


def test_a_clock_that_was_wrong_is_said_and_changes_no_order(offices: Offices) -> None:
    with offices.open(2) as books:
        books[1].sources = Sources(
            now=lambda: datetime(2036, 1, 1, tzinfo=UTC), random=books[1].sources.random
        )
        disagree(books, "0311", "0322")
        (item,) = inbox.questions(books[0])
        wrong = {c.text: c.voices[0].clock_wrong for c in item.candidates}
        assert wrong == {"0311": False, "0322": True}


def test_all_values_of_one_office_are_looked_at_then_taken_together(offices: Offices) -> None:
    with offices.open(2) as books:
        for uuid in PEOPLE:
            add(books[0], uuid, name_latin=f"Officer {uuid.int}")
        exchange(books)
        for book, rank in zip(books, ("Constable", "Inspector"), strict=True):
            for uuid in PEOPLE:
                edit(book, uuid, rank=rank)
        exchange(books)
        plan = inbox.take_all_from(books[0], office="lahore")
        assert plan.summary() == "Take all from Lahore: 3 values"
        assert {taken.new for taken in plan.values} == {"Inspector"}
        assert len(inbox.questions(books[0])) == 3
        inbox.resolve_all_from(books[0], office="LAH")
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            assert value(book, "rank", PEOPLE[2]) == "Inspector"


def test_where_a_row_came_from_is_never_asked(offices: Offices) -> None:
    """Scenario 61, and 53 with equal marks: the same row from two offices is one row."""
    with offices.open(2) as books:
        make = Make(books[0])
        cohort = make.cohort()
        (enrolment,) = make.enrolments(cohort, 1)
        (session, *_rest) = make.sessions(cohort, days=1)
        exchange(books)
        for n, book in enumerate(books):
            people.create_agency(book, name="Federal Agency" if n else "federal agency")
            pair = [same_key(books[0], book, k) for k in (session, enrolment)]
            with book.changing("Mark") as change:
                change.put(
                    ATTENDANCE, (pair[0], pair[1]), mark={"status": "P"}, source=f"sheet {n}"
                )
        exchange(books)
        assert inbox.questions(books[0]) == inbox.questions(books[1]) == ()
        assert len(people.agency_rows(books[0])) == 1
        with books[0].reading() as db:
            uuid = agency_id(books[0].programme_uuid, "FEDERAL agency").bytes
            assert db.exec_driver_sql("SELECT n FROM row WHERE uuid=?", (uuid,)).scalar()


def same_key(one: Workbook, other: Workbook, key_: int) -> int:
    """The key in `other` of the row with this key in `one`."""
    with one.reading() as db:
        uuid = db.exec_driver_sql("SELECT uuid FROM row WHERE n=?", (key_,)).scalar()
    return key(other, UUID(bytes=uuid))


def test_two_marks_of_one_session_are_a_question(offices: Offices) -> None:
    """Scenario 53."""
    with offices.open(2) as books:
        make = Make(books[0])
        cohort = make.cohort()
        (enrolment,) = make.enrolments(cohort, 1)
        (session, *_rest) = make.sessions(cohort, days=1)
        exchange(books)
        for book, status in zip(books, "PA", strict=True):
            pair = [same_key(books[0], book, k) for k in (session, enrolment)]
            with book.changing("Mark") as change:
                change.put(ATTENDANCE, (pair[0], pair[1]), mark={"status": status})
        exchange(books)
        (item,) = inbox.questions(books[1])
        assert {c.text for c in item.candidates} == {"P", "A"}
        assert not item.writes


# -- deleted here, edited there


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(("answer", "gone"), [(1, 0), (2, 1)])
def test_deleted_here_and_edited_there_is_asked_in_any_order(
    offices: Offices, first: int, answer: int, gone: int
) -> None:
    """Scenario 37."""
    with offices.open(3) as books:
        add(books[0])
        exchange(books)
        with books[0].changing("Delete") as change:
            change.delete(PERSON, key(books[0]))
        edit(books[1], phone="0311")
        heard = [books[0].lines(), books[1].lines()]
        books[2].unite(heard[first])
        books[2].unite(heard[1 - first])
        (item,) = inbox.questions(books[2])
        assert item.kind == "deleted_edited"
        assert [c.voices[0].office for c in item.candidates] == ["Lahore", "Islamabad"]
        inbox.resolve(books[2], item.id, take=answer)
        exchange(books)
        for book in books:
            book.unite(heard[0])
            book.unite(heard[1])
            assert inbox.questions(book) == ()
            assert value(book, "gone") == gone


# -- numbers


def test_a_service_number_of_two_people_is_asked_and_one_keeps_it(offices: Offices) -> None:
    with offices.open(2) as books:
        add(books[0], PEOPLE[0], name_latin="Sana Ahmed", service_number="FIA-77")
        add(books[1], PEOPLE[1], name_latin="Bilal Khan", service_number="fia 77")
        exchange(books)
        assert open_questions(books[0]) == open_questions(books[1])
        (item,) = inbox.questions(books[0])
        assert item.kind == "number_twice"
        assert item.candidates[0].text.startswith("Sana Ahmed keeps it")
        inbox.resolve(books[1], item.id, take=1)
        exchange(books)
        for book in books:
            assert inbox.questions(book) == ()
            assert value(book, "service_number", PEOPLE[0]) == "FIA-77"
            assert value(book, "service_number", PEOPLE[1]) is None


def test_a_number_that_two_have_can_be_left(offices: Offices) -> None:
    with offices.open(2) as books:
        add(books[0], PEOPLE[0], name_latin="Sana Ahmed", service_number="77")
        add(books[1], PEOPLE[1], name_latin="Bilal Khan", service_number="77")
        exchange(books)
        (item,) = inbox.questions(books[0])
        inbox.resolve(books[0], item.id, take=3)
        exchange(books)
        assert inbox.questions(books[0]) == inbox.questions(books[1]) == ()
        add(books[1], PEOPLE[2], name_latin="Third Person", service_number="77")
        assert [i.kind for i in inbox.questions(books[1])] == ["number_twice"]


# -- certificates


@pytest.fixture
def issued(book: Workbook, make: Make, clock: object) -> tuple[int, list[int]]:
    """A cohort of two people with certificates, and their enrolments."""
    cohort = make.cohort()
    enrolments = [
        make.enrolment(cohort, make.person(name_latin=name))
        for name in ("Sana Ahmed", "Bilal Khan")
    ]
    make.marks(make.sessions(cohort), enrolments)
    clock.set(AFTER)  # type: ignore[attr-defined]
    certificates.issue(book, cohort_id=cohort)
    return cohort, enrolments


def numbers(book: Workbook) -> dict[str, str]:
    return {row.number: row.state.value for row in certificates.register_rows(book)}


def test_a_number_given_twice_blocks_printing_until_one_gets_another(
    book: Workbook, issued: tuple[int, list[int]]
) -> None:
    """Scenario 52."""
    cohort, _enrolments = issued
    first, second = certificates.register_rows(book)
    with book.changing("Another office's numbers") as change:
        change.edit(
            CERTIFICATE,
            second.id,
            issue={"number": first.number, "kind": "attendance", "issued_on": "2020-11-09"},
        )
    blocked = certificates.certificate_rows(book, cohort_id=cohort)
    (item,) = inbox.questions(book)
    assert item.kind == "number_twice"
    assert all(row.blocked and row.question == item.id for row in blocked)
    assert not any(item.id in row.blocked for row in blocked), "a code is nothing to read"
    (keeps,) = [c.number for c in item.candidates if c.text.startswith("Sana Ahmed")]
    inbox.resolve(book, item.id, take=keeps)
    assert inbox.questions(book) == ()
    rows = certificates.certificate_rows(book, cohort_id=cohort)
    assert [row.blocked for row in rows] == ["", ""]
    assert len({row.content.number for row in rows}) == 2
    assert {row.content.name for row in rows} == {"Sana Ahmed", "Bilal Khan"}
    assert "replaced" in [row.state.value for row in certificates.register_rows(book)]


def test_a_name_in_conflict_blocks_its_certificate_and_names_the_question(
    book: Workbook, issued: tuple[int, list[int]], template: Template, tmp_path: Path
) -> None:
    """Scenario 64."""
    cohort, _enrolments = issued
    person = people.person_rows(book, search="Sana")[0].id
    with book.reading() as db:
        uuid = UUID(bytes=db.exec_driver_sql("SELECT uuid FROM row WHERE n=?", (person,)).scalar())
    with Offices(template.path, template.emergency_key, tmp_path).open(1) as (other,):
        other.unite(book.lines())
        edit(other, uuid, name_latin="Sana Ahmad")
        edit(book, uuid, name_latin="Sana Ahmed Khan")
        book.unite(other.lines())
    (item,) = inbox.questions(book)
    rows = certificates.certificate_rows(book, cohort_id=cohort)
    assert [row.question for row in rows] == [item.id, ""]
    assert ["different names" in row.blocked for row in rows] == [True, False]
    with pytest.raises(RuleError, match="different names"):
        certificates.replace(
            book, certificate_id=certificates.register_rows(book)[0].id, reason="Torn"
        )
    inbox.resolve(book, item.id, take=1)
    rows = certificates.certificate_rows(book, cohort_id=cohort)
    assert [row.blocked for row in rows] == ["", ""]
    assert [i.kind for i in inbox.questions(book)] == ["certificate_reads_otherwise"]


@pytest.mark.parametrize("answer", [1, 2])
def test_a_name_corrected_after_printing_asks_to_replace_or_to_leave(
    book: Workbook,
    issued: tuple[int, list[int]],
    template: Template,
    tmp_path: Path,
    answer: int,
) -> None:
    """Scenario 66."""
    person = people.person_rows(book, search="Sana")[0].id
    with book.reading() as db:
        uuid = UUID(bytes=db.exec_driver_sql("SELECT uuid FROM row WHERE n=?", (person,)).scalar())
    with Offices(template.path, template.emergency_key, tmp_path).open(1) as (other,):
        other.unite(book.lines())
        edit(other, uuid, name_latin="SANA  ahmed")
        book.unite(other.lines())
        assert inbox.questions(book) == ()  # it looks the same
        edit(other, uuid, name_latin="Sanam Ahmed")
        book.unite(other.lines())
        (item,) = inbox.questions(book)
        assert item.kind == "certificate_reads_otherwise"
        assert "says Sana Ahmed; the name is now Sanam Ahmed" in item.sentence
        assert [i.id for i in inbox.questions(other)] == [item.id]
        inbox.resolve(book, item.id, take=answer)
        other.unite(book.lines())
        assert inbox.questions(book) == inbox.questions(other) == ()
        assert sorted(numbers(other).values()).count("replaced") == (1 if answer == 1 else 0)
        edit(other, uuid, name_latin="Sonia Ahmed")
        assert [i.kind for i in inbox.questions(other)] == ["certificate_reads_otherwise"]


# -- all of it at random


def run(books: list[Workbook], acts: list[tuple[int, int, int]]) -> None:
    """Edit, resolve, delete, restore, and pass files on, as `acts` say."""
    for who, what, which in acts:
        book = books[who % len(books)]
        uuid = PEOPLE[which % len(PEOPLE)]
        if what == 0:
            book.unite(books[which % len(books)].lines())
        elif what == 1:
            open_ = inbox.questions(book)
            if open_:
                item = open_[which % len(open_)]
                inbox.resolve(book, item.id, take=which % len(item.candidates) + 1)
        elif value(book, "gone", uuid):
            with book.changing("Restore") as change:
                change.restore(PERSON, key(book, uuid))
        elif what == 2:
            with book.changing("Delete") as change:
                change.delete(PERSON, key(book, uuid))
        else:
            edit(book, uuid, **{("phone", "rank")[what % 2]: f"{which}"})


@on_files
@given(
    acts=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(0, 5)), max_size=12)
)
def test_an_answer_leaves_one_head_and_old_files_never_ask_again(
    offices: Offices, acts: list[tuple[int, int, int]]
) -> None:
    """I13, I14, and the questions of all offices alike."""
    with offices.open(3) as books:
        for n, uuid in enumerate(PEOPLE):
            add(books[0], uuid, name_latin=f"Officer {n}")
        exchange(books)
        run(books, acts)
        heard = [book.lines() for book in books]
        exchange(books)
        assert open_questions(books[0]) == open_questions(books[1]) == open_questions(books[2])
        for _round in range(9):
            open_ = inbox.questions(books[1])
            if not open_:
                break
            inbox.resolve(books[1], open_[0].id, take=1)
        assert inbox.questions(books[1]) == ()
        exchange(books)
        for book in books:
            for lines in heard:
                book.unite(lines)
            assert inbox.questions(book) == ()
        assert dumped(books[0]) == dumped(books[1]) == dumped(books[2])


@on_files
@given(phones=st.lists(st.sampled_from(["0311", "۰۳۱۱", "٠٣١١"]), min_size=3, max_size=3))
def test_edits_that_say_the_same_are_no_question(offices: Offices, phones: list[str]) -> None:
    """I14."""
    with offices.open(3) as books:
        disagree(books, *phones)
        assert all(inbox.items(book) == () for book in books)


# -- this laptop's own


def test_a_doubtful_row_of_a_list_waits_here_and_is_answered_here(
    book: Workbook, make: Make
) -> None:
    person = make.person(name_latin="Sana Jibraan", relative_name="Rizwan Ahmed")
    rows = [["Name", "Rank"], ["Jibraan Sana", "Inspector"]]
    for answer, people_there in ((3, 1), (1, 1)):
        intake.apply_plan(book, intake.plan_list(book, intake.read_pasted(rows)))
        (item,) = inbox.items(book)
        assert (item.scope, item.id[0]) == ("local", "W")
        assert [c.text for c in item.candidates] == ["Sana Jibraan", "Somebody new", "Leave it out"]
        assert inbox.count(book).total == 1
        with pytest.raises(RuleError):
            inbox.resolve(book, item.id, take=4)
        inbox.resolve(book, item.id, take=answer)
        assert inbox.items(book) == ()
        assert len(people.person_rows(book)) == people_there
    with book.reading() as db:
        rank = db.exec_driver_sql("SELECT rank FROM person WHERE id=?", (person,)).scalar()
    assert rank == "Inspector"
    with pytest.raises(NotFoundError):
        inbox.resolve(book, "W999", take=1)


def test_a_parked_file_can_be_left_out(book: Workbook) -> None:
    with book.noting() as db:
        db.execute(
            insert(t.waiting).values(
                kind=PARKED, wall="", name="newer.xlsx", content="", detail='{"content": ""}'
            )
        )
    (item,) = inbox.items(book)
    assert "newer version" in item.sentence
    inbox.resolve(book, item.id, take=1)
    assert inbox.items(book) == ()
