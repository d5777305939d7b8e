"""Lists of test marks: which columns hold marks, of which test, out of how many."""

from pathlib import Path

import pytest
from openpyxl import Workbook as Spreadsheet

from workbook.domain.assessment import Occasion
from workbook.intake.detect import ListKind, detect
from workbook.intake.test_marks import FoundTest, of_field, read_marks
from workbook.intake.values import Unreadable
from workbook.sheets.reader import read_sheets

PEOPLE = ("Adila Noor", "Bushra Gul", "Saima Khan", "Zarmina Aziz")


def write(path: Path, **sheets):
    book = Spreadsheet()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", "-"))
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path: Path):
    return detect(read_sheets(path))


def marks_of(found, person: str):
    record = next(r for r in found.records if r.text("name_latin") == person)
    return {
        (test.occasion.value, test.out_of, test.title): said
        for name, said in record.fields.items()
        if (test := of_field(name)) is not None
    }


def test_two_sheets_of_one_class_are_one_list(tmp_path):
    path = write(
        tmp_path / "tests.xlsx",
        Pre_test=[
            ["Name", "Marks (out of 50)", "%"],
            *[[name, 10 + n, f"=B{n + 2}/50"] for n, name in enumerate((*PEOPLE, "Rabia Shah"))],
        ],
        Post_test=[
            ["Name", "Marks (out of 50)", "%"],
            ["KHAN SAIMA", 40, "=B2/50"],
            ["Noor Adila", "A", "=B3/50"],
            ["Zarmina Azeez", 17.5, "=B4/50"],
            ["Bushra Gul", None, "=B5/50"],
            ["Hina Tariq", 33, "=B6/50"],
        ],
    )
    found = read(path)
    assert (found.kind, found.sheet, found.people) == (ListKind.TEST_MARKS, "Pre-test", 6)
    pre, post = ("pre", 50, "Pre-test"), ("post", 50, "Post-test")
    assert marks_of(found, "Saima Khan") == {pre: "12", post: "40"}
    assert marks_of(found, "Adila Noor") == {pre: "10", post: "absent"}
    assert marks_of(found, "Zarmina Aziz") == {pre: "13", post: "17.5"}
    assert marks_of(found, "Bushra Gul") == {pre: "11"}
    assert marks_of(found, "Hina Tariq") == {post: "33"}
    new = found.records[-1]
    assert (new.sheet, new.row, len({r.row_number for r in found.records})) == ("Post-test", 6, 6)
    saima = next(r for r in found.records if r.text("name_latin") == "Saima Khan")
    post_field = next(name for name in saima.fields if name.startswith("test|post"))
    assert found.cell(saima, post_field) == "Post-test!B2"
    assert any("“Post-test”: row 5 has no marks" in warning for warning in found.warnings)
    assert any("formulas without values" in warning for warning in found.warnings)
    assert not any("was not read" in warning for warning in found.warnings)


def test_columns_of_one_sheet_are_tests_of_their_own(tmp_path):
    path = write(
        tmp_path / "class.xlsx",
        Sheet1=[
            ["Results of the course"],
            ["No", "Name", "Mobile", "Pre-test", None, "Post test", None, "Gain"],
            [None, None, None, "Obtained", "%", "Obtained", "%", None],
            [1, "Adila Noor", "03005550001", "12/40", 30, "30/40", 75, 18],
            [2, "Bushra Gul", "03005550002", "20/40", 50, "absent", None, None],
            [3, "Saima Khan", "03005550003", "8/40", 99, "32/40", 80, 24],
        ],
    )
    found = read(path)
    assert found.kind is ListKind.TEST_MARKS
    assert marks_of(found, "Adila Noor") == {
        ("pre", 40, "Pre-test"): "12",
        ("post", 40, "Post test"): "30",
    }
    assert marks_of(found, "Bushra Gul")["post", 40, "Post test"] == "absent"


def test_percentages_are_held_against_the_marks(tmp_path):
    rows = [["Name", "Pre-test marks", "Out of", "%"]]
    rows += [[name, 10 + n, 40, 25 + 2.5 * n] for n, name in enumerate(PEOPLE)]
    rows[3][3] = 90
    found = read(write(tmp_path / "t.xlsx", Marks=rows))
    assert marks_of(found, "Adila Noor") == {("pre", 40, "Pre-test"): "10"}
    assert any("not those of the marks" in w and "D4" in w for w in found.warnings)


def test_marks_that_cannot_be_are_told_with_their_cell(tmp_path):
    path = write(
        tmp_path / "pre-test.xlsx",
        Sheet1=[
            ["Name", "Score (out of 20)"],
            ["Adila Noor", 25],
            ["Bushra Gul", "soon"],
            ["Saima Khan", 15],
            ["Zarmina Aziz", 12],
            ["Hina Tariq", 11],
        ],
    )
    found = read(path)
    assert found.kind is ListKind.TEST_MARKS
    assert [[p.cell for p in r.problems] for r in found.records] == [["B2"], ["B3"], [], [], []]
    assert marks_of(found, "Saima Khan") == {("pre", 20, "pre-test"): "15"}


def test_urdu_captions_are_understood(tmp_path):
    path = write(
        tmp_path / "list.xlsx",
        Sheet1=[
            ["نام", "پری ٹیسٹ نمبر", "پوسٹ ٹیسٹ نمبر"],
            ["عادلہ نور", "۱۲", 30],
            ["بشریٰ گل", 20, "غیر حاضر"],
            ["صائمہ خان", 18, 33],
        ],
    )
    found = read(path)
    assert found.kind is ListKind.TEST_MARKS
    tests = {of_field(name) for record in found.records for name in record.fields} - {None}
    assert {test.occasion for test in tests} == {Occasion.PRE, Occasion.POST}
    assert {test.out_of for test in tests} == {None}
    assert any("out of how many" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Mobile", "Rank"], ["Adila Noor", "03005550001", "ASI"]],
        [["Name", "Father's name", "Test marks"], ["Adila Noor", "Khalid Noor", 12]],
        [["Name", "Course code", "Status", "Score"], ["Adila Noor", "SOM-201", "Passed", 80]],
        [["Name", "Pre-test date"], ["Adila Noor", "02/11/2020"], ["Bushra Gul", "02/11/2020"]],
    ],
)
def test_other_lists_stay_what_they_are(tmp_path, rows):
    assert read(write(tmp_path / "list.xlsx", Sheet1=rows)).kind is not ListKind.TEST_MARKS


@pytest.mark.parametrize(
    ("cell", "out_of", "marks"),
    [
        (21, 50, "21"),
        (17.50, 50, "17.5"),
        ("17,5", 50, "17.5"),
        ("٢١", 50, "21"),
        ("21/50", 50, "21"),
        ("AB", 50, "absent"),
        ("غیر حاضر", None, "absent"),
        (" – ", 50, None),
        (None, 50, None),
        (0, 50, "0"),
    ],
)
def test_marks_are_read_as_they_are_written(cell, out_of, marks):
    assert read_marks(cell, out_of) == marks


@pytest.mark.parametrize("cell", [51, -1, "good", True, "21/40", "nan"])
def test_what_is_no_mark_is_said_so(cell):
    with pytest.raises(Unreadable):
        read_marks(cell, 50)


def test_a_field_says_all_of_its_test():
    test = FoundTest(Occasion.POST, None, "Quiz | two")
    assert of_field(test.field) == test
    assert of_field("phone") is None
    assert of_field(None) is None
