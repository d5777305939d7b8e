"""Hand-outs: values only, nothing hidden, no small numbers; codes in place of names if asked."""

import io
import re
import zipfile
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from workbook.domain.decision import LINK
from workbook.domain.ids import ref
from workbook.errors import NotFoundError, RuleError
from workbook.exchange.suppression import FEWEST, suppressed
from workbook.exchange.sync import find_sync
from workbook.services import hand_outs, sending
from workbook.sheets.reader import read_sheets
from workbook.storage import tables as t

SECRETS = ("0300123456", "Father 0", ">0009<", "3/4/2020")


def parts(path):
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


def everything(pseudonyms=False):
    return {choice.name for choice in hand_outs.field_choices(pseudonyms=pseudonyms)}


def sheets(path):
    return {sheet.name: sheet.rows for sheet in read_sheets(path).sheets}


@pytest.mark.parametrize("pseudonyms", [False, True])
@pytest.mark.parametrize("full", [False, True])
def test_nothing_is_hidden_and_no_id_is_in_any_part(book, cohort, home, tmp_path, pseudonyms, full):
    path = tmp_path / "out.xlsx"
    fields = everything(pseudonyms) if full else None
    hand_outs.hand_out(book, path, cohort_id=cohort, pseudonyms=pseudonyms, fields=fields)
    file = read_sheets(path)
    assert not any(sheet.hidden for sheet in file.sheets)
    assert not any(sheet.hidden_rows or sheet.hidden_columns for sheet in file.sheets)
    assert find_sync(file.sheets) is None
    text = "".join(parts(path).values())
    assert not re.search(r"hidden|_sync|Lists|dataValidation|_FilterDatabase", text, re.IGNORECASE)
    with book.reading() as db:
        rows = db.execute(select(t.row.c.entity, t.row.c.uuid)).all()
    for _entity, uuid in rows:
        assert uuid.hex() not in text
    refs = {ref("P", UUID(bytes=row.uuid)) for row in rows if row.entity == "person"}
    assert not any(said in text for said in refs)
    for canary in (str(tmp_path), str(home), "Coordinator", "office.workbook", "xlsxwriter"):
        assert canary.lower() not in text.lower()


def test_little_leaves_unless_it_is_ticked(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    done = hand_outs.hand_out(book, path, cohort_id=cohort)
    text = "".join(parts(path).values())
    assert "Officer 01" in text
    assert not any(secret in text for secret in SECRETS)
    assert done.fields == ("Name", "Name in own script", "Agency")
    assert "Anyone who gets this file can read it" in done.summary()
    hand_outs.hand_out(book, path, cohort_id=cohort, fields={("person", "phone")})
    assert "03001234560" in "".join(parts(path).values())
    assert "Officer 01" not in "".join(parts(path).values())
    assert sheets(path)["People"][:2] == [["No.", "Phone"], ["1", "03001234560"]]


def test_codes_stand_for_names_and_the_key_stays_here(book, cohort, tmp_path):
    path = tmp_path / "out.xlsx"
    hand_outs.hand_out(book, path, cohort_id=cohort, pseudonyms=True)
    text = "".join(parts(path).values())
    assert "Officer 0" not in text
    assert "2020-11-02" not in text
    assert "2020-11" in text
    key = hand_outs.codes(book)
    assert len(set(key.values())) == 4
    shown = {row[0] for row in sheets(path)["People"][1:]}
    assert shown == set(key.values())
    assert {row[0] for row in sheets(path)["Attendance"][1:]} <= shown
    hand_outs.hand_out(book, path, cohort_id=cohort, pseudonyms=True)
    assert hand_outs.codes(book) == key
    assert {row[0] for row in sheets(path)["People"][1:]} == shown


def test_names_and_numbers_cannot_go_beside_codes(book, cohort, tmp_path):
    for name in ("name_latin", "phone", "national_id", "service_number"):
        with pytest.raises(RuleError, match="cannot go"):
            hand_outs.hand_out(
                book, tmp_path / "out.xlsx", pseudonyms=True, fields={("person", name)}
            )
    with pytest.raises(NotFoundError):
        hand_outs.hand_out(book, tmp_path / "out.xlsx", cohort_id=987)
    assert not (tmp_path / "out.xlsx").exists()


def test_a_word_few_share_is_not_told_beside_a_code(book, make, tmp_path):
    cohort = make.cohort()
    large, small = make.agency("Large Agency"), make.agency("Small Agency", "SA")
    make.enrolments(cohort, 12, large)
    make.enrolments(cohort, 2, small)
    path = tmp_path / "out.xlsx"
    hand_outs.hand_out(book, path, cohort_id=cohort, pseudonyms=True)
    # One group hidden alone could be worked out from the total: the other is hidden with it.
    assert "Small Agency" not in str(sheets(path)["People"])
    assert "Large Agency" not in str(sheets(path)["People"])
    statistics = sheets(path)["Statistics"]
    assert ["Small Agency", "—"] in statistics
    assert ["Large Agency", "—"] in statistics
    assert ["Together", 14] in statistics


def test_somebody_with_two_records_is_counted_once(book, make, tmp_path):
    cohort = make.cohort()
    make.enrolments(cohort, 6)
    with book.reading() as db:
        one, other, *_rest = db.scalars(select(t.RECORDS["person"].c.id)).all()
    with book.changing("Link") as change:
        pair = sorted((one, other), key=lambda key: change.uuid(key).hex)
        change.put(LINK, tuple(pair), says="same")
    path = tmp_path / "out.xlsx"
    assert hand_outs.hand_out(book, path, cohort_id=cohort).people == 5
    assert len(sheets(path)["People"]) == 6
    assert ["Together", 5] in sheets(path)["Statistics"]


def test_the_register_knows_what_was_handed_out(book, cohort, tmp_path):
    leaving = hand_outs.what_leaves(book, cohort_id=cohort)
    hand_outs.hand_out(
        book, tmp_path / "out.xlsx", cohort_id=cohort, to="Embassy", password="x y z"
    )
    (left,) = sending.register(book)
    assert (left.kind, left.to, left.people, left.sealed) == ("hand_out", "Embassy", 4, True)
    assert left.fields == leaving.fields
    assert leaving.hidden == ()
    assert "Phone" in leaving.without


counts = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 30), max_size=8)


@given(counts)
def test_no_small_number_can_be_worked_out_from_the_total(said):
    hidden = suppressed(said)
    assert all(said[name] for name in hidden)
    assert all(n >= FEWEST or not n for name, n in said.items() if name not in hidden)
    rest = sum(said[name] for name in hidden)
    if hidden and hidden != {name for name, n in said.items() if n}:
        assert len(hidden) > 1
        assert rest >= FEWEST
