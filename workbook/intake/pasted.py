"""People pasted from a sheet, a document or a chat: a block of cells, or mere lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.intake.correction import NO_HEADER, NOTHING, Correction
from workbook.intake.detect import ForeignList, ListKind, detect
from workbook.sheets.reader import Cell, Sheet, SheetFile
from workbook.text import clean

_BULLET = re.compile(r"^\W*\d{1,3}\s*[.)\-:]\s*|^[•*\-–—]\s+")
_ADDRESSEES = re.compile(r"^\s*(?:to|cc|bcc|from|à|de)\s*:\s*", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"""[\s;,]*(?:["']([^"'<>@]+)["']|([^\s;,<>"'@][^;,<>"'@]*?))?\s*"""
    r"""<?\b(?:mailto:)?([^\s<>;,"'@:]+@[^\s<>;,"'@:]+\.\w+)>?[\s;,]*"""
)
_PARTS = re.compile(
    r"\s*[,;|،؛]\s*|\s+[–—-]\s+"
    r"|(?<!\d)\s+(?=(?:(?:mob(?:ile)?|cell|ph(?:one)?|tel)\b(?:\s*no\b)?[\s.:]*)?\+?\d[\d -]{6,})",
    re.IGNORECASE,
)


def pasted_file(rows: Sequence[Sequence[str]]) -> SheetFile:
    """Pasted `rows` as the one sheet of a file. Raises SheetError when they hold nothing."""
    cells = [[clean(cell) or None for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        raise SheetError(_("Nothing was pasted that holds a name."), reason="empty")
    if all(len(row) == 1 for row in cells):
        cells = [parts for row in cells for parts in _of_line(row[0] or "")]
    return _file([list(row) for row in cells])


def detect_pasted(file: SheetFile, correction: Correction = NOTHING) -> ForeignList:
    """The list of people in a `pasted_file`. Raises SheetError as `detect` does."""
    try:
        return _plain(detect(file, correction))
    except SheetError as error:
        if error.reason != "not_people" or correction.header_row is not None:
            raise
    # Who pastes a block means people, however few.
    return _plain(detect(file, replace(correction, header_row=NO_HEADER)))


def _plain(found: ForeignList) -> ForeignList:
    """Both scripts of a name make people here: nobody pastes what is to be matched by name."""
    if found.kind is ListKind.NATIVE_NAMES:
        return replace(found, kind=ListKind.PARTICIPANTS)
    return found


def _file(rows: list[list[Cell]]) -> SheetFile:
    said = "\n".join("\t".join(str(cell or "") for cell in row) for row in rows)
    digest = blake2b(said.encode(), digest_size=16).hexdigest()
    name = _("Pasted")
    return SheetFile("csv", name, digest, [Sheet(name, hidden=False, rows=rows)])


def _of_line(line: str) -> list[list[str | None]]:
    """The people of a line: each with a name and an address where they are those of an e-mail."""
    addressed = _ADDRESSED.findall(_ADDRESSEES.sub("", line))
    if len(addressed) > 1 or (addressed and _ADDRESSED.fullmatch(line)):
        return [[quoted or name or None, address] for quoted, name, address in addressed]
    return [_parted(line)]


def _parted(line: str) -> list[str | None]:
    """A line of a chat: "1. Sana Ahmed, ASI, 0300 1234567"."""
    return [part or None for part in _PARTS.split(_BULLET.sub("", line))]
