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
from workbook.printing.text.shaping import Cluster

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
    outlines = source["glyf"]
    order = source.getGlyphOrder()
    names = [".notdef", *(f"c{number}" for number in range(1, len(clusters) + 1))]
    glyphs: dict[str, Any] = {".notdef": Glyph()}
    widths = {".notdef": 0}
    # Outlines used by several clusters are stored once, after the clusters.
    parts: dict[int, str] = {}
    waiting: list[int] = []

    def part(glyph: int) -> str:
        if glyph not in parts:
            parts[glyph] = f"g{glyph}"
            waiting.append(glyph)
        return parts[glyph]

    for name, (placed, width, _) in zip(names[1:], clusters, strict=True):
        composite = Glyph()
        if placed:
            composite.numberOfContours = -1
            composite.components = []
            for glyph, x, y in placed:
                component = GlyphComponent()
                component.glyphName = part(glyph)
                component.x, component.y = x, y
                component.flags = _ARGS_ARE_XY_VALUES
                composite.components.append(component)
        glyphs[name] = composite
        widths[name] = round(width * face.upem / 1000)
    while waiting:
        number = waiting.pop(0)
        outline = outlines[order[number]]
        copy = Glyph(outline.compile(outlines, recalcBBoxes=False))
        copy.trim(remove_hinting=True)
        if copy.isComposite():
            copy.expand(outlines)
            for component in copy.components:
                component.glyphName = part(source.getGlyphID(component.glyphName))
        name = parts[number]
        names.append(name)
        glyphs[name] = copy
        widths[name] = 0

    font = TTFont(recalcTimestamp=False)
    font.setGlyphOrder(names)
    for table in ("head", "hhea", "maxp"):
        font[table] = newTable(table)
        font[table].__dict__.update(source[table].__dict__)
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphs = glyphs
    font["glyf"].glyphOrder = names
    font["loca"] = newTable("loca")
    font["hmtx"] = newTable("hmtx")
    for glyph in glyphs.values():
        glyph.recalcBounds(font["glyf"])
    # A viewer moves the outline until its left edge is the side bearing: they must agree.
    font["hmtx"].metrics = {name: (widths[name], glyphs[name].xMin) for name in names}
    written = io.BytesIO()
    font.save(written, reorderTables=False)
    head = font["head"]
    box = [round(edge * 1000 / face.upem) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]
    return written.getvalue(), box
