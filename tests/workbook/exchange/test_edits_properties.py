"""Rules that hold for every sheet, whatever was typed into it and whatever saved it again.

A reading is rolled back, so that all examples of a rule share one workbook.
"""

import re
import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from workbook.domain.ids import is_ref, ref
from workbook.domain.people import PERSON
from workbook.exchange import cells, slots, stamps
from workbook.exchange.edit_plan import DoubtKind
from workbook.exchange.edits import apply_form, plan_form
from workbook.exchange.file_context import Context
from workbook.exchange.origins import Origin
from workbook.services.people import person_rows
from workbook.sheets.reader import read_sheets
from workbook.storage import tables as t

on_one_book = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

DATA = ("People", "Enrolments", "E-learning", "Sessions", "Attendance")
ROWS = {"People": 4, "Enrolments": 4, "E-learning": 4, "Sessions": 4, "Attendance": 3}

# What a hand may type: (sheet, caption, what).
TYPED = {
    ("People", "Phone"): st.sampled_from(["03017654321", "0302-7654321", "۰۳۰۳۷۶۵۴۳۲۱", "12", ""]),
    ("People", "Rank"): st.sampled_from(["Inspector", "SI", "(clear)", "سب انسپکٹر"]),
    ("People", "Name"): st.sampled_from(["Zarmina Invented", "officer 01"]),
    ("People", "Sex"): st.sampled_from(["male", "Female"]),
    ("People", "Agency"): st.sampled_from(["PP", "Federal Agency", "Nobody's"]),
    ("People", "Remark"): st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    ("Sessions", "Minutes"): st.sampled_from([90, 210, "many"]),
    ("Sessions", "Date"): st.sampled_from([datetime(2020, 11, 9), "2020-11-2", "1399-08-12"]),
    ("E-learning", "Score"): st.sampled_from([80, 91, "ninety"]),
    ("Attendance", "2020-11-02 09:00"): st.sampled_from(["P", "A", "L 90", "Q", "P online"]),
}
cells_typed = st.lists(
    st.sampled_from(sorted(TYPED)).flatmap(
        lambda place: st.tuples(st.just(place), st.integers(1, ROWS[place[0]]), TYPED[place])
    ),
    max_size=4,
    unique_by=lambda typed: typed[:2],
)


class File:
    """A sheet in somebody's hands. `typed` are the cells that a hand has been at."""

    def __init__(self, path):
        self.book = load_workbook(path)
        self.typed = set()

    def sheet(self, name):
        return self.book[name]

    def type(self, edits):
        for (name, caption), row, value in edits:
            sheet = self.sheet(name)
            captions = [cell.value for cell in sheet[2]]
            cell = sheet.cell(row + 2, captions.index(caption) + 1)
            cell.value = value
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
            self.typed.add((name, cell.coordinate))

    def read(self, folder):
        path = Path(folder) / "saved.xlsx"
        self.book.save(path)
        return read_sheets(path)


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def rewrite(sheet, rows):
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"


# -- what programs and people do to a sheet without meaning anything by it


def sort_rows_with_ids(file, choose):
    sheet = file.sheet(choose.draw(st.sampled_from(DATA)))
    rows = rows_of(sheet)
    rewrite(sheet, [*rows[:2], *choose.draw(st.permutations(rows[2:]))])


def move_columns(file, choose):
    sheet = file.sheet(choose.draw(st.sampled_from(DATA)))
    columns = [list(column) for column in zip(*rows_of(sheet), strict=True)]
    moved = choose.draw(st.permutations(columns))
    rewrite(sheet, zip(*moved, strict=True))


def rename_a_sheet(file, choose):
    file.sheet(choose.draw(st.sampled_from(DATA))).title = choose.draw(
        st.sampled_from(["لوگ", "Sheet9", "people final"])
    )


def add_a_column(file, choose):
    sheet = file.sheet(choose.draw(st.sampled_from(DATA)))
    sheet.insert_cols(choose.draw(st.integers(1, sheet.max_column + 1)))
    blank = next(p for p in range(1, sheet.max_column + 2) if sheet.cell(1, p).value is None)
    sheet.cell(2, blank).value = "Remarks of trainer"
    sheet.cell(3, blank).value = "was late"


def put_titles_above(file, choose):
    sheet = file.sheet(choose.draw(st.sampled_from(DATA)))
    sheet.insert_rows(1, choose.draw(st.integers(1, 15)))
    sheet.cell(1, 1).value = "Nominal roll"


def drop_a_column_of_ids(file, choose):
    sheet = file.sheet(choose.draw(st.sampled_from(DATA)))
    sheet.delete_cols(1 if choose.draw(st.booleans()) else sheet.max_column)


def let_excel_type(file, choose):
    """Every text that a hand has not been at becomes what Excel makes of it."""
    for name in DATA:
        sheet = file.sheet(name)
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                untyped = (name, cell.coordinate) not in file.typed
                if isinstance(cell.value, str) and untyped:
                    cell.value = excel_makes_of(cell.value)


def excel_makes_of(text):
    if re.fullmatch(r"\d+", text):
        return int(text[:15].ljust(len(text), "0"))
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if found:
        return datetime(int(found[3]), int(found[2]), int(found[1]))
    if text in ("yes", "no"):
        return text == "yes"
    return text.translate(str.maketrans("یک", "يك"))


# Those that move cells come last: `typed` names cells by their address.
IN_PLACE = (let_excel_type,)
MOVING = (sort_rows_with_ids, move_columns, put_titles_above, drop_a_column_of_ids, add_a_column)


def said(plan):
    """What a plan would write, and what it would ask, wherever the cells stand; but for a column
    that was added.
    """
    asked = [doubt for doubt in plan.doubts if doubt.kind is not DoubtKind.ADDED_COLUMN]
    return (
        sorted(line[1] for line in plan.edits[1:]),
        sorted(doubt.key(plan.export) for doubt in asked),
    )


@on_one_book
@given(typed=cells_typed, choose=st.data())
def test_what_programs_do_to_a_sheet_changes_nothing_of_what_it_says(
    book, given_out, tmp_path, typed, choose
):
    plain = File(given_out)
    plain.type(typed)
    mangled = File(given_out)
    mangled.type(typed)
    for mangle in IN_PLACE:
        if choose.draw(st.booleans()):
            mangle(mangled, choose)
    choose.draw(st.sampled_from(MOVING))(mangled, choose)
    rename_a_sheet(mangled, choose)
    expected = said(plan_form(book, plain.read(tmp_path)))
    found = plan_form(book, mangled.read(tmp_path))
    assert said(found) == expected, found.lines()


@on_one_book
@given(typed=cells_typed)
def test_every_hand_edit_is_applied_or_asked_and_none_is_lost(book, given_out, tmp_path, typed):
    file = File(given_out)
    plain = read_sheets(given_out)
    file.type(typed)
    saved = file.read(tmp_path)
    plan = plan_form(book, saved)
    told = {(change.sheet, change.cell) for row in plan.rows for change in row.changes}
    asked = " ".join(doubt.sentence for doubt in plan.doubts)
    for name, at in file.typed:
        old, new = (cell_of(source, name, at) for source in (plain, saved))
        if same_to_the_eye(old, new):
            continue
        assert (name, at) in told or at in asked, (name, at, old, new, plan.lines())


@on_one_book
@given(typed=cells_typed)
def test_without_origins_every_cell_that_differs_is_asked_and_none_is_taken(
    book, given_out, tmp_path, typed
):
    with book.noting() as db:
        db.execute(t.register.delete())
    file = File(given_out)
    plain = read_sheets(given_out)
    del file.book["_sync"]
    file.type(typed)
    saved = file.read(tmp_path)
    plan = plan_form(book, saved)
    assert plan.edits == ()
    asked = " ".join(doubt.sentence for doubt in plan.doubts)
    passed = "empty cell" in " ".join(plan.notices)
    for name, at in file.typed:
        old, new = (cell_of(source, name, at) for source in (plain, saved))
        if not same_to_the_eye(old, new):
            assert at in asked or (passed and cells.is_empty(new)), (name, at, old, new)
    assert bool(plan.doubts) <= bool(file.typed)


def cell_of(file, name, at):
    sheet = next(sheet for sheet in file.sheets if sheet.name == name)
    from workbook.sheets.addresses import position

    row, column = position(at)
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return cells[column] if column < len(cells) else None


def same_to_the_eye(old, new):
    if cells.is_empty(old):
        return cells.is_empty(new) or new == "(clear)"
    # "P" alone keeps the mode of "P room".
    return cells.untouched(old, new) or str(old).split()[:1] == [str(new)]


meanwhile = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["rank", "phone", "remark", "name_latin", "duty_station"]),
        st.sampled_from([None, "One", "Two", "03110000000"]),
    ),
    max_size=6,
)


def untouched_sheet_is_nothing(book, path, edits):
    """I7: whatever the office did since, a sheet nobody touched changes nothing."""
    for row, name, value in edits:
        with book.changing("Meanwhile") as change:
            change.edit(PERSON, person_rows(book)[row].id, **{name: value})
    plan = plan_form(book, read_sheets(path))
    assert plan.edits == ()
    assert plan.doubts == ()
    assert {row.outcome for row in plan.rows} == {"same"}


@on_one_book
@given(edits=meanwhile)
def test_an_untouched_sheet_of_any_age_is_nothing(book, given_out, edits):
    untouched_sheet_is_nothing(book, given_out, edits)


def test_a_comparison_with_the_present_data_is_caught(book, given_out, monkeypatch):
    def present(self, entity, uuids, field):
        row = self.row(uuids)
        head = row.head(field)
        return Origin(head.id if head else None, row.value(field), known=True)

    monkeypatch.setattr(Context, "origin", present)
    with pytest.raises(AssertionError):
        untouched_sheet_is_nothing(book, given_out, [(0, "rank", "One")])


def test_a_change_that_names_no_origin_is_caught(book, given_out, tmp_path, monkeypatch):
    """A sheet that only says its values, not what they replace, makes conflicts of nothing."""
    monkeypatch.setattr(
        Context,
        "origin",
        lambda self, entity, uuids, field: Origin(None, self.row(uuids).value(field), known=True),
    )
    file = File(given_out)
    file.type([(("People", "Phone"), 1, "03017654321")])
    plan = plan_form(book, file.read(tmp_path))
    assert any(change.conflict for row in plan.rows for change in row.changes)


@on_one_book
@given(typed=cells_typed)
def test_what_is_shown_is_what_is_done_and_undone(book, given_out, tmp_path, typed):
    file = File(given_out)
    file.type(typed)
    plan = plan_form(book, file.read(tmp_path))
    digest, before = book.content_digest(), people(book)
    apply_form(book, plan)
    after = people(book)
    changed = {
        (before[key]["name_latin"], name)
        for key, row in after.items()
        for name in row
        if row[name] != before[key][name]
    }
    shown = [c for row in plan.rows for c in row.changes if c.sheet == "People"]
    assert len(changed) == len(shown)
    if plan.edits:
        book.undo()
    assert book.content_digest() == digest


def people(book):
    with book.reading() as db:
        table = t.RECORDS["person"]
        return {row["id"]: dict(row) for row in db.execute(select(table)).mappings()}


@on_one_book
@given(typed=cells_typed)
def test_the_same_sheet_gives_the_same_changes_in_two_offices(
    book, given_out, tmp_path, other_office, typed
):
    file = File(given_out)
    file.type(typed)
    saved = file.read(tmp_path)
    with other_office(book) as other:
        here, there = said(plan_form(book, saved)), said(plan_form(other, saved))
    assert here == there


# -- ids (I22)

uuids = st.uuids()
exports = st.binary(min_size=8, max_size=8)


@st.composite
def spoilt_id(draw):
    """(how it is read, an id, the same with one slip)."""
    kind = draw(st.sampled_from(["ref", "token", "slot"]))
    if kind == "ref":
        text, read = ref("P", draw(uuids)), lambda said: is_ref(said) or None
    elif kind == "token":
        text, read = stamps.token(draw(uuids), draw(exports)), stamps.read_token
    else:
        text, read = slots.token(draw(st.integers(1, 30)), draw(exports)), slots.read_slot
    place = draw(st.integers(0, len(text) - 1))
    how = draw(st.sampled_from(["other", "swap", "one more"]))
    spoilt = list(text)
    if how == "swap" and place + 1 < len(text):
        spoilt[place], spoilt[place + 1] = spoilt[place + 1], spoilt[place]
    elif how == "one more" and text[place].isdigit():
        spoilt[place] = str((int(text[place]) + 1) % 10)
    else:
        spoilt[place] = draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    return read, text, "".join(spoilt)


@given(spoilt_id())
def test_any_one_slip_in_an_id_is_noticed(case):
    read, text, spoilt = case
    assert read(text)
    assert spoilt == text or read(spoilt) is None


@given(uuids, exports, st.integers(1, 30))
def test_ids_are_copied_and_not_counted_on_when_they_are_filled_down(uuid, export, slot):
    for text in (ref("P", uuid), stamps.token(uuid, export), slots.token(slot, export)):
        assert text[0].isalpha()
        assert text[-1].isalpha()
    assert stamps.read_token(stamps.token(uuid, export)) == (uuid, export)
    assert slots.read_slot(slots.token(slot, export)) == (slot, export)


@given(exports, st.text(max_size=20), st.integers(1, 30))
def test_a_person_of_a_spare_row_follows_from_the_row_and_her_name(export, name, slot):
    values = {"name_latin": name}
    made = slots.person_id(export, slot, values)
    assert isinstance(made, UUID)
    assert made == slots.person_id(export, slot, {**values, "phone": "03001234567"})
    assert made != slots.person_id(export, slot + 1, values)
    assert made != slots.person_id(export, None, values)


# -- LibreOffice


@pytest.mark.needs_libreoffice
def test_libreoffice_keeps_what_a_sheet_says(book, hand, libreoffice):
    hand.put("People", 1, Rank="Inspector", Phone=None)
    hand.put("People", 5, Name="Zarmina Invented")
    expected = said(plan_form(book, hand.save()))
    for kind in ("xlsx:Calc MS Excel 2007 XML", "ods"):
        saved = libreoffice(hand.path, kind)
        assert said(plan_form(book, read_sheets(saved))) == expected, kind


@pytest.mark.needs_libreoffice
def test_a_cell_typed_in_libreoffice_is_just_that_edit(book, given_out, libreoffice, hand_at):
    saved = libreoffice(given_out)
    again = given_out.with_name("again.xlsx")
    shutil.copyfile(saved, again)
    hand = hand_at(again)
    hand.cell("People", "Rank", 2).value = "Inspector"
    hand.save()
    plan = plan_form(book, read_sheets(libreoffice(again)))
    (change,) = [change for row in plan.rows for change in row.changes]
    assert (change.caption, change.new) == ("Rank", "Inspector")
    assert plan.doubts == ()
