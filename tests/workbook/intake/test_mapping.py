from workbook.intake.mapping import Column, meaning, settle
from workbook.sheets.reader import Cell

CARDS = ["31961-6039487-8", "51298-9764433-4", "5144658684364", 4926094020382]
PHONES = ["0314-9412691", 3352667523, "+92 319 5937440", "0341-3332982"]
NAMES = ["Uzma Ahmed", "Khadija Siddiqui", "Noreen Siddiqui", "Zarmina Parveen"]


def settled(captions: list[str], *columns: list[Cell], **more) -> list[Column]:
    rows = [list(row) for row in zip(*columns, strict=True)]
    return list(
        settle(
            [Column(n, caption, meaning((caption,))) for n, caption in enumerate(captions)],
            rows,
            **more,
        )
    )


def fields(captions: list[str], *columns: list[Cell], **more) -> list[str | None]:
    return [column.field for column in settled(captions, *columns, **more)]


def test_values_speak_where_there_is_no_caption() -> None:
    columns: list[list[Cell]] = [
        [*CARDS],
        [*PHONES],
        ["a@example.org", "b@example.org", None, "c@example.org"],
        ["ASI", "Sub-Inspector", "انسپکٹر", "Head Constable"],
        ["F", "Female", "خاتون", "F"],
        ["BPS-16", "BS 14", "BPS-09", "BPS 5"],
        ["12.03.1984", "1365/02/11", "1 May 1990", None],
    ]
    found = settled([""] * len(columns), *columns)
    assert [column.field for column in found] == [
        "national_id",
        "phone",
        "email",
        "rank",
        "sex",
        "grade",
        "born_on",
    ]
    assert {column.by for column in found} == {"values"}


def test_under_a_caption_nobody_knows_only_what_is_beyond_doubt_is_guessed() -> None:
    days: list[Cell] = ["12.03.1984", "13.03.1984", "14.03.1984", "15.03.1984"]
    assert fields(["Verified", "Joined", "Fax"], [*CARDS], days, [*PHONES]) == [
        "national_id",
        None,
        None,
    ]


def test_a_caption_that_its_values_deny_gives_way_and_says_so() -> None:
    phone, card = settled(["Phone", "CNIC"], [*CARDS], [*PHONES])
    assert (phone.field, phone.by, card.field, card.by) == (
        "national_id",
        "values",
        "phone",
        "values",
    )
    assert "“Phone”" in phone.note
    assert "Identity card" in phone.note
    asked = settled(["Do you have a mobile phone?"], ["Yes", "No", "Yes", "Yes"])[0]
    assert asked.field is None
    assert asked.note


def test_of_two_columns_of_one_meaning_the_better_filled_one_is_taken() -> None:
    first, second = settled(["Mobile 1", "Mobile 2"], [None, None, None, PHONES[0]], [*PHONES])
    assert (first.field, second.field) == (None, "phone")
    assert "B" in first.note
    office, own = settled(["Office phone", "Mobile"], [*PHONES], [None, None, *PHONES[2:]])
    assert (office.field, own.field) == (None, "phone")


def test_several_phones_in_a_cell_are_told() -> None:
    phone = settled(["Phone"], ["0300-1234567, 0301-7654321", PHONES[0]])[0]
    assert phone.field == "phone"
    assert "several numbers" in phone.note


def test_a_grade_is_a_rank_where_its_cells_are() -> None:
    ranks: list[Cell] = ["Commissaire", "Brigadier", "Gardien de la paix", "Inspecteur"]
    assert fields(["Name", "Grade"], [*NAMES], ranks) == ["name_latin", "rank"]
    assert fields(["Nom", "Prénom", "Grade"], [*NAMES], ["Awa"] * 4, ["A", "B", "C", "D"]) == [
        "family_name",
        "given_name",
        "rank",
    ]
    assert fields(["Name", "Title"], [*NAMES], ["Mr", "Ms.", "Mrs", "Dr."]) == ["name_latin", None]


def test_a_bare_name_beside_a_family_name_is_the_given_one() -> None:
    given: list[Cell] = ["احمد", "فرید", "زرمینه", "نورین"]
    family: list[Cell] = ["کریمی", "رحیمی", "احمدی", "ستانکزی"]
    assert fields(["نام", "تخلص"], given, family) == ["given_name", "family_name"]
    whole: list[Cell] = [f"{g} {f}" for g, f in zip(given, family, strict=True)]
    assert fields(["نام", "تخلص"], whole, family) == ["name_native", "family_name"]
    assert fields(["Nom", "Mobile"], [*NAMES], [*PHONES]) == ["name_latin", "phone"]


def test_what_a_person_said_stands() -> None:
    columns = settled(
        ["Name", "Phone", "Section"], [*NAMES], [*CARDS], [*PHONES], given={2: "phone"}
    )
    assert [(column.field, column.by) for column in columns] == [
        ("name_latin", "header"),
        ("national_id", "values"),
        ("phone", "person"),
    ]
    left_out = settled(["Name", "Phone"], [*NAMES], [*PHONES], given={1: None}, given_by="saved")
    assert (left_out[1].field, left_out[1].by) == (None, "saved")


def test_the_grade_of_a_result_is_no_pay_scale() -> None:
    course: list[Cell] = ["SOM-101"] * 4
    captions = ["Name", "Course code", "Grade"]
    assert fields(captions, [*NAMES], course, [85, 61.5, 40, 100])[2] == "score"
    assert fields(captions, [*NAMES], course, ["A", "B", "C", "A"])[2] is None
    assert fields(["Name", "Exam score", "Total score"], [*NAMES], [1, 2, 3, 4], [5, 6, 7, 8]) == [
        "name_latin",
        None,
        "score",
    ]
