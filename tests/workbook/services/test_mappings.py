from datetime import date

import pytest

from workbook.errors import NotFoundError
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.detect import ForeignList, detect
from workbook.intake.values import DateOrder
from workbook.services import mappings
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.storage.book import Workbook

CAPTIONS: list[Cell] = ["No", "Name", "Born", "Cell or desk", "Other"]
MAY: list[list[Cell]] = [
    [1, "Uzma Ahmed", "05/04/1984", "0314-9412691", "Lahore"],
    [2, "Khadija Siddiqui", "06/07/1986", "0319-5937440", "Multan"],
]
JUNE: list[list[Cell]] = [
    [1, "Noreen Siddiqui", "01/02/1990", "0335-2667523", "Quetta"],
    [2, "Zarmina Parveen", "03/02/1991", "0341-3332982", "Karachi"],
    [3, "Shazia Ali", "03/12/1985", "0317-6697046", "Lahore"],
]
SAID = Correction(
    fields={3: None, 4: "duty_station"}, date_orders={2: DateOrder.MONTH_FIRST}, last_row=99
)


def file(
    people: list[list[Cell]], captions: list[Cell] | None = None, above: str = "Punjab Police"
) -> SheetFile:
    rows: list[list[Cell]] = [[above], [], captions or CAPTIONS, *people]
    return SheetFile("xlsx", "list.xlsx", "00", [Sheet("list", hidden=False, rows=rows)])


def kept(book: Workbook, name: str | None = None) -> ForeignList:
    corrected = detect(file(MAY), SAID)
    mappings.remember(book, corrected, name, as_found=detect(file(MAY)))
    return corrected


def test_the_next_list_of_a_sender_is_read_as_the_first_was_corrected(book: Workbook) -> None:
    kept(book)
    found = detect(file(JUNE))
    saved = mappings.for_list(book, found)
    assert saved is not None
    assert (saved.name, saved.sender, saved.saved_on) == ("", "Punjab Police", date(2020, 10, 20))
    again = mappings.read_as_saved(file(JUNE), found, saved)
    assert [column.field for column in again.mapping][2:] == ["born_on", None, "duty_station"]
    assert [column.by for column in again.mapping][2:] == ["header", "saved", "saved"]
    assert [record.fields["born_on"] for record in again.records] == [
        "1990-01-02",
        "1991-03-02",
        "1985-03-12",
    ]
    assert again.records[0].fields["duty_station"] == "Quetta"
    assert again.warnings[0] == "The columns are read as on 20 October 2020 for this sender."


def test_another_sender_and_other_captions_are_left_as_found(book: Workbook) -> None:
    kept(book)
    stranger = detect(file(JUNE, above="Federal Investigation Agency"))
    assert mappings.for_list(book, stranger) is None
    others = detect(file(JUNE, ["No", "Name", "Born", "Phone", "Other"]))
    assert mappings.for_list(book, others) is None


def test_a_mapping_with_a_name_follows_columns_that_moved(book: Workbook) -> None:
    kept(book, "Punjab lists")
    saved = mappings.named(book, "punjab LISTS")
    moved = [[row[0], row[1], row[4], row[2]] for row in JUNE]
    turned = file(moved, ["No", "Name", "Other", "Born"], above="Sindh Police")
    found = detect(turned)
    again = mappings.read_as_saved(turned, found, saved, asked=True)
    assert [column.field for column in again.mapping][2:] == ["duty_station", "born_on"]
    assert again.records[0].fields["born_on"] == "1990-01-02"
    assert again.warnings[0].startswith(
        "The columns are read as “Punjab lists”, kept on 20 October"
    )


def test_what_a_platform_calls_its_results_is_kept(book: Workbook) -> None:
    captions: list[Cell] = ["Learner", "Mobile", "Course code", "Status"]
    first: list[list[Cell]] = [
        ["Uzma Ahmed", "0314-9412691", "SOM-101", "Gold star"],
        ["Khadija Siddiqui", "0319-5937440", "SOM-101", "Failed"],
    ]
    platform = file(first, captions, above="Learning platform")
    assert detect(platform).records[0].problems
    explained = detect(platform, Correction(statuses={"gold star": "passed"}))
    assert explained.records[0].fields["status"] == "passed"
    mappings.remember(book, explained, as_found=detect(platform))
    later = file(list(reversed(first)), captions, above="Learning platform")
    saved = mappings.for_list(book, detect(later))
    assert saved is not None
    again = mappings.read_as_saved(later, detect(later), saved)
    assert [record.fields["status"] for record in again.records] == ["failed", "passed"]


def test_what_is_kept_again_is_replaced_and_can_be_forgotten(book: Workbook) -> None:
    kept(book)
    kept(book)
    kept(book, "Punjab lists")
    kept(book, "PUNJAB lists")
    assert [one.name for one in mappings.saved(book)] == ["", "PUNJAB lists"]
    for one in mappings.saved(book):
        mappings.forget(book, one.mapping_id)
    assert mappings.saved(book) == ()
    with pytest.raises(NotFoundError, match="none"):
        mappings.named(book, "Punjab lists")


def test_nothing_of_the_people_is_kept_and_nothing_is_written_into_the_log(book: Workbook) -> None:
    kept(book)
    said = str(mappings.saved(book))
    assert not any(str(row[1]) in said or str(row[3]) in said for row in MAY)
    assert mappings.saved(book)[0].correction.last_row is None


def test_where_nothing_was_corrected_nothing_changes(book: Workbook) -> None:
    found = detect(file(MAY))
    mappings.remember(book, found)
    saved = mappings.for_list(book, found)
    assert saved is not None
    assert saved.correction == NOTHING
    assert mappings.read_as_saved(file(MAY), found, saved) is found
