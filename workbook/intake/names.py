"""What stands in a cell of names: one name or several, with what people write beside them."""

from __future__ import annotations

from dataclasses import dataclass

from workbook.intake import values
from workbook.sheets.reader import Cell


@dataclass(frozen=True)
class NameCell:
    """One person of a cell of names. All but `name` are "" where the cell does not tell.

    `relative` is a father's or husband's name behind D/o, W/o or S/o, `rank` a rank in front of
    the name, `code` an id in brackets ("Jane Smith (JS002)"), `aside` any other remark.
    """

    name: str
    relative: str = ""
    rank: str = ""
    email: str = ""
    phone: str = ""
    code: str = ""
    aside: str = ""


def read_name_cell(cell: Cell) -> tuple[NameCell, ...]:
    """The people whom a cell of names holds, in order; empty where it names nobody.

    Several people make several records of one row: the values of the other columns then belong to
    the first one, except those that are true of the whole row (agency, rank, place of posting).
    """
    name = values.name(cell)
    return () if name is None else (NameCell(name),)
