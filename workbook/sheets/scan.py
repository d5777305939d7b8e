"""What the reading library does not tell about a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbook.sheets.addresses import address
from workbook.sheets.refusals import Limits, check_place, too_many_rows


@dataclass
class Scan:
    """Addresses such as "D7" in reading order; rows and columns counted from 0."""

    errors: dict[str, str] = field(default_factory=dict)
    """Cells with an error of the spreadsheet program, and the error: {"D7": "#REF!"}."""
    unstored: dict[str, str] = field(default_factory=dict)
    """Formulas without a stored value, as typed: {"E7": "=A1+1"}."""
    formulas: list[str] = field(default_factory=list)
    """Formulas whose stored value is read."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row and column, last row and column."""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    rows: int = 0
    """Rows with something in them."""
    comparable: bool = False
    """Whether each of those rows must give a value: not where texts are stored as blanks."""

    def use(self, row: int, column: int, limits: Limits) -> None:
        """Count a row, whose last filled cell is in `column`. Raises SheetError (limit)."""
        check_place(row, column, limits)
        self.rows += 1
        if self.rows > limits.rows:
            raise too_many_rows(limits)

    def formula(self, row: int, column: int, text: str, *, stored: bool) -> None:
        """Note a formula; `text` begins with =."""
        if stored:
            self.formulas.append(address(row, column))
        else:
            self.unstored[address(row, column)] = text
