from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCalendar

from workbook.intake.calendars import solar_date
from workbook.intake.days import DateOrder, ambiguous_dates, are_days, day, proven_order
from workbook.intake.values import column_reader
from workbook.intake.written import Unreadable

JALALI = QCalendar(QCalendar.System.Jalali)
SCRIPTS = ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "০১২৩৪৫৬৭৮৯"]
MONTHS = [
    "January February March April May June July August September October November December",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
]
SOLAR = [
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",
]


def in_digits(text: str, digits: str) -> str:
    return text.translate(str.maketrans(SCRIPTS[0], digits))


@given(st.integers(1280, 1420), st.integers(1, 12), st.integers(1, 31))
def test_solar_hijri_dates_are_those_of_the_calendar(year: int, month: int, number: int) -> None:
    if number <= JALALI.daysInMonth(month, year):
        expected = JALALI.dateFromParts(year, month, number)
        assert solar_date(year, month, number) == expected.toPython()
    else:
        with pytest.raises(ValueError, match="no such"):
            solar_date(year, month, number)


@given(st.dates(date(1950, 1, 1), date(2011, 3, 20)), st.sampled_from(SCRIPTS))
def test_a_birth_in_solar_hijri_figures_is_read_in_every_script(birth: date, digits: str) -> None:
    parts = JALALI.partsFromDate(birth)
    for written in (
        f"{parts.year}/{parts.month:02}/{parts.day:02}",
        f"{parts.day}-{parts.month}-{parts.year}",
    ):
        assert day(in_digits(written, digits), None, birth=True) == birth.isoformat()


@given(
    st.dates(date(1930, 1, 1), date(2030, 12, 31)),
    st.sampled_from(MONTHS),
    st.sampled_from(SCRIPTS),
    st.sampled_from(["{d} {m} {y}", "{d}-{m}-{y}", "{m} {d}, {y}", "{d}. {m} {y}, 10:30"]),
)
def test_a_month_in_words_is_read_in_every_language(
    found: date, names: str, digits: str, shape: str
) -> None:
    month = names.split()[found.month - 1]
    written = in_digits(shape.format(d=found.day, m=month, y=found.year), digits)
    assert day(written, None) == found.isoformat()


@given(st.integers(1380, 1410), st.integers(1, 12), st.integers(1, 29), st.sampled_from(SOLAR))
def test_solar_months_by_name(year: int, month: int, number: int, names: str) -> None:
    written = f"{number} {names.split()[month - 1]} {year}"
    assert day(written, None) == solar_date(year, month, number).isoformat()


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1399/08/12", "2020-11-02"),
        ("۱۳۹۹/۰۸/۱۲", "2020-11-02"),
        ("5 May 2020", "2020-05-05"),
        ("5-mai-2020", "2020-05-05"),
        ("۵ مئی ۲۰۲۰", "2020-05-05"),
        ("5-May-20", "2020-05-05"),
        ("1er mars 2020", "2020-03-01"),
        ("3rd of May 2020", "2020-05-03"),
        ("Tuesday, 3 November 2020, 10:22 AM", "2020-11-03"),
        ("mardi 3 novembre 2020", "2020-11-03"),
        ("12 كانون الثاني 2020", "2020-01-12"),
        ("12 عقرب 1399", "2020-11-02"),
        ("2020-11-03T10:22:00", "2020-11-03"),
        ("03/11/2020, 10:22", "2020-11-03"),
        ("20201103", "2020-11-03"),
        ("25/12/2020", "2020-12-25"),
        ("12/25/2020", "2020-12-25"),
        ("05/05/2020", "2020-05-05"),
        (datetime(2020, 11, 3, 10, 22), "2020-11-03"),
    ],
)
def test_what_can_be_one_day_only_needs_no_order(cell: str | datetime, found: str) -> None:
    order = DateOrder.DAY_FIRST if "03/11" in str(cell) else None
    assert day(cell, order) == found


@pytest.mark.parametrize(
    ("cell", "birth", "words"),
    [
        ("05/04/2012", False, "other way round"),
        ("29-02-2021", False, "no such day"),
        ("1900-02-29", False, "no such day"),
        ("1399/12/31", False, "Solar Hijri"),
        ("1441/03/05", False, "lunar"),
        ("1399/08/12", True, "lunar"),
        ("5 رمضان 1441", False, "lunar"),
        ("99/08/12", False, "the year"),
        ("5 May 1399", False, "another calendar"),
        ("May 2020", False, "without a day"),
        (1985, False, "only a year"),
        ("1365", False, "only a year"),
        (44000, False, "a number"),
        ("soon", False, "not a date"),
        (True, False, "not a date"),
    ],
)
def test_what_could_be_another_day_or_none_says_why(cell: object, birth: bool, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        day(cell, None, birth=birth)  # type: ignore[arg-type]


@given(
    st.lists(st.dates(date(1930, 1, 1), date(2030, 12, 31)), min_size=1, max_size=12),
    st.sampled_from(list(DateOrder)),
    st.sampled_from("./- "),
)
def test_a_column_is_read_rightly_or_asked_about(
    days: list[date], order: DateOrder, sign: str
) -> None:
    shape = "%d{0}%m{0}" if order is DateOrder.DAY_FIRST else "%m{0}%d{0}"
    cells = [d.strftime(shape.format(sign)) + str(d.year) for d in days]
    telling = [d for d in days if d.day > 12]
    assert proven_order(cells) == (order if telling else None)
    asked = [d for d in days if d.day <= 12 and d.day != d.month]
    assert bool(ambiguous_dates(cells)) == (not telling and bool(asked))
    read = column_reader("done_on", "Date", cells, order)
    assert [read(cell) for cell in cells] == [d.isoformat() for d in days]
    unasked = column_reader("done_on", "Date", cells)
    for cell, d in zip(cells, days, strict=True):
        if d in asked and not telling:
            with pytest.raises(Unreadable):
                unasked(cell)
        else:
            assert unasked(cell) == d.isoformat()


def test_a_column_of_two_orders_asks() -> None:
    cells = ["25/12/2020", "12/25/2020", "05/04/2012"]
    assert proven_order(cells) is None
    assert ambiguous_dates(cells) == ("05/04/2012",)


def test_numbers_among_dates_are_days_as_excel_counts_them() -> None:
    cells = [date(2020, 6, 18), "19.06.2020", 44000, None]
    assert are_days(cells)
    assert [column_reader("done_on", "Date", cells)(cell) for cell in cells] == [
        "2020-06-18",
        "2020-06-19",
        "2020-06-18",
        None,
    ]
    assert not are_days([44000, 44001])


@pytest.mark.parametrize("cell", ["\u00b2", "\u00b9\u00b2", "\u2463"])
def test_signs_that_are_like_digits_are_no_date(cell: str) -> None:
    with pytest.raises(Unreadable):
        day(cell, DateOrder.DAY_FIRST, serials=True)
