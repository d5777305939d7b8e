"""Offices that edit apart and exchange lines: what they come to hold is the same in each.

Every office is a real encrypted file. Random edits go through `Workbook.changing`; lines travel
whole, in part, in any order and more than once.
"""

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.domain.cohort import ENROLMENT
from workbook.domain.entity import Entity, text
from workbook.domain.people import AGENCY, PERSON
from workbook.domain.records import ENTITIES
from workbook.domain.training import ATTENDANCE, TRAINING_SESSION
from workbook.sources import Sources
from workbook.storage import cells, union
from workbook.storage.book import Workbook
from workbook.storage.changing import Changing
from workbook.storage.log import Log
from workbook.storage.union import Line

from .offices import (
    ENROLLED,
    PEOPLE,
    PHONE,
    SESSION,
    Places,
    conflicts,
    digest,
    disagree,
    dumped,
    everything,
    exchange,
    key,
    prepare,
    value,
)

on_files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


# -- random work

PHONES = st.sampled_from(["0300", "0311", "0322", "۰۳۲۲", None])
NAMES = st.sampled_from(["Amna", "AMNA", "آمنہ", "Bina", None])
STATUSES = st.sampled_from(["P", "A", "L"])
people = st.integers(0, len(PEOPLE) - 1)
ACTIONS = st.one_of(
    st.tuples(st.just("phone"), people, PHONES),
    st.tuples(st.just("name"), people, NAMES),
    st.tuples(st.just("delete"), people, st.none()),
    st.tuples(st.just("restore"), people, st.none()),
    st.tuples(st.just("mark"), people, STATUSES),
    st.tuples(st.just("unmark"), people, st.none()),
    st.tuples(st.just("agency"), people, st.sampled_from(["FIA", "Police"])),
    st.tuples(st.just("undo"), people, st.none()),
    st.tuples(st.just("redo"), people, st.none()),
)
# What an office does, or ("send", to whom) for giving another office its lines.
WORK = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 2), st.lists(ACTIONS, min_size=1, max_size=3)),
        st.tuples(st.integers(0, 2), st.integers(0, 2)),
    ),
    max_size=12,
)


def act(book: Workbook, change: Changing, action: tuple[str, int, Any]) -> None:
    what, who, said = action
    uuid = PEOPLE[who]
    row = change.key(PERSON, uuid)
    if what in ("phone", "name"):
        field = {"phone": "phone", "name": "name_latin"}[what]
        if row is None:
            change.create(PERSON, uuid=uuid, **{field: said})
        else:
            change.edit(PERSON, row, **{field: said})
    elif what == "delete" and row is not None:
        change.delete(PERSON, row)
    elif what == "restore":
        known = change.log.find_row(uuid.bytes)
        if known is not None:
            change.restore(PERSON, known)
    elif what == "agency" and row is not None:
        agency = change.create(AGENCY, uuid=UUID(int=300 + len(said)), name=said)
        change.edit(PERSON, row, agency=agency)
    else:
        pair = (change.key(TRAINING_SESSION, SESSION), change.key(ENROLMENT, ENROLLED))
        if pair[0] is None or pair[1] is None:
            return
        if what == "mark":
            change.put(ATTENDANCE, (pair[0], pair[1]), mark={"status": said})
        elif what == "unmark" and not change.is_gone(ATTENDANCE, (pair[0], pair[1])):
            change.delete(ATTENDANCE, (pair[0], pair[1]))


def work(book: Workbook, actions: list[tuple[str, int, Any]]) -> None:
    if actions[0][0] == "undo":
        book.undo()
    elif actions[0][0] == "redo":
        book.redo()
    else:
        with book.changing("Work") as change:
            for action in actions:
                if action[0] not in ("undo", "redo"):
                    act(book, change, action)


def work_apart(books: list[Workbook], steps: list[tuple[int, Any]]) -> None:
    prepare(books[0])
    for who, what in steps:
        book = books[who % len(books)]
        if isinstance(what, int):
            books[what % len(books)].unite(book.lines())
        else:
            work(book, what)


@on_files
@given(steps=WORK, seed=st.integers(0, 9))
def test_whoever_hears_everything_holds_the_same(
    places: Places, steps: list[tuple[int, Any]], seed: int
) -> None:
    with places.offices(3, seed) as books:
        work_apart(books, steps)
        for book in books:
            assert book.proof() == []
        exchange(*books)
        first = everything(books[0])
        for book in books:
            assert everything(book) == first
            assert book.proof() == []
            book.rebuild()
            assert everything(book) == first


@on_files
@given(steps=WORK, chance=st.randoms(use_true_random=False))
def test_order_parts_and_repetition_of_lines_do_not_matter(
    places: Places, steps: list[tuple[int, Any]], chance: random.Random
) -> None:
    with places.offices(4) as (one, two, straight, crooked):
        work_apart([one, two], steps)
        lines = [*one.lines(), *two.lines()]
        straight.unite(lines)
        headers = [line for line in lines if line[0] == "step"]
        changes = [line for line in lines if line[0] == "change"]
        chance.shuffle(changes)
        while changes:
            size = chance.randrange(1, len(changes) + 1)
            part, changes = changes[:size], changes[size:]
            again = chance.sample(part, chance.randrange(len(part) + 1))
            mixed = [*headers, *part, *again]
            chance.shuffle(mixed)
            assert crooked.unite(mixed).refused == ()
        assert everything(crooked) == everything(straight)
        assert crooked.proof() == []
        assert crooked.unite(lines).new == 0
        with crooked.reading() as db:
            assert db.exec_driver_sql("SELECT count(*) FROM parked").scalar() == 0
        assert crooked.lines() == straight.lines()


@on_files
@given(steps=WORK)
def test_relayed_lines_are_the_same_bit_for_bit(
    places: Places, steps: list[tuple[int, Any]]
) -> None:
    with places.offices(3) as (one, two, relay):
        work_apart([one, two], steps)
        lines = one.lines()
        relay.unite(lines)
        sent = {orjson.dumps(line) for line in lines}
        assert sent <= {orjson.dumps(line) for line in relay.lines()}


# -- undo


@on_files
@given(
    steps=st.lists(st.lists(ACTIONS, min_size=1, max_size=3), min_size=1, max_size=6),
    walk=st.lists(st.booleans(), max_size=14),
)
def test_undo_and_redo_walk_through_the_same_states(
    places: Places, steps: list[list[tuple[str, int, Any]]], walk: list[bool]
) -> None:
    with places.offices(1) as (book,):
        prepare(book)
        states = [dumped(book)]
        for actions in steps:
            with book.changing("Work") as change:
                for action in actions:
                    if action[0] not in ("undo", "redo"):
                        act(book, change, action)
            if change.summary.step is not None:
                states.append(dumped(book))
        place = len(states) - 1
        for back in walk:
            if back and place > 0:
                done = book.undo()
                place -= 1
            elif not back and place < len(states) - 1:
                done = book.redo()
                place += 1
            else:
                continue
            assert done is not None
            assert done.kept == ()
            assert dumped(book) == states[place]
        assert book.proof() == []


# -- conflicts


def test_edits_of_different_fields_meet_without_a_question(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        with one.changing("Edit") as change:
            change.edit(PERSON, key(one, PEOPLE[0]), phone="0311")
        with two.changing("Edit") as change:
            change.edit(PERSON, key(two, PEOPLE[0]), rank="Inspector")
        exchange(one, two)
        assert everything(one) == everything(two)
        assert conflicts(one) == []
        assert value(two, PEOPLE[0], "phone || rank") == "0311Inspector"


def test_two_numbers_are_one_question_and_the_answer_leaves_one_head(places: Places) -> None:
    with places.offices(3) as (one, two, three):
        disagree(one, two)
        three.unite(one.lines())
        assert conflicts(one) == conflicts(three) == [(PEOPLE[0].bytes, b"", "phone")]
        shown = value(one, PEOPLE[0], "phone")
        assert value(two, PEOPLE[0], "phone") == shown
        before = two.lines()
        with one.changing("Answer") as change:
            # Also when the answer is what stands there.
            change.edit(PERSON, key(one, PEOPLE[0]), phone=shown)
        assert conflicts(one) == []
        exchange(one, two, three)
        assert conflicts(two) == conflicts(three) == []
        one.unite(before)
        two.unite(before)
        assert conflicts(one) == conflicts(two) == []
        assert everything(one) == everything(two)


def test_two_answers_to_one_question_are_a_new_question(places: Places) -> None:
    with places.offices(2) as (one, two):
        disagree(one, two)
        for book, phone in ((one, "0311"), (two, "0322")):
            with book.changing("Answer") as change:
                change.edit(PERSON, key(book, PEOPLE[0]), phone=phone)
        exchange(one, two)
        assert conflicts(one) == conflicts(two) == [(PEOPLE[0].bytes, b"", "phone")]


@pytest.mark.parametrize(("mine", "theirs"), [("0322", "0322"), ("0322", "۰۳۲۲")])
def test_the_same_edit_in_two_places_is_no_question(places: Places, mine: str, theirs: str) -> None:
    with places.offices(2) as (one, two):
        disagree(one, two, mine, theirs)
        assert conflicts(one) == conflicts(two) == []
        assert everything(one) == everything(two)


@pytest.mark.parametrize("first", [0, 1])
def test_deleted_here_and_edited_there_stands_flagged_in_either_order(
    places: Places, first: int
) -> None:
    with places.offices(3) as (one, two, three):
        prepare(one)
        exchange(one, two)
        with one.changing("Delete") as change:
            change.delete(PERSON, key(one, PEOPLE[0]))
        assert not value(two, PEOPLE[0], "gone")
        with two.changing("Edit") as change:
            change.edit(PERSON, key(two, PEOPLE[0]), phone="0311")
        heard = [one.lines(), two.lines()]
        three.unite(heard[first])
        three.unite(heard[1 - first])
        assert value(three, PEOPLE[0], "gone") == 0
        assert conflicts(three) == [(PEOPLE[0].bytes, b"", "alive")]
        with three.changing("Delete after all") as change:
            change.delete(PERSON, key(three, PEOPLE[0]))
        exchange(one, two, three)
        for book in (one, two, three):
            assert value(book, PEOPLE[0], "gone") == 1
            assert conflicts(book) == []
            assert book.proof() == []


def test_deleted_here_and_edited_there_can_be_kept(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        with one.changing("Delete") as change:
            change.delete(PERSON, key(one, PEOPLE[0]))
        with two.changing("Edit") as change:
            change.edit(PERSON, key(two, PEOPLE[0]), phone="0311")
        exchange(one, two)
        with one.changing("Keep") as change:
            change.restore(PERSON, key(one, PEOPLE[0]))
        exchange(one, two)
        for book in (one, two):
            assert value(book, PEOPLE[0], "gone") == 0
            assert conflicts(book) == []


def test_an_old_file_does_not_bring_a_deleted_row_back(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        old = two.lines()
        with one.changing("Delete") as change:
            change.delete(PERSON, key(one, PEOPLE[0]))
        one.unite(old)
        assert value(one, PEOPLE[0], "gone") == 1


def test_the_same_row_made_in_two_places_is_one_row(places: Places) -> None:
    with places.offices(2) as (one, two):
        for book in (one, two):
            prepare(book)
            with book.changing("Mark") as change:
                pair = (
                    change.key(TRAINING_SESSION, SESSION) or 0,
                    change.key(ENROLMENT, ENROLLED) or 0,
                )
                change.put(ATTENDANCE, pair, mark={"status": "P"}, source=f"sheet {book.replica}")
        exchange(one, two)
        assert everything(one) == everything(two)
        assert [name for _row, _sub, name in conflicts(one)] == ["source"]


@on_files
@given(years=st.lists(st.integers(1990, 2090), min_size=2, max_size=2))
def test_the_clock_decides_nothing(places: Places, years: list[int]) -> None:
    """The same work under other clocks gives the same values: only the Lamport count orders."""
    with places.offices(2) as books:
        for book, year in zip(books, years, strict=True):
            book.sources = Sources(
                now=lambda year=year: datetime(year, 1, 1, tzinfo=UTC),  # type: ignore[misc]
                random=book.sources.random,
            )
        one, two = books
        prepare(one)
        exchange(one, two)
        with one.changing("First") as change:
            change.edit(PERSON, key(one, PEOPLE[0]), phone="0311", rank="Constable")
        with one.changing("Second") as change:
            change.edit(PERSON, key(one, PEOPLE[0]), phone="0312")
        with two.changing("Third") as change:
            change.edit(PERSON, key(two, PEOPLE[0]), phone="0399")
        exchange(one, two)
        # Two steps were counted here and one there, whatever the clocks say.
        assert value(one, PEOPLE[0], "phone") == value(two, PEOPLE[0], "phone") == "0312"


# -- where the layout and the protocol meet


def test_a_an_edited_sheet_makes_the_same_changes_in_two_offices(places: Places) -> None:
    export = b"\x07" * 8

    def read_sheet(book: Workbook) -> list[Line]:
        with book.reading() as db:
            log = Log(db.connection.cursor())
            (made,) = [s for s in log.seen((key(book, PEOPLE[0]), 0)) if s.field == "*"]
        header, secret = union.sheet_step(export, 5)
        edit = union.edit_line(
            header, secret, "person", [PEOPLE[0].bytes], "phone", "0399", parents=[made.id]
        )
        return [["step", header.listed()], edit]

    with places.offices(2) as (one, two):
        prepare(one)
        exchange(one, two)
        sheets = [read_sheet(one), read_sheet(two)]
        assert sheets[0] == sheets[1]
        assert one.unite(sheets[0]).new == two.unite(sheets[1]).new == 1
        exchange(one, two)
        assert everything(one) == everything(two)
        assert conflicts(one) == []
        assert value(two, PEOPLE[0], "phone") == "0399"
        assert one.proof() == []
    other, _secret = union.sheet_step(b"\x08" * 8, 5)
    assert other.hash() != union.sheet_step(export, 5)[0].hash()


def test_b_a_creation_verifies_though_a_field_is_withheld_and_fills_when_it_comes(
    places: Places,
) -> None:
    with places.offices(3) as (home, away, third):
        prepare(home)
        with home.changing("Edit") as change:
            change.edit(PERSON, key(home, PEOPLE[0]), phone="0311", rank="Constable")
        lines = home.lines(withhold=PHONE)
        assert b"0300" not in orjson.dumps(lines)
        assert b"0311" not in orjson.dumps(lines)
        assert away.unite(lines).refused == ()
        assert away.proof() == []
        assert value(away, PEOPLE[0], "rank") == "Constable"
        assert value(away, PEOPLE[0], "phone") is None
        assert digest(away) == digest(home) or home.replica != away.replica
        third.unite(away.lines())
        assert third.proof() == []
        brought = third.unite(home.lines())
        assert (brought.new, brought.filled) == (0, 2)
        assert value(third, PEOPLE[0], "phone") == "0311"
        assert third.proof() == []
        assert third.unite(lines).filled == 0
        assert value(third, PEOPLE[0], "phone") == "0311"
        away.unite(home.lines())
        assert everything(third) == everything(away)


@pytest.mark.parametrize("edited_at_home", [False, True])
def test_c_an_edit_over_a_withheld_field_replaces_nothing_unseen(
    places: Places, edited_at_home: bool
) -> None:
    with places.offices(2) as (home, away):
        prepare(home)
        if edited_at_home:
            with home.changing("Edit") as change:
                change.edit(PERSON, key(home, PEOPLE[0]), phone="0311")
        away.unite(home.lines(withhold=PHONE))
        with away.changing("Edit") as change:
            change.edit(PERSON, key(away, PEOPLE[0]), phone="0999")
        (line,) = [line for line in away.lines() if line[5:6] == ["phone"] and line[-1] == "0999"]
        assert line[6] == []
        assert conflicts(away) == []
        home.unite(away.lines())
        assert conflicts(home) == [(PEOPLE[0].bytes, b"", "phone")]
        assert home.proof() == []
        away.unite(home.lines())
        assert everything(home) == everything(away)


def test_d_one_value_for_two_rows_names_each_rows_own_heads(places: Places) -> None:
    """A merge of two persons writes the chosen value into both."""
    with places.offices(2) as (one, two):
        prepare(one)
        with one.changing("Add") as change:
            change.create(PERSON, uuid=PEOPLE[1], name_latin="Officer", phone="0322")
        exchange(one, two)
        with one.changing("Merge") as change:
            for uuid in PEOPLE[:2]:
                change.edit(PERSON, key(one, uuid), phone="0399")
        lines = [line for line in one.lines() if line[0] == "change"]
        made = {line[4][0]: line[1] for line in lines if line[5] == "*"}
        merged = [line for line in lines if line[5] == "phone"]
        assert {line[4][0]: line[6] for line in merged} == {
            uuid.hex: [made[uuid.hex]] for uuid in PEOPLE[:2]
        }
        exchange(one, two)
        assert conflicts(two) == []


def test_e_label_kind_source_and_what_is_undone_travel(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        with one.changing("Take in", kind="import", source="list 7") as change:
            change.edit(PERSON, key(one, PEOPLE[0]), phone="0311")
        undone = one.undo()
        assert undone is not None
        two.unite(one.lines())
        told = {step.step: step for step in two.steps()}
        for step in one.steps():
            assert told[step.step] == step
        assert one.steps()[0].undoes == one.steps()[1].step
        assert one.steps()[1].undone


def test_an_altered_line_is_refused_and_the_rest_is_taken(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        lines = one.lines()
        (place,) = [n for n, line in enumerate(lines) if line[3:4] == ["person"]]
        altered = orjson.loads(orjson.dumps(lines[place]))
        altered[-1]["phone"] = "0666"
        strange: list[Line] = [
            altered,
            [],
            ["change"],
            ["step", ["zz"]],
            ["step", ["00" * 8, 1, 1 << 60, "", "", 1, "", "", "", None, None]],
            ["erase", 1, 2],
            lines[place][:-1],
        ]
        result = two.unite([*lines[:place], *strange, *lines[place + 1 :]])
        assert len(result.refused) == len(strange)
        # The enrolment refers to the person who did not come; she attaches when she comes.
        assert two.proof() == []
        assert two.unite(lines).new == 1
        assert everything(two) == everything(one)


def test_what_a_newer_version_says_is_kept_and_passed_on_bit_for_bit(places: Places) -> None:
    header, secret = union.sheet_step(b"\x09" * 8, 9)
    newer = [
        ["step", header.listed()],
        union.edit_line(header, secret, "person", [PEOPLE[0].bytes], "shoe_size", {"eu": 38}),
        union.edit_line(header, secret, "vehicle", [UUID(int=7).bytes], "plate", "ABC-1"),
        union.edit_line(
            header, secret, "ride", [UUID(int=7).bytes, PEOPLE[0].bytes], "seat", [1, None, True]
        ),
        union.edit_line(
            header, secret, "ride", [UUID(int=7).bytes, UUID(int=8).bytes], "seat", [2]
        ),
    ]
    with places.offices(2) as (one, two):
        assert one.unite(newer).new == 4
        prepare(one)
        assert one.proof() == []
        sent = {orjson.dumps(line) for line in newer}
        assert sent <= {orjson.dumps(line) for line in one.lines()}
        two.unite(one.lines())
        assert sent <= {orjson.dumps(line) for line in two.lines()}
        assert everything(one) == everything(two)
        two.rebuild()
        assert two.proof() == []
        # A row named before it was known of which kind it is.
        with one.reading() as db:
            kind = db.exec_driver_sql("SELECT entity FROM row WHERE uuid=?", (PEOPLE[0].bytes,))
            assert kind.scalar() == "person"


def test_what_a_newer_version_says_in_another_way_is_kept_and_shown_as_nothing(
    places: Places,
) -> None:
    header, secret = union.sheet_step(b"\x09" * 8, 9)
    newer = [
        ["step", header.listed()],
        *(
            union.edit_line(header, secret, kind, [uuid.bytes], field, said)
            for kind, uuid, field, said in (
                ("person", PEOPLE[1], "phone", {"mobile": "0311"}),
                ("person", PEOPLE[1], "agency", "FIA"),
                ("training_session", SESSION, "minutes", "three hours"),
                ("training_session", SESSION, "held", ["2020-11-02"]),
            )
        ),
    ]
    with places.offices(2) as (one, two):
        prepare(one)
        assert one.unite(newer).new == 4
        assert value(one, PEOPLE[1], "coalesce(phone, agency_id)") is None
        assert one.proof() == []
        two.unite(one.lines())
        assert {orjson.dumps(line) for line in newer} <= {
            orjson.dumps(line) for line in two.lines()
        }
        assert everything(one) == everything(two)


def test_what_a_newer_version_said_is_shown_after_the_upgrade(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    header, secret = union.sheet_step(b"\x09" * 8, 9)
    line = union.edit_line(header, secret, "person", [PEOPLE[0].bytes], "shoe", "38")
    with places.offices(1) as (one,):
        prepare(one)
        one.unite([["step", header.listed()], line])
        upgraded = replace(PERSON, fields=(*PERSON.fields, text("shoe", "Shoe size")))
        monkeypatch.setitem(cast("dict[str, Entity]", ENTITIES), "person", upgraded)
        cells._table_sql.cache_clear()
        try:
            with one._writer() as db:
                db.connection.cursor().execute("ALTER TABLE person ADD COLUMN shoe TEXT")
            one.rebuild()
            assert value(one, PEOPLE[0], "shoe") == "38"
        finally:
            cells._table_sql.cache_clear()


def test_an_id_that_stands_for_another_kind_of_row_is_refused(places: Places) -> None:
    header, secret = union.sheet_step(b"\x09" * 8, 9)
    lines = [
        ["step", header.listed()],
        union.edit_line(header, secret, "agency", [PEOPLE[0].bytes], "name", "FIA"),
    ]
    with places.offices(1) as (one,):
        prepare(one)
        assert len(one.unite(lines).refused) == 1
        assert one.proof() == []


def test_own_changes_come_home_to_a_workbook_that_was_set_back(places: Places) -> None:
    with places.offices(2) as (one, two):
        prepare(one)
        row = one.backup_now()
        with one.changing("Edit") as change:
            change.edit(PERSON, key(one, PEOPLE[0]), phone="0311")
        two.unite(one.lines())
        back = one.restore(row)
        try:
            assert value(back, PEOPLE[0], "phone") == "0300"
            with back.changing("Edit") as change:
                change.edit(PERSON, key(back, PEOPLE[0]), rank="Constable")
            exchange(back, two)
            assert value(back, PEOPLE[0], "phone") == "0311"
            assert everything(back) == everything(two)
            assert back.proof() == []
        finally:
            back._dirty = False
            back.close()
