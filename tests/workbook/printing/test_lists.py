"""The name-check sheet, the register and the emergency sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from workbook.errors import RuleError
from workbook.printing.emergency_sheet import EmergencySheetData, emergency_sheet_pdf
from workbook.printing.name_check_sheet import (
    NameCheckData,
    NameCheckRow,
    draw_name_check,
    name_check_pdf,
)
from workbook.printing.paper import A4, A4_LANDSCAPE, Paper
from workbook.printing.register import RegisterData, RegisterRow, draw_register, register_pdf

NAMES = (
    ("Saima Durrani", "صائمہ درانی"),
    ("Uzma", "عظمیٰ"),
    ("Bibi Latin-Only", ""),
    ("", "زینب بی بی"),
    ("Hisham Hamdi Abd al-Rahman Mustafa al-Shammari", "هشام حمدي عبد الرحمن مصطفى الشمري"),
    ("<b>Bibi</b> & <img src=/etc/passwd>", "سعدیہ رحمٰن قریشی"),
)
COUNTS = (1, 13, 25, 26, 40)
KEY = "7K2M-Q9XB-0RTW-4HZ8-PC3E-N6VD-1SJG-8FYA-5M2K-TB7Q-XW0H-R9C4-EZ3P-V6N1"
SHEET = EmergencySheetData("Country Office", "pakistan.workbook", 3, date(2022, 5, 10), KEY)


def name_check(count: int) -> NameCheckData:
    rows = tuple(NameCheckRow(n + 1, *NAMES[n % len(NAMES)]) for n in range(count))
    return NameCheckData("Autumn course", "Islamabad", date(2020, 11, 2), rows)


def register(count: int) -> RegisterData:
    rows = [
        RegisterRow(
            f"N-{n + 1}",
            "attendance" if n % 3 == 0 else "completion",
            *NAMES[n % len(NAMES)],
            date(2022, 5, 10),
        )
        for n in range(count)
    ]
    return RegisterData("Country Office", "Autumn course", date(2022, 5, 10), tuple(rows))


@pytest.mark.parametrize("count", COUNTS)
def test_every_text_keeps_to_its_box(count: int, check_paper: Callable[[Paper], None]) -> None:
    paper = Paper(title="Name-check sheet", size=A4)
    draw_name_check(paper, name_check(count))
    check_paper(paper)
    paper = Paper(title="Certificate register", size=A4_LANDSCAPE)
    draw_register(paper, register(count))
    check_paper(paper)


@pytest.mark.parametrize("count", COUNTS)
def test_everybody_is_listed_once_in_order(count: int) -> None:
    for draw, data, size in (
        (draw_name_check, name_check(count), A4),
        (draw_register, register(count), A4_LANDSCAPE),
    ):
        paper = Paper(title="List", size=size)
        draw(paper, data)  # type: ignore[operator]
        numbers = [
            placed.text for placed in paper.placed if placed.text.isdigit() and placed.box.x < 14
        ]
        assert numbers == [str(n + 1) for n in range(count)]


def test_files_are_clean_and_the_same_twice(check_pdf: Callable[[bytes, str], None]) -> None:
    for make, title in (
        (lambda: name_check_pdf(name_check(25)), "Name-check sheet"),
        (lambda: register_pdf(register(25)), "Certificate register"),
        (lambda: emergency_sheet_pdf(SHEET), "Emergency sheet"),
    ):
        printed = make()
        assert printed.warnings == ()
        assert printed.pdf == make().pdf
        check_pdf(printed.pdf, title)


def test_names_are_found_and_markup_is_literal(words: Any) -> None:
    for printed in (name_check_pdf(name_check(6)), register_pdf(register(6))):
        text = " ".join(words(printed.pdf)[0].split())
        for word in ("Durrani", "صائمہ", "زینب", "مصطفى", "</b>", "src=/etc/passwd>"):
            assert word in text


def test_register_shows_what_became_of_each_certificate(words: Any) -> None:
    day = date(2022, 5, 10)
    changed = date(2022, 5, 12)
    rows = (
        RegisterRow("N-1", "completion", "Saima", "", day, "replaced", changed, "misspelt", "N-4"),
        RegisterRow("N-2", "completion", "Uzma", "", day, "cancelled", changed, "by mistake"),
        RegisterRow(
            "N-3", "completion", "Nadia", "", day, handed_over_on=changed, handed_over_by="M. Jamal"
        ),
        RegisterRow("N-4", "completion", "Saima", "", day),
    )
    (text,) = words(register_pdf(RegisterData("Office", "Course", day, rows)).pdf)
    assert "Replaced 12 May 2022 by N-4: misspelt" in text
    assert "Cancelled 12 May 2022: by mistake" in text
    assert "M. Jamal" in text
    assert "4 numbers in this register, 2 of them valid, 2 replaced or cancelled." in text


def test_register_counts_and_closes_on_its_last_page_only(words: Any) -> None:
    texts = words(register_pdf(register(40)).pdf)
    assert ["Closed by" in text for text in texts] == [False] * (len(texts) - 1) + [True]


def test_emergency_sheet_prints_the_key_letter_by_letter_in_order(words: Any) -> None:
    (text,) = words(emergency_sheet_pdf(SHEET).pdf)
    letters = "".join(text.split())
    for group in KEY.split("-"):
        assert group in letters
    for word in ("pakistan.workbook", "every backup", "sheet 3", "safe", "تجوری"):
        assert word in " ".join(text.split())


def test_key_of_another_length_is_refused() -> None:
    with pytest.raises(RuleError, match="14 groups"):
        emergency_sheet_pdf(
            EmergencySheetData("Office", "a.workbook", 1, SHEET.issued_on, KEY[:-5])
        )


def test_empty_lists_are_refused() -> None:
    with pytest.raises(RuleError):
        name_check_pdf(name_check(0))
    with pytest.raises(RuleError):
        register_pdf(register(0))
