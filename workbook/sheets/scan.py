"""What the reading library does not tell about a sheet."""

from __future__ import annotations

from workbook.sheets.refusals import Limits, check_place, too_many_rows


class Scan:
    """Addresses such as "D7" in reading order; rows and columns counted from 0.

    `errors` are cells with an error of the spreadsheet program, and the error: {"D7": "#REF!"};
    `unstored` formulas without a stored value, as typed: {"E7": "=A1+1"}; `formulas` those whose
    stored value is read. `merged` has first row and column, last row and column. `rows` counts
    those with something in them, `last_value` is the last with a value; where `comparable`, a
    library that gives fewer has not read all.
    """

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}
        self.unstored: dict[str, str] = {}
        self.formulas: list[str] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.rows = 0
        self.last_value = -1
        self.comparable = False

    def use(self, row: int, column: int, limits: Limits) -> None:
        """Count a row, whose last filled cell is in `column`. Raises SheetError (limit)."""
        check_place(row, column, limits)
        self.rows += 1
        if self.rows > limits.rows:
            raise too_many_rows(limits)

    def formula(self, cell: str, text: str, *, stored: bool) -> None:
        """Note the formula in `cell` ("D7"); `text` begins with =."""
        if stored:
            self.formulas.append(cell)
        else:
            self.unstored[cell] = text
