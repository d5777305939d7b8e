import csv
import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.text import (
    ascii_digits,
    clean,
    consonants,
    has_arabic_script,
    is_latin,
    isolate,
    safe_file_name,
    skeleton,
)

# What Windows takes for a device, with or without an ending.
DEVICE = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])\s*(\.|$)", re.I)

# Anything a spreadsheet or a clipboard can hold, lone surrogates included.
anything = st.text(st.characters(exclude_categories=()))


@given(anything)
def test_clean_text_can_be_stored_and_is_clean_already(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in cleaned)


def test_clean_keeps_what_was_typed() -> None:
    assert clean("  بی‌بی \r\nsecond\tline\x00\ud800\ufffe ") == "بی‌بی \nsecond line"
    assert clean("Ame\u0301lie") == "Amélie"
    assert clean("Sana\u202eanaS") == "SanaanaS"


@given(anything)
def test_a_skeleton_is_its_own_skeleton(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)


@given(anything)
def test_cleaning_does_not_change_the_skeleton(text: str) -> None:
    assert skeleton(clean(text)) == skeleton(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"),
        ("كوثر", "کوثر"),
        ("فاطمة", "فاطمہ"),
        ("آفریدی", "افریدی"),
        ("أحمد", "احمد"),
        ("ثناء", "ثنا"),
        ("بشریٰ", "بشری"),
        ("می‌خواهم", "میخواهم"),
        ("ن\u0640\u0640ام", "نام"),
        ("۰۳۱۴", "٠٣١٤"),
        ("۰۳۱۴", "0314"),
        ("  UZMA \u00a0 Ahmed\u200f", "uzma ahmed"),
        ("José", "JOSE"),
    ],
)
def test_texts_that_look_the_same_have_equal_skeletons(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_different_names_keep_different_skeletons() -> None:
    assert skeleton("Noreen Mughal") != skeleton("Noreen Siddiqui")
    assert skeleton("نائلہ") != skeleton("نادیہ")


@given(st.from_regex(r"[0-9۰-۹٠-٩ ./-]{0,20}", fullmatch=True))
def test_digits_of_every_script_become_ascii(text: str) -> None:
    assert ascii_digits(text).isascii()
    assert len(ascii_digits(text)) == len(text)


@pytest.mark.parametrize(
    ("latin", "native"),
    [
        ("Uzma Ahmed", "عظمیٰ احمد"),
        ("Khadija Siddiqui", "خدیجہ صدیقی"),
        ("Ayesha Hashmi", "عائشہ ہاشمی"),
        ("Bushra Bibi", "بشریٰ بی بی"),
        ("Naila Warraich", "نائلہ وڑائچ"),
        ("Zarmina Parveen", "زرمینہ پروین"),
        ("Sana Jibraan", "ثناء جبران"),
        ("Iqra Chaudhry", "اقراء چوہدری"),
        ("Palwasha Malik", "پلوشہ ملک"),
        ("Noreen Mughal", "نورین مغل"),
        ("Mohd Yousafzai", "محمد یوسفزئی"),
    ],
)
def test_a_name_has_the_same_consonants_in_both_scripts(latin: str, native: str) -> None:
    assert consonants(latin) == consonants(native)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zarmina Parveen", "Zarmina Parvin"),
        ("Shaheen Shareef", "Shahin Sharif"),
        ("NOREEN SIDDIQUI", "Norin Siddiqui"),
        ("Muhammad", "Mohd"),
    ],
)
def test_spellings_of_one_name_have_the_same_consonants(one: str, other: str) -> None:
    assert consonants(one) == consonants(other)


@given(anything)
def test_consonants_take_any_text(text: str) -> None:
    assert consonants(text).isprintable()


@given(anything)
def test_a_file_name_stays_in_its_folder(text: str) -> None:
    name = safe_file_name(text)
    assert name not in ("", ".", "..")
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name
    assert not DEVICE.match(name)
    assert name == name.strip(" .")
    assert len(name.encode()) <= 181
    assert safe_file_name(name) == name


@pytest.mark.parametrize(
    "title",
    ["CON", "nul", "NUL.txt", "com1", "LPT9 .x", "a:b", "../x", "C:\\x", "x. . ", "...", "", "\n"],
)
def test_hostile_titles_become_files_in_the_folder(title: str, tmp_path: Path) -> None:
    name = safe_file_name(title)
    path = tmp_path / name
    path.write_bytes(b"")
    assert path.resolve().parent == tmp_path.resolve()
    assert not DEVICE.match(name)
    assert not set('<>:"/\\|?*') & set(name)


def test_a_readable_title_stays_readable() -> None:
    assert safe_file_name("Cohort 7: Lahore, 2–6 November") == "Cohort 7- Lahore, 2–6 November"
    assert safe_file_name("پنجاب پولیس") == "پنجاب پولیس"


def test_scripts_are_told_apart() -> None:
    assert is_latin("Amélie O'Neill-2")
    assert not is_latin("۱۲")
    assert not is_latin("Uzma عظمیٰ")
    assert has_arabic_script("Uzma عظمیٰ")
    assert not has_arabic_script("Uzma، ۱۲")


def test_an_isolate_has_two_ends() -> None:
    assert isolate("7 / 8") == "\u20687 / 8\u2069"


def test_one_name_list_meets_itself_across_scripts() -> None:
    """Most invented names agree exactly; the rest is the matcher's fuzzy work."""
    path = Path(__file__).parents[1] / "files" / "names-in-two-scripts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [(row["latin"], row["native"]) for row in csv.DictReader(file)]
    agree = sum(
        consonants(latin).replace(" ", "") == consonants(native).replace(" ", "")
        for latin, native in pairs
    )
    assert agree >= 0.75 * len(pairs)
