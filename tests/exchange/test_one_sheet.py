"""One sheet that several offices take in: whatever was typed into it, they say the same (I12).

Notes are in it: each office has a notes key of its own, and knows those that came with files.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbook.domain.coaching import NOTE
from workbook.services import coaching, export, intake, sending
from workbook.sheets.seal import unseal
from workbook.storage import tables as t

from .conftest import Office, Opens

PASSWORD = "told by phone"
# An example opens three workbooks and writes and reads a file.
on_files = settings(
    max_examples=max(2, settings.default.max_examples // 12),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NOTES = ("She did well.", "She fears a transfer.", "Asked for a mentor.")
WORDS = ("She did very well.", "She fears a transfer.", "(clear)", "وہ اچھی رہیں", "0099", "=1+1")

typed_notes = st.dictionaries(st.integers(0, 2), st.sampled_from(WORDS), min_size=1)
typed_ranks = st.dictionaries(st.integers(0, 1), st.sampled_from(["SI", "Inspector"]))


def begun(lahore: Office, islamabad: Office) -> None:
    """A cohort of two with notes of both offices, one of them emptied; each has the other's key."""
    people = [lahore.add(name_latin=name) for name in ("Adeel Invented", "Hina Thought")]
    cohort = lahore.cohort()
    enrolments = [lahore.enrol(cohort, person) for person in people]
    note(lahore, enrolments[0], NOTES[0])
    shared(lahore, islamabad)
    note(islamabad, enrolments[0], NOTES[1])
    emptied = note(islamabad, enrolments[1], NOTES[2])
    with islamabad.book.changing("Empty a note") as change:
        change.edit(NOTE, emptied, sealed=None)
    shared(islamabad, lahore)


def note(office: Office, enrolment: UUID, text: str) -> int:
    return coaching.add_note(office.book, enrolment_id=office.key(enrolment), text=text).id


def shared(giver: Office, taker: Office) -> None:
    """What a file with everything and its notes brings, without the file."""
    taker.book.add_notes_keys(giver.book.notes_keys())
    taker.book.unite(giver.book.lines())


def give_all(giver: Office, taker: Office) -> None:
    """Everything with its notes, in a sealed file."""
    taken(taker, intake.read_list(with_notes(giver), password=PASSWORD))


def with_notes(giver: Office) -> Path:
    giver.files += 1
    path = giver.folder / f"{giver.book.office_code} notes {giver.files}.xlsx"
    sending.send(giver.book, path, with_notes=True, password=PASSWORD)
    return path


def given_out(giver: Office, kind: str) -> Path:
    """A file with notes that anybody can type into."""
    path = giver.folder / "to fill in.xlsx"
    if kind == "form":
        export.export_cohort(giver.book, path, ticked=export.TICKS)
    else:
        path.write_bytes(unseal(with_notes(giver).read_bytes(), PASSWORD))
    return path


def type_into(path: Path, notes: dict[int, str], ranks: dict[int, str]) -> None:
    file = load_workbook(path)
    for sheet, caption, typed in (("Notes", "Note", notes), ("People", "Rank", ranks)):
        for row, text in typed.items():
            cell = cell_of(file[sheet], caption, row)
            cell.value = text
            cell.data_type = "s"
    file.save(path)


def cell_of(sheet: Worksheet, caption: str, row: int) -> Any:
    return sheet.cell(row + 3, [cell.value for cell in sheet[2]].index(caption) + 1)


def taken(office: Office, file: intake.Read) -> Any:
    plan = intake.plan_list(office.book, file)
    intake.apply_plan(office.book, plan)
    return plan


def said(plan: Any) -> list[Any]:
    """The changes that the cells of a file make, with their ids."""
    lines = plan.edits.edits if hasattr(plan, "trust") else plan.edits
    return sorted(lines, key=str)


def notes(office: Office) -> list[str]:
    table = t.RECORDS["note"]
    with office.book.reading() as db:
        sealed = db.scalars(table.select().with_only_columns(table.c.sealed)).all()
    return sorted(office.book.unseal(one) for one in sealed if one)


@given(
    kind=st.sampled_from(["form", "send"]), typed=typed_notes, ranks=typed_ranks, seed=st.integers()
)
@example(kind="form", typed={0: WORDS[0], 1: WORDS[3], 2: WORDS[0]}, ranks={0: "SI"}, seed=0)
@example(kind="send", typed={0: WORDS[0], 1: WORDS[0], 2: WORDS[4]}, ranks={}, seed=1)
@on_files
def test_one_sheet_with_notes_makes_the_same_changes_in_two_offices(
    opens: Opens, kind: str, typed: dict[int, str], ranks: dict[int, str], seed: int
) -> None:
    with opens(seed) as (lahore, islamabad, _):
        begun(lahore, islamabad)
        path = given_out(lahore, kind)
        type_into(path, typed, ranks)
        file = intake.read_list(path)
        here, there = taken(lahore, file), taken(islamabad, file)
        assert said(here) == said(there)
        assert here.doubts == there.doubts == ()
        shared(lahore, islamabad)
        shared(islamabad, lahore)
        assert islamabad.dump() == lahore.dump()
        assert islamabad.digest() == lahore.digest()
        assert notes(islamabad) == notes(lahore)
        assert lahore.questions() == islamabad.questions() == []


def test_two_copies_that_say_the_same_of_a_note_are_no_question(
    offices: list[Office],
) -> None:
    """I14, for notes too: what is sealed alike is equal."""
    lahore, islamabad, _ = offices
    begun(lahore, islamabad)
    path = given_out(lahore, "form")
    other = given_out(islamabad, "form")
    for one in (path, other):
        type_into(one, {0: WORDS[0]}, {})
    taken(lahore, intake.read_list(path))
    taken(islamabad, intake.read_list(other))
    give_all(lahore, islamabad)
    give_all(islamabad, lahore)
    assert lahore.questions() == islamabad.questions() == []
    assert notes(lahore) == notes(islamabad)


def test_where_the_key_to_a_note_is_not_here_it_is_told_and_the_rest_is_taken_in(
    offices: list[Office],
) -> None:
    """Once the key came, the sheet makes there too what it made elsewhere."""
    lahore, islamabad, karachi = offices
    begun(lahore, islamabad)
    karachi.book.unite(lahore.book.lines())
    path = given_out(lahore, "form")
    type_into(path, {0: WORDS[0]}, {0: "SI"})
    file = intake.read_list(path)
    there = taken(karachi, file)
    assert any("key to this note is not here" in doubt.sentence for doubt in there.doubts)
    assert [line[5] for line in there.edits if line[0] == "change"] == ["rank"]
    shared(lahore, karachi)
    here, again = taken(lahore, file), taken(karachi, file)
    assert {line[5] for line in here.edits[1:]} == {"rank", "sealed"}
    assert [line for line in here.edits[1:] if line[5] == "sealed"] == list(again.edits[1:])
    shared(lahore, karachi)
    shared(karachi, lahore)
    assert lahore.dump() == karachi.dump()
    assert lahore.questions() == karachi.questions() == []
