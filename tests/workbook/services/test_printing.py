"""Documents gathered from the workbook: right content, nothing changed, nobody's name outside."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from workbook.errors import Cancelled, RuleError
from workbook.progress import Stoppable
from workbook.services import attendance_sheets, certificates, cohorts, people, printing
from workbook.storage.book import Workbook

MONDAY, FRIDAY = date(2020, 11, 2), date(2020, 11, 6)
AFTER = datetime(2020, 11, 9, 9, tzinfo=UTC)


@pytest.fixture
def week(book, make, clock):
    """Three people who attended everything, one who left in between; the training is over."""
    agency = make.agency()
    cohort = make.cohort(short_title="Week of November")
    sessions = make.sessions(cohort)
    persons = [
        make.person(name_latin="Zarmina Test", name_native="زرمینہ ٹیسٹ", agency=agency),
        make.person(name_latin="Invented Officer", agency=agency),
        make.person(name_latin="", name_native="عظمیٰ احمد", agency=agency),
    ]
    enrolments = [make.enrolment(cohort, person) for person in persons]
    make.marks(sessions, enrolments)
    clock.set(AFTER)
    return cohort, persons, enrolments


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_sheets_of_every_day_carry_their_codes_and_the_neutral_title(book, week):
    paper = printing.sheets_paper(book, cohort_id=week[0])
    assert (paper.count, paper.pages, paper.warnings) == (5, 5, ())
    text = text_of(paper.pdf)
    for row in attendance_sheets.listed_sheets(book, cohort_id=week[0]):
        assert row.code in text
    assert "Week of November" in text
    assert "Investigation course" not in text
    assert "Zarmina Test" in text
    assert paper.file_name == "attendance INV-1 2020-11-02.pdf"
    assert paper.summary() == "5 attendance sheets, 5 pages"


def test_one_day_is_printed_to_a_file_and_printing_again_changes_nothing(book, week, tmp_path):
    out = tmp_path / "sheets.pdf"
    done = printing.print_sheets(book, out, cohort_id=week[0], day=FRIDAY)
    assert done.summary() == "1 attendance sheet, 1 page: sheets.pdf"
    first, steps = out.read_bytes(), len(book.steps())
    printing.print_sheets(book, out, cohort_id=week[0], day=FRIDAY)
    assert out.read_bytes() == first
    assert len(book.steps()) == steps


def test_sheets_in_urdu_and_with_more_columns_fit_their_page(book, week):
    options = printing.SheetOptions(language="ur", dense=True, rank=True, times=True, online=True)
    paper = printing.sheets_paper(book, cohort_id=week[0], day=MONDAY, options=options)
    assert (paper.pages, paper.warnings) == (1, ())


def test_without_a_session_there_is_nothing_to_print(book, make):
    with pytest.raises(RuleError, match="Nothing was printed"):
        printing.sheets_paper(book, cohort_id=make.cohort())


def test_a_stopped_print_prepares_no_sheet(book, week):
    stop = Stoppable()
    stop.stop()
    with pytest.raises(Cancelled):
        printing.sheets_paper(book, cohort_id=week[0], progress=stop)
    assert attendance_sheets.listed_sheets(book, cohort_id=week[0]) == ()


def test_a_name_check_sheet_shows_names_as_the_certificate_will(book, week, tmp_path):
    people.edit_person(book, person_id=week[1][1], certificate_name="Invented Middle Officer")
    done = printing.print_name_check(book, tmp_path / "names.pdf", cohort_id=week[0])
    assert done.count == 3
    text = text_of(done.path.read_bytes())
    assert "Invented Middle Officer" in text
    assert "Zarmina Test" in text


def test_certificates_print_as_frozen_and_one_alone_prints_the_same_page(book, week):
    certificates.issue(book, cohort_id=week[0])
    steps = len(book.steps())
    whole = printing.certificates_paper(book, cohort_id=week[0])
    assert (whole.count, whole.pages) == (3, 3)
    number = certificates.register_rows(book, cohort_id=week[0])[0].number
    alone = printing.certificates_paper(book, cohort_id=week[0], only=number)
    people.edit_person(book, person_id=week[1][0], name_latin="Somebody Else")
    again = printing.certificates_paper(book, cohort_id=week[0], only=number)
    assert again.pdf == alone.pdf
    assert alone.file_name == f"certificates {number.replace('/', '-')}.pdf"
    assert "Zarmina Test" in text_of(alone.pdf)
    assert len(book.steps()) == steps + 1


def test_a_replaced_certificate_is_not_printed(book, week):
    certificates.issue(book, cohort_id=week[0])
    row = certificates.register_rows(book, cohort_id=week[0])[0]
    certificates.replace(book, certificate_id=row.id, reason="Misspelt")
    with pytest.raises(RuleError, match="was replaced"):
        printing.certificates_paper(book, cohort_id=week[0], only=row.number)
    assert printing.certificates_paper(book, cohort_id=week[0]).count == 3
    text = text_of(printing.register_paper(book, cohort_id=week[0]).pdf)
    assert "Misspelt" in text
    assert "4 numbers in this register, 3 of them valid" in text


def test_letters_no_font_has_are_told_before_issuing(book, week):
    assert printing.warnings_before_issue(book, cohort_id=week[0]) == ()
    people.edit_person(book, person_id=week[1][0], name_latin="Zarmina \u1000 Test")
    (warning,) = printing.warnings_before_issue(book, cohort_id=week[0])
    assert "\u1000" in warning
    assert certificates.register_rows(book, cohort_id=week[0]) == ()


def test_without_certificates_there_is_nothing_to_print_or_sign(book, week):
    with pytest.raises(RuleError, match="Issue them first"):
        printing.certificates_paper(book, cohort_id=week[0])
    with pytest.raises(RuleError):
        printing.register_paper(book, cohort_id=week[0])


def test_a_read_only_workbook_prints_certificates_and_warns_of_sheets_without_a_code(
    template, book, week
):
    certificates.issue(book, cohort_id=week[0])
    with Workbook.open(book.path, emergency_key=template.emergency_key, read_only=True) as other:
        assert printing.certificates_paper(other, cohort_id=week[0]).count == 3
        (warning,) = printing.sheets_paper(other, cohort_id=week[0], day=MONDAY).warnings
        assert "read-only" in warning


def test_the_emergency_sheet_carries_its_number_and_key(book, tmp_path):
    done = printing.print_emergency_sheet(
        tmp_path / "sheet.pdf",
        office=book.office_name,
        file_name=book.path.name,
        sheet_number=book.sheet_number,
        key=book.emergency_key,
        day=MONDAY,
    )
    text = "".join(text_of(done.path.read_bytes()).split())
    assert done.pages == 1
    for group in book.emergency_key.replace("-", " ").split():
        assert group in text


def test_names_on_paper_follow_the_name_chosen_for_certificates(book, week):
    people.edit_person(book, person_id=week[1][0], certificate_name="زرمینہ خان")
    with book.reading() as db:
        member = people.roster(db, cohort_id=week[0])[0]
    assert member.certificate_names == ("Zarmina Test", "زرمینہ خان")
    assert cohorts.get_cohort(book, cohort_id=week[0]).short_title == "Week of November"
