"""The spare rows of a sheet to fill in: each has a slot, so that a person typed there is known."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid5

from workbook.exchange.stamps import EXPORT_DIGITS, body_of, checked, digits, number
from workbook.text import skeleton

COUNT = 30
"""How many spare rows a Form has."""

_NAMESPACE = UUID("0f6a5a52-7a0e-4d0b-9a55-5f4d7c3f6f21")
# Not her numbers: an id could be guessed from them, and would outlive their being erased.
_TELLING = ("name_latin", "name_native", "relative_name", "service_number")


def token(slot: int, export: bytes) -> str:
    """What stands in the hidden last cell of a spare row: its number and the file's id."""
    return checked(digits(slot, 2) + digits(int.from_bytes(export, "big"), EXPORT_DIGITS))


def read_slot(text: str) -> tuple[int, bytes] | None:
    """The slot and the file of a spare row's token; None when it is none, or was altered."""
    body = body_of(text, 2 + EXPORT_DIGITS)
    if body is None:
        return None
    export = number(body[2:])
    return (number(body[:2]), export.to_bytes(8, "big")) if export < 1 << 64 else None


def person_id(export: bytes, slot: int | None, values: Mapping[str, object]) -> UUID:
    """The id of a person typed into a sheet: of the sheet, her spare row (None: below them) and
    her name. Two offices that take in the sheet agree; two people in two copies differ.
    """
    told = [skeleton(str(values.get(name) or "")) for name in _TELLING]
    return uuid5(_NAMESPACE, "\0".join((export.hex(), "" if slot is None else str(slot), *told)))
