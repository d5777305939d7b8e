"""Spreadsheets under a password, as Excel makes and opens them; in memory only."""

from __future__ import annotations

import io

from workbook.errors import SheetError
from workbook.i18n import _


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
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

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
    except (DecryptionError, FileFormatError, ParseError, OSError, ValueError, KeyError) as error:
        raise SheetError(
            _(
                "This protected file is damaged or was changed on its way. Nothing was read."
                " Ask for it again."
            ),
            reason="damaged",
        ) from error
    return opened.getvalue()
