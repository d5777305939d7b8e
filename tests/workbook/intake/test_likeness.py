import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from workbook.intake.likeness import Keys, Names, names_compatible

NAMES = [
    "Uzma Ahmed",
    "Naila Warraich",
    "Khadija Siddiqui",
    "Bushra Bibi Gondal",
    "Rukhsana Jibraan",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uzma Ahmed", "AHMED UZMA"),
        ("Uzma Ahmed", "Uzma"),
        ("Uzma Ahmed", "Uzma Ahned"),
        ("Shaheen Shareef", "Shahin Sharif"),
        ("Zarmina Parveen", "Parvin Zarmina"),
        ("Mohd Yousafzai", "Muhammad Yusufzai"),
        ("Bushra Bibi Gondal", "Gondal Bushra"),
        ("Abdul Rehman Siddiqui", "Abdulrehman Siddiqui"),
        ("Naila Warraich", "نائلہ وڑائچ"),
        ("Warraich Naila", "نائلہ وڑائچ"),
        ("Bushra Bibi", "بشریٰ بی بی"),
        ("Abdul Rehman Siddiqui", "عبدالرحمٰن صدیقی"),
        ("Golnar Ghasemi", "گلنار قاسمی"),
        ("Zahir Dani Kadhim", "ظاهر داني كاظم"),
        ("عائشه هاشمي", "عائشہ ہاشمی"),
        ("Farzana Khondokar", "ফারজানা খন্দকার"),
        ("Md. Rafiqul Chowdhury", "মোঃ রফিকুল চৌধুরী"),
        ("Azizur Rahman", "আজিজুর রহমান"),
    ],
)
def test_one_name_in_other_dress_is_compatible(one: str, other: str) -> None:
    assert names_compatible((one,), (other,))
    assert names_compatible((other,), (one,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khadija Siddiqui", "Khadija Baloch"),
        ("Rukhsana Shenwari", "Rukhsana Gondal"),
        ("Noreen Mughal", "Noreen Siddiqui"),
        ("Sadia Afridi", "سعدیہ بی بی"),
        ("Maryam Afridi", "مریم قریشی"),
        ("Uzma Ahmed", "Sana Jibraan"),
        ("Farzana Khondokar", "ফারজানা চৌধুরী"),
        ("Officer 12", "Officer 13"),
    ],
)
def test_other_people_are_not(one: str, other: str) -> None:
    assert not names_compatible((one,), (other,))


@given(st.text(), st.text())
def test_compatibility_has_no_order(one: str, other: str) -> None:
    assert names_compatible((one,), (other,)) == names_compatible((other,), (one,))


@given(st.sampled_from(NAMES), st.data())
def test_a_name_with_one_slip_is_found_again(name: str, data: st.DataObject) -> None:
    names: Names[str] = Names()
    for each in NAMES:
        names.add(each, each)
    place = data.draw(st.integers(0, len(name) - 1))
    assume(name[place] != " ")
    slip = data.draw(st.sampled_from(["", "e", name[place] * 2]))
    assert name in names.near(name[:place] + slip + name[place + 1 :])


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_a_name_is_found_in_any_order_of_its_parts_and_without_one_of_three(name, random) -> None:
    names: Names[str] = Names()
    for each in NAMES:
        names.add(each, each)
    parts = name.split()
    random.shuffle(parts)
    assert name in names.near(" ".join(parts))
    if len(parts) > 2:
        parts.pop(random.randrange(3))
        assert name in names.near(" ".join(parts))


@given(st.lists(st.text("abr", min_size=1, max_size=18), max_size=40), st.integers(0, 39))
def test_keys_found_are_those_of_a_block_that_are_alike(written: list[str], chosen: int) -> None:
    keys = Keys(85)
    for key in written:
        keys.add(key)
    sought = written[chosen % len(written)] if written else "abra"
    assert keys.near(sought) == {
        key: fuzz.ratio(sought, key)
        for key in written
        if (key[:2] == sought[:2] or key[-2:] == sought[-2:]) and fuzz.ratio(sought, key) >= 85
    }
