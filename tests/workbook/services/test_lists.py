"""A list that came in is understood in another way as a person says, and so the next time."""

from datetime import date
from pathlib import Path

import pytest

from workbook.errors import SheetError
from workbook.intake.correction import NO_HEADER, NOTHING, Correction
from workbook.intake.detect import ForeignList
from workbook.intake.kinds import ListKind
from workbook.intake.values import DateOrder
from workbook.services import intake, mappings
from workbook.services.intake import ListFile
from workbook.sheets.writer import BookWriter
from workbook.storage.book import Workbook

CAPTIONS = ["Name", "Born", "Cell or desk", "Other"]
MAY = [
    ["Uzma Ahmed", "05/04/1984", "0314-9412691", "Lahore"],
    ["Khadija Siddiqui", "06/07/1986", "0319-5937440", "Multan"],
]
JUNE = [
    ["Noreen Siddiqui", "01/02/1990", "0335-2667523", "Quetta"],
    ["Zarmina Parveen", "03/02/1991", "0341-3332982", "Karachi"],
    ["Shazia Ali", "03/12/1985", "0317-6697046", "Lahore"],
]
SAID = Correction(fields={3: "duty_station"}, date_orders={1: DateOrder.MONTH_FIRST})


def write(path: Path, people: list[list[str]], captions: list[str] = CAPTIONS) -> Path:
    book = BookWriter(created=date(2020, 10, 20))
    sheet = book.sheet("List")
    for row, cells in enumerate([["Punjab Police"], [], captions, *people]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    path.write_bytes(book.finish())
    return path


def opened(path: Path) -> ListFile:
    read = intake.open_file(path)
    assert isinstance(read, ListFile)
    return read


def found(read: ListFile) -> ForeignList:
    assert read.found is not None
    return read.found


def fields(read: ListFile) -> list[str | None]:
    return [column.field for column in found(read).mapping]


def test_a_list_is_understood_anew_without_reading_the_file_again(tmp_path: Path) -> None:
    path = write(tmp_path / "may.xlsx", MAY)
    read = opened(path)
    path.unlink()
    again = intake.correct(read, SAID)
    assert fields(read) == ["name_latin", "born_on", "phone", None]
    assert fields(again) == ["name_latin", "born_on", "phone", "duty_station"]
    assert found(again).records[0].fields["born_on"] == "1984-05-04"
    assert again.as_found is read.found
    assert intake.correct(again, NOTHING).found == read.found


def test_the_last_row_can_be_said_alone(tmp_path: Path) -> None:
    read = opened(write(tmp_path / "both.xlsx", [*MAY, *JUNE]))
    cut = found(intake.correct(read, Correction(last_row=4)))
    assert [record.row for record in cut.records] == [4, 5]
    assert cut.caption_row == 2


def test_what_leaves_no_list_is_refused_and_can_be_said_otherwise(tmp_path: Path) -> None:
    read = opened(write(tmp_path / "may.xlsx", MAY))
    nobody = intake.correct(read, Correction(header_row=4, first_row=9))
    assert nobody.found is None
    assert nobody.refusal is not None
    assert nobody.correction.first_row == 9
    assert intake.correct(nobody, NOTHING).found == read.found


def test_a_file_without_people_keeps_its_cells_for_who_knows_better(tmp_path: Path) -> None:
    path = tmp_path / "menu.csv"
    path.write_text("Soup,Bread\n1,2\n", "utf-8")
    read = opened(path)
    assert read.found is None
    assert read.sheets.sheets[0].rows[0] == ["Soup", "Bread"]
    with pytest.raises(SheetError) as refused:
        intake.read_list(path)
    assert refused.value is not read.refusal
    assert str(refused.value) == str(read.refusal)


def test_letters_are_read_as_a_person_says(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(
        "Name,Mobile\nثناء جبران,0314-9412691\nحنا رضا,0319-5937440\n".encode("cp1256")
    )
    read = intake.open_file(path, encoding="cp1256")
    assert isinstance(read, ListFile)
    assert found(read).records[0].fields["name_native"] == "ثناء جبران"
    assert read.sheets.encoding == "cp1256"


def test_a_list_can_be_read_as_told_from_the_start(tmp_path: Path) -> None:
    path = write(tmp_path / "may.xlsx", MAY)
    told = intake.read_list(path, correction=Correction(kind=ListKind.NOMINATIONS))
    assert isinstance(told, ForeignList)
    assert told.kind is ListKind.NOMINATIONS


def test_what_was_said_is_used_for_the_next_list_of_the_sender(
    book: Workbook, tmp_path: Path
) -> None:
    may = intake.correct(opened(write(tmp_path / "may.xlsx", MAY)), SAID)
    assert intake.keep_correction(book, may)
    june = intake.as_before(book, opened(write(tmp_path / "june.xlsx", JUNE)))
    assert june.saved is not None
    assert june.saved.sender == "Punjab Police"
    assert [column.by for column in found(june).mapping][3] == "saved"
    assert "for this sender" in found(june).warnings[0]
    assert found(june).records[0].fields["born_on"] == "1990-01-02"
    assert not intake.keep_correction(book, june), "nothing was said that is not kept"
    more = intake.correct(
        june, Correction(fields={**june.correction.fields, 2: None}, date_orders=SAID.date_orders)
    )
    assert [column.by for column in found(more).mapping][2:] == ["person", "saved"]
    assert intake.keep_correction(book, more)
    assert [one.correction.fields for one in mappings.saved(book)] == [{2: None, 3: "duty_station"}]


def test_a_list_can_be_read_afresh_all_the_same(book: Workbook, tmp_path: Path) -> None:
    intake.keep_correction(book, intake.correct(opened(write(tmp_path / "a.xlsx", MAY)), SAID))
    june = intake.as_before(book, opened(write(tmp_path / "b.xlsx", JUNE)))
    fresh = intake.correct(june, NOTHING)
    assert fields(fresh) == ["name_latin", "born_on", "phone", None]
    assert fresh.found == june.as_found
    assert not intake.keep_correction(book, fresh)
    assert intake.correct(fresh, fresh.before).found == june.found


def test_rows_and_pasted_blocks_are_not_kept_for_others(book: Workbook, tmp_path: Path) -> None:
    read = opened(write(tmp_path / "may.xlsx", MAY))
    assert not intake.keep_correction(book, read)
    assert not intake.keep_correction(book, intake.correct(read, Correction(last_row=3)))
    pasted = intake.open_pasted([["Sana Jibraan", "Lahore"], ["Hina Raza", "Multan"]])
    said = intake.correct(pasted, Correction(header_row=NO_HEADER, fields={1: "duty_station"}))
    assert found(said).records[1].fields["duty_station"] == "Multan"
    assert not intake.keep_correction(book, said), "nothing would tell the next one"
    assert mappings.saved(book) == ()


def test_a_list_that_was_taken_in_says_so_with_its_rows(book: Workbook, tmp_path: Path) -> None:
    path = write(tmp_path / "may.xlsx", MAY)
    for _time in range(2):
        plan = intake.plan_list(book, found(opened(path)))
        intake.apply_plan(book, plan)
    notice = intake.plan_list(book, found(opened(path))).notices[0]
    assert "already brought in on 20 October 2020, 2 rows" in notice
    assert notice.endswith("What is in the workbook already is not brought in twice.")
    dated = intake.correct(opened(path), SAID)
    intake.apply_plan(book, intake.plan_list(book, found(dated)))
    same = intake.plan_list(book, found(intake.correct(opened(path), SAID)))
    assert same.counts["same"] == 2
    assert same.notices[0].endswith("Taking it in again changes nothing.")


def test_a_column_of_names_is_believed_whatever_stands_in_it(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("Ref,Q\n17,uzma_ahmed\n18,khadija_raza\n", "utf-8")
    read = opened(path)
    assert read.found is None
    said = intake.correct(read, Correction(header_row=0, fields={1: "name_latin"}))
    assert found(said).people == 2


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (
            ["Name,Pre-test (50),Post-test (50)", "Uzma Ahmed,20,40", "Hina Raza,21,44"],
            ListKind.TEST_MARKS,
        ),
        (["Name,2/11,3/11,4/11", "Uzma Ahmed,P,P,A", "Hina Raza,P,A,P"], ListKind.MARKS),
        (
            ["List of trainers,,", "Name,Expertise,Languages", "Uzma Ahmed,Law,Urdu", "Hina,x,y"],
            ListKind.EXPERTS,
        ),
    ],
)
def test_a_column_of_every_kind_of_list_stays_out_when_somebody_says_so(
    tmp_path: Path, rows: list[str], kind: ListKind
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(rows), "utf-8")
    read = opened(path)
    assert found(read).kind is kind
    assert fields(read)[1] is not None
    without = intake.correct(read, Correction(fields={1: None}))
    assert (found(without).kind, fields(without)[1]) == (kind, None)
    assert fields(without)[2] is not None
