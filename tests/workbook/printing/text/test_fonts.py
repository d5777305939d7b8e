"""The bundled faces: as the manifest says, and enough for every language of the offices."""

import subprocess
import sys
from pathlib import Path

import pytest

from workbook.printing.text.fonts import FILES, chain, load_face, missing_glyphs

ROOT = Path(__file__).resolve().parents[4]
LETTERS = {
    "Urdu": "آأؤئابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہۂۃھءیےۓ۰۱۲۳۴۵۶۷۸۹۔،؟؛",
    "Persian and Dari": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءأؤۀ۰۱۲۳۴۵۶۷۸۹٪٫٬«»",
    "Pashto": "اآبپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوهۀيېۍئ",
    "Sorani": "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەیێ",
    "Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْٰٱ٠١٢٣٤٥٦٧٨٩",
    "Bengali": "অআইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহড়ঢ়য়ৎংঃঁািীুূৃেৈোৌ্০১২৩৪৫৬৭৮৯।",
    "Turkish": "ÇĞİIÖŞÜçğıiöşü",
    "European": "ÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŸŠŽČĆĐŁŐŰßāīūṭḍṣẓḥʿ–—‘’“”•·…€№©",
    "Russian": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжз",
}


def test_fonts_are_those_of_the_manifest() -> None:
    script = ROOT / "packaging" / "fetch_fonts.py"
    checked = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("style", FILES)
def test_every_style_can_write_every_language(style: str) -> None:
    faces = {name for script in ("Latn", "Arab", "Beng") for name in chain(style, script)}
    missing = {language: missing_glyphs(text, list(faces)) for language, text in LETTERS.items()}
    assert missing == {language: [] for language in LETTERS}


@pytest.mark.parametrize("name", FILES)
def test_faces_may_be_embedded_and_cover_the_space(name: str) -> None:
    face = load_face(name)
    assert face.upem in (1000, 2048)
    assert 0x20 in face.characters
