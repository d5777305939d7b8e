import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.intake.captions import caption_key, language_of, said
from workbook.intake.header_words import OTHER, WORDS


@pytest.mark.parametrize(
    ("field", "captions"),
    [
        ("serial", ["S#", "Sr.No.", "S. No", "Sl.", "#", "N°", "ردیف", "م", "ক্রমিক নং", "ګڼه"]),
        (
            "name",
            [
                "Name of Officer",
                "Full Name *",
                "What is your full name? (as on CNIC)",
                "Name/Rank",
                "Nom et prénom(s)",
                "نام و نام خانوادگی",
                "الاسم الكامل",
                "نوم",
                "নাম",
                "پورا نام",
            ],
        ),
        ("given_name", ["First name", "Prénom", "first_name", "FirstName", "الاسم الأول"]),
        ("family_name", ["Surname", "Nom de famille", "تخلص", "نام‌خانوادگی", "last_name"]),
        (
            "relative_name",
            [
                "F/Name",
                "H/Name",
                "Father’s Name",
                "S/O, D/O, W/O",
                "ولدیت / زوجیت",
                "نام پدر",
                "اسم الأب",
                "د پلار نوم",
                "পিতার নাম",
                "Nom du père",
            ],
        ),
        (
            "rank",
            [
                "Desig",
                "Designation",
                "Rank/Designation",
                "عہدہ",
                "رتبه",
                "الرتبة",
                "পদবি",
                "পদবী",
                "Fonction",
                "র‍্যাংক",
                "Post",
            ],
        ),
        ("grade", ["BS", "BPS", "Pay Scale", "بست", "Échelon", "গ্রেড", "گریڈ"]),
        (
            "service_number",
            ["Belt No.", "Matricule", "P.No", "بیلٹ نمبر", "الرقم الوظيفي", "বিপি নং"],
        ),
        (
            "national_id",
            [
                "CNIC #",
                "N.I.C",
                "Kindly enter your CNIC number without dashes",
                "شماره تذکره",
                "رقم الهوية",
                "د تذکرې شمېره",
                "জাতীয় পরিচয়পত্র",
                "N° CNI",
                "Tazkira No",
            ],
        ),
        (
            "phone",
            [
                "Cell#",
                "3. Mobile",
                "Mobile\nNumber",
                "WhatsApp No",
                "N° de téléphone",
                "Tél.",
                "شماره‌تماس",
                "الجوال",
                "موبائل نمبر",
                "মোবাইল",
                "د تلیفون شمېره",
            ],
        ),
        ("email", ["E-Mail", "Email ID", "Courriel", "البريد الإلكتروني", "برېښنالیک", "ই-মেইল"]),
        (
            "born_on",
            ["D.O.B.", "DateOfBirth", "Né(e) le", "تاريخ الميلاد", "تاریخ تولد", "জন্ম তারিখ"],
        ),
        (
            "duty_station",
            ["Posted at", "Place of posting (district)", "Affectation", "ولایت", "জেলা"],
        ),
        ("sex", ["Gender", "Sex (M/F)", "جنسیت", "Sexe", "লিঙ্গ"]),
        ("score", ["Score (%)", "%", "Grade/10.00", "Note finale", "نمره"]),
        ("status", ["Status", "Statut d'achèvement", "الحالة", "অবস্থা"]),
        (
            OTHER,
            [
                "Phone number of supervisor",
                "Emergency Contact Phone",
                "Mother's Name",
                "Blood Group",
                "Nom de la mère",
                "নাম: মাতার নাম",
                "Home Address",
                "Passport No.",
            ],
        ),
    ],
)
def test_captions_of_seven_languages_mean_their_field(field: str, captions: list[str]) -> None:
    found = {caption: said((caption,)) for caption in captions}
    assert {caption: what.field if what else None for caption, what in found.items()} == (
        dict.fromkeys(captions, field)
    )


@pytest.mark.parametrize("caption", ["Section", "ID number", "Have you attended before?", "", "—"])
def test_what_is_not_known_is_not_guessed(caption: str) -> None:
    assert said((caption,)) is None


def test_a_caption_over_columns_tells_what_the_ones_below_mean() -> None:
    paths = {
        ("Father", "Name"): "relative_name",
        ("Name", "First"): "given_name",
        ("Rank", "BPS"): "grade",
        ("Contact", "Mobile"): "phone",
        ("Emergency contact", "Name"): OTHER,
    }
    assert {path: what.field for path in paths if (what := said(path))} == paths


def test_a_word_of_two_languages_is_taken_in_the_language_of_the_list() -> None:
    french = ["Nom", "Prénom", "Grade", "Matricule"]
    dari = ["نام", "تخلص", "رتبه", "بست"]
    assert [language_of(captions) for captions in (french, dari, ["Name", "Grade"], [])] == [
        "fr",
        "fa",
        "en",
        "en",
    ]
    grades = [said(("Grade",), language) for language in ("fr", "en")]
    assert [grade.field for grade in grades if grade] == ["rank", "grade"]


@pytest.mark.parametrize(
    ("caption", "field"),
    [("Desigantion", "rank"), ("Moblie Number", "phone"), ("Gendre", "sex"), ("Office", None)],
)
def test_one_wrong_letter_is_forgiven_in_long_words_and_told(
    caption: str, field: str | None
) -> None:
    assert said((caption,)) is None
    found = said((caption,), slips=True)
    assert (found.field if found else None) == field
    assert found is None or found.slip_of


_CAPTIONS = [
    word.lstrip("=!")
    for languages in WORDS.values()
    for words in languages.values()
    for word in words.split(" | ")
]


@given(
    st.sampled_from(_CAPTIONS),
    st.sampled_from(["{}", "{} *", " {} ", "{}:", "3. {}", "(2) {}", "\u200f{}\u200f", "{}\u00a0"]),
    st.booleans(),
    st.booleans(),
)
def test_signs_around_a_caption_change_nothing(
    caption: str, around: str, upper: bool, broken: bool
) -> None:
    written = around.format(caption.upper() if upper else caption)
    if broken:
        written = written.replace(" ", "\u00a0\n")
    assert said((written,)) == said((caption,))


@given(st.text(max_size=60))
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    key = caption_key(text)
    assert key == " ".join(key.split())
    said((text,), slips=True)
