"""The cells of a sheet as a person looks at them: as they stand, or turned on the side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbook.intake import values
from workbook.sheets.addresses import address
from workbook.sheets.reader import Cell, Sheet

# Merged areas larger than this are frames and backgrounds.
_LARGEST_MERGED = 20_000


@dataclass(frozen=True)
class Grid:
    """A sheet, or `across`: turned, so that its columns are the rows here and its rows the columns.

    Rows and columns are counted from 0.
    """

    sheet: Sheet
    across: bool = False

    @cached_property
    def rows(self) -> Sequence[Sequence[Cell]]:
        if not self.across:
            return self.sheet.rows
        width = max((len(row) for row in self.sheet.rows), default=0)
        return [
            [row[column] if column < len(row) else None for row in self.sheet.rows]
            for column in range(width)
        ]

    @cached_property
    def told(self) -> dict[Any, Any]:
        """What was found out about tables of this grid, to be asked again."""
        return {}

    @cached_property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    @property
    def hidden_rows(self) -> frozenset[int]:
        return self.sheet.hidden_columns if self.across else self.sheet.hidden_rows

    @property
    def hidden_columns(self) -> frozenset[int]:
        return self.sheet.hidden_rows if self.across else self.sheet.hidden_columns

    @cached_property
    def covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The cells that merging covers, and the cell shown over each."""
        found = {}
        for merged in self.sheet.merged:
            last_row = min(merged.last_row, len(self.sheet.rows))
            height, width = (
                last_row - merged.first_row + 1,
                merged.last_column - merged.first_column,
            )
            if height * (width + 1) > _LARGEST_MERGED:
                continue
            for row in range(merged.first_row, last_row + 1):
                for column in range(merged.first_column, merged.last_column + 1):
                    found[self._turned(row, column)] = self._turned(
                        merged.first_row, merged.first_column
                    )
        return found

    def _turned(self, row: int, column: int) -> tuple[int, int]:
        return (column, row) if self.across else (row, column)

    def cell(self, row: int, column: int) -> Cell:
        """A cell as stored; None beyond the last one."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None

    def shown(self, row: int, column: int) -> Cell:
        """A cell, or for one covered by merging what is shown over it."""
        return self.cell(*self.covered.get((row, column), (row, column)))

    def address(self, row: int, column: int) -> str:
        """The address of a cell on its sheet, such as "D7"."""
        return address(column, row) if self.across else address(row, column)

    def lines(self, first: int, last: int) -> list[tuple[str, str]]:
        """The texts from row `first` up to row `last`, without that: address and line."""
        return [
            (self.address(row, column), text)
            for row in range(first, min(last, len(self.rows)))
            for column, cell in enumerate(self.rows[row])
            if isinstance(cell, str) and (text := values.text(cell)) is not None
        ]
