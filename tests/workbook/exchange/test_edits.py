"""A Form that comes back: untouched it changes nothing, an edit is named by its place."""

import shutil
import subprocess
from datetime import date, datetime

import pytest
from sqlalchemy import select

from workbook.domain.people import AGENCY, PERSON
from workbook.domain.training import ATTENDANCE
from workbook.errors import RuleError
from workbook.exchange.edits import apply_form, is_own_form, plan_form
from workbook.exchange.form import export_cohort
from workbook.intake.plan import Outcome
from workbook.services import coaching, intake
from workbook.services.history import history_rows, undo_last
from workbook.services.people import person_rows, reveal
from workbook.sheets.reader import read_sheets
from workbook.storage import tables as t
from workbook.storage.book import Workbook

ALL = {"notes", "ids", "phones"}


def counts(plan):
    return {name: count for name, count in plan.counts.items() if count}


def test_an_own_form_is_known_by_its_cells_not_its_name(book, given_out, tmp_path):
    other = tmp_path / "DOC-2020(1).xlsx"
    shutil.copyfile(given_out, other)
    assert is_own_form(read_sheets(other))
    from workbook.sheets.writer import BookWriter

    writer = BookWriter(created=date(2020, 1, 1))
    writer.sheet("People").write(0, 0, "Name")
    other.write_bytes(writer.finish())
    assert not is_own_form(read_sheets(other))


@pytest.mark.parametrize("ticked", [frozenset(), ALL])
def test_an_untouched_form_changes_nothing(book, cohort, tmp_path, ticked):
    path = tmp_path / "cohort.xlsx"
    export_cohort(book, path, cohort_id=cohort, ticked=ticked)
    before = book.content_digest()
    plan = plan_form(book, read_sheets(path))
    assert set(counts(plan)) == {"same"}
    assert plan.changes_nothing
    assert plan.notices == ()
    assert apply_form(book, plan).step is None
    assert book.content_digest() == before


def test_a_form_of_rows_that_were_edited_is_known_by_its_own_signature(book, cohort, tmp_path):
    with book.changing("Edit") as change:
        for row in person_rows(book)[:3]:
            change.edit(PERSON, row.id, rank="Inspector", phone="03009876543")
    path = tmp_path / "cohort.xlsx"
    export_cohort(book, path, cohort_id=cohort, ticked=ALL)
    assert plan_form(book, read_sheets(path)).notices == ()


def test_a_text_that_became_a_formula_is_still_the_same_text(book, cohort, tmp_path, hand_at):
    remark = '=HYPERLINK("http://example.org","see letter")'
    with book.changing("Edit") as change:
        change.edit(PERSON, person_rows(book)[0].id, remark=remark)
    path = tmp_path / "cohort.xlsx"
    export_cohort(book, path, cohort_id=cohort, ticked=ALL)
    hand = hand_at(path)
    hand.cell("People", "Remark", 1).value = remark
    assert set(counts(plan_form(book, hand.save()))) == {"same"}
    hand.cell("People", "Remark", 1).value = "=1+1"
    assert counts(plan_form(book, hand.save()))["needs_you"] == 1


def test_a_sheet_without_its_ids_is_told_and_not_passed_over(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.file["People"].delete_rows(1)
    del hand.file["Sessions"]
    said = plan_form(book, hand.save()).notices
    assert any("People" in notice and "Nothing of it was taken in" in notice for notice in said)
    assert any("Sessions" in notice and "no longer in the file" in notice for notice in said)


def test_saved_again_with_rows_reversed_it_changes_nothing(book, given_out, hand_at):
    hand = hand_at(given_out)
    for name in ("People", "Enrolments", "Attendance", "E-learning", "Sessions"):
        sheet = hand.file[name]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        for number, row in enumerate(reversed(rows), start=3):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place).value = value
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}, plan.lines()


def test_one_edited_phone_is_one_change_named_by_its_place(book, given_out, hand_at):
    hand = hand_at(given_out)
    phone = hand.cell("People", "Phone", 2)
    phone.value = "0301 7654321"
    plan = plan_form(book, hand.save())
    assert plan.counts["changed"] == 1
    assert plan.counts["needs_you"] == 0
    (row,) = [row for row in plan.rows if row.outcome is Outcome.CHANGED]
    (change,) = row.changes
    assert (change.sheet, change.row, change.cell, change.caption) == (
        "People",
        4,
        phone.coordinate,
        "Phone",
    )
    assert (change.old, change.new, change.conflict) == ("03001234561", "03017654321", False)
    assert phone.coordinate in plan.lines()[0]
    assert plan.to_json()["counts"]["changed"] == 1
    done = apply_form(book, plan)
    assert done.changes.kinds == {"person"}
    person = person_rows(book)[1]
    assert reveal(book, person_id=person.id).phone == "03017654321"
    assert set(counts(plan_form(book, read_sheets(given_out)))) == {"same"}, "twice is once"


def test_what_was_taken_in_can_be_undone_and_taken_in_again(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("People", "Rank", 1).value = "Inspector"
    file = hand.save()
    before = book.content_digest()
    step = apply_form(book, plan_form(book, file)).step
    assert step is not None
    after = book.content_digest()
    book.undo()
    assert book.content_digest() == before
    plan = plan_form(book, file)
    assert plan.counts["changed"] == 1
    apply_form(book, plan)
    assert book.content_digest() == after


def test_the_history_says_who_brought_it_back_and_when(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("People", "Rank", 1).value = "Inspector"
    apply_form(book, plan_form(book, hand.save()))
    row = history_rows(book)[0]
    assert row.label == "Bring back a file that was given out"
    assert (row.user, row.source, row.when[:10]) == ("Coordinator", "cohort.xlsx", "2020-11-09")
    assert row.undoable


def test_an_edit_of_what_someone_else_changed_since_stands_beside_theirs(book, given_out, hand_at):
    person = person_rows(book)[0].id
    with book.changing("Meanwhile") as change:
        change.edit(PERSON, person, phone="03110000000", rank="Sub-Inspector")
    assert set(counts(plan_form(book, read_sheets(given_out)))) == {"same"}, "nothing reverts"
    hand = hand_at(given_out)
    hand.cell("People", "Phone", 1).value = "03220000000"
    hand.cell("People", "Place of posting", 1).value = "Multan"
    plan = plan_form(book, hand.save())
    (row,) = [row for row in plan.rows if row.changes]
    assert {change.caption: change.conflict for change in row.changes} == {
        "Phone": True,
        "Place of posting": False,
    }
    apply_form(book, plan)
    with book.reading() as db:
        assert len(db.execute(select(t.conflict)).all()) == 1
        row = db.execute(
            select(t.RECORDS["person"]).where(t.RECORDS["person"].c.id == person)
        ).one()
    assert (row.phone, row.rank, row.duty_station) == ("03110000000", "Sub-Inspector", "Multan")


def test_the_same_edited_sheet_makes_the_same_changes_in_two_offices(
    book, given_out, template, tmp_path, hand_at
):
    other_path = tmp_path / "other.workbook"
    shutil.copyfile(template.path, other_path)
    hand = hand_at(given_out)
    hand.cell("People", "Phone", 3).value = "03017654321"
    hand.cell("Attendance", "2020-11-02 09:00", 4).value = "P online"
    file = hand.save()
    lines = book.lines()
    with Workbook.open(other_path, emergency_key=template.emergency_key) as other:
        other.unite(lines)
        apply_form(other, plan_form(other, file))
        apply_form(book, plan_form(book, file))
        joined = book.unite(other.lines())
        assert joined.new <= 1, "only what the other office says of itself"
        with book.reading() as db:
            assert db.execute(select(t.conflict)).all() == []


@pytest.mark.parametrize(
    ("caption", "row", "made"),
    [
        ("Service number", 1, 9),
        ("Service number", 2, "19"),
        ("Phone", 1, 3001234560),
        ("Phone", 1, "۰۳۰۰۱۲۳۴۵۶۰"),
        ("Phone", 1, "0300-1234560"),
        ("Place of posting", 2, datetime(2020, 4, 3)),
        ("Place of posting", 2, datetime(2020, 3, 4)),
        ("Name", 1, "officer  01"),
        ("Sex", 1, "Female"),
    ],
)
def test_what_a_spreadsheet_makes_of_a_value_is_no_edit(
    book, given_out, caption, row, made, hand_at
):
    hand = hand_at(given_out)
    hand.cell("People", caption, row).value = made
    assert set(counts(plan_form(book, hand.save()))) == {"same"}


def test_a_cleared_cell_is_a_question_and_the_word_clear_empties(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("People", "Phone", 1).value = None
    hand.cell("People", "Place of posting", 3).value = "(clear)"
    plan = plan_form(book, hand.save())
    assert counts(plan)["needs_you"] == 1
    assert counts(plan)["changed"] == 1
    apply_form(book, plan)
    rows = person_rows(book)
    assert reveal(book, person_id=rows[0].id).phone == "03001234560"
    with book.reading() as db:
        table = t.RECORDS["person"]
        assert db.scalar(select(table.c.duty_station).where(table.c.id == rows[2].id)) is None
        (waiting,) = db.execute(select(t.waiting)).all()
    assert "it was emptied" in waiting.detail


def test_marks_are_edited_in_the_grid(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("Attendance", "2020-11-02 09:00", 1).value = "L 90 online"
    hand.cell("Attendance", "2020-11-02 13:30", 4).value = "a"
    hand.cell("Attendance", "2020-11-03 09:00", 2).value = "Q"
    plan = plan_form(book, hand.save())
    assert counts(plan) | {"same": 0} == {"same": 0, "changed": 2, "needs_you": 1}
    assert any("use A E L P" in line for line in plan.lines())
    apply_form(book, plan)
    with book.reading() as db:
        table = t.RECORDS["attendance"]
        marks = {
            (row.status, row.minutes, row.mode)
            for row in db.execute(select(table).where(table.c.status != "P"))
        }
    assert marks == {("L", 90, "online"), ("A", None, "in_room")}


def test_dates_words_and_references_are_read_and_groups_stay_whole(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("Sessions", "Date", 1).value = datetime(2020, 11, 9)
    hand.cell("Sessions", "State", 1).value = "moved"
    hand.cell("Sessions", "Mandatory", 2).value = "yes"
    hand.cell("People", "Agency", 1).value = "PP"
    hand.cell("People", "Agency", 2).value = "Nobody's Agency"
    hand.cell("E-learning", "Score", 1).value = 91
    plan = plan_form(book, hand.save())
    assert counts(plan)["changed"] == 4
    assert counts(plan)["needs_you"] == 1
    apply_form(book, plan)
    with book.reading() as db:
        session = t.RECORDS["training_session"]
        first, second = db.execute(select(session).order_by(session.c.id).limit(2)).all()
        attempt = db.execute(select(t.RECORDS["attempt"]).order_by("id")).first()
    assert (first.held_on, first.starts_at, first.state) == ("2020-11-09", "09:00", "moved")
    assert second.mandatory == 1
    assert (attempt.status, attempt.score) == ("passed", 91)
    agencies = {row.name: row.agency for row in person_rows(book)}
    assert (agencies["Officer 01"], agencies["Officer 02"]) == ("PP", "FA")


def test_an_agency_renamed_since_is_no_edit(book, given_out):
    with book.reading() as db:
        key = db.scalar(select(t.RECORDS["agency"].c.id).where(t.RECORDS["agency"].c.gone == 0))
    with book.changing("Rename") as change:
        change.edit(AGENCY, key, name="Federal Investigation Agency")
    assert set(counts(plan_form(book, read_sheets(given_out)))) == {"same"}


def test_day_and_month_exchanged_need_a_click(book, cohort, make, tmp_path, hand_at):
    path = tmp_path / "ids.xlsx"
    with book.changing("Birth") as change:
        change.edit(PERSON, person_rows(book)[0].id, born_on="1990-03-04")
    export_cohort(book, path, cohort_id=cohort, ticked={"ids"})
    hand = hand_at(path)
    hand.cell("People", "Date of birth", 1).value = datetime(1990, 4, 3)
    plan = plan_form(book, hand.save())
    assert counts(plan)["needs_you"] == 1
    assert any("changed places" in line for line in plan.lines())


def test_a_row_without_an_id_enters_and_an_overtyped_copy_waits(book, given_out, hand_at):
    hand = hand_at(given_out)
    people = hand.file["People"]
    width = people.max_column
    for place in range(1, width + 1):  # a colleague typed over a copy of row 3; an exact copy
        people.cell(7, place).value = people.cell(3, place).value
        people.cell(8, place).value = people.cell(4, place).value
    people.cell(7, 2).value = "Colleague New"
    people.cell(9, 2).value = "Another New"
    plan = plan_form(book, hand.save())
    assert (counts(plan)["needs_you"], counts(plan)["new"]) == (1, 1)
    assert "changed" not in counts(plan)
    assert any("copy of another row" in line for line in plan.notices)


def test_a_sort_that_left_the_ids_behind_changes_nothing(book, given_out, hand_at):
    hand = hand_at(given_out)
    people = hand.file["People"]
    width = people.max_column
    rows = [[people.cell(r, c).value for c in range(2, width)] for r in range(3, 7)]
    for number, row in enumerate(reversed(rows), start=3):
        for place, value in enumerate(row, start=2):
            people.cell(number, place).value = value
    plan = plan_form(book, hand.save())
    assert counts(plan)["needs_you"] == 4
    assert plan.edits == ()
    assert any("sorted" in line for line in plan.lines())


def test_a_ref_that_went_another_way_than_its_hidden_id_is_told(book, given_out, hand_at):
    hand = hand_at(given_out)
    people = hand.file["People"]
    people["A3"].value, people["A4"].value = people["A4"].value, people["A3"].value
    plan = plan_form(book, hand.save())
    assert set(counts(plan)) == {"same"}, "what the rows say tells whose they are"
    assert any("ids were altered in A3, A4" in notice for notice in plan.notices)
    people["A3"].value = people["A4"].value = None
    hand.file["People"].column_dimensions["A"].hidden = True
    assert set(counts(plan_form(book, hand.save()))) == {"same"}, "the token is enough"


def test_a_grey_name_that_was_typed_over_is_told(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("Enrolments", "Person", 1).value = "Somebody Else"
    plan = plan_form(book, hand.save())
    assert counts(plan)["needs_you"] == 1
    assert any("only shows a name" in line for line in plan.lines())


def test_missing_rows_added_columns_and_renamed_sheets_harm_nothing(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.file["People"].delete_rows(4)
    hand.file["People"].insert_cols(3)
    hand.file["People"].cell(2, 3).value = "Remarks of trainer"
    hand.file["People"].title = "لوگ"
    del hand.file["E-learning"]
    plan = plan_form(book, hand.save())
    assert (counts(plan)["needs_you"], plan.edits) == (1, ())
    assert any("1 row is no longer in the file" in line for line in plan.notices)
    assert any("Remarks of trainer" in line for line in plan.notices)


def test_without_its_hidden_sheet_the_register_knows_the_origins(book, given_out, hand_at):
    hand = hand_at(given_out)
    del hand.file["_sync"]
    hand.cell("People", "Rank", 1).value = "Inspector"
    file = hand.save()
    plan = plan_form(book, file)
    assert counts(plan)["changed"] == 1
    assert any("register" in line for line in plan.notices)
    with book.noting() as db:
        db.execute(t.register.delete())
    plan = plan_form(book, file)
    assert plan.edits == ()
    assert counts(plan)["needs_you"] == 1


def test_an_altered_list_of_origins_is_noticed(book, given_out, hand_at):
    hand = hand_at(given_out)
    sync = hand.file["_sync"]
    sync["A3"].value = sync["A3"].value.replace('"*":"', '"*":"0')[:-1]
    plan = plan_form(book, hand.save())
    assert any("altered" in line or "register" in line for line in plan.notices)
    assert set(counts(plan)) == {"same"}


def test_notes_that_were_ticked_come_back(book, cohort, tmp_path, hand_at):
    enrolment = coaching_enrolment(book, cohort)
    note = coaching.add_note(book, enrolment_id=enrolment, text="First words").id
    path = tmp_path / "notes.xlsx"
    export_cohort(book, path, cohort_id=cohort, ticked={"notes"})
    hand = hand_at(path)
    hand.cell("Notes", "Note", 1).value = "Second words"
    plan = plan_form(book, hand.save())
    assert counts(plan)["changed"] == 1
    apply_form(book, plan)
    assert coaching.show_note(book, note_id=note) == "Second words"
    assert set(counts(plan_form(book, read_sheets(path)))) == {"same"}


def coaching_enrolment(book, cohort):
    with book.reading() as db:
        table = t.RECORDS["enrolment"]
        return db.scalar(select(table.c.id).where(table.c.cohort_id == cohort))


def test_a_plan_that_was_overtaken_is_not_applied(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("People", "Phone", 1).value = "03220000000"
    plan = plan_form(book, hand.save())
    with book.changing("Meanwhile") as change:
        change.edit(PERSON, person_rows(book)[0].id, phone="03110000000")
    with pytest.raises(RuleError, match="Look at it again"):
        apply_form(book, plan)


def test_a_form_of_another_programme_is_refused(book, given_out, tmp_path):
    with (
        Workbook.create(
            tmp_path / "other.workbook",
            passphrase="x",
            office_code="LHR",
            office_name="Lahore",
            programme_code="OTHER",
        ) as other,
        pytest.raises(RuleError, match="another programme"),
    ):
        plan_form(other, read_sheets(given_out))


def test_marks_emptied_in_the_workbook_meanwhile_stay_empty(book, given_out):
    with book.reading() as db:
        row = db.execute(select(t.RECORDS["attendance"])).first()
    with book.changing("Empty") as change:
        change.put(ATTENDANCE, (row.session_id, row.enrolment_id), mark=None)
    assert set(counts(plan_form(book, read_sheets(given_out)))) == {"same"}


@pytest.mark.needs_libreoffice
def test_saved_again_by_libreoffice_it_changes_nothing(book, given_out, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None
    folder = tmp_path / "saved"
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder),
            str(given_out),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    plan = plan_form(book, read_sheets(folder / given_out.name))
    assert set(counts(plan)) == {"same"}, plan.lines()
    assert plan.notices == ()


def test_a_row_that_needs_a_person_waits_and_can_be_left_out(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("People", "Phone", 1).value = None
    apply_form(book, plan_form(book, hand.save()))
    (row,) = intake.waiting_rows(book)
    assert (row.kind, row.sheet, row.row_number) == (None, "People", 3)
    assert row.reasons
    assert len(intake.waiting_rows(book)) == 1
    intake.dismiss_waiting(book, row.waiting_id)
    assert intake.waiting_rows(book) == ()
    assert intake.waiting_rows(book) == ()


def test_undo_takes_back_a_file_that_came_back_as_the_newest_thing_done(book, given_out, hand_at):
    hand = hand_at(given_out)
    hand.cell("People", "Role", 1).value = "Trainer"
    plan = plan_form(book, hand.save())
    with book.changing("Before") as change:
        kept = change.create(PERSON, name_latin="Kept Invented")
    apply_form(book, plan_form(book, plan.file))
    done = undo_last(book)
    assert done.label == "Bring back a file that was given out"
    assert not any(row.role for row in person_rows(book))
    with book.reading() as db:
        gone = "SELECT gone FROM person WHERE id=?"
        assert db.exec_driver_sql(gone, (kept,)).scalar() == 0
