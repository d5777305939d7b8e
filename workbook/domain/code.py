"""What the QR code of a certificate says, and how it is read back.

The text is "WBC1:" and, in base 45, an Ed25519 signature (64 bytes), 4 bytes that name the key,
the signed fields and a checksum. At most 146 bytes: then a code of 22 mm at level L keeps modules
of 0.41 mm, which cameras read (QR version 7).
"""

from __future__ import annotations

from binascii import crc_hqx
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from workbook.domain.certificate import CertificateKind

PREFIX = "WBC1:"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_KINDS = (CertificateKind.COMPLETION, CertificateKind.ATTENDANCE)
_FIRST_DAY = date(2000, 1, 1)
_MOST_BYTES = 146
_SIGNATURE = 64
_CHECKSUM = 2
_MOST_COURSE = 20
_CUT = "…"


@dataclass(frozen=True)
class Signed:
    """The signed fields. `name` ends in "…" where the whole did not fit; `digest` covers the rest
    of the certificate, the whole name included. `issued_on` is ISO.
    """

    number: str
    kind: str
    issued_on: str
    minutes: int
    name: str
    course: str
    digest: bytes


@dataclass(frozen=True)
class Code:
    """A code as read: who says to have signed (`key_id`), over what (`message`), what it means."""

    signature: bytes
    key_id: bytes
    message: bytes
    signed: Signed


def key_id(public_key: str) -> bytes:
    """4 bytes that name an office's key in a code."""
    return blake2b(bytes.fromhex(public_key), digest_size=4).digest()


def message_of(signed: Signed, public_key: str) -> bytes:
    """What is signed: the key's name and the fields, the name cut to what has room."""
    days = (date.fromisoformat(signed.issued_on) - _FIRST_DAY).days
    head = b"".join(
        (
            key_id(public_key),
            bytes((_KINDS.index(CertificateKind(signed.kind)),)),
            days.to_bytes(2, "big"),
            signed.minutes.to_bytes(2, "big"),
            signed.digest,
            _text(signed.number),
            _text(_cut(signed.course, _MOST_COURSE)),
        )
    )
    room = _MOST_BYTES - _SIGNATURE - _CHECKSUM - len(head)
    return head + _cut(signed.name, room).encode()


def code_text(message: bytes, signature: bytes) -> str:
    """The text of the QR."""
    payload = signature + message
    checksum = crc_hqx(payload, 0xFFFF).to_bytes(_CHECKSUM, "big")
    return PREFIX + base45(payload + checksum)


def read_code(text: str) -> Code | None:
    """The code in `text`, or None when a character was changed, lost or added.

    Blanks lost at the end, where base 45 may have one, are found again.
    """
    body = text.strip().removeprefix(PREFIX)
    for blanks in range(3):
        payload = from_base45(body + " " * blanks)
        if payload is None or len(payload) < _SIGNATURE + _CHECKSUM:
            continue
        said, checksum = payload[:-_CHECKSUM], payload[-_CHECKSUM:]
        if crc_hqx(said, 0xFFFF).to_bytes(_CHECKSUM, "big") == checksum:
            return _read(said[:_SIGNATURE], said[_SIGNATURE:])
    return None


def _read(signature: bytes, message: bytes) -> Code | None:
    try:
        kind = _KINDS[message[4]].value
        issued_on = _FIRST_DAY + timedelta(days=int.from_bytes(message[5:7], "big"))
        minutes = int.from_bytes(message[7:9], "big")
        digest, rest = message[9:17], message[17:]
        number, rest = _take(rest)
        course, rest = _take(rest)
        name = rest.decode()
    except (IndexError, UnicodeDecodeError):
        return None
    signed = Signed(number, kind, issued_on.isoformat(), minutes, name, course, digest)
    return Code(signature, message[:4], message, signed)


def _text(text: str) -> bytes:
    said = text.encode()
    return bytes((len(said),)) + said


def _take(rest: bytes) -> tuple[str, bytes]:
    length = rest[0]
    return rest[1 : 1 + length].decode(), rest[1 + length :]


def _cut(text: str, room: int) -> str:
    """`text` in at most `room` bytes of UTF-8, ending in "…" when it was cut."""
    said = text.encode()
    if len(said) <= room:
        return text
    return said[: room - len(_CUT.encode())].decode(errors="ignore").rstrip() + _CUT


def base45(payload: bytes) -> str:
    """RFC 9285: two bytes as three characters, a last single one as two."""
    out = []
    for start in range(0, len(payload), 2):
        pair = payload[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _digit in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            out.append(_ALPHABET[digit])
    return "".join(out)


def from_base45(text: str) -> bytes | None:
    """The bytes `base45` wrote; None when `text` is not of its making."""
    out = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        places = [_ALPHABET.find(character) for character in group]
        number = sum(place * 45**power for power, place in enumerate(places))
        length = len(group) - 1
        if -1 in places or length == 0 or number >= 256**length:
            return None
        out += number.to_bytes(length, "big")
    return bytes(out)
