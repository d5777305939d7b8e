"""Blocks pasted from a sheet, a document or a chat."""

import pytest

from workbook.errors import SheetError
from workbook.intake.detect import ListKind
from workbook.services import intake
from workbook.storage.book import Workbook


def fields(*lines: str) -> list[dict[str, str | int]]:
    found = intake.read_pasted([line.split("\t") for line in lines])
    return [dict(record.fields) for record in found.records]


def test_a_block_with_its_header_is_read_as_a_list() -> None:
    assert fields("Name\tMobile\tRank", "Sana Jibraan\t0307-7625740\tASI") == [
        {"name_latin": "Sana Jibraan", "phone": "03077625740", "rank": "ASI"}
    ]


def test_a_block_without_header_is_understood_by_its_values() -> None:
    found = intake.read_pasted(
        [
            ["1", "Sana Jibraan", "ثناء جبران", "0307-7625740", "Lahore"],
            ["2", "Hina Raza", "حنا رضا", "0301-7654321", "Multan"],
        ]
    )
    assert found.kind is ListKind.PARTICIPANTS
    assert [record.row_number for record in found.records] == [1, 2]
    assert found.records[1].fields == {
        "name_latin": "Hina Raza",
        "name_native": "حنا رضا",
        "phone": "03017654321",
    }
    assert any("Column E" in warning for warning in found.warnings)


def test_lines_of_a_chat_are_parted() -> None:
    assert fields(
        "1. Sana Jibraan, ASI, 0307-7625740",
        "2. Hina Raza – Inspector 0301 7654321",
        "3) Noor Khan",
    ) == [
        {"name_latin": "Sana Jibraan", "rank": "ASI", "phone": "03077625740"},
        {"name_latin": "Hina Raza", "rank": "Inspector", "phone": "03017654321"},
        {"name_latin": "Noor Khan"},
    ]


def test_addresses_of_an_email_are_a_person_each() -> None:
    line = 'To: Sana Ahmed <Sana@example.org>; "Raza, Hina" <h@example.org>; n@example.org'
    assert fields(line) == [
        {"name_latin": "Sana Ahmed", "email": "sana@example.org"},
        {"name_latin": "Hina Raza", "email": "h@example.org"},
        {"email": "n@example.org"},
    ]


@pytest.mark.parametrize(
    ("greeting", "closing"),
    [
        ("Dear Ms Farah,", "Best regards,"),
        ("Dear colleagues", "Thanks"),
        ("Bonjour Madame,", "Cordialement"),
        ("السلام علیکم", "والسلام"),
    ],
)
def test_greetings_and_who_signs_are_nobody(greeting: str, closing: str) -> None:
    lines = (greeting, "Sana Jibraan", "Hina Raza", closing, "Tariq Mahmood", "Director Training")
    assert fields(*lines) == [{"name_latin": "Sana Jibraan"}, {"name_latin": "Hina Raza"}]


@pytest.mark.parametrize(
    "line",
    [
        "Sana Jibraan ASI 0307-7625740",
        "Sana Jibraan, ASI 0307-7625740",
        "Sana Jibraan, ASI Mobile: 0307-7625740",
        "ASI Sana Jibraan 0307-7625740",
        "Sana Jibraan (ASI) 0307 7625740",
    ],
)
def test_rank_and_phone_of_one_line_are_kept(line: str) -> None:
    assert fields(line) == [{"name_latin": "Sana Jibraan", "rank": "ASI", "phone": "03077625740"}]


def test_a_second_line_that_says_the_name_again_is_no_other_person() -> None:
    assert fields("Name\tRank", "Sana Jibraan\nSana Jibraan\tASI") == [
        {"name_latin": "Sana Jibraan", "rank": "ASI"}
    ]


def test_a_single_name_is_a_list_of_one() -> None:
    assert fields("Sana Jibraan") == [{"name_latin": "Sana Jibraan"}]


@pytest.mark.parametrize("line", ["", "  \t ", "12345"])
def test_nobody_in_the_block_is_said(line: str) -> None:
    with pytest.raises(SheetError):
        intake.read_pasted([line.split("\t")])


def test_who_a_doubtful_row_is_can_be_said_before_it_is_taken_in(book: Workbook) -> None:
    first = intake.plan_list(book, intake.read_pasted([["Sana Jibraan"]]))
    intake.apply_plan(book, first)
    again = intake.read_pasted([["Sana Jibraan", "0307-7625740"]])
    asked = intake.plan_list(book, again)
    assert asked.counts["needs_you"] == 1
    her = asked.records[0].candidates[0].person
    settled = intake.plan_list(book, again, decisions={1: her})
    assert settled.counts["changed"] == 1
    assert settled.records[0].person == her
    intake.apply_plan(book, settled)
    assert intake.waiting_rows(book) == ()
    assert intake.plan_list(book, again).counts["same"] == 1
    other = intake.plan_list(book, again, decisions={1: None})
    assert other.people_made == 1
