"""What a file is, by its content, and whether it is safe to read.

Runs in the child process of reader.py, before any library sees the file. The child starts anew for
every file, so it loads only what looks through one of this kind.
"""

from __future__ import annotations

from collections.abc import Callable

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.admitted import Admitted
from workbook.sheets.refusals import LIST, a_document, limit, not_a_sheet

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a file of Excel 2, 3, 4 or 5 begins that is no compound file.
_BARE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00\x00\x05")
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


def admit(content: bytes, password: str | None, large: Callable[[], None]) -> Admitted:
    """Look at a whole file and let it in, or raise SheetError.

    `large` is called before a large file of our own is looked through, which takes its time.
    `reason` is password (needs one, or `password` is wrong), damaged, limit or unsupported.
    """
    if not content:
        raise SheetError(
            _("This file is empty: it may not have finished copying. Nothing was read."),
            reason="damaged",
        )
    if len(content) > LIST.unpacked:
        raise limit(_("the file is larger than {n} MB").format(n=LIST.unpacked // 10**6))
    if content.startswith(_ZIP):
        from workbook.sheets.package import admit_package

        return admit_package(content, password, large)
    if content.startswith(_COMPOUND):
        return _admit_compound(content, password, large)
    if content.startswith(_BARE):
        from workbook.sheets.legacy import admit_bare

        return admit_bare(content)
    if content.startswith(_OTHER_KINDS):
        raise not_a_sheet()
    if content.lstrip()[:20].startswith(_DOCUMENTS):
        raise a_document()
    return _admit_text(content)


def _admit_compound(content: bytes, password: str | None, large: Callable[[], None]) -> Admitted:
    from workbook.sheets.legacy import admit_compound, weakness
    from workbook.sheets.package import admit_package

    opened = admit_compound(content, password)
    if isinstance(opened, Admitted):
        return opened
    admitted = admit_package(opened, None, large)
    admitted.notes += weakness(content)
    return admitted


def _admit_text(content: bytes) -> Admitted:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = content[:4_000].decode("utf-16" if wide else "utf-8", "replace")
    if start.lstrip("\ufeff \r\n\t").startswith("<"):
        if _NAMESPACE_2003 in start:
            return Admitted("spreadsheetml", content)
        if _NAMESPACE_FLAT in start and "<office:document" in start:
            from workbook.sheets.opendocument import admit_flat_document

            return admit_flat_document(content)
    return Admitted("text", content)
