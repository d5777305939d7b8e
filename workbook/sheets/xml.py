"""Parsing XML that somebody sent, without ever resolving anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.refusals import damaged

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_LITERAL = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_DECLARED = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*\?>")


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


def plain_xml(part: bytes) -> bytes:
    """The same in UTF-8, without comments and literal sections, to be searched by expressions."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        part = part.decode("utf-16", "replace").encode()
    elif (declared := _DECLARED.match(part)) is not None and declared[1].lower() != b"utf-8":
        try:
            part = part.decode(declared[1].decode(), "replace").encode()
        except LookupError as error:
            raise damaged() from error
    if b"!" not in part:  # found many times faster than what begins with it
        return part
    if b"<!--" in part:
        part = _COMMENT.sub(b"", part)
    if b"<![CDATA[" in part:
        part = _LITERAL.sub(lambda found: found[1].replace(b"<", b"&lt;"), part)
    return part


def unescaped(text: str) -> str:
    """The letters that stand for themselves in no XML put back."""
    for code, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(code, letter)
    return text.replace("&amp;", "&")


def _refuse_doctype(*_declaration: object) -> None:
    raise SheetError(
        _(
            "This file holds definitions that no office program writes."
            " It looks made to do harm. Nothing was read."
        ),
        reason="damaged",
    )
