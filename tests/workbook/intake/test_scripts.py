"""Lists of people in the scripts and by the habits of many countries. All people are invented."""

from collections.abc import Sequence

import pytest

from workbook.errors import SheetError
from workbook.intake.detect import ForeignList, detect
from workbook.sheets.reader import Cell, Sheet, SheetFile


def found(*rows: Sequence[Cell]) -> ForeignList:
    sheet = Sheet("Sheet1", hidden=False, rows=[list(row) for row in rows])
    return detect(SheetFile("xlsx", "list.xlsx", "0" * 32, [sheet]))


def people(*rows: Sequence[Cell]) -> int:
    return found(*rows).people


def are_none(*rows: Sequence[Cell]) -> bool:
    with pytest.raises(SheetError) as refused:
        found(*rows)
    return refused.value.reason in ("not_people", "empty")


def test_a_number_that_only_learners_have_tells_of_people() -> None:
    assert people(("regdNo", "name", "dues"), ("1A56", "Tenzu Lorap", 10), ("1A57", "Saruv", 0))
    assert people(("NISN", "Nama", "Kelas"), (845434, "Gogon", 10), (454644, "Anu", 11)) == 2


def test_chinese_names_of_two_letters_are_names_without_a_header_too() -> None:
    rows = [("时一", 6501, 1368519), ("薛二云", 6421, 1321000), ("贾三", 5201, 1321009)]
    listed = found(*rows, *rows)
    assert listed.caption_row is None
    assert listed.people == 6


def test_titles_before_names_tell_of_people() -> None:
    hours = ("9:00-9:50", "9:50-10:40")
    listed = found(
        ("Monday", None, None, None),
        ("Sr No.", "TEACHER'S NAME", *hours),
        (1, "Mr. Sojod Monyar", "10G", None),
        (2, "Ms. Ronuka Varavol", None, "9E"),
        (3, "Ms. Sangoti Doy", "8A", "11C"),
    )
    assert (listed.caption_row, listed.people) == (1, 3)


def test_addresses_made_of_names_tell_of_people_and_those_of_companies_do_not() -> None:
    head = ("Nom", "Email", "Téléphone", "Site web")
    names = ["Kapongo", "Luabo", "Kwokwa", "Ngwono", "Lomimi", "Mbambo", "Yushi", "Tshobasu"] * 2
    mine = [
        (n + str(i), f"{n.lower()}{i}@example.org", f"+24385232672{i}")
        for i, n in enumerate(names[:8])
    ]
    assert people(head, *[(n[:-1], e, p, None) for n, e, p in mine]) == 8


def test_single_letters_are_no_names() -> None:
    rows = [("ACT 2111", "Accounting", letter, 49, 46) for letter in "ABCDEFGH"]
    assert are_none(("FormalCode", "Title", "SectionName", "Capacity", "RegCount"), *rows)


def test_vacant_rooms_and_beds_are_nobody() -> None:
    listed = found(
        ("Roll No", "Room No", "Student Name", "Mobile No"),
        (None, "A-01", "VACANT ROOM", None),
        (101, "A-02", "Sona Mishro", "9123456780"),
        (None, "A-03", "BED VACANT", None),
        (102, "A-04", "Ritu Ponda", "9123456781"),
    )
    assert listed.people == 2


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        ("Katılımcı Adı-Soyadı", ("Omar ASLONU", "Selo Barış ÇELOB")),
        ("CANDIDATES", ("ROBIRT ROMOWIA", "LALRONDIKA ROLTE")),
        ("छात्र का नाम", ("अनीता वर्मा", "राजेश कुमार")),
        ("Имя и фамилия", ("Винава Даря", "Нетаса Ромун")),
        ("Nama Guru", ("Firmon Horis", "Wofia Murnoti")),
        ("Nom des candidats", ("Aminota Diollo", "Faty Ndioye")),
        ("姓名", ("张三一", "李四二")),
    ],
)
def test_captions_of_many_languages_name_people(caption: str, names: Sequence[str]) -> None:
    assert people(("No", caption), *enumerate(names, 1)) == 2


def test_a_number_behind_a_name_is_her_number() -> None:
    listed = found(
        ("Sr", "Name", "Marks"),
        (1, "Sana Akrum 008", 7),
        (2, "Amina Shahboz 003", 8),
        (3, "Asma Ormid 011", 9),
    )
    assert [r.fields["name_latin"] for r in listed.records][:2] == ["Sana Akrum", "Amina Shahboz"]
    assert listed.records[0].fields["service_number"] == "008"


def test_a_kind_that_reads_like_a_caption_is_no_header() -> None:
    listed = found(
        ("Category", "Full name of the main member", "Count", "Full name of member 1"),
        ("Family", "Vijay Nogaraj", 3, None),
        ("Individual", "Kavita Rega", 1, None),
        ("Family", "Sochin Angodi", 3, "Roshmi Vittol"),
        ("Family", "Suresh Kutle", 3, None),
    )
    assert (listed.caption_row, listed.people) == (0, 4)


def test_where_the_column_of_names_is_empty_another_that_holds_names_is_taken() -> None:
    listed = found(
        ("id", "nama_lengkap", "nama_mesin", "status"),
        (1, None, "Rasya Putri", "magang"),
        (2, None, "Agung Santoso", "tetap"),
        (3, None, "Siti Aminah", "tetap"),
        (4, None, "Dewi Kartika", "magang"),
    )
    assert (listed.caption_row, listed.people) == (0, 4)


def test_courses_with_one_name_among_many_titles_are_no_people() -> None:
    titles = ("General Biology", "Cell Biology", "Ecology", "Linear Algebra", "Sound Design") * 12
    rows = [(f"{title} {'I' * (n % 3 + 1)}", 100, f"D{n}") for n, title in enumerate(titles)]
    assert are_none(("name", "level", "department_id"), *rows, ("History of Asia", 100, "D9"))
