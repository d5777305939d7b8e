"""The bidirectional algorithm against Unicode's own conformance file."""

import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from hypothesis import example, given
from hypothesis import strategies as st

from workbook.printing.text.bidi import REMOVED, resolve, visual_order

CASES = Path(__file__).with_name("BidiCharacterTest.txt.xz")
DIRECTIONS: dict[str, Literal["ltr", "rtl", "auto"]] = {"0": "ltr", "1": "rtl", "2": "auto"}
# A prime, so that the sample does not keep step with the order the cases were generated in.
EVERY = 11


def cases() -> Iterator[str]:
    with lzma.open(CASES, "rt", encoding="utf-8") as lines:
        yield from (line for line in lines if line[0] not in "#\n")


def outcome(line: str) -> tuple[bool, str]:
    codes, direction, level, levels, order = line.rstrip("\n").split(";")
    text = "".join([chr(int(code, 16)) for code in codes.split()])
    paragraph = resolve(text, DIRECTIONS[direction])
    found = paragraph.line_levels(0, len(text))
    written = " ".join(["x" if level == REMOVED else str(level) for level in found])
    placed = " ".join(map(str, visual_order(found)))
    return (str(paragraph.level), written, placed) == (level, levels, order), line


def test_sample_of_the_conformance_file_passes() -> None:
    results = [outcome(line) for number, line in enumerate(cases()) if number % EVERY == 0]
    assert len(results) > 8000
    assert [line for passed, line in results if not passed] == []


@example("\u2066\u2066\u2069\n\u2069")
@given(st.text(alphabet="aאا1۲(])-,. \u2067\u2066\u2068\u2069\u202b\u202c\u064b\n", max_size=40))
def test_every_character_is_placed_once_or_removed(text: str) -> None:
    paragraph = resolve(text)
    levels = paragraph.line_levels(0, len(text))
    kept = [index for index, level in enumerate(levels) if level != REMOVED]
    assert sorted(visual_order(levels)) == kept


@given(st.text(alphabet="abc 12.,()-/", max_size=40))
def test_plain_latin_text_stays_at_level_zero(text: str) -> None:
    assert set(resolve(text).levels) <= {0}
