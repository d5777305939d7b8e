"""Sheets that come home late, twice, further edited, or from two hands."""

import pytest
from sqlalchemy import select

from workbook.domain.people import PERSON
from workbook.exchange.edit_plan import DoubtKind
from workbook.exchange.edits import apply_form, plan_form
from workbook.exchange.waiting import settle_form_row
from workbook.services.people import person_rows
from workbook.storage import tables as t

PEOPLE = "People"


def counts(plan):
    return {name: count for name, count in plan.counts.items() if count}


def ranks(book):
    return [row.rank for row in person_rows(book)]


def conflicts(book):
    with book.reading() as db:
        return len(db.execute(select(t.conflict)).all())


def edit(book, row, **values):
    with book.changing("Meanwhile") as change:
        change.edit(PERSON, person_rows(book)[row].id, **values)


# -- 10 to 13


def test_an_untouched_sheet_that_comes_late_is_nothing(book, hand, take_in):
    edit(book, 0, rank="Inspector")
    before = book.content_digest()
    assert set(counts(take_in(hand.save()))) == {"same"}
    assert book.content_digest() == before


def test_the_same_cell_edited_here_and_there_is_a_conflict_and_another_cell_is_not(
    book, hand, take_in
):
    edit(book, 0, rank="Sub-Inspector")
    edit(book, 0, rank="Inspector")
    hand.put(PEOPLE, 1, Rank="Constable", Place_of_posting="Multan")
    plan = take_in(hand.save())
    (row,) = [row for row in plan.rows if row.changes]
    assert {c.caption: c.conflict for c in row.changes} == {
        "Rank": True,
        "Place of posting": False,
    }
    assert conflicts(book) == 1
    assert ranks(book)[0] == "Inspector", "the office wrote later"


def test_the_same_edit_here_and_there_is_none(book, hand, take_in):
    edit(book, 0, rank="Inspector")
    hand.put(PEOPLE, 1, Rank="inspector")
    assert set(counts(take_in(hand.save()))) <= {"same", "changed"}
    assert conflicts(book) == 0


def test_a_sheet_taken_in_by_two_offices_is_neither_twice_nor_in_conflict(
    book, hand, take_in, other_office
):
    hand.put(PEOPLE, 1, Rank="Constable")
    hand.put(PEOPLE, 5, Name="Zarmina Invented")
    hand.cell("Attendance", "2020-11-02 09:00", 4).value = "P online"
    file = hand.save()
    with other_office(book) as other:
        apply_form(other, plan_form(other, file))
        take_in(file)
        book.unite(other.lines())
        other.unite(book.lines())
        assert conflicts(book) == conflicts(other) == 0
        assert book.content_digest() == other.content_digest()
        assert len(person_rows(book)) == 5


# -- 14, 14b


@pytest.fixture
def first_taken_in(hand, take_in):
    hand.put(PEOPLE, 1, Rank="Constable")
    take_in(hand.save())


def test_a_sheet_edited_further_asks_once_whether_it_is_newer(book, hand, take_in, first_taken_in):
    hand.put(PEOPLE, 1, Rank="Inspector")
    file = hand.save()
    plan = plan_form(book, file)
    assert plan.question is not None
    assert "taken in on 09 November 2020" in plan.question.sentence
    assert [doubt.kind for doubt in plan.doubts] == [DoubtKind.VERSION]
    plan = take_in(file, newer=True)
    assert plan.question is None
    assert ranks(book)[0] == "Inspector"
    assert conflicts(book) == 0
    assert set(counts(plan_form(book, file, newer=True))) == {"same"}


def test_without_an_answer_both_values_stand_and_the_question_waits(
    book, hand, take_in, first_taken_in
):
    hand.put(PEOPLE, 1, Rank="Inspector")
    take_in(hand.save())
    assert conflicts(book) == 1
    (doubt,) = take_in.waiting()
    assert doubt.kind is DoubtKind.VERSION
    settle_form_row(book, doubt.waiting_id, take=2)
    assert conflicts(book) == 0
    assert ranks(book)[0] == "Inspector"
    assert take_in.waiting() == ()


def test_answered_late_with_the_file_at_hand_it_comes_to_the_same(
    book, hand, take_in, first_taken_in
):
    hand.put(PEOPLE, 1, Rank="Inspector")
    file = hand.save()
    take_in(file)
    assert conflicts(book) == 1
    take_in(file, newer=True)
    assert conflicts(book) == 0
    assert ranks(book)[0] == "Inspector"


def test_two_copies_filled_by_two_people_are_a_conflict_never_the_last_file(
    book, hand, other_hand, take_in
):
    hand.put(PEOPLE, 1, Rank="Constable")
    other_hand.put(PEOPLE, 1, Rank="Inspector")
    take_in(hand.save())
    plan = take_in(other_hand.save(), newer=False)
    assert plan.question is None
    assert conflicts(book) == 1


def test_a_newer_version_that_takes_an_edit_back_brings_the_value_back(
    book, hand, take_in, first_taken_in
):
    hand.put(PEOPLE, 1, Rank=None)
    hand.put(PEOPLE, 2, Rank="Inspector")
    plan = plan_form(book, hand.save())
    assert plan.question is not None
    take_in(hand.save(), newer=True)
    # An empty cell alone changes nothing, whoever emptied it.
    assert ranks(book)[:2] == ["Constable", "Inspector"]
    hand.put(PEOPLE, 1, Rank="(clear)")
    take_in(hand.save(), newer=True)
    assert ranks(book)[:2] == ["", "Inspector"]


def test_an_older_version_that_comes_after_a_newer_one_reverts_nothing(
    book, hand, other_hand, take_in
):
    other_hand.put(PEOPLE, 1, Rank="Constable")
    older = other_hand.save()
    take_in(older)
    hand.put(PEOPLE, 1, Rank="Inspector")
    take_in(hand.save(), newer=True)
    plan = take_in(older)
    assert (plan.edits, plan.question) == ((), None)
    assert ranks(book)[0] == "Inspector"
    assert conflicts(book) == 0


def test_a_version_that_only_says_more_needs_no_answer(book, hand, take_in, first_taken_in):
    hand.put(PEOPLE, 2, Rank="Inspector")
    plan = take_in(hand.save())
    assert plan.question is None
    assert ranks(book)[:2] == ["Constable", "Inspector"]


def test_a_newer_version_of_what_the_office_corrected_since_is_a_conflict(
    book, hand, take_in, first_taken_in
):
    edit(book, 0, rank="Superintendent")
    hand.put(PEOPLE, 1, Rank="Inspector")
    take_in(hand.save(), newer=True)
    assert conflicts(book) == 1


# -- again, and taken back


def test_a_file_taken_in_twice_says_so_and_changes_nothing(book, hand, take_in):
    hand.put(PEOPLE, 1, Rank="Constable")
    file = hand.save()
    take_in(file)
    after = book.content_digest()
    plan = take_in(file)
    assert any("already brought in on 09 November 2020" in notice for notice in plan.notices)
    assert plan.edits == ()
    assert book.content_digest() == after


def test_taken_back_and_taken_in_further_edited_it_can_be_taken_back_again(book, hand, take_in):
    before = book.content_digest()
    hand.put(PEOPLE, 1, Rank="Constable")
    take_in(hand.save())
    book.undo()
    assert book.content_digest() == before
    hand.put(PEOPLE, 1, Rank="Inspector")
    take_in(hand.save())
    assert ranks(book)[0] == "Inspector"
    book.undo()
    assert ranks(book)[0] == ""


def test_a_take_in_is_one_transaction_with_what_waits(book, hand, monkeypatch):
    from workbook.exchange import edits

    hand.put(PEOPLE, 1, Rank="Constable", Phone=None)
    plan = plan_form(book, hand.save())
    before = book.content_digest()

    def fail(*_args, **_kwargs):
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(edits, "keep_waiting", fail)
        with pytest.raises(RuntimeError):
            apply_form(book, plan)
    assert book.content_digest() == before
    with book.reading() as db:
        assert db.execute(select(t.waiting)).all() == []
    apply_form(book, plan)
    assert ranks(book)[0] == "Constable"
