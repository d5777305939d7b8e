"""Certificates: who has earned one, issuing, numbers, frozen content, blocked printing."""

from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from workbook.domain.certificate import (
    CertificateKind,
    CertificateState,
    Number,
    Rule,
    read_number,
)
from workbook.domain.code import PREFIX, base45, from_base45, read_code
from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.content import english_days, hours, urdu_days
from workbook.domain.people import AGENCY, PERSON
from workbook.errors import NotFoundError, RuleError
from workbook.services import certificates
from workbook.storage import union
from workbook.storage.log import Log

AFTER = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
ISSUED = date(2020, 11, 9)


@pytest.fixture
def trained(book, make, clock):
    """A cohort of three, the week over: everything, half of it, nothing attended."""
    agency = make.agency("Federal Agency")
    cohort = make.cohort(title="Investigation course", title_native="تفتیشی کورس")
    enrolments = make.enrolments(cohort, 3, agency)
    sessions = make.sessions(cohort)
    clock.set(AFTER)
    make.marks(sessions, enrolments[:1])
    make.marks(sessions[:6], enrolments[1:2])
    make.marks(sessions[6:], enrolments[1:2], "A")
    make.marks(sessions, enrolments[2:], "A")
    return cohort, enrolments


def rows(book, cohort):
    return certificates.verdict_rows(book, cohort_id=cohort)


def test_completion_attendance_and_nothing_are_told_apart_with_reasons(book, trained):
    cohort, _ = trained
    completion, attendance, nothing = rows(book, cohort)
    assert completion.earned is CertificateKind.COMPLETION
    assert completion.why_not == ()
    assert attendance.earned is CertificateKind.ATTENDANCE
    assert attendance.why_not == ("390 minutes short of 80 %; out of reach.",)
    assert nothing.earned is None
    assert nothing.why_not[-1] == "975 minutes short of 50 % for attendance."
    assert not completion.names_confirmed


def test_what_is_still_reachable_and_what_must_be_entered_first(book, make, clock):
    cohort = make.cohort()
    (enrolment,) = make.enrolments(cohort, 1)
    sessions = make.sessions(cohort)
    make.marks(sessions[:7], [enrolment])
    (row,) = rows(book, cohort)
    assert row.why_not == ("180 minutes short of 80 %; can still reach it.",)
    assert row.remedies == ("Attend the sessions that are still open.",)
    assert row.waiting == ("3 sessions are not held yet.",)
    clock.set(AFTER)
    (row,) = rows(book, cohort)
    assert row.waiting == ("3 sessions are not entered yet.",)
    assert certificates.issue(book, cohort_id=cohort).numbers == ()


def test_a_missing_module_costs_completion_unless_allowed(book, make, clock):
    cohort = make.cohort()
    make.module("M4", cohort)
    (enrolment,) = make.enrolments(cohort, 1)
    clock.set(AFTER)
    make.marks(make.sessions(cohort), [enrolment])
    (row,) = rows(book, cohort)
    assert row.earned is CertificateKind.ATTENDANCE
    assert row.why_not == ("Module M4 not passed.",)
    with book.changing("Allow") as change:
        change.edit(
            ENROLMENT, enrolment, allowance={"allowed": True, "allowed_reason": "No line at post"}
        )
    (row,) = rows(book, cohort)
    assert row.earned is CertificateKind.COMPLETION
    assert "Allowed to start without all modules: No line at post." in row.why


def test_a_missed_mandatory_session_is_named(book, make, clock):
    cohort = make.cohort()
    (enrolment,) = make.enrolments(cohort, 1)
    sessions = make.sessions(cohort, mandatory=(0,))
    clock.set(AFTER)
    make.marks(sessions[:1], [enrolment], "A")
    make.marks(sessions[1:], [enrolment])
    (row,) = rows(book, cohort)
    assert row.earned is CertificateKind.ATTENDANCE
    assert row.why_not == ("Missed a session that everyone must attend: Session 1.",)


def test_a_cohort_can_set_its_own_rule(book, trained):
    cohort, _ = trained
    with book.changing("Rule") as change:
        change.edit(COHORT, cohort, rule=asdict(Rule(completion_percent=60)))
    assert [row.earned for row in rows(book, cohort)][:2] == [CertificateKind.COMPLETION] * 2


def test_who_left_in_mid_week_waits_for_nothing(book, make, clock):
    cohort = make.cohort()
    (enrolment,) = make.enrolments(cohort, 1)
    make.marks(make.sessions(cohort)[:6], [enrolment])
    clock.set(AFTER)
    with book.changing("Leave") as change:
        change.edit(ENROLMENT, enrolment, standing={"state": "left", "state_on": "2020-11-05"})
    (row,) = rows(book, cohort)
    assert row.waiting == ()
    assert row.why_not == ("390 minutes short of 80 %; out of reach.",)
    assert row.earned is CertificateKind.ATTENDANCE


def test_numbers_count_on_by_office_and_year_and_cancelled_ones_stay_used(book, trained):
    cohort, _enrolments = trained
    plan = certificates.plan_issue(book, cohort_id=cohort, on=ISSUED)
    assert [row.kind.value for row in plan.to_issue] == ["completion", "attendance"]
    done = certificates.issue(book, cohort_id=cohort, on=ISSUED)
    assert done.numbers == tuple(row.number for row in plan.to_issue)
    assert [number[:15] for number in done.numbers] == ["ISB-2020-000001", "ISB-2020-000002"]
    assert certificates.issue(book, cohort_id=cohort, on=ISSUED).numbers == (), "nobody twice"
    certificates.cancel(book, certificate_id=done.certificates[1], reason="Wrong person")
    again = certificates.issue(book, cohort_id=cohort, on=ISSUED)
    assert [number[:15] for number in again.numbers] == ["ISB-2020-000003"]
    later = certificates.replace(
        book, certificate_id=again.certificates[0], reason="Torn", on=date(2021, 1, 5)
    )
    assert later.numbers[0].startswith("ISB-2021-000001-")
    states = [row.state.value for row in certificates.register_rows(book, cohort_id=cohort)]
    assert states == ["issued", "cancelled", "replaced", "issued"]
    assert certificates.number_gaps(book) == ()


def test_a_gap_in_the_numbers_is_listed(book, trained):
    cohort, _ = trained
    certificates.issue(book, cohort_id=cohort, on=ISSUED)
    with book.changing("From an older register") as change:
        change.create(
            certificates.CERTIFICATE,
            issue={"number": str(Number("ISB", 2020, 5)), "kind": "attendance"},
        )
    assert [number[:15] for number in certificates.number_gaps(book)] == [
        "ISB-2020-000003",
        "ISB-2020-000004",
    ]


@given(st.integers(0, 999_999), st.integers(0, 5), st.integers(0, 9))
def test_any_wrong_digit_in_a_number_is_found(count: int, place: int, digit: int):
    text = str(Number("ISB", 2020, count))
    assert read_number(text.lower()) == Number("ISB", 2020, count)
    at = len("ISB-2020-") + place
    wrong = text[:at] + str(digit) + text[at + 1 :]
    assert wrong == text or read_number(wrong) is None
    if place < 5 and text[at] != text[at + 1]:
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        assert read_number(swapped) is None


def test_issuing_and_cancelling_cannot_be_undone(book, trained):
    cohort, _ = trained
    done = certificates.issue(book, cohort_id=cohort)
    with pytest.raises(RuleError, match="Cancel the certificate"):
        book.undo()
    certificates.cancel(book, certificate_id=done.certificates[0], reason="Lost")
    with pytest.raises(RuleError):
        book.undo()
    with pytest.raises(RuleError, match="reason"):
        certificates.cancel(book, certificate_id=done.certificates[1], reason=" ")
    with pytest.raises(RuleError, match="already"):
        certificates.cancel(book, certificate_id=done.certificates[0], reason="Again")


def test_what_is_issued_stays_as_it_was(book, trained):
    cohort, _enrolments = trained
    certificates.issue(book, cohort_id=cohort, on=ISSUED)
    before = certificates.certificate_rows(book, cohort_id=cohort)
    person = rows(book, cohort)[0].person_id
    with book.changing("Correct") as change:
        change.edit(PERSON, person, name_latin="Corrected Name", name_native="درست نام")
        change.edit(COHORT, cohort, title="Another course")
    assert certificates.certificate_rows(book, cohort_id=cohort) == before
    content = before[0].content
    assert content.name_latin == "Officer 01"
    assert content.agency == "Federal Agency"
    assert content.english is not None
    assert content.english.body == (
        "has completed the course “Investigation course” "
        "(32.5 hours, delivered online and in person, 2–6 November 2020)."
        if content.delivery == "both"
        else ""
    )
    assert content.urdu is None, "no name in that script"
    replaced = certificates.replace(book, certificate_id=before[0].id, reason="Misspelt")
    (row,) = certificates.certificate_rows(book, cohort_id=cohort, only=replaced.numbers[0].lower())
    assert row.content.name_latin == "Corrected Name"
    assert row.content.urdu is not None
    assert "۳۲.۵ گھنٹے" in row.content.urdu.body
    (old,) = certificates.certificate_rows(book, cohort_id=cohort, only=before[0].content.number)
    assert old.state is CertificateState.REPLACED
    assert "was replaced" in old.blocked
    with pytest.raises(NotFoundError):
        certificates.certificate_rows(book, cohort_id=cohort, only="ISB-2020-000099-A")


def test_the_name_on_the_certificate_and_the_neutral_title_are_what_is_printed(book, trained):
    cohort, _ = trained
    with book.changing("Names") as change:
        change.edit(
            PERSON,
            rows(book, cohort)[0].person_id,
            certificate_name="Officer One of Lahore",
            name_native="افسر ایک",
        )
        change.edit(COHORT, cohort, short_title="Course for investigators")
    certificates.issue(book, cohort_id=cohort)
    content = certificates.certificate_rows(book, cohort_id=cohort)[0].content
    assert (content.name_latin, content.name_native) == ("Officer One of Lahore", "افسر ایک")
    assert content.course == "Course for investigators"
    assert content.title == "Investigation course"


def test_a_name_in_conflict_blocks_issuing_and_printing(book, trained):
    cohort, _ = trained
    done = certificates.issue(book, cohort_id=cohort)
    first, second, _third = rows(book, cohort)
    certificates.cancel(book, certificate_id=done.certificates[1], reason="To issue it again")
    for row in (first, second):
        _disagree(book, row.person_id)
    (blocked,) = certificates.certificate_rows(book, cohort_id=cohort)
    assert "two offices wrote different names" in blocked.blocked
    plan = certificates.plan_issue(book, cohort_id=cohort)
    assert plan.to_issue == ()
    assert [row.enrolment_id for row in plan.held_back] == [second.enrolment_id]
    with pytest.raises(RuleError, match="different names"):
        certificates.replace(book, certificate_id=done.certificates[0], reason="Misspelt")


def _disagree(book, person):
    """Another office's edit of the name, made without knowledge of ours."""
    with book.changing("Ours") as change:
        change.edit(PERSON, person, name_latin="Ours")
        uuid = change.uuid(person).bytes
    with book.reading() as db:
        log = Log(db.connection.cursor())
        (create,) = [s for s in log.seen((person, 0)) if s.field == "*"]
    header, secret = union.sheet_step(b"another", 1)
    line = union.edit_line(
        header, secret, "person", [uuid], "name_latin", "Theirs", parents=[create.id]
    )
    assert book.unite([["step", header.listed()], line]).new == 1


def test_a_number_on_two_certificates_blocks_both(book, trained):
    cohort, enrolments = trained
    done = certificates.issue(book, cohort_id=cohort)
    with book.changing("Another office's") as change:
        change.create(
            certificates.CERTIFICATE,
            enrolment=enrolments[2],
            issue={"number": done.numbers[0], "kind": "attendance"},
            status={"state": "issued"},
        )
    blocked = [row.blocked for row in certificates.certificate_rows(book, cohort_id=cohort)]
    assert "two offices changed it" in blocked[0]
    assert blocked[1] == ""


def test_handing_over_is_recorded(book, trained):
    cohort, _ = trained
    done = certificates.issue(book, cohort_id=cohort)
    certificates.record_handover(
        book, certificate_ids=done.certificates, by="Director", on=date(2020, 11, 10)
    )
    row = certificates.find_certificate(book, number=done.numbers[1].lower())
    assert row is not None
    assert (row.handed_over_on, row.handed_over_by) == ("2020-11-10", "Director")


def test_the_code_fits_a_square_of_22_mm(book, make, clock):
    cohort = make.cohort(code="A-LONG-COURSE-CODE-2020")
    with book.changing("Add agency") as change:
        agency = change.create(AGENCY, name="Agency")
    person = make.person(name_latin="Syeda Umme Kulsoom Fatima Zehra Rizvi Naqvi", agency=agency)
    enrolment = make.enrolment(cohort, person)
    clock.set(AFTER)
    make.marks(make.sessions(cohort), [enrolment])
    certificates.issue(book, cohort_id=cohort, on=ISSUED)
    (row,) = certificates.certificate_rows(book, cohort_id=cohort)
    text = row.content.code
    assert text.startswith(PREFIX)
    qr = segno.make(text, error="l", micro=False, boost_error=False)
    assert 22 / (qr.symbol_size()[0]) >= 0.40, qr.version
    read = read_code(text)
    assert read is not None
    assert read.signed.name.endswith("…")
    assert row.content.name_latin.startswith(read.signed.name[:-1])


@given(st.binary(max_size=40))
def test_base_45_comes_back(payload: bytes):
    assert from_base45(base45(payload)) == payload


def test_days_and_hours_read_well():
    assert english_days("2020-11-02", "2020-11-06") == "2–6 November 2020"
    assert english_days("2020-11-30", "2020-12-04") == "30 November – 4 December 2020"
    assert english_days("2020-12-28", "2021-01-01") == "28 December 2020 – 1 January 2021"
    assert urdu_days("2020-11-02", "2020-11-06") == "۲ تا ۶ نومبر ۲۰۲۰ء"
    assert [hours(m) for m in (1800, 1950, 380, 5)] == ["30", "32.5", "6.33", "0.08"]
