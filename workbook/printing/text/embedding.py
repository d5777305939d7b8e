"""Faces written into a PDF: one glyph per cluster, with exact text for search and copying.

reportlab's own TrueType embedding addresses characters. Here a code addresses a cluster: the
glyph behind it is a TrueType composite of the font's glyphs with the shaper's offsets baked in,
and ToUnicode gives the cluster's characters back.
"""

from __future__ import annotations

import hashlib
import io
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from reportlab.pdfbase import pdfdoc

from workbook.printing.text.fonts import Face, load_face
from workbook.printing.text.shaping import Cluster, ink_box

_ARGS_ARE_XY_VALUES = 0x0002
_SYMBOLIC = 4


class EmbeddedFace:
    """The part of one face that one document uses; written when the document is saved."""

    def __init__(self, doc: Any, face: Face) -> None:
        """Register with a reportlab PDFDocument, which calls `addObjects` when it is saved."""
        self.face = face
        self._codes: dict[tuple[tuple[tuple[int, int, int], ...], int, str], int] = {}
        self.name = f"F{len(doc.fontMapping) + 1}"
        doc.fontMapping[f"cluster:{face.file}"] = f"/{self.name}"
        doc.delayedFonts.append(self)

    def code(self, cluster: Cluster) -> int:
        """The code of a cluster, which is also its glyph in the embedded font; from 1 up."""
        return self._codes.setdefault(cluster[:3], len(self._codes) + 1)

    def addObjects(self, doc: Any) -> None:
        """Write the font's objects and enter it among the fonts every page can use."""
        compress = [pdfdoc.PDFZCompress] if doc.compression else []
        font, box = _build(self.face, list(self._codes))
        unicode_map = self._to_unicode()
        digest = hashlib.sha256(font + unicode_map).digest()
        tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
        base = f"{tag}+{self.face.file}"

        file = pdfdoc.PDFStream()
        file.content = font
        file.dictionary["Length1"] = len(font)
        file.filters = compress
        source = _source(self.face.name)
        scale = 1000 / self.face.upem
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{base}",
                "Flags": _SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(box),
                "ItalicAngle": round(source["post"].italicAngle, 2),
                "Ascent": round(source["hhea"].ascent * scale),
                "Descent": round(source["hhea"].descent * scale),
                "CapHeight": round((source["OS/2"].sCapHeight or source["hhea"].ascent) * scale),
                # Not used for an embedded font, but required; the value means "unknown".
                "StemV": 0,
                "FontFile2": doc.Reference(file, f"fontFile:{base}"),
            }
        )
        widths = [0, *(width for _, width, _ in self._codes)]
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{base}",
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": doc.Reference(descriptor, f"fontDescriptor:{base}"),
                "DW": 0,
                "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": "/Identity",
            }
        )
        to_unicode = pdfdoc.PDFStream()
        to_unicode.content = unicode_map
        to_unicode.filters = compress
        font_object = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{base}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"cid:{base}")]),
                "ToUnicode": doc.Reference(to_unicode, f"toUnicodeCMap:{base}"),
            }
        )
        reference = doc.Reference(font_object, self.name)
        doc.idToObject["BasicFonts"].dict[self.name] = reference

    def _to_unicode(self) -> bytes:
        lines = [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
        ]
        entries = [
            f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>"
            for (_, _, text), code in self._codes.items()
        ]
        for start in range(0, len(entries), 100):
            block = entries[start : start + 100]
            lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
        lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
        return "\n".join(lines).encode("ascii")


@cache
def _source(name: str) -> TTFont:
    return TTFont(io.BytesIO(load_face(name).data), lazy=True, recalcBBoxes=False)


def _build(
    face: Face, clusters: list[tuple[tuple[tuple[int, int, int], ...], int, str]]
) -> tuple[bytes, list[int]]:
    """A TrueType file whose glyph n+1 is clusters[n], and its bounding box in 1/1000 em."""
    source = _source(face.name)
    order = source.getGlyphOrder()
    names = [".notdef", *(f"c{number}" for number in range(1, len(clusters) + 1))]
    glyphs: dict[str, Any] = {".notdef": Glyph()}
    boxes: dict[str, tuple[int, int, int, int]] = {}
    metrics = {".notdef": (0, 0)}
    # The glyph that holds each outline: the first cluster that is only that outline, or else one
    # of its own after the clusters.
    holders: dict[int, str] = {}
    for name, (placed, _, _) in zip(names[1:], clusters, strict=True):
        if len(placed) == 1 and placed[0][1:] == (0, 0):
            holders.setdefault(placed[0][0], name)
    waiting = list(holders)

    def holder(glyph: int) -> str:
        if glyph not in holders:
            holders[glyph] = f"g{glyph}"
            names.append(holders[glyph])
            waiting.append(glyph)
        return holders[glyph]

    most = 1
    for name, (placed, width, _) in list(zip(names[1:], clusters, strict=True)):
        box = ink_box(face, placed)
        metrics[name] = (round(width * face.upem / 1000), box[0] if box else 0)
        if box:
            boxes[name] = box
        if placed and holders.get(placed[0][0]) == name:
            continue
        glyphs[name] = _composite([(holder(glyph), x, y) for glyph, x, y in placed], box)
        most = max(most, len(placed))
    while waiting:
        glyph = waiting.pop(0)
        name = holders[glyph]
        # Not source["glyf"][...], which would unpack the outline.
        stored = source["glyf"].glyphs[order[glyph]]
        outline = Glyph(stored.compile(source["glyf"], recalcBBoxes=False))
        outline.trim(remove_hinting=True)
        if outline.isComposite():
            outline.expand(source["glyf"])
            for component in outline.components:
                component.glyphName = holder(source.getGlyphID(component.glyphName))
        glyphs[name] = outline
        box = face.extents(glyph)
        metrics.setdefault(name, (0, box[0] if box else 0))

    # Bounds are known from shaping; computing them again would unpack every outline.
    font = TTFont(recalcBBoxes=False, recalcTimestamp=False)
    font.setGlyphOrder(names)
    for table in ("head", "hhea", "maxp", "glyf", "loca", "hmtx"):
        font[table] = newTable(table)
    for table in ("head", "hhea", "maxp"):
        font[table].__dict__.update(source[table].__dict__)
    font["glyf"].glyphs = glyphs
    font["glyf"].glyphOrder = names
    font["hmtx"].metrics = metrics
    font["hhea"].advanceWidthMax = max(advance for advance, _ in metrics.values())
    profile = font["maxp"]
    # Limits, not counts: what the largest composite of the largest outlines could need.
    for kind in ("Points", "Contours"):
        largest = max(getattr(profile, f"max{kind}"), getattr(profile, f"maxComposite{kind}"))
        setattr(profile, f"maxComposite{kind}", min(largest * most, 0xFFFF))
    profile.maxComponentElements = max(profile.maxComponentElements, most)
    profile.maxComponentDepth += 1
    profile.maxSizeOfInstructions = profile.maxStackElements = profile.maxFunctionDefs = 0
    if boxes:
        left, bottom, right, top = zip(*boxes.values(), strict=True)
        head = font["head"]
        head.xMin, head.yMin, head.xMax, head.yMax = min(left), min(bottom), max(right), max(top)
    written = io.BytesIO()
    font.save(written, reorderTables=False)
    head = font["head"]
    edges = (head.xMin, head.yMin, head.xMax, head.yMax)
    return written.getvalue(), [round(edge * 1000 / face.upem) for edge in edges]


def _composite(parts: list[tuple[str, int, int]], box: tuple[int, int, int, int] | None) -> Glyph:
    composite = Glyph()
    if box is None:
        return composite
    composite.numberOfContours = -1
    composite.xMin, composite.yMin, composite.xMax, composite.yMax = box
    composite.components = []
    for name, x, y in parts:
        component = GlyphComponent()
        component.glyphName = name
        component.x, component.y = x, y
        component.flags = _ARGS_ARE_XY_VALUES
        composite.components.append(component)
    return composite
