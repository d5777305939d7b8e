"""The history in words, and taking steps back."""

from workbook.domain.people import PERSON
from workbook.services import coaching, history


def test_steps_stand_newest_first_with_captions(book, make):
    cohort = make.cohort()
    make.enrolments(cohort, 1, make.agency())
    rows = history.history_rows(book)
    assert [row.label for row in rows][:2] == ["Enrol", "Add person"]
    assert rows[0].kinds == ("Enrolment",)
    assert rows[0].user == "Coordinator"
    assert rows[0].undoable
    assert len(history.history_rows(book, limit=2)) == 2


def test_a_step_says_which_fields_it_changed_and_no_value(book, make):
    person = make.person()
    for values in (
        {"phone": "03001234567"},
        {"phone": "03007654321", "rank": "ASI", "duty_station": "Lahore", "remark": "Quick"},
    ):
        with book.changing("Edit a person") as change:
            change.edit(PERSON, person, **values)
    cohort = make.cohort()
    make.marks(make.sessions(cohort, days=1), make.enrolments(cohort, 1))
    said = [row.what for row in history.history_rows(book)]
    assert said[0] == "Mark"
    assert "Add person" in said
    assert "Edit a person: Phone changed" in said
    (much,) = (what for what in said if "more changed" in what)
    assert much.startswith("Edit a person: ")
    assert "and 1 more changed" in much
    assert "Quick" not in much


def test_values_read_as_people_say_them(book, make):
    agency = make.agency("Federal Agency")
    person = make.person()
    with book.changing("Edit") as change:
        change.edit(
            PERSON,
            person,
            agency=agency,
            phone="03001234567",
            provisional=True,
            duty_station="Lahore",
        )
    step = book.steps(limit=1)[0].step
    rows = {row.field: row for row in history.change_rows(book, step=step)}
    assert rows["Agency"].new == "Federal Agency"
    assert rows["Agency"].what == "Officer 01"
    assert rows["Phone"].new.endswith("567")
    assert "0300" not in rows["Phone"].new
    assert rows["Came without nomination"].new == "yes"
    assert {row.new for row in history.change_rows(book, step=step, reveal=True)} > {"03001234567"}


def test_groups_are_told_part_by_part(book, make):
    cohort = make.cohort()
    sessions = make.sessions(cohort, days=1)
    (enrolment,) = make.enrolments(cohort, 1)
    make.marks(sessions[:1], [enrolment])
    make.marks(sessions[:1], [enrolment], "L", minutes=30)
    rows = history.change_rows(book, step=book.steps(limit=1)[0].step)
    assert {(row.field, row.old, row.new) for row in rows} == {
        ("Mark", "P", "L"),
        ("Minutes", "", "30"),
    }
    assert rows[0].what == "Session 1 · Officer 01"


def test_a_look_at_a_note_stands_in_the_history_and_its_text_does_not(book, make):
    cohort = make.cohort()
    (enrolment,) = make.enrolments(cohort, 1)
    note = coaching.add_note(book, enrolment_id=enrolment, text="Confidential words").id
    coaching.show_note(book, note_id=note)
    make.agency()
    rows = history.history_rows(book)
    assert [row.label for row in rows][:3] == ["Add agency", "Show a note", "Add a note"]
    shown = rows[1]
    assert (shown.step, shown.undoable, shown.user) == (None, False, "Coordinator")
    added = rows[2].step
    assert added is not None
    texts = [row.new for row in history.change_rows(book, step=added)]
    assert "•••" in texts
    assert "Officer 01" in texts
    assert "Confidential words" not in repr(texts)


def test_any_step_can_be_taken_back(book, make):
    person = make.person()
    with book.changing("Edit") as change:
        change.edit(PERSON, person, remark="Wrong")
    step = book.steps(limit=1)[0].step
    make.agency()
    done = history.undo_step(book, step=step)
    assert done.kept == ()
    rows = history.history_rows(book)
    assert rows[0].kind == "undo"
    assert rows[2].undone
    assert history.change_rows(book, step=rows[0].step or b"")[0].new == ""


def test_what_taking_back_did_not_reach_is_told_in_words(book, make):
    person = make.person(duty_station="Lahore")
    with book.changing("Edit") as change:
        change.edit(PERSON, person, duty_station="Quetta", rank="Inspector")
    step = book.steps(limit=1)[0].step
    with book.changing("Edit again") as change:
        change.edit(PERSON, person, duty_station="Karachi")
    done = history.undo_step(book, step=step)
    kept = history.kept_rows(book, done=done)
    assert [(row.what, row.old, row.new) for row in kept] == [("Officer 01", "Lahore", "Quetta")]
