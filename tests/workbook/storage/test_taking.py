"""What a union tells of itself, and taking back all that came with it."""

from collections.abc import Iterator

import orjson
import pytest

from workbook.domain.people import AGENCY, PERSON
from workbook.storage import history, union
from workbook.storage.book import StepDone, Workbook
from workbook.storage.history import Undone
from workbook.storage.log import Log
from workbook.storage.union import Line, Refused, Why

from .offices import PEOPLE, Places, conflicts, dumped, everything, exchange, key, prepare, value


def edit(book: Workbook, **values: object) -> None:
    with book.changing("Edit") as change:
        change.edit(PERSON, key(book, PEOPLE[0]), **values)


def take_back(book: Workbook, first: int, count: int, kind: str = "undo") -> Undone:
    """Everything that came with one union, as one step."""
    with book.changing("Undo a file", kind=kind) as change:
        parts = change.log.steps("WHERE n >= ? AND n < ? ORDER BY n", first, first + count)
        return history.take_back(change, parts)


def next_n(book: Workbook) -> int:
    with book.reading() as db:
        return Log(db.connection.cursor(), read_only=True).state().next_n


def test_each_line_that_is_refused_is_named_with_why(places: Places) -> None:
    header, secret = union.sheet_step(b"\x09" * 8, 9)
    other, other_secret = union.sheet_step(b"\x08" * 8, 9)
    fine = union.edit_line(header, secret, "person", [PEOPLE[0].bytes], "phone", "0311")
    altered = orjson.loads(orjson.dumps(fine).replace(b"0311", b"0312"))
    homeless = union.edit_line(other, other_secret, "person", [PEOPLE[0].bytes], "phone", "0313")
    elsewhere = union.edit_line(header, secret, "agency", [PEOPLE[0].bytes], "name", "FIA")
    lines: list[Line] = [["step", header.listed()], altered, fine, homeless, elsewhere, ["what"]]
    with places.offices(1) as (one,):
        prepare(one)
        result = one.unite(lines)
        assert result.refused == (
            Refused(1, Why.ALTERED),
            Refused(3, Why.NO_STEP),
            Refused(4, Why.OTHER_KIND),
            Refused(5, Why.UNREADABLE),
        )
        assert (result.new, result.known, result.steps) == (1, 0, (header.hash(),))
        assert result.kinds == {"person"}
        assert one.unite([None, *lines[:1], *lines[2:3]]).refused == (  # type: ignore[list-item]
            Refused(0, Why.UNREADABLE),
        )


def test_steps_come_in_their_order_and_only_those_that_brought_something(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        edit(one, phone="0311")
        lines = one.lines()
        steps = [line for line in lines if line[0] == "step"]
        before = {row.step for row in two.steps()}
        result = two.unite(lines[: lines.index(steps[-1])])
        assert not set(result.steps) & before
        assert set(result.steps) == {row.step for row in two.steps()} - before
        assert two.unite(lines).steps == (one.steps()[0].step,)
        assert two.unite(lines).steps == ()


def test_lines_are_read_once_and_as_they_are_needed(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        read: list[Line] = []

        def reading() -> Iterator[Line]:
            for line in one.lines():
                read.append(line)
                yield line

        assert two.unite(reading()).refused == ()
        assert read == one.lines()
        with one.reading() as db:
            told = union.lines_out(Log(db.connection.cursor(), read_only=True))
            assert next(told) == read[0]


def test_a_backup_is_made_at_close_only_if_something_came(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        two._dirty = False
        with two.uniting(keep=False) as (_db, log):
            assert union.take_lines(log, one.lines()).new > 0
        assert not two._dirty
        assert value_count(two) == 0
        two.unite(one.lines())
        assert two._dirty
        two._dirty = False
        two.unite(one.lines())
        assert not two._dirty


def value_count(book: Workbook) -> int:
    with book.reading() as db:
        return int(db.exec_driver_sql("SELECT count(*) FROM person").scalar_one())


def test_the_rows_asked_for_come_with_their_whole_history_and_no_others(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        edit(one, phone="0311")
        edit(one, phone="0322")
        rows = {(key(one, PEOPLE[0]), 0)}
        lines = one.lines(rows=rows)
        assert {line[3] for line in lines if line[0] == "change"} == {"person"}
        assert lines == [
            line
            for line in one.lines()
            if line[3:4] == ["person"]
            or (line[0] == "step" and any(line == other for other in lines))
        ]
        two.unite(lines)
        assert value(two, PEOPLE[0], "phone") == "0322"
        assert one.lines(rows=set()) == []


# -- taking back what came


def test_several_steps_over_one_field_go_back_to_what_stood_before_them(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        before = dumped(one)
        edit(two, phone="0311", rank="Constable")
        edit(two, phone="0322")
        edit(two, phone=None)
        with two.changing("Add") as change:
            added = change.create(PERSON, uuid=PEOPLE[1], name_latin="Officer Two")
            agency = change.create(AGENCY, name="FIA")
            change.edit(PERSON, key(two, PEOPLE[0]), agency=agency)
        with two.changing("Delete") as change:
            change.edit(PERSON, added, phone="0333")
        first = next_n(one)
        result = one.unite(two.lines())
        after = dumped(one)
        undone = take_back(one, first, result.new)
        assert undone.kept == ()
        assert dumped(one) == before
        again = one.steps()[0]
        assert again.kind == "undo"
        done = one.undo_step(again.step, kind="redo")
        assert isinstance(done, StepDone)
        assert done.kept == ()
        assert dumped(one) == after
        assert take_back(one, first, result.new).kept == ()
        assert dumped(one) == before
        assert one.proof() == []


def test_what_was_touched_since_stays_and_is_listed(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        edit(two, phone="0311", rank="Constable")
        first = next_n(one)
        result = one.unite(two.lines())
        edit(one, phone="0399")
        undone = take_back(one, first, result.new)
        assert [(kept.field, kept.new) for kept in undone.kept] == [("phone", "0311")]
        assert (value(one, PEOPLE[0], "phone"), value(one, PEOPLE[0], "rank")) == ("0399", None)


def test_a_question_that_came_goes_with_what_brought_it_and_comes_again(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        edit(one, phone="0311")
        edit(two, phone="0322")
        edit(two, phone="0333")
        before = dumped(one)
        first = next_n(one)
        result = one.unite(two.lines())
        asked = conflicts(one)
        shown = value(one, PEOPLE[0], "phone")
        assert len(asked) == 1
        assert take_back(one, first, result.new).kept == ()
        assert conflicts(one) == []
        assert dumped(one) == before
        one.undo_step(one.steps()[0].step, kind="redo")
        assert conflicts(one) == asked
        assert {value(one, PEOPLE[0], "phone"), shown} <= {"0311", "0333"}
        assert one.proof() == []
        exchange(one, two)
        assert everything(one) == everything(two)


def test_an_answer_that_came_is_a_question_again_when_it_goes(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        edit(one, phone="0311")
        edit(two, phone="0322")
        exchange(one, two)
        asked = conflicts(one)
        edit(two, phone="0344")
        first = next_n(one)
        result = one.unite(two.lines())
        assert conflicts(one) == []
        assert take_back(one, first, result.new).kept == ()
        assert conflicts(one) == asked
        assert one.proof() == []


@pytest.mark.parametrize("restored", [False, True])
def test_a_deletion_that_came_is_taken_back(places: Places, restored: bool) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        before = dumped(one)
        with two.changing("Delete") as change:
            change.delete(PERSON, key(two, PEOPLE[0]))
        if restored:
            with two.changing("Restore") as change:
                change.restore(PERSON, key(two, PEOPLE[0]))
            edit(two, phone="0311")
        first = next_n(one)
        result = one.unite(two.lines())
        assert take_back(one, first, result.new).kept == ()
        assert dumped(one) == before
        assert one.proof() == []
