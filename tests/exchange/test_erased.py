"""An erased person stays erased, whatever files come, and no later file of anybody has her."""

import json
import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from workbook.services import erase, export, hand_outs, inbox, people
from workbook.services.history import history_rows
from workbook.storage import tables as t

from .conftest import everybody_has_everything

HER = {
    "name_latin": "Canaria Birdwing",
    "name_native": "کنریا آزمائشی",
    "phone": "03005557771",
    "national_id": "35202-7777777-1",
    "remark": "Prefers-mornings",
}
REASON = "Asked for by letter"


def texts(path):
    """Every part of a file, unpacked."""
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as parts:
        return [(part, parts.read(part)) for part in parts.namelist()]


def assert_not_in(path, *words):
    for part, content in texts(path):
        for word in words or HER.values():
            for spelling in (word, json.dumps(word)[1:-1], json.dumps(word).replace("\\u", "_x")):
                assert spelling.encode() not in content, (part, word)


@pytest.fixture
def her(offices):
    """Her id, known in all three offices, enrolled with a reason that quotes her."""
    lahore, islamabad, karachi = offices
    cohort = lahore.cohort()
    person = lahore.add(**HER)
    enrolment = lahore.enrol(
        cohort, person, allowance={"allowed": True, "allowed_reason": "quoted-of-her"}
    )
    lahore.enrol(cohort, lahore.add(name_latin="Hina Invented"))
    lahore.mark(enrolment, "P")
    file = lahore.send()
    islamabad.take(file)
    karachi.take(file)
    return person


def erase_in(office, person):
    ref = next(r.ref for r in people.person_rows(office.book) if r.id == office.key(person))
    return erase.erase_by_ref(office.book, ref=ref, reason=REASON)


def holds(office):
    content = office.dump().decode() + json.dumps(office.book.lines(), ensure_ascii=False)
    return [word for word in (*HER.values(), "quoted-of-her") if word in content]


def test_an_erased_person_stays_erased_and_goes_everywhere_and_nothing_brings_her_back(
    offices, her
):
    """Scenario 55, and I24."""
    lahore, islamabad, karachi = offices
    two_years_old = karachi.send()
    islamabad.edit(her, phone="03005557999")
    unknowing = islamabad.send()
    erase_in(lahore, her)
    assert holds(lahore) == []
    plan = lahore.take(unknowing)
    assert any("erased" in notice for notice in plan.notices)
    assert holds(lahore) == []
    assert "03005557999" not in lahore.dump().decode()
    later = lahore.send()
    assert_not_in(later)
    islamabad.take(later)
    assert holds(islamabad) == []
    lahore.take(two_years_old)
    islamabad.take(two_years_old)
    assert holds(lahore) == holds(islamabad) == []
    karachi.take(islamabad.send())
    assert holds(karachi) == []
    for office in offices:
        assert_not_in(office.send(), *HER.values(), "03005557999", "quoted-of-her")
        (shown,) = [row for row in people.person_rows(office.book) if row.erased]
        assert shown.display_name == "(erased)"
        assert office.marks() == ["P"]
    lahore.take(karachi.send())
    assert lahore.dump() == islamabad.dump() == karachi.dump()
    assert lahore.asked() == islamabad.asked() == karachi.asked() == []


def test_what_an_office_that_did_not_know_entered_about_her_goes_when_it_comes(offices, her):
    """Scenario 55: rows that the erasing office never had."""
    lahore, islamabad, karachi = offices
    cohort = karachi.cohort("INV-2")
    karachi.enrol(
        cohort, her, standing={"state": "left", "state_on": "2020-11-03", "reason": "quoted-later"}
    )
    erase_in(lahore, her)
    lahore.take(karachi.send())
    assert "quoted-later" not in lahore.dump().decode()
    karachi.take(lahore.send())
    assert "quoted-later" not in karachi.dump().decode()
    assert '"state": "left"' in karachi.dump().decode()
    everybody_has_everything(*offices)
    assert islamabad.dump() == karachi.dump() == lahore.dump()


def test_two_offices_that_erase_her_apart_agree(offices, her):
    lahore, islamabad, karachi = offices
    erase_in(lahore, her)
    erase_in(islamabad, her)
    everybody_has_everything(*offices)
    assert lahore.dump() == islamabad.dump() == karachi.dump()
    assert holds(karachi) == []


def test_an_erasure_that_comes_with_a_file_reaches_what_waits_there(offices, her):
    """Scenario 55: Waiting rows, drafts and file names of the office it comes to."""
    lahore, islamabad, _ = offices
    with islamabad.book.noting() as db:
        for name, detail in (("a.xlsx", {"name": "Canaria Birdwing"}), ("b.xlsx", {"name": "H"})):
            db.execute(
                insert(t.waiting).values(
                    kind="row", wall="", name=name, content=name, detail=json.dumps(detail)
                )
            )
    islamabad.book.keep_draft("cohort 1", "for کنریا آزمائشی")
    erase_in(lahore, her)
    islamabad.take(lahore.send())
    with islamabad.book.reading() as db:
        assert list(db.scalars(select(t.waiting.c.name))) == ["b.xlsx"]
        assert list(db.scalars(select(t.draft.c.name))) == []


def test_no_form_hand_out_question_or_history_has_her(offices, her, tmp_path):
    """I24: what else leaves, and what is shown. Papers are made of the same rows."""
    lahore, _, _ = offices
    erase_in(lahore, her)
    form = tmp_path / "form.xlsx"
    export.export_cohort(lahore.book, form, ticked={"notes", "ids", "phones"})
    assert_not_in(form, *HER.values(), "quoted-of-her")
    out = tmp_path / "hand-out.xlsx"
    every = [choice.name for choice in hand_outs.field_choices()]
    hand_outs.hand_out(lahore.book, out, fields=every)
    assert_not_in(out, *HER.values(), "quoted-of-her")
    assert not any(word in repr(inbox.items(lahore.book)) for word in HER.values())
    assert not any(word in repr(history_rows(lahore.book)) for word in HER.values())


def test_the_offices_that_hold_her_are_told(offices, her):
    """The register says to whom she went, and an office's own file that it knows her."""
    lahore, islamabad, _ = offices
    lahore.send(to="Ministry")
    lahore.take(islamabad.send())
    said = erase.what_goes(lahore.book, person_id=lahore.key(her))
    assert {holder.who for holder in said.holders} == {"", "Ministry", "Islamabad"}


def test_whoever_got_a_file_before_she_was_known_is_not_told_to_hold_her(offices):
    lahore, _, _ = offices
    cohort = lahore.cohort()
    lahore.add(name_latin="Hina Invented")
    lahore.send(to="Ministry")
    her = lahore.add(**HER)
    lahore.send(to="Donor", cohort_id=lahore.key(cohort))
    lahore.enrol(cohort, her)
    lahore.send(to="Agency", cohort_id=lahore.key(cohort))
    said = erase.what_goes(lahore.book, person_id=lahore.key(her))
    assert [holder.who for holder in said.holders] == ["Agency"]


def test_a_sheet_that_still_shows_her_is_not_read_back(offices, her):
    lahore, islamabad, _karachi = offices
    path = islamabad.send()
    form = islamabad.folder / "form.xlsx"
    export.export_cohort(islamabad.book, form, cohort_id=None, ticked={"ids", "phones"})
    book = load_workbook(path)
    column = next(c.column for c in book["People"][1] if c.value == "f.person.rank")
    for row in (3, 4):
        book["People"].cell(row, column).value = "Inspector"
    book.save(path)
    erase_in(lahore, her)
    plan = lahore.take(path)
    assert [record.outcome for record in plan.records] == ["changed"]
    assert not any(word in line for word in HER.values() for line in plan.lines())
    lahore.take(lahore.send())
    islamabad.take(lahore.send())
    plan = islamabad.take(form)
    assert plan.changes_nothing
    assert any("erased for good" in notice for notice in plan.notices)
    assert holds(lahore) == holds(islamabad) == []
