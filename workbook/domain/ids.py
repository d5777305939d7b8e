"""Ids that travel between offices, and the short Refs people read.

A row that two offices may make independently has an id derived from what it says, so that both
make the same row; all others are random. An integer key stays inside one file.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha1
from typing import Any
from uuid import UUID, uuid5

_NAMESPACE = UUID("6f1d4c1e-5b0a-4d5e-9a63-2f4b8c0e7a11")

# Crockford's base 32: no I, L, O, U.
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Refs end in letters, so that a spreadsheet's fill handle copies them instead of counting on.
_CHECK = "ABCDEFGHJKMNPQRSTVWXYZ" + "L"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def programme_id(code: str) -> UUID:
    """The id of the programme with this code, the same in every office."""
    return uuid5(_NAMESPACE, f"programme\0{code.strip().upper()}")


def named_id(programme: UUID, kind: str, *folded: str) -> UUID:
    """The id of an agency, unit, rank or module: programme + kind + folded code or name."""
    return uuid5(programme, "\0".join((kind, *folded)))


def linked_id(kind: str, *rows: UUID, says: str = "") -> UUID:
    """The id of a row that links others (an enrolment, a try) and may say something besides."""
    return uuid5(_NAMESPACE, "\0".join((kind, *(row.hex for row in rows), says)))


def listed_person_id(sheet_hash: bytes, row_number: int) -> UUID:
    """The id of a person from a foreign list: of the whole sheet and her row, never of her values.

    Her own values could be guessed back from an id, and would survive being erased.
    """
    return _in_list("listed", sheet_hash, row_number)


def listed_expert_id(sheet_hash: bytes, row_number: int) -> UUID:
    """The id of an expert from a foreign list; as `listed_person_id`, and never the same."""
    return _in_list("listed expert", sheet_hash, row_number)


def _in_list(kind: str, sheet_hash: bytes, row_number: int) -> UUID:
    """`uuid5` of all three, of which the same two stand before thousands of rows."""
    said = _begun(kind, sheet_hash).copy()
    said.update(str(row_number).encode())
    return UUID(bytes=said.digest()[:16], version=5)


@lru_cache(maxsize=4)
def _begun(kind: str, sheet_hash: bytes) -> Any:
    said = f"{kind}\0{sheet_hash.hex()}\0".encode()
    return sha1(_NAMESPACE.bytes + said, usedforsecurity=False)


def ref(letter: str, row: UUID) -> str:
    """The short name of a row, such as P7Q2M4X9KTMP: letter, 9 base-32 digits, 2 check letters."""
    number = row.int >> (128 - 45)
    body = letter + "".join(_BASE32[(number >> shift) & 31] for shift in range(40, -5, -5))
    return body + check_letters(body)


def check_letters(body: str) -> str:
    """Two letters that change with any one letter or digit of `body`, and with any two swapped.

    A polynomial in base 37 modulo the prime 509, written in 23 letters (23 * 23 > 509).
    """
    total = 0
    for character in body:
        total = (total * 37 + _DIGITS.index(character) + 1) % 509
    return _CHECK[total // 23] + _CHECK[total % 23]


def check_letter(body: str) -> str:
    """One letter that changes with any one digit of `body`, and with any two neighbours swapped.

    For numbers that people read out; signs other than A to Z and 0 to 9 do not count.
    """
    total = 0
    for character in body:
        if character in _DIGITS:
            total = (total * 14 + _DIGITS.index(character) + 1) % 23
    return _CHECK[total]


def is_ref(text: str) -> bool:
    """Whether `text` has the form of a Ref and its check letters fit."""
    return (
        len(text) == 12
        and all(character in _DIGITS for character in text)
        and check_letters(text[:10]) == text[10:]
    )
