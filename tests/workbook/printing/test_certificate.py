"""Certificates: both scripts, one script, long names, codes that a scanner reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.errors import RuleError
from workbook.printing.certificate import (
    CertificateContent,
    Signatory,
    certificates_pdf,
    draw_certificates,
)
from workbook.printing.paper import A4_LANDSCAPE, Paper

SIGNATORIES = (
    Signatory("Dr. Nazia Rahat", "ڈاکٹر نازیہ راحت", "Lead Expert", "Prosecution Service"),
    Signatory("Farooq Jamal", "فاروق جمال", "Director, Training", "Federal Agency of Enquiry"),
    Signatory("Marie Lenoir", "", "Coordinator", "Country Office"),
)
CONTENT = CertificateContent(
    number="WB-PAK-2022-000143-K",
    kind="completion",
    name_latin="Zarmina Noreen Khan",
    name_native="زرمینہ نورین خان",
    subtitle_en="Sub-Inspector, Federal Agency of Enquiry, Lahore",
    subtitle_native="سب انسپکٹر، وفاقی ادارہ، لاہور",
    body_en="has completed six preparatory modules and the five-day course Investigation Skills "
    "(30 hours, Islamabad, 2 to 6 November 2020), followed by three coaching sessions.",
    body_native="نے چھ ابتدائی ماڈیول اور پانچ روزہ کورس تفتیشی مہارتیں (۳۰ گھنٹے، اسلام آباد، "
    "۲ تا ۶ نومبر ۲۰۲۰ء) اور تین رہنمائی نشستیں کامیابی سے مکمل کیں۔",
    issued_on=date(2022, 5, 10),
    place="Islamabad",
    office_name="Country Office",
    signatories=SIGNATORIES,
    qr_text="WBC1:" + "A7K2 9QXB4" * 20,
)
LATIN_ALONE = replace(CONTENT, name_native="")
NATIVE_ALONE = replace(CONTENT, name_latin="", kind="attendance")
VARIANTS = {
    "pair": CONTENT,
    "ink saving": replace(CONTENT, ink_saving=True),
    "latin alone": LATIN_ALONE,
    "native alone": NATIVE_ALONE,
    "one signatory": replace(CONTENT, signatories=SIGNATORIES[:1]),
    "five signatories": replace(CONTENT, signatories=SIGNATORIES + SIGNATORIES[:2]),
    "long offices": replace(
        CONTENT,
        signatories=(
            Signatory(
                "Dr. Nazia Rahat",
                "ڈاکٹر نازیہ راحت",
                "Lead National Expert on Investigation",
                "Office of the Prosecutor General, Islamabad",
            ),
        )
        * 5,
    ),
    "one word": replace(CONTENT, name_latin="Uzma", name_native="عظمیٰ"),
    "five parts": replace(
        CONTENT,
        name_latin="Hisham Hamdi Abd al-Rahman Mustafa al-Shammari",
        name_native="هشام حمدي عبد الرحمن مصطفى الشمري",
    ),
    "two lines": replace(
        CONTENT,
        name_latin="Hisham Hamdi Abd al-Rahman Mustafa al-Shammari al-Tikriti of Hohenlohe-Burg",
        name_native="هشام حمدي عبد الرحمن مصطفى الشمري التكريتي بن عبد العزيز بن عبد الله الدليمي",
    ),
}


def drawn(*contents: CertificateContent) -> Paper:
    paper = Paper(title="Certificates", size=A4_LANDSCAPE)
    draw_certificates(paper, contents)
    return paper


def sizes(paper: Paper) -> dict[str, float]:
    return {placed.text: placed.size for placed in paper.placed}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_text_keeps_to_its_box_and_to_itself(
    name: str, check_paper: Callable[[Paper], None], check_pdf: Callable[[bytes, str], None]
) -> None:
    paper = drawn(VARIANTS[name])
    # The lines of microtext are the first two, drawn into the shared frame.
    del paper.placed[:2]
    check_paper(paper)
    printed = certificates_pdf([VARIANTS[name]])
    assert printed.warnings == ()
    check_pdf(printed.pdf, "Certificate")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    latin=st.text(alphabet="ABCQabcgjpqy -'’", max_size=160).filter(lambda text: text.strip()),
    native=st.text(alphabet="ابپتٹجچحخدڈرڑزسشصضطظعغفقکگلمنوہھیے ٰ", max_size=120),
)
def test_names_of_any_length_are_neither_cut_nor_drawn_outside(latin: str, native: str) -> None:
    paper = drawn(replace(CONTENT, name_latin=latin, name_native=native))
    for placed in paper.placed:
        assert placed.box.holds(placed.ink)
    assert latin.strip() in sizes(paper)


def test_name_is_the_largest_text() -> None:
    for content in (CONTENT, LATIN_ALONE):
        paper = drawn(content)
        assert max(paper.placed, key=lambda placed: placed.size).text == CONTENT.name_latin


def test_names_and_bodies_are_found_in_both_scripts(words: Any) -> None:
    (text,) = words(certificates_pdf([CONTENT]).pdf)
    for word in (
        *CONTENT.name_latin.split(),
        *CONTENT.name_native.split(),
        "Sub-Inspector",
        "ماڈیول",
        "۲۰۲۰ء",
        CONTENT.number,
        "Islamabad",
        "Nazia",
        "Check in the Cohort Workbook",
    ):
        assert word in text


def test_person_with_one_script_gets_that_script_alone_in_the_middle() -> None:
    latin, native = drawn(LATIN_ALONE), drawn(NATIVE_ALONE)
    assert not any("\u0600" <= c <= "\u06ff" for p in latin.placed for c in p.text)
    assert CONTENT.body_en not in sizes(native)
    assert "CERTIFICATE OF COMPLETION" not in sizes(native)
    for paper, text in ((latin, CONTENT.body_en), (native, CONTENT.body_native)):
        (ink,) = [placed.ink for placed in paper.placed if placed.text == text]
        assert ink.x + ink.w / 2 == pytest.approx(A4_LANDSCAPE[0] / 2, abs=1)


def test_kinds_differ_in_their_titles(words: Any) -> None:
    pages = words(certificates_pdf([CONTENT, replace(CONTENT, kind="attendance")]).pdf)
    assert "CERTIFICATE OF COMPLETION" in pages[0]
    assert "CERTIFICATE OF ATTENDANCE" in pages[1]


def test_markup_is_printed_literally(words: Any) -> None:
    name = "<b>Bibi</b> & <img src=/etc/passwd>"
    (text,) = words(certificates_pdf([replace(CONTENT, name_latin=name, name_native="")]).pdf)
    assert name in text


def test_code_is_read_from_a_picture_of_150_dpi(pictures: Any) -> None:
    (picture,) = pictures(certificates_pdf([CONTENT]).pdf, 150)
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == CONTENT.qr_text


def test_code_too_long_for_paper_is_refused() -> None:
    with pytest.raises(RuleError, match="too long"):
        certificates_pdf([replace(CONTENT, qr_text="x" * 900)])


def test_reprint_is_byte_identical() -> None:
    assert certificates_pdf([CONTENT]).pdf == certificates_pdf([CONTENT]).pdf


def test_page_looks_the_same_in_any_company(pictures: Any) -> None:
    (alone,) = pictures(certificates_pdf([CONTENT]).pdf, 100)
    others = [replace(CONTENT, number=f"N-{n}", name_latin=f"Bibi {n}") for n in range(3)]
    among = pictures(certificates_pdf([*others, VARIANTS["ink saving"], CONTENT]).pdf, 100)
    assert among[-1].tobytes() == alone.tobytes()


def test_art_is_stored_once() -> None:
    one = len(certificates_pdf([CONTENT]).pdf)
    many = certificates_pdf([replace(CONTENT, number=f"N-{n}") for n in range(21)])
    assert len(many.pdf) < one + 20 * 12_000


def test_ink_saving_variant_uses_little_more_than_half_the_ink(pictures: Any) -> None:
    full, light = pictures(certificates_pdf([CONTENT, VARIANTS["ink saving"]]).pdf, 72)

    def ink(picture: Any) -> float:
        return float(sum(255 * n - v * n for v, n in enumerate(picture.histogram())))

    assert ink(light) < ink(full) * 0.6


def test_names_with_letters_no_font_has_are_warned_of() -> None:
    contents = [
        replace(CONTENT, number="N-1", name_latin="Bo 漢"),
        CONTENT,
        replace(CONTENT, number="N-3", name_latin="Bibi 😀"),
    ]
    (warning,) = certificates_pdf(contents).warnings
    assert warning.kind == "letters"
    assert warning.about == ("N-1", "N-3")
    assert str(warning) == ("These 2 names contain letters the font lacks: N-1 (漢), N-3 (😀).")


def test_text_too_long_for_its_place_is_warned_of_and_kept_inside() -> None:
    content = replace(CONTENT, body_en=CONTENT.body_en * 4)
    (warning,) = certificates_pdf([content]).warnings
    assert (warning.kind, warning.about) == ("small", (CONTENT.number,))
    paper = drawn(content)
    assert all(placed.box.holds(placed.ink) for placed in paper.placed)
    assert content.body_en in sizes(paper)


def test_certificate_without_a_name_or_none_at_all_is_refused() -> None:
    with pytest.raises(RuleError, match="no name"):
        certificates_pdf([replace(CONTENT, name_latin=" ", name_native="")])
    with pytest.raises(RuleError, match="no certificate"):
        certificates_pdf([])
    with pytest.raises(RuleError, match="signatories"):
        certificates_pdf([replace(CONTENT, signatories=SIGNATORIES * 2)])
