from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.intake import values
from workbook.intake.values import DateOrder, Unreadable, proven_order


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("UZMA AHMED", "Uzma Ahmed"),
        ("Noreen Siddiqui  ", "Noreen Siddiqui"),
        ("Ms. SHAZIA  ALI", "Shazia Ali"),
        ("Mst Zainab", "Zainab"),
        ("Missy Elliott", "Missy Elliott"),
        ("D'SOUZA-KHAN", "D'Souza-Khan"),
        ("محترمہ عائشہ ہاشمی", "عائشہ ہاشمی"),
        ("مسعود", "مسعود"),
        ("Ms.", None),
        (None, None),
    ],
)
def test_names_lose_titles_and_capitals(cell: str | None, name: str | None) -> None:
    assert values.name(cell) == name


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("D/o Rizwan Akhtar", "Rizwan Akhtar"),
        ("W/O ALI KHAN", "Ali Khan"),
        ("Daughter of Usman", "Usman"),
        ("زوجہ علی اعوان", "علی اعوان"),
        ("غلام مصطفیٰ بیگم", "غلام مصطفیٰ بیگم"),
        ("Wood", "Wood"),
    ],
)
def test_relatives_lose_their_relation(cell: str, name: str) -> None:
    assert values.relative_name(cell) == name


@pytest.mark.parametrize(
    "cell", [3196160394878, "31961-6039487-8", "31961 6039487 8", "۳۱۹۶۱۶۰۳۹۴۸۷۸", 3196160394878.0]
)
def test_identity_cards_have_one_form(cell: str | float) -> None:
    if isinstance(cell, float):
        cell = int(cell)
    assert values.national_id(cell) == "31961-6039487-8"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("0314-9412691", "03149412691"),
        (3149412691, "03149412691"),
        ("۰۳۱۴۹۴۱۲۶۹۱", "03149412691"),
        ("+92 314 9412691", "03149412691"),
        ("0092-314-9412691", "03149412691"),
        (923149412691, "03149412691"),
        ("+92 (0)314 9412691", "03149412691"),
        ("042-35761234", "04235761234"),
        ("+93 70 123 4567", "+93701234567"),
    ],
)
def test_phones_have_one_form(cell: str | int, phone: str) -> None:
    assert values.phone(cell) == phone


@pytest.mark.parametrize(
    ("convert", "cell"),
    [
        (values.national_id, "31961-6039487"),
        (values.national_id, "see letter"),
        (values.phone, "0314-941269"),
        (values.phone, "12"),
        (values.phone, "ask office"),
        (values.email, "none"),
        (values.status, "perhaps"),
        (values.score, "A"),
        (values.score, 101),
    ],
)
def test_what_cannot_be_read_says_so_without_quoting_it(convert, cell) -> None:
    with pytest.raises(Unreadable) as caught:
        convert(cell)
    assert str(cell) not in caught.value.sentence.split()


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("08.09.1981", "1981-09-08"),
        ("24/03/86", "1986-03-24"),
        ("۲۰-۰۱-۱۹۸۲", "1982-01-20"),
        ("٢٠/٠١/١٩٨٢", "1982-01-20"),
        ("1982-01-20", "1982-01-20"),
        (datetime(1984, 4, 15), "1984-04-15"),
        (date(1984, 4, 15), "1984-04-15"),
        ("01/05/04", "2004-05-01"),
        (None, None),
    ],
)
def test_dates_are_read_day_first(cell, day: str | None) -> None:
    assert values.day(cell, DateOrder.DAY_FIRST, birth=True) == day


@pytest.mark.parametrize(
    "cell", ["1441/03/05", "29-02-2021", "1900-02-29", "31/04/1990", 44000, "May", "1/2"]
)
def test_a_date_of_another_calendar_or_none_is_never_guessed(cell) -> None:
    with pytest.raises(Unreadable):
        values.day(cell, DateOrder.DAY_FIRST)


@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.sampled_from("./- "))
def test_every_date_comes_back_in_either_order(day: date, sign: str) -> None:
    day_first = day.strftime(f"%d{sign}%m{sign}") + f"{day.year}"
    month_first = day.strftime(f"%m{sign}%d{sign}") + f"{day.year}"
    assert values.day(day_first, DateOrder.DAY_FIRST) == day.isoformat()
    assert values.day(month_first, DateOrder.MONTH_FIRST) == day.isoformat()


def test_a_column_shows_its_order() -> None:
    assert proven_order(["08.09.1981", "24/03/86"]) is DateOrder.DAY_FIRST
    assert proven_order(["08.09.1981", "03/24/86"]) is DateOrder.MONTH_FIRST
    assert proven_order(["08.09.1981", date(1981, 1, 2), None]) is None
    assert proven_order(["24.09.1981", "03/24/86"]) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12, "12"),
        ("0496/L", "0496/L"),
        ("'=1+1", "=1+1"),
        ("'quoted", "'quoted"),
        (True, "yes"),
        (datetime(2020, 11, 2), "2020-11-02"),
        (datetime(2020, 11, 2, 9, 30), "2020-11-02 09:30"),
        ("  ", None),
    ],
)
def test_any_cell_has_a_text(cell, text: str | None) -> None:
    assert values.text(cell) == text


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Completed", "passed"),
        ("PASSED", "passed"),
        ("Failed", "failed"),
        ("In progress", "in_progress"),
        ("in-progress", "in_progress"),
        ("مکمل", "passed"),
    ],
)
def test_results_have_three_names(cell: str, status: str) -> None:
    assert values.status(cell) == status


def test_scores_are_whole_percents() -> None:
    assert [values.score(cell) for cell in ("55", 61, "66,5 %", "۱۰۰", 0, None)] == [
        55,
        61,
        67,
        100,
        0,
        None,
    ]


@given(
    st.integers(300_0000000, 349_9999999),
    st.sampled_from(
        ["0{0}", "+92{0}", "0092{0}", "92{0}", "+92 (0){0}", "+92-{0}", "{0}", "Mobile: 0{0}"]
    ),
    st.sampled_from(["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "০১২৩৪৫৬৭৮৯"]),
)
def test_every_mobile_comes_back_however_it_is_written(
    number: int, shape: str, digits: str
) -> None:
    written = shape.format(number)
    assert values.phone(written.translate(str.maketrans("0123456789", digits))) == f"0{number}"
    assert values.phone(number) == f"0{number}"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (701234567, "0701234567"),
        (7701234567, "07701234567"),
        (9121234567, "09121234567"),
        (1712345678, "01712345678"),
        (93701234567, "+93701234567"),
        ("8801712345678", "+8801712345678"),
        ("+33 (0)1 23 45 67 89", "+33123456789"),
        ("(042) 35761234", "04235761234"),
        ("0300-1234567, 0301-7654321", "03001234567"),
        ("0300-1234567/0301-7654321", "03001234567"),
        ("0300 1234567 (WhatsApp)", "03001234567"),
        ("0300-1234567 or 0301-7654321", "03001234567"),
        ("3001234567.0", "03001234567"),
    ],
)
def test_phones_of_the_region_are_read(cell: str | int, found: str) -> None:
    assert values.phone(cell) == found


def test_the_other_phones_of_a_cell_are_told() -> None:
    assert values.phones("0300-1234567\n+93 70 123 4567") == ("03001234567", "+93701234567")
    assert values.phones("0300-1234567") == ("03001234567",)


@pytest.mark.parametrize(
    ("convert", "cell"),
    [
        (values.national_id, "3.52E+12"),
        (values.national_id, "3,52e+12"),
        (values.national_id, 3520212345671234000),
        (values.phone, "9.23E+11"),
        (values.number, "1.2E+10"),
    ],
)
def test_a_number_that_lost_its_digits_is_refused_with_the_reason(convert, cell) -> None:
    with pytest.raises(Unreadable, match="Excel has changed long numbers"):
        convert(cell)


def test_an_identity_card_is_no_phone() -> None:
    for cell in ("31961-6039487-8", 3196160394878):
        with pytest.raises(Unreadable):
            values.phone(cell)


def test_identity_cards_of_other_countries_are_read_where_the_column_shows_them() -> None:
    bangladesh = ["1234567890", "12345678901234567", "9876543210", "5555555555", "1234567890123"]
    read = values.column_reader("national_id", "এনআইডি", bangladesh)
    assert [read(cell) for cell in bangladesh] == [*bangladesh[:4], "12345-6789012-3"]
    pakistan = ["3196160394878", "51298-9764433-4", "319616039487"]
    read = values.column_reader("national_id", "CNIC", pakistan)
    assert read(pakistan[0]) == "31961-6039487-8"
    with pytest.raises(Unreadable, match="12 digits"):
        read(pakistan[2])
    assert values.national_id("1401-0101-12345") == "1401-0101-12345"


@pytest.mark.parametrize(
    ("header", "cells", "scores"),
    [
        ("Score", ["85 %", "۸۵٪", "66,5", 12], [85, 85, 67, 12]),
        ("Grade/10.00", ["8.50", "10", "-"], [85, 100, None]),
        ("Marks (out of 50)", [25, "40"], [50, 80]),
        ("Note sur 20", ["17,5", "17/20"], [88, 85]),
        ("Score", ["17/20", "17 out of 20", "17 sur 20", "۱۷ از ۲۰"], [85, 85, 85, 85]),
        ("%", [0.85, 1, 0.5], [85, 100, 50]),
    ],
)
def test_scores_are_percents_however_they_are_given(header: str, cells: list, scores: list) -> None:
    read = values.column_reader("score", header, cells)
    assert [read(cell) for cell in cells] == scores


@pytest.mark.parametrize("cell", ["21/20", "1/0", "12..5", "A"])
def test_a_score_that_is_none_says_so(cell: str) -> None:
    with pytest.raises(Unreadable):
        values.score(cell)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Achevé", "passed"),
        ("Completed (achieved pass grade)", "passed"),
        ("Non validé", "failed"),
        ("En cours", "in_progress"),
        ("ناموفق", "failed"),
        ("مكتمل", "passed"),
        ("قيد التقدم", "in_progress"),
        ("সম্পন্ন", "passed"),
        ("অকৃতকার্য", "failed"),
        ("بریالی", "passed"),
        ("Not started", None),
        ("لم يبدأ", None),
    ],
)
def test_results_are_read_in_seven_languages(cell: str, status: str | None) -> None:
    assert values.status(cell) == status


def test_a_word_for_a_result_can_be_explained() -> None:
    read = values.column_reader("status", "Status", [], explained={"gold star": "passed"})
    assert read("Gold-Star") == "passed"


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("F", "female"),
        ("Femme", "female"),
        ("زن", "female"),
        ("أنثى", "female"),
        ("নারী", "female"),
        ("(M)", "male"),
        ("Homme", "male"),
        ("ذكر", "male"),
        ("پوهه", None),
    ],
)
def test_sexes_are_read_in_seven_languages(cell: str, sex: str | None) -> None:
    if sex is None:
        with pytest.raises(Unreadable):
            values.sex(cell)
    else:
        assert values.sex(cell) == sex


def test_identity_cards_of_letters_and_digits_are_read_where_the_column_holds_them() -> None:
    cards = ["AB123456", "C0098765", "1-2345-N", "784-1990-1234567-1"]
    read = values.column_reader("national_id", "N° CNI", cards)
    assert [read(cell) for cell in cards] == cards
    alone = values.column_reader("national_id", "CNIC", ["AB123456", "31961-6039487-8"])
    with pytest.raises(Unreadable):
        alone("AB123456")


@pytest.mark.parametrize("cell", ["-", "—", "...", "N/A", "nil", " "])
def test_a_sign_for_nothing_is_nothing(cell: str) -> None:
    for field in ("phone", "national_id", "email", "sex", "score", "status", "done_on"):
        assert values.column_reader(field, "", [cell])(cell) is None


def test_words_for_results_that_nobody_knows_are_told_once_each() -> None:
    cells = ["Passed", "Gold star", "gold-star", "Enrolled!", None, "-", "Failed"]
    assert values.unknown_statuses(cells) == {"gold star": "Gold star", "enrolled!": "Enrolled!"}
    assert values.unknown_statuses(cells, {"gold star": "passed", "enrolled!": ""}) == {}
    assert values.status("Enrolled!", {"enrolled!": ""}) is None
