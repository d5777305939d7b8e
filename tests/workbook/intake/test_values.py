from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.intake import values
from workbook.intake.values import DateOrder, Unreadable, date_order


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


@pytest.mark.parametrize("cell", ["1441/03/05", "29-02-2021", "1900-02-29", "31/04/1990", 44000, "May", "1/2"])
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
    assert date_order(["08.09.1981", "24/03/86"]) == (DateOrder.DAY_FIRST, True)
    assert date_order(["08.09.1981", "03/24/86"]) == (DateOrder.MONTH_FIRST, True)
    assert date_order(["08.09.1981", date(1981, 1, 2), None]) == (DateOrder.DAY_FIRST, False)
    assert date_order(["24.09.1981", "03/24/86"]) == (DateOrder.DAY_FIRST, False)


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
