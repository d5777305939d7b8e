"""Looking through what Excel wrote before 2007, and what it seals: compound files and bare BIFF.

A workbook stream is a row of records: number, length, bytes ([MS-XLS] 2.1.4).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from workbook.errors import SheetError
from workbook.i18n import _
from workbook.sheets.admitted import Admitted
from workbook.sheets.refusals import (
    a_document,
    damaged,
    needs_a_copy,
    needs_password,
    wrong_password,
)

_END, _FILEPASS, _BOUNDSHEET, _SUPBOOK, _DCON_REF = 0x0A, 0x2F, 0x85, 0x1AE, 0x51
_MACRO_SHEET = 1
_OWN_BOOK = (b"\x01\x04", b"\x01\x3a")
_BLOCK = 8  # bytes: of AES 16, of older ciphers and some writers 8
_CIPHER = re.compile(rb'cipherAlgorithm="([^"]*)"')
_GRAPH = b"\x09\x08\x08\x00\x80\x05"
"""How a chart of Microsoft Graph begins, which is kept as a workbook is."""
_EVERYBODYS = "VelvetSweatshop"
"""The password with which Excel encrypts what is only protected against changes; it tries it."""


def admit_compound(content: bytes, password: str | None) -> Admitted | bytes:
    """Let an .xls in, or give the .xlsx that was sealed in the file. Raises SheetError."""
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage") and ole.exists("EncryptionInfo"):
                _check_sealed(
                    ole.openstream("EncryptedPackage").read(),
                    ole.openstream("EncryptionInfo").read(),
                )
                return _unsealed(content, password)
            macros = ole.exists("_VBA_PROJECT_CUR") or ole.exists("_VBA_PROJECT")
            for name in ("Workbook", "Book"):
                if ole.exists(name):
                    stream = ole.openstream(name).read()
                    if stream.startswith(_GRAPH):
                        raise a_document()
                    return _admit_stream(content, stream, password, macros=macros)
    except (OSError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise damaged() from error
    raise a_document()


def admit_bare(content: bytes) -> Admitted:
    """Let an .xls of Excel 2 to 5 in that is a bare row of records."""
    return _noted(content, content, macros=False)


def weakness(sealed: bytes) -> list[str]:
    """A note for the preview where a sealed file is under an old scheme."""
    from workbook.sheets.seal import is_weak

    if not is_weak(sealed):
        return []
    return [
        _(
            "The file was saved in LibreOffice or an old Excel: its encryption is weaker."
            " The password still holds; delete that copy when you are done."
        )
    ]


def _check_sealed(package: bytes, description: bytes) -> None:
    """Tell a torn package from one that needs a password: it is as many whole blocks as it says."""
    size, held = int.from_bytes(package[:8], "little"), len(package) - 8
    if not 0 < size <= held or held % _BLOCK or b"<!DOCTYPE" in description:
        raise damaged()
    ciphers = set(_CIPHER.findall(description))
    if ciphers - {b"AES"}:
        raise needs_a_copy()


def _unsealed(content: bytes, password: str | None) -> bytes:
    from workbook.sheets.seal import unseal

    if password is not None:
        return unseal(content, password)
    try:
        unseal(content, _EVERYBODYS)
    except SheetError as error:
        raise (needs_password() if error.reason == "password" else damaged()) from error
    raise _opened_by_excel_alone()


def _admit_stream(content: bytes, stream: bytes, password: str | None, *, macros: bool) -> Admitted:
    if not _is_locked(stream):
        return _noted(content, stream, macros=macros)
    if password is None:
        raise _opened_by_excel_alone() if _decrypted(content, _EVERYBODYS) else needs_password()
    plain = _decrypted(content, password)
    if plain is None:
        raise wrong_password()
    opened = admit_compound(plain, None)
    assert isinstance(opened, Admitted)
    return opened


def _is_locked(stream: bytes) -> bool:
    for number, _record in _records(stream):
        if number == _FILEPASS:
            return True
        if number in (_BOUNDSHEET, _END):  # it stands before the first of these
            return False
    return False


def _decrypted(content: bytes, password: str) -> bytes | None:
    """The file without its protection; None when `password` is wrong."""
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    from workbook.sheets.seal import signs_of_damage

    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        file.load_key(password=password)
        file.decrypt(opened)
    except InvalidKeyError:
        return None
    except signs_of_damage() as error:
        raise needs_a_copy() from error
    return opened.getvalue()


def _opened_by_excel_alone() -> SheetError:
    return SheetError(
        _(
            "This file is protected against changes: Excel opens it without asking, but it cannot"
            " be read here. Open it in Excel, save a copy without protection as .xlsx"
            " and choose that file. Nothing was read."
        ),
        reason="password",
    )


def _noted(content: bytes, stream: bytes, *, macros: bool) -> Admitted:
    notes = [_("In an .xls file a formula cannot be told from what was typed.")]
    links = False
    for number, record in _records(stream):
        macros = macros or (number == _BOUNDSHEET and record[5:6] == bytes([_MACRO_SHEET]))
        links = links or number == _DCON_REF
        links = links or (number == _SUPBOOK and record[2:4] not in _OWN_BOOK)
    if macros:
        notes.append(_("The file holds macros. They were not run and are not taken in."))
    if links:
        notes.append(
            _("The file holds links to other places ({places}). They were not followed.").format(
                places=_("other workbooks")
            )
        )
    return Admitted("biff", content, notes)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        number = int.from_bytes(stream[at : at + 2], "little")
        length = int.from_bytes(stream[at + 2 : at + 4], "little")
        yield number, stream[at + 4 : at + 4 + length]
        at += 4 + length
