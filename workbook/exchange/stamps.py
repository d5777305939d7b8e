"""The short texts that tie a cell of a sheet to the change log.

A stamp names the change a cell's value stood on when the sheet was made; a token names the row.
Neither tells a value: a sheet that is forwarded gives nothing away that was deleted from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from workbook.domain.ids import check_letters
from workbook.storage.log import Address, Log
from workbook.storage.state import CREATE, Heads, Seen

_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_STAMP_BITS = 80
_UUID_DIGITS = 26
EXPORT_DIGITS = 13


def stamp(change: bytes) -> str:
    """16 base-32 digits of a change's id."""
    return digits(int.from_bytes(change, "big") >> (8 * len(change) - _STAMP_BITS), 16)


def token(row: UUID, export: bytes) -> str:
    """What stands in a row's hidden last cell: its id and the file's, with check letters."""
    return checked(
        digits(row.int, _UUID_DIGITS) + digits(int.from_bytes(export, "big"), EXPORT_DIGITS)
    )


def read_token(text: str) -> tuple[UUID, bytes] | None:
    """The row and the file of a token; None when it is none, or was altered."""
    body = body_of(text, _UUID_DIGITS + EXPORT_DIGITS)
    if body is None:
        return None
    row, export = number(body[:_UUID_DIGITS]), number(body[_UUID_DIGITS:])
    if row >= 1 << 128 or export >= 1 << 64:
        return None
    return UUID(int=row), export.to_bytes(8, "big")


def root_of(lines: Sequence[Any]) -> str:
    """What the signed manifest says of the stamps below it, however their keys are ordered."""
    text = b"\n".join(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) for line in lines)
    return sha256(text).hexdigest()


def checked(body: str) -> str:
    """A token of base-32 digits: with check letters, and a letter at both ends, so that the fill
    handle of a spreadsheet copies it instead of counting on.
    """
    return f"x{body}{check_letters(body)}x"


def body_of(text: str, length: int) -> str | None:
    """The `length` digits of a token; None when it is none, or was altered."""
    body, letters = text[1:-3], text[-3:-1]
    if (
        len(body) != length
        or (text[0], text[-1]) != ("x", "x")
        or any(character not in _BASE32 for character in body)
        or check_letters(body) != letters
    ):
        return None
    return body


def digits(whole: int, length: int) -> str:
    """A whole number in `length` base-32 digits."""
    return "".join(_BASE32[(whole >> 5 * place) & 31] for place in reversed(range(length)))


def number(text: str) -> int:
    """The whole number that base-32 digits say."""
    found = 0
    for character in text:
        found = found * 32 + _BASE32.index(character)
    return found


class RowLog:
    """What the log says of one row, for stamping and for reading stamps back."""

    def __init__(self, log: Log, address: Address) -> None:
        self.changes = log.seen(address)
        self.heads = Heads(self.changes)
        self._by_stamp = {stamp(change.id): change for change in self.changes}

    def head(self, field: str) -> Seen | None:
        """The change whose value of a field is shown; for an empty one, the last that could say."""
        said = self.heads.said(field)
        if said:
            return said[0][0]
        return max(self.heads.of(field), key=lambda change: change.rank, default=None)

    def value(self, field: str) -> object:
        """The value that is shown now, as in the log."""
        said = self.heads.said(field)
        return said[0][1] if said else None

    def head_ids(self, field: str) -> set[bytes]:
        return {change.id for change in self.heads.of(field)}

    def named(self, text: str) -> Seen | None:
        """The change that a stamp names, or None when it is not here."""
        return self._by_stamp.get(text)

    def known(self, change: bytes) -> bool:
        return any(seen.id == change for seen in self.changes)


def said_by(change: Seen, field: str) -> object:
    """What one change says of a field, as in the log; None when it says nothing of it."""
    if change.value is None:
        return None
    value = orjson.loads(change.value)
    return value.get(field) if change.field == CREATE else value
