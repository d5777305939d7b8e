from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from workbook.domain.people import Sex
from workbook.errors import SheetError
from workbook.intake.correction import Correction
from workbook.intake.detect import ForeignList, ListKind, detect
from workbook.intake.mapping import meaning
from workbook.intake.values import DateOrder
from workbook.sheets.reader import Cell, Merged, Sheet, SheetFile, read_sheets

SAMPLE = Path(str(files("resources"))) / "sample"


def read(name: str) -> ForeignList:
    return detect(read_sheets(SAMPLE / name))


def listed(*rows: list[Cell], name: str = "list", **more) -> ForeignList:
    sheet = Sheet(name, hidden=False, rows=list(rows), **more)
    return detect(SheetFile("xlsx", "list.xlsx", "00", [sheet]))


@pytest.fixture(scope="module")
def fia() -> ForeignList:
    return read("fia-nominations.xlsx")


@pytest.fixture(scope="module")
def punjab() -> ForeignList:
    return read("punjab-police-nominations.xlsx")


@pytest.fixture(scope="module")
def completions() -> ForeignList:
    return read("elearning-completions.csv")


def test_the_list_of_the_agency_has_17_nominees_and_2_in_reserve(fia: ForeignList) -> None:
    assert fia.kind is ListKind.NOMINATIONS
    assert fia.header_row == 7
    assert Counter(record.reserve for record in fia.records) == {False: 17, True: 2}
    assert [record.row_number for record in fia.records] == [*range(8, 25), 27, 28]
    assert not any(record.problems for record in fia.records)


def test_each_column_tells_how_many_of_its_cells_look_right() -> None:
    found = listed(
        ["Name", "Mobile", "Date of birth", "Shoe size", "CNIC"],
        ["Uzma Ahmed", "0314-9412691", "03/04/1990", None, "31961-6039487-8"],
        ["Khadija Siddiqui", 3352667523, "05/04/1990", 38, None],
        ["Noreen Siddiqui", "+92 319 5937440", "1990", 39, 4926094020382],
        ["Zarmina Parveen", "ask", None, None, "51298"],
        broken={"E3": "#REF!"},
    )
    told = {column.header: (column.filled, column.right) for column in found.mapping}
    assert told["Name"] == (4, 4)
    assert told["Mobile"] == (4, 3)
    assert told["Date of birth"] == (3, 2), "of two days, each looks right"
    assert told["Shoe size"] == (2, 2)
    assert told["CNIC"] == (3, 2), "an error of Excel leaves no cell"


def test_cells_that_look_right_are_counted_over_all_sheets_of_a_list() -> None:
    header: list[Cell] = ["Name", "Mobile"]
    people = ["Uzma Ahmed", "Khadija Siddiqui", "Noreen Siddiqui", "Zarmina Parveen", "Asma Bibi"]
    first = [[name, f"031494126{n}1"] for n, name in enumerate(people)]
    second = [[f"{name} Khan", f"032494126{n}1"] for n, name in enumerate(people)]
    second[2][1] = "ask"
    sheets = [
        Sheet("North", hidden=False, rows=[header, *first]),
        Sheet("South", hidden=False, rows=[header, *second]),
    ]
    found = detect(SheetFile("xlsx", "list.xlsx", "00", sheets))
    assert [(column.filled, column.right) for column in found.mapping] == [(10, 10), (10, 9)]


def test_headers_in_two_merged_rows_are_understood(fia: ForeignList) -> None:
    assert [(c.letters, c.field) for c in fia.mapping] == [
        ("A", "serial"),
        ("B", "name_latin"),
        ("C", "relative_name"),
        ("D", "rank"),
        ("E", "grade"),
        ("F", "national_id"),
        ("G", "phone"),
        ("H", "email"),
        ("I", "duty_station"),
        ("J", "remark"),
    ]
    assert fia.mapping[4].header == "Rank > BPS"


def test_agency_and_sex_come_from_letterhead_and_subject(fia: ForeignList) -> None:
    assert fia.agency is not None
    assert fia.sex is not None
    assert fia.agency.name == "Federal Investigation Agency"
    assert fia.agency.short_name == "FIA"
    assert fia.agency.unit == "Anti Human Trafficking Wing"
    assert fia.agency.cell == "A1"
    assert (fia.sex.sex, fia.sex.cell) == (Sex.FEMALE, "A4")


def test_numbers_that_excel_spoilt_are_mended(fia: ForeignList) -> None:
    people = {record.text("name_latin"): record for record in fia.records}
    assert people["Uzma Ahmed"].fields["national_id"] == "31961-6039487-8"
    assert people["Noreen Siddiqui"].fields["phone"] == "03352667523"
    assert people["Shazia Ali"].fields["relative_name"] == "Ali Afridi"
    assert all(
        record.text(
            "phone",
        )[:2]
        == "03"
        for record in fia.records
    )
    assert all(len(record.text("phone")) == 11 for record in fia.records)
    assert all(len(record.text("national_id")) == 15 for record in fia.records)


def test_a_remark_that_looks_like_a_formula_stays_text(fia: ForeignList) -> None:
    remark = fia.records[8].fields["remark"]
    assert remark == '=HYPERLINK("http://example.org","see letter")'
    assert fia.cell(fia.records[8], "remark") == "J16"


def test_the_urdu_list_has_8_people(punjab: ForeignList) -> None:
    assert punjab.kind is ListKind.NOMINATIONS
    assert punjab.header_row == 3
    assert len(punjab.records) == 8
    assert not any(record.reserve or record.problems for record in punjab.records)
    first = punjab.records[0].fields
    assert first["name_native"] == "عائشہ ہاشمی"
    assert first["service_number"] == "0496/L"
    assert first["phone"] == "03065734177"
    assert first["rank"] == "Lady Constable"
    assert first["duty_station"] == "Rawalpindi"
    assert "name_latin" not in first


def test_birth_dates_are_read_as_the_column_shows(punjab: ForeignList) -> None:
    assert [record.fields["born_on"] for record in punjab.records] == [
        "1981-09-08",
        "1986-03-24",
        "1982-01-20",
        "1984-04-15",
        "1979-09-23",
        "1992-06-13",
        "1994-05-01",
        "1996-05-14",
    ]


def test_the_hidden_sheet_stays_out_and_is_named(punjab: ForeignList) -> None:
    assert punjab.sheet == "نامزدگی"
    assert any("hidden" in warning and "work" in warning for warning in punjab.warnings)


def test_the_urdu_letterhead_proposes_agency_and_sex(punjab: ForeignList) -> None:
    assert punjab.agency is not None
    assert punjab.sex is not None
    assert punjab.agency.name == "Punjab Police"
    assert punjab.agency.name_native == "پنجاب پولیس"
    assert punjab.sex.sex is Sex.FEMALE


def test_completions_are_one_record_a_try(completions: ForeignList) -> None:
    assert completions.kind is ListKind.COMPLETIONS
    assert len(completions.records) == 105
    assert len({record.fields["phone"] for record in completions.records}) == 25
    assert len({record.fields["module_code"] for record in completions.records}) == 4
    assert not any(record.problems for record in completions.records)
    assert Counter(record.fields["status"] for record in completions.records) == {
        "passed": 98,
        "failed": 5,
        "in_progress": 2,
    }
    assert completions.records[0].fields == {
        "name_latin": "Khadija Siddiqui",
        "phone": "03195937440",
        "module_code": "SOM-101",
        "module_title": "Smuggling of Migrants: introduction",
        "status": "failed",
        "score": 55,
        "done_on": "2020-10-05",
    }
    unfinished = [r for r in completions.records if r.fields["status"] == "in_progress"]
    assert all("score" not in r.fields and "done_on" not in r.fields for r in unfinished)


def test_urdu_names_are_a_kind_of_their_own() -> None:
    names = read("fia-urdu-names.xlsx")
    assert names.kind is ListKind.NATIVE_NAMES
    assert len(names.records) == 17
    assert names.records[0].fields == {
        "name_latin": "Uzma Ahmed",
        "phone": "03149412691",
        "name_native": "عظمیٰ احمد",
    }


def test_the_sheet_of_urdu_names_is_what_its_script_makes() -> None:
    script = {"__name__": "make", "__file__": str(SAMPLE / "make_urdu_names.py")}
    exec((SAMPLE / "make_urdu_names.py").read_text(encoding="utf-8"), script)
    assert (SAMPLE / "fia-urdu-names.xlsx").read_bytes() == script["make"]()


def test_the_hash_of_a_sheet_is_of_every_cell() -> None:
    one = listed(["Name", "Phone"], ["Sana", "03077625740"])
    same = listed(["Name", "Phone"], ["Sana", "03077625740"])
    other = listed(["Name", "Phone"], ["Sana", "03077625741"])
    assert one.sheet_hash == same.sheet_hash != other.sheet_hash


def test_totals_signatures_and_empty_numbers_are_not_people() -> None:
    found = listed(
        ["No.", "Name", "Mobile"],
        [1, "Sana Jibraan", "03077625740"],
        [None, "Name", "Mobile"],
        [2, "-----", None],
        [3, None, None],
        [None, "Total: 1"],
        [None, "Prepared by: office"],
        ["Dated: 15-10-2020"],
        [None, None, "(Signature)"],
    )
    assert [record.row_number for record in found.records] == [2]


def test_a_row_with_a_number_and_no_name_is_kept_for_the_plan() -> None:
    found = listed(["Name", "Mobile"], ["Sana", "03077625740"], [None, "03077625741"])
    assert len(found.records) == 2
    assert "name_latin" not in found.records[1].fields


def test_what_cannot_be_read_is_named_by_its_cell() -> None:
    found = listed(
        ["Name", "CNIC", "DOB"],
        ["Sana", "1234", "31/02/1990"],
        ["Iqra", None, None],
        broken={"B3": "#REF!", "C3": "formula"},
    )
    first, second = found.records
    assert [(p.field, p.cell) for p in first.problems] == [("national_id", "B2"), ("born_on", "C2")]
    assert [p.cell for p in second.problems] == ["B3", "C3"]
    assert "error" in second.problems[0].sentence


def test_columns_without_header_words_are_told_by_their_values() -> None:
    found = listed(
        ["Name", "Rank", "xyz", "", "Shoe size"],
        ["Sana", "ASI", "0307-7625740", "54530-2123863-6", 37],
        ["Iqra", "ASI", "0304-9408453", "31868-2133375-4", 38],
    )
    assert [column.field for column in found.mapping] == [
        "name_latin",
        "rank",
        "phone",
        "national_id",
        None,
    ]
    assert any("Shoe size" in warning for warning in found.warnings)


def test_a_column_of_both_scripts_is_told_apart_by_row() -> None:
    found = listed(["Name", "Rank"], ["Sana", "ASI"], ["Iqra", "ASI"], ["عائشہ", "ASI"])
    assert [sorted(record.fields) for record in found.records][::2] == [
        ["name_latin", "rank"],
        ["name_native", "rank"],
    ]


def test_a_name_in_parts_is_joined() -> None:
    found = listed(
        ["Last name", "First name", "Gender"], ["JIBRAAN", "SANA", "F"], ["Khan", None, "male"]
    )
    assert [record.fields for record in found.records] == [
        {"name_latin": "Sana Jibraan", "sex": "female"},
        {"name_latin": "Khan", "sex": "male"},
    ]


def test_a_serial_number_beside_names_makes_a_header() -> None:
    found = listed(["College"], ["Sr", "ID NO", "NAME", "20/1"], [1, 651, "SANA JIBRAAN", "p"])
    assert [record.fields["name_latin"] for record in found.records] == ["Sana Jibraan"]


def test_an_ambiguous_column_of_dates_is_asked_about_once() -> None:
    rows = ["Name", "Date of birth"], ["Sana", "05/04/1990"], ["Iqra", "1990-04-05"]
    found = listed(*rows)
    (question,) = found.questions
    assert (question.kind, question.column, question.header) == ("date_order", 1, "Date of birth")
    assert question.examples == ("05/04/1990",)
    assert question.default is None
    first, second = found.records
    assert [problem.cell for problem in first.problems] == ["B2"]
    assert second.fields["born_on"] == "1990-04-05"
    sheet = Sheet("list", hidden=False, rows=list(rows))
    answered = detect(
        SheetFile("xlsx", "list.xlsx", "00", [sheet]),
        Correction(date_orders={1: DateOrder.MONTH_FIRST}),
    )
    assert answered.questions == ()
    assert answered.records[0].fields["born_on"] == "1990-05-04"


def test_a_merged_caption_over_columns_is_part_of_their_header() -> None:
    found = listed(
        ["Name", "Contact", None],
        [None, "Mobile", "E-mail"],
        ["Sana", "03077625740", "sana@example.org"],
        merged=[Merged(0, 0, 1, 0), Merged(0, 1, 0, 2)],
    )
    assert [column.header for column in found.mapping] == [
        "Name",
        "Contact > Mobile",
        "Contact > E-mail",
    ]
    assert found.kind is ListKind.PARTICIPANTS


def test_no_list_and_an_empty_list_are_told_apart() -> None:
    with pytest.raises(SheetError) as caught:
        listed(["Code", "Price"], ["A", 1])
    assert caught.value.reason == "not_people"
    with pytest.raises(SheetError) as caught:
        listed(["Name", "Mobile"], ["Total", None])
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (["Name of the Officer"], "name"),
        (["Father’s Name"], "relative_name"),
        (["CNIC No. (13 digits)"], "national_id"),
        (["Cell #"], "phone"),
        (["ای میل"], "email"),
        (["جائے تعیناتی"], "duty_station"),
        (["Course", "Code"], "module_code"),
        (["Unknown"], None),
    ],
)
def test_headers_mean_fields(path: list[str], field: str | None) -> None:
    assert meaning(path) == field


def test_hidden_rows_and_columns_are_counted_and_read_when_asked() -> None:
    sheet = Sheet(
        "list",
        hidden=False,
        rows=[
            ["Name", "Phone", "CNIC"],
            ["Amina Khan", "03001234567", "54530-2123863-6"],
            ["Sana Jibraan", "03077625740", "31868-2133375-4"],
        ],
        hidden_rows=frozenset({1}),
        hidden_columns=frozenset({2}),
    )
    file = SheetFile("xlsx", "list.xlsx", "00", [sheet])
    found = detect(file)
    assert [record.fields["name_latin"] for record in found.records] == ["Sana Jibraan"]
    assert "national_id" not in found.records[0].fields
    assert any("1 person stands in a hidden row" in warning for warning in found.warnings)
    assert any("hidden column was not read: C" in warning for warning in found.warnings)
    asked = detect(file, Correction(hidden=True))
    assert [record.text("national_id") for record in asked.records] == [
        "54530-2123863-6",
        "31868-2133375-4",
    ]
