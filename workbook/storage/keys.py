"""The keys that stand in a workbook file: of its notes, of its signatures."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from workbook.errors import DamagedError
from workbook.i18n import _
from workbook.sources import Sources
from workbook.storage.log import canonical


@dataclass(frozen=True)
class NewKey:
    """A key drawn up but not in force: its sheet is printed and typed back first."""

    sheet_number: int
    emergency_key: str
    key: bytes


def set_up(db: Any, key: bytes, sources: Sources) -> None:
    """What a new file holds before its first step: its replica, its signing and notes keys."""
    db.execute(
        "INSERT INTO replica(replica, signing_key, seq) VALUES (?, ?, 0)",
        (sources.random(8), sources.random(32)),
    )
    wraps = [wrap(1, key, sources.random(32))]
    db.execute("INSERT INTO setting VALUES ('keys', ?)", (canonical(wraps).decode(),))


def wrap(sheet: int, key: bytes, notes_key: bytes) -> dict[str, Any]:
    """The notes key, encrypted under the workbook's key, with the number of that key's sheet."""
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    return {"sheet": sheet, "notes": aes_key_wrap(_wrapping(key), notes_key).hex()}


def unwrap(wraps: list[dict[str, Any]], key: bytes) -> tuple[int, bytes]:
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    for wrap in reversed(wraps):
        try:
            return wrap["sheet"], aes_key_unwrap(_wrapping(key), bytes.fromhex(wrap["notes"]))
        except InvalidUnwrap:
            continue
    raise DamagedError(_("The key of the notes in this workbook is damaged. Restore a backup."))


def _wrapping(key: bytes) -> bytes:
    return blake2b(b"notes", key=key, digest_size=32).digest()
