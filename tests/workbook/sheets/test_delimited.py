import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.sheets.encoding import decode, likeliest_page

URDU = ["عائشہ صدیقی", "ثناء ملک", "نادیہ حسین", "فاطمہ بی بی", "گلشن آرا", "سمیرا خٹک"]
WESTERN = ["Zoë Müller", "José García", "Renée Côté", "Søren Kjær", "Ana Peña", "LÉONIE DUPRÉ"]
CYRILLIC = ["Зарина Шарипова", "Анна Иванова", "Фаррух Каримов"]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8-sig", b""),
        ("utf-8", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b""),
        ("utf-32-be", b""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_unicode_in_every_dress_is_read_for_certain(
    encoding: str, mark: bytes, line_end: str, separator: str
) -> None:
    rows = [["Name", "Phone"], ["عائشہ", "۰۳۰۶"], ["Zoë", "0307"]]
    text = line_end.join(separator.join(row) for row in rows)
    decoded = decode(mark + text.encode(encoding))
    assert decoded.text.lstrip("\ufeff") == text
    assert decoded.notes == []


def test_all_of_it_together_comes_out_as_rows(read) -> None:
    content = "Name;Phone\rعائشہ;۰۳۰۶\r".encode("utf-16-be")
    file = read(content, "list.csv")
    assert (file.kind, file.encoding) == ("csv", "utf-16-be")
    assert file.sheets[0].rows == [["Name", "Phone"], ["عائشہ", "۰۳۰۶"]]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("cp1252", WESTERN),
        ("cp850", WESTERN),
        ("mac_roman", WESTERN),
        # The page lacks the Persian yeh; people type the Arabic one.
        ("cp1256", [name.replace("ی", "ي") for name in URDU]),
        ("cp1251", CYRILLIC),
        ("cp720", ["سعاد العلي", "زينب محمد", "هدى كريم", "نور حسن"]),
        ("iso-8859-6", ["سعاد العلي", "زينب محمد", "هدى كريم", "نور حسن"]),
    ],
)
def test_a_code_page_is_found_by_its_letters(page: str, names: list[str]) -> None:
    for seed in range(20):
        chosen = random.Random(seed).sample(names, k=3)
        text = "Name;Phone\r\n" + "\r\n".join(f"{name};0301234567" for name in chosen)
        content = text.encode(page)
        assert content.decode(likeliest_page(content)) == text


def test_the_code_page_taken_is_said_and_can_be_changed(read) -> None:
    content = "نام;موبائل\r\nثناء;0301\r\n".encode("cp1256")
    file = read(content, "list.csv")
    assert file.encoding == "cp1256"
    assert file.sheets[0].rows[1] == ["ثناء", "0301"]
    assert any("Arabic (Windows)" in note and "choose another" in note for note in file.notes)
    changed = read(content, "list.csv", encoding="cp1252")
    assert changed.encoding == "cp1252"
    assert changed.sheets[0].rows[1] != file.sheets[0].rows[1]
    assert not any("choose another" in note for note in changed.notes)


def test_a_code_page_that_nobody_knows_is_refused_in_words(refused) -> None:
    assert "klingon" in refused(b"Name\n", "unsupported", "list.csv", encoding="klingon")


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff"))))
def test_valid_utf8_is_always_utf8(lines: list[str]) -> None:
    content = ("Name;Phone\n" + "\n".join(lines)).encode()
    if sum(byte < 32 and byte not in b"\t\r\n" for byte in content) > 2:
        return  # control codes: no text
    decoded = decode(content)
    assert (decoded.text.encode(), decoded.encoding) == (content, "utf-8")


def test_utf8_with_a_broken_letter_is_still_utf8_and_the_line_is_named(read) -> None:
    whole = "Name;Phone\n" + "\n".join(f"{name};0301" for name in URDU)
    content = whole.encode() + b"\nSana\xd8;0302\n" + "عائشہ;0303\n".encode()
    file = read(content, "list.csv")
    assert file.encoding == "utf-8"
    assert file.sheets[0].rows[-1][0] == "عائشہ"
    assert any(f"line {len(URDU) + 2}" in note for note in file.notes)


def test_half_a_letter_of_utf16_is_named_and_not_kept(read) -> None:
    content = "Name;Phone\n".encode("utf-16") + b"\x00\xd8" + "Sana;0301\n".encode("utf-16-le")
    file = read(content, "list.csv")
    assert file.sheets[0].rows[1] == ["\ufffdSana", "0301"]
    assert any("line 2" in note for note in file.notes)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff\ufeffName;Phone\n".encode(),
        "ï»¿Name;Phone\n".encode(),
        '\ufeff"Name";Phone\n'.encode(),
    ],
)
def test_a_mark_glued_to_the_first_header_is_taken_off(read, content: bytes) -> None:
    assert read(content, "list.csv").sheets[0].rows == [["Name", "Phone"]]


def test_the_separator_is_the_one_that_parts_the_lines_alike(read) -> None:
    def rows(text: str) -> list[list[object]]:
        return read(text.encode(), "list.csv").sheets[0].rows

    assert rows("Name;Mark\nSana;12,5\nIqra;13,5\n")[1] == ["Sana", "12,5"]
    assert rows("Name,Station\nSana,Airport; gate 2\nIqra,Sea\n")[1] == ["Sana", "Airport; gate 2"]
    assert rows("List of officers, 2020\n\nName\tPhone\nSana\t1\nIqra\t2\n")[3] == ["Sana", "1"]
    assert rows('"sep=;"\nName;A,B\nSana;1,2\n')[1] == ["Sana", "1,2"]
    assert rows("sep=|\r\nName|A,B,C\r\nSana|1,2,3\r\n")[1] == ["Sana", "1,2,3"]
    assert rows("Name\nSana Malik\n") == [["Name"], ["Sana Malik"]]


def test_commas_in_quotes_do_not_part_fields(read) -> None:
    content = b'Name;Station\n"Sana";"Airport, Islamabad, north, gate 2"\n'
    assert read(content, "list.csv").sheets[0].rows[1][1] == "Airport, Islamabad, north, gate 2"


def test_texts_may_hold_separators_line_ends_and_marks(read) -> None:
    content = b'Name;Remark\n"Malik; Sana";"first\r\nsecond"\nIqra;"she said ""yes"""\n'
    rows = read(content, "list.csv").sheets[0].rows
    assert rows[1] == ["Malik; Sana", "first\r\nsecond"]
    assert rows[2] == ["Iqra", 'she said "yes"']


def test_texts_over_several_lines_do_not_hide_the_separator(read, refused) -> None:
    head = b'"Name\n\tof officer;\n\tand of father;\n\trank;",Phone,"Station\r(now)"\r\n'
    file = read(head + b"Sana,0301,Gulberg\r\nIqra,0302,Saddar\r\n", "list.csv")
    assert [len(row) for row in file.sheets[0].rows] == [3, 3, 3]
    assert file.sheets[0].rows[2] == ["Iqra", "0302", "Saddar"]
    assert file.notes == []
    assert "Line 6 " in refused(
        head + b'"Sana,0301,Gulberg\r\nIqra,0302\r\n', "damaged", "list.csv"
    )


def test_a_file_cut_short_inside_a_text_is_refused(refused) -> None:
    whole = b'Name,Remark\nSana,"was here,\nand left"\nIqra,"came\nlate"\n'
    assert "Line 4 " in refused(whole[:-4], "damaged", "list.csv")


def test_marks_may_stand_after_a_blank(read) -> None:
    content = b'"Name", "Station"\n"Sana", "Airport, gate 2"\n"Iqra", ""\n'
    assert read(content, "list.csv").sheets[0].rows == [
        ["Name", "Station"],
        ["Sana", "Airport, gate 2"],
        ["Iqra"],
    ]
    plain = b'Name,Station\nSana, "Baji" at the gate\n'
    assert read(plain, "list.csv").sheets[0].rows[1] == ["Sana", ' "Baji" at the gate']


def test_marks_for_writing_from_right_to_left_part_no_fields(read) -> None:
    content = "نام;تھانہ\nثناء;".encode("mac_arabic", "replace") + b"\xa2\xc7\xc8\xfc\n"
    rows = read(content, "list.csv", encoding="mac_arabic").sheets[0].rows
    assert rows[1][1] == "”اب¦"


def test_marks_after_a_backslash_are_part_of_the_text(read) -> None:
    content = b'Name,Remark\n"Sana","called \\"Baji\\" by all,\nand liked"\nIqra,none\n'
    rows = read(content, "list.csv").sheets[0].rows
    assert rows[1] == ["Sana", 'called "Baji" by all,\nand liked']
    assert rows[2] == ["Iqra", "none"]


def test_a_mark_that_is_never_closed_swallows_nothing_and_its_line_is_named(refused) -> None:
    for content in (
        b'Name;Phone\nSana;1\n"Iqra;2\nUzma;3\n',
        b'Name;Phone\nSana;1\n"Iqra;2\n"Uzma";3\nHina;4\n',
        b'Name;Phone\nSana;1\nIqra;"2\n',
    ):
        assert "Line 3 " in refused(content, "damaged", "list.csv")


def test_marks_that_do_not_fit_are_read_where_nothing_is_swallowed(read) -> None:
    file = read(b'Name;Phone\n"Baji" Sana;1\nIqra;2\n', "list.csv")
    assert file.sheets[0].rows[1:] == [["Baji Sana", "1"], ["Iqra", "2"]]
    assert any("line 2" in note for note in file.notes)


def test_a_text_that_looks_like_rows_is_named(read) -> None:
    file = read(b'Name;Phone\nSana;"1\nIqra;2\nUzma;3"\nHina;4\n', "list.csv")
    assert any("line 2" in note and "quotation mark" in note for note in file.notes)
    remark = b'Name,Phone,Remark\nSana,1,"came late,\nleft early, ill"\n'
    assert read(remark, "list.csv").notes == []


def test_a_text_too_long_and_a_zero_are_named_by_their_line(refused) -> None:
    long = b'Name\nSana\n"' + b"x" * 200_000 + b'"\n'
    assert "Line 3 " in refused(long, "damaged", "list.csv")
    many = b"".join(b"Sana;030%d\n" % number for number in range(50))
    assert "Line 51 " in refused(many + b"Iq\0ra;1\n", "damaged", "list.csv")


def test_what_excel_lost_is_said(read) -> None:
    notes = " ".join(read(b"Name;CNIC\n????? ????;3.52021E+12\n", "list.csv").notes)
    assert "letters were lost" in notes
    assert "E+12" in notes


def test_numbers_kept_from_excel_are_themselves(read) -> None:
    content = b'Name,CNIC,Phone\nSana,="3520112345671","=""0301"""\n'
    assert read(content, "list.csv").sheets[0].rows[1] == ["Sana", "3520112345671", "0301"]


def test_lines_packed_into_one_text_are_parted_and_that_is_said(read) -> None:
    lines = ['Name,Phone,"Station"', 'Sana,0301,"Gulberg, Lahore"', "Iqra,0302,Saddar"]
    packed = ['"' + line.replace('"', '""') + '"' for line in lines]
    for written in (packed, [f"{line};;" for line in packed], [lines[0], *packed[1:]]):
        file = read("\n".join(written).encode(), "list.csv")
        assert file.sheets[0].rows == [
            ["Name", "Phone", "Station"],
            ["Sana", "0301", "Gulberg, Lahore"],
            ["Iqra", "0302", "Saddar"],
        ]
        assert any("one text" in note for note in file.notes)
    names = b'"Malik, Sana"\n"Bibi, Iqra"\n"Khan, Uzma"\n'
    assert read(b"Name\n" + names, "list.csv").sheets[0].rows[1] == ["Malik, Sana"]
    assert read(names, "list.csv").notes == []
    titles = b"Training of officers\nPeshawar\nMay\n\nName,Phone,Station\nSana,0301,Saddar\n"
    assert read(titles, "list.csv").notes == []


@pytest.mark.parametrize("name", [*WESTERN[:4], *URDU, *CYRILLIC])
def test_letters_that_were_saved_wrongly_before_are_said(read, name: str) -> None:
    twice = name.encode().decode("cp1252", "replace").replace("\ufffd", "\u0081")
    file = read(f"Name;Phone\n{twice};0301\n".encode(), "list.csv")
    assert any("saved wrongly" in note for note in file.notes)
    assert read(f"Name;Phone\n{name};0301\n".encode(), "list.csv").notes == []


def test_a_csv_has_limits_too(read, refused) -> None:
    refused(b"a\n" * 20_001, "limit", "list.csv")
    refused(b"a;" * 300 + b"b\n", "limit", "list.csv")
    assert len(read(b"a\n" * 20_000 + b",,\n" * 30_000, "list.csv").sheets[0].rows) == 20_000
    assert read(b"Name" + b";" * 16_000 + b"\n", "list.csv").sheets[0].rows == [["Name"]]


def test_rubbish_is_damaged_and_no_list(refused) -> None:
    refused(random.Random(1).randbytes(5_000), "damaged", "list.xlsx")
    refused(bytes(5_000), "damaged", "list.csv")
