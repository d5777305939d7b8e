"""Sign-in sheets: pages, both directions, marks where the geometry says they are."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
import zxingcpp

from workbook.errors import RuleError
from workbook.printing.attendance_sheet import (
    AttendanceSheetData,
    SheetRow,
    SheetSession,
    attendance_sheets_pdf,
    draw_attendance_sheets,
    geometry,
)
from workbook.printing.marks import corner_boxes
from workbook.printing.paper import A4, MARGIN, Paper

NAMES = (
    ("Saima Durrani", "صائمہ درانی"),
    ("Fahmida Chattha", "فہمیدہ چٹھہ"),
    ("Uzma Shaheen", "عظمیٰ شاہین"),
    ("Sadia Rehman Qureshi", "سعدیہ رحمٰن قریشی"),
    ("Ghulam Mustafa Kausar", "غلام مصطفیٰ کوثر"),
    ("Kiran Fatima Bhatti", "کرن فاطمہ بھٹی"),
    ("Nadia", "نادیہ"),
    ("Bibi Latin-Only", ""),
    ("", "زینب بی بی"),
    ("Hisham Hamdi Abd al-Rahman Mustafa al-Shammari", "هشام حمدي عبد الرحمن مصطفى الشمري"),
)
ENQUIRY, POLICE = ("Federal Agency", "وفاقی ادارہ"), ("Provincial Police", "صوبائی پولیس")


def rows(count: int, *, alternating: bool = False) -> tuple[SheetRow, ...]:
    found = []
    for index in range(count):
        first = index % 2 == 0 if alternating else index < count * 2 // 3
        latin, native = NAMES[index % len(NAMES)]
        found.append(
            SheetRow(index + 1, latin, native, "Inspector", *(ENQUIRY if first else POLICE))
        )
    return tuple(found)


ENGLISH = AttendanceSheetData(
    code="A7K2-D1",
    title="Autumn course",
    title_native="خزاں کورس",
    venue="Islamabad",
    day=date(2020, 11, 2),
    day_number=1,
    days_total=5,
    sessions=(
        SheetSession(time(9), time(12, 30)),
        SheetSession(time(13, 30), time(16, 30)),
    ),
    trainers=("Dr. Nazia Rahat", "Farooq Jamal"),
    rows=rows(25),
    legend=(("P", "Present"), ("A", "Absent")),
)
URDU = replace(ENGLISH, language="ur", venue="اسلام آباد", trainers=("ڈاکٹر نازیہ راحت",))
EVERYTHING = {"show_rank": True, "show_times": True, "show_online": True}
VARIANTS: dict[str, AttendanceSheetData] = {
    f"{data.language} {count} {name}": replace(data, rows=rows(count), **changes)
    for data in (ENGLISH, URDU)
    for count in (0, 1, 17, 25, 31)
    for name, changes in (("plain", {}), ("dense", {"dense": True, "show_online": True}))
} | {
    f"{data.language} everything": replace(data, rows=rows(25, alternating=True), **EVERYTHING)
    for data in (ENGLISH, URDU)
}


def drawn(*sheets: AttendanceSheetData) -> Paper:
    paper = Paper(title="Attendance sheets")
    draw_attendance_sheets(paper, sheets)
    return paper


def pages(data: AttendanceSheetData) -> int:
    return max(mark["page"] for mark in geometry(data))


def bare(text: str) -> str:
    # In a line of both scripts PDFium puts a mark before its letter.
    return "".join(c for c in text if not unicodedata.combining(c))


@pytest.mark.parametrize("name", VARIANTS)
def test_every_text_keeps_to_its_box_and_touches_no_other(
    name: str, check_paper: Callable[[Paper], None]
) -> None:
    check_paper(drawn(VARIANTS[name]))


def test_margins_are_blank_fonts_embedded_and_nobody_named(
    check_pdf: Callable[[bytes, str], None],
) -> None:
    printed = attendance_sheets_pdf([ENGLISH, URDU])
    assert printed.warnings == ()
    check_pdf(printed.pdf, "Attendance sheets")


def test_names_of_all_rows_are_found_in_both_scripts(words: Any) -> None:
    for data in (ENGLISH, URDU):
        text = bare("".join(words(attendance_sheets_pdf([data]).pdf)))
        for latin, native in NAMES:
            for word in (*latin.split(), *native.split()):
                assert bare(word) in text


def test_same_sheets_give_the_same_bytes() -> None:
    one, other = (attendance_sheets_pdf([ENGLISH, URDU]) for _ in range(2))
    assert one.pdf == other.pdf


def test_seventeen_people_fit_one_page_and_thirty_on_request() -> None:
    assert pages(replace(ENGLISH, rows=rows(17))) == 1
    assert pages(replace(ENGLISH, rows=rows(25))) == 2
    for count in (25, 30):
        assert pages(replace(ENGLISH, rows=rows(count), dense=True)) == 1


def test_each_page_says_which_it_is_and_totals_stand_on_the_last(words: Any) -> None:
    texts = words(attendance_sheets_pdf([ENGLISH]).pdf)
    assert ["Page 1 of 2" in texts[0], "Page 2 of 2" in texts[1]] == [True, True]
    for text in texts:
        assert "Autumn course" in text
        assert "Morning" in text
        assert "A signature without a tick does not mean absent" in text
    assert ["Certified correct" in text for text in texts] == [False, True]
    assert ["Trainer's signature" in text for text in texts] == [False, True]


def test_every_row_and_walk_in_is_printed_once_in_order() -> None:
    for data in VARIANTS.values():
        ticks = [mark for mark in geometry(data) if mark["kind"] == "tick"]
        numbers = [mark["number"] for mark in ticks if mark["session"] == 0]
        assert numbers == list(range(1, len(data.rows) + data.walk_ins + 1))


def test_rows_stay_inside_the_page_and_apart_from_the_corner_marks() -> None:
    for data in VARIANTS.values():
        marks = geometry(data)
        for mark in marks:
            assert mark["x"] >= MARGIN * 100
            assert mark["x"] + mark["w"] <= (A4[0] - MARGIN) * 100
            assert mark["y"] + mark["h"] <= (A4[1] - MARGIN) * 100
        corners = [mark["y"] for mark in marks if mark["kind"] == "corner"]
        assert max(m["y"] + m["h"] for m in marks if m["kind"] == "tick") < max(corners)


def test_urdu_geometry_is_the_english_one_in_a_mirror() -> None:
    width = round(A4[0] * 100)
    for left, right in zip(geometry(ENGLISH), geometry(URDU), strict=True):
        if left["kind"] == "corner":
            assert left == right
        else:
            assert abs(left["x"] - (width - right["x"] - right["w"])) <= 1
            assert {**left, "x": 0} == {**right, "x": 0}


def test_geometry_holds_whole_numbers_and_survives_json() -> None:
    marks = geometry(ENGLISH)
    assert json.loads(json.dumps(marks)) == marks
    assert {type(value) for mark in marks for value in mark.values()} == {int, str}


@pytest.mark.parametrize("data", [ENGLISH, URDU], ids=["en", "ur"])
def test_boxes_are_drawn_where_the_geometry_says(data: AttendanceSheetData, pictures: Any) -> None:
    dpi = 300
    seen = pictures(attendance_sheets_pdf([data]).pdf, dpi)
    for mark in geometry(data):
        if mark["kind"] not in ("tick", "corner"):
            continue
        picture = seen[mark["page"] - 1]
        x, y, w, h = (mark[key] / 2540 * dpi for key in ("x", "y", "w", "h"))  # type: ignore[literal-required]
        for place in (
            (x, y + h / 2),
            (x + w - 1, y + h / 2),
            (x + w / 2, y),
            (x + w / 2, y + h - 1),
        ):
            left, top = round(place[0]), round(place[1])
            around = picture.crop((left - 3, top - 3, left + 4, top + 4))
            assert around.getextrema()[0] < 100
        if mark["kind"] == "tick":
            inside = picture.crop((int(x) + 8, int(y) + 8, int(x + w) - 8, int(y + h) - 8))
            assert inside.getextrema() == (255, 255)


def test_corner_marks_are_not_mirrored(pictures: Any) -> None:
    (left,), (right,) = (
        pictures(attendance_sheets_pdf([replace(data, rows=rows(3))]).pdf, 150)
        for data in (ENGLISH, URDU)
    )
    for box in corner_boxes(A4, MARGIN):
        area = tuple(round(side / 25.4 * 150) for side in (box.x, box.y, box.right, box.bottom))
        assert left.crop(area).tobytes() == right.crop(area).tobytes()


@pytest.mark.parametrize("data", [ENGLISH, URDU], ids=["en", "ur"])
def test_code_of_each_page_is_read_from_a_picture(data: AttendanceSheetData, pictures: Any) -> None:
    found = [
        [code.text for code in zxingcpp.read_barcodes(picture)]
        for picture in pictures(attendance_sheets_pdf([data]).pdf, 150)
    ]
    assert found == [["A7K2-D1-1"], ["A7K2-D1-2"]]


def test_urdu_sheet_has_urdu_digits_and_words(words: Any) -> None:
    text = words(attendance_sheets_pdf([URDU]).pdf)[0]
    for word in ("حاضری", "خزاں", "نومبر", "۲۰۲۰ء", "۱۷", "دستخط", "وفاقی"):
        assert word in text
    assert not set("٠١٢٣٤٥٦٧٨٩") & set(text)
    assert "Attendance" not in text


def test_agencies_stand_over_their_people_or_in_a_column_where_they_alternate() -> None:
    def count(data: AttendanceSheetData) -> int:
        return sum(placed.text == "Provincial Police" for placed in drawn(data).placed)

    assert count(replace(ENGLISH, rows=rows(12))) == 1
    assert count(replace(ENGLISH, rows=rows(12, alternating=True))) == 6


def test_nothing_more_than_asked_is_printed() -> None:
    def kinds(data: AttendanceSheetData) -> set[str]:
        return {mark["kind"] for mark in geometry(data)}

    plain = {"corner", "code", "name", "tick", "sign"}
    assert kinds(ENGLISH) == plain
    assert kinds(replace(ENGLISH, **EVERYTHING)) == plain | {"online", "arrived", "left"}
    assert not any(placed.text == "Inspector" for placed in drawn(ENGLISH).placed)


def test_page_after_an_urdu_sheet_reads_from_left_to_right_again() -> None:
    alone = [(p.text, p.ink) for p in drawn(ENGLISH).placed]
    after = [(p.text, p.ink) for p in drawn(URDU, ENGLISH).placed]
    assert after[-len(alone) :] == alone


def test_missing_letters_name_the_sheet_and_the_row() -> None:
    odd = (SheetRow(1, "Bo 漢", ""), *rows(3)[1:])
    (warning,) = attendance_sheets_pdf([replace(ENGLISH, rows=odd)]).warnings
    assert warning.about == ("A7K2-D1, 1",)
    assert warning.sentence == "This name contains letters the font lacks: A7K2-D1, 1 (漢)."


def test_sheet_without_sessions_is_refused() -> None:
    with pytest.raises(RuleError, match="no session"):
        attendance_sheets_pdf([replace(ENGLISH, sessions=())])
    with pytest.raises(RuleError, match="no attendance sheet"):
        attendance_sheets_pdf([])


@pytest.mark.parametrize("dense", [False, True])
def test_no_page_is_without_rows_whatever_the_number_of_people(dense: bool) -> None:
    for count in range(0, 80, 3):
        marks = geometry(replace(ENGLISH, rows=rows(count), dense=dense))
        with_rows = {mark["page"] for mark in marks if mark["kind"] == "tick"}
        assert with_rows == {mark["page"] for mark in marks}
