"""`check` names a cell changed by SQL, a deleted change and a changed value; and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.ids import ref
from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE, TRAINING, TRAINING_SESSION
from workbook.services.check import check

from .conftest import Reopen, add_people

Filled = tuple[Path, str]


@pytest.fixture
def filled(at_rest: Path, reopen: Reopen) -> Filled:
    """A closed workbook with people, marks, an undo and a deletion; the Ref of person 1."""
    with reopen(at_rest) as book:
        people = add_people(book, 3)
        with book.changing("Plan") as change:
            cohort = change.create(COHORT, code="C")
            training = change.create(TRAINING, cohort=cohort)
            session = change.create(TRAINING_SESSION, training=training, minutes=210)
            seats = [change.create(ENROLMENT, cohort=cohort, person=p) for p in people]
        with book.changing("Mark attendance") as change:
            marks = [((session, e), {"mark": {"status": "P"}}) for e in seats]
            change.put_many(ATTENDANCE, marks)
        with book.changing("Edit person") as change:
            change.edit(PERSON, people[0], phone="0311", rank="Inspector")
        book.undo()
        with book.changing("Delete person") as change:
            change.delete(PERSON, people[2])
        with book.changing("Last") as change:
            change.edit(PERSON, people[1], rank="Constable")
        with book.reading() as db:
            uuid = db.exec_driver_sql(f"SELECT uuid FROM row WHERE n={people[0]}").scalar()
        assert check(book) == []
    return at_rest, ref("P", UUID(bytes=bytes(uuid)))


Said = Callable[..., list[str]]


@pytest.fixture
def said(filled: Filled, raw: Any, reopen: Reopen) -> Said:
    """`said(sql, ...)`: what `check` says after these statements."""

    def after(*statements: str) -> list[str]:
        path, _ref = filled
        with raw(path) as db:
            for statement in statements:
                assert db.execute(statement).rowcount > 0, statement
        with reopen(path, read_only=True) as book:
            return [finding.sentence for finding in check(book)]

    return after


FIRST_PHONE = (
    "(SELECT min(c.n) FROM change c JOIN field f ON f.n=c.field"
    " WHERE f.entity='person' AND f.name='phone')"
)
PERSON_1 = "(SELECT min(id) FROM person)"


def test_a_cell_changed_by_sql_is_named(said: Said, filled: Filled) -> None:
    assert said(f"UPDATE person SET phone='0999' WHERE id={PERSON_1}") == [
        f"Person {filled[1]}, Phone (phone) is not what its history says."
    ]


def test_a_mark_changed_by_sql_is_named_by_session_and_enrolment(said: Said) -> None:
    (sentence,) = said(
        "UPDATE attendance SET status='A' WHERE enrolment_id=(SELECT max(id) FROM enrolment)"
    )
    assert sentence.startswith("Mark S")
    assert " · E" in sentence
    assert sentence.endswith(", Mark (status) is not what its history says.")


def test_a_deletion_by_sql_is_named(said: Said, filled: Filled) -> None:
    assert said(f"UPDATE person SET gone=1 WHERE id={PERSON_1}") == [
        f"Person {filled[1]}, deleted or not is not what its history says."
    ]
    (sentence,) = said(f"DELETE FROM person WHERE id={PERSON_1}")
    assert filled[1] in sentence
    assert "without a history, or the other way round" in sentence


def test_a_row_put_in_by_sql_is_named(said: Said) -> None:
    (sentence,) = said("INSERT INTO person(id, name_latin) VALUES (9999, 'Ghost')")
    assert sentence.startswith("Person 9999 stands in the table without a history")


def test_a_deleted_change_is_missed(said: Said) -> None:
    sentences = said("DELETE FROM change WHERE n=(SELECT max(n) FROM change)")
    assert any("1 change of the step “Last” is missing" in s for s in sentences)


def test_a_change_deleted_in_the_middle_is_missed_and_so_is_what_stood_on_it(
    said: Said, filled: Filled
) -> None:
    sentences = said(f"DELETE FROM change WHERE n={FIRST_PHONE}")
    assert any("1 change of the step “Edit person” is missing" in s for s in sentences)
    assert any(s.startswith(f"The history of Person {filled[1]}, Phone") for s in sentences)


def test_a_deleted_step_is_missed_with_its_changes(said: Said) -> None:
    middle = "(SELECT n FROM tx WHERE seq=4)"
    count = "(SELECT n + count FROM tx WHERE seq=4)"
    sentences = said(
        f"DELETE FROM change WHERE n >= {middle} AND n < {count}", "DELETE FROM tx WHERE seq=4"
    )
    assert any("3 changes are missing" in s for s in sentences)


def test_the_last_step_taken_out_with_every_trace_in_the_tables_is_missed(said: Said) -> None:
    sentences = said(
        "DELETE FROM change WHERE n=(SELECT max(n) FROM change)",
        "DELETE FROM tx WHERE n=(SELECT max(n) FROM tx)",
        "UPDATE person SET rank=NULL WHERE rank='Constable'",
    )
    (sentence,) = sentences
    assert "1 change is missing from the history" in sentence


@pytest.mark.parametrize("value", ["'\"0999\"'", "'\"0311\" '", "'not json'", "NULL", "'[]'"])
def test_a_changed_value_in_the_log_is_named(said: Said, filled: Filled, value: str) -> None:
    (sentence,) = said(f"UPDATE change SET value={value} WHERE n={FIRST_PHONE}")
    assert sentence.startswith(f"The history of Person {filled[1]}, Phone (phone) was altered:")
    assert "of the step “Edit person”" in sentence


@pytest.mark.parametrize("value", ["'{}'", "'null'", "'x'", "NULL"])
def test_a_changed_creation_is_named(said: Said, filled: Filled, value: str) -> None:
    (sentence,) = said(
        f"UPDATE change SET value={value} WHERE row={PERSON_1} AND field=(SELECT n "
        "FROM field WHERE entity='person' AND name='*')"
    )
    assert sentence.startswith(f"The history of Person {filled[1]} was altered")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET id=zeroblob(16) WHERE n=9",
        "UPDATE change SET row=row+1 WHERE n=9",
        "UPDATE change SET field=1 WHERE n=9",
        'UPDATE coded SET json=\'{"status":"A"}\'',
        "UPDATE tx SET secret=zeroblob(16) WHERE seq=3",
        "UPDATE tx SET hash=zeroblob(16) WHERE seq=3",
        "UPDATE tx SET wall='2001-01-01T00:00:00Z' WHERE seq=3",
        "UPDATE tx SET lamport=lamport+7 WHERE seq=3",
        "UPDATE tx SET undoes=NULL WHERE undoes IS NOT NULL",
        "UPDATE word SET text='Someone else' WHERE text='Coordinator'",
        "UPDATE row SET uuid=randomblob(16) WHERE n=5",
        "DELETE FROM saw",
        "DELETE FROM row WHERE n=5",
        "UPDATE change SET parent=NULL WHERE parent IS NOT NULL",
        "INSERT INTO conflict SELECT min(row), 0, max(field) FROM change WHERE sub=0",
    ],
)
def test_no_part_of_the_log_can_be_altered_unseen(said: Said, statement: str) -> None:
    assert said(statement)


def test_rebuilding_puts_right_what_was_changed_by_sql(
    filled: Filled, raw: Any, reopen: Reopen
) -> None:
    path, _ref = filled
    with reopen(path) as book:
        before = book.content_digest()
    with raw(path) as db:
        db.execute("UPDATE person SET phone='0999'")
        db.execute("DELETE FROM attendance")
        db.execute("INSERT INTO conflict VALUES (1,0,1)")
    with reopen(path) as book:
        assert len(check(book)) > 3
        book.rebuild()
        assert book.content_digest() == before
        assert check(book) == []


def test_checking_changes_nothing(filled: Filled, reopen: Reopen, raw: Any) -> None:
    path, _ref = filled
    with raw(path) as db:
        db.execute('UPDATE change SET value=\'{"agency":"' + "ab" * 16 + "\"}' WHERE n=5")
    before = path.read_bytes()
    with reopen(path, read_only=True) as book:
        assert check(book)
    with reopen(path) as book:
        assert check(book)
    assert path.read_bytes() == before


def test_findings_name_no_one(said: Said) -> None:
    sentences = said("UPDATE person SET name_latin='Other'", "UPDATE change SET id=zeroblob(16)")
    assert len(sentences) > 10
    assert not any("Officer" in s or "0300" in s for s in sentences)
