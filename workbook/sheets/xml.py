"""Parsing XML that somebody sent, without ever resolving anything."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.refusals import damaged


def parse(
    part: bytes,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through `part`; names come as "namespace name".

    Raises SheetError (damaged) where it is malformed, and where it declares a document type:
    no office program writes one, and entities that grow to gigabytes need one.
    """
    handled = start is not None
    # Without namespaces it is faster, and enough to know that a part is well formed.
    parser = expat.ParserCreate(namespace_separator=" ") if handled else expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise damaged() from error


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition(" ")[2]


def _refuse_doctype(*_declaration: object) -> None:
    raise SheetError(
        _(
            "This file holds definitions that no office program writes."
            " It looks made to do harm. Nothing was read."
        ),
        reason="damaged",
    )
