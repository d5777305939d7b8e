import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.intake.names import NameCell, read_name_cell


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("UZMA AHMED", NameCell("Uzma Ahmed")),
        ("A. B. Khan", NameCell("A. B. Khan")),
        ("M. Ali Khan", NameCell("M. Ali Khan")),
        ("Jane Smith (JS002)", NameCell("Jane Smith", code="JS002")),
        ("Khan, Ayesha", NameCell("Ayesha Khan")),
        ("O'Brien, Mary", NameCell("Mary O'Brien")),
        ("St John, Pamela K", NameCell("Pamela K St John")),
        ("Gray Friend, Sheila R.", NameCell("Sheila R. Gray Friend")),
        ("De La Rosa, Lynn Ann", NameCell("Lynn Ann De La Rosa")),
        ("Sana Ahmed <Sana@example.org>", NameCell("Sana Ahmed", email="sana@example.org")),
        ("Inspector Sana Khan", NameCell("Sana Khan", rank="Inspector")),
        ("Sub-Inspector Sana Khan", NameCell("Sana Khan", rank="Sub-Inspector")),
        ("Lt. Col. Sana Khan", NameCell("Sana Khan", rank="Lt. Col.")),
        ("Sana Khan, ASI", NameCell("Sana Khan", rank="ASI")),
        ("Ayesha Khan\nASI", NameCell("Ayesha Khan", rank="ASI")),
        ("LC/1234 Sana Bibi", NameCell("Sana Bibi", rank="LC", code="1234")),
        ("HC 1234 Sana Khan", NameCell("Sana Khan", rank="HC", code="1234")),
        ("Dr. Engr. Sana Khan", NameCell("Sana Khan")),
        ("Mst. Sana Bibi W/O Late Ahmed", NameCell("Sana Bibi", relative="Ahmed")),
        ("Sana Khan D/o Ahmed Khan", NameCell("Sana Khan", relative="Ahmed Khan")),
        ("عائشہ خان دختر احمد خان", NameCell("عائشہ خان", relative="احمد خان")),
        ("محترمہ ثنا خان", NameCell("ثنا خان")),
        ("سب انسپکٹر ثنا خان", NameCell("ثنا خان", rank="سب انسپکٹر")),
        ("Sana Khan (FIA)", NameCell("Sana Khan", aside="FIA")),
        ("Sana Ahmed - on leave", NameCell("Sana Ahmed", aside="on leave")),
        ("Sana Khan, Lahore", NameCell("Sana Khan", aside="Lahore")),
        ("Ayesha Khan / عائشہ خان", NameCell("Ayesha Khan", native="عائشہ خان")),
        ("Ayesha\nKhan", NameCell("Ayesha Khan")),
        ("Sana Ahmed\n0300-1234567", NameCell("Sana Ahmed", phone="03001234567")),
        ("رائد راجي جاسم", NameCell("رائد راجي جاسم")),
        ("Missy Elliott", NameCell("Missy Elliott")),
        ("X", NameCell("X")),
    ],
)
def test_what_stands_beside_a_name_is_told(cell: str, found: NameCell) -> None:
    assert read_name_cell(cell) == (found,)


@pytest.mark.parametrize(
    "cell",
    [
        "1. Ayesha Khan 2. Sana Ali",
        "1) Ayesha Khan,\n2) Sana Ali",
        "(a) Ayesha Khan (b) Sana Ali",
        "۱۔ Ayesha Khan ۲۔ Sana Ali",
        "Ayesha Khan\nSana Ali",
        "Ayesha Khan; Sana Ali",
        "Ayesha Khan, Sana Ali",
        "ASI Ayesha Khan\nSI Sana Ali",
        "Ms. Ayesha Khan, Ms. Sana Ali (Lahore, Punjab)",
    ],
)
def test_several_people_of_one_cell_are_told_apart(cell: str) -> None:
    assert [one.name for one in read_name_cell(cell)] == ["Ayesha Khan", "Sana Ali"]


def test_an_empty_cell_names_nobody() -> None:
    assert read_name_cell(None) == read_name_cell("  ") == read_name_cell("Ms.") == ()


NAMES = st.lists(
    st.sampled_from(["Ayesha", "Sana", "Noor", "Jahan", "Ali", "Zarmina", "Uzma", "Karim"]),
    min_size=2,
    max_size=4,
).map(" ".join)


@given(
    st.lists(NAMES, min_size=1, max_size=5, unique=True), st.sampled_from(["\n", "; ", ", ", ";\n"])
)
def test_whole_names_come_back_however_they_are_parted(names: list[str], sign: str) -> None:
    assert [one.name for one in read_name_cell(sign.join(names))] == names
    numbered = " ".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
    assert [one.name for one in read_name_cell(numbered)] == names


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    for one in read_name_cell(text):
        assert one.name
