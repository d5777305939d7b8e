"""One cell of a sheet: what is an edit, what a spreadsheet did, and what must be asked."""

import re
import shutil
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import select

from workbook.domain.people import PERSON
from workbook.errors import NotFoundError, RuleError
from workbook.exchange.calendars import from_hijri, from_jalali
from workbook.exchange.cells import untouched
from workbook.exchange.edit_plan import DoubtKind
from workbook.exchange.edits import apply_form, plan_form
from workbook.exchange.form import export_cohort
from workbook.exchange.waiting import settle_form_row
from workbook.services import inbox
from workbook.services.people import person_rows
from workbook.sheets.reader import read_sheets
from workbook.storage import tables as t
from workbook.storage.book import Workbook

PEOPLE = "People"


def counts(plan):
    return {name: count for name, count in plan.counts.items() if count}


def people(book):
    with book.reading() as db:
        table = t.RECORDS["person"]
        return db.execute(select(table).order_by(table.c.id)).all()


@pytest.fixture
def ids_out(book, cohort, tmp_path, hand_at):
    """A sheet with identity cards and births, which two people have."""
    rows = person_rows(book)
    with book.changing("Fill in") as change:
        change.edit(
            PERSON, rows[0].id, born_on="1990-04-03", national_id="35202-1234567-8", unit=None
        )
        change.edit(PERSON, rows[1].id, duty_station="1234567890123456", rank="1-2")
    path = tmp_path / "ids.xlsx"
    export_cohort(book, path, cohort_id=cohort, ticked={"ids", "phones"})
    return hand_at(path)


# -- what is no edit (22, 23, 24, 27)


def test_what_excel_made_of_cells_is_counted_and_no_edit(book, ids_out):
    hand = ids_out
    hand.cell(PEOPLE, "Service number", 1).value = 9
    hand.cell(PEOPLE, "Phone", 1).value = 3001234560
    hand.cell(PEOPLE, "Identity card", 1).value = "3.52E+12"
    hand.cell(PEOPLE, "Rank", 2).value = datetime(2020, 2, 1)
    hand.cell(PEOPLE, "Place of posting", 2).value = 1234567890123450
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}
    assert "5 cells looked changed by Excel: they are no edits." in plan.notices


@pytest.mark.parametrize(
    ("cell", "same"),
    [
        (3520000000000.0, True),
        (3520210000000.0, True),
        (3530000000000.0, False),
        (3520212345679.0, False),
        (352.0, False),
    ],
)
def test_a_long_number_that_was_cut_to_its_first_digits_is_no_edit(cell, same):
    assert untouched("35202-1234567-8", cell) is same


def test_digits_that_were_lost_in_a_new_value_are_told(book, ids_out):
    ids_out.cell(PEOPLE, "Place of posting", 3).value = 9876543210987650
    ids_out.cell(PEOPLE, "Rank", 3).value = "4.55E+13"
    plan = plan_form(book, ids_out.save())
    said = " ".join(doubt.sentence for doubt in plan.doubts)
    assert "lost the last digits" in said
    assert "rounded this number" in said
    assert plan.edits == ()


def test_a_name_retyped_in_other_letters_and_digits_is_the_same(book, make, tmp_path, hand_at):
    cohort = make.cohort("INV-3")
    make.enrolment(cohort, make.person(name_native="کریمی یاسمین", service_number="12"))
    path = tmp_path / "native.xlsx"
    export_cohort(book, path, cohort_id=cohort)
    hand = hand_at(path)
    hand.cell(PEOPLE, "Name in own script", 1).value = "كريمي ياسمين"
    hand.cell(PEOPLE, "Service number", 1).value = "۱۲"
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}
    assert plan.notices == ()


# -- dates (25, 26)


def test_day_and_month_that_changed_places_need_a_click(book, ids_out, take_in):
    ids_out.cell(PEOPLE, "Date of birth", 1).value = datetime(1990, 3, 4)
    plan = take_in(ids_out.save())
    assert [doubt.kind for doubt in plan.doubts] == [DoubtKind.SWAPPED]
    (doubt,) = take_in.waiting()
    assert doubt.choices == ("keep what is in the workbook", "1990-03-04")
    settle_form_row(book, doubt.waiting_id, take=2)
    assert people(book)[0].born_on == "1990-03-04"
    with book.reading() as db:
        assert db.execute(select(t.conflict)).all() == []


@pytest.mark.parametrize("typed", ["1399/08/12", "۱۳۹۹-۸-۱۲", "12/8/1399"])
def test_a_date_of_another_calendar_is_asked_and_kept_as_text(book, ids_out, take_in, typed):
    ids_out.cell(PEOPLE, "Date of birth", 2).value = typed
    take_in(ids_out.save())
    assert people(book)[1].born_on is None
    (doubt,) = take_in.waiting()
    assert doubt.kind is DoubtKind.CALENDAR
    assert doubt.choices[1:] == ("2020-11-02 · Shamsi (solar)", "1979-07-08 · Hijri (lunar)")
    settle_form_row(book, doubt.waiting_id, take=2)
    assert people(book)[1].born_on == "2020-11-02"


def test_a_date_that_reads_two_ways_is_asked_and_one_that_reads_one_way_is_not(book, ids_out):
    ids_out.cell(PEOPLE, "Date of birth", 2).value = "03/04/1991"
    ids_out.cell(PEOPLE, "Date of birth", 3).value = "25/12/1991"
    ids_out.cell(PEOPLE, "Date of birth", 1).value = "03/04/1990"
    plan = plan_form(book, ids_out.save())
    (doubt,) = plan.doubts
    assert [choice.label for choice in doubt.choices[1:]] == ["1991-04-03", "1991-03-04"]
    (change,) = [change for row in plan.rows for change in row.changes]
    assert change.new == date(1991, 12, 25)


def test_the_calendars_agree_with_known_days():
    assert from_jalali(1399, 1, 1) == date(2020, 3, 20)
    assert from_jalali(1400, 1, 1) == date(2021, 3, 21)
    assert from_jalali(1399, 13, 1) is None
    assert from_hijri(1442, 1, 1) == date(2020, 8, 20)
    assert from_hijri(1442, 1, 31) is None


# -- cleared (33) and typed otherwise


def test_a_column_that_was_emptied_is_one_question_and_stays_by_default(book, hand, take_in):
    for row in range(1, 5):
        hand.cell(PEOPLE, "Phone", row).value = None
    plan = take_in(hand.save())
    assert counts(plan)["needs_you"] == 4
    (doubt,) = take_in.waiting()
    assert doubt.sentence.startswith("4 cells of “People” were emptied")
    settle_form_row(book, doubt.waiting_id, take=1)
    assert all(row.phone for row in people(book))
    assert plan_form(book, hand.save()).doubts == (), "it is not asked again"


def test_an_emptied_column_can_be_taken_at_its_word(book, hand, take_in):
    for row in range(1, 5):
        hand.cell(PEOPLE, "Phone", row).value = ""
    take_in(hand.save())
    (doubt,) = take_in.waiting()
    changes = settle_form_row(book, doubt.waiting_id, take=2)
    assert changes.count == 4
    assert not any(row.phone for row in people(book))
    book.undo()
    assert all(row.phone for row in people(book))


def test_a_value_emptied_here_and_changed_there_stands_in_conflict(book, hand, take_in):
    hand.cell(PEOPLE, "Phone", 1).value = None
    take_in(hand.save())
    with book.changing("Meanwhile") as change:
        change.edit(PERSON, person_rows(book)[0].id, phone="03110000000")
    settle_form_row(book, take_in.waiting()[0].waiting_id, take=2)
    with book.reading() as db:
        assert len(db.execute(select(t.conflict)).all()) == 1


def test_parts_of_one_field_that_were_emptied_go_together(book, hand, take_in):
    hand.cell("Sessions", "From", 1).value = None
    hand.cell("Sessions", "To", 1).value = None
    take_in(hand.save())
    (doubt,) = take_in.waiting()
    settle_form_row(book, doubt.waiting_id, take=2)
    with book.reading() as db:
        session = t.RECORDS["training_session"]
        row = db.execute(select(session).order_by(session.c.id)).first()
    assert (row.held_on, row.starts_at, row.ends_at) == ("2020-11-02", None, None)


def test_a_doubtful_cell_keeps_what_else_was_edited_in_its_field(book, hand, take_in):
    hand.cell("Sessions", "Date", 1).value = datetime(2020, 11, 9)
    hand.cell("Sessions", "From", 1).value = None
    take_in(hand.save())
    settle_form_row(book, take_in.waiting()[0].waiting_id, take=2)
    with book.reading() as db:
        session = t.RECORDS["training_session"]
        row = db.execute(select(session).order_by(session.c.id)).first()
        assert db.execute(select(t.conflict)).all() == []
    assert (row.held_on, row.starts_at, row.ends_at) == ("2020-11-09", None, "12:30")


def test_an_agency_that_is_not_in_the_list_is_asked_with_those_like_it(book, hand, take_in):
    hand.cell(PEOPLE, "Agency", 1).value = "Punjab Polise"
    take_in(hand.save())
    (doubt,) = take_in.waiting()
    assert doubt.choices == ("keep what is in the workbook", "Punjab Police")
    settle_form_row(book, doubt.waiting_id, take=2)
    assert {row.name: row.agency for row in person_rows(book)}["Officer 01"] == "PP"


def test_a_value_may_be_typed_instead_and_must_make_sense(book, hand, take_in):
    hand.cell(PEOPLE, "Phone", 1).value = "0301 76"
    take_in(hand.save())
    (doubt,) = take_in.waiting()
    assert doubt.takes_text
    with pytest.raises(RuleError, match="digits"):
        settle_form_row(book, doubt.waiting_id, value="12")
    with pytest.raises(RuleError, match="from 1 to 1"):
        settle_form_row(book, doubt.waiting_id, take=2)
    settle_form_row(book, doubt.waiting_id, value="0301 7654321")
    assert people(book)[0].phone == "03017654321"
    with pytest.raises(NotFoundError, match="not wait any more"):
        settle_form_row(book, doubt.waiting_id, take=1)


# -- formulas (59), long and odd text (58)


def store_value(path, cell, value):
    """Give a formula the value that Excel would have stored with it."""
    part = path.with_suffix(".part")
    with ZipFile(path) as old, ZipFile(part, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            found = re.sub(
                rb'(<c r="%s"[^>]*?)(><f>[^<]*</f>)<v ?(/>|></v>)' % cell.encode(),
                rb'\1 t="str"\2<v>%s</v>' % value.encode(),
                old.read(name),
            )
            new.writestr(name, found)
    part.replace(path)


def test_a_formula_with_a_value_is_taken_with_a_note_and_one_without_waits(book, hand, take_in):
    rank, post = hand.cell(PEOPLE, "Rank", 1), hand.cell(PEOPLE, "Place of posting", 1)
    rank.value, post.value = '="Inspec"&"tor"', "=1+1"
    hand.save()
    store_value(hand.path, rank.coordinate, "Inspector")
    plan = take_in(read_sheets(hand.path))
    assert person_rows(book)[0].rank == "Inspector"
    assert any(f"formula was taken in {rank.coordinate}" in notice for notice in plan.notices)
    assert [doubt.kind for doubt in plan.doubts] == [DoubtKind.UNREADABLE]
    assert post.coordinate in plan.doubts[0].sentence


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "@x", "-5", "+1", "_x000D_", "a_x0041_b"])
def test_text_that_looks_like_something_else_round_trips(book, cohort, tmp_path, hand_at, text):
    key = person_rows(book)[0].id
    with book.changing("Edit") as change:
        change.edit(PERSON, key, remark=text)
    path = tmp_path / "odd.xlsx"
    export_cohort(book, path, cohort_id=cohort)
    assert set(counts(plan_form(book, read_sheets(path)))) == {"same"}
    hand = hand_at(path)
    hand.cell(PEOPLE, "Remark", 2).value = "typed"
    assert counts(plan_form(book, hand.save()))["changed"] == 1


# -- grey cells and other columns (28)


def test_every_grey_cell_that_was_typed_over_is_told(book, hand):
    hand.cell("Enrolments", "Person", 1).value = "Somebody Else"
    hand.cell("E-learning", "Module", 1).value = "M99"
    plan = plan_form(book, hand.save())
    assert [doubt.kind for doubt in plan.doubts] == [DoubtKind.SHOWN] * 2
    assert plan.edits == ()


def test_columns_renamed_moved_and_inserted_are_known_by_their_ids(book, hand, take_in):
    sheet = hand.file[PEOPLE]
    rank = hand.place(PEOPLE, "Rank")
    columns = [list(column) for column in zip(*hand.rows(PEOPLE, 1, 6), strict=True)]
    columns[rank - 1][1] = "عہدہ"
    columns[rank - 1][2] = "Inspector"
    columns.insert(2, columns.pop(rank - 1))
    columns.insert(4, [None, "Remarks of trainer", "was late", None, None, None])
    for place, column in enumerate(columns, start=1):
        for number, value in enumerate(column, start=1):
            sheet.cell(number, place).value = value
    plan = take_in(hand.save())
    (change,) = [change for row in plan.rows for change in row.changes]
    assert (change.caption, change.new) == ("عہدہ", "Inspector")
    assert any("Remarks of trainer" in notice for notice in plan.notices)
    assert person_rows(book)[0].rank == "Inspector"
    (doubt,) = [one for one in take_in.waiting() if one.kind is DoubtKind.ADDED_COLUMN]
    assert doubt.choices == ("leave it out", "keep it as remarks of each row")
    assert people(book)[0].remark is None


def add_column(hand, sheet, caption, *texts):
    """A column behind the last one, with a text for each row."""
    place = hand.file[sheet].max_column + 1
    hand.file[sheet].cell(2, place).value = caption
    for row, text in enumerate(texts, start=3):
        hand.file[sheet].cell(row, place).value = text


def test_an_added_column_is_kept_as_remarks_by_one_answer(book, hand, take_in):
    with book.changing("Edit") as change:
        change.edit(PERSON, person_rows(book)[1].id, remark="Speaks Pashto")
    add_column(hand, PEOPLE, "Remarks of trainer", "was late", "very good", None, 7)
    hand.put(PEOPLE, 4, Remark="Left-handed")
    take_in(hand.save())
    (doubt,) = take_in.waiting()
    assert "says something in 3 rows" in doubt.sentence
    settle_form_row(book, doubt.waiting_id, take=2)
    assert [row.remark for row in people(book)] == [
        "Remarks of trainer: was late",
        "Speaks Pashto\nRemarks of trainer: very good",
        None,
        "Left-handed\nRemarks of trainer: 7",
    ]
    with book.reading() as db:
        assert db.execute(select(t.conflict)).all() == []
    assert plan_form(book, hand.save()).doubts == ()
    book.undo()
    assert [row.remark for row in people(book)] == [None, "Speaks Pashto", None, "Left-handed"]
    assert len(plan_form(book, hand.save()).doubts) == 1


def test_two_offices_that_keep_an_added_column_say_it_once(book, hand, take_in, other_office):
    add_column(hand, "Enrolments", "Remarks of trainer", "was late")
    file = hand.save()
    with other_office(book) as other:
        for office in (book, other):
            apply_form(office, plan_form(office, file))
            (item,) = inbox.waiting(office)
            inbox.resolve(office, item.id, take=2)
        assert book.unite(other.lines()).new <= 1
    assert people(book)[0].remark == "Remarks of trainer: was late"


def test_who_already_says_it_is_not_asked(book, hand, take_in, other_office):
    add_column(hand, "Attendance", "", "was late")
    file = hand.save()
    with other_office(book) as other:
        apply_form(other, plan_form(other, file))
        (item,) = inbox.waiting(other)
        inbox.resolve(other, item.id, take=2)
        book.unite(other.lines())
        assert people(book)[0].remark == "column H: was late"
    assert plan_form(book, file).doubts == ()


def test_somebody_new_brings_what_an_added_column_says_of_her(book, hand, take_in):
    add_column(hand, PEOPLE, "Remarks of trainer", *(None for _ in range(4)), "asks much")
    hand.put(PEOPLE, 5, Name="Zarmina Invented", Remark="Came late")
    take_in(hand.save())
    settle_form_row(book, take_in.waiting()[0].waiting_id, take=2)
    assert people(book)[-1].remark == "Came late\nRemarks of trainer: asks much"


@pytest.mark.parametrize(
    ("sheet", "caption", "said"),
    [
        ("Sessions", "Remarks of trainer", "have no place for remarks"),
        (PEOPLE, "Grade", "lost its hidden id"),
    ],
)
def test_a_column_that_cannot_be_kept_is_told(book, hand, sheet, caption, said):
    add_column(hand, sheet, caption, "hot room")
    plan = plan_form(book, hand.save())
    assert plan.doubts == ()
    assert any(said in notice for notice in plan.notices)


# -- origins (21)


def test_a_file_whose_changes_are_not_here_says_whose_file_is_needed(
    book, cohort, other_office, tmp_path, hand_at
):
    with other_office(book) as other:
        keys = [row.id for row in person_rows(other)]
        with other.changing("Edit") as change:
            change.edit(PERSON, keys[0], rank="Inspector")
        path = tmp_path / "theirs.xlsx"
        export_cohort(other, path, cohort_id=None)
        hand = hand_at(path)
        hand.cell(PEOPLE, "Rank", 1).value = "Superintendent"
        hand.cell(PEOPLE, "Rank", 2).value = "Constable"
        file = hand.save()
        plan = plan_form(book, file)
        assert counts(plan)["changed"] == 1
        (doubt,) = plan.doubts
        assert doubt.kind is DoubtKind.NO_ORIGIN
        assert "Take in the file from ISB first" in doubt.sentence
        assert [choice.label for choice in doubt.choices][1] == "take what the sheet says"
        book.unite(other.lines())
        plan = plan_form(book, file)
        assert (counts(plan)["changed"], plan.doubts) == (2, ())


def test_a_withheld_phone_that_is_entered_later_stands_beside_the_hidden_one(
    book, cohort, template, tmp_path, hand_at
):
    copy = tmp_path / "partner.workbook"
    shutil.copyfile(template.path, copy)
    with Workbook.open(copy, emergency_key=template.emergency_key) as partner:
        partner.unite(book.lines(withhold=frozenset({("person", "phone")})))
        path = tmp_path / "partner.xlsx"
        export_cohort(partner, path, ticked={"phones"})
        hand = hand_at(path)
        hand.cell(PEOPLE, "Phone", 1).value = "03330000001"
        plan = plan_form(partner, hand.save())
        apply_form(partner, plan)
        book.unite(partner.lines())
    with book.reading() as db:
        assert len(db.execute(select(t.conflict)).all()) == 1


def test_a_text_longer_than_a_cell_is_shown_cut_and_is_not_editable(
    book, cohort, tmp_path, hand_at
):
    with book.changing("Edit") as change:
        change.edit(PERSON, person_rows(book)[0].id, remark="long text " * 4_000)
    path = tmp_path / "long.xlsx"
    export_cohort(book, path, cohort_id=cohort)
    hand = hand_at(path)
    assert set(counts(plan_form(book, hand.save()))) == {"same"}
    hand.cell(PEOPLE, "Remark", 1).value += " and more"
    plan = plan_form(book, hand.save())
    assert [doubt.kind for doubt in plan.doubts] == [DoubtKind.SHOWN]
    assert plan.edits == ()
