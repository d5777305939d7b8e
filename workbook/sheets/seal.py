"""Spreadsheets under a password, as Excel makes and opens them; in memory only."""

from __future__ import annotations

import io
import struct
from xml.parsers.expat import ExpatError

from workbook.errors import SheetError
from workbook.i18n import _

_AGILE = b"\4\0\4\0"  # the version of the scheme that Excel has used since 2010


def seal(content: bytes, password: str) -> bytes:
    """An .xlsx file under `password` (AES-256): Excel and LibreOffice ask for it.

    Not the same bytes twice: the salts are random. `content` is at least 4 KB, as every file of
    writer.py is: the library spoils smaller ones.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, sealed)
    return sealed.getvalue()


def unseal(content: bytes, password: str) -> bytes:
    """The .xlsx file inside a sealed one, its integrity verified.

    Raises SheetError: reason password when `password` is wrong, damaged when the file is.
    """
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        try:
            file.load_key(password=password, verify_password=True)
        except InvalidKeyError as error:
            raise SheetError(
                _("The password does not open this file. Nothing was read."), reason="password"
            ) from error
        file.decrypt(opened, verify_integrity=True)
    except signs_of_damage() as error:
        raise SheetError(
            _(
                "This protected file is damaged or was changed on its way. Nothing was read."
                " Ask for it again."
            ),
            reason="damaged",
        ) from error
    return opened.getvalue()


def signs_of_damage() -> tuple[type[Exception], ...]:
    """What the library raises for a file that it cannot make out."""
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError

    own = (DecryptionError, FileFormatError, ParseError)
    return (*own, OSError, ValueError, LookupError, AttributeError, struct.error, ExpatError)


def is_weak(content: bytes) -> bool:
    """Whether a sealed file is under the older scheme (AES-128, SHA-1), as LibreOffice saves it."""
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        return bool(ole.openstream("EncryptionInfo").read(4) != _AGILE)
