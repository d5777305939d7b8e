"""Where the ids of a sheet stand that we wrote, and whether it is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbook.domain.entity import Entity
from workbook.domain.ids import is_ref
from workbook.domain.records import ENTITIES
from workbook.exchange import slots, stamps
from workbook.exchange.layout import FIELD_ID, INFO_ID, REF_ID, TOKEN_ID
from workbook.sheets.reader import Cell, Sheet
from workbook.text import clean

_WITHIN = 20


@dataclass(frozen=True)
class Header:
    """Where a sheet's ids stand: the row, and the column of each id; all are counted from 0.

    `first` is the row of the first record, `captions` what the columns are called.
    """

    row: int
    entity: Entity
    columns: Mapping[int, str]
    ref: int | None
    token: int | None
    captions: Sequence[Cell]
    first: int

    @property
    def fields(self) -> frozenset[str]:
        """The ids of the columns that hold values."""
        return frozenset(id_ for id_ in self.columns.values() if id_.startswith(FIELD_ID))

    @property
    def is_list(self) -> bool:
        """Whether every record of its kind has a row in it: not in a grid of marks."""
        return any(id_.startswith(f"{FIELD_ID}{self.entity.name}.") for id_ in self.fields)

    @property
    def says(self) -> list[int]:
        """The columns that hold values, in their order."""
        return [p for p, id_ in sorted(self.columns.items()) if id_.startswith(FIELD_ID)]

    def place_of(self, id_: str) -> int | None:
        return next((place for place, said in self.columns.items() if said == id_), None)


def find_header(sheet: Sheet) -> Header | None:
    """The row of ids, within the first 20 rows; None where there is none."""
    for number, row in enumerate(sheet.rows[:_WITHIN]):
        ids = {
            place: cell.strip()
            for place, cell in enumerate(row)
            if isinstance(cell, str) and cell.startswith((REF_ID, FIELD_ID, INFO_ID, TOKEN_ID))
        }
        marks = [place for place, id_ in ids.items() if id_.startswith(REF_ID)]
        kinds = [ids[place].removeprefix(REF_ID) for place in marks] or [
            id_.split(".")[1]
            for id_ in ids.values()
            if id_.startswith((FIELD_ID, INFO_ID)) and "@" not in id_ and id_.count(".") > 1
        ]
        fields = [id_ for id_ in ids.values() if id_.startswith((FIELD_ID, INFO_ID))]
        # The captions repeat the id of the tokens: a row of ids has two at least.
        if len(ids) < 2 or not fields or not kinds or kinds[0] not in ENTITIES:
            continue
        token = next((place for place, id_ in ids.items() if id_ == TOKEN_ID), None)
        below = sheet.rows[number + 1] if len(sheet.rows) > number + 1 else []
        mark = marks[0] if marks else None
        named = not is_record(below, mark, token)
        return Header(
            number,
            ENTITIES[kinds[0]],
            ids,
            mark,
            token,
            below if named else [],
            number + (2 if named else 1),
        )
    return None


def is_record(row: Sequence[Cell], ref: int | None, token: int | None) -> bool:
    """Whether a row names a record by its Ref or its hidden id."""
    return stamps.read_token(text_at(row, token)) is not None or is_ref(text_at(row, ref))


def is_own(sheets: Iterable[Sheet]) -> bool:
    """Whether this is a file of ours, by what stands in its cells: ids, or row tokens."""
    return any(
        find_header(sheet) is not None
        or any(
            isinstance(cell, str) and (stamps.read_token(cell) or slots.read_slot(cell))
            for row in sheet.rows[:_WITHIN]
            for cell in row[-1:]
        )
        for sheet in sheets
    )


def cell_at(row: Sequence[Cell], place: int) -> Cell:
    """A cell of a row; rows can be shorter than others."""
    return row[place] if place < len(row) else None


def text_at(row: Sequence[Cell], place: int | None) -> str:
    """A cell as clean text; "" where there is none."""
    cell = None if place is None else cell_at(row, place)
    return "" if cell is None else clean(str(cell))
