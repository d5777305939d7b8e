"""The key of a workbook file, and telling a wrong key from a damaged file.

The file is a SQLCipher 4 database. Its first 16 bytes, the salt, are `CWB1` (which names the
settings of Argon2id below) and 12 random bytes. The raw key is Argon2id of the passphrase over
those 16 bytes; the emergency sheet spells the raw key itself.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from pathlib import Path
from typing import Final

from workbook.errors import (
    DamagedError,
    EmptyFileError,
    NotAWorkbookError,
    WrongKeyError,
)
from workbook.i18n import _

MAGIC: Final = b"CWB1"
SALT_BYTES: Final = 16
KEY_BYTES: Final = 32
PAGE: Final = 4096
_HMAC: Final = 64
_BASE32: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def key_of(passphrase: str, salt: bytes) -> bytes:
    """The 32-byte key of a passphrase: Argon2id, 64 MiB, 3 passes, 4 lanes. Takes about 0.1 s.

    The passphrase is read as NFKC, so that it does not depend on the keyboard that typed it.
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    text = unicodedata.normalize("NFKC", passphrase).encode()
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=3, lanes=4, memory_cost=64 * 1024
    ).derive(text)


def spell(key: bytes) -> str:
    """The key as it stands on the emergency sheet: 14 groups of 4, the last of them a check."""
    digits = int.from_bytes(key, "big") << 4
    body = "".join(_BASE32[(digits >> shift) & 31] for shift in range(255, -5, -5))
    text = body + _check(body)
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def unspell(text: str) -> bytes:
    """The key typed from an emergency sheet; blanks and dashes do not matter.

    Raises WrongKeyError when a letter is missing or wrong.
    """
    typed = "".join(c for c in text.upper() if c.isalnum())
    typed = typed.replace("O", "0").replace("I", "1").replace("L", "1")
    body, check = typed[:52], typed[52:]
    if len(typed) != 56 or any(c not in _BASE32 for c in typed) or _check(body) != check:
        raise WrongKeyError(
            _(
                "The emergency key was not typed as it stands on the sheet: "
                "it has 14 groups of 4. Check it group by group."
            )
        )
    number = 0
    for character in body:
        number = number * 32 + _BASE32.index(character)
    return (number >> 4).to_bytes(KEY_BYTES, "big")


def looks_like_key(text: str) -> bool:
    """Whether a text typed as a password is rather the key of an emergency sheet."""
    try:
        unspell(text)
    except WrongKeyError:
        return False
    return True


def _check(body: str) -> str:
    total = int.from_bytes(hashlib.blake2b(body.encode(), digest_size=4).digest(), "big")
    return "".join(_BASE32[(total >> shift) & 31] for shift in (15, 10, 5, 0))


def salt_of(path: Path, *, whole: bool = True) -> bytes:
    """The first 16 bytes of the file. `whole`: its size is looked at as well.

    Raises EmptyFileError, NotAWorkbookError or DamagedError with what the file is instead.
    """
    size = path.stat().st_size
    if size == 0:
        raise EmptyFileError(
            _(
                "This file is empty: it may not have finished copying. It was not opened. "
                "Copy it again, or restore a backup."
            )
        )
    with path.open("rb") as file:
        head = file.read(SALT_BYTES)
    if head[:4] == b"PK\x03\x04" or head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise NotAWorkbookError(
            _(
                "This is an Excel file, not a workbook. Open your workbook first, "
                "then use “Bring in a list”."
            )
        )
    if head[:4] != MAGIC:
        raise NotAWorkbookError(
            _(
                "This file is not a workbook, or its beginning is damaged. It was not changed. "
                "If it was your workbook, restore a backup."
            )
        )
    if size < PAGE or (whole and size % PAGE):
        raise DamagedError(
            _(
                "This workbook is damaged or was not copied completely. It was not changed. "
                "Copy it again, or restore a backup."
            )
        )
    return head


def key_fits(path: Path, key: bytes, salt: bytes, *, head: bool = False) -> bool:
    """Whether any page of the file carries this key's HMAC: then the key is right.

    A page's HMAC key is PBKDF2-HMAC-SHA512 of the raw key over salt XOR 0x3a, 2 rounds; it covers
    the page's content, its IV and the little-endian page number (SQLCipher 4's design). Looks at
    the first page and, where that fails, at up to 64 others, so that one damaged page does not
    look like a wrong key; with `head` at the first alone. The first 16 bytes are not looked at.
    """
    hmac_salt = bytes(byte ^ 0x3A for byte in salt)
    hmac_key = hashlib.pbkdf2_hmac("sha512", key, hmac_salt, 2, KEY_BYTES)
    pages = path.stat().st_size // PAGE
    numbers = [*range(1, min(pages, 33) + 1), *range(max(34, pages - 31), pages + 1)]
    with path.open("rb") as file:
        for number in numbers[:1] if head else numbers:
            file.seek((number - 1) * PAGE)
            page = file.read(PAGE)
            start = SALT_BYTES if number == 1 else 0
            seen = hmac.new(hmac_key, page[start : PAGE - _HMAC], hashlib.sha512)
            seen.update(number.to_bytes(4, "little"))
            if hmac.compare_digest(seen.digest(), page[PAGE - _HMAC :]):
                return True
    return False


def put_salt_back(path: Path, salt: bytes) -> None:
    """Write the first 16 bytes anew, where they were damaged."""
    with path.open("rb+") as file:
        file.write(salt)
        file.flush()
        os.fsync(file.fileno())


def pragma_key(key: bytes, salt: bytes) -> str:
    """SQLCipher's statement that sets a raw key together with the salt."""
    return f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\""


def pragma_rekey(key: bytes, salt: bytes) -> str:
    """SQLCipher's statement that encrypts the file anew; the salt at its head stays."""
    return f"PRAGMA rekey = \"x'{key.hex()}{salt.hex()}'\""
