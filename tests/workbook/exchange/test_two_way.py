"""A sheet whose origins are not known here: it is held against what stands, and all is asked."""

import shutil

import pytest
from sqlalchemy import select

from workbook.domain.people import PERSON
from workbook.errors import NotFoundError, RuleError
from workbook.exchange.edit_plan import DoubtKind
from workbook.exchange.edits import apply_form, plan_form
from workbook.exchange.form import export_cohort
from workbook.exchange.waiting import settle_form_row
from workbook.services import inbox
from workbook.services.people import person_rows, reveal
from workbook.sheets.reader import read_sheets
from workbook.storage import tables as t

PEOPLE = "People"
KEEP, TAKE = 1, 2


def counts(plan):
    return {name: count for name, count in plan.counts.items() if count}


def kinds(plan):
    return [doubt.kind for doubt in plan.doubts]


def ranks(book):
    return [row.rank for row in person_rows(book)]


def conflicts(book):
    with book.reading() as db:
        return db.execute(select(t.conflict)).all()


@pytest.fixture
def strange(given_out, book, hand_at):
    """A hand at a sheet that lost its hidden list, and that nobody here gave out."""
    with book.noting() as db:
        db.execute(t.register.delete())
    hand = hand_at(given_out)
    del hand.file["_sync"]
    return hand


def without_ids(hand, sheet=PEOPLE):
    """Take the hidden ids and the Refs out; what is left stands in a new workbook."""
    hand.file[sheet].delete_cols(hand.file[sheet].max_column)
    hand.file[sheet].delete_cols(1)
    for name in hand.file.sheetnames:
        if name != sheet:
            del hand.file[name]


def test_an_untouched_sheet_is_nothing(book, strange):
    plan = plan_form(book, strange.save())
    assert set(counts(plan)) == {"same"}, plan.lines()
    assert plan.two_way
    assert plan.doubts == ()


def test_each_cell_that_differs_is_asked_and_nothing_is_taken_by_itself(book, strange, take_in):
    strange.put(PEOPLE, 1, Rank="Inspector", Phone="03017654321")
    strange.cell("Attendance", "2020-11-02 09:00", 2).value = "A"
    strange.cell("Sessions", "From", 1).value = "08:00"
    strange.cell("Sessions", "To", 1).value = "11:00"
    before = book.content_digest()
    plan = take_in(strange.save())
    assert (set(kinds(plan)), plan.edits) == ({DoubtKind.COMPARED}, ())
    assert book.content_digest() == before
    rank, phone, session, mark = take_in.waiting()
    assert "Rank: the sheet says “Inspector”, you hold nothing." in rank.sentence
    assert "the sheet says “03017654321”, you hold “03001234560”." in phone.sentence
    assert session.sentence.count("the sheet says") == 2, "two parts of one field go together"
    assert "the sheet says “A room”" in mark.sentence
    assert rank.choices == ("keep what is in the workbook", "take what the sheet says")
    settle_form_row(book, rank.waiting_id, take=TAKE)
    settle_form_row(book, session.waiting_id, take=TAKE)
    settle_form_row(book, phone.waiting_id, take=KEEP)
    assert ranks(book)[0] == "Inspector"
    assert reveal(book, person_id=person_rows(book)[0].id).phone == "03001234560"
    assert conflicts(book) == []
    again = plan_form(book, strange.save())
    assert [doubt.sentence for doubt in again.doubts] == [mark.sentence]
    assert any("stays as it was decided before" in notice for notice in again.notices)


def test_all_of_one_file_are_taken_or_kept_at_once_and_undone_at_once(book, strange, take_in):
    for row in range(1, 5):
        strange.put(PEOPLE, row, Rank="Inspector")
    strange.put(PEOPLE, 1, Agency="Nobody's")
    take_in(strange.save())
    differ = [item for item in inbox.waiting(book) if item.kind == "compared"]
    (unlisted,) = [item for item in inbox.waiting(book) if item.kind == "unreadable"]
    assert [one.also for one in differ[0].candidates] == [3, 3]
    assert [one.also for one in unlisted.candidates] == [0]
    with pytest.raises(RuleError, match="one by one"):
        inbox.resolve(book, unlisted.id, take=KEEP, together=True)
    changes = inbox.resolve(book, differ[1].id, take=TAKE, together=True)
    assert changes.count == 4
    assert ranks(book) == ["Inspector"] * 4
    assert [item.id for item in inbox.waiting(book)] == [unlisted.id]
    with pytest.raises(NotFoundError):
        inbox.resolve(book, differ[0].id, take=TAKE)
    book.undo()
    assert ranks(book) == [""] * 4
    take_in(strange.save())
    again = next(item for item in inbox.waiting(book) if item.kind == "compared")
    inbox.resolve(book, again.id, take=KEEP, together=True)
    assert ranks(book) == [""] * 4


def test_what_was_kept_is_asked_anew_when_it_changed_since(book, strange, take_in):
    strange.put(PEOPLE, 1, Rank="Inspector")
    take_in(strange.save())
    settle_form_row(book, take_in.waiting()[0].waiting_id, take=KEEP)
    assert plan_form(book, strange.save()).doubts == ()
    with book.changing("Meanwhile") as change:
        change.edit(PERSON, person_rows(book)[0].id, rank="ASI")
    (doubt,) = plan_form(book, strange.save()).doubts
    assert "you hold “ASI”" in doubt.sentence


def test_what_changed_before_the_answer_stands_beside_it(book, strange, take_in):
    strange.put(PEOPLE, 1, Rank="Inspector")
    take_in(strange.save())
    with book.changing("Meanwhile") as change:
        change.edit(PERSON, person_rows(book)[0].id, rank="ASI")
    settle_form_row(book, take_in.waiting()[0].waiting_id, take=TAKE)
    assert len(conflicts(book)) == 1


def test_an_empty_cell_takes_nothing_away_and_the_word_clear_is_asked(book, strange):
    strange.put(PEOPLE, 1, Phone=None)
    strange.put(PEOPLE, 2, Phone="(clear)")
    plan = plan_form(book, strange.save())
    (doubt,) = plan.doubts
    assert "the sheet says (clear)" in doubt.sentence
    assert any("1 empty cell was passed over" in notice for notice in plan.notices)


def test_two_offices_that_decide_alike_make_the_same_changes(book, strange, take_in, other_office):
    strange.put(PEOPLE, 1, Rank="Inspector")
    strange.put(PEOPLE, 5, Name="Zarmina Invented")
    file = strange.save()
    with other_office(book) as other:
        for office in (book, other):
            apply_form(office, plan_form(office, file))
            for item in inbox.waiting(office):
                wanted = TAKE if item.kind == "compared" else 1
                inbox.resolve(office, item.id, take=wanted)
        joined = book.unite(other.lines())
        assert joined.new <= 1, "only what the other office says of itself"
    assert len(person_rows(book)) == 5
    assert conflicts(book) == []


def test_moved_to_a_new_workbook_without_ids_rows_are_known_by_content(book, strange, take_in):
    without_ids(strange)
    strange.put(PEOPLE, 1, Rank="Inspector")
    plan = take_in(strange.save())
    assert (kinds(plan), plan.edits) == ([DoubtKind.COMPARED], ())
    (doubt,) = take_in.waiting()
    assert "known by what it says" in doubt.sentence
    settle_form_row(book, doubt.waiting_id, take=TAKE)
    assert ranks(book) == ["Inspector", "", "", ""]


def test_of_two_strange_sheets_without_ids_people_of_one_name_stay_two(
    book, strange, take_in, tmp_path, hand_at
):
    without_ids(strange)
    strange.put(PEOPLE, 5, Name="Zarmina Invented", Phone="03450000001")
    copy = tmp_path / "second.xlsx"
    shutil.copyfile(strange.path, copy)
    take_in(strange.save())
    (first,) = inbox.waiting(book)
    assert [one.text for one in first.candidates] == ["somebody new", "leave it out"]
    inbox.resolve(book, first.id, take=1)
    second = hand_at(strange.path, copy)
    second.put(PEOPLE, 5, Phone="03460000002")
    second.put(PEOPLE, 1, Rank="Inspector")
    take_in(second.save())
    asked = next(item for item in inbox.waiting(book) if item.kind == "new_person")
    assert asked.candidates[0].text.startswith("Zarmina Invented (P"), "she may be the first"
    inbox.resolve(book, asked.id, take=2)
    assert len(person_rows(book)) == 6


def test_somebody_of_another_office_comes_in_under_her_own_id(
    book, cohort, other_office, tmp_path, hand_at, take_in
):
    with other_office(book) as other:
        with other.changing("Theirs") as change:
            change.create(PERSON, name_latin="Zarmina Invented", phone="03450000001")
        path = tmp_path / "theirs.xlsx"
        export_cohort(other, path, ticked={"phones"})
        hand = hand_at(path)
        del hand.file["_sync"]
        plan = take_in(hand.save())
        assert (kinds(plan), plan.edits) == ([DoubtKind.NEW_PERSON], ())
        settle_form_row(book, take_in.waiting()[0].waiting_id, take=1)
        book.unite(other.lines())
    assert [row.name for row in person_rows(book)].count("Zarmina Invented") == 1
    assert conflicts(book) == []


def test_somebody_who_was_taken_out_again_is_asked_again(book, strange, take_in):
    strange.put(PEOPLE, 5, Name="Zarmina Invented")
    file = strange.save()
    take_in(file)
    settle_form_row(book, take_in.waiting()[0].waiting_id, take=1)
    assert len(person_rows(book)) == 5
    book.undo()
    plan = take_in(file)
    assert (kinds(plan), plan.edits) == ([DoubtKind.NEW_PERSON], ())
    settle_form_row(book, take_in.waiting()[0].waiting_id, take=1)
    assert len(person_rows(book)) == 5


def test_rows_that_are_not_here_are_one_question_a_sheet(
    book, cohort, other_office, tmp_path, make
):
    """The file of somebody who holds more than we do."""
    with other_office(book) as other:
        make_there = type(make)(other)
        for number in range(3):
            make_there.enrolment(cohort, make_there.person(name_latin=f"Of Theirs {number}"))
        path = tmp_path / "theirs.xlsx"
        export_cohort(other, path)
    from openpyxl import load_workbook

    saved = load_workbook(path)
    del saved["_sync"]
    saved.save(path)
    plan = plan_form(book, read_sheets(path))
    assert kinds(plan).count(DoubtKind.NEW_PERSON) == 3
    left = [doubt for doubt in plan.doubts if doubt.kind is DoubtKind.NO_ORIGIN]
    assert {doubt.sheet for doubt in left} == {"Enrolments", "Attendance"}
    assert all("3 rows" in doubt.sentence for doubt in left)
    assert plan.edits == ()


# -- a change that is not here yet


@pytest.fixture
def theirs(book, cohort, other_office, tmp_path, hand_at):
    """A Form of an office that changed two ranks before, and was edited by hand in both."""
    with other_office(book) as other:
        with other.changing("Edit") as change:
            for row in person_rows(other)[:2]:
                change.edit(PERSON, row.id, rank="Constable")
        path = tmp_path / "theirs.xlsx"
        export_cohort(other, path, cohort_id=cohort)
        hand = hand_at(path)
        hand.put(PEOPLE, 1, Rank="Inspector")
        hand.put(PEOPLE, 2, Rank="Sub-Inspector")
        yield hand.save(), other


def test_it_waits_for_the_file_and_can_be_compared_cell_by_cell(book, theirs, take_in):
    file, _other = theirs
    plan = take_in(file)
    assert (kinds(plan), plan.edits) == ([DoubtKind.NO_ORIGIN], ())
    (doubt,) = take_in.waiting()
    assert "2 places of “People”" in doubt.sentence
    assert "Take in the file from ISB first" in doubt.sentence
    assert doubt.choices[2] == "ask about each cell that differs"
    assert settle_form_row(book, doubt.waiting_id, take=3).count == 0
    first, second = take_in.waiting()
    assert "the sheet says “Inspector”, you hold nothing" in first.sentence
    assert first.alike == 1
    settle_form_row(book, first.waiting_id, take=TAKE)
    assert ranks(book)[:2] == ["Inspector", ""]
    take_in(file)
    assert [one.waiting_id for one in take_in.waiting()] == [second.waiting_id]


def test_when_the_file_has_come_the_sheet_speaks_for_itself(book, theirs, take_in):
    file, other = theirs
    take_in(file)
    book.unite(other.lines())
    plan = take_in(file)
    assert (counts(plan)["changed"], plan.doubts) == (2, ())
    assert take_in.waiting() == (), "what waited of it is answered by it"
    assert ranks(book)[:2] == ["Inspector", "Sub-Inspector"]
    assert conflicts(book) == []


@pytest.mark.needs_libreoffice
def test_saved_by_libreoffice_it_asks_the_same(book, strange, libreoffice):
    strange.put(PEOPLE, 1, Rank="Inspector", Phone="03017654321")
    strange.put(PEOPLE, 5, Name="Zarmina Invented")
    plan = plan_form(book, strange.save())
    saved = plan_form(book, read_sheets(libreoffice(strange.path)))
    assert [d.key(plan.export) for d in saved.doubts] == [d.key(plan.export) for d in plan.doubts]
    assert (len(plan.doubts), saved.edits) == (3, ())
