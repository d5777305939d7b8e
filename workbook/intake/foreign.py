"""A foreign list as it was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from workbook.intake import meeting
from workbook.intake.correction import NOTHING, Correction
from workbook.intake.kinds import ListKind
from workbook.intake.letterhead import AgencyProposal, SexProposal
from workbook.intake.mapping import Column
from workbook.intake.rows import LeftOut, Record
from workbook.sheets.addresses import address, column_letters


@dataclass(frozen=True)
class SheetFound:
    """A sheet of the file: how many rows of people it seems to hold, and its caption row, counted
    from 0; None without one.
    """

    name: str
    hidden: bool
    people: int
    header_row: int | None


@dataclass(frozen=True)
class ValueQuestion:
    """What only a person can tell of a column, asked once; nothing is assumed.

    `date_order`: whether day or month comes first; `answers` are the values of DateOrder. `status`:
    what a `word` (a `values.status_key`) for results means; answers are those of AttemptStatus, or
    "" for no result yet. `examples` are cells as written.
    """

    kind: Literal["date_order", "status"]
    column: int
    header: str
    examples: tuple[str, ...]
    answers: tuple[str, ...]
    default: None = None
    word: str = ""


@dataclass(frozen=True)
class ForeignList:
    """A list as understood. `header_row` is the last header row, counted from 1; 0 without one.

    `header_rows` are all of them, counted from 0, and `caption_row` the one with the caption of the
    column of names. Of a list that is `across` people stand in columns, and rows and columns are
    counted as if the sheet were turned: header row 0 is column A, and so is the row of a record.
    `persons` are the distinct ones among the records, as far as numbers and names tell. `left_out`
    are rows below the header that hold something and are nobody. `sheet_hash` covers every cell of
    the sheets that were read, `digest` the file's bytes. `warnings` are sentences for the preview.
    """

    kind: ListKind
    file_name: str
    digest: str
    sheet: str
    sheet_hash: bytes
    header_row: int
    mapping: tuple[Column, ...]
    records: tuple[Record, ...]
    agency: AgencyProposal | None = None
    sex: SexProposal | None = None
    warnings: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    caption_row: int | None = None
    across: bool = False
    sheets: tuple[SheetFound, ...] = ()
    correction: Correction = NOTHING
    questions: tuple[ValueQuestion, ...] = ()
    persons: int = 0
    left_out: tuple[LeftOut, ...] = ()
    encoding: str | None = None
    report: meeting.MeetingReport | None = None

    @property
    def people(self) -> int:
        """How many rows name a person, those in reserve included."""
        return sum(record.named for record in self.records)

    @property
    def reserve(self) -> int:
        """How many of the people are in reserve."""
        return sum(record.named and record.reserve for record in self.records)

    def cell(self, record: Record, name: str) -> str:
        """The address of a record's field, "D7", or of the row's first cell where it has none."""
        return self.cells(record, (name,))[0]

    def cells(self, record: Record, names: Sequence[str]) -> list[str]:
        """The addresses of several fields of a record, as `cell` gives them."""
        if self.across or record.shift or record.places:
            return [
                record.places.get(name) or self.place(record, self._columns.get(name, 0))
                for name in names
            ]
        letters, row = self._letters, record.row
        return [f"{letters.get(name, 'A')}{row}" for name in names]

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        """The column of each field, the first one of several."""
        return {c.field: c.column for c in reversed(self.mapping) if c.field is not None}

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        return {name: column_letters(column) for name, column in self._columns.items()}

    def place(self, record: Record, column: int) -> str:
        """The address of a record's cell in a column of the mapping, counted from 0."""
        row, column = record.row - 1, column + record.shift
        return address(column, row) if self.across else address(row, column)
