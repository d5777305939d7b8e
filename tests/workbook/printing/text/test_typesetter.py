"""Shaped lines on paper: compared with Qt, read back from the PDF, and looked at."""

import io
import unicodedata
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from workbook.printing.canvas import new_canvas
from workbook.printing.text import Line, Style, Typesetter, isolate
from workbook.printing.text.fonts import FILES, missing_glyphs

# Lines in the languages of the offices, each in a face that has all of its letters.
SAMPLES = [
    ("nastaliq", "سرٹیفکیٹ آف شرکت: محترمہ صائمہ نورین خان، سب انسپکٹر"),
    ("nastaliq-bold", "سندِ تکمیلِ تربیت"),
    ("naskh", "پنجاب پولیس کی افسر ڈاکٹر فہمیدہ چٹھہ نے پانچ روزہ تربیت مکمل کی"),
    ("naskh", "شَهَادَةُ مُشَارَكَةٍ لِلسَّيِّدَةِ فَاطِمَةَ ٱلزَّهْرَاءِ"),
    ("vazirmatn", "گواهی‌نامهٔ شرکت برای خانم پروین گل‌محمدی، کابل"),
    ("naskh-bold", "د ښځینه پولیسو لپاره د روزنې ګډون پاڼه: ډاکټره ځلاند څپاند"),
    ("naskh", "بڕوانامەی بەشداریکردن بۆ خاتوو ڕێژنە گوڵاڵە ڤیان"),
    ("bengali", "অংশগ্রহণের সনদপত্র: শ্রীমতী ক্ষমা চক্রবর্ত্তী, ঢাকা মেট্রোপলিটন পুলিশ"),
    ("serif", "Certificate of Completion – Trafficking office, Şükrü Gößmann"),
    ("sans-semibold", "Sub-Inspector, Federal Investigation Agency (2020) Ωмир"),
]
NARROW = 1200.0
STYLE = Style("serif", 12)
MIXED = "".join(["abc fi VA.", "صائمہ نورین", " ২০ক্ষ", "(-)/12", "\u2068\u2069\u200c\u064b\n"])
texts = st.text(alphabet=MIXED, max_size=40)


def page(paint: Callable[[Any, Typesetter], None]) -> bytes:
    """A PDF of one page, 1200 by 300 points."""
    file = io.BytesIO()
    canvas = new_canvas(file, title="Sample", pagesize=(NARROW, 300))
    paint(canvas, Typesetter(canvas))
    canvas.save()
    return file.getvalue()


def sample_page(face: str, text: str) -> bytes:
    def paint(_: Any, ts: Typesetter) -> None:
        ts.draw(ts.line(text, Style(face, 20)), 40, 120)

    return page(paint)


def extracted(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = str(document[0].get_textpage().get_text_bounded())
    document.close()
    return text


def measuring() -> Typesetter:
    return Typesetter(new_canvas(io.BytesIO(), title="Sample", pagesize=(100, 100)))


def painted(line: Line) -> int:
    return sum(len(cluster.glyphs) for run in line.runs for cluster in run.clusters)


@pytest.mark.parametrize(("face", "text"), SAMPLES)
def test_glyphs_and_width_agree_with_qt(qapp: Any, face: str, text: str) -> None:
    from PySide6.QtGui import QFont, QFontDatabase, QTextLayout

    path = files("resources") / "fonts" / f"{FILES[face]}.ttf"
    identifier = QFontDatabase.addApplicationFont(str(path))
    font = QFont(QFontDatabase.applicationFontFamilies(identifier))
    font.setPixelSize(100)
    weights = {"B": QFont.Weight.Bold, "S": QFont.Weight.DemiBold, "R": QFont.Weight.Normal}
    font.setWeight(weights[FILES[face].split("-")[1][0]])
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    there = layout.createLine()
    there.setLineWidth(1e6)
    layout.endLayout()
    glyphs = sum(
        not run.rawFont().boundingRect(glyph).isEmpty()
        for run in layout.glyphRuns()
        for glyph in run.glyphIndexes()
    )

    line = measuring().line(text, Style(face, 100))

    assert painted(line) == glyphs
    assert line.width == pytest.approx(there.horizontalAdvance(), rel=0.01)


@pytest.mark.parametrize(("face", "text"), SAMPLES)
def test_words_are_found_in_the_pdf(face: str, text: str) -> None:
    # PDFium puts marks into canonical order.
    found = unicodedata.normalize("NFC", extracted(sample_page(face, text)))
    for word in unicodedata.normalize("NFC", text).split():
        assert word.strip(":,،()") in found


@pytest.mark.parametrize(("face", "text"), SAMPLES)
def test_ink_holds_every_painted_pixel(face: str, text: str) -> None:
    line = measuring().line(text, Style(face, 20))
    top, bottom, left, right = line.ink
    scale = 4
    document = pypdfium2.PdfDocument(sample_page(face, text))
    picture = document[0].render(scale=scale, grayscale=True).to_pil()
    seen = picture.point(lambda value: 255 if value < 250 else 0).getbbox()
    document.close()

    expected = (
        (40 + left) * scale,
        (300 - 120 - top) * scale,
        (40 + right) * scale,
        (300 - 120 - bottom) * scale,
    )
    # One pixel for anti-aliasing, outside; nothing wider inside either, or ink would be slack.
    assert seen == pytest.approx(expected, abs=1.5)


def test_only_embedded_subsets_are_listed() -> None:
    def paint(_: Any, ts: Typesetter) -> None:
        for number, (face, text) in enumerate(SAMPLES):
            ts.draw(ts.line(text, Style(face, 10)), 40, 20 + 25 * number)

    reader = pypdf.PdfReader(io.BytesIO(page(paint)))
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert len(fonts) > 5
    for font in fonts.values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"]
        name = descriptor["/FontName"]
        assert name[7] == "+"
        assert name[1:7].isupper()
        assert len(descriptor["/FontFile2"].get_data()) > 200


def test_same_drawing_gives_the_same_bytes() -> None:
    def paint(_: Any, ts: Typesetter) -> None:
        for number, (face, text) in enumerate(SAMPLES):
            ts.draw(ts.line(text, Style(face, 10)), 40, 20 + 25 * number)

    assert page(paint) == page(paint)


def test_file_names_no_machine_and_no_foreign_program() -> None:
    metadata = pypdf.PdfReader(io.BytesIO(sample_page("serif", "Text"))).metadata
    assert metadata is not None
    assert (metadata.title, metadata.author, metadata.creator, metadata.producer) == (
        "Sample",
        "Cohort Workbook",
        "Cohort Workbook",
        "Cohort Workbook",
    )


def test_drawing_leaves_the_state_of_a_plain_canvas_alone() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=0)
    canvas.setFillColorRGB(1, 0, 0)
    ts = Typesetter(canvas)
    ts.draw(ts.line("Name", Style("serif", 12, color="#10233f")), 40, 40)
    canvas.rect(0, 0, 10, 10, fill=1)
    canvas.save()
    code = file.getvalue()
    assert code.index(b"q BT") < code.index(b"ET Q") < code.index(b" re ")


def test_text_in_a_form_is_painted() -> None:
    def paint(canvas: Any, ts: Typesetter) -> None:
        canvas.beginForm("art")
        ts.draw(ts.line("Repeated", STYLE), 40, 40)
        canvas.endForm()
        canvas.doForm("art")

    assert "Repeated" in extracted(page(paint))


def test_a_locked_file_can_be_read_with_its_password() -> None:
    file = io.BytesIO()
    canvas = new_canvas(file, title="Sample", pagesize=(NARROW, 300))
    canvas.setEncrypt("secret")
    ts = Typesetter(canvas)
    ts.draw(ts.line("Name صائمہ", STYLE), 40, 40)
    canvas.save()
    document = pypdfium2.PdfDocument(file.getvalue(), password="secret")
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "صائمہ" in text


def test_markup_is_drawn_literally() -> None:
    assert "<b>Dr.</b> &amp;" in extracted(sample_page("serif", "<b>Dr.</b> &amp;"))


def test_marks_of_direction_draw_nothing() -> None:
    ts = measuring()
    plain = ts.line("Name", STYLE)
    marked = ts.line("\u200e" + isolate("Na\u00adme") + "\u200f\x07", STYLE)
    assert marked.width == plain.width
    assert marked.ink == plain.ink


def test_isolated_number_keeps_its_order_in_an_urdu_line() -> None:
    number = "+92-300-1234567"
    bare = extracted(sample_page("naskh", f"فون {number}"))
    kept = extracted(sample_page("naskh", f"فون {isolate(number, 'ltr')}"))
    assert number not in bare
    assert number in kept


def test_isolate_closes_what_its_text_leaves_open() -> None:
    assert isolate("a\u2067b") == "\u2068ab\u2069"
    assert isolate("a\u2069b", "ltr") == "\u2066ab\u2069"
    assert isolate("a\u2067b\u2069") == "\u2068a\u2067b\u2069\u2069"


def test_serif_gives_urdu_to_nastaliq_and_sans_to_naskh() -> None:
    ts = measuring()
    assert [run.face.name for run in ts.line("صائمہ", Style("serif")).runs] == ["nastaliq"]
    assert [run.face.name for run in ts.line("صائمہ", Style("sans-bold")).runs] == ["naskh-bold"]
    faces = [run.face.name for run in ts.line("صائمہ FIA", Style("nastaliq")).runs]
    assert set(faces) == {"nastaliq", "serif"}


def test_a_line_does_not_mix_arabic_faces() -> None:
    line = measuring().line("بڕوانامەی بەشداریکردن", Style("nastaliq"))
    assert {run.face.name for run in line.runs} == {"naskh"}


def test_missing_glyphs_are_reported_once_and_survive_drawing() -> None:
    text = "漢 a 漢 صائمہ 😀\ud800"
    assert measuring().missing(text, STYLE) == "漢😀\ud800"
    assert missing_glyphs("aك漢", ["serif"]) == ["ك", "漢"]
    sample_page("serif", text)


def test_nothing_of_the_samples_is_missing() -> None:
    ts = measuring()
    assert [ts.missing(text, Style(face)) for face, text in SAMPLES] == [""] * len(SAMPLES)


def test_tracking_widens_latin_but_never_joined_letters() -> None:
    ts = measuring()
    tracked = Style("serif", 12, tracking=3)
    gaps = len("COURSE") - 1
    plain = ts.line("COURSE", Style("serif", 12, features={"kern": 0})).width
    assert ts.line("COURSE", Style("serif", 12, tracking=3, features={"kern": 0})).width == (
        pytest.approx(plain + 3 * gaps, abs=0.01)
    )
    assert ts.line("صائمہ", tracked).width == ts.line("صائمہ", STYLE).width


def test_centred_and_right_aligned_lines_end_where_they_should() -> None:
    def paint(_: Any, ts: Typesetter) -> None:
        ts.draw(ts.line("HIH", Style("sans", 20)), 600, 200, align="center")

    document = pypdfium2.PdfDocument(page(paint))
    box = document[0].render(grayscale=True).to_pil().point(lambda v: 255 * (v < 128)).getbbox()
    document.close()
    assert box is not None
    assert (box[0] + box[2]) / 2 == pytest.approx(600, abs=1)


def test_unknown_face_and_colour_are_refused() -> None:
    with pytest.raises(ValueError, match="comic"):
        Style("comic")
    with pytest.raises(ValueError, match="red"):
        Style("serif", color="red")


@settings(max_examples=60, deadline=None)
@given(text=texts, width=st.floats(20, 200), face=st.sampled_from(["serif", "naskh", "bengali"]))
def test_wrapping_keeps_the_text_and_the_width(text: str, width: float, face: str) -> None:
    ts = measuring()
    lines = ts.wrap(text, Style(face, 12), width)
    kept = "".join(line.text for line in lines)
    assert [c for c in kept if not c.isspace()] == [c for c in text if not c.isspace()]
    for line in lines:
        assert line.width <= width + 0.01 or painted(line) <= 4


@settings(max_examples=30, deadline=None)
@given(words=st.lists(st.sampled_from(["course", "صائمہ", "نورین", "ঢাকা"]), min_size=1))
def test_words_that_fit_are_never_cut(words: list[str]) -> None:
    ts = measuring()
    lines = ts.wrap(" ".join(words), STYLE, 60)
    assert [word for line in lines for word in line.text.split()] == words


def test_the_last_allowed_line_holds_all_the_rest() -> None:
    ts = measuring()
    lines = ts.wrap("one two three four five six", STYLE, 40, max_lines=2)
    assert len(lines) == 2
    assert " ".join(line.text for line in lines) == "one two three four five six"
    assert lines[1].width > 40


def test_line_breaks_in_the_text_are_kept_and_blank_lines_too() -> None:
    assert [line.text for line in measuring().wrap("a\n\nb", STYLE, 100)] == ["a", "", "b"]


@settings(max_examples=40, deadline=None)
@given(text=texts, width=st.floats(5, 300), lines=st.integers(1, 3))
def test_fit_fits_or_says_that_it_does_not(text: str, width: float, lines: int) -> None:
    fit = measuring().fit(text, STYLE, width, floor=7, max_lines=lines)
    assert len(fit.lines) <= lines
    assert 7 <= fit.size <= 12
    if not fit.overflows:
        assert all(line.width <= width + 0.01 for line in fit.lines)
    kept = "".join(line.text for line in fit.lines)
    assert [c for c in kept if not c.isspace()] == [c for c in text if not c.isspace()]


def test_fit_shrinks_before_it_wraps_and_reports_overflow_at_the_floor() -> None:
    ts = measuring()
    text = "Investigating Trafficking in Persons"
    full = ts.line(text, STYLE).width
    assert ts.fit(text, STYLE, full).size == 12
    smaller = ts.fit(text, STYLE, full * 0.8, floor=9)
    assert 9 <= smaller.size < 12
    wrapped = ts.fit(text, STYLE, full * 0.7, floor=9, max_lines=2)
    assert (len(wrapped.lines), wrapped.size, wrapped.overflows) == (2, 12, False)
    assert ts.fit(text, STYLE, full * 0.2, floor=9).overflows
