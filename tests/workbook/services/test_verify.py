"""A certificate's code, checked offline against keys and register."""

from datetime import UTC, date, datetime

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from workbook.domain.code import base45, read_code
from workbook.domain.office import OFFICE_KEY
from workbook.errors import SheetError
from workbook.services import certificates
from workbook.services.verify import Finding, verify
from workbook.storage.book import Workbook

AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
ISSUED = date(2020, 11, 9)


@pytest.fixture
def issued(book, make, clock):
    """Two certificates that are out: (certificate key, content) of each."""
    cohort = make.cohort()
    enrolments = make.enrolments(cohort, 2, make.agency())
    sessions = make.sessions(cohort)
    clock.set(AFTER)
    make.marks(sessions, enrolments)
    certificates.issue(book, cohort_id=cohort, on=ISSUED)
    rows = certificates.certificate_rows(book, cohort_id=cohort)
    return [(row.id, row.content) for row in rows]


def test_a_genuine_code_shows_its_signed_fields_and_who_signed(book, issued):
    _key, content = issued[0]
    found = verify(book, content.code)
    assert found.genuine
    assert found.finding is Finding.GENUINE
    assert found.lines() == (
        "Genuine: signed by Islamabad, and in the register.",
        f"Number: {content.number}",
        "Kind: completion",
        "Name: Officer 01",
        "Course: INV-1",
        "Issued on: 9 November 2020",
        "Hours attended: 32.5",
        "Signed by: Islamabad",
        "Compare them with the paper: a code can be copied from another certificate.",
    )


def test_a_code_copied_from_another_paper_names_the_other_person(book, issued):
    (_, hers), (_, other) = issued
    found = verify(book, other.code)
    assert found.signed is not None
    assert found.signed.name == "Officer 02" != hers.name_latin
    assert found.signed.number != hers.number


def test_every_single_changed_character_is_told(book, issued):
    code = issued[0][1].code
    for at in range(5, len(code)):
        other = "0" if code[at] != "0" else "1"
        found = verify(book, code[:at] + other + code[at + 1 :])
        assert not found.genuine
        assert found.finding is Finding.CHANGED
        assert found.lines() == (
            "The signature is wrong: at least one character was changed or misread.",
        )


def test_a_code_cut_short_or_with_blanks_around_it(book, issued):
    code = issued[0][1].code
    assert verify(book, f"  {code}\n").genuine
    assert verify(book, code[:-3]).finding is Finding.CHANGED
    assert verify(book, "WBC1:").finding is Finding.CHANGED


def test_another_offices_code_is_unknown_until_its_identity_is_here(
    book, make, issued, tmp_path, template, clock
):
    from workbook.sources import seeded

    with Workbook.create(
        tmp_path / "lahore.workbook",
        passphrase="invented",
        office_code="LHR",
        office_name="Lahore",
        sources=seeded(b"lahore", clock),
    ) as lahore:
        other = type(make)(lahore)
        cohort = other.cohort("LHR-1")
        enrolments = other.enrolments(cohort, 1)
        other.marks(other.sessions(cohort), enrolments)
        certificates.issue(lahore, cohort_id=cohort, on=ISSUED)
        ((code, number, key),) = [
            (row.content.code, row.content.number, row.content.public_key)
            for row in certificates.certificate_rows(lahore, cohort_id=cohort)
        ]
    found = verify(book, code)
    assert found.finding is Finding.UNKNOWN_OFFICE
    assert not found.genuine
    assert f"Number: {number}" in found.lines()
    assert not any("Signed by" in line for line in found.lines())
    with book.changing("Identity of another office") as change:
        change.create(OFFICE_KEY, public_key=key)
    found = verify(book, code)
    assert found.finding is Finding.NOT_IN_REGISTER
    assert found.genuine


def test_fields_changed_together_with_the_checksum_are_forged(book, issued):
    from binascii import crc_hqx

    from workbook.domain.code import from_base45

    payload = from_base45(issued[0][1].code.removeprefix("WBC1:"))
    assert payload is not None
    said = payload[:-2].replace(b"Officer 01", b"Officer 99")
    forged = "WBC1:" + base45(said + crc_hqx(said, 0xFFFF).to_bytes(2, "big"))
    found = verify(book, forged)
    assert found.finding is Finding.FORGED
    assert not found.genuine


def test_cancelled_and_replaced_are_told_with_the_reason(book, issued):
    (first, hers), (second, other) = issued
    certificates.cancel(book, certificate_id=first, reason="Given in error")
    certificates.replace(book, certificate_id=second, reason="Misspelt")
    assert verify(book, hers.code).lines()[0] == (
        "Not valid: this certificate was cancelled. Reason: Given in error"
    )
    assert verify(book, other.code).finding is Finding.REPLACED


def test_a_register_that_says_something_else_is_told(book, issued):
    key, content = issued[0]
    with book.changing("Tamper") as change:
        stored = certificates.stored_content(content)
        change.edit(certificates.CERTIFICATE, key, content={**stored, "name_latin": "Else"})
    assert verify(book, content.code).finding is Finding.OTHER_CONTENT


def test_the_code_is_read_from_a_picture(book, issued, tmp_path):
    content = issued[0][1]
    picture = tmp_path / "code.png"
    segno.make(content.code, error="l", micro=False).save(str(picture), scale=5, border=4)
    assert verify(book, picture).genuine
    assert verify(book, str(picture)).genuine


def test_what_is_no_code_is_said_in_a_sentence(book, tmp_path):
    with pytest.raises(SheetError, match="neither the text"):
        verify(book, "ISB-2020-000001")
    (tmp_path / "text.png").write_text("not a picture")
    with pytest.raises(SheetError, match="cannot be read"):
        verify(book, tmp_path / "text.png")
    from PIL import Image

    Image.new("L", (40, 40), 255).save(tmp_path / "white.png")
    with pytest.raises(SheetError, match="No certificate's code"):
        verify(book, tmp_path / "white.png")


@given(st.text(max_size=300))
def test_any_text_is_read_without_harm(text):
    read_code(text)
