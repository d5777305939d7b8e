"""Rows of a sheet that went astray, were copied, lost their ids or are somebody new."""

from datetime import date

import pytest
from sqlalchemy import select

from workbook.domain.cohort import LeaveReason, leave_text
from workbook.domain.people import PERSON
from workbook.errors import RuleError
from workbook.exchange.edit_plan import DoubtKind
from workbook.exchange.edits import apply_form, plan_form
from workbook.exchange.form import export_cohort
from workbook.exchange.waiting import settle_form_row
from workbook.services import inbox, intake
from workbook.services.people import person_rows
from workbook.sheets.writer import BookWriter
from workbook.storage import tables as t

PEOPLE = "People"


def counts(plan):
    return {name: count for name, count in plan.counts.items() if count}


def kinds(plan):
    return [doubt.kind for doubt in plan.doubts]


def person(book, name):
    with book.reading() as db:
        table = t.RECORDS["person"]
        return db.execute(select(table).where(table.c.name_latin == name)).one_or_none()


def enrolment_states(book, cohort):
    with book.reading() as db:
        table = t.RECORDS["enrolment"]
        found = db.execute(select(table).where(table.c.cohort_id == cohort, table.c.gone == 0))
        return {row.person_id: row.state for row in found}


# -- sorting (15, 16)


def sort_without_ids(hand, sheet=PEOPLE, last=6):
    rows = [row[1:-1] for row in hand.rows(sheet, 3, last)]
    hand.write(sheet, reversed(rows), column=2)


def test_sorting_the_visible_columns_only_is_one_question_and_changes_nothing(book, hand, take_in):
    sort_without_ids(hand)
    file = hand.save()
    before = book.content_digest()
    plan = take_in(file)
    assert counts(plan) == {"same": plan.counts["same"], "needs_you": 4}
    assert plan.edits == ()
    assert kinds(plan) == [DoubtKind.SHUFFLED]
    assert "4 rows of “People” no longer match their people" in plan.proposal
    assert book.content_digest() == before
    assert len(take_in.waiting()) == 1


def test_shuffled_rows_go_back_to_their_people_with_what_was_edited_in_them(book, hand):
    hand.cell(PEOPLE, "Rank", 1).value = "Inspector"
    sort_without_ids(hand)
    file = hand.save()
    plan = plan_form(book, file, repair=True)
    assert counts(plan)["changed"] == 1
    assert "needs_you" not in counts(plan)
    apply_form(book, plan)
    assert [row.rank for row in person_rows(book)] == ["Inspector", "", "", ""]


def test_a_shuffled_sheet_that_waits_can_be_put_straight_later(book, hand, take_in):
    hand.cell(PEOPLE, "Rank", 1).value = "Inspector"
    sort_without_ids(hand)
    take_in(hand.save())
    (doubt,) = take_in.waiting()
    assert doubt.choices == ("leave it out", "put them back with their people")
    settle_form_row(book, doubt.waiting_id, take=2)
    assert [row.rank for row in person_rows(book)] == ["Inspector", "", "", ""]
    assert take_in.waiting() == ()


def test_two_rows_swapped_are_caught_and_a_mass_change_of_phones_and_ranks_is_not(book, hand):
    rows = [row[1:-1] for row in hand.rows(PEOPLE, 3, 4)]
    hand.write(PEOPLE, reversed(rows), column=2)
    assert counts(plan_form(book, hand.save()))["needs_you"] == 2
    hand.write(PEOPLE, rows, column=2)
    for row in range(1, 5):
        hand.put(PEOPLE, row, Phone=f"0333000000{row}", Rank="Inspector")
    assert counts(plan_form(book, hand.save()))["changed"] == 4


def test_people_with_nothing_but_a_name_are_known_to_be_swapped(book, make, tmp_path, hand_at):
    from workbook.exchange.form import export_cohort

    cohort = make.cohort("INV-2")
    make.enrolments(cohort, 3)
    path = tmp_path / "names.xlsx"
    export_cohort(book, path, cohort_id=cohort)
    hand = hand_at(path)
    names = [hand.cell(PEOPLE, "Name", row).value for row in (1, 2, 3)]
    for row, name in enumerate(names[1:] + names[:1], start=1):
        hand.cell(PEOPLE, "Name", row).value = name
    assert counts(plan_form(book, hand.save()))["needs_you"] == 3
    for row, name in enumerate(names, start=1):
        hand.cell(PEOPLE, "Name", row).value = name
    hand.cell(PEOPLE, "Name", 1).value = "Zarmina Invented"
    assert counts(plan_form(book, hand.save()))["changed"] == 1


def test_sorting_with_all_columns_is_nothing(book, hand):
    for sheet, last in ((PEOPLE, 6), ("Enrolments", 6), ("Attendance", 5)):
        hand.write(sheet, reversed(hand.rows(sheet, 3, last)))
    assert set(counts(plan_form(book, hand.save()))) == {"same"}


def test_captions_sorted_in_among_the_people_are_no_person(book, hand):
    rows = hand.rows(PEOPLE, 2, 6)
    hand.write(PEOPLE, [rows[2], rows[0], rows[1], *rows[3:]], first=2)
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}, plan.lines()


# -- copies (17, 18, 63)


def test_a_copied_row_typed_over_is_one_original_and_one_proposed_person(
    book, hand, take_in, cohort
):
    row = hand.rows(PEOPLE, 3, 3)[0]
    hand.write(PEOPLE, [row], first=7)
    hand.put(PEOPLE, 5, Name="Zarmina Invented", Phone="03450000001", **{"Service number": "777"})
    hand.cell(PEOPLE, "Father's or husband's name", 5).value = "Gul Invented"
    plan = take_in(hand.save())
    assert counts(plan)["needs_you"] == 1
    assert kinds(plan) == [DoubtKind.NEW_PERSON]
    assert person(book, "Zarmina Invented") is None
    (doubt,) = take_in.waiting()
    assert doubt.choices[-2:] == ("somebody new", "leave it out")
    settle_form_row(book, doubt.waiting_id, take=len(doubt.choices) - 1)
    made = person(book, "Zarmina Invented")
    assert (made.phone, made.relative_name) == ("03450000001", "Gul Invented")
    assert enrolment_states(book, cohort)[made.id] == "nominated"


def test_an_identical_copy_of_a_row_is_a_note(book, hand):
    hand.write(PEOPLE, hand.rows(PEOPLE, 3, 3), first=7)
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}
    assert any("row 7 is a copy of another row" in notice for notice in plan.notices)


def test_of_a_sheet_copied_in_the_file_only_the_original_is_read(book, hand, take_in):
    hand.cell(PEOPLE, "Rank", 1).value = "Inspector"
    copy = hand.file.copy_worksheet(hand.file[PEOPLE])
    copy.title = "People (2)"
    copy["C4"].value = "Typed in the copy"
    at = copy.cell(4, hand.place(PEOPLE, "Rank")).coordinate
    copy["C4"].value = hand.file[PEOPLE]["C4"].value
    copy[at].value = "Sub-Inspector"
    plan = take_in(hand.save())
    assert counts(plan)["changed"] == 1
    assert [row.rank for row in person_rows(book)] == ["Inspector", "", "", ""]
    assert any("People (2) is a copy of People" in n and at in n for n in plan.notices)
    (doubt,) = take_in.waiting()
    assert doubt.kind is DoubtKind.COPIED_SHEET
    settle_form_row(book, doubt.waiting_id, take=2)
    assert [row.rank for row in person_rows(book)] == ["Inspector", "Sub-Inspector", "", ""]


def test_an_untouched_copy_of_a_sheet_is_a_note(book, hand):
    hand.file.copy_worksheet(hand.file[PEOPLE]).title = "Copy"
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}
    assert any("Copy is a copy of People" in notice for notice in plan.notices)


# -- ids (19, 20, 29)


def test_a_ref_filled_down_is_known_by_the_rest_and_told(book, hand):
    first = hand.cell(PEOPLE, "Ref", 1).value
    for row in range(2, 5):
        hand.cell(PEOPLE, "Ref", row).value = first
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}
    assert any("ids were altered in A4, A5, A6" in notice for notice in plan.notices)


def test_an_edit_in_a_row_whose_ids_disagree_waits(book, hand, take_in):
    hand.cell(PEOPLE, "Ref", 2).value = hand.cell(PEOPLE, "Ref", 1).value
    hand.cell(PEOPLE, "Rank", 2).value = "Inspector"
    plan = take_in(hand.save())
    assert kinds(plan) == [DoubtKind.BY_CONTENT]
    (doubt,) = take_in.waiting()
    settle_form_row(book, doubt.waiting_id, take=2)
    assert [row.rank for row in person_rows(book)] == ["", "Inspector", "", ""]


def test_without_the_ref_column_the_hidden_ids_do(book, hand):
    hand.file[PEOPLE].delete_cols(1)
    hand.cell(PEOPLE, "Rank", 1).value = "Inspector"
    assert counts(plan_form(book, hand.save()))["changed"] == 1


def test_without_both_a_row_is_known_by_content_and_waits(book, hand, take_in):
    hand.file[PEOPLE].delete_cols(hand.file[PEOPLE].max_column)
    hand.file[PEOPLE].delete_cols(1)
    hand.cell(PEOPLE, "Rank", 1).value = "Inspector"
    plan = take_in(hand.save())
    assert kinds(plan) == [DoubtKind.BY_CONTENT]
    assert plan.edits == ()
    (doubt,) = take_in.waiting()
    assert "Rank — → Inspector" in doubt.sentence
    settle_form_row(book, doubt.waiting_id, take=2)
    assert person_rows(book)[0].rank == "Inspector"


def test_what_rows_without_ids_say_is_taken_one_by_one_or_all_at_once(book, hand, take_in):
    hand.file[PEOPLE].delete_cols(hand.file[PEOPLE].max_column)
    hand.file[PEOPLE].delete_cols(1)
    for row in range(1, 5):
        hand.put(PEOPLE, row, Rank="Inspector")
    hand.put(PEOPLE, 1, Role="Reader")
    assert kinds(take_in(hand.save())) == [DoubtKind.BY_CONTENT] * 5
    role = next(item for item in inbox.waiting(book) if "Role" in item.sentence)
    inbox.resolve(book, role.id, take=1)
    rank = inbox.waiting(book)[0]
    inbox.resolve(book, rank.id, take=2, together=True)
    assert [row.rank for row in person_rows(book)] == ["Inspector"] * 4
    assert person(book, "Officer 01").role is None
    assert inbox.waiting(book) == ()


def test_with_the_token_column_gone_the_ref_does(book, hand):
    hand.file[PEOPLE].delete_cols(hand.file[PEOPLE].max_column)
    hand.cell(PEOPLE, "Rank", 1).value = "Inspector"
    assert counts(plan_form(book, hand.save()))["changed"] == 1


def test_an_untouched_sheet_without_any_ids_is_nothing(book, hand):
    for sheet in (PEOPLE, "Enrolments", "Attendance", "Sessions", "E-learning"):
        hand.file[sheet].delete_cols(hand.file[sheet].max_column)
        hand.file[sheet].delete_cols(1)
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}, plan.lines()


def test_title_rows_above_the_ids_are_passed_over_and_deleted_ids_are_told(book, hand, take_in):
    hand.file[PEOPLE].insert_rows(1, 4)
    hand.file[PEOPLE]["A1"].value = "Nominal roll"
    hand.file[PEOPLE].cell(7, 1).parent["B7"].value = "Officer 01"
    assert set(counts(plan_form(book, hand.save()))) == {"same"}
    hand.file[PEOPLE].insert_rows(1, 30)
    plan = take_in(hand.save())
    assert DoubtKind.SHEET in kinds(plan)
    assert any("not in the first 20 rows" in doubt.sentence for doubt in take_in.waiting())


def test_missing_rows_are_listed_by_name_and_stay(book, hand, cohort, take_in):
    hand.file[PEOPLE].delete_rows(4)
    hand.file["Enrolments"].delete_rows(4)
    before = book.content_digest()
    plan = take_in(hand.save())
    assert any("Officer 02 (P" in n and "Nothing is deleted" in n for n in plan.notices)
    assert book.content_digest() == before
    (doubt,) = take_in.waiting()
    assert doubt.kind is DoubtKind.MISSING, "asked once, though two sheets lost her"
    assert "Officer 02" in doubt.sentence
    assert "INV-1" in doubt.sentence
    assert doubt.choices[0] == "still in the cohort"
    settle_form_row(book, doubt.waiting_id, take=1)
    assert set(enrolment_states(book, cohort).values()) == {"enrolled"}
    assert plan_form(book, hand.save()).doubts == ()


def test_whoever_is_missing_is_withdrawn_by_an_answer_as_on_the_page(book, hand, cohort, take_in):
    hand.file[PEOPLE].delete_rows(4)
    take_in(hand.save())
    (doubt,) = take_in.waiting()
    reasons = [leave_text(reason) for reason in LeaveReason]
    assert doubt.choices[1:] == tuple(f"withdraw: {reason}" for reason in reasons)
    settle_form_row(book, doubt.waiting_id, take=3)
    with book.reading() as db:
        table = t.RECORDS["enrolment"]
        left = db.execute(select(table).where(table.c.state == "left")).one()
        assert db.execute(select(t.conflict)).all() == []
    assert (left.state_on, left.reason) == ("2020-11-09", "left service")
    assert left.person_id == person(book, "Officer 02").id
    assert plan_form(book, hand.save()).doubts == ()
    book.undo()
    assert set(enrolment_states(book, cohort).values()) == {"enrolled"}
    assert len(plan_form(book, hand.save()).doubts) == 1


def test_nobody_is_withdrawn_together_with_others(book, make, cohort, tmp_path, hand_at, take_in):
    nominee = make.enrolment(cohort, make.person(name_latin="Zarmina Invented"), "nominated")
    path = tmp_path / "five.xlsx"
    export_cohort(book, path, cohort_id=cohort)
    hand = hand_at(path)
    hand.file[PEOPLE].delete_rows(7)
    hand.file[PEOPLE].delete_rows(4)
    take_in(hand.save())
    officer, invited = sorted(inbox.waiting(book), key=lambda item: len(item.candidates))[::-1]
    assert [one.text for one in invited.candidates] == [
        "still in the cohort",
        "withdraw: she declines",
    ]
    assert [one.also for one in officer.candidates] == [1, 0, 0, 0, 0, 0]
    with pytest.raises(RuleError, match="one by one"):
        inbox.resolve(book, officer.id, take=2, together=True)
    inbox.resolve(book, invited.id, take=2)
    with book.reading() as db:
        table = t.RECORDS["enrolment"]
        assert db.scalar(select(table.c.state).where(table.c.id == nominee)) == "declined"


def test_of_a_part_of_a_sheet_nobody_is_asked(book, hand, take_in):
    hand.file[PEOPLE].delete_rows(4, 3)
    plan = take_in(hand.save())
    assert plan.doubts == ()
    assert any("3 of 4 rows" in n and "Officer 02 (P" in n for n in plan.notices)


# -- somebody new


def test_somebody_typed_into_a_spare_row_enters_and_is_nominated(book, hand, take_in, cohort):
    hand.put(PEOPLE, 5, Name="Zarmina Invented", Rank="Inspector", Agency="PP")
    plan = take_in(hand.save())
    assert counts(plan)["new"] == 1
    made = person(book, "Zarmina Invented")
    assert made.rank == "Inspector"
    assert enrolment_states(book, cohort)[made.id] == "nominated"
    again = plan_form(book, hand.save())
    assert set(counts(again)) == {"same"}
    assert again.edits == ()


def test_somebody_typed_below_the_spare_rows_enters_too(book, hand, take_in):
    hand.put(PEOPLE, 36, Name="Zarmina Invented")
    assert counts(take_in(hand.save()))["new"] == 1


def test_two_offices_that_take_in_one_sheet_make_one_person(book, hand, take_in, other_office):
    hand.put(PEOPLE, 5, Name="Zarmina Invented", Phone="03450000001")
    file = hand.save()
    with other_office(book) as other:
        apply_form(other, plan_form(other, file))
        take_in(file)
        ids = {row.id: book for row in person_rows(book)}
        book.unite(other.lines())
        assert len(person_rows(book)) == len(ids) == 5
        with book.reading() as db:
            assert db.execute(select(t.conflict)).all() == []


def test_two_trainers_who_fill_the_same_spare_row_make_two_people(book, hand, other_hand, take_in):
    hand.put(PEOPLE, 5, Name="Zarmina Invented")
    other_hand.put(PEOPLE, 5, Name="Palwasha Example")
    take_in(hand.save())
    take_in(other_hand.save())
    assert person(book, "Zarmina Invented") is not None
    assert person(book, "Palwasha Example") is not None


def test_somebody_like_a_person_of_the_workbook_waits_with_all_she_may_be(
    book, hand, take_in, make, cohort
):
    make.person(name_latin="Zarmeena Invented", phone="03450000009")
    hand.put(PEOPLE, 5, Name="Zarmina Invented", Rank="Inspector")
    plan = take_in(hand.save())
    assert (counts(plan)["needs_you"], plan.edits) == (1, ())
    (doubt,) = take_in.waiting()
    assert doubt.choices[0].startswith("Zarmeena Invented (P")
    assert doubt.choices[-2:] == ("somebody new", "leave it out")
    settle_form_row(book, doubt.waiting_id, take=1)
    found = person(book, "Zarmeena Invented")
    assert found.rank == "Inspector"
    assert person(book, "Zarmina Invented") is None
    assert enrolment_states(book, cohort)[found.id] == "nominated"
    assert set(counts(plan_form(book, hand.save()))) == {"same"}, "decided once is decided"


def test_somebody_whose_number_cannot_be_read_waits(book, hand, take_in):
    hand.put(PEOPLE, 5, Name="Zarmina Invented", Phone="12")
    plan = take_in(hand.save())
    assert kinds(plan) == [DoubtKind.NEW_PERSON]
    assert "the phone number has 2 digits" in plan.doubts[0].sentence


def test_somebody_new_who_was_taken_back_comes_again(book, hand, take_in, cohort):
    hand.put(PEOPLE, 5, Name="Zarmina Invented")
    file = hand.save()
    take_in(file)
    after = book.content_digest()
    book.undo()
    assert person(book, "Zarmina Invented").gone
    assert counts(take_in(file))["new"] == 1
    assert book.content_digest() == after
    book.undo()
    assert person(book, "Zarmina Invented").gone
    assert len(enrolment_states(book, cohort)) == 4


def test_a_newer_version_corrects_the_name_of_somebody_new(book, hand, take_in):
    hand.put(PEOPLE, 5, Name="Zarmina Invented")
    take_in(hand.save())
    hand.put(PEOPLE, 5, Name="Zarmina Invented Khan")
    plan = take_in(hand.save(), newer=True)
    assert counts(plan)["changed"] == 1
    assert person(book, "Zarmina Invented") is None
    assert person(book, "Zarmina Invented Khan") is not None
    assert len(person_rows(book)) == 5


def test_spare_rows_left_empty_say_nothing(book, hand):
    hand.cell(PEOPLE, "Name", 7).value = "   "
    assert set(counts(plan_form(book, hand.save()))) == {"same"}


def test_a_deleted_person_edited_in_a_sheet_stands_again_and_is_flagged(book, hand, take_in):
    key = person(book, "Officer 01").id
    with book.changing("Delete") as change:
        change.delete(PERSON, key)
    hand.put(PEOPLE, 1, Rank="Inspector")
    take_in(hand.save())
    assert not person(book, "Officer 01").gone
    with book.reading() as db:
        assert len(db.execute(select(t.conflict)).all()) == 1


def test_two_offices_that_take_in_one_old_list_make_the_same_people(book, tmp_path, other_office):
    writer = BookWriter(created=date(2020, 1, 1))
    sheet = writer.sheet("List")
    rows = (
        ("Name", "Father's name", "Phone"),
        ("Zarmina Invented", "Gul Invented", "03450000001"),
        ("Palwasha Example", "Khan Example", "03450000002"),
    )
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(number, place, value)
    path = tmp_path / "list.xlsx"
    path.write_bytes(writer.finish())
    with other_office(book) as other:
        for office in (book, other):
            intake.apply_plan(office, intake.plan_list(office, intake.read_list(path)))
        book.unite(other.lines())
        assert [row.name for row in person_rows(book)] == ["Palwasha Example", "Zarmina Invented"]
    with book.reading() as db:
        assert db.execute(select(t.conflict)).all() == []
