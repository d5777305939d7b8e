"""What a file is, by its content, and whether it is safe to read.

Runs in the child process of reader.py, before any library sees the file.
"""

from __future__ import annotations

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.admitted import Admitted
from workbook.sheets.legacy import BARE, COMPOUND, admit_bare, admit_compound, weakness
from workbook.sheets.opendocument import admit_flat_document
from workbook.sheets.package import admit_package
from workbook.sheets.refusals import LIST, a_document, limit, not_a_sheet

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DOCUMENTS = (b"%PDF", b"{\\rtf", b"MIME-Version:")
_OTHER_KINDS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
    b"SQLite format 3\0",
    b"CWB1",
)
_NAMESPACE_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_NAMESPACE_FLAT = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def admit(content: bytes, password: str | None = None) -> Admitted:
    """Look at a whole file and let it in, or raise SheetError.

    `reason` is password (needs one, or `password` is wrong), damaged, limit or unsupported.
    """
    if not content:
        raise SheetError(
            _("This file is empty: it may not have finished copying. Nothing was read."),
            reason="damaged",
        )
    if len(content) > LIST.unpacked:
        raise limit(_("the file is larger than {n} MB").format(n=LIST.unpacked // 10**6))
    if content.startswith(COMPOUND):
        opened = admit_compound(content, password)
        if isinstance(opened, Admitted):
            return opened
        admitted = admit_package(opened, None)
        admitted.notes += weakness(content)
        return admitted
    if content.startswith(_ZIP):
        return admit_package(content, password)
    if content.startswith(BARE):
        return admit_bare(content)
    if content.startswith(_OTHER_KINDS):
        raise not_a_sheet()
    if content.lstrip()[:20].startswith(_DOCUMENTS):
        raise a_document()
    return _admit_text(content)


def _admit_text(content: bytes) -> Admitted:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = content[:4_000].decode("utf-16" if wide else "utf-8", "replace")
    if start.lstrip("\ufeff \r\n\t").startswith("<"):
        if _NAMESPACE_2003 in start:
            return Admitted("spreadsheetml", content)
        if _NAMESPACE_FLAT in start and "<office:document" in start:
            return admit_flat_document(content)
    return Admitted("text", content)
