"""Steps: what one says in tables and log, and how it is taken back."""

import shutil
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.domain.certificate import CERTIFICATE
from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.people import AGENCY, PERSON
from workbook.domain.training import ATTENDANCE, TRAINING, TRAINING_SESSION
from workbook.errors import NotFoundError, RuleError
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing

from .conftest import Reopen, add_people

SOMEONE = UUID(int=77)


def row(book: Workbook, table: str, key: int) -> dict[str, Any]:
    with book.reading() as db:
        found = db.exec_driver_sql(f"SELECT * FROM {table} WHERE id=?", (key,)).mappings().one()
    return {name: value for name, value in found.items() if value is not None}


def marks(book: Workbook) -> list[tuple[Any, ...]]:
    with book.reading() as db:
        return [
            tuple(found)
            for found in db.exec_driver_sql(
                "SELECT session_id, enrolment_id, status, remark FROM attendance WHERE NOT gone"
            )
        ]


def plan(book: Workbook) -> tuple[int, list[int]]:
    """A session and three enrolments."""
    people = add_people(book, 3)
    with book.changing("Plan") as change:
        cohort = change.create(COHORT, code="C")
        training = change.create(TRAINING, cohort=cohort)
        session = change.create(TRAINING_SESSION, training=training, minutes=210)
        return session, [change.create(ENROLMENT, cohort=cohort, person=p) for p in people]


@pytest.fixture
def seats(book: Workbook) -> tuple[int, list[int]]:
    return plan(book)


class Rank(StrEnum):
    INSPECTOR = "Inspector"


# -- what a step says


def test_values_read_back_as_they_stand_in_the_table(book: Workbook) -> None:
    with book.changing("Add") as change:
        agency = change.create(AGENCY, name="FIA")
        person = change.create(
            PERSON,
            name_latin="  Zoë\u202e \r\n Khan\ufeff ",
            born_on=date(1990, 2, 3),
            agency=agency,
            rank=Rank.INSPECTOR,
            provisional=True,
            remark="",
            phone=None,
        )
        cohort = change.create(
            COHORT,
            dates={"starts_on": date(2020, 11, 2), "ends_on": None},
            rule={"minimum": 80, "names": ["a", None]},
        )
    assert row(book, "person", person) == {
        "id": person,
        "name_latin": "Zoë \n Khan",
        "born_on": "1990-02-03",
        "agency_id": agency,
        "rank": "Inspector",
        "provisional": 1,
        "gone": 0,
    }
    assert row(book, "cohort", cohort) == {
        "id": cohort,
        "starts_on": "2020-11-02",
        "rule": '{"minimum":80,"names":["a",null]}',
        "gone": 0,
    }
    assert change.summary.kinds == {"agency", "person", "cohort"}
    assert book.proof() == []


def test_a_value_that_has_no_canonical_text_is_a_bug(book: Workbook) -> None:
    for values in ({"rule": {"share": 0.8}}, {"dates": {"middle": "2020"}}, {"code": 7}):
        with pytest.raises(AssertionError), book.changing("Add") as change:
            change.create(COHORT, **values)
    assert len(book.steps()) == 1


def test_saying_what_stands_already_is_no_step(book: Workbook, seats: Any) -> None:
    (key,) = add_people(book, 1, agency=None)
    steps = len(book.steps())
    with book.changing("Nothing") as change:
        assert change.edit(PERSON, key, phone="03000", remark="") is False
    assert change.summary.step is None
    with book.changing("There and back") as change:
        assert change.edit(PERSON, key, phone="1")
        assert change.edit(PERSON, key, phone="03000")
        change.delete(PERSON, key)
        change.restore(PERSON, key)
    assert change.summary.step is None
    with book.changing("Made and dropped") as change:
        change.delete(PERSON, change.create(PERSON, name_latin="X"))
    assert change.summary.step is None
    assert len(book.steps()) == steps
    assert book.proof() == []


def test_a_row_with_a_derived_id_is_made_once_and_comes_back(book: Workbook) -> None:
    with book.changing("Add") as change:
        first = change.create(PERSON, uuid=SOMEONE, name_latin="A")
        assert change.create(PERSON, uuid=SOMEONE, phone="1") == first
        assert change.uuid(first) == SOMEONE
    with book.changing("Delete") as change:
        change.delete(PERSON, first)
        assert change.key(PERSON, SOMEONE) is None
    with book.changing("Again") as change:
        assert change.create(PERSON, uuid=SOMEONE, name_latin="B") == first
        assert change.key(PERSON, SOMEONE) == first
    assert row(book, "person", first) == {"id": first, "name_latin": "B", "phone": "1", "gone": 0}
    assert book.proof() == []


def test_a_deleted_record_is_not_edited(book: Workbook) -> None:
    (key,) = add_people(book, 1)
    with book.changing("Delete") as change:
        change.edit(PERSON, key, rank="Inspector")
        change.delete(PERSON, key)
        change.delete(PERSON, key)
    assert row(book, "person", key)["gone"] == 1
    assert book.proof() == []
    with (
        pytest.raises(NotFoundError, match="deleted in the meantime"),
        book.changing("E") as change,
    ):
        change.edit(PERSON, key, rank="Constable")


def test_marks_put_twice_in_one_step_stand_as_put_last(book: Workbook, seats: Any) -> None:
    session, (one, two, three) = seats
    with book.changing("Mark") as change:
        change.put(ATTENDANCE, (session, one), mark={"status": "A"})
        assert (
            change.put_many(
                ATTENDANCE,
                [
                    ((session, one), {"mark": {"status": "P"}}),
                    ((session, two), {"mark": {"status": "P"}}),
                    ((session, two), {"remark": "late"}),
                    ((session, three), {"mark": {"status": "P"}}),
                    ((session, two), {"mark": {"status": "L"}}),
                ],
            )
            == 5
        )
        change.put(ATTENDANCE, (session, three), mark={"status": "E"})
    assert marks(book) == [
        (session, one, "P", None),
        (session, two, "L", "late"),
        (session, three, "E", None),
    ]
    assert book.proof() == []
    with book.changing("Delete") as change:
        change.delete(ATTENDANCE, (session, two))
    with book.changing("Mark") as change:
        change.put_many(ATTENDANCE, [((session, two), {"mark": {"status": "P"}})])
    assert (session, two, "P", "late") in marks(book)
    assert book.proof() == []


_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "mark": st.sampled_from([{"status": "P"}, {"status": "A"}, {}]),
        "remark": st.sampled_from(["r", "s", None]),
    },
)
_PUTS = st.lists(
    st.tuples(
        st.sampled_from(["put", "many", "delete", "restore", "next", "undo", "redo"]),
        st.lists(st.tuples(st.integers(0, 2), _VALUES), min_size=1, max_size=4),
    ),
    max_size=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(puts=_PUTS)
def test_any_mixture_of_marks_leaves_tables_and_log_alike(
    at_rest: Path, reopen: Reopen, puts: list[tuple[str, Any]]
) -> None:
    path = at_rest.with_name("copy.workbook")
    shutil.copyfile(at_rest, path)
    book = reopen(path)
    session, seated = plan(book)
    for group in _steps(puts):
        if group[0][0] == "undo":
            book.undo()
        elif group[0][0] == "redo":
            book.redo()
        else:
            with book.changing("Mark") as change:
                for what, rows in group:
                    _put(change, what, [((session, seated[n]), values) for n, values in rows])
        assert book.proof() == []
    book._dirty = False
    book.close()


def _steps(puts: list[tuple[str, Any]]) -> list[list[tuple[str, Any]]]:
    """What is done in one step, up to "next"; undo and redo are steps of their own."""
    groups: list[list[tuple[str, Any]]] = [[]]
    for put in puts:
        if put[0] in ("next", "undo", "redo"):
            groups += [[put], []]
        else:
            groups[-1].append(put)
    return [group for group in groups if group and group[0][0] != "next"]


def _put(change: Changing, what: str, pairs: list[tuple[tuple[int, int], Any]]) -> None:
    if what == "many":
        change.put_many(ATTENDANCE, pairs)
    for pair, values in pairs:
        if what == "put":
            change.put(ATTENDANCE, pair, **values)
        elif what == "delete" and not change.is_gone(ATTENDANCE, pair):
            change.delete(ATTENDANCE, pair)
        elif what == "restore":
            change.restore(ATTENDANCE, pair)


# -- taking back


def test_an_import_is_undone_but_for_what_was_worked_on_since(book: Workbook) -> None:
    (other,) = add_people(book, 1)
    with book.changing("Take in list", kind="import") as change:
        agency = change.create(AGENCY, name="New agency")
        unused = change.create(AGENCY, name="Unused")
        cohort = change.create(COHORT, code="C")
        people = [change.create(PERSON, name_latin=f"P{n}", agency=agency) for n in range(3)]
        seated = [change.create(ENROLMENT, cohort=cohort, person=p) for p in people]
        change.edit(PERSON, other, phone="0999", rank="Constable")
    with book.changing("Edit") as change:
        change.edit(PERSON, people[0], phone="0311")
        change.edit(PERSON, other, rank="Inspector")
    step = book.steps()[1]
    assert step.kind == "import"
    done = book.undo_step(step.step)
    kept = {(change.entity.name, change.address[0]) for change in done.kept}
    # Person 0 was edited, so she stays, and so does the agency she is of; nobody's seat does.
    assert kept == {("person", people[0]), ("agency", agency), ("person", other)}
    assert [change.field for change in done.kept if change.address[0] == other] == ["rank"]
    assert row(book, "person", other)["phone"] == "03000"
    assert row(book, "person", other)["rank"] == "Inspector"
    gone = [row(book, "person", p)["gone"] for p in people]
    assert gone == [0, 1, 1]
    assert [row(book, "enrolment", e)["gone"] for e in seated] == [1, 1, 1]
    assert row(book, "agency", agency)["gone"] == 0
    assert row(book, "agency", unused)["gone"] == 1
    assert row(book, "cohort", cohort)["gone"] == 1
    assert book.proof() == []


def test_what_stays_holds_what_it_leans_on_through_any_number_of_rows(
    book: Workbook, seats: Any
) -> None:
    session, _seated = seats
    with book.changing("Take in list") as change:
        cohort = change.create(COHORT, code="D")
        person = change.create(PERSON, name_latin="P")
        seat = change.create(ENROLMENT, cohort=cohort, person=person)
        change.create(COHORT, code="E")
    with book.changing("Mark") as change:
        change.put(ATTENDANCE, (session, seat), mark={"status": "P"})
    book.undo_step(book.steps()[1].step)
    assert [row(book, "cohort", cohort)["gone"], row(book, "person", person)["gone"]] == [0, 0]
    assert row(book, "enrolment", seat)["gone"] == 0
    assert marks(book) == [(session, seat, "P", None)]
    assert book.proof() == []


def test_a_remark_added_to_a_mark_is_undone_alone(book: Workbook, seats: Any) -> None:
    session, (one, *_rest) = seats
    for values in ({"mark": {"status": "P"}}, {"remark": "late"}):
        with book.changing("Mark") as change:
            change.put(ATTENDANCE, (session, one), **values)
    book.undo()
    assert marks(book) == [(session, one, "P", None)]
    book.redo()
    assert marks(book) == [(session, one, "P", "late")]
    book.undo()
    book.undo()
    assert marks(book) == []
    book.redo()
    assert marks(book) == [(session, one, "P", None)]
    assert book.proof() == []


def test_undo_and_redo_walk_back_and_forth(book: Workbook) -> None:
    (key,) = add_people(book, 1)
    states = [book.content_digest()]
    for number in range(4):
        with book.changing(f"Edit {number}") as change:
            change.edit(PERSON, key, phone=str(number), rank=f"Rank {number % 2}")
            change.create(PERSON, name_latin=f"N{number}")
        states.append(book.content_digest())
    for _round in range(2):
        for state in states[-2::-1]:
            done = book.undo()
            assert done is not None
            assert done.kept == ()
            assert book.content_digest() == state
        for state in states[1:]:
            assert book.redo() is not None
            assert book.content_digest() == state
        assert not book.can_redo
    assert book.steps()[0].label == "Redo: Edit 3"
    assert book.proof() == []


def test_a_new_step_after_an_undo_ends_redo(book: Workbook) -> None:
    add_people(book, 1)
    book.undo()
    assert book.can_redo
    add_people(book, 1)
    assert not book.can_redo
    assert book.redo() is None


def test_an_issued_certificate_is_not_taken_back(book: Workbook, seats: Any) -> None:
    _session, (one, *_rest) = seats
    with book.changing("Issue certificate", kind="issue") as change:
        change.create(CERTIFICATE, enrolment=one, issue={"number": "ISB-1"})
    for _time in range(2):
        with pytest.raises(RuleError, match="Cancel the certificate with a reason"):
            book.undo()
    assert not book.steps()[0].undoable


def test_a_look_at_a_note_is_no_step_to_undo(book: Workbook) -> None:
    (key,) = add_people(book, 1)
    add_people(book, 1)
    with book.changing("Show note", kind="show") as change:
        change.edit(PERSON, key, remark="seen")
    look = book.steps()[0].step
    done = book.undo()
    assert done is not None
    assert (done.label, done.changes.count) == ("Add people", 1)
    with pytest.raises(RuleError, match="cannot be undone"):
        book.undo_step(look)


def test_a_step_that_is_not_here_is_not_found(book: Workbook) -> None:
    with pytest.raises(NotFoundError):
        book.undo_step(b"\0" * 16)


def test_history_tells_old_and_new(book: Workbook) -> None:
    (key,) = add_people(book, 1)
    with book.changing("Edit") as change:
        change.edit(PERSON, key, phone="0311", rank="Inspector")
    step = book.steps()[0]
    assert (step.label, step.user, step.count, step.kinds) == (
        "Edit",
        "Coordinator",
        2,
        ("person",),
    )
    assert {(c.field, c.old, c.new) for c in book.step_changes(step.step)} == {
        ("phone", "03000", "0311"),
        ("rank", None, "Inspector"),
    }
    book.undo()
    assert [s.undone for s in book.steps()[:3]] == [False, True, False]
