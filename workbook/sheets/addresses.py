"""Where a cell is, as people say it: "D7"."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4_096)
def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def address(row: int, column: int) -> str:
    """The address of a cell, row and column counted from 0: (6, 3) is D7."""
    return f"{column_letters(column)}{row + 1}"


def position(text: str) -> tuple[int, int]:
    """Row and column, counted from 0, of an address as files write it: "D7" or "$D$7".

    Raises ValueError when `text` is none.
    """
    plain = text.replace("$", "")
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    column = _column(letters)
    if column is None or not (digits.isdecimal() and int(digits)):
        raise ValueError(text)
    return int(digits) - 1, column


@lru_cache(maxsize=4_096)
def _column(letters: str) -> int | None:
    if not (letters.isascii() and letters.isalpha()):
        return None
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1
