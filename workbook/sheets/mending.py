"""A copy of a zipped workbook without the slips of some writers over which the readers stumble.

Excel passes over them. What a cell with an error says is known from the scan, so that the copy may
say something else.
"""

from __future__ import annotations

import io
import re
import zipfile

_CELL = rb"<(?:\w+:)?c\s"
_FORMULA = rb"(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?"
_VALUE = rb"<(?:\w+:)?v(?:\s[^>]*)?>"
_SLIPS = (
    # A sheet is "visible", "hidden" or "veryHidden"; some write "show".
    (rb"(<(?:\w+:)?sheet\s[^>]*?)\sstate=\"(?!(?:visible|hidden|veryHidden)\")[^\"]*\"", rb"\1"),
    # An error that no program knows.
    (rb"(" + _CELL + rb"[^>]*\bt=\"e\"[^>]*>" + _FORMULA + _VALUE + rb")[^<]*", rb"\1#VALUE!"),
    # Called a number, and none: without its type, which means the same, it is read as text.
    (rb"(" + _CELL + rb"[^>]*?)\st=\"n\"", rb"\1"),
    # Whole rows or columns shown as one, as Excel writes it where a whole row was marked.
    (rb"<(?:\w+:)?mergeCell\s+ref=\"\$?(?:[A-Z]+:\$?[A-Z]+|\d+:\$?\d+)\"\s*/>", b""),
    # A prefix where nobody else writes one.
    (rb"(</?)\w+:(Relationships?\b)", rb"\1\2"),
)


def mended(content: bytes) -> bytes:
    """The copy, of the same parts in the same order."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.infolist():
            part = source.read(member)
            if member.filename.endswith((".xml", ".rels")):
                for slip, right in _SLIPS:
                    part = re.sub(slip, right, part)
            target.writestr(member.filename, part)
    return copy.getvalue()
