"""Checking a certificate offline: by the code on it, and by the register of this workbook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import Connection, select

from workbook.domain.certificate import CertificateKind, CertificateState
from workbook.domain.code import PREFIX, Code, Signed, key_id, read_code
from workbook.domain.content import content_digest, english_day, hours
from workbook.errors import SheetError
from workbook.i18n import _
from workbook.services.certificates import kind_label
from workbook.storage import tables as t
from workbook.storage.book import Workbook

if TYPE_CHECKING:
    from PIL.Image import Image

_certificate = t.RECORDS["certificate"]
_office = t.RECORDS["office"]
_office_key = t.RECORDS["office_key"]
# A picture of a page at 600 dpi has 35 million pixels.
_MOST_PIXELS = 60_000_000


class Finding(StrEnum):
    """What a code proves."""

    GENUINE = "genuine"  # signed by a known office and in the register, as it was issued
    NOT_IN_REGISTER = "not_in_register"  # signed by a known office, but the number is not here
    OTHER_CONTENT = "other_content"  # signed, but the register says something else
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    CHANGED = "changed"  # a character was changed, or it was misread
    FORGED = "forged"  # names a known office's key, which did not sign it
    UNKNOWN_OFFICE = "unknown_office"  # signed with a key that this workbook does not know


@dataclass(frozen=True)
class Verified:
    """What was found. `signed` are the signed fields, to be compared with the paper in hand; None
    when the code cannot be trusted to say anything. `office` is who signed, "" when not proven.
    """

    finding: Finding
    signed: Signed | None
    office: str
    reason: str
    name_in_register: str

    @property
    def genuine(self) -> bool:
        """Whether a known office signed this, and nothing in this workbook speaks against it."""
        return self.finding in (Finding.GENUINE, Finding.NOT_IN_REGISTER)

    def lines(self) -> tuple[str, ...]:
        """What to show: the finding, then the signed fields one by one."""
        said = [_SENTENCES[self.finding]().format(office=self.office, reason=self.reason)]
        if self.signed is None:
            return tuple(said)
        said += (
            _("Number: {number}").format(number=self.signed.number),
            _("Kind: {kind}").format(kind=kind_label(CertificateKind(self.signed.kind))),
            _("Name: {name}").format(name=self.signed.name),
            _("Course: {course}").format(course=self.signed.course),
            _("Issued on: {day}").format(day=english_day(self.signed.issued_on)),
            _("Hours attended: {hours}").format(hours=hours(self.signed.minutes)),
        )
        if self.office:
            said.append(_("Signed by: {office}").format(office=self.office))
            said.append(
                _("Compare them with the paper: a code can be copied from another certificate.")
            )
        return tuple(said)


_SENTENCES = {
    Finding.GENUINE: lambda: _("Genuine: signed by {office}, and in the register."),
    Finding.NOT_IN_REGISTER: lambda: _(
        "Signed by {office}, but this workbook's register does not have the number. Ask {office}."
    ),
    Finding.OTHER_CONTENT: lambda: _(
        "Signed by {office}, but the register of this workbook says something else. Ask {office}."
    ),
    Finding.REPLACED: lambda: _("Not valid: this certificate was replaced. Reason: {reason}"),
    Finding.CANCELLED: lambda: _("Not valid: this certificate was cancelled. Reason: {reason}"),
    Finding.CHANGED: lambda: _(
        "The signature is wrong: at least one character was changed or misread."
    ),
    Finding.FORGED: lambda: _(
        "The signature is wrong: the named office did not sign what this code says."
    ),
    Finding.UNKNOWN_OFFICE: lambda: _(
        "Unknown office: signed with a key this workbook does not know. It proves nothing."
    ),
}


def verify(book: Workbook, code: str | Path) -> Verified:
    """What the code of a certificate proves: its text, or a picture of it (or of the page).

    Raises SheetError when a picture cannot be read or shows no code, or a text is not one.
    """
    text = _text(code)
    read = read_code(text)
    if read is None:
        return Verified(Finding.CHANGED, None, "", "", "")
    with book.reading() as db:
        office = _signed_by(db, read)
        if office is None:
            known = _knows_key(db, read.key_id)
            finding = Finding.FORGED if known else Finding.UNKNOWN_OFFICE
            return Verified(finding, read.signed, "", "", "")
        return _compared(db, read.signed, office)


def _compared(db: Connection, signed: Signed, office: str) -> Verified:
    """What the register says of a code that a known office signed."""
    found = db.execute(
        select(_certificate).where(_certificate.c.number == signed.number, _certificate.c.gone == 0)
    ).all()
    if not found:
        return Verified(Finding.NOT_IN_REGISTER, signed, office, "", "")
    contents = [orjson.loads(row.content) if row.content else {} for row in found]
    for row, content in zip(found, contents, strict=True):
        if content and content_digest(content) == signed.digest:
            name = content.get("name_latin") or content.get("name_native") or ""
            finding = {
                CertificateState.REPLACED: Finding.REPLACED,
                CertificateState.CANCELLED: Finding.CANCELLED,
            }.get(row.state, Finding.GENUINE)
            return Verified(finding, signed, office, row.reason or "", name)
    return Verified(Finding.OTHER_CONTENT, signed, office, "", "")


def _keys(db: Connection) -> list[tuple[str, str]]:
    """(public key, office name) of every identity this workbook knows."""
    found = db.execute(
        select(_office_key.c.public_key, _office.c.name, _office.c.code)
        .join(_office, _office.c.id == _office_key.c.office_id, isouter=True)
        .where(_office_key.c.gone == 0, _office_key.c.public_key.is_not(None))
        .order_by(_office_key.c.id)
    )
    return [(row.public_key, row.name or row.code or "?") for row in found]


def _knows_key(db: Connection, id_: bytes) -> bool:
    return any(key_id(key) == id_ for key, _office in _keys(db))


def _signed_by(db: Connection, read: Code) -> str | None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for key, office in _keys(db):
        if key_id(key) != read.key_id:
            continue
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
            public.verify(read.signature, read.message)
        except InvalidSignature:
            continue
        return office
    return None


# -- the code's text


def _text(code: str | Path) -> str:
    said = str(code).strip()
    if said.upper().startswith(PREFIX):
        return said.upper()
    if Path(code).is_file():
        return _read_picture(Path(code))
    raise SheetError(
        _(
            "This is neither the text of a certificate's code (it begins with {prefix}) nor a "
            "picture of one."
        ).format(prefix=PREFIX),
        reason="unsupported",
    )


def _read_picture(path: Path) -> str:
    import zxingcpp

    picture = _picture(path)
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for found in zxingcpp.read_barcodes(picture, formats=only):
        if found.text.startswith(PREFIX):
            return found.text
    raise SheetError(
        _(
            "No certificate's code was found in this picture. Photograph the code from straight "
            "above, in good light, so that it fills a third of the picture."
        ),
        reason="empty",
    )


def _picture(path: Path) -> Image:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP", "BMP", "TIFF")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise _too_large()
            return picture.convert("L")
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise SheetError(
            _("This picture cannot be read. Save it as PNG or JPEG and try again."),
            reason="damaged",
        ) from error


def _too_large() -> SheetError:
    return SheetError(
        _("This picture is too large. Make it smaller and try again."), reason="limit"
    )
