"""From characters to glyph clusters: runs by level, script and face, shaped by HarfBuzz.

A cluster is the smallest piece of text with glyphs of its own: a letter, a ligature, a letter
with its marks, a Bengali conjunct. It becomes one glyph of the embedded font, so that a run is
a plain string of codes on a straight baseline even in Nastaliq.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb

from workbook.printing.text.bidi import REMOVED, Paragraph, visual_order
from workbook.printing.text.fonts import Face, chain, is_invisible, load_face, script_of

# Scripts whose letters join: space between the letters would tear words apart.
_JOINED = frozenset(("Arab", "Beng"))
_JOINERS = "\u200c\u200d"
# Letters Urdu has and its neighbours do not; without a language the digits 4, 6 and 7 and the
# final forms are those of Persian.
_URDU = frozenset("ٹڈڑںےۓہۂھ")
_NOT_URDU = frozenset("ټډړڼېۍځڅږښەێۆڵڕ")


Box = tuple[int, int, int, int]


class Cluster(NamedTuple):
    """One cluster as it is painted. Two equal clusters of a face share one embedded glyph.

    `glyphs` are (glyph id, x, y) in font units, those without an outline left out. `width` is in
    1/1000 em. `text` is what a viewer shall extract, in the order viewers expect: reversed where
    the run is right-to-left. `ink` is (left, bottom, right, top) in 1/1000 em, None if blank.
    """

    glyphs: tuple[tuple[int, int, int], ...]
    width: int
    text: str
    ink: tuple[float, float, float, float] | None


class Run(NamedTuple):
    """Clusters of one face from left to right, in 1/1000 em.

    `trailing` is the tracking after the last one, `ink` (left, bottom, right, top) from the
    run's left end, None if nothing is painted.
    """

    face: Face
    clusters: tuple[Cluster, ...]
    width: int
    trailing: int
    ink: tuple[float, float, float, float] | None


class _Piece(NamedTuple):
    start: int
    end: int
    level: int
    script: str
    face: Face


# Runs or lines of one document kept for the next page: some 10 KB each.
REMEMBERED = 4000

Features = tuple[tuple[str, int], ...]


class Shaper:
    """Shapes lines and remembers the runs it has shaped, for as long as one document lasts."""

    def __init__(self) -> None:
        self._runs: dict[tuple[object, ...], Run] = {}

    def line(
        self,
        text: str,
        start: int,
        end: int,
        paragraph: Paragraph,
        *,
        face: str,
        language: str | None,
        tracking: int,
        features: Features,
    ) -> tuple[Run, ...]:
        """The runs of text[start:end], left to right.

        `paragraph` holds the levels of the whole text; `tracking` is in 1/1000 em.
        """
        chars, levels = _visible(text, start, end, paragraph)
        if not chars:
            return ()
        language = language or _language(text)
        pieces = _pieces(chars, levels, face, _arabic_face(text, face))
        runs: list[Run] = []
        codes = [ord(char) for char in chars]
        for index in visual_order([piece.level for piece in pieces]):
            piece = pieces[index]
            # Letters join across a change of face only if HarfBuzz sees their neighbours.
            joined = piece.script == "Arab"
            before = joined and piece.start > 0 and not chars[piece.start - 1].isspace()
            after = joined and piece.end < len(chars) and not chars[piece.end].isspace()
            low = max(piece.start - 3, 0) if before else piece.start
            high = piece.end + 3 if after else piece.end
            key = (
                piece.face.name,
                piece.level & 1,
                piece.script,
                language,
                tracking,
                features,
                tuple(codes[low:high]),
                piece.start - low,
                piece.end - piece.start,
            )
            run = self._runs.get(key)
            if run is None:
                if len(self._runs) >= REMEMBERED:
                    self._runs.clear()
                run = self._runs[key] = _shape(
                    codes[low:high],
                    piece.start - low,
                    piece.end - piece.start,
                    face=piece.face,
                    rtl=bool(piece.level & 1),
                    script=piece.script,
                    language=language,
                    tracking=0 if piece.script in _JOINED else tracking,
                    features=features,
                )
            runs.append(run)
        return tuple(runs)


def missing(text: str, face: str) -> str:
    """Characters that no face a style falls back to can draw, each once."""
    found: list[str] = []
    for char in text:
        if char in found or char.isspace() or is_invisible(char):
            continue
        if not any(load_face(name).covers(char) for name in chain(face, script_of(char))):
            found.append(char)
    return "".join(found)


def _language(text: str) -> str:
    letters = set(text)
    return "ur" if letters & _URDU and not letters & _NOT_URDU else "und"


def _visible(text: str, start: int, end: int, paragraph: Paragraph) -> tuple[list[str], list[int]]:
    """The characters that reach the shaper, with a level each."""
    chars: list[str] = []
    levels: list[int] = []
    line_levels = paragraph.line_levels(start, end)
    for index in range(start, end):
        char = text[index]
        level = line_levels[index - start]
        if char.isspace() and unicodedata.category(char) in ("Cc", "Zl", "Zp"):
            char = " "
        elif is_invisible(char) and not (char in _JOINERS or "\ufe00" <= char <= "\ufe0f"):
            continue
        elif "\ud800" <= char <= "\udfff":
            char = "\ufffd"
        if level == REMOVED:
            level = levels[-1] if levels else paragraph.level
        chars.append(char)
        levels.append(level)
    return chars, levels


def _scripts(chars: Sequence[str], levels: Sequence[int]) -> list[str]:
    """A script for each character; what scripts share takes that of its neighbours in the run."""
    scripts: list[str] = []
    opened: list[str] = []
    start = 0
    while start < len(chars):
        end = start
        while end < len(chars) and levels[end] == levels[start]:
            end += 1
        own = ["Latn" if char in "0123456789" else script_of(char) for char in chars[start:end]]
        current = next((script for script in own if script), "")
        current = current or ("Arab" if levels[start] & 1 else "Latn")
        opened.clear()
        for char, script in zip(chars[start:end], own, strict=True):
            category = unicodedata.category(char)
            if script:
                current = script
            elif category in ("Ps", "Pi"):
                opened.append(current)
            elif category in ("Pe", "Pf") and opened:
                # Both brackets of a pair come from one face.
                current = opened.pop()
            scripts.append(current)
        start = end
    return scripts


def _arabic_face(text: str, face: str) -> str | None:
    """The first face that has all Arabic letters of the text, so that no word changes face."""
    letters = frozenset([char for char in text if script_of(char) == "Arab"])
    if not letters:
        return None
    names = chain(face, "Arab")
    for name in names:
        if letters <= load_face(name).letters:
            return name
    return names[0]


def _pieces(
    chars: Sequence[str], levels: Sequence[int], face: str, arabic: str | None
) -> list[_Piece]:
    pieces: list[_Piece] = []
    scripts = _scripts(chars, levels)
    index = 0
    while index < len(chars):
        end = index + 1
        while end < len(chars) and (
            chars[end] in _JOINERS or unicodedata.category(chars[end]) in ("Mn", "Mc", "Me")
        ):
            end += 1
        script, level = scripts[index], levels[index]
        names = chain(face, script)
        if script == "Arab" and arabic is not None:
            names = (arabic, *names)
        chosen = _choose("".join(chars[index:end]), names)
        last = pieces[-1] if pieces else None
        if last and (last.level, last.script, last.face) == (level, script, chosen):
            pieces[-1] = last._replace(end=end)
        else:
            pieces.append(_Piece(index, end, level, script, chosen))
        index = end
    return pieces


@lru_cache(maxsize=16384)
def _choose(group: str, names: tuple[str, ...]) -> Face:
    """The first face with a letter and its marks, else with the letter, else the first."""
    for wanted in (group, group[0]):
        for name in names:
            if load_face(name).covers(wanted):
                return load_face(name)
    return load_face(names[0])


def _shape(
    codes: Sequence[int],
    offset: int,
    length: int,
    *,
    face: Face,
    rtl: bool,
    script: str,
    language: str,
    tracking: int,
    features: Features,
) -> Run:
    buffer = hb.Buffer()
    buffer.add_codepoints(codes, offset, length)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = script
    # Never the language of the machine: the same text gives the same page everywhere.
    buffer.language = language
    asked: dict[str, int] = {"liga": 0, "clig": 0} if tracking else {}
    asked.update(features)
    hb.shape(face.font, buffer, asked)

    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    # A joiner belongs to the letter before it: PDFium reads a glyph without ink and width as the
    # end of a line.
    owners: dict[int, int] = {}
    owner = offset
    for start in sorted({info.cluster for info in infos}):
        if chr(codes[start]) not in _JOINERS or start == offset:
            owner = start
        owners[start] = owner
    belongs = [owners[info.cluster] for info in infos]
    starts = sorted(set(belongs))
    ends = dict(zip(starts, [*starts[1:], offset + length], strict=True))
    clusters: list[Cluster] = []
    index = 0
    while index < len(infos):
        begin = index
        advance = 0
        glyphs: list[tuple[int, int, int]] = []
        while index < len(infos):
            same = index == begin or belongs[index] == belongs[index - 1]
            # A font cannot say that a glyph moves back: such a cluster takes in the next one.
            if not same and advance >= 0:
                break
            info, position = infos[index], positions[index]
            if face.extents(info.codepoint) is not None:
                glyphs.append((info.codepoint, advance + position.x_offset, position.y_offset))
            advance += position.x_advance
            index += 1
        low = min(belongs[begin:index])
        high = max(ends[start] for start in belongs[begin:index])
        text = "".join(map(chr, codes[low:high]))
        clusters.append(_cluster(face, glyphs, advance, text[::-1] if rtl else text, tracking))
    return _run(face, clusters, tracking)


def _run(face: Face, clusters: Sequence[Cluster], trailing: int) -> Run:
    pen = 0
    boxes: list[tuple[float, float, float, float]] = []
    for cluster in clusters:
        if cluster.ink is not None:
            left, bottom, right, top = cluster.ink
            boxes.append((left + pen, bottom, right + pen, top))
        pen += cluster.width
    return Run(face, tuple(clusters), pen, trailing, around(boxes))


def around(
    boxes: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float] | None:
    """The box around (left, bottom, right, top) boxes; None around none."""
    if not boxes:
        return None
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _cluster(
    face: Face, glyphs: list[tuple[int, int, int]], advance: int, text: str, tracking: int
) -> Cluster:
    scale = 1000 / face.upem
    box = ink_box(face, glyphs)
    ink = (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale) if box else None
    width = max(round(advance * scale) + tracking, 0)
    return Cluster(tuple(glyphs), width, text, ink)


def ink_box(face: Face, glyphs: Iterable[tuple[int, int, int]]) -> Box | None:
    """(left, bottom, right, top) of placed glyphs in font units; None if nothing is painted."""
    boxes = [
        (box[0] + x, box[1] + y, box[2] + x, box[3] + y)
        for glyph, x, y in glyphs
        if (box := face.extents(glyph)) is not None
    ]
    if not boxes:
        return None
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def feature_key(features: Mapping[str, int] | None) -> Features:
    """OpenType features as part of a key; booleans become 0 and 1."""
    return tuple(sorted((tag, int(value)) for tag, value in (features or {}).items()))
